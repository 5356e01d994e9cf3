"""The Excel twin of the daily sheet: a Summary in the order of the paper, and every list in full."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from app.core.reports import summary_sheet, trade_lists
from app.core.reports.balance import LINES, kind_in_words, line_of, part_of
from app.core.reports.sheet import AfterClose, DailySheet, Reversal, Row
from app.core.reports.whole_file import whole_file
from app.core.reports.workbook import Field, Kind, ListSheet
from app.core.statement import Proof

_LABELS = {key: label for key, label, _ in LINES}
_TIME, _RECEIPT = Field("Time", 20, Kind.TIME), Field("Receipt", 14)
_AMOUNT, _BALANCE = Field("Amount KES", 16, Kind.MONEY, is_summed=True), Field("Balance after KES", 18, Kind.MONEY)
_DETAILS = Field("Details", 60, is_printed=False)
_KIND, _LINE = Field("Kind", 28), Field("Line", 32)

_RECEIPTS = (
    _TIME, _RECEIPT, _AMOUNT, Field("Payer", 32), Field("Number", 18), Field("Account typed", 22),
    Field("Origin", 20), _KIND, _BALANCE, Field("Evidence", 12), Field("State", 22), _DETAILS,
)  # fmt: skip
_CHARGES = (_TIME, _RECEIPT, _AMOUNT, _KIND, _BALANCE, _DETAILS)
_MOVES = (
    _TIME, _RECEIPT, _AMOUNT, _LINE, _KIND, Field("Party", 32), Field("Number", 18), _BALANCE, _DETAILS
)  # fmt: skip
_SWEEPS = (*_MOVES[:-1], *trade_lists.SETTLEMENT, _DETAILS)
_REVERSALS = (
    _TIME, _RECEIPT, _AMOUNT, _LINE, Field("Original", 14), Field("Original of", 20, Kind.TIME),
    Field("Its amount KES", 16, Kind.MONEY), Field("Its wallet", 18), Field("Minutes between", 16, Kind.COUNT),
    Field("Finding", 44), Field("Invoice now open", 22), Field("Who was told", 22),
)  # fmt: skip
_UNMATCHED = (
    _TIME, _RECEIPT, _AMOUNT, Field("Payer", 32), Field("Number", 18), Field("Account typed", 22),
    Field("Days open", 11, Kind.COUNT), Field("Best guess and why", 60), Field("Answer", 30),
)  # fmt: skip
_LATE = (Field("Closed day", 14), Field("Recorded", 20, Kind.TIME), _RECEIPT, _AMOUNT, Field("What", 90))
_EXCEPTIONS = (
    Field("Exception", 56), Field("Time", 20, Kind.TIME), _RECEIPT, Field("Amount KES", 16, Kind.MONEY),
    Field("What", 90),
)  # fmt: skip
_SOURCES = (
    Field("File", 60), Field("Rows", 10, Kind.COUNT, is_summed=True), Field("Not completed", 14, Kind.COUNT),
    Field("Not readable", 14, Kind.COUNT), Field("SHA-256", 68), Field("From", 20, Kind.TIME),
    Field("To", 20, Kind.TIME), Field("Taken in", 20, Kind.TIME), Field("Opening KES", 16, Kind.MONEY),
    Field("Closing KES", 16, Kind.MONEY), Field("Balance", 12),
)  # fmt: skip
ANOTHER_DAY = "Taken back on another day"
"""A reversal that is told here but moved no money on this day."""


def write_xlsx(sheet: DailySheet, path: Path) -> None:
    """Write the sheet as a workbook, whole or not at all. Raises DiskTrouble."""
    from openpyxl import Workbook

    workbook: Any = Workbook(write_only=True)
    workbook.properties.creator = "MpesaBooks"
    workbook.properties.title = f"Daily M-PESA reconciliation {sheet.foot.number}"
    workbook.calculation.fullCalcOnLoad = True
    front = workbook.create_sheet("Summary")
    pending = {name: (fields, list(rows)) for name, fields, rows in _lists(sheet)}
    lists = {
        name: ListSheet(workbook, name, _title(sheet, name), fields, rows=len(rows))
        for name, (fields, rows) in pending.items()
    }
    summary_sheet.write(front, sheet, lists)
    for name, (_, rows) in pending.items():
        lists[name].write(rows)
    with whole_file(Path(path)) as unfinished:
        workbook.save(unfinished)


def _title(sheet: DailySheet, name: str) -> str:
    return f"{name}: {sheet.head.business}, {sheet.head.wallet}, {sheet.head.on:%d/%m/%Y}"


def _lists(sheet: DailySheet) -> Iterator[tuple[str, Sequence[Field], Iterable[Sequence[Any]]]]:
    by_line: dict[str, list[Row]] = {key: [] for key in _LABELS}
    for row in sheet.rows:
        by_line[line_of(row)].append(row)
    yield "Receipts", _RECEIPTS, map(_receipt, by_line["receipts"])
    yield "Charges", _CHARGES, map(_charge, by_line["charges"])
    yield "Reversals", _REVERSALS, map(_reversal, sheet.reversals.reversals)
    yield "Sweeps", _SWEEPS, _sweeps(sheet, by_line["sweep_out"], by_line["sweep_in"])
    yield "Other", _MOVES, map(_move, by_line["payouts"] + by_line["other_in"] + by_line["other_out"])
    yield "Unmatched", _UNMATCHED, (_unmatched(receipt) for receipt in sheet.unmatched.receipts)
    yield from trade_lists.lists(sheet)
    if sheet.after_close:
        yield "After close", _LATE, map(_late, sheet.after_close)
    yield "Exceptions", _EXCEPTIONS, _exceptions(sheet)
    yield "Sources", _SOURCES, _sources(sheet)


def _late(event: AfterClose) -> tuple[Any, ...]:
    return f"{event.day:%d/%m/%Y}", event.at, event.receipt, event.amount_cents, event.what


def _receipt(row: Row) -> tuple[Any, ...]:
    return (
        row.completed_at, row.receipt, row.amount_cents, row.party_name, row.party_phone, row.account_ref,
        part_of(row), kind_in_words(row.kind), row.balance_cents, Proof(row.proof).name.lower(),
        kind_in_words(row.state), row.details,
    )  # fmt: skip


def _charge(row: Row) -> tuple[Any, ...]:
    return row.completed_at, row.receipt, row.amount_cents, part_of(row), row.balance_cents, row.details


def _move(row: Row) -> tuple[Any, ...]:
    return (
        row.completed_at, row.receipt, row.amount_cents, _LABELS[line_of(row)], part_of(row), row.party_name,
        row.party_phone, row.balance_cents, row.details,
    )  # fmt: skip


def _sweeps(sheet: DailySheet, out: Iterable[Row], back: Iterable[Row]) -> Iterator[tuple[Any, ...]]:
    """Movements of the day with what became of them, and earlier ones that still wait."""
    block = sheet.trade.settlement
    told = {} if block is None else {sweep.receipt: sweep for sweep in block.sweeps if not sweep.is_earlier}
    for row in out:
        yield _move(row)[:-1] + trade_lists.settled(told.get(row.receipt)) + (row.details,)
    for row in back:
        yield _move(row)[:-1] + trade_lists.settled(None) + (row.details,)
    for sweep in block.sweeps if block else ():
        if sweep.is_earlier:
            cells = (sweep.completed_at, sweep.receipt, sweep.expected_cents, trade_lists.EARLIER)
            yield (*cells, None, None, None, None, *trade_lists.settled(sweep), None)


def _reversal(entry: Reversal) -> tuple[Any, ...]:
    row, original = entry.reversal, entry.original
    return (
        row.completed_at, row.receipt, row.amount_cents, ANOTHER_DAY if entry.is_later else _LABELS[line_of(row)],
        row.linked_receipt, original.completed_at if original else None, original.amount_cents if original else None,
        entry.original_wallet, entry.minutes_between, entry.finding, None, None,
    )  # fmt: skip


def _unmatched(receipt: Any) -> tuple[Any, ...]:
    row = receipt.row
    return (
        row.completed_at, row.receipt, receipt.open_cents, row.party_name, row.party_phone, row.account_ref,
        receipt.days_open, receipt.said, None,
    )  # fmt: skip


def _exceptions(sheet: DailySheet) -> Iterator[tuple[Any, ...]]:
    for line in sheet.exceptions:
        for finding in line.findings:
            yield line.label, finding.at, finding.receipt, finding.amount_cents, finding.what


def _sources(sheet: DailySheet) -> Iterator[tuple[Any, ...]]:
    for source in sheet.head.sources:
        yield (
            source.file, source.rows, source.ignored, source.rejected, source.sha256, source.starts_at, source.ends_at,
            source.recorded_at, source.opening_cents, source.closing_cents, source.state.value,
        )  # fmt: skip
