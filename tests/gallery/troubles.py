"""What can come between a file and the book: a full disk, a person who stops the work, a process that is ended."""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

from app.core.apart import import_apart
from app.core.book import Book
from app.core.errors import BookError
from app.core.jobs import import_document
from tests.core.statement_files import legacy_bytes, legacy_row
from tests.gallery import Entry

GROUP = "What can come between"
SOUND = legacy_bytes(legacy_row())


def long() -> bytes:
    """A statement that takes a while."""
    return legacy_bytes(*[legacy_row(receipt=f"TK5AB{number:05d}", balance="") for number in range(30_000)])


def stopped(place: str, path: Path) -> str:
    book = Book.open(place)
    try:
        import_document(book, path, cancelled=lambda: True)
    except BookError as error:
        return str(error)
    finally:
        book.close()
    return ""


def ended(place: str, path: Path) -> str:
    def end(_done: int, _total: int) -> None:
        for child in multiprocessing.active_children():
            if child.name == "import" and child.pid:
                os.kill(child.pid, signal.SIGKILL)

    try:
        import_apart(place, path, progress=end)
    except BookError as error:
        return str(error)
    return ""


def full_disk(place: str, path: Path) -> str:
    def little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (512 << 10, 512 << 10))

    command = [sys.executable, "-m", "app", "import", place, str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=False, preexec_fn=little_room).stderr


def replaced(place: str, path: Path) -> str:
    book = Book.open(place)
    Path(place).rename(f"{place}.old")
    Path(place).write_bytes(Path(f"{place}.old").read_bytes())
    try:
        import_document(book, path)
    except BookError as error:
        return str(error)
    finally:
        book.close()
    return ""


def no_book(place: str, path: Path) -> str:
    try:
        Book.open(str(path))
    except BookError as error:
        return str(error)
    return ""


NAME = "ORG_4000001_Utility Account_Completed_20251107081542.csv"
ENTRIES = (
    Entry(GROUP, "The person stops the import", NAME, long, act=stopped),
    Entry(GROUP, "The import is ended in the task manager", NAME, long, act=ended),
    Entry(GROUP, "The disk is full", NAME, long, act=full_disk),
    Entry(GROUP, "The company file was replaced while it was open", NAME, SOUND, act=replaced),
    Entry(GROUP, "A file is opened that is no company file", NAME, SOUND, act=no_book),
)
