"""The view of closed days: each sealing with its digest, and by whom and why the day was opened again."""

from __future__ import annotations

from typing import Any

import orjson
from sqlalchemy import Column, Connection, Integer, Table, Text, update

from app.core.store.engine import Store
from app.core.store.tables import Big, views

seals = Table(
    "seals",
    views,
    Column("id", Big, primary_key=True, autoincrement=False),
    Column("on_day", Integer, nullable=False, index=True),
    Column("digest", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("at", Big, nullable=False),
    Column("figures", Text, nullable=False),
    Column("reopened_id", Big),
    Column("reopened_by", Text, nullable=False),
    Column("reopened_at", Big),
    Column("why", Text, nullable=False),
)
"""One row a sealing, by the number of its DaySealed event; ``reopened_id`` is the DayReopened event, NULL while sealed.

``digest`` covers the day's rows and standing decisions up to that number. ``figures`` (JSON) is what was told then.
"""


def apply(store: Store, connection: Connection, seq: int, body: dict[str, Any]) -> None:
    """Bring the view up to a DaySealed event (with a digest) or a DayReopened event (with a reason)."""
    if "digest" in body:
        figures = orjson.dumps(body["figures"], option=orjson.OPT_SORT_KEYS).decode()
        told = (seq, body["on_day"], body["digest"], body["actor"], body["at"], figures)
        store.insert(connection, seals, [(*told, None, "", None, "")])
        return
    opened = {"reopened_id": seq, "reopened_by": body["actor"], "reopened_at": body["at"], "why": body["why"]}
    connection.execute(update(seals).where(seals.c.id == body["seal_id"]).values(**opened))
