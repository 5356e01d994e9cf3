"""The words of a page with their places, asked of pdfium in bulk: its text once, then one place a word.

Places are points from an arbitrary origin, x to the right and y upwards as the reader sees the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import Array, byref, c_double, c_ushort
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

SAME_LINE = 1.5
"""Baselines so near (points) are one line."""

_HYPHENS = "\x02\ufffe\xad"
_WORD = re.compile(rf"[^\s{_HYPHENS}]+[{_HYPHENS}]?|[{_HYPHENS}]")
_PLAIN = str.maketrans({"\x02": "-", "\ufffe": "-", "\xad": "-", "\N{BULLET}": "*", "\N{ASTERISK OPERATOR}": "*"})
"""pdfium marks a hyphen at a line's end with characters of its own; masks come with other stars (domain notes 2.1)."""


GLUED = re.compile(
    r"(?<=\S)(?=(?:Completed|COMPLETED)(?:-?\d|(?!\S)))"
    r"|(?<=[Cc]ompleted)(?=-?\d)|(?<=COMPLETED)(?=-?\d)"
    r"|(?<=\.\d\d)(?=-?\d[\d,]*\.\d\d)"
    r"|(?<=[A-Z0-9])(?=20\d\d-\d\d-\d\d)|(?<=:\d\d:\d\d)(?=\S)",
    re.ASCII,
)
"""Places in a word where two cells may have been run together (``Completed-8,000.00``, domain notes 2.3)."""


_HINTS = tuple(
    re.compile(hint, re.ASCII) for hint in (r"ompleted-?\d", r"OMPLETED-?\d", r"\.\d\d-?\d", r":\d\d:\d\d\S")
)
_STARTS = tuple(re.compile(start, re.ASCII) for start in (r"20\d\d-\d\d-\d\d", "Completed", "COMPLETED"))
"""Together they find whatever ``GLUED`` finds, a hundred times faster where, as usual, there is nothing."""


class Word(NamedTuple):
    """A word, where its first letter stands, and which of the page's characters that is."""

    x: float
    y: float
    text: str
    first: int


class PageText:
    """The text of one open page."""

    def __init__(self, handle: Any, turned: int) -> None:
        from pypdfium2 import raw

        self._handle, self._turned = handle, turned
        self._origin, self._box = raw.FPDFText_GetCharOrigin, raw.FPDFText_GetLooseCharBox
        self._rectangle = raw.FS_RECTF()
        self._index_of = raw.FPDFText_GetCharIndexFromTextIndex
        self._count = raw.FPDFText_CountChars(handle)
        units: Array[c_ushort] = (c_ushort * (self._count + 1))()
        length = raw.FPDFText_GetText(handle, 0, self._count, units) - 1 if self._count > 0 else 0
        self.text = _text(units, max(length, 0))
        self.is_glued = _may_be_glued(self.text)

    def words(self) -> list[Word]:
        """All words, in the order in which the page draws them."""
        is_direct = len(self.text) == self._count
        x, y = c_double(), c_double()
        x_at, y_at = byref(x), byref(y)
        origin, handle, turned = self._origin, self._handle, self._turned
        found = []
        for match in _WORD.finditer(self.text):
            index = match.start() if is_direct else self._index_of(handle, match.start())
            if index < 0 or not origin(handle, index, x_at, y_at):
                continue
            place = (x.value, y.value) if not turned else _turned(x.value, y.value, turned)
            found.append(Word(*place, _whole(match[0]), index))
        return found

    def left(self, index: int) -> float:
        """Where a character begins."""
        x, y = c_double(), c_double()
        self._origin(self._handle, index, byref(x), byref(y))
        return _turned(x.value, y.value, self._turned)[0]

    def right(self, word: Word) -> float:
        """Where a word ends, by the advance of its last letter (the ink of a narrow 1 ends too early)."""
        box = self._rectangle
        if not self._box(self._handle, word.first + len(word.text) - 1, byref(box)):
            return word.x
        return float((box.right, box.top, -box.left, -box.bottom)[self._turned])


@contextmanager
def text_of(page: PdfPage) -> Iterator[PageText]:
    """The page's text, as long as it is needed."""
    from pypdfium2 import raw

    handle = raw.FPDFText_LoadPage(page)
    try:
        yield PageText(handle, page.get_rotation() // 90 % 4)
    finally:
        raw.FPDFText_ClosePage(handle)


def lines_of(words: list[Word]) -> list[list[Word]]:
    """Words by line, from the top down, and from left to right in each."""
    lines: list[list[Word]] = []
    at = float("inf")
    for word in sorted(words, key=_from_top):
        if at - word.y > SAME_LINE:
            lines.append([])
            at = word.y
        lines[-1].append(word)
    for line in lines:
        line.sort()
    return lines


def said_by(line: list[Word]) -> str:
    """A line's words as text."""
    return " ".join(word.text for word in line)


def _from_top(word: Word) -> float:
    return -word.y


def _text(units: Array[c_ushort], length: int) -> str:
    """The page's text with one character for each of pdfium's, so that places in it are pdfium's."""
    text = bytes(units)[: 2 * length].decode("utf-16-le", "surrogatepass")
    return text if len(text) == length else "".join(map(chr, units[:length]))


def _may_be_glued(text: str) -> bool:
    """Whether any place of the page could be one of ``GLUED``."""
    return any(hint.search(text) for hint in _HINTS) or any(
        found.start() and not text[found.start() - 1].isspace() for start in _STARTS for found in start.finditer(text)
    )


def _whole(text: str) -> str:
    """A word as people read it. Halves of a character stand together again."""
    if text.isascii():
        return text
    return text.translate(_PLAIN).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _turned(x: float, y: float, turned: int) -> tuple[float, float]:
    """The place as seen on a page that is shown turned clockwise by quarters."""
    return ((x, y), (y, -x), (-x, -y), (-y, x))[turned]
