"""Customers, invoices and sales that a person types: new ones, changed ones, and taking them out of the book."""

from __future__ import annotations

from sqlalchemy import Connection, select

from app.core import money
from app.core.actions.decide import remove_item, undo_decisions
from app.core.actions.record_list import customer_book
from app.core.book import Pen
from app.core.errors import BookError
from app.core.items import Customer, Item, ItemKey, ItemKind
from app.core.lists.reading import item_key
from app.core.lists.values import CustomerLine
from app.core.queries.customers import customer_row
from app.core.queries.items import item_payments, item_row
from app.core.store.stated import Typed, customer_event, item_event
from app.core.store.trade_tables import allocations, matches

_CALLED = {
    ItemKind.INVOICE: "invoice",
    ItemKind.SALE: "sale",
    ItemKind.CUSTOMER: "customer",
    ItemKind.BANK: "bank line",
}


class AlreadyThere(BookError):
    """What was to be made is in the book; ``key`` names it, so that it can be shown and changed instead."""

    key = ""

    def at(self, key: str) -> AlreadyThere:
        """With its key."""
        self.key = key
        return self


class AskFirst(BookError):
    """What was asked for takes something along that the person may not think of: to be done only on a second word."""


def make_item(pen: Pen, *, item: Item) -> ItemKey:
    """State a new invoice or sale; its key is that which a list would give it. Raises AlreadyThere, BookError."""
    told = _checked(item)._replace(key=_key_of(item))
    key = ItemKey(told.kind, told.key)
    if item_row(pen.connection, key=key) is not None:
        raise AlreadyThere(
            f"{_CALLED[ItemKind(told.kind)].capitalize()} {told.number} is in the book already.",
            hint="Change that one, or type another number.",
        ).at(told.key)
    _state(pen, told)
    return key


def change_item(pen: Pen, *, item: Item) -> ItemKey:
    """State an invoice or sale anew under the key that it has. Raises BookError where it is gone."""
    key = ItemKey(item.kind, item.key)
    if item_row(pen.connection, key=key) is None:
        raise BookError(f"{item.number} is not in the book any more.", hint="Make it anew.")
    if _key_of(item) != item.key:
        raise BookError(
            f"A number names its {_CALLED[ItemKind(item.kind)]} for ever.", hint="Remove this one and make a new one."
        )
    _state(pen, _checked(item))
    return key


def _key_of(item: Item) -> str:
    return item_key(item.number) if item.kind == ItemKind.INVOICE else item_key(item.store, item.till, item.number)


def _checked(item: Item) -> Item:
    """The same, where a list could hold it. Raises BookError with what is wrong in it."""
    word = _CALLED[ItemKind(item.kind)]
    if not item.number.strip():
        raise BookError(f"The {word} needs a number.")
    if item.amount_cents <= 0:
        raise BookError(f"The {word} needs an amount above zero.")
    if item.amount_cents >= money.CENTS_LIMIT:
        raise BookError("The amount is too large.")
    if not 0 <= item.paid_cents <= item.amount_cents:
        raise BookError("What was paid before cannot be more than the amount.")
    if item.due_day is not None and item.due_day < item.on_day:
        raise BookError(f"The {word} is due before it was made.", hint="Look at the two days.")
    return item


def _state(pen: Pen, item: Item) -> None:
    """Record the item, and the customer whom it names where he is new or told more of."""
    typed = Typed(pen.batch.actor, pen.batch.at)
    made = []
    told = item
    if item.customer_name or item.account or item.phone:
        people = customer_book(pen.connection)
        phones = tuple(part for part in item.phone.split(" / ") if part)
        line = CustomerLine(item.customer_name, phones, (item.account,) if item.account else (), "", "")
        meant = people.meant(line)
        if item.kind == ItemKind.INVOICE:
            after = people.told(line, settled=(meant.key,) if meant else ())
            made += [] if after == meant else [customer_event(after, typed=typed)]
            told = item._replace(customer_key=after.key)
        else:
            told = item._replace(customer_key=meant.key if meant and item.customer_name else "")
    else:
        told = item._replace(customer_key="")
    pen.record_all([*made, item_event(told, typed=typed)])


