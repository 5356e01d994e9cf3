"""The views: transactions, conflicts and daily totals, computed from the log and never anything else.

A write touches only the receipts it speaks of; ``rebuilt`` computes everything anew from the whole log by another
road (sorted by receipt, not by arrival), so that comparing the two proves both.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import repeat
from operator import add, itemgetter, mul, sub
from typing import Any, NamedTuple

import orjson
from sqlalchemy import Connection, delete, exists, select, update

from app.core import clock, identity
from app.core.events import EventKind
from app.core.identity import Claim, Movement
from app.core.receipts import year_told_by
from app.core.store import search, settling
from app.core.store.decided import Touched
from app.core.store.engine import Store
from app.core.store.slices import in_slices
from app.core.store.tables import conflicts, events, transactions, withdrawn

VIEWS_VERSION = "4"
"""Grows when what is computed changes; a book with older views is replayed when it is opened."""

Group = tuple[int, str]
"""A wallet and a receipt: the claims that are looked at together."""


def claim_of(row: Any) -> Claim:
    """The claim that a TransactionObserved event makes (the body is written by ``actions/line_columns.py``)."""
    role, initiated_at, kind, name, phone, reference, linked, details, warning, proof, position = orjson.loads(row.body)
    return Claim(
        row.seq,
        row.document_id,
        position,
        proof,
        role,
        row.amount_cents,
        row.completed_at,
        initiated_at,
        row.balance_cents,
        kind,
        name,
        phone,
        reference,
        linked,
        details,
        warning,
    )


def transaction_row(movement: Movement, *, group: Group) -> tuple[Any, ...]:
    """A row of ``transactions``, in the table's column order."""
    fields = movement.fields
    return (
        movement.id,
        year_told_by(group[1]),
        group[0],
        group[1],
        movement.role,
        movement.direction,
        movement.ordinal,
        movement.amount_cents,
        fields["completed_at"],
        movement.position,
        fields["initiated_at"],
        fields["balance_cents"],
        fields["kind"],
        fields["party_name"],
        fields["party_phone"],
        fields["account_ref"],
        fields["linked_receipt"] or None,
        fields["details"],
        movement.proof,
        movement.state,
        orjson.dumps(movement.warnings).decode() if movement.warnings else None,
        orjson.dumps(movement.provenance, option=orjson.OPT_SORT_KEYS).decode() if movement.provenance else None,
    )


Daily = Counter[tuple[int, int, str, str]]


