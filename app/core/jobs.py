"""Slow and outside work: reading documents and calling the door with what was read. Knows nothing of the window."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import Connection, select

from app.core.actions.previewing import Preview, Sorted
from app.core.actions.record_list import ListSummary, record_list, remembered_layout
from app.core.actions.record_statement import Received, record_statement
from app.core.book import Book, Outcome
from app.core.errors import Cancelled, DocumentRefused
from app.core.lists.reading import read_list
from app.core.lists.values import ListKind
from app.core.reading import read_guarded
from app.core.sources import Payload
from app.core.sources.document import uncollected
from app.core.statement import ImportSummary, Lines, Recogniser, Statement, WalletKey
from app.core.store.summaries import summary_from_json
from app.core.store.tables import documents, imports

BLOCK = 1 << 20
LARGEST_BYTES = 4 << 30

Progress = Callable[[int, int], None]
"""Called with bytes done and bytes in all."""


def import_document(
    book: Book,
    path: str | Path,
    *,
    wallet: WalletKey | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
    is_dry_run: bool = False,
) -> ImportSummary:
    """Take one file into the book; the same file again changes nothing and says so.

    Raises DocumentRefused, WalletUnknown or Cancelled; then nothing of the file was kept.
    """
    return import_payload(
        book,
        Payload.of_path(Path(path)),
        wallet=wallet,
        progress=progress,
        cancelled=cancelled,
        is_dry_run=is_dry_run,
    )


def import_payload(
    book: Book,
    payload: Payload,
    *,
    wallet: WalletKey | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
    is_dry_run: bool = False,
    is_careful: bool = False,
) -> ImportSummary:
    """The same for bytes that need not be a file.

    Where ``is_careful``, raises LookFirst for a document that somebody edited or that cannot be read in full.
    """
    write = book.rehearse if is_dry_run else book.do
    summary = _taken_in(
        book,
        payload,
        lambda received, statement: write(
            record_statement, received=received, statement=statement, wallet=wallet, is_careful=is_careful
        ),
        wallet=wallet,
        statement=lambda watch: _watched(payload, wallet, watch),
        watch=_Watch(payload.size, progress, cancelled),
    )
    return replace(summary, import_id=None) if is_dry_run else summary


def preview_payload(
    book: Book,
    payload: Payload,
    *,
    wallet: WalletKey | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Preview:
    """What taking the document in would do, row by row; nothing is written. Close the preview when done with it.

    Its summary is that of a dry run. Raises as an import does, but tells days that stay open as rejected rows.
    """
    sorting = Sorted()
    try:
        summary = _taken_in(
            book,
            payload,
            lambda received, statement: book.rehearse(
                record_statement, received=received, statement=statement, wallet=wallet, sorting=sorting
            ),
            wallet=wallet,
            statement=lambda watch: _watched(payload, wallet, watch),
            watch=_Watch(payload.size, progress, cancelled),
        )
    except BaseException:
        sorting.give_up()
        raise
    return sorting.preview(replace(summary, import_id=None))


def import_list(
    book: Book,
    payload: Payload,
    kind: ListKind,
    *,
    columns: Mapping[str, int] | None = None,
    is_dry_run: bool = False,
) -> ListSummary:
    """Take a list of the other side into the book; the same rows again change nothing and say so.

    ``columns`` (field to place) is what a person said of a layout; it is remembered. Raises ColumnsUnknown where a
    person must say, DocumentRefused where the file is no table; then nothing of it was kept.
    """
    write = book.rehearse if is_dry_run else book.do
    with uncollected():
        listing = read_list(
            payload, kind, columns=columns, remembered=lambda name: book.ask(remembered_layout, fingerprint=name)
        )
        done = write(record_list, received=_received(payload), listing=listing, is_explained=columns is not None).value
    return replace(done, list_id=None) if is_dry_run else done


def _taken_in(
    book: Book,
    payload: Payload,
    write: Callable[[Received, Statement], Outcome[ImportSummary]],
    *,
    wallet: WalletKey | None,
    statement: Callable[[_Watch], Statement],
    watch: _Watch,
) -> ImportSummary:
    """The summary of a document that is written (or rehearsed) now, or that was here before."""
    watch.begin()
    received = _received(payload)
    before = book.ask(standing_import_of, sha256=received.sha256)
    if before is not None and (wallet is None or wallet.code == before.wallet.code):
        return _seen_again(before, name=payload.name)
    read = statement(watch)
    with uncollected():
        return write(received, read).value


def standing_import_of(reader: Connection, *, sha256: str) -> ImportSummary | None:
    """The result line of a document that is here and was not undone, or None."""
    found = reader.execute(
        select(imports.c.id, imports.c.summary)
        .join(documents, documents.c.id == imports.c.document_id)
        .where(documents.c.sha256 == sha256, imports.c.is_undone == 0)
        .order_by(imports.c.id.desc())
        .limit(1)
    ).one_or_none()
    return None if found is None else summary_from_json(found.summary, import_id=found.id)


def _seen_again(before: ImportSummary, *, name: str) -> ImportSummary:
    """The very same bytes: what was new then is already here now."""
    return replace(before, file=name, new=0, enriched=0, known=before.new + before.known + before.enriched)


def _received(payload: Payload) -> Received:
    if payload.size > LARGEST_BYTES:
        raise DocumentRefused(f"“{payload.name}” is larger than 4 GB.", hint="Download a shorter period.")
    digest = hashlib.sha256()
    with payload.open() as stream:
        for block in _blocks(stream):
            digest.update(block)
    return Received(payload.name, digest.hexdigest(), payload.size, payload.open)


def _blocks(stream: BinaryIO) -> Iterator[bytes]:
    return iter(lambda: stream.read(BLOCK), b"")


class _Watch:
    """Tells progress after each stretch of lines, and stops when asked to, also while a reader is silent."""

    def __init__(self, size: int, progress: Progress | None, cancelled: Callable[[], bool] | None) -> None:
        self._size, self._progress, self._cancelled = size, progress, cancelled

    def begin(self) -> None:
        if self._progress is not None:
            self._progress(0, self._size)

    def stop_where_asked(self) -> None:
        if self._cancelled is not None and self._cancelled():
            raise Cancelled("The import was stopped.", hint="Nothing of the file was kept.")

    def went_on(self, lines: Lines) -> None:
        self.stop_where_asked()
        if self._progress is not None:
            self._progress(min(lines.bytes_done, self._size), self._size)


def _watched(payload: Payload, wallet: WalletKey | None, watch: _Watch) -> Statement:
    """The payload's statement, whose lines report progress as they are read."""
    statement = read_guarded(payload, wallet=wallet, meanwhile=watch.stop_where_asked)

    def lines(known: Recogniser) -> Iterator[Lines]:
        for some in statement.lines(known):
            watch.went_on(some)
            yield some

    return Statement(statement.declared, lines)
