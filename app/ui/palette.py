"""Ctrl+K: a receipt, a name, a number, a page or an action, from everywhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QWidget

from app.core import money
from app.core.queries.rows import TransactionFilter, TransactionRow
from app.core.receipts import as_typed, spellings
from app.ui import reading, reading_items, theme, words
from app.ui.desk import Desk
from app.ui.reading_items import Found
from app.ui.widgets import column, label

HITS = 8
DEBOUNCE_MS = 60
_DO = Qt.ItemDataRole.UserRole


class _Choice(NamedTuple):
    text: str
    hint: str
    do: Callable[[], object]


class Palette(QFrame):
    """An overlay over the window with one input and a list. Enter does, Esc leaves."""

    def __init__(self, desk: Desk, parent: QWidget, actions: Callable[[], Sequence[QAction]]) -> None:
        super().__init__(parent)
        self._desk, self._actions = desk, actions
        self.setObjectName("palette")
        self.setAccessibleName(self.tr("Find anything"))
        self.input = QLineEdit()
        self.input.setPlaceholderText(self.tr("A receipt, a name, a number, a page, an action"))
        self.input.setAccessibleName(self.tr("Find anything"))
        self.input.installEventFilter(self)
        self.input.textChanged.connect(self._on_text)
        self.input.returnPressed.connect(self._do_current)
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Found"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.itemClicked.connect(lambda _: self._do_current())
        self._foot = label(self.tr("↑ ↓ choose · Enter go · Esc leave"), look="caption")
        self.setLayout(column(self.input, self.list, self._foot, margins=(12, 12, 12, 8)))
        self._timer = QTimer(self, singleShot=True, interval=DEBOUNCE_MS)
        self._timer.timeout.connect(self._ask)
        self._asked = 0
        self._rows: Sequence[TransactionRow] = ()
        self._others: Sequence[Found] = ()
        self._before: QWidget | None = None
        self.hide()

    def open(self) -> None:
        """Show, over the middle of the window."""
        self._before = self.window().focusWidget()
        room = self.window().centralWidget().width()  # type: ignore[attr-defined]
        width = min(600, room - 80)
        self.setFixedSize(width, 400)
        self.move((room - width) // 2, 64)
        self.input.clear()
        self._fill([])
        self.show()
        self.raise_()
        self.input.setFocus()

    def close_palette(self) -> None:
        """Leave; the keys go back where they were."""
        self.hide()
        if self._before is not None:
            self._before.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows move in the list while the input keeps the keys."""
        if watched is self.input and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
                step = 1 if event.key() == Qt.Key.Key_Down else -1
                self.list.setCurrentRow(max(0, min(self.list.count() - 1, self.list.currentRow() + step)))
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.close_palette()
                return True
        if watched is self.input and event.type() == QEvent.Type.FocusOut and self.isVisible():
            QTimer.singleShot(0, self, self._leave_if_unfocused)
        return super().eventFilter(watched, event)

    def _leave_if_unfocused(self) -> None:
        if self.isVisible() and not self.input.hasFocus() and self.window().isActiveWindow():
            self.hide()

    def _on_text(self, text: str) -> None:
        self._others = ()
        self._fill([])
        if text.strip():
            self._timer.start()

    def _ask(self) -> None:
        """Look for transactions in a worker; pages and actions are listed already."""
        text, book = self.input.text().strip(), self._desk.book
        if book is None or not text:
            return
        self._asked += 1
        asked = self._asked
        self._desk.bridge.read(
            self,
            lambda: reading.first_rows(book, TransactionFilter(text=text), HITS) if asked == self._asked else None,
            lambda rows: self._fill(rows) if rows is not None and asked == self._asked else None,
        )
        self._desk.bridge.read(
            self,
            lambda: reading_items.find(book, text) if asked == self._asked else None,
            lambda found: self._add(found) if found and asked == self._asked else None,
        )

    def _fill(self, rows: Sequence[TransactionRow]) -> None:
        """Transactions, with what of the other side was found already; then actions."""
        self._rows = rows
        self._show(0)

    def _add(self, found: Sequence[Found]) -> None:
        self._others = found
        self._show(self.list.currentRow())

    def _show(self, current: int) -> None:
        choices = [self._of_row(row) for row in self._rows] + [self._of_found(one) for one in self._others]
        choices += self._of_actions(self.input.text().strip().casefold())
        self.list.clear()
        for choice in choices:
            item = QListWidgetItem(f"{choice.text}    {choice.hint}" if choice.hint else choice.text)
            item.setSizeHint(QSize(0, theme.current.row_height + 2))
            item.setData(_DO, choice.do)
            self.list.addItem(item)
        self.list.setCurrentRow(max(0, current))

    def _of_found(self, found: Found) -> _Choice:
        page = {"invoice": "invoices", "sale": "sales"}.get(found.kind, "customers")
        return _Choice(found.text, found.hint, lambda: self._desk.go(page, found.key))

    def _of_row(self, row: TransactionRow) -> _Choice:
        who = row.party_name or row.party_phone or words.what(row)
        text = f"{row.receipt}  ·  {who}  ·  {money.shown(row.signed_cents)}"
        hint = words.moment(row.completed_at)
        typed = self.input.text()
        if row.receipt != as_typed(typed) and row.receipt in spellings(typed):
            hint = self.tr("{0} · looks like {1}").format(hint, as_typed(typed))
        return _Choice(text, hint, lambda: self._desk.go("transactions", row.receipt))

    def _of_actions(self, text: str) -> list[_Choice]:
        found = []
        for action in self._actions():
            name = action.text().replace("&", "")
            if action.isEnabled() and all(part in name.casefold() for part in text.split()):
                found.append(_Choice(name, action.shortcut().toString(), action.trigger))
        return found

    def _do_current(self) -> None:
        if self.list.currentRow() < 0:
            return
        item = self.list.currentItem()
        self.close_palette()
        item.data(_DO)()
