"""Bring the search index a stretch further: derived data, so no event; one short transaction at a time."""

from __future__ import annotations

from sqlalchemy import Connection

from app.core.book import Pen
from app.core.store import search


def extend_search(pen: Pen, *, rows: int | None = None) -> bool:
    """Index about so many transactions more; False where the index was complete, or where there can be none.

    None: as many as take some fifty milliseconds, so that nobody who wants the pen waits long.
    """
    return search.extend(pen.connection, rows=rows)


def is_search_behind(reader: Connection) -> bool:
    """Whether there is something to index, asked without the pen."""
    return search.is_behind(reader)
