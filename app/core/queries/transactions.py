"""Lists of transactions, newest first, by cursor and by position.

By position means: jump to the day through counts kept a day, then step inside that day. OFFSET over the whole list
would read all rows before the wanted ones.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import accumulate
from typing import Any

import orjson
from sqlalchemy import Connection, Select, func, select, tuple_

from app.core import clock
from app.core.queries.passing import filtered, indexed, newest_first, ordered, receipt_meant
from app.core.queries.rows import Cursor, DayAnchor, Page, TransactionFilter, TransactionRow
from app.core.queries.wallets import wallet_keys
from app.core.receipts import as_typed, days_begun, looks_like_receipt, spellings, year_told_by
from app.core.statement import Proof, WalletKey
from app.core.store.search import Effort
from app.core.store.tables import daily_reconciliation, events, transactions
from app.core.store.views import claim_of, standing_lines

_UNKNOWN = WalletKey("?", "?")
_T = transactions.c
_TELLING_LETTERS = 4
_READ_IN_A_MOMENT = 25_000
_FEW = Effort(4_000, _READ_IN_A_MOMENT, is_quick=True)
_MANY = Effort(60_000, _READ_IN_A_MOMENT, is_quick=True)
_ALL = Effort(150_000, 150_000)
"""Rows that are checked one by one: before anything else, before giving up a quick answer, before reading the table."""


def transaction_count(reader: Connection, *, filters: TransactionFilter) -> int:
    """How many transactions pass the filter."""
    return sum(anchor.n for anchor in transaction_anchors(reader, filters=filters))


def transaction_anchors(reader: Connection, *, filters: TransactionFilter) -> tuple[DayAnchor, ...]:
    """The days of a filtered list, newest first, with the number of rows on and before each."""
    counts = _daily_counts(reader, filters) if _is_daily(filters) else _scanned_counts(reader, filters)
    return _anchored(counts)


def transaction_page(
    reader: Connection, *, filters: TransactionFilter, after: Cursor | None = None, limit: int = 200
) -> Page:
    """The next ``limit`` rows after a cursor, newest first."""
    query = ordered(filtered(filters)).limit(limit)
    if after is not None:
        query = query.where(tuple_(_T.completed_at, _T.id) < tuple_(after.completed_at, after.id))
    rows = _rows(reader, reader.execute(query).all())
    is_full = len(rows) == limit
    return Page(rows=rows, next=Cursor(rows[-1].completed_at, rows[-1].id) if is_full else None)


def transaction_window(
    reader: Connection,
    *,
    filters: TransactionFilter,
    start: int,
    count: int,
    anchors: Sequence[DayAnchor] | None = None,
) -> tuple[TransactionRow, ...]:
    """The rows at positions ``start`` to ``start + count`` of the filtered list.

    ``anchors`` may be those of an earlier ``transaction_anchors`` for the same filter, so that they are counted once.
    """
    if anchors is None:
        anchors = transaction_anchors(reader, filters=filters)
    found: list[Any] = []
    for anchor in _anchors_from(anchors, start, count):
        within = max(0, start - anchor.before)
        wanted = min(anchor.n - within, count - len(found))
        found += reader.execute(_day_slice(filters, anchor, within, wanted)).all()
    return _rows(reader, found)


def transaction_hits(reader: Connection, *, filters: TransactionFilter, most: int = 20_000) -> tuple[int, ...] | None:
    """The numbers of all transactions that pass the filter, newest first, or None where there are more than ``most``.

    A text is looked up in the search index; without one, one pass over the table is quicker than stepping back
    through time, day by day.
    """
    query = indexed(reader, filters, effort=_ALL)
    query = filtered(filters) if query is None else query
    found = reader.execute(query.with_only_columns(_T.completed_at, _T.id).limit(most + 1)).all()
    if len(found) > most:
        return None
    return tuple(row.id for row in sorted(found, reverse=True))


def quick_hits(reader: Connection, *, filters: TransactionFilter, limit: int) -> tuple[TransactionRow, ...]:
    """The first hits that can be told at once, newest first: all of a rare text, else those of the newest days.

    There may be more; an empty answer means nothing but that the whole must be waited for.
    """
    rare = _indexed_rows(reader, filters, limit, effort=_FEW)
    if rare is not None:
        return rare
    if filters.text and (found := _receipts_beginning(reader, filters, limit)):
        return found
    newest = _newest_days(reader, filters)
    rows = transaction_page(reader, filters=newest, limit=limit).rows if newest else ()
    if not rows:
        rows = _rows_of_days_told(reader, filters, limit)
    if len(rows) == limit:
        return rows
    return _indexed_rows(reader, filters, limit, effort=_MANY) or rows


def _indexed_rows(
    reader: Connection, filters: TransactionFilter, limit: int, *, effort: Effort
) -> tuple[TransactionRow, ...] | None:
    """The newest rows that pass, told by the search index alone; None where it has too much to look at."""
    query = indexed(reader, filters, effort=effort)
    return None if query is None else _rows(reader, reader.execute(newest_first(query).limit(limit)).all())


def _receipts_beginning(reader: Connection, filters: TransactionFilter, limit: int) -> tuple[TransactionRow, ...]:
    """Hits by receipt alone, where the text could begin one and is long enough to be rare."""
    code = as_typed(filters.text)
    is_code = looks_like_receipt(code.ljust(10, "0")) or bool(spellings(code))
    if len(code) < _TELLING_LETTERS or not is_code:
        return ()
    query = newest_first(filtered(replace(filters, text=""))).where(receipt_meant(filters.text.strip())).limit(limit)
    return _rows(reader, reader.execute(query).all())


def _rows_of_days_told(reader: Connection, filters: TransactionFilter, limit: int) -> tuple[TransactionRow, ...]:
    """The newest of the days that a receipt's first two or three letters tell."""
    told = days_begun(as_typed(filters.text))
    if told is None:
        return ()
    first, last = told
    within = replace(filters, from_on=max(first, filters.from_on or first), to_on=min(last, filters.to_on or last))
    newest = _newest_days(reader, within)
    return transaction_page(reader, filters=newest, limit=limit).rows if newest else ()


