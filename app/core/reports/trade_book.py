"""What the book holds of one wallet's day beside its movements: decisions, items, sales, transfers, proposals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, and_, case, exists, func, or_, select

from app.core import clock
from app.core.items import ItemKey, ItemKind
from app.core.reports.guesses import guesses
from app.core.reports.sale_book import SaleBook, sale_book
from app.core.store.slices import in_slices
from app.core.store.tables import transactions
from app.core.store.trade_tables import (
    allocations,
    classifications,
    customers,
    decisions,
    items,
    matches,
    same_transaction,
    transfers,
)

_T = transactions.c
_DEBT_COLUMNS = [
    items.c[name] for name in ("number", "customer_name", "amount_cents", "paid_cents", "settled_cents", "state")
]


class Allocated(NamedTuple):
    """One allocation of a live match of a receipt of the day (``row_id``), with its decision."""

    row_id: int
    match_id: int
    kind: str
    key: str
    cents: int
    forgiven_cents: int
    why: str
    by: str
    actor: str
    at: int


class Classified(NamedTuple):
    """A receipt of the day that stands as no sale, and what it is instead."""

    row_id: int
    cents: int
    meaning: str
    actor: str
    at: int


class Debt(NamedTuple):
    """An item or a customer that receipts of the day paid: what it says of itself.

    ``settled_cents`` is what its own record holds as settled by matches (of a customer: the money kept for it).
    """

    number: str
    customer: str
    amount_cents: int
    paid_cents: int
    settled_cents: int
    state: str


class Cleared(NamedTuple):
    """The other side of a sweep: a bank line (day, reference), or another wallet by its number."""

    row_id: int
    cents: int
    day: int | None
    reference: str
    wallet_id: int | None


class Waiting(NamedTuple):
    """A sweep of the day or of an earlier one that no other side was found for."""

    row_id: int
    receipt: str
    completed_at: int
    cents: int
    is_reversed: bool


class Told(NamedTuple):
    """A match or a classification of a receipt of the day, whether it stands or was taken back."""

    row_id: int
    at: int
    actor: str
    by: str
    what: str
    rule: str
    confidence: float | None
    is_undone: bool


class LetGo(NamedTuple):
    """The rest of an item forgiven on this day by a decision of its own, without a payment."""

    kind: str
    key: str
    forgiven_cents: int
    why: str
    actor: str
    at: int


@dataclass(frozen=True, slots=True)
class TradeBook:
    """Everything blocks B, D, E, G and H are made from. ``has_…``: whether the whole book holds any such data.

    ``let_go`` are of all wallets, since no wallet's money is in them. ``allocated`` is the sum of all live allocations
    (with what was forgiven) to each of ``debts``, ``payers`` from how many matches that gave money. ``carried`` counts
    earlier sweeps without another side, and their cents.
    """

    has_books: bool = False
    has_bank: bool = False
    allocations: tuple[Allocated, ...] = ()
    let_go: tuple[LetGo, ...] = ()
    classified: tuple[Classified, ...] = ()
    debts: Mapping[ItemKey, Debt] = field(default_factory=dict)
    allocated: Mapping[ItemKey, int] = field(default_factory=dict)
    payers: Mapping[ItemKey, int] = field(default_factory=dict)
    sales: SaleBook | None = None
    cleared: tuple[Cleared, ...] = ()
    waiting: tuple[Waiting, ...] = ()
    carried: tuple[int, int] = (0, 0)
    guesses: Mapping[int, str] = field(default_factory=dict)
    told: tuple[Told, ...] = ()


NO_TRADE = TradeBook()


def trade_book(reader: Connection, *, wallet_id: int, starts_at: int, ends_at: int, now: int) -> TradeBook:
    """Read it for the receipts of a wallet from one instant up to another; ``now`` counts ages."""
    kinds = {kind for kind in ItemKind if reader.execute(select(exists().where(items.c.kind == kind.value))).scalar()}
    decided = any(reader.execute(select(exists().where(t.c.id > 0))).scalar() for t in (matches, classifications))
    has_books = decided or bool(kinds & {ItemKind.INVOICE, ItemKind.SALE})
    has_bank = ItemKind.BANK in kinds
    within = and_(_T.wallet_id == wallet_id, _T.completed_at >= starts_at, _T.completed_at < ends_at)
    received = and_(within, _T.role == "payment", _T.direction == "in")
    parts = _allocations(reader, received) if has_books else ()
    let_go = _let_go(reader, starts_at, ends_at) if has_books else ()
    named = {ItemKey(part.kind, part.key) for part in parts} | {ItemKey(one.kind, one.key) for one in let_go}
    allocated, payers = _allocated(reader, named)
    return TradeBook(
        has_books=has_books,
        has_bank=has_bank,
        allocations=parts,
        let_go=let_go,
        classified=_classified(reader, received) if has_books else (),
        debts=_debts(reader, named),
        allocated=allocated,
        payers=payers,
        sales=sale_book(reader, wallet_id=wallet_id, starts_at=starts_at, now=now) if ItemKind.SALE in kinds else None,
        cleared=_cleared(reader, within) if has_bank else (),
        waiting=_waiting(reader, wallet_id, ends_at) if has_bank else (),
        carried=_carried(reader, wallet_id, starts_at) if has_bank else (0, 0),
        guesses=guesses(reader, wallet_id=wallet_id, starts_at=starts_at, ends_at=ends_at) if has_books else {},
        told=_told(reader, received) if has_books else (),
    )


def _allocations(reader: Connection, received: ColumnElement[bool]) -> tuple[Allocated, ...]:
    a, d = allocations.c, decisions.c
    query = (
        select(_T.id, a.match_id, a.kind, a.key, a.cents, a.forgiven_cents, a.why, d.by, d.actor, d.at)
        .join_from(transactions, matches, same_transaction(transactions, matches))
        .join(allocations, a.match_id == matches.c.id)
        .join(decisions, d.id == matches.c.id)
        .where(received, matches.c.is_live == 1)
        .order_by(_T.completed_at, _T.id, a.match_id, a.place)
    )
    return tuple(map(Allocated._make, reader.execute(query)))


def _let_go(reader: Connection, starts_at: int, ends_at: int) -> tuple[LetGo, ...]:
    a, d = allocations.c, decisions.c
    query = (
        select(a.kind, a.key, a.forgiven_cents, a.why, d.actor, d.at)
        .join_from(allocations, matches, matches.c.id == a.match_id)
        .join(decisions, d.id == matches.c.id)
        .where(matches.c.receipt.is_(None), matches.c.is_live == 1, a.forgiven_cents != 0)
        .where(d.at >= starts_at, d.at < ends_at)
        .order_by(d.at, a.match_id, a.place)
    )
    return tuple(map(LetGo._make, reader.execute(query)))


def _classified(reader: Connection, received: ColumnElement[bool]) -> tuple[Classified, ...]:
    """Named as no sale by a decision, or cleared as a transfer; what a match or a reversal overrules does not count."""
    holds = and_(received, _T.state == "not_a_sale")
    by_word = (
        select(_T.id, _T.amount_cents, classifications.c.meaning, decisions.c.actor, decisions.c.at)
        .join_from(transactions, classifications, same_transaction(transactions, classifications))
        .join(decisions, decisions.c.id == classifications.c.id)
        .where(holds)
        .order_by(_T.completed_at, _T.id)
    )
    found = {row.id: Classified(*row) for row in reader.execute(by_word)}
    by_mirror = (
        select(_T.id, _T.amount_cents)
        .join_from(transactions, transfers, same_transaction(transactions, transfers))
        .where(holds)
    )
    for row in reader.execute(by_mirror):
        found.setdefault(row.id, Classified(row.id, row.amount_cents, "transfer", "", 0))
    return tuple(found.values())


def _debts(reader: Connection, named: Iterable[ItemKey]) -> dict[ItemKey, Debt]:
    found: dict[ItemKey, Debt] = {}
    for kind, keys in _by_kind(named).items():
        for some in in_slices(keys):
            if kind == ItemKind.CUSTOMER.value:
                for row in reader.execute(select(customers).where(customers.c.key.in_(some))):
                    found[ItemKey(kind, row.key)] = Debt(row.name, row.name, 0, 0, row.advance_cents, "")
                continue
            query = select(items.c.key, *_DEBT_COLUMNS).where(items.c.kind == kind, items.c.key.in_(some))
            for key, *told in reader.execute(query):
                found[ItemKey(kind, key)] = Debt(*told)
    return found


def _allocated(reader: Connection, named: Iterable[ItemKey]) -> tuple[dict[ItemKey, int], dict[ItemKey, int]]:
    """Sums of all live allocations to these, of whatever day, and how many matches they come from."""
    a = allocations.c
    cents, payers = {}, {}
    for kind, keys in _by_kind(named).items():
        for some in in_slices(keys):
            query = (
                select(
                    a.key, func.sum(a.cents + a.forgiven_cents), func.count(case((a.cents != 0, a.match_id)).distinct())
                )
                .join_from(allocations, matches, matches.c.id == a.match_id)
                .where(a.kind == kind, a.key.in_(some), matches.c.is_live == 1)
                .group_by(a.key)
            )
            for key, total, n in reader.execute(query):
                cents[ItemKey(kind, key)], payers[ItemKey(kind, key)] = int(total), n
    return cents, payers


def _by_kind(named: Iterable[ItemKey]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for item in sorted(named):
        found.setdefault(item.kind, []).append(item.key)
    return found


def _cleared(reader: Connection, within: ColumnElement[bool]) -> tuple[Cleared, ...]:
    """Other sides of the day's sweeps out: the bank's line, or the same receipt in another wallet."""
    there = transactions.alias("there")
    is_mirror = and_(
        transfers.c.bank_key == "",
        there.c.receipt == _T.receipt,
        there.c.wallet_id != _T.wallet_id,
        there.c.direction == "in",
    )
    query = (
        select(_T.id, items.c.amount_cents, items.c.on_day, items.c.number)
        .add_columns(there.c.amount_cents.label("there_cents"), there.c.completed_at, there.c.wallet_id)
        .join_from(transactions, transfers, same_transaction(transactions, transfers))
        .outerjoin(items, and_(items.c.kind == "bank", items.c.key == transfers.c.bank_key))
        .outerjoin(there, is_mirror)
        .where(within, _T.role == "sweep_out")
        .order_by(_T.completed_at, _T.id)
    )
    return tuple(map(_cleared_row, reader.execute(query)))


def _cleared_row(row: Any) -> Cleared:
    if row.amount_cents is not None:
        return Cleared(row.id, row.amount_cents, row.on_day, row.number, None)
    return Cleared(row.id, row.there_cents or 0, None, "", row.wallet_id)


def _uncleared(query: Select[Any], wallet_id: int) -> Select[Any]:
    return query.where(
        _T.wallet_id == wallet_id,
        _T.role == "sweep_out",
        ~exists().where(same_transaction(transactions, transfers)),
    )


def _first_bank_instant() -> Any:
    """Money swept before the bank's first line cannot be looked for there."""
    first = select(func.min(items.c.on_day)).where(items.c.kind == "bank").scalar_subquery()
    return first * clock.DAY_SECONDS - clock.OFFSET_SECONDS


