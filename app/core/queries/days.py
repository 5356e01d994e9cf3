"""The month as tiles: how much moved on each day, and how far the day can be trusted."""

from __future__ import annotations

import calendar
from collections import Counter
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, case, func, select

from app.core import clock
from app.core.queries.rows import DayState, DayTile
from app.core.store.sealing import seals
from app.core.store.summaries import summary_from_json
from app.core.store.tables import conflicts, daily_reconciliation, imports, transactions


class _Cover(NamedTuple):
    """The days that one standing import speaks for, and those on which its balances have a hole.

    ``first`` to ``last`` are the days it covers whole; a statement printed at noon says nothing of the afternoon.
    """

    wallet_id: int
    state: str
    first: int
    last: int
    holes: frozenset[int]


class _Sum(NamedTuple):
    n: int
    in_cents: int
    out_cents: int


def day_tiles(reader: Connection, *, year: int, month: int, wallet_id: int | None = None) -> tuple[DayTile, ...]:
    """One tile a day of the month, for one wallet or for all together.

    A day is proven when a proven statement covers it whole for each wallet that moved money that day, has holes
    when a broken chain breaks on it, and is open otherwise.
    """
    first = clock.number_of(date(year, month, 1))
    last = first + calendar.monthrange(year, month)[1] - 1
    return _tiles(reader, first, last, wallet_id)


def day_rows(
    reader: Connection, *, from_on: date | None = None, to_on: date | None = None, wallet_id: int | None = None
) -> tuple[DayTile, ...]:
    """Every day on which money moved, oldest first; days are included at both ends."""
    moved = select(func.min(daily_reconciliation.c.on_day), func.max(daily_reconciliation.c.on_day))
    first, last = reader.execute(moved).one()
    if first is None:
        return ()
    first = first if from_on is None else max(first, clock.number_of(from_on))
    last = last if to_on is None else min(last, clock.number_of(to_on))
    tiles = _tiles(reader, first, last, wallet_id)
    return tuple(tile for tile in tiles if tile.n)


def day_now(reader: Connection, *, on_day: int) -> DayTile:
    """One day of all wallets, from its rows themselves: also inside a write, where daily totals may be behind."""
    t = transactions.c
    cents = (func.sum(case((t.direction == way, t.amount_cents), else_=0)) for way in ("in", "out"))
    query = select(t.wallet_id, func.count(), *cents).where(falls_on(on_day)).group_by(t.wallet_id)
    sums = {row[0]: _Sum(int(row[1]), int(row[2]), int(row[3])) for row in reader.execute(query)}
    return _tiles_of(reader, on_day, on_day, None, {on_day: sums})[0]


def days_with_rows(reader: Connection, *, first: int, last: int) -> list[int]:
    """The days on which money moved, both ends included; from the rows themselves."""
    t = transactions.c
    day = (t.completed_at + clock.OFFSET_SECONDS) // clock.DAY_SECONDS
    within = (t.completed_at >= clock.day_start(first), t.completed_at < clock.day_start(last + 1))
    return sorted({int(row[0]) for row in reader.execute(select(day).where(*within).distinct())})


def falls_on(on_day: int) -> ColumnElement[bool]:
    """That a transaction was completed on a day."""
    at = transactions.c.completed_at
    return (at >= clock.day_start(on_day)) & (at < clock.day_start(on_day + 1))


def unhealed_imports(reader: Connection) -> int:
    """How many standing imports have a hole that no proven statement of the same wallet covers."""
    i = imports.c
    told = select(i.wallet_id, i.state, i.starts_at, i.ends_at, i.summary)
    broken = [_cover(*row) for row in reader.execute(told.where(i.is_undone == 0, i.state == "broken"))]
    if not broken:
        return 0
    whole = select(i.wallet_id, i.state, i.starts_at, i.ends_at, i.state).where(i.is_undone == 0, i.state == "proven")
    proven = [_cover(*row) for row in reader.execute(whole.where(i.starts_at.is_not(None)))]
    return sum(not _is_healed(hole, proven) for hole in broken)


def _is_healed(broken: _Cover, proven: list[_Cover]) -> bool:
    """A break without moments (totals that do not agree) has no day that could be covered."""
    spans = [(c.first, c.last) for c in proven if c.wallet_id == broken.wallet_id]
    return bool(broken.holes) and all(any(first <= day <= last for first, last in spans) for day in broken.holes)


def _tiles(reader: Connection, first: int, last: int, wallet_id: int | None) -> tuple[DayTile, ...]:
    return _tiles_of(reader, first, last, wallet_id, _sums(reader, first, last, wallet_id))


