"""Blocks D, E, G and H and the decisions behind B as lists of the workbook, in full."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from app.core import clock
from app.core.reports.sheet import DailySheet
from app.core.reports.trade_sheet import BadSale, Deed, Given, PartPayment, Sweep, TillLine
from app.core.reports.workbook import Field, Kind

SALES, CASHIERS, ALLOCATIONS, PARTS, AUDIT = (
    "POS exceptions", "By cashier", "Allocations", "Part payments", "Audit"
)  # fmt: skip
EARLIER = "Swept on an earlier day"
STATES = {"found": "Found", "in_transit": "In transit", "overdue": "Overdue", "reversed": "Taken back"}
_TIME, _RECEIPT = Field("Time", 20, Kind.TIME), Field("Receipt", 14)
_AMOUNT = Field("Amount KES", 16, Kind.MONEY, is_summed=True)


def _money(title: str, *, is_summed: bool = True) -> Field:
    return Field(title, 16, Kind.MONEY, is_summed=is_summed)


TILL_SUMS = ("Rung up KES", "Codes of the day KES", "Codes of other days KES", "Pending KES", "Taken back KES")
SETTLEMENT = (
    _money("Found KES"), Field("Found on", 14, Kind.DAY), Field("Reference or wallet", 26), _money("Not found KES"),
    Field("State", 14), Field("Days", 8, Kind.COUNT),
)  # fmt: skip
"""What block G adds to the list of sweeps."""

_SALES = (
    _TIME, Field("Sale", 16), Field("Store", 20), Field("Till", 12), Field("Cashier", 22), _AMOUNT,
    Field("Code as typed", 18), Field("Finding", 70), Field("Perhaps", 14),
)  # fmt: skip
_TILLS = (
    Field("Store", 24), Field("Till", 14), Field("Cashier", 26), Field("Sales", 9, Kind.COUNT, is_summed=True),
    *(_money(name) for name in TILL_SUMS), _money("Difference KES"),
)  # fmt: skip
_GIVEN = (
    _TIME, _RECEIPT, _AMOUNT, Field("Line of block B", 46), Field("Given to", 14), Field("Number", 20),
    Field("Customer", 32), _money("Let go KES"), Field("Reason", 14), Field("By", 20),
    Field("Decided", 20, Kind.TIME),
)  # fmt: skip
_PART_PAYMENTS = (
    _TIME, _RECEIPT, Field("Kind", 10), Field("Number", 20), Field("Customer", 32), _money("Due KES", is_summed=False),
    _money("Before KES", is_summed=False), _money("Received KES"), _money("Left KES", is_summed=False),
    Field("How", 30),
)  # fmt: skip
_DEEDS = (
    Field("Decided", 20, Kind.TIME), Field("By", 22), Field("How", 12), _RECEIPT, Field("What", 26),
    Field("Rule", 30), Field("Certainty %", 12, Kind.COUNT), Field("Stands", 14),
)  # fmt: skip


def lists(sheet: DailySheet) -> Iterator[tuple[str, Sequence[Field], Iterable[Sequence[Any]]]]:
    """Name, columns and rows of each list whose block the book has data for."""
    trade = sheet.trade
    if trade.bad_sales:
        yield SALES, _SALES, map(_sale, trade.bad_sales.sales)
    if trade.tills:
        yield CASHIERS, _TILLS, map(_till, trade.tills.lines)
    if trade.books:
        yield ALLOCATIONS, _GIVEN, map(_given, trade.given)
    if trade.part_payments:
        yield PARTS, _PART_PAYMENTS, map(_part, trade.part_payments.payments)
        yield AUDIT, _DEEDS, map(_deed, trade.deeds)


def _sale(one: BadSale) -> tuple[Any, ...]:
    return (
        one.at, one.number, one.store, one.till, one.cashier, one.amount_cents, one.code, one.finding, one.offered
    )  # fmt: skip


def _till(line: TillLine) -> tuple[Any, ...]:
    return (*line, line.difference_cents)


def _given(one: Given) -> tuple[Any, ...]:
    told = (one.completed_at, one.receipt, one.cents, one.line, one.kind, one.number, one.customer)
    return (*told, one.forgiven_cents or None, one.why.replace("_", "-"), one.actor, one.at or None)


def _part(one: PartPayment) -> tuple[Any, ...]:
    told = (one.completed_at, one.receipt, one.kind, one.number, one.customer)
    return (*told, one.due_cents, one.before_cents, one.received_cents, one.left_cents, one.what)


def _deed(one: Deed) -> tuple[Any, ...]:
    certain = None if one.confidence is None else round(one.confidence * 100)
    by = "the program" if one.by == "auto" else "a person"
    return (one.at, one.actor, by, one.receipt, one.what, one.rule, certain, "taken back" if one.is_undone else "yes")


def settled(sweep: Sweep | None) -> tuple[Any, ...]:
    """The cells of ``SETTLEMENT`` for a sweep; empty for money swept in."""
    if sweep is None:
        return (None,) * len(SETTLEMENT)
    day = None if sweep.found_day is None else clock.day_start(sweep.found_day)
    return (sweep.found_cents, day, sweep.found_in, sweep.open_cents, STATES[sweep.state], sweep.days)
