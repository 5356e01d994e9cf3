"""The disk fills in the middle of an import; a colleague holds the pen; the user stops the work."""

from __future__ import annotations

import resource
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from app.core.book import Book
from app.core.errors import Cancelled
from app.core.jobs import import_document
from app.core.sample.truth import truth
from tests.books import is_sound, standing, written


@pytest.fixture
def document(tmp_path: Path) -> Path:
    return written(tmp_path, list(truth(20_000, seed=2, days=30)), "legacy", name="long")


def test_a_disk_that_fills_leaves_the_book_as_it_was(sqlite_place: str, document: Path, tmp_path: Path) -> None:
    Book.create(sqlite_place, business="X").close()

    def no_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (2 << 20, 2 << 20))

    done = subprocess.run(
        [sys.executable, "-m", "app", "import", sqlite_place, str(document)],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=no_room,
    )
    assert done.returncode == 1
    assert "Nothing from this step was saved" in done.stderr
    assert "Traceback" not in done.stderr
    book = Book.open(sqlite_place)
    assert standing(book) == []
    assert is_sound(book)
    assert import_document(book, document).new == len(standing(book)) > 0
    book.close()


def test_stopped_work_leaves_the_book_as_it_was(store_place: str, document: Path) -> None:
    book = Book.create(store_place, business="X")
    asked = iter([False, True])
    seen: list[int] = []
    with pytest.raises(Cancelled):
        import_document(
            book,
            document,
            progress=lambda done, total: seen.append(done),
            cancelled=lambda: next(asked, True),
        )
    assert standing(book) == []
    assert is_sound(book)
    book.close()


def test_progress_ends_at_the_whole_file(sqlite_place: str, document: Path) -> None:
    book = Book.create(sqlite_place, business="X")
    seen: list[tuple[int, int]] = []
    import_document(book, document, progress=lambda done, total: seen.append((done, total)))
    size = document.stat().st_size
    assert seen[-1] == (size, size)
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    book.close()


def test_a_reader_is_not_blocked_by_a_writer(sqlite_place: str, document: Path) -> None:
    book = Book.create(sqlite_place, business="X")
    inside, go_on = threading.Event(), threading.Event()

    def slow(pen) -> None:
        inside.set()
        assert go_on.wait(20)

    writer = threading.Thread(target=book.do, args=(slow,))
    writer.start()
    assert inside.wait(20)
    assert standing(book) == []
    go_on.set()
    writer.join()
    book.close()


def test_a_second_program_waits_for_the_pen(sqlite_place: str, document: Path) -> None:
    book = Book.create(sqlite_place, business="X")
    inside, go_on = threading.Event(), threading.Event()

    def slow(pen) -> None:
        inside.set()
        assert go_on.wait(60)

    writer = threading.Thread(target=book.do, args=(slow,))
    writer.start()
    assert inside.wait(20)
    other = subprocess.Popen(
        [sys.executable, "-m", "app", "import", sqlite_place, str(document)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with pytest.raises(subprocess.TimeoutExpired):
        other.wait(2)
    go_on.set()
    writer.join()
    _, err = other.communicate(timeout=60)
    assert (other.returncode, err) == (0, "")
    book.close()
