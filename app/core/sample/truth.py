"""The true story of an invented paybill shop: every movement of its Utility account, in order, the same for a seed.

Days are told oldest first and only a few facts are carried from one to the next (the balance, the next invoice, a few
payments that may be reversed), so a story of millions of movements needs the memory of one day.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate
from random import Random
from typing import NamedTuple

from app.core import clock
from app.core.receipts import letters_for
from app.core.sample.people import (
    BANKS,
    BUSINESSES,
    CODE_SIGNS,
    Customer,
    business_customers,
    customers_for,
    typed_account,
)
from app.core.sample.tariff import FREE_UP_TO_CENTS, charge_cents

ENDS_ON = date(2026, 10, 31)
OPENING_CENTS = 251_500
OPERATOR = "sampleoperator"
_LEAST_ROWS_FOR_NIGHTS = 8
_MIDNIGHT_TAIL = 30_000_000
_TAILS = 36**5
_SPREAD = 41_713_549  # shares no factor with 36**5, so consecutive numbers give distinct codes that look random

_HOURS = (2, 1, 1, 1, 2, 6, 22, 55, 80, 92, 98, 100, 96, 90, 78, 76, 84, 98, 110, 96, 62, 34, 14, 5)
_UP_TO_HOUR = [total / sum(_HOURS) for total in accumulate(_HOURS)]
_WEEKDAYS = (1.0, 0.92, 0.95, 1.0, 1.25, 1.4, 0.45)
_PAYDAYS = {1: 1.5, 2: 1.3, 5: 1.2, 15: 1.15, 25: 1.2, 28: 1.35, 29: 1.4, 30: 1.6, 31: 1.6}

_WAYS = (
    (0.620, "Pay Utility", "Pay Bill from"),
    (0.820, "Pay Bill Online", "Pay Bill Online from"),
    (0.910, "Pay Utility with OD via STK", "Pay Bill from"),
    (0.940, "Pay Utility with OD Online", "Pay Bill Online from"),
    (0.960, "Standing Order Pay Bill", "Standing Order Pay Bill from"),
    (0.980, "Small Business Pay Bill", "Small Business Pay Bill from"),
    (0.994, "Merchant Pay Utility Received", "Merchant Pay Utility Received from"),
    (1.000, "Business Pay Bill via API", "Business Pay Bill via API by"),
)
_WAY_LIMITS = [way[0] for way in _WAYS]

_PRICES = (  # share up to, lowest and highest price in shillings, step
    (0.32, 20, 500, 10),
    (0.70, 500, 1000, 10),
    (0.90, 1010, 3500, 10),
    (0.98, 3500, 20_000, 50),
    (0.998, 20_000, 70_000, 100),
    (1.0, 70_000, 250_000, 1000),
)
_PRICE_LIMITS = [price[0] for price in _PRICES]


class Movement(NamedTuple):
    """One true movement. Cents signed from the wallet's side; instants in seconds UTC; ``balance_cents`` after it.

    ``wording`` is what Details says before the party; ``is_local`` tells that the number is printed as 07… and not
    as 2547…; ``meant`` is what a payer meant by the account typed ('' where nothing can be made of it).
    """

    receipt: str
    role: str
    amount_cents: int
    balance_cents: int
    completed_at: int
    initiated_at: int
    kind: str
    wording: str
    party_name: str = ""
    party_phone: str = ""
    is_local: bool = False
    account_ref: str = ""
    linked_receipt: str = ""
    meant: str = ""


class Day(NamedTuple):
    """One calendar day's movements, oldest first, with the balance before the first."""

    on: date
    opening_cents: int
    movements: list[Movement]


@dataclass(frozen=True, slots=True)
class Truth:
    """A story that can be told again and again; iterating gives its movements, oldest first."""

    rows: int
    seed: int
    days: int
    ends_on: date
    opening_cents: int = OPENING_CENTS

    def __len__(self) -> int:
        return self.rows

    def __iter__(self) -> Iterator[Movement]:
        for day in self.by_day():
            yield from day.movements

    def by_day(self) -> Iterator[Day]:
        """Each calendar day in order, also days on which nothing moved."""
        teller = _Teller(self.seed, customers_for(self.rows, seed=self.seed), balance_cents=self.opening_cents)
        first = self.ends_on - timedelta(days=self.days - 1)
        for number, rows in enumerate(_rows_a_day(self, first)):
            yield teller.day(first + timedelta(days=number), rows)


