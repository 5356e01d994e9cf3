"""Backups that were opened and read before anyone relies on them."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from app.core.book import Book
from app.core.errors import BookDamaged, BookError
from app.core.store import log
from app.core.store.engine import is_server


@dataclass(frozen=True, slots=True)
class Kept:
    """What a checked copy holds: its number of events and the digest that seals them."""

    events: int
    head: str


def back_up(place: str, destination: Path) -> Kept:
    """Copy the book while it is in use, then open the copy and check it. Refuses to overwrite. Raises BookError."""
    if destination.exists():
        raise BookError("A file with this name exists already; it was not touched.", detail=str(destination))
    if not destination.parent.is_dir():
        raise BookError("There is no such folder.", detail=str(destination.parent), hint="Make the folder first.")
    book = Book.open(place)
    try:
        book.back_up(destination)
    finally:
        book.close()
    return _head_of(place) if is_server(place) else _checked(destination)


def restore(backup: Path, place: str) -> Kept:
    """Bring a backup back under a name that is not taken, checked before it gets that name. Raises BookError."""
    if is_server(place):
        raise BookError("An office book is restored with PostgreSQL's own pg_restore.")
    target = Path(place)
    if target.exists():
        raise BookError(
            "A file with this name exists already; it was not touched.", detail=place, hint="Choose another name."
        )
    unfinished = target.with_name(target.name + ".unfinished")
    try:
        shutil.copyfile(backup, unfinished)
        kept = _checked(unfinished)
        unfinished.replace(target)
    except FileNotFoundError:
        raise BookError("There is no backup here.", detail=str(backup)) from None
    finally:
        _forget(unfinished)
    return kept


def _checked(copy: Path) -> Kept:
    """Open the copy like any book and read all of it; a copy that fails is removed."""
    book = Book.open(str(copy))
    try:
        faults = book.faults()
        kept = book.ask(_kept)
    finally:
        book.close()
    if faults:
        _forget(copy)
        raise BookDamaged("The copy does not verify and was removed.", detail=faults[0])
    return kept


def _forget(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _head_of(place: str) -> Kept:
    book = Book.open(place)
    try:
        return book.ask(_kept)
    finally:
        book.close()


def _kept(reader: Connection) -> Kept:
    last_seq, digest = log.head(reader)
    return Kept(last_seq, digest)
