"""Statements that are Excel workbooks, .xls and .xlsx. Hostile ones end the process: read them in a child."""

from __future__ import annotations

import lzma
import math
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from app.core.errors import DocumentRefused
from app.core.sources.document import HEADER_WITHIN_ROWS, Head, Preview, Stretch, uncollected
from app.core.sources.families import Layout
from app.core.sources.heads import head_of
from app.core.sources.payload import Payload
from app.core.sources.refusals import no_header
from app.core.sources.rows import Columns

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

MOST_PARTS = 2_000
MOST_INFLATED = 512 << 20
MOST_RATIO, RATIO_MATTERS_ABOVE = 200, 50 << 20
MOST_ROWS, MOST_COLUMNS = 1_100_000, 64
SAMPLE_ROWS = 300
CHUNK_ROWS = 20_000
_BROKEN_ZIP = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    lzma.LZMAError,
    NotImplementedError,
    EOFError,
    OSError,
    ValueError,
)
_BETWEEN = "\x1f"
_WINDOW = 1 << 20
_OVERLAP = 64
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_DTD = [mark.encode(encoding) for mark in ("<!DOCTYPE", "<!ENTITY") for encoding in ("ascii", "utf-16-le", "utf-16-be")]
_FAR_CELL = re.compile(rb' r="(?:(?:[A-Z]{3,}|B[M-Z]|[C-Z][A-Z])\d+|[A-Z]*\d{8,})"')
_AGAIN = "Download the statement again."


def look(payload: Payload) -> Head:
    """The head of a workbook's statement. Raises DocumentRefused where it holds none, or more than one."""
    with payload.open() as stream:
        is_zip = stream.read(2) == b"PK"
    container = "xlsx" if is_zip else "xls"
    if is_zip:
        refuse_bomb(payload)
    else:
        _refuse_encrypted(payload)
    found: list[Head] = []
    previews: list[Preview] = []
    for sheet in _sheets(payload):
        table = SheetTable(payload, sheet, container)
        rows = table.first_rows(HEADER_WITHIN_ROWS + SAMPLE_ROWS)
        previews.append(Preview(rows, list(range(1, len(rows) + 1))))
        head = head_of(payload.name, table, previews[-1], corrections=payload.corrections)
        if head is not None:
            found.append(head)
    if len(found) > 1:
        raise DocumentRefused(
            f"“{payload.name}” holds statements on {len(found)} sheets.", hint="Save each as its own file."
        )
    if not found:
        raise no_header(payload.name, previews)
    return found[0]


def _sheets(payload: Payload) -> Iterator[CalamineSheet]:
    from python_calamine import CalamineError

    workbook = _opened(payload)
    for name in workbook.sheet_names[:MOST_COLUMNS]:
        try:
            sheet = workbook.get_sheet_by_name(name)
        except (CalamineError, OSError, ValueError) as error:  # the book opens, one of its sheets is torn
            raise damaged(payload.name) from error
        if sheet.total_height > MOST_ROWS or sheet.total_width > MOST_COLUMNS:
            raise _too_many_cells(payload.name)
        yield sheet


def _opened(payload: Payload) -> CalamineWorkbook:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        if payload.path is not None and payload.data is None:
            return CalamineWorkbook.from_path(str(payload.path))
        return CalamineWorkbook.from_filelike(payload.open())
    except PasswordError as error:
        raise _protected(payload.name) from error
    except (CalamineError, OSError, ValueError) as error:
        raise damaged(payload.name) from error


