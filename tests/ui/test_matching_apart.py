"""The matcher of a large book in a process of its own: the same answers, told while it works, gone without a trace."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.core import matching_apart
from app.core.actions.live_matching import LiveMatching
from app.core.book import Book
from app.core.errors import BookError
from app.core.matching_apart import MatchingApart, is_large
from app.core.queries.queue import match_rows
from app.core.sample import make_sample
from app.ui.pages.queue import QueuePage
from tests.books import is_sound
from tests.ui.conftest import Opener


@pytest.fixture
def place(tmp_path: Path) -> Path:
    made = make_sample(str(tmp_path / "sample.mpesabooks"), rows=1_500, seed=4)
    return Path(made.place)


@pytest.fixture
def apart(place: Path) -> Iterator[MatchingApart]:
    made = MatchingApart(str(place))
    yield made
    made.end()


def _answers(book: Book) -> list[tuple[Any, ...]]:
    """Confirmed and suggested: payment, state, how sure, and what is paid with it."""
    rows = book.ask(match_rows)
    return sorted(((row.key, row.state, row.confidence, row.reasons, row.allocations) for row in rows), key=repr)


def test_a_process_answers_as_the_thread_does(place: Path, apart: MatchingApart, tmp_path: Path) -> None:
    copy = tmp_path / "copy.mpesabooks"
    copy.write_bytes(place.read_bytes())
    there, here = Book.open(str(place)), Book.open(str(copy))
    try:
        told: list[tuple[int, int]] = []
        found = apart.round(watched=lambda done, total: told.append((done, total)))
        wanted = LiveMatching(here).round()
        assert (found.confirmed, found.ruled, found.waiting) == (wanted.confirmed, wanted.ruled, wanted.waiting)
        assert found.confirmed > 100
        assert _answers(there) == _answers(here)
        assert told[0][0] == 0
        assert len(told) > 1
        assert apart.round().confirmed == 0, "the second round finds nothing new"
    finally:
        there.close()
        here.close()


def test_a_killed_process_leaves_the_book_whole_and_another_begins(place: Path, apart: MatchingApart) -> None:
    seen = threading.Event()
    raised: list[Exception] = []

    def work() -> None:
        try:
            apart.round(watched=lambda _done, _total: seen.set())
        except BookError as error:
            raised.append(error)

    worker = threading.Thread(target=work)
    worker.start()
    assert seen.wait(60)
    assert apart._process is not None
    apart._process.kill()
    worker.join(60)
    assert "ended from outside" in str(raised[0])
    book = Book.open(str(place))
    try:
        assert [row for row in book.ask(match_rows) if row.state == "confirmed"] == []
        assert apart.round().confirmed > 100
        assert is_sound(book)
    finally:
        book.close()


def test_ended_it_answers_no_more(apart: MatchingApart) -> None:
    apart.round()
    process = apart._process
    assert process is not None
    pid_is_there = process.is_alive()
    apart.end()
    assert pid_is_there
    with pytest.raises(BookError, match="company file is closed"):
        apart.round()


def test_a_book_is_large_by_its_payments_or_its_items(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book = Book.open(str(place))
    try:
        assert not book.ask(is_large)
        monkeypatch.setattr(matching_apart, "LARGE", 100)
        assert book.ask(is_large)
    finally:
        book.close()


def test_the_window_matches_a_large_book_apart_and_closing_does_not_wait(
    open_window: Opener, place: Path, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matching_apart, "LARGE", 100)
    frame = open_window(place, "days")
    page = frame.pages["queue"]
    assert isinstance(page, QueuePage)
    told: list[str] = []
    frame.desk.matching.advanced.connect(lambda *_: told.append(page._working.text()))
    frame.show_page("queue")
    qtbot.waitUntil(lambda: not frame.desk.matching.is_running and bool(told), timeout=60_000)
    assert any(" of " in text for text in told)
    assert frame.desk.this_book.ask(match_rows)
    live = frame.desk.matching._live
    assert live is not None
    matcher = live[1]
    assert isinstance(matcher, MatchingApart)
    process = matcher._process
    assert process is not None
    began = time.monotonic()
    frame.close()
    assert matcher._process is None
    assert time.monotonic() - began < 20, "it waited for the process"
