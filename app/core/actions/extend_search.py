"""Bring the search index a stretch further: derived data, so no event; one short transaction at a time."""

from __future__ import annotations

from sqlalchemy import Connection

from app.core.book import Pen
from app.core.store import search
from app.core.store.engine import is_server

ROWS = 4_000
"""A stretch of some thirty milliseconds: nobody who wants the pen waits long."""


def extend_search(pen: Pen, *, rows: int = ROWS) -> bool:
    """Index about so many transactions more; False where the index was complete, or where the engine has none."""
    return not is_server(pen.store.place) and search.extend(pen.connection, rows=rows)


def is_search_behind(reader: Connection) -> bool:
    """Whether there is something to index, asked without the pen."""
    return search.is_behind(reader)
