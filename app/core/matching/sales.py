"""Sales of tills: the code that the cashier entered is the receipt; without one, amount and time only suggest."""

from __future__ import annotations

from math import exp

from app.core import money
from app.core.items import Allocation, ItemKey, ItemKind
from app.core.matching.knowledge import Knowledge
from app.core.matching.text_index import ALIKE
from app.core.matching.values import Candidate, OpenItem, Payment, Reason, Scored

LATE_SECONDS, EARLY_SECONDS = 45 * 60, 2 * 3600
"""A sale is rung up before its payment by at most the first, after it by at most the second."""

MINUTES_APART = 4.0
"""Sales are rung up within some minutes of their payment; the chance falls by two thirds with each so many."""

BY_CODE, BY_SLIP, NOBODY_RANG_UP = 0.9995, 0.997, 0.015
OTHER_STORE, OTHER_CODE = 0.05, 0.02
"""A sale of another store, or one that carries another code, is the payment's that seldom."""

SHARE_OF_SUGGESTED = 0.99
_SALE = ItemKind.SALE.value
_CODE, _AMOUNT = frozenset({"code"}), frozenset({"amount"})


def candidates(knowledge: Knowledge, payment: Payment) -> list[Scored]:
    """Answers among the sales, best first, or nothing where no sale can be meant."""
    refused = knowledge.refused_by(payment)
    receipt = payment.key.receipt
    exact = [knowledge.items[key] for key in sorted(knowledge.by_code.get(receipt, ())) if key not in refused]
    if exact:
        return _ranked(_by_code(payment, exact))
    if not knowledge.by_code and (_SALE, payment.open_cents) not in knowledge.by_amount:
        return []
    return _by_slip(knowledge, payment, refused) or _ranked(_by_amount(knowledge, payment, refused))


def _by_code(payment: Payment, exact: list[OpenItem]) -> list[Scored]:
    told = f"code {payment.key.receipt}"
    timely = [sale for sale in exact if is_timely(payment, sale)]
    if len(exact) > 1 and sum(sale.open_cents for sale in exact) == payment.open_cents and len(timely) == len(exact):
        return [_several(exact, told)]
    chance = BY_CODE if len(timely) == len(exact) == 1 else 0.9 / len(exact)
    return [_of_code(payment, sale, chance if sale in timely else chance * 0.5, told) for sale in exact]


def _of_code(payment: Payment, sale: OpenItem, chance: float, told: str) -> Scored:
    if sale.open_cents == payment.open_cents:
        return _one(payment, sale, chance, told, "exact", _CODE)
    if payment.open_cents < sale.open_cents:
        return _one(payment, sale, chance, told, "part", _CODE)
    return _one(payment, sale, chance * 0.9, told, "some", _CODE)


def _by_slip(knowledge: Knowledge, payment: Payment, refused: set[ItemKey]) -> list[Scored]:
    """The one sale about that time, of that sum, whose code is this receipt but for a look-alike or one slip."""
    receipt = payment.key.receipt
    named = knowledge.codes.named(receipt) + knowledge.codes.one_slip_away(receipt)
    slips = [(knowledge.items[one.owner], one.how) for one in named if one.owner not in refused and one.how != "core"]
    near = [(sale, how) for sale, how in slips if sale.open_cents == payment.open_cents and is_timely(payment, sale)]
    if len(near) != 1:
        return []
    sale, how = near[0]
    told = f"code “{sale.item.code}” {'looks like it' if how == ALIKE else 'is one slip away'}"
    return [_one(payment, sale, BY_SLIP, told, "exact", _CODE)]


def is_timely(payment: Payment, sale: OpenItem) -> bool:
    """Whether the sale was rung up about when the payment came."""
    at = sale.item.at
    return at is None or -LATE_SECONDS <= at - payment.completed_at <= EARLY_SECONDS


def _by_amount(knowledge: Knowledge, payment: Payment, refused: set[ItemKey]) -> list[Scored]:
    """Sales of this amount, about this time: ranked by how near, never sure."""
    same = knowledge.by_amount.get((_SALE, payment.open_cents), ())
    timely = [
        sale
        for sale in (knowledge.items[key] for key in sorted(same) if key not in refused)
        if sale.item.at is not None and is_timely(payment, sale)
    ]
    odds = [_odds(payment, sale) for sale in timely]
    total = sum(odds) + NOBODY_RANG_UP * (1 if not odds else min(1.0, max(odds)))
    return [
        _one(payment, sale, SHARE_OF_SUGGESTED * share / total, _minutes(payment, sale), "exact", _AMOUNT)
        for sale, share in zip(timely, odds, strict=True)
    ]


def _odds(payment: Payment, sale: OpenItem) -> float:
    """How likely just this sale was rung up for the payment, by its distance in time."""
    away = abs((sale.item.at or 0) - payment.completed_at) / 60
    share = exp(-away / MINUTES_APART) + 1e-6
    if payment.store and sale.item.store and payment.store != sale.item.store:
        share *= OTHER_STORE
    return share * OTHER_CODE if sale.item.code else share


def _minutes(payment: Payment, sale: OpenItem) -> str:
    away = round(abs((sale.item.at or 0) - payment.completed_at) / 60)
    return f"rung up {away} min apart" if away else "rung up at that minute"


def _one(payment: Payment, sale: OpenItem, chance: float, told: str, shape: str, points: frozenset[str]) -> Scored:
    cents = min(payment.open_cents, sale.open_cents)
    amount = Reason("amount exact", is_for=True)
    if cents != sale.open_cents or cents != payment.open_cents:
        amount = Reason(f"the sale is KES {money.shown(sale.open_cents)}", is_for=False)
    reasons = [Reason(told, is_for=True), amount]
    if not is_timely(payment, sale):
        reasons.append(Reason("rung up at another time", is_for=False))
    if payment.store and sale.item.store and payment.store != sale.item.store:
        reasons.append(Reason(f"rung up in {sale.item.store}", is_for=False))
    part = Allocation(sale.item.kind, sale.item.key, cents)
    rule = f"{min(points)}:{shape}"
    return Scored(Candidate((part,), chance, tuple(reasons), rule), shape, points)


def _several(exact: list[OpenItem], told: str) -> Scored:
    parts = tuple(Allocation(sale.item.kind, sale.item.key, sale.open_cents) for sale in exact)
    reasons = (Reason(told, is_for=True), Reason(f"{len(exact)} sales add up to it", is_for=True))
    return Scored(Candidate(parts, BY_CODE, reasons, "code:all"), "all", _CODE)


def _ranked(found: list[Scored]) -> list[Scored]:
    return sorted(found, key=lambda one: (-one.candidate.confidence, one.candidate.allocations))
