"""Days lead to sheets; the sheet on screen is the one that is saved and printed."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter

from app.core.queries.rows import DayState
from app.ui import pdf, reading
from app.ui.frame import Frame
from app.ui.pages.days import TILE, DaysPage
from app.ui.pages.reports import ReportsPage, paint_pages
from tests.ui.conftest import Opener, settle


def days_of(frame: Frame) -> DaysPage:
    page = frame.pages["days"]
    assert isinstance(page, DaysPage)
    return page


def reports_of(frame: Frame) -> ReportsPage:
    page = frame.pages["reports"]
    assert isinstance(page, ReportsPage)
    return page


def test_the_month_of_the_newest_money_is_shown_with_its_states(open_window: Opener, sample_book: Path) -> None:
    page = days_of(open_window(sample_book, "days"))
    assert page._month.text() == "November 2025"
    tiles = {day: page.model.index_of(date(2025, 11, day)).data(TILE) for day in (4, 5, 6)}
    assert [tile.state for tile in tiles.values()] == [DayState.EMPTY, DayState.PROVEN, DayState.PROVEN]
    spoken = page.model.index_of(date(2025, 11, 5)).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "Proven" in spoken
    assert "in 254,050.00" in spoken


def test_the_model_of_days_keeps_the_rules_of_models(
    open_window: Opener, sample_book: Path, qtmodeltester: Any
) -> None:
    qtmodeltester.check(days_of(open_window(sample_book, "days")).model, force_py=True)


def test_another_month_and_back(open_window: Opener, sample_book: Path, qtbot: Any) -> None:
    frame = open_window(sample_book, "days")
    page = days_of(frame)
    page._step(-1)
    settle(qtbot, frame)
    assert page._month.text() == "October 2025"
    assert "Nothing in this month" in page._totals.text()
    page._step(1)
    settle(qtbot, frame)
    assert "11 rows" in page._totals.text()


def test_arrow_and_enter_lead_from_a_day_to_its_sheet(open_window: Opener, sample_book: Path, qtbot: Any) -> None:
    frame = open_window(sample_book, "days")
    page = days_of(frame)
    page.calendar.setFocus()
    qtbot.keyClick(page.calendar, Qt.Key.Key_Left)
    qtbot.keyClick(page.calendar, Qt.Key.Key_Return)
    settle(qtbot, frame)
    assert frame.stack.currentWidget() is frame.pages["reports"]
    assert frame.desk.on == date(2025, 11, 5)
    assert reports_of(frame)._what.text() == "Wed 5 Nov 2025"


def test_the_sheet_is_drawn_and_saved(open_window: Opener, sample_book: Path, tmp_path: Path, qtbot: Any) -> None:
    frame = open_window(sample_book, "reports")
    page = reports_of(frame)
    qtbot.waitUntil(lambda: page.preview.sheets.is_drawn, timeout=20_000)
    image = next(iter(page.preview.sheets._images.values()))
    colours = {
        image.pixelColor(x, y).lightness() for x in range(0, image.width(), 7) for y in range(0, image.height(), 7)
    }
    assert max(colours) == 255
    assert min(colours) < 100, "there is ink on the paper"
    page.save_to(tmp_path / "day.pdf", reading.write_pdf)
    page.save_to(tmp_path / "day.xlsx", reading.write_xlsx)
    settle(qtbot, frame)
    assert (tmp_path / "day.pdf").read_bytes().startswith(b"%PDF")
    assert (tmp_path / "day.xlsx").read_bytes().startswith(b"PK")
    assert "day.xlsx" in frame.notices._text.text()


def test_zoom_by_keys(open_window: Opener, sample_book: Path, qtbot: Any) -> None:
    frame = open_window(sample_book, "reports")
    page = reports_of(frame)
    qtbot.waitUntil(lambda: page.preview.sheets.is_drawn, timeout=20_000)
    before = page.preview.sheets.zoom
    qtbot.keyClick(page.preview, Qt.Key.Key_Minus, Qt.KeyboardModifier.ControlModifier)
    assert page.preview.sheets.zoom < before
    qtbot.keyClick(page.preview, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert page.preview.sheets.zoom == before


def test_printing_puts_each_page_on_paper(open_window: Opener, sample_book: Path, tmp_path: Path, qtbot: Any) -> None:
    frame = open_window(sample_book, "reports")
    page = reports_of(frame)
    content = page.preview.sheets.content
    pictures = pdf.draw_all(content, dots_an_inch=100)
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    printer.setFullPage(True)
    paint_pages(printer, pictures)
    printed = pdf.page_sizes((tmp_path / "printed.pdf").read_bytes())
    assert len(printed) == len(page.preview.sheets.sizes)
    for (wide, high), (width, height) in zip(printed, page.preview.sheets.sizes, strict=True):
        assert abs(wide - width) < 2
        assert abs(high - height) < 2


def test_without_a_wallet_there_is_no_sheet_but_a_way_on(open_window: Opener, empty_book: Path) -> None:
    page = reports_of(open_window(empty_book, "reports"))
    assert page._empty.isVisible()
    assert not page._buttons[0].isVisible()
