"""The views of control events: wallets, imports, which recorded lines stand; and the way in for all others.

A line stands while some import that was not undone vouches for it: the one that recorded it, or a later one that
held the very same line and recognised it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

import orjson
from sqlalchemy import Connection, delete, select, update

from app.core.events import EventKind
from app.core.store import decided, sealing, sending
from app.core.store.engine import Store
from app.core.store.log import EventRow
from app.core.store.tables import imports, recognised, wallets, withdrawn
from app.core.store.trade_tables import wallet_uses

Span = tuple[int, int]
"""First and last sequence number, both included."""


def spans_of(numbers: Iterable[int]) -> list[Span]:
    """Runs of consecutive numbers: overlapping files recognise long runs, so this is short."""
    spans: list[Span] = []
    for number in sorted(set(numbers)):
        if spans and spans[-1][1] == number - 1:
            spans[-1] = (spans[-1][0], number)
        else:
            spans.append((number, number))
    return spans


def without(spans: Sequence[Span], others: Sequence[Span]) -> list[Span]:
    """What of ``spans`` no span of ``others`` covers."""
    left: list[Span] = []
    covers = sorted(others)
    for begin, last in sorted(spans):
        first = begin
        for start, stop in covers:
            if stop < first or start > last:
                continue
            if start > first:
                left.append((first, start - 1))
            first = stop + 1
            if first > last:
                break
        if first <= last:
            left.append((first, last))
    return left


def apply_all(store: Store, connection: Connection, rows: Iterable[EventRow | Any]) -> decided.Touched:
    """Bring the views up to events that are no lines of documents, in order; gives what has to be settled then."""
    touched = decided.Touched()
    for is_decided, run in groupby(rows, key=lambda row: row.kind in decided.KINDS):
        if is_decided:
            touched.add(decided.apply(store, connection, list(run)))
            continue
        for row in run:
            _apply(store, connection, row)
    return touched


def _apply(store: Store, connection: Connection, row: EventRow | Any) -> None:
    body = orjson.loads(row.body)
    match EventKind(row.kind):
        case EventKind.WalletAdded:
            store.insert(connection, wallets, [(body["id"], body["code"], body["ledger"], body["holder"])])
        case EventKind.StatementRecorded:
            _add_import(store, connection, row.seq, body)
        case EventKind.ImportUndone:
            _undo_import(store, connection, body["import_id"])
        case EventKind.WalletDescribed:
            connection.execute(delete(wallet_uses).where(wallet_uses.c.wallet_id == body["wallet_id"]))
            store.insert(connection, wallet_uses, [(body["wallet_id"], body["store"], int(body["is_running"]))])
        case EventKind.DaySealed | EventKind.DayReopened:
            sealing.apply(store, connection, row.seq, body)
        case EventKind.LedgerExported:
            sending.apply(store, connection, row.seq, body)
        case EventKind.BookCreated:
            pass
        case kind:
            raise AssertionError(f"{kind.name} is a line of a document")


def _add_import(store: Store, connection: Connection, seq: int, body: dict[str, Any]) -> None:
    summary, balance = body["summary"], body["summary"]["balance"]
    store.insert(
        connection,
        imports,
        [
            (
                seq,
                body["document_id"],
                body["wallet_id"],
                body["recorded_at"],
                body["actor"],
                body["first_seq"],
                body["last_seq"],
                0,
                balance["state"],
                summary["starts_at"],
                summary["ends_at"],
                balance["opening_cents"],
                balance["closing_cents"],
                orjson.dumps(summary).decode(),
            )
        ],
    )
    spans = [(seq, first, last) for first, last in body["recognised"]]
    if spans:
        store.insert(connection, recognised, spans)
        for first, last in body["recognised"]:
            connection.execute(delete(withdrawn).where(withdrawn.c.seq.between(first, last)))


def vouched_spans(connection: Connection, import_id: int) -> list[Span]:
    """The lines an import recorded or recognised."""
    own = connection.execute(select(imports.c.first_seq, imports.c.last_seq).where(imports.c.id == import_id)).one()
    seen = connection.execute(
        select(recognised.c.first_seq, recognised.c.last_seq).where(recognised.c.import_id == import_id)
    )
    recorded = [(own.first_seq, own.last_seq)] if own.last_seq >= own.first_seq else []
    return recorded + [(span.first_seq, span.last_seq) for span in seen]


def _undo_import(store: Store, connection: Connection, import_id: int) -> None:
    connection.execute(update(imports).where(imports.c.id == import_id).values(is_undone=1))
    still: list[Span] = []
    for other in connection.execute(select(imports.c.id).where(imports.c.is_undone == 0)).scalars():
        still += vouched_spans(connection, other)
    for first, last in without(vouched_spans(connection, import_id), still):
        store.insert(connection, withdrawn, [(seq,) for seq in range(first, last + 1)])
