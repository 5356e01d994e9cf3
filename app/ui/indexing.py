"""The search index is brought up while nobody works: after an import and when a book is opened, a stretch at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from app.core.errors import BookBusy
from app.ui import reading

if TYPE_CHECKING:
    from app.core.book import Book
    from app.ui.desk import Desk

REST_MS = 1500
"""After something changed: an import of many files goes on first."""
PAUSE_MS = 15
"""Between two stretches: the pen is free and whoever wants it takes it."""
BUSY_MS = 5000
"""While somebody else holds the pen: their work comes first, and the jobs of this window do not wait behind ours."""


class Indexing(QObject):
    """One stretch after the other among the jobs, so that an import never waits for more than one."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._step)
        self._is_at_work = False
        desk.opened.connect(self.wake)
        desk.changed.connect(self.wake)

    def wake(self) -> None:
        """Look soon whether there is something to index."""
        if not self._is_at_work:
            self._timer.start(REST_MS)

    def _step(self) -> None:
        desk, book = self._desk, self._desk.book
        if book is None or desk.is_opening:
            return
        if desk.task is not None:
            self._timer.start(REST_MS)
            return
        self._is_at_work = True
        desk.bridge.job(
            self, lambda: reading.index_further(book), lambda more: self._on_step(book, more), self._on_error
        )

    def _on_step(self, book: Book, has_more: bool) -> None:  # noqa: FBT001  an answer, not a switch
        self._is_at_work = False
        if book is not self._desk.book:
            self.wake()
        elif has_more:
            self._timer.start(PAUSE_MS)

    def _on_error(self, error: Exception) -> None:
        """Without the index every answer is as right, only slower: no reason to trouble anybody."""
        self._is_at_work = False
        if isinstance(error, BookBusy):
            self._timer.start(BUSY_MS)
