"""The table of a list of the other side: its columns take the room that there is, and amounts are never cut."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHeaderView

from app.ui import theme
from app.ui.items_model import Column, KeyedModel
from app.ui.table import Table

LEAST_LEFT = 128
ROWS_IN_SIGHT = 60
CELL_PADDING = 24


class ItemTable(Table):
    """A table whose columns say themselves how wide they are and how soon they step back."""

    lettered = Signal(str)
    """A plain letter, in small: a deed of the page. Tables would search with it."""

    def __init__(self, name: str, columns: Sequence[Column], model: KeyedModel) -> None:
        super().__init__(name, meaning_at=[at for at, one in enumerate(columns) if one.meaning is not None])
        self._columns, self._rows = columns, model
        self.setModel(model)
        header = self.horizontalHeader()
        for at, one in enumerate(columns):
            header.resizeSection(at, _scaled(one.width or LEAST_LEFT))
        header.setSectionResizeMode(self.stretched, QHeaderView.ResizeMode.Stretch)
        header.setSectionsClickable(True)
        self.resized.connect(self._fit_columns)
        model.modelReset.connect(self._grow_amounts)
        model.dataChanged.connect(lambda *_: self._grow_amounts())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A plain letter is told, once however long it is held down; all else is what every table does."""
        if event.modifiers() == Qt.KeyboardModifier.NoModifier and event.text().isalpha():
            if not event.isAutoRepeat():
                self.lettered.emit(event.text().casefold())
            return
        super().keyPressEvent(event)

    @property
    def stretched(self) -> int:
        """The column that takes what is left."""
        return next(at for at, one in enumerate(self._columns) if not one.width)

    def _grow_amounts(self) -> None:
        """An amount is never cut: its column grows to the widest in sight."""
        first = max(0, self.rowAt(0))
        seen = range(first, min(first + ROWS_IN_SIGHT, self._rows.rowCount()))
        measure = self.fontMetrics().horizontalAdvance
        for at, one in enumerate(self._columns):
            if one.is_amount and not self.isColumnHidden(at):
                widest = max((measure(self._rows.seen_text(row, at)) for row in seen), default=0) + CELL_PADDING
                if widest > self.columnWidth(at):
                    self.setColumnWidth(at, widest)
        self._fit_columns()

    def _fit_columns(self) -> None:
        """Where there is not room for all, the least telling columns step back before anything scrolls sideways."""
        header = self.horizontalHeader()
        sizes = {
            at: header.sectionSize(at) or _scaled(one.width)
            for at, one in enumerate(self._columns)
            if at != self.stretched
        }
        used = sum(sizes.values())
        for at in sorted((at for at in sizes if self._columns[at].leaves), key=lambda at: self._columns[at].leaves):
            has_room = self.room - used >= _scaled(LEAST_LEFT)
            self.setColumnHidden(at, not has_room)
            used -= 0 if has_room else sizes[at]


def _scaled(width: int) -> int:
    """Columns grow with the text."""
    return round(width * max(1.0, theme.current.scale / 100))
