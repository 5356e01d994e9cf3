"""The table that all pages use: whole rows, 30 pixels, no grid, Enter opens."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from app.ui import theme
from app.ui.widgets import MEANING, MEANING_ICONS


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
