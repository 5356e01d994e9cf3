"""PDF statements drawn for tests: any columns, any way of breaking and centring cells, page breaks and page furniture."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

FONT, SIZE = "Helvetica", 6.5
LEFT, RIGHT, MIDDLE = "left", "right", "middle"


@dataclass(frozen=True)
class Column:
    """One column: its title (broken at ``|``), the place of its cells and how they stand there."""

    title: str
    x: float
    stands: str = LEFT
    titled_at: float | None = None


NEW = (
    Column("Receipt No.", 38),
    Column("Completion Time", 108),
    Column("Details", 177),
    Column("Transaction Status", 282),
    Column("Paid In", 437, RIGHT),
    Column("Withdrawn", 504, RIGHT),
    Column("Balance", 570, RIGHT),
)
OLD = tuple(
    Column(title, x)
    for title, x in zip(
        ("Receipt No", "Completion Time", "Details", "Transaction Status", "Paid in", "Withdraw", "Balance"),
        (36, 117, 197, 358, 440, 480, 519),
        strict=True,
    )
)
BUSINESS = tuple(
    Column(title, x)
    for title, x in zip(
        "Receipt No.,Completion Time,Details,Transaction Status,Paid In,Withdrawn,Balance,Transaction Type,"
        "Other Party".split(","),
        (30, 95, 150, 300, 370, 430, 490, 560, 660),
        strict=True,
    )
)
NEW_HEAD = (
    "M-PESA STATEMENT",
    "Customer Name: SAMPLE PERSON",
    "Mobile Number: 0700000009",
    "Statement Period: 01 Mar 2026 - 31 Mar 2026",
    "Request Date: 01 Apr 2026",
)
BUSINESS_HEAD = (
    "M-PESA STATEMENT",
    "Organisation Name: TESTBIZ DUKA",
    "Shortcode: 5000001",
    "Statement Period: 05 Sep 2026 - 06 Sep 2026",
    "Request Date: 07 Sep 2026",
)
FOOT = (
    "Disclaimer: invented, no real data.",
    "Statement Verification Code",
    "AB12CD34",
    "To verify the validity of this M-PESA statement dial *334#",
    "For self-help dial *334#  |  Page {page} of {pages}",
)


@dataclass
class Paper:
    """How a statement is printed. ``standing`` is where a row's single lines stand beside its broken cells."""

    columns: Sequence[Column] = NEW
    head: Sequence[str] = NEW_HEAD
    foot: Sequence[str] = FOOT
    standing: str = "top"
    leading: float = 8.0
    padding: float = 6.0
    size: tuple[float, float] = (842, 595)
    by_column: bool = False
    repeats_header: bool = True
    turned: int = 0
    encryption: Any = None
    _canvas: Any = field(default=None, repr=False)

    def drawn(self, *pages: Sequence[Sequence[str] | str]) -> bytes:
        """The PDF with these pages; a row is its cells (broken at ``|``), a bare text is a line across the table."""
        from reportlab.pdfgen import canvas

        out = io.BytesIO()
        self._canvas = canvas.Canvas(out, pagesize=self.size, invariant=1, encrypt=self.encryption)
        for number, rows in enumerate(pages, 1):
            self._page(number, len(pages), rows)
            self._canvas.showPage()
        self._canvas.save()
        return out.getvalue()

    def _page(self, number: int, pages: int, rows: Sequence[Sequence[str] | str]) -> None:
        self._turn()
        self._canvas.setFont(FONT, SIZE)
        y = (self.size[0] if self.turned in (90, 270) else self.size[1]) - 40
        if number == 1:
            for line in self.head:
                self._canvas.drawString(38, y, line)
                y -= 12
        if rows and not isinstance(rows[0], str) and (number == 1 or self.repeats_header):
            y = self._header(y)
        texts: list[tuple[int, float, str]] = []
        for row in rows:
            if isinstance(row, str):
                self._canvas.drawString(38, y, row)
                y = self._header(y - 14)
            else:
                y = self._row(y, row, texts)
        for column, at, text in sorted(texts) if self.by_column else texts:
            self._text(self.columns[column], at, text)
        for place, line in enumerate(self.foot):
            self._canvas.drawString(38, 70 - 8 * place, line.format(page=number, pages=pages))

    def _turn(self) -> None:
        """Draw so that the page must be shown turned by ``turned`` degrees to be read."""
        width, height = self.size
        self._canvas.setPageRotation(self.turned)
        match self.turned:
            case 90:
                self._canvas.transform(0, 1, -1, 0, width, 0)
            case 180:
                self._canvas.transform(-1, 0, 0, -1, width, height)
            case 270:
                self._canvas.transform(0, -1, 1, 0, 0, height)

    def _header(self, y: float) -> float:
        lines = 1
        for column in self.columns:
            for number, part in enumerate(column.title.split("|")):
                x = column.x if column.titled_at is None else column.titled_at
                self._text(Column("", x, column.stands), y - self.leading * number, part)
                lines = max(lines, number + 1)
        return y - self.leading * (lines - 1) - 14

    def _row(self, y: float, row: Sequence[str], texts: list[tuple[int, float, str]]) -> float:
        cells = [cell.split("|") for cell in row]
        height = max(map(len, cells))
        for column, lines in enumerate(cells):
            spare = {"top": 0.0, "middle": (height - len(lines)) / 2, "bottom": height - len(lines)}[self.standing]
            for number, line in enumerate(lines):
                if line:
                    texts.append((column, y - self.leading * (spare + number), line))
        return y - self.leading * height - self.padding

    def _text(self, column: Column, y: float, text: str) -> None:
        draw = {LEFT: "drawString", RIGHT: "drawRightString", MIDDLE: "drawCentredString"}[column.stands]
        getattr(self._canvas, draw)(column.x, y, text)


def row(
    receipt: str = "UC19Z4K8L1",
    time: str = "2026-03-01 12:30:05",
    details: str = "Pay Bill Charge",
    *,
    paid_in: str = "",
    withdrawn: str = "",
    balance: str = "0.00",
    status: str = "Completed",
    more: Iterable[str] = (),
) -> list[str]:
    """A row's cells in the order of all layouts; ``more`` are the business statement's two further ones."""
    return [receipt, time, details, status, paid_in, withdrawn, balance, *more]


def pictures() -> bytes:
    """A PDF that holds a drawing and no text."""
    from reportlab.pdfgen import canvas

    out = io.BytesIO()
    sheet = canvas.Canvas(out)
    sheet.rect(100, 100, 300, 300, fill=1)
    sheet.save()
    return out.getvalue()
