"""What the pages of invoices, customers and sales have alike: a list of any length, chips, a filter, sums, a drawer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QModelIndex, QSettings, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QLineEdit,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.ui import kept, reading_items, theme, words
from app.ui.blocks_model import ROW
from app.ui.desk import Desk
from app.ui.items_deeds import ItemDeeds
from app.ui.items_drawer import ItemDrawer
from app.ui.items_model import Column, KeyedModel
from app.ui.items_table import ItemTable
from app.ui.pages.page import Page
from app.ui.widgets import EmptyState, button, column, label, line

if TYPE_CHECKING:
    from app.core.queries.shelf import Chosen, Shelf

DEBOUNCE_MS = 20


class Chip(NamedTuple):
    """A filter in one click: its words, and what it asks of the shelf."""

    text: str
    asks: dict[str, Any]


class Found(NamedTuple):
    """What a worker brings: the keys that pass with their sums, and the first rows."""

    chosen: Chosen
    first: list[Any]


class ListPage(Page):
    """A list beside its drawer. A page names its columns, chips and words, and fills the drawer."""

    kind = ""
    """invoice, sale or customer: what the list is of."""

    def __init__(self, desk: Desk, title: str) -> None:
        super().__init__(desk, title)
        self.deeds = ItemDeeds(desk)
        self.columns = self.make_columns()
        self.model = KeyedModel(desk, self.columns, self._fetch)
        self.model.setParent(self)
        self.model.failed.connect(self._on_error)
        self.order, self.is_descending = "", False
        self._shelf: Shelf | None = None
        self._asked = self._shelved = 0
        self._wanted_key = ""
        self._timer = QTimer(self, singleShot=True, interval=DEBOUNCE_MS)
        self._timer.timeout.connect(self.apply_filter)
        self._count, self.sums = label(look="soft"), label(is_bold=True)
        self.chips, self._asks = self._make_chips()
        self.filter = self._make_filter()
        self.table = self._make_table()
        self.drawer = ItemDrawer(self.close_drawer, self.edit_current, self.remove_current)
        self.drawer.hide()
        self._empty = self.make_empty()
        self._none_match = EmptyState(
            "filter",
            self.tr("Nothing passes this filter"),
            self.tr("Every word that is typed must be found somewhere in the row; an amount is found by itself."),
            button(self.tr("Clear the filter"), self.clear_filter),
        )
        self.stack = QStackedWidget()
        for made in (self.table, self._empty, self._none_match):
            self.stack.addWidget(made)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setHandleWidth(8)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(self.stack)
        self._splitter.addWidget(self.drawer)
        self._splitter.setStretchFactor(0, 1)
        self._splitter.setSizes([760, 392])
        self.setLayout(self._lay_out())
        self._wire_keys()

    # ---------------------------------------------------------------- what a page says of itself
    def make_columns(self) -> tuple[Column, ...]:
        """The columns, left to right."""
        raise NotImplementedError

    def chip_choices(self) -> list[Chip]:
        """The chips; the first shows everything."""
        raise NotImplementedError

    def make_empty(self) -> EmptyState:
        """What is said where there is nothing yet."""
        raise NotImplementedError

    def make_buttons(self) -> list[QPushButton]:
        """The buttons at the right of the head."""
        raise NotImplementedError

    def filter_words(self) -> str:
        """What the filter's field says while it is empty."""
        raise NotImplementedError

    def tell_sums(self, chosen: Chosen) -> str:
        """The sums of what is shown, in one line."""
        raise NotImplementedError

    def show_in_drawer(self, row: Any) -> None:
        """Fetch what the drawer tells of a row and fill it."""
        raise NotImplementedError

    def edit_current(self) -> None:
        """Change the row that is shown."""

    def remove_current(self) -> None:
        """Take the row that is shown out of the book."""

    # ---------------------------------------------------------------- building
    def _lay_out(self) -> QVBoxLayout:
        head = line(self.title, 4, self._count, 0, self.filter, *self.make_buttons())
        foot = line(0, self.sums, margins=(0, 0, 12, 0))
        made = column(head, line(*self.chips, 0, gap=6), self._splitter, foot, margins=(20, 16, 20, 10), gap=10)
        made.setStretch(2, 1)
        return made

    def _make_chips(self) -> tuple[list[QPushButton], list[dict[str, Any]]]:
        group = QButtonGroup(self)
        group.setExclusive(True)
        chips = []
        choices = self.chip_choices()
        for text, _ in choices:
            chip = button(text, self.apply_filter, look="chip")
            chip.setCheckable(True)
            group.addButton(chip)
            chips.append(chip)
        chips[0].setChecked(True)
        return chips, [asks for _, asks in choices]

    def _make_filter(self) -> QLineEdit:
        made = QLineEdit()
        made.setPlaceholderText(self.filter_words())
        made.setAccessibleName(self.tr("Filter the list"))
        made.setToolTip(f"{self.filter_words()} (Ctrl+F)")
        made.setClearButtonEnabled(True)
        made.addAction(theme.icon("filter"), QLineEdit.ActionPosition.LeadingPosition)
        made.setMinimumWidth(264)
        made.textChanged.connect(lambda _: self._timer.start())
        made.returnPressed.connect(self._to_table)
        return made

    def _make_table(self) -> ItemTable:
        table = ItemTable(self.accessibleName(), self.columns, self.model)
        table.opened.connect(self.open_row)
        table.selectionModel().currentRowChanged.connect(self._on_current)
        table.horizontalHeader().sectionClicked.connect(self.sort_by)
        return table

    def _wire_keys(self) -> None:
        for key, do in (("Ctrl+F", self.focus_filter), ("Esc", self._on_escape)):
            QShortcut(QKeySequence(key), self).activated.connect(do)
        for key, do in (("Insert", self.make_new), ("F2", self.edit_current), ("Delete", self.remove_current)):
            made = QShortcut(QKeySequence(key), self.table)
            made.setContext(Qt.ShortcutContext.WidgetShortcut)
            made.activated.connect(do)

    def make_new(self) -> None:
        """Type a new one."""

    # ---------------------------------------------------------------- loading
    def _fetch(self, keys: Sequence[str]) -> list[Any]:
        return reading_items.rows(self.desk.this_book, self.kind, keys)

    def reload(self) -> None:
        """Fetch the whole list anew; its first rows come at once where nothing is shown yet."""
        book, kind = self.desk.this_book, self.kind
        self._asked += 1
        asked = self._asked
        if self._shelf is None and not self.model.keys and not self.is_filtered:
            self.desk.bridge.read(
                self, lambda: reading_items.first_rows(book, kind), lambda rows: self._on_peeked(rows, asked)
            )
        self.desk.bridge.read(
            self,
            lambda: reading_items.shelf(book, kind) if asked == self._asked else None,
            lambda found: self._on_shelf(found, asked),
        )

    def _on_peeked(self, rows: list[Any], asked: int) -> None:
        if asked == self._asked and self._shelf is None and rows:
            self.model.show([row.key for row in rows], rows)
            self.stack.setCurrentWidget(self.table)
            self._count.setText(self.tr("counting …"))

    def _on_shelf(self, found: Shelf | None, asked: int) -> None:
        if found is not None and asked == self._asked:
            self._shelf, self._shelved = found, asked
            self._stays = True
            self.apply_filter()

    def mark_stale(self) -> None:
        """Another book starts from nothing; what changed in this one is fetched while the old rows stay."""
        if self.desk.book is None:
            self._shelf = None
            self.model.show([], [])
            self.close_drawer()
        super().mark_stale()

    @property
    def is_filtered(self) -> bool:
        """Whether anything is left out."""
        return bool(self.filter.text().strip() or self.chosen_asks() or self.order)

    def chosen_asks(self) -> dict[str, Any]:
        """What the chosen chip asks of the shelf."""
        return next(asks for chip, asks in zip(self.chips, self._asks, strict=True) if chip.isChecked())

    def apply_filter(self) -> None:
        """Choose from the shelf in a worker; the old rows stay until the new ones are here."""
        self._timer.stop()
        shelf = self._shelf
        if shelf is None or self.desk.book is None:
            return
        self._choosing += 1
        number, fetch = self._choosing, self._fetch
        asks = {**self.chosen_asks(), "text": self.filter.text(), "order": self.order}

        def work() -> Found | None:
            if number != self._choosing:
                return None  # a newer keystroke makes this question moot
            chosen = shelf.choose(is_descending=self.is_descending, **asks)
            return Found(chosen, fetch(chosen.keys[:100]))

        self.desk.bridge.read(self, work, lambda found: self._on_found(found, number), self._on_error)

    _choosing = 0
    _stays = False
    """Whether the row in hand stays in hand: the list was fetched anew, nobody asked for another one."""

    def _on_found(self, found: Found | None, number: int) -> None:
        if found is None or number != self._choosing or self._shelf is None:
            return
        chosen = found.chosen
        before = self._wanted_key or (self.current_key() if self._stays else "")
        self._stays = False
        self.model.show(chosen.keys, found.first)
        n, total = len(chosen.keys), len(self._shelf)
        told = words.count(n) if n == total else self.tr("{0} of {1}").format(words.count(n), words.count(total))
        self._count.setText(told if total else "")
        self.sums.setText(self.tell_sums(chosen) if n else "")
        self.stack.setCurrentWidget(self.table if n else self._none_match if total else self._empty)
        self._choose_again(before, n)

    def _choose_again(self, before: str, n: int) -> None:
        """The same row as before where it is still listed, and the one that was asked for is opened."""
        at = self.model.place_of(before) if before else None
        if n:
            self.table.selectRow(at or 0)
            self.table.scrollTo(self.model.index(at or 0, 0))
        if self._wanted_key and at is not None:
            self.open_row(self.table.currentIndex())
        if at is not None or self._shelved == self._asked:  # else it may come with the list that is on its way
            self._wanted_key = ""
        if not n:
            self.close_drawer()

    def _on_error(self, error: Exception) -> None:
        self.desk.notice(words.error(error), meaning="conflict")

    def clear_filter(self) -> None:
        """Show everything again."""
        self.filter.clear()
        self.chips[0].setChecked(True)
        self.apply_filter()

    def sort_by(self, at: int) -> None:
        """A click on a heading sorts by it, a second one the other way round, a third one as at first."""
        order = self.columns[at].order
        if not order:
            return
        header = self.table.horizontalHeader()
        if self.order != order:
            self.order, self.is_descending = order, False
        elif not self.is_descending:
            self.is_descending = True
        else:
            self.order, self.is_descending = "", False
        header.setSortIndicatorShown(bool(self.order))
        down, up = Qt.SortOrder.DescendingOrder, Qt.SortOrder.AscendingOrder  # Fusion's arrow points the other way
        header.setSortIndicator(at if self.order else -1, up if self.is_descending else down)
        self.apply_filter()

    # ---------------------------------------------------------------- the row in hand
    def main_widget(self) -> QWidget:
        """The table has the keys when the page is shown."""
        return self.table

    def current_row(self) -> Any:
        """The row that is selected, or None."""
        index = self.table.currentIndex()
        return self.model.row_at(index.row()) if index.isValid() and index.row() < self.model.rowCount() else None

    def current_key(self) -> str:
        """Its key, or ''."""
        index = self.table.currentIndex()
        at = index.row()
        return self.model.keys[at] if index.isValid() and at < len(self.model.keys) else ""

    def open_row(self, index: QModelIndex) -> None:
        """Tell all of a row."""
        row = index.data(ROW)
        if row is not None:
            self.drawer.show()
            self.show_in_drawer(row)

    def _on_current(self, index: QModelIndex, _: QModelIndex) -> None:
        if self.drawer.isVisible():
            self.open_row(index)

    def close_drawer(self) -> None:
        """Hide the drawer; the list has the keys again."""
        had_focus = self.drawer.isAncestorOf(self.focusWidget()) if self.focusWidget() else False
        self.drawer.hide()
        if had_focus:
            self.table.setFocus()

    def _on_escape(self) -> None:
        if self.drawer.isVisible():
            self.close_drawer()
        elif self.filter.text():
            self.filter.clear()
        else:
            self.table.setFocus()

    def show_what(self, what: object) -> None:
        """The row of this key (text)."""
        if not isinstance(what, str):
            return
        self._wanted_key = what
        self.filter.blockSignals(True)  # noqa: FBT003  Qt's own signature
        self.filter.clear()
        self.filter.blockSignals(False)  # noqa: FBT003
        self.chips[0].setChecked(True)
        self.apply_filter()

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
        """Columns, filter, chip and drawer's width as they are."""
        kept.save_columns(settings, self.name, self.table)
        settings.setValue(self._name("text"), self.filter.text())
        settings.setValue(self._name("chip"), next(at for at, chip in enumerate(self.chips) if chip.isChecked()))
        if self.drawer.isVisible():
            settings.setValue(self._name("splitter"), self._splitter.saveState())

    def restore(self, settings: QSettings) -> None:
        """As it was left."""
        kept.restore_columns(settings, self.name, self.table, self.table.stretched)
        kept.restore_splitter(settings, self._name("splitter"), self._splitter)
        chip = kept.number(settings, self._name("chip"))
        if 0 <= chip < len(self.chips):
            self.chips[chip].setChecked(True)
        self.filter.setText(kept.text(settings, self._name("text")))
        self._timer.stop()

    def _name(self, what: str) -> str:
        return f"{self.name}/{what}"
