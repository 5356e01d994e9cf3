"""The workbook read back: true dates and numbers, totals as formulas that cover their rows, no text that comes alive."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from app.core.reports.daily import daily_sheet
from app.core.reports.daily_xlsx import write_xlsx
from app.core.reports.sheet import DailySheet
from app.core.reports.workbook import HEADER_ROW, clean
from tests.core.daily_days import DAY, DayMaker, at, day_start, document, empty_store, write
from tests.core.daily_trade import trade_day
from tests.core.test_daily_sheet import END, everything

NASTY = (
    "=1+1", "+254700000001", "-5", "@SUM(A1)", "\t=1+1", "\r=1", "＝1+1", "＋1", "－1", "＠x", " =1+1", "\u202e=1+1",
    "#N/A", "'quoted", "|cmd", "a\x00b", "a\x0bb", "a\x1bb", "_x0041_", "x" * 40_000, "<b>&amp;</b>", "1E5", "0012",
    '=HYPERLINK("http://x","y")', "TRUE", "2025-11-05", "\ufffe", "−5",
)  # fmt: skip


def written(tmp_path: Path, sheet: DailySheet) -> Any:
    path = tmp_path / "a.xlsx"
    write_xlsx(sheet, path)
    return openpyxl.load_workbook(path)


@pytest.fixture
def full(tmp_path: Path) -> DailySheet:
    store = empty_store(str(tmp_path / "book.mpesabooks"))
    everything(store)
    with store.reader.begin() as reader:
        sheet = daily_sheet(reader, on=DAY, wallet_id=1)
    store.close()
    return sheet


def nasty_sheet(tmp_path: Path) -> DailySheet:
    store = empty_store(str(tmp_path / "book.mpesabooks"), business="=EVIL()")
    maker = DayMaker(balance=100_000)
    for number, text in enumerate(NASTY):
        maker.row(1_050, at(f"08:{number:02d}:01"), party_name=text, account_ref=text, details=text)
    write(store, maker)
    document(store, name="=file.csv", starts_at=day_start(), ends_at=END, opening=100_000, closing=maker.balance)
    with store.reader.begin() as reader:
        sheet = daily_sheet(reader, on=DAY, wallet_id=1)
    store.close()
    return sheet


def test_the_sheets_stand_in_the_order_of_the_paper(full: DailySheet, tmp_path: Path) -> None:
    book = written(tmp_path, full)
    assert book.sheetnames == [
        "Summary", "Receipts", "Charges", "Reversals", "Sweeps", "Other", "Unmatched", "Exceptions", "Sources"
    ]  # fmt: skip
    for name in book.sheetnames[1:]:
        sheet = book[name]
        assert sheet.freeze_panes == f"A{HEADER_ROW + 1}"
        assert sheet.auto_filter.ref.startswith(f"A{HEADER_ROW}:")
        assert sheet.print_title_rows == f"${HEADER_ROW}:${HEADER_ROW}"
        assert sheet.print_area
        assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)


def test_dates_and_money_are_true(full: DailySheet, tmp_path: Path) -> None:
    sheet = written(tmp_path, full)["Receipts"]
    when, receipt, amount = (sheet.cell(HEADER_ROW + 1, column) for column in (1, 2, 3))
    assert when.value == datetime(2025, 11, 5, 8, 0, 0)
    assert when.is_date
    assert (receipt.data_type, receipt.value) == ("s", full.unmatched.receipts[0].row.receipt)
    assert (amount.data_type, amount.value, amount.number_format) == ("n", 50, "#,##0.00")


def test_every_time_of_the_day_comes_back_to_the_second(tmp_path: Path) -> None:
    store = empty_store(str(tmp_path / "book.mpesabooks"))
    maker = DayMaker(balance=100_000)
    for second in range(0, 86_400, 701):
        maker.row(100, day_start() + second)
    write(store, maker)
    with store.reader.begin() as reader:
        sheet = daily_sheet(reader, on=DAY, wallet_id=1)
    store.close()
    times = [row[0].value for row in written(tmp_path, sheet)["Receipts"].iter_rows(min_row=HEADER_ROW + 1)]
    assert [(t - datetime(2025, 11, 5)).total_seconds() for t in times] == list(range(0, 86_400, 701))


def test_totals_are_formulas_over_exactly_their_rows(full: DailySheet, tmp_path: Path) -> None:
    book = written(tmp_path, full)
    for name, count in (("Receipts", len(full.unmatched.receipts)), ("Unmatched", full.unmatched.n)):
        total = book[name].cell(2, 3).value
        assert total == f"=SUM(C{HEADER_ROW + 1}:C{HEADER_ROW + count})"
        column = [book[name].cell(row, 3).value for row in range(HEADER_ROW + 1, HEADER_ROW + count + 1)]
        assert round(sum(column) * 100) == full.unmatched.amount_cents
        assert book[name].max_row == HEADER_ROW + count


def computed(book: Any, formula: str) -> float:
    """The value of one of our formulas, by what it says: ranges are looked up, nothing is trusted from the sheet."""

    def cells(reference: str) -> list[Any]:
        name, area = reference.split("!")
        found = book[name.strip("'")][area.replace("$", "")]
        return [row[0].value for row in found] if isinstance(found, tuple) else [found.value]

    total = 0.0
    for term in formula.lstrip("=").split("+"):
        if counted := re.fullmatch(r'COUNTIF\(([^,]+),"([^"]*)"\)', term):
            total += cells(counted[1]).count(counted[2])
        elif summed := re.fullmatch(r'SUMIF\(([^,]+),"([^"]*)",([^)]+)\)', term):
            pairs = zip(cells(summed[1]), cells(summed[3]), strict=True)
            total += sum(amount or 0 for label, amount in pairs if label == summed[2])
        elif both := re.fullmatch(r'SUMIFS\(([^,]+),([^,]+),"([^"]*)",([^,]+),"([^"]*)"\)', term):
            rows = zip(cells(both[1]), cells(both[2]), cells(both[4]), strict=True)
            total += sum(amount for amount, one, other in rows if (one, other) == (both[3], both[5]))
        elif listed := re.fullmatch(r"COUNTA\((.+)\)", term):
            total += sum(value is not None for value in cells(listed[1]))
        else:
            name, cell = term.split("!")
            area = re.fullmatch(r"=SUM\((.+)\)", book[name.strip("'")][cell.replace("$", "")].value)
            assert area, term
            total += sum(row[0].value or 0 for row in book[name.strip("'")][area[1]])
    return total


def test_the_summary_counts_what_the_sheet_says(full: DailySheet, tmp_path: Path) -> None:
    book = written(tmp_path, full)
    summary = {row[1].value: row for row in book["Summary"].iter_rows() if row[1].value}
    for line in full.balance.lines:
        row = summary[f"{'+' if line.sign > 0 else '-'} {line.label}"]
        assert computed(book, row[2].value) == line.n
        assert round(computed(book, row[4].value) * 100) == line.amount_cents
    for entry in full.exceptions:
        count = summary[entry.label][2].value
        assert (computed(book, count) if isinstance(count, str) else count) == entry.n
    closing = summary["= Closing balance computed"][4].value
    terms = re.findall(r"([+-]?)E(\d+)", closing)
    assert len(terms) == 1 + len(full.balance.lines)
    assert summary["Closing balance per Safaricom"][4].value * 100 == full.balance.closing.cents


@pytest.fixture
def traded(tmp_path: Path) -> DailySheet:
    store = empty_store(str(tmp_path / "traded.mpesabooks"))
    trade_day(store, name="=cmd|' /C calc'!A0")
    with store.reader.begin() as reader:
        sheet = daily_sheet(reader, on=DAY, wallet_id=1, printed_at=day_start() + 150_000)
    store.close()
    return sheet


def test_a_book_with_invoices_sales_and_a_bank_has_all_the_sheets(traded: DailySheet, tmp_path: Path) -> None:
    book = written(tmp_path, traded)
    assert book.sheetnames == [
        "Summary", "Receipts", "Charges", "Reversals", "Sweeps", "Other", "Unmatched", "POS exceptions", "By cashier",
        "Allocations", "Part payments", "Audit", "Exceptions", "Sources",
    ]  # fmt: skip
    trade = traded.trade
    assert trade.bad_sales
    assert trade.settlement
    listed = [row[1].value for row in book["POS exceptions"].iter_rows(min_row=HEADER_ROW + 1)]
    assert listed == [sale.number for sale in trade.bad_sales.sales]
    assert book["Allocations"].max_row == HEADER_ROW + len(trade.given)
    assert book["Audit"].max_row == HEADER_ROW + len(trade.deeds)
    found = next(row for row in book["Sweeps"].iter_rows(min_row=HEADER_ROW + 1) if row[10].value == "FT1")
    assert (found[8].value, found[9].value) == (4000, datetime(2025, 11, 6))
    assert found[9].is_date
    for name in ("POS exceptions", "By cashier", "Allocations", "Part payments", "Audit"):
        assert book[name].freeze_panes == f"A{HEADER_ROW + 1}"
        assert book[name].print_area
    for sheet in book:
        for cell in (cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)):
            assert cell.data_type == ("f" if re.match(r"=[A-Z]+\(|=[A-Z'][A-Za-z ']+!", cell.value) else "s")


def test_the_summary_says_of_the_books_what_the_sheet_says(traded: DailySheet, tmp_path: Path) -> None:
    book = written(tmp_path, traded)
    front = book["Summary"]
    rows = {
        row[0].value.strip(): row[0].row
        for row in front.iter_rows(min_col=2)
        if row[2].value is not None or row[3].value
    }
    told, trade = Recalculated(book), traded.trade
    assert trade.books
    assert trade.tills
    assert trade.settlement
    assert trade.part_payments
    for share in trade.books.shares:
        assert told.cents(f"E{rows[share.label]}") == share.amount_cents
        for part in share.parts:
            assert told.cents(f"D{rows[part.label]}") == part.amount_cents
    total = trade.tills.total
    for name, cents in (
        ("Sales marked M-PESA without a valid receipt", trade.bad_sales.amount_cents if trade.bad_sales else -1),
        ("Rung up", total.total_cents),
        ("Codes of the day", total.today_cents),
        ("Codes of other days", total.earlier_cents),
        ("Pending", total.pending_cents),
        ("Rung up as M-PESA, no money behind it", total.difference_cents),
        ("Swept on this day", trade.settlement.swept_cents),
        ("Found at the bank or in the other wallet", trade.settlement.found_cents),
        ("In transit", trade.settlement.open_of("in_transit")[1]),
        ("Overdue", trade.settlement.open_of("overdue")[1]),
        ("Part, over and multi payments", sum(one.received_cents for one in trade.part_payments.payments)),
        ("Write-offs", sum(one.cents for one in trade.part_payments.write_offs)),
        ("Difference of B (must be 0.00)", 0),
        ("Difference of G (must be 0.00)", 0),
        ("Difference of H (must be 0.00)", 0),
    ):
        assert told.cents(f"E{rows[name]}") == cents, name


class Recalculated:
    """The Summary's formulas worked out anew, term by term."""

    def __init__(self, book: Any) -> None:
        self._book = book

    def cents(self, cell: str) -> int:
        return round(self._value(cell) * 100)

    def _value(self, cell: str) -> float:
        value = self._book["Summary"][cell].value
        if not isinstance(value, str):
            return float(value or 0)
        if rounded := re.fullmatch(r"=ROUND\((.+),2\)", value):
            terms = re.findall(r"([+-]?)(E\d+)", rounded[1])
            return sum((-1 if sign == "-" else 1) * self._value(name) for sign, name in terms)
        return computed(self._book, value)


