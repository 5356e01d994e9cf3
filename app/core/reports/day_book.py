"""What the book holds of one wallet's day: rows, neighbours, documents, contradictions. Reads, and decides nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, func, select

from app.core import clock
from app.core.queries.after_close import AfterClose, after_close
from app.core.queries.moved import takings
from app.core.queries.seals import Seal, seal_history
from app.core.reports.sheet import Row, SourceDocument
from app.core.reports.trade_book import NO_TRADE, TradeBook, trade_book
from app.core.statement import BalanceState, ImportSummary, WalletKey
from app.core.store.slices import in_slices
from app.core.store.summaries import summary_from_json
from app.core.store.tables import conflicts, documents, imports, meta, transactions, wallets
from app.core.store.trade_tables import allocations, matches, same_transaction

_COLUMNS = [transactions.c[name] for name in Row._fields]
_SWEEPS = ("sweep_in", "sweep_out")
_KIND_WITH_PREAMBLE = "org_legacy_"
"""Statements that begin with their period, opening and closing (domain notes 1A)."""


class Held(NamedTuple):
    """A row and the wallet it stands in."""

    row: Row
    wallet_id: int


class Contradiction(NamedTuple):
    """What one document says against a row of the day."""

    row_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class Day:
    """One calendar day in Nairobi as instants: from ``starts_at`` up to but not at ``ends_at``."""

    on: date
    starts_at: int
    ends_at: int

    @classmethod
    def of(cls, on: date) -> Day:
        """The day of a date."""
        number = clock.number_of(on)
        return cls(on, clock.day_start(number), clock.day_start(number + 1))

    def holds(self, at: int) -> bool:
        """Whether the instant falls on this day."""
        return self.starts_at <= at < self.ends_at


@dataclass(frozen=True, slots=True)
class DayBook:
    """Everything that the sheet is made from.

    ``rows`` are sorted by time and place in the document. ``earlier`` and ``next`` are all rows of the last second
    before the day and of the first second after it. ``elsewhere`` are receipts of the day's rows that also stand in
    another wallet (sweeps aside). ``originals`` answers the receipts that reversals name. ``given`` are
    the cents of rows (by number) that matches gave to invoices and sales; ``trade`` is the other side of the books.
    ``seals`` are all sealings of the day, oldest first; ``late`` is what reached earlier days after they were closed.
    ``takings`` are payments and cents that count as takings, by day, from the first of the month.
    """

    day: Day
    wallet: WalletKey
    wallet_id: int
    holder: str
    business: str
    kra_pin: str
    rows: tuple[Row, ...]
    earlier: tuple[Row, ...]
    next: tuple[Row, ...]
    sources: tuple[SourceDocument, ...]
    contradictions: tuple[Contradiction, ...]
    elsewhere: tuple[str, ...]
    originals: dict[str, tuple[Held, ...]]
    later_reversals: tuple[Row, ...]
    wallet_names: dict[int, str]
    given: dict[int, int]
    trade: TradeBook = NO_TRADE
    seals: tuple[Seal, ...] = ()
    late: tuple[AfterClose, ...] = ()
    takings: Mapping[int, tuple[int, int]] = field(default_factory=dict)


def day_book(reader: Connection, *, on: date, wallet_id: int, now: int | None = None) -> DayBook:
    """Read one wallet's day; ages count up to ``now``. LookupError where there is no such wallet."""
    day = Day.of(on)
    wallet = reader.execute(select(wallets).where(wallets.c.id == wallet_id)).one_or_none()
    if wallet is None:
        raise LookupError(f"no wallet {wallet_id}")
    facts: dict[str, str] = {row.name: row.value for row in reader.execute(select(meta.c.name, meta.c.value))}
    t = transactions.c
    rows = _rows(reader, wallet_id, t.completed_at >= day.starts_at, t.completed_at < day.ends_at)
    linked = {row.linked_receipt for row in rows if row.role == "reversal" and row.linked_receipt}
    return DayBook(
        day=day,
        wallet=WalletKey(wallet.code, wallet.ledger),
        wallet_id=wallet_id,
        holder=wallet.holder,
        business=facts.get("business", ""),
        kra_pin=facts.get("kra_pin", ""),
        rows=rows,
        earlier=_second(reader, wallet_id, func.max(t.completed_at), t.completed_at < day.starts_at),
        next=_second(reader, wallet_id, func.min(t.completed_at), t.completed_at >= day.ends_at),
        sources=_sources(reader, day, wallet_id),
        contradictions=_contradictions(reader, day, wallet_id),
        elsewhere=_elsewhere(reader, day, wallet_id),
        originals=_originals(reader, linked),
        later_reversals=_later_reversals(reader, day, wallet_id),
        wallet_names={w.id: f"{w.code} {w.ledger}" for w in reader.execute(select(wallets))},
        given=_given(reader, day, wallet_id),
        trade=trade_book(
            reader,
            wallet_id=wallet_id,
            starts_at=day.starts_at,
            ends_at=day.ends_at,
            now=clock.now() if now is None else now,
        ),
        seals=tuple(seal_history(reader, on_day=clock.number_of(on))),
        late=tuple(
            event for event in after_close(reader, on_day=clock.number_of(on)) if event.wallet_id in (None, wallet_id)
        ),
        takings=takings(
            reader, from_day=clock.number_of(on.replace(day=1)), to_day=clock.number_of(on), wallet_id=wallet_id
        ),
    )


def _given(reader: Connection, day: Day, wallet_id: int) -> dict[int, int]:
    t = transactions.c
    query = (
        select(t.id, func.sum(allocations.c.cents))
        .join(matches, same_transaction(transactions, matches))
        .join(allocations, allocations.c.match_id == matches.c.id)
        .where(t.wallet_id == wallet_id, t.completed_at >= day.starts_at, t.completed_at < day.ends_at)
        .where(matches.c.is_live == 1)
        .group_by(t.id)
    )
    return {row[0]: int(row[1]) for row in reader.execute(query)}


