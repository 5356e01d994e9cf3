"""The code doctor asked about a book: sales of some days, their codes' faults, and money nobody rang up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from app.core import clock
from app.core.doctor.codes import Finding, Received, Tally, Unclaimed, examine, tallies, unclaimed
from app.core.items import Item
from app.core.receipts import spellings
from app.core.store.stated import in_slices
from app.core.store.tables import imports, transactions
from app.core.store.trade_tables import items

_T = transactions.c
_WANTED = (_T.receipt, _T.amount_cents, _T.completed_at, _T.party_name, _T.state)


class CodeReport(NamedTuple):
    """What the code doctor found for the sales of some days."""

    findings: tuple[Finding, ...]
    tallies: tuple[Tally, ...]
    unclaimed: tuple[Unclaimed, ...]


def code_report(reader: Connection, *, from_day: int, to_day: int, now: int) -> CodeReport:
    """Faults of the codes of sales on these days (day numbers, both included), and unclaimed money of them.

    A code used twice is told wherever the other sale lies.
    """
    columns = [items.c[name] for name in Item._fields]
    query = select(*columns).where(items.c.kind == "sale", items.c.on_day.between(from_day, to_day))
    sales = [Item(*row) for row in reader.execute(query.order_by(items.c.on_day, items.c.at, items.c.key))]
    elsewhere = _sales_with(reader, {sale.code for sale in sales if sale.code}, {sale.key for sale in sales})
    unused = _unused(reader, from_day, to_day)
    found = {payment.receipt: payment for payment in unused}
    found.update(
        _payments(reader, {code for sale in sales if sale.code for code in (sale.code, *spellings(sale.code))})
    )
    told = examine(sales + elsewhere, found, is_covered=_covered(reader), unused=unused)
    here = {sale.key for sale in sales}
    findings = tuple(finding for finding in told if finding.sale.key in here)
    return CodeReport(findings, tuple(tallies(sales, findings)), tuple(unclaimed(unused, now=now)))


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


def _unused(reader: Connection, from_day: int, to_day: int) -> list[Received]:
    query = select(*_WANTED).where(
        _T.completed_at >= clock.day_start(from_day),
        _T.completed_at < clock.day_start(to_day + 1),
        _T.role == "payment",
        _T.direction == "in",
        _T.state == "pending_reconciliation",
    )
    return [_received(row) for row in reader.execute(query)]


def _received(row: Any) -> Received:
    receipt, cents, at, name, state = row
    return Received(receipt, cents, at, name, state == "reversed", state in ("matched", "part_matched"))


def _covered(reader: Connection) -> Callable[[int], bool]:
    """Whether some standing statement spans an instant."""
    query = select(imports.c.starts_at, imports.c.ends_at).where(
        imports.c.is_undone == 0, imports.c.starts_at.is_not(None), imports.c.ends_at.is_not(None)
    )
    spans = [tuple(row) for row in reader.execute(query)]
    return lambda at: any(start <= at <= end for start, end in spans)
