"""Invoices: what is owed, by whom and since when; what paid each; typed by hand or from a list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QAbstractItemView, QPushButton, QWidget

from app.core import money
from app.core.items import ItemKey
from app.ui import items_words, reading_items, words
from app.ui.desk import Desk
from app.ui.items_drawer import entry, facts, headline, section
from app.ui.items_model import Column
from app.ui.items_page import Chip, ListPage
from app.ui.widgets import EmptyState, button, wrapped

if TYPE_CHECKING:
    from app.core.queries.items import ItemPayment, ItemRow
    from app.core.queries.shelf import Chosen
    from app.ui.reading_items import ItemDetail


class InvoicesPage(ListPage):
    """The list of invoices and, beside it, what paid the one that was opened."""

    name, kind = "invoices", "invoice"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, self.tr("Invoices"))
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.table.lettered.connect(lambda letter: self.write_off() if letter == "w" else None)

    def make_columns(self) -> tuple[Column, ...]:
        """Number, customer, days, cents, state."""
        return (
            Column(self.tr("Number"), lambda r: r.number, 118, "number", tip=lambda r: r.number),
            Column(self.tr("Customer"), _who, 0, "customer_name", tip=_customer_tip),
            Column(self.tr("Date"), lambda r: items_words.day(r.on_day), 104, "on_day", is_soft=True, leaves=1),
            Column(
                self.tr("Due"), lambda r: items_words.day(r.due_day), 104, "due_day", leaves=3, tip=items_words.late
            ),
            Column(self.tr("Amount"), lambda r: money.shown(r.amount_cents), 104, "amount", is_amount=True, leaves=4),
            Column(self.tr("Paid"), _paid, 100, is_amount=True, is_soft=True, leaves=2),
            Column(self.tr("Open"), _open, 104, "other", is_amount=True),
            Column(
                self.tr("State"),
                items_words.state,
                136,
                "state",
                meaning=items_words.state_meaning,
                tip=items_words.late,
            ),
        )

    def chip_choices(self) -> list[Chip]:
        """By what is left to be paid."""
        return [
            Chip(self.tr("All"), {}),
            Chip(self.tr("Open"), {"states": ("open", "part")}),
            Chip(self.tr("Overdue"), {"states": ("open", "part"), "due_before": 0}),
            Chip(self.tr("Part paid"), {"states": ("part",)}),
            Chip(self.tr("Short by a fee"), {"states": ("part",), "is_short_by_fee": True}),
            Chip(self.tr("Paid"), {"states": ("paid",)}),
            Chip(self.tr("Overpaid"), {"states": ("over",)}),
        ]

    def chosen_asks(self) -> dict[str, Any]:
        """Overdue is told by the present day, whatever day the window was opened on."""
        asks = super().chosen_asks()
        return {**asks, "due_before": items_words.today()} if "due_before" in asks else asks

    def make_empty(self) -> EmptyState:
        """With both ways to begin."""
        return EmptyState(
            "invoices",
            self.tr("No invoices yet"),
            self.tr(
                "Take in the list that your invoicing program exports (CSV or Excel), or type one. Payments that come "
                "in are then matched with them."
            ),
            button(self.tr("Import invoices…"), self.import_list, look="main", icon="import"),
            button(self.tr("New invoice…"), self.make_new, icon="add"),
        )

    def make_buttons(self) -> list[QPushButton]:
        """Import and new."""
        return [
            button(self.tr("Import invoices…"), self.import_list, icon="import"),
            button(self.tr("New invoice…"), self.make_new, look="main", icon="add", key="Ins"),
        ]

    def filter_words(self) -> str:
        """What can be typed."""
        return self.tr("Filter by number, name, amount…")

    def tell_sums(self, chosen: Chosen) -> str:
        """Amount and open."""
        amount, left = money.shown(chosen.amount_cents), money.shown(chosen.other_cents)
        n = items_words.list_rows("invoices", len(chosen.keys))
        return self.tr("{0} · KES {1} · open KES {2}").format(n, amount, left)

    # ---------------------------------------------------------------- doing
    def import_list(self) -> None:
        """Choose a list of invoices."""
        self.deeds.choose_list(self, "invoices")

    def make_new(self) -> None:
        """Type an invoice."""
        self.deeds.type_invoice(self, None, self.show_what)

    def edit_current(self) -> None:
        """Change the one that is selected."""
        row = self.current_row()
        if row is not None:
            self.deeds.type_invoice(self, row, self.show_what)

    def remove_current(self) -> None:
        """Take the one that is selected out of the book."""
        row = self.current_row()
        if row is not None:
            self.deeds.remove(self, ItemKey("invoice", row.key), row.number)

    def write_off(self) -> None:
        """Let go what is left of the rows that are selected."""
        keys = [self.model.keys[index.row()] for index in self.table.selectionModel().selectedRows()]
        if keys:
            self.deeds.write_off(self.window(), self.kind, keys)

    # ---------------------------------------------------------------- the drawer
    def show_in_drawer(self, row: ItemRow) -> None:
        """What paid it comes from a worker."""
        book, key = self.desk.this_book, ItemKey(row.kind, row.key)
        self.drawer.show_title(row.number)
        self.desk.bridge.read(self, lambda: reading_items.item_detail(book, key), self._on_detail, self._on_error)

    def _on_detail(self, detail: ItemDetail | None) -> None:
        if detail is not None and detail.row.key == self.current_key():
            self.drawer.show_parts(detail.row.number, self._parts(detail))

    def _parts(self, detail: ItemDetail) -> list[QWidget]:
        row = detail.row
        parts: list[QWidget] = [
            headline(self._amount(row), self._told(row), (items_words.state(row), items_words.state_meaning(row))),
            facts(
                (
                    (self.tr("Account"), row.account),
                    (self.tr("Phone"), row.phone),
                    (self.tr("Date"), items_words.day(row.on_day)),
                    (self.tr("Due"), items_words.day(row.due_day)),
                    (self.tr("Paid before"), money.shown(row.paid_cents) if row.paid_cents else ""),
                    (self.tr("Store"), row.store),
                    (self.tr("For"), row.description),
                )
            ),
        ]
        if row.customer_name or row.customer_key:
            parts.insert(1, self._customer(row))
        if row.state in ("open", "part"):
            parts.append(button(self.tr("Write off the rest…"), self.write_off, look="quiet", key="W"))
        parts.append(section(self.tr("Payments")))
        parts += payment_entries(self, detail.payments)
        if not detail.payments:
            parts.append(wrapped(self.tr("Nothing was paid on it yet."), look="soft"))
        return parts

    def _amount(self, row: ItemRow) -> str:
        """What matters of it now: what is open, what is too much, or what was paid."""
        cents = money.shown(abs(row.open_cents) or row.amount_cents)
        return f"KES {cents}"

    def _told(self, row: ItemRow) -> str:
        whole = self.tr("of KES {0}").format(money.shown(row.amount_cents))
        if row.open_cents < 0:
            return self.tr("more than its KES {0} was paid").format(money.shown(row.amount_cents))
        told = [whole if row.open_cents != row.amount_cents else "", items_words.late(row)]
        return " · ".join(part for part in told if part) if row.open_cents else ""

    def _customer(self, row: ItemRow) -> QWidget:
        name = row.customer_name or row.customer_key
        if not row.customer_key:
            return wrapped(name)
        return button(name, lambda: self.desk.go("customers", row.customer_key), look="link", icon="customers")


def payment_entries(page: ListPage, payments: list[ItemPayment]) -> list[QWidget]:
    """What paid an item: each match with its payment, also those that were taken back."""
    return [_payment_entry(page, one) for one in reversed(payments)]


def _payment_entry(page: ListPage, one: ItemPayment) -> QWidget:
    tr = items_words.tr
    who = one.party_name or one.party_phone
    how = tr("matched by the program") if one.by == "auto" else f"{tr('matched by')} {one.by}"
    told = [who, words.moment(one.completed_at), how]
    if one.forgiven_cents:
        told.append(f"KES {money.shown(one.forgiven_cents)} {items_words.forgiven(one.why)}")
    if one.is_undone:
        told.append(tr("taken back"))
    elif not one.is_live:
        told.append(tr("does not count: the payment was reversed or is not in the book"))
    text = one.receipt or (tr("From the customer's advance") if one.cents else tr("Let go without a payment"))
    return entry(
        text,
        " · ".join(part for part in told if part),
        amount=money.shown(one.cents),
        follow=(lambda: page.desk.go("transactions", one.receipt)) if one.receipt else None,
        do=None if one.is_undone else (tr("Take back"), lambda: page.deeds.take_back_match(one.match_id)),
        is_faint=not one.is_live,
    )


def _who(row: ItemRow) -> str:
    return row.customer_name or row.account or row.phone


def _customer_tip(row: ItemRow) -> str:
    return " · ".join(part for part in (row.customer_name, row.account, row.phone) if part)


def _paid(row: ItemRow) -> str:
    cents = row.paid_cents + row.settled_cents
    return money.shown(cents) if cents else ""


def _open(row: ItemRow) -> str:
    return money.shown(row.open_cents) if row.open_cents else ""
