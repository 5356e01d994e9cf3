"""F10: the checklist, the seal on the tile, and the reason that opens a day again, by keys alone."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QPushButton

from app.core import clock
from app.core.book import Book
from app.core.queries.seals import seal_history
from app.ui.close_dialog import CloseDay, OpenAgain
from app.ui.frame import Frame
from app.ui.pages.days import TILE, DaysPage
from tests.ui.conftest import Opener, settle

DAY = date(2025, 11, 5)


def days_of(frame: Frame) -> DaysPage:
    page = frame.pages["days"]
    assert isinstance(page, DaysPage)
    return page


def asked(frame: Frame, qtbot: Any, kind: type[QDialog]) -> Any:
    """F10 on the day, and the dialog that comes."""
    frame.desk.choose_day(DAY)
    settle(qtbot, frame)
    frame.activateWindow()
    qtbot.waitUntil(frame.isActiveWindow, timeout=5_000)
    qtbot.keyClick(frame, Qt.Key.Key_F10)
    return shown(qtbot, kind)


def shown(qtbot: Any, kind: type[QDialog]) -> Any:
    """The dialog of this kind, once it stands over the window."""
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), kind), timeout=5_000)
    return QApplication.activeModalWidget()


def closed(frame: Frame) -> str:
    tile = days_of(frame).model.index_of(DAY).data(TILE)
    return str(tile.closed)


def history(place: Path) -> list[tuple[bool, str]]:
    book = Book.open(str(place))
    try:
        return [(seal.is_standing, seal.why) for seal in book.ask(seal_history, on_day=clock.number_of(DAY))]
    finally:
        book.close()


def test_a_day_is_closed_and_opened_again_by_keys(open_window: Opener, sample_book: Path, qtbot: Any) -> None:
    frame = open_window(sample_book, "days")
    dialog = asked(frame, qtbot, CloseDay)
    qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)
    settle(qtbot, frame)
    assert closed(frame) == "sealed"
    assert "again" in days_of(frame).close_button.text()
    assert "Closed" in days_of(frame).model.index_of(DAY).data(Qt.ItemDataRole.AccessibleTextRole)
    assert frame.notices.shown is not None
    assert "is closed with the seal" in frame.notices.shown.text
    again: Any = asked(frame, qtbot, OpenAgain)
    qtbot.keyClick(again.reason, Qt.Key.Key_Return)
    assert again.isVisible(), "without a reason it stays"
    qtbot.keyClicks(again.reason, "a late statement")
    qtbot.keyClick(again.reason, Qt.Key.Key_Return)
    settle(qtbot, frame)
    assert closed(frame) == "reopened"
    assert history(sample_book) == [(False, "a late statement")]


def test_escape_closes_nothing(open_window: Opener, sample_book: Path, qtbot: Any) -> None:
    frame = open_window(sample_book, "days")
    dialog = asked(frame, qtbot, CloseDay)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    settle(qtbot, frame)
    assert closed(frame) == ""
    assert history(sample_book) == []


def test_what_stops_the_closing_disables_it_and_says_why(open_window: Opener, sample_book: Path, qtbot: Any) -> None:
    frame = open_window(sample_book, "days")
    frame.desk.choose_day(clock.day_of(clock.day_number(clock.now()) + 3))
    settle(qtbot, frame)
    days_of(frame).close_day()
    dialog = shown(qtbot, CloseDay)
    [take] = [made for made in dialog.findChildren(QPushButton) if "Close" in made.text()]
    assert not take.isEnabled()
    assert "cannot be closed" in dialog.told.text()
    dialog.reject()
