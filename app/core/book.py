"""The door to one company's books: ``do`` writes, ``ask`` reads, and nothing else gets in."""

from __future__ import annotations

import getpass
import threading
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Concatenate, Generic, ParamSpec, Self, TypeVar

from sqlalchemy import Connection, RootTransaction, func, insert, select

from app.core.errors import BookBusy, BookError
from app.core.events import Event, EventKind
from app.core.statement import WalletKey
from app.core.store import control, log, replay
from app.core.store.engine import DailyBehind, Store, open_store
from app.core.store.tables import meta, wallets
from app.core.store.views import VIEWS_VERSION, ViewWriter

P = ParamSpec("P")
T = TypeVar("T")

Reader = Connection
"""What a query is given: a connection that cannot write."""


class Pen:
    """Permission to write, for one transaction. What it records is in the log and in the views, or in neither."""

    def __init__(self, store: Store, connection: Connection, *, actor: str) -> None:
        self.store = store
        self.connection = connection
        self.batch = log.Batch(store, connection, actor=actor)
        self.views = ViewWriter(store, connection)
        self.parts: set[str] = set()

    def record(self, event: Event) -> int:
        """Append one event and bring the views up to it; returns its number."""
        return self.record_all([event])[0]

    def record_all(self, made: Sequence[Event]) -> range:
        """Append events of one deed and bring the views up to them; returns their numbers."""
        rows = self.batch.append_all(made)
        if not rows:
            return range(0)
        self.views.touch(control.apply_all(self.store, self.connection, rows))
        self.parts.update(event.kind.name for event in made)
        return range(rows[0].seq, rows[-1].seq + 1)

    def finish(self) -> int:
        """Settle the views and seal the batch; returns the book's revision."""
        self.views.finish()
        return self.batch.close()


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """What a write gave: its value, the book's revision after it, and the kinds of event it recorded."""

    value: T
    revision: int
    parts: frozenset[str]


