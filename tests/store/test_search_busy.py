"""Work that can wait gives way: while somebody else holds the pen it is refused at once, and done later."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.core.actions.extend_search import extend_search, is_search_behind
from app.core.book import Book, Pen
from app.core.errors import BookBusy
from app.core.jobs import import_document
from tests.books import legacy_file, legacy_line

ROOT = Path(__file__).resolve().parents[2]
HOLDER = """
import sys
from app.core.book import Book

def hold(pen):
    print("held", flush=True)
    sys.stdin.readline()

Book.open(sys.argv[1]).do(hold)
print("let go", flush=True)
"""


@pytest.fixture
def book(store_place: str, tmp_path: Path) -> Iterator[Book]:
    """A book with something to index."""
    made = Book.create(store_place, business="TESTBIZ LIMITED")
    import_document(
        made, legacy_file(tmp_path, [legacy_line("TK5AAAAAA1", "71.00", "71.00")], opening="0.00", closing="71.00")
    )
    yield made
    made.close()


@contextmanager
def held(place: str) -> Iterator[Callable[[], None]]:
    """Another process holds the pen of this book until it is told to let go."""
    command = [sys.executable, "-c", HOLDER, place]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        say, hear = other.stdin, other.stdout
        assert say is not None
        assert hear is not None
        assert hear.readline() == "held\n"

        def let_go() -> None:
            say.write("\n")
            say.flush()
            assert hear.readline() == "let go\n"

        try:
            yield let_go
        finally:
            other.kill()


def is_refused(book: Book) -> bool:
    """Whether a slice is refused, long before the engines themselves would give up waiting (30 seconds or never)."""
    refused: list[BookBusy] = []

    def attempt() -> None:
        try:
            book.do_if_free(extend_search)
        except BookBusy as error:
            refused.append(error)

    trying = threading.Thread(target=attempt, daemon=True)
    trying.start()
    trying.join(15)
    return bool(refused)


def test_a_slice_gives_way_to_another_process_and_is_done_later(book: Book) -> None:
    with held(book.place) as let_go:
        for _ in range(2):
            assert is_refused(book)
        assert book.ask(is_search_behind), "reading goes on"
        let_go()
        assert book.do_if_free(extend_search).value
    assert not book.ask(is_search_behind)


def test_who_may_wait_still_waits(book: Book) -> None:
    """An impatient attempt leaves nothing behind on the connection that others use after it."""
    with held(book.place) as let_go:
        with pytest.raises(BookBusy):
            book.do_if_free(extend_search)
        waiting = threading.Thread(target=lambda: book.do(extend_search))
        waiting.start()
        waiting.join(0.3)
        assert waiting.is_alive()
        let_go()
        waiting.join()
    assert not book.ask(is_search_behind)


def test_a_slice_gives_way_to_another_thread_of_this_program(book: Book) -> None:
    is_held, may_go = threading.Event(), threading.Event()

    def hold(_: Pen) -> None:
        is_held.set()
        may_go.wait()

    other = threading.Thread(target=lambda: book.do(hold))
    other.start()
    is_held.wait()
    try:
        with pytest.raises(BookBusy):
            book.do_if_free(extend_search)
    finally:
        may_go.set()
        other.join()
    assert book.do_if_free(extend_search).value
