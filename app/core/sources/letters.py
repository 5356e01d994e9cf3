"""What the first letters of receipts say against the days their rows print (domain notes, section 4).

A contradiction is a warning on its row; where contradictions vanish with day and month swapped, somebody may have
saved the document again month first, and it must be looked at more closely.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from operator import itemgetter

from app.core import clock, receipts
from app.core.sources.cells import MonthFirst
from app.core.sources.told_days import said_by

_PREFIX = itemgetter(slice(3))
_REMEMBERED = 50_000


class Letters:
    """Compares receipts with days; what was found sound once is not looked at again."""

    def __init__(self) -> None:
        self._sound: set[tuple[int, str]] = set()

    def warnings(self, numbers: Sequence[str], completed: Sequence[int], *, is_settled: bool = False) -> Sequence[str]:
        """A text a row, '' where letters and day agree or letters tell nothing.

        Raises MonthFirst where a day agrees only when turned, unless ``is_settled``: looked at closely before.
        """
        first, last = clock.day_number(min(completed)), clock.day_number(max(completed))
        if first == last and _letters_of(first).issuperset(map(_PREFIX, numbers)):
            return [""] * len(numbers)
        days = [(at + clock.OFFSET_SECONDS) // clock.DAY_SECONDS for at in completed]
        wrong = self._wrong(set(zip(days, map(_PREFIX, numbers), strict=True)))
        if not wrong:
            return [""] * len(numbers)
        if not is_settled and any(_agrees_swapped(*pair) for pair in wrong):
            raise MonthFirst
        pairs = list(zip(days, map(_PREFIX, numbers), strict=True))
        return [said_by(receipt) if pair in wrong else "" for pair, receipt in zip(pairs, numbers, strict=True)]

    def _wrong(self, pairs: set[tuple[int, str]]) -> set[tuple[int, str]]:
        unseen = pairs - self._sound
        wrong = {(day, prefix) for day, prefix in unseen if prefix not in _letters_of(day)}
        if len(self._sound) > _REMEMBERED:
            self._sound.clear()
        self._sound |= unseen - wrong
        return wrong


def _letters_of(day: int) -> frozenset[str]:
    return receipts.letters_around(clock.day_of(day))


def _agrees_swapped(day: int, prefix: str) -> bool:
    read = clock.day_of(day)
    return read.day <= 12 and prefix in receipts.letters_around(date(read.year, read.day, read.month))
