"""How a payment's money can be given to what one debtor owes: whole, part, several, over. All in cents, exactly."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from app.core.items import Allocation, ItemKey, ItemKind
from app.core.matching.amounts import FEW_SHILLINGS, Chance, chance_of
from app.core.matching.fees import SHILLING
from app.core.matching.values import OpenItem

MOST_ITEMS, MOST_SOLUTIONS = 18, 5
"""Among more open invoices sums are not tried one by one: two sets of that many would agree by chance."""

SEVERAL = 0.25
"""So many of those who owe several invoices pay some of them together."""

TYPED_ONLY, TYPED_AND_MORE, TYPED_ANOTHER = 0.92, 0.07, 0.01
"""Who types one invoice's number means this one; this one and others; another of his own."""

ADVANCE_WITH_DEBTS, ADVANCE_WITHOUT, ADVANCE_PAID, ADVANCE_TYPED = 0.004, 0.9, 0.3, 0.0005
"""How often money is for no open invoice: where there are some, where there is none, where a paid one was typed, where
an open one was (or the oldest is paid whatever is typed)."""

OTHER_WAYS = 0.5
"""Of those who pay some of several bills, and none exactly, so many pay others than can be told: a part of two, a fee
less on three. Counted beside each way that is shown."""

OUT_OF_TURN = 0.002
"""On a running account money goes to the oldest invoice; so seldom to another."""


USUAL_TERM, NEVER = 14, 0.02
_LATE, _LIVELY = (0, 15, 30, 60), (1.0, 0.6, 0.35, 0.15, 0.07)
"""Up to so many days late, and more; how likely an open invoice is still paid then, beside one that is not due yet."""

MOST_ODD = 5
"""As many are ever shown of a payment's candidates: of one debtor's invoices no more can be among them."""
REST = "rest"

BESIDE_EXACT = 0.4
"""Who owes just this sum still less often means an advance by it."""

FORGIVEN = 0.95
"""A rest of just the fee, or just what is withheld, is nearly always let go."""

MONTHS_AHEAD = 0.02
"""A running account is paid some months ahead, or in whole months."""


class Shape(NamedTuple):
    """One way to give the money away. ``chance`` is how likely the sum is, if the debtor is the right one.

    ``kind``: exact, all, several, few (shillings, a fee or what is withheld away, which stays open), part, over may be
    confirmed; some (a part, or more, of one of several, which nothing names), another (than the one typed), fee (with a
    rest forgiven) and none (an advance) are for a person; rest stands for all further ways that are too unlikely to be
    told apart, and gives nothing. ``lack`` explains a difference.
    """

    allocations: tuple[Allocation, ...]
    kind: str
    chance: float
    lack: str = ""


class Debts(NamedTuple):
    """What one debtor owes, oldest first; ``named`` are the items typed by number; '' where nobody's advance is kept.

    ``background`` is the chance of the sum among all payments; ``typed_paid`` tells that a paid invoice was typed.
    """

    owed: Sequence[OpenItem]
    named: Sequence[ItemKey]
    customer_key: str
    background: float
    day: int
    is_running: bool = False
    typed_paid: bool = False


def shapes(cents: int, debts: Debts) -> list[Shape]:
    """All ways worth showing.

    What is offered adds up to the payment: a rest goes to the customer's advance, or, where there is no
    customer, stays with the payment.
    """
    found = list(_shapes(cents, debts))
    if debts.customer_key:
        found = [one for one in found if one.kind == REST or sum(part.cents for part in one.allocations) == cents]
    if any(one.kind in ("exact", "all") for one in found):
        return [one._replace(chance=one.chance * BESIDE_EXACT) if one.kind == "none" else one for one in found]
    return found


def _shapes(cents: int, debts: Debts) -> Iterator[Shape]:
    if debts.customer_key and not (debts.is_running and debts.owed):
        yield _advance(cents, debts)
    if not debts.owed:
        return
    if debts.is_running:
        yield from _running(cents, debts)
        return
    typed = _named_of(debts) if debts.named else []
    if typed:
        yield from _typed(cents, typed, debts)
    else:
        yield from _untyped(cents, debts)


def _named_of(debts: Debts) -> list[OpenItem]:
    by_key = {ItemKey(one.item.kind, one.item.key): one for one in debts.owed}
    return [by_key[key] for key in dict.fromkeys(debts.named) if key in by_key]


# ---------------------------------------------------------------- a running account
def _running(cents: int, debts: Debts) -> Iterator[Shape]:
    """Oldest first, whatever was meant; and, seldom, one other invoice of the very sum."""
    owed = debts.owed
    given = _given(cents, owed, debts.customer_key)
    chance = 0.5 * chance_of(cents, sum_of(owed)).value + 0.5 * chance_of(cents, owed[0].open_cents).value
    if cents % owed[0].item.amount_cents == 0:
        chance += MONTHS_AHEAD
    yield Shape(given, _kind_of(cents, owed, given), chance)
    for one in owed[1:]:
        if one.open_cents == cents:
            yield Shape(_whole([one]), "some", OUT_OF_TURN)


