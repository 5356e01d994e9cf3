"""Sales: what the tills rang up, by store, till and cashier; and the code doctor's view of their M-PESA codes."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QPushButton, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from app.core import clock, money
from app.core.items import ItemKey
from app.ui import items_words, reading_items, words
from app.ui.desk import Desk
from app.ui.items_drawer import facts, headline, section
from app.ui.items_model import Column
from app.ui.items_page import Chip, ListPage
from app.ui.pages.invoices import payment_entries
from app.ui.widgets import EmptyState, button, column, line, wrapped

if TYPE_CHECKING:
    from app.core.queries.items import ItemRow
    from app.core.queries.shelf import Chosen
    from app.ui.code_doctor import CodeDoctor
    from app.ui.reading_items import ItemDetail


class SalesPage(ListPage):
    """The list of sales, or what the code doctor found in the sales of some days."""

    name, kind = "sales", "sale"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, self.tr("Sales"))
        desk.scoped.connect(self._on_scoped)
        QShortcut(QKeySequence("Ctrl+D"), self).activated.connect(self.turn)

    def make_columns(self) -> tuple[Column, ...]:
        """Where and when it was rung up, by whom, with which code."""
        return (
            Column(self.tr("Number"), lambda r: r.number, 104, "number", tip=lambda r: r.number),
            Column(self.tr("Time"), _when, 140, "at", is_soft=True, tip=_when),
            Column(self.tr("Store"), lambda r: r.store, 112, "store", is_soft=True, leaves=1, tip=lambda r: r.store),
            Column(self.tr("Till"), lambda r: r.till, 76, "till", is_soft=True, leaves=2, tip=lambda r: r.till),
            Column(self.tr("Cashier"), lambda r: r.cashier, 0, "cashier", is_soft=True, tip=lambda r: r.cashier),
            Column(self.tr("Amount"), lambda r: money.shown(r.amount_cents), 104, "amount", is_amount=True),
            Column(self.tr("M-PESA code"), lambda r: r.code, 128, "code", is_mono=True),
            Column(self.tr("State"), items_words.state, 136, "state", meaning=items_words.state_meaning),
        )

    def chip_choices(self) -> list[Chip]:
        """By what was matched."""
        return [
            Chip(self.tr("All"), {}),
            Chip(self.tr("Not matched"), {"states": ("open",)}),
            Chip(self.tr("Part matched"), {"states": ("part",)}),
            Chip(self.tr("Matched"), {"states": ("paid",)}),
            Chip(self.tr("Overpaid"), {"states": ("over",)}),
        ]

    def make_empty(self) -> EmptyState:
        """With both ways to begin."""
        return EmptyState(
            "sales",
            self.tr("No sales yet"),
            self.tr(
                "Take in the sales report of your tills (CSV or Excel) with the M-PESA codes that cashiers entered: "
                "each code is looked up, and slips and second uses are found."
            ),
            button(self.tr("Import sales…"), self.import_list, look="main", icon="import"),
            button(self.tr("New sale…"), self.make_new, icon="add"),
        )

    def make_buttons(self) -> list[QPushButton]:
        """Import and new."""
        return [
            button(self.tr("Import sales…"), self.import_list, icon="import"),
            button(self.tr("New sale…"), self.make_new, look="main", icon="add", key="Ins"),
        ]

    def filter_words(self) -> str:
        """What can be typed."""
        return self.tr("Filter by number, code, amount…")

    def tell_sums(self, chosen: Chosen) -> str:
        """Amount and what is not matched."""
        amount, left = money.shown(chosen.amount_cents), money.shown(chosen.other_cents)
        n = items_words.list_rows("sales", len(chosen.keys))
        return self.tr("{0} · KES {1} · not matched KES {2}").format(n, amount, left)

    # ---------------------------------------------------------------- two views
    def _lay_out(self) -> QVBoxLayout:
        self.list_chip = button(self.tr("List"), lambda: self.show_doctor(is_shown=False), look="chip")
        self.doctor_chip = button(
            self.tr("Code doctor"), lambda: self.show_doctor(is_shown=True), look="chip", key="Ctrl+D"
        )
        group = QButtonGroup(self)
        for chip in (self.list_chip, self.doctor_chip):
            chip.setCheckable(True)
            group.addButton(chip)
        self.list_chip.setChecked(True)
        self._tools = QWidget()
        self._tools.setLayout(line(self._count, 0, self.filter, *self.make_buttons()))
        self._tools.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        keep = self._tools.sizePolicy()
        keep.setRetainSizeWhenHidden(True)
        self._tools.setSizePolicy(keep)
        head = line(self.title, 4, self.list_chip, self.doctor_chip, 4, self._tools)
        listed = QWidget()
        foot = line(0, self.sums, margins=(0, 0, 12, 0))
        body = column(line(*self.chips, 0, gap=6), self._splitter, foot, gap=10)
        body.setStretch(1, 1)
        listed.setLayout(body)
        self._views = QStackedWidget()
        self._views.addWidget(listed)
        made = column(head, self._views, margins=(20, 16, 20, 10), gap=10)
        made.setStretch(1, 1)
        return made

    @cached_property
    def doctor(self) -> CodeDoctor:
        """The code doctor, made when somebody first asks."""
        from app.ui.code_doctor import CodeDoctor

        made = CodeDoctor(self.desk, self.deeds, self._show_sale)
        self._views.addWidget(made)
        return made

    @property
    def is_doctor_shown(self) -> bool:
        """Whether the code doctor is what is seen."""
        return "doctor" in self.__dict__ and self._views.currentWidget() is self.doctor

    def show_doctor(self, *, is_shown: bool = True) -> None:
        """The code doctor, or the list."""
        (self.doctor_chip if is_shown else self.list_chip).setChecked(True)
        self._tools.setVisible(not is_shown)
        if is_shown:
            self._views.setCurrentWidget(self.doctor)
            self.doctor.load()
        else:
            self._views.setCurrentIndex(0)
        self.main_widget().setFocus()

    def turn(self) -> None:
        """Ctrl+D: the other view."""
        self.show_doctor(is_shown=not self.is_doctor_shown)

    def main_widget(self) -> QWidget:
        """What is listed has the keys."""
        return self.doctor.table if self.is_doctor_shown else self.table

    def reload(self) -> None:
        """Both views, where they are seen."""
        super().reload()
        if self.is_doctor_shown:
            self.doctor.load()

    def _on_scoped(self) -> None:
        if self.is_doctor_shown and self.isVisible():
            self.doctor.load()

    def _show_sale(self, key: str) -> None:
        self.show_doctor(is_shown=False)
        self.show_what(key)

    def show_what(self, what: object) -> None:
        """A sale (by key) in the list."""
        if self.is_doctor_shown:
            self.show_doctor(is_shown=False)
        super().show_what(what)

    # ---------------------------------------------------------------- doing
    def import_list(self) -> None:
        """Choose a list of sales."""
        self.deeds.choose_list(self, "sales")

    def make_new(self) -> None:
        """Type a sale."""
        self.deeds.type_sale(self, None, self.show_what)

    def edit_current(self) -> None:
        """Change the one that is selected."""
        row = self.current_row()
        if row is not None:
            self.deeds.type_sale(self, row, self.show_what)

    def remove_current(self) -> None:
        """Take the one that is selected out of the book."""
        row = self.current_row()
        if row is not None:
            self.deeds.remove(self, ItemKey("sale", row.key), row.number)

    # ---------------------------------------------------------------- the drawer
    def show_in_drawer(self, row: ItemRow) -> None:
        """What paid it comes from a worker."""
        book, key = self.desk.this_book, ItemKey(row.kind, row.key)
        self.drawer.show_title(self.tr("Sale {0}").format(row.number))
        self.desk.bridge.read(self, lambda: reading_items.item_detail(book, key), self._on_detail, self._on_error)

    def _on_detail(self, detail: ItemDetail | None) -> None:
        if detail is None or detail.row.key != self.current_key():
            return
        row = detail.row
        left = f"{self.tr('not matched')}: KES {money.shown(row.open_cents)}" if row.state == "part" else ""
        parts: list[QWidget] = [
            headline(
                f"KES {money.shown(row.amount_cents)}", left, (items_words.state(row), items_words.state_meaning(row))
            ),
            facts(
                (
                    (self.tr("Time"), words.exact(row.at) if row.at is not None else items_words.day(row.on_day)),
                    (self.tr("Store"), row.store),
                    (self.tr("Till"), row.till),
                    (self.tr("Cashier"), row.cashier),
                    (self.tr("M-PESA code"), row.code or self.tr("none was entered")),
                    (self.tr("Customer"), row.customer_name),
                )
            ),
            section(self.tr("Payments")),
            *payment_entries(self, detail.payments),
        ]
        if not detail.payments:
            parts.append(wrapped(self.tr("No payment is matched with it."), look="soft"))
        self.drawer.show_parts(self.tr("Sale {0}").format(row.number), parts)


def _when(row: ItemRow) -> str:
    if row.at is None:
        return items_words.day(row.on_day)
    return f"{items_words.day(row.on_day)} {clock.wall(row.at):%H:%M}"
