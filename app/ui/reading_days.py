"""What a worker asks the book of one day: its seal, its checklist; closing it and opening it again."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from app.core import clock

if TYPE_CHECKING:
    from app.core.book import Book
    from app.core.queries.closing import Check
    from app.core.queries.seals import Seal


class DayToClose(NamedTuple):
    """A day as it stands before it is closed: its seal where it is closed, what is open, what earlier seals say."""

    on: date
    seal: Seal | None
    checks: tuple[Check, ...]
    reopened: tuple[Seal, ...]


def day_to_close(book: Book, on: date) -> DayToClose:
    """In a worker: the checklist of a day and its seals."""
    from app.core.queries.closing import checklist
    from app.core.queries.seals import seal_history

    day = clock.number_of(on)
    history = book.ask(seal_history, on_day=day)
    checks = book.ask(checklist, on_day=day, now=clock.now())
    standing = next((seal for seal in history if seal.is_standing), None)
    return DayToClose(on, standing, checks, tuple(seal for seal in history if not seal.is_standing))


def close_day(book: Book, on: date) -> Seal:
    """In a worker: seal the day."""
    from app.core.actions.close_day import close_day as act
    from app.core.queries.seals import standing_seal

    day = clock.number_of(on)
    book.do(act, on_day=day)
    seal = book.ask(standing_seal, on_day=day)
    assert seal is not None, "it was closed just now"
    return seal


def reopen_day(book: Book, on: date, why: str) -> None:
    """In a worker: open the day again."""
    from app.core.actions.close_day import reopen_day as act

    book.do(act, on_day=clock.number_of(on), why=why)
