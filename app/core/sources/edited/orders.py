"""Which of day and month comes first, told by proof: receipts' letters, the other rows, the order of the lines.

M-PESA prints the day first (domain notes, section 6). A spreadsheet that reads the month first turns the days it can
turn and leaves the others as text, so rows are judged one by one, and only rows written by one hand speak for another.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from app.core import clock, receipts
from app.core.sources.edited.stamps import Stamp

ENOUGH = 3
"""So many receipts that contradict the printed day and agree with the turned one are no chance."""


@dataclass(slots=True)
class _Hand:
    """What the rows of one shape show: by letters, and by days that only one order makes."""

    printed: int = 0
    swapped: int = 0
    only_printed: int = 0
    only_swapped: int = 0
    silent: int = 0


@dataclass(slots=True)
class _Course:
    """Steps up and down in time along the lines, under one reading of the days that letters leave open."""

    up: int = 0
    down: int = 0
    last: int | None = None
    are_within: bool = True

    def step(self, at: int) -> None:
        """Take the next row."""
        if self.last is not None:
            self.up += at > self.last
            self.down += at < self.last
        self.last = at


@dataclass(slots=True)
class Orders:
    """All that a document shows about its days. ``first_on`` and ``last_on``: the period in its file's name.

    ``wish`` is what a person said: True for the month first, False for as printed, None where nobody did.
    """

    wish: bool | None = None
    first_on: date | None = None
    last_on: date | None = None
    _hands: dict[str, _Hand] = field(default_factory=dict)
    _courses: tuple[_Course, _Course] = field(default_factory=lambda: (_Course(), _Course()))
    _links: list[int] = field(default_factory=lambda: [0, 0, 0])
    _before: tuple[int, int] | None = None

    # ------------------------------------------------------------ gathering

    def weigh(self, receipt: str, stamp: Stamp) -> None:
        """Take one row as evidence. Rows come in the order of the document."""
        hand = self._hands.setdefault(stamp.shape, _Hand())
        told = told_by_letters(receipt, stamp)
        if not stamp.is_open:
            hand.only_printed += stamp.printed is not None
            hand.only_swapped += stamp.printed is None
        elif told is None:
            hand.silent += 1
        else:
            hand.printed += told == stamp.printed
            hand.swapped += told == stamp.swapped
        self._step(stamp, told)

    def _step(self, stamp: Stamp, told: date | None) -> None:
        for course, day in zip(self._courses, (stamp.printed, stamp.swapped), strict=True):
            read = told or day or stamp.printed or stamp.swapped
            assert read is not None, "a stamp has a day"
            course.step(clock.day_start(clock.number_of(read)) + stamp.seconds)
            if self.first_on is not None and self.last_on is not None:
                course.are_within &= self.first_on <= read <= self.last_on

    def link(self, amount_cents: int | None, balance_cents: int | None) -> None:
        """Take one row's money, to learn whether balances run on along the lines, and in which direction."""
        here = None if amount_cents is None or balance_cents is None else (amount_cents, balance_cents)
        if here is not None and self._before is not None:
            self._links[0] += 1
            self._links[1] += self._before[1] + here[0] == here[1]
            self._links[2] += here[1] + self._before[0] == self._before[1]
        self._before = here

    def doubts_silent_rows(self) -> bool:
        """Whether rows that say nothing of their order are written by a hand that put the month first."""
        return any(hand.silent and hand.swapped + hand.only_swapped for hand in self._hands.values())

    @property
    def direction(self) -> int:
        """+1 where balances run on from line to line, -1 where from the last line to the first, 0 where untold."""
        _, forward, backward = self._links
        return (forward > backward) - (forward < backward)

    # ------------------------------------------------------------ judging

    def day_of(self, receipt: str, stamp: Stamp) -> date | None:
        """The day of one row, or None where both orders make one and nothing tells which."""
        if not stamp.is_open:
            return stamp.printed or stamp.swapped
        if self.wish is not None:
            return stamp.swapped if self.wish else stamp.printed
        hand = self._hands.get(stamp.shape) or _Hand()
        told = told_by_letters(receipt, stamp)
        if told == stamp.printed:
            return told
        if told is not None and (hand.swapped >= ENOUGH or hand.swapped > hand.printed):
            return told
        return self._as_others(hand, stamp) if told is None else stamp.printed

    def _as_others(self, hand: _Hand, stamp: Stamp) -> date | None:
        """The day of a row whose letters are silent, as the rows of the same hand show it."""
        if hand.printed or hand.swapped:
            if hand.printed and hand.swapped:
                return None
            return stamp.printed if hand.printed else stamp.swapped
        if hand.only_swapped:
            return None if hand.only_printed else stamp.swapped
        return self._by_course(stamp)

    def _by_course(self, stamp: Stamp) -> date | None:
        """As the file's name bounds it, else as the balances run: time goes one way where they do."""
        printed, swapped = self._courses
        if self.first_on is not None and printed.are_within != swapped.are_within:
            return stamp.printed if printed.are_within else stamp.swapped
        pairs, forward, backward = self._links
        if pairs < ENOUGH or 10 * max(forward, backward) < 9 * pairs:
            return None
        against = [course.down if forward > backward else course.up for course in self._courses]
        if against[0] and not against[1]:
            return stamp.swapped
        return stamp.printed if against[1] and not against[0] else None


def told_by_letters(receipt: str, stamp: Stamp) -> date | None:
    """The one of a stamp's two days that the receipt's letters agree with (one day more or less), or None."""
    if len(receipt) != 10:
        return None
    for day in (stamp.printed, stamp.swapped):
        if day is not None and receipt[:3] in receipts.letters_around(day):
            return day
    return None
