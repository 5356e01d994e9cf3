"""The daily sheet as plain text, for the terminal: page 1 of the paper in the same order."""

from __future__ import annotations

from app.core import clock, money
from app.core.reports import trade_text
from app.core.reports.sheet import Balance, BalanceBlock, DailySheet, TaxBlock

WIDTH = 96


def sheet_as_text(sheet: DailySheet) -> str:
    """Head, the blocks by their letters, and the foot, one under the other."""
    trade = sheet.trade
    parts = [
        _head(sheet),
        _balance(sheet.balance),
        trade_text.books(trade.books, _row) if trade.books else "",
        _unmatched(sheet),
        trade_text.bad_sales(trade.bad_sales, _row) if trade.bad_sales else "",
        trade_text.tills(trade.tills, _row) if trade.tills else "",
        _reversals(sheet),
        trade_text.settlement(trade.settlement, _row) if trade.settlement else "",
        trade_text.part_payments(trade.part_payments, _row) if trade.part_payments else "",
        _after_close(sheet),
        _taxes(sheet.taxes),
        _exceptions(sheet),
    ]
    parts = [part for part in parts if part]
    return "\n\n".join([*parts, f"{sheet.foot.sentence}\nReport {sheet.foot.number}{_seal(sheet)}"])


def _head(sheet: DailySheet) -> str:
    head = sheet.head
    lines = [
        f"{head.business} — daily M-PESA reconciliation, {head.on:%A %d %B %Y}",
        f"{head.kind} {head.wallet.code}, {head.wallet.ledger} account — {head.status}",
    ]
    if head.is_past:
        lines.append(f"  as it stood on {clock.wall(head.printed_at):%d/%m/%Y at %H:%M:%S}")
    lines += [f"  from {source.file} ({source.rows:,} rows, {source.sha256[:8]})" for source in head.sources]
    return "\n".join(lines)


def _row(label: str, n: int | None, cents: int | None, *, sign: str = " ") -> str:
    count = "" if n is None else f"{n:,}"
    amount = "not known" if cents is None else money.shown(cents)
    return f"{sign} {label:<62.62} {count:>9} {amount:>21}"


def _taxes(block: TaxBlock) -> str:
    rows = [
        "J. Tax box",
        _row("Gross takings of the day", block.n, block.cents),
        _row("Month to date", block.month_n, block.month_cents),
    ]
    for rate, name, tax in (
        (block.turnover_tax, "Turnover tax", block.turnover_tax and block.turnover_tax.of(block.cents)),
        (block.vat, "VAT that the takings would hold", block.vat and block.vat.within(block.cents)),
    ):
        if rate:
            rows.append(_row(f"  {name} at {rate.per_cent} % (from {rate.since:%d/%m/%Y})", None, tax))
            rows.append(f"    per {rate.source}")
    return "\n".join([*rows, "  eTIMS invoice numbers: not recorded in this book"])


def _balance(block: BalanceBlock) -> str:
    rows = ["A. Balance proof", _row(f"Opening ({block.opening.source})", None, block.opening.cents)]
    for line in block.lines:
        rows.append(_row(line.label, line.n, line.amount_cents, sign="+" if line.sign > 0 else "-"))
        rows += [_row(f"    of which {part.label}", part.n, part.amount_cents) for part in line.parts]
    rows.append(_row("Closing computed", None, block.computed_cents, sign="="))
    rows.append(_closing(block.closing))
    rows.append(_row("Difference (must be 0.00)", None, block.difference_cents))
    rows.append(f"  Running balance unbroken: {block.unbroken.value.replace('_', ' ').upper()}")
    rows += [f"  {reason}" for reason in block.reasons]
    return "\n".join(rows)


def _closing(closing: Balance) -> str:
    return _row(f"Closing per Safaricom ({closing.source})", None, closing.cents)


def _unmatched(sheet: DailySheet) -> str:
    block = sheet.unmatched
    rows = ["C. Unmatched receipts", _row("All, oldest first", block.n, block.amount_cents)]
    for receipt in block.receipts:
        row = receipt.row
        rows.append(
            f"  {clock.wall(row.completed_at):%H:%M} {row.receipt} {money.shown(receipt.open_cents):>14}"
            f"  {row.party_name:<24.24} {row.account_ref:<16.16} {receipt.said}".rstrip()
        )
    return "\n".join(rows)


def _reversals(sheet: DailySheet) -> str:
    rows = ["F. Reversals and refunds"]
    for entry in sheet.reversals.reversals:
        minutes = "" if entry.minutes_between is None else f"{entry.minutes_between} min after "
        original = entry.original.receipt if entry.original else (entry.reversal.linked_receipt or "not told")
        amount = money.shown(entry.reversal.amount_cents)
        rows.append(f"  {entry.reversal.receipt} takes back {amount}, {minutes}{original}. {entry.finding}")
    return "\n".join(rows if len(rows) > 1 else [*rows, "  none"])


def _seal(sheet: DailySheet) -> str:
    return f"\nSeal {sheet.foot.seal}, closed by {sheet.foot.closed}" if sheet.foot.seal else ""


def _after_close(sheet: DailySheet) -> str:
    rows = [
        f"  {event.day:%d/%m/%Y}  {event.receipt:<11} {money.shown(event.amount_cents):>14}  {event.what}"
        for event in sheet.after_close
    ]
    return "\n".join(["I. After-close events on sealed days", *(rows or ["  none"])])


def _exceptions(sheet: DailySheet) -> str:
    return "\n".join(["K. Exceptions", *(f"  {line.label}: {line.n}" for line in sheet.exceptions)])
