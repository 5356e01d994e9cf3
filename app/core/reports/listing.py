"""A report that is lists: one value that is told as text, JSON, PDF and workbook, so that the four cannot disagree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from app.core import clock, money
from app.core.reports.workbook import Field, Kind

Cell = str | int | None
"""Text; or cents, a count, seconds UTC or a day number, as the column's kind says; None where nothing is told."""


class Head(NamedTuple):
    """A column: its name in JSON, its title, what it holds, its width on A4 in points; ``is_summed``: has a total."""

    name: str
    title: str
    kind: Kind
    width: float
    is_summed: bool = False

    @property
    def is_figure(self) -> bool:
        """Whether its cells stand at the right."""
        return self.kind in (Kind.MONEY, Kind.COUNT, Kind.SHARE)


@dataclass(frozen=True, slots=True)
class Section:
    """One list. ``note`` is a sentence under it; ``name`` is its name in JSON and (made plain) that of its sheet.

    Totals are sums of the rows: a figure that comes from elsewhere is told beside them in ``Listing.figures``.
    """

    name: str
    title: str
    heads: tuple[Head, ...]
    rows: Sequence[tuple[Cell, ...]]
    note: str = ""

    def total(self, name: str) -> int:
        """The sum of a column's cells."""
        at = [head.name for head in self.heads].index(name)
        return sum(int(row[at] or 0) for row in self.rows)


class Figure(NamedTuple):
    """One amount in cents told on its own. ``must_be_nothing``: anything but 0.00 is a fault to be looked at."""

    name: str
    title: str
    cents: int
    must_be_nothing: bool = False


class Bars(NamedTuple):
    """The one picture: a bar a label, and how much of it is dark; both in cents.

    ``section`` and its columns ``of`` (label, whole, dark) hold the same figures, for a workbook's chart.
    """

    title: str
    labels: tuple[str, ...]
    wholes: tuple[int, ...]
    darks: tuple[int, ...]
    section: str
    of: tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Listing:
    """A whole report. ``kind`` names it on the command line; ``subtitle`` says of what and which days it is."""

    kind: str
    business: str
    title: str
    subtitle: str
    figures: tuple[Figure, ...]
    sections: tuple[Section, ...]
    notes: tuple[str, ...] = ()
    bars: Bars | None = None

    def section(self, name: str) -> Section:
        """The list of a name."""
        return next(one for one in self.sections if one.name == name)


def shown(cell: Cell, kind: Kind) -> str:
    """A cell for people."""
    if cell is None or cell == "":
        return ""
    match kind:
        case Kind.MONEY:
            return money.shown(int(cell))
        case Kind.COUNT:
            return f"{int(cell):,}"
        case Kind.SHARE:
            return f"{int(cell) / 1000:.1%}"
        case Kind.TIME:
            return f"{clock.wall(int(cell)):%d/%m/%Y %H:%M}"
        case Kind.DAY:
            return f"{clock.day_of(int(cell)):%d/%m/%Y}"
        case Kind.TEXT:
            return str(cell)


def plain(cell: Cell, kind: Kind) -> Any:
    """A cell for machines."""
    if cell is None:
        return None
    match kind:
        case Kind.MONEY:
            return money.plain(int(cell))
        case Kind.TIME:
            return clock.iso(int(cell))
        case Kind.DAY:
            return clock.day_of(int(cell)).isoformat()
        case Kind.SHARE:
            return int(cell) / 1000
        case _:
            return cell


def shape(listing: Listing) -> dict[str, Any]:
    """``report … --json``: every figure that is printed."""
    return {
        "report": listing.kind,
        "business": listing.business,
        "title": listing.title,
        "of": listing.subtitle,
        "figures": {one.name: money.plain(one.cents) for one in listing.figures},
        **{section.name: _section_shape(section) for section in listing.sections},
        "notes": list(listing.notes),
    }


def _section_shape(section: Section) -> dict[str, Any]:
    rows = [
        {head.name: plain(cell, head.kind) for head, cell in zip(section.heads, row, strict=True)}
        for row in section.rows
    ]
    totals = {head.name: plain(section.total(head.name), head.kind) for head in section.heads if head.is_summed}
    return {"rows": rows, "totals": totals}


def as_text(listing: Listing) -> str:
    """For a person: each list in columns as wide as what stands in them."""
    told = [f"{listing.business} · {listing.title}", listing.subtitle]
    told += [f"{one.title:<50} {money.shown(one.cents):>18}" for one in listing.figures]
    for section in listing.sections:
        told += ["", f"{section.title}", *_lines(section)]
        if section.note:
            told.append(section.note)
    return "\n".join([*told, *(["", *listing.notes] if listing.notes else [])])


def _lines(section: Section) -> list[str]:
    if not section.rows:
        return ["  none"]
    heads = section.heads
    cells = [[head.title for head in heads]]
    cells += [[shown(cell, head.kind) for head, cell in zip(heads, row, strict=True)] for row in section.rows]
    if any(head.is_summed for head in heads):
        cells.append(totals_row(section))
    widths = [max(len(row[at]) for row in cells) for at in range(len(heads))]
    return [
        "  " + "  ".join(
            f"{text:>{width}}" if head.is_figure else f"{text:<{width}}"
            for text, width, head in zip(row, widths, heads, strict=True)
        ).rstrip()
        for row in cells
    ]  # fmt: skip


def totals_row(section: Section) -> list[str]:
    """The sums in their columns, and the word in the first."""
    totals = [shown(section.total(head.name), head.kind) if head.is_summed else "" for head in section.heads]
    totals[0] = totals[0] or "Total"
    return totals


def field_of(head: Head) -> Field:
    """The column in a workbook; what is wide on paper is wide there."""
    return Field(head.title, max(head.width / 5.2, 11.0), head.kind, head.is_summed)
