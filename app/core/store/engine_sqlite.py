"""SQLite: the company file. WAL with full synchronisation, one writer at a time, readers that cannot write."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, create_engine, event, text
from sqlalchemy.pool import QueuePool, StaticPool
from sqlcipher3 import dbapi2 as driver

from app.core.errors import BookBusy, BookDamaged, BookError, BookNotFound, BookTooNew, DiskTrouble
from app.core.store.engine import APPLICATION_ID, SCHEMA_VERSION, HeldLine
from app.core.store.engine_sqlite_search import SqliteTexts
from app.core.store.tables import daily_reconciliation, views
from app.core.store.trade_tables import aside

FIXED_SQLITE = (3, 51, 3)
"""Older engines can lose committed rows when two connections reset the WAL at once."""

LONGEST_WAIT_SECONDS = 600
"""A colleague's million-row import takes a minute; nobody should wait longer than ten."""

_WAITING = "PRAGMA busy_timeout=30000"
_PRAGMAS = (
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    _WAITING,
    "PRAGMA trusted_schema=OFF",
    "PRAGMA cell_size_check=ON",
    "PRAGMA mmap_size=0",
    "PRAGMA temp_store=MEMORY",
)
_WRITER_CACHE, _READER_CACHE = "PRAGMA cache_size=-65536", "PRAGMA cache_size=-1024"
"""KiB: a bulk import wants its index pages at hand; each reader of the window should stay small."""

_HELD_COLUMNS = "e.receipt, e.digest, e.seq"
"""All of them stand in the index of lines, so the table itself is not read."""

_ABSENT = -(1 << 62)


