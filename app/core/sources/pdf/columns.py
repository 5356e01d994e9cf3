"""Where the columns of a statement's table stand: found from its header, corrected by what is printed beneath it.

Nine columns in the business statement, seven in the personal one (domain notes 1F, 2.1). Text columns begin at their
left edge; amounts may stand at the left, the right or the middle of theirs.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import NamedTuple

from app.core.sources.pdf.words import GLUED, PageText, Word

RECEIPT, TIME, DETAILS, STATUS, TYPE, PARTY = range(6)
"""The zones of a table line, from left to right. The three columns of money stand inside ``STATUS``."""

TITLES = ("Receipt No.", "Completion Time", "Details", "Transaction Status", "Paid In", "Withdrawn", "Balance")
BUSINESS_TITLES = (*TITLES, "Transaction Type", "Other Party")

DAY = re.compile(r"20\d\d-[01]\d-[0-3]\d", re.ASCII)
AMOUNT = re.compile(r"[-\N{MINUS SIGN}]?\d[\d,]*\.\d\d", re.ASCII)
STATES = frozenset({"completed", "failed", "cancelled", "declined", "expired", "pending", "attempted"})
_VOCABULARY = frozenset(
    "receipt no number completion completed time details transaction status paid in withdrawn withdraw balance type "
    "other party info kshs ksh kes".split()
)
_HEADER_HEIGHT, _HEADER_LINES = 16.0, 4
_SLACK = 1.0
_PAIRS = tuple(combinations(range(3), 2))


class Span(NamedTuple):
    """The left and right edge of something, in points."""

    left: float
    right: float


@dataclass(frozen=True, slots=True)
class Columns:
    """The table's columns.

    ``starts`` are the left edges of the zones after the first, ``money`` where the header names paid in, withdrawn
    and balance.
    """

    starts: tuple[float, ...]
    money: tuple[Span, Span, Span]

    @property
    def is_business(self) -> bool:
        """Whether Transaction Type and Other Party are there."""
        return len(self.starts) == PARTY

    def zone(self, x: float) -> int:
        """The zone in which something begins."""
        return bisect_right(self.starts, x + _SLACK)

    def fitted(self, words: Sequence[Word], page: PageText) -> Columns:
        """The same columns, where the words beneath tell better than the header (which may stand centred)."""
        starts = list(self.starts)
        times = [word for word in words if word.x < starts[2] and (DAY.fullmatch(word.text) or _is_clock(word.text))]
        if times:
            starts[0] = min([starts[0], *(word.x for word in times)])
            starts[1] = min(starts[1], max(map(page.right, times)) + _SLACK + 0.5)
        states = [word.x for word in words if word.text.casefold() in STATES and abs(word.x - starts[2]) < 40]
        starts[2] = min([starts[2], *(x for x in states if x > starts[1])])
        return replace(self, starts=tuple(starts))

    def parted(self, word: Word, page: PageText) -> list[Word]:
        """A word, cut where it runs from one column into the next (``Completed-8,000.00``, domain notes 2.3)."""
        pieces = [word]
        for found in GLUED.finditer(word.text):
            last, at = pieces[-1], found.start()
            x = page.left(word.first + at)
            done = last.first - word.first
            if at > done and (self.zone(x) > self.zone(last.x) or self.zone(x) == self.zone(last.x) == STATUS):
                pieces[-1] = last._replace(text=word.text[done:at])
                pieces.append(Word(x, word.y, word.text[at:], word.first + at))
        return pieces

    def places_of(self, amounts: Sequence[tuple[Span, str]], *, is_signed: bool) -> list[int]:
        """Which of the three columns each amount of one row stands in, given from left to right.

        ``is_signed``: this document prints money going out with a minus, so the sign decides; else the place does.
        """
        match len(amounts):
            case 3:
                return [0, 1, 2]
            case 2 if is_signed and not amounts[0][1].startswith("0.00"):
                return [1 if amounts[0][1].startswith("-") else 0, 2]
            case 2:
                return list(min(_PAIRS, key=lambda pair: sum(map(self._distance, amounts, pair))))
            case 1:
                return [min(range(3), key=lambda place: self._distance(amounts[0], place))]
        return [0] * len(amounts)

    def _distance(self, amount: tuple[Span, str], place: int) -> float:
        here, there = amount[0], self.money[place]
        middles = abs(here.left + here.right - there.left - there.right) / 2
        return min(abs(here.left - there.left), abs(here.right - there.right), middles)


def _is_clock(text: str) -> bool:
    return len(text) in (5, 8) and text[2] == ":" and text[:2].isdigit()


class Header(NamedTuple):
    """A header found on a page: its columns, and how far down it reaches."""

    columns: Columns
    top: float
    bottom: float


def header_at(lines: Sequence[list[Word]], number: int, page: PageText) -> Header | None:
    """The header whose main line this is, or None. Its titles may be broken over lines (``Completion / Time``)."""
    names = {word.text.casefold() for word in lines[number]}
    if "balance" not in names or not names & {"details", "detail"}:
        return None
    y = lines[number][0].y
    around = lines[max(number - _HEADER_LINES, 0) : number + _HEADER_LINES + 1]
    near = [line for line in around if abs(line[0].y - y) < _HEADER_HEIGHT and _is_of_titles(line)]
    words = sorted((word for line in near for word in line), key=lambda word: word.x)
    found = _titled(words)
    if found is None:
        return None
    starts, money = found
    paid, withdrawn, balance = (Span(first.x, page.right(last)) for first, last in money)
    heights = [word.y for word in words]
    return Header(Columns(starts, (paid, withdrawn, balance)), max(heights), min(heights))


def _is_of_titles(line: Sequence[Word]) -> bool:
    return _VOCABULARY.issuperset(word.text.casefold().strip(".()") for word in line)


def _titled(words: Sequence[Word]) -> tuple[tuple[float, ...], list[tuple[Word, Word]]] | None:
    """Left edges of the text columns and the words over the money, or None where a title is missing."""

    def named(*names: str, after: float = float("-inf")) -> Word | None:
        return next((word for word in words if word.x >= after and word.text.casefold().strip(".") in names), None)

    receipt, time, details = named("receipt"), named("completion", "completed"), named("details", "detail")
    balance, paid, withdrawn = named("balance"), named("paid"), named("withdrawn", "withdraw")
    if receipt is None or time is None or details is None or balance is None or paid is None or withdrawn is None:
        return None
    status = named("transaction", "status", after=details.x)
    if status is None or not receipt.x < time.x < details.x < status.x < min(paid.x, withdrawn.x) < balance.x:
        return None
    starts = [time.x, details.x, status.x]
    kind, party = named("transaction", after=balance.x), named("other", after=balance.x)
    if kind is not None and party is not None:
        starts += [kind.x, party.x]
    inward = next((word for word in words if word.text.casefold() == "in" and abs(word.x - paid.x) < 40), paid)
    return tuple(starts), [(paid, inward), (withdrawn, withdrawn), (balance, balance)]
