"""Blocks B, D, E, G and H as lines of text, for the terminal."""

from __future__ import annotations

from collections.abc import Callable

from app.core import clock, money
from app.core.reports.trade_sheet import (
    BadSaleBlock,
    BooksBlock,
    PartBlock,
    SettlementBlock,
    TillBlock,
    TillLine,
)

Row = Callable[..., str]
"""Label, number and cents as one line of the sheet."""


def books(block: BooksBlock, row: Row) -> str:
    """Block B."""
    rows = ["B. Receipts against the books", row("Receipts", block.n, block.amount_cents)]
    for share in block.shares:
        per_mille = block.per_mille(share.amount_cents)
        told = "" if per_mille is None else f" ({per_mille / 10:.1f} %)"
        rows.append(row(f"  {share.label}{told}", share.n, share.amount_cents))
        rows += [row(f"    of which {part.label}", part.n, part.amount_cents) for part in share.parts]
    rows.append(row("Difference (must be 0.00)", None, block.difference_cents))
    return "\n".join(rows)


def bad_sales(block: BadSaleBlock, row: Row) -> str:
    """Block D."""
    rows = ["D. Sales marked M-PESA without a valid receipt", row("All", block.n, block.amount_cents)]
    for sale in block.sales:
        who = f"{sale.number:<10.10} {sale.cashier:<14.14}"
        rows.append(f"  {who} {money.shown(sale.amount_cents):>14}  {sale.code:<12.12} {sale.finding}")
    return "\n".join(rows if block.sales else [*rows, "  none"])


def tills(block: TillBlock, row: Row) -> str:
    """Block E, a few lines for each cashier."""
    rows = ["E. By store, till and cashier"]
    named = [(", ".join(filter(None, line[:3])) or "No cashier told", line) for line in block.lines]
    for where, line in (*named, ("All", block.total)):
        rows.append(row(where, line.n, line.total_cents))
        rows += [row(f"    {name}", None, cents) for name, cents in told_of(line) if cents]
        rows.append(row("    Difference", None, line.difference_cents))
    rows.append(row("Receipts that no sale carries and nothing explains", block.unused_n, block.unused_cents))
    return "\n".join(rows)


def told_of(line: TillLine) -> tuple[tuple[str, int], ...]:
    """The money behind a line, each kind with its name."""
    return (
        ("Codes of the day", line.today_cents),
        ("Codes of other days", line.earlier_cents),
        ("Pending", line.pending_cents),
        ("Taken back", line.reversed_cents),
    )


def settlement(block: SettlementBlock, row: Row) -> str:
    """Block G."""
    rows = [
        "G. Bank settlement",
        row("Swept on this day", block.swept_n, block.swept_cents),
        row("Swept earlier, not at the bank yet", block.carried_n, block.carried_cents),
        row("Expected at the bank", None, block.expected_cents),
        row("Found at the bank", None, block.found_cents),
        row("In transit", *block.open_of("in_transit")),
        row(f"Overdue (more than {block.overdue_after_days} days)", *block.open_of("overdue")),
        row("Taken back", *block.open_of("reversed")),
        row("Difference (must be 0.00)", None, block.difference_cents),
    ]
    for sweep in block.sweeps:
        day = "" if sweep.found_day is None else f" {clock.day_of(sweep.found_day):%d/%m/%Y}"
        state = f"{sweep.state.replace('_', ' ')}{day} {sweep.found_in}".strip()
        moment = f"{clock.wall(sweep.completed_at):%d/%m %H:%M}"
        rows.append(f"  {moment} {sweep.receipt} {money.shown(sweep.expected_cents):>16}  {state}")
    return "\n".join(rows)


def part_payments(block: PartBlock, row: Row) -> str:
    """Block H."""
    rows = ["H. Part, over and multi payments"]
    for one in block.payments:
        figures = f"due {money.shown(one.due_cents)}, before {money.shown(one.before_cents)}"
        figures += f", received {money.shown(one.received_cents)}, left {money.shown(one.left_cents)}"
        rows.append(f"  {one.receipt} {one.number} {one.customer}: {figures} ({one.what})")
    for new in block.advances:
        held = money.shown(new.held_cents)
        rows.append(f"  {new.receipt} advance of {new.customer}: {money.shown(new.cents)}; kept in all {held}")
    for off in block.write_offs:
        who = f"{off.why.replace('_', ' ')}, {off.actor}; second signature ____________"
        whence = off.receipt or "without a payment,"
        rows.append(f"  {whence} let go of {off.number} {off.customer}: {money.shown(off.cents)} ({who})")
    if len(rows) == 1:
        rows.append("  none")
    rows.append(row("Given by matches", None, block.allocated_cents))
    rows.append(row("Settled, as invoices, sales and customers tell", None, block.settled_cents))
    rows.append(row("Difference (must be 0.00)", None, block.difference_cents))
    return "\n".join(rows)
