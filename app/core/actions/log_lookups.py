"""Small questions that an import asks the log about single lines, and about what stood before it."""

from __future__ import annotations

import orjson
from sqlalchemy import Connection, select

from app.core.store.tables import events, imports, withdrawn


def is_withdrawn(connection: Connection, seq: int) -> bool:
    """Whether an undone import took this line with it."""
    return connection.execute(select(withdrawn.c.seq).where(withdrawn.c.seq == seq)).scalar() is not None


def reason_of(connection: Connection, seq: int) -> str:
    """Why a line could not be read, or its status, as it was recorded."""
    body = connection.execute(select(events.c.body).where(events.c.seq == seq)).scalar_one()
    return str(orjson.loads(body)[0])


def closing_before(connection: Connection, wallet_id: int, earliest: int | None) -> int | None:
    """The closing balance of a standing proven import that ends just before this moment."""
    if earliest is None:
        return None
    return connection.execute(
        select(imports.c.closing_cents)
        .where(imports.c.wallet_id == wallet_id, imports.c.is_undone == 0)
        .where(imports.c.state == "proven", imports.c.ends_at < earliest)
        .order_by(imports.c.ends_at.desc())
        .limit(1)
    ).scalar()
