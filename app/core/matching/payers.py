"""Payers seen before, and for whom they paid: the same person under this mask or another."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from app.core.matching.names import Agreement, Words, compared, words_of
from app.core.matching.phone_index import is_hash
from app.core.matching.values import Habit, Payment
from app.core.phones import could_be_same, visible_parts

PAIR_SINCE = "TJ"
"""Receipts of October 2025 and later carry two signs that stay the same for a payer (domain notes, section 4)."""


class Look(NamedTuple):
    """How a payer looked on paper. ``pair`` are signs 4 and 5 of the receipt, '' where they tell nothing."""

    name: str
    phone: str
    pair: str


class Past(NamedTuple):
    """For whom payers of this look paid, how often in all; ``same_pair`` and ``other_pair`` count the soft hint."""

    by_customer: Counter[str]
    times: int
    same_pair: frozenset[str]


_NOBODY = Past(Counter(), 0, frozenset())


class PayerIndex:
    """Looks by what all masks leave: the last three digits and the first word; by the whole number; by the hash."""

    def __init__(self) -> None:
        self._by_key: dict[tuple[str, str], dict[Look, Counter[str]]] = defaultdict(dict)

    def add(self, habit: Habit) -> None:
        """A payer paid for a customer."""
        look = Look(habit.name, habit.phone, pair_of(habit.receipt))
        for key in _keys(habit.name, habit.phone):
            self._by_key[key].setdefault(look, Counter())[habit.customer_key] += 1

    def past(self, payment: Payment) -> Past:
        """What those did who may be the payer."""
        if not self._by_key:
            return _NOBODY
        found: dict[Look, Counter[str]] = {}
        for key in _keys(payment.name, payment.phone):
            found.update(self._by_key.get(key, ()))
        if not found:
            return _NOBODY
        return _summed(found, payment)


def _summed(found: dict[Look, Counter[str]], payment: Payment) -> Past:
    pair, seen = pair_of(payment.key.receipt), words_of(payment.name)
    by_customer: Counter[str] = Counter()
    same_pair: set[str] = set()
    for look, counts in found.items():
        if _may_be_same(look, payment.phone, seen):
            by_customer.update(counts)
            if pair and pair == look.pair:
                same_pair.update(counts)
    return Past(by_customer, by_customer.total(), frozenset(same_pair))


def _keys(name: str, phone: str) -> Iterator[tuple[str, str]]:
    if is_hash(phone):
        yield phone.lower(), ""
        return
    parts = visible_parts(phone)
    if parts is None:
        return
    head, tail = parts
    if not tail:
        yield head, ""
        tail = head[-3:]
    words = words_of(name)
    if words and len(tail) >= 3:
        yield tail[-3:], words[0].letters


def _may_be_same(look: Look, phone: str, seen: Words) -> bool:
    if not is_hash(phone) and not could_be_same(look.phone, phone):
        return False
    return compared(seen, words_of(look.name)).agreement not in (Agreement.CONTRARY, Agreement.PARTLY)


def pair_of(receipt: str) -> str:
    """Signs 4 and 5 of a receipt since late 2025, else ''."""
    return receipt[3:5] if len(receipt) == 10 and receipt[:2] >= PAIR_SINCE else ""
