"""Rows out of lines: which lines belong together, however their cells are broken and wherever they are centred.

Lines of one row stand closer together than rows do. Where they do not, the way in which the other rows of the
document stand (first line, last line or middle beside the amounts) decides.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from app.core.sources.pdf.columns import DETAILS, PARTY, RECEIPT, STATES, STATUS, TIME, TYPE
from app.core.sources.pdf.lines import Stretch, TableLine, leading_of

_TIME = re.compile(r"(\d{4}-\d\d-\d\d)(\d\d:\d\d(?::\d\d)?)", re.ASCII)
_MOST_TWICE = 12
_REACH = 3.2
"""A row's day and its amounts stand at most so many lines apart: cells wrap over 2 to 6 lines (domain notes 1F)."""

_STATUS_CELL = 3


class Standing(Enum):
    """Where the amounts of a row stand beside its broken cells."""

    TOP = "top"
    MIDDLE = "middle"
    BOTTOM = "bottom"


_STANDING = {
    (False, False): Standing.TOP,
    (False, True): Standing.TOP,
    (True, False): Standing.BOTTOM,
    (True, True): Standing.MIDDLE,
}
"""By whether lines reach above and beneath the amounts."""


@dataclass(slots=True)
class Row:
    """One row: its lines from the top down."""

    lines: list[TableLine]

    def cells(self, stretch: Stretch, *, is_business: bool, is_signed: bool) -> list[str]:
        """The texts of its cells, as a table source would give them."""
        amounts = [amount for line in self.lines for amount in line.amounts]
        money: list[list[str]] = [[], [], []]
        for place, amount in zip(stretch.columns.places_of(amounts, is_signed=is_signed), amounts, strict=True):
            money[place].append(amount[1])
        cells = [
            "".join(self._parts(RECEIPT)).replace(" ", ""),
            _time_of("".join(self._parts(TIME)).replace(" ", "")),
            _joined(self._parts(DETAILS)),
            " ".join(self._parts(STATUS)),
            *map(" ".join, money),
        ]
        if is_business:
            cells += [_joined(self._parts(TYPE)), _joined(self._parts(PARTY))]
        return _doubtful(cells) if cells[_STATUS_CELL].casefold() not in STATES else cells

    def _parts(self, zone: int) -> list[str]:
        return [line.cells[zone] for line in self.lines if line.cells[zone]]


def _doubtful(cells: list[str]) -> list[str]:
    """A row of whose status ``Completed`` is only a part is left without one, so that it is told, not passed over."""
    if "completed" in cells[_STATUS_CELL].casefold():
        cells[DETAILS] = f"{cells[DETAILS]} {cells[_STATUS_CELL]}"
        cells[_STATUS_CELL] = ""
    return cells


def _time_of(text: str) -> str:
    found = _TIME.fullmatch(text)
    return f"{found[1]} {found[2]}" if found else text


def _joined(parts: Sequence[str]) -> str:
    """The lines of a cell as one text; a masked number broken at its stars is put together again."""
    text = " ".join(parts)
    return re.sub(r"(?<=\*) (?=\d{3}\b)", "", text) if "* " in text else text


def rows_of(stretches: Sequence[Stretch], *, is_business: bool, has_sections: bool) -> list[list[str]]:
    """All rows of the document in its order, cell by cell; ``has_sections`` adds the section's name as the last cell.

    A row printed on both sides of a page break counts once.
    """
    leading = leading_of(stretches)
    grouped = [(stretch, _clusters(stretch.lines, leading)) for stretch in stretches]
    standing = _standing([cluster for _, clusters in grouped for cluster in clusters], leading)
    is_signed = any(text.startswith("-") for stretch in stretches for text in _but_balances(stretch))
    rows: list[list[str]] = []
    page_before: list[list[str]] = []
    last_section, carried = "", list[TableLine]()
    for stretch, clusters in grouped:
        found, above, below = _rows_in(clusters, leading, standing)
        if carried and found:
            found[0].lines[:0] = carried
        carried = below if standing is Standing.BOTTOM else []
        texts = [row.cells(stretch, is_business=is_business, is_signed=is_signed) for row in found]
        if has_sections:
            texts = [[*cells, stretch.section] for cells in texts]
        is_same = stretch.section == last_section
        if above and rows and is_same and standing is not Standing.BOTTOM:
            _continue(rows[-1], above, is_business=is_business)
        twice = _printed_twice(page_before, texts) if is_same else 0
        for old, new in zip(rows[len(rows) - twice :], texts[:twice], strict=True):
            old[DETAILS] = max(old[DETAILS], new[DETAILS], key=len)
        rows += texts[twice:]
        page_before, last_section = texts, stretch.section
    return rows


def _but_balances(stretch: Stretch) -> Iterable[str]:
    return (text for line in stretch.lines for _, text in line.amounts[:-1])


# ---------------------------------------------------------------- lines that stand together


