"""Looking up, inside an import, what the doctors ask about a document: a few hundred of its receipts at most."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Connection, func, select

from app.core.doctor import Finding
from app.core.doctor.imports import Elsewhere, Facts, Overlap, TimePair, import_findings
from app.core.doctor.receipts import doubled_alike, the_one_like
from app.core.queries.receipts import receipt_finding, standing
from app.core.queries.wallets import wallet_keys
from app.core.receipts import spellings, year_told_by
from app.core.statement import Declared, ImportSummary, Proof, Role
from app.core.store.tables import documents, events, imports, transactions
from app.core.store.views import claim_of, standing_lines

MOST_RECEIPTS = 300
"""So many receipts of a document are compared with the book; more would tell the same."""

_MOST_OVERLAPS = 100
_MOST_LATER = 10_000
_MOST_ALIKE = 32
_MOST_TOLD = 3
_T = transactions.c

Payment = tuple[str, int]
"""Receipt and cents."""


@dataclass(frozen=True, slots=True)
class Examined:
    """One document as it was recorded: its wallet, its lines' numbers, when, and the receipts that others hold too."""

    declared: Declared
    wallet_id: int
    document_id: int
    first_seq: int
    last_seq: int
    now: int
    latest_at: int | None
    shared: Sequence[str]


def notes_on(connection: Connection, examined: Examined, summary: ImportSummary) -> tuple[str, ...]:
    """What is odd about the document just recorded, in words; asked before its import is recorded."""
    payments = _new_payments(connection, examined)
    facts = Facts(
        examined.declared,
        now=examined.now,
        latest_at=examined.latest_at,
        known=summary.known + summary.enriched,
        conflicts=summary.conflicts,
        later=_later(connection, examined),
        overlaps=_overlaps(connection, examined, summary),
        times=_times(connection, examined),
        elsewhere=_elsewhere(connection, examined, payments),
    )
    found = [*import_findings(facts), *_alike(connection, examined, payments), *_misspelt(connection, summary)]
    return tuple(finding.text for finding in found)


def _later(connection: Connection, examined: Examined) -> int:
    """How many transactions the book holds after the document's newest row, inside its period."""
    ends_at, latest_at = examined.declared.ends_at, examined.latest_at
    if ends_at is None or latest_at is None:
        return 0
    is_later = (_T.completed_at > latest_at) & (_T.completed_at <= ends_at) & (_T.wallet_id == examined.wallet_id)
    some = select(_T.id).where(is_later).limit(_MOST_LATER).subquery()
    return connection.execute(select(func.count()).select_from(some)).scalar_one()


def _overlaps(connection: Connection, examined: Examined, summary: ImportSummary) -> list[Overlap]:
    if summary.starts_at is None or summary.ends_at is None:
        return []
    i = imports.c
    found = connection.execute(
        select(i.summary, i.recorded_at, i.starts_at, i.ends_at)
        .where(i.wallet_id == examined.wallet_id, i.is_undone == 0)
        .where(i.starts_at <= summary.ends_at, i.ends_at >= summary.starts_at)
        .order_by(i.id.desc())
        .limit(_MOST_OVERLAPS)
    )
    return [
        Overlap(
            orjson.loads(row.summary)["file"],
            row.recorded_at,
            max(row.starts_at, summary.starts_at),
            min(row.ends_at, summary.ends_at),
        )
        for row in found
    ]


# ---------------------------------------------------------------- receipts that others hold too


def _times(connection: Connection, examined: Examined) -> list[TimePair]:
    """How this document and the others time the receipts that both hold; one pair a receipt and document."""
    shared = list(examined.shared[:MOST_RECEIPTS])
    if not shared:
        return []
    years = sorted({year_told_by(receipt) for receipt in shared})
    lines = standing_lines().where(
        events.c.receipt.in_(shared), events.c.year.in_(years), events.c.wallet_id == examined.wallet_id
    )
    mine: dict[tuple[str, int], int] = {}
    others: dict[tuple[str, int, int], Any] = {}
    for row in connection.execute(lines):
        if row.document_id == examined.document_id:
            mine[row.receipt, row.amount_cents] = row.completed_at
        else:
            others[row.receipt, row.amount_cents, row.document_id] = row
    names = _names(connection, {document for _, _, document in others})
    return [
        TimePair(names[document], Proof(claim_of(row).proof), mine[receipt, cents] - row.completed_at)
        for (receipt, cents, document), row in others.items()
        if (receipt, cents) in mine
    ]


def _names(connection: Connection, ids: set[int]) -> dict[int, str]:
    d = documents.c
    return {row.id: row.name for row in connection.execute(select(d.id, d.name).where(d.id.in_(ids)))}


def _elsewhere(connection: Connection, examined: Examined, payments: Sequence[Payment]) -> Elsewhere | None:
    """The other wallet under which most of the new payments stand too, or None."""
    keys = wallet_keys(connection)
    if len(keys) < 2:
        return None
    receipts = [receipt for receipt, _ in payments]
    is_theirs = (_T.wallet_id != examined.wallet_id) & (_T.role == Role.PAYMENT.value) & (_T.direction == "in")
    found = connection.execute(
        select(_T.wallet_id, func.count(func.distinct(_T.receipt)).label("n"))
        .where(is_theirs, _T.receipt.in_(receipts), _T.year.in_({year_told_by(receipt) for receipt in receipts}))
        .group_by(_T.wallet_id)
        .order_by(func.count(func.distinct(_T.receipt)).desc())
    ).first()
    return None if found is None else Elsewhere(keys[found.wallet_id], found.n, len(receipts))


def _new_payments(connection: Connection, examined: Examined) -> list[Payment]:
    """The first payments that came in by this document."""
    is_new = _T.id.between(examined.first_seq, examined.last_seq) & (_T.wallet_id == examined.wallet_id)
    is_payment = (_T.role == Role.PAYMENT.value) & (_T.direction == "in")
    found = connection.execute(select(_T.receipt, _T.amount_cents).where(is_new, is_payment).limit(MOST_RECEIPTS + 1))
    return [(receipt, cents) for receipt, cents in found]


# ---------------------------------------------------------------- codes that look like others


def _alike(connection: Connection, examined: Examined, payments: Sequence[Payment]) -> Iterator[Finding]:
    """New receipts of a small document that look like one of the same amount which was here before."""
    if len(payments) > MOST_RECEIPTS:
        return
    meant = {receipt: spellings(receipt, most=_MOST_ALIKE)[1:] for receipt, _ in payments}
    wanted = [spelled for some in meant.values() for spelled in some]
    here: dict[str, list[Any]] = {}
    for one in standing(connection, receipts=wanted, wallet_id=examined.wallet_id, before=examined.first_seq):
        here.setdefault(one.receipt, []).append(one)
    told = 0
    for receipt, cents in payments:
        like = the_one_like(
            receipt, [one for spelled in meant[receipt] for one in here.get(spelled, ())], amount_cents=cents
        )
        if like is not None and told < _MOST_TOLD:
            told += 1
            yield doubled_alike(receipt, like)


def _misspelt(connection: Connection, summary: ImportSummary) -> Iterator[Finding]:
    """Codes that were rejected as no receipts, where the one they may mean is here."""
    codes = [problem.receipt for problem in summary.problems if problem.kind == "no_receipt"]
    for code in codes[:_MOST_TOLD]:
        found = receipt_finding(connection, text=code)
        if found is not None:
            yield found
