"""Sheets of a workbook, written as they come: true dates and numbers, text that is never taken for a formula.

Cells are openpyxl's own, one a column, filled again for each row: a new one for each value costs half the time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import Enum
from typing import Any, NamedTuple

from app.core import clock

MOST_ROWS = 1_000_000
"""Excel holds 1,048,576 rows a sheet; the rest is left for titles."""

HEADER_ROW = 4
_LONGEST_TEXT = 32_000
_FACE = "Calibri"
_EPOCH = 25_569
"""1970-01-01 as Excel counts days."""

_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_ACTIVE = re.compile(
    r"^[\s\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*[=+\-@#|'\u2212\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]"
)
"""Beginnings that some program might take for a formula, an error or a quote."""


class Kind(Enum):
    """What a column holds, and how Excel is to show it."""

    TEXT = "@"
    MONEY = "#,##0.00"
    COUNT = "#,##0"
    TIME = "dd/mm/yyyy hh:mm:ss"
    DAY = "dd/mm/yyyy"
    SHARE = "0.0%"


_FIGURES = (Kind.MONEY, Kind.COUNT)
_MOMENTS = (Kind.TIME, Kind.DAY)


class Field(NamedTuple):
    """A column of a sheet: money cells take cents, time cells seconds UTC.

    ``is_summed``: its total stands on top. ``is_printed`` is False only for last columns, too wide for the paper.
    """

    title: str
    width: float
    kind: Kind = Kind.TEXT
    is_summed: bool = False
    is_printed: bool = True


def clean(text: str) -> str:
    """The text without what a workbook cannot hold, each such character shown as a replacement mark."""
    if len(text) <= _LONGEST_TEXT and text.isascii() and text.isprintable() and "_x" not in text:
        return text
    return _ESCAPED.sub("_x005F_", _UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", text))[:_LONGEST_TEXT]


def excel_time(at: int) -> float:
    """Nairobi wall-clock time of an instant, as Excel counts days."""
    return (at + clock.OFFSET_SECONDS) / clock.DAY_SECONDS + _EPOCH


class Cells:
    """The cells of one sheet, by style. Each is filled again for every value, and must be appended before the next."""

    def __init__(self, sheet: Any) -> None:
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

        self._sheet, self._cell = sheet, WriteOnlyCell
        self._bold, self._title = Font(_FACE, bold=True), Font(_FACE, bold=True, size=14)
        self._right = Alignment(horizontal="right")
        self._grey = PatternFill("solid", fgColor="E6E6E6")
        self._under = Border(bottom=Side("thin"))

    def text(self, text: str, *, is_bold: bool = False, is_title: bool = False, is_right: bool = False) -> Any:
        """A text cell, whatever it begins with."""
        cell = self._filled(clean(text), "s")
        if is_bold or is_title:
            cell.font = self._title if is_title else self._bold
        if is_right:
            cell.alignment = self._right
        cell.quotePrefix = bool(_ACTIVE.match(text))
        return cell

    def header(self, text: str, *, is_right: bool = False) -> Any:
        """A column's name, at the right where figures stand under it."""
        cell = self.text(text, is_bold=True)
        if is_right:
            cell.alignment = self._right
        cell.fill, cell.border = self._grey, self._under
        return cell

    def figure(self, value: float | str, kind: Kind, *, is_bold: bool = False) -> Any:
        """A number, or (beginning with ``=``) a formula that gives one."""
        cell = self._filled(value, "f" if isinstance(value, str) else "n")
        cell.number_format = kind.value
        if is_bold:
            cell.font = self._bold
        return cell

    def _filled(self, value: Any, data_type: str) -> Any:
        cell: Any = self._cell(self._sheet)
        cell._value, cell.data_type = value, data_type  # noqa: SLF001 - the public setter guesses formulas from text
        return cell


