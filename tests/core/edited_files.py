"""Statements as users hand them in: opened in a spreadsheet, changed, and saved again."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from app.core.sources import Payload, read
from app.core.sources.edited.notes import in_words
from app.core.statement import Corrections, Declared, Observation
from tests.core.statement_files import LEGACY_CSV, PORTAL_CSV, Whole, csv_bytes, joined, nothing_known, read_all

Grid = list[list[Any]]
Change = Callable[[Any], Any]
LOST = ("digest", "line", "warning")


def legacy_grid() -> Grid:
    """The legacy sample as cells: six lines of preamble, the header, the rows."""
    return [*csv.reader(io.StringIO(LEGACY_CSV.read_text()))]


def portal_grid() -> Grid:
    """The newer portal's sample as cells: the header, the rows."""
    return [*csv.reader(io.StringIO(PORTAL_CSV.read_text()))]


def with_column(grid: Grid, names: Sequence[str], change: Change) -> Grid:
    """The grid with the cells below these headings changed."""
    top = next(at for at, row in enumerate(grid) if any(str(cell).startswith("Receipt No") for cell in row))
    places = [at for at, cell in enumerate(grid[top]) if cell in names]
    below = [[change(cell) if at in places else cell for at, cell in enumerate(row)] for row in grid[top + 1 :]]
    return [*grid[: top + 1], *below]


def day_of(text: str) -> datetime:
    """The moment that a sample prints."""
    return datetime.strptime(text.replace("/", "-"), "%d-%m-%Y %H:%M:%S")  # noqa: DTZ007 - a wall clock


def as_american_cell(text: str) -> Any:
    """What a spreadsheet that reads the month first makes of a day: a true cell where it can, else text as it stood."""
    at = day_of(text)
    return at.replace(month=at.day, day=at.month) if at.day <= 12 else text


def as_american_text(text: str) -> str:
    """A day written month first, with half-days."""
    return f"{day_of(text):%m/%d/%Y %I:%M:%S %p}"


def as_serial(text: str) -> str:
    """Excel's number for a moment."""
    past = day_of(text) - datetime(1899, 12, 30)
    return f"{past.days + past.seconds / 86400:.9f}"


def read_edited(
    data: bytes, *, name: str = "edited.csv", corrections: Corrections | None = None
) -> tuple[Declared, Whole, tuple[str, ...]]:
    """All that is read from a document, and the sentences about what was put right."""
    statement = read(Payload(name, data=data, corrections=corrections or Corrections()))
    parts = list(statement.lines(nothing_known))
    counts = [count for part in parts if part.mends for count in part.mends.counts]
    declared = next((part.mends.declared for part in parts if part.mends and part.mends.declared), statement.declared)
    return declared, joined(parts), in_words(counts)


def told(lines: Sequence[Observation], *, but: Sequence[str] = ()) -> list[dict[str, Any]]:
    """Observations without what hangs on the bytes, and without what was lost."""
    left_out = {*LOST, *but}
    return sorted(
        ({name: value for name, value in line._asdict().items() if name not in left_out} for line in lines), key=repr
    )


def original(grid: Grid) -> list[Observation]:
    """What the untouched sample says."""
    _, whole = read_all(csv_bytes(grid), name="untouched.csv")
    return whole.observations
