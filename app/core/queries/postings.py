"""What the ledger holds, as flows in SQL: each row debits one account and credits another by the same cents.

Nothing of it is stored; ``app.core.ledger`` says the same for one thing at a time, and a property test holds the two
together. Sums take the movements from the daily totals by role and direction, and correct them by the few movements
of which a person or a pairing says more; lists take them from the transactions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Text,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
    union,
)

from app.core import clock
from app.core.ledger import FORGIVEN, MEANT, NATURAL, SETTLED, UNEXPLAINED, code
from app.core.store.tables import daily_reconciliation, imports, transactions
from app.core.store.trade_tables import (
    KEY,
    allocations,
    classifications,
    decisions,
    items,
    key_columns,
    matches,
    same_transaction,
    transfers,
)

_T, _D, _M, _A, _I = transactions.c, daily_reconciliation.c, matches.c, allocations.c, items.c
Code = ColumnElement[str]
PAGE = 5_000


class Arm(NamedTuple):
    """One source of flows: what to read them from, and the columns ``debit``, ``credit``, ``on_day`` and ``cents``.

    ``by`` are columns of few values that ``debit`` and ``credit`` depend on: grouping by them follows an index where
    grouping by the codes would sort.
    ``told`` are further columns of the thing itself: ``at``, ``receipt``, ``match_id``, ``kind``, ``key``, ``text``.
    """

    source: str
    rows: Any
    debit: Code
    credit: Code
    on_day: ColumnElement[int]
    cents: ColumnElement[int]
    where: tuple[ColumnElement[bool], ...] = ()
    told: Mapping[str, Any] = {}
    by: tuple[Any, ...] = ("debit", "credit")


class Opening(NamedTuple):
    """What a wallet held at an instant, by its earliest standing proven statement."""

    wallet_id: int
    at: int
    cents: int


def flow_sums(reader: Connection, *, until_day: int | None) -> Iterator[tuple[str, str, int]]:
    """Debit, credit and cents of all flows up to and with a day (day number; None for all), in sums."""
    for arm in (_daily(), *_advances_used(), *_items(), _bank()):
        yield from _sums(reader, arm, *(() if until_day is None else (arm.on_day <= until_day,)))
    for sign, span in _spans(reader, until_day):
        for arm in (_corrections(span), *_shares(span)):
            yield from ((debit, credit, sign * cents) for debit, credit, cents in _sums(reader, arm))
    for opening in openings(reader):
        if until_day is None or clock.day_number(opening.at) <= until_day:
            yield f"{code('wallet')}.{opening.wallet_id}", code("opening"), opening.cents


def _sums(reader: Connection, arm: Arm, *more: ColumnElement[bool]) -> Iterator[tuple[str, str, int]]:
    query = select(arm.debit.label("debit"), arm.credit.label("credit"), func.sum(arm.cents))
    query = query.select_from(arm.rows).where(*arm.where, *more).group_by(*arm.by)
    for debit, credit, cents in reader.execute(query):
        yield debit, credit, int(cents)


Span = tuple[int, int] | None
"""First and last day number of movements, both included; None for all, which need not be asked for their day."""


def _spans(reader: Connection, until_day: int | None) -> list[tuple[int, Span]]:
    """Spans to add (1) and to take off (-1), so that the day of as few movements as possible is asked for."""
    is_after = _D.on_day > (until_day or 0)
    n, after = func.sum(_D.n), func.sum(case((is_after, _D.n), else_=0))
    row = reader.execute(select(func.min(_D.on_day), func.max(_D.on_day), n, after).where(_D.n > 0)).one()
    if until_day is None or row[0] is None or until_day >= row[1]:
        return [(1, None)]
    if row[3] * 2 < row[2]:
        return [(1, None), (-1, (until_day + 1, row[1]))]
    return [(1, (row[0], until_day))]


def _within(span: Span) -> tuple[ColumnElement[bool], ...]:
    """Written as BETWEEN: of one bound alone SQLite thinks that it leaves most rows in."""
    if span is None:
        return ()
    return (_T.completed_at.between(clock.day_start(span[0]), clock.day_start(span[1] + 1) - 1),)


def flow_rows(reader: Connection, *, from_day: int, to_day: int, account: str | None = None) -> Iterator[Any]:
    """Every flow between two days, both included, on one account or on any; with the columns of ``_TOLD``.

    In no order, but movements come before the shares of what was decided of them.
    """
    for arm in _listed_arms((from_day, to_day)):
        told = [arm.told.get(name, literal(None, kind)).label(name) for name, kind in _TOLD.items()]
        base = select(
            literal(arm.source, Text).label("source"),
            *(arm.debit.label("debit"), arm.credit.label("credit")),
            *(arm.on_day.label("on_day"), arm.cents.label("cents"), *told),
        )
        flows = base.select_from(arm.rows).where(*arm.where, arm.on_day.between(from_day, to_day)).subquery()
        asked = select(flows)
        if account is not None:
            asked = asked.where(or_(flows.c.debit == account, flows.c.credit == account))
        yield from reader.execute(asked.execution_options(yield_per=PAGE))


_TOLD: dict[str, Any] = {
    "at": Integer,
    "receipt": Text,
    "match_id": Integer,
    "kind": Text,
    "key": Text,
    "text": Text,
    "wallet_id": Integer,
    "transaction_id": Integer,
    "ordinal": Integer,
    "reference": Text,
}


def openings(reader: Connection) -> list[Opening]:
    """Of each wallet that has a standing proven statement: the opening of the earliest."""
    i = imports.c
    told = (i.is_undone == 0, i.state == "proven", i.opening_cents.is_not(None), i.starts_at.is_not(None))
    query = select(i.wallet_id, i.starts_at, i.opening_cents).where(*told).order_by(i.starts_at, i.id)
    first: dict[int, Opening] = {}
    for row in reader.execute(query):
        first.setdefault(row[0], Opening(*row))
    return list(first.values())


def _listed_arms(span: Span) -> list[Arm]:
    return [_movements(span), *_shares(span), *_advances_used(), *_items(), _bank(), _openings()]


# -- movements of money ---------------------------------------------------------------------------------------------


def _wallet(wallet_id: Any) -> Code:
    return literal(f"{code('wallet')}.", Text) + cast(wallet_id, Text)


@cache
def _coded(of: str) -> dict[str, list[tuple[str, str]]]:
    """Account codes, each with the pairs (role or meaning, direction) that lead to it."""
    found: dict[str, list[tuple[str, str]]] = {}
    for pair, role in (NATURAL if of == "role" else MEANT).items():
        found.setdefault(code(role), []).append(pair)
    return found


def _chosen(of: str, first: Any, direction: Any) -> Code:
    cases = [
        (or_(*(and_(first == one, direction == way) for one, way in pairs)), literal(account, Text))
        for account, pairs in _coded(of).items()
    ]
    return case(*cases, else_=literal(code(UNEXPLAINED), Text))


def _signed(source: str, rows: Any, table: Any, *, against: tuple[Code, Code], **more: Any) -> Arm:
    """Money in debits the first account and credits the second, money out is the same with its sign turned."""
    cents = case((table.direction == "in", table.amount_cents), else_=-table.amount_cents)
    return Arm(source, rows, *against, cents=cents, **more)


def _daily() -> Arm:
    """All movements by their own role: the day totals are few rows, however many transactions there are."""
    against = _wallet(_D.wallet_id), _chosen("role", _D.role, _D.direction)
    return _signed(
        "movement",
        daily_reconciliation,
        _D,
        against=against,
        on_day=_D.on_day,
        by=(_D.wallet_id, _D.role, _D.direction),
    )


def _corrections(span: Span) -> Arm:
    """What decisions moved from where a movement stands by its role to where it was said to belong."""
    spoken = union(*(select(*key_columns(table)) for table in (classifications, transfers))).subquery()
    rows = transactions.join(spoken, and_(*(_T[name] == spoken.c[name] for name in KEY)))
    against = _chosen("role", _T.role, _T.direction), _counter()
    return _signed("movement", rows, _T, against=against, on_day=_day(), where=_within(span))


def _movements(span: Span) -> Arm:
    told = {"at": _T.completed_at, "receipt": _T.receipt, "kind": _T.role, "text": _T.party_name}
    told |= {"wallet_id": _T.wallet_id, "transaction_id": _T.id}
    told |= {"ordinal": _T.ordinal, "reference": _T.account_ref}
    against = _wallet(_T.wallet_id), _counter()
    return _signed("movement", transactions, _T, against=against, on_day=_day(), where=_within(span), told=told)


def _day() -> ColumnElement[int]:
    return (_T.completed_at + clock.OFFSET_SECONDS) // clock.DAY_SECONDS


def _counter() -> Code:
    """The account against the wallet: what was decided last counts, unless the money was reversed or matched."""
    natural = _chosen("role", _T.role, _T.direction)
    matched = exists().where(same_transaction(matches, transactions), _M.is_live == 1)
    paired, meant = (
        select(column)
        .where(same_transaction(table, transactions))
        .order_by(table.c.id.desc())
        .limit(1)
        .scalar_subquery()
        for table, column in ((transfers, transfers.c.bank_key), (classifications, classifications.c.meaning))
    )
    return case(
        (or_(_T.state == "reversed", matched), natural),
        (paired == "", literal(code("own_transit"), Text)),
        (paired.is_not(None), literal(code("bank_transit"), Text)),
        (meant.is_not(None), _chosen("meaning", meant, _T.direction)),
        else_=natural,
    )


# -- matches --------------------------------------------------------------------------------------------------------


def _settled(kind: Any) -> Code:
    return case(*((kind == one, literal(code(role), Text)) for one, role in SETTLED.items()))


def _forgiven() -> Code:
    told = [(_A.why == why, literal(code(role), Text)) for why, role in FORGIVEN.items()]
    return case(*told, else_=literal(code("write_offs"), Text))


def _shares(span: Span) -> list[Arm]:
    """Shares of live matches on the day of the payment. Where all days are meant, no payment is looked up."""
    rows = allocations.join(matches, _M.id == _A.match_id)
    where = (_M.is_live == 1, _M.receipt.is_not(None))
    if span is None:
        return _parts(rows, on_day=literal(0, Integer), where=where, told={})
    rows = rows.join(transactions, same_transaction(transactions, matches))
    told = {"at": _T.completed_at, "receipt": _M.receipt, "text": _T.party_name}
    told |= {"wallet_id": _M.wallet_id, "transaction_id": _T.id}
    return _parts(rows, on_day=_day(), where=(*where, *_within(span)), told=told)


def _advances_used() -> list[Arm]:
    """Advances that paid an invoice: no payment, so the day of the decision."""
    rows = allocations.join(matches, _M.id == _A.match_id).join(decisions, decisions.c.id == _M.id)
    on_day = (decisions.c.at + clock.OFFSET_SECONDS) // clock.DAY_SECONDS
    where = (_M.is_live == 1, _M.receipt.is_(None))
    return _parts(rows, on_day=on_day, where=where, told={"at": decisions.c.at})


def _parts(rows: Any, *, on_day: Any, where: tuple[Any, ...], told: dict[str, Any]) -> list[Arm]:
    told = told | {"match_id": _M.id, "kind": _A.kind, "key": _A.key}
    suspense, settled = literal(code("unidentified"), Text), _settled(_A.kind)
    forgiven = (*where, _A.forgiven_cents != 0)
    return [
        Arm("match", rows, suspense, settled, on_day, _A.cents, (*where, _A.cents != 0), told, (_A.kind,)),
        Arm("match", rows, _forgiven(), settled, on_day, _A.forgiven_cents, forgiven, told, (_A.kind, _A.why)),
    ]


# -- what is owed, the bank, openings -------------------------------------------------------------------------------


def _items() -> list[Arm]:
    told = {"at": _I.at, "kind": _I.kind, "key": _I.key, "text": _I.customer_name}
    sales, outside = literal(code("sales"), Text), literal(code("paid_outside"), Text)
    is_owed = _I.kind.in_(("invoice", "sale"))
    is_paid, by = (is_owed, _I.paid_cents != 0), (_I.kind,)
    return [
        Arm("item", items, _settled(_I.kind), sales, _I.on_day, _I.amount_cents, (is_owed,), told, by),
        Arm("item", items, outside, _settled(_I.kind), _I.on_day, _I.paid_cents, is_paid, told, by),
    ]


def _bank() -> Arm:
    """Bank lines that are the mirror of a transfer that stands, each once."""
    stands = exists().where(
        transfers.c.bank_key == _I.key, same_transaction(transfers, transactions), _T.state != "reversed"
    )
    told = {"kind": _I.kind, "key": _I.key, "text": _I.description}
    against = literal(code("bank"), Text), literal(code("bank_transit"), Text)
    return Arm("bank", items, *against, _I.on_day, _I.amount_cents, (_I.kind == "bank", stands), told)


def _openings() -> Arm:
    """For lists: the earliest standing proven statement of each wallet."""
    i = imports.c
    told = (i.is_undone == 0, i.state == "proven", i.opening_cents.is_not(None), i.starts_at.is_not(None))
    rank = func.row_number().over(partition_by=i.wallet_id, order_by=(i.starts_at, i.id)).label("rank")
    first = select(i.wallet_id, i.starts_at, i.opening_cents, rank).where(*told).subquery("first")
    on_day = (first.c.starts_at + clock.OFFSET_SECONDS) // clock.DAY_SECONDS
    named = {"at": first.c.starts_at, "wallet_id": first.c.wallet_id}
    against = _wallet(first.c.wallet_id), literal(code("opening"), Text)
    return Arm("opening", first, *against, on_day, first.c.opening_cents, (first.c.rank == 1,), named)
