"""Peers that add up points: the GnuCash importer and Midday."""

from __future__ import annotations

from collections import defaultdict

from benchmarks.companies.making import fee_cents
from benchmarks.companies.peers.opened import FAR_DAYS, Item, Opened, numbers_of, plain, words
from benchmarks.companies.peers.ranking import SHOWN, automatic
from benchmarks.companies.values import INVOICE, Allocations, Decision, TruePayment, day_of


class GnuCash:
    """Points for sum, date, number and texts; 6 and more is matched at once, 3 and less is new.

    Sum equal +3, within the fee +2, else -5; date same +3, within 4 days +2, beyond 14 days -5; number equal +4,
    different -2; each text equal +2, in part +1. Items that share neither number, name nor sum cannot reach 6.
    """

    MATCHED, NEW, NEAR_DAYS = 6, 3, 4

    def __init__(self, opened: Opened) -> None:
        self.opened = opened

    def learn(self, payment: TruePayment, booked: Allocations, decision: Decision | None) -> None:
        """Nothing."""

    def decide(self, payment: TruePayment) -> Decision:
        opened, day = self.opened, day_of(payment.completed_at)
        found = [*opened.numbered(payment), *opened.open(opened.by_party.get(plain(payment.name), ()))]
        found += opened.of_sum(payment.amount_cents, day)
        points = {item: self.points(payment, item) for item in found}
        best = [item for item in sorted(points, key=lambda item: -points[item]) if points[item] > self.NEW]
        if best and points[best[0]] >= self.MATCHED:
            return automatic(payment, opened.spread(best[:1], payment.amount_cents))
        ranked = tuple(opened.spread((item,), payment.amount_cents) for item in best[:SHOWN])
        return Decision(payment.receipt, ranked[0] if ranked else (), ranked=ranked)

    def points(self, payment: TruePayment, item: Item) -> int:
        """The points of one pair."""
        apart = abs(self.opened.left[item.key] - payment.amount_cents)
        amount = 3 if not apart else 2 if apart <= fee_cents(payment.amount_cents) else -5
        days = abs(item.on - day_of(payment.completed_at))
        date = 3 if not days else 2 if days <= self.NEAR_DAYS else -5 if days > FAR_DAYS else 0
        texts = _likeness(payment.name, item.party) + _likeness(payment.account_ref, item.text)
        return amount + date + self._number(payment, item) + texts

    def _number(self, payment: TruePayment, item: Item) -> int:
        typed = numbers_of(payment)
        if item.number in typed or (item.account and item.account in typed):
            return 4
        return -2 if item.number and (item.kind != INVOICE or payment.account_ref) else 0


def _likeness(one: str, other: str) -> int:
    if not one or not other:
        return 0
    return 2 if plain(one) == plain(other) else 1 if words(one) & words(other) else 0


class Midday:
    """Name, sum and date weighed; 0.60 is suggested, 0.90 confirmed if this payer and customer were right before."""

    NAME, AMOUNT, DATE = 0.40, 0.40, 0.20
    SUGGESTED, CONFIRMED, RIGHT_BEFORE = 0.60, 0.90, 0.90
    NEAR_SUM = 0.02
    DAYS = 30

    def __init__(self, opened: Opened) -> None:
        self.opened = opened
        self.right: defaultdict[tuple[str, str], int] = defaultdict(int)
        self.wrong: defaultdict[tuple[str, str], int] = defaultdict(int)
        self.customers_of: defaultdict[str, set[str]] = defaultdict(set)

    def decide(self, payment: TruePayment) -> Decision:
        opened, day = self.opened, day_of(payment.completed_at)
        found = opened.of_sum(payment.amount_cents, day)
        for customer in self.customers_of.get(_payer(payment), ()):
            found += opened.open(opened.by_customer.get(customer, ()))
        found = [item for item in found if not self.wrong[_payer(payment), item.key]]
        scores = {item: self.score(payment, item) for item in found}
        best = sorted((item for item in scores if scores[item] >= self.SUGGESTED), key=lambda item: -scores[item])
        ranked = tuple(opened.spread((item,), payment.amount_cents) for item in best[:SHOWN])
        if not best:
            return Decision(payment.receipt)
        top = best[0]
        is_sure = scores[top] >= self.CONFIRMED and self._was_right(payment, top)
        after = scores[best[1]] if len(best) > 1 else None
        return Decision(payment.receipt, ranked[0], is_sure, scores[top], after, ranked)

    def score(self, payment: TruePayment, item: Item) -> float:
        """The weighed likeness of one pair, 0 to 1."""
        ours, theirs = words(payment.name), words(item.party)
        name = 2 * len(ours & theirs) / (len(ours) + len(theirs)) if ours and theirs else 0.0
        apart = abs(self.opened.left[item.key] - payment.amount_cents) / payment.amount_cents
        amount = 1.0 if not apart else 0.8 if apart <= self.NEAR_SUM else 0.0
        date = max(0.0, 1 - abs(item.on - day_of(payment.completed_at)) / self.DAYS)
        return self.NAME * name + self.AMOUNT * amount + self.DATE * date

    def _was_right(self, payment: TruePayment, item: Item) -> bool:
        pair = (_payer(payment), item.customer)
        times, wrong = self.right[pair], self.wrong[pair]
        return times > 0 and times / (times + wrong) >= self.RIGHT_BEFORE

    def learn(self, payment: TruePayment, booked: Allocations, decision: Decision | None) -> None:
        """Counts a pair as right where the bookkeeper booked it, and refuses what he passed over."""
        payer = _payer(payment)
        chosen = {each.key for each in booked if each.kind == INVOICE}
        for customer in {self.opened.customer_of[key] for key in chosen}:
            self.right[payer, customer] += 1
            self.customers_of[payer].add(customer)
        if decision and not decision.is_automatic:
            for each in decision.allocations:
                if each.kind == INVOICE and each.key not in chosen:
                    self.wrong[payer, each.key] += 1
                    self.wrong[payer, self.opened.customer_of[each.key]] += 1


def _payer(payment: TruePayment) -> str:
    return f"{plain(payment.name)} {payment.phone[-3:]}"
