"""Opens the window on a book and saves a picture of each page and dialog, one process a look; see the tests."""

from __future__ import annotations

import shutil
import sys
import time
from datetime import date, timedelta
from pathlib import Path

from PySide6.QtCore import QPoint, QSettings
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from app.core import clock
from app.core.errors import ColumnsUnknown
from app.core.sources import Payload, read
from app.ui import reading_days, theme
from app.ui.close_dialog import CloseDay, OpenAgain
from app.ui.column_choice import ChooseColumns
from app.ui.frame import Frame
from app.ui.main import Window
from app.ui.pages.transactions import TransactionsPage
from app.ui.password import AskPassword
from app.ui.rail import PAGES

NOW = clock.day_start(clock.number_of(date(2026, 11, 1))) + 9 * 3600
"""The pictures' own clock: nine o'clock on the morning after, so that they do not change from day to day."""


def settle(app: QApplication, frame: Frame) -> None:
    """Until workers are quiet and the sheet is drawn."""
    end = time.monotonic() + 100
    calm_since = time.monotonic()
    while time.monotonic() < end and time.monotonic() - calm_since < 0.2:
        app.processEvents()
        time.sleep(0.005)
        if frame.desk.bridge.pending or frame.desk.is_opening or frame.desk.task is not None:
            calm_since = time.monotonic()


class Look:
    """A way to look at the window: where pictures go, how they end, the window's size and its theme."""

    def __init__(self, out: Path, ending: str, size: tuple[int, int], dress: str) -> None:
        self.out, self.ending, self.size = out, ending, size
        self.settings = QSettings(str(out / f"{ending}.ini"), QSettings.Format.IniFormat)
        self.settings.setValue("look/theme", dress)

    def save(self, frame: Frame, name: str) -> None:
        """The window as it is."""
        frame.grab().save(str(self.out / f"{name}-{self.ending}.png"))

    def save_over(self, frame: Frame, dialog: QWidget, name: str) -> None:
        """The window with a dialog over its middle, edged as a desktop would edge it."""
        whole, over = frame.grab(), dialog.grab()
        room = (whole.deviceIndependentSize() - over.deviceIndependentSize()) / 2
        place = QPoint(round(room.width()), round(room.height()))
        painter = QPainter(whole)
        painter.drawPixmap(place, over)
        painter.setPen(theme.current.color("line_strong"))
        painter.drawRect(dialog.rect().translated(place).adjusted(-1, -1, 0, 0))
        painter.end()
        whole.save(str(self.out / f"{name}-{self.ending}.png"))


def photograph(app: QApplication, book: str, papers: Path, look: Look) -> None:
    """Start page (for an empty book), then each page, then the evidence drawer and the dialogs."""
    settings, size = look.settings, look.size
    if look.ending.endswith("-0"):
        window = Window(app, settings, None)
        window.frame.resize(*size)
        settle(app, window.frame)
        look.save(window.frame, "start")
        window.frame.close()
    window = Window(app, settings, book)
    frame = window.frame
    frame.resize(*size)
    settle(app, frame)
    for name in PAGES:
        frame.show_page(name)
        settle(app, frame)
        look.save(frame, name)
    _evidence(app, frame, look)
    frame.show_page("import")
    settle(app, frame)
    _preview(app, frame, papers, look)
    _questions(app, frame, papers, look)
    _closing(app, frame, look)
    frame.close()


def _preview(app: QApplication, frame: Frame, papers: Path, look: Look) -> None:
    """A file that somebody edited, before it is taken in."""
    frame.importing.add(papers.glob("ORG_*.csv"))
    settle(app, frame)
    looked_at = frame.importing._looked_at
    assert looked_at is not None, "the file was edited, so it is shown"
    look.save_over(frame, looked_at._dialog, "preview")
    looked_at._dialog.reject()
    settle(app, frame)


def _questions(app: QApplication, frame: Frame, papers: Path, look: Look) -> None:
    """For a password (the wrong one was given, where the book has rows), and for the columns of a table."""
    is_wrong = not look.ending.endswith("-0")
    password = AskPassword(frame, file="MPESA_Statement_20261001_to_20261031.pdf", is_wrong=is_wrong)
    try:
        read(Payload.of_path(papers / "October.csv"))
    except ColumnsUnknown as unknown:
        columns = ChooseColumns(
            frame, header=unknown.header, columns=dict(unknown.columns), sample=unknown.sample, told=unknown.title
        )
    for name, dialog in (("password", password), ("columns", columns)):
        dialog.open()
        app.processEvents()
        look.save_over(frame, dialog, name)
        dialog.reject()


def _closing(app: QApplication, frame: Frame, look: Look) -> None:
    """A day before it is closed, the month after, and what opens it again."""
    desk = frame.desk
    desk.choose_day(clock.wall(NOW).date() - timedelta(days=1))
    frame.show_page("days")
    settle(app, frame)
    day = reading_days.day_to_close(desk.this_book, desk.on)
    look.save_over(frame, _opened(app, CloseDay(frame, day)), "close")
    reading_days.close_day(desk.this_book, desk.on)
    desk.book_changed()
    settle(app, frame)
    look.save(frame, "days-closed")
    look.save_over(frame, _opened(app, OpenAgain(frame, reading_days.day_to_close(desk.this_book, desk.on))), "reopen")


def _opened(app: QApplication, dialog: QDialog) -> QDialog:
    dialog.open()
    app.processEvents()
    return dialog


def _evidence(app: QApplication, frame: Frame, look: Look) -> None:
    frame.show_page("transactions")
    settle(app, frame)
    page = frame.pages["transactions"]
    assert isinstance(page, TransactionsPage)
    if page.model.rowCount() == 0:
        return
    page.table.selectRow(2)
    page.open_row(page.table.currentIndex())
    settle(app, frame)
    look.save(frame, "evidence")


if __name__ == "__main__":
    clock.now = lambda: NOW
    program = QApplication([])
    place, folder, papers_place, screen, count, wide, high = sys.argv[1:]
    for dress in ("light", "dark"):
        seen = Look(Path(folder), f"{screen}-{dress}-{count}", (int(wide), int(high)), dress)
        copy = shutil.copy(place, f"{place[: -len('.mpesabooks')]}-{dress}.mpesabooks")  # a day of it is closed
        photograph(program, str(copy), Path(papers_place), seen)
