"""Whose money a payment is: search a customer or make a new one in place, see what it would pay, and remember it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, QSize, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QDialog, QFormLayout, QLineEdit, QListWidget, QListWidgetItem, QWidget

from app.core import money
from app.ui import queue_words, reading_queue, theme, words
from app.ui.desk import Desk
from app.ui.widgets import breakable, button, column, form_row, label, line, wrapped

if TYPE_CHECKING:
    from app.core.items import Allocation
    from app.core.queries.customers import CustomerRow
    from app.core.queries.queue_rows import QueueRow

DEBOUNCE_MS = 80


class AssignCustomer(QDialog):
    """A search with its hits below, the last of them always “a new customer”; at the foot what will be done."""

    def __init__(self, parent: QWidget | None, desk: Desk, row: QueueRow) -> None:
        super().__init__(parent)
        self._desk, self._row, self._asked = desk, row, 0
        self.setWindowTitle(self.tr("Whose money is it?"))
        self._found: tuple[CustomerRow, ...] = ()
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Name, phone or account number"))
        self.search.setAccessibleName(self.tr("Search a customer"))
        self.search.setClearButtonEnabled(True)
        self.search.installEventFilter(self)
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Customers found"))
        self.list.setObjectName("hits")
        self.list.setFixedHeight(theme.current.row_height * 6 + 8)
        self._name, self._phone = QLineEdit(), QLineEdit()
        self._new = QWidget()
        form = QFormLayout(self._new)
        form.setContentsMargins(0, 0, 0, 0)
        form_row(form, self.tr("&Name of the new customer"), self._name)
        form_row(form, self.tr("&Phone (may be empty)"), self._phone)
        self._remember = QCheckBox(self.tr("&Remember that “{0}” means this customer").format(row.account_ref.strip()))
        self._remember.setChecked(True)
        self._remember.setVisible(bool(row.account_ref.strip()))
        self._plan = wrapped(look="soft")
        self.take_button = button(self.tr("Give it to this customer"), self._take, look="main", key="Return")
        self.take_button.setDefault(True)
        title = label(self.tr("Whose money is it?"), step=1, is_bold=True)
        told = wrapped(breakable(f"{queue_words.sentence(row)} · {self.tr('typed')} “{row.account_ref}”"))
        foot = line(0, button(self.tr("Cancel"), self.reject), self.take_button)
        self.setLayout(
            column(
                *(title, told, self.search, self.list, self._new, self._plan, self._remember, foot),
                margins=(24, 24, 24, 24),
                gap=10,
            )
        )
        self.setMinimumWidth(540)
        self._timer = QTimer(self, singleShot=True, interval=DEBOUNCE_MS)
        self._timer.timeout.connect(self._look)
        self.search.textChanged.connect(lambda _: self._timer.start())
        self._name.textChanged.connect(lambda _: self._tell_new())
        self.list.currentRowChanged.connect(lambda _: self._on_current())
        self.list.itemDoubleClicked.connect(lambda _: self._take())
        self._is_ready = False
        self._fill(())
        self._look()
        self.search.setFocus()

    # ---------------------------------------------------------------- searching
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows move in the list while the search keeps the keys."""
        if watched is self.search and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
            if step:
                self.list.setCurrentRow(max(0, min(self.list.count() - 1, self.list.currentRow() + step)))
                return True
        return super().eventFilter(watched, event)

    def _look(self) -> None:
        book, text = self._desk.this_book, self.search.text().strip()
        self._asked += 1
        asked = self._asked
        self._desk.bridge.read(
            self,
            lambda: reading_queue.customers(book, text),
            lambda rows: self._fill(rows) if asked == self._asked else None,
        )

    def _fill(self, rows: tuple[CustomerRow, ...]) -> None:
        self._found = rows
        blocker = QSignalBlocker(self.list)
        self.list.clear()
        for row in rows:
            told = [row.name, *row.accounts[:1], *row.phones[:1]]
            if row.open_items:
                owed = self.tr("owes {0} on {1}").format(money.shown(row.open_cents), words.count(row.open_items))
                told.append(owed)
            self._add("  ·  ".join(part for part in told if part))
        text = self.search.text().strip()
        self._add(self.tr("New customer “{0}”").format(text) if text else self.tr("New customer"))
        self.list.setCurrentRow(0)
        blocker.unblock()
        is_name = sum(sign.isalpha() for sign in text) > sum(sign.isdigit() for sign in text)
        self._name.setText(text if is_name else self._row.party_name)
        self._phone.setText("" if is_name else text)
        self._on_current()

    def _add(self, text: str) -> None:
        item = QListWidgetItem(text)
        item.setSizeHint(QSize(0, theme.current.row_height))
        self.list.addItem(item)

    # ---------------------------------------------------------------- what will be done
    def customer_key(self) -> str:
        """The customer chosen, or '' for a new one."""
        at = self.list.currentRow()
        return self._found[at].key if 0 <= at < len(self._found) else ""

    def new_customer(self) -> tuple[str, str]:
        """Name and phone of the new customer."""
        return self._name.text().strip(), self._phone.text().strip()

    def called(self) -> str:
        """The customer's name."""
        at = self.list.currentRow()
        return self._found[at].name if 0 <= at < len(self._found) else self.new_customer()[0]

    def is_to_remember(self) -> bool:
        """Whether what was typed is to be remembered."""
        return bool(self._row.account_ref.strip()) and self._remember.isChecked()

    def _on_current(self) -> None:
        key = self.customer_key()
        if self._new.isHidden() != bool(key):
            self._new.setVisible(not key)
            self.adjustSize()
        self._is_ready = False
        if not key:
            self._tell_new()
            return
        book, cents = self._desk.this_book, self._row.open_cents
        self._desk.bridge.read(
            self,
            lambda: reading_queue.customer_plan(book, key, cents),
            lambda plan: self._tell_plan(*plan) if key == self.customer_key() else None,
        )

    def _tell_new(self) -> None:
        if not self.customer_key():
            told = self.tr("The payment is kept as an advance for the next invoice: KES {0}.")
            self._plan.setText(told.format(money.shown(self._row.open_cents)))
            self._is_ready = bool(self._name.text().strip())
            self.take_button.setText(self.tr("Make this customer and give it to him"))
            self.take_button.setEnabled(self._is_ready)

    def _tell_plan(self, parts: list[Allocation], numbers: dict[str, str]) -> None:
        told = [
            f"{self.tr('advance') if part.kind == 'customer' else numbers.get(part.key, part.key)} "
            f"{money.shown(part.cents)}"
            for part in parts
        ]
        self._plan.setText(self.tr("It pays: {0}.").format(" · ".join(told)))
        self._is_ready = True
        self.take_button.setText(self.tr("Give it to this customer"))
        self.take_button.setEnabled(True)

    def _take(self) -> None:
        if self._timer.isActive():  # typed and entered at once: the hits are those of the text before
            self._timer.stop()
            self._look()
        elif self._is_ready:
            self.accept()
