"""Why a document is not taken, in words for the person who brought it."""

from __future__ import annotations

from collections.abc import Sequence

from app.core.errors import DocumentRefused
from app.core.sources.document import HEADER_WITHIN_ROWS, Preview
from app.core.sources.families import is_statement_word, plain_name

DOWNLOAD = "Download the statement from the M-PESA portal as CSV or Excel and choose that file."


def no_header(name: str, seen: Sequence[Preview]) -> DocumentRefused:
    """The refusal of a document in which no statement's header was found."""
    for preview in seen:
        for row in preview.rows[:HEADER_WITHIN_ROWS]:
            if sum(is_statement_word(plain_name(cell)) for cell in row) >= 2:
                return DocumentRefused(
                    f"“{name}” is a table, but not an M-PESA statement.",
                    detail="Its columns are not those of a statement (Receipt No., Completion Time, Paid In, …).",
                    hint=DOWNLOAD,
                )
    return DocumentRefused(
        f"No header line of an M-PESA statement was found in “{name}”.",
        detail="A statement has a line with Receipt No., Completion Time, Details, Paid In and Withdrawn.",
        hint=DOWNLOAD,
    )
