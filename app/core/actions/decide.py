"""Decide whose money a payment is; take decisions back, and let them stand again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import orjson
from sqlalchemy import select

from app.core.actions.sealed import refuse_where_sealed
from app.core.actions.standing import Standing
from app.core.book import Pen
from app.core.errors import BookError
from app.core.events import Event, EventKind
from app.core.items import Allocation, ItemKey, Meaning, TransactionKey
from app.core.queries.seals import days_of_decisions, sealed_days
from app.core.store.slices import in_slices
from app.core.store.tables import events
from app.core.store.trade_tables import decisions, item_versions

AUTO, PERSON = "auto", "person"


class Decision(NamedTuple):
    """That a payment (or, where None, a customer's advance) settles items, and what it rests on."""

    transaction: TransactionKey | None
    allocations: tuple[Allocation, ...]
    rule: str = ""
    confidence: float = 1.0
    runner_up: float | None = None
    reasons: tuple[str, ...] = ()


class Confirmed(NamedTuple):
    """The numbers of the matches made, and the sentences on those that could not be (decision's place first)."""

    ids: tuple[int, ...]
    refused: tuple[tuple[int, str], ...]


def confirm_match(pen: Pen, *, decision: Decision, by: str = PERSON) -> int:
    """Record one match; gives its number. Raises BookError where payment or items are gone or settled by now."""
    done = confirm_all(pen, made=[decision], by=by)
    if done.refused:
        raise BookError(done.refused[0][1], hint="Look at the payment again; nothing was changed.")
    return done.ids[0]


def confirm_all(pen: Pen, *, made: Sequence[Decision], by: str) -> Confirmed:
    """Record those matches that still fit what is open now, in order, as one group."""
    standing = _standing(pen, made)
    refused: list[tuple[int, str]] = []
    recorded: list[Event] = []
    for place, one in enumerate(made):
        sentence = standing.refusal(one.transaction, one.allocations, is_auto=by == AUTO)
        if sentence:
            refused.append((place, sentence))
            continue
        standing.take(one.transaction, one.allocations)
        recorded.append(_event(pen, EventKind.MatchConfirmed, by=by, **_plain(one)))
    return Confirmed(tuple(pen.record_all(recorded)), tuple(refused))


def _standing(pen: Pen, made: Sequence[Decision]) -> Standing:
    named = {ItemKey(part.kind, part.key) for one in made for part in one.allocations}
    return Standing(pen.connection, (one.transaction for one in made if one.transaction is not None), named)


def _plain(one: Decision) -> dict[str, Any]:
    return {
        "transaction": one.transaction and list(one.transaction),
        "allocations": [list(part) for part in one.allocations],
        "rule": one.rule,
        "confidence": round(one.confidence, 6),
        "runner_up": None if one.runner_up is None else round(one.runner_up, 6),
        "reasons": list(one.reasons),
    }


def _event(pen: Pen, kind: EventKind, *, by: str = PERSON, **body: Any) -> Event:
    return Event(kind, {"by": by, "actor": pen.batch.actor, "at": pen.batch.at, **body})


def refuse_proposal(pen: Pen, *, transaction: TransactionKey, item: ItemKey) -> int:
    """The payment is not for that item: it is never proposed again."""
    return pen.record(_event(pen, EventKind.ProposalRefused, transaction=list(transaction), item=list(item)))


def classify(
    pen: Pen,
    *,
    transactions: Iterable[TransactionKey],
    meaning: Meaning,
    rule_id: int | None = None,
    by: str = PERSON,
) -> range:
    """These are no sales but something else, by a person's word or by a rule."""
    told = {"meaning": meaning.value, "rule_id": rule_id}
    return pen.record_all(
        [_event(pen, EventKind.TransactionClassified, by=by, transaction=list(key), **told) for key in transactions]
    )


def remember_account(pen: Pen, *, typed: str, customer_key: str) -> int:
    """What payers type for this customer; ``typed`` in the matcher's spelling."""
    return pen.record(_event(pen, EventKind.AccountRemembered, typed=typed, customer=customer_key))


def ask_colleague(pen: Pen, *, transaction: TransactionKey, to: str, note: str) -> int:
    """Park a payment with a note."""
    return pen.record(_event(pen, EventKind.QuestionAsked, transaction=list(transaction), to=to, note=note))


def answer_question(pen: Pen, *, question: int, answer: str) -> int:
    """Answer a parked question; the payment waits in its own queue again."""
    return pen.record(_event(pen, EventKind.QuestionAnswered, question=question, answer=answer))


def remove_item(pen: Pen, *, item: ItemKey) -> int:
    """Take an invoice, sale, bank line or customer out of the book, whatever list brought it; can be undone."""
    query = select(item_versions.c.seq).where(
        item_versions.c.kind == item.kind, item_versions.c.key == item.key, item_versions.c.is_withdrawn == 0
    )
    standing = list(pen.connection.execute(query.order_by(item_versions.c.seq)).scalars())
    if not standing:
        raise BookError(f"{item.key} is not in the book any more.")
    return pen.record(_event(pen, EventKind.ItemRemoved, item=list(item), statements=standing))


def undo_group(pen: Pen, *, group_id: int, only_auto: bool = False) -> int:
    """Take back what one deed decided (or only what the machine decided in it); gives how many decisions."""
    query = select(decisions.c.id).where(decisions.c.group_id == group_id, decisions.c.is_undone == 0)
    if only_auto:
        query = query.where(decisions.c.by == AUTO)
    return undo_decisions(pen, ids=list(pen.connection.execute(query.order_by(decisions.c.id)).scalars()))


def undo_decisions(pen: Pen, *, ids: Sequence[int]) -> int:
    """Take back these decisions. Raises BookError where none of them stands."""
    standing = [row.id for row in _rows(pen, ids) if not row.is_undone]
    if not standing:
        raise BookError("There is nothing to take back: it was taken back before.")
    days = _days(pen, standing)  # afterwards some are in no view any more
    pen.record(Event(EventKind.DecisionsUndone, {"ids": standing}))
    refuse_where_sealed(pen, days=days, deed="Taking this back")
    return len(standing)


def redo_group(pen: Pen, *, group_id: int) -> int:
    """Let what was taken back stand again. Raises BookError where a payment or an invoice is settled otherwise now."""
    query = select(decisions.c.id).where(decisions.c.group_id == group_id, decisions.c.is_undone == 1)
    ids = list(pen.connection.execute(query.order_by(decisions.c.id)).scalars())
    if not ids:
        raise BookError("There is nothing to do again.")
    _check_again(pen, ids)
    pen.record(Event(EventKind.DecisionsRedone, {"ids": ids}))
    refuse_where_sealed(pen, days=_days(pen, ids), deed="Doing this again")
    return len(ids)


def _days(pen: Pen, ids: Sequence[int]) -> set[int]:
    """The closed days that these decisions are about."""
    closed = sealed_days(pen.connection)
    return days_of_decisions(pen.connection, ids=ids) & closed if closed else set()


def _check_again(pen: Pen, ids: Sequence[int]) -> None:
    made: list[tuple[Decision, str]] = []
    for some in in_slices(ids):
        query = select(events.c.body).where(events.c.seq.in_(some), events.c.kind == EventKind.MatchConfirmed)
        for body in map(orjson.loads, pen.connection.execute(query.order_by(events.c.seq)).scalars()):
            parts = tuple(Allocation(*part) for part in body["allocations"])
            made.append((Decision(body["transaction"] and TransactionKey(*body["transaction"]), parts), body["by"]))
    standing = _standing(pen, [one for one, _ in made])
    for one, by in made:
        sentence = standing.refusal(one.transaction, one.allocations, is_auto=by == AUTO)
        if sentence:
            raise BookError(f"This cannot stand again. {sentence}", hint="Decide the payment anew.")
        standing.take(one.transaction, one.allocations)


def _rows(pen: Pen, ids: Sequence[int]) -> list[Any]:
    found: list[Any] = []
    for some in in_slices(sorted(ids)):
        found += pen.connection.execute(select(decisions).where(decisions.c.id.in_(some)).order_by(decisions.c.id))
    return found
