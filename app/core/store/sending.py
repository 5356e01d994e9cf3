"""The view of what left the ledger for other programs: one row an export, with where its entries are kept."""

from __future__ import annotations

from typing import Any

import orjson
from sqlalchemy import Column, Connection, Integer, Table, Text

from app.core.store.engine import Store
from app.core.store.tables import Big, views

exports = Table(
    "exports",
    views,
    Column("id", Big, primary_key=True, autoincrement=False),
    Column("number", Integer, nullable=False),
    Column("format", Text, nullable=False, index=True),
    Column("from_day", Integer, nullable=False),
    Column("to_day", Integer, nullable=False),
    Column("wallet_id", Integer),
    Column("is_again", Integer, nullable=False),
    Column("actor", Text, nullable=False),
    Column("at", Big, nullable=False),
    Column("document_id", Integer, nullable=False),
    Column("figures", Text, nullable=False),
)
"""One row an export, by the number of its LedgerExported event; ``number`` counts the batches of the book from 1.

``wallet_id`` is NULL where the whole ledger was sent. ``is_again``: it takes the place of what was sent of its days
before. ``document_id`` keeps the postings of each entry that was sent (``app.core.queries.sent`` reads them).
``figures`` (JSON) holds counts, control totals and the digests of the files.
"""


def apply(store: Store, connection: Connection, seq: int, body: dict[str, Any]) -> None:
    """Bring the view up to a LedgerExported event."""
    what = (body["number"], body["format"], body["from_day"], body["to_day"], body["wallet_id"])
    who = (int(body["is_again"]), body["actor"], body["at"], body["document_id"])
    figures = orjson.dumps(body["figures"], option=orjson.OPT_SORT_KEYS).decode()
    store.insert(connection, exports, [(seq, *what, *who, figures)])
