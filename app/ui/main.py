"""Opening the window: the frame is on screen first, the book is opened in a worker afterwards."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PySide6.QtCore import QSettings, QTimer
from PySide6.QtWidgets import QApplication

from app.ui import kept, theme
from app.ui.desk import Desk
from app.ui.frame import Frame
from app.ui.tidy import Tidier


def run(argv: list[str], place: str | None) -> int:
    """Show the window, with the book at ``place`` or the one of last time; returns the exit status."""
    if not has_screen():
        sys.stderr.write(
            "There is no screen here, so the window cannot open. The commands work without one: mpesabooks --help\n"
        )
        return 1
    app = QApplication.instance() or QApplication(argv or sys.argv[:1])
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
        self.frame.show()
        self.desk.dressed.connect(self._rebuild)
        if wanted:
            QTimer.singleShot(0, self.desk, lambda: self.desk.open(wanted))

    def _rebuild(self) -> None:
        """Labels and icons are dressed when they are made: make them again, at the same place."""
        old = self.frame
        old.save_state()
        self.frame = Frame(self.desk)
        self.frame.setGeometry(old.geometry())
        self.frame.show()
        old.hide()
        old.deleteLater()


def dress(app: QApplication, settings: QSettings) -> None:
    """Theme and text size as the user chose them."""
    scale = kept.number(settings, "look/scale", 100)
    theme.apply(app, choice=kept.text(settings, "look/theme", "system"), scale=scale)


def settings_of_user() -> QSettings:
    """The user's own settings file."""
    import platformdirs

    folder = Path(platformdirs.user_config_dir("MpesaBooks", appauthor=False))
    folder.mkdir(parents=True, exist_ok=True)
    return QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)


def _last_book(desk: Desk) -> str | None:
    """The book of last time, if it is still there."""
    recent = desk.recent()
    return recent[0] if recent and Path(recent[0]).is_file() else None
