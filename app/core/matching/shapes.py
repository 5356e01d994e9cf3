"""How a payment's money can be given to what one debtor owes: whole, part, several, over. All in cents, exactly."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from app.core.items import Allocation, ItemKey, ItemKind
from app.core.matching.values import OpenItem

MOST_ITEMS, MOST_SOLUTIONS = 18, 4
ROUND_CENTS = 50_000
"""A round sum may be part of one invoice and the whole of another by chance; an odd one hardly."""

NEAR_CENTS, NEAR_SHARE = 11_000, 0.03
"""A difference up to KES 110 or three per cent may be a fee, a withholding or rounded shillings."""


class Shape(NamedTuple):
    """One way to give the money away. ``share`` is how likely it is, if the debtor is the right one."""

    allocations: tuple[Allocation, ...]
    kind: str
    share: float


def shapes(
    cents: int,
    owed: Sequence[OpenItem],
    *,
    named: Sequence[ItemKey] = (),
    customer_key: str = "",
    oldest_first: bool = False,
) -> list[Shape]:
    """All ways worth showing, likeliest first. ``owed`` is in order of due day; ``named`` are items typed by number.

    Only what adds up to the payment is offered; a rest goes to the customer's advance.
    """
    by_key = {ItemKey(one.item.kind, one.item.key): one for one in owed}
    typed = [by_key[key] for key in named if key in by_key]
    if typed:
        return _of_typed(cents, typed, owed, customer_key)
    if not owed:
        return [_advance(cents, customer_key)] if customer_key else []
    found = _exact(cents, owed, oldest_first=oldest_first)
    if oldest_first and not found:
        return [_in_order(cents, owed, customer_key, 0.998)]
    return found or _sums(cents, owed) or _rest(cents, owed, customer_key)


def _of_typed(cents: int, typed: Sequence[OpenItem], owed: Sequence[OpenItem], customer_key: str) -> list[Shape]:
    total = _sum(typed)
    if cents == total:
        return [Shape(_whole(typed), "exact" if len(typed) == 1 else "all", 0.9995)]
    others = [one for one in owed if one not in typed]
    meant_another = [Shape(_whole([one]), "exact", 0.3) for one in others if one.open_cents == cents][:MOST_SOLUTIONS]
    if cents > total:
        found = _typed_and_more(cents - total, typed, others)
        if not found:
            rest = _in_order(cents, typed, customer_key, 0.55 if others else 0.997)
            found = [rest._replace(kind="rest") if others else rest]
            found += [_in_order(cents, [*typed, *others], customer_key, 0.3)] if others else []
    else:
        found = [_in_order(cents, typed, customer_key, 0.6 if meant_another or len(typed) > 1 else 0.997)]
    return found + meant_another


def _typed_and_more(rest: int, typed: Sequence[OpenItem], others: Sequence[OpenItem]) -> list[Shape]:
    """The items typed, and others that take up the rest exactly: several answers where several sets do."""
    amounts = [one.open_cents for one in others[:MOST_ITEMS]]
    fits = subsets(rest, amounts, least=1, most=MOST_SOLUTIONS + 1)
    is_plain = len(others) <= MOST_ITEMS and rest % ROUND_CENTS and len(fits) == 1 and len(fits[0]) < 3
    share = 0.996 if is_plain else 0.97 / max(len(fits), 1)
    return [Shape(_whole([*typed, *(others[at] for at in places)]), "several", share) for places in fits]


def _exact(cents: int, owed: Sequence[OpenItem], *, oldest_first: bool) -> list[Shape]:
    fits = [one for one in owed if one.open_cents == cents]
    if not fits:
        return []
    if oldest_first:
        shares = [0.998] + [0.001 / len(fits)] * (len(fits) - 1)
    else:
        only = 0.9985 if len(owed) == 1 else 0.9975 if cents % ROUND_CENTS else 0.985 if len(owed) < 4 else 0.975
        shares = [only / len(fits)] * len(fits)
    made = [Shape((_paid(one, cents),), "exact", share) for one, share in zip(fits, shares, strict=True)]
    return made[: MOST_SOLUTIONS + 1]


def _sums(cents: int, owed: Sequence[OpenItem]) -> list[Shape]:
    """The sets of several items that add up to the payment exactly; shared equally where there is more than one."""
    if _sum(owed) == cents:
        return [Shape(_whole(owed), "all", 0.988 if cents % ROUND_CENTS == 0 else 0.9985)]
    fits = subsets(cents, [one.open_cents for one in owed[:MOST_ITEMS]], least=2, most=MOST_SOLUTIONS + 1)
    share = (0.93 if len(fits) == 1 else 0.9) / max(len(fits), 1)
    return [Shape(_whole([owed[at] for at in places]), "several", share) for places in fits]


def subsets(cents: int, amounts: Sequence[int], *, least: int, most: int) -> list[tuple[int, ...]]:
    """Places of amounts that add up to ``cents``, ``least`` of them or more; stops after ``most`` solutions.

    Meets in the middle: eighteen amounts are two times 512 sums.
    """
    middle = len(amounts) // 2
    left, right = _subset_sums(amounts[:middle], 0), _subset_sums(amounts[middle:], middle)
    found: list[tuple[int, ...]] = []
    for total, places in left.items():
        for one in places:
            for other in right.get(cents - total, ()):
                if len(one) + len(other) >= least:
                    found.append(one + other)
                    if len(found) == most:
                        return found
    return found


def _subset_sums(amounts: Sequence[int], first: int) -> dict[int, list[tuple[int, ...]]]:
    sums: dict[int, list[tuple[int, ...]]] = {0: [()]}
    for at, amount in enumerate(amounts, first):
        for total, places in list(sums.items()):
            sums.setdefault(total + amount, []).extend([(*some, at) for some in places])
    return sums


def _rest(cents: int, owed: Sequence[OpenItem], customer_key: str) -> list[Shape]:
    """No sum fits: a near miss of one item, a part of the oldest, or more than all that is owed."""
    near = [one for one in owed if _is_near(cents, one.open_cents)]
    found = [
        Shape(_given(cents, [one], customer_key), "near", 0.7 / len(near))
        for one in near[:MOST_SOLUTIONS]
        if cents < one.open_cents or customer_key
    ]
    if not any(shape.allocations[0].key == owed[0].item.key for shape in found):
        found.append(_in_order(cents, owed, customer_key, 0.3 if near else 0.6))
    return found


def _in_order(cents: int, owed: Sequence[OpenItem], customer_key: str, share: float) -> Shape:
    kind = "over" if cents > _sum(owed) else "part"
    return Shape(_given(cents, owed, customer_key), kind, share)


def _given(cents: int, owed: Sequence[OpenItem], customer_key: str) -> tuple[Allocation, ...]:
    """Oldest first as far as the money goes; what is left is the customer's advance (or stays with the payment)."""
    made = []
    for one in owed:
        part = min(cents, one.open_cents)
        if part > 0:
            made.append(_paid(one, part))
            cents -= part
    if cents > 0 and customer_key:
        made.append(Allocation(ItemKind.CUSTOMER.value, customer_key, cents))
    return tuple(made)


def _advance(cents: int, customer_key: str) -> Shape:
    return Shape((Allocation(ItemKind.CUSTOMER.value, customer_key, cents),), "none", 0.8)


def _whole(some: Sequence[OpenItem]) -> tuple[Allocation, ...]:
    return tuple(_paid(one, one.open_cents) for one in some)


def _paid(one: OpenItem, cents: int) -> Allocation:
    return Allocation(one.item.kind, one.item.key, cents)


def _sum(owed: Sequence[OpenItem]) -> int:
    return sum(one.open_cents for one in owed)


def _is_near(cents: int, owed_cents: int) -> bool:
    away = abs(cents - owed_cents)
    return 0 < away <= max(NEAR_CENTS, int(owed_cents * NEAR_SHARE)) and away * 4 < owed_cents
