"""The views of customers, items and the lists that brought them: the newest standing statement of a key counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import orjson
from sqlalchemy import Connection, delete, func, insert, select, tuple_, update

from app.core.events import ITEM_KINDS, Event, EventKind
from app.core.items import Customer, Item, ItemKey, ItemKind
from app.core.store.engine import Store
from app.core.store.slices import in_slices
from app.core.store.tables import events
from app.core.store.trade_tables import customers, item_versions, items, layouts, lists

_EVENT_OF_KIND = {
    ItemKind.INVOICE: EventKind.InvoiceRecorded,
    ItemKind.SALE: EventKind.SaleRecorded,
    ItemKind.BANK: EventKind.BankLineRecorded,
}
_KIND_OF_EVENT = {int(event): kind.value for kind, event in _EVENT_OF_KIND.items()} | {
    int(EventKind.CustomerRecorded): ItemKind.CUSTOMER.value
}


class Typed(NamedTuple):
    """Who stated something by hand, and when (seconds UTC)."""

    actor: str
    at: int


def item_event(item: Item, *, typed: Typed | None = None) -> Event:
    """The event that states an invoice, a sale or a bank line."""
    told = {name: value for name, value in item._asdict().items() if value not in ("", None) and name != "kind"}
    body = {**told, "number": item.number}  # a bank line may have none
    return Event(_EVENT_OF_KIND[ItemKind(item.kind)], _with(body, typed))


def customer_event(customer: Customer, *, typed: Typed | None = None) -> Event:
    """The event that states a customer."""
    return Event(EventKind.CustomerRecorded, _with(customer._asdict(), typed))


def _with(body: dict[str, Any], typed: Typed | None) -> dict[str, Any]:
    return body if typed is None else {**body, "typed": typed._asdict()}


def stated_by(kind: int, body: dict[str, Any]) -> Item | Customer:
    """What a statement's event says."""
    body = {name: value for name, value in body.items() if name != "typed"}
    if kind == EventKind.CustomerRecorded:
        return Customer(**{**body, "phones": tuple(body["phones"]), "accounts": tuple(body["accounts"])})
    return Item(kind=_KIND_OF_EVENT[kind], **body)


def apply_statements(
    store: Store, connection: Connection, rows: Sequence[Any], bodies: Sequence[dict[str, Any]]
) -> set[ItemKey]:
    """Bring the views up to statements in the order recorded, with their bodies read; gives the keys stated."""
    newest: dict[ItemKey, tuple[int, int, dict[str, Any]]] = {}
    versions = []
    for row, body in zip(rows, bodies, strict=True):
        assert row.kind in ITEM_KINDS
        key = ItemKey(_KIND_OF_EVENT[row.kind], body["key"])
        versions.append((row.seq, key.kind, key.key, 0))
        newest[key] = (row.seq, row.kind, body)
    store.insert(connection, item_versions, versions)
    _put(store, connection, newest)
    return set(newest)


def customer_of(row: Any) -> Customer:
    """A row of ``customers`` as the customer it shows."""
    phones, accounts = (tuple(orjson.loads(told)) for told in (row.phones, row.accounts))
    return Customer(row.key, row.name, phones, accounts, row.email, row.pin)


def apply_list(store: Store, connection: Connection, row: Any) -> set[ItemKey]:
    """Bring the views up to ListRecorded, ListUndone or LayoutRemembered; gives the keys whose statements changed."""
    body = orjson.loads(row.body)
    match EventKind(row.kind):
        case EventKind.ListRecorded:
            found = [body[name] for name in ("kind", "document_id", "recorded_at", "actor", "first_seq", "last_seq")]
            store.insert(connection, lists, [(row.seq, *found, 0, orjson.dumps(body["summary"]).decode())])
            return set()
        case EventKind.ListUndone:
            connection.execute(update(lists).where(lists.c.id == body["list_id"]).values(is_undone=1))
            span = connection.execute(
                select(lists.c.first_seq, lists.c.last_seq).where(lists.c.id == body["list_id"])
            ).one()
            return withdraw(store, connection, item_versions.c.seq.between(span.first_seq, span.last_seq))
        case EventKind.LayoutRemembered:
            connection.execute(delete(layouts).where(layouts.c.fingerprint == body["fingerprint"]))
            connection.execute(insert(layouts).values(**{**body, "columns": orjson.dumps(body["columns"]).decode()}))
            return set()
        case kind:
            raise AssertionError(f"{kind.name} is no list")


def withdraw(store: Store, connection: Connection, are_meant: Any, *, is_withdrawn: bool = True) -> set[ItemKey]:
    """Let statements stand no longer (or again); gives the keys they were about."""
    found = connection.execute(select(item_versions.c.kind, item_versions.c.key).where(are_meant).distinct())
    keys = {ItemKey(row.kind, row.key) for row in found}
    connection.execute(update(item_versions).where(are_meant).values(is_withdrawn=int(is_withdrawn)))
    state_again(store, connection, keys)
    return keys


def state_again(store: Store, connection: Connection, keys: Iterable[ItemKey]) -> None:
    """Look up the newest standing statement of each key and show what it says; a key without one is gone."""
    wanted = sorted(set(keys))
    for some in in_slices(wanted):
        newest = (
            select(func.max(item_versions.c.seq))
            .where(tuple_(item_versions.c.kind, item_versions.c.key).in_(some), item_versions.c.is_withdrawn == 0)
            .group_by(item_versions.c.kind, item_versions.c.key)
        )
        standing = {}
        for row in connection.execute(
            select(events.c.seq, events.c.kind, events.c.body).where(events.c.seq.in_(newest))
        ):
            body = orjson.loads(row.body)
            standing[ItemKey(_KIND_OF_EVENT[row.kind], body["key"])] = (row.seq, row.kind, body)
        _drop(connection, [key for key in some if key not in standing])
        _put(store, connection, standing)


def _put(store: Store, connection: Connection, newest: dict[ItemKey, tuple[int, int, dict[str, Any]]]) -> None:
    people, things = [], []
    for seq, kind, body in newest.values():
        stated = stated_by(kind, body)
        if isinstance(stated, Customer):
            phones, accounts = (orjson.dumps(told).decode() for told in (stated.phones, stated.accounts))
            people.append((stated.key, seq, stated.name, phones, accounts, stated.email, stated.pin, 0))
        else:
            things.append((stated.kind, stated.key, seq, *stated[2:], 0, "open"))
    _drop(connection, newest)
    for table, rows in ((customers, people), (items, things)):
        if rows:
            store.insert(connection, table, rows)


def _drop(connection: Connection, keys: Iterable[ItemKey]) -> None:
    by_kind: dict[str, list[str]] = defaultdict(list)
    for key in keys:
        by_kind[key.kind].append(key.key)
    for kind, names in by_kind.items():
        for some in in_slices(names):
            if kind == ItemKind.CUSTOMER:
                connection.execute(delete(customers).where(customers.c.key.in_(some)))
            else:
                connection.execute(delete(items).where(items.c.kind == kind, items.c.key.in_(some)))
