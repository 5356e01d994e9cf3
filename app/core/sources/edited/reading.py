"""Reading stretches that somebody edited: what is no row is left out, what is odd is mended, the rest is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import compress
from typing import TYPE_CHECKING

from app.core import receipts as receipt_numbers
from app.core.errors import DocumentRefused
from app.core.sources.declaring import Said, said_by_name
from app.core.sources.edited.asides import Asides
from app.core.sources.edited.mending import Mender, period_named
from app.core.sources.edited.orders import Orders
from app.core.sources.rows import Marked, Reading, RowReader, are_receipts
from app.core.statement import Mends, Observations, Rejected

if TYPE_CHECKING:
    from app.core.sources.document import Head

_NO_CELLS = "The row's quotation marks leave its cells uncertain."
_NO_ROWS = Reading(Observations.of(()), [], [])


class EditedReader:
    """Reads stretches of one document, from the first odd one on.

    ``is_late``: stretches before were read as they stood. Raises DocumentRefused where that may have been wrong.
    """

    def __init__(self, head: Head, rows: RowReader, *, is_late: bool) -> None:
        named = said_by_name(head.name)
        orders = Orders(head.corrections.swap_day_month, *period_named(named.starts_at, named.ends_at))
        self._head = head
        self._rows = rows
        self._asides = Asides(head.name, head.layout, header=head.header, said=head.said)
        self._mender = Mender(
            head.layout,
            corrections=head.corrections,
            orders=orders,
            opening_cents=head.said.opening_cents,
            has_comma_cells=head.table.delimiter == ",",
        )
        self._mender.gather(_all_rows(head))
        self._has_period = head.said.starts_at is not None and head.said.starts_at != named.starts_at
        self._has_left_period = False
        self._merged: Said | None = None
        self.first_uneven: tuple[int, int] | None = None
        if is_late and orders.doubts_silent_rows():
            raise DocumentRefused(
                f"“{head.name}” holds days written in two ways, and nothing tells which rows are which.",
                hint="Download the statement again.",
            )

    def read(self, marked: Marked, refuse_cut: Callable[[list[str], int], None] | None) -> Reading:
        """The rows of a stretch. ``refuse_cut`` is asked about a last row whose line has no end."""
        table, layout = self._head.table, self._head.layout
        rows = table.rows_of(marked.records, marked.lines, layout=layout)
        numbers = [_bare(number) for number in marked.receipts]
        keep = bytearray(not self._leave_out(row, number) for row, number in zip(rows, numbers, strict=True))
        if refuse_cut is not None and keep[-1]:
            refuse_cut(rows[-1], marked.lines[-1])
        marked = marked._replace(receipts=numbers).kept(keep)
        rows = list(compress(rows, keep))
        if not rows:
            return _NO_ROWS
        mended = self._mender.mended(rows, marked.receipts, marked.lines)
        torn = [
            Rejected(number, digest, line, mended.torn[place] if rows[place] else _NO_CELLS, raw)
            for place, (number, digest, line, raw) in enumerate(zip(*marked[:4], strict=True))
            if place in mended.torn
        ]
        if torn and self.first_uneven is None:
            place = min(mended.torn)
            self.first_uneven = marked.lines[place], len(rows[place])
        reasons = {marked.lines[place]: why for place, why in mended.reasons.items()}
        whole = bytes(place not in mended.torn for place in range(len(rows)))
        marked, cells = marked.kept(whole), list(zip(*compress(mended.rows, whole), strict=True))
        if not cells:
            return _NO_ROWS._replace(rejected=torn)
        sound = marked._replace(are_sound=are_receipts(marked.receipts))
        read = self._rows.read(sound, cells, reasons=reasons)
        self._watch_period(read)
        return read._replace(rejected=sorted(read.rejected + torn, key=lambda row: row.line)) if torn else read

    def _watch_period(self, read: Reading) -> None:
        """A preamble saved again month first tells a period that the turned rows lie outside of: it is not believed."""
        if not (self._has_period and read.observations.lines and self._mender.has_turned):
            return
        starts_at, ends_at = self._head.said.starts_at or 0, self._head.said.ends_at
        times = [at for at in read.observations.completed if at is not None]
        self._has_left_period |= min(times) < starts_at or (ends_at is not None and max(times) > ends_at)

    def _leave_out(self, row: list[str], number: str) -> bool:
        kind = self._asides.kind_of(row, number) if row else ""
        if kind:
            self._mender.counts[kind] += 1
        return bool(kind)

    def mends(self) -> tuple[Mends, Said | None]:
        """What was put right since last asked, and what merged preambles say by now (None where nothing new)."""
        mender = self._mender
        found = Mends(tuple(mender.counts.items()), tuple(mender.touched))
        mender.counts.clear()
        mender.forget_touched()
        merged = self._asides.merged()
        if self._has_left_period:
            merged = replace(merged or self._head.said, starts_at=None, ends_at=None)
        is_news, self._merged = merged != self._merged, merged
        return found, merged if is_news else None


def _bare(number: str) -> str:
    """A receipt without what spreadsheets and people leave around it."""
    return number if receipt_numbers.looks_like_receipt(number) else number.strip("'\u00a0\u200b ")


def _all_rows(head: Head) -> Iterator[list[str]]:
    for stretch in head.table.stretches(after_line=head.header_line):
        yield from head.table.rows_of(stretch.records, stretch.lines, layout=head.layout)