class DailyChange:
    """Counts and cents to add to the daily view, gathered while a write goes on."""

    def __init__(self) -> None:
        self.counts: Daily = Counter()
        self.cents: Daily = Counter()

    def add(self, wallet_id: int, role: str, direction: str, completed_at: int, cents: int, *, sign: int = 1) -> None:
        """One transaction more (or, with ``sign=-1``, fewer) on its day."""
        key = (wallet_id, clock.day_number(completed_at), role, direction)
        self.counts[key] += sign
        self.cents[key] += sign * cents

    def add_columns(self, columns: Sequence[Sequence[Any]]) -> None:
        """Many transactions more, given as columns of the table."""
        wallet_ids, roles, directions, amounts, times = itemgetter(2, 4, 5, 7, 8)(columns)
        days, numbers = _days(times), _Numbers()
        first_day = min(days)
        span = max(days) - first_day + 1
        sorts = map(numbers.__getitem__, zip(wallet_ids, roles, directions, strict=True))
        places = list(map(add, map(mul, sorts, repeat(span)), map(sub, days, repeat(first_day))))
        cents: defaultdict[int, int] = defaultdict(int)
        for place, amount in zip(places, amounts, strict=True):
            cents[place] += amount
        names = list(numbers)
        for place, count in Counter(places).items():
            (wallet_id, role, direction), day = names[place // span], first_day + place % span
            self.counts[wallet_id, day, role, direction] += count
            self.cents[wallet_id, day, role, direction] += cents[place]

    def rows(self) -> list[tuple[int, int, str, str, int, int]]:
        """What changed, in key order."""
        return [
            (*key, self.counts[key], self.cents[key])
            for key in sorted(self.counts)
            if self.counts[key] or self.cents[key]
        ]


class _Numbers(dict[Any, int]):
    """Numbers for what is asked, from 0 on: small numbers are counted and summed faster than tuples of texts."""

    def __missing__(self, told: Any) -> int:
        self[told] = len(self)
        return self[told]


def _days(times: Sequence[int]) -> Sequence[int]:
    first = clock.day_number(min(times))
    if first == clock.day_number(max(times)):
        return [first] * len(times)
    return [(at + clock.OFFSET_SECONDS) // clock.DAY_SECONDS for at in times]


class ViewWriter:
    """Updates the views inside one write transaction."""

    def __init__(self, store: Store, connection: Connection) -> None:
        self._store, self._connection = store, connection
        self._daily = DailyChange()
        self._fresh_range: tuple[str, str] | None = None
        self._touched: set[str] = set()
        self._decided = Touched()

    def touch(self, touched: Touched) -> None:
        """Have what decisions or lists spoke of settled at the end of the write."""
        self._decided.add(touched)

    def insert_fresh(self, columns: Sequence[Sequence[Any]]) -> None:
        """Transactions on receipts that the book has never seen, as finished columns."""
        self._store.insert_columns(self._connection, transactions, columns)
        self._daily.add_columns(columns)
        receipts, linked = columns[RECEIPT], columns[LINKED]
        ends = [min(receipts), max(receipts), *(self._fresh_range or ())]
        self._fresh_range = min(ends), max(ends)
        self._touched.update(filter(None, linked) if linked.count(None) < len(linked) else ())

    def resolve_again(self, groups: Iterable[Group]) -> Iterator[Resolved]:
        """Recompute these receipts from all their standing claims; only rows that differ are written."""
        wanted = sorted(set(groups), key=lambda group: (group[1], group[0]))
        for start in range(0, len(wanted), 5000):
            some = wanted[start : start + 5000]
            standing = self._standing_rows(some)
            claims = self._standing_claims(some)
            written = _Difference()
            for group in some:
                movements = identity.resolve(claims.get(group, []))
                rows = [transaction_row(movement, group=group) for movement in movements]
                written.compare(standing.get(group, []), rows, movements)
                yield Resolved(group, {tuple(row[4:7]): row[PROOF] for row in standing.get(group, [])}, movements)
            self._write(written)

    def _write(self, written: _Difference) -> None:
        for gone in in_slices([row[0] for row in written.gone]):
            self._connection.execute(delete(transactions).where(transactions.c.id.in_(gone)))
        for ids in in_slices(written.resolved_ids):
            self._connection.execute(delete(conflicts).where(conflicts.c.transaction_id.in_(ids)))
        if written.come:
            self._store.insert(self._connection, transactions, written.come)
            search.note_changed(self._connection, (row[0] for row in written.come))
        if written.contradictions:
            self._store.insert(self._connection, conflicts, written.contradictions)
        for row, sign in [*((row, -1) for row in written.gone), *((row, 1) for row in written.come)]:
            self._daily.add(row[2], row[4], row[5], row[8], row[7], sign=sign)
            self._touched.add(row[RECEIPT])
            self._touched.update(filter(None, (row[LINKED],)))

    def _standing_rows(self, groups: Sequence[Group]) -> dict[Group, list[tuple[Any, ...]]]:
        found: dict[Group, list[tuple[Any, ...]]] = defaultdict(list)
        wanted = set(groups)
        for row in self._in_slices(select(transactions), transactions.c.receipt, [group[1] for group in groups]):
            group = (row.wallet_id, row.receipt)
            if group in wanted:
                found[group].append(tuple(row))
        return found

    def _standing_claims(self, groups: Sequence[Group]) -> dict[Group, list[Claim]]:
        claims: dict[Group, list[Claim]] = defaultdict(list)
        wanted = set(groups)
        for row in self._in_slices(standing_lines(), events.c.receipt, [group[1] for group in groups]):
            group = (row.wallet_id, row.receipt)
            if group in wanted:
                claims[group].append(claim_of(row))
        return claims

    def _in_slices(self, statement: Any, column: Any, values: Sequence[str]) -> Iterator[Any]:
        for some in in_slices(sorted(set(values))):
            yield from self._connection.execute(statement.where(column.in_(some)))

    def finish(self) -> None:
        """Write the daily totals and settle which of the payments touched stand reversed."""
        self._store.add_daily(self._connection, self._daily.rows())
        concerned = self._decided.receipts | self._decided_before()
        settling.lift(self._connection, concerned)
        self._settle_reversals()
        settling.settle(self._connection, concerned, self._decided.items)

    def _decided_before(self) -> set[str]:
        """Receipts of this write that some decision spoke of already."""
        low, high = self._fresh_range or ("", "")
        written = [*self._touched, *filter(None, (low, high))]
        if not written:
            return set()
        decided = settling.decided_receipts(self._connection, min(written), max(written))
        return {receipt for receipt in decided if receipt in self._touched or (high and low <= receipt <= high)}

    def _settle_reversals(self) -> None:
        self._touched |= self._decided.receipts
        if self._fresh_range:
            low, high = self._fresh_range
            self._touched = {receipt for receipt in self._touched if not low <= receipt <= high}
            settle_reversals(self._connection, lambda receipt: receipt.between(low, high))
        for some in in_slices(sorted(self._touched)):
            settle_reversals(self._connection, lambda receipt, some=some: receipt.in_(some))  # type: ignore[misc]


RECEIPT, LINKED, PROOF, STATE = 3, 16, 18, 19
"""Places in a transaction's row."""


class Resolved(NamedTuple):
    """A receipt looked at again: the proof of each identity that stood before, and the movements now."""

    group: Group
    before: dict[tuple[Any, ...], int]
    movements: list[Movement]


class _Difference:
    """Rows to take out and to put in, so that what did not change is not touched."""

    def __init__(self) -> None:
        self.gone: list[tuple[Any, ...]] = []
        self.come: list[tuple[Any, ...]] = []
        self.resolved_ids: list[int] = []
        self.contradictions: list[tuple[int, int, str]] = []

    def compare(self, standing: list[tuple[Any, ...]], rows: list[tuple[Any, ...]], movements: list[Movement]) -> None:
        unreversed = {_before_reversal(row): row for row in standing}
        now = set(rows)
        self.gone += [row for plain, row in unreversed.items() if plain not in now]
        self.come += [row for row in rows if row not in unreversed]
        self.resolved_ids += [row[0] for row in standing if row[STATE] == "conflict"]
        for movement in movements:
            self.contradictions += [(movement.id, seq, reason) for seq, reason in movement.contradictions]


def _before_reversal(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """The row as its own claims make it; that it was reversed or matched is told elsewhere."""
    if row[STATE] == "conflict":
        return row
    return (*row[:STATE], identity.state_of(row[4]), *row[STATE + 1 :])


def standing_lines() -> Any:
    """All recorded movements that some standing import vouches for."""
    return (
        select(events)
        .where(events.c.kind == EventKind.TransactionObserved)
        .where(~exists().where(withdrawn.c.seq == events.c.seq))
    )


def settle_reversals(connection: Connection, is_meant: Callable[[Any], Any] | None = None) -> None:
    """A payment whose receipt a standing reversal names is reversed; one whose reversal is gone is not.

    ``is_meant`` makes the condition on a payment's receipt that keeps the rest of the book out of it.
    """
    reversal = transactions.alias("reversal")
    names_receipt = [reversal.c.linked_receipt.is_not(None), reversal.c.role == "reversal"]
    originals = select(reversal.c.linked_receipt).where(*names_receipt)
    payments = update(transactions)
    if is_meant is not None:
        originals = originals.where(is_meant(reversal.c.linked_receipt))
        payments = payments.where(is_meant(transactions.c.receipt))
    named = (
        select(reversal.c.id)
        .where(*names_receipt)
        .where(reversal.c.linked_receipt == transactions.c.receipt)
        .where(reversal.c.wallet_id == transactions.c.wallet_id)
    )
    connection.execute(
        payments.where(transactions.c.state == "reversed", ~exists(named)).values(state="pending_reconciliation")
    )
    connection.execute(
        payments.where(transactions.c.receipt.in_(originals))
        .where(transactions.c.state == "pending_reconciliation", exists(named))
        .values(state="reversed")
    )
