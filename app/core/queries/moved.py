"""Movements of some days for the reports about them: payments with their charges, sweeps, what waits, sums a day."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, case, func, or_, select

from app.core import clock
from app.core.store.settling import given
from app.core.store.tables import daily_reconciliation, transactions
from app.core.store.trade_tables import items, key_of, same_transaction, transfers

_T, _D = transactions.c, daily_reconciliation.c


class Charged(NamedTuple):
    """A payment that came in, and the cents of the charge that bears its receipt; None where none does."""

    completed_at: int
    receipt: str
    wallet_id: int
    kind: str
    cents: int
    charge_cents: int | None


class LoneCharge(NamedTuple):
    """A charge whose payment is not among these payments: cents, and what the statement calls it."""

    completed_at: int
    receipt: str
    wallet_id: int
    details: str
    cents: int


class Sweep(NamedTuple):
    """Money sent to the bank that was not found there by the end of a day; ``found_on`` is a later day, or None."""

    completed_at: int
    receipt: str
    wallet_id: int
    cents: int
    found_on: int | None


class Waiting(NamedTuple):
    """A payment of which something is given to nobody: all its cents, those that are left, and what is told of it."""

    completed_at: int
    receipt: str
    wallet_id: int
    cents: int
    open_cents: int
    party_name: str
    party_phone: str
    account_ref: str
    proof: int
    state: str


class DaySums(NamedTuple):
    """One day over all wallets, in cents: payments in, charges, reversals, payments out, sweeps, all other movements.

    Money out is positive too; ``other_cents`` is in less out.
    """

    on_day: int
    payments: int
    in_cents: int
    charge_cents: int
    reversed_cents: int
    out_cents: int
    swept_cents: int
    other_cents: int


def _between(from_day: int, to_day: int) -> Any:
    return _T.completed_at.between(clock.day_start(from_day), clock.day_start(to_day + 1) - 1)


def charged(reader: Connection, *, from_day: int, to_day: int) -> tuple[list[Charged], list[LoneCharge]]:
    """Payments in of some days with their charges, in the order of time; and charges that belong to none of them."""
    fee = transactions.alias("fee")
    is_fee = and_(
        fee.c.receipt == _T.receipt, fee.c.wallet_id == _T.wallet_id, fee.c.role == "charge", fee.c.direction == "out"
    )
    is_payment = and_(_T.role == "payment", _T.direction == "in", _T.state != "reversed")
    query = (
        select(_T.completed_at, _T.receipt, _T.wallet_id, _T.kind, _T.amount_cents, func.sum(fee.c.amount_cents))
        .join_from(transactions, fee, is_fee, isouter=True)
        .where(_between(from_day, to_day), is_payment)
        .group_by(_T.id, _T.completed_at, _T.receipt, _T.wallet_id, _T.kind, _T.amount_cents)
        .order_by(_T.completed_at, _T.id)
    )
    paid = [Charged(*row[:5], None if row[5] is None else int(row[5])) for row in reader.execute(query)]
    known = {(one.wallet_id, one.receipt) for one in paid}
    charges = select(_T.completed_at, _T.receipt, _T.wallet_id, _T.details, _T.amount_cents).where(
        _between(from_day, to_day), _T.role == "charge", _T.direction == "out"
    )
    rows = reader.execute(charges.order_by(_T.completed_at, _T.id))
    return paid, [LoneCharge(*row) for row in rows if (row.wallet_id, row.receipt) not in known]


def sweeps_in_transit(reader: Connection, *, on_day: int) -> list[Sweep]:
    """Sweeps up to the end of a day that the bank had not shown by then, oldest first."""
    query = (
        select(_T.completed_at, _T.receipt, _T.wallet_id, _T.amount_cents, transfers.c.bank_key, items.c.on_day)
        .join_from(transactions, transfers, same_transaction(transactions, transfers), isouter=True)
        .join(items, and_(items.c.kind == "bank", items.c.key == transfers.c.bank_key), isouter=True)
        .where(_T.role == "sweep_out", _T.direction == "out", _T.state != "reversed")
        .where(_T.completed_at < clock.day_start(on_day + 1))
        .where(or_(transfers.c.bank_key.is_(None), and_(transfers.c.bank_key != "", items.c.on_day > on_day)))
        .order_by(_T.completed_at, _T.id)
    )
    return [Sweep(*row[:4], row.on_day) for row in reader.execute(query)]


def waiting_payments(reader: Connection, *, on_day: int) -> list[Waiting]:
    """Payments up to the end of a day of which something is given to nobody now, oldest first."""
    columns = (_T.amount_cents, _T.party_name, _T.party_phone, _T.account_ref, _T.proof, _T.state)
    key = (_T.wallet_id, _T.receipt, _T.role, _T.direction, _T.ordinal)
    query = select(*key, _T.completed_at, *columns).where(
        _T.role == "payment",
        _T.direction == "in",
        _T.state.in_(("pending_reconciliation", "part_matched", "conflict")),
        _T.completed_at < clock.day_start(on_day + 1),
    )
    rows = reader.execute(query.order_by(_T.completed_at, _T.id)).all()
    taken = given(reader, sorted({row.receipt for row in rows}))
    return [
        Waiting(
            *(row.completed_at, row.receipt, row.wallet_id, row.amount_cents, left),
            *(row.party_name or "", row.party_phone or "", row.account_ref or "", row.proof, row.state),
        )
        for row in rows
        if (left := row.amount_cents - taken.get(key_of(row), 0)) > 0
    ]


def sums_by_day(reader: Connection, *, from_day: int, to_day: int) -> list[DaySums]:
    """Days with movements, in order. From the daily totals: no transaction is looked at."""

    def cents(*where: Any) -> Any:
        return func.sum(case((and_(*where), _D.amount_cents), else_=0))

    is_in, is_out = _D.direction == "in", _D.direction == "out"
    named = ("payment", "charge", "reversal", "payout", "sweep_out")
    signed = case((is_in, _D.amount_cents), else_=-_D.amount_cents)
    query = (
        select(
            _D.on_day,
            func.sum(case((and_(_D.role == "payment", is_in), _D.n), else_=0)),
            cents(_D.role == "payment", is_in),
            cents(_D.role == "charge", is_out),
            cents(_D.role == "reversal", is_out),
            cents(_D.role.in_(("payout", "payment")), is_out),
            cents(_D.role == "sweep_out", is_out),
            func.sum(
                case(
                    (and_(_D.role == "payment"), 0),
                    (and_(_D.role.in_(named[1:]), is_out), 0),
                    else_=signed,
                )
            ),
        )
        .where(_D.on_day.between(from_day, to_day), _D.n > 0)
        .group_by(_D.on_day)
        .order_by(_D.on_day)
    )
    return [DaySums(*map(int, row)) for row in reader.execute(query)]


def takings(
    reader: Connection, *, from_day: int, to_day: int, wallet_id: int | None = None
) -> dict[int, tuple[int, int]]:
    """Day → payments that count as takings, and their cents: neither taken back nor named as no sale."""
    day = (_T.completed_at + clock.OFFSET_SECONDS) // clock.DAY_SECONDS
    query = (
        select(day, func.count(), func.sum(_T.amount_cents))
        .where(_T.role == "payment", _T.direction == "in", _T.state.not_in(("reversed", "not_a_sale")))
        .where(_T.completed_at.between(clock.day_start(from_day), clock.day_start(to_day + 1) - 1))
        .group_by(day)
    )
    if wallet_id is not None:
        query = query.where(_T.wallet_id == wallet_id)
    return {int(on): (int(n), int(cents)) for on, n, cents in reader.execute(query)}
