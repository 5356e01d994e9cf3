"""One list behind the front page, as rows of text ready to be set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from app.core.reports.paper import Column, wrapped

PITCH, SIZE = 11.6, 7.5
MOST_LINES = 4
"""Lines that one entry may take; as many rows must fit, or a list begins on the next page."""


@dataclass(frozen=True, slots=True)
class Annex:
    """One list behind the front page. ``remark`` is printed under its last row; ``has_boxes``: a frame for the pen.

    ``entry_ends`` are the rows with which an entry ends, where entries may take several rows; None: each row is one.
    ``has_total``: the last row is the sum of the others, and is set in bold.
    """

    title: str
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[str]]
    remark: str = ""
    has_boxes: bool = False
    entry_ends: frozenset[int] | None = None
    has_total: bool = False

    def ends_within(self, start: int, stop: int) -> list[int]:
        """Rows from ``start`` up to ``stop`` with which an entry ends."""
        return [row for row in range(start, stop) if self.entry_ends is None or row in self.entry_ends]


def worded(
    title: str,
    columns: tuple[Column, ...],
    rows: Sequence[tuple[str, ...]],
    most: int | None,
    *,
    remark: str = "",
    least_lines: int = 1,
    most_lines: int = MOST_LINES,
    has_total: bool = False,
) -> Annex:
    """A list whose sentences may run over several lines, of which an entry takes so many at least and at most."""
    shown: list[tuple[str, ...]] = []
    ends: list[int] = []
    for row in rows[:most]:
        cells = [_lines(text, column, most_lines) for text, column in zip(row, columns, strict=True)]
        lines = list(zip_longest(*cells, fillvalue=""))
        shown += lines + [("",) * len(columns)] * (least_lines - len(lines))
        ends.append(len(shown) - 1)
    told = f"{remark} {cut(len(rows), most)}".strip()
    return Annex(title, columns, shown, remark=told, entry_ends=frozenset(ends), has_total=has_total)


def _lines(text: str, column: Column, most: int) -> list[str]:
    lines = wrapped(text, column.width - 5, column.font, SIZE)
    return lines if len(lines) <= most else [*lines[: most - 1], f"{lines[most - 1]} …"]


def cut(n: int, most: int | None) -> str:
    """Where the rest of a list is, or '' where all of it is printed."""
    if most is None or n <= most:
        return ""
    return f"Only the first {most:,} of {n:,} are printed; the full list is in the Excel twin."
