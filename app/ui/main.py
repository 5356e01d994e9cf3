"""Opening the window: the frame is on screen first, the book is opened in a worker afterwards."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QSettings, QStandardPaths, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from app.ui import kept, theme
from app.ui.desk import Desk
from app.ui.frame import Frame
from app.ui.tidy import Tidier

UNSEEN_MS = 1_000
"""A window that nobody can see (started minimised) is not painted; the book is opened all the same."""


def run(argv: list[str], place: str | None) -> int:
    """Show the window, with the book at ``place`` or the one of last time; returns the exit status."""
    if not has_screen():
        sys.stderr.write(
            "There is no screen here, so the window cannot open. The commands work without one: mpesabooks --help\n"
        )
        return 1
    app = QApplication.instance() or theme.application(argv or sys.argv[:1])
    assert isinstance(app, QApplication)
    window = Window(app, settings_of_user(), place)
    status = app.exec()
    window.desk.close()
    return status


def has_screen() -> bool:
    """Whether Qt will find a display; without one it would abort the process with words of its own."""
    named = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return not sys.platform.startswith("linux") or any(os.environ.get(name) for name in named)


class Window:
    """The frame and the desk it stands on. The frame is built anew when theme or text size change."""

    def __init__(self, app: QApplication, settings: QSettings, place: str | None) -> None:
        app.setApplicationName("MpesaBooks")
        app.setApplicationDisplayName("MpesaBooks")
        dress(app, settings)
        self.desk = Desk(settings)
        Tidier(self.desk.bridge)
        wanted = place or _last_book(self.desk)
        self.desk.is_opening = bool(wanted)
        self.frame = Frame(self.desk)
        FirstPaint(self.frame, lambda: self._go_on(wanted))
        self.frame.show()
        self.desk.dressed.connect(self._rebuild)

    def _go_on(self, wanted: str | None) -> None:
        """What would only have kept the first paint waiting."""
        theme.load_fonts(theme.FACES_LATER)
        if wanted:
            self.desk.open(wanted)
            QTimer.singleShot(0, self.frame, self.frame.make_ready)

    def _rebuild(self) -> None:
        """Labels and icons are dressed when they are made: make them again, at the same place."""
        old = self.frame
        old.save_state()
        self.frame = Frame(self.desk)
        self.frame.setGeometry(old.geometry())
        self.frame.show()
        old.hide()
        old.deleteLater()


class FirstPaint(QObject):
    """Calls once, as soon as a window has been painted for the first time."""

    def __init__(self, window: QWidget, then: Callable[[], object]) -> None:
        super().__init__(window)
        self._window, self._then = window, then
        window.installEventFilter(self)
        QTimer.singleShot(UNSEEN_MS, self, self._call)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Wait for the paint; a worker that started before its end would take turns with it."""
        if event.type() == QEvent.Type.Paint:
            self._window.removeEventFilter(self)
            QTimer.singleShot(0, self, self._call)
        return False

    def _call(self) -> None:
        then, self._then = self._then, lambda: None
        then()


def dress(app: QApplication, settings: QSettings) -> None:
    """Theme and text size as the user chose them."""
    scale = kept.number(settings, "look/scale", 100)
    theme.apply(app, choice=kept.text(settings, "look/theme", "system"), scale=scale)


def settings_of_user() -> QSettings:
    """The user's own settings file."""
    folder = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericConfigLocation), "MpesaBooks")
    folder.mkdir(parents=True, exist_ok=True)
    return QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)


def _last_book(desk: Desk) -> str | None:
    """The book of last time, if it is still there."""
    recent = desk.recent()
    return recent[0] if recent and Path(recent[0]).is_file() else None
