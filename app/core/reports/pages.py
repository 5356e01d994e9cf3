"""Lists on pages: laid out one below the other, each begun where a few of its rows still fit, and drawn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.core.reports.annex import MOST_LINES, PITCH, SIZE, Annex
from app.core.reports.paper import BOLD, BOTTOM, LEFT, RIGHT, TOP, Paper

FIRST_TITLE = TOP - 27
_TITLE, _REMARK = 29.0, 26.0
"""Where a page's first list begins, and the points that a list's title and its remark take."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What of a list stands on one page: rows ``start`` up to ``stop``, its title at height ``y``."""

    annex: Annex
    start: int
    stop: int
    y: float

    @property
    def is_last(self) -> bool:
        """Whether the list ends here."""
        return self.stop == len(self.annex.rows)


def laid_out(annexes: Iterable[Annex], *, first_y: float = 0.0) -> list[list[Piece]]:
    """The pieces page by page. ``first_y``: the height from which the first page is free; 0 begins a new one."""
    pages: list[list[Piece]] = [[]] if first_y else []
    y = first_y
    for annex in annexes:
        start = 0
        while start < len(annex.rows):
            room = int((y - _TITLE - _REMARK - BOTTOM) / PITCH)
            if room < min(len(annex.rows) - start, MOST_LINES):
                pages.append([])
                y = FIRST_TITLE
                continue
            stop = annex.ends_within(start, min(start + room, len(annex.rows)))[-1] + 1
            pages[-1].append(Piece(annex, start, stop, y))
            y -= _TITLE + PITCH * (stop - start) + _REMARK
            start = stop
    return pages


def draw(paper: Paper, piece: Piece) -> None:
    """Its title, its headings, its rows, and under the last one what is remarked."""
    annex, y = piece.annex, piece.y
    continued = "   (continued)" if piece.start else ""
    paper.text(LEFT, y, annex.title + continued, font=BOLD, size=10)
    y -= 15
    paper.band(y - 3.5, 12)
    x = LEFT
    for column in annex.columns:
        if column.is_right:
            paper.right(x + column.width - 5, y, column.title, size=7)
        else:
            paper.text(x, y, column.title, size=7, width=column.width - 3)
        x += column.width
    y = piece.y - _TITLE
    rows = annex.rows[piece.start : piece.stop]
    ends = [row - piece.start for row in annex.ends_within(piece.start, piece.stop)]
    if piece.is_last and annex.has_total:
        bold = [column._replace(font=BOLD) for column in annex.columns]
        paper.table(y - PITCH * (len(rows) - 1), bold, rows[-1:], ends=[0], pitch=PITCH, size=SIZE)
        rows, ends = rows[:-1], ends[:-1]
    paper.table(y, annex.columns, rows, ends=ends, pitch=PITCH, size=SIZE)
    if annex.has_boxes:
        paper.boxes(RIGHT - 22, y - 1.8, piece.stop - piece.start, pitch=PITCH, width=22, height=8.8)
    if piece.is_last and annex.remark:
        y -= PITCH * (piece.stop - piece.start)
        paper.text(LEFT, y - 2, annex.remark, font=BOLD, size=8, width=RIGHT - LEFT)
