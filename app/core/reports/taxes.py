"""The tax box: gross takings by day and month to date, and what published rates make of them. Never a return."""

from __future__ import annotations

from sqlalchemy import Connection

from app.core import tariffs
from app.core.queries.moved import takings
from app.core.queries.wallets import business
from app.core.reports.listing import Cell, Figure, Head, Listing, Section
from app.core.reports.owed import days
from app.core.reports.workbook import Kind

NOT_RECORDED = "This book holds no eTIMS invoice numbers, so receipts cannot be told with and without one."


def tax_box(reader: Connection, *, from_day: int, to_day: int) -> Listing:
    """Takings of some days (day numbers, both included) with turnover tax and the VAT they would hold."""
    found = takings(reader, from_day=from_day, to_day=to_day)
    rows = [_row(day, *found[day]) for day in sorted(found)]
    total = sum(cents for _, cents in found.values())
    heads = (
        Head("date", "Day", Kind.DAY, 70),
        Head("receipts", "Receipts", Kind.COUNT, 60, is_summed=True),
        Head("gross", "Gross takings KES", Kind.MONEY, 100, is_summed=True),
        Head("turnover_rate", "TOT rate", Kind.TEXT, 50),
        Head("turnover_tax", "Turnover tax KES", Kind.MONEY, 90, is_summed=True),
        Head("vat_rate", "VAT rate", Kind.TEXT, 50),
        Head("vat", "VAT held KES", Kind.MONEY, 90, is_summed=True),
    )
    return Listing(
        "tax",
        business(reader),
        "Tax box",
        days(from_day, to_day),
        (Figure("gross", "Gross takings by M-PESA", total),),
        (Section("days", "Day by day", heads, rows),),
        (
            "Turnover tax and VAT are alternatives: a business that is registered for VAT pays no turnover tax.",
            *_sources(from_day, to_day),
            NOT_RECORDED,
        ),
    )


def _row(day: int, n: int, cents: int) -> tuple[Cell, ...]:
    turnover, vat = tariffs.rate("turnover_tax", on_day=day), tariffs.rate("vat", on_day=day)
    return (
        day,
        n,
        cents,
        f"{turnover.per_cent} %" if turnover else "not known",
        turnover.of(cents) if turnover else None,
        f"{vat.per_cent} %" if vat else "not known",
        vat.within(cents) if vat else None,
    )


def _sources(from_day: int, to_day: int) -> list[str]:
    told = []
    for tax, name in (("turnover_tax", "Turnover tax"), ("vat", "VAT")):
        rates = {rate.since: rate for day in (from_day, to_day) if (rate := tariffs.rate(tax, on_day=day))}
        told += [
            f"{name}: {one.per_cent} % valid from {one.since:%d/%m/%Y} per {one.source}." for one in rates.values()
        ]
    return [*told, "Check the rates with the Kenya Revenue Authority before a return is filed."]
