"""Reading cells: times and amounts, a column at a time, with what was read once kept for the next row."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from app.core import clock, money

BAD = 1 << 60
"""Stands for a cell that could not be read; above every instant and every amount."""

NOTHING = -(1 << 60)
"""Stands for an empty cell where emptiness must be told from zero."""

_FIRST_YEAR, _LAST_YEAR = 2007, 2099
_DAY_FIRST = re.compile(r"(\d\d)[-/.](\d\d)[-/.](\d{4})", re.ASCII)
_ISO = re.compile(r"(\d{4})[-/.](\d\d)[-/.](\d\d)", re.ASCII)
_LOOSE = re.compile(
    r"(\d{1,4})[-/.](\d{1,2})[-/.](\d{1,4})[ T]+(\d{1,2}):(\d\d)(?::(\d\d)(?:\.\d+)?)?\s*([AaPp][Mm])?", re.ASCII
)
_PLAIN_COLUMN = re.compile(r"(?:(?:-?\d{1,12}\.\d\d)?\n)*+", re.ASCII)
_COMMA_COLUMN = re.compile(r"(?:(?:-?\d{1,3}(?:,\d{3}){0,3}\.\d\d)?\n)*+", re.ASCII)


class Odd(Exception):
    """Rows are not as M-PESA prints them: somebody edited the document (domain notes, 1G)."""


class MonthFirst(Odd):
    """A date stands month first, as no M-PESA document prints it (domain notes, section 6)."""


class Days(dict[str, int]):
    """The instant at which a written day begins (Nairobi), or BAD; day-first or ISO. Raises MonthFirst."""

    def __missing__(self, text: str) -> int:
        """Read a day not met before."""
        day = _day(text)
        found = BAD if day is None else clock.day_start(clock.number_of(day))
        if len(self) < 65_536:
            self[text] = found
        return found


class Clocks(dict[str, int]):
    """Seconds since midnight of a written time of day, or BAD; at most 86,400 and their like without seconds."""

    def __missing__(self, text: str) -> int:
        """Read a time of day not met before."""
        hour, minute, second = text[:2], text[3:5], text[6:] or "00"
        if len(second) != 2 or text[2:3] + text[5:6] not in ("::", ":") or not _is_digits(hour + minute + second):
            return BAD
        seconds = self[text] = _seconds(int(hour), int(minute), int(second))
        return seconds


class Minutes(dict[str, int]):
    """Seconds since midnight of a written hour and minute after a day (`` 22:20``), or BAD."""

    def __missing__(self, text: str) -> int:
        """Read a minute not met before."""
        is_usual = text[0] in " T" and text[3] == ":" and _is_digits(text[1:3] + text[4:6] + "00")
        found = _seconds(int(text[1:3]), int(text[4:6]), 0) if is_usual else BAD
        if found != BAD:
            self[text] = found
        return found


class Seconds(dict[str, int]):
    """The seconds that close a written time (``:07``), or BAD."""

    def __missing__(self, text: str) -> int:
        """Read seconds not met before."""
        is_usual = text[0] == ":" and _is_digits(text[1:] + "0000")
        found = _seconds(0, 0, int(text[1:])) if is_usual else BAD
        if found != BAD:
            self[text] = found
        return found


def _is_digits(text: str) -> bool:
    return len(text) == 6 and text.isascii() and text.isdigit()


def _day(text: str) -> date | None:
    if found := _ISO.fullmatch(text):
        return _calendar(int(found[1]), int(found[2]), int(found[3]))
    if found := _DAY_FIRST.fullmatch(text):
        return day_first(int(found[1]), int(found[2]), int(found[3]))
    return None


def day_first(day: int, month: int, year: int) -> date | None:
    """The calendar day, or None. Raises MonthFirst where only the other order makes a day."""
    if month > 12 >= day and _calendar(year, day, month):
        raise MonthFirst
    return _calendar(year, month, day)


def _calendar(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if _FIRST_YEAR <= year <= _LAST_YEAR else None
    except ValueError:
        return None


def _seconds(hour: int, minute: int, second: int) -> int:
    return hour * 3600 + minute * 60 + second if hour < 24 and minute < 60 and second < 60 else BAD


def moment(text: str) -> int:
    """The instant of one written time in any of the accepted shapes (also unpadded, 12-hour, with a ``T``), or BAD."""
    found = _LOOSE.fullmatch(text.strip())
    if not found:
        return BAD
    first, second, third = int(found[1]), int(found[2]), int(found[3])
    day = _calendar(first, second, third) if len(found[1]) == 4 else day_first(first, second, third)
    seconds = _seconds(_hour(int(found[4]), (found[7] or "").lower()), int(found[5]), int(found[6] or 0))
    return BAD if day is None or seconds == BAD else clock.day_start(clock.number_of(day)) + seconds


def _hour(hour: int, half: str) -> int:
    if not half:
        return hour
    return hour % 12 + (12 if half == "pm" else 0) if 1 <= hour <= 12 else 99


class Amounts(dict[str, int]):
    """Cents of a written amount, NOTHING for an empty cell, BAD for anything else; bounded."""

    def __missing__(self, text: str) -> int:
        """Read an amount not met before."""
        found = _cents(text)
        if len(self) < 65_536:
            self[text] = found
        return found


def _cents(text: str) -> int:
    if not text or text.isspace():
        return NOTHING
    try:
        return money.cents_from_text(text)
    except ValueError:
        return BAD


def cents_of(texts: Sequence[str], known: Amounts, *, blank: int) -> list[int]:
    """Cents of a column of amounts; ``blank`` for empty cells, BAD for cells that hold no amount.

    Columns of one usual shape (``1500.00`` or ``1,500.00``) are converted whole.
    """
    joined = "\n".join(texts) + "\n"
    if _PLAIN_COLUMN.fullmatch(joined):
        digits = joined.replace(".", "")
    elif _COMMA_COLUMN.fullmatch(joined):
        digits = joined.replace(".", "").replace(",", "")
    else:
        digits = ""
    if digits:
        cells = digits.split("\n")
        cells.pop()
        if len(cells) == len(texts):
            return [int(cell) if cell else blank for cell in cells]
    found = [known[text] for text in texts]
    return found if blank == NOTHING else [blank if cents == NOTHING else cents for cents in found]
