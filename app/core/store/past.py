"""The book as it stood: the log up to one event, copied into a file of its own, and the views replayed from it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Select, Table, select

from app.core.store import replay
from app.core.store.engine import open_store
from app.core.store.tables import batches, documents, events, meta

PAGE = 20_000


def last_event_at(reader: Connection, *, at: int) -> int | None:
    """The number of the last event recorded at a moment (seconds UTC) or before; None before the first."""
    before = select(batches.c.last_seq).where(batches.c.recorded_at <= at).order_by(batches.c.id.desc())
    return reader.execute(before.limit(1)).scalar()


def write_past(reader: Connection, *, place: str, until: int) -> None:
    """Make a company file at ``place`` that holds the log up to event ``until``, whatever engine the book has.

    Documents come by name and digest, without their bytes: what they said is in the log.
    """
    store = open_store(place, is_new=True)
    try:
        store.prepare()
        with store.writer.begin() as connection:
            copied: tuple[tuple[Table, Select[Any]], ...] = (
                (meta, select(meta)),
                (documents, select(documents).order_by(documents.c.id)),
                (batches, select(batches).where(batches.c.last_seq <= until).order_by(batches.c.id)),
                (events, select(events).where(events.c.seq <= until).order_by(events.c.seq)),
            )
            for table, query in copied:
                for rows in _pages(reader, query):
                    store.insert(connection, table, rows)
            replay.rebuild(store, connection)
    finally:
        store.close()


def _pages(reader: Connection, query: Select[Any]) -> Iterator[list[tuple[Any, ...]]]:
    with reader.execution_options(yield_per=PAGE).execute(query) as found:
        for rows in found.partitions():
            yield [tuple(row) for row in rows]
