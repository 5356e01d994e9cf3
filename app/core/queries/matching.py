"""What the matcher has to know of a book: open payments and items, customers, and what was decided before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, and_, func, or_, select

from app.core import clock
from app.core.items import Item, ItemKind, TransactionKey
from app.core.matching.values import Debtor, Habit, OpenItem, Payment, Refusal, Remembered, RuleRecord
from app.core.queries.seals import sealed_days
from app.core.store.slices import in_slices
from app.core.store.stated import customer_of
from app.core.store.tables import transactions
from app.core.store.trade_tables import (
    allocations,
    customers,
    decisions,
    items,
    key_columns,
    key_of,
    matches,
    refusals,
    remembered,
    same_transaction,
    wallet_uses,
)

PAGE = 20_000
_T = transactions.c
_OPEN_STATES = ("pending_reconciliation", "part_matched", "conflict")
_ITEM_COLUMNS = [items.c[name] for name in Item._fields]


class Known(NamedTuple):
    """Everything a payment may be matched against, and what people did before."""

    debtors: list[Debtor]
    items: list[OpenItem]
    habits: list[Habit]
    remembered: list[Remembered]
    refusals: list[Refusal]
    records: list[RuleRecord]


def known(reader: Connection) -> Known:
    """What the matcher starts with."""
    return Known(
        debtors=list(debtors(reader)),
        items=list(open_items(reader)),
        habits=list(habits(reader)),
        remembered=[Remembered(row.typed, row.customer_key) for row in reader.execute(select(remembered))],
        refusals=[_refusal(row) for row in reader.execute(select(refusals))],
        records=rule_records(reader),
    )


def debtors(reader: Connection, *, keys: Iterable[str] | None = None) -> Iterator[Debtor]:
    """All customers, or those with these keys, with the money kept for them."""
    for row in _selected(reader, select(customers), customers.c.key, keys):
        yield Debtor(customer_of(row), row.advance_cents)


def open_items(reader: Connection, *, keys: Iterable[str] | None = None) -> Iterator[OpenItem]:
    """Invoices and sales that are not paid, all or those with these keys."""
    query = select(*_ITEM_COLUMNS, items.c.settled_cents).where(
        items.c.kind.in_((ItemKind.INVOICE.value, ItemKind.SALE.value)), items.c.state.in_(("open", "part"))
    )
    for row in _selected(reader, query, items.c.key, keys):
        yield OpenItem(Item(*row[:-1]), row.amount_cents - row.paid_cents - row.settled_cents)


def _selected(reader: Connection, query: Select[Any], column: Any, keys: Iterable[Any] | None) -> Iterator[Any]:
    if keys is None:
        yield from reader.execute(query.execution_options(yield_per=PAGE))
        return
    for some in in_slices(sorted(set(keys))):
        yield from reader.execute(query.where(column.in_(some)))


def habits(reader: Connection, *, match_ids: Iterable[int] | None = None) -> Iterator[Habit]:
    """Standing matches whose items have a customer, oldest first; all, or those with these numbers."""
    same = same_transaction(transactions, matches)
    customer_key = func.coalesce(items.c.customer_key, customers.c.key)
    query = (
        select(_T.party_name, _T.party_phone, _T.account_ref, _T.receipt, customer_key, _T.completed_at, decisions.c.by)
        .select_from(matches)
        .join(transactions, same)
        .join(decisions, decisions.c.id == matches.c.id)
        .join(allocations, allocations.c.match_id == matches.c.id)
        .outerjoin(items, and_(items.c.kind == allocations.c.kind, items.c.key == allocations.c.key))
        .outerjoin(customers, and_(allocations.c.kind == "customer", customers.c.key == allocations.c.key))
        .where(matches.c.is_live == 1, allocations.c.place == 0, customer_key.is_not(None), customer_key != "")
        .order_by(matches.c.id)
    )
    for row in _selected(reader, query, matches.c.id, match_ids):
        name, phone, account, receipt, customer, at, by = row
        yield Habit(name, phone, account, receipt, customer, at, by_person=by == "person")


def _refusal(row: Any) -> Refusal:
    return Refusal(key_of(row), row.kind, row.key)


def rule_records(reader: Connection) -> list[RuleRecord]:
    """How each of the matcher's rules fared here: matches the machine made by it, and how many were taken back.

    A whole run taken back at one stroke says nothing of any rule and is not counted.
    """
    d = decisions.c
    whole = (
        select(d.group_id)
        .group_by(d.group_id)
        .having(
            func.count() > 1, func.sum(d.is_undone) == func.count(), func.min(d.turned_seq) == func.max(d.turned_seq)
        )
    )
    query = (
        select(matches.c.rule, func.count(), func.sum(matches.c.is_undone))
        .join(decisions, d.id == matches.c.id)
        .where(d.by == "auto", d.group_id.not_in(whole))
        .group_by(matches.c.rule)
        .order_by(matches.c.rule)
    )
    return [RuleRecord(row[0], row[1], int(row[2])) for row in reader.execute(query)]


def open_payments(reader: Connection, *, receipts: Iterable[str] | None = None) -> Iterator[Payment]:
    """Payments in that are not wholly given to anything, oldest first; all, or those of these receipts."""
    query = (
        select(*key_columns(transactions), _T.amount_cents, _T.completed_at, _T.party_name, _T.party_phone)
        .add_columns(_T.account_ref, _T.kind, _T.proof, _T.state)
        .where(_T.role == "payment", _T.direction == "in", _T.state.in_(_OPEN_STATES))
        .order_by(_T.completed_at, _T.id)
    )
    given = _given_in_part(reader)
    taken_back, closed = _taken_back(reader), sealed_days(reader)
    uses = {row.wallet_id: (row.store, bool(row.is_running)) for row in reader.execute(select(wallet_uses))}
    found = _selected(reader, query, _T.receipt, receipts)
    for row in found if receipts is None else sorted(found, key=lambda row: row.completed_at):
        key = TransactionKey(*row[:5])
        left = row.amount_cents - given.get(key, 0)
        blocked = "You took the program's match back." if key in taken_back else ""
        if row.state == "conflict":
            blocked = "The sources do not agree on this payment."
        if clock.day_number(row.completed_at) in closed:
            blocked = "Its day is closed."
        if left > 0:
            told = (row.party_name, row.party_phone, row.account_ref, row.kind, row.proof)
            use = uses.get(row.wallet_id, ("", False))
            yield Payment(key, row.amount_cents, left, row.completed_at, *told, blocked, *use)


def _taken_back(reader: Connection) -> set[TransactionKey]:
    """Payments whose match by the machine somebody took back: it never makes another by itself."""
    query = (
        select(*key_columns(matches))
        .join(decisions, decisions.c.id == matches.c.id)
        .where(matches.c.is_undone == 1, decisions.c.by == "auto", matches.c.receipt.is_not(None))
    )
    return {TransactionKey(*row) for row in reader.execute(query)}


def _given_in_part(reader: Connection) -> dict[TransactionKey, int]:
    """What live matches took of payments that are not used up (or that their sources do not agree on)."""
    same = same_transaction(transactions, matches)
    query = (
        select(*key_columns(matches), func.sum(allocations.c.cents))
        .join(allocations, allocations.c.match_id == matches.c.id)
        .join(transactions, same)
        .where(matches.c.is_live == 1, or_(_T.state == "part_matched", _T.state == "conflict"))
        .group_by(*key_columns(matches))
    )
    return {TransactionKey(*row[:5]): int(row[5]) for row in reader.execute(query)}