class ListSheet:
    """One list: title, totals, header, rows; frozen under the header, filtered, ready to print."""

    def __init__(self, workbook: Any, name: str, title: str, fields: Sequence[Field], *, rows: int) -> None:
        self.name = name
        self._fields = fields
        self._rows = min(rows, MOST_ROWS)
        self._sheet = workbook.create_sheet(name)
        prepare(self._sheet, [field.width for field in fields], frozen=f"A{HEADER_ROW + 1}")
        self._sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
        self._cells = Cells(self._sheet)
        cut = "" if rows <= MOST_ROWS else f" (the first {MOST_ROWS:,} of {rows:,})"
        self._sheet.append([self._cells.text(title + cut, is_title=True)])
        self._sheet.append(list(self._totals()))
        self._sheet.append([])
        self._sheet.append([self._cells.header(field.title, is_right=field.kind in _FIGURES) for field in fields])

    @property
    def _reference(self) -> str:
        """The sheet's name as a formula has it."""
        return f"'{self.name}'" if " " in self.name else self.name

    @property
    def last_row(self) -> int:
        """The number of the last row of the list, at least that of the first."""
        return HEADER_ROW + max(self._rows, 1)

    def _totals(self) -> Iterable[Any]:
        for number, field in enumerate(self._fields):
            if field.is_summed:
                yield self._cells.figure(f"=SUM({self._local(number)})", field.kind, is_bold=True)
            else:
                has_total = number == 0 and any(other.is_summed for other in self._fields)
                yield self._cells.text("Total", is_bold=True) if has_total else None

    def _local(self, number: int) -> str:
        letter = chr(ord("A") + number)
        return f"{letter}{HEADER_ROW + 1}:{letter}{self.last_row}"

    def _number_of(self, title: str) -> int:
        return [field.title for field in self._fields].index(title)

    def total(self, title: str) -> str:
        """Where another sheet finds the total of a column."""
        return f"{self._reference}!${chr(ord('A') + self._number_of(title))}$2"

    def column(self, title: str) -> str:
        """The cells of a column, for formulas of another sheet."""
        letter = chr(ord("A") + self._number_of(title))
        return f"{self._reference}!${letter}${HEADER_ROW + 1}:${letter}${self.last_row}"

    def write(self, rows: Iterable[Sequence[Any]]) -> None:
        """Write the rows and close the sheet."""
        fillers = [self._filler(field.kind) for field in self._fields]
        append = self._sheet.append
        for number, row in enumerate(rows):
            if number == self._rows:
                break
            append([fill(value) for fill, value in zip(fillers, row, strict=True)])
        last = f"{chr(ord('A') + len(self._fields) - 1)}{self.last_row}"
        self._sheet.auto_filter.ref = f"A{HEADER_ROW}:{last}"
        printed = sum(field.is_printed for field in self._fields)
        self._sheet.print_area = f"A1:{chr(ord('A') + printed - 1)}{self.last_row}"
        self._sheet.close()

    def _filler(self, kind: Kind) -> Any:
        if kind is Kind.TEXT:
            return self._text_filler()
        cell = self._cells.figure(0, kind)

        def fill(value: int | None) -> Any:
            if value is None:
                return None
            cell._value = (  # noqa: SLF001 - known to be a number: the public setter would look it up
                value / 100 if kind is Kind.MONEY else excel_time(value) if kind in _MOMENTS else value
            )
            return cell

        return fill

    def _text_filler(self) -> Any:
        quoted = self._cells.text("=")

        def fill(value: str | None) -> Any:
            if not value:
                return None
            if "A" <= value[0] <= "Z" or not _ACTIVE.match(value):
                return clean(value)
            quoted._value = clean(value)  # noqa: SLF001 - text stays text, whatever it begins with
            return quoted

        return fill


def prepare(sheet: Any, widths: Sequence[float], *, frozen: str | None = None, is_landscape: bool = True) -> None:
    """Widths, A4, fitted to the page's width, page numbers. Must come before the first row."""
    for number, width in enumerate(widths):
        sheet.column_dimensions[chr(ord("A") + number)].width = width
    sheet.freeze_panes = frozen
    sheet.page_setup.orientation = "landscape" if is_landscape else "portrait"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddFooter.center.text = "&A, page &P of &N"
    sheet.page_margins.left = sheet.page_margins.right = 0.4