class SheetTable:
    """One sheet as raw records: the texts of its cells, joined by a character that no cell holds."""

    delimiter = _BETWEEN

    def __init__(self, payload: Payload, sheet: CalamineSheet, container: str) -> None:
        self.container = container
        self._payload = payload
        self._sheet = sheet
        self._newest: tuple[list[str], list[list[str]]] = ([], [])

    def first_rows(self, count: int) -> list[list[str]]:
        """The sheet's first rows, cells as text."""
        return _texts(list(islice(_from_first_row(self._sheet), count)))

    def stretches(self, *, after_line: int) -> Iterator[Stretch]:
        """The records after a row."""
        rows = islice(_from_first_row(self._sheet), after_line, None)
        first, size, height = after_line + 1, self._payload.size, max(self._sheet.total_height, 1)
        while records := self._records(rows):
            lines = range(first, first + len(records))
            first += len(records)
            if first > MOST_ROWS + 1:
                raise _too_many_cells(self._payload.name)
            yield Stretch(records, lines, bytes_done=min(size, size * first // height))

    def _records(self, rows: Iterator[list[Any]]) -> list[str]:
        """The next rows, each as one text; their cells are kept, since they are asked for next."""
        with uncollected():
            cells = _texts(list(islice(rows, CHUNK_ROWS)))
            records = list(map(_BETWEEN.join, cells))
        whole = "\n".join(records)
        if "\0" in whole or (cells and whole.count(_BETWEEN) != len(cells) * (len(cells[0]) - 1)):
            raise DocumentRefused(f"“{self._payload.name}” holds control characters: it is damaged.", hint=_AGAIN)
        self._newest = records, cells
        return records

    def rows_of(self, records: list[str], lines: Sequence[int], *, layout: Layout) -> list[list[str]]:
        """The cells of raw records. A sheet ends where its last filled column ends; the layout may be wider."""
        of_newest, cells = self._newest
        rows = cells if records is of_newest else [record.split(_BETWEEN) for record in records]
        missing = [""] * (layout.width - len(rows[0])) if rows else []
        return [row + missing for row in rows] if missing else rows

    def columns_of(self, records: list[str], *, layout: Layout) -> Columns | None:
        """Column by column, where the sheet is as wide as the layout."""
        rows = self.rows_of(records, (), layout=layout)
        return list(zip(*rows, strict=True)) if len(rows[0]) == layout.width else None


def _from_first_row(sheet: CalamineSheet) -> Iterator[list[Any]]:
    """Rows from row 1 and column A, so that row numbers are those that Excel shows."""
    if sheet.start is None:
        return iter(())
    return sheet.iter_rows()


def _texts(rows: list[list[Any]]) -> list[list[str]]:
    """Rows of cells as rows of texts; most exports hold nothing else."""
    if set(map(type, chain.from_iterable(rows))) == {str}:
        return rows
    return [[cell if type(cell) is str else text_of(cell) for cell in row] for row in rows]


def text_of(cell: Any) -> str:
    """A cell as a statement would print it: 2500.0 as ``2500``, 1500.5 as ``1500.50``, times as ISO."""
    match cell:
        case bool():
            return "true" if cell else "false"
        case float():
            return _number(cell)
        case datetime():
            return cell.strftime("%Y-%m-%d %H:%M:%S")
        case date():
            return f"{cell.isoformat()} 00:00:00"
        case time():
            return cell.strftime("%H:%M:%S")
        case timedelta():
            return str(cell)
    return str(cell).replace(_BETWEEN, " ")


def _number(number: float) -> str:
    """Floats carry money exactly up to 2^53 cents; a third decimal is kept, to be refused where money must be."""
    if not math.isfinite(number):
        return repr(number)
    if number == int(number):
        return str(int(number))
    return f"{number:.2f}" if abs(round(number, 2) - number) < 1e-6 else repr(number)


# ---------------------------------------------------------------- before anything is opened


def refuse_bomb(payload: Payload) -> None:
    """Raise DocumentRefused for an archive that is no workbook, swells beyond limits, or brings its own XML grammar.

    Sizes are checked as declared and then as counted while inflating.
    """
    try:
        with payload.open() as stream, zipfile.ZipFile(stream) as archive:
            parts = archive.infolist()
            _refuse_sizes(payload, len(parts), sum(part.file_size for part in parts))
            _refuse_other_archives(payload.name, {part.filename.casefold() for part in parts})
            inflated = 0
            for part in parts:
                for count in _inflating(archive, part, payload.name):
                    inflated += count
                    _refuse_sizes(payload, len(parts), inflated)
    except _BROKEN_ZIP as error:
        raise damaged(payload.name) from error
    except RuntimeError as error:
        raise _protected(payload.name) from error


def _refuse_other_archives(name: str, parts: set[str]) -> None:
    if parts & {"xl/workbook.xml", "xl/workbook.bin"}:
        return
    if parts & {"content.xml", "[content_types].xml"}:
        raise _no_workbook(name)
    raise DocumentRefused(f"“{name}” is a zip archive.", hint="Take the statement out of it and choose that.")


def _inflating(archive: zipfile.ZipFile, part: zipfile.ZipInfo, name: str) -> Iterator[int]:
    is_xml = part.filename.casefold().endswith((".xml", ".rels", ".vml"))
    before = b""
    with archive.open(part) as stream:
        while piece := stream.read(_WINDOW):
            yield len(piece)
            if not is_xml:
                continue
            seen = before + piece
            if b"!" in seen and any(mark in seen for mark in _DTD):
                raise DocumentRefused(
                    f"“{name}” holds a document type definition, which no statement needs.", hint=_AGAIN
                )
            if part.filename.startswith("xl/worksheets/") and _FAR_CELL.search(seen):
                raise _too_many_cells(name)
            before = seen[-_OVERLAP:]


def _refuse_sizes(payload: Payload, parts: int, inflated: int) -> None:
    is_dense = inflated > RATIO_MATTERS_ABOVE and inflated > MOST_RATIO * payload.size
    if parts > MOST_PARTS or inflated > MOST_INFLATED or is_dense:
        raise DocumentRefused(f"“{payload.name}” unpacks to far more than a statement can hold.", hint=_AGAIN)


def _refuse_encrypted(payload: Payload) -> None:
    before = b""
    with payload.open() as stream:
        while piece := stream.read(_WINDOW):
            if _ENCRYPTED in before + piece:
                raise _protected(payload.name)
            before = piece[-_OVERLAP:]


def _protected(name: str) -> DocumentRefused:
    return DocumentRefused(
        f"“{name}” is a workbook protected by a password.", hint="Save it without a password, or download it as CSV."
    )


def damaged(name: str) -> DocumentRefused:
    """The refusal of a workbook that cannot be opened."""
    return DocumentRefused(f"“{name}” is damaged and cannot be read as a workbook.", hint=_AGAIN)


def _no_workbook(name: str) -> DocumentRefused:
    return DocumentRefused(
        f"“{name}” is an office document, but not an Excel workbook.", hint="Save it as .xlsx or CSV."
    )


def _too_many_cells(name: str) -> DocumentRefused:
    return DocumentRefused(
        f"“{name}” has too many rows or columns for a statement.",
        detail=f"At most {MOST_ROWS:,} rows and {MOST_COLUMNS} columns are read.",
        hint=_AGAIN,
    )