def make_customer(pen: Pen, *, customer: Customer) -> str:
    """State a new customer and give the key he gets. Raises AlreadyThere where the book knows him."""
    told = _named(customer)
    people = customer_book(pen.connection)
    meant = people.meant(CustomerLine(told.name, told.phones, told.accounts, told.email, told.pin))
    if meant is not None:
        raise AlreadyThere(
            f"{meant.name or meant.key} is a customer already{_by_what(meant, told)}.",
            hint="Change that one, or tell them apart by a phone or an account number.",
        ).at(meant.key)
    after = people.told(CustomerLine(told.name, told.phones, told.accounts, told.email, told.pin))
    pen.record(customer_event(after, typed=Typed(pen.batch.actor, pen.batch.at)))
    return after.key


def _by_what(meant: Customer, told: Customer) -> str:
    known = {item_key(account) for account in meant.accounts}
    if account := next((one for one in told.accounts if item_key(one) in known), ""):
        return f", with the account {account}"
    return ", with this phone" if set(meant.phones) & set(told.phones) else ""


def change_customer(pen: Pen, *, customer: Customer) -> str:
    """State a customer anew under his key. Raises BookError where he is gone or an account is another's."""
    told = _named(customer)
    if customer_row(pen.connection, key=told.key) is None:
        raise BookError(f"{told.name} is not in the book any more.", hint="Make the customer anew.")
    people = customer_book(pen.connection)
    for account in told.accounts:
        owner = people.meant(CustomerLine("", (), (account,), "", ""))
        if owner is not None and owner.key != told.key:
            raise BookError(
                f"The account {account} is {owner.name or owner.key}’s.", hint="Take it from that customer first."
            )
    pen.record(customer_event(told, typed=Typed(pen.batch.actor, pen.batch.at)))
    return told.key


def _named(customer: Customer) -> Customer:
    if not customer.name.strip():
        raise BookError("The customer needs a name.")
    return customer


def remove_typed(pen: Pen, *, key: ItemKey, is_sure: bool = False) -> int:
    """Take an invoice, a sale or a customer out of the book, whatever list brought it; can be undone.

    Raises AskFirst, unless ``is_sure``, where money was given to it or a customer still owes: the matches that gave
    money to what is removed are taken back, and their payments wait for a person again.
    """
    if not is_sure and (told := _takes_along(pen.connection, key)):
        raise AskFirst(told)
    removed = remove_item(pen, item=key)
    query = (
        select(matches.c.id)
        .join(allocations, allocations.c.match_id == matches.c.id)
        .where(allocations.c.kind == key.kind, allocations.c.key == key.key, matches.c.is_undone == 0)
    )
    if given := sorted(set(pen.connection.execute(query).scalars())):
        undo_decisions(pen, ids=given)
    return removed


def _takes_along(reader: Connection, key: ItemKey) -> str:
    """What a person should know before it is removed, in a sentence; '' where there is nothing to say."""
    if key.kind != ItemKind.CUSTOMER:
        cents = sum(one.cents for one in item_payments(reader, key=key) if one.is_live)
        row = item_row(reader, key=key)
        return (
            f"KES {money.shown(cents)} was paid on {row.number if row else key.key}. Its payments will wait in the "
            "queue again."
            if cents
            else ""
        )
    row_of = customer_row(reader, key=key.key)
    if row_of is None:
        return ""
    told = []
    if row_of.open_items:
        invoices = "invoice" if row_of.open_items == 1 else "invoices"
        told.append(
            f"{row_of.name} owes KES {money.shown(row_of.open_cents)} on {row_of.open_items:,} {invoices}. They stay "
            "in the book without a customer."
        )
    if row_of.advance_cents:
        told.append(
            f"KES {money.shown(row_of.advance_cents)} is kept for {row_of.name}; its payments will wait in the queue "
            "again."
        )
    return " ".join(told)
