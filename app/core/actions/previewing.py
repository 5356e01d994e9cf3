"""What an import would do, row by row, found out by rehearsing it; rows lie in a file, so that a million stay cheap."""

from __future__ import annotations

import marshal
import tempfile
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from pathlib import Path
from typing import Any, NamedTuple

from app.core.actions.known_rows import KnownAs
from app.core.statement import Declared, ImportSummary, KnownLines, Lines

OUTCOMES = ("new", "known", "enriched", "ignored", "conflict", "rejected")
_CODES = {outcome: code for code, outcome in enumerate(OUTCOMES)}
_UNSORTED = 255
MOST_LOOKED_UP = 20_000
"""Known rows that are looked up in the book, which costs more than recognising them; later ones show their receipts."""
_NEW, _KNOWN, _IGNORED, _REJECTED = (_CODES[outcome] for outcome in ("new", "known", "ignored", "rejected"))


class PreviewRow(NamedTuple):
    """One row of a document and what would become of it.

    ``completed_at`` and ``amount_cents`` (+ in) are None where the row moved no money or was not read. The first
    ``MOST_LOOKED_UP`` rows that are known already show what their transactions say. ``problem`` is why a row is odd,
    or what was put right in it.
    """

    line: int
    receipt: str
    completed_at: int | None
    amount_cents: int | None
    party: str
    outcome: str
    problem: str


@dataclass(slots=True)
class Preview:
    """A rehearsed import: the summary that the import itself would give, and its rows page by page.

    ``rows`` counts them; ``odd`` are the places of those that are neither plainly new nor plainly known.
    ``is_edited``: something was put right. ``header`` holds a table's headings, ``columns`` under which of them each
    column was read. Call ``close`` when done with it.
    """

    summary: ImportSummary
    is_edited: bool = False
    header: tuple[str, ...] = ()
    columns: tuple[tuple[str, int], ...] = ()
    rows: int = 0
    odd: Sequence[int] = ()
    _place: Path | None = None
    _blocks: Sequence[tuple[int, int]] = ()
    _codes: bytes = b""
    _told: dict[int, str] = field(default_factory=dict)
    _newest: tuple[int, list[tuple[Any, ...]]] | None = None

    def page(self, first: int, count: int, *, is_odd_only: bool = False) -> tuple[PreviewRow, ...]:
        """Rows in the order of the document from place ``first`` (of the odd ones, where only those are wanted)."""
        last = min(first + count, len(self.odd) if is_odd_only else self.rows)
        places = (self.odd[at] if is_odd_only else at for at in range(first, last))
        return tuple(map(self._row, places))

    def _row(self, place: int) -> PreviewRow:
        block = next(at for at in range(len(self._blocks) - 1, -1, -1) if self._blocks[at][0] <= place)
        line, receipt, at, cents, party, reason = self._block(block)[place - self._blocks[block][0]]
        told = reason or self._told.get(line, "")
        return PreviewRow(line, receipt, at, cents, party, OUTCOMES[self._codes[place]], told)

    def _block(self, number: int) -> list[tuple[Any, ...]]:
        if self._newest is None or self._newest[0] != number:
            assert self._place is not None, "rows have a place"
            with self._place.open("rb") as stream:
                stream.seek(self._blocks[number][1])
                self._newest = number, marshal.load(stream)  # noqa: S302 - written by ourselves
        return self._newest[1]

    def close(self) -> None:
        """Let go of the rows; safe to call twice."""
        if self._place is not None:
            self._place.unlink(missing_ok=True)
        self._place, self.rows, self.odd = None, 0, ()


class Sorted:
    """Hears from a rehearsal what becomes of each line, and makes the preview of it."""

    def __init__(self) -> None:
        with tempfile.NamedTemporaryFile(prefix="mpesabooks-", suffix=".rows", delete=False) as made:
            self._place = Path(made.name)
        self._stream = self._place.open("wb")
        self._blocks: list[tuple[int, int]] = []
        self._lines, self._codes = array("q"), bytearray()
        self._sorted = bytearray()
        self._touched: dict[int, str] = {}
        self._is_edited = False
        self.declared: Declared | None = None
        self._looked_up = 0
        self.look_up: Callable[[KnownLines], Sequence[KnownAs]] | None = None

    def meet(self, lines: Lines) -> None:
        """Keep a stretch of rows; those read are new until ``sort`` says otherwise.

        Known rows, recognised by their bytes, are shown as ``look_up`` tells.
        """
        known = self._known(lines.known)
        rows = sorted(_rows(lines, known), key=lambda row: row[1][0])
        if rows:
            self._blocks.append((len(self._lines), self._stream.tell()))
            marshal.dump([row for _, row in rows], self._stream)
            self._lines.extend(row[0] for _, row in rows)
            self._codes.extend(code for code, _ in rows)
        if lines.mends is not None:
            self._is_edited |= bool(lines.mends.counts)
            self._touched.update(lines.mends.touched)

    def _known(self, known: KnownLines) -> Iterable[KnownAs]:
        if self.look_up is None or not known.lines or self._looked_up >= MOST_LOOKED_UP:
            return repeat(KnownAs())
        self._looked_up += len(known.lines)
        return self.look_up(known)

    def sort(self, line: int, outcome: str) -> None:
        """Hear that a line is none of the usual."""
        if line >= len(self._sorted):
            self._sorted.extend(_UNSORTED.to_bytes() * (line + 1 - len(self._sorted)))
        self._sorted[line] = _CODES[outcome]

    def preview(self, summary: ImportSummary) -> Preview:
        """The preview, once all lines were met."""
        self._stream.close()
        told = dict(self._touched)
        told.update((problem.line, problem.reason) for problem in summary.problems)
        odd, end = array("q"), len(self._sorted)
        for place, line in enumerate(self._lines):
            if line < end and self._sorted[line] != _UNSORTED:
                self._codes[place] = self._sorted[line]
            if self._codes[place] > _KNOWN or line in told:
                odd.append(place)
        return Preview(
            summary,
            self._is_edited,
            self.declared.header if self.declared else (),
            self.declared.columns if self.declared else (),
            len(self._lines),
            odd,
            self._place,
            self._blocks,
            bytes(self._codes),
            told,
        )

    def give_up(self) -> None:
        """The rehearsal failed: nothing is left behind."""
        self._stream.close()
        self._place.unlink(missing_ok=True)


def _rows(lines: Lines, known: Iterable[KnownAs]) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """The rows of a stretch with the code of what usually becomes of them, kind by kind."""
    found = lines.observations
    parties = (name or phone for name, phone in zip(found.names, found.phones, strict=True))
    columns = (found.lines, found.receipts, found.completed, found.amounts, parties, found.warnings)
    yield from zip(repeat(_NEW), zip(*columns, strict=True))
    for (receipt, _, line), told in zip(zip(*lines.known, strict=True), known, strict=False):
        yield _KNOWN, (line, receipt, *told, "")
    for ignored in lines.ignored:
        yield _IGNORED, (ignored.line, ignored.receipt, None, None, "", ignored.status)
    for rejected in lines.rejected:
        yield _REJECTED, (rejected.line, rejected.receipt, None, None, "", rejected.reason)
