"""Queue: the payments that wait for a person, worked through by keys; the list never moves under the hand."""

from __future__ import annotations

import time
from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QSettings, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QPushButton, QSplitter, QStackedWidget, QWidget

from app.core.items import TransactionKey
from app.ui import kept, queue_words, reading_queue, words
from app.ui.desk import Desk
from app.ui.pages.page import Page
from app.ui.queue_deeds import Deeds
from app.ui.queue_detail import Detail, Note, Said, group_is_done, nothing_waits
from app.ui.queue_keys import actions
from app.ui.queue_model import Col, QueueModel
from app.ui.queue_table import QueueTable, scaled
from app.ui.widgets import EmptyState, button, column, label, line

if TYPE_CHECKING:
    from app.core.queries.queue_rows import QueueCursor, QueueRow
    from app.ui.reading_queue import Waiting

LOST_SECONDS = 0.8
"""A key already on its way must not decide a payment that nobody has looked at."""
LOOK_MS = 30
"""After the selection rests: a key held down goes through the list without drawing every payment."""


class QueuePage(Page):
    """The rows at the left, the payment and its candidates at the right."""

    name = "queue"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, self.tr("Queue"))
        self.model = QueueModel(self)
        self.model.wanted_more.connect(self._load_more)
        self.model.ticked.connect(self._tell_ticked)
        self.group: str | None = None
        self._next: QueueCursor | None = None
        self._chosen: dict[TransactionKey, queue_words.Choice] = {}
        self._asked = 0
        self._follows = False
        self.deeds = Deeds(self)
        self._actions = actions(self, self.do)
        self._count = label(look="soft")
        self.said = Said(
            self.tr("Enter confirm · 1–5 choose · N not this one · Space tick · S split · C customer · R rule · ? ask")
        )
        self._working = label(look="small")
        self.ticked = label(look="small", is_bold=True)
        self._chips = self._make_chips()
        self.brakes = Note()
        self.table = self._make_table()
        self.detail = Detail(self._actions)
        self.detail.asked.connect(self._on_button)
        self.detail.candidates.chosen.connect(self.choose)
        self._splitter = self._make_splitter()
        self._stack = QStackedWidget()
        self._stack.addWidget(self._splitter)
        self._look = QTimer(self, singleShot=True, interval=LOOK_MS)
        self._look.timeout.connect(self.show_current)
        head = line(self.title, 4, self._count, 0, self._working)
        chips = line(*self._chips.values(), 0, gap=6)
        self.setLayout(column(head, chips, self.brakes, self._stack, margins=(20, 16, 20, 12), gap=10))
        desk.opened.connect(self._forget)
        desk.scoped.connect(self._on_scoped)
        for told in (desk.matching.began, desk.matching.advanced, desk.matching.ended):
            told.connect(self._tell_working)
        desk.undoing.turned.connect(self._follow_next)
        escape = QShortcut(QKeySequence("Esc"), self)
        escape.activated.connect(self.go_back)

    # ---------------------------------------------------------------- building
    def _make_chips(self) -> dict[str | None, QPushButton]:
        group = QButtonGroup(self)
        group.setExclusive(True)
        made: dict[str | None, QPushButton] = {}
        for name in (None, *queue_words.GROUPS):
            chip = button("", partial(self.show_group, name), look="chip")
            chip.setCheckable(True)
            group.addButton(chip)
            made[name] = chip
        made[None].setChecked(True)
        self._counts: dict[str, int] = {}
        self._tell_counts(made)
        return made

    def _make_table(self) -> QueueTable:
        table = QueueTable(self.tr("Payments that wait"), meaning_at=(Col.SURE,))
        table.setModel(self.model)
        table.asked.connect(self.do)
        table.turned.connect(self._turn)
        table.clicked.connect(self._on_clicked)
        table.selectionModel().currentRowChanged.connect(lambda *_: self._look.start())
        table.size_columns()
        return table

    def _make_splitter(self) -> QSplitter:
        left = QWidget()
        foot = line(self.said, self.ticked, gap=12)
        foot.setStretch(0, 1)
        left.setLayout(column(self.table, foot, gap=6))
        made = QSplitter(Qt.Orientation.Horizontal)
        made.setHandleWidth(12)
        made.setChildrenCollapsible(False)
        made.addWidget(left)
        made.addWidget(self.detail)
        made.setStretchFactor(0, 3)
        made.setStretchFactor(1, 2)
        self.detail.setMinimumWidth(scaled(360))
        made.setSizes([680, 450])
        return made

    @cached_property
    def _empty(self) -> EmptyState:
        made = nothing_waits(self.desk)
        self._stack.addWidget(made)
        return made

    @cached_property
    def _empty_group(self) -> EmptyState:
        made = group_is_done(lambda: self.show_group(None))
        self._stack.addWidget(made)
        return made

    # ---------------------------------------------------------------- loading
    def main_widget(self) -> QWidget:
        """The list has the keys when the page is shown."""
        return self.table

    def show_group(self, name: str | None) -> None:
        """Another group, from its first row."""
        self.group = name
        self._chips[name].setChecked(True)
        self.model.untick_all()
        self._load(is_new=True)
        self.table.setFocus()

    def show_what(self, what: object) -> None:
        """A group by its name."""
        if isinstance(what, str) and what in queue_words.GROUPS:
            self.show_group(what)

    def _turn(self, step: int) -> None:
        names = [name for name in self._chips if name is None or self._counts.get(name)]
        if self.group not in names:
            names.append(self.group)
        self.show_group(names[(names.index(self.group) + step) % len(names)])

    def reload(self) -> None:
        """The same rows as the book has them now, without moving."""
        self._load(is_new=not self.model.rows)

    _wants_new = False
    """Other rows were asked for and are not here yet: what comes next shows them from the first, whoever asks."""
    _has_looked = False
    _lost_at = 0.0
    """When the payment in hand went away without the hand's doing (monotonic seconds)."""

    def _forget(self) -> None:
        """Another book: nothing of the last one is kept."""
        self._has_looked = False
        self._asked += 1
        self._chosen.clear()
        self.model.untick_all()
        self.model.show([], has_more=False)

    def _on_scoped(self) -> None:
        if self.isVisible() and self.desk.book is not None:
            self._load(is_new=True)
        else:
            self._is_stale = True

    def _load(self, *, is_new: bool) -> None:
        book, group, wallet = self.desk.this_book, self.group, self.desk.wallet_id
        self._asked += 1
        self._wants_new = is_new = is_new or self._wants_new
        asked, deeds, limit = self._asked, self.deeds.done, 0 if is_new else len(self.model.rows)
        self.desk.bridge.read(
            self,
            lambda: reading_queue.first_waiting(book, queue=group, wallet_id=wallet, limit=limit),
            lambda found: self._on_loaded(found, asked, deeds, is_new=is_new),
        )

    def _on_loaded(self, found: Waiting, asked: int, deeds: int, *, is_new: bool) -> None:
        if asked != self._asked:
            return
        if deeds != self.deeds.done:  # a deed was done meanwhile: this is the queue as it was before
            self._load(is_new=is_new)
            return
        rows = [row for row in found.rows if row.key not in self.deeds.in_flight]
        self._next, self._wants_new = found.next, False
        if is_new:
            self.model.show(rows, has_more=found.next is not None)
        else:
            self._renew(rows, has_more=found.next is not None)
        assert found.counts is not None
        assert found.brakes is not None
        self._counts = dict(found.counts)
        self._tell_counts(self._chips)
        self.brakes.tell("\n".join(found.brakes))
        self._show_or_empty()
        self._look.start()
        if not self._has_looked and any(not row.is_looked_at and row.key.role == "payment" for row in rows):
            self.desk.matching.run()
        self._has_looked = True

    def _renew(self, rows: list[QueueRow], *, has_more: bool) -> None:
        table, before = self.table, {row.key for row in self.model.rows}
        current = self.current()
        place = table.visualRect(table.currentIndex()).top()
        at = table.currentIndex().row()
        self.model.renew(rows, has_more=has_more)
        new = [row.key for row in self.model.rows if row.key not in before]
        if self._follows and new:
            self.select(self.model.place_of(new[0]) or 0)
        elif current is not None and (here := self.model.place_of(current.key)) is not None:
            self.select(here, is_quiet=True)
            moved = (table.visualRect(table.currentIndex()).top() - place) // max(table.rowHeight(here), 1)
            table.verticalScrollBar().setValue(table.verticalScrollBar().value() + moved)
        else:
            self._lost_at = time.monotonic() if current is not None else 0.0
            self.select(min(max(at, 0), len(self.model.rows) - 1), is_quiet=True)
        self._follows = False

    def _load_more(self) -> None:
        if self._next is None:
            return
        book, group, wallet, after = self.desk.this_book, self.group, self.desk.wallet_id, self._next
        asked, deeds = self._asked, self.deeds.done
        self.desk.bridge.read(
            self,
            lambda: reading_queue.waiting(book, queue=group, wallet_id=wallet, after=after),
            lambda found: self._on_more(found, asked, deeds),
        )

    def _on_more(self, found: Waiting, asked: int, deeds: int) -> None:
        if asked != self._asked:
            return
        if deeds != self.deeds.done:
            self._load_more()
            return
        self._next = found.next
        rows = [row for row in found.rows if row.key not in self.deeds.in_flight]
        self.model.add(rows, has_more=found.next is not None)

    def _follow_next(self) -> None:
        """What undo brings back is where the hand goes on."""
        self._follows = True

    # ---------------------------------------------------------------- telling
    def _tell_counts(self, chips: dict[str | None, QPushButton]) -> None:
        total = sum(self._counts.values())
        for name, chip in chips.items():
            n = total if name is None else self._counts.get(name, 0)
            text = self.tr("All") if name is None else queue_words.group(name)
            chip.setText(f"{text}  {words.count(n)}" if n else text)
            chip.setAccessibleName(self.tr("{0}, {1} wait").format(text, n))
        self._count.setText(self.tr("{0} wait for you").format(words.count(total)) if total else "")

    def count(self, queue: str, step: int) -> None:
        """A row left a group, or came back to it."""
        self._counts[queue] = max(0, self._counts.get(queue, 0) + step)
        self._tell_counts(self._chips)
        self._show_or_empty()

    def _show_or_empty(self) -> None:
        if self.model.rows or self.model.has_more:
            self._stack.setCurrentWidget(self._splitter)
            if not self.table.currentIndex().isValid() and self.model.rows:
                self.select(0)
        else:
            has_others = any(n for n in self._counts.values())
            self._stack.setCurrentWidget(self._empty_group if has_others else self._empty)

    def _tell_ticked(self) -> None:
        n = len(self.model.ticks)
        self.ticked.setText(self.tr("{0} ticked · Ctrl+Enter confirms them").format(words.count(n)) if n else "")

    def _tell_working(self, done: int = 0, total: int = 0) -> None:
        self._working.setText(queue_words.looking(done, total) if self.desk.matching.is_running else "")

    # ---------------------------------------------------------------- the row in hand
    def current(self) -> QueueRow | None:
        """The payment that is selected."""
        return self.model.row_at(self.table.currentIndex().row())

    def place(self, row: QueueRow) -> int:
        """The place of the candidate chosen for a payment."""
        return queue_words.place_of(row, self._chosen.get(row.key)) or 0

    def select(self, at: int, *, is_quiet: bool = False) -> None:
        """Go to a row; quietly means without scrolling to it."""
        if not 0 <= at < len(self.model.rows):
            return
        bar = self.table.verticalScrollBar()
        value = bar.value()
        self.table.selectRow(at)
        if is_quiet:
            bar.setValue(value)
        self._look.start()

    def choose(self, place: int) -> None:
        """Choose one of the candidates."""
        row = self.current()
        if row is None or place >= len(row.candidates):
            return
        self._chosen[row.key] = queue_words.told_apart(row.candidates[place])
        if row.key in self.model.ticks:
            self.model.ticks[row.key] = self._chosen[row.key]
        self.detail.show_row(row, place)

    def is_in_sight(self, row: QueueRow, place: int) -> bool:
        """Whether the right side shows just this candidate as chosen; also where it does not show this payment yet."""
        shown = self.detail.shown
        return shown is None or shown[0] != row.key or shown[1] == queue_words.told_apart(row.candidates[place])

    def forget_choice(self, key: TransactionKey) -> None:
        """The best candidate is chosen again."""
        self._chosen.pop(key, None)
        self.model.ticks.pop(key, None)
        self._tell_ticked()

    def show_current(self) -> None:
        """The right side shows the payment in hand, and the book is asked whether it still stands so."""
        if self.desk.book is None:
            return
        row = self.current()
        self.detail.show_row(row, self.place(row) if row else 0)
        if row is not None and row.key not in self.deeds.in_flight:
            self._look_again(row)

    def _look_again(self, row: QueueRow) -> None:
        """The row is as old as its page: what it proposes may be paid by now."""
        book, deeds = self.desk.this_book, self.deeds.done

        def on_found(rows: tuple[QueueRow, ...]) -> None:
            is_settled = deeds == self.deeds.done and row.key not in self.deeds.in_flight
            if is_settled and rows and rows[0] != row and self.model.place_of(row.key) is not None:
                self.model.insert(rows[0])
                current = self.current()
                if current is not None and current.key == row.key:
                    self.detail.show_row(rows[0], self.place(rows[0]))

        self.desk.bridge.read(self, lambda: reading_queue.rows_now(book, [row.key]), on_found)

    def _on_clicked(self, index: QModelIndex) -> None:
        if index.column() == Col.TICK:
            self.do("tick")

    # ---------------------------------------------------------------- doing
    def do(self, name: str) -> None:
        """Do a deed by its name, to the row in hand; not to one that has only just come under the hand by itself."""
        if self.desk.book is None:
            return
        if time.monotonic() - self._lost_at < LOST_SECONDS:
            self.said.setText(self.tr("The payment you had in hand was decided elsewhere: this is the next one."))
            return
        if name.startswith("choose_"):
            self.choose(int(name[-1]) - 1)
        else:
            self.deeds.do(name)

    def act_on(self, name: str) -> None:
        """What the menu or Ctrl+K asks for."""
        self.do(name)

    def _on_button(self, name: str) -> None:
        if name == "bring":
            self.desk.go("import")
            return
        self.do(name)
        if name in ("confirm", "refuse"):
            self.table.setFocus()

    def go_back(self) -> None:
        """Esc: out of the split grid, else the keys go to the list; never more than that."""
        self.deeds.close_grid()
        self.table.setFocus()

    # ---------------------------------------------------------------- remembered
    def save(self, settings: QSettings) -> None:
        """Group, columns and splitter as they are."""
        settings.setValue("queue/group", self.group or "")
        settings.setValue("queue/splitter", self._splitter.saveState())
        kept.save_columns(settings, "queue", self.table)

    def restore(self, settings: QSettings) -> None:
        """As it was left."""
        group = kept.text(settings, "queue/group")
        self.group = group if group in queue_words.GROUPS else None
        self._chips[self.group].setChecked(True)
        kept.restore_splitter(settings, "queue/splitter", self._splitter)
        kept.restore_columns(settings, "queue", self.table, Col.PARTY)
