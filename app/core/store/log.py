"""The log: append-only events in batches, each batch sealed by a digest over its content and the batch before."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import orjson
from sqlalchemy import Connection, select

from app.core import clock
from app.core.events import Event
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


def lines_numbered(connection: Connection, seqs: Sequence[int]) -> list[RecordedLine]:
    """The recorded lines with these numbers, each once, by number.

    Documents hold long runs of what was recorded together, so the table is read by ranges, on the driver's cursor.
    """
    wanted = sorted(set(seqs))
    if not wanted:
        return []
    cursor = connection.connection.cursor()
    if wanted[-1] - wanted[0] < 2 * len(wanted):
        cursor.execute(
            f"SELECT {_RECORDED} FROM events WHERE seq BETWEEN {wanted[0]:d} AND {wanted[-1]:d} ORDER BY seq"
        )
        found = list(map(tuple, cursor.fetchall()))
        if len(found) > len(wanted):
            some = set(wanted)
            found = [line for line in found if line[0] in some]
    else:
        found = []
        for start in range(0, len(wanted), _AT_ONCE):
            numbers = ",".join(map(str, wanted[start : start + _AT_ONCE]))
            cursor.execute(f"SELECT {_RECORDED} FROM events WHERE seq IN ({numbers}) ORDER BY seq")
            found += map(tuple, cursor.fetchall())
    cursor.close()
    return found


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
        self._sum = _begun(self._previous, self.id, self.at, actor)

    def append(self, event: Event) -> EventRow:
        """Record one event that is no line of a document."""
        body = orjson.dumps(event.body, option=orjson.OPT_SORT_KEYS).decode()
        row = EventRow(
            self.next_seq,
            clock.wall(self.at).year,
            self.id,
            event.kind,
            *(None,) * 8,
            body,
        )
        self.append_lines([row])
        return row

    def append_lines(self, rows: Sequence[tuple[Any, ...]]) -> None:
        """Record rows whose numbers continue from ``next_seq`` without a gap."""
        assert rows[0][0] == self.next_seq
        self._store.insert(self._connection, events, rows)
        _add(self._sum, rows)
        self.next_seq += len(rows)

    def close(self) -> int:
        """Seal the batch; returns the last number used. A batch without events leaves no trace."""
        if self.next_seq > self.first_seq:
            sealed = (self.id, self.at, self.actor, self.first_seq, self.next_seq - 1, self._previous)
            self._store.insert(self._connection, batches, [(*sealed, self._sum.hexdigest())])
        return self.next_seq - 1


def _begun(previous: str, batch_id: int, at: int, actor: str) -> Any:
    return hashlib.sha256(orjson.dumps([previous, batch_id, at, actor]))


def _add(running: Any, rows: Sequence[tuple[Any, ...]]) -> None:
    """Digest the rows one behind the other, however they are grouped in calls."""
    running.update(b"," + orjson.dumps([tuple(row) for row in rows])[1:-1])


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
        running, found = _begun(batch.previous, batch.id, batch.recorded_at, batch.actor), 0
        for rows in _rows_between(connection, batch.first_seq, batch.last_seq):
            _add(running, rows)
            found += len(rows)
        if found != batch.last_seq - batch.first_seq + 1 or running.hexdigest() != batch.digest:
            when = clock.wall(batch.recorded_at)
            yield f"Batch {batch.id} of {when:%d/%m/%Y %H:%M} was changed after it was recorded."
        previous, expected_seq = batch.digest, batch.last_seq + 1
    beyond = connection.execute(select(events.c.seq).where(events.c.seq >= expected_seq).limit(1)).scalar()
    if beyond is not None:
        yield f"Event {beyond} belongs to no batch."


def _rows_between(connection: Connection, first: int, last: int) -> Iterator[list[tuple[Any, ...]]]:
    for start in range(first, last + 1, CHUNK):
        stop = min(start + CHUNK - 1, last)
        found = connection.execute(select(events).where(events.c.seq.between(start, stop)).order_by(events.c.seq))
        rows = [tuple(row) for row in found]
        if rows:
            yield rows
