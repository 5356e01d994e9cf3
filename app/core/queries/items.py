"""Invoices, sales and bank lines as they stand: what is open of each, and what paid it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection, Select, case, func, or_, select, tuple_

from app.core.items import ItemKey
from app.core.queries.matching import PAGE
from app.core.store.slices import in_slices
from app.core.store.tables import transactions
from app.core.store.trade_tables import allocations, decisions, items, matches, same_transaction

_I = items.c


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item as lists show it. Days are day numbers (0 where the list told none), ``at`` seconds UTC."""

    kind: str
    key: str
    number: str
    amount_cents: int
    paid_cents: int
    settled_cents: int
    on_day: int
    due_day: int | None
    at: int | None
    customer_key: str
    customer_name: str
    phone: str
    account: str
    store: str
    till: str
    cashier: str
    code: str
    description: str
    balance_cents: int | None
    state: str

    @property
    def open_cents(self) -> int:
        """What is still to be paid; below zero where too much was."""
        return self.amount_cents - self.paid_cents - self.settled_cents


@dataclass(frozen=True, slots=True)
class ItemFilter:
    """What to leave out of a list of items; an empty field leaves nothing out. Days: both ends included."""

    kind: str
    text: str = ""
    states: tuple[str, ...] = ()
    customer_key: str = ""
    store: str = ""
    from_day: int | None = None
    to_day: int | None = None
    due_before: int | None = None


class ItemCursor(NamedTuple):
    """Where a page ended."""

    on_day: int
    key: str


class ItemPage(NamedTuple):
    """Rows newest first, and where the next page begins (None at the end)."""

    rows: tuple[ItemRow, ...]
    next: ItemCursor | None


class ItemSums(NamedTuple):
    """How many items pass a filter, and their cents: in all, and still to be paid (less nothing that was overpaid)."""

    n: int
    amount_cents: int
    open_cents: int


class ItemPayment(NamedTuple):
    """A match that speaks of an item, standing or taken back, with the part it gave."""

    match_id: int
    receipt: str
    completed_at: int | None
    party_name: str
    party_phone: str
    cents: int
    forgiven_cents: int
    why: str
    by: str
    at: int
    is_live: bool
    is_undone: bool


_COLUMNS = [_I[name] for name in ItemRow.__dataclass_fields__]


def item_page(
    reader: Connection, *, filters: ItemFilter, after: ItemCursor | None = None, limit: int = 200
) -> ItemPage:
    """The next rows, newest day first."""
    query = _filtered(select(*_COLUMNS), filters).order_by(_I.on_day.desc(), _I.key.desc()).limit(limit)
    if after is not None:
        query = query.where(tuple_(_I.on_day, _I.key) < tuple_(after.on_day, after.key))
    rows = tuple(ItemRow(*row) for row in reader.execute(query))
    return ItemPage(rows, ItemCursor(rows[-1].on_day, rows[-1].key) if len(rows) == limit else None)


NEWEST_FIRST = (_I.on_day.desc(), func.coalesce(_I.at, 0).desc(), _I.key.desc())
"""By day, then by the hour where it is known."""


def newest_items(reader: Connection, *, kind: str, limit: int) -> list[ItemRow]:
    """The first rows of a list whose newest stand first."""
    query = select(*_COLUMNS).where(_I.kind == kind).order_by(*NEWEST_FIRST).limit(limit)
    return [ItemRow(*row) for row in reader.execute(query)]


def all_items(reader: Connection, *, filters: ItemFilter) -> Iterator[ItemRow]:
    """Every row, newest day first."""
    query = _filtered(select(*_COLUMNS), filters).order_by(_I.on_day.desc(), _I.key.desc())
    for row in reader.execute(query.execution_options(yield_per=PAGE)):
        yield ItemRow(*row)


def item_sums(reader: Connection, *, filters: ItemFilter) -> ItemSums:
    """Count and cents of what passes the filter."""
    left = _I.amount_cents - _I.paid_cents - _I.settled_cents
    owed = func.sum(case((left > 0, left), else_=0))
    found = reader.execute(_filtered(select(func.count(), func.sum(_I.amount_cents), owed), filters)).one()
    return ItemSums(found[0], int(found[1] or 0), int(found[2] or 0))


def item_row(reader: Connection, *, key: ItemKey) -> ItemRow | None:
    """One item, or None where it is gone."""
    found = reader.execute(select(*_COLUMNS).where(_I.kind == key.kind, _I.key == key.key)).one_or_none()
    return None if found is None else ItemRow(*found)


def items_by_key(reader: Connection, *, kind: str, keys: Sequence[str]) -> dict[str, ItemRow]:
    """The items of one kind with these keys; those that are gone are left out."""
    found: dict[str, ItemRow] = {}
    for some in in_slices(keys):
        for row in reader.execute(select(*_COLUMNS).where(_I.kind == kind, _I.key.in_(some))):
            found[row.key] = ItemRow(*row)
    return found


def items_numbered(reader: Connection, *, number: str) -> list[ItemRow]:
    """Invoices and sales whose number is this one, in any case."""
    wanted = " ".join(number.split()).upper()
    query = select(*_COLUMNS).where(_I.kind.in_(("invoice", "sale")), or_(_I.key == wanted, _I.number == number))
    return [ItemRow(*row) for row in reader.execute(query.order_by(_I.kind, _I.key))]


def item_payments(reader: Connection, *, key: ItemKey) -> list[ItemPayment]:
    """Every match that ever spoke of the item, oldest first."""
    same = same_transaction(transactions, matches)
    moved = transactions.c
    query = (
        select(
            *(matches.c.id, matches.c.receipt, moved.completed_at, moved.party_name, moved.party_phone),
            *(allocations.c.cents, allocations.c.forgiven_cents, allocations.c.why),
            *(decisions.c.by, decisions.c.actor, decisions.c.at, matches.c.is_live, matches.c.is_undone),
        )
        .select_from(allocations)
        .join(matches, matches.c.id == allocations.c.match_id)
        .join(decisions, decisions.c.id == matches.c.id)
        .outerjoin(transactions, same)
        .where(allocations.c.kind == key.kind, allocations.c.key == key.key)
        .order_by(matches.c.id)
    )
    return [
        ItemPayment(
            row.id,
            row.receipt or "",
            row.completed_at,
            row.party_name or "",
            row.party_phone or "",
            *(row.cents, row.forgiven_cents, row.why),
            "auto" if row.by == "auto" else row.actor,
            row.at,
            bool(row.is_live),
            bool(row.is_undone),
        )
        for row in reader.execute(query)
    ]


def stores(reader: Connection) -> list[str]:
    """The stores that invoices and sales speak of, by name."""
    query = select(_I.store).where(_I.store != "").distinct()
    return sorted(reader.execute(query).scalars())


def _filtered(query: Select, filters: ItemFilter) -> Select:  # type: ignore[type-arg]
    query = query.where(_I.kind == filters.kind)
    for word in filters.text.split():
        told = (_I.number, _I.customer_name, _I.account, _I.phone, _I.code, _I.description)
        query = query.where(or_(*(column.icontains(word, autoescape=True) for column in told)))
    for column, wanted in ((_I.customer_key, filters.customer_key), (_I.store, filters.store)):
        if wanted:
            query = query.where(column == wanted)
    if filters.states:
        query = query.where(_I.state.in_(filters.states))
    if filters.from_day is not None:
        query = query.where(_I.on_day >= filters.from_day)
    if filters.to_day is not None:
        query = query.where(_I.on_day <= filters.to_day)
    if filters.due_before is not None:
        query = query.where(_I.due_day < filters.due_before)
    return query
