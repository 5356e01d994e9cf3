"""The book as it stood: nothing recorded later is known there, and looking back changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core import clock
from app.core.actions.as_it_stood import as_it_stood
from app.core.actions.undo_import import newest_import, undo_import
from app.core.book import Book
from app.core.errors import BookError
from app.core.jobs import import_document
from app.core.sample.truth import truth
from tests.books import is_sound, standing, written

BEGUN = 1_800_000_000


@pytest.fixture
def book(store_place: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Book]:
    monkeypatch.setattr(clock, "now", lambda: BEGUN)
    made = Book.create(store_place, business="TESTBIZ LIMITED")
    yield made
    assert is_sound(made)
    made.close()


def test_each_moment_shows_what_was_known_then(book: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    movements = list(truth(40, seed=3, days=2))
    known = {BEGUN: standing(book)}
    for step, (start, stop) in enumerate(((0, 15), (10, 30), (25, 40)), 1):
        monkeypatch.setattr(clock, "now", lambda step=step: BEGUN + 100 * step)
        import_document(book, written(tmp_path, movements[start:stop], "legacy", name=str(step)))
        known[BEGUN + 100 * step] = standing(book)
    monkeypatch.setattr(clock, "now", lambda: BEGUN + 400)
    number = book.ask(newest_import)
    assert number is not None
    book.do(undo_import, import_id=number)
    known[BEGUN + 400] = standing(book)
    assert len({len(rows) for rows in known.values()}) == 4, "each moment is another"
    for at, rows in known.items():
        for moment in (at, at + 99):
            with as_it_stood(book, at=moment) as past:
                assert standing(past) == rows
                assert past.faults() == []
    assert standing(book) == known[BEGUN + 400]


def test_before_the_book_was_begun_there_is_nothing_to_see(book: Book) -> None:
    with pytest.raises(BookError, match="did not exist yet"), as_it_stood(book, at=BEGUN - 1):
        pass
