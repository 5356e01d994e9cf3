"""What speaks for and against each debtor of a payment, gathered by index."""

from __future__ import annotations

from collections.abc import Iterator
from math import exp, log
from typing import NamedTuple

from app.core.clock import day_number
from app.core.items import ItemKey, ItemKind
from app.core.matching import scoring
from app.core.matching.knowledge import Knowledge
from app.core.matching.names import Words, words_of
from app.core.matching.party import Party, name_and_phone
from app.core.matching.payers import Past, pair_of
from app.core.matching.text_index import CORE, EXACT
from app.core.matching.typed import Typed
from app.core.matching.values import Payment, Reason
from app.core.phones import could_be_same

MOST_ASKED = 24
"""An index that answers with more debtors than this says nothing about any of them."""

MOST_OF_AMOUNT, MOST_LOOKED_THROUGH = 8, 400

_INVOICE = ItemKind.INVOICE.value


class Evidence(NamedTuple):
    """What is known for one debtor: the sum of log ratios with the prior, the reasons, the kinds of point.

    ``points`` names what speaks for the debtor: reference, account, remembered, named, phone, name, habit.
    ``is_spelt``: a number typed names the debtor letter by letter; ``is_contrary``: it names another; ``is_in_part``:
    of several numbers typed some are not the debtor's, or not open; ``owes_exactly``: one open invoice is of this sum.
    """

    debtor: str
    named: tuple[ItemKey, ...]
    score: float
    reasons: tuple[Reason, ...]
    points: frozenset[str]
    is_spelt: bool
    is_contrary: bool
    is_in_part: bool
    typed_paid: bool
    owes_exactly: bool


class Gathered(NamedTuple):
    """All debtors worth a thought, and the weight of those that are not: the rest of the book, and nobody in it."""

    debtors: list[Evidence]
    rest: float
    nobody: float
    same_amount: int
    listed_amount: int


class Asked:
    """A payment with what the indexes answered."""

    def __init__(self, knowledge: Knowledge, payment: Payment) -> None:
        self.knowledge, self.payment = knowledge, payment
        self.typed = Typed(knowledge, payment.account_ref)
        self.words: Words = words_of(payment.name)
        self.size = max(len(knowledge.debtors), len(knowledge.by_customer), 2)
        self.phone = self._best_phone()
        self.past: Past | None = None
        self.is_crowded = False
        self.same_amount = knowledge.by_amount.get((_INVOICE, payment.open_cents), set())

    def _best_phone(self) -> str:
        """The number typed as account may be the payer's own, in full."""
        full = self.typed.full_number
        return full if full and could_be_same(full, self.payment.phone) else self.payment.phone

    # ---------------------------------------------------------------- whom to think of
    def plain_debtor(self) -> str:
        """The one debtor whose number was typed letter by letter with the very sum, where nothing speaks against."""
        hits = self.typed.hits
        if len(hits) != 1 or not self.typed.is_spelt:
            return ""
        debtor, found = next(iter(hits.items()))
        if len(found) != 1 or found[0].how not in (EXACT, CORE) or not self.owes_named(debtor, found[0].owner):
            return ""
        known = self.knowledge.debtors.get(debtor)
        if known is None:
            return ""
        party = name_and_phone(self.knowledge, debtor, words=self.words, phone=self.phone, size=self.size)
        return debtor if party.agrees else ""

    def owes_named(self, debtor: str, owner: ItemKey) -> bool:
        """Whether what the typed text names asks for just this sum."""
        items, cents = self.knowledge.items, self.payment.open_cents
        if owner.kind == _INVOICE:
            return items[owner].open_cents == cents
        return self.owes_exactly(debtor)

    def owes_exactly(self, debtor: str) -> bool:
        """Whether one open invoice of the debtor asks for just this sum."""
        return not self.same_amount.isdisjoint(self.knowledge.by_customer.get(debtor, ()))

    def debtors(self) -> Iterator[str]:
        """Everybody of whom anything speaks."""
        self.past = self.knowledge.payers.past(self.payment)
        yield from self.typed.debtors()
        yield from self.past.by_customer
        by_phone = self.knowledge.phones.found(self.phone)
        by_words = self.knowledge.named_so(self.words)
        if len(by_phone) > MOST_ASKED:
            by_phone = by_phone & by_words
        if len(by_words) > MOST_ASKED:
            self.is_crowded = True
            by_words = by_words & by_phone
        elif by_words & by_phone:
            by_words = {one for one in by_words if one in by_phone or self.owes_exactly(one)}
        yield from by_phone
        yield from by_words

    def of_amount(self) -> Iterator[str]:
        """Debtors of invoices of the very sum, nearest in time first."""
        same = self.same_amount
        if not same or len(same) > MOST_LOOKED_THROUGH:
            return
        items, day = self.knowledge.items, day_number(self.payment.completed_at)
        near = sorted(same, key=lambda key: (abs(items[key].item.on_day - day), key))[:MOST_OF_AMOUNT]
        for key in near:
            yield self.knowledge.debtor_of(items[key])


