"""Reading cells: times and amounts, a column at a time, with what was read once kept for the next row."""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence
from datetime import date
from operator import add

import orjson

from app.core import clock, money

BAD = 1 << 60
"""Stands for a cell that could not be read; above every instant and every amount."""

NOTHING = -(1 << 60)
"""Stands for an empty cell where emptiness must be told from zero."""

_PLACES = {11: 36_000, 12: 3_600, 14: 600, 15: 60, 17: 10, 18: 1}
"""Where the digits of a time of day stand in ``05-11-2025 08:01:10,``, and how many seconds each is worth."""

_ZERO_TIME = (ord("0") * sum(_PLACES.values())).to_bytes(4, "little")
_BETWEEN = ("", " ", "T")
_FIRST_YEAR, _LAST_YEAR = 2007, 2099
_DAY_FIRST = re.compile(r"(\d\d)[-/.](\d\d)[-/.](\d{4})", re.ASCII)
_ISO = re.compile(r"(\d{4})[-/.](\d\d)[-/.](\d\d)", re.ASCII)
_LOOSE = re.compile(
    r"(\d{1,4})[-/.](\d{1,2})[-/.](\d{1,4})[ T]+(\d{1,2}):(\d\d)(?::(\d\d)(?:\.\d+)?)?\s*([AaPp][Mm])?", re.ASCII
)
_COMMA_COLUMN = re.compile(r"(?:(?:-?\d{1,3}(?:,\d{3}){0,3}\.\d\d)?\n)*+", re.ASCII)
_AS_ZEROS = bytes.maketrans(b"123456789", b"0" * 9)
_OF_AMOUNTS = b"0123456789.-,"
_TOO_MANY_DIGITS = b"0" * 13


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
    whole = _printed_cents(texts, blank=blank)
    if whole is not None:
        return whole
    joined = "\n".join(texts) + "\n"
    if joined.count("\n") == len(texts) and _COMMA_COLUMN.fullmatch(joined):
        digits = joined.replace(".", "").replace(",", "").split("\n")
        digits.pop()
        return [int(cell) if cell else blank for cell in digits]
    found = [known[text] for text in texts]
    return found if blank == NOTHING else [blank if cents == NOTHING else cents for cents in found]


def _printed_cents(texts: Sequence[str], *, blank: int) -> list[int] | None:
    """Cents of a column in which each cell is empty or like ``-1500.00``, else None.

    Such a column without its points is a list of whole numbers, which the JSON reader makes at once.
    """
    raw = f",{','.join(texts)},".encode()
    filled = raw.count(b".")
    zeros = raw.translate(_AS_ZEROS)
    if (
        raw.count(b",") != len(texts) + 1
        or zeros.count(b".00,") != filled
        or filled + texts.count("") != len(texts)
        or raw.translate(None, _OF_AMOUNTS)
        or _TOO_MANY_DIGITS in zeros
        or b",." in raw
        or b"-." in raw
    ):
        return None
    digits = raw.translate(None, b".")
    if filled != len(texts):
        between = b",%d," % blank
        digits = digits.replace(b",,", between).replace(b",,", between)
    return _whole_numbers(digits[1:-1])


def _whole_numbers(listed: bytes) -> list[int] | None:
    """Numbers parted by commas, or None for something else. JSON does not take those that begin with a zero."""
    try:
        found: list[int] = orjson.loads(b"[%b]" % listed)
    except orjson.JSONDecodeError:
        try:
            return list(map(int, listed.split(b",")))
        except ValueError:
            return None
    return found


def sides(paid_in: Sequence[str], withdrawn: Sequence[str]) -> list[int] | None:
    """Signed cents of rows, each with one side filled and not zero, money out printed negative; else None."""
    if "-" in "".join(paid_in):
        return None
    both: list[str] = list(map(add, paid_in, withdrawn))
    count = len(both) - withdrawn.count("")
    if "".join(both).count("-") != count or "" in both:
        return None
    found = _printed_cents(both, blank=0)
    return found if found and 0 not in found else None


def instants(texts: Sequence[str], days: Days, clocks: Clocks) -> list[int]:
    """Instants of a column of written times, BAD for cells that hold none. Raises MonthFirst."""
    raw, first = f"{','.join(texts)},".encode(), texts[0][:10]
    seconds = _printed_seconds(raw, len(texts))
    if seconds is None:
        return [days[text[:10]] + (clocks[text[11:]] if text[10:11] in _BETWEEN else BAD) for text in texts]
    if raw.count(first.encode()) == len(texts):
        start = days[first]
        return [start + second for second in seconds]
    return [days[text[:10]] + second for text, second in zip(texts, seconds, strict=True)]


def _printed_seconds(raw: bytes, count: int) -> array[int] | None:
    """Seconds since midnight of rows that all end in `` 22:20:07,`` after ten bytes, else None.

    The digits of one place in all rows are one long number with 32 bits a row, so that a sum adds up all rows at once.
    """
    digits = [raw[place::20] for place in _PLACES]
    are_usual = (
        len(raw) == 20 * count
        and raw[10::20] + raw[19::20] == b" " * count + b"," * count
        and raw[13::20] + raw[16::20] == b":" * 2 * count
        and b"".join(digits).isdigit()
        and not (digits[2] + digits[4]).strip(b"012345")
    )
    if not are_usual:
        return None
    total = -int.from_bytes(_ZERO_TIME * count, "little")
    for column, worth in zip(digits, _PLACES.values(), strict=True):
        lanes = bytearray(4 * count)
        lanes[::4] = column
        total += int.from_bytes(lanes, "little") * worth
    seconds = array("I", total.to_bytes(4 * count, "little"))
    return seconds if max(seconds) < clock.DAY_SECONDS else None
