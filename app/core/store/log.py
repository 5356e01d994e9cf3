"""The log: append-only events in batches, each batch sealed by a digest over its content and the batch before."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from itertools import compress, count, islice, pairwise, repeat
from operator import ne, sub
from typing import Any, NamedTuple

import orjson
from sqlalchemy import Connection, Select, select

from app.core import clock
from app.core.events import Event, EventKind
from app.core.store.engine import Store
from app.core.store.tables import batches, events

GENESIS = "0" * 64
CHUNK = 20_000


class EventRow(NamedTuple):
    """One row of the log, in the table's column order. See ``tables.events``."""

    seq: int
    year: int
    batch_id: int
    kind: int
    receipt: str | None
    wallet_id: int | None
    digest: int | None
    document_id: int | None
    line: int | None
    amount_cents: int | None
    balance_cents: int | None
    completed_at: int | None
    body: str


RecordedLine = tuple[int, str, int, int, int | None, int | None, int | None]
"""Number, receipt, kind, wallet, cents, balance, completed at: of a document's line in the log."""

_RECORDED = "seq, receipt, kind, wallet_id, amount_cents, balance_cents, completed_at"
_AT_ONCE = 500
MOST_RUNS = 20


def lines_numbered(connection: Connection, seqs: Sequence[int]) -> list[RecordedLine]:
    """The recorded lines with these numbers, each once, by number."""
    found: list[RecordedLine] = []
    for rows in _found(connection, f"SELECT {_RECORDED} FROM events WHERE true", seqs):
        found += map(tuple, rows)
    return found


def runs_of(seqs: Sequence[int]) -> list[tuple[int, int]]:
    """The first and last of each run of numbers that follow on each other, upward or all downward; [] for many runs."""
    step = 1 if len(seqs) > 1 and seqs[0] < seqs[1] else -1
    parts = [0, *compress(count(1), map(ne, map(sub, islice(seqs, 1, None), seqs), repeat(step))), len(seqs)]
    if len(parts) > MOST_RUNS:
        return []
    return [(seqs[start], seqs[end - 1]) for start, end in pairwise(parts)]


Movements = tuple[Sequence[int], Sequence[int | None], Sequence[int | None]]
"""Cents, balances and moments of lines, as columns."""


def movements_numbered(connection: Connection, seqs: Sequence[int], *, wallet_id: int) -> Movements | None:
    """What these lines say, each once and in this order; None where they are not all movements of this wallet.

    Documents hold long runs of what was recorded together, forward or backward: such runs are read without sorting.
    """
    chosen = f"FROM events WHERE kind = {int(EventKind.TransactionObserved)} AND wallet_id = {wallet_id:d}"
    query = f"SELECT amount_cents, balance_cents, completed_at, seq {chosen}"
    rows: list[Any] = []
    runs = runs_of(seqs)
    for first, last in runs:
        order = "ASC" if first <= last else "DESC"
        rows += _fetched(connection, f"{query} AND {_between(first, last)} ORDER BY seq {order}")
    if not runs:
        by_seq = {row[3]: row for some in _found(connection, query, seqs, at=3) for row in some}
        rows = [row for row in map(by_seq.get, seqs) if row is not None]
    if len(rows) != len(seqs):
        return None
    amounts, balances, times, *_ = zip(*rows, strict=True)
    return amounts, balances, times


def _found(connection: Connection, query: str, seqs: Sequence[int], *, at: int = 0) -> Iterator[Sequence[Any]]:
    """The rows of a query over the log with these numbers, by number, which stands in the cell ``at``.

    They are read as a range where they stand close.
    """
    wanted = sorted(set(seqs))
    if wanted and wanted[-1] - wanted[0] < 2 * len(wanted):
        some = set(wanted)
        rows = _fetched(connection, f"{query} AND {_between(wanted[0], wanted[-1])} ORDER BY seq")
        yield [row for row in rows if row[at] in some] if len(rows) > len(wanted) else rows
        return
    for start in range(0, len(wanted), _AT_ONCE):
        numbers = ",".join(map(str, wanted[start : start + _AT_ONCE]))
        yield _fetched(connection, f"{query} AND seq IN ({numbers}) ORDER BY seq")


def _between(one: int, other: int) -> str:
    return f"seq BETWEEN {min(one, other):d} AND {max(one, other):d}"


def _fetched(connection: Connection, query: str) -> Sequence[Any]:
    cursor = connection.connection.cursor()
    try:
        cursor.execute(query)
        return cursor.fetchall()
    finally:
        cursor.close()


