"""Taking in a large file, or taking one back, in a process of its own, so that this one stays quick to answer.

Bulk work holds the interpreter for stretches (a sort, a column made of another) in which a window could not even be
redrawn. The process opens the book for itself, as a colleague's window or the command line would.
"""

from __future__ import annotations

import contextlib
import multiprocessing
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from app.core.errors import BookError
from app.core.statement import Corrections, ImportSummary, WalletKey

if TYPE_CHECKING:
    from app.core.actions.previewing import Preview
    from app.core.actions.record_list import ListSummary

LISTEN_SECONDS = 0.1


def import_apart(
    place: str,
    path: Path,
    *,
    wallet: WalletKey | None = None,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    password: str | None = None,
    corrections: Corrections | None = None,
    is_careful: bool = False,
) -> ImportSummary:
    """Take one file into the book at ``place`` as ``jobs.import_payload`` does, with its progress and its errors.

    ``password`` crosses by the pipe that every task crosses by: no list of processes shows it. Raises BookError also
    where the process ends without a word.
    """
    task = _Task(place, path, wallet, password, corrections or Corrections(), is_careful=is_careful)
    found = _done_apart(partial(_taken_in, task), progress, cancelled)
    assert isinstance(found, ImportSummary), "an import ends in a summary"
    return found


def preview_apart(
    place: str,
    path: Path,
    *,
    wallet: WalletKey | None = None,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    password: str | None = None,
    corrections: Corrections | None = None,
) -> Preview:
    """See what taking the file in would do as ``jobs.preview_payload`` does. Raises as ``import_apart``."""
    task = _Task(place, path, wallet, password, corrections or Corrections(), is_preview=True)
    found: Any = _done_apart(partial(_taken_in, task), progress, cancelled)
    return cast("Preview", found)


def import_list_apart(place: str, path: Path, kind: str, *, columns: Mapping[str, int] | None = None) -> ListSummary:
    """Take a list of the other side into the book at ``place`` as ``jobs.import_list`` does, with its errors."""
    found: Any = _done_apart(partial(_listed, place, path, kind, columns), None, None)
    return cast("ListSummary", found)


def undo_apart(place: str, import_ids: Sequence[int]) -> int:
    """Take imports of the book at ``place`` back, one after the other; the number of rows. Raises BookError."""
    found = _done_apart(partial(_undone, place, tuple(import_ids)), None, None)
    assert isinstance(found, int), "an undo ends in a number"
    return found


@dataclass(frozen=True, slots=True)
class _Task:
    """What the process is to do."""

    place: str
    path: Path
    wallet: WalletKey | None
    password: str | None = field(repr=False)
    corrections: Corrections
    is_careful: bool = False
    is_preview: bool = False


def _done_apart(
    work: Callable[[Pipe], object],
    progress: Callable[[int, int], None] | None,
    cancelled: Callable[[], bool] | None,
) -> object:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_work_here, args=(theirs, work), name="import")
    process.start()
    theirs.close()
    try:
        return outcome(ours, progress, cancelled)
    finally:
        ours.close()  # seen over there as the wish to stop, if it is still at work
        process.join()
        process.close()


def outcome(pipe: Pipe, progress: Callable[[int, int], None] | None, cancelled: Callable[[], bool] | None) -> object:
    """What a process at the other end answers; pairs of numbers before it are how far it is.

    Raises what it raised (BookError in its own words), and BookError where it ends without a word.
    """
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
                "The work was ended from outside before it was finished.",
                hint="Do it again; what is here already is not counted twice.",
            ) from None
        if isinstance(found, Exception):
            raise found
        if not isinstance(found, tuple):
            return found
        if progress is not None:
            progress(*found)


def _work_here(pipe: Pipe, work: Callable[[Pipe], object]) -> None:
    """The process: work, tell how far, answer with what was found or with what went wrong."""
    with contextlib.suppress(OSError):
        pipe.send(answer_of(work, pipe))


def answer_of(work: Callable[[Pipe], object], pipe: Pipe) -> object:
    """What work gives, or the error that it ends in, as it may cross to another process."""
    try:
        return work(pipe)
    except BookError as error:
        return error
    except Exception as error:  # noqa: BLE001 - another process cannot raise it here: its words must do
        return RuntimeError(f"{type(error).__name__}: {error}")


def _undone(place: str, import_ids: tuple[int, ...], _pipe: Pipe) -> int:
    from app.core.actions.undo_import import undo_import
    from app.core.book import Book

    book = Book.open(place)
    try:
        return sum(int(book.do(undo_import, import_id=number).value or 0) for number in import_ids)
    finally:
        book.close()


def _listed(place: str, path: Path, kind: str, columns: Mapping[str, int] | None, _pipe: Pipe) -> ListSummary:
    from app.core.book import Book
    from app.core.jobs import import_list
    from app.core.lists.values import ListKind
    from app.core.sources import Payload

    book = Book.open(place)
    try:
        return import_list(book, Payload.of_path(path), ListKind(kind), columns=columns)
    finally:
        book.close()


def _taken_in(task: _Task, pipe: Pipe) -> ImportSummary | Preview:
    from app.core.book import Book
    from app.core.jobs import import_payload, preview_payload
    from app.core.sources import Payload

    def progress(done: int, total: int) -> None:
        pipe.send((done, total))

    def cancelled() -> bool:
        return _is_told_to_stop(pipe)

    payload = Payload(task.path.name, path=task.path, password=task.password, corrections=task.corrections)
    book = Book.open(task.place)
    try:
        if task.is_preview:
            return preview_payload(book, payload, wallet=task.wallet, progress=progress, cancelled=cancelled)
        return import_payload(
            book, payload, wallet=task.wallet, progress=progress, cancelled=cancelled, is_careful=task.is_careful
        )
    finally:
        book.close()


def _is_told_to_stop(pipe: Pipe) -> bool:
    """By a word, or by there being nobody any more."""
    try:
        return pipe.poll()
    except OSError:
        return True
