"""Lists of the other side that were taken in, with what became of them; beside the history of documents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Connection, select

from app.core.lists.values import ListProblem
from app.core.store.tables import documents
from app.core.store.trade_tables import lists


@dataclass(frozen=True, slots=True)
class ListRow:
    """One list taken in, for ever. ``id`` is what undo takes; ``rows = new + changed + known + rejected``."""

    id: int
    document_id: int
    kind: str
    recorded_at: int
    actor: str
    is_undone: bool
    size: int
    file: str
    rows: int
    new: int
    changed: int
    known: int
    rejected: int
    customers: int
    problems: tuple[ListProblem, ...]
    notes: tuple[str, ...]


_COUNTS = ("rows", "new", "changed", "known", "rejected", "customers")


def list_history(reader: Connection) -> tuple[ListRow, ...]:
    """One row a list, newest first; undone ones stay, marked."""
    columns = [lists.c[name] for name in ("id", "document_id", "kind", "recorded_at", "actor", "is_undone", "summary")]
    query = select(*columns, documents.c.size).join(documents, documents.c.id == lists.c.document_id)
    return tuple(_row(row, orjson.loads(row.summary)) for row in reader.execute(query.order_by(lists.c.id.desc())))


def _row(row: Any, told: dict[str, Any]) -> ListRow:
    return ListRow(
        id=row.id,
        document_id=row.document_id,
        kind=row.kind,
        recorded_at=row.recorded_at,
        actor=row.actor,
        is_undone=bool(row.is_undone),
        size=row.size,
        file=told["file"],
        problems=tuple(ListProblem(*problem) for problem in told["problems"]),
        notes=tuple(told["notes"]),
        **{name: told[name] for name in _COUNTS},
    )
