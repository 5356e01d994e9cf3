"""Closed days: which they are, what each seal covers, and which seals do not fit their day any more."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

import orjson
from sqlalchemy import Connection, select

from app.core import clock
from app.core.events import EventKind
from app.core.identity import Claim, resolve
from app.core.items import TransactionKey
from app.core.queries.days import falls_on
from app.core.store.control import Span, vouched_spans
from app.core.store.sealing import seals
from app.core.store.slices import in_slices
from app.core.store.tables import events, imports, transactions, wallets
from app.core.store.trade_tables import (
    classifications,
    decisions,
    key_columns,
    key_of,
    matches,
    same_transaction,
    transfers,
)
from app.core.store.views import claim_of

_T = transactions.c
DECIDED = (matches, classifications, transfers)
"""The views whose rows are decisions about one transaction; each row's ``id`` is its event."""


class Seal(NamedTuple):
    """A closed day. ``reopened_at`` is None while the seal holds; ``why`` is the reason for opening it again."""

    id: int
    on_day: int
    digest: str
    actor: str
    at: int
    figures: dict[str, Any]
    reopened_id: int | None
    reopened_by: str
    reopened_at: int | None
    why: str

    @property
    def is_standing(self) -> bool:
        """Whether the day is closed by it now."""
        return self.reopened_id is None

    @property
    def mark(self) -> str:
        """The first twelve signs of the digest in groups of four, as they are printed."""
        return "-".join(self.digest[start : start + 4].upper() for start in range(0, 12, 4))


class Covered(NamedTuple):
    """What a seal covers: its digest, and how many rows and decisions went into it."""

    digest: str
    rows: int
    decisions: int


def seal_history(reader: Connection, *, on_day: int | None = None) -> list[Seal]:
    """Every sealing, oldest first; of all days or of one."""
    query = select(seals).order_by(seals.c.id)
    if on_day is not None:
        query = query.where(seals.c.on_day == on_day)
    return [_seal(row) for row in reader.execute(query)]


def standing_seal(reader: Connection, *, on_day: int) -> Seal | None:
    """The seal that closes a day now, or None."""
    return next((one for one in seal_history(reader, on_day=on_day) if one.is_standing), None)


def sealed_days(reader: Connection) -> frozenset[int]:
    """The days that are closed now."""
    return frozenset(reader.execute(select(seals.c.on_day).where(seals.c.reopened_id.is_(None))).scalars())


def _seal(row: Any) -> Seal:
    return Seal(*row)._replace(figures=orjson.loads(row.figures))


# -- what a seal covers ----------------------------------------------------------------------------------------------


def covered(reader: Connection, *, on_day: int) -> Covered:
    """The digest of a day's rows and of the decisions on them, as they stand now.

    It covers what makes the day: wallet, receipt, role, direction, ordinal and cents of each row, and each decision as
    it was recorded.
    """
    return _covered(reader, rows_now(reader, on_day=on_day), until=None)


def covered_then(reader: Connection, seal: Seal) -> Covered:
    """The same as it stood when the day was sealed, out of the log; later documents make no difference to it."""
    return _covered(reader, rows_then(reader, seal), until=seal.id)


def broken_seals(reader: Connection, *, days: Iterable[int] | None = None) -> list[Seal]:
    """The seals that stand and do not fit their day any more; of all days or of these."""
    wanted = None if days is None else frozenset(days)
    standing = [one for one in seal_history(reader) if one.is_standing and (wanted is None or one.on_day in wanted)]
    return [one for one in standing if not _fits(reader, one)]


def _fits(reader: Connection, seal: Seal) -> bool:
    """Nearly always nothing came after the seal, and the day as it is now says so at once."""
    early = rows_now(reader, on_day=seal.on_day, until=seal.id)
    return _covered(reader, early, until=seal.id).digest == seal.digest or (
        covered_then(reader, seal).digest == seal.digest and _still_stands(reader, seal)
    )


def _still_stands(reader: Connection, seal: Seal) -> bool:
    """Whether every row of then is there, with its cents; what documents call it may be better known now."""
    now: Counter[tuple[int, str, str, int]] = Counter()
    for sign, rows in ((1, rows_now(reader, on_day=seal.on_day)), (-1, rows_then(reader, seal))):
        for key, cents in rows.items():
            now[key.wallet_id, key.receipt, key.direction, cents] += sign
    return all(n >= 0 for n in now.values())


