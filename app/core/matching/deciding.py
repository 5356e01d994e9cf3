"""Whether the machine may confirm an answer by itself: the only place where this is decided, and why not, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.core import clock
from app.core.items import Allocation, ItemKey, ItemKind
from app.core.matching import scoring
from app.core.matching.knowledge import Knowledge
from app.core.matching.values import Candidate, Payment, Queue, Scored
from app.core.statement import Proof

SURE_SHAPES = frozenset({"exact", "all", "several", "few", "part", "over"})
"""Shapes that the machine may confirm; forgiving a rest, taking one of several, an advance are for a person."""

LEAST_FOR_QUEUE = 0.2
_WHAT = frozenset({"reference", "account", "remembered", "code"})
WHO = frozenset({"phone", "name", "habit", "named"})
KNOWN = frozenset({"phone", "habit"})
_PERSON = WHO | {"paid", "near"}
_SPLIT = frozenset({"part", "some", "few", "fee", "another", "over", "several", "all"})
_WHOLE = frozenset({"exact", "all", "several", "few"})


def why_not_sure(knowledge: Knowledge, payment: Payment, ranked: Sequence[Scored]) -> str:
    """Why the machine may not confirm the first of these by itself; '' where it may."""
    if payment.blocked:
        return payment.blocked
    if not ranked:
        return "Nothing open fits this payment."
    return next(_obstacles(knowledge, payment, ranked), "")


def _obstacles(knowledge: Knowledge, payment: Payment, ranked: Sequence[Scored]) -> Iterator[str]:
    best = ranked[0]
    if payment.proof < Proof.CALLBACK:
        yield "Only a message vouches for this payment: wait for the statement."
    yield from _rivals(knowledge, ranked)
    asked_for = _asked_for(best, is_running=payment.is_running)
    if best.candidate.confidence < asked_for:
        yield f"It is {best.candidate.confidence:.1%} sure; {asked_for:.1%} is asked for."
    if best.shape not in SURE_SHAPES:
        yield _shape_told(best.shape)
    if best.is_in_part:
        yield "Not every number that was typed is open for this customer."
    if best.is_disputed:
        yield "What was typed and who paid speak for two customers, and both owe this amount."
    if _is_early(knowledge, payment, best) and "reference" not in best.points:
        yield "The invoice was written after the payment, and its number was not typed."
    if not _is_well_founded(best, is_running=payment.is_running):
        yield "Only one thing speaks for it."
    if sum(part.cents for part in best.candidate.allocations) != payment.open_cents:
        yield "Some of the money would be left over."
    if best.candidate.rule in knowledge.braked:
        yield knowledge.braked[best.candidate.rule]


def _is_early(knowledge: Knowledge, payment: Payment, best: Scored) -> bool:
    day = clock.day_number(payment.completed_at)
    paid = (knowledge.items.get(ItemKey(part.kind, part.key)) for part in best.candidate.allocations)
    return any(item is not None and item.item.kind == ItemKind.INVOICE and item.item.on_day > day for item in paid)


def _rivals(knowledge: Knowledge, ranked: Sequence[Scored]) -> Iterator[str]:
    """Another answer within the margin."""
    if len(ranked) < 2:
        return
    best, second = ranked[0].candidate, ranked[1].candidate
    behind = best.confidence - second.confidence
    if behind < scoring.MARGIN:
        yield f"A second answer fits as well: {named(knowledge, second)} is {behind:.2f} behind."


def named(knowledge: Knowledge, candidate: Candidate) -> str:
    """What a candidate is for, in a few words: ``INV 1044``, ``an advance of ALICE TESTER``, ``3 invoices``."""
    paid = [part for part in candidate.allocations if part.kind != ItemKind.CUSTOMER]
    if len(paid) > 1:
        return f"{_number(knowledge, paid[0])} with {len(paid) - 1} more"
    if paid:
        return _number(knowledge, paid[0])
    known = knowledge.debtors.get(candidate.allocations[0].key)
    return f"an advance of {known.customer.name}" if known else "an advance"


def _number(knowledge: Knowledge, part: Allocation) -> str:
    item = knowledge.items.get(ItemKey(part.kind, part.key))
    return item.item.number if item is not None and item.item.number else part.key


def _shape_told(shape: str) -> str:
    match shape:
        case "none":
            return "There is no open invoice for it yet."
        case "another":
            return "Another invoice of this customer was typed."
        case "fee":
            return "A rest would be forgiven: that is for you to say."
    return "The amount is not what is owed on one invoice, and none is named."


def _asked_for(best: Scored, *, is_running: bool) -> float:
    """How sure the machine must be: less where a number typed letter by letter or a known payer leaves little open."""
    points = best.points
    is_typed = "reference" in points and best.is_spelt and not best.is_contrary
    is_fit = best.shape in ("exact", "few") or (best.shape in ("part", "over") and bool(points & WHO))
    if "code" in points or (is_typed and is_fit) or (is_running and best.is_spelt and "account" in points):
        return scoring.SURE_WHERE_NAMED
    is_payer = "habit" in points or {"phone", "name"} <= points
    is_known = is_payer and points <= _PERSON and (is_running or best.shape == "exact")
    return scoring.SURE_WHERE_KNOWN if is_known else scoring.SURE


def _is_well_founded(best: Scored, *, is_running: bool) -> bool:
    """Two different things must speak for an answer: a number typed, a person, a sum, a code."""
    if "code" in best.points:
        return True
    what, who = best.points & _WHAT, best.points & WHO
    is_sum = best.shape in _WHOLE or (is_running and best.shape == "over")
    if not what and best.shape in ("few", "part", "over") and not is_running:
        return False  # it may be for an invoice that is not written yet
    if best.shape == "several" and not (what and who):
        return False
    if is_running and best.is_spelt and "account" in what and best.candidate.confidence >= scoring.SURE:
        return True  # whatever the sum, the oldest is paid
    if best.is_contrary:
        return is_sum and len(who | (best.points & {"near"})) > 1 and bool(who)
    if what and best.is_spelt and is_sum:
        return True
    if what:
        return (bool(who) and (is_sum or best.is_spelt)) or len(who) > 1 or (is_sum and "reference" in what)
    return len(who) > 1 or (is_sum and bool(who - {"name"}))


def queue_for(payment: Payment, ranked: Sequence[Scored]) -> Queue:
    """Where the payment waits for a person."""
    has_text = bool(payment.account_ref.strip())
    if not ranked or ranked[0].candidate.confidence < LEAST_FOR_QUEUE:
        return Queue.WRONG_ACCOUNT if has_text else Queue.UNKNOWN
    best = ranked[0]
    if has_text and not best.points & _WHAT:
        return Queue.WRONG_ACCOUNT
    if len(best.candidate.allocations) > 1 or best.shape in _SPLIT:
        return Queue.SPLIT
    return Queue.LIKELY
