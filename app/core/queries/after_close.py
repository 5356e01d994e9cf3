"""What reached a closed day after its seal: late rows, contradictions, reversals, decisions, and its being reopened."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, select

from app.core import clock
from app.core.events import EventKind
from app.core.queries.days import falls_on
from app.core.queries.seals import DECIDED, Seal, rows_then, seal_history
from app.core.store.tables import batches, conflicts, recognised, transactions
from app.core.store.trade_tables import decisions, key_columns, key_of, same_transaction

_T = transactions.c


class AfterClose(NamedTuple):
    """Something recorded about a closed day after its seal: by which event, when, on which receipt, how much, what.

    ``wallet_id`` is None for what is about the whole day.
    """

    on_day: int
    wallet_id: int | None
    seq: int
    at: int
    receipt: str
    amount_cents: int
    what: str


class _Moments:
    """When each event from a number on was recorded."""

    def __init__(self, reader: Connection, since: int) -> None:
        told = select(batches.c.first_seq, batches.c.recorded_at).where(batches.c.last_seq >= since)
        rows = reader.execute(told.order_by(batches.c.first_seq)).all()
        self._first, self._at = [row[0] for row in rows], [row[1] for row in rows]

    def late(self, seal: Seal, row: Any, seq: int, what: str) -> AfterClose:
        """What an event told of a row (with ``wallet_id, receipt, amount_cents``) of a closed day."""
        at = int(self._at[bisect_right(self._first, seq) - 1])
        return AfterClose(seal.on_day, row.wallet_id, seq, at, row.receipt, row.amount_cents, what)


def after_close(reader: Connection, *, on_day: int) -> list[AfterClose]:
    """What the sheet of a day has to tell of closed days before it, oldest first.

    An event on a closed day belongs to the sheet of the first later day that was open when it was recorded.
    """
    history = seal_history(reader)
    moments = _Moments(reader, min((seal.id for seal in history), default=0))
    found: list[AfterClose] = []
    for seal in history:
        if seal.on_day >= on_day:
            continue
        told = [late for ways in _WAYS for late in ways(reader, seal, moments)]
        found += [late for late in told if _open_day_after(history, seal.on_day, late.seq) == on_day]
    return sorted(found, key=lambda one: (one.at, one.receipt))


def _open_day_after(history: Iterable[Seal], on_day: int, seq: int) -> int:
    closed = {one.on_day for one in history if one.id < seq and (one.reopened_id is None or one.reopened_id > seq)}
    day = on_day + 1
    while day in closed:
        day += 1
    return day


_Late = Iterator[AfterClose]


def _until(seal: Seal) -> float:
    return float("inf") if seal.reopened_id is None else seal.reopened_id


def _late_rows(reader: Connection, seal: Seal, moments: _Moments) -> _Late:
    then = rows_then(reader, seal)
    query = select(_T.id, *key_columns(transactions), _T.amount_cents).where(falls_on(seal.on_day)).order_by(_T.id)
    for row in reader.execute(query):
        seq = row.id
        if seq < seal.id:
            if key_of(row) in then:
                continue
            seq = _revived_by(reader, seal, row.id)
        if seq < _until(seal):
            role = row.role.replace("_", " ").capitalize()
            what = f"{role} ({row.direction}) of the closed day was recorded after its seal."
            yield moments.late(seal, row, seq, what)


def _revived_by(reader: Connection, seal: Seal, line: int) -> int:
    """The first import after a seal that held a line which had been taken back before."""
    covers = (recognised.c.first_seq <= line, recognised.c.last_seq >= line, recognised.c.import_id > seal.id)
    return int(reader.execute(select(func.min(recognised.c.import_id)).where(*covers)).scalar() or line)


def _late_contradictions(reader: Connection, seal: Seal, moments: _Moments) -> _Late:
    query = (
        select(conflicts.c.seq, conflicts.c.reason, _T.wallet_id, _T.receipt, _T.amount_cents)
        .join_from(conflicts, transactions, _T.id == conflicts.c.transaction_id)
        .where(falls_on(seal.on_day), _T.id <= seal.id, conflicts.c.seq > seal.id)
        .order_by(conflicts.c.seq)
    )
    for row in reader.execute(query):
        if row.seq < _until(seal):
            yield moments.late(seal, row, row.seq, row.reason)


def _late_reversals(reader: Connection, seal: Seal, moments: _Moments) -> _Late:
    original = transactions.alias("original")
    query = (
        select(_T.id, _T.wallet_id, _T.receipt, _T.amount_cents, original.c.receipt.label("of"))
        .distinct()
        .join_from(transactions, original, original.c.receipt == _T.linked_receipt)
        .where(_T.role == "reversal", _T.linked_receipt.is_not(None), original.c.wallet_id == _T.wallet_id)
        .where(original.c.completed_at >= clock.day_start(seal.on_day))
        .where(original.c.completed_at < clock.day_start(seal.on_day + 1))
        .where(_T.completed_at >= clock.day_start(seal.on_day + 1), _T.id > seal.id)
        .order_by(_T.id)
    )
    for row in reader.execute(query):
        if row.id < _until(seal):
            what = f"Reverses {row.of} of the closed day."
            yield moments.late(seal, row, row.id, what)


def _late_decisions(reader: Connection, seal: Seal, moments: _Moments) -> _Late:
    words = {EventKind.MatchConfirmed: "matched", EventKind.TransferPaired: "cleared with its mirror"}
    for table in DECIDED:
        query = (
            select(table.c.id, _T.wallet_id, _T.receipt, _T.amount_cents, decisions.c.kind)
            .join_from(table, transactions, same_transaction(table, transactions))
            .join(decisions, decisions.c.id == table.c.id)
            .where(falls_on(seal.on_day), table.c.id > seal.id, decisions.c.is_undone == 0)
            .order_by(table.c.id)
        )
        for row in reader.execute(query):
            if row.id < _until(seal):
                word = words.get(EventKind(row.kind), "named as no sale")
                what = f"A payment of the closed day was {word} after its seal."
                yield moments.late(seal, row, row.id, what)


def _reopened(_reader: Connection, seal: Seal, _moments: _Moments) -> _Late:
    if seal.reopened_id is not None:
        assert seal.reopened_at is not None
        what = f"{clock.day_of(seal.on_day):%d/%m/%Y} was opened again by {seal.reopened_by}: {seal.why}"
        yield AfterClose(seal.on_day, None, seal.reopened_id, seal.reopened_at, "", 0, what)


_WAYS = (_late_rows, _late_contradictions, _late_decisions, _late_reversals, _reopened)
