"""The queue: payments that wait for a person, with what the matcher proposed; and the matches that stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import orjson
from sqlalchemy import Connection, and_, case, func, select, tuple_

from app.core.items import ItemKey, ItemKind, TransactionKey
from app.core.matching.values import Queue
from app.core.queries.matching import PAGE
from app.core.queries.queue_rows import (
    AllocationRow,
    CandidateRow,
    MatchRow,
    QuestionRow,
    QueueCursor,
    QueuePage,
    QueueRow,
    ReasonRow,
)
from app.core.queries.wallets import wallet_keys
from app.core.statement import Proof
from app.core.store.settling import given
from app.core.store.slices import in_slices
from app.core.store.tables import transactions
from app.core.store.trade_tables import (
    allocations,
    customers,
    decisions,
    items,
    key_columns,
    key_of,
    matches,
    proposals,
    questions,
    same_transaction,
)

_T = transactions.c
_WAITING = ("pending_reconciliation", "part_matched", "conflict")
_NEVER = ("charge", "sweep_in", "sweep_out", "overdraft", "overdraft_repayment", "reversal")
_PROPOSED = same_transaction(proposals, transactions)
_ASKED = and_(same_transaction(questions, transactions), questions.c.answer_id.is_(None))
_QUEUE = case(
    (questions.c.id.is_not(None), "ask"),
    (_T.direction == "out", "not_a_sale"),
    else_=func.coalesce(proposals.c.queue, "unknown"),
)


_Named = tuple[str, str, int | None, int, int]
"""An item's number, customer, due day, cents and open cents."""


def _waiting(*columns: Any, wallet_id: int | None) -> Any:
    query = (
        select(*columns)
        .select_from(transactions.outerjoin(proposals, _PROPOSED).outerjoin(questions, _ASKED))
        .where(_T.state.in_(_WAITING), _T.role.not_in(_NEVER))
    )
    return query if wallet_id is None else query.where(_T.wallet_id == wallet_id)


def queue_counts(reader: Connection, *, wallet_id: int | None = None) -> dict[str, int]:
    """How many payments wait in each queue; queues with none are left out."""
    waiting = _waiting(_QUEUE.label("queue"), wallet_id=wallet_id).subquery()
    counted = (func.sum(case((waiting.c.queue == name.value, 1), else_=0)) for name in Queue)
    row = reader.execute(select(*counted)).one()  # grouping would sort a million rows in memory
    return {name.value: int(n) for name, n in zip(Queue, row, strict=True) if n}


def queue_page(
    reader: Connection,
    *,
    queue: str | None = None,
    wallet_id: int | None = None,
    after: QueueCursor | None = None,
    limit: int = 200,
) -> QueuePage:
    """The next rows of one queue (or all), oldest first."""
    query = _rows_query(wallet_id).order_by(_T.completed_at, _T.id).limit(limit)
    if queue is not None:
        query = query.where(_QUEUE.in_((queue,)))
    if after is not None:
        query = query.where(tuple_(_T.completed_at, _T.id) > tuple_(after.completed_at, after.id))
    rows = _queue_rows(reader, reader.execute(query).all())
    is_full = len(rows) == limit
    return QueuePage(rows, QueueCursor(rows[-1].completed_at, rows[-1].id) if is_full else None)


def queue_rows(reader: Connection, *, keys: Iterable[TransactionKey]) -> tuple[QueueRow, ...]:
    """These payments as the queue shows them, oldest first; those that wait no longer are left out."""
    found: list[Any] = []
    wanted = set(keys)
    for some in in_slices(sorted({key.receipt for key in wanted})):
        found += reader.execute(_rows_query(None).where(_T.receipt.in_(some)))
    rows = [row for row in found if key_of(row) in wanted]
    return _queue_rows(reader, sorted(rows, key=lambda row: (row.completed_at, row.id)))


def _rows_query(wallet_id: int | None) -> Any:
    asked = decisions.alias("asked")
    columns = (
        *(_T.id, *key_columns(transactions), _T.completed_at, _T.amount_cents, _T.party_name, _T.party_phone),
        *(_T.account_ref, _T.kind, _T.details, _T.proof, _T.state, _QUEUE.label("queue")),
        *(proposals.c.confidence, proposals.c.runner_up, proposals.c.candidates, proposals.c.why_not),
        *(questions.c.id.label("question_id"), questions.c.asked_to, questions.c.note, questions.c.answer),
        *(asked.c.actor.label("asked_by"), asked.c.at.label("asked_at")),
    )
    query = (
        select(*columns)
        .select_from(
            transactions.outerjoin(proposals, _PROPOSED)
            .outerjoin(questions, _ASKED)
            .outerjoin(asked, asked.c.id == questions.c.id)
        )
        .where(_T.state.in_(_WAITING), _T.role.not_in(_NEVER))
    )
    return query if wallet_id is None else query.where(_T.wallet_id == wallet_id)


