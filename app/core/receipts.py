"""What an M-PESA receipt number tells by itself (domain notes, section 4).

Since April 2015 a receipt has ten characters; the first three are year, month and day. Before, it had eight or
nine. The letters are a warning at most: sandbox and documentation receipts break the rule.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from itertools import combinations, islice

_SHAPE = re.compile(r"[A-Z][A-Z0-9]{7,11}")
_YEAR_BASE = 2006 - ord("A")
_DAYS = "123456789ABCDEFGHIJKLMNOPQRSTUV"
FIRST_LETTER_YEAR, LAST_LETTER_YEAR = 2015, 2031
UNTOLD_YEAR = 0
_LOOK_ALIKE = dict(zip("OISB0158", "0158OISB", strict=True))
MOST_SPELLINGS = 512
"""Every spelling of ten characters all of which have a look-alike: the first can only be a letter."""


def looks_like_receipt(text: str) -> bool:
    """Whether the text could be a receipt of any era (8 to 12 capital letters and digits, a letter first)."""
    return _SHAPE.fullmatch(text) is not None


@lru_cache(maxsize=4096)
def letters_for(day: date) -> str:
    """The three characters that a receipt of this day begins with, or '' outside 2015–2031."""
    if not FIRST_LETTER_YEAR <= day.year <= LAST_LETTER_YEAR:
        return ""
    return chr(day.year - _YEAR_BASE) + chr(ord("A") + day.month - 1) + _DAYS[day.day - 1]


@lru_cache(maxsize=4096)
def letters_around(day: date) -> frozenset[str]:
    """The beginnings accepted on a day: its own and its neighbours' (initiated before midnight, completed after)."""
    return frozenset(letters_for(day + timedelta(days=step)) for step in (-1, 0, 1))


def day_told_by(receipt: str) -> date | None:
    """The day that the first three characters spell, or None where they spell none."""
    if len(receipt) != 10:
        return None
    try:
        return date(ord(receipt[0]) + _YEAR_BASE, ord(receipt[1]) - 64, _DAYS.index(receipt[2]) + 1)
    except ValueError:
        return None


def days_begun(letters: str) -> tuple[date, date] | None:
    """The first and last day that the first two or three characters of a receipt spell; None where they spell none."""
    first = day_told_by(letters.ljust(3, _DAYS[0]).ljust(10, "0")) if len(letters) in (2, 3) else None
    if first is None or not FIRST_LETTER_YEAR <= first.year <= LAST_LETTER_YEAR:
        return None
    days = 1 if len(letters) == 3 else monthrange(first.year, first.month)[1]
    return first, first + timedelta(days=days - 1)


_YEAR_OF_LETTER = {chr(year - _YEAR_BASE): year for year in range(FIRST_LETTER_YEAR, LAST_LETTER_YEAR + 1)}


def year_told_by(receipt: str) -> int:
    """The year in the first letter, or 0. A pure function of the receipt, so it may stand in a unique key."""
    return _YEAR_OF_LETTER.get(receipt[0], UNTOLD_YEAR) if len(receipt) == 10 else UNTOLD_YEAR


def as_typed(text: str) -> str:
    """A code as people type it, in the form of documents: ``tk5 ab1-k2m1`` gives ``TK5AB1K2M1``."""
    return "".join(sign for sign in text.upper() if sign.isalnum())


def spellings(text: str, *, most: int = MOST_SPELLINGS) -> tuple[str, ...]:
    """The receipts that the text may mean, itself first, then those with the fewest look-alikes put in.

    O and 0, I and 1, S and 5, B and 8 are taken for each other. Empty where the text is no whole receipt.
    """
    code = as_typed(text)
    return tuple(islice((found for found in _respelled(code) if looks_like_receipt(found)), most))


def _respelled(code: str) -> Iterator[str]:
    """The code with none, one, two … of its doubtful signs turned into their look-alikes."""
    if not 8 <= len(code) <= 12:
        return
    doubtful = [at for at, sign in enumerate(code) if sign in _LOOK_ALIKE]
    for n in range(len(doubtful) + 1):
        for places in combinations(doubtful, n):
            yield "".join(_LOOK_ALIKE[sign] if at in places else sign for at, sign in enumerate(code))