def _clusters(lines: Sequence[TableLine], leading: float | None) -> list[list[TableLine]]:
    """Lines in groups between wider gaps; without any broken cell each line is its own."""
    near = 0.0 if leading is None else leading * 1.2
    groups: list[list[TableLine]] = []
    for line in lines:
        if groups and groups[-1][-1].y - line.y <= near:
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _anchors(cluster: Sequence[TableLine], leading: float | None) -> list[TableLine]:
    """One line for each row in the cluster: the lines with amounts, and dated lines that no such line goes with."""
    anchors = [line for line in cluster if line.is_anchor]
    dated = [line for line in cluster if line.is_dated]
    reach = (leading or 0.0) * _REACH
    if len(dated) == len(anchors) and all(abs(a.y - b.y) <= reach for a, b in zip(dated, anchors, strict=True)):
        return anchors
    return sorted([*anchors, *_lonely(dated, anchors, reach)], key=_from_top)


def _lonely(dated: Sequence[TableLine], anchors: Sequence[TableLine], reach: float) -> list[TableLine]:
    """Dated lines that go with no line of amounts, both from the top down."""
    lonely: list[TableLine] = []
    at = 0
    for line in dated:
        while at < len(anchors) and anchors[at].y - line.y > reach:
            at += 1
        if at < len(anchors) and line.y - anchors[at].y <= reach:
            at += 1
        else:
            lonely.append(line)
    return lonely


def _standing(clusters: Iterable[Sequence[TableLine]], leading: float | None) -> Standing:
    """How rows with a broken cell mostly stand, told by those that stand apart from others, else by all together."""
    told: Counter[Standing] = Counter()
    ends: set[tuple[bool, bool]] = set()
    slack = (leading or 0.0) * 0.3
    for cluster in clusters:
        anchors = [line for line in cluster if line.is_anchor]
        if len(cluster) < 2 or not anchors:
            continue
        reaches = cluster[0].y - anchors[0].y > slack, anchors[-1].y - cluster[-1].y > slack
        ends.add(reaches)
        if len(anchors) == 1:
            told[_STANDING[reaches]] += 1
    if told:
        return told.most_common(1)[0][0]
    return _STANDING[any(above for above, _ in ends), any(below for _, below in ends)]


def _rows_in(
    clusters: Sequence[list[TableLine]], leading: float | None, standing: Standing
) -> tuple[list[Row], list[TableLine], list[TableLine]]:
    """The rows of a stretch, and the lines above the first and below the last that belong to no row of it."""
    rows: list[Row] = []
    above: list[TableLine] = []
    loose: list[TableLine] = []
    for cluster in clusters:
        anchors = _anchors(cluster, leading)
        if not anchors:
            if not rows and not loose and standing is not Standing.BOTTOM:
                above = cluster
            elif standing is Standing.BOTTOM:
                loose += cluster
            continue
        parts = [cluster] if len(anchors) == 1 else _shared(cluster, anchors, leading, standing)
        parts[0] = loose + parts[0]
        loose = []
        rows += map(Row, parts)
    return rows, above, loose


def _shared(
    cluster: Sequence[TableLine], anchors: Sequence[TableLine], leading: float | None, standing: Standing
) -> list[list[TableLine]]:
    """The lines of a cluster shared among its rows, by how rows of this document stand."""
    ends = _ends(cluster, anchors, leading or 0.0, standing)
    parts: list[list[TableLine]] = [[] for _ in anchors]
    at = 0
    for line in cluster:
        while at < len(ends) and line.y < ends[at]:
            at += 1
        parts[at].append(line)
    return parts


def _ends(
    cluster: Sequence[TableLine], anchors: Sequence[TableLine], leading: float, standing: Standing
) -> list[float]:
    """The height beneath which each row but the last has ended."""
    slack = leading * 0.3
    if standing is Standing.TOP:
        return [anchor.y + slack for anchor in anchors[1:]]
    if standing is Standing.BOTTOM:
        return [anchor.y - slack for anchor in anchors[:-1]]
    ends: list[float] = []
    at = 0
    for anchor in anchors[:-1]:
        half = max(cluster[at].y - anchor.y, 0.0)
        ends.append(anchor.y - half - slack)
        while at < len(cluster) - 1 and cluster[at].y >= ends[-1]:
            at += 1
    return ends


def _from_top(line: TableLine) -> float:
    return -line.y


# ---------------------------------------------------------------- page breaks


def _continue(cells: list[str], lines: Sequence[TableLine], *, is_business: bool) -> None:
    """Words at the head of a page that belong to the last row of the page before."""
    places = {DETAILS: 2, TYPE: 7, PARTY: 8} if is_business else {DETAILS: 2}
    if any(line.cells[RECEIPT] or line.cells[TIME] or line.cells[STATUS] for line in lines):
        return
    for zone, place in places.items():
        cells[place] = _joined([cells[place], *(line.cells[zone] for line in lines if line.cells[zone])]).strip()


def _printed_twice(before: Sequence[list[str]], after: Sequence[list[str]]) -> int:
    """How many rows at the end of one page stand again at the head of the next (domain notes 2.1)."""
    for count in range(min(len(before), len(after), _MOST_TWICE), 0, -1):
        if all(map(_is_same_row, before[-count:], after[:count])):
            return count
    return 0


def _is_same_row(one: Sequence[str], other: Sequence[str]) -> bool:
    if [*one[:2], *one[3:7]] != [*other[:2], *other[3:7]]:
        return False
    return one[DETAILS].startswith(other[DETAILS]) or other[DETAILS].startswith(one[DETAILS])
