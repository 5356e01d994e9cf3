"""The split grid: one payment over several invoices, each amount typed, with what is left in sight all the time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QGridLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QWidget,
)

from app.core import clock, money
from app.core.items import Allocation, ItemKey, ItemKind
from app.ui import reading_queue, theme, words
from app.ui.desk import Desk
from app.ui.queue_amounts import cents_typed
from app.ui.widgets import Badge, breakable, button, column, label, line, mark, wrapped

if TYPE_CHECKING:
    from app.core.queries.items import ItemRow
    from app.core.queries.queue_rows import CandidateRow, QueueRow

DEBOUNCE_MS = 80
MOST_OFFERED = 12


class AmountCell(QLineEdit):
    """An amount, a sum or a per cent. Enter goes to the next cell and never confirms anything."""

    passed = Signal(int)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setPlaceholderText("0.00")
        self.setFixedWidth(round(112 * max(1.0, theme.current.scale / 100)))
        self.setToolTip(self.tr("An amount, a sum like 500+250, or a share of the payment like 50%"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and the arrows go from cell to cell."""
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.passed.emit(1)
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.passed.emit(1 if event.key() == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)


class SplitGrid(QFrame):
    """``accepted`` carries the allocations; ``left`` tells that the user went away without any."""

    accepted = Signal(list)
    left = Signal()

    def __init__(self, desk: Desk, row: QueueRow, candidate: CandidateRow | None) -> None:
        super().__init__()
        self.setObjectName("card")
        self.setAccessibleName(self.tr("Split the payment"))
        self._desk, self._row, self._candidate, self._asked = desk, row, candidate, 0
        self._customer_key = self._customer_name = ""
        self.items: list[ItemRow] = []
        self.cells: list[AmountCell] = []
        self._found: list[ItemRow] = []
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Add an invoice: number, customer, phone…"))
        self.search.setAccessibleName(self.tr("Search an invoice to add"))
        self.search.addAction(theme.icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.search.installEventFilter(self)
        self.hits = QListWidget()
        self.hits.setAccessibleName(self.tr("Invoices found"))
        self.hits.setObjectName("hits")
        self.hits.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hits.itemClicked.connect(lambda _: self._add_current())
        self.hits.hide()
        self._rows = QWidget()
        self._grid = QGridLayout(self._rows)
        self._grid.setContentsMargins(0, 0, 4, 0)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(0, 1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self._rows)
        self._rest = Badge()
        self.advance = QCheckBox()
        self.advance.setVisible(False)
        self.advance.toggled.connect(lambda _: self._tell())
        self.take_button = button(self.tr("Confirm the split"), self._take, look="main", key="Ctrl+Return")
        self._leave_button = button(self.tr("Leave it"), self.left.emit, key="Esc")
        title = label(self.tr("Split the payment"), step=1, is_bold=True)
        amount = label(f"KES {money.shown(row.open_cents)}", is_bold=True)
        foot = line(self._rest, 0, self._leave_button, self.take_button, gap=8)
        self.setLayout(
            column(
                line(title, 0, amount),
                self.search,
                self.hits,
                area,
                self.advance,
                foot,
                label(self.tr("Enter: next cell · Ctrl+Enter: confirm · Esc: leave"), look="caption"),
                margins=(14, 12, 14, 10),
                gap=8,
            )
        )
        self._timer = QTimer(self, singleShot=True, interval=DEBOUNCE_MS)
        self._timer.timeout.connect(self._look)
        self.search.textChanged.connect(lambda _: self._timer.start())
        take = QShortcut(QKeySequence("Ctrl+Return"), self)
        take.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        take.activated.connect(self._take)
        self._begin()
        self._tell()

    # ---------------------------------------------------------------- what it begins with
    def _begin(self) -> None:
        """The candidate's invoices with its amounts, and the other open ones of the same customer."""
        book, candidate = self._desk.this_book, self._candidate
        if candidate is None:
            return
        given = {ItemKey(p.kind, p.key): p.cents for p in candidate.allocations if p.kind != ItemKind.CUSTOMER}
        keys, cents = list(given), self._row.open_cents

        def asked() -> tuple[list[ItemRow], str, str]:
            key = reading_queue.customer_of(book, candidate)
            rows = reading_queue.items_now(book, keys)
            here = {(row.kind, row.key) for row in rows}
            others = reading_queue.customer_invoices(book, key) if key else []
            more = [row for row in others if (row.kind, row.key) not in here]
            name = next((part.customer_name for part in candidate.allocations if part.customer_name), "")
            return rows + more[:MOST_OFFERED], key, name

        def on_found(found: tuple[list[ItemRow], str, str]) -> None:
            rows, self._customer_key, self._customer_name = found
            self.advance.setText(self.tr("Keep the rest as &advance for {0}").format(self._customer_name))
            self.advance.setVisible(bool(self._customer_key))
            self.advance.setChecked(any(part.kind == ItemKind.CUSTOMER for part in candidate.allocations))
            left = cents
            for row in rows:
                part = min(given.get(ItemKey(row.kind, row.key), 0), row.open_cents, left)
                left -= part
                self.add(row, part)
            self.take_keys()

        self._desk.bridge.read(self, asked, on_found)

    def take_keys(self) -> None:
        """The first amount has the keys; where there is none, the search."""
        first = self.cells[0] if self.cells else self.search
        first.setFocus()
        first.selectAll()

    # ---------------------------------------------------------------- rows
    def add(self, row: ItemRow, cents: int = 0) -> None:
        """One more invoice; one that is there already gets the keys."""
        for at, item in enumerate(self.items):
            if (item.kind, item.key) == (row.kind, row.key):
                self.cells[at].setFocus()
                return
        cell = AmountCell(self.tr("Amount for {0}").format(row.number))
        if cents:
            cell.setText(money.shown(cents))
        cell.textChanged.connect(lambda _: self._tell())
        cell.passed.connect(lambda step, cell=cell: self._pass(cell, step))
        self.items.append(row)
        self.cells.append(cell)
        at = len(self.items) - 1
        told = [row.customer_name, f"{self.tr('open')} {money.shown(row.open_cents)}"]
        if row.due_day is not None:
            told.append(f"{self.tr('due')} {words.short_day(clock.day_of(row.due_day))}")
        name = wrapped(breakable(row.number))
        name.setFont(theme.current.font(is_bold=True))
        text = wrapped(breakable(" · ".join(part for part in told if part)), look="small")
        box = QWidget()
        box.setLayout(column(name, text, gap=0))
        self._grid.setRowStretch(at, 0)
        self._grid.addWidget(box, at, 0)
        self._grid.addWidget(cell, at, 1, Qt.AlignmentFlag.AlignVCenter)
        for made in (box, cell):
            made.show()  # now, not when the layout comes to it: it is about to get the keys
        self._grid.setRowStretch(at + 1, 1)
        self._tell()

    def _pass(self, cell: AmountCell, step: int) -> None:
        """The next cell; after the last the search. A cell that was left shows what was meant."""
        at = self.cells.index(cell)
        cents = self._cents(at)
        if cents:
            cell.setText(money.shown(cents))
        order: list[QLineEdit] = [*self.cells, self.search]
        after = order[(at + step) % len(order)]
        after.setFocus()
        after.selectAll()

    def _cents(self, at: int) -> int | None:
        """What a cell says, or None where it says no amount."""
        try:
            return cents_typed(self.cells[at].text(), whole_cents=self._row.open_cents)
        except ValueError:
            return None

    # ---------------------------------------------------------------- what is left
    def remainder(self) -> int | None:
        """What is not given to any invoice, in cents; None while a cell says no amount."""
        typed = [self._cents(at) for at in range(len(self.cells))]
        given = [cents for cents in typed if cents is not None]
        return self._row.open_cents - sum(given) if len(given) == len(typed) else None

    def _tell(self) -> None:
        wrong = ""
        for at, cell in enumerate(self.cells):
            cents = self._cents(at)
            is_wrong = cents is None or cents > self.items[at].open_cents
            mark(cell, "is_wrong", is_wrong)
            if cents is None:
                wrong = self.tr("“{0}” is no amount").format(cell.text())
            elif is_wrong:
                wrong = self.tr("{0} lacks only {1}").format(
                    self.items[at].number, money.shown(self.items[at].open_cents)
                )
        left = self.remainder()
        if wrong or left is None:
            self._rest.show_meaning(wrong, "conflict")
        elif left < 0:
            self._rest.show_meaning(self.tr("KES {0} too much").format(money.shown(-left)), "conflict")
        elif left == 0:
            self._rest.show_meaning(self.tr("Nothing is left"), "proven")
        elif self._keeps_rest():
            self._rest.show_meaning(self.tr("KES {0} kept as advance").format(money.shown(left)), "proven")
        else:
            self._rest.show_meaning(self.tr("KES {0} left").format(money.shown(left)), "attention")
        self.take_button.setEnabled(not wrong and left is not None and left >= 0 and bool(self.parts()))

    def _keeps_rest(self) -> bool:
        return bool(self._customer_key) and self.advance.isChecked()

    def parts(self) -> list[Allocation]:
        """What would be given to whom."""
        given = [(item, self._cents(at) or 0) for at, item in enumerate(self.items)]
        made = [Allocation(item.kind, item.key, cents) for item, cents in given if cents]
        left = self.remainder() or 0
        if self._keeps_rest() and left > 0:
            made.append(Allocation(ItemKind.CUSTOMER.value, self._customer_key, left))
        return made

    def _take(self) -> None:
        if self.take_button.isEnabled():
            self.accepted.emit(self.parts())

    # ---------------------------------------------------------------- searching
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """In the search: arrows choose a hit, Enter adds it."""
        if watched is not self.search or not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        key, is_open = Qt.Key(event.key()), not self.hits.isHidden()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and is_open:
            step = 1 if key == Qt.Key.Key_Down else -1
            self.hits.setCurrentRow(max(0, min(self.hits.count() - 1, self.hits.currentRow() + step)))
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self._add_current()
            return True
        if key == Qt.Key.Key_Up and self.cells:
            self.cells[-1].setFocus()
            return True
        return super().eventFilter(watched, event)

    def _look(self) -> None:
        book, text = self._desk.this_book, self.search.text().strip()
        self._asked += 1
        asked = self._asked
        if not text:
            self.hits.hide()
            return
        self._desk.bridge.read(
            self,
            lambda: reading_queue.open_items(book, text),
            lambda rows: self._fill(rows) if asked == self._asked else None,
        )

    def _fill(self, rows: list[ItemRow]) -> None:
        self._found = rows
        self.hits.clear()
        for row in rows:
            told = [row.number, row.customer_name, f"{self.tr('open')} {money.shown(row.open_cents)}"]
            self._hit("  ·  ".join(part for part in told if part))
        if not rows:
            self._hit(self.tr("No open invoice or sale holds “{0}”").format(self.search.text().strip()))
        self.hits.setFixedHeight(theme.current.row_height * min(max(len(rows), 1), 5) + 8)
        self.hits.setCurrentRow(0)
        self.hits.show()

    def _hit(self, text: str) -> None:
        item = QListWidgetItem(text)
        item.setSizeHint(QSize(0, theme.current.row_height))
        self.hits.addItem(item)

    def _add_current(self) -> None:
        at = self.hits.currentRow()
        if self.hits.isHidden() or not 0 <= at < len(self._found) or self._timer.isActive():
            return
        row = self._found[at]
        left = self.remainder() or 0
        self.add(row, max(0, min(row.open_cents, left)))
        self.search.clear()
        self.hits.hide()
        last = next(cell for item, cell in zip(self.items, self.cells, strict=True) if item.key == row.key)
        last.setFocus()
        last.selectAll()

    def rest_label(self) -> QLabel:
        """Where the remainder stands."""
        return self._rest.findChildren(QLabel)[1]
