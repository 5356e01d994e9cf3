"""Pages of a PDF as pictures, by PDFium. Called in workers; the library serves one caller at a time."""

from __future__ import annotations

import threading
from typing import NamedTuple

_ONE_AT_A_TIME = threading.Lock()
POINTS_AN_INCH = 72


class Picture(NamedTuple):
    """One page drawn: bytes of ``stride`` a line, three (blue, green, red, unused) or one (grey) channels."""

    width: int
    height: int
    stride: int
    pixels: bytes
    is_grey: bool


def page_sizes(content: bytes) -> tuple[tuple[float, float], ...]:
    """Width and height of each page, in points."""
    import pypdfium2

    with _ONE_AT_A_TIME:
        document = pypdfium2.PdfDocument(content)
        try:
            return tuple(document.get_page_size(number) for number in range(len(document)))
        finally:
            document.close()


def draw(content: bytes, number: int, *, scale: float, is_grey: bool = False) -> Picture:
    """One page, ``scale`` pixels a point."""
    import pypdfium2

    with _ONE_AT_A_TIME:
        document = pypdfium2.PdfDocument(content)
        try:
            page = document[number]
            bitmap = page.render(scale=scale, grayscale=is_grey, rev_byteorder=False, prefer_bgrx=True)
            drawn = Picture(bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer), bitmap.n_channels == 1)
            page.close()
            return drawn
        finally:
            document.close()


def draw_all(content: bytes, *, dots_an_inch: int) -> list[Picture]:
    """Every page in grey, for a printer."""
    count = len(page_sizes(content))
    return [draw(content, number, scale=dots_an_inch / POINTS_AN_INCH, is_grey=True) for number in range(count)]
