"""Everything a payment can be matched against, by index: no payment is ever compared with all.

Kept up to date one change at a time, so that a payment that comes in now is judged in a moment.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from app.core.items import Allocation, Customer, ItemKey, ItemKind, TransactionKey
from app.core.matching.brakes import brake
from app.core.matching.names import Words, words_of
from app.core.matching.payers import PayerIndex
from app.core.matching.phone_index import PhoneIndex, numbers_of
from app.core.matching.references import squeezed_of
from app.core.matching.text_index import TextIndex
from app.core.matching.values import Debtor, Habit, OpenItem, Payment, Refusal, Remembered, RuleRecord

TOLD_BY_PERSON, TYPED_ONCE = 5, 1
"""What a person told of a text weighs so many times as having confirmed one payment that carried it."""

_INVOICE, _SALE = ItemKind.INVOICE.value, ItemKind.SALE.value


class Known(NamedTuple):
    """A customer as the matcher reads it: the words of the name, the full numbers."""

    customer: Customer
    words: Words
    numbers: tuple[str, ...]


class Knowledge:
    """Customers, open items and the past of one book, ready to be asked."""

    def __init__(
        self,
        debtors: Iterable[Debtor] = (),
        items: Iterable[OpenItem] = (),
        habits: Iterable[Habit] = (),
        remembered: Iterable[Remembered] = (),
        refusals: Iterable[Refusal] = (),
        records: Iterable[RuleRecord] = (),
    ) -> None:
        self.debtors: dict[str, Known] = {}
        self.items: dict[ItemKey, OpenItem] = {}
        self.open_invoices = 0
        self.by_customer: dict[str, dict[ItemKey, None]] = {}
        self._ordered: dict[str, list[OpenItem]] = {}
        self.by_amount: dict[tuple[str, int], set[ItemKey]] = defaultdict(set)
        self.by_code: dict[str, set[ItemKey]] = {}
        self.texts = TextIndex()
        self.codes = TextIndex()
        self.phones = PhoneIndex()
        self.word_counts: Counter[str] = Counter()
        self.by_pair: dict[tuple[str, str], set[str]] = defaultdict(set)
        self.payers = PayerIndex()
        self.typed: dict[str, Counter[str]] = defaultdict(Counter)
        self.refused: dict[TransactionKey, set[ItemKey]] = {}
        self.closed: dict[str, str] = {}
        self.braked: dict[str, str] = {}
        for debtor in debtors:
            self.put_debtor(debtor)
        for item in items:
            self.put_item(item)
        for told in remembered:
            self.remember(told)
        for habit in habits:
            self.add_habit(habit)
        for refusal in refusals:
            self.refuse(refusal)
        for record in records:
            self.count(record)

    # ---------------------------------------------------------------- items
    def put_item(self, item: OpenItem) -> None:
        """An item is open, with so many cents; with none it is paid, and its number still tells who types it."""
        key = ItemKey(item.item.kind, item.item.key)
        before = self.items.get(key)
        if before is not None:
            if before.item is item.item and item.open_cents > 0:
                self._set_cents(key, before, item)
                return
            self._take_out(key, before)
        if item.open_cents <= 0:
            self._close(item)
            return
        self.items[key] = item
        self.by_amount[key.kind, item.open_cents].add(key)
        if key.kind == _SALE:
            self._put_code(key, item.item.code)
            return
        self.open_invoices += 1
        owner = self.debtor_of(item)
        self._ordered.pop(owner, None)
        self.by_customer.setdefault(owner, {})[key] = None
        self.texts.put(item.item.number, key)
        if item.item.account and item.item.customer_key and not self._is_given(item):
            self.texts.put(item.item.account, ItemKey(ItemKind.CUSTOMER.value, item.item.customer_key))

    def _is_given(self, item: OpenItem) -> bool:
        """Whether the account on the invoice is known as the customer's already."""
        known = self.debtors.get(item.item.customer_key)
        return known is not None and item.item.account in known.customer.accounts

    def _set_cents(self, key: ItemKey, before: OpenItem, item: OpenItem) -> None:
        self.items[key] = item
        self._ordered.pop(self.debtor_of(item), None)
        self.by_amount[key.kind, before.open_cents].discard(key)
        self.by_amount[key.kind, item.open_cents].add(key)

    def _put_code(self, key: ItemKey, code: str) -> None:
        code = squeezed_of(code)
        if code:
            self.by_code.setdefault(code, set()).add(key)
            self.codes.put(code, key)

    def _close(self, item: OpenItem) -> None:
        """The number of a paid invoice is remembered: who types it pays twice, or means another."""
        if item.item.kind == _INVOICE and item.item.number:
            self.closed[squeezed_of(item.item.number)] = self.debtor_of(item)

    def drop_item(self, kind: str, key: str) -> None:
        """An item is open no longer."""
        named = ItemKey(kind, key)
        item = self.items.get(named)
        if item is not None:
            self._take_out(named, item)
            self._close(item)

    def _take_out(self, key: ItemKey, item: OpenItem) -> None:
        del self.items[key]
        same = self.by_amount[key.kind, item.open_cents]
        same.discard(key)
        if not same:
            del self.by_amount[key.kind, item.open_cents]
        if key.kind == _SALE:
            code = squeezed_of(item.item.code)
            if code:
                self.by_code[code].discard(key)
                self.codes.drop(code, key)
            return
        self.open_invoices -= 1
        owner = self.debtor_of(item)
        self._ordered.pop(owner, None)
        del self.by_customer[owner][key]
        if not self.by_customer[owner]:
            del self.by_customer[owner]
        self.texts.drop(item.item.number, key)

    def take(self, parts: Sequence[Allocation]) -> None:
        """Let these allocations count as made."""
        for part in parts:
            item = self.items.get(ItemKey(part.kind, part.key))
            if item is not None:
                self.put_item(OpenItem(item.item, item.open_cents - part.cents - part.forgiven_cents))

    def owed(self, debtor: str, refused: set[ItemKey], store: str) -> Sequence[OpenItem]:
        """The debtor's open invoices that were not refused, oldest first; of one store where the payment is for one."""
        found = self._ordered.get(debtor)
        if found is None:
            found = [self.items[key] for key in self.by_customer.get(debtor, ())]
            found.sort(key=lambda one: (one.item.on_day, one.item.due_day or one.item.on_day, one.item.key))
            self._ordered[debtor] = found
        if refused:
            found = [one for one in found if ItemKey(one.item.kind, one.item.key) not in refused]
        if store:
            found = [one for one in found if not one.item.store or one.item.store == store]
        return found

    @staticmethod
    def debtor_of(item: OpenItem) -> str:
        """The customer's key; an item without one is a debtor of its own."""
        return item.item.customer_key or f"\x1f{item.item.kind}\x1f{item.item.key}"

    # ---------------------------------------------------------------- customers
    def put_debtor(self, debtor: Debtor) -> None:
        """A customer is known so."""
        customer = debtor.customer
        if customer.key in self.debtors:
            self.drop_debtor(customer.key)
        known = Known(customer, words_of(customer.name), numbers_of(customer.phones))
        self.debtors[customer.key] = known
        if customer.accounts:
            owner = ItemKey(ItemKind.CUSTOMER.value, customer.key)
            for account in customer.accounts:
                self.texts.put(account, owner)
        self.phones.put(customer.key, known.numbers)
        letters = sorted({word.letters for word in known.words})
        self.word_counts.update(letters)
        for pair in _pairs(letters):
            self.by_pair[pair].add(customer.key)

    def drop_debtor(self, key: str) -> None:
        """A customer is gone."""
        known = self.debtors.pop(key, None)
        if known is None:
            return
        for account in known.customer.accounts:
            self.texts.drop(account, ItemKey(ItemKind.CUSTOMER.value, key))
        self.phones.drop(key, known.numbers)
        letters = sorted({word.letters for word in known.words})
        self.word_counts.subtract(letters)
        for pair in _pairs(letters):
            self.by_pair[pair].discard(key)

    def named_so(self, words: Words) -> set[str]:
        """Customers who have two of the words that can be seen of a name."""
        letters = sorted({word.letters for word in words if not word.is_cut or len(word.letters) == 1})
        found: set[str] = set()
        for pair in _pairs(letters):
            found |= self.by_pair.get(pair, set())
        return found

    # ---------------------------------------------------------------- the past
    def add_habit(self, habit: Habit) -> None:
        """A payer paid for a customer."""
        self.payers.add(habit)
        typed = squeezed_of(habit.account_ref)
        if typed and habit.by_person:
            self.typed[typed][habit.customer_key] += TYPED_ONCE

    def remember(self, told: Remembered) -> None:
        """A person said whom payers mean by a text."""
        typed = squeezed_of(told.typed)
        if typed:
            self.typed[typed][told.customer_key] += TOLD_BY_PERSON

    def refuse(self, refusal: Refusal) -> None:
        """A person said that a payment is not for an item."""
        self.refused.setdefault(refusal.transaction, set()).add(ItemKey(refusal.kind, refusal.key))

    def refused_by(self, payment: Payment) -> set[ItemKey]:
        """What a person said this payment is not for."""
        return self.refused.get(payment.key, set())

    def count(self, record: RuleRecord) -> None:
        """What became of a rule's matches so far."""
        told = brake(record)
        if told.is_on:
            self.braked[record.rule] = told.sentence
        else:
            self.braked.pop(record.rule, None)


def _pairs(letters: list[str]) -> Iterator[tuple[str, str]]:
    return ((one, two) for at, one in enumerate(letters) for two in letters[at + 1 :])
