"""Close a day with a seal over its rows and decisions, and open it again with a reason."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import func, select

from app.core import clock
from app.core.book import Pen
from app.core.errors import BookError
from app.core.events import Event, EventKind
from app.core.queries.closing import Check, checklist
from app.core.queries.days import falls_on
from app.core.queries.seals import covered, standing_seal
from app.core.store.tables import transactions

LEAST_REASON = 4
"""Signs of a reason for opening a day again: enough that a letter typed by mistake is none."""


def close_day(pen: Pen, *, on_day: int) -> int:
    """Seal a day; gives the number of its seal. Raises BookError where it is closed or something stops it."""
    seal = standing_seal(pen.connection, on_day=on_day)
    if seal is not None:
        raise BookError(
            f"{_day(on_day)} is closed already (seal {seal.mark}).", hint="Open it again with a reason first."
        )
    checks = checklist(pen.connection, on_day=on_day, now=pen.batch.at)
    stops = [check.told for check in checks if check.is_stop]
    if stops:
        raise BookError(f"{_day(on_day)} cannot be closed. {' '.join(stops)}", hint="Put that right and close it then.")
    told = covered(pen.connection, on_day=on_day)
    figures = {**_moved(pen, on_day), "rows": told.rows, "decisions": told.decisions, "open": _open(checks)}
    by = {"actor": pen.batch.actor, "at": pen.batch.at}
    return pen.record(Event(EventKind.DaySealed, {"on_day": on_day, "digest": told.digest, "figures": figures, **by}))


def reopen_day(pen: Pen, *, on_day: int, why: str) -> int:
    """Open a closed day again; leaves a mark for ever. Raises BookError where it is open, or without a reason."""
    seal = standing_seal(pen.connection, on_day=on_day)
    if seal is None:
        raise BookError(f"{_day(on_day)} is not closed.", hint="See the list of days.")
    reason = " ".join(why.split())
    if len(reason) < LEAST_REASON:
        raise BookError("A closed day is opened again only with a reason.", hint="Write in a few words why.")
    by = {"actor": pen.batch.actor, "at": pen.batch.at}
    return pen.record(Event(EventKind.DayReopened, {"seal_id": seal.id, "on_day": on_day, "why": reason, **by}))


def _moved(pen: Pen, on_day: int) -> dict[str, int]:
    t = transactions.c
    query = select(t.direction, func.sum(t.amount_cents)).where(falls_on(on_day)).group_by(t.direction)
    sums = {row[0]: int(row[1]) for row in pen.connection.execute(query)}
    return {"in_cents": sums.get("in", 0), "out_cents": sums.get("out", 0)}


def _open(checks: Iterable[Check]) -> list[list[Any]]:
    return [[check.key, check.n, check.cents] for check in checks if not check.is_fine]


def _day(on_day: int) -> str:
    day = clock.day_of(on_day)
    return f"{day:%A} {day.day} {day:%B %Y}"
