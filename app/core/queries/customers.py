"""Customers as they stand: what they owe, what is kept for them, and all that happened with them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, func, or_, select

from app.core.store.slices import in_slices
from app.core.store.stated import customer_of
from app.core.store.tables import transactions
from app.core.store.trade_tables import (
    allocations,
    customers,
    decisions,
    items,
    matches,
    remembered,
    same_transaction,
)

MANY = 2_000
"""For more customers than this, what all of them owe is summed in one go."""

_C = customers.c


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """A customer as lists show it. ``open_cents`` is owed on ``open_items`` invoices, ``advance_cents`` is kept."""

    key: str
    name: str
    phones: tuple[str, ...]
    accounts: tuple[str, ...]
    email: str
    pin: str
    advance_cents: int
    open_cents: int
    open_items: int


class TypedRow(NamedTuple):
    """What payers type for a customer, as somebody told the program; ``id`` is the decision's number."""

    id: int
    typed: str


def customer_rows(
    reader: Connection, *, text: str = "", after: str = "", limit: int | None = 200
) -> tuple[CustomerRow, ...]:
    """The next customers by name, after the one with this mark (see ``cursor_of``)."""
    query = select(customers)
    for word in text.split():
        told = (_C.name, _C.phones, _C.accounts, _C.email)
        query = query.where(or_(*(column.icontains(word, autoescape=True) for column in told)))
    if after:
        name, _, key = after.partition("\x1f")
        query = query.where(or_(_C.name > name, (_C.name == name) & (_C.key > key)))
    query = query.order_by(_C.name, _C.key)
    return _with_owed(reader, reader.execute(query if limit is None else query.limit(limit)).all())


def customers_by_key(reader: Connection, *, keys: Sequence[str]) -> dict[str, CustomerRow]:
    """The customers with these keys; those that are gone are left out."""
    found = [row for some in in_slices(keys) for row in reader.execute(select(customers).where(_C.key.in_(some)))]
    return {row.key: row for row in _with_owed(reader, found)}


def owed_by_customer(reader: Connection, *, keys: Sequence[str] | None = None) -> Iterator[tuple[str, int, int]]:
    """Key, cents owed and number of open invoices of each customer who owes; of all, or of those with these keys."""
    left = items.c.amount_cents - items.c.paid_cents - items.c.settled_cents
    query = (
        select(items.c.customer_key, func.sum(left), func.count())
        .where(items.c.state.in_(("open", "part")), items.c.customer_key != "")
        .group_by(items.c.customer_key)
    )
    # Some customers are looked up by the index on them: with the bare column, SQLite would take all invoices instead.
    kind = items.c.kind if keys is None else func.coalesce(items.c.kind, "")
    query = query.where(kind == "invoice")
    for some in [None] if keys is None else in_slices(keys):
        for key, cents, n in reader.execute(query if some is None else query.where(items.c.customer_key.in_(some))):
            yield key, int(cents), n


def _with_owed(reader: Connection, rows: Sequence[Any]) -> tuple[CustomerRow, ...]:
    wanted = None if len(rows) > MANY else [row.key for row in rows]
    owed = {key: (cents, n) for key, cents, n in owed_by_customer(reader, keys=wanted)}
    return tuple(CustomerRow(*customer_of(row), row.advance_cents, *owed.get(row.key, (0, 0))) for row in rows)


def cursor_of(row: CustomerRow) -> str:
    """Where a page ended, for ``customer_rows``."""
    return f"{row.name}\x1f{row.key}"


def customer_row(reader: Connection, *, key: str) -> CustomerRow | None:
    """One customer, or None where he is gone."""
    return customers_by_key(reader, keys=[key]).get(key)


class Given(NamedTuple):
    """Money of a customer: what a match gave to an item of his, or to himself.

    What was given to himself is an advance; it is below zero where it was used. ``is_live``: it counts today.
    """

    match_id: int
    receipt: str
    completed_at: int | None
    kind: str
    number: str
    cents: int
    forgiven_cents: int
    at: int
    is_live: bool
    is_undone: bool


def customer_history(reader: Connection, *, key: str, limit: int = 100) -> list[Given]:
    """All that was ever given to the customer or his invoices, newest first."""
    same = same_transaction(transactions, matches)
    owner = or_(items.c.customer_key == key, and_(allocations.c.kind == "customer", allocations.c.key == key))
    told = (allocations.c.kind, items.c.number, allocations.c.cents, allocations.c.forgiven_cents, decisions.c.at)
    query = (
        select(
            matches.c.id, matches.c.receipt, transactions.c.completed_at, *told, matches.c.is_live, matches.c.is_undone
        )
        .select_from(allocations)
        .join(matches, matches.c.id == allocations.c.match_id)
        .join(decisions, decisions.c.id == matches.c.id)
        .outerjoin(items, and_(items.c.kind == allocations.c.kind, items.c.key == allocations.c.key))
        .outerjoin(transactions, same)
        .where(owner)
        .order_by(matches.c.id.desc(), allocations.c.place)
        .limit(limit)
    )
    return [
        Given(id_, receipt or "", at, kind, number or "", cents, forgiven, decided, bool(live), bool(undone))
        for id_, receipt, at, kind, number, cents, forgiven, decided, live, undone in reader.execute(query)
    ]


def typed_for(reader: Connection, *, key: str) -> list[TypedRow]:
    """What payers type for this customer, newest first."""
    query = select(remembered.c.id, remembered.c.typed).where(remembered.c.customer_key == key)
    return [TypedRow(row.id, row.typed) for row in reader.execute(query.order_by(remembered.c.id.desc()))]
