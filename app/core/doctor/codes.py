"""The code doctor: what is wrong with the M-PESA codes that cashiers entered, and money that nobody rang up.

Frauds and slips of daily-report notes, section 2: a code on no statement, one code for two sales, an old code used
again, a reversed payment, a code mistyped at the till.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from itertools import islice
from typing import NamedTuple

from app.core import clock, money
from app.core.items import Item
from app.core.receipts import day_told_by, looks_like_receipt, spellings

EARLY_SECONDS = 2 * 3600
"""A customer may pay before the cashier rings up; a code much older than its sale was used before."""

LATE_SECONDS = 30 * 60
"""A payment after its sale by more than this was not what the cashier saw."""

TOGETHER_SECONDS = 10 * 60
"""One payment may settle several sales that a cashier rings up at one till within so long."""


class CodeFault(StrEnum):
    """What is wrong with a sale's code, worst first."""

    USED_TWICE = "used_twice"
    NOT_FOUND = "not_found"
    REVERSED = "reversed"
    OLDER = "older"
    AMOUNT = "amount"
    MISTYPED = "mistyped"
    NOT_YET = "not_yet"
    NO_CODE = "no_code"


class Received(NamedTuple):
    """A payment as the code doctor sees it. ``is_used`` tells that a match gave its money away."""

    receipt: str
    amount_cents: int
    completed_at: int
    party_name: str
    is_reversed: bool
    is_used: bool


class Finding(NamedTuple):
    """One thing to look at: the sale, what is wrong in words, the receipt it probably is ('' where none)."""

    sale: Item
    fault: CodeFault
    sentence: str
    offered: str


def examine(
    sales: Sequence[Item],
    found: Mapping[str, Received],
    *,
    is_covered: Callable[[int], bool],
    unused: Sequence[Received],
) -> list[Finding]:
    """All faults of these sales' codes, in the sales' order.

    ``found`` holds the payments whose receipts are these codes or look like them; ``is_covered`` tells whether
    statements cover an instant, so that a code may be called missing; ``unused`` are payments nobody claimed.
    """
    by_code: dict[str, list[Item]] = defaultdict(list)
    for sale in sales:
        if sale.code:
            by_code[sale.code].append(sale)
    by_amount: dict[int, list[Received]] = defaultdict(list)
    for payment in unused:
        by_amount[payment.amount_cents].append(payment)
    settled = {code: _settled(users, found.get(code)) for code, users in by_code.items()}
    told = (_fault(sale, by_code, settled, found, by_amount, is_covered) for sale in sales)
    return [finding for finding in told if finding is not None]


def _fault(
    sale: Item,
    by_code: Mapping[str, Sequence[Item]],
    settled: Mapping[str, Sequence[Item]],
    found: Mapping[str, Received],
    by_amount: Mapping[int, Sequence[Received]],
    is_covered: Callable[[int], bool],
) -> Finding | None:
    if not sale.code:
        return Finding(sale, CodeFault.NO_CODE, "No M-PESA code was entered.", "")
    payment, honest = found.get(sale.code), settled[sale.code]
    if sale not in honest:
        return Finding(sale, CodeFault.USED_TWICE, _twice(sale, honest or by_code[sale.code]), "")
    if payment is None:
        return _unknown_code(sale, found, by_amount, is_covered)
    if payment.is_reversed:
        return Finding(sale, CodeFault.REVERSED, f"The payment {sale.code} was reversed.", "")
    if sale.at is not None and sale.at - payment.completed_at > EARLY_SECONDS:
        when = f"{clock.wall(payment.completed_at):%d/%m %H:%M}"
        return Finding(sale, CodeFault.OLDER, f"{sale.code} was paid on {when}, long before this sale.", "")
    if payment.amount_cents != sum(each.amount_cents for each in honest):
        paid, rung = money.shown(payment.amount_cents), money.shown(sale.amount_cents)
        return Finding(sale, CodeFault.AMOUNT, f"{sale.code} paid KES {paid}; the sale is KES {rung}.", "")
    return None


def _settled(users: Sequence[Item], payment: Received | None) -> Sequence[Item]:
    """The sales of one code that its payment settled; empty where none fits: each is as doubtful as the others.

    They are the only one, or the first whose amount and time fit, or those of one till that add up to it.
    """
    if len(users) == 1:
        return users
    if payment is None:
        return ()
    timely = sorted((sale for sale in users if _is_timely(sale, payment)), key=_when)
    whole = next((sale for sale in timely if sale.amount_cents == payment.amount_cents), None)
    if whole is not None:
        return (whole,)
    found = (_together(timely, at, payment.amount_cents) for at in range(len(timely)))
    return next(filter(None, found), ())


def _together(timely: Sequence[Item], at: int, cents: int) -> Sequence[Item]:
    """The sales from this one on that its cashier rang up at its till within minutes, if they add up to the cents."""
    first, made, left = timely[at], [], cents
    for sale in islice(timely, at, None):
        if left <= 0 or (sale.at or 0) - (first.at or 0) > TOGETHER_SECONDS:
            break
        if (sale.store, sale.till, sale.cashier) == (first.store, first.till, first.cashier):
            made.append(sale)
            left -= sale.amount_cents
    return made if left == 0 else ()


