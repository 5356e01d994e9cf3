"""Bring the durable tables to the newest schema: Alembic, inside one write transaction of ours."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

REVISION = "0001"
"""The newest migration. A test holds it against the scripts."""


def upgrade(connection: Connection) -> None:
    """Run what is missing on the caller's connection, so that a kill leaves the schema as it was."""
    if current(connection) == REVISION:
        return
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def current(connection: Connection) -> str | None:
    """The migration the book stands at, or None in an empty place."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
