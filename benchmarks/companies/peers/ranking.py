"""Peers that go by ranks and tables: exact reference, ERPNext, Dynamics Business Central, StockPulse."""

from __future__ import annotations

import re

from benchmarks.companies.peers.opened import Item, Opened, plain, words
from benchmarks.companies.values import Allocations, Decision, TruePayment, day_of

SHOWN = 3


class _Unlearning:
    """A rule that learns nothing."""

    def __init__(self, opened: Opened) -> None:
        self.opened = opened

    def learn(self, payment: TruePayment, booked: Allocations, decision: Decision | None) -> None:
        """Nothing."""

    def offered(self, payment: TruePayment, items: list[Item], **more: object) -> Decision:
        """The best few, one by one, not confirmed."""
        ranked = tuple(self.opened.spread((item,), payment.amount_cents) for item in items[:SHOWN])
        return Decision(payment.receipt, ranked[0] if ranked else (), ranked=ranked, **more)  # type: ignore[arg-type]


def automatic(payment: TruePayment, allocations: Allocations) -> Decision:
    """Confirmed by the machine."""
    return Decision(payment.receipt, allocations, is_automatic=True, ranked=(allocations,))


class ExactReference(_Unlearning):
    """Confirms where the typed reference, trimmed and in upper case, is the invoice's number; else does nothing.

    An account number counts as its open bill's number, and as all its bills' where the oldest goes first by
    convention, or nothing would match at a landlord's.
    """

    def decide(self, payment: TruePayment) -> Decision:
        found = self.opened.surely_numbered(payment)
        if not found:
            return Decision(payment.receipt)
        return automatic(payment, self.opened.spread(found, payment.amount_cents))


class ErpNext(_Unlearning):
    """rank = 1 + (reference equal) + (party equal) among items of the very sum; the highest is offered."""

    def decide(self, payment: TruePayment) -> Decision:
        opened = self.opened
        numbered = {item.key for item in opened.numbered(payment)}
        of_sum = [item for item in opened.open(numbered) if opened.left[item.key] == payment.amount_cents]
        of_sum += [item for item in self._of_party(payment) if opened.left[item.key] == payment.amount_cents]
        of_sum += opened.of_sum(payment.amount_cents, day_of(payment.completed_at))
        once = list({item.key: item for item in of_sum}.values())
        once.sort(key=lambda item: -((item.key in numbered) + is_party(payment, item)))
        return self.offered(payment, once)

    def _of_party(self, payment: TruePayment) -> list[Item]:
        opened = self.opened
        keys = {**opened.by_party.get(plain(payment.name), {}), **opened.by_phone.get(payment.phone, {})}
        return opened.open(keys)


def is_party(payment: TruePayment, item: Item) -> bool:
    """Name or number is exactly the customer's."""
    return bool(item.party) and (
        plain(payment.name) == item.party or (bool(item.phone) and payment.phone == item.phone)
    )


class StockPulse(_Unlearning):
    """Confirms an exact reference within seven days; else shows the three nearest of that sum."""

    DAYS = 7

    def decide(self, payment: TruePayment) -> Decision:
        day = day_of(payment.completed_at)
        found = [item for item in self.opened.surely_numbered(payment) if abs(item.on - day) <= self.DAYS]
        if found:
            return automatic(payment, self.opened.spread(found[:1], payment.amount_cents))
        return self.offered(payment, self.opened.of_sum(payment.amount_cents, day))


HIGH = frozenset({
    ("full", "several", "one"), ("full", "several", "many"), ("full", "yes", "one"), ("full", "yes", "many"),
    ("full", "no", "one"), ("partial", "several", "one"), ("partial", "several", "many"), ("partial", "yes", "one"),
    ("none", "several", "one"), ("none", "several", "many"),
})  # fmt: skip
MEDIUM = frozenset({
    ("full", "several", "none"), ("full", "yes", "none"), ("full", "no", "many"), ("partial", "several", "none"),
    ("partial", "yes", "many"), ("partial", "yes", "none"), ("partial", "no", "one"), ("none", "yes", "one"),
    ("none", "several", "none"),
})  # fmt: skip
_LEVELS = {"High": 3, "Medium": 2, "Low": 1, "": 0}


class BusinessCentral(_Unlearning):
    """A table of party x document number x sum gives High, Medium or Low; High is applied, unless several share it."""

    def decide(self, payment: TruePayment) -> Decision:
        named = self._documents(payment)
        day = day_of(payment.completed_at)
        candidates = {item.key: item for item in named}
        candidates |= {item.key: item for item in self.opened.open(self.opened.by_party.get(plain(payment.name), ()))}
        alike = self.opened.of_sum(payment.amount_cents, day)
        candidates |= {item.key: item for item in alike}
        levels = {key: _LEVELS[self._level(payment, item, named, alike)] for key, item in candidates.items()}
        ranked = sorted((item for key, item in candidates.items() if levels[key]), key=lambda item: -levels[item.key])
        if ranked and levels[ranked[0].key] == _LEVELS["High"]:
            top = [item for item in ranked if levels[item.key] == _LEVELS["High"]]
            if len(named) > 1 and {item.key for item in top} == {item.key for item in named}:
                return automatic(payment, self.opened.spread(named, payment.amount_cents))
            if len(top) == 1:
                return automatic(payment, self.opened.spread(top, payment.amount_cents))
        return self.offered(payment, ranked)

    def _documents(self, payment: TruePayment) -> list[Item]:
        parts = (part for part in re.split(r"[ ,/&]+", plain(payment.account_ref)) if len(part) > 3)
        found = [item for part in parts for item in self.opened.open(self.opened.by_number.get(part, ()))]
        return list({item.key: item for item in (*self.opened.numbered(payment), *found)}.values())

    def _level(self, payment: TruePayment, item: Item, named: list[Item], alike: list[Item]) -> str:
        party = self._party(payment, item)
        document = "no" if item not in named else "several" if len(named) > 1 else "yes"
        of_sum = [each for each in alike if party == "none" or each.customer == item.customer]
        amount = "none" if item not in of_sum else "one" if len(of_sum) == 1 else "many"
        row = (party, document, amount)
        if row in HIGH:
            return "High"
        return "Medium" if row in MEDIUM else "" if row == ("none", "no", "none") else "Low"

    def _party(self, payment: TruePayment, item: Item) -> str:
        if is_party(payment, item):
            return "full"
        return "partial" if words(payment.name) & words(item.party) else "none"