def _when(sale: Item) -> tuple[int, int, str]:
    return sale.on_day, sale.at or 0, sale.key


def _is_timely(sale: Item, payment: Received) -> bool:
    """Whether the sale was rung up about when the payment came; on its day, where the hour is not known."""
    if sale.at is None:
        return sale.on_day == clock.day_number(payment.completed_at)
    return -LATE_SECONDS <= sale.at - payment.completed_at <= EARLY_SECONDS


def _twice(sale: Item, users: Sequence[Item]) -> str:
    other = next(each for each in users if each.key != sale.key)
    others = sum(each.key != sale.key for each in users)
    where = [
        word
        for word, differs in (
            (f"cashier {other.cashier}", other.cashier != sale.cashier),
            (f"till {other.till}", other.till != sale.till),
            (f"store {other.store}", other.store != sale.store),
            (f"{clock.day_of(other.on_day):%d/%m}", other.on_day != sale.on_day),
        )
        if differs and word.split()[-1] not in ("cashier", "till", "store")
    ]
    more = f" and {others - 1} more" if others > 1 else ""
    return f"{sale.code} is also on sale {other.number}{more}" + (f" ({', '.join(where)})." if where else ".")


def _unknown_code(
    sale: Item,
    found: Mapping[str, Received],
    by_amount: Mapping[int, Sequence[Received]],
    is_covered: Callable[[int], bool],
) -> Finding:
    likely = [found[code] for code in spellings(sale.code) if code in found and _could_be(sale, found[code])]
    if not likely:
        likely = [
            payment for payment in by_amount[sale.amount_cents] if _could_be(sale, payment) and _near(sale, payment)
        ]
    if len(likely) == 1:
        offered = likely[0].receipt
        sentence = f"There is no {sale.code}; {offered} is the one unused payment of that amount that looks like it."
        return Finding(sale, CodeFault.MISTYPED, sentence, offered)
    if sale.at is None or not is_covered(sale.at):
        return Finding(
            sale, CodeFault.NOT_YET, f"{sale.code} is on no statement yet: its day has not come in whole.", ""
        )
    sentence = f"{sale.code} is on no statement."
    told = day_told_by(sale.code)
    if not looks_like_receipt(sale.code):
        sentence = f"{sale.code} is no M-PESA code."
    elif told is not None and abs(clock.number_of(told) - sale.on_day) > 1:
        sentence = f"{sale.code} is on no statement, and its letters say {told:%d %b %Y}."
    return Finding(sale, CodeFault.NOT_FOUND, sentence, "")


def _could_be(sale: Item, payment: Received) -> bool:
    if payment.is_used or payment.is_reversed or payment.amount_cents != sale.amount_cents:
        return False
    return sale.at is None or _is_timely(sale, payment)


def _near(sale: Item, payment: Received) -> bool:
    """Whether the code is the receipt with one sign wrong, missing or doubled, or two signs turned round."""
    return is_slip(sale.code, payment.receipt)


def is_slip(typed: str, meant: str) -> bool:
    """Whether one slip of a finger makes the one of the other."""
    if typed == meant or abs(len(typed) - len(meant)) > 1:
        return False
    if len(typed) == len(meant):
        wrong = [at for at in range(len(typed)) if typed[at] != meant[at]]
        if len(wrong) == 1:
            return True
        is_pair = len(wrong) == 2 and wrong[1] == wrong[0] + 1
        return is_pair and typed[wrong[0]] == meant[wrong[1]] and typed[wrong[1]] == meant[wrong[0]]
    short, long = sorted((typed, meant), key=len)
    return any(long[:at] + long[at + 1 :] == short for at in range(len(long)))


class Tally(NamedTuple):
    """Faults of one store, till and cashier."""

    store: str
    till: str
    cashier: str
    sales: int
    cents: int
    faults: dict[str, int]
    fault_cents: int


def tallies(sales: Iterable[Item], findings: Iterable[Finding]) -> list[Tally]:
    """Sales and faults by store, till and cashier, most faults first."""
    counts: dict[tuple[str, str, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    faults: dict[tuple[str, str, str], dict[str, int]] = defaultdict(dict)
    for sale in sales:
        told = counts[sale.store, sale.till, sale.cashier]
        told[0] += 1
        told[1] += sale.amount_cents
    for finding in findings:
        place = finding.sale.store, finding.sale.till, finding.sale.cashier
        faults[place][finding.fault.value] = faults[place].get(finding.fault.value, 0) + 1
        counts[place][2] += finding.sale.amount_cents
    made = [Tally(*place, told[0], told[1], faults[place], told[2]) for place, told in counts.items()]
    return sorted(made, key=lambda one: (-sum(one.faults.values()), one[:3]))


class Unclaimed(NamedTuple):
    """Money received and never rung up: hours since, in full."""

    payment: Received
    hours: int


def unclaimed(unused: Iterable[Received], *, now: int) -> list[Unclaimed]:
    """Payments that no sale or invoice claimed, oldest first, with their age."""
    waiting = [payment for payment in unused if not payment.is_used and not payment.is_reversed]
    return [
        Unclaimed(payment, max(now - payment.completed_at, 0) // 3600)
        for payment in sorted(waiting, key=lambda payment: payment.completed_at)
    ]
