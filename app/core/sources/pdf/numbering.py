"""Whether all pages are there that a statement counts at its foot: ``Page X of Y`` (domain notes 1F, 2.1)."""

from __future__ import annotations

import re

from app.core.errors import DocumentRefused

_NUMBERED = re.compile(r"\bpage\s+(\d{1,5})\s*(?:of|/)\s*(\d{1,5})\b", re.IGNORECASE)


class Numbering:
    """Follows the pages' own numbers. A document may hold several statements, each of them counted from 1.

    A page with text but no number may be any; one without text is none.
    """

    def __init__(self) -> None:
        self._page = self._of = 0
        self._reached = 0
        self._gap = ""

    def take(self, text: str) -> None:
        """Hear what the next page says of itself."""
        told = {(int(page), int(of)) for page, of in _NUMBERED.findall(text)}
        page, of = told.pop() if len(told) == 1 else (0, 0)
        if not 1 <= page <= of:
            self._reached += bool(text.strip())
            return
        is_next = self._page < page <= self._reached + 1 and of == (self._of or of)
        is_first = page == 1 and self._reached >= self._of
        if not (is_next or is_first or self._gap):
            before = f"{self._told()} is followed by" if self._of else "it begins with"
            self._gap = f"{before} page {page} of {of}"
        self._page = self._reached = page
        self._of = of

    def refuse_gap(self, name: str) -> None:
        """Raise DocumentRefused where a page is missing between two others, or after the last."""
        gap = self._gap or (f"it ends with {self._told()}" if self._reached < self._of else "")
        if gap:
            raise DocumentRefused(
                f"“{name}” lacks pages: {gap}.", hint="Download the statement again; all its pages must be in one file."
            )

    def _told(self) -> str:
        return f"page {self._page} of {self._of}"
