"""Taking in a large file in a process of its own, so that this one stays quick to answer.

Bulk work holds the interpreter for stretches (a sort, a column made of another) in which a window could not even be
redrawn. The process opens the book for itself, as a colleague's window or the command line would.
"""

from __future__ import annotations

import contextlib
import multiprocessing
from collections.abc import Callable
from multiprocessing.connection import Connection as Pipe
from pathlib import Path

from app.core.errors import BookError
from app.core.statement import ImportSummary, WalletKey

LISTEN_SECONDS = 0.1


def import_apart(
    place: str,
    path: Path,
    *,
    wallet: WalletKey | None = None,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> ImportSummary:
    """Take one file into the book at ``place`` as ``jobs.import_document`` does, with its progress and its errors.

    Raises BookError also where the process ends without a word.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_import_here, args=(theirs, place, path, wallet), name="import")
    process.start()
    theirs.close()
    try:
        return _outcome(ours, progress, cancelled)
    finally:
        ours.close()  # seen over there as the wish to stop, if it is still at work
        process.join()
        process.close()


def _outcome(
    pipe: Pipe, progress: Callable[[int, int], None] | None, cancelled: Callable[[], bool] | None
) -> ImportSummary:
    is_told = False
    while True:
        if not is_told and cancelled is not None and cancelled():
            with contextlib.suppress(OSError):
                pipe.send_bytes(b"stop")
            is_told = True
        try:
            if not pipe.poll(LISTEN_SECONDS):
                continue
            found = pipe.recv()
        except (EOFError, OSError):
            raise BookError(
                "The import was ended from outside before it was finished.",
                hint="Import the file again; what is here already is not counted twice.",
            ) from None
        if isinstance(found, ImportSummary):
            return found
        if isinstance(found, Exception):
            raise found
        if progress is not None:
            progress(*found)


def _import_here(pipe: Pipe, place: str, path: Path, wallet: WalletKey | None) -> None:
    """The process: import, tell how far, answer with the summary or with what went wrong."""
    try:
        answer: object = _imported(pipe, place, path, wallet)
    except BookError as error:
        answer = error
    except Exception as error:  # noqa: BLE001 - another process cannot raise it here: its words must do
        answer = RuntimeError(f"{type(error).__name__}: {error}")
    with contextlib.suppress(OSError):
        pipe.send(answer)


def _imported(pipe: Pipe, place: str, path: Path, wallet: WalletKey | None) -> ImportSummary:
    from app.core.book import Book
    from app.core.jobs import import_document

    book = Book.open(place)
    try:
        return import_document(
            book,
            path,
            wallet=wallet,
            progress=lambda done, total: pipe.send((done, total)),
            cancelled=lambda: _is_told_to_stop(pipe),
        )
    finally:
        book.close()


def _is_told_to_stop(pipe: Pipe) -> bool:
    """By a word, or by there being nobody any more."""
    try:
        return pipe.poll()
    except OSError:
        return True
