"""The matcher among the jobs: it runs when documents, lists or customers came in, and says what it did with an Undo."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal

from app.ui import words

if TYPE_CHECKING:
    from app.core.actions.live_matching import LiveMatching
    from app.core.book import Book
    from app.ui.desk import Desk

REST_MS = 600
"""After something changed: the other files of the same drop come first."""


class Matched(NamedTuple):
    """What a run did: matches confirmed, rows a rule named, payments that wait now, and what undo takes."""

    confirmed: int
    ruled: int
    waiting: int
    group_id: int | None


class Matching(QObject):
    """Watches what comes in; one run at a time, and another one after it where more came meanwhile."""

    began = Signal()
    ended = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._seen = 0
        self._is_looked = False
        self.is_running = False
        self._is_wanted = False
        self._live: tuple[Book, LiveMatching] | None = None
        self._timer = QTimer(self, singleShot=True, interval=REST_MS)
        self._timer.timeout.connect(self._look)
        desk.opened.connect(self._on_opened)
        desk.changed.connect(self._timer.start)

    def run(self) -> None:
        """Match now, or as soon as the run in progress is over."""
        from app.core.actions.live_matching import LiveMatching

        book = self._desk.book
        self._is_wanted = self.is_running
        if book is None or self.is_running:
            return
        self.is_running = True
        self.began.emit()
        if self._live is None or self._live[0] is not book:
            self._live = book, LiveMatching(book)
        live = self._live[1]
        self._desk.bridge.job(self, lambda: match(book, live), lambda done: self._on_done(book, done), self._on_error)

    def _on_opened(self) -> None:
        self._seen, self._is_looked, self._live = 0, False, None
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

    def _on_error(self, error: Exception) -> None:
        self._end()
        self._desk.notice(words.error(error), meaning="conflict")

    def _end(self) -> None:
        self.is_running = False
        self.ended.emit()
        if self._is_wanted:
            self.run()


def match(book: Book, live: LiveMatching) -> Matched:
    """In a worker: rules first, then transfers and their mirrors, then whose payment each of the others is."""
    from app.core.actions.pair_transfers import clear_transfers
    from app.core.actions.rules import apply_rules
    from app.core.queries.queue import queue_counts

    ruled = book.do(apply_rules).value
    book.do(clear_transfers)
    run = live.catch_up()
    return Matched(run.confirmed, ruled, sum(book.ask(queue_counts).values()), run.group_id)


def newest_arrival(book: Book) -> int:
    """In a worker: the number of the newest thing that came in."""
    from app.core.queries.undoing import newest_arrival as asked

    return book.ask(asked)
