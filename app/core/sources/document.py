"""A statement that is a table, whatever holds it: finding its header, and reading its records stretch by stretch."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from itertools import compress, pairwise
from typing import NamedTuple, Protocol

from app.core.errors import DocumentRefused
from app.core.sources.cells import Odd
from app.core.sources.cutting import cut_at, ragged, refuse_cut_cell
from app.core.sources.declaring import Said
from app.core.sources.details import ledger_spoken_of
from app.core.sources.edited.reading import EditedReader
from app.core.sources.families import Layout, unknown_columns
from app.core.sources.ledgers import ledger_named
from app.core.sources.marking import Marker
from app.core.sources.rows import Columns, Marked, Reading, RowReader, joined, together
from app.core.statement import (
    Corrections,
    Declared,
    KnownLines,
    Lines,
    Mends,
    Observations,
    Recogniser,
    Rejected,
    Statement,
    WalletKey,
)

HEADER_WITHIN_ROWS = 40
LONGEST_RECORD = 64 * 1024
PART_ROWS = 512
"""Rows of a text taken apart together: so few that the processor still holds their cells when it reads them."""

NONE_KNOWN = KnownLines((), (), ())
NO_CORRECTIONS = Corrections()


class Preview(NamedTuple):
    """The first rows of a document, and the line on which each ends (counted from 1)."""

    rows: list[list[str]]
    lines: list[int]


class Stretch(NamedTuple):
    """Raw records in document order and the line each begins on.

    ``is_cut``: the last lacks its line end. ``bytes_done`` tells how far into the document the stretch reaches.
    ``has_more``: what follows is to be read together with it.
    """

    records: list[str]
    lines: Sequence[int]
    is_cut: bool = False
    bytes_done: int = 0
    has_more: bool = False


class Table(Protocol):
    """Something that holds rows: a text file or the sheet of a workbook."""

    @property
    def container(self) -> str:
        """``csv``, ``xls`` or ``xlsx``."""

    @property
    def delimiter(self) -> str:
        """What stands between the cells of a raw record."""

    def stretches(self, *, after_line: int) -> Iterator[Stretch]:
        """The raw records after a line."""

    def rows_of(self, records: list[str], lines: Sequence[int], *, layout: Layout) -> list[list[str]]:
        """The cells of raw records. An empty list stands for a record that has no certain cells."""

    def columns_of(self, records: list[str], *, layout: Layout) -> Columns | None:
        """The same column by column, or None where the rows must be looked at one by one."""


@dataclass(frozen=True, slots=True)
class Head:
    """What is known of a document before it is read: where its header stands, what it says of itself."""

    name: str
    table: Table
    layout: Layout
    header: tuple[str, ...]
    header_line: int
    said: Said
    sample: tuple[tuple[str, ...], ...]
    corrections: Corrections = NO_CORRECTIONS
    notes: tuple[str, ...] = ()


# ---------------------------------------------------------------- declared


def declared_of(head: Head, kind: str, wallet: WalletKey | None) -> Declared:
    """What the document declares; where it is silent the wallet the user named, then the words of its first rows."""
    said = head.said
    return Declared(
        kind=kind,
        code=said.code or (wallet.code if wallet else ""),
        ledger=_ledger_of(head, wallet),
        starts_at=said.starts_at,
        ends_at=said.ends_at,
        opening_cents=said.opening_cents,
        closing_cents=said.closing_cents,
        paid_in_cents=said.paid_in_cents,
        withdrawn_cents=said.withdrawn_cents,
        holder=said.holder,
        status_filter=said.status_filter,
        made_at=said.made_at,
        unknown_columns=unknown_columns(head.header),
        header=head.header,
        columns=tuple((name, at) for name in head.layout.columns if (at := head.layout.at(name)) is not None),
    )


def _ledger_of(head: Head, wallet: WalletKey | None) -> str:
    if head.said.account:
        return head.said.ledger or (wallet.ledger if wallet else "")
    if wallet and wallet.ledger:
        return wallet.ledger
    at = head.layout.at("ledger")
    if at is not None:
        return next((ledger_named(row[at]) or row[at].strip() for row in head.sample if at < len(row)), "")
    at = head.layout.at("details")
    told = Counter(ledger_spoken_of(row[at]) for row in head.sample if at is not None and at < len(row))
    del told[""]
    return told.most_common(1)[0][0] if told else ""


# ---------------------------------------------------------------- reading


def statement_of(head: Head, kind: str, *, wallet: WalletKey | None) -> Statement:
    """The statement under this head; its lines are read as they are asked for."""
    declared = declared_of(head, kind, wallet)
    own_ledger = wallet.ledger if wallet and wallet.ledger else declared.ledger
    return Statement(
        declared,
        lambda known: _lines(head, StretchReader(head, own_ledger=own_ledger, kind=kind, wallet=wallet), known),
    )


def _lines(head: Head, reader: StretchReader, known: Recogniser) -> Iterator[Lines]:
    for stretch in head.table.stretches(after_line=head.header_line):
        with uncollected():
            lines = reader.read(stretch, known)
        if lines is not None:
            yield lines
    reader.finish()


class SlowRecogniser:
    """A recogniser whose answers take their time (another process gives them): asked first, heard later."""

    def ask(self, receipts: list[str], digests: list[int]) -> None:
        """Send the question on its way."""
        raise NotImplementedError

    def answer(self) -> bytes | None:
        """Wait for the answer to the question asked last."""
        raise NotImplementedError

    def __call__(self, receipts: list[str], digests: list[int]) -> bytes | None:
        """Ask and wait, as any recogniser."""
        self.ask(receipts, digests)
        return self.answer()


@contextmanager
def uncollected() -> Iterator[None]:
    """No cycle collection while rows are made: they hold no cycles, and looking for some would double the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class StretchReader:
    """Reads stretches of one document; ``count`` rows were met so far."""

    def __init__(self, head: Head, *, own_ledger: str, kind: str = "", wallet: WalletKey | None = None) -> None:
        self.count = 0
        self._head = head
        self._layout = head.layout
        self._rows = RowReader(head.layout, own_ledger=own_ledger)
        self._marker = Marker(head)
        self._held: list[Marked] = []
        self._last_cell = ""
        self._met_known = False
        self._edited: EditedReader | None = None
        self._is_late = False
        self._uneven: tuple[int, int] | None = None
        self._is_uneven_only = True
        self._is_told = False
        self._kind, self._wallet = kind, wallet

    def finish(self) -> None:
        """Raise DocumentRefused where there was no row, or none that is whole."""
        if not self.count:
            raise DocumentRefused(
                f"“{self._head.name}” has a header but no rows.",
                hint="Download the statement again, for a period with transactions.",
            )
        if self._uneven is not None and self._is_uneven_only:
            raise ragged(self._head.name, *self._uneven, width=self._layout.width)

    def read(self, stretch: Stretch, known: Recogniser) -> Lines | None:
        """The lines of a stretch, and of those that were to be read together with it; None where there are none.

        Raises DocumentRefused where they cannot be trusted.
        """
        self._refuse_long(stretch)
        self._held.append(self._marker.marked(stretch.records, stretch.lines))
        if stretch.has_more:
            return None
        marked = together(self._held)
        self._held = []
        if not marked.records:
            return None
        self.count += len(marked.records)
        lines = self._read_marked(marked, stretch, known)
        self._is_late = True
        return lines._replace(mends=self._mends()) if self._edited or self._head.notes else lines

    def _mends(self) -> Mends:
        """What was put right in this stretch; what is odd about the header is told with the first."""
        told, said = self._edited.mends() if self._edited else (Mends(), None)
        if self._head.notes and not self._is_told:
            self._is_told = True
            told = told._replace(counts=(*((note, 1) for note in self._head.notes), *told.counts))
        if said is None:
            return told
        return told._replace(declared=declared_of(replace(self._head, said=said), self._kind, self._wallet))

    def _read_marked(self, marked: Marked, stretch: Stretch, known: Recogniser) -> Lines:
        if isinstance(known, SlowRecogniser) and not self._met_known:
            return self._read_meanwhile(marked, stretch, known)
        mask = known(marked.receipts, marked.digests)
        self._met_known = mask is not None and 1 in mask
        self._is_uneven_only &= not self._met_known
        old = NONE_KNOWN
        if mask is not None and self._met_known:
            old = _known_lines(marked, mask)
            marked = marked.kept(bytes(not one for one in mask))
        read = self._read_rows(marked, is_cut=stretch.is_cut)
        return Lines(read.observations, old, read.ignored, read.rejected, stretch.bytes_done)

    def _read_meanwhile(self, marked: Marked, stretch: Stretch, known: SlowRecogniser) -> Lines:
        """Read all rows while the answer is on its way, and drop those that turn out to be known."""
        known.ask(marked.receipts, marked.digests)
        read = self._read_rows(marked, is_cut=stretch.is_cut)
        mask = known.answer()
        self._met_known = mask is not None and 1 in mask
        self._is_uneven_only &= not self._met_known
        if mask is None or not self._met_known:
            return Lines(read.observations, NONE_KNOWN, read.ignored, read.rejected, stretch.bytes_done)
        old = _known_lines(marked, mask)
        numbers = set(old.lines)
        return Lines(
            read.observations.kept(bytes(line not in numbers for line in read.observations.lines)),
            old,
            [line for line in read.ignored if line.line not in numbers],
            [line for line in read.rejected if line.line not in numbers],
            stretch.bytes_done,
        )

    def _refuse_long(self, stretch: Stretch) -> None:
        if stretch.records and max(map(len, stretch.records)) > LONGEST_RECORD:
            at = next(at for at, record in enumerate(stretch.records) if len(record) > LONGEST_RECORD)
            raise DocumentRefused(
                f"Line {stretch.lines[at]} of “{self._head.name}” is too long to be a row of a statement.",
                hint="Download the statement again.",
            )

    # ------------------------------------------------------------ rows of one width

    def _read_rows(self, marked: Marked, *, is_cut: bool) -> Reading:
        if not marked.records:
            return Reading(Observations.of(()), [], [])
        if self._edited is None and self._head.corrections.is_none:
            with suppress(Odd):
                return self._read_plain_rows(marked, is_cut=is_cut)
        return self._read_edited_rows(marked, is_cut=is_cut)

    def _read_plain_rows(self, marked: Marked, *, is_cut: bool) -> Reading:
        """A part at a time, so that cells are met again while the processor still holds them."""
        count = len(marked.records)
        steps = count // PART_ROWS if self._head.table.container == "csv" and not is_cut else 1
        if steps < 2:
            return self._read_part(marked, is_cut=is_cut)
        edges = [count * step // steps for step in range(steps + 1)]
        return joined([self._read_part(marked.part(*ends), is_cut=False) for ends in pairwise(edges)])

    def _read_part(self, marked: Marked, *, is_cut: bool) -> Reading:
        torn: list[Rejected] = []
        cells = self._head.table.columns_of(marked.records, layout=self._layout)
        if cells is None:
            marked, cells, torn = self._evened(marked)
        if not marked.records:
            return Reading(Observations.of(()), [], torn)
        last = cells[-1]
        if is_cut:
            refuse_cut_cell(self._head.name, last[-1], usual=last[-2] if len(last) > 1 else self._last_cell)
        read = self._rows.read(marked, cells)
        self._last_cell = last[-1]
        return read._replace(rejected=sorted(read.rejected + torn, key=_line)) if torn else read

    def _read_edited_rows(self, marked: Marked, *, is_cut: bool) -> Reading:
        if self._edited is None:
            self._edited = EditedReader(self._head, self._rows, is_late=self._is_late)
        read = self._edited.read(marked, self._refuse_cut_row if is_cut else None)
        self._uneven = self._uneven or self._edited.first_uneven
        self._is_uneven_only &= not read.observations.lines and not read.ignored
        return read

    def _refuse_cut_row(self, row: list[str], line: int) -> None:
        """A last line without its line end that lacks cells was cut, whatever else was done to the file."""
        if len(row) < self._layout.width and not self._layout.family.is_loose:
            raise cut_at(self._head.name, line)

    def _evened(self, marked: Marked) -> tuple[Marked, Columns, list[Rejected]]:
        """All rows at the layout's width, empty cells beyond it cut off. Raises Odd for one that cannot be had so."""
        width = self._layout.width
        torn: list[Rejected] = []
        rows = self._head.table.rows_of(marked.records, marked.lines, layout=self._layout)
        keep = bytearray(b"\1") * len(rows)
        rows = [row if any(map(str.strip, row[width:])) else row[:width] for row in rows]
        for index, row in enumerate(rows):
            if len(row) == width:
                continue
            if row or not self._layout.family.is_loose:
                raise Odd
            keep[index] = 0
            mark = marked.receipts[index], marked.digests[index], marked.lines[index]
            torn.append(Rejected(*mark, "The row's quotation marks leave its cells uncertain.", marked.records[index]))
        if torn:
            marked, rows = marked.kept(keep), list(compress(rows, keep))
        return marked, list(zip(*rows, strict=True)), torn


def _known_lines(marked: Marked, mask: bytes) -> KnownLines:
    if 0 not in mask:
        return KnownLines(marked.receipts, marked.digests, marked.lines)
    columns = marked.receipts, marked.digests, marked.lines
    return KnownLines._make(list(compress(column, mask)) for column in columns)


def _line(row: Rejected) -> int:
    return row.line
