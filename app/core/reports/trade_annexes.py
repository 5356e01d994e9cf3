"""Blocks D, E, G and H as lists behind the front page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.core import clock, money
from app.core.reports.annex import Annex, cut, worded
from app.core.reports.paper import MONO, Column
from app.core.reports.trade_sheet import (
    BadSaleBlock,
    PartBlock,
    SettlementBlock,
    Sweep,
    TillBlock,
    TillLine,
)

BAD_SALES = (
    Column("Time", 30),
    Column("Sale", 58),
    Column("Store, till", 78),
    Column("Cashier", 66),
    Column("Code as typed", 66, MONO),
    Column("Finding", 156),
    Column("Amount KES", 61, is_right=True),
)
TILLS = (
    Column("Store, till", 90),
    Column("Cashier", 74),
    Column("Sales", 27, is_right=True),
    *(
        Column(name, 54, is_right=True)
        for name in ("Rung up KES", "Day's codes", "Other days'", "Pending", "Taken back", "Difference")
    ),
)
SWEEPS = (
    Column("Swept", 56),
    Column("Receipt", 59, MONO),
    Column("State", 72),
    Column("On", 46),
    Column("Reference or wallet", 78),
    Column("Expected KES", 68, is_right=True),
    Column("Found KES", 68, is_right=True),
    Column("Not found KES", 68, is_right=True),
)
PARTS = (
    Column("Receipt", 59, MONO),
    Column("Invoice or sale", 60),
    Column("Customer", 84),
    Column("How", 64),
    Column("Due KES", 62, is_right=True),
    Column("Before", 62, is_right=True),
    Column("Received", 62, is_right=True),
    Column("Left", 62, is_right=True),
)
ADVANCES = (
    Column("Receipt", 59, MONO),
    Column("Customer", 296),
    Column("Kept now KES", 80, is_right=True),
    Column("Kept in all KES", 80, is_right=True),
)
WRITE_OFFS = (
    Column("Receipt", 59, MONO),
    Column("Invoice or sale", 70),
    Column("Customer", 90),
    Column("Reason", 55),
    Column("By, when", 86),
    Column("Second signature", 90),
    Column("Let go KES", 65, is_right=True),
)
_LINE_TO_SIGN = "…" * 10
_STATES = {"found": "found", "in_transit": "in transit", "overdue": "OVERDUE", "reversed": "taken back"}


def bad_sales(block: BadSaleBlock, most: int | None) -> Iterator[Annex]:
    """Block D."""
    if block.sales:
        remark = f"{block.n:,} sales, KES {money.shown(block.amount_cents)}."
        rows = [
            (
                f"{clock.wall(sale.at):%H:%M}" if sale.at is not None else "",
                sale.number,
                ", ".join(filter(None, (sale.store, sale.till))),
                sale.cashier,
                sale.code or "(none)",
                sale.finding,
                money.shown(sale.amount_cents),
            )
            for sale in block.sales[:most]
        ]
        yield _listed(
            "D   Sales marked M-PESA without a valid receipt", BAD_SALES, rows, block.n, most, remark, most_lines=3
        )


def tills(block: TillBlock, most: int | None) -> Iterator[Annex]:
    """Block E."""
    if block.lines:
        total = money.shown(block.total.difference_cents)
        unused = f"{block.unused_n:,} receipts, KES {money.shown(block.unused_cents)}"
        remark = f"Difference KES {total}. No sale carries {unused}: they name no cashier."
        rows = [_till(line) for line in block.lines[:most]]
        if len(rows) == len(block.lines):
            rows.append(_till(block.total._replace(store="All")))
        yield _listed("E   By store, till and cashier", TILLS, rows, len(block.lines), most, remark)


def _till(line: TillLine) -> tuple[str, ...]:
    where = ", ".join(filter(None, (line.store, line.till))) or "not told"
    return (where, line.cashier, f"{line.n:,}", *map(money.shown, (*line[4:], line.difference_cents)))


def settlement(block: SettlementBlock, most: int | None) -> Iterator[Annex]:
    """Block G."""
    if block.sweeps:
        rows = [_sweep(sweep) for sweep in block.sweeps[:most]]
        remark = f"Overdue after {block.overdue_after_days} days: a weekend and a holiday fit into so many."
        yield _listed("G   Bank settlement", SWEEPS, rows, len(block.sweeps), most, remark)


def _sweep(sweep: Sweep) -> tuple[str, ...]:
    state = _STATES[sweep.state]
    waits = f", {sweep.days} day{'s' * (sweep.days != 1)}" if sweep.state in ("in_transit", "overdue") else ""
    return (
        f"{clock.wall(sweep.completed_at):%d/%m %H:%M}",
        sweep.receipt,
        state + waits,
        "" if sweep.found_day is None else f"{clock.day_of(sweep.found_day):%d/%m/%y}",
        sweep.found_in,
        money.shown(sweep.expected_cents),
        "" if sweep.found_cents is None else money.shown(sweep.found_cents),
        "" if sweep.open_cents is None else money.shown(sweep.open_cents),
    )


def part_payments(block: PartBlock, most: int | None) -> Iterator[Annex]:
    """Block H: payments, new advances, and write-offs with room for the second signature."""
    if block.payments:
        rows = [
            (
                one.receipt,
                one.number,
                one.customer,
                one.what,
                *map(money.shown, (one.due_cents, one.before_cents, one.received_cents, one.left_cents)),
            )
            for one in block.payments[:most]
        ]
        yield _listed("H   Part, over and multi payments", PARTS, rows, len(block.payments), most, "")
    if block.advances:
        kept = [
            (one.receipt, one.customer, money.shown(one.cents), money.shown(one.held_cents))
            for one in block.advances[:most]
        ]
        remark = f"KES {money.shown(sum(one.cents for one in block.advances))}."
        yield _listed("H   Money kept for customers", ADVANCES, kept, len(block.advances), most, remark)
    if block.write_offs:
        let_go = [
            (
                *(one.receipt or "no payment", one.number, one.customer, reason(one.why)),
                f"{one.actor}, {clock.wall(one.at):%d/%m %H:%M}",
                _LINE_TO_SIGN,
                money.shown(one.cents),
            )
            for one in block.write_offs[:most]
        ]
        remark = f"KES {money.shown(sum(one.cents for one in block.write_offs))} let go."
        yield _listed("H   Write-offs", WRITE_OFFS, let_go, len(block.write_offs), most, remark, least_lines=2)


def reason(why: str) -> str:
    """``write_off`` as ``write-off``: why cents were let go."""
    return why.replace("_", "-")


def _listed(
    title: str,
    columns: tuple[Column, ...],
    rows: Sequence[tuple[str, ...]],
    n: int,
    most: int | None,
    remark: str,
    *,
    least_lines: int = 1,
    most_lines: int = 2,
) -> Annex:
    """A list of which ``rows`` are printed and ``n`` is the whole."""
    told = f"{remark} {cut(n, most)}".strip()
    return worded(title, columns, rows, None, remark=told, least_lines=least_lines, most_lines=most_lines)
