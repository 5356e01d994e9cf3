"""Everything a payment can be matched against, by index: no payment is ever compared with all.

Kept up to date one change at a time, so that a payment that comes in now is judged in a moment.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from app.core.items import ItemKey, ItemKind, TransactionKey
from app.core.matching.brakes import brake
from app.core.matching.names import words_of
from app.core.matching.phone_index import PhoneIndex
from app.core.matching.references import LEAST_DIGITS_OF_CORE, Reference, deletions, is_one_slip, reference
from app.core.matching.values import Debtor, Habit, OpenItem, Refusal, Remembered, RuleRecord

Owner = ItemKey
"""What a text names: an invoice or sale by its number, or a customer by an account."""

EXACT, ALIKE, CORE, SLIP = "exact", "alike", "core", "slip"
"""How a typed text names something: letter by letter; with O for 0 and the like; its number alone; one slip away."""


class Named(NamedTuple):
    """What a typed text names, and how."""

    owner: Owner
    how: str


class TextIndex:
    """Numbers and accounts by their spellings. The table of slips is made when the first doubtful text comes."""

    def __init__(self) -> None:
        self._squeezed: dict[str, set[Owner]] = defaultdict(set)
        self._folded: dict[str, set[Owner]] = defaultdict(set)
        self._core: dict[str, set[Owner]] = defaultdict(set)
        self._slips: dict[str, set[str]] | None = None

    def put(self, text: str, owner: Owner) -> None:
        """The text names the owner."""
        told = reference(text)
        if not told.squeezed:
            return
        if self._slips is not None and told.folded not in self._folded:
            self._note_slips(self._slips, told.folded)
        self._squeezed[told.squeezed].add(owner)
        self._folded[told.folded].add(owner)
        if len(told.core) >= LEAST_DIGITS_OF_CORE:
            self._core[told.core].add(owner)

    def drop(self, text: str, owner: Owner) -> None:
        """The text names the owner no longer."""
        told = reference(text)
        for table, form in ((self._squeezed, told.squeezed), (self._folded, told.folded), (self._core, told.core)):
            owners = table.get(form)
            if owners is not None:
                owners.discard(owner)
                if not owners:
                    del table[form]

    def named(self, text: str) -> list[Named]:
        """What the text names by its best spelling; a weaker one counts only where the better ones name nothing."""
        told = reference(text)
        if not told.squeezed:
            return []
        for table, form, how in (
            (self._squeezed, told.squeezed, EXACT),
            (self._folded, told.folded, ALIKE),
            (self._core, told.core, CORE),
        ):
            owners = table.get(form) if form else None
            if owners:
                found = [Named(owner, how) for owner in sorted(owners)]
                return found if how == CORE else found + self._bare(told, owners)
        near = {form for cut in deletions(told.folded) for form in self._slip_table().get(cut, ())}
        return [
            Named(owner, SLIP)
            for form in sorted(near)
            if is_one_slip(told.folded, form)
            for owner in sorted(self._folded.get(form, ()))
        ]

    def _bare(self, told: Reference, but: set[Owner]) -> list[Named]:
        """A bare number may be an account, and an invoice whose letters were left out."""
        if not told.squeezed.isdigit():
            return []
        return [Named(owner, CORE) for owner in sorted(self._core.get(told.core, set()) - but)]

    def is_spelt(self, text: str) -> bool:
        """Whether the text names something letter by letter."""
        return reference(text).squeezed in self._squeezed

    def _slip_table(self) -> dict[str, set[str]]:
        if self._slips is None:
            self._slips = defaultdict(set)
            for folded in self._folded:
                self._note_slips(self._slips, folded)
        return self._slips

    @staticmethod
    def _note_slips(table: dict[str, set[str]], folded: str) -> None:
        for cut in deletions(folded):
            table[cut].add(folded)


class Payer(NamedTuple):
    """How a payer looks on paper: the same printed name and phone are most likely the same person."""

    name: str
    phone: str


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
        self.debtors: dict[str, Debtor] = {}
        self.items: dict[ItemKey, OpenItem] = {}
        self.by_customer: dict[str, set[ItemKey]] = defaultdict(set)
        self.by_amount: dict[tuple[str, int], set[ItemKey]] = defaultdict(set)
        self.by_code: dict[str, set[ItemKey]] = defaultdict(set)
        self.texts = TextIndex()
        self.codes = TextIndex()
        self.phones = PhoneIndex()
        self.word_counts: Counter[str] = Counter()
        self.by_pair: dict[tuple[str, str], set[str]] = defaultdict(set)
        self.payers: dict[Payer, Counter[str]] = defaultdict(Counter)
        self.typed: dict[str, Counter[str]] = defaultdict(Counter)
        self.refused: dict[TransactionKey, set[ItemKey]] = defaultdict(set)
        self.closed: dict[str, str] = {}
        self.braked: dict[str, str] = {}
        for debtor in debtors:
            self.put_debtor(debtor)
        for item in items:
            self.put_item(item)
        for habit in habits:
            self.add_habit(habit)
        for told in remembered:
            self.remember(told)
        for refusal in refusals:
            self.refuse(refusal)
        for record in records:
            self.count(record)

    # ---------------------------------------------------------------- items
    def put_item(self, item: OpenItem) -> None:
        """An item is open, with so many cents."""
        key = ItemKey(item.item.kind, item.item.key)
        if key in self.items:
            self.drop_item(*key)
        if item.open_cents <= 0:
            self._close(item)
            return
        self.items[key] = item
        self.by_amount[key.kind, item.open_cents].add(key)
        self.by_customer[self.debtor_of(item)].add(key)
        if key.kind == ItemKind.SALE:
            if item.item.code:
                self.by_code[item.item.code].add(key)
                self.codes.put(item.item.code, key)
            return
        self.texts.put(item.item.number, key)
        if item.item.account and item.item.customer_key:
            self.texts.put(item.item.account, ItemKey(ItemKind.CUSTOMER.value, item.item.customer_key))

    def _close(self, item: OpenItem) -> None:
        """The number of a paid invoice is remembered: who types it pays twice, or means another."""
        if item.item.kind == ItemKind.INVOICE and item.item.number:
            self.closed[reference(item.item.number).squeezed] = self.debtor_of(item)

    def drop_item(self, kind: str, key: str) -> None:
        """An item is open no longer."""
        named = ItemKey(kind, key)
        item = self.items.pop(named, None)
        if item is None:
            return
        self.by_amount[kind, item.open_cents].discard(named)
        self.by_customer[self.debtor_of(item)].discard(named)
        if kind == ItemKind.SALE:
            if item.item.code:
                self.by_code[item.item.code].discard(named)
                self.codes.drop(item.item.code, named)
            return
        self.texts.drop(item.item.number, named)

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
        self.debtors[customer.key] = debtor
        for account in customer.accounts:
            self.texts.put(account, ItemKey(ItemKind.CUSTOMER.value, customer.key))
        self.phones.put(customer.key, customer.phones)
        letters = sorted({word.letters for word in words_of(customer.name)})
        self.word_counts.update(letters)
        for pair in _pairs(letters):
            self.by_pair[pair].add(customer.key)

    def drop_debtor(self, key: str) -> None:
        """A customer is gone."""
        debtor = self.debtors.pop(key, None)
        if debtor is None:
            return
        customer = debtor.customer
        for account in customer.accounts:
            self.texts.drop(account, ItemKey(ItemKind.CUSTOMER.value, key))
        self.phones.drop(key, customer.phones)
        letters = sorted({word.letters for word in words_of(customer.name)})
        self.word_counts.subtract(letters)
        for pair in _pairs(letters):
            self.by_pair[pair].discard(key)

    def named_so(self, name: str) -> set[str]:
        """Customers who have two of the words that can be seen of a name."""
        letters = sorted({word.letters for word in words_of(name) if not word.is_cut})
        found: set[str] = set()
        for pair in _pairs(letters):
            found |= self.by_pair.get(pair, set())
        return found

    # ---------------------------------------------------------------- the past
    def add_habit(self, habit: Habit) -> None:
        """A payer paid for a customer."""
        if habit.name or habit.phone:
            self.payers[Payer(habit.name, habit.phone)][habit.customer_key] += 1
        typed = reference(habit.account_ref).squeezed
        if typed and habit.by_person and typed not in self.closed and not self.texts.is_spelt(habit.account_ref):
            self.typed[typed][habit.customer_key] += 1

    def remember(self, told: Remembered) -> None:
        """A person said whom payers mean by a text."""
        self.typed[reference(told.typed).squeezed][told.customer_key] += 5

    def refuse(self, refusal: Refusal) -> None:
        """A person said that a payment is not for an item."""
        self.refused[refusal.transaction].add(ItemKey(refusal.kind, refusal.key))

    def count(self, record: RuleRecord) -> None:
        """What became of a rule's matches so far."""
        told = brake(record)
        if told.is_on:
            self.braked[record.rule] = told.sentence
        else:
            self.braked.pop(record.rule, None)


def _pairs(letters: list[str]) -> Iterable[tuple[str, str]]:
    return ((one, two) for at, one in enumerate(letters) for two in letters[at + 1 :])