def rows_now(reader: Connection, *, on_day: int, until: int | None = None) -> dict[TransactionKey, int]:
    """The cents of each row of a day; with ``until`` only of those first told by that event or before."""
    query = select(*key_columns(transactions), _T.amount_cents).where(falls_on(on_day))
    if until is not None:
        query = query.where(_T.id <= until)
    return {TransactionKey(*row[:5]): row[5] for row in reader.execute(query)}


def rows_then(reader: Connection, seal: Seal) -> dict[TransactionKey, int]:
    """The cents of each row of the day when it was sealed: resolved from the lines that stood then.

    Looks at the receipts of the day as it is now: nothing that a seal covers leaves its day while it is closed.
    """
    spans = _spans_then(reader, seal.id)
    starts = [first for first, _ in spans]
    claims: dict[tuple[int, str], list[Claim]] = defaultdict(list)
    receipts = reader.execute(select(_T.receipt).where(falls_on(seal.on_day)).distinct()).scalars().all()
    lines = select(events).where(events.c.kind == EventKind.TransactionObserved, events.c.seq < seal.id)
    for some in in_slices(sorted(receipts)):
        for row in reader.execute(lines.where(events.c.receipt.in_(some))):
            at = bisect_right(starts, row.seq) - 1
            if at >= 0 and row.seq <= spans[at][1]:
                claims[row.wallet_id, row.receipt].append(claim_of(row))
    return {
        TransactionKey(wallet_id, receipt, one.role, one.direction, one.ordinal): one.amount_cents
        for (wallet_id, receipt), told in claims.items()
        for one in resolve(told)
        if clock.day_number(one.fields["completed_at"]) == seal.on_day
    }


def _spans_then(reader: Connection, until: int) -> list[Span]:
    """The lines that standing imports vouched for at a moment, as runs that do not touch."""
    undone = select(events.c.body).where(events.c.kind == EventKind.ImportUndone, events.c.seq < until)
    gone = {orjson.loads(body)["import_id"] for body in reader.execute(undone).scalars()}
    spans: list[Span] = []
    for number in reader.execute(select(imports.c.id).where(imports.c.id < until)).scalars():
        if number not in gone:
            spans += vouched_spans(reader, number)
    joined: list[Span] = []
    for first, last in sorted(spans):
        if joined and first <= joined[-1][1] + 1:
            joined[-1] = joined[-1][0], max(joined[-1][1], last)
        else:
            joined.append((first, last))
    return joined


def _covered(reader: Connection, rows: Mapping[TransactionKey, int], *, until: int | None) -> Covered:
    named = {row.id: (row.code, row.ledger) for row in reader.execute(select(wallets))}
    running = hashlib.sha256()
    for told in sorted((*named[key.wallet_id], *key[1:], cents) for key, cents in rows.items()):
        running.update(orjson.dumps(told) + b"\n")
    made = _decisions(reader, rows, until)
    for some in in_slices(made):
        recorded = select(events.c.seq, events.c.kind, events.c.body).where(events.c.seq.in_(some))
        for row in reader.execute(recorded.order_by(events.c.seq)):
            running.update(orjson.dumps(tuple(row)) + b"\n")
    return Covered(running.hexdigest(), len(rows), len(made))


def _decisions(reader: Connection, rows: Collection[TransactionKey], until: int | None) -> list[int]:
    """The numbers of standing decisions on these rows, up to event ``until``."""
    found: set[int] = set()
    for some in in_slices(sorted({key.receipt for key in rows})):
        for table in DECIDED:
            query = select(table.c.id, *key_columns(table)).join(decisions, decisions.c.id == table.c.id)
            query = query.where(table.c.receipt.in_(some), decisions.c.is_undone == 0)
            if until is not None:
                query = query.where(table.c.id <= until)
            found.update(row.id for row in reader.execute(query) if key_of(row) in rows)
    return sorted(found)


def days_of_decisions(reader: Connection, *, ids: Iterable[int]) -> set[int]:
    """The days of the transactions that these decisions speak of, whether they stand or not."""
    found: set[int] = set()
    for some in in_slices(sorted(ids)):
        for table in DECIDED:
            query = select(_T.completed_at).join_from(table, transactions, same_transaction(table, transactions))
            found.update(map(clock.day_number, reader.execute(query.where(table.c.id.in_(some))).scalars()))
    return found
