"""The code doctor asked about a book: sales of some days, their codes' faults, and money nobody rang up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from app.core import clock
from app.core.doctor.codes import (
    EARLY_SECONDS,
    LATE_SECONDS,
    CodeFault,
    Finding,
    Received,
    Tally,
    Unclaimed,
    examine,
    tallies,
    unclaimed,
)
from app.core.items import Item
from app.core.receipts import spellings
from app.core.store.slices import in_slices
from app.core.store.tables import imports, transactions
from app.core.store.trade_tables import items

UNUSED_AFTER_SECONDS = 45 * clock.DAY_SECONDS

_T = transactions.c
_WANTED = (_T.receipt, _T.amount_cents, _T.completed_at, _T.party_name, _T.state)

_SETTLED = (CodeFault.NO_CODE, CodeFault.NOT_FOUND, CodeFault.NOT_YET, CodeFault.MISTYPED, CodeFault.AMOUNT)
"""What is no fault any more where a person or the matcher gave the sale its payment."""


class CodeReport(NamedTuple):
    """What the code doctor found for the sales of some days."""

    findings: tuple[Finding, ...]
    tallies: tuple[Tally, ...]
    unclaimed: tuple[Unclaimed, ...]


def code_report(
    reader: Connection, *, from_day: int, to_day: int, now: int, wallet_id: int | None = None
) -> CodeReport:
    """Faults of the codes of sales on these days (day numbers, both included), and unclaimed money of them.

    A code used twice is told wherever the other sale lies; a sale that a match paid is told of no more. ``wallet_id``
    narrows the unclaimed money to one wallet.
    """
    columns = [items.c[name] for name in Item._fields]
    query = select(*columns, items.c.state).where(items.c.kind == "sale", items.c.on_day.between(from_day, to_day))
    rows = reader.execute(query.order_by(items.c.on_day, items.c.at, items.c.key)).all()
    sales = [Item(*row[:-1]) for row in rows]
    paid = {row.key for row in rows if row.state in ("paid", "over")}
    elsewhere = _sales_with(reader, {sale.code for sale in sales if sale.code}, {sale.key for sale in sales})
    around = _unused(reader, clock.day_start(from_day) - EARLY_SECONDS, clock.day_start(to_day + 1) + LATE_SECONDS)
    found = {payment.receipt: payment for payment, _ in around}
    found.update(
        _payments(reader, {code for sale in sales if sale.code for code in (sale.code, *spellings(sale.code))})
    )
    rung_up = _rung_up(reader, [payment.receipt for payment, _ in around])
    unused = [payment for payment, _ in around if payment.receipt not in rung_up]
    told = examine(sales + elsewhere, found, is_covered=_covered(reader), unused=unused)
    here = {sale.key for sale in sales}
    findings = tuple(
        finding
        for finding in told
        if finding.sale.key in here and not (finding.sale.key in paid and finding.fault in _SETTLED)
    )
    offered = {finding.offered for finding in findings}
    first, last = clock.day_start(from_day), clock.day_start(to_day + 1)
    left = [
        payment
        for payment, wallet in around
        if first <= payment.completed_at < last
        and payment.receipt not in rung_up
        and payment.receipt not in offered
        and wallet_id in (None, wallet)
    ]
    return CodeReport(findings, tuple(tallies(sales, findings)), tuple(unclaimed(left, now=now)))


def _rung_up(reader: Connection, receipts: list[str]) -> set[str]:
    """Which of these receipts some sale carries as its code."""
    found: set[str] = set()
    for some in in_slices(sorted(receipts)):
        found.update(
            reader.execute(select(items.c.code).where(items.c.kind == "sale", items.c.code.in_(some))).scalars()
        )
    return found


def _sales_with(reader: Connection, codes: set[str], known: set[str]) -> list[Item]:
    columns = [items.c[name] for name in Item._fields]
    found: list[Item] = []
    for some in in_slices(sorted(codes)):
        query = select(*columns).where(items.c.kind == "sale", items.c.code.in_(some))
        found += [Item(*row) for row in reader.execute(query) if row.key not in known]
    return found


def _payments(reader: Connection, receipts: set[str]) -> dict[str, Received]:
    found: dict[str, Received] = {}
    for some in in_slices(sorted(receipts)):
        query = select(*_WANTED).where(_T.receipt.in_(some), _T.role == "payment", _T.direction == "in")
        found.update((row.receipt, _received(row)) for row in reader.execute(query))
    return found


def _unused(reader: Connection, first: int, last: int) -> list[tuple[Received, int]]:
    """Payments between two instants that nobody decided on yet, each with its wallet."""
    query = select(*_WANTED, _T.wallet_id).where(
        _T.completed_at >= first,
        _T.completed_at < last,
        _T.role == "payment",
        _T.direction == "in",
        _T.state == "pending_reconciliation",
    )
    return [(_received(row[:-1]), row[-1]) for row in reader.execute(query)]


def _received(row: Any) -> Received:
    receipt, cents, at, name, state = row
    return Received(receipt, cents, at, name, state == "reversed", state in ("matched", "part_matched"))


def _covered(reader: Connection) -> Callable[[int], bool]:
    """Whether statements of every wallet in use span an instant: else a code may stand on one that is still to come.

    A wallet whose last statement ended long before the instant is taken to be in use no more.
    """
    columns = (imports.c.wallet_id, imports.c.starts_at, imports.c.ends_at)
    query = select(*columns).where(
        imports.c.is_undone == 0, imports.c.starts_at.is_not(None), imports.c.ends_at.is_not(None)
    )
    spans: dict[int, list[tuple[int, int]]] = {}
    for wallet, start, end in reader.execute(query):
        spans.setdefault(wallet, []).append((start, end))

    def is_covered(at: int) -> bool:
        used = [some for some in spans.values() if max(end for _, end in some) > at - UNUSED_AFTER_SECONDS]
        return bool(used) and all(any(start <= at <= end for start, end in some) for some in used)

    return is_covered
