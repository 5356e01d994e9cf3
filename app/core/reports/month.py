"""A month day by day: what came in, what it cost, what is matched, how each day stands; with one picture."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from datetime import date

from sqlalchemy import Connection, case, func, select

from app.core import clock
from app.core.queries.days import day_tiles
from app.core.queries.moved import DaySums, sums_by_day
from app.core.queries.rows import DayTile
from app.core.queries.wallets import business
from app.core.reports.listing import Bars, Cell, Figure, Head, Listing, Section
from app.core.reports.workbook import Kind
from app.core.store.tables import transactions

_T = transactions.c
_STATES = {"proven": "proven", "open": "open", "holes": "HOLE", "empty": ""}


def month(reader: Connection, *, year: int, number: int) -> Listing:
    """All wallets of one month. Matched is counted in receipts: those of which all money was given."""
    first = date(year, number, 1)
    from_day = clock.number_of(first)
    to_day = from_day + monthrange(year, number)[1] - 1
    sums = sums_by_day(reader, from_day=from_day, to_day=to_day)
    tiles = {clock.number_of(tile.on): tile for tile in day_tiles(reader, year=year, month=number, wallet_id=None)}
    matched = _matched(reader, from_day, to_day)
    rows = [_row(one, matched.get(one.on_day, (0, 0)), tiles) for one in sums]
    heads = (
        Head("date", "Day", Kind.DAY, 56),
        Head("receipts", "Receipts", Kind.COUNT, 44, is_summed=True),
        Head("received", "Received KES", Kind.MONEY, 80, is_summed=True),
        Head("matched", "Matched KES", Kind.MONEY, 80, is_summed=True),
        Head("charges", "Charges KES", Kind.MONEY, 66, is_summed=True),
        Head("reversed", "Taken back KES", Kind.MONEY, 70, is_summed=True),
        Head("out", "Paid out KES", Kind.MONEY, 72, is_summed=True),
        Head("swept", "To the bank KES", Kind.MONEY, 80, is_summed=True),
        Head("state", "Balance", Kind.TEXT, 44),
        Head("closed", "Closed", Kind.TEXT, 46),
    )
    received = sum(one.in_cents for one in sums)
    given = sum(cents for _, cents in matched.values())
    return Listing(
        "month",
        business(reader),
        f"M-PESA in {first:%B %Y}",
        "all wallets, day by day",
        (
            Figure("received", "Received", received),
            Figure("matched", "Of which matched or named", given),
            Figure("waiting", "Waiting", received - given),
            Figure("charges", "Charges", sum(one.charge_cents for one in sums)),
            Figure("swept", "Sent to the bank", sum(one.swept_cents for one in sums)),
        ),
        (Section("days", "Day by day", heads, rows),),
        bars=_bars(sums, matched, from_day, to_day),
    )


def _matched(reader: Connection, from_day: int, to_day: int) -> dict[int, tuple[int, int]]:
    """Day → receipts that wait for nobody, and their cents."""
    day = (_T.completed_at + clock.OFFSET_SECONDS) // clock.DAY_SECONDS
    settled = _T.state.in_(("matched", "not_a_sale", "reversed"))
    query = (
        select(day, func.sum(case((settled, 1), else_=0)), func.sum(case((settled, _T.amount_cents), else_=0)))
        .where(_T.role == "payment", _T.direction == "in")
        .where(_T.completed_at.between(clock.day_start(from_day), clock.day_start(to_day + 1) - 1))
        .group_by(day)
    )
    return {int(on): (int(n), int(cents)) for on, n, cents in reader.execute(query)}


def _row(one: DaySums, matched: tuple[int, int], tiles: Mapping[int, DayTile]) -> tuple[Cell, ...]:
    tile = tiles.get(one.on_day)
    state = _STATES[str(tile.state)] if tile is not None else ""
    closed = tile.closed if tile is not None else ""
    told = (one.payments, one.in_cents, matched[1], one.charge_cents, one.reversed_cents, one.out_cents)
    return one.on_day, *told, one.swept_cents, state, closed


def _bars(sums: list[DaySums], matched: dict[int, tuple[int, int]], from_day: int, to_day: int) -> Bars:
    by_day = {one.on_day: one.in_cents for one in sums}
    days = range(from_day, to_day + 1)
    return Bars(
        "Received a day; dark: matched",
        tuple(f"{clock.day_of(day).day}" for day in days),
        tuple(by_day.get(day, 0) for day in days),
        tuple(matched.get(day, (0, 0))[1] for day in days),
        "days",
        ("date", "received", "matched"),
    )
