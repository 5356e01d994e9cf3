"""Sales of tills: the code that the cashier entered is the receipt; without one, amount and time only suggest."""

from __future__ import annotations

from math import exp

from app.core import money
from app.core.items import Allocation, ItemKey, ItemKind
from app.core.matching import weights
from app.core.matching.knowledge import ALIKE, SLIP, Knowledge
from app.core.matching.values import Candidate, OpenItem, Payment, Reason, Scored

CODELESS_MINUTES = 4.0
"""Sales are rung up within some minutes of their payment; the chance falls by a third with each so many."""


def candidates(knowledge: Knowledge, payment: Payment) -> list[Scored]:
    """Answers among the sales, or nothing where no sale can be meant."""
    refused = knowledge.refused.get(payment.key, set())
    receipt = payment.key.receipt
    exact = [knowledge.items[key] for key in sorted(knowledge.by_code.get(receipt, ())) if key not in refused]
    if exact:
        return _by_code(payment, exact)
    slips = [
        knowledge.items[named.owner]
        for named in (knowledge.codes.named(receipt) if knowledge.by_code else ())
        if named.how in (ALIKE, SLIP) and named.owner not in refused
    ]
    near = [sale for sale in slips if sale.open_cents == payment.open_cents and is_timely(payment, sale)]
    if len(near) == 1:
        return [_one(payment, near[0], 0.997, f"code “{near[0].item.code}” is one slip away", "code", "exact")]
    return _by_amount(knowledge, payment, refused)


def _by_code(payment: Payment, exact: list[OpenItem]) -> list[Scored]:
    told = f"code {payment.key.receipt}"
    timely = [sale for sale in exact if is_timely(payment, sale)]
    if len(exact) > 1 and sum(sale.open_cents for sale in exact) == payment.open_cents and len(timely) == len(exact):
        return [_several(exact, told)]
    chance = 0.999 if len(timely) == len(exact) == 1 else 0.9 / len(exact)
    return [_of_code(payment, sale, chance if sale in timely else chance * 0.5, told) for sale in exact]


def _of_code(payment: Payment, sale: OpenItem, chance: float, told: str) -> Scored:
    if sale.open_cents == payment.open_cents:
        return _one(payment, sale, chance, told, "code", "exact")
    if payment.open_cents < sale.open_cents:
        return _one(payment, sale, chance * 0.999, told, "code", "part")
    return _one(payment, sale, chance * 0.9, told, "code", "near")


def is_timely(payment: Payment, sale: OpenItem) -> bool:
    """Whether the sale was rung up about when the payment came."""
    at = sale.item.at
    if at is None:
        return True
    return -weights.LATE_SALE_SECONDS <= at - payment.completed_at <= weights.EARLY_SALE_SECONDS


def _by_amount(knowledge: Knowledge, payment: Payment, refused: set[ItemKey]) -> list[Scored]:
    """Sales without a code, of this amount, about this time: ranked by how near, never sure."""
    same = knowledge.by_amount.get((ItemKind.SALE.value, payment.open_cents), ())
    found = [knowledge.items[key] for key in sorted(same) if key not in refused]
    open_sales = [
        sale for sale in found if not sale.item.code and sale.item.at is not None and is_timely(payment, sale)
    ]
    if not open_sales:
        return []
    odds = [exp(-abs((sale.item.at or 0) - payment.completed_at) / 60 / CODELESS_MINUTES) for sale in open_sales]
    total = sum(odds) + 0.1
    return [
        _one(payment, sale, 0.98 * share / total, _minutes(payment, sale), "amount", "exact")
        for sale, share in zip(open_sales, odds, strict=True)
    ]


def _minutes(payment: Payment, sale: OpenItem) -> str:
    away = round(abs((sale.item.at or 0) - payment.completed_at) / 60)
    return f"rung up {away} min apart"


def _one(payment: Payment, sale: OpenItem, chance: float, told: str, rule: str, kind: str) -> Scored:
    cents = min(payment.open_cents, sale.open_cents)
    amount = Reason("amount exact", is_for=True)
    if kind != "exact":
        amount = Reason(f"the sale is KES {money.shown(sale.open_cents)}", is_for=False)
    reasons = [Reason(told, is_for=True), amount]
    if not is_timely(payment, sale):
        reasons.append(Reason("rung up at another time", is_for=False))
    part = Allocation(sale.item.kind, sale.item.key, cents)
    return Scored(Candidate((part,), chance, tuple(reasons), f"{rule}:{kind}"), kind)


def _several(exact: list[OpenItem], told: str) -> Scored:
    parts = tuple(Allocation(sale.item.kind, sale.item.key, sale.open_cents) for sale in exact)
    reasons = (Reason(told, is_for=True), Reason(f"{len(exact)} sales add up to it", is_for=True))
    return Scored(Candidate(parts, 0.997, reasons, "code:all"), "all")