def _kind_of(cents: int, owed: Sequence[OpenItem], given: Sequence[Allocation]) -> str:
    if cents > sum_of(owed):
        return "over"
    by_key = {one.item.key: one.open_cents for one in owed}
    if all(by_key[part.key] == part.cents for part in given):
        return "exact" if len(given) == 1 else "all"
    return "part"


# ---------------------------------------------------------------- a number was typed
def _typed(cents: int, typed: Sequence[OpenItem], debts: Debts) -> Iterator[Shape]:
    others = [one for one in debts.owed if one not in typed]
    share = TYPED_ONLY if others else 1.0
    rest = cents - sum_of(typed)
    is_firm = rest < min((one.open_cents for one in others), default=cents)  # too little for any other
    yield from _of(cents, typed, debts.customer_key, share, is_firm=is_firm)
    if rest > 0:
        for chance, some in _sets(rest, others, least=1):
            yield Shape(_whole([*typed, *some]), "several", TYPED_AND_MORE * chance)
        if others and rest < sum_of(others):
            given = _given(cents, [*typed, *others], debts.customer_key)
            yield Shape(given, "some", TYPED_AND_MORE * 0.1 * chance_of(rest, sum_of(others)).value)
    for one in others:
        if one.open_cents == cents:
            chance = TYPED_ANOTHER / len(others) * chance_of(cents, one.open_cents).value
            yield Shape(_whole([one]), "another", chance)


# ---------------------------------------------------------------- nothing names an invoice
def _untyped(cents: int, debts: Debts) -> Iterator[Shape]:
    owed = debts.owed
    is_one = len(owed) == 1
    dues = [liveliness(one, debts.day) for one in owed]
    every = sum(dues) + NEVER
    if is_one:
        yield from _of(cents, owed, debts.customer_key, dues[0] / every, is_firm=True)
        return
    yield from _singles(cents, [(one, (1 - SEVERAL) * due / every) for one, due in zip(owed, dues, strict=True)], debts)
    for chance, some in _sets(cents, owed, least=2):
        yield Shape(_whole(some), "all" if len(some) == len(owed) else "several", SEVERAL * chance)
    total = sum_of(owed)
    of_all = chance_of(cents, total)
    if cents > total:
        yield Shape(_given(cents, owed, debts.customer_key), "over", SEVERAL * 0.4 * of_all.value)
    elif of_all.kind != "exact" and cents > owed[0].open_cents:
        yield Shape(_given(cents, owed, debts.customer_key), "some", SEVERAL * 0.3 * of_all.value)


def _singles(cents: int, shared: Sequence[tuple[OpenItem, float]], debts: Debts) -> Iterator[Shape]:
    """One of several invoices. Of those whose sum says nothing only the likeliest are made out one by one."""
    odd: list[tuple[float, str, str, OpenItem]] = []
    for one, share in shared:
        found = chance_of(cents, one.open_cents)
        if found.kind == "exact" or found.lack is not None:
            yield from _of(cents, [one], debts.customer_key, share, is_firm=False)
        else:
            odd.append((-share * found.value, one.item.kind, one.item.key, one))
    odd.sort()
    for unlikely, _, _, one in odd[:MOST_ODD]:
        kind = _kind_of_difference(chance_of(cents, one.open_cents).kind, cents - one.open_cents, is_firm=False)
        yield Shape(_given(cents, [one], debts.customer_key), kind, -unlikely)
    if len(odd) > MOST_ODD:
        yield Shape((), REST, -sum(unlikely for unlikely, *_ in odd[MOST_ODD:]))


def liveliness(one: OpenItem, day: int) -> float:
    """How likely an open invoice is still paid: most are about their due day, what lies long is seldom paid at all."""
    due_day = one.item.due_day
    late = day - (due_day if due_day is not None else one.item.on_day + USUAL_TERM)
    return _LIVELY[bisect_left(_LATE, late)]


def _of(cents: int, some: Sequence[OpenItem], customer_key: str, share: float, *, is_firm: bool) -> Iterator[Shape]:
    """The money for just these items. ``is_firm``: nothing else can be meant, so that a difference may stand."""
    total = sum_of(some)
    found: Chance = chance_of(cents, total)
    chance = share * found.value
    if found.kind == "exact":
        yield Shape(_whole(some), "exact" if len(some) == 1 else "all", chance)
        return
    given = _given(cents, some, customer_key)
    if is_firm and found.lack is not None:  # the money is certain; what it lacks stays open until a person forgives it
        yield Shape(given, "few", chance, found.lack.told)
        return
    kind = _kind_of_difference(found.kind, cents - total, is_firm=is_firm)
    if found.lack is None:
        yield Shape(given, kind, chance)
        return
    yield Shape(given, kind, chance * (1 - FORGIVEN), found.lack.told)
    last = given[-1]._replace(forgiven_cents=found.lack.cents, why="fee")
    yield Shape((*given[:-1], last), "fee", chance * FORGIVEN, found.lack.told)


