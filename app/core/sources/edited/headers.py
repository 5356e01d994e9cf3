"""Headers that somebody changed: split over two rows, renamed a little, or without columns that nothing needs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import lru_cache
from typing import NamedTuple

import xxhash

from app.core.errors import DocumentRefused
from app.core.receipts import looks_like_receipt
from app.core.sources.families import COLUMN_NAMES, FAMILIES, Family, Layout, layouts, plain_name
from app.core.statement import Corrections

_ALSO = {
    "receipt": ("mpesa receipt", "mpesa receipt no", "mpesa code", "transaction code", "receipt code"),
    "completed": ("date and time", "date time", "transaction date", "transaction time", "time completed", "time"),
    "details": ("description", "particulars", "narration"),
    "status": ("state",),
    "paid_in": ("money in", "amount in", "credit", "received"),
    "withdrawn": ("money out", "amount out", "paid out", "debit", "withdrawal"),
    "balance": ("running balance", "account balance"),
    "party": ("party", "customer", "payer"),
    "account": ("account", "ac no", "bill reference"),
}
_KNOWN = {
    re.sub(r"[^a-z0-9]", "", name): column
    for names in (COLUMN_NAMES, _ALSO)
    for column, listed in names.items()
    for name in listed
}
NEEDED = frozenset({"receipt", "completed", "paid_in", "withdrawn"})
_SHORTEST_TYPO = 6
_ALIKE = 0.86
_MOST_CELLS = 64
"""As many columns as a workbook may have; names are compared with all that are known, and that takes its time."""

_LEGACY = next(family for family in FAMILIES if family.name == "legacy")
_PORTAL = next(family for family in FAMILIES if family.name == "portal")


@dataclass(frozen=True, slots=True)
class Understood:
    """A header made sense of: its layout, its cells as one row, how many rows it takes, and what was odd about it."""

    layout: Layout
    header: tuple[str, ...]
    depth: int
    notes: tuple[str, ...]


class _Named(NamedTuple):
    columns: dict[str, int]
    names: list[str]
    renamed: list[str]


def understood(rows: Sequence[Sequence[str]]) -> Iterator[Understood]:
    """The ways in which the first of these rows, alone or with the next, could be a changed header."""
    for depth in (1, 2):
        if len(rows) < depth:
            return
        header = _joined(rows[:depth])
        if len(header) > _MOST_CELLS:
            return
        strict = next(layouts(header), None)
        split = ("the header is split over two rows: they were read as one",) * (depth - 1)
        if strict is not None:
            yield Understood(strict, header, depth, split)
            continue
        named = _named(header)
        family = _family_of(named)
        if family is not None:
            layout = Layout(family, tuple(map(plain_name, header)), named.columns)
            yield Understood(layout, header, depth, split + tuple(_told(named)))


def _joined(rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    width = max(map(len, rows))
    padded = [[*row, *[""] * (width - len(row))] for row in rows]
    header = [" ".join(" ".join(cells).split()) for cells in zip(*padded, strict=True)]
    while header and not header[-1]:
        header.pop()
    return tuple(header)


def _named(header: Sequence[str]) -> _Named:
    found = _Named({}, [], [])
    for index, cell in enumerate(header):
        plain = plain_name(cell)
        column = _column_called(plain)
        if column is None or column in found.columns:
            found.names.append(plain)
            continue
        found.columns[column] = index
        usual = COLUMN_NAMES[column]
        found.names.append(plain if plain in usual else usual[0])
        if plain not in usual:
            found.renamed.append(f"the column “{cell}” was read as “{usual[0].title()}”")
    return found


@lru_cache(maxsize=1024)
def _column_called(plain: str) -> str | None:
    """The column that a plain name means: by its letters and digits, or nearly by them."""
    bare = re.sub(r"[^a-z0-9]", "", plain)
    if bare in _KNOWN or len(bare) < _SHORTEST_TYPO:
        return _KNOWN.get(bare)
    alike = {column for name, column in _KNOWN.items() if _is_alike(bare, name)}
    return alike.pop() if len(alike) == 1 else None


def _is_alike(bare: str, name: str) -> bool:
    """Whether two names differ by a letter or so. Cheap bounds first: a file may hold thousands of cells to compare."""
    shorter, longer = sorted((len(bare), len(name)))
    if 2 * shorter < _ALIKE * (shorter + longer):
        return False
    matcher = SequenceMatcher(None, bare, name)
    return matcher.quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE


def _family_of(named: _Named) -> Family | None:
    strict = next(layouts(named.names), None)
    if strict is not None:
        return strict.family
    columns = named.columns.keys()
    has_words = "details" in columns or "reason" in columns
    has_check = "status" in columns or "balance" in columns
    if not (columns >= NEEDED and has_words and has_check):
        return None
    return _LEGACY if "initiated" in columns else _PORTAL


def _told(named: _Named) -> Iterator[str]:
    yield from named.renamed
    if "status" not in named.columns:
        yield "no column tells the status: every row was taken as completed, and the balances must bear that out"
    if "details" not in named.columns:
        yield "the Details column is missing: the kinds of rows were told by their reason"


# ---------------------------------------------------------------- by a person's word


def shown_by(rows: Sequence[Sequence[str]], corrections: Corrections) -> tuple[int, Understood] | None:
    """The row above the first receipt in the column that a person chose for receipts (or none above it), or None."""
    columns = corrections.columns
    if not columns.keys() >= NEEDED:
        return None
    for index, row in enumerate(rows):
        if len(row) > max(columns.values()) and looks_like_receipt(row[columns["receipt"]].strip().upper()):
            header = heading_over(rows, index)
            layout = Layout(_PORTAL, tuple(map(plain_name, header)), dict(columns))
            depth = min(index, 1)
            return index - depth, Understood(layout, header, depth, ())
    return None


def heading_over(rows: Sequence[Sequence[str]], index: int) -> tuple[str, ...]:
    """The row above this one as headings, as wide as this one; all '' where none is above."""
    above = _joined(rows[index - 1 : index]) if index else ()
    return above + ("",) * (len(rows[index]) - len(above))


def columns_named(header: Sequence[str]) -> dict[str, int]:
    """The places of the columns whose headings tell what they are, or nearly do."""
    return _named(header).columns


def corrected(layout: Layout, corrections: Corrections) -> Layout:
    """The layout with columns where a person put them, and with the two sides exchanged where asked.

    Raises DocumentRefused where the table has no such column: it is not the one that the person was shown.
    """
    if corrections.is_none:
        return layout
    last = max(corrections.columns.values(), default=0)
    if last >= len(layout.cells):
        raise DocumentRefused(
            f"The file has {len(layout.cells)} columns, so there is no column {last + 1} to read.",
            hint="Look at the file again and choose its columns.",
        )
    columns = {**layout.columns, **corrections.columns}
    if corrections.flip_sign:
        columns["paid_in"], columns["withdrawn"] = columns["withdrawn"], columns["paid_in"]
    return replace(layout, columns=columns)


def seed_of(layout: Layout, corrections: Corrections) -> int:
    """The layout's seed, other where lines are read in another way: what was read of them before is not known."""
    return layout.seed ^ xxhash.xxh3_64_intdigest(repr((corrections, sorted(layout.columns.items()))).encode())
