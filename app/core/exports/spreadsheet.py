"""Text that spreadsheets will read: a payer chooses name and account, so no cell may come alive (threat 7).

Only text cells are guarded. Numbers stay numbers: pass money as Decimal, never as text, or its minus is taken for a
formula's.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TextIO

Cell = str | int | Decimal | None

_UNSEEN = r"\s\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
_ACTIVE = re.compile(rf"[\t\r\n]|[{_UNSEEN}]*[=+\-@|%\u2212\uff1d\uff0b\uff0d\uff20]")
"""Beginnings that some spreadsheet takes for a formula, also behind blanks and marks that are not seen."""

_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def safe_text(value: str) -> str:
    """The text as a cell that stays text: ``=1+1`` becomes ``'=1+1``.

    Characters that no file can hold (NUL and other controls, lone surrogates) become a replacement mark.
    """
    cleaned = _UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", value)
    return f"'{cleaned}" if _ACTIVE.match(cleaned) else cleaned


def write_csv(rows: Iterable[Sequence[Cell]], header: Sequence[str], stream: TextIO) -> None:
    """Write a header and rows as CSV with CRLF ends; None is an empty cell.

    Open the stream with ``newline=""``, and ``encoding="utf-8-sig"`` where Excel is to read it.
    """
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([safe_text(name) for name in header])
    writer.writerows([_written(cell) for cell in row] for row in rows)


def _written(cell: Cell) -> str | int | Decimal:
    match cell:
        case None:
            return ""
        case str():
            return safe_text(cell)
        case _:
            return cell
