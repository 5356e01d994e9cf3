"""Whose payment is this? One answer for each payment: ranked candidates, one confidence, and whether it is sure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from math import exp, log

from app.core import clock, money
from app.core.items import Allocation, ItemKey, ItemKind
from app.core.matching import sales, weights
from app.core.matching.evidence import Evidence, evidence
from app.core.matching.knowledge import Knowledge
from app.core.matching.shapes import Shape, shapes
from app.core.matching.values import Candidate, OpenItem, Payment, Queue, Reason, Scored, Verdict
from app.core.statement import Proof

MOST_CANDIDATES = 5
MOST_REASONS = 6
LEAST_CONFIDENCE = 0.005
SURE_SHAPES = frozenset({"exact", "all", "several", "part", "over"})
"""Shapes that the machine may confirm; near misses (a fee, a withholding) and advances are for a person."""


def verdict(knowledge: Knowledge, payment: Payment) -> Verdict:
    """What the matcher says of one payment."""
    found = sales.candidates(knowledge, payment) or _candidates(knowledge, payment)
    ranked = _ranked(found)
    return _judged(knowledge, payment, ranked[:MOST_CANDIDATES])


def verdicts(knowledge: Knowledge, payments: Iterable[Payment]) -> list[Verdict]:
    """A whole run, in order of time: what a sure one takes is taken for those after it.

    ``knowledge`` is left as if the sure ones had been confirmed.
    """
    ordered = sorted(payments, key=lambda one: (one.completed_at, one.key))
    made = []
    for payment in ordered:
        found = verdict(knowledge, payment)
        if found.is_sure:
            take(knowledge, found.candidates[0].allocations)
        made.append(found)
    return made


def take(knowledge: Knowledge, parts: Sequence[Allocation]) -> None:
    """Let the knowledge count these allocations as made."""
    for part in parts:
        item = knowledge.items.get(ItemKey(part.kind, part.key))
        if item is not None:
            knowledge.put_item(item._replace(open_cents=item.open_cents - part.cents - part.forgiven_cents))


def _candidates(knowledge: Knowledge, payment: Payment) -> list[Scored]:
    """All answers, with the chance of each: the debtor's chance times the shape's."""
    refused = knowledge.refused.get(payment.key, set())
    weighed: list[tuple[float, Evidence, list[Shape]]] = []
    for told in evidence(knowledge, payment):
        owed = _owed(knowledge, told.debtor, refused)
        customer_key = told.debtor if told.debtor in knowledge.debtors else ""
        ways = shapes(
            payment.open_cents, owed, named=told.named, customer_key=customer_key, oldest_first=payment.is_running
        )
        if ways and ItemKey(ItemKind.CUSTOMER.value, customer_key) not in refused:
            weighed.append((told.score + _amount_ratio(knowledge, payment, owed, ways), told, ways))
    if not weighed:
        return []
    none = weights.PRIOR_NONE + (weights.NAMED_BY_CHANCE if any(told.named_well for _, told, _ in weighed) else 0.0)
    top = max(none, *(score for score, _, _ in weighed))
    total = exp(none - top) + sum(exp(score - top) for score, _, _ in weighed)
    return [
        _scored(knowledge, payment, told, shape, exp(score - top) / total * shape.share)
        for score, told, ways in weighed
        for shape in ways
    ]


def _owed(knowledge: Knowledge, debtor: str, refused: set[ItemKey]) -> list[OpenItem]:
    """The debtor's open invoices that were not refused, oldest due first."""
    keys = knowledge.by_customer.get(debtor, ())
    found = [knowledge.items[key] for key in keys if key.kind == ItemKind.INVOICE and key not in refused]
    return sorted(found, key=lambda one: (one.item.on_day, one.item.due_day or one.item.on_day, one.item.key))


def _amount_ratio(knowledge: Knowledge, payment: Payment, owed: Sequence[OpenItem], ways: Sequence[Shape]) -> float:
    kind = ways[0].kind
    chance = weights.AMOUNT_M[kind]
    if kind == "exact":
        same = len(knowledge.by_amount.get((ItemKind.INVOICE.value, payment.open_cents), ()))
        return log(chance) - log(max(same, 1) / max(len(knowledge.items), 1))
    if kind in ("all", "several"):
        sets = 2 ** min(len(owed), 16) if kind == "several" else 1
        return log(chance) - log(min(sets / weights.SUM_SPREAD, 0.5))
    return log(chance) - log(weights.AMOUNT_U[kind])


def _scored(knowledge: Knowledge, payment: Payment, told: Evidence, shape: Shape, confidence: float) -> Scored:
    reasons = (*told.reasons, *_amount_reasons(knowledge, payment, shape))
    ordered = sorted(reasons, key=lambda one: not one.is_for)[:MOST_REASONS]
    rule = "+".join(sorted(told.points)) or "amount"
    return Scored(
        Candidate(shape.allocations, confidence, tuple(ordered), f"{rule}:{shape.kind}"),
        shape.kind,
        told.is_spelt,
        told.is_contrary,
    )