def _newest_days(reader: Connection, filters: TransactionFilter) -> TransactionFilter | None:
    """The same filter over so many of its newest days as hold rows that are read in a moment."""
    days = transaction_anchors(reader, filters=TransactionFilter(from_on=filters.from_on, to_on=filters.to_on))
    near = [anchor for anchor in days if anchor.before + anchor.n <= _READ_IN_A_MOMENT] or list(days[:1])
    return replace(filters, from_on=clock.day_of(near[-1].day)) if near else None


def transactions_of_receipt(
    reader: Connection, *, receipts: Iterable[str], wallet_id: int | None = None
) -> tuple[TransactionRow, ...]:
    """All legs of these receipts, newest first."""
    wanted = sorted(set(receipts))
    query = ordered(select(transactions)).where(
        _T.receipt.in_(wanted), _T.year.in_(sorted({year_told_by(receipt) for receipt in wanted}))
    )
    if wallet_id is not None:
        query = query.where(_T.wallet_id == wallet_id)
    return _rows(reader, reader.execute(query).all())


def transactions_by_id(reader: Connection, *, ids: Sequence[int]) -> tuple[TransactionRow, ...]:
    """The transactions with these numbers, newest first."""
    return _rows(reader, reader.execute(ordered(select(transactions)).where(_T.id.in_(ids))).all())


# ---------------------------------------------------------------- positions
def _is_daily(filters: TransactionFilter) -> bool:
    """Whether the counts kept a day answer for this filter exactly."""
    return not filters.text and not filters.states and filters.proof is None


