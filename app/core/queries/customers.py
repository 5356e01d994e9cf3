"""Customers as they stand: what they owe, what is kept for them, and all that happened with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import orjson
from sqlalchemy import Connection, func, or_, select

from app.core.store.trade_tables import customers, items, remembered

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
    left = items.c.amount_cents - items.c.paid_cents - items.c.settled_cents
    owed = (
        select(items.c.customer_key, func.sum(left).label("cents"), func.count().label("n"))
        .where(items.c.kind == "invoice", items.c.state.in_(("open", "part")))
        .group_by(items.c.customer_key)
        .subquery()
    )
    query = select(customers, owed.c.cents, owed.c.n).outerjoin(owed, owed.c.customer_key == _C.key)
    if text:
        part = f"%{text.strip()}%"
        query = query.where(or_(*(column.ilike(part) for column in (_C.name, _C.phones, _C.accounts, _C.email))))
    if after:
        name, _, key = after.partition("\x1f")
        query = query.where(or_(_C.name > name, (_C.name == name) & (_C.key > key)))
    query = query.order_by(_C.name, _C.key)
    return tuple(_row(row) for row in reader.execute(query if limit is None else query.limit(limit)))


def cursor_of(row: CustomerRow) -> str:
    """Where a page ended, for ``customer_rows``."""
    return f"{row.name}\x1f{row.key}"


def customer_row(reader: Connection, *, key: str) -> CustomerRow | None:
    """One customer, or None where he is gone."""
    left = items.c.amount_cents - items.c.paid_cents - items.c.settled_cents
    owed = select(func.sum(left), func.count()).where(
        items.c.kind == "invoice", items.c.state.in_(("open", "part")), items.c.customer_key == key
    )
    found = reader.execute(select(customers).where(_C.key == key)).one_or_none()
    if found is None:
        return None
    cents, n = reader.execute(owed).one()
    return CustomerRow(*_told(found), int(cents or 0), n)


def typed_for(reader: Connection, *, key: str) -> list[TypedRow]:
    """What payers type for this customer, newest first."""
    query = select(remembered.c.id, remembered.c.typed).where(remembered.c.customer_key == key)
    return [TypedRow(row.id, row.typed) for row in reader.execute(query.order_by(remembered.c.id.desc()))]


def _row(row: object) -> CustomerRow:
    return CustomerRow(*_told(row), int(row.cents or 0), row.n or 0)  # type: ignore[attr-defined]


def _told(row: object) -> tuple[str, str, tuple[str, ...], tuple[str, ...], str, str, int]:
    key, _, name, phones, accounts, email, pin, advance = row[:8]  # type: ignore[index]
    return key, name, tuple(orjson.loads(phones)), tuple(orjson.loads(accounts)), email, pin, advance