def _amount_reasons(knowledge: Knowledge, payment: Payment, shape: Shape) -> list[Reason]:
    paid = [part for part in shape.allocations if part.kind != ItemKind.CUSTOMER]
    found: list[Reason] = []
    match shape.kind:
        case "exact":
            found.append(Reason("amount exact", is_for=True))
        case "all" | "several":
            found.append(Reason(f"{len(paid)} invoices add up to it", is_for=True))
        case "over":
            rest = sum(part.cents for part in shape.allocations if part.kind == ItemKind.CUSTOMER)
            found.append(Reason(f"KES {money.shown(rest)} more than is owed", is_for=False))
        case "none":
            found.append(Reason("no open invoice", is_for=False))
        case _:
            lacking = sum(_left(knowledge, part) for part in paid)
            found.append(Reason(f"KES {money.shown(lacking)} less than is owed", is_for=False))
    late = _days_late(knowledge, payment, paid)
    if late > 0:
        found.append(Reason(f"{late} days late", is_for=False))
    return found


def _left(knowledge: Knowledge, part: Allocation) -> int:
    return knowledge.items[ItemKey(part.kind, part.key)].open_cents - part.cents


def _days_late(knowledge: Knowledge, payment: Payment, paid: Sequence[Allocation]) -> int:
    day = clock.day_number(payment.completed_at)
    dues = [knowledge.items[ItemKey(part.kind, part.key)].item.due_day for part in paid]
    return max((day - due for due in dues if due is not None), default=0)


def _ranked(found: Sequence[Scored]) -> list[Scored]:
    """Best first; one answer that several roads led to counts once, with all its chance."""
    merged: dict[tuple[Allocation, ...], Scored] = {}
    for one in found:
        before = merged.get(one.candidate.allocations)
        if before is None:
            merged[one.candidate.allocations] = one
        else:
            better = max(before, one, key=lambda each: each.candidate.confidence)
            total = min(before.candidate.confidence + one.candidate.confidence, 1.0)
            merged[one.candidate.allocations] = better._replace(candidate=better.candidate._replace(confidence=total))
    ranked = sorted(merged.values(), key=lambda one: (-one.candidate.confidence, one.candidate.allocations))
    return [one for one in ranked if one.candidate.confidence >= LEAST_CONFIDENCE or one is ranked[0]]


def _judged(knowledge: Knowledge, payment: Payment, ranked: Sequence[Scored]) -> Verdict:
    candidates = tuple(one.candidate for one in ranked)
    best = candidates[0].confidence if candidates else 0.0
    runner_up = candidates[1].confidence if len(candidates) > 1 else None
    why_not = why_not_sure(knowledge, payment, ranked)
    return Verdict(payment, _queue(payment, ranked), candidates, best, runner_up, not why_not, why_not)


def why_not_sure(knowledge: Knowledge, payment: Payment, ranked: Sequence[Scored]) -> str:
    """Why the machine may not confirm the first by itself; '' where it may. The only place where this is decided."""
    if payment.blocked:
        return payment.blocked
    if not ranked:
        return "Nothing open fits this payment."
    return next(_obstacles(knowledge, payment, ranked), "")


def _obstacles(knowledge: Knowledge, payment: Payment, ranked: Sequence[Scored]) -> Iterator[str]:
    best = ranked[0]
    if payment.proof < Proof.CALLBACK:
        yield "Only a message vouches for this payment: wait for the statement."
    asked_for = weights.SURE_WHERE_NAMED if _is_named(best) else weights.SURE
    if best.candidate.confidence < asked_for:
        yield _doubt(ranked, asked_for)
    if best.is_contrary:
        yield "Something that was typed speaks for another."
    if best.shape not in SURE_SHAPES:
        yield "There is no open invoice for it yet." if best.shape == "none" else "The amount is not what is owed."
    if not _is_well_founded(best):
        yield "Only one thing speaks for it."
    if sum(part.cents for part in best.candidate.allocations) != payment.open_cents:
        yield "Some of the money would be left over."
    if best.candidate.rule in knowledge.braked:
        yield knowledge.braked[best.candidate.rule]


def _is_named(best: Scored) -> bool:
    points = set(best.candidate.rule.split(":")[0].split("+"))
    return best.is_spelt and best.shape in ("exact", "all") and bool(points & {"reference", "account"})


def _doubt(ranked: Sequence[Scored], asked_for: float) -> str:
    if len(ranked) > 1:
        behind = ranked[0].candidate.confidence - ranked[1].candidate.confidence
        return f"Another answer fits as well: it is {behind:.2f} behind."
    return f"It is {ranked[0].candidate.confidence:.0%} sure, and {asked_for:.1%} is asked for."


def _is_well_founded(best: Scored) -> bool:
    """Two different things must speak for an answer: a number typed, a person, a sum, a code.

    A number that is one slip away names a person's bill only together with that person.
    """
    points = set(best.candidate.rule.split(":")[0].split("+"))
    who, what = points & {"phone", "name", "habit"}, points & {"reference", "account", "remembered"}
    is_sum = best.shape in ("exact", "all", "several")
    if "code" in points:
        return True
    if what:
        return is_sum and bool(who) if not best.is_spelt else is_sum or bool(who)
    if len(who) > 1:
        return best.shape != "part"
    return best.shape == "all" or ("habit" in who and is_sum)


def _queue(payment: Payment, ranked: Sequence[Scored]) -> Queue:
    if not ranked or ranked[0].candidate.confidence < 0.2:
        return Queue.WRONG_ACCOUNT if payment.account_ref.strip() else Queue.UNKNOWN
    best = ranked[0]
    is_named = any(point in best.candidate.rule for point in ("reference", "account", "remembered", "code"))
    if payment.account_ref.strip() and not is_named:
        return Queue.WRONG_ACCOUNT
    if len(best.candidate.allocations) > 1 or best.shape in ("part", "near", "over", "several", "all"):
        return Queue.SPLIT
    return Queue.LIKELY