def gathered(knowledge: Knowledge, payment: Payment) -> Gathered:
    """All debtors worth a thought for this payment."""
    asked = Asked(knowledge, payment)
    plain = asked.plain_debtor()
    debtors = [plain] if plain else _thinkable(asked)
    found = _weighed(asked, debtors)
    listed = sum(len(asked.same_amount.intersection(knowledge.by_customer.get(one, ()))) for one in debtors)
    return Gathered(found, _rest(asked, found), _nobody(asked), len(asked.same_amount), listed)


def _thinkable(asked: Asked) -> list[str]:
    """Everybody of whom anything speaks. Beside one who was named and owes just this, only others who owe it count."""
    found, typed = set(asked.debtors()), asked.typed
    if not typed.is_spelt:
        return sorted(found.union(asked.of_amount()))
    if any(asked.owes_named(debtor, hit.owner) for debtor, hits in typed.hits.items() for hit in hits):
        return sorted(debtor for debtor in found if debtor in typed.hits or asked.owes_exactly(debtor))
    return sorted(found.union(one for one in asked.of_amount() if typed.is_near(one)))


def _weighed(asked: Asked, debtors: list[str]) -> list[Evidence]:
    parties = [_party(asked, debtor) for debtor in debtors]
    top = sorted((party.score for party in parties), reverse=True)[:2]
    found = []
    for debtor, party in zip(debtors, parties, strict=True):
        best_other = top[1] if len(top) > 1 and party.score == top[0] else top[0] if len(top) > 1 else None
        found.append(_for_debtor(asked, debtor, party, best_other))
    return found


def _for_debtor(asked: Asked, debtor: str, party: Party, best_other: float | None) -> Evidence:
    typed = asked.typed
    owes = asked.owes_exactly(debtor)
    point = typed.point(debtor, asked.words, asked.size, may_be_near=owes or party.score > 0)
    score = party.score
    if typed.is_well_named(debtor) and best_other is not None:
        by_another = log(scoring.PAYS_FOR_ANOTHER / asked.size) + best_other
        score = max(score, by_another) + log(1 + exp(-abs(score - by_another)))
    reasons = (*((point.reason,) if point.reason else ()), *party.reasons)
    points = party.points | {point.kind} if point.kind else party.points
    return Evidence(
        debtor,
        typed.named(debtor),
        _prior(asked.knowledge, debtor, asked.size) + point.score + score,
        reasons,
        points,
        typed.is_spelt_out(debtor),
        typed.speaks_for_another(debtor),
        typed.is_in_part(debtor),
        typed.paid_by == debtor,
        owes,
    )


def _prior(knowledge: Knowledge, debtor: str, size: int) -> float:
    many = len(knowledge.by_customer.get(debtor, ()))
    whole = knowledge.open_invoices + scoring.PREFER_OPEN * size
    return log((1 - scoring.PRIOR_NOBODY) * (many + scoring.PREFER_OPEN) / whole)


def _rest(asked: Asked, found: list[Evidence]) -> float:
    """The weight of everybody of whom nothing speaks, the sum left aside."""
    counted = sum(exp(_prior(asked.knowledge, one.debtor, asked.size)) for one in found)
    has_party = bool(asked.words or asked.phone)
    party = 0.8 if asked.is_crowded else scoring.STRANGER if has_party else 1.0
    return max(1 - scoring.PRIOR_NOBODY - counted, 0.0) * asked.typed.rest() * party


def _nobody(asked: Asked) -> float:
    return scoring.PRIOR_NOBODY * asked.typed.nobody()


# ---------------------------------------------------------------- who paid
def _party(asked: Asked, debtor: str) -> Party:
    """What name and number say of the debtor; the past counts instead of both where it says more."""
    both = name_and_phone(asked.knowledge, debtor, words=asked.words, phone=asked.phone, size=asked.size)
    past = asked.past
    if past is None or not past.times:
        return both
    times = past.by_customer.get(debtor, 0)
    if not times:
        return both._replace(score=both.score + log(scoring.ELSEWHERE))
    ratio = log(scoring.HABIT * times / (past.times + scoring.HABIT_DOUBT)) + log(asked.size)
    if pair_of(asked.payment.key.receipt) and asked.payment.phone:
        ratio += log(scoring.SAME_PAIR if debtor in past.same_pair else scoring.OTHER_PAIR)
    points = both.points | {"habit"}
    if ratio <= both.score:
        return both._replace(points=points)
    word = "once" if times == 1 else f"{times} times"
    told = Reason(f"paid for this customer {word} before", is_for=True)
    return Party(ratio, (told, *(one for one in both.reasons if one.is_for)), points, both.agrees)
