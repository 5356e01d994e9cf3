"""Every entry of a book, one by one from what made it: for looking into a figure, and against the sums in SQL."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, select

from app.core import clock
from app.core.items import TransactionKey
from app.core.ledger import (
    Entry,
    Movement,
    bank_entry,
    counter_role,
    item_entries,
    movement_entry,
    opening_entry,
    share_entries,
)
from app.core.queries.postings import openings
from app.core.store.tables import transactions
from app.core.store.trade_tables import (
    allocations,
    classifications,
    decisions,
    items,
    key_of,
    matches,
    transfers,
)

_T = transactions.c


def entries(reader: Connection) -> Iterator[Entry]:
    """All entries of the book. The whole book is read: sums and lists are asked of ``postings``."""
    for opening in openings(reader):
        yield opening_entry(opening.wallet_id, opening_cents=opening.cents, on_day=clock.day_number(opening.at))
    rows = {key_of(row): row for row in reader.execute(select(transactions))}
    yield from _movements(reader, rows)
    yield from _shares(reader, rows)
    yield from _items(reader, rows)


def _movements(reader: Connection, rows: dict[TransactionKey, Any]) -> Iterator[Entry]:
    paired = {key_of(row): row.bank_key for row in reader.execute(select(transfers).order_by(transfers.c.id))}
    ordered = select(classifications).order_by(classifications.c.id)
    meant = {key_of(row): row.meaning for row in reader.execute(ordered)}
    live = {key_of(row) for row in reader.execute(select(matches).where(matches.c.is_live == 1))}
    for key, row in rows.items():
        if row.state == "reversed" or key in live:
            counter = counter_role(row.role, row.direction)
        else:
            counter = counter_role(row.role, row.direction, meaning=meant.get(key, ""), bank_key=paired.get(key))
        day = clock.day_number(row.completed_at)
        yield movement_entry(Movement(row.wallet_id, row.role, row.direction, row.amount_cents, day), counter=counter)


def _shares(reader: Connection, rows: dict[TransactionKey, Any]) -> Iterator[Entry]:
    query = (
        select(matches, decisions.c.at, *(allocations.c[name] for name in ("kind", "cents", "forgiven_cents", "why")))
        .join(allocations, allocations.c.match_id == matches.c.id)
        .join(decisions, decisions.c.id == matches.c.id)
        .where(matches.c.is_live == 1)
    )
    for row in reader.execute(query):
        at = row.at if row.receipt is None else rows[key_of(row)].completed_at
        yield from share_entries(
            row.kind,
            cents=row.cents,
            forgiven_cents=row.forgiven_cents,
            why=row.why,
            on_day=clock.day_number(at),
        )


def _items(reader: Connection, rows: dict[TransactionKey, Any]) -> Iterator[Entry]:
    pairs = reader.execute(select(transfers).where(transfers.c.bank_key != ""))
    mirrors = {row.bank_key for row in pairs if key_of(row) in rows and rows[key_of(row)].state != "reversed"}
    for row in reader.execute(select(items)):
        if row.kind in ("invoice", "sale"):
            yield from item_entries(
                row.kind, amount_cents=row.amount_cents, paid_cents=row.paid_cents, on_day=row.on_day
            )
        elif row.key in mirrors:
            yield bank_entry(amount_cents=row.amount_cents, on_day=row.on_day)
