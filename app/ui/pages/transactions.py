"""Transactions: every movement, filters that answer while typing, and the evidence drawer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QSettings, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QHeaderView, QLineEdit, QPushButton, QSplitter, QStackedWidget, QWidget

from app.core.queries.rows import TransactionDetail, TransactionFilter, TransactionRow
from app.ui import kept, reading, theme, words
from app.ui.blocks_model import ROW
from app.ui.desk import Desk
from app.ui.pages.page import Page
from app.ui.pickers import Picker
from app.ui.table import Table
from app.ui.transactions_model import Col, TransactionsModel
from app.ui.widgets import EmptyState, button, column, label, line

if TYPE_CHECKING:
    from app.ui.drawer import Drawer

DEBOUNCE_MS = 20
_WIDTHS = {
    Col.TIME: 134,
    Col.RECEIPT: 108,
    Col.PARTY: 160,
    Col.ACCOUNT: 92,
    Col.WHAT: 112,
    Col.IN: 100,
    Col.OUT: 106,
    Col.BALANCE: 104,
    Col.PROOF: 108,
    Col.STATE: 98,
}
_FIRST_TO_GO = (Col.BALANCE, Col.PROOF, Col.ACCOUNT, Col.STATE, Col.WHAT)
LEAST_PARTY = 112
ROWS_IN_SIGHT = 60
CELL_PADDING = 24
_SWEEPS = ("sweep_in", "sweep_out", "payout")


class TransactionsPage(Page):
    """The list and, beside it, the evidence of the row that was opened."""

    name = "transactions"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, self.tr("Transactions"))
        self.model = TransactionsModel(desk, self)
        self.model.counted.connect(self._on_counted)
        self.model.peeked.connect(self._on_peeked)
        self.model.failed.connect(lambda error: desk.notice(words.error(error), meaning="conflict"))
        self._timer = QTimer(self, singleShot=True, interval=DEBOUNCE_MS)
        self._timer.timeout.connect(self.apply_filter)
        self._count = label(look="soft")
        self._chips, self._choices = self._make_chips()
        self._period = self._make_period()
        self.filter = self._make_filter()
        self.table = self._make_table()
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setHandleWidth(8)
        self._splitter.setChildrenCollapsible(False)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._splitter.addWidget(self._stack)
        self._splitter.setStretchFactor(0, 1)
        head = line(self.title, 4, self._count, 0, self.filter, self._period)
        chips = line(*self._chips, 0, gap=6)
        self.setLayout(column(head, chips, self._splitter, margins=(20, 16, 20, 16), gap=10))
        desk.scoped.connect(self._on_scoped)
        self._wire_keys()

    # ---------------------------------------------------------------- building
    def _make_chips(self) -> tuple[list[QPushButton], list[TransactionFilter]]:
        group = QButtonGroup(self)
        group.setExclusive(True)
        choices = [
            (self.tr("All"), TransactionFilter()),
            (self.tr("Money in"), TransactionFilter(directions=("in",))),
            (self.tr("Money out"), TransactionFilter(directions=("out",))),
            (self.tr("To match"), TransactionFilter(states=("pending_reconciliation",))),
            (self.tr("Charges"), TransactionFilter(roles=("charge",))),
            (self.tr("Sweeps and payouts"), TransactionFilter(roles=_SWEEPS)),
            (self.tr("Reversals"), TransactionFilter(roles=("reversal",))),
            (self.tr("Conflicts"), TransactionFilter(states=("conflict",))),
        ]
        chips = []
        for text, _ in choices:
            chip = button(text, self.apply_filter, look="chip")
            chip.setCheckable(True)
            group.addButton(chip)
            chips.append(chip)
        chips[0].setChecked(True)
        return chips, [choice for _, choice in choices]

    def _make_period(self) -> Picker:
        period = Picker(self.tr("Period"))
        for text in (
            self.tr("All days"),
            self.tr("The chosen day"),
            self.tr("7 days to the chosen day"),
            self.tr("The chosen day's month"),
        ):
            period.addItem(text)
        period.currentIndexChanged.connect(lambda _: self.apply_filter())
        return period

    def _make_filter(self) -> QLineEdit:
        made = QLineEdit()
        made.setPlaceholderText(self.tr("Filter by receipt, amount, name…"))
        made.setAccessibleName(self.tr("Filter the transactions"))
        made.setToolTip(self.tr("Receipt, amount, name, phone or account number (Ctrl+F)"))
        made.setClearButtonEnabled(True)
        made.addAction(theme.icon("filter"), QLineEdit.ActionPosition.LeadingPosition)
        made.setMinimumWidth(300)
        made.textChanged.connect(lambda _: self._timer.start())
        made.returnPressed.connect(self._to_table)
        return made

    def _make_table(self) -> Table:
        table = Table(self.tr("Transactions"), meaning_at=(Col.PROOF, Col.STATE))
        table.setModel(self.model)
        table.opened.connect(self.open_row)
        table.selectionModel().currentRowChanged.connect(self._on_current)
        header = table.horizontalHeader()
        for at, width in _WIDTHS.items():
            header.resizeSection(at, _scaled(width))
        header.setSectionResizeMode(Col.PARTY, QHeaderView.ResizeMode.Stretch)
        table.resized.connect(self._fit_columns)
        self.model.modelReset.connect(self._grow_amounts)
        self.model.dataChanged.connect(lambda *_: self._grow_amounts())
        return table

    def _grow_amounts(self) -> None:
        """An amount is never cut: its column grows to the widest in sight."""
        table = self.table
        first = max(0, table.rowAt(0))
        rows = range(first, min(first + ROWS_IN_SIGHT, self.model.rowCount()))
        measure = table.fontMetrics().horizontalAdvance
        for at in (Col.IN, Col.OUT, Col.BALANCE):
            texts = [self.model.cached_text(row, at) for row in rows]
            widest = max((measure(text) for text in texts), default=0) + CELL_PADDING
            if widest > table.columnWidth(at) and not table.isColumnHidden(at):
                table.setColumnWidth(at, widest)
                self._fit_columns()

    def _fit_columns(self) -> None:
        """Where there is not room for all, the least telling columns step back before anything scrolls sideways."""
        header = self.table.horizontalHeader()
        used = sum(header.sectionSize(at) or _scaled(_WIDTHS[at]) for at in Col if at != Col.PARTY)
        for at in _FIRST_TO_GO:
            has_room = self.table.room - used >= _scaled(LEAST_PARTY)
            self.table.setColumnHidden(at, not has_room)
            used -= 0 if has_room else _scaled(_WIDTHS[at])

    @cached_property
    def drawer(self) -> Drawer:
        """The evidence beside the list, made when somebody first asks for it, as wide as it was left."""
        from app.ui.drawer import Drawer

        made = Drawer(self.close_drawer, self.follow)
        made.hide()
        self._splitter.addWidget(made)
        self._splitter.setSizes([760, 380])
        kept.restore_splitter(self.desk.settings, "transactions/splitter", self._splitter)
        return made

    @property
    def _is_drawer_open(self) -> bool:
        return "drawer" in self.__dict__ and self.drawer.isVisible()

    @cached_property
    def _empty(self) -> EmptyState:
        made = EmptyState(
            "transactions",
            self.tr("No transactions yet"),
            self.tr("Take in a statement, and every movement in it is listed here."),
            button(self.tr("Go to Import"), lambda: self.desk.go("import"), look="main", icon="import"),
        )
        self._stack.addWidget(made)
        return made

    @cached_property
    def _none_match(self) -> EmptyState:
        made = EmptyState(
            "filter",
            self.tr("No transaction passes this filter"),
            self.tr(
                "A receipt is found by its beginning, a name, phone or account number by any part, an amount by itself."
            ),
            button(self.tr("Clear the filter"), self.clear_filter),
        )
        self._stack.addWidget(made)
        return made

    def _wire_keys(self) -> None:
        find = QShortcut(QKeySequence("Ctrl+F"), self)
        find.activated.connect(self.focus_filter)
        escape = QShortcut(QKeySequence("Esc"), self)
        escape.activated.connect(self._on_escape)

    # ---------------------------------------------------------------- filtering
    def chosen_filter(self) -> TransactionFilter:
        """The filter that chips, text, period and wallet say."""
        choice = next((c for chip, c in zip(self._chips, self._choices, strict=True) if chip.isChecked()))
        first, last = self._chosen_period()
        return replace(
            choice,
            text=self.filter.text().strip(),
            wallet_id=self.desk.wallet_id,
            from_on=first,
            to_on=last,
        )

    def _chosen_period(self) -> tuple[date | None, date | None]:
        on = self.desk.on
        match self._period.currentIndex():
            case 1:
                return on, on
            case 2:
                return on - timedelta(days=6), on
            case 3:
                after = (on.replace(day=28) + timedelta(days=4)).replace(day=1)
                return on.replace(day=1), after - timedelta(days=1)
        return None, None

    def apply_filter(self) -> None:
        """Ask for what the controls say, if the page is seen."""
        self._timer.stop()
        if self.desk.book is None or not self.isVisible():
            self._is_stale = True
            return
        self.model.load(self.chosen_filter())

    def clear_filter(self) -> None:
        """Show everything again."""
        self.filter.clear()
        self._chips[0].setChecked(True)
        self._period.setCurrentIndex(0)
        self.apply_filter()

    def main_widget(self) -> QWidget:
        """The table has the keys when the page is shown."""
        return self.table

    def reload(self) -> None:
        """The same filter over what the book holds now."""
        self.apply_filter()

    def _on_scoped(self) -> None:
        if self.chosen_filter() != self.model.filters:
            self.mark_stale()

    def _on_peeked(self) -> None:
        self._count.setText(self.tr("counting …"))
        self._stack.setCurrentWidget(self.table)

    def _on_counted(self, n: int) -> None:
        self._count.setText(f"{words.count(n)} {self.tr('row') if n == 1 else self.tr('rows')}" if n else "")
        is_filtered = self.model.filters != TransactionFilter()
        self._stack.setCurrentWidget(self.table if n else self._none_match if is_filtered else self._empty)
        if n and not self.table.currentIndex().isValid():
            self.table.selectRow(0)
        if not n:
            self.close_drawer()

    # ---------------------------------------------------------------- the drawer
    def open_row(self, index: QModelIndex) -> None:
        """Show the evidence of a row."""
        row = index.data(ROW)
        if isinstance(row, TransactionRow):
            self._show_evidence(row)

    def _show_evidence(self, row: TransactionRow) -> None:
        book = self.desk.this_book
        self.drawer.show_waiting(row)
        self.drawer.show()
        self._opened = row.id
        self.desk.bridge.read(self, lambda: reading.detail(book, row.id), self._on_detail, self._on_no_detail)

    _opened = 0

    def _on_detail(self, detail: TransactionDetail) -> None:
        if detail.row.id == self._opened:
            self.drawer.show_detail(detail)

    def _on_no_detail(self, error: Exception) -> None:
        self.close_drawer()
        if not isinstance(error, LookupError):
            self.desk.notice(words.error(error), meaning="conflict")

    def _on_current(self, index: QModelIndex, _: QModelIndex) -> None:
        if self._is_drawer_open:
            self.open_row(index)

    def close_drawer(self) -> None:
        """Hide the evidence; the list has the keys again."""
        if not self._is_drawer_open:
            return
        had_focus = self.drawer.isAncestorOf(self.focusWidget()) if self.focusWidget() else False
        self.drawer.hide()
        if had_focus:
            self.table.setFocus()

    def _on_escape(self) -> None:
        if self._is_drawer_open:
            self.close_drawer()
        elif self.filter.text():
            self.filter.clear()
        else:
            self.table.setFocus()

    def follow(self, receipt: str) -> None:
        """Show another receipt."""
        self._period.setCurrentIndex(0)
        self._chips[0].setChecked(True)
        self.filter.setText(receipt)
        self.apply_filter()

    def show_what(self, what: object) -> None:
        """A receipt (text), or a day."""
        if isinstance(what, str):
            self.follow(what)
        elif isinstance(what, date):
            self._period.setCurrentIndex(1)

    def focus_filter(self) -> None:
        """Ctrl+F."""
        self.filter.setFocus()
        self.filter.selectAll()

    def _to_table(self) -> None:
        self.table.setFocus()
        if self.model.rowCount():
            self.table.selectRow(0)

    # ---------------------------------------------------------------- remembered
    def save(self, settings: QSettings) -> None:
        """Column widths, filter and drawer as they are."""
        kept.save_columns(settings, "transactions", self.table)
        if "drawer" in self.__dict__:
            settings.setValue("transactions/splitter", self._splitter.saveState())
        settings.setValue("transactions/text", self.filter.text())
        chip = next(i for i, made in enumerate(self._chips) if made.isChecked())
        settings.setValue("transactions/chip", chip)
        settings.setValue("transactions/period", self._period.currentIndex())

    def restore(self, settings: QSettings) -> None:
        """As it was left."""
        kept.restore_columns(settings, "transactions", self.table, Col.PARTY)
        chip = kept.number(settings, "transactions/chip")
        if 0 <= chip < len(self._chips):
            self._chips[chip].setChecked(True)
        self._period.setCurrentIndex(kept.number(settings, "transactions/period"))
        self.filter.setText(kept.text(settings, "transactions/text"))
        self._timer.stop()


def _scaled(width: int) -> int:
    """Columns grow with the text."""
    return round(width * max(1.0, theme.current.scale / 100))
