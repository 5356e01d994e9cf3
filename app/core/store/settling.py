"""What decisions make of transactions and items: states and sums, settled anew where a write touched them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, bindparam, exists, func, or_, select, update

from app.core.identity import state_of
from app.core.items import ItemKey, ItemKind, TransactionKey
from app.core.store.slices import in_slices
from app.core.store.tables import transactions
from app.core.store.trade_tables import (
    KEY,
    allocations,
    classifications,
    customers,
    items,
    key_columns,
    key_of,
    matches,
    same_transaction,
    transfers,
)

_LINKED = (matches, classifications, transfers)
_DECIDED_STATES = ("matched", "part_matched")
PENDING, NOT_A_SALE, REVERSED, CONFLICT = "pending_reconciliation", "not_a_sale", "reversed", "conflict"


def decided_receipts(connection: Connection, low: str | None = None, high: str | None = None) -> set[str]:
    """Receipts that some decision speaks of, in a range of receipts or all."""
    found: set[str] = set()
    for table in _LINKED:
        query = select(table.c.receipt).where(table.c.receipt.is_not(None))
        if low is not None:
            query = query.where(table.c.receipt.between(low, high))
        found.update(connection.execute(query.distinct()).scalars())
    return found


def lift(connection: Connection, receipts: Iterable[str]) -> None:
    """Let these transactions stand as their own documents make them, so that reversals can be settled first."""
    for some in in_slices(sorted(receipts)):
        lifted: dict[str, list[int]] = defaultdict(list)
        for row in connection.execute(_standing(some).where(transactions.c.state.not_in((CONFLICT, REVERSED)))):
            if row.state != state_of(row.role):
                lifted[state_of(row.role)].append(row.id)
        _write_states(connection, lifted)


def settle(connection: Connection, receipts: Iterable[str], touched: Iterable[ItemKey]) -> set[ItemKey]:
    """Settle these receipts' matches and transactions, and these items with all that the receipts pay.

    The transactions must stand as ``lift`` and the reversals left them. Gives the items settled.
    """
    wanted = set(touched)
    turned = _turned_with_their_items(connection, wanted)
    for ids in in_slices([one.id for one in turned]):
        wanted |= _settle_matches(connection, matches.c.id.in_(ids))
    for some in in_slices(sorted({*receipts, *(one.receipt for one in turned if one.receipt)})):
        wanted |= _settle_matches(connection, matches.c.receipt.in_(some))
        _settle_transactions(connection, some)
    by_kind: dict[str, list[str]] = defaultdict(list)
    for key in sorted(wanted):
        by_kind[key.kind].append(key.key)
    for kind, keys in by_kind.items():
        for names in in_slices(keys):
            (_settle_customers if kind == ItemKind.CUSTOMER else _settle_items)(connection, kind, names)
    return wanted


def settle_all(connection: Connection) -> None:
    """Settle everything that any decision speaks of (after a replay)."""
    named = connection.execute(select(allocations.c.kind, allocations.c.key).distinct())
    touched = {ItemKey(row.kind, row.key) for row in named}
    touched |= {ItemKey(row.kind, row.key) for row in connection.execute(select(items.c.kind, items.c.key))}
    settle(connection, decided_receipts(connection), touched)


def _standing(receipts: Sequence[str]) -> Any:
    columns = [transactions.c[name] for name in ("id", *KEY, "amount_cents", "state")]
    return select(*columns).where(transactions.c.receipt.in_(receipts))


def _settle_matches(connection: Connection, concerned: ColumnElement[bool]) -> set[ItemKey]:
    """A match lives while it is not undone, its transaction stands and is not reversed, and all its items stand.

    One that an advance pays has no transaction.
    """
    stands = exists().where(same_transaction(transactions, matches), transactions.c.state != REVERSED)
    misses = exists().where(allocations.c.match_id == matches.c.id, ~_item_stands())
    lives = and_(matches.c.is_undone == 0, or_(matches.c.receipt.is_(None), stands), ~misses)
    connection.execute(update(matches).where(concerned, ~lives, matches.c.is_live == 1).values(is_live=0))
    connection.execute(update(matches).where(concerned, lives, matches.c.is_live == 0).values(is_live=1))
    paid = select(allocations.c.kind, allocations.c.key).join(matches, matches.c.id == allocations.c.match_id)
    return {ItemKey(row.kind, row.key) for row in connection.execute(paid.where(concerned).distinct())}


def _item_stands() -> ColumnElement[bool]:
    """That what an allocation gives to is in the book: it may have been taken back after it was paid."""
    a = allocations.c
    item = exists().where(items.c.kind == a.kind, items.c.key == a.key)
    customer = exists().where(a.kind == ItemKind.CUSTOMER.value, customers.c.key == a.key)
    return or_(item, customer)


def _turned_with_their_items(connection: Connection, touched: Iterable[ItemKey]) -> list[Any]:
    """Matches that lose one of these items with this write, or may live again because all of theirs are back."""
    by_kind: dict[str, list[str]] = defaultdict(list)
    for key in touched:
        by_kind[key.kind].append(key.key)
    found: list[Any] = []
    query = select(matches.c.id, matches.c.receipt).join(allocations, allocations.c.match_id == matches.c.id)
    query = query.where(matches.c.is_undone == 0, or_(matches.c.is_live == 0, ~_item_stands())).distinct()
    for kind, keys in sorted(by_kind.items()):
        for some in in_slices(sorted(keys)):
            found += connection.execute(query.where(allocations.c.kind == kind, allocations.c.key.in_(some)))
    return found


def _settle_transactions(connection: Connection, receipts: Sequence[str]) -> None:
    taken = given(connection, receipts)
    not_sales = set(_not_sales(connection, receipts))
    changed: dict[str, list[int]] = defaultdict(list)
    for row in connection.execute(_standing(receipts)):
        if row.state in (CONFLICT, REVERSED):
            continue
        key = key_of(row)
        state = _state(row, taken.get(key), is_classified=key in not_sales)
        if state != row.state:
            changed[state].append(row.id)
    _write_states(connection, changed)


def _state(row: Any, given: int | None, *, is_classified: bool) -> str:
    if given:
        return "matched" if given >= row.amount_cents else "part_matched"
    return NOT_A_SALE if is_classified else state_of(row.role)


def given(connection: Connection, receipts: Sequence[str]) -> dict[TransactionKey, int]:
    """Cents of each transaction of these receipts that live matches gave to items; only those with any."""
    key = key_columns(matches)
    query = (
        select(*key, func.sum(allocations.c.cents))
        .join(matches, matches.c.id == allocations.c.match_id)
        .where(matches.c.is_live == 1)
        .group_by(*key)
    )
    found: dict[TransactionKey, int] = {}
    for some in in_slices(sorted(set(receipts))):
        rows = connection.execute(query.where(matches.c.receipt.in_(some)))
        found.update((TransactionKey(*row[:5]), int(row[5])) for row in rows)
    return found


def _not_sales(connection: Connection, receipts: Sequence[str]) -> Iterator[TransactionKey]:
    for table in (classifications, transfers):
        for row in connection.execute(select(*key_columns(table)).where(table.c.receipt.in_(receipts))):
            yield TransactionKey(*row)


def _write_states(connection: Connection, ids_by_state: dict[str, list[int]]) -> None:
    for state, ids in ids_by_state.items():
        for some in in_slices(ids):
            connection.execute(update(transactions).where(transactions.c.id.in_(some)).values(state=state))


def _sums(connection: Connection, kind: str, keys: Sequence[str], cents: Any) -> dict[str, int]:
    query = (
        select(allocations.c.key, func.sum(cents).label("cents"))
        .join(matches, matches.c.id == allocations.c.match_id)
        .where(allocations.c.kind == kind, allocations.c.key.in_(keys), matches.c.is_live == 1)
        .group_by(allocations.c.key)
    )
    return {row.key: int(row.cents) for row in connection.execute(query)}


def _settle_customers(connection: Connection, kind: str, keys: Sequence[str]) -> None:
    sums = _sums(connection, kind, keys, allocations.c.cents)
    by_key = update(customers).where(customers.c.key == bindparam("named")).values(advance_cents=bindparam("cents"))
    connection.execute(by_key, [{"named": key, "cents": sums.get(key, 0)} for key in keys])


def _settle_items(connection: Connection, kind: str, keys: Sequence[str]) -> None:
    sums = _sums(connection, kind, keys, allocations.c.cents + allocations.c.forgiven_cents)
    mirrored = set(connection.execute(select(transfers.c.bank_key).where(transfers.c.bank_key.in_(keys))).scalars())
    query = select(items.c.key, items.c.amount_cents, items.c.paid_cents, items.c.settled_cents, items.c.state)
    changed = []
    for row in connection.execute(query.where(items.c.kind == kind, items.c.key.in_(keys))):
        settled = row.amount_cents if row.key in mirrored else sums.get(row.key, 0)
        state = _item_state(abs(row.amount_cents), abs(settled) + row.paid_cents)
        if (settled, state) != (row.settled_cents, row.state):
            changed.append({"of_kind": kind, "named": row.key, "cents": settled, "now": state})
    if changed:
        connection.execute(
            update(items)
            .where(items.c.kind == bindparam("of_kind"), items.c.key == bindparam("named"))
            .values(settled_cents=bindparam("cents"), state=bindparam("now")),
            changed,
        )


def _item_state(amount_cents: int, settled_cents: int) -> str:
    if settled_cents == 0:
        return "open" if amount_cents else "paid"
    if settled_cents < amount_cents:
        return "part"
    return "paid" if settled_cents == amount_cents else "over"