class Book:
    """One company's books, open in this process. Safe to use from any thread."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._pen_lock = threading.RLock()

    @property
    def place(self) -> str:
        """The file path or URL the book was opened by."""
        return self._store.place

    @classmethod
    def create(cls, place: str, *, business: str, wallet_keys: Sequence[WalletKey] = ()) -> Self:
        """Make a new book; refuses to overwrite anything. Raises BookError."""
        store = open_store(str(place), is_new=True)
        book = cls(store)
        try:
            with book._errors_in_words():
                store.prepare()
            book.do(_begin_book, business=business, wallet_keys=wallet_keys)
        except BaseException:
            book.close()
            raise
        return book

    @classmethod
    def open(cls, place: str) -> Self:
        """Open a book; raises BookNotFound, BookDamaged or BookTooNew. Views of an older program are replayed."""
        book = cls(open_store(str(place)))
        if book.ask(_views_version) != VIEWS_VERSION:
            book.rebuild_views()
        return book

    def do(self, action: Callable[Concatenate[Pen, P], T], *args: P.args, **arguments: P.kwargs) -> Outcome[T]:
        """Run an action with the pen, inside one transaction: all of it is kept, or none."""
        return self._do(lambda pen: action(pen, *args, **arguments), is_rehearsal=False)

    def do_if_free(self, action: Callable[Concatenate[Pen, P], T], *args: P.args, **arguments: P.kwargs) -> Outcome[T]:
        """The same where nobody else is writing; raises BookBusy at once where somebody is. For work that can wait."""
        return self._do(lambda pen: action(pen, *args, **arguments), is_rehearsal=False, is_patient=False)

    def rehearse(self, action: Callable[Concatenate[Pen, P], T], *args: P.args, **arguments: P.kwargs) -> Outcome[T]:
        """Run an action to see what it would do, and keep nothing of it."""
        return self._do(lambda pen: action(pen, *args, **arguments), is_rehearsal=True)

    def _do(self, action: Callable[[Pen], T], *, is_rehearsal: bool, is_patient: bool = True) -> Outcome[T]:
        with self._writing(is_patient=is_patient) as (connection, transaction):
            pen = Pen(self._store, connection, actor=getpass.getuser())
            value = action(pen)
            outcome = Outcome(value, pen.finish(), frozenset(pen.parts))
            if is_rehearsal:
                transaction.rollback()
            return outcome

    @contextmanager
    def _writing(self, *, is_patient: bool = True) -> Iterator[tuple[Connection, RootTransaction]]:
        if not self._pen_lock.acquire(blocking=is_patient):
            raise BookBusy("This program is saving something else.", hint="Try again when it has finished.")
        try:
            with (
                self._errors_in_words(),
                self._store.writer.connect().execution_options(is_patient=is_patient) as connection,
                connection.begin() as transaction,
            ):
                yield connection, transaction
        finally:
            self._pen_lock.release()

    def ask(self, query: Callable[Concatenate[Connection, P], T], *args: P.args, **arguments: P.kwargs) -> T:
        """Run a query on a connection that cannot write; the whole query sees one moment."""
        with self._errors_in_words():
            while True:
                try:
                    with self._store.reader.begin() as connection:
                        return query(connection, *args, **arguments)
                except DailyBehind:
                    self.refresh_daily()

    def refresh_daily(self) -> None:
        """Bring the daily totals up to the last event, where the engine does not keep them with each write."""
        with self._writing() as (connection, _):
            self._store.refresh_daily(connection)

    def rebuild_views(self) -> list[str]:
        """Replay the whole log into new views; returns the names of views that were different before.

        Where nothing differed the book is left untouched, to the byte.
        """
        from app.core.sources.document import uncollected

        with uncollected(), self._writing() as (connection, transaction):
            self._store.refresh_daily(connection)
            before = _fingerprints_of_views(connection)
            replay.rebuild(self._store, connection)
            after = replay.fingerprints(connection)
            changed = sorted(name for name in after if before.get(name) != after[name])
            if changed:
                _set_meta(connection, "views_version", VIEWS_VERSION)
            else:
                transaction.rollback()
            return changed

    def faults(self) -> list[str]:
        """What is wrong with the file or the event chain, in words; [] when all is sound."""
        from app.core.sources.document import uncollected

        with uncollected(), self._errors_in_words():
            found = self._store.damage()
            with self._store.reader.begin() as connection:
                return found + list(log.broken_links(connection))

    def back_up(self, destination: Any) -> None:
        """Write a consistent copy while the book is in use. Raises DiskTrouble, BookError."""
        with self._errors_in_words():
            self._store.back_up(destination)

    def close(self) -> None:
        """Let go of the file; safe to call twice."""
        self._store.close()

    @contextmanager
    def _errors_in_words(self) -> Iterator[None]:
        try:
            yield
        except BookError:
            raise
        except Exception as error:
            told = self._store.translated(error)
            if told is None:
                raise
            raise told from error


def _begin_book(pen: Pen, *, business: str, wallet_keys: Sequence[WalletKey]) -> None:
    file_id = str(uuid.uuid4())
    pen.record(Event(EventKind.BookCreated, {"business": business, "file_id": file_id}))
    _set_meta(pen.connection, "business", business)
    _set_meta(pen.connection, "file_id", file_id)
    _set_meta(pen.connection, "views_version", VIEWS_VERSION)
    for key in wallet_keys:
        add_wallet(pen, key=key)


def add_wallet(pen: Pen, *, key: WalletKey, holder: str = "") -> int:
    """Follow one more wallet; gives its number. One that is followed already is left as it is."""
    found = wallet_number(pen.connection, key)
    if found is not None:
        return found
    number = (pen.connection.execute(select(func.max(wallets.c.id))).scalar() or 0) + 1
    pen.record(Event(EventKind.WalletAdded, {"id": number, "code": key.code, "ledger": key.ledger, "holder": holder}))
    return number


def wallet_number(connection: Connection, key: WalletKey) -> int | None:
    """The number of a wallet that the book follows, or None."""
    return connection.execute(
        select(wallets.c.id).where(wallets.c.code == key.code, wallets.c.ledger == key.ledger)
    ).scalar()


def _set_meta(connection: Connection, name: str, value: str) -> None:
    connection.execute(meta.delete().where(meta.c.name == name))
    connection.execute(insert(meta).values(name=name, value=value))


def _views_version(reader: Connection) -> str | None:
    return reader.execute(select(meta.c.value).where(meta.c.name == "views_version")).scalar()


def _fingerprints_of_views(connection: Connection) -> dict[str, str]:
    """What stands now; {} where older views have another shape."""
    if _views_version(connection) != VIEWS_VERSION:
        return {}
    return replay.fingerprints(connection)
