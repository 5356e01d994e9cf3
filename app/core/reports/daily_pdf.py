"""The daily sheet on A4: the front page to be signed, the lists behind it. Prints in black and white."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from app.core import clock, money
from app.core.reports import trade_annexes
from app.core.reports.annex import Annex, cut, worded
from app.core.reports.front_page import MOST_SOURCES, draw_front_page, long_day, moment, period
from app.core.reports.pages import draw, laid_out
from app.core.reports.paper import BOLD, BOTTOM, LEFT, MONO, RIGHT, TOP, Column, Paper
from app.core.reports.sheet import AfterClose, DailySheet, OpenReceipt, Reversal, SourceDocument
from app.core.reports.whole_file import whole_file

MOST_ANNEX_ROWS = 5000
_RECEIPTS = (
    Column("No.", 27, is_right=True),
    Column("Time", 36),
    Column("Receipt", 57, MONO),
    Column("Amount KES", 61, is_right=True),
    Column("Payer", 76),
    Column("Number", 57),
    Column("Typed", 44),
    Column("Days", 22, is_right=True),
    Column("Best guess and why", 111),
    Column("", 24),
)
_REVERSALS = (
    Column("Time", 58),
    Column("Reversal", 60, MONO),
    Column("Amount KES", 62, is_right=True),
    Column("Original", 60, MONO),
    Column("Original of", 58),
    Column("Its amount", 62, is_right=True),
    Column("Minutes", 36, is_right=True),
    Column("Finding", 119),
)
_LATE = (
    Column("Closed day", 56),
    Column("Recorded", 84),
    Column("Receipt", 62, MONO),
    Column("What", 243),
    Column("Amount KES", 70, is_right=True),
)
_FINDINGS = (
    Column("Exception", 78),
    Column("Time", 38),
    Column("Receipt", 59, MONO),
    Column("Amount KES", 74, is_right=True),
    Column("What", 266),
)
_SOURCES = (
    Column("File", 205),
    Column("Rows", 40, is_right=True),
    Column("SHA-256", 50, MONO),
    Column("Period", 108),
    Column("Taken in", 70),
    Column("Balance", 42),
)
_IN_SHORT = {
    "holes": "Hole in balance",
    "edges": "Told differently",
    "conflicts": "Contradicted",
    "letters": "Letters",
    "other_wallets": "Two wallets",
    "unproven": "No statement",
    "over_limit": "Over 250,000",
    "lost_originals": "No original",
    "reversed_later": "Taken back later",
    "warnings": "Warning",
    "rejected": "Not readable",
    "ignored": "Not completed",
    "used_twice": "Code used twice",
    "not_found": "Code unknown",
    "reversed": "Code taken back",
    "older": "Old code",
    "no_code": "No code",
}


def write_pdf(sheet: DailySheet, path: Path, *, annex_rows: int | None = MOST_ANNEX_ROWS) -> None:
    """Write the sheet as PDF, whole or not at all. Raises DiskTrouble.

    At most ``annex_rows`` rows a list are printed (None: all); the workbook always holds all of them.
    """
    pages = laid_out(_annexes(sheet, annex_rows))
    total = 1 + len(pages)
    with whole_file(Path(path)) as unfinished:
        paper = Paper(
            unfinished,
            title=f"Daily M-PESA reconciliation {sheet.foot.number}",
            subject=long_day(sheet.head.on),
        )
        draw_front_page(paper, sheet)
        _foot(paper, sheet, 1, total)
        for number, pieces in enumerate(pages, start=2):
            paper.turn()
            _running_head(paper, sheet)
            for piece in pieces:
                draw(paper, piece)
            _foot(paper, sheet, number, total)
        paper.save()


def _annexes(sheet: DailySheet, most: int | None) -> Iterator[Annex]:
    trade = sheet.trade
    if sheet.unmatched.n:
        yield _unmatched(sheet, most)
    if trade.bad_sales:
        yield from trade_annexes.bad_sales(trade.bad_sales, most)
    if trade.tills:
        yield from trade_annexes.tills(trade.tills, most)
    reversals = [_reversal_row(entry) for entry in sheet.reversals.reversals]
    if reversals:
        yield worded("F   Reversals and refunds", _REVERSALS, reversals, most)
    if trade.settlement:
        yield from trade_annexes.settlement(trade.settlement, most)
    if trade.part_payments:
        yield from trade_annexes.part_payments(trade.part_payments, most)
    late = [_late_row(event) for event in sheet.after_close]
    if late:
        yield worded("I   After-close events on closed days", _LATE, late, most)
    findings = list(_finding_rows(sheet))
    if findings:
        yield worded("K   Exceptions, case by case", _FINDINGS, findings, most)
    if len(sheet.head.sources) > MOST_SOURCES:
        yield worded("Sources of this sheet", _SOURCES, [_source_row(source) for source in sheet.head.sources], most)


def _late_row(event: AfterClose) -> tuple[str, ...]:
    cents = money.shown(event.amount_cents) if event.amount_cents else ""
    return (f"{event.day:%d/%m/%Y}", moment(event.at), event.receipt, event.what, cents)


def _unmatched(sheet: DailySheet, most: int | None) -> Annex:
    block = sheet.unmatched
    rows = [_receipt_row(number, receipt) for number, receipt in enumerate(block.receipts[:most], start=1)]
    total = f"{block.n:,} receipts, KES {money.shown(block.amount_cents)}"
    remark = f"{total}. {cut(block.n, most)}".strip()
    return Annex("C   Unmatched receipts, oldest first", _RECEIPTS, rows, remark=remark, has_boxes=True)


def _receipt_row(number: int, receipt: OpenReceipt) -> tuple[str, ...]:
    row = receipt.row
    return (
        str(number),
        _time(row.completed_at),
        row.receipt,
        money.shown(receipt.open_cents),
        row.party_name,
        row.party_phone,
        row.account_ref,
        str(receipt.days_open),
        receipt.said,
        "",
    )


def _time(at: int) -> str:
    """``08:01:10``: plain arithmetic, for this is called for every row."""
    seconds = (at + clock.OFFSET_SECONDS) % clock.DAY_SECONDS
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def _reversal_row(entry: Reversal) -> tuple[str, ...]:
    original, minutes = entry.original, entry.minutes_between
    return (
        f"{clock.wall(entry.reversal.completed_at):%d/%m %H:%M}",
        entry.reversal.receipt,
        money.shown(entry.reversal.signed_cents),
        entry.reversal.linked_receipt or "",
        f"{clock.wall(original.completed_at):%d/%m %H:%M}" if original else "not in book",
        money.shown(original.signed_cents) if original else "",
        f"{minutes:,}" if minutes is not None else "",
        entry.finding,
    )


def _finding_rows(sheet: DailySheet) -> Iterator[tuple[str, ...]]:
    for line in sheet.exceptions:
        for finding in line.findings:
            yield (
                _IN_SHORT[line.key],
                _time(finding.at) if finding.at is not None else "",
                finding.receipt,
                money.shown(finding.amount_cents) if finding.amount_cents is not None else "",
                finding.what,
            )


def _source_row(source: SourceDocument) -> tuple[str, ...]:
    return (
        source.file,
        f"{source.rows:,}",
        source.sha256[:8],
        period(source),
        moment(source.recorded_at),
        source.state.value,
    )


def _running_head(paper: Paper, sheet: DailySheet) -> None:
    paper.text(LEFT, TOP - 9, sheet.head.business, font=BOLD, size=9, width=260)
    about = f"{sheet.head.wallet}   {long_day(sheet.head.on)}   {sheet.head.status.value}"
    paper.right(RIGHT, TOP - 9, about, size=8)


def _foot(paper: Paper, sheet: DailySheet, number: int, total: int) -> None:
    y = BOTTOM - 10
    paper.rule(y + 9, weight=0.4)
    mark = f"seal {sheet.foot.seal}" if sheet.foot.seal else f"fingerprint {_grouped(sheet.foot.fingerprint)}"
    paper.text(LEFT, y, f"{sheet.foot.number}   {mark}", font=MONO, size=7)
    paper.text(305, y, sheet.foot.sentence, size=7, width=170)
    paper.right(RIGHT, y, f"page {number:,} of {total:,}", size=7)


def _grouped(digits: str) -> str:
    return " ".join(digits[start : start + 4] for start in range(0, len(digits), 4))
