"""Times as spreadsheets leave them: true cells, serial numbers, either order of day and month, months by name."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

_EPOCH = date(1899, 12, 30)
_SERIALS = range(39_000, 73_415)
"""Excel's day numbers of 2006 to 2100, where 1 is the first day of 1900 (domain notes, 1G)."""

_YEARS = range(2007, 2100)
_DAY_SECONDS = 86_400
_MONTHS = {name: number for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
_CLOCK = r"[ T,]+(\d{1,2}):(\d\d)(?::(\d\d)(?:\.\d+)?)?\s*([AaPp]\.?[Mm]\.?)?"
_NUMBERS = re.compile(r"(\d{1,4})([-/.])(\d{1,2})\2(\d{1,4})" + _CLOCK, re.ASCII)
_NAMED = re.compile(
    r"(?:[A-Za-z]{3,9},? )?(?:(\d{1,2})[- ]([A-Za-z]{3,9})|([A-Za-z]{3,9}) (\d{1,2})),?[- ](\d{4}|\d\d)" + _CLOCK,
    re.ASCII,
)
_SERIAL = re.compile(r"(\d{5})(?:[.,](\d{1,15}))?", re.ASCII)
_CLOCK_ONLY = re.compile(r"\d{1,3}:\d\d(?:\.\d+|:\d\d(?:\.\d+)?)?(?:\s*[AaPp][Mm])?", re.ASCII)
_DAY_ONLY = re.compile(r"\d{1,4}([-/.])\d{1,2}\1\d{1,4}|\d{1,2}[- ][A-Za-z]{3,9}[- ]\d{2,4}", re.ASCII)


class Stamp(NamedTuple):
    """A time as written: its day as the order of its shape tells, and what the other order would make of it.

    ``printed`` and ``swapped`` are None where they are no calendar days; ``swapped`` is None too where there is no
    other order (a month by name). ``shape`` is alike for cells written by one hand. ``has_seconds``: nothing was lost.
    """

    printed: date | None
    swapped: date | None
    seconds: int
    shape: str
    has_seconds: bool = True

    @property
    def is_open(self) -> bool:
        """Whether both orders make a day, and not the same one."""
        return self.printed is not None and self.swapped is not None and self.printed != self.swapped


@lru_cache(maxsize=65_536)
def stamp_of(text: str) -> Stamp | None:
    """What a cell says of a moment, or None where it names no day or no time of day."""
    cell = " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split()).lstrip("'")
    if found := _NUMBERS.fullmatch(cell):
        return _of_numbers(found)
    if found := _NAMED.fullmatch(cell):
        return _of_named(found)
    if found := _SERIAL.fullmatch(cell):
        return _of_serial(found)
    return None


def _of_numbers(found: re.Match[str]) -> Stamp | None:
    seconds = _seconds(*found.groups()[4:])
    first, second, third = found[1], int(found[3]), found[4]
    if seconds is None:
        return None
    shape = found[2].join("ydd" if len(first) == 4 else "ddy") + "s" * bool(found[7]) + "h" * bool(found[8])
    if len(first) == 4:
        days = _day(int(first), second, int(third)), _day(int(first), int(third), second)
    else:
        year = int(third) + (2000 if len(third) == 2 else 0)
        days = _day(year, second, int(first)), _day(year, int(first), second)
    return None if days == (None, None) else Stamp(*days, seconds, shape, found[7] is not None)


def _of_named(found: re.Match[str]) -> Stamp | None:
    month = _MONTHS.get((found[2] or found[3]).lower()[:3])
    seconds = _seconds(*found.groups()[5:])
    if month is None or seconds is None:
        return None
    year = int(found[5]) + (2000 if len(found[5]) == 2 else 0)
    day = _day(year, month, int(found[1] or found[4]))
    return None if day is None else Stamp(day, None, seconds, "named", found[8] is not None)


def _of_serial(found: re.Match[str]) -> Stamp | None:
    number, part = int(found[1]), found[2]
    if number not in _SERIALS or part is None:
        return None
    seconds = round(int(part) * _DAY_SECONDS / 10 ** len(part))
    day = _EPOCH + timedelta(days=number + seconds // _DAY_SECONDS)
    return Stamp(day, _day(day.year, day.day, day.month), seconds % _DAY_SECONDS, "serial", len(part) >= 5)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year in _YEARS else None
    except ValueError:
        return None


def _seconds(hour: str, minute: str, second: str | None, half: str | None) -> int | None:
    of_day = int(hour)
    if half:
        if not 1 <= of_day <= 12:
            return None
        of_day = of_day % 12 + (12 if half[0] in "pP" else 0)
    if of_day > 23 or int(minute) > 59 or int(second or 0) > 59:
        return None
    return of_day * 3600 + int(minute) * 60 + int(second or 0)


def why_unreadable(text: str) -> str:
    """Why a cell tells no moment, in words for the person who brought it."""
    cell = text.strip().lstrip("'")
    if cell and set(cell) == {"#"}:
        return "The column was too narrow when the file was saved: “####” stands where the completion time was."
    if _CLOCK_ONLY.fullmatch(cell):
        return f"The completion time “{cell}” lost its day in a spreadsheet."
    if _DAY_ONLY.fullmatch(cell) or (cell.isdigit() and len(cell) == 5 and int(cell) in _SERIALS):
        return f"The completion time “{cell}” lost its time of day in a spreadsheet."
    return f"The completion time “{cell}” cannot be read."
