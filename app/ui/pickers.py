"""Boxes to choose from: a list, or a day."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QIcon, QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QDateEdit, QWidget

from app.ui import theme


class Picker(QComboBox):
    """A combo box with our own arrow: a styled one would otherwise have none."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.view().setAccessibleName(name)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The box, then the arrow."""
        super().paintEvent(event)
        draw_arrow(self)


class DayPicker(QDateEdit):
    """A date with a calendar behind its arrow."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setCalendarPopup(True)
        self.setDisplayFormat("ddd d MMM yyyy")

    def paintEvent(self, event: QPaintEvent) -> None:
        """The field, then the arrow."""
        super().paintEvent(event)
        draw_arrow(self)


def draw_arrow(widget: QWidget) -> None:
    """A chevron at the right end."""
    painter = QPainter(widget)
    mode = QIcon.Mode.Normal if widget.isEnabled() else QIcon.Mode.Disabled
    box = QRect(widget.width() - 24, (widget.height() - 16) // 2, 16, 16)
    theme.icon("down").paint(painter, box, mode=mode)
    painter.end()
