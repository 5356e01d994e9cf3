"""The matcher among the jobs: it runs when documents, lists or customers came in, and says what it did with an Undo."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.ui import words

if TYPE_CHECKING:
    from app.core.actions.live_matching import LiveMatching, Matched
    from app.core.book import Book
    from app.core.matching_apart import MatchingApart
    from app.ui.desk import Desk

REST_MS = 600
"""After something changed: the other files of the same drop come first."""


class Matching(QObject):
    """Watches what comes in; one run at a time, and another one after it where more came meanwhile."""

    began = Signal()
    advanced = Signal(int, int)
    """Payments looked at, and how many there are."""
    ended = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._seen = 0
        self._is_looked = False
        self.is_running = False
        self._is_wanted = False
        self._live: tuple[Book, LiveMatching | MatchingApart] | None = None
        self._is_apart = False
        self._timer = QTimer(self, singleShot=True, interval=REST_MS)
        self._timer.timeout.connect(self._look)
        desk.opened.connect(self._on_opened)
        desk.changed.connect(self._timer.start)

    def run(self) -> None:
        """Match now, or as soon as the run in progress is over."""
        book = self._desk.book
        self._is_wanted = self.is_running
        if book is None or self.is_running:
            return
        self.is_running = True
        self.began.emit()
        self._desk.bridge.read(
            self, lambda: is_large(book), lambda large: self._begin(book, is_apart=large), self._on_error_of(book)
        )

    def end(self) -> None:
        """The book is closed: what is at work in another process stops at once."""
        live, self._live = self._live, None
        if live is not None and self._is_apart:
            live[1].end()  # type: ignore[union-attr]

    def _begin(self, book: Book, *, is_apart: bool) -> None:
        """A large book is matched in a process of its own, beside the jobs; one that has grown changes over."""
        if book is not self._desk.book:
            self._end()
            return
        if self._live is None or self._live[0] is not book or self._is_apart != is_apart:
            self.end()
            self._live, self._is_apart = (book, matcher_for(book, is_apart=is_apart)), is_apart
        live, bridge = self._live[1], self._desk.bridge
        run = bridge.read if is_apart else bridge.job
        run(
            self,
            lambda: live.round(watched=self._watched),
            lambda done: self._on_done(book, done),
            self._on_error_of(book),
        )

    def _watched(self, done: int, total: int) -> None:
        self._desk.bridge.post(self, lambda: self.advanced.emit(done, total))

    def _on_opened(self) -> None:
        self.end()
        self._seen, self._is_looked = 0, False
        if self._desk.book is not None:
            self._look()

    def _look(self) -> None:
        """See whether anything came in that may be a payment's other half."""
        book = self._desk.book
        if book is None:
            return
        if self._desk.task is not None:
            self._timer.start()
            return
        self._desk.bridge.read(self, lambda: newest_arrival(book), self._on_looked, lambda _: None)

    def _on_looked(self, newest: int) -> None:
        is_news, self._seen = newest > self._seen, max(newest, self._seen)
        if is_news and self._is_looked:
            self.run()
        self._is_looked = True

    def _on_done(self, book: Book, done: Matched) -> None:
        self._end()
        if book is not self._desk.book:
            return
        if done.confirmed or done.ruled:
            self._tell(done)
        self._desk.book_changed()

    def _tell(self, done: Matched) -> None:
        told = []
        if done.confirmed:
            told.append(self.tr("{0} matched by the program").format(words.count(done.confirmed)))
        if done.ruled:
            told.append(self.tr("{0} named by your rules").format(words.count(done.ruled)))
        told.append(self.tr("{0} wait for you").format(words.count(done.waiting)))
        group = done.group_id
        self._desk.notice(
            " · ".join(told), undo=None if group is None else (lambda: self._desk.undoing.undo_deed(group))
        )

    def _on_error_of(self, book: Book) -> Callable[[Exception], None]:
        def on_error(error: Exception) -> None:
            self._end()
            if book is self._desk.book:
                self._desk.notice(words.error(error), meaning="conflict")

        return on_error

    def _end(self) -> None:
        self.is_running = False
        self.ended.emit()
        if self._is_wanted:
            self.run()


def matcher_for(book: Book, *, is_apart: bool) -> LiveMatching | MatchingApart:
    """A book's matcher, here or in a process of its own."""
    from app.core.actions.live_matching import LiveMatching
    from app.core.matching_apart import MatchingApart

    return MatchingApart(book.place) if is_apart else LiveMatching(book)


def is_large(book: Book) -> bool:
    """In a worker: whether matching it would be felt in the window."""
    from app.core.matching_apart import is_large as asked

    return book.ask(asked)


def newest_arrival(book: Book) -> int:
    """In a worker: the number of the newest thing that came in."""
    from app.core.queries.undoing import newest_arrival as asked

    return book.ask(asked)
