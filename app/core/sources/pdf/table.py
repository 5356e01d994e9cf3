"""The rows found in a PDF as a table, so that they are read, recognised and judged like those of any statement."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.core.sources.document import Stretch
from app.core.sources.families import Layout
from app.core.sources.rows import Columns

BETWEEN = "\x1f"
_CHUNK_ROWS = 20_000
_CONTROL = str.maketrans(dict.fromkeys((*range(32), 127), " "))


class PdfTable:
    """Rows as raw records: the texts of their cells, joined by a character that no cell holds."""

    container = "pdf"
    delimiter = BETWEEN

    def __init__(self, size: int, rows: list[list[str]]) -> None:
        self._size = size
        self._rows = [[cell.translate(_CONTROL) if not cell.isprintable() else cell for cell in row] for row in rows]

    def stretches(self, *, after_line: int) -> Iterator[Stretch]:
        """The rows after one, counted from 1 in the document's order."""
        count = len(self._rows)
        for first in range(after_line, count, _CHUNK_ROWS):
            end = min(first + _CHUNK_ROWS, count)
            records = list(map(BETWEEN.join, self._rows[first:end]))
            yield Stretch(records, range(first + 1, end + 1), bytes_done=self._size * end // count)

    def rows_of(self, records: list[str], lines: Sequence[int], *, layout: Layout) -> list[list[str]]:
        """The cells of raw records."""
        return [record.split(BETWEEN) for record in records]

    def columns_of(self, records: list[str], *, layout: Layout) -> Columns | None:
        """Column by column; every row has all cells."""
        return list(zip(*self.rows_of(records, (), layout=layout), strict=True))
