"""Opening the window: the frame is on screen first, the book is opened in a worker afterwards."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QSettings, QTimer
from PySide6.QtWidgets import QApplication

from app.ui import kept, theme
from app.ui.desk import Desk
from app.ui.frame import Frame


def run(argv: list[str], place: str | None) -> int:
    """Show the window, with the book at ``place`` or the one of last time; returns the exit status."""
    app = QApplication.instance() or QApplication(argv or sys.argv[:1])
    assert isinstance(app, QApplication)
    window = Window(app, settings_of_user(), place)
    status = app.exec()
    window.desk.close()
    return status


class Window:
    """The frame and the desk it stands on. The frame is built anew when theme or text size change."""

    def __init__(self, app: QApplication, settings: QSettings, place: str | None) -> None:
        app.setApplicationName("MpesaBooks")
        app.setApplicationDisplayName("MpesaBooks")
        dress(app, settings)
        self.desk = Desk(settings)
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