def _kind_of_difference(kind: str, more: int, *, is_firm: bool) -> str:
    """A few shillings away is as good as exact; any other difference stands only where nothing else can be meant."""
    if abs(more) <= FEW_SHILLINGS * SHILLING and kind in ("part", "over"):
        return "few"
    return "some" if kind == "odd" or not is_firm else "part" if more < 0 else "over"


# ---------------------------------------------------------------- sums of several
def _sets(cents: int, owed: Sequence[OpenItem], *, least: int) -> Iterator[tuple[float, list[OpenItem]]]:
    """Sets that add up exactly, with their chance. Too many invoices or sets leave it open which is meant."""
    if cents == sum_of(owed) and len(owed) >= least:
        yield 0.86 * _chance_of_set(tuple(range(len(owed))), len(owed)), list(owed)
    if len(owed) < 3 and least > 1:
        return
    tried = owed[:MOST_ITEMS]
    places = subsets(cents, [one.open_cents for one in tried], least=least, most=MOST_SOLUTIONS)
    is_open = len(places) == MOST_SOLUTIONS or len(owed) > MOST_ITEMS
    for some in places:
        if len(some) < len(owed):
            chance = 0.86 * _chance_of_set(some, len(owed)) * (0.5 if is_open else 1.0)
            yield chance, [tried[at] for at in some]


def _chance_of_set(places: Sequence[int], many: int) -> float:
    """How likely just this set of invoices is paid together: all, the oldest ones, the oldest ones and one more."""
    if len(places) == many:
        return 1.0 if many < 3 else 0.4
    chance: float = 0.1 / 2 ** min(many, MOST_ITEMS)
    if places[-1] == len(places) - 1:
        chance += 0.25 / (many - 1)
    if len(places) < 2 or places[-2] == len(places) - 2 or places[-1] == len(places):
        chance += 0.25 / (many * (many - 1) / 2)
    return chance


def subsets(cents: int, amounts: Sequence[int], *, least: int, most: int) -> list[tuple[int, ...]]:
    """Places of amounts that add up to ``cents``, ``least`` of them or more; stops after ``most`` solutions.

    Meets in the middle: eighteen amounts are two times 512 sums.
    """
    middle = len(amounts) // 2
    left, right = _subset_sums(amounts[:middle], 0, cents), _subset_sums(amounts[middle:], middle, cents)
    found: list[tuple[int, ...]] = []
    for total, places in left.items():
        for other in right.get(cents - total, ()):
            for one in places:
                if len(one) + len(other) >= least:
                    found.append(one + other)
                    if len(found) == most:
                        return found
    return found


def _subset_sums(amounts: Sequence[int], first: int, cents: int) -> dict[int, list[tuple[int, ...]]]:
    sums: dict[int, list[tuple[int, ...]]] = {0: [()]}
    for at, amount in enumerate(amounts, first):
        for total in sorted(sums, reverse=True):  # the greatest first: no item is ever added to itself
            if total + amount <= cents:
                sums.setdefault(total + amount, []).extend([(*some, at) for some in sums[total]])
    return sums


# ---------------------------------------------------------------- allocations
def _advance(cents: int, debts: Debts) -> Shape:
    share = ADVANCE_WITH_DEBTS if debts.owed else ADVANCE_WITHOUT
    if debts.typed_paid:
        share = max(share, ADVANCE_PAID)
    elif debts.owed and (debts.named or debts.is_running):
        share = ADVANCE_TYPED
    allocation = Allocation(ItemKind.CUSTOMER.value, debts.customer_key, cents)
    return Shape((allocation,), "none", share * debts.background)


def _given(cents: int, owed: Sequence[OpenItem], customer_key: str) -> tuple[Allocation, ...]:
    """In order as far as the money goes; what is left is the customer's advance (or stays with the payment)."""
    made = []
    for one in owed:
        part = min(cents, one.open_cents)
        if part > 0:
            made.append(_paid(one, part))
            cents -= part
    if cents > 0 and customer_key:
        made.append(Allocation(ItemKind.CUSTOMER.value, customer_key, cents))
    return tuple(made)


def _whole(some: Sequence[OpenItem]) -> tuple[Allocation, ...]:
    return tuple(_paid(one, one.open_cents) for one in some)


def _paid(one: OpenItem, cents: int) -> Allocation:
    return Allocation(one.item.kind, one.item.key, cents)


def sum_of(owed: Sequence[OpenItem]) -> int:
    """What these items still ask for, in cents."""
    return sum(one.open_cents for one in owed)
