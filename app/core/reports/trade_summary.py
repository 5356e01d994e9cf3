"""Blocks B, D, E, G and H on the workbook's Summary: totals as formulas over the lists, differences over those."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from app.core.reports import trade_lists
from app.core.reports.balance import LINES
from app.core.reports.trade_blocks import NAMED, UNMATCHED
from app.core.reports.trade_sheet import (
    BadSaleBlock,
    BooksBlock,
    PartBlock,
    SettlementBlock,
    Share,
    TillBlock,
)
from app.core.reports.workbook import ListSheet

Lists = Mapping[str, ListSheet]
Add = Callable[..., int]
"""``add(name, count, value, share=, part=, is_bold=)`` writes a line and gives its row."""

SWEEP_OUT = next(label for key, label, _ in LINES if key == "sweep_out")


def quoted(text: str) -> str:
    """A text as a formula has it."""
    return '"' + text.replace('"', '""') + '"'


def books(add: Add, lists: Lists, block: BooksBlock) -> None:
    """Block B."""
    receipts = lists["Receipts"]
    top = add("Receipts", f"=COUNTA({receipts.column('Receipt')})", f"={receipts.total('Amount KES')}", is_bold=True)
    rows = []
    for share in block.shares:
        rows.append(add(f"    {share.label}", share.n, _share_formula(lists, share), share_of=top))
        for part in share.parts:
            add(f"        {part.label}", part.n, part=_part_formula(lists, share, part))
    terms = "".join(f"-E{row}" for row in rows)
    add("Difference of B (must be 0.00)", None, f"=ROUND(E{top}{terms},2)", is_bold=True)


def _share_formula(lists: Lists, share: Share) -> str:
    if share.key == UNMATCHED:
        return f"={lists['Unmatched'].total('Amount KES')}"
    return _summed(lists[trade_lists.ALLOCATIONS], "Line of block B", share.label, "Amount KES")


def _part_formula(lists: Lists, share: Share, part: Share) -> Any:
    if share.key != NAMED:
        return part.amount_cents / 100
    given = lists[trade_lists.ALLOCATIONS]
    where = f"{given.column('Line of block B')},{quoted(share.label)},{given.column('Given to')},{quoted(part.label)}"
    return f"=SUMIFS({given.column('Amount KES')},{where})"


def bad_sales(add: Add, lists: Lists, _: BadSaleBlock) -> None:
    """Block D."""
    listed = lists[trade_lists.SALES]
    name = "Sales marked M-PESA without a valid receipt"
    add(name, f"=COUNTA({listed.column('Sale')})", f"={listed.total('Amount KES')}", is_bold=True)


def tills(add: Add, lists: Lists, block: TillBlock) -> None:
    """Block E."""
    listed = lists[trade_lists.CASHIERS]
    rows = [
        add(name.removesuffix(" KES"), f"={listed.total('Sales')}" if place == 0 else None, f"={listed.total(name)}")
        for place, name in enumerate(trade_lists.TILL_SUMS)
    ]
    terms = "".join(f"-E{row}" for row in rows[1:])
    add("Rung up as M-PESA, no money behind it", None, f"=ROUND(E{rows[0]}{terms},2)", is_bold=True)
    add("Receipts that no sale carries and nothing explains", block.unused_n, block.unused_cents / 100)


def settlement(add: Add, lists: Lists, block: SettlementBlock) -> None:
    """Block G: what was carried is a number of its own, what is listed is added up."""
    listed = lists["Sweeps"]
    counted = f"=COUNTIF({listed.column('Line')},{quoted(SWEEP_OUT)})"
    swept = add("Swept on this day", counted, _summed(listed, "Line", SWEEP_OUT, "Amount KES"))
    carried = add("Swept earlier, not at the bank yet", block.carried_n, block.carried_cents / 100)
    found = add("Found at the bank or in the other wallet", None, f"={listed.total('Found KES')}")
    rows = [
        add(name, block.open_of(state)[0], _summed(listed, "State", name, "Not found KES"))
        for state, name in trade_lists.STATES.items()
        if state != "found"
    ]
    terms = "".join(f"-E{row}" for row in (found, *rows))
    add("Difference of G (must be 0.00)", None, f"=ROUND(E{swept}+E{carried}{terms},2)", is_bold=True)


def part_payments(add: Add, lists: Lists, block: PartBlock) -> None:
    """Block H."""
    listed, given = lists[trade_lists.PARTS], lists[trade_lists.ALLOCATIONS]
    counted = f"=COUNTA({listed.column('Receipt')})"
    add("Part, over and multi payments", counted, f"={listed.total('Received KES')}", is_bold=True)
    add("Money kept for customers", len(block.advances), sum(one.cents for one in block.advances) / 100)
    add("Write-offs", len(block.write_offs), f"={given.total('Let go KES')}")
    allocated = add("Given by matches", None, block.allocated_cents / 100)
    settled = add("Settled, as invoices, sales and customers tell", None, block.settled_cents / 100)
    add("Difference of H (must be 0.00)", None, f"=ROUND(E{allocated}-E{settled},2)", is_bold=True)


def _summed(listed: ListSheet, column: str, label: str, amount: str) -> str:
    return f"=SUMIF({listed.column(column)},{quoted(label)},{listed.column(amount)})"
