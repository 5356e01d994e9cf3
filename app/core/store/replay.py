"""Replay: every view computed anew from the log, by the road that import does not take."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import Any

import orjson
from sqlalchemy import Connection, Table, select, tuple_

from app.core.events import LINE_KINDS
from app.core.store import control, log, sealing, search, sending, settling, trade_tables
from app.core.store.engine import Store
from app.core.store.replay_rows import Line, rows_of
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
from app.core.store.views import DailyChange, settle_reversals, standing_lines

PAGE = 10_000
"""Rows held at once; twice as many are no quicker and take 20 MB more."""

COMPARED = (
    *(wallets, imports, recognised, withdrawn, transactions, conflicts, daily_reconciliation),
    *(trade_tables.lists, trade_tables.layouts, trade_tables.item_versions, trade_tables.customers),
    *(trade_tables.items, trade_tables.decisions, trade_tables.matches, trade_tables.allocations),
    *(trade_tables.refusals, trade_tables.classifications, trade_tables.transfers, trade_tables.remembered),
    *(trade_tables.rules, trade_tables.questions, trade_tables.wallet_uses, sealing.seals),
    sending.exports,
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
        for columns, contradictions in rows_of(page):
            store.insert_columns(connection, transactions, columns)
            for told in zip(*_DAILY(columns), strict=True):
                daily.add(*told)
            if contradictions:
                store.insert(connection, conflicts, contradictions)
    store.add_daily(connection, daily.rows())
    settle_reversals(connection)
    settling.settle_all(connection)
    store.refresh_daily(connection)


_DAILY = itemgetter(2, 4, 5, 8, 7)
"""Wallet, role, direction, moment and cents among the columns of ``transactions``."""


def _receipt_pages(connection: Connection) -> Iterator[Sequence[tuple[Any, ...]]]:
    """Standing lines (as ``Line``) sorted by receipt and wallet, in pages that never part a receipt."""
    told = standing_lines().with_only_columns(*(events.c[name] for name in Line._fields))
    ordered = told.order_by(events.c.receipt, events.c.wallet_id)
    after, most = "", PAGE
    while True:
        page = log.plain_rows(connection, ordered.where(events.c.receipt > after).limit(most))
        if len(page) < most:
            if page:
                yield page
            return
        last = page[-1][0]
        whole = [row for row in page if row[0] != last]
        if whole:
            yield whole
            after, most = whole[-1][0], PAGE
        else:
            most *= 2  # one receipt alone fills the page


def fingerprints(connection: Connection) -> dict[str, str]:
    """A digest of each view's rows in key order, to compare live views with a replay."""
    return {table.name: _fingerprint(connection, table) for table in COMPARED}


def _fingerprint(connection: Connection, table: Table) -> str:
    running = hashlib.sha256()
    keys = list(table.primary_key.columns)
    places = [list(table.columns).index(key) for key in keys]
    page = select(table).order_by(*keys).limit(PAGE)
    rows = log.plain_rows(connection, page)
    while rows:
        running.update(orjson.dumps(rows))
        after = tuple(rows[-1][place] for place in places)
        rows = log.plain_rows(connection, page.where(tuple_(*keys) > tuple_(*after)))
    return running.hexdigest()
