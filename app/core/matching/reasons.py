"""Why a candidate, in a bookkeeper's words: what speaks for it first, then what speaks against."""

from __future__ import annotations

from collections.abc import Sequence

from app.core import clock, money
from app.core.items import Allocation, ItemKey, ItemKind
from app.core.matching.knowledge import Knowledge
from app.core.matching.shapes import Shape
from app.core.matching.values import OpenItem, Payment, Reason

MOST_REASONS = 6
_EXACT = Reason("amount exact", is_for=True)


def reasons_for(knowledge: Knowledge, payment: Payment, told: Sequence[Reason], shape: Shape) -> tuple[Reason, ...]:
    """At most six: the deciding ones first."""
    paid = [part for part in shape.allocations if part.kind != ItemKind.CUSTOMER]
    items = [knowledge.items[ItemKey(part.kind, part.key)] for part in paid]
    found = [*told, *_amount_told(payment, shape, paid, items), *_days_told(payment, items)]
    found.sort(key=lambda one: not one.is_for)
    return tuple(found[:MOST_REASONS])


def _amount_told(payment: Payment, shape: Shape, paid: Sequence[Allocation], items: Sequence[OpenItem]) -> list[Reason]:
    rest = payment.open_cents - sum(part.cents for part in paid)
    if not paid:
        return [Reason("no open invoice of that amount", is_for=False)]
    if rest:
        return [Reason(f"KES {money.shown(rest)} more than is owed", is_for=False)]
    lacking = sum(item.open_cents - part.cents for item, part in zip(items, paid, strict=True))
    if lacking:
        explained = f", {shape.lack}" if shape.lack else ""
        return [Reason(f"KES {money.shown(lacking)} less than is owed{explained}", is_for=False)]
    return [_EXACT if len(paid) == 1 else Reason(f"{len(paid)} invoices add up to it", is_for=True)]


def _days_told(payment: Payment, items: Sequence[OpenItem]) -> list[Reason]:
    """Lateness, or money that came before its invoice."""
    if not items:
        return []
    day = clock.day_number(payment.completed_at)
    late = max((day - one.item.due_day for one in items if one.item.due_day is not None), default=0)
    if late > 0:
        return [Reason(f"{late} day{'s' if late > 1 else ''} late", is_for=False)]
    early = max(one.item.on_day - day for one in items)
    return [Reason(f"paid {early} day{'s' if early > 1 else ''} before the invoice", is_for=False)] if early > 0 else []