def test_an_unknown_opening_is_words_and_not_a_formula(tmp_path: Path) -> None:
    store = empty_store(str(tmp_path / "book.mpesabooks"))
    maker = DayMaker(balance=100_000)
    maker.row(100, at("08:00:00"))
    write(store, maker)
    with store.reader.begin() as reader:
        sheet = daily_sheet(reader, on=DAY, wallet_id=1)
    store.close()
    summary = {row[1].value: row[4].value for row in written(tmp_path, sheet)["Summary"].iter_rows()}
    for name in ("Opening balance per Safaricom", "= Closing balance computed", "Difference (must be 0.00)"):
        assert summary[name] == "not known"


def test_no_text_comes_alive_and_none_stops_the_export(tmp_path: Path) -> None:
    book = written(tmp_path, nasty_sheet(tmp_path))
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "e"
                if cell.data_type == "f":
                    assert re.match(r"=(SUM|SUMIF|COUNTIF|COUNTA|ROUND|[A-Z][a-z]+!)", cell.value), cell.value
    names = [row[0].value for row in book["Receipts"].iter_rows(min_row=HEADER_ROW + 1, min_col=4, max_col=4)]
    assert len(names) == len(NASTY)
    for written_text, text in zip(names, NASTY, strict=True):
        assert written_text.replace("\r", "").replace("\n", "") == clean(text).replace("\r", "")
    for row in book["Receipts"].iter_rows(min_row=HEADER_ROW + 1, min_col=4, max_col=4):
        if row[0].value.lstrip()[:1] in tuple("=+-@＝＋－＠"):
            assert row[0].quotePrefix


def test_cleaning_keeps_what_excel_can_hold() -> None:
    assert clean("WANJIKŨ & Co") == "WANJIKŨ & Co"
    assert clean("a\x00b") == "a\N{REPLACEMENT CHARACTER}b"
    assert clean("\ud800") == "\N{REPLACEMENT CHARACTER}"
    assert clean("_x0041_") == "_x005F_x0041_"
    assert len(clean("x" * 40_000)) <= 32_767