class Batch:
    """The batch being written: gives out sequence numbers and digests what it appends."""

    def __init__(self, store: Store, connection: Connection, *, actor: str) -> None:
        """Continue after the newest batch; the caller holds the pen, so nobody else does."""
        last = connection.execute(select(batches).order_by(batches.c.id.desc()).limit(1)).one_or_none()
        self._store, self._connection = store, connection
        self.id: int = last.id + 1 if last else 1
        self.at = clock.now()
        self.actor = actor
        self.first_seq: int = last.last_seq + 1 if last else 1
        self.next_seq = self.first_seq
        self._previous: str = last.digest if last else GENESIS
        self._sum = _Sum(self._previous, self.id, self.at, actor)

    def append(self, event: Event) -> EventRow:
        """Record one event that is no line of a document."""
        return self.append_all([event])[0]

    def append_all(self, made: Sequence[Event]) -> list[EventRow]:
        """Record events that are no lines of documents, in this order."""
        year = clock.wall(self.at).year
        bodies = [orjson.dumps(event.body, option=orjson.OPT_SORT_KEYS).decode() for event in made]
        rows = [
            EventRow(seq, year, self.id, event.kind, *(None,) * 8, body)
            for seq, (event, body) in enumerate(zip(made, bodies, strict=True), self.next_seq)
        ]
        if rows:
            self.append_lines(rows)
        return rows

    def append_lines(self, rows: Sequence[tuple[Any, ...]]) -> None:
        """Record rows whose numbers continue from ``next_seq`` without a gap."""
        assert rows[0][0] == self.next_seq
        self._store.insert(self._connection, events, rows)
        self._sum.add(list(zip(*rows, strict=True)))
        self.next_seq += len(rows)

    def append_columns(self, columns: Sequence[Sequence[Any]]) -> None:
        """The same, given as columns in the table's order, equally long and not empty."""
        assert columns[0][0] == self.next_seq
        self._store.insert_columns(self._connection, events, columns)
        self._sum.add(columns)
        self.next_seq += len(columns[0])

    def close(self) -> int:
        """Seal the batch; returns the last number used. A batch without events leaves no trace."""
        if self.next_seq > self.first_seq:
            sealed = (self.id, self.at, self.actor, self.first_seq, self.next_seq - 1, self._previous)
            self._store.insert(self._connection, batches, [(*sealed, self._sum.hexdigest())])
        return self.next_seq - 1


class _Sum:
    """The digest of a batch: one running digest a column over its cells as JSON, then one over those.

    By column a stretch is spelt in a few calls, and it does not matter in which stretches the rows came. JSON keeps
    apart what differs: a text from a number, NULL from both, and where a cell ends.
    """

    MARK = "c"
    """What its seals begin with."""

    def __init__(self, previous: str, batch_id: int, at: int, actor: str) -> None:
        self._head = orjson.dumps([previous, batch_id, at, actor])
        self._columns = [hashlib.sha256() for _ in EventRow._fields]

    def add(self, columns: Sequence[Sequence[Any]]) -> None:
        """Rows that follow on those before, as columns."""
        for running, column in zip(self._columns, columns, strict=True):
            spelt = orjson.dumps(column if isinstance(column, list | tuple) else list(column))
            running.update(b",")
            running.update(memoryview(spelt)[1:-1])

    def hexdigest(self) -> str:
        """The seal of all rows so far."""
        whole = hashlib.sha256(self._head)
        for running in self._columns:
            whole.update(running.digest())
        return self.MARK + whole.hexdigest()


class _RowSum:
    """The digest of batches of before 25 November 2026: over the rows as JSON, one behind the other."""

    def __init__(self, previous: str, batch_id: int, at: int, actor: str) -> None:
        self._running = hashlib.sha256(orjson.dumps([previous, batch_id, at, actor]))

    def add(self, columns: Sequence[Sequence[Any]]) -> None:
        """Rows that follow on those before, as columns."""
        self._running.update(b"," + orjson.dumps(list(zip(*columns, strict=True)))[1:-1])

    def hexdigest(self) -> str:
        """The seal of all rows so far."""
        return self._running.hexdigest()


def head(connection: Connection) -> tuple[int, str]:
    """The last sequence number and the digest that seals it."""
    last = connection.execute(
        select(batches.c.last_seq, batches.c.digest).order_by(batches.c.id.desc()).limit(1)
    ).one_or_none()
    return (last.last_seq, last.digest) if last else (0, GENESIS)


def broken_links(connection: Connection) -> Iterator[str]:
    """Read the whole log and name every batch whose digest, number or predecessor does not fit."""
    previous, expected_seq = GENESIS, 1
    for batch in connection.execute(select(batches).order_by(batches.c.id)):
        if batch.previous != previous:
            yield f"Batch {batch.id} does not follow the batch before it."
        if batch.first_seq != expected_seq:
            yield f"Events {expected_seq} to {batch.first_seq - 1} are missing."
        summing = _Sum if batch.digest.startswith(_Sum.MARK) and len(batch.digest) > len(GENESIS) else _RowSum
        running, found = summing(batch.previous, batch.id, batch.recorded_at, batch.actor), 0
        for rows in _rows_between(connection, batch.first_seq, batch.last_seq):
            running.add(list(zip(*rows, strict=True)))
            found += len(rows)
        if found != batch.last_seq - batch.first_seq + 1 or running.hexdigest() != batch.digest:
            when = clock.wall(batch.recorded_at)
            yield f"Batch {batch.id} of {when:%d/%m/%Y %H:%M} was changed after it was recorded."
        previous, expected_seq = batch.digest, batch.last_seq + 1
    beyond = connection.execute(select(events.c.seq).where(events.c.seq >= expected_seq).limit(1)).scalar()
    if beyond is not None:
        yield f"Event {beyond} belongs to no batch."


def _rows_between(connection: Connection, first: int, last: int) -> Iterator[Sequence[tuple[Any, ...]]]:
    for start in range(first, last + 1, CHUNK):
        stop = min(start + CHUNK - 1, last)
        asked = select(events).where(events.c.seq.between(start, stop)).order_by(events.c.seq)
        rows = plain_rows(connection, asked)
        if rows:
            yield rows


def plain_rows(connection: Connection, query: Select[Any]) -> Sequence[tuple[Any, ...]]:
    """Rows as the driver has them: a million need no names."""
    with connection.execute(query) as found:
        assert found.cursor is not None, "a query has rows"
        return found.cursor.fetchall()