def _tiles_of(
    reader: Connection, first: int, last: int, wallet_id: int | None, sums: dict[int, dict[int, _Sum]]
) -> tuple[DayTile, ...]:
    covers = _covers(reader, first, last, wallet_id)
    contradicted = _conflicts(reader, first, last, wallet_id)
    own = set(reader.execute(select(imports.c.wallet_id).where(imports.c.is_undone == 0).distinct()).scalars())
    closed = _closed(reader, first, last)
    tiles = (_tile(day, sums, covers, own, contradicted.get(day, 0)) for day in range(first, last + 1))
    return tuple(tile._replace(closed=closed.get(clock.number_of(tile.on), "")) for tile in tiles)


def _closed(reader: Connection, first: int, last: int) -> dict[int, str]:
    """How the last sealing of each day stands."""
    query = select(seals.c.on_day, seals.c.reopened_id).where(seals.c.on_day.between(first, last)).order_by(seals.c.id)
    return {row.on_day: "sealed" if row.reopened_id is None else "reopened" for row in reader.execute(query)}


def _sums(reader: Connection, first: int, last: int, wallet_id: int | None) -> dict[int, dict[int, _Sum]]:
    """Day → wallet → count and cents."""
    d = daily_reconciliation.c
    query = (
        select(
            d.on_day,
            d.wallet_id,
            func.sum(d.n),
            func.sum(case((d.direction == "in", d.amount_cents), else_=0)),
            func.sum(case((d.direction == "out", d.amount_cents), else_=0)),
        )
        .where(d.on_day.between(first, last))
        .group_by(d.on_day, d.wallet_id)
    )
    if wallet_id is not None:
        query = query.where(d.wallet_id == wallet_id)
    sums: dict[int, dict[int, _Sum]] = {}
    for day, wallet, n, in_cents, out_cents in reader.execute(query):
        if n:
            sums.setdefault(day, {})[wallet] = _Sum(int(n), int(in_cents), int(out_cents))
    return sums


def _covers(reader: Connection, first: int, last: int, wallet_id: int | None) -> list[_Cover]:
    i = imports.c
    query = select(i.wallet_id, i.state, i.starts_at, i.ends_at, i.summary).where(
        i.is_undone == 0,
        i.starts_at.is_not(None),
        i.starts_at < clock.day_start(last + 1),
        i.ends_at >= clock.day_start(first),
    )
    if wallet_id is not None:
        query = query.where(i.wallet_id == wallet_id)
    return [_cover(*row) for row in reader.execute(query)]


def _cover(wallet_id: int, state: str, starts_at: int | None, ends_at: int | None, summary: str) -> _Cover:
    """Ends may be given as 23:59 or 23:59:59: a minute is forgiven."""
    holes = _days_of_holes(summary) if state == "broken" else frozenset()
    if starts_at is None or ends_at is None:
        return _Cover(wallet_id, state, 0, -1, holes)
    first = clock.day_number(starts_at + clock.DAY_SECONDS - 61)
    last = clock.day_number(ends_at + 61) - 1
    return _Cover(wallet_id, state, first, last, holes)


def _days_of_holes(summary: str) -> frozenset[int]:
    """Every day that a hole touches: money may be missing on any of them."""
    days: set[int] = set()
    for hole in summary_from_json(summary).balance.breaks:
        ends = [clock.day_number(at) for at in (hole.starts_at, hole.ends_at) if at is not None]
        if ends:
            days.update(range(min(ends), max(ends) + 1))
    return frozenset(days)


def _conflicts(reader: Connection, first: int, last: int, wallet_id: int | None) -> dict[int, int]:
    """Contradicted transactions a day. From the few conflicts outward: the month's transactions are many."""
    t = transactions.c
    contradicted = select(conflicts.c.transaction_id).distinct().scalar_subquery()
    query = select(t.completed_at).where(t.id.in_(contradicted))
    if wallet_id is not None:
        query = query.where(t.wallet_id == wallet_id)
    days = Counter(clock.day_number(at) for at in reader.execute(query).scalars())
    return {day: n for day, n in days.items() if first <= day <= last}


def _tile(
    day: int, sums: dict[int, dict[int, _Sum]], covers: list[_Cover], own: set[int], contradicted: int
) -> DayTile:
    """A wallet that is only mentioned in another's statement (the far end of a sweep) keeps no day open."""
    mine = sums.get(day, {})
    moved = set(mine) & own or set(mine)
    return DayTile(
        on=clock.day_of(day),
        n=sum(s.n for s in mine.values()),
        in_cents=sum(s.in_cents for s in mine.values()),
        out_cents=sum(s.out_cents for s in mine.values()),
        state=_state(day, moved, covers),
        conflicts=contradicted,
    )


def _state(day: int, wallets: set[int], covers: list[_Cover]) -> DayState:
    """A proven statement over the same wallet and day heals the hole of another."""
    proven = {c.wallet_id for c in covers if c.state == "proven" and c.first <= day <= c.last}
    holed = {c.wallet_id for c in covers if day in c.holes}
    if holed - proven:
        return DayState.HOLES
    if not wallets:
        return DayState.PROVEN if proven else DayState.EMPTY
    return DayState.PROVEN if wallets <= proven else DayState.OPEN