def truth(rows: int, *, seed: int = 1, days: int = 90, ends_on: date = ENDS_ON) -> Truth:
    """The story of exactly ``rows`` movements over ``days`` days; equal arguments give an equal story."""
    assert rows >= 0
    assert days > 0
    return Truth(rows, seed, days, ends_on)


def stretch(days: Iterable[Day], start: int, stop: int) -> Iterator[Day]:
    """The movements ``start`` to ``stop`` (numbered from 0, end excluded) as days, opening balances kept right."""
    passed = 0
    for day in days:
        begin, end = max(start - passed, 0), min(stop - passed, len(day.movements))
        passed += len(day.movements)
        if begin < end:
            opening = day.movements[begin - 1].balance_cents if begin else day.opening_cents
            yield Day(day.on, opening, day.movements[begin:end])
        if passed >= stop:
            return


def _rows_a_day(story: Truth, first: date) -> list[int]:
    """Share the rows over the days by weekday and payday; what rounding leaves goes to the busiest."""
    on = [first + timedelta(days=number) for number in range(story.days)]
    draw = Random(f"days {story.seed}")
    weights = [_WEEKDAYS[day.weekday()] * _PAYDAYS.get(day.day, 1.0) * (0.9 + 0.2 * draw.random()) for day in on]
    scale = story.rows / sum(weights)
    rows = [int(weight * scale) for weight in weights]
    busiest = sorted(range(story.days), key=lambda number: -weights[number])
    for step in range(story.rows - sum(rows)):
        rows[busiest[step % story.days]] += 1
    return rows


def _night_sweep(seed: int, on: date) -> int:
    """Seconds from the midnight that begins ``on`` at which that night's sweep runs: 22:00 to 03:30."""
    return int(Random(f"night {seed} {on.isoformat()}").random() * 19_800) - 7200


