"""What all pages have: a desk, a name, and reloading when shown if something changed meanwhile."""

from __future__ import annotations

from PySide6.QtCore import QSettings
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLabel, QWidget

from app.ui import widgets
from app.ui.desk import Desk


class Page(QWidget):
    """A page of the window. ``reload`` is called when it is seen and its content is out of date."""

    name = ""

    def __init__(self, desk: Desk, title: str) -> None:
        super().__init__()
        self.desk = desk
        self.setObjectName("page")
        self.setAccessibleName(title)
        self.title: QLabel = widgets.label(title, look="title", step=2, is_bold=True)
        self._is_stale = True
        desk.opened.connect(self.mark_stale)
        desk.changed.connect(self.mark_stale)

    def reload(self) -> None:
        """Fetch what the page shows."""

    def main_widget(self) -> QWidget:
        """What has the keys when the page is shown."""
        return self

    def show_what(self, what: object) -> None:
        """Show one thing on the page (a receipt, a filter, a day)."""

    def act(self, deed: str) -> None:
        """Do what a menu asks for, by the name of the page's method."""
        getattr(self, deed)()

    def act_on(self, name: str) -> None:
        """Do a deed of the page's own, by its name."""

    def save(self, settings: QSettings) -> None:
        """Remember how the page is left."""

    def restore(self, settings: QSettings) -> None:
        """Be as the page was left."""

    def mark_stale(self) -> None:
        """What is shown is out of date: reload now if visible, else when shown."""
        self._is_stale = True
        if self.isVisible():
            self._reload_if_stale()

    def showEvent(self, event: QShowEvent) -> None:
        """Reload on the way in."""
        super().showEvent(event)
        self._reload_if_stale()

    def _reload_if_stale(self) -> None:
        if self._is_stale and self.desk.book is not None:
            self._is_stale = False
            self.reload()
