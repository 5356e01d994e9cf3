"""CSV and Excel tables as rows of text. Workbooks are opened in a process of their own, under limits."""

from __future__ import annotations

import io
from collections import Counter
from typing import Any

from app.core.errors import DocumentRefused
from app.core.lists.values import Table
from app.core.reading import made_apart
from app.core.sources.looking import must_be_apart
from app.core.sources.payload import Payload

LARGEST_BYTES = 200 << 20
MOST_COLUMNS = 200
_DELIMITERS = (",", ";", "\t", "|")


def read_table(payload: Payload) -> Table:
    """The rows of the first sheet that has any, or of the text. Raises DocumentRefused with a sentence."""
    if payload.size > LARGEST_BYTES:
        raise DocumentRefused(f"“{payload.name}” is larger than 200 MB.", hint="Save a shorter period as its own file.")
    rows = made_apart(_rows_of_workbook, payload) if must_be_apart(payload) else _rows_of_text(payload)
    numbered = [(row, line) for line, row in enumerate(rows, start=1) if any(row)]
    if not numbered:
        raise DocumentRefused(f"“{payload.name}” is empty.", hint="Choose a file that has rows in it.")
    return Table([row for row, _ in numbered], [line for _, line in numbered])


def _rows_of_text(payload: Payload) -> list[list[str]]:
    import pandas as pd

    from app.core.sources.text import decoded, script_of

    with payload.open() as stream:
        content = stream.read()
    script = script_of(content[: 1 << 16])
    if script.encoding == "utf-8" and b"\0" in content:
        raise DocumentRefused(f"“{payload.name}” holds control characters: it is no table.", hint="Save it as CSV.")
    text = content.decode(script.encoding, "replace") if script.encoding != "utf-8" else decoded(content)
    text = text.lstrip("\N{ZERO WIDTH NO-BREAK SPACE}").replace("\r\n", "\n").replace("\r", "\n")
    delimiter = max(_DELIMITERS, key=lambda sign: _evenness(text, sign))
    width = min(max((line.count(delimiter) for line in text.split("\n")), default=0) + 1, MOST_COLUMNS)
    try:
        frame: Any = pd.read_csv(
            io.StringIO(text),
            sep=delimiter,
            header=None,
            names=range(width),
            dtype=str,
            keep_default_na=False,
            skip_blank_lines=False,
            index_col=False,
        )
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise DocumentRefused(
            f"“{payload.name}” is no table that can be read.", detail=f"{error}".strip(), hint="Save it as CSV again."
        ) from error
    return [[cell.strip() if isinstance(cell, str) else "" for cell in row] for row in frame.to_numpy().tolist()]


def _evenness(text: str, delimiter: str) -> tuple[int, int]:
    """How many of the first lines this sign parts into one and the same number of columns, and how many those are."""
    counts = Counter(line.count(delimiter) for line in text.split("\n")[:30] if line.strip())
    counts.pop(0, None)
    if not counts:
        return 0, 0
    columns, lines = max(counts.items(), key=lambda found: (found[1], found[0]))
    return lines, columns


def _rows_of_workbook(payload: Payload) -> list[list[str]]:
    import pandas as pd

    from app.core.sources import sheets

    with payload.open() as stream:
        head = stream.read(4)
    if head.startswith(b"%PDF"):
        raise DocumentRefused(f"“{payload.name}” is a PDF.", hint="Save the list as CSV or Excel.")
    if head.startswith(b"PK"):
        sheets.refuse_bomb(payload)
    try:
        found: Any = pd.read_excel(payload.open(), sheet_name=None, header=None, dtype=object, engine="calamine")
    except (ValueError, OSError) as error:
        raise sheets.damaged(payload.name) from error
    frames = [frame for frame in found.values() if not frame.empty]
    if not frames:
        return []
    return [[_text(cell) for cell in row] for row in frames[0].to_numpy().tolist()]


def _text(cell: Any) -> str:
    from app.core.sources.sheets import text_of

    if cell is None or cell != cell:  # noqa: PLR0124 - an empty cell is a float that equals nothing
        return ""
    return text_of(cell).strip()
