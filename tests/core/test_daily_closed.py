"""The sheet of a closed day bears its seal, and the next open day's tells what came after: in all four forms."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pypdfium2
import pytest

from app.core import clock
from app.core.actions.close_day import close_day, reopen_day
from app.core.book import Book
from app.core.jobs import import_document
from app.core.queries.seals import standing_seal
from app.core.reports.daily import daily_sheet, sheet_to_json
from app.core.reports.daily_pdf import write_pdf
from app.core.reports.daily_text import sheet_as_text
from app.core.reports.daily_xlsx import write_xlsx
from app.core.reports.sheet import DailySheet
from tests.books import legacy_file, legacy_line

DAY, NEXT = date(2025, 11, 5), date(2025, 11, 6)
LATE = legacy_line("TK5AAAAAA2", "700.00", "3200.00", at="05-11-2025 21:00:00")
EARLY = legacy_line("TK5AAAAAA1", "1500.00", "2500.00")


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    made = Book.create(str(tmp_path / "book.mpesabooks"), business="TESTBIZ LIMITED")
    import_document(made, legacy_file(tmp_path, [EARLY], opening="1000.00", closing="2500.00", paid="1500.00"))
    yield made
    made.close()


def bring_late(book: Book, folder: Path) -> None:
    import_document(
        book, legacy_file(folder, [LATE, EARLY], opening="1000.00", closing="3200.00", paid="2200.00", second=7)
    )


def sheet_of(book: Book, on: date) -> DailySheet:
    return book.ask(daily_sheet, on=on, wallet_id=1)


def pdf_text(sheet: DailySheet, place: Path) -> str:
    write_pdf(sheet, place)
    pages = pypdfium2.PdfDocument(str(place))
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in pages)
    finally:
        pages.close()


def cells(sheet: DailySheet, place: Path, name: str) -> list[Any]:
    write_xlsx(sheet, place)
    workbook = openpyxl.load_workbook(place, read_only=True)
    return [cell for row in workbook[name].iter_rows(values_only=True) for cell in row if cell is not None]


def test_the_seal_stands_on_every_form_of_the_sheet(book: Book, tmp_path: Path) -> None:
    assert sheet_of(book, DAY).head.status == "DRAFT"
    book.do(close_day, on_day=clock.number_of(DAY))
    seal = book.ask(standing_seal, on_day=clock.number_of(DAY))
    assert seal is not None
    sheet = sheet_of(book, DAY)
    assert (sheet.head.status, sheet.foot.seal) == ("SEALED", seal.mark)
    assert sheet_to_json(sheet)["foot"]["seal"] == seal.mark
    assert f"Seal {seal.mark}, closed by " in sheet_as_text(sheet)
    told = pdf_text(sheet, tmp_path / "day.pdf")
    assert told.count(f"seal {seal.mark}") == told.count("page ")
    assert "SEALED" in told
    assert any(f"Seal {seal.mark}" in str(cell) for cell in cells(sheet, tmp_path / "day.xlsx", "Summary"))


def test_what_came_after_the_close_is_told_by_the_next_sheet(book: Book, tmp_path: Path) -> None:
    book.do(close_day, on_day=clock.number_of(DAY))
    bring_late(book, tmp_path)
    assert sheet_of(book, DAY).after_close == ()
    sheet = sheet_of(book, NEXT)
    [event] = sheet.after_close
    assert (event.day, event.receipt, event.amount_cents) == (DAY, "TK5AAAAAA2", 70_000)
    [told] = sheet_to_json(sheet)["I"]
    assert (told["day"], told["receipt"], told["amount"]) == ("2025-11-05", "TK5AAAAAA2", "700.00")
    for text in (sheet_as_text(sheet), pdf_text(sheet, tmp_path / "next.pdf")):
        assert "TK5AAAAAA2" in text
        assert "recorded after its seal" in " ".join(text.split())
    assert "TK5AAAAAA2" in cells(sheet, tmp_path / "next.xlsx", "After close")


def test_a_reopened_day_says_so_and_the_next_sheet_says_why(book: Book) -> None:
    book.do(close_day, on_day=clock.number_of(DAY))
    book.do(reopen_day, on_day=clock.number_of(DAY), why="a second statement came")
    sheet = sheet_of(book, DAY)
    assert (sheet.head.status, sheet.foot.seal) == ("REOPENED", "")
    assert "a second statement came" in sheet_as_text(sheet_of(book, NEXT))