def _price_cents(draw: Random, *, is_small: bool = False) -> int:
    luck = draw.random() * (0.7 if is_small else 1.0)
    _, low, high, step = _PRICES[bisect_right(_PRICE_LIMITS, luck)]
    return (low + step * int(draw.random() * ((high - low) // step + 1))) * 100


def _second_of_day(draw: Random) -> int:
    luck = draw.random()
    hour = bisect_right(_UP_TO_HOUR, luck)
    return min(hour, 23) * 3600 + int(draw.random() * 3600)


def _start_of_tails(seed: int, on: date) -> int:
    return int(Random(f"tails {seed} {on.isoformat()}").random() * _TAILS)


def _tail(number: int) -> str:
    """Characters 6 to 10 of a receipt; distinct for distinct numbers below 36**5."""
    rest = number * _SPREAD % _TAILS
    signs = CODE_SIGNS
    rest, five = divmod(rest, 36)
    rest, four = divmod(rest, 36)
    rest, three = divmod(rest, 36)
    one, two = divmod(rest, 36)
    return signs[one] + signs[two] + signs[three] + signs[four] + signs[five]


@dataclass(slots=True)
class _Teller:
    """Tells one day after the other, carrying what the next day must know."""

    seed: int
    customers: list[Customer]
    balance_cents: int
    invoice: int = 1001
    reversible: list[Movement] = field(default_factory=list)
    _number: int = 0
    _tails: int = 0
    _told: list[Movement] = field(default_factory=list)

    def day(self, on: date, rows: int) -> Day:
        """One day of exactly this many rows."""
        draw = Random(f"day {self.seed} {on.isoformat()}")
        opening, self._number, self._told = self.balance_cents, 0, []
        self._tails = _start_of_tails(self.seed, on)
        midnight = clock.day_start(clock.number_of(on))
        for second, plan in self._plan(draw, on, rows):
            if plan == "sweep" and self.balance_cents >= 500_000:
                self._sweep(on, midnight + second)
            elif plan == "reversal" and self._can_reverse():
                self._reverse(on, midnight + second)
            else:
                amount = plan if isinstance(plan, int) else _price_cents(draw, is_small=True)
                self._pay(draw, on, midnight + second, amount)
        return Day(on, opening, self._told)

    def _plan(self, draw: Random, on: date, rows: int) -> list[tuple[int, int | str]]:
        """When what happens: an amount in cents, a sweep, a reversal; sorted by second of the day."""
        plan: list[tuple[int, int | str]] = []
        if rows >= _LEAST_ROWS_FOR_NIGHTS:
            evening = _night_sweep(self.seed, on + timedelta(days=1)) + clock.DAY_SECONDS
            plan = [(at, "sweep") for at in (_night_sweep(self.seed, on), evening) if 0 <= at < clock.DAY_SECONDS]
            plan += [(_second_of_day(draw), "reversal") for _ in range(int(rows / 400 + draw.random()))]
        left = rows - len(plan)
        # Now and then somebody pays at the stroke of midnight: begun on one day, completed on the next.
        midnight = rows >= _LEAST_ROWS_FOR_NIGHTS and draw.random() < 0.15
        while left > 0:
            amount = _price_cents(draw, is_small=left == 1)
            left -= 2 if charge_cents(amount) else 1
            plan.append((0 if midnight else _second_of_day(draw), amount))
            midnight = False
        plan.sort(key=lambda step: step[0])
        return plan

    def _receipt(self, on: date, completed_at: int, initiated_at: int, pair: str) -> str:
        """A receipt of the day on which the payer began, which just before midnight is the day before."""
        self._number += 1
        if initiated_at < clock.day_start(clock.number_of(on)) <= completed_at:
            day_before = on - timedelta(days=1)
            number = _start_of_tails(self.seed, day_before) + self._number + _MIDNIGHT_TAIL
            return letters_for(day_before) + pair + _tail(number)
        return letters_for(on) + pair + _tail(self._tails + self._number)

    def _pay(self, draw: Random, on: date, at: int, amount: int) -> None:
        _, kind, wording = _WAYS[bisect_right(_WAY_LIMITS, draw.random())]
        payer = self._payer(draw, kind)
        is_midnight = (at + clock.OFFSET_SECONDS) % clock.DAY_SECONDS == 0
        began = at - (1 if is_midnight else int(draw.random() * 2.4))
        typed, meant = typed_account(draw, payer, self.invoice)
        self.invoice += meant.startswith("INV")
        receipt = self._receipt(on, at, began, payer.pair)
        self.balance_cents += amount
        paid = Movement(
            receipt, "payment", amount, self.balance_cents, at, began, kind, wording, payer.name, payer.phone,
            draw.random() < 0.28, typed, "", meant,
        )  # fmt: skip
        self._told.append(paid)
        if amount <= FREE_UP_TO_CENTS:
            if self._number % 40 == 0 and len(payer.phone) == 12:
                self.reversible = [*self.reversible[-7:], paid]
            return
        fee = charge_cents(amount)
        self.balance_cents -= fee
        self._told.append(
            Movement(receipt, "charge", -fee, self.balance_cents, at, began, "Pay Bill Charge", "Pay Bill Charge")
        )

    def _payer(self, draw: Random, kind: str) -> Customer:
        if kind.startswith("Merchant"):
            return _BUSINESSES[int(draw.random() * len(_BUSINESSES))]
        if kind.startswith("Business"):
            return _BANKS[int(draw.random() * len(_BANKS))]
        # The square makes a few customers come often and most of them seldom.
        return self.customers[int(draw.random() ** 2 * len(self.customers))]

    def _sweep(self, on: date, at: int) -> None:
        amount = self.balance_cents // 100_000 * 100_000 - 100_000
        self.balance_cents -= amount
        wording = "Utility Account to Organization Settlement Account"
        receipt = self._receipt(on, at, at, "0S")
        self._told.append(Movement(receipt, "sweep_out", -amount, self.balance_cents, at, at, "Settlement", wording))

    def _can_reverse(self) -> bool:
        return bool(self.reversible) and self.reversible[0].amount_cents <= self.balance_cents

    def _reverse(self, on: date, at: int) -> None:
        paid = self.reversible.pop(0)
        self.balance_cents -= paid.amount_cents
        receipt = self._receipt(on, at, at, "0R")
        kind, wording = "Pay Utility Reversal", f"Pay Utility Reversal by {OPERATOR}"
        taken_back = Movement(
            receipt, "reversal", -paid.amount_cents, self.balance_cents, at, at, kind, wording, paid.party_name,
            paid.party_phone, paid.is_local, "", paid.receipt,
        )  # fmt: skip
        self._told.append(taken_back)


_BUSINESSES = business_customers(BUSINESSES)
_BANKS = business_customers(BANKS)
