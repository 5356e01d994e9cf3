"""Customers: who owes, who has money kept, how each is recognised, and all that happened with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton, QWidget

from app.core import money
from app.core.items import ItemKey
from app.ui import items_words, reading_items, words
from app.ui.desk import Desk
from app.ui.items_drawer import entry, facts, headline, section
from app.ui.items_model import Column
from app.ui.items_page import Chip, ListPage
from app.ui.widgets import EmptyState, button, wrapped

if TYPE_CHECKING:
    from app.core.queries.customers import CustomerRow, Given, TypedRow
    from app.core.queries.items import ItemRow
    from app.core.queries.shelf import Chosen
    from app.ui.reading_items import CustomerDetail


class CustomersPage(ListPage):
    """The list of customers and, beside it, what is open of the one that was opened."""

    name, kind = "customers", "customer"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, self.tr("Customers"))

    def make_columns(self) -> tuple[Column, ...]:
        """Name, how he is recognised, what he owes, what is kept."""
        return (
            Column(self.tr("Name"), lambda r: r.name, 0, "name", tip=lambda r: r.name),
            Column(self.tr("Phones"), _phones, 190, is_soft=True, leaves=2, tip=_phones),
            Column(self.tr("Account numbers"), _accounts, 160, is_soft=True, leaves=1, tip=_accounts),
            Column(self.tr("Open invoices"), _open_items, 112, is_amount=True, is_soft=True, leaves=3),
            Column(self.tr("Owes"), lambda r: _cents(r.open_cents), 120, "amount", is_amount=True),
            Column(self.tr("Advance"), lambda r: _cents(r.advance_cents), 116, "other", is_amount=True),
        )

    def chip_choices(self) -> list[Chip]:
        """By what he owes or has paid too much."""
        return [
            Chip(self.tr("All"), {}),
            Chip(self.tr("Owing"), {"amounts_above": 0}),
            Chip(self.tr("With an advance"), {"others_above": 0}),
        ]

    def make_empty(self) -> EmptyState:
        """With both ways to begin."""
        return EmptyState(
            "customers",
            self.tr("No customers yet"),
            self.tr(
                "They come with the first list of invoices. A list of their phones and account numbers (CSV or Excel) "
                "makes payments easier to recognise."
            ),
            button(self.tr("Import customers…"), self.import_list, look="main", icon="import"),
            button(self.tr("New customer…"), self.make_new, icon="add"),
        )

    def make_buttons(self) -> list[QPushButton]:
        """Import and new."""
        return [
            button(self.tr("Import customers…"), self.import_list, icon="import"),
            button(self.tr("New customer…"), self.make_new, look="main", icon="add", key="Ins"),
        ]

    def filter_words(self) -> str:
        """What can be typed."""
        return self.tr("Filter by name, phone, account…")

    def tell_sums(self, chosen: Chosen) -> str:
        """Owed and kept."""
        owed, kept = money.shown(chosen.amount_cents), money.shown(chosen.other_cents)
        n = items_words.list_rows("customers", len(chosen.keys))
        return self.tr("{0} · owe KES {1} · advances KES {2}").format(n, owed, kept)

    # ---------------------------------------------------------------- doing
    def import_list(self) -> None:
        """Choose a list of customers."""
        self.deeds.choose_list(self, "customers")

    def make_new(self) -> None:
        """Type a customer."""
        self.deeds.type_customer(self, None, self.show_what)

    def edit_current(self) -> None:
        """Change the one that is selected."""
        row = self.current_row()
        if row is not None:
            self.deeds.type_customer(self, row, self.show_what)

    def remove_current(self) -> None:
        """Take the one that is selected out of the book."""
        row = self.current_row()
        if row is not None:
            self.deeds.remove(self, ItemKey("customer", row.key), row.name)

    # ---------------------------------------------------------------- the drawer
    def show_in_drawer(self, row: CustomerRow) -> None:
        """His invoices and history come from a worker."""
        book, key = self.desk.this_book, row.key
        self.drawer.show_title(row.name)
        self.desk.bridge.read(self, lambda: reading_items.customer_detail(book, key), self._on_detail, self._on_error)

    def _on_detail(self, detail: CustomerDetail | None) -> None:
        if detail is not None and detail.row.key == self.current_key():
            self.drawer.show_parts(detail.row.name, self._parts(detail))

    def _parts(self, detail: CustomerDetail) -> list[QWidget]:
        row = detail.row
        kept = self.tr("KES {0} kept for the next invoice").format(money.shown(row.advance_cents))
        badge = (self.tr("Owes"), "") if row.open_cents else (self.tr("Owes nothing"), "proven")
        parts: list[QWidget] = [
            headline(f"KES {money.shown(row.open_cents)}", kept if row.advance_cents else "", badge),
            facts(
                (
                    (self.tr("Phones"), _phones(row)),
                    (self.tr("Accounts"), _accounts(row)),
                    (self.tr("E-mail"), row.email),
                    (self.tr("KRA PIN"), row.pin),
                )
            ),
        ]
        if detail.open_invoices:
            parts.append(section(self.tr("Open invoices")))
            parts += [self._invoice(one) for one in detail.open_invoices]
            more = row.open_items - len(detail.open_invoices)
            if more > 0:
                parts.append(wrapped(self.tr("and {0} more").format(words.count(more)), look="soft"))
        if detail.typed:
            parts.append(section(self.tr("What is typed for this customer")))
            parts += [self._typed(one) for one in detail.typed]
        parts.append(section(self.tr("Payments")))
        parts += [self._given(one) for one in detail.history]
        if not detail.history:
            parts.append(wrapped(self.tr("No payment was matched yet."), look="soft"))
        return parts

    def _invoice(self, one: ItemRow) -> QWidget:
        told = [self.tr("of KES {0}").format(money.shown(one.amount_cents)) if one.state == "part" else ""]
        told += [items_words.late(one) or items_words.day(one.on_day)]
        return entry(
            one.number,
            " · ".join(part for part in told if part),
            amount=money.shown(one.open_cents),
            follow=lambda: self.desk.go("invoices", one.key),
        )

    def _typed(self, one: TypedRow) -> QWidget:
        return entry(
            f"“{one.typed}”",
            self.tr("was said to mean this customer"),
            do=(self.tr("Forget"), lambda: self.deeds.forget(one.id, one.typed)),
        )

    def _given(self, one: Given) -> QWidget:
        if one.kind == "customer":
            what = self.tr("kept as an advance") if one.cents >= 0 else self.tr("advance used")
        else:
            what = self.tr("for {0}").format(one.number)
        told = [what, words.moment(one.completed_at or one.at)]
        if one.is_undone:
            told.append(self.tr("taken back"))
        elif not one.is_live:
            told.append(self.tr("does not count: the payment was reversed or is not in the book"))
        return entry(
            one.receipt or self.tr("From the advance"),
            " · ".join(told),
            amount=money.shown(one.cents),
            follow=(lambda: self.desk.go("transactions", one.receipt)) if one.receipt else None,
            is_faint=not one.is_live,
        )


def _phones(row: CustomerRow) -> str:
    return " / ".join(row.phones)


def _accounts(row: CustomerRow) -> str:
    return "; ".join(row.accounts)


def _open_items(row: CustomerRow) -> str:
    return words.count(row.open_items) if row.open_items else ""


def _cents(cents: int) -> str:
    return money.shown(cents) if cents else ""
