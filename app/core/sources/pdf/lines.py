"""The lines of the table, page by page: its stretches between headers, section titles and page furniture."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from app.core.sources.pdf.columns import (
    AMOUNT,
    DAY,
    DETAILS,
    PARTY,
    RECEIPT,
    STATES,
    STATUS,
    TIME,
    TYPE,
    Columns,
    Header,
    Span,
    header_at,
)
from app.core.sources.pdf.words import PageText, Word, lines_of, said_by

_SECTION = re.compile(r"account type\s*[-:\N{EN DASH}]?\s*([^\s\-:\N{EN DASH}].*)", re.IGNORECASE)
_FURNITURE = re.compile(
    r"disclaimer|statement verification code|to verify the validity|for self-help|page \d+ (?:of|/) \d+"
    r"|.*\*334#|twitter|terms and conditions",
    re.IGNORECASE,
)
"""What stands at the foot of pages (domain notes 1F, 2.1); the verification code beneath looks like an old receipt."""


_HAIR = 0.1


class TableLine(NamedTuple):
    """One printed line of the table: the text in each zone, and the amounts."""

    y: float
    cells: list[str]
    amounts: list[tuple[Span, str]]
    is_dated: bool

    @property
    def is_anchor(self) -> bool:
        """Whether it must belong to a row of its own: it holds amounts."""
        return bool(self.amounts)


@dataclass(frozen=True, slots=True)
class Stretch:
    """The table's lines on one page in one account section."""

    section: str
    columns: Columns
    lines: list[TableLine]


class Reader:
    """Goes through the pages of a document; holds what it found so far.

    ``head`` are the lines outside the table, ``strays`` those of them that look like rows all the same.
    """

    def __init__(self) -> None:
        self.head: list[str] = []
        self.strays: list[str] = []
        self.stretches: list[Stretch] = []
        self.sections: list[str] = []
        self.columns: Columns | None = None
        self.characters = 0
        self._section = ""
        self._is_inside = False

    def take(self, page: PageText) -> None:
        """Read the next page."""
        self.characters += len(page.text)
        lines = _without_foot(lines_of(page.words()))
        upcoming = _headers(lines, page)[::-1]
        waiting: list[list[Word]] = []
        is_headed = False
        beneath = float("inf")
        for line in lines:
            y = line[0].y
            if upcoming and y <= upcoming[-1].top + _HAIR:
                self._close(waiting, page, is_title=not is_headed)
                waiting, is_headed = [], True
                header = upcoming.pop()
                self.columns, self._is_inside, beneath = header.columns, True, header.bottom - _HAIR
            if is_headed and y >= beneath:
                continue
            if title := _title(line):
                self._close(waiting, page, is_title=False)
                waiting, is_headed = [], False
                self._enter(title)
            else:
                waiting.append(line)
        self._close(waiting, page, is_title=False)

    def _enter(self, title: str) -> None:
        self._section = title
        self._is_inside = self.columns is not None  # a section need not repeat the header
        if title not in self.sections:
            self.sections.append(title)

    def _close(self, lines: list[list[Word]], page: PageText, *, is_title: bool) -> None:
        """Put away the lines met so far: to the table, or outside it.

        ``is_title``: a header follows and none came before, so they may be what each page repeats over its table.
        """
        words = [word for line in lines for word in line]
        if not words:
            return
        is_repeated = is_title and not any(map(_is_day, words))
        if is_repeated or not self._is_inside or self.columns is None:
            self.head += map(said_by, lines)
            self.strays += [said_by(line) for line in lines if any(map(_is_day, line)) and any(map(_is_amount, line))]
            return
        columns = self.columns.fitted(words, page)
        parted = lines_of(_parted(words, columns, page))
        self.stretches.append(Stretch(self._section, columns, [_table_line(line, columns, page) for line in parted]))


def _title(line: list[Word]) -> str:
    """The account named by a section's title, or ''."""
    found = _SECTION.fullmatch(said_by(line)) if line[0].text.casefold() == "account" else None
    return " ".join(found[1].split()) if found else ""


def _is_day(word: Word) -> bool:
    return DAY.match(word.text) is not None


def _is_amount(word: Word) -> bool:
    return AMOUNT.fullmatch(word.text) is not None


def _headers(lines: list[list[Word]], page: PageText) -> list[Header]:
    found = (header_at(lines, number, page) for number in range(len(lines)))
    return [header for header in found if header is not None]


def _without_foot(lines: list[list[Word]]) -> list[list[Word]]:
    """The page's lines without its furniture: all that follows the first such line that has no row beneath it."""
    cut = len(lines)
    for number in range(len(lines) - 1, -1, -1):
        if any(DAY.fullmatch(word.text) for word in lines[number]):
            break
        if _FURNITURE.match(said_by(lines[number])):
            cut = number
    return [line for line in lines[:cut] if not _FURNITURE.match(said_by(line))]


def _table_line(line: Sequence[Word], columns: Columns, page: PageText) -> TableLine:
    cells: list[list[str]] = [[] for _ in range(PARTY + 1)]
    amounts: list[tuple[Span, str]] = []
    for word in line:
        zone = columns.zone(word.x)
        if zone == STATUS and AMOUNT.fullmatch(word.text):
            amounts.append((Span(word.x, page.right(word)), word.text.replace("\N{MINUS SIGN}", "-")))
        elif zone == STATUS and word.text.casefold() in STATES:
            cells[DETAILS] += cells[STATUS]  # Details that run into the next column
            cells[STATUS] = [word.text]
        else:
            cells[zone].append(word.text)
    texts = [" ".join(words) for words in cells]
    return TableLine(line[0].y, texts, amounts, DAY.match(texts[TIME]) is not None)


def _parted(words: Iterable[Word], columns: Columns, page: PageText) -> list[Word]:
    """The words, cut where two columns were run together; looked for only where the page holds such a thing."""
    if not page.is_glued:
        return list(words)
    return [piece for word in words for piece in columns.parted(word, page)]


def leading_of(stretches: Iterable[Stretch]) -> float | None:
    """The distance of lines inside a cell, or None where no cell is broken over lines.

    Between two lines of a column of which one holds no amounts lies one leading, or more where a row ends there.
    """
    gaps = sorted(
        upper.y - lower.y
        for stretch in stretches
        for zone in (RECEIPT, TIME, DETAILS, TYPE, PARTY)
        for upper, lower in pairwise([line for line in stretch.lines if line.cells[zone]])
        if not (upper.is_anchor and lower.is_anchor)
    )
    return gaps[len(gaps) // 5] if gaps else None
