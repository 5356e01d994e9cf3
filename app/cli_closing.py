"""Closing days on the command line."""

from __future__ import annotations

from datetime import date

from app.core import clock, money
from app.core.actions.close_day import close_day, reopen_day
from app.core.book import Book
from app.core.queries.closing import checklist
from app.core.queries.seals import broken_seals, standing_seal


def close(book: Book, *, on: date) -> list[str]:
    """Seal a day; gives lines that tell its mark and what stayed open. Raises BookError where something stops it."""
    day = clock.number_of(on)
    checks = book.ask(checklist, on_day=day, now=clock.now())
    book.do(close_day, on_day=day)
    seal = book.ask(standing_seal, on_day=day)
    assert seal is not None, "it was closed just now"
    moved = seal.figures
    told = (
        f"{on:%d/%m/%Y} is closed with the seal {seal.mark}: {moved['rows']:,} rows, "
        f"KES {money.shown(moved['in_cents'])} in, {money.shown(moved['out_cents'])} out, "
        f"{moved['decisions']:,} decisions."
    )
    return [told, *(f"  Open: {check.told}" for check in checks if not check.is_fine)]


def reopen(book: Book, *, on: date, why: str) -> str:
    """Open a closed day again; gives the sentence that tells it. Raises BookError where it is open."""
    book.do(reopen_day, on_day=clock.number_of(on), why=why)
    return f"{on:%d/%m/%Y} is open again. The reason stands on the next sheet."


def broken_in_words(book: Book) -> list[str]:
    """A sentence for each seal that does not fit its day any more."""
    return [
        f"The seal {seal.mark} of {clock.day_of(seal.on_day):%d/%m/%Y} does not fit the day any more: "
        "rows or decisions that it covers were changed."
        for seal in book.ask(broken_seals)
    ]
