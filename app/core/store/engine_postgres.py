"""PostgreSQL: the office. Tables partitioned by year, one writer by advisory lock, a materialized daily view."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Connection,
    Engine,
    Index,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    create_engine,
    event,
    inspect,
    make_url,
    text,
)
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.compiler import compiles

from app.core.errors import BookBusy, BookDamaged, BookError, BookNotFound, BookTooNew, DiskTrouble
from app.core.receipts import year_told_by
from app.core.store import copy_text
from app.core.store.engine import DailyBehind, HeldLine
from app.core.store.engine_postgres_search import PostgresTexts
from app.core.store.tables import daily_reconciliation, durable, views
from app.core.store.trade_tables import aside

PEN_LOCK = 0x4D504253
"""The advisory lock that makes sequence order commit order; held by a writing transaction until it ends."""

_SHORT_WAIT_MS = 100
"""How long work that can wait stands at a table that somebody is making anew, holding the pen meanwhile."""

FIRST_YEAR, LAST_YEAR = 2015, 2040
OLDEST_SERVER = 15

_DAILY_VIEW = """
CREATE MATERIALIZED VIEW daily_reconciliation AS
SELECT wallet_id, ((completed_at + 10800) / 86400)::integer AS on_day, role, direction,
       count(*)::integer AS n, sum(amount_cents)::bigint AS amount_cents
FROM transactions GROUP BY 1, 2, 3, 4
"""
_DAILY_KEY = "CREATE UNIQUE INDEX pk_daily_reconciliation ON daily_reconciliation (wallet_id, on_day, role, direction)"
_APPEND_ONLY = """
CREATE OR REPLACE FUNCTION never_changed() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '%% are never changed', TG_TABLE_NAME; END $$
"""
_HELD = """
WITH near AS MATERIALIZED (
  SELECT (SELECT receipt FROM events WHERE {here} ORDER BY receipt LIMIT 1) AS low,
         (SELECT receipt FROM events WHERE {here} ORDER BY receipt DESC LIMIT 1) AS high
)
SELECT held.* FROM unnest({wanted}) AS wanted (receipt), LATERAL (
  SELECT receipt, digest, seq FROM events WHERE year = ANY(%(years)s) AND receipt = wanted.receipt OFFSET 0
) AS held
WHERE wanted.receipt BETWEEN (SELECT low FROM near) AND (SELECT high FROM near)
"""
"""Only receipts between the least and the greatest that the log holds in their range are looked up: a document that
follows on the log has next to none. ``LATERAL`` and ``OFFSET 0`` ask for one descent of the index a receipt; left to
itself the planner may read the whole year for each stretch of lines."""
_HERE = "year = ANY(%(years)s) AND receipt BETWEEN %(least)s AND %(greatest)s"
_MARK = "\x1f"


def _take_options() -> None:
    """Give the tables and indexes what ``tables.py`` keeps for this engine in ``info``."""
    for table in (*durable.sorted_tables, *views.sorted_tables):
        items: list[Table | Index] = [table, *table.indexes]
        for item in items:
            for name, value in item.info.get("postgresql", {}).items():
                item.dialect_kwargs[f"postgresql_{name}"] = value


_take_options()


@compiles(PrimaryKeyConstraint, "postgresql")
def _key_with_partition(key: PrimaryKeyConstraint, compiler: Any, **options: Any) -> str:
    """A partitioned table's primary key must name the partition column; the year adds nothing to its strictness."""
    words: str = compiler.visit_primary_key_constraint(key, **options)
    is_partitioned = key.table.dialect_options["postgresql"]["partition_by"]
    return words[:-1] + ", year)" if is_partitioned else words