def _waiting(reader: Connection, wallet_id: int, ends_at: int) -> tuple[Waiting, ...]:
    columns = (_T.id, _T.receipt, _T.completed_at, _T.amount_cents, _T.state)
    query = _uncleared(select(*columns), wallet_id).where(
        _T.completed_at < ends_at,
        # earlier ones that were taken back are over and done with; the day's own are told
        or_(_T.state != "reversed", _T.completed_at >= ends_at - clock.DAY_SECONDS),
        or_(_T.completed_at >= _first_bank_instant(), _T.completed_at >= ends_at - clock.DAY_SECONDS),
    )
    rows = reader.execute(query.order_by(_T.completed_at, _T.id))
    return tuple(Waiting(i, receipt, at, cents, state == "reversed") for i, receipt, at, cents, state in rows)


def _carried(reader: Connection, wallet_id: int, starts_at: int) -> tuple[int, int]:
    query = _uncleared(select(func.count(), func.coalesce(func.sum(_T.amount_cents), 0)), wallet_id).where(
        _T.completed_at < starts_at, _T.state != "reversed", _T.completed_at >= _first_bank_instant()
    )
    n, cents = reader.execute(query).one()
    return n, int(cents)


def _told(reader: Connection, received: ColumnElement[bool]) -> tuple[Told, ...]:
    d = decisions.c
    matched = (
        select(_T.id, d.at, d.actor, d.by, matches.c.rule, matches.c.confidence, matches.c.is_undone)
        .join_from(transactions, matches, same_transaction(transactions, matches))
        .join(decisions, d.id == matches.c.id)
        .where(received)
        .order_by(d.id)
    )
    named = (
        select(_T.id, d.at, d.actor, d.by, classifications.c.meaning)
        .join_from(transactions, classifications, same_transaction(transactions, classifications))
        .join(decisions, d.id == classifications.c.id)
        .where(received)
        .order_by(d.id)
    )
    told = [Told(*row[:4], "matched", *row[4:6], bool(row[6])) for row in reader.execute(matched)]
    told += [Told(*row[:4], f"named {row[4]}", "", None, is_undone=False) for row in reader.execute(named)]
    return tuple(sorted(told, key=lambda one: (one.at, one.row_id)))
