"""Amounts that their own thousands comma cut in two: put together where one way of doing so fits the balances.

``1,500.00`` written without quotation marks makes two cells of one (domain notes, 1G). A row that is so too wide by one
or two cells is read only where exactly one joining makes a sound row whose balance follows from the row before it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

MOST_EXTRA = 2
"""So many cells too many are looked at: an amount and its balance, or one of a million."""

_FIRST = re.compile(r"-?\d{1,3}", re.ASCII)
_THREE = re.compile(r"\d{3}", re.ASCII)
_LAST = re.compile(r"\d{3}(?:\.\d{1,2})?", re.ASCII)


class Reading(NamedTuple):
    """One way to read a row: its cells, and what it moves and leaves, in cents (money in is positive)."""

    cells: list[str]
    amount_cents: int
    balance_cents: int


def joinings(row: Sequence[str], *, width: int, places: Collection[int]) -> list[list[str]]:
    """Every way to bring a row that is too wide to the width by joining cells, in these columns of money only."""
    row = [cell.strip() for cell in row]
    while len(row) > width and not row[-1]:
        row.pop()
    if not width < len(row) <= width + MOST_EXTRA:
        return []
    return [cells for cells in _ways(row, places) if len(cells) == width]


def _ways(row: list[str], places: Collection[int]) -> Iterator[list[str]]:
    """All joinings, left to right, whatever width they come to."""
    pending: list[tuple[list[str], int]] = [([], 0)]
    while pending:
        done, at = pending.pop()
        if at == len(row):
            yield done
            continue
        pending.append(([*done, row[at]], at + 1))
        if len(done) in places:
            pending += [
                ([*done, ",".join(row[at : at + count])], at + count)
                for count in (2, 3)
                if _is_cut_amount(row[at : at + count], count)
            ]


def _is_cut_amount(cells: Sequence[str], count: int) -> bool:
    return (
        len(cells) == count
        and _FIRST.fullmatch(cells[0]) is not None
        and _LAST.fullmatch(cells[-1]) is not None
        and all(map(_THREE.fullmatch, cells[1:-1]))
    )


def proven(
    rows: Sequence[Sequence[Reading]], places: Collection[int], *, direction: int, opening_cents: int | None
) -> Iterator[tuple[int, list[str]]]:
    """Of the rows at these places, each with the cells of the only reading that the balances bear out.

    ``rows`` holds all readings of each row; ``direction`` is +1 where the oldest row stands first, -1 where it stands
    last, 0 where nothing tells. A row with none before it follows from the declared opening, or is followed.
    """
    direction = direction or int(len(rows) == 1)
    for place in places if direction else ():
        older, newer = (_at(rows, place - direction), _at(rows, place + direction))
        fitting = [one for one in rows[place] if any(_follows(before, one) for before in older)]
        if not 0 <= place - direction < len(rows):
            fitting = [one for one in rows[place] if one.balance_cents - one.amount_cents == opening_cents]
            fitting = fitting or [one for one in rows[place] if any(_follows(one, after) for after in newer)]
        if len(fitting) == 1:
            yield place, fitting[0].cells


def _at(rows: Sequence[Sequence[Reading]], place: int) -> Sequence[Reading]:
    return rows[place] if 0 <= place < len(rows) else ()


def _follows(before: Reading, after: Reading) -> bool:
    return before.balance_cents + after.amount_cents == after.balance_cents


def direction_of(rows: Sequence[Sequence[Reading]]) -> int:
    """+1 where more balances run on from row to row, -1 where from the last row to the first, 0 where neither."""
    forward = backward = 0
    for upper, lower in pairwise(rows):
        forward += any(_follows(one, other) for one in upper for other in lower)
        backward += any(_follows(other, one) for one in upper for other in lower)
    return (forward > backward) - (forward < backward)
