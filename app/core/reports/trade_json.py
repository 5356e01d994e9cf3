"""Blocks B, D, E, G and H as plain JSON values; a block that the book has no data for is None."""

from __future__ import annotations

from typing import Any

from app.core import clock, money
from app.core.reports.trade_sheet import (
    Advance,
    BadSale,
    BadSaleBlock,
    BooksBlock,
    PartBlock,
    PartPayment,
    SettlementBlock,
    Share,
    Sweep,
    TillBlock,
    TillLine,
    TradeSheet,
    WriteOff,
)


def trade_to_json(trade: TradeSheet) -> dict[str, Any]:
    """Money as ``"1500.00"``, instants as ISO 8601 with ``+03:00``, by the letters of the blocks."""
    return {
        "B": _books(trade.books) if trade.books else None,
        "D": _bad_sales(trade.bad_sales) if trade.bad_sales else None,
        "E": _tills(trade.tills) if trade.tills else None,
        "G": _settlement(trade.settlement) if trade.settlement else None,
        "H": _parts(trade.part_payments) if trade.part_payments else None,
    }


def _plain(cents: int | None) -> str | None:
    return None if cents is None else money.plain(cents)


def _books(block: BooksBlock) -> dict[str, Any]:
    return {
        "receipts": {"n": block.n, "amount": money.plain(block.amount_cents)},
        "parts": {share.key: _share(share, block) for share in block.shares},
        "difference": money.plain(block.difference_cents),
    }


def _share(share: Share, block: BooksBlock) -> dict[str, Any]:
    per_mille = block.per_mille(share.amount_cents)
    return {
        "label": share.label,
        "n": share.n,
        "amount": money.plain(share.amount_cents),
        "per_cent": None if per_mille is None else per_mille / 10,
        "of_which": [
            {"key": part.key, "label": part.label, "n": part.n, "amount": money.plain(part.amount_cents)}
            for part in share.parts
        ],
    }


def _bad_sales(block: BadSaleBlock) -> dict[str, Any]:
    return {"n": block.n, "amount": money.plain(block.amount_cents), "sales": [_bad_sale(one) for one in block.sales]}


def _bad_sale(sale: BadSale) -> dict[str, Any]:
    return {
        "sale": sale.number,
        "store": sale.store,
        "till": sale.till,
        "cashier": sale.cashier,
        "at": clock.iso(sale.at),
        "amount": money.plain(sale.amount_cents),
        "code": sale.code,
        "fault": sale.fault,
        "finding": sale.finding,
        "offered": sale.offered,
    }


def _tills(block: TillBlock) -> dict[str, Any]:
    return {
        "lines": [_till(line) for line in block.lines],
        "total": _till(block.total),
        "unused_receipts": {"n": block.unused_n, "amount": money.plain(block.unused_cents)},
        "difference": money.plain(block.total.difference_cents),
    }


def _till(line: TillLine) -> dict[str, Any]:
    return {
        "store": line.store,
        "till": line.till,
        "cashier": line.cashier,
        "n": line.n,
        "rung_up": money.plain(line.total_cents),
        "codes_of_the_day": money.plain(line.today_cents),
        "codes_of_other_days": money.plain(line.earlier_cents),
        "pending": money.plain(line.pending_cents),
        "reversed": money.plain(line.reversed_cents),
        "difference": money.plain(line.difference_cents),
    }


def _settlement(block: SettlementBlock) -> dict[str, Any]:
    told = {
        state: {"n": n, "amount": money.plain(cents)}
        for state in ("in_transit", "overdue", "reversed")
        for n, cents in (block.open_of(state),)
    }
    return {
        "swept": {"n": block.swept_n, "amount": money.plain(block.swept_cents)},
        "carried": {"n": block.carried_n, "amount": money.plain(block.carried_cents)},
        "expected": money.plain(block.expected_cents),
        "found": money.plain(block.found_cents),
        **told,
        "difference": money.plain(block.difference_cents),
        "overdue_after_days": block.overdue_after_days,
        "sweeps": [_sweep(sweep) for sweep in block.sweeps],
    }


def _sweep(sweep: Sweep) -> dict[str, Any]:
    return {
        "receipt": sweep.receipt,
        "completed_at": clock.iso(sweep.completed_at),
        "of_an_earlier_day": sweep.is_earlier,
        "expected": money.plain(sweep.expected_cents),
        "state": sweep.state,
        "found": _plain(sweep.found_cents),
        "found_on": None if sweep.found_day is None else clock.day_of(sweep.found_day).isoformat(),
        "found_in": sweep.found_in,
        "open": _plain(sweep.open_cents),
        "days": sweep.days,
    }


def _parts(block: PartBlock) -> dict[str, Any]:
    return {
        "n": len(block.payments),
        "payments": [_payment(one) for one in block.payments],
        "advances": [_advance(one) for one in block.advances],
        "write_offs": [_write_off(one) for one in block.write_offs],
        "allocated": money.plain(block.allocated_cents),
        "settled": money.plain(block.settled_cents),
        "difference": money.plain(block.difference_cents),
    }


def _payment(one: PartPayment) -> dict[str, Any]:
    return {
        "receipt": one.receipt,
        "completed_at": clock.iso(one.completed_at),
        "kind": one.kind,
        "number": one.number,
        "customer": one.customer,
        "due": money.plain(one.due_cents),
        "before": money.plain(one.before_cents),
        "received": money.plain(one.received_cents),
        "left": money.plain(one.left_cents),
        "what": one.what,
    }


def _advance(one: Advance) -> dict[str, Any]:
    return {
        "receipt": one.receipt,
        "customer": one.customer,
        "amount": money.plain(one.cents),
        "held": money.plain(one.held_cents),
    }


def _write_off(one: WriteOff) -> dict[str, Any]:
    return {
        "receipt": one.receipt or None,
        "number": one.number,
        "customer": one.customer,
        "amount": money.plain(one.cents),
        "why": one.why,
        "by": one.actor,
        "at": clock.iso(one.at),
    }
