"""The code doctor: faults of the M-PESA codes of some days, each with its one-key cure; and money nobody rang up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, QModelIndex
from PySide6.QtWidgets import QFrame, QHeaderView, QStackedWidget, QWidget

from app.core import clock, money
from app.core.items import ItemKey
from app.ui import reading_items, theme, words
from app.ui.code_models import FaultsModel, TallyModel, UnclaimedModel, fault_told, fault_word
from app.ui.desk import Desk
from app.ui.items_deeds import ItemDeeds
from app.ui.pickers import Picker
from app.ui.table import Table
from app.ui.widgets import EmptyState, breakable, button, column, label, line, rule, wrapped

if TYPE_CHECKING:
    from app.core.doctor.codes import Finding
    from app.core.queries.codes import CodeReport

SIDE_WIDTH = 368
WIDTHS = (84, 104, 92, 92, 104, 0)
LEAST_SENTENCE = 160


class CodeDoctor(QWidget):
    """Findings by fault at the left with the sentence below; tallies and unclaimed money at the right."""

    def __init__(self, desk: Desk, deeds: ItemDeeds, show_sale: Callable[[str], None]) -> None:
        super().__init__()
        self._desk, self._deeds, self._show_sale = desk, deeds, show_sale
        self._asked = 0
        self._after: tuple[int, str] | None = None
        self.setAccessibleName(self.tr("Code doctor"))
        self.period = self._make_period()
        self.told = label(look="soft")
        self.model, self.tallies, self.unclaimed = FaultsModel(self), TallyModel(self), UnclaimedModel(self)
        self.table = self._make_table()
        self._stack = QStackedWidget()
        self._sound = EmptyState("proven", "", "")
        for made in (self.table, self._sound):
            self._stack.addWidget(made)
        self._make_detail()
        side = self._make_side()
        left = column(self._stack, self._detail, gap=8)
        left.setStretch(0, 1)
        body = line(left, side, gap=12)
        body.setStretch(0, 1)
        whole = column(line(self.period, 4, self.told, 0), body, gap=10)
        whole.setStretch(1, 1)
        self.setLayout(whole)

    # ---------------------------------------------------------------- building
    def _make_period(self) -> Picker:
        made = Picker(self.tr("Days to look at"))
        for text in (
            self.tr("The chosen day"),
            self.tr("7 days to the chosen day"),
            self.tr("The chosen day's month"),
        ):
            made.addItem(text)
        made.setCurrentIndex(1)
        made.currentIndexChanged.connect(lambda _: self.load())
        return made

    def _make_table(self) -> Table:
        table = Table(self.tr("Faults of codes"), meaning_at=(0,))
        table.setModel(self.model)
        table.opened.connect(lambda _: self.mend())
        table.selectionModel().currentRowChanged.connect(lambda *_: self._show_current())
        header = table.horizontalHeader()
        for at, width in enumerate(WIDTHS):
            if width:
                header.resizeSection(at, _scaled(width))
        header.setSectionResizeMode(5, QHeaderView.ResizeMode.Stretch)
        table.resized.connect(self._fit_columns)
        return table

    def _fit_columns(self) -> None:
        """Where there is not room for all, time and cashier step back: the card below tells them."""
        used = sum(_scaled(width) for width in WIDTHS)
        for at in (1, 2, 3):
            has_room = self.table.room - used >= _scaled(LEAST_SENTENCE)
            self.table.setColumnHidden(at, not has_room)
            used -= 0 if has_room else _scaled(WIDTHS[at])

    def _make_detail(self) -> None:
        """The sentence of the finding in hand, whole, and what can be done."""
        self._detail = QFrame()
        self._detail.setObjectName("card")
        self.sentence = wrapped()
        self._where = wrapped(look="small")
        self.cure = button("", self.mend, look="main", key="Return")
        self._sale = button(self.tr("Show the sale"), self._on_sale, icon="sales")
        deeds = line(self.cure, self._sale, 0)
        self._detail.setLayout(column(self.sentence, self._where, deeds, margins=(16, 10, 16, 12), gap=6))

    def _make_side(self) -> QWidget:
        side = QWidget()
        side.setFixedWidth(_scaled(SIDE_WIDTH))
        tally = self._small_table(self.tr("By store, till and cashier"), self.tallies, (0, 52, 56, 88))
        money_table = self._small_table(self.tr("Received and never rung up"), self.unclaimed, (100, 0, 88, 56))
        money_table.opened.connect(self._on_payment)
        self._unclaimed_told = label(look="soft")
        cards = (
            _card(label(self.tr("By store, till and cashier"), is_bold=True), None, tally),
            _card(label(self.tr("Received and never rung up"), is_bold=True), self._unclaimed_told, money_table),
        )
        made = column(*cards, gap=12)
        for at in (0, 1):
            made.setStretch(at, 1)
        side.setLayout(made)
        return side

    def _small_table(self, name: str, model: TallyModel | UnclaimedModel, widths: tuple[int, ...]) -> Table:
        made = Table(name, meaning_at=())
        made.setModel(model)
        header = made.horizontalHeader()
        for at, width in enumerate(widths):
            if width:
                header.resizeSection(at, _scaled(width))
            else:
                header.setSectionResizeMode(at, QHeaderView.ResizeMode.Stretch)
        return made

    # ---------------------------------------------------------------- loading
    def days(self) -> tuple[int, int]:
        """First and last day number of what is looked at."""
        on = self._desk.on
        match self.period.currentIndex():
            case 0:
                first, last = on, on
            case 1:
                first, last = on - timedelta(days=6), on
            case _:
                first = on.replace(day=1)
                last = (on.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        return clock.number_of(first), clock.number_of(last)

    def load(self) -> None:
        """Ask again, for the days and the wallet that are chosen."""
        if self._desk.book is None:
            return
        self._asked += 1
        asked, book, wallet = self._asked, self._desk.this_book, self._desk.wallet_id
        first, last = self.days()
        self._desk.bridge.read(
            self,
            lambda: reading_items.code_report(book, first, last, clock.now(), wallet),
            lambda found: self._on_report(found, asked),
        )

    def _on_report(self, report: CodeReport, asked: int) -> None:
        if asked != self._asked:
            return
        place, key = self._after or (self.table.currentIndex().row(), self._current_key())
        self._after = None
        self.model.show(report.findings)
        for row in self.model.group_rows():
            self.table.setSpan(row, 0, 1, self.model.columnCount())
        self.tallies.show(report.tallies)
        self.unclaimed.show(report.unclaimed)
        self._tell(report)
        self._choose(key, place)
        self._show_current()

    def _tell(self, report: CodeReport) -> None:
        sales, faulty = sum(one.sales for one in report.tallies), len(report.findings)
        cents = sum(finding.sale.amount_cents for finding in report.findings)
        first, last = (words.short_day(clock.day_of(day)) for day in self.days())
        days = first if first == last else f"{first} – {last}"
        if faulty:
            self.told.setText(
                self.tr("{0}: {1} of {2} sales to look at, KES {3}").format(
                    days, words.count(faulty), words.count(sales), money.shown(cents)
                )
            )
        else:
            self.told.setText(days)
        if sales:
            self._sound.title.setText(self.tr("Every code is sound"))
            self._sound.text.setText(
                self.tr("Each of the {0} sales of these days has a code that was paid.").format(words.count(sales))
            )
        else:
            self._sound.title.setText(self.tr("No sales on these days"))
            self._sound.text.setText(self.tr("Choose other days above, or take in the tills’ sales report of them."))
        self._stack.setCurrentWidget(self.table if faulty else self._sound)
        waiting = sum(one.payment.amount_cents for one in report.unclaimed)
        n = len(report.unclaimed)
        self._unclaimed_told.setText(
            f"{words.count(n)} · KES {money.shown(waiting)}" if n else self.tr("Nothing: all of it has its sale.")
        )

    def _choose(self, key: str, place: int) -> None:
        """The same finding as before; where it is cured, the one that took its place."""
        at = self.model.place_of(key)
        at = self.model.nearest(place) if at is None else at
        if at is not None:
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            self.table.selectionModel().setCurrentIndex(self.model.index(at, 0), flags)

    # ---------------------------------------------------------------- the finding in hand
    def current(self) -> Finding | None:
        """What is selected."""
        return self.model.finding_at(self.table.currentIndex().row())

    def _current_key(self) -> str:
        found = self.current()
        return found.sale.key if found is not None else ""

    def _show_current(self) -> None:
        found = self.current()
        self._detail.setVisible(found is not None)
        if found is None:
            return
        sale = found.sale
        self.sentence.setText(breakable(found.sentence))
        where = [f"{self.tr('Sale')} {sale.number}", f"KES {money.shown(sale.amount_cents)}", words.moment(sale.at)]
        where += [part for part in (sale.store, sale.till, sale.cashier) if part]
        self._where.setText(" · ".join(part for part in (fault_word(found.fault), *where) if part))
        self.sentence.setToolTip(fault_told(found.fault))
        self.cure.setVisible(bool(found.offered))
        self.cure.setText(self.tr("Match with {0}  (Enter)").format(found.offered))

    def mend(self) -> None:
        """Enter: match the sale with the receipt that is offered, and go on to the next."""
        found = self.current()
        if found is None:
            return
        if not found.offered:
            self._show_sale(found.sale.key)
            return
        place = self.table.currentIndex().row()
        key = ItemKey("sale", found.sale.key)

        def on_done() -> None:
            self._after = (place, "")

        self._deeds.match_sale(key, found.sale.number, found.offered, found.sentence, on_done)

    def _on_sale(self) -> None:
        found = self.current()
        if found is not None:
            self._show_sale(found.sale.key)

    def _on_payment(self, index: QModelIndex) -> None:
        self._desk.go("transactions", self.unclaimed.rows[index.row()].payment.receipt)


def _card(title: QWidget, told: QWidget | None, table: Table) -> QFrame:
    card = QFrame()
    card.setObjectName("card")
    table.setFrameShape(QFrame.Shape.NoFrame)
    table.setProperty("look", "inside")
    head = line(title, 0, *([told] if told else []), margins=(16, 10, 16, 0))
    card.setLayout(column(head, rule(), table, margins=(1, 1, 1, 1), gap=8))
    return card


def _scaled(width: int) -> int:
    return round(width * max(1.0, theme.current.scale / 100))
