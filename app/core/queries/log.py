"""The log as a list: every event with the moment and hand that recorded it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from app.core import clock
from app.core.events import EventKind
from app.core.store.tables import batches, events


@dataclass(frozen=True, slots=True)
class EventLine:
    """One event. ``body`` is JSON text; ``recorded_at`` seconds UTC."""

    seq: int
    kind: str
    recorded_at: int
    actor: str
    receipt: str | None
    document_id: int | None
    line: int | None
    body: str


def event_rows(reader: Connection, *, from_on: date | None = None, to_on: date | None = None) -> list[EventLine]:
    """Events in the order of recording, by the days they were recorded on (both ends included)."""
    wanted = (
        select(events, batches.c.recorded_at, batches.c.actor)
        .join(batches, batches.c.id == events.c.batch_id)
        .order_by(events.c.seq)
    )
    if from_on is not None:
        wanted = wanted.where(batches.c.recorded_at >= clock.day_start(clock.number_of(from_on)))
    if to_on is not None:
        wanted = wanted.where(batches.c.recorded_at < clock.day_start(clock.number_of(to_on) + 1))
    return [
        EventLine(
            row.seq,
            EventKind(row.kind).name,
            row.recorded_at,
            row.actor,
            row.receipt,
            row.document_id,
            row.line,
            row.body,
        )
        for row in reader.execute(wanted)
    ]