def _queue_rows(reader: Connection, rows: Sequence[Any]) -> tuple[QueueRow, ...]:
    proposed = [orjson.loads(row.candidates) if row.candidates else [] for row in rows]
    named = {ItemKey(part[0], part[1]) for told in proposed for candidate in told for part in candidate["allocations"]}
    known = _items_named(reader, named)
    taken = given(reader, [row.receipt for row in rows if row.state in ("part_matched", "conflict")])
    keys = wallet_keys(reader)
    made = []
    for row, told in zip(rows, proposed, strict=True):
        key = key_of(row)
        question = None
        if row.question_id is not None:
            asked = (row.question_id, row.asked_to, row.asked_by, row.asked_at)
            question = QuestionRow(*asked, row.note, row.answer)
        made.append(
            QueueRow(
                key=key,
                id=row.id,
                wallet=keys[row.wallet_id],
                completed_at=row.completed_at,
                amount_cents=row.amount_cents,
                open_cents=row.amount_cents - taken.get(key, 0),
                party_name=row.party_name,
                party_phone=row.party_phone,
                account_ref=row.account_ref,
                kind=row.kind,
                details=row.details,
                proof=Proof(row.proof),
                state=row.state,
                queue=row.queue,
                confidence=row.confidence or 0.0,
                runner_up=row.runner_up,
                why_not=row.why_not or "",
                candidates=tuple(_candidate(candidate, known) for candidate in told),
                question=question,
                is_looked_at=row.candidates is not None,
            )
        )
    return tuple(made)


def _candidate(told: dict[str, Any], known: dict[ItemKey, _Named]) -> CandidateRow:
    parts = tuple(_allocation(part, known) for part in told["allocations"])
    reasons = tuple(ReasonRow(*reason) for reason in told["reasons"])
    return CandidateRow(parts, told["confidence"], reasons, told["rule"])


def _allocation(part: Sequence[Any], known: dict[ItemKey, _Named]) -> AllocationRow:
    kind, key, cents, forgiven, why = part
    found = known.get(ItemKey(kind, key))
    if found is None:
        return AllocationRow(kind, key, key, "", None, 0, None, cents, forgiven, why)
    return AllocationRow(kind, key, *found, cents, forgiven, why)


def _items_named(reader: Connection, named: Iterable[ItemKey]) -> dict[ItemKey, _Named]:
    """Number, customer, due day, amount and open cents of each item that stands."""
    found: dict[ItemKey, _Named] = {}
    wanted = sorted(set(named))
    people = [key.key for key in wanted if key.kind == ItemKind.CUSTOMER]
    for some in in_slices(people):
        for row in reader.execute(select(customers).where(customers.c.key.in_(some))):
            found[ItemKey("customer", row.key)] = (row.name, row.name, None, 0, row.advance_cents)
    for kind in sorted({key.kind for key in wanted} - {ItemKind.CUSTOMER.value}):
        for some in in_slices([key.key for key in wanted if key.kind == kind]):
            for row in reader.execute(select(items).where(items.c.kind == kind, items.c.key.in_(some))):
                left = row.amount_cents - row.paid_cents - row.settled_cents
                found[ItemKey(kind, row.key)] = (row.number, row.customer_name, row.due_day, row.amount_cents, left)
    return found


def match_rows(reader: Connection, *, receipts: Iterable[str] | None = None) -> list[MatchRow]:
    """Matches that are not undone, oldest first; all, or those of these receipts."""
    same = same_transaction(transactions, matches)
    query = (
        select(matches, decisions.c.group_id, decisions.c.by, decisions.c.actor, decisions.c.at, _T.id.label("moved"))
        .select_from(matches.join(decisions, decisions.c.id == matches.c.id).outerjoin(transactions, same))
        .where(matches.c.is_live == 1)
        .order_by(matches.c.id)
    )
    found: list[Any] = []
    if receipts is None:
        found = list(reader.execute(query.execution_options(yield_per=PAGE)))
    else:
        for some in in_slices(sorted(set(receipts))):
            found += reader.execute(query.where(matches.c.receipt.in_(some)))
    parts = _parts_of(reader, [row.id for row in found])
    known = _items_named(reader, {ItemKey(part[0], part[1]) for told in parts.values() for part in told})
    return [_match_row(row, [_allocation(part, known) for part in parts.get(row.id, [])]) for row in found]


def _match_row(row: Any, parts: list[AllocationRow]) -> MatchRow:
    return MatchRow(
        id=row.id,
        group_id=row.group_id,
        key=None if row.receipt is None else key_of(row),
        transaction_id=row.moved,
        state="confirmed",
        by="auto" if row.by == "auto" else row.actor,
        at=row.at,
        rule=row.rule,
        confidence=row.confidence,
        runner_up=row.runner_up,
        reasons=tuple(orjson.loads(row.reasons)),
        allocations=tuple(parts),
    )


def _parts_of(reader: Connection, ids: Sequence[int]) -> dict[int, list[tuple[Any, ...]]]:
    found: dict[int, list[tuple[Any, ...]]] = {}
    for some in in_slices(ids):
        query = select(allocations).where(allocations.c.match_id.in_(some))
        for row in reader.execute(query.order_by(allocations.c.match_id, allocations.c.place)):
            found.setdefault(row.match_id, []).append(tuple(row)[2:])
    return found
