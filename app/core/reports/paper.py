"""A4 paper and what is put on it: plain text in the program's own fonts, measured before it is written.

Everything is drawn as plain strings, so a payer's name is never read as markup. What does not fit its cell is cut
with an ellipsis; a character that the fonts lack, or that would not be seen, is shown as a replacement mark.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

from app.core.errors import BookError

WIDTH, HEIGHT = 595.28, 841.89
LEFT, RIGHT, TOP, BOTTOM = 40.0, WIDTH - 40.0, HEIGHT - 34.0, 34.0
SANS, BOLD, MONO = "MpesaBooksSans", "MpesaBooksBold", "MpesaBooksMono"
_FILES = {SANS: "NotoSans-Regular.ttf", BOLD: "NotoSans-Bold.ttf", MONO: "NotoSansMono-Regular.ttf"}
_ELLIPSIS = "…"
_STAND_INS = {"\N{MINUS SIGN}": "\N{EN DASH}", "\N{NO-BREAK SPACE}": " ", "\t": " ", "\r": " ", "\n": " "}
"""The program's text face has no minus sign; the en dash is as wide and stands as high."""
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
LINE_GREY, BAND_GREY = 0.72, 0.92


class Column(NamedTuple):
    """One column of a table: its title, width in points, and how its cells are set."""

    title: str
    width: float
    font: str = SANS
    is_right: bool = False


@cache
def _face(font: str) -> Any:
    """The font, registered once a process. Raises BookError where the program's files are incomplete."""
    from importlib.resources import files

    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    try:
        content = files("resources").joinpath("fonts", _FILES[font]).read_bytes()
    except (OSError, ModuleNotFoundError) as error:
        raise BookError(
            "A font of the program is missing.", detail=_FILES[font], hint="Install the program again."
        ) from error
    face = TTFont(font, BytesIO(content))
    pdfmetrics.registerFont(face)
    return face


@lru_cache(maxsize=65_536)
def width_of(text: str, font: str, size: float) -> float:
    """The width of a text in points."""
    return float(_face(font).stringWidth(text, size))


@lru_cache(maxsize=65_536)
def printable(text: str, font: str = SANS) -> str:
    """The text with a mark in place of every character that could not be seen on paper."""
    if text.isascii() and text.isprintable():
        return text
    glyphs = _face(font).face.charToGlyph
    mark = "\N{REPLACEMENT CHARACTER}"
    return "".join(_STAND_INS.get(sign) or (sign if _is_seen(sign) and ord(sign) in glyphs else mark) for sign in text)


def _is_seen(sign: str) -> bool:
    return unicodedata.category(sign) not in _UNSEEN


@lru_cache(maxsize=65_536)
def fitted(text: str, width: float, font: str = SANS, size: float = 8) -> str:
    """The text, printable, cut with an ellipsis where it is wider than ``width`` points."""
    text = printable(text, font)
    if width_of(text, font, size) <= width:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if width_of(text[:middle].rstrip() + _ELLIPSIS, font, size) <= width:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip() + _ELLIPSIS


def wrapped(text: str, width: float, font: str = SANS, size: float = 8) -> list[str]:
    """The text in lines no wider than ``width`` points, broken at spaces."""
    lines: list[str] = []
    for word in printable(text, font).split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(longer, font, size) <= width:
            lines[-1] = longer
        else:
            lines.append(fitted(word, width, font, size))
    return lines


