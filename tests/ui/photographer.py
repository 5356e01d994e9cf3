"""Opens the window on a book and saves a picture of each page. Run by the screenshot tests, one process a look."""

from __future__ import annotations

import sys
import time
from datetime import date
from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from app.core import clock
from app.ui.frame import Frame
from app.ui.main import Window
from app.ui.pages.transactions import TransactionsPage
from app.ui.rail import PAGES

NOW = clock.day_start(clock.number_of(date(2026, 11, 1))) + 9 * 3600
"""The pictures' own clock: nine o'clock on the morning after, so that they do not change from day to day."""


def settle(app: QApplication, frame: Frame) -> None:
    """Until workers are quiet and the sheet is drawn."""
    end = time.monotonic() + 30
    calm_since = time.monotonic()
    while time.monotonic() < end and time.monotonic() - calm_since < 0.2:
        app.processEvents()
        time.sleep(0.005)
        if frame.desk.bridge.pending or frame.desk.is_opening:
            calm_since = time.monotonic()


def photograph(app: QApplication, book: str, out: Path, ending: str, size: tuple[int, int], theme: str) -> None:
    """Start page (for an empty book), then each page, then the evidence drawer and the palette."""
    settings = QSettings(str(out / f"{ending}.ini"), QSettings.Format.IniFormat)
    settings.setValue("look/theme", theme)
    if ending.endswith("-0"):
        window = Window(app, settings, None)
        window.frame.resize(*size)
        settle(app, window.frame)
        window.frame.grab().save(str(out / f"start-{ending}.png"))
        window.frame.close()
    window = Window(app, settings, book)
    frame = window.frame
    frame.resize(*size)
    settle(app, frame)
    for name in PAGES:
        frame.show_page(name)
        settle(app, frame)
        frame.grab().save(str(out / f"{name}-{ending}.png"))
    _evidence(app, frame, out, ending)
    frame.close()


def _evidence(app: QApplication, frame: Frame, out: Path, ending: str) -> None:
    frame.show_page("transactions")
    settle(app, frame)
    page = frame.pages["transactions"]
    assert isinstance(page, TransactionsPage)
    if page.model.rowCount() == 0:
        return
    page.table.selectRow(2)
    page.open_row(page.table.currentIndex())
    settle(app, frame)
    frame.grab().save(str(out / f"evidence-{ending}.png"))


if __name__ == "__main__":
    clock.now = lambda: NOW
    program = QApplication([])
    place, folder, screen, count, wide, high = sys.argv[1:]
    for look in ("light", "dark"):
        photograph(program, place, Path(folder), f"{screen}-{look}-{count}", (int(wide), int(high)), look)
