"""Any split, order, repetition and mixture of documents of one truth gives the same list; views equal a replay."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.actions.undo_import import undo_import
from app.core.book import Book
from app.core.jobs import import_document
from app.core.sample.truth import Movement, truth
from tests.books import contradictions, is_sound, standing, written

ROWS = 60


def _movements(seed: int) -> list[Movement]:
    return list(truth(ROWS, seed=seed, days=3))


@st.composite
def deliveries(draw) -> tuple[list[Movement], list[tuple[int, int, str, bool]]]:
    """A truth, and documents that cover all of it at least once; a delivery may be undone and brought again."""
    movements = _movements(draw(st.integers(1, 5)))
    count = len(movements)
    cuts = sorted(draw(st.sets(st.integers(1, count - 1), max_size=4)))
    forms = st.sampled_from(["legacy", "portal", "sftp"])
    edges = [0, *cuts, count]
    parts = [(start, stop, draw(forms), False) for start, stop in pairwise(edges)]
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, count - 1))
        parts.append((start, draw(st.integers(start + 1, count)), draw(forms), draw(st.booleans())))
    return movements, draw(st.permutations(parts))


def _expected(movements: list[Movement]) -> list[tuple[str, int, int]]:
    return sorted((moved.receipt, moved.amount_cents, moved.completed_at) for moved in movements)


def _found(book: Book) -> list[tuple[str, int, int]]:
    rows = [row for row in standing(book) if row[0] == "Utility"]
    return sorted((row[1], row[5] if row[3] == "in" else -row[5], row[6]) for row in rows)


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def _deliver(book: Book, folder: Path, movements: list[Movement], parts: list[tuple[int, int, str, bool]]) -> None:
    for number, (start, stop, form, is_undone) in enumerate(parts):
        document = written(folder, movements[start:stop], form, name=str(number))
        summary = import_document(book, document)
        assert summary.rows == stop - start
        if is_undone and summary.import_id is not None and summary.new + summary.enriched:
            book.do(undo_import, import_id=summary.import_id)
            import_document(book, document)


def _check(place: str, folder: Path, movements: list[Movement], parts: list[tuple[int, int, str, bool]]) -> None:
    """Deliver the parts into a new book: the list is the truth, nothing contradicts, views equal a replay."""
    book = Book.create(place, business="X")
    try:
        _deliver(book, folder, movements, parts)
        assert _found(book) == _expected(movements)
        assert contradictions(book) == 0
        assert is_sound(book)
    finally:
        book.close()


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(delivered=deliveries())
def test_any_mixture_gives_the_same_list_on_sqlite(delivered) -> None:
    with _folder() as folder:
        _check(str(folder / "book.mpesabooks"), folder, *delivered)


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(delivered=deliveries())
def test_any_mixture_gives_the_same_list_on_postgresql(postgres_server, delivered) -> None:
    url = postgres_server.new_database()
    try:
        with _folder() as folder:
            _check(url, folder, *delivered)
    finally:
        postgres_server.drop_database(url)


@pytest.mark.parametrize("seed", [1, 2])
def test_the_truth_has_what_makes_it_hard(seed: int) -> None:
    """The property would be hollow over plain payments."""
    movements = _movements(seed)
    receipts = [moved.receipt for moved in movements]
    assert len(set(receipts)) < len(receipts)
    assert any(moved.amount_cents < 0 for moved in movements)
