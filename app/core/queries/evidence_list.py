"""All recorded lines of documents as a list: what each claims, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson
from sqlalchemy import Connection, exists, select

from app.core import clock
from app.core.events import LINE_KINDS, EventKind
from app.core.queries.wallets import wallet_keys
from app.core.statement import WalletKey
from app.core.store.tables import conflicts, documents, events, withdrawn


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """One line of one document. ``outcome``: stands, conflict, withdrawn, ignored or rejected; cents are signed."""

    seq: int
    receipt: str
    wallet: WalletKey
    outcome: str
    document: str
    sha256: str
    line: int
    kind: str
    amount_cents: int | None
    completed_at: int | None
    reason: str


def evidence_lines(reader: Connection, *, from_on: date | None, to_on: date | None) -> list[EvidenceLine]:
    """Lines in the order of recording; days are those of completion (lines without one stay only in the full list)."""
    wanted = (
        select(
            events,
            documents.c.name,
            documents.c.sha256,
            conflicts.c.reason.label("against"),
            exists().where(withdrawn.c.seq == events.c.seq).label("is_withdrawn"),
        )
        .join(documents, documents.c.id == events.c.document_id)
        .outerjoin(conflicts, conflicts.c.seq == events.c.seq)
        .where(events.c.kind.in_(LINE_KINDS))
        .order_by(events.c.seq)
    )
    if from_on is not None:
        wanted = wanted.where(events.c.completed_at >= clock.day_start(clock.number_of(from_on)))
    if to_on is not None:
        wanted = wanted.where(events.c.completed_at < clock.day_start(clock.number_of(to_on) + 1))
    keys = wallet_keys(reader)
    return [_line(row, keys[row.wallet_id]) for row in reader.execute(wanted)]


def _line(found: Any, wallet: WalletKey) -> EvidenceLine:
    body = orjson.loads(found.body)
    is_money = found.kind == EventKind.TransactionObserved
    return EvidenceLine(
        seq=found.seq,
        receipt=found.receipt,
        wallet=wallet,
        outcome=_outcome(found.kind, is_withdrawn=found.is_withdrawn, is_against=found.against is not None),
        document=found.name,
        sha256=found.sha256,
        line=found.line,
        kind=body[2] if is_money else "",
        amount_cents=found.amount_cents,
        completed_at=found.completed_at,
        reason=(found.against or "") if is_money else body[0],
    )


def _outcome(kind: int, *, is_withdrawn: bool, is_against: bool) -> str:
    if is_withdrawn:
        return "withdrawn"
    if kind == EventKind.LineIgnored:
        return "ignored"
    if kind == EventKind.LineRejected:
        return "rejected"
    return "conflict" if is_against else "stands"
