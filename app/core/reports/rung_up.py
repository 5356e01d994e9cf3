"""Cashier variance: what each rang up as M-PESA, beside the money that its codes stand for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import Connection, case, func, select

from app.core import clock
from app.core.doctor.codes import CodeFault, Finding, Unclaimed
from app.core.queries.codes import code_report
from app.core.queries.wallets import business
from app.core.reports.listing import Cell, Figure, Head, Listing, Section
from app.core.reports.owed import days
from app.core.reports.workbook import Kind
from app.core.store.trade_tables import items

_I = items.c
_WORDS = {
    CodeFault.USED_TWICE: "used twice",
    CodeFault.NOT_FOUND: "no such receipt",
    CodeFault.REVERSED: "taken back",
    CodeFault.OLDER: "older than the sale",
    CodeFault.AMOUNT: "other amount",
    CodeFault.MISTYPED: "mistyped",
    CodeFault.NOT_YET: "not on a statement yet",
    CodeFault.NO_CODE: "no code",
}


def cashiers(reader: Connection, *, from_day: int, to_day: int, now: int | None = None) -> Listing:
    """Sales of some days (day numbers, both included) by store, till and cashier, whoever is short by most first."""
    report = code_report(reader, from_day=from_day, to_day=to_day, now=clock.now() if now is None else now)
    sums = _sums(reader, from_day, to_day)
    doubtful: dict[tuple[str, str, str], int] = defaultdict(int)
    for finding in report.findings:
        sale = finding.sale
        doubtful[sale.store, sale.till, sale.cashier] += 1
    rows: list[tuple[Cell, ...]] = [
        (*place, n, rung, paid, doubtful[place], rung - paid) for place, (n, rung, paid) in sums.items()
    ]
    rows.sort(key=lambda row: (-int(row[7] or 0), row[:3]))
    unclaimed = report.unclaimed if rows else ()  # where nothing is rung up, all money is never rung up
    rung, paid = (sum(cells[at] for cells in sums.values()) for at in (1, 2))
    return Listing(
        "cashiers",
        business(reader),
        "Cashier variance",
        days(from_day, to_day),
        (
            Figure("rung_up", "Rung up as M-PESA", rung),
            Figure("paid", "Of which money was found for", paid),
            Figure("difference", "Without money", rung - paid),
            Figure("unclaimed", "Money received and never rung up", sum(one.payment.amount_cents for one in unclaimed)),
        ),
        (_by_cashier(rows), _findings(report.findings), _unclaimed(unclaimed)),
    )


def _sums(reader: Connection, from_day: int, to_day: int) -> dict[tuple[str, str, str], tuple[int, int, int]]:
    """Number, cents rung up and cents settled by store, till and cashier. More money than was asked does not count."""
    paid = _I.paid_cents + _I.settled_cents
    settled = func.sum(case((paid > _I.amount_cents, _I.amount_cents), else_=paid))
    query = (
        select(_I.store, _I.till, _I.cashier, func.count(), func.sum(_I.amount_cents), settled)
        .where(_I.kind == "sale", _I.on_day.between(from_day, to_day))
        .group_by(_I.store, _I.till, _I.cashier)
        .order_by(_I.store, _I.till, _I.cashier)
    )
    return {(s, t, c): (n, int(rung), int(found)) for s, t, c, n, rung, found in reader.execute(query)}


def _by_cashier(rows: list[tuple[Cell, ...]]) -> Section:
    heads = (
        Head("store", "Store", Kind.TEXT, 90),
        Head("till", "Till", Kind.TEXT, 60),
        Head("cashier", "Cashier", Kind.TEXT, 110),
        Head("sales", "Sales", Kind.COUNT, 42, is_summed=True),
        Head("rung_up", "Rung up KES", Kind.MONEY, 78, is_summed=True),
        Head("paid", "Money found KES", Kind.MONEY, 82, is_summed=True),
        Head("faults", "Codes to look at", Kind.COUNT, 70, is_summed=True),
        Head("difference", "Difference KES", Kind.MONEY, 80, is_summed=True),
    )
    return Section("cashiers", "By store, till and cashier", heads, rows)


def _findings(findings: Iterable[Finding]) -> Section:
    heads = (
        Head("sale", "Sale", Kind.TEXT, 60),
        Head("cashier", "Cashier", Kind.TEXT, 80),
        Head("at", "Time", Kind.TIME, 80),
        Head("code", "Code", Kind.TEXT, 66),
        Head("finding", "Finding", Kind.TEXT, 80),
        Head("amount", "Amount KES", Kind.MONEY, 72, is_summed=True),
    )
    rows = [
        (one.sale.number, one.sale.cashier, one.sale.at, one.sale.code, _WORDS[one.fault], one.sale.amount_cents)
        for one in findings
    ]
    return Section("codes", "Sales whose code is no good", heads, rows)


def _unclaimed(unclaimed: Iterable[Unclaimed]) -> Section:
    heads = (
        Head("at", "Time", Kind.TIME, 90),
        Head("receipt", "Receipt", Kind.TEXT, 70),
        Head("payer", "Payer", Kind.TEXT, 160),
        Head("hours", "Hours", Kind.COUNT, 50),
        Head("amount", "Amount KES", Kind.MONEY, 80, is_summed=True),
    )
    rows = [
        (one.payment.completed_at, one.payment.receipt, one.payment.party_name, one.hours, one.payment.amount_cents)
        for one in unclaimed
    ]
    return Section("unclaimed", "Money that nobody rang up, oldest first", heads, rows)
