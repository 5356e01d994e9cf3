"""Replay: every view computed anew from the log, by the road that import does not take."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

import orjson
from sqlalchemy import Connection, Select, Table, select, tuple_

from app.core import identity
from app.core.events import LINE_KINDS
from app.core.store import control, sealing, search, settling, trade_tables
from app.core.store.engine import Store
from app.core.store.tables import (
    conflicts,
    daily_reconciliation,
    events,
    imports,
    recognised,
    transactions,
    views,
    wallets,
    withdrawn,
)
from app.core.store.views import DailyChange, claim_of, settle_reversals, standing_lines, transaction_row

PAGE = 20_000
COMPARED = (
    *(wallets, imports, recognised, withdrawn, transactions, conflicts, daily_reconciliation),
    *(trade_tables.lists, trade_tables.layouts, trade_tables.item_versions, trade_tables.customers),
    *(trade_tables.items, trade_tables.decisions, trade_tables.matches, trade_tables.allocations),
    *(trade_tables.refusals, trade_tables.classifications, trade_tables.transfers, trade_tables.remembered),
    *(trade_tables.rules, trade_tables.questions, trade_tables.wallet_uses, sealing.seals),
)
assert set(COMPARED) == set(views.sorted_tables)


def rebuild(store: Store, connection: Connection) -> None:
    """Drop all views and compute them from the log, inside the caller's transaction."""
    search.forget(connection)
    store.create_views(connection)
    control_events = select(events).where(events.c.kind.not_in(LINE_KINDS)).order_by(events.c.seq)
    control.apply_all(store, connection, connection.execute(control_events).all())
    daily = DailyChange()
    for page in _receipt_pages(connection):
        rows, contradictions = [], []
        for group, found in groupby(page, key=lambda row: (row.wallet_id, row.receipt)):
            for movement in identity.resolve([claim_of(row) for row in found]):
                rows.append(transaction_row(movement, group=group))
                daily.add(
                    group[0], movement.role, movement.direction, movement.fields["completed_at"], movement.amount_cents
                )
                contradictions += [(movement.id, seq, reason) for seq, reason in movement.contradictions]
        store.insert_columns(connection, transactions, list(zip(*rows, strict=True)))
        if contradictions:
            store.insert(connection, conflicts, contradictions)
    store.add_daily(connection, daily.rows())
    settle_reversals(connection)
    settling.settle_all(connection)
    store.refresh_daily(connection)


def _receipt_pages(connection: Connection) -> Iterator[Sequence[Any]]:
    """Standing lines sorted by receipt, in pages that never part a receipt."""
    ordered = standing_lines().order_by(events.c.receipt, events.c.wallet_id, events.c.seq)
    after = ""
    while True:
        page = connection.execute(ordered.where(events.c.receipt > after).limit(PAGE)).all()
        if len(page) < PAGE:
            if page:
                yield page
            return
        last = page[-1].receipt
        whole = [row for row in page if row.receipt != last]
        assert whole, "one receipt cannot have a page of claims"
        yield whole
        after = whole[-1].receipt


def fingerprints(connection: Connection) -> dict[str, str]:
    """A digest of each view's rows in key order, to compare live views with a replay."""
    return {table.name: _fingerprint(connection, table) for table in COMPARED}


def _fingerprint(connection: Connection, table: Table) -> str:
    running = hashlib.sha256()
    keys = list(table.primary_key.columns)
    places = [list(table.columns).index(key) for key in keys]
    page = select(table).order_by(*keys).limit(PAGE)
    rows = _plain_rows(connection, page)
    while rows:
        running.update(orjson.dumps(rows))
        after = tuple(rows[-1][place] for place in places)
        rows = _plain_rows(connection, page.where(tuple_(*keys) > tuple_(*after)))
    return running.hexdigest()


def _plain_rows(connection: Connection, query: Select[Any]) -> Sequence[tuple[Any, ...]]:
    """Rows as the driver has them: a million need no names."""
    with connection.execute(query) as found:
        assert found.cursor is not None, "a query has rows"
        return found.cursor.fetchall()
