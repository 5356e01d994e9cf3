"""What the book says of rows that it knows already, so that a preview can show more of them than their receipts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import xxhash
from sqlalchemy import select

from app.core.book import Pen
from app.core.identity import IN, OUT
from app.core.receipts import year_told_by
from app.core.statement import KnownLines, WalletKey
from app.core.store.log import lines_numbered
from app.core.store.slices import in_slices
from app.core.store.tables import transactions

_T = transactions.c

Leg = tuple[str, int, str, int]
"""Receipt, wallet number, direction, cents: what tells the transaction of a line."""


class KnownAs(NamedTuple):
    """The day (seconds UTC), cents (+ in) and party of a known row; None and '' where it moved no money."""

    completed_at: int | None = None
    amount_cents: int | None = None
    party: str = ""


def salt_of(wallet: WalletKey) -> int:
    """What the digests of a wallet's lines are crossed with in the log."""
    return xxhash.xxh3_64_intdigest(str(wallet).encode()) >> 1


def known_as(pen: Pen, known: KnownLines, *, wallet: WalletKey) -> list[KnownAs]:
    """Each known line as the transaction that it is part of, in the order given."""
    if not known.receipts:
        return []
    salt = salt_of(wallet)
    seqs = {digest: seq for _, digest, seq in pen.store.held_lines(pen.connection, list(known.receipts))}
    mine = [seqs.get(digest ^ salt) for digest in known.digests]
    legs: dict[int, tuple[Leg, int | None]] = {
        seq: ((receipt, wallet_id or 0, IN if cents >= 0 else OUT, abs(cents)), at)
        for seq, receipt, _, wallet_id, cents, _, at in lines_numbered(
            pen.connection, sorted({seq for seq in mine if seq is not None})
        )
        if cents is not None
    }
    told = dict(_transactions(pen, sorted(set(known.receipts))))
    return [_as_told(legs[seq], told) if seq in legs else KnownAs() for seq in mine]


def _as_told(line: tuple[Leg, int | None], told: dict[Leg, tuple[int, str]]) -> KnownAs:
    """As its transaction says; a line that contradicts the book, or was taken back, as it says itself."""
    leg, own_at = line
    at, party = told.get(leg, (own_at, ""))
    return KnownAs(at, leg[3] if leg[2] == IN else -leg[3], party)


def _transactions(pen: Pen, receipts: Sequence[str]) -> Iterator[tuple[Leg, tuple[int, str]]]:
    columns = _T.receipt, _T.wallet_id, _T.direction, _T.amount_cents, _T.completed_at, _T.party_name, _T.party_phone
    for some in in_slices(receipts):
        wanted = select(*columns).where(_T.receipt.in_(some), _T.year.in_({year_told_by(one) for one in some}))
        for receipt, wallet_id, direction, cents, at, name, phone in pen.connection.execute(wanted):
            yield (receipt, wallet_id, direction, cents), (at, name or phone)
