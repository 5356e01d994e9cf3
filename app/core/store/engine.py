"""The one room where SQLite and PostgreSQL differ: opening, beginning to write, bulk roads, errors, backup.

Everything else in the program speaks SQLAlchemy Core and does not ask which engine it has.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import Connection, Engine, Table

from app.core.errors import BookError

APPLICATION_ID = 0x4D504253
"""'MPBS' in the header of a company file: what kind of SQLite file this is."""

SCHEMA_VERSION = 1
"""The durable tables' version; grows with each Alembic migration (SQLite ``user_version``)."""


HeldLine = tuple[str, int, int]
"""Receipt, digest and number of a document's line that the log already holds."""


class DailyBehind(Exception):
    """A query asked for the daily totals, and they lag behind the log: refresh them and ask again."""


class Store(Protocol):
    """What the rest of the store asks of an engine."""

    place: str
    writer: Engine
    reader: Engine

    def prepare(self) -> None:
        """Make durable tables and the views in an empty place."""

    def create_views(self, connection: Connection) -> None:
        """Make the view tables, dropping what stood there."""

    def insert(self, connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
        """Add rows given as tuples in the table's column order, by the engine's fastest road."""

    def insert_columns(self, connection: Connection, table: Table, columns: Sequence[Sequence[Any]]) -> None:
        """Add rows given as columns in the table's order, equally long and not empty."""

    def held_lines(self, connection: Connection, receipts: Sequence[str]) -> list[HeldLine]:
        """Every recorded line that carries one of these receipts (others may come along)."""

    def add_daily(self, connection: Connection, changes: Iterable[tuple[int, int, str, str, int, int]]) -> None:
        """Add (wallet, day, role, direction, n, cents) to the daily view, where writes keep it."""

    def refresh_daily(self, connection: Connection) -> None:
        """Bring the daily view up to the last event, where it is not kept by writes."""

    def is_daily_stale(self, connection: Connection) -> bool:
        """Whether the daily view lags behind the log."""

    def damage(self) -> list[str]:
        """What the engine's own integrity check finds wrong."""

    def back_up(self, destination: Path) -> None:
        """A consistent copy while the book is in use."""

    def translated(self, error: Exception) -> BookError | None:
        """The user's words for a driver's error, or None for one that is ours."""

    def close(self) -> None:
        """Let go of all connections."""


def is_server(place: str) -> bool:
    """Whether the place is a PostgreSQL URL rather than a file."""
    return place.startswith(("postgresql://", "postgres://", "postgresql+psycopg://"))


def open_store(place: str, *, is_new: bool = False) -> Store:
    """The store at a file path or PostgreSQL URL. Raises BookNotFound, BookDamaged, BookTooNew."""
    if is_server(place):
        from app.core.store.engine_postgres import PostgresStore

        return PostgresStore(place, is_new=is_new)
    from app.core.store.engine_sqlite import SqliteStore

    return SqliteStore(place, is_new=is_new)