class SqliteStore:
    """One company file, opened for this process."""

    def __init__(self, place: str, *, is_new: bool) -> None:
        """Open the file (it must exist unless ``is_new``) and look at its header before anything else."""
        if driver.sqlite_version_info < FIXED_SQLITE:
            raise BookError(f"The SQLite engine {driver.sqlite_version} is too old to be trusted with money.")
        self.place = place
        self._path = Path(place)
        if is_new:
            self._reserve()
        elif not self._path.is_file():
            raise BookNotFound("There is no company file here.", detail=str(place), hint="Check the name and folder.")
        else:
            self._check_header()
        self._identity = self._file_identity()
        self._search_texts = SqliteTexts()
        self.writer = self._engine(is_reader=False)
        self.reader = self._engine(is_reader=True)

    def _reserve(self) -> None:
        """Create the empty file, refusing one that exists."""
        if not self._path.parent.is_dir():
            raise BookNotFound("There is no such folder.", detail=str(self._path.parent), hint="Make the folder first.")
        try:
            self._path.touch(exist_ok=False)
        except FileExistsError:
            raise BookError(
                "A file with this name exists already; it was not touched.",
                detail=self.place,
                hint="Choose another name.",
            ) from None
        except OSError as error:
            raise DiskTrouble("The company file could not be made.", detail=str(error)) from error

    def _check_header(self) -> None:
        """Application id and version, read straight from the file's first 100 bytes."""
        try:
            with self._path.open("rb") as file:
                head = file.read(100)
        except OSError as error:
            raise BookDamaged("The company file cannot be read.", detail=str(error)) from error
        if len(head) < 100 or not head.startswith(b"SQLite format 3\0"):
            raise BookDamaged("This is not a MpesaBooks company file.", detail=self.place)
        if int.from_bytes(head[68:72], "big") != APPLICATION_ID:
            raise BookDamaged("This is a database, but not a MpesaBooks company file.", detail=self.place)
        version = int.from_bytes(head[60:64], "big")
        if version > SCHEMA_VERSION:
            raise BookTooNew(
                "This company file was written by a newer MpesaBooks.",
                detail=f"It has version {version}, this program knows {SCHEMA_VERSION}.",
                hint="Update the program; the file was not touched.",
            )

    def _file_identity(self) -> tuple[int, int]:
        found = self._path.stat()
        return found.st_dev, found.st_ino

    def _connect(self, *, is_reader: bool) -> Any:
        uri = self._path.resolve().as_uri() + "?mode=rw"
        connection = driver.connect(uri, uri=True, isolation_level=None, check_same_thread=False, timeout=30)
        for pragma in _PRAGMAS:
            connection.execute(pragma)
        connection.execute(_READER_CACHE if is_reader else _WRITER_CACHE)
        if is_reader:
            connection.execute("PRAGMA query_only=ON")
        return connection

    def _engine(self, *, is_reader: bool) -> Engine:
        engine = create_engine(
            "sqlite://",
            module=driver,
            creator=lambda: self._connect(is_reader=is_reader),
            poolclass=QueuePool if is_reader else StaticPool,
            execution_options={"search_texts": self._search_texts},
        )
        event.listen(engine, "begin", self._begin_reading if is_reader else self._begin_writing)
        return engine

    @staticmethod
    def _begin_reading(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")

    def _begin_writing(self, connection: Connection) -> None:
        """Take the pen: wait for a colleague as long as it takes, and refuse a file that was swapped underneath.

        Where the connection is said to be impatient, a colleague who holds it is an error at once (BookBusy).
        """
        self._check_not_swapped()
        if not connection.get_execution_options().get("is_patient", True):
            self._begin_at_once(connection)
            return
        deadline = time.monotonic() + LONGEST_WAIT_SECONDS
        while True:
            try:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
                return
            except Exception as error:
                if "locked" not in str(error) and "busy" not in str(error):
                    raise
                if time.monotonic() > deadline:
                    raise BookBusy(
                        "Another window or computer is still saving.",
                        detail="Waited ten minutes. Nothing was lost.",
                        hint="Try again when it has finished.",
                    ) from error

    @staticmethod
    def _begin_at_once(connection: Connection) -> None:
        connection.exec_driver_sql("PRAGMA busy_timeout=0")
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        finally:
            connection.exec_driver_sql(_WAITING)

    def _check_not_swapped(self) -> None:
        try:
            same = self._file_identity() == self._identity
        except OSError:
            same = False
        if not same:
            raise BookDamaged(
                "The company file was moved or replaced while it was open.",
                detail=self.place,
                hint="Close the program and open the right file; nothing was written.",
            )

    def prepare(self) -> None:
        """Write the header, then durable tables by migration and the views."""
        from app.core.store.migrate import upgrade

        with closing(self._connect(is_reader=False)) as raw:
            raw.execute("PRAGMA journal_mode=WAL")
            raw.execute(f"PRAGMA application_id={APPLICATION_ID}")
        with self.writer.begin() as connection:
            upgrade(connection)
            connection.exec_driver_sql(f"PRAGMA user_version={SCHEMA_VERSION}")
            self._forbid_change(connection)
            self.create_views(connection)

    @staticmethod
    def _forbid_change(connection: Connection) -> None:
        """The log is append-only; the engine itself refuses anything else."""
        for table in ("events", "batches", "documents", "document_chunks"):
            for deed in ("UPDATE", "DELETE"):
                connection.exec_driver_sql(
                    f"CREATE TRIGGER {table}_no_{deed.lower()} BEFORE {deed} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} are never changed'); END"
                )

    def create_views(self, connection: Connection) -> None:
        """Make the view tables, dropping what stood there."""
        for some in (views, aside):
            some.drop_all(connection)
            some.create_all(connection)

    def insert(self, connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
        """``executemany`` with tuples on the driver's cursor: half the cost of a dictionary a row."""
        marks = ",".join("?" * len(table.columns))
        cursor = connection.connection.cursor()
        cursor.executemany(f"INSERT INTO {table.name} VALUES ({marks})", rows)
        cursor.close()

    def insert_columns(self, connection: Connection, table: Table, columns: Sequence[Sequence[Any]]) -> None:
        """The same for whole columns: what is equal in all rows is written into the statement, not bound a row.

        The driver takes longer to bind one NULL than to store a row of numbers, so no NULL is bound at all.
        """
        words, moving = [], []
        for told, column in zip(table.columns, columns, strict=True):
            word, cells = _bound(column, is_nullable=bool(told.nullable))
            words.append(word)
            if cells is not None:
                moving.append(cells)
        cursor = connection.connection.cursor()
        rows: Any = zip(*moving, strict=True)
        cursor.executemany(f"INSERT INTO {table.name} VALUES ({','.join(words)})", rows)
        cursor.close()

    def held_lines(self, connection: Connection, receipts: Sequence[str]) -> list[HeldLine]:
        """Scan the receipts' range where the book is thin there, else look each one up."""
        low, high = min(receipts), max(receipts)
        cursor = connection.connection.cursor()
        limit = 4 * len(receipts) + 1000
        rows: list[HeldLine] = cursor.execute(
            f"SELECT {_HELD_COLUMNS} FROM events e WHERE e.receipt BETWEEN ? AND ? LIMIT {limit}", (low, high)
        ).fetchall()
        if len(rows) == limit:
            cursor.execute("CREATE TEMP TABLE IF NOT EXISTS wanted (receipt TEXT PRIMARY KEY) WITHOUT ROWID")
            cursor.execute("DELETE FROM wanted")
            cursor.executemany("INSERT OR IGNORE INTO wanted VALUES (?)", [(r,) for r in sorted(receipts)])
            rows = cursor.execute(
                f"SELECT {_HELD_COLUMNS} FROM wanted w CROSS JOIN events e ON e.receipt = w.receipt"
            ).fetchall()
        cursor.close()
        return rows

    def add_daily(self, connection: Connection, changes: Iterable[tuple[int, int, str, str, int, int]]) -> None:
        """Keep the daily view with each write."""
        connection.connection.cursor().executemany(
            "INSERT INTO daily_reconciliation VALUES (?,?,?,?,?,?) "
            "ON CONFLICT DO UPDATE SET n = n + excluded.n, amount_cents = amount_cents + excluded.amount_cents",
            list(changes),
        )
        connection.execute(daily_reconciliation.delete().where(daily_reconciliation.c.n == 0))

    def refresh_daily(self, connection: Connection) -> None:
        """Nothing to do: each write keeps the view."""

    def is_daily_stale(self, connection: Connection) -> bool:
        """Never: each write keeps the view."""
        return False

    def damage(self) -> list[str]:
        """SQLite's own integrity check; [] when sound."""
        with self.reader.connect() as connection:
            found = connection.execute(text("PRAGMA integrity_check(20)")).scalars().all()
        return [] if found == ["ok"] else [str(line) for line in found]

    def back_up(self, destination: Path) -> None:
        """The online backup, to a temporary name beside the destination, then renamed."""
        unfinished = destination.with_name(destination.name + ".unfinished")
        unfinished.unlink(missing_ok=True)
        with closing(self._connect(is_reader=True)) as source, closing(driver.connect(str(unfinished))) as target:
            source.backup(target)
        with unfinished.open("rb+") as file:
            os.fsync(file.fileno())
        unfinished.replace(destination)

    def translated(self, error: Exception) -> BookError | None:
        """Sort the driver's errors by their SQLite words."""
        words = str(error)
        if "disk is full" in words or "No space" in words:
            return DiskTrouble(
                "The disk is full. Nothing from this step was saved.", hint="Free some space and try again."
            )
        if "disk I/O error" in words or "unable to open database file" in words:
            return DiskTrouble(
                "The disk reported an error. Nothing from this step was saved.",
                detail=self.place,
                hint="Check free space and the disk, then open the file again.",
            )
        if "readonly" in words or "read-only" in words:
            return DiskTrouble("The company file is read-only.", detail=self.place, hint="Allow writing and try again.")
        if "malformed" in words or "not a database" in words:
            return BookDamaged("The company file is damaged.", detail=self.place, hint="Restore the newest backup.")
        if "locked" in words or "busy" in words:
            return BookBusy("Another window or computer is saving. Nothing was lost.", hint="Try again.")
        return None

    def close(self) -> None:
        """Fold the log file into the company file where nobody else reads, and let go."""
        self.reader.dispose()
        self.writer.dispose()


def _bound(column: Sequence[Any], *, is_nullable: bool) -> tuple[str, Sequence[Any] | None]:
    """How a column stands in an INSERT, and the cells to bind (None where one word says it for all rows)."""
    first = column[0]
    is_plain = first is None or type(first) is int
    if is_plain and first == column[-1] and column.count(first) == len(column):
        return "NULL" if first is None else str(first), None
    if not is_nullable or None not in column:
        return "?", column
    absent = _ABSENT if int in set(map(type, column)) else ""
    return f"NULLIF(?,{absent or chr(39) * 2})", [absent if cell is None else cell for cell in column]
