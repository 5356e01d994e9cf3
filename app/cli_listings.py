"""The reports that are lists, on the command line: each as text, JSON, PDF and workbook."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from app.cli_shapes import write_json
from app.core import clock
from app.core.book import Book
from app.core.errors import CallWrong
from app.core.queries.receivables import customer_named
from app.core.reports.charged import charges
from app.core.reports.listing import Listing, as_text, shape
from app.core.reports.month import month
from app.core.reports.owed import aged, statement
from app.core.reports.rung_up import cashiers
from app.core.reports.taxes import tax_box
from app.core.reports.waiting import transit, unmatched

_OF_A_DAY: dict[str, Callable[..., Listing]] = {"aged": aged, "transit": transit, "unmatched": unmatched}
_OF_DAYS: dict[str, Callable[..., Listing]] = {"charges": charges, "cashiers": cashiers, "tax": tax_box}


def report(book: Book, called: Any) -> str:
    """One report: its files where they were asked for, and the text for a person ('' where JSON was written).

    Raises BookError, CallWrong, DiskTrouble.
    """
    made = _made(book, called)
    if called.as_of is not None:
        stood = f"as the book stood on {clock.wall(called.as_of):%d/%m/%Y at %H:%M:%S}"
        made = replace(made, subtitle=f"{made.subtitle} · {stood}")
    if called.pdf or called.xlsx:
        from app.core.reports.listing_files import write_pdf, write_xlsx

        if called.pdf:
            write_pdf(made, called.pdf)
        if called.xlsx:
            write_xlsx(made, called.xlsx)
    if called.json:
        write_json(shape(made))
        return ""
    written = [f"Written: {path}" for path in (called.pdf, called.xlsx) if path]
    return "\n".join(written or [as_text(made)])


def _made(book: Book, called: Any) -> Listing:
    if called.kind == "month":
        return book.ask(month, year=called.month.year, number=called.month.month)
    if called.kind in _OF_A_DAY:
        return book.ask(_OF_A_DAY[called.kind], on_day=clock.number_of(called.date))
    if called.from_on > called.to_on:
        raise CallWrong("The first day is after the last.", detail="Look at --from and --to.")
    days = {"from_day": clock.number_of(called.from_on), "to_day": clock.number_of(called.to_on)}
    if called.kind == "statement":
        customer = book.ask(customer_named, name=called.customer)
        return book.ask(statement, customer=customer, **days)
    return book.ask(_OF_DAYS[called.kind], **days)
