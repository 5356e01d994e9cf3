"""Whose payment is this? One answer for each payment: ranked candidates, one confidence, and whether it is sure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from math import exp
from typing import NamedTuple

from app.core.clock import day_number
from app.core.items import Allocation, ItemKey, ItemKind
from app.core.matching import sales, scoring
from app.core.matching.amounts import density
from app.core.matching.deciding import KNOWN, WHO, queue_for, why_not_sure
from app.core.matching.evidence import Evidence, Gathered, gathered
from app.core.matching.knowledge import Knowledge
from app.core.matching.plain import plain_answer
from app.core.matching.reasons import reasons_for
from app.core.matching.shapes import OTHER_WAYS, REST, Debts, Shape, shapes
from app.core.matching.values import Candidate, Payment, Scored, Verdict

MOST_CANDIDATES = 5
LEAST_SHOWN = 0.002
_CUSTOMER = ItemKind.CUSTOMER.value
FAR_BEHIND = 9.0
"""One in eight thousand, as a natural logarithm: more than any way of paying another sum weighs."""


class _Weighed(NamedTuple):
    """One way of one debtor with its weight before all weights are made one whole, and that of ways not to be told."""

    weight: float
    told: Evidence
    shape: Shape
    untold: float = 0.0


def verdict(knowledge: Knowledge, payment: Payment) -> Verdict:
    """What the matcher says of one payment."""
    ranked = _answers(knowledge, payment)[:MOST_CANDIDATES]
    candidates = tuple(one.candidate for one in ranked)
    confidence = candidates[0].confidence if candidates else 0.0
    runner_up = candidates[1].confidence if len(candidates) > 1 else None
    why_not = why_not_sure(knowledge, payment, ranked)
    return Verdict(payment, queue_for(payment, ranked), candidates, confidence, runner_up, not why_not, why_not)


def _answers(knowledge: Knowledge, payment: Payment) -> list[Scored]:
    """All answers, best first. A sale that only the sum speaks for steps back where what was typed names somebody."""
    of_sales = sales.candidates(knowledge, payment)
    if of_sales and ("code" in of_sales[0].points or not payment.account_ref.strip()):
        return of_sales
    of_debts = plain_answer(knowledge, payment) or _candidates(knowledge, payment)
    return of_debts if not of_sales or (of_debts and of_debts[0].points) else of_sales


Watched = Callable[[int, int], None]
"""Told now and then: how many payments were looked at, of how many."""
TOLD_EVERY = 500


def verdicts(knowledge: Knowledge, payments: Iterable[Payment], *, watched: Watched | None = None) -> list[Verdict]:
    """A whole run, in order of time: what a sure one takes is taken for those after it.

    ``knowledge`` is left as if the sure ones had been confirmed.
    """
    ordered = sorted(payments, key=lambda one: (one.completed_at, one.key))
    made: list[Verdict] = []
    for at, payment in enumerate(ordered):
        if watched is not None and at % TOLD_EVERY == 0:
            watched(at, len(ordered))
        found = verdict(knowledge, payment)
        if found.is_sure:
            knowledge.take(found.candidates[0].allocations)
        made.append(found)
    return made


def take(knowledge: Knowledge, parts: Sequence[Allocation]) -> None:
    """Let the knowledge count these allocations as made."""
    knowledge.take(parts)


def _candidates(knowledge: Knowledge, payment: Payment) -> list[Scored]:
    """All answers with the chance of each, best first. The weights of all, and of none of them, make one whole."""
    refused = knowledge.refused_by(payment)
    told = gathered(knowledge, payment)
    background = _background(knowledge, payment, told)
    hopeful = _hopeful(told.debtors)
    weighed = [one for debtor in hopeful for one in _weighed(knowledge, payment, debtor, refused, background)]
    if not weighed:
        return []
    total = _others(told, payment, background) + sum(one.weight + one.untold for one in weighed)
    best: dict[tuple[Allocation, ...], _Weighed] = {}
    for one in weighed:
        if one.shape.kind == REST:
            continue
        before = best.get(one.shape.allocations)
        if before is not None:
            one = max(before, one, key=lambda each: each.weight)._replace(weight=before.weight + one.weight)  # noqa: PLW2901
        best[one.shape.allocations] = one
    ranked = sorted(best.values(), key=lambda one: (-one.weight, one.shape.allocations))[:MOST_CANDIDATES]
    if not ranked:
        return []
    shown = [one for at, one in enumerate(ranked) if at == 0 or one.weight >= LEAST_SHOWN * total]
    scored = [_scored(knowledge, payment, one, one.weight / total) for one in shown]
    if _is_disputed(ranked[0].told, told.debtors):
        scored[0] = scored[0]._replace(is_disputed=True)
    return scored


def _is_disputed(best: Evidence, found: list[Evidence]) -> bool:
    """Whether another owes just this sum too, and what was typed, or else the payer, speaks for that one alone."""
    is_payer = bool(best.points & WHO)
    return any(
        one.owes_exactly and ((best.is_contrary and one.is_spelt) or not (is_payer or one.points.isdisjoint(KNOWN)))
        for one in found
        if one.debtor != best.debtor
    )


def _hopeful(found: list[Evidence]) -> list[Evidence]:
    """Those who can still come near the best: who owes just this sum has the better chance, but only so much better."""
    if len(found) < 2:
        return found
    top = max(one.score if one.owes_exactly else one.score - FAR_BEHIND for one in found)
    return [one for one in found if one.score >= top - (FAR_BEHIND if one.owes_exactly else FAR_BEHIND - 2)]


def _weighed(
    knowledge: Knowledge, payment: Payment, told: Evidence, refused: set[ItemKey], background: float
) -> Iterator[_Weighed]:
    customer_key = told.debtor if told.debtor in knowledge.debtors else ""
    if refused and ItemKey(_CUSTOMER, customer_key) in refused:
        return
    owed = knowledge.owed(told.debtor, refused, payment.store)
    day = day_number(payment.completed_at)
    debts = Debts(owed, told.named, customer_key, background, day, payment.is_running, told.typed_paid)
    weight = exp(told.score) / background
    for shape in shapes(payment.open_cents, debts):
        if shape.chance > 0:
            untold = OTHER_WAYS if shape.kind in ("some", REST) else 0.0
            yield _Weighed(weight * shape.chance, told, shape, weight * shape.chance * untold)


def _background(knowledge: Knowledge, payment: Payment, told: Gathered) -> float:
    """How common the sum is among all payments of this book."""
    return scoring.background(told.same_amount, knowledge.open_invoices, density(payment.open_cents))


def _others(told: Gathered, payment: Payment, background: float) -> float:
    """The weight of everybody who is no candidate; those who owe the very sum may all be candidates already."""
    of_sum = (background - (1 - scoring.OF_AN_INVOICE) * density(payment.open_cents)) / background
    unlisted = 1 - told.listed_amount / told.same_amount if told.same_amount else 1.0
    return told.rest * (of_sum * unlisted + 1 - of_sum) + told.nobody


def _scored(knowledge: Knowledge, payment: Payment, one: _Weighed, share: float) -> Scored:
    told, shape = one.told, one.shape
    rule = f"{'+'.join(sorted(told.points)) or 'amount'}:{shape.kind}"
    reasons = reasons_for(knowledge, payment, told.reasons, shape)
    candidate = Candidate(shape.allocations, share, reasons, rule)
    return Scored(candidate, shape.kind, told.points, told.is_spelt, told.is_contrary, told.is_in_part)
