"""Why a document is not taken, in words for the person who brought it."""

from __future__ import annotations

from collections.abc import Sequence

from app.core.errors import DocumentRefused
from app.core.sources.document import HEADER_WITHIN_ROWS, Preview
from app.core.sources.families import is_statement_word, missing_columns, plain_name

DOWNLOAD = "Download the statement from the M-PESA portal as CSV or Excel and choose that file."


def no_header(name: str, seen: Sequence[Preview]) -> DocumentRefused:
    """The refusal of a document in which no statement's header was found."""
    for preview in seen:
        for row in preview.rows[:HEADER_WITHIN_ROWS]:
            if missing := missing_columns(row):
                return _lacking(name, missing)
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


def _lacking(name: str, missing: Sequence[str]) -> DocumentRefused:
    columns = " and ".join(f"“{column}”" for column in missing)
    return DocumentRefused(
        f"“{name}” is an M-PESA statement without its {'column' if len(missing) == 1 else 'columns'} {columns}.",
        detail="It was edited, or the provider has changed the format.",
        hint="Download the statement again; if the new file lacks it too, send it to whoever looks after MpesaBooks.",
    )