class Paper:
    """A PDF being drawn, page by page."""

    def __init__(self, path: Path, *, title: str, subject: str) -> None:
        from reportlab.pdfgen.canvas import Canvas

        for font in _FILES:
            _face(font)
        self._canvas = Canvas(str(path), pagesize=(WIDTH, HEIGHT), pageCompression=1, lang="en-KE")
        self._canvas.setTitle(title)
        self._canvas.setSubject(subject)
        self._canvas.setAuthor("MpesaBooks")
        self._canvas.setCreator("MpesaBooks")

    def text(self, x: float, y: float, text: str, *, font: str = SANS, size: float = 8, width: float = 0) -> None:
        """Text from ``x`` to the right, cut to ``width`` points where one is given."""
        shown = fitted(text, width, font, size) if width else printable(text, font)
        self._canvas.setFont(font, size)
        self._canvas.drawString(x, y, shown)

    def right(self, x: float, y: float, text: str, *, font: str = SANS, size: float = 8) -> None:
        """Text that ends at ``x``."""
        self.text(x - width_of(printable(text, font), font, size), y, text, font=font, size=size)

    def rule(self, y: float, *, x: float = LEFT, end: float = RIGHT, weight: float = 0.5) -> None:
        """A horizontal line."""
        self._canvas.setLineWidth(weight)
        self._canvas.line(x, y, end, y)

    def box(self, x: float, y: float, width: float, height: float, *, weight: float = 0.6) -> None:
        """An empty frame; ``y`` is its lower edge."""
        self._canvas.setLineWidth(weight)
        self._canvas.rect(x, y, width, height)

    def band(self, y: float, height: float, *, x: float = LEFT, end: float = RIGHT) -> None:
        """A light grey background."""
        self._canvas.saveState()
        self._canvas.setFillGray(BAND_GREY)
        self._canvas.rect(x, y, end - x, height, stroke=0, fill=1)
        self._canvas.restoreState()

    def bar(self, x: float, y: float, width: float, height: float, *, grey: float) -> None:
        """A filled rectangle; ``y`` is its lower edge, 0 is black and 1 white."""
        self._canvas.saveState()
        self._canvas.setFillGray(grey)
        self._canvas.rect(x, y, width, height, stroke=0, fill=1)
        self._canvas.restoreState()

    def table(
        self,
        y: float,
        columns: Sequence[Column],
        rows: Sequence[Sequence[str]],
        *,
        ends: Sequence[int],
        pitch: float,
        size: float,
    ) -> None:
        """Rows of cells downwards from ``y``, column by column, with a thin line under each row that ``ends`` names."""
        canvas = self._canvas
        canvas.saveState()
        canvas.setStrokeGray(LINE_GREY)
        canvas.setLineWidth(0.3)
        canvas.lines([(LEFT, y - pitch * number - 3, RIGHT, y - pitch * number - 3) for number in ends])
        canvas.restoreState()
        pen = canvas.beginText()
        x = LEFT
        for column, cells in zip(columns, zip(*rows, strict=True), strict=False):
            pen.setFont(column.font, size)
            self._column(pen, x, y, column, cells, pitch=pitch, size=size)
            x += column.width
        canvas.drawText(pen)

    @staticmethod
    def _column(
        pen: Any, x: float, y: float, column: Column, cells: Iterable[str], *, pitch: float, size: float
    ) -> None:
        font, room = column.font, column.width - 5
        for text in cells:
            if text:
                shown = fitted(text, room, font, size)
                pen.setTextOrigin(x + room - width_of(shown, font, size) if column.is_right else x, y)
                pen.textOut(shown)
            y -= pitch

    def boxes(self, x: float, y: float, count: int, *, pitch: float, width: float, height: float) -> None:
        """Empty frames downwards, for the pen."""
        self._canvas.setLineWidth(0.4)
        path = self._canvas.beginPath()
        for number in range(count):
            path.rect(x, y - pitch * number, width, height)
        self._canvas.drawPath(path)

    def turn(self) -> None:
        """End the page."""
        self._canvas.showPage()

    def save(self) -> None:
        """Write the file."""
        self._canvas.save()


class Squeezed(Paper):
    """Paper on which everything stands nearer to the top, by a factor; without paper it only measures."""

    def __init__(self, paper: Paper | None, factor: float = 1.0) -> None:
        self._paper, self._factor = paper, factor

    def _at(self, y: float) -> float:
        return TOP - (TOP - y) * self._factor

    def text(self, x: float, y: float, text: str, *, font: str = SANS, size: float = 8, width: float = 0) -> None:
        """Text of its full size, nearer to the line above."""
        if self._paper:
            self._paper.text(x, self._at(y), text, font=font, size=size, width=width)

    def rule(self, y: float, *, x: float = LEFT, end: float = RIGHT, weight: float = 0.5) -> None:
        """A horizontal line."""
        if self._paper:
            self._paper.rule(self._at(y), x=x, end=end, weight=weight)

    def box(self, x: float, y: float, width: float, height: float, *, weight: float = 0.6) -> None:
        """An empty frame, as much lower as lines are nearer."""
        if self._paper:
            self._paper.box(x, self._at(y), width, height * self._factor, weight=weight)

    def band(self, y: float, height: float, *, x: float = LEFT, end: float = RIGHT) -> None:
        """A light grey background."""
        if self._paper:
            self._paper.band(self._at(y), height * self._factor, x=x, end=end)