class PostgresStore:
    """One book in one database of its own."""

    def __init__(self, place: str, *, is_new: bool) -> None:
        """Connect and look at what stands there before anything else."""
        self.place = place
        self._url = make_url(place).set(drivername="postgresql+psycopg")
        self._search_texts = PostgresTexts()
        self.writer = self._engine(is_reader=False)
        self.reader = self._engine(is_reader=True)
        event.listen(self.reader, "before_cursor_execute", self._see_daily)
        try:
            self._look(is_new=is_new)
        except BaseException:
            self.close()
            raise

    def _engine(self, *, is_reader: bool) -> Engine:
        options: dict[str, Any] = {"isolation_level": "REPEATABLE READ"} if is_reader else {}
        options["execution_options"] = {"search_texts": self._search_texts}
        engine = create_engine(self._url, pool_pre_ping=True, pool_size=4 if is_reader else 1, **options)
        event.listen(engine, "begin", self._begin_reading if is_reader else self._begin_writing)
        return engine

    @staticmethod
    def _begin_reading(connection: Connection) -> None:
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")

    def _see_daily(self, connection: Connection, _cursor: Any, statement: str, *_: Any) -> None:
        """Only a query that reads the daily totals waits for their refresh."""
        if f"FROM {daily_reconciliation.name}" in statement and self.is_daily_stale(connection):
            raise DailyBehind

    @staticmethod
    def _begin_writing(connection: Connection) -> None:
        """Take the pen: wait for a colleague as long as it takes; BookBusy at once for an impatient connection."""
        connection.exec_driver_sql("SET LOCAL synchronous_commit = on")
        if connection.get_execution_options().get("is_patient", True):
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({PEN_LOCK})")
            return
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {_SHORT_WAIT_MS}")
        if not connection.exec_driver_sql(f"SELECT pg_try_advisory_xact_lock({PEN_LOCK})").scalar_one():
            raise BookBusy("Another computer is saving. Nothing was lost.", hint="Try again.")

    def _look(self, *, is_new: bool) -> None:
        """Refuse an old server, a database that holds a book already, or one that holds none."""
        from app.core.store.migrate import REVISION, current

        try:
            with self.reader.connect() as connection:
                version = connection.exec_driver_sql("SHOW server_version_num").scalar_one()
                holds_tables = inspect(connection).has_table("events")
                revision = current(connection)
        except OperationalError as error:
            raise BookNotFound(
                "The office database cannot be reached.",
                detail=str(error.orig).strip().splitlines()[0] if error.orig else "",
                hint="Check the address, the network and that the server runs.",
            ) from error
        if int(version) < OLDEST_SERVER * 10_000:
            raise BookError(f"The PostgreSQL server is too old; version {OLDEST_SERVER} or newer is needed.")
        if is_new and holds_tables:
            raise BookError("This database holds a book already; it was not touched.", hint="Use an empty database.")
        if not is_new and not holds_tables:
            raise BookNotFound("This database holds no book.", hint="Make one with the new command.")
        if not is_new and revision is not None and revision > REVISION:
            raise BookTooNew("This book was written by a newer MpesaBooks.", hint="Update the program.")

    def prepare(self) -> None:
        """Durable tables by migration, their yearly partitions, the views."""
        from app.core.store.migrate import upgrade

        with self.writer.begin() as connection:
            upgrade(connection)
            _compare_bytewise(connection, "events", "receipt")
            _partition(connection, "events")
            connection.exec_driver_sql(_APPEND_ONLY)
            for table in ("events", "batches", "documents", "document_chunks"):
                connection.exec_driver_sql(
                    f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
                    "FOR EACH ROW EXECUTE FUNCTION never_changed()"
                )
            self.create_views(connection)

    def create_views(self, connection: Connection) -> None:
        """Make the view tables, dropping what stood there; the daily view is a materialized one."""
        connection.exec_driver_sql("DROP MATERIALIZED VIEW IF EXISTS daily_reconciliation")
        tables = [table for table in views.sorted_tables if table is not daily_reconciliation]
        views.drop_all(connection, tables=tables)
        views.create_all(connection, tables=tables)
        aside.drop_all(connection)
        aside.create_all(connection)
        _compare_bytewise(connection, "transactions", "receipt", "linked_receipt")
        for name in ("matches", "classifications", "transfers"):
            _compare_bytewise(connection, name, "receipt")
        _partition(connection, "transactions")
        connection.exec_driver_sql(_DAILY_VIEW)
        connection.exec_driver_sql(_DAILY_KEY)

    def insert(self, connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
        """``COPY``: the server's own bulk road. The pen lock makes the unique keys a check, not a race."""
        if any(isinstance(column.type, LargeBinary) for column in table.columns):
            self._insert_bytes(connection, table, rows)
        elif rows:
            self.insert_columns(connection, table, list(zip(*rows, strict=True)))

    def insert_columns(self, connection: Connection, table: Table, columns: Sequence[Sequence[Any]]) -> None:
        """The same for whole columns."""
        raw: Any = connection.connection.driver_connection
        with raw.cursor() as cursor, cursor.copy(f"COPY {table.name} ({_names(table)}) FROM STDIN") as copy:
            copy.write(copy_text.of_columns(columns))

    @staticmethod
    def _insert_bytes(connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
        """Bytes go as parameters, which cross as they are; ``COPY`` in text would double them."""
        raw: Any = connection.connection.driver_connection
        marks = ", ".join(["%s"] * len(table.columns))
        with raw.cursor() as cursor:
            cursor.executemany(f"INSERT INTO {table.name} ({_names(table)}) VALUES ({marks})", rows)

    def held_lines(self, connection: Connection, receipts: Sequence[str]) -> list[HeldLine]:
        """Look the receipts up by index, all at once; only the partitions of their years are asked."""
        sentence, wanted = _wanted(set(receipts))
        least, greatest = min(receipts), max(receipts)
        is_one_year = least[:1] == greatest[:1] and set(map(len, receipts)) == {len(least)}
        years = list({year_told_by(receipt) for receipt in ([least] if is_one_year else receipts)})
        asked = {"wanted": wanted, "years": years, "least": least, "greatest": greatest}
        raw: Any = connection.connection.driver_connection
        with raw.cursor(binary=True) as cursor:
            found: list[HeldLine] = cursor.execute(sentence, asked, prepare=False).fetchall()
        return found

    def add_daily(self, connection: Connection, changes: Iterable[tuple[int, int, str, str, int, int]]) -> None:
        """Nothing to do: the materialized view is refreshed when somebody looks."""

    def refresh_daily(self, connection: Connection) -> None:
        """Recompute the materialized view and note up to which event it speaks."""
        connection.exec_driver_sql("REFRESH MATERIALIZED VIEW daily_reconciliation")
        connection.exec_driver_sql(
            "INSERT INTO meta SELECT 'daily_seq', coalesce(max(last_seq), 0)::text FROM batches "
            "ON CONFLICT (name) DO UPDATE SET value = excluded.value"
        )

    def is_daily_stale(self, connection: Connection) -> bool:
        """Whether events have been recorded since the last refresh."""
        return bool(
            connection.execute(
                text(
                    "SELECT coalesce(max(last_seq), 0) <> coalesce((SELECT value::bigint FROM meta "
                    "WHERE name = 'daily_seq'), -1) FROM batches"
                )
            ).scalar_one()
        )

    def damage(self) -> list[str]:
        """The server checks its own pages; nothing to ask it here."""
        return []

    def back_up(self, destination: Path) -> None:
        """``pg_dump`` in its own format, to a temporary name beside the destination, then renamed."""
        unfinished = destination.with_name(destination.name + ".unfinished")
        url = self._url.set(drivername="postgresql").render_as_string(hide_password=False)
        try:
            subprocess.run(
                ["pg_dump", "--format=custom", f"--file={unfinished}", f"--dbname={url}"],
                check=True,
                capture_output=True,
                text=True,
            )
        except FileNotFoundError:
            raise BookError("The program pg_dump is needed to back up an office book.", hint="Install it.") from None
        except subprocess.CalledProcessError as error:
            unfinished.unlink(missing_ok=True)
            raise BookError("The backup could not be made.", detail=error.stderr.strip()[:300]) from None
        unfinished.replace(destination)

    def translated(self, error: Exception) -> BookError | None:
        """Sort the server's errors by their SQLSTATE."""
        state = getattr(getattr(error, "orig", error), "sqlstate", None)
        if state in ("53100", "58030"):
            return DiskTrouble("The server's disk is full or failing. Nothing from this step was saved.")
        if state in ("40001", "40P01", "55P03", "57014"):
            return BookBusy("Another computer is saving. Nothing was lost.", hint="Try again.")
        if state in ("XX001", "XX002"):
            return BookDamaged("The server reports damaged data.", hint="Restore the newest backup.")
        if isinstance(error, OperationalError):
            return BookError(
                "The connection to the office database was lost. Nothing from this step was saved.",
                hint="Check the network and try again.",
            )
        return None

    def close(self) -> None:
        """Let go of all connections."""
        self.reader.dispose()
        self.writer.dispose()


def _wanted(receipts: AbstractSet[str]) -> tuple[str, str | list[str]]:
    """The look-up and its receipts: one text for the server to split, far cheaper than an array, where that is safe."""
    joined = _MARK.join(receipts)
    if joined and joined.count(_MARK) == len(receipts) - 1:
        return _HELD.format(wanted="string_to_array(%(wanted)s, chr(31))", here=_HERE), joined
    return _HELD.format(wanted="%(wanted)s::text[]", here=_HERE), list(receipts)


def _names(table: Table) -> str:
    return ", ".join(column.name for column in table.columns)


def _compare_bytewise(connection: Connection, table: str, *columns: str) -> None:
    """Receipts sort as in SQLite and in Python, whatever language the server's database was made for."""
    changes = ", ".join(f'ALTER COLUMN {column} TYPE text COLLATE "C"' for column in columns)
    connection.exec_driver_sql(f"ALTER TABLE {table} {changes}")


def _partition(connection: Connection, table: str) -> None:
    """One partition a year; receipts that tell no year, and years to come, go to the default one."""
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        connection.exec_driver_sql(
            f"CREATE TABLE {table}_{year} PARTITION OF {table} FOR VALUES FROM ({year}) TO ({year + 1})"
        )
    connection.exec_driver_sql(f"CREATE TABLE {table}_other PARTITION OF {table} DEFAULT")
