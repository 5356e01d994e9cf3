"""Sales of a day with what the code doctor and the matches say of them, as far as they are one wallet's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, and_, select

from app.core import clock
from app.core.doctor.codes import Finding
from app.core.items import Item
from app.core.queries.codes import code_report
from app.core.store.slices import in_slices
from app.core.store.tables import daily_reconciliation, transactions
from app.core.store.trade_tables import allocations, items, matches, same_transaction, wallet_uses

_T = transactions.c


class Settled(NamedTuple):
    """Cents that a live match gave to a sale from a payment of some moment."""

    sale_key: str
    cents: int
    completed_at: int


class Paid(NamedTuple):
    """A payment whose receipt is some sale's code: its wallet, cents, and what of them matches gave away."""

    receipt: str
    wallet_id: int
    cents: int
    given_cents: int
    state: str


class SaleBook(NamedTuple):
    """Sales of the day that are this wallet's, in the order they were rung up, and each source of block E by itself.

    ``payments`` answers codes (receipts). ``unused`` are receipts of the wallet's day that no sale carries and nothing
    explains: how many, and their cents.
    """

    sales: tuple[Item, ...]
    settled: tuple[Settled, ...]
    payments: dict[str, Paid]
    findings: tuple[Finding, ...]
    unused: tuple[int, int]


def sale_book(reader: Connection, *, wallet_id: int, starts_at: int, now: int) -> SaleBook:
    """The sales of the day that begins at an instant.

    A sale that no wallet's money speaks of is told on the sheet of every wallet that takes payments for its store:
    better twice than never.
    """
    day = clock.day_number(starts_at)
    query = select(*(items.c[name] for name in Item._fields)).where(items.c.kind == "sale", items.c.on_day == day)
    rung_up = [Item(*row) for row in reader.execute(query.order_by(items.c.at, items.c.key))]
    payments = _payments(reader, {sale.code for sale in rung_up if sale.code})
    settled = _settled(reader, [sale.key for sale in rung_up])
    sales = _of_wallet(reader, rung_up, payments, settled, wallet_id)
    keys = {sale.key for sale in sales}
    report = code_report(reader, from_day=day, to_day=day, now=now, wallet_id=wallet_id)
    return SaleBook(
        sales=tuple(sales),
        settled=tuple(one for one, _ in settled if one.sale_key in keys),
        payments=payments,
        findings=tuple(finding for finding in report.findings if finding.sale.key in keys),
        unused=(len(report.unclaimed), sum(one.payment.amount_cents for one in report.unclaimed)),
    )


def _payments(reader: Connection, codes: Iterable[str]) -> dict[str, Paid]:
    taken: dict[str, Paid] = {}
    for some in in_slices(sorted(codes)):
        query = select(_T.receipt, _T.wallet_id, _T.amount_cents, _T.state).where(
            _T.receipt.in_(some), _T.role == "payment", _T.direction == "in"
        )
        for receipt, wallet, cents, state in reader.execute(query.order_by(_T.id)):
            taken.setdefault(receipt, Paid(receipt, wallet, cents, 0, state))
        given = (
            select(matches.c.receipt, allocations.c.cents)
            .join(allocations, allocations.c.match_id == matches.c.id)
            .where(matches.c.receipt.in_(some), matches.c.is_live == 1)
        )
        for receipt, cents in reader.execute(given):
            if receipt in taken:
                taken[receipt] = taken[receipt]._replace(given_cents=taken[receipt].given_cents + cents)
    return taken


def _settled(reader: Connection, keys: Sequence[str]) -> list[tuple[Settled, int]]:
    """Each allocation to these sales with the wallet of its payment."""
    found = []
    for some in in_slices(sorted(keys)):
        query = (
            select(allocations.c.key, allocations.c.cents, _T.completed_at, _T.wallet_id)
            .join_from(allocations, matches, and_(matches.c.id == allocations.c.match_id, matches.c.is_live == 1))
            .join(transactions, same_transaction(transactions, matches))
            .where(allocations.c.kind == "sale", allocations.c.key.in_(some))
            .order_by(allocations.c.match_id, allocations.c.place)
        )
        found += [(Settled(*row[:3]), row[3]) for row in reader.execute(query)]
    return found


def _of_wallet(
    reader: Connection,
    rung_up: Sequence[Item],
    payments: dict[str, Paid],
    settled: Sequence[tuple[Settled, int]],
    wallet_id: int,
) -> list[Item]:
    by_money: dict[str, set[int]] = {}
    for one, wallet in settled:
        by_money.setdefault(one.sale_key, set()).add(wallet)
    stores = {row.wallet_id: row.store for row in reader.execute(select(wallet_uses))}
    view = daily_reconciliation.c
    takes = select(view.n).where(view.wallet_id == wallet_id, view.role == "payment", view.direction == "in").limit(1)
    takes_payments = reader.execute(takes).first() is not None
    own = stores.get(wallet_id, "")

    def is_its(sale: Item) -> bool:
        named = by_money.get(sale.key) or ({payments[sale.code].wallet_id} if sale.code in payments else set())
        if named:
            return wallet_id in named
        if sale.store and sale.store in stores.values():
            return bool(sale.store == own)
        return takes_payments

    return [sale for sale in rung_up if is_its(sale)]
