"""Any question, asked of the book as it stood at a past moment."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.core import clock
from app.core.book import Book
from app.core.errors import BookError
from app.core.store.past import last_event_at, write_past


@contextmanager
def as_it_stood(book: Book, *, at: int) -> Iterator[Book]:
    """A book that knows only what was recorded up to ``at`` (seconds UTC); it is gone afterwards.

    Takes about as long as ``verify --rebuild``. Raises BookError where the book was begun later.
    """
    until = book.ask(last_event_at, at=at)
    if until is None:
        raise BookError(
            f"The book did not exist yet on {clock.wall(at):%d/%m/%Y at %H:%M}.", hint="Choose a later moment."
        )
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        place = str(Path(folder) / "past.mpesabooks")
        book.ask(write_past, place=place, until=until)
        past = Book.open(place)
        try:
            yield past
        finally:
            past.close()
