"""The Queue page's list: its plain keys are deeds, and no letter ever searches or jumps."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHeaderView

from app.ui import theme
from app.ui.queue_keys import DEEDS
from app.ui.queue_model import Col
from app.ui.table import Table

_KEYS = {
    Qt.Key.Key_Return: "confirm",
    Qt.Key.Key_Enter: "confirm",
    Qt.Key.Key_Space: "tick",
    Qt.Key.Key_Question: "ask",
    **{Qt.Key(Qt.Key.Key_0 + n): f"choose_{n}" for n in range(1, 6)},
    **{getattr(Qt.Key, f"Key_{deed.key}"): deed.name for deed in DEEDS if len(deed.key) == 1 and deed.key.isalpha()},
}
_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)


_WIDTHS = {Col.TICK: 30, Col.TIME: 100, Col.TYPED: 78, Col.AMOUNT: 88, Col.BEST: 108, Col.SURE: 52}
_FIRST_TO_GO = (Col.TIME, Col.TYPED)
LEAST_PARTY = 100


class QueueTable(Table):
    """The list. Its plain keys are deeds; the arrows to the sides go from group to group."""

    asked = Signal(str)
    turned = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A deed, another group, or what every table does. A key that is held down does nothing twice."""
        name = deed_of(event)
        if name:
            if not event.isAutoRepeat():
                self.asked.emit(name)
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right) and event.modifiers() in _PLAIN:
            self.turned.emit(1 if event.key() == Qt.Key.Key_Right else -1)
        else:
            super().keyPressEvent(event)

    def size_columns(self) -> None:
        """As wide as they are at first; the name takes what is left. The model is there already."""
        header = self.horizontalHeader()
        for at, width in _WIDTHS.items():
            header.resizeSection(at, scaled(width))
        header.setSectionResizeMode(Col.PARTY, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(Col.TICK, QHeaderView.ResizeMode.Fixed)
        self.resized.connect(self._fit_columns)

    def _fit_columns(self) -> None:
        """Where there is not room for all, what the right side tells anyway steps back."""
        used = sum(self.horizontalHeader().sectionSize(at) or scaled(_WIDTHS[at]) for at in _WIDTHS)
        for at in _FIRST_TO_GO:
            has_room = self.room - used >= scaled(LEAST_PARTY)
            self.setColumnHidden(at, not has_room)
            used -= 0 if has_room else scaled(_WIDTHS[at])

    def keyboardSearch(self, search: str) -> None:
        """Letters are deeds here: typing never jumps to another row."""


def deed_of(event: QKeyEvent) -> str:
    """The deed that a key asks for, or ''."""
    key = Qt.Key(event.key())
    if event.modifiers() == Qt.KeyboardModifier.ControlModifier and _KEYS.get(key) == "confirm":
        return "confirm_ticked"
    if event.modifiers() in _PLAIN or (key == Qt.Key.Key_Question):
        return _KEYS.get(key, "")
    return ""


def scaled(width: int) -> int:
    """Columns grow with the text."""
    return round(width * max(1.0, theme.current.scale / 100))