def _daily_counts(reader: Connection, filters: TransactionFilter) -> Iterable[tuple[int, int]]:
    d = daily_reconciliation.c
    query = select(d.on_day, func.sum(d.n)).group_by(d.on_day).order_by(d.on_day.desc())
    if filters.wallet_id is not None:
        query = query.where(d.wallet_id == filters.wallet_id)
    if filters.roles:
        query = query.where(d.role.in_(filters.roles))
    if filters.directions:
        query = query.where(d.direction.in_(filters.directions))
    if filters.from_on is not None:
        query = query.where(d.on_day >= clock.number_of(filters.from_on))
    if filters.to_on is not None:
        query = query.where(d.on_day <= clock.number_of(filters.to_on))
    return [(day, int(n)) for day, n in reader.execute(query)]


def _scanned_counts(reader: Connection, filters: TransactionFilter) -> Iterable[tuple[int, int]]:
    day = (_T.completed_at + clock.OFFSET_SECONDS) // clock.DAY_SECONDS
    query = indexed(reader, filters, effort=_ALL)
    query = filtered(filters) if query is None else query
    query = query.with_only_columns(day, func.count()).group_by(day).order_by(day.desc())
    return [(int(number), n) for number, n in reader.execute(query)]


def _anchored(counts: Iterable[tuple[int, int]]) -> tuple[DayAnchor, ...]:
    kept = [(day, n) for day, n in counts if n > 0]
    before = accumulate((n for _, n in kept), initial=0)
    return tuple(DayAnchor(day, earlier, n) for (day, n), earlier in zip(kept, before, strict=False))


def _anchors_from(anchors: Sequence[DayAnchor], start: int, count: int) -> list[DayAnchor]:
    """The days that hold positions ``start`` to ``start + count``."""
    return [a for a in anchors if a.before < start + count and a.before + a.n > start]


def _day_slice(filters: TransactionFilter, anchor: DayAnchor, offset: int, limit: int) -> Select[Any]:
    return (
        ordered(filtered(filters))
        .where(_T.completed_at >= clock.day_start(anchor.day), _T.completed_at < clock.day_start(anchor.day + 1))
        .offset(offset)
        .limit(limit)
    )


# ---------------------------------------------------------------- rows
def _rows(reader: Connection, found: Sequence[Any]) -> tuple[TransactionRow, ...]:
    keys = wallet_keys(reader)
    sources = _sources(reader, found)
    return tuple(_row(row, keys.get(row.wallet_id, _UNKNOWN), sources.get(_identity(row), set())) for row in found)


def _identity(row: Any) -> tuple[int, str, str, str]:
    return row.wallet_id, row.receipt, row.role, row.direction


def _row(row: Any, wallet: WalletKey, proofs: set[int]) -> TransactionRow:
    return TransactionRow(
        id=row.id,
        wallet_id=row.wallet_id,
        wallet=wallet,
        receipt=row.receipt,
        role=row.role,
        direction=row.direction,
        amount_cents=row.amount_cents,
        completed_at=row.completed_at,
        initiated_at=row.initiated_at,
        kind=row.kind,
        party_name=row.party_name,
        party_phone=row.party_phone,
        account_ref=row.account_ref,
        linked_receipt=row.linked_receipt or "",
        balance_cents=row.balance_cents,
        details=row.details,
        sources=tuple(Proof(p).name.lower() for p in sorted(proofs | {row.proof}, reverse=True)),
        proof=Proof(row.proof),
        state=row.state,
        warnings=tuple(orjson.loads(row.warnings)) if row.warnings else (),
    )


def _sources(reader: Connection, found: Sequence[Any]) -> dict[tuple[int, str, str, str], set[int]]:
    """Which rungs of the ladder speak of each transaction."""
    wanted = sorted({row.receipt for row in found})
    proofs: dict[tuple[int, str, str, str], set[int]] = defaultdict(set)
    for start in range(0, len(wanted), 500):
        some = wanted[start : start + 500]
        years = sorted({year_told_by(receipt) for receipt in some} | {0})
        for row in reader.execute(standing_lines().where(events.c.receipt.in_(some), events.c.year.in_(years))):
            claim = claim_of(row)
            proofs[row.wallet_id, row.receipt, claim.role, claim.direction].add(claim.proof)
    return proofs
