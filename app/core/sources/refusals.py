"""Why a document is not taken, in words for the person who brought it."""

from __future__ import annotations

from collections.abc import Sequence

from app.core import money
from app.core.errors import ColumnsUnknown, DocumentRefused
from app.core.receipts import looks_like_receipt
from app.core.sources.document import HEADER_WITHIN_ROWS, Preview
from app.core.sources.edited.headers import NEEDED, columns_named, heading_over
from app.core.sources.edited.stamps import stamp_of
from app.core.sources.families import is_statement_word, missing_columns, plain_name, unknown_columns

DOWNLOAD = "Download the statement from the M-PESA portal as CSV or Excel and choose that file."


def no_header(name: str, seen: Sequence[Preview]) -> DocumentRefused:
    """The refusal of a document in which no statement's header was found."""
    for preview in seen:
        if unknown := _to_be_chosen(name, preview):
            return unknown
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


def _to_be_chosen(name: str, preview: Preview) -> ColumnsUnknown | None:
    """The refusal of a table that holds receipts, times and amounts, where a person could say which stand where."""
    for index, row in enumerate(preview.rows[: HEADER_WITHIN_ROWS + 1]):
        told = _told_by_cells(row)
        if told is None:
            continue
        header = heading_over(preview.rows, index)
        columns = told | columns_named(header)
        unknown = unknown_columns(header)
        free = [at for at, cell in enumerate(header) if at not in columns.values() and cell.strip() in ("", *unknown)]
        if len(free) < len(NEEDED - columns.keys()):
            return None
        is_bare = not any(header)
        return ColumnsUnknown(
            f"“{name}” holds receipts and amounts, but {'no headings' if is_bare else 'headings that are not known'}.",
            hint="Take it in on the Import page of the window, which asks which column is which; or write Receipt No., "
            "Completion Time, Details, Paid In and Withdrawn over the columns.",
        ).showing(header, row, columns)
    return None


def _told_by_cells(row: Sequence[str]) -> dict[str, int] | None:
    """Where the receipt and the time stand in a row that has an amount too, else None."""
    cells = [cell.strip().upper() for cell in row]
    codes = [at for at, cell in enumerate(cells) if looks_like_receipt(cell) and any(map(str.isdigit, cell))]
    times = [at for at, cell in enumerate(cells) if stamp_of(cell) is not None and not cell.isdigit()]
    amounts = [at for at, cell in enumerate(cells) if at not in times and _is_amount(cell)]
    return {"receipt": codes[0], "completed": times[0]} if codes and times and amounts else None


def _is_amount(cell: str) -> bool:
    try:
        money.cents_from_text(cell)
    except ValueError:
        return False
    return True


def _lacking(name: str, missing: Sequence[str]) -> DocumentRefused:
    columns = " and ".join(f"“{column}”" for column in missing)
    return DocumentRefused(
        f"“{name}” is an M-PESA statement without its {'column' if len(missing) == 1 else 'columns'} {columns}.",
        detail="It was edited, or the provider has changed the format.",
        hint="Download the statement again; if the new file lacks it too, send it to whoever looks after MpesaBooks.",
    )
