"""Lines among the rows that are no rows: sums typed below a table, words, and the tops of other exports merged in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from app.core import receipts
from app.core.errors import DocumentRefused
from app.core.sources.declaring import Said, said_by_preamble
from app.core.sources.edited import notes
from app.core.sources.edited.amounts import written
from app.core.sources.edited.stamps import stamp_of
from app.core.sources.families import COLUMN_NAMES, Layout, plain_name

_LABELS = frozenset(
    "account holder|short code|shortcode|account|account type|time period|operator|opening balance|closing balance|"
    "organization|organisation|organization name|organisation name|paybill|till|till number|statement period".split("|")
)
_SUMS = re.compile(r"(?:grand |sub[- ]?)?total\w*|sums?|jumla\b", re.IGNORECASE)
_MONEY = ("paid_in", "withdrawn", "balance")


class Asides:
    """Sorts out what is no row of one document, and hears what merged preambles say of it."""

    def __init__(self, name: str, layout: Layout, *, header: Sequence[str], said: Said) -> None:
        self._name = name
        self._layout = layout
        self._header = [plain_name(cell) for cell in header]
        self._own = said
        self._heard: list[Said] = []
        self._open: list[list[str]] = []

    def kind_of(self, row: Sequence[str], receipt: str) -> str:
        """The note under which a line is left out, or '' for one that must be read as a row.

        Raises DocumentRefused where another table, or another wallet's statement, begins.
        """
        if receipts.looks_like_receipt(receipt) and self._holds_time(row):
            self._close()
            return ""
        filled = [cell.strip() for cell in row if cell.strip()]
        if not filled or self._repeats_header(row):
            return notes.WORDS if filled else ""
        if plain_name(filled[0]) in _LABELS and len(filled) <= 1 + 2 * len(_LABELS):
            self._open.append(list(row))
            return notes.MERGED
        if plain_name(receipt) in COLUMN_NAMES["receipt"]:
            raise DocumentRefused(
                f"“{self._name}” holds tables with different columns.", hint="Save each table as a file of its own."
            )
        if self._holds_time(row):
            return ""
        return self._sums_or_words(row, filled)

    def _holds_time(self, row: Sequence[str]) -> bool:
        at = self._layout.at("completed")
        return at is not None and at < len(row) and stamp_of(row[at]) is not None

    def _repeats_header(self, row: Sequence[str]) -> bool:
        """Whether every word stands in the header above: one row of a header split over two, met again."""
        named = [(plain_name(cell), at) for at, cell in enumerate(row) if cell.strip()]
        return all(at < len(self._header) and name in self._header[at] for name, at in named)

    def _sums_or_words(self, row: Sequence[str], filled: Sequence[str]) -> str:
        if any(_SUMS.match(cell) for cell in filled):
            return notes.TOTALS
        places = [at for name in _MONEY if (at := self._layout.at(name)) is not None and at < len(row)]
        has_money = any(row[at].strip() and written(row[at]).text for at in places)
        has_text = any(cell.strip() for at, cell in enumerate(row) if at not in places)
        if has_money:
            return "" if has_text else notes.TOTALS
        holds_digits = sum(any(letter.isdigit() for letter in cell) for cell in filled)
        return notes.WORDS if len(filled) <= 2 and not holds_digits else ""

    # ------------------------------------------------------------ merged preambles

    def _close(self) -> None:
        if not self._open:
            return
        said, self._open = said_by_preamble(self._open), []
        own = self._own
        for mine, theirs in ((own.code, said.code), (own.ledger, said.ledger)):
            if mine and theirs and mine != theirs:
                raise DocumentRefused(
                    f"“{self._name}” holds statements of two wallets, {mine} and {theirs}.",
                    hint="Save each as a file of its own.",
                )
        self._heard.append(said)

    def merged(self) -> Said | None:
        """What the preambles say together of the whole document, or None where there was only its own."""
        if not self._heard:
            return None
        all_said = [self._own, *self._heard]
        starts = [said.starts_at for said in all_said if said.starts_at is not None]
        ends = [said.ends_at for said in all_said if said.ends_at is not None]
        is_told = len(starts) == len(ends) == len(all_said)
        first = min(all_said, key=lambda said: said.starts_at or 0) if is_told else Said()
        last = max(all_said, key=lambda said: said.ends_at or 0) if is_told else Said()
        return replace(
            self._own,
            starts_at=min(starts) if is_told else None,
            ends_at=max(ends) if is_told else None,
            opening_cents=first.opening_cents,
            closing_cents=last.closing_cents,
            paid_in_cents=None,
            withdrawn_cents=None,
        )
