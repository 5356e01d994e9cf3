"""The table that all pages use: whole rows, 30 pixels, no grid, Enter opens; and what all their models answer alike."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from app.ui import theme
from app.ui.widgets import MEANING, MEANING_ICONS

Index = QModelIndex | QPersistentModelIndex
_NO_INDEX = QModelIndex()
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class RowsModel(QAbstractTableModel):
    """Rows under named columns. A table's own model says how many there are, and what a cell answers.

    ``at_right``: columns of amounts, whose words stand at the right too. ``mono``: columns of codes.
    """

    def __init__(
        self, headers: Sequence[str], parent: Any = None, *, at_right: Container[int] = (), mono: Container[int] = ()
    ) -> None:
        super().__init__(parent)
        self._headers = headers
        self._at_right, self._mono = at_right, mono

    def length(self) -> int:
        """How many rows there are."""
        raise NotImplementedError

    def cell(self, row: int, column: int, role: int) -> Any:
        """What a cell answers in a role; None where it has nothing to say."""
        raise NotImplementedError

    def rowCount(self, parent: Index = _NO_INDEX) -> int:
        """All rows, fetched or not."""
        return 0 if parent.isValid() else self.length()

    def columnCount(self, parent: Index = _NO_INDEX) -> int:
        """The named columns."""
        return 0 if parent.isValid() else len(self._headers)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words over columns."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self._headers):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._headers[section]
        return self._alignment(section) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """How a cell stands, or what it answers."""
        if not index.isValid():
            return None
        column = index.column()
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(column)
        if role == Qt.ItemDataRole.FontRole:
            return theme.current.font(is_mono=True) if column in self._mono else None
        return self.cell(index.row(), column, role)

    def _alignment(self, column: int) -> int | None:
        return _RIGHT if column in self._at_right else None


class Table(QTableView):
    """A calm table of rows."""

    opened = Signal(QModelIndex)
    """Enter or double click on a row."""
    resized = Signal()
    """``room`` has changed: the width that columns may take, in pixels."""

    def __init__(self, name: str, *, meaning_at: Iterable[int]) -> None:
        """``meaning_at``: the columns whose cells have a meaning; the others are drawn by Qt alone."""
        super().__init__()
        self.room = 0
        for at in meaning_at:
            self.setItemDelegateForColumn(at, MeaningDelegate(self))
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(20)
        self.verticalHeader().setDefaultSectionSize(theme.current.row_height)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(44)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.doubleClicked.connect(self.opened)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell, so that columns can make room."""
        super().resizeEvent(event)
        self.room = event.size().width()
        self.resized.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens; Home and End go to the first and the last row."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex())
        elif event.key() == Qt.Key.Key_Home and not event.modifiers():
            self.selectRow(0)
        elif event.key() == Qt.Key.Key_End and not event.modifiers() and self.model():
            self.selectRow(self.model().rowCount() - 1)
        else:
            super().keyPressEvent(event)


class MeaningDelegate(QStyledItemDelegate):
    """Paints a cell's meaning as icon and word: Qt draws the cell without its text, the rest is drawn over it.

    Qt's own drawing is not called by way of QStyle: making that class takes as long as opening a small book.
    """

    def initStyleOption(self, option: QStyleOptionViewItem, index) -> None:
        """Without the text where there is a meaning."""
        super().initStyleOption(option, index)
        if index.data(MEANING):
            option.text = ""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index) -> None:
        """Icon at the left of the text, in the colour of the meaning."""
        super().paint(painter, option, index)
        meaning = index.data(MEANING)
        if not meaning:
            return
        box = QRect(option.rect.left() + 10, option.rect.center().y() - 7, 16, 16)
        theme.icon(MEANING_ICONS[meaning], meaning).paint(painter, box)
        painter.save()
        painter.setFont(option.font)
        painter.setPen(theme.current.color("text_soft" if meaning == "proven" else meaning))
        room = option.rect.adjusted(31, 0, -4, 0)
        text = option.fontMetrics.elidedText(index.data(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index) -> QSize:
        """Room for the icon and the text."""
        hint = super().sizeHint(option, index)
        return hint + QSize(28 + option.fontMetrics.horizontalAdvance(index.data() or ""), 0)
