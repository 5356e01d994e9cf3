"""Finding the header of a table: as M-PESA prints it, as somebody changed it, or as a person shows it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from app.core import receipts
from app.core.errors import DocumentRefused
from app.core.sources.declaring import said_by_name, said_by_preamble
from app.core.sources.document import HEADER_WITHIN_ROWS, NO_CORRECTIONS, Head, Preview, Table
from app.core.sources.edited.headers import Understood, corrected, shown_by, understood
from app.core.sources.edited.notes import SHIFTED
from app.core.sources.edited.stamps import stamp_of
from app.core.sources.families import Layout, layouts, money_column_twice
from app.core.statement import Corrections

Sample = tuple[tuple[str, ...], ...]


def head_of(name: str, table: Table, preview: Preview, *, corrections: Corrections = NO_CORRECTIONS) -> Head | None:
    """The head of a statement, or None where the preview holds no header. Raises DocumentRefused for a doubtful one."""
    found = _usual_header(preview) or _edited_header(preview, corrections)
    if found is None:
        return None
    index, sample, header = found
    if twice := money_column_twice(header.header):
        raise DocumentRefused(f"“{name}” has two columns called “{twice}”.", hint="Download the statement again.")
    said = said_by_preamble(preview.rows[:index]).or_else(said_by_name(name))
    layout = corrected(header.layout if corrections.columns else _shifted(header.layout, sample), corrections)
    notes = (*header.notes, SHIFTED) if layout.shift else header.notes
    line = preview.lines[index + header.depth - 1] if index + header.depth else 0
    return Head(name, table, layout, header.header, line, said, sample, corrections, notes)


def _usual_header(preview: Preview) -> tuple[int, Sample, Understood] | None:
    for index, row in enumerate(preview.rows[:HEADER_WITHIN_ROWS]):
        layout = next(layouts(row), None)
        if layout is not None:
            return index, _filled_rows(preview, index + 1), Understood(layout, tuple(row), 1, ())
    return None


def _edited_header(preview: Preview, corrections: Corrections) -> tuple[int, Sample, Understood] | None:
    """A header that somebody changed, if receipts and times stand below it; at last the one that a person shows."""
    for index in range(min(HEADER_WITHIN_ROWS, len(preview.rows))):
        for header in understood(preview.rows[index : index + 2]):
            sample = _filled_rows(preview, index + header.depth)
            if any(_holds(row, layout=header.layout, shift=shift) for row in sample[:5] for shift in (0, 1, -1)):
                return index, sample, header
    shown = shown_by(preview.rows[: HEADER_WITHIN_ROWS + 1], corrections)
    return shown and (shown[0], _filled_rows(preview, shown[0] + shown[1].depth), shown[1])


def _filled_rows(preview: Preview, first: int) -> Sample:
    return tuple(tuple(cells) for cells in preview.rows[first:] if any(cell.strip() for cell in cells))


def _shifted(layout: Layout, sample: Sequence[Sequence[str]]) -> Layout:
    """The layout moved by one column where only so the first rows hold receipts and times (domain notes 1E)."""
    votes = Counter(shift for row in sample[:20] for shift in (0, 1, -1) if _holds(row, layout=layout, shift=shift))
    if not votes or votes[0] >= max(votes.values()):
        return layout
    return Layout(layout.family, layout.cells, layout.columns, shift=votes.most_common(1)[0][0])


def _holds(row: Sequence[str], *, layout: Layout, shift: int) -> bool:
    receipt, completed = layout.columns["receipt"] + shift, layout.columns["completed"] + shift
    if min(receipt, completed) < 0 or max(receipt, completed) >= len(row):
        return False
    return stamp_of(row[completed]) is not None and receipts.looks_like_receipt(row[receipt].strip().upper())