def _rows(reader: Connection, wallet_id: int, *conditions: ColumnElement[bool]) -> tuple[Row, ...]:
    t = transactions.c
    query = select(*_COLUMNS).where(t.wallet_id == wallet_id, *conditions).order_by(t.completed_at, t.position, t.id)
    return tuple(map(Row._make, reader.execute(query)))


def _second(
    reader: Connection, wallet_id: int, edge: ColumnElement[int], condition: ColumnElement[bool]
) -> tuple[Row, ...]:
    """All rows of the last (or first) second that meets the condition: within it only balances tell the order."""
    t = transactions.c
    at = reader.execute(select(edge).where(t.wallet_id == wallet_id, condition)).scalar()
    return () if at is None else _rows(reader, wallet_id, t.completed_at == at)


def _sources(reader: Connection, day: Day, wallet_id: int) -> tuple[SourceDocument, ...]:
    """Standing imports whose period touches the day, in the order they came."""
    i = imports.c
    query = (
        select(i.summary, i.starts_at, i.ends_at, i.recorded_at, i.state)
        .add_columns(documents.c.name, documents.c.sha256)
        .join_from(imports, documents, documents.c.id == i.document_id)
        .where(i.wallet_id == wallet_id, i.is_undone == 0)
        .where(i.starts_at < day.ends_at, i.ends_at >= day.starts_at)
        .order_by(i.recorded_at, i.id)
    )
    return tuple(_source(row) for row in reader.execute(query))


def _source(row: Any) -> SourceDocument:
    summary = summary_from_json(row.summary)
    opening_cents, closing_cents = _told(summary)
    return SourceDocument(
        file=row.name,
        sha256=row.sha256,
        rows=summary.rows,
        ignored=summary.ignored,
        rejected=summary.rejected,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        recorded_at=row.recorded_at,
        opening_cents=opening_cents,
        closing_cents=closing_cents,
        state=BalanceState(row.state),
    )


def _told(summary: ImportSummary) -> tuple[int | None, int | None]:
    """Opening and closing as the document itself tells them.

    A walk fills in what was not declared from the first and last row, which would prove nothing here. Declared they
    are where the layout has a preamble, and where the walk found its first or last row in disagreement with them.
    """
    balance = summary.balance
    has_preamble = summary.kind.startswith(_KIND_WITH_PREAMBLE) and balance.state is not BalanceState.PARTIAL
    is_opening_told = has_preamble or any(not hole.after for hole in balance.breaks)
    is_closing_told = has_preamble or any(not hole.before for hole in balance.breaks)
    return (
        balance.opening_cents if is_opening_told else None,
        balance.closing_cents if is_closing_told else None,
    )


def _contradictions(reader: Connection, day: Day, wallet_id: int) -> tuple[Contradiction, ...]:
    t = transactions.c
    query = (
        select(conflicts.c.transaction_id, conflicts.c.reason)
        .join_from(conflicts, transactions, t.id == conflicts.c.transaction_id)
        .where(t.wallet_id == wallet_id, t.completed_at >= day.starts_at, t.completed_at < day.ends_at)
        .order_by(t.completed_at, conflicts.c.transaction_id, conflicts.c.seq)
    )
    return tuple(map(Contradiction._make, reader.execute(query)))


def _elsewhere(reader: Connection, day: Day, wallet_id: int) -> tuple[str, ...]:
    """Receipts that stand in this wallet on this day and in another one. Both sides of a sweep do so rightly."""
    here, there = transactions.c, transactions.alias("there")
    query = (
        select(here.receipt)
        .distinct()
        .join_from(transactions, there, (there.c.receipt == here.receipt) & (there.c.wallet_id != here.wallet_id))
        .where(here.wallet_id == wallet_id, here.completed_at >= day.starts_at, here.completed_at < day.ends_at)
        .where(here.role.not_in(_SWEEPS), there.c.role.not_in(_SWEEPS))
        .order_by(here.receipt)
    )
    return tuple(reader.execute(query).scalars())


def _originals(reader: Connection, receipts: Iterable[str]) -> dict[str, tuple[Held, ...]]:
    """For each receipt that reversals name, the movements on it in any wallet, reversals aside."""
    t = transactions.c
    found: dict[str, list[Held]] = {}
    for some in in_slices(sorted(receipts)):
        query = (
            select(*_COLUMNS, t.wallet_id)
            .where(t.receipt.in_(some), t.role != "reversal")
            .order_by(t.receipt, t.completed_at, t.id)
        )
        for *values, wallet_id in reader.execute(query):
            row = Row._make(values)
            found.setdefault(row.receipt, []).append(Held(row, wallet_id))
    return {receipt: tuple(held) for receipt, held in found.items()}


def _later_reversals(reader: Connection, day: Day, wallet_id: int) -> tuple[Row, ...]:
    """Reversals on other days that name a movement of this day."""
    t, original = transactions.c, transactions.alias("original")
    query = (
        select(*_COLUMNS)
        .distinct()
        .join_from(
            transactions,
            original,
            (original.c.receipt == t.linked_receipt) & (original.c.wallet_id == t.wallet_id),
        )
        .where(t.wallet_id == wallet_id, t.linked_receipt.is_not(None), t.role == "reversal")
        .where(original.c.completed_at >= day.starts_at, original.c.completed_at < day.ends_at)
        .where((t.completed_at < day.starts_at) | (t.completed_at >= day.ends_at))
        .order_by(t.completed_at, t.id)
    )
    return tuple(map(Row._make, reader.execute(query)))
