"""What an office knows at a moment of the replay: open bills, and whose numbers, names and typings are known."""

from __future__ import annotations

import re
from collections import defaultdict, deque

from benchmarks.companies.making import Maker, Trace
from benchmarks.companies.people import printed_phone
from benchmarks.companies.values import INVOICE, REVERSAL, Customer, Invoice, TruePayment, Truth

_NOT_SIGNS = re.compile(r"[^A-Z0-9]")
_LOOKS = str.maketrans("OISB", "0158")
_NOT_NAMES = re.compile(r"[^A-Z ]")


def signs(text: str) -> str:
    """Letters and digits in upper case, nothing else."""
    return _NOT_SIGNS.sub("", text.upper())


def read_alike(text: str) -> str:
    """The same with letters that look like digits read as digits."""
    return signs(text).translate(_LOOKS)


def names_in(text: str) -> frozenset[str]:
    """The words of a name that are more than an initial."""
    return frozenset(word for word in _NOT_NAMES.sub(" ", text.upper()).split() if len(word) > 1)


class Visible:
    """What an office knows at a moment: open bills, and which numbers and names belong to whom."""

    def __init__(self, maker: Maker) -> None:
        self.pending = deque(sorted(maker.invoices, key=lambda each: each.issued_on))
        self.open: dict[str, int] = {}
        self.invoices: dict[str, Invoice] = {}
        self.bills: defaultdict[str, dict[str, int]] = defaultdict(dict)  # customer: number: open cents
        self.by_sum: defaultdict[int, set[str]] = defaultdict(set)
        self.number_of = {signs(each.number): each for each in maker.invoices}
        self.account_of = {signs(account): c.key for c in maker.customers for account in c.accounts}
        self.accounts = {c.key: tuple(map(signs, c.accounts)) for c in maker.customers}
        self.alike: defaultdict[str, set[str]] = defaultdict(set)  # a number as it looks: customers
        for text, key in (
            *((text, each.customer_key) for text, each in self.number_of.items()),
            *self.account_of.items(),
        ):
            self.alike[read_alike(text)].add(key)
        self.phones: defaultdict[str, dict[str, set[str]]] = defaultdict(dict)  # last three: phone: customers
        self.names: defaultdict[str, set[str]] = defaultdict(set)  # customer: words of names seen
        self.pairs: defaultdict[frozenset[str], set[str]] = defaultdict(set)
        self.texts: defaultdict[str, set[str]] = defaultdict(set)
        self.booked: dict[str, Truth] = {}
        self._unhashed: list[str] = []
        self._hashes: dict[str, str] = {}
        for customer in maker.customers:
            self._know(customer)

    def looking_like(self, text: str) -> set[str]:
        """Customers who have a number that looks like the text."""
        return self.alike.get(read_alike(text), set())

    def _know(self, customer: Customer) -> None:
        words = names_in(customer.name)
        self.names[customer.key] |= words
        self._pair(words, customer.key)
        for phone in customer.phones:
            self._add_phone(phone, customer.key)

    def _pair(self, words: frozenset[str], key: str) -> None:
        ordered = sorted(words)
        for at, one in enumerate(ordered):
            for other in ordered[at + 1 :]:
                self.pairs[frozenset((one, other))].add(key)

    def learn(self, payment: TruePayment, trace: Trace) -> None:
        """Once it is booked, the payer's number, name and typing are known as this customer's."""
        self._add_phone(trace.phone, trace.customer_key)
        words = names_in(payment.name)
        self.names[trace.customer_key] |= words
        self._pair(words, trace.customer_key)
        if trace.reference_case in {"person_name", "free_text"}:
            self.texts[signs(payment.account_ref)].add(trace.customer_key)

    def advance_to(self, day: int) -> None:
        """Bills written until that day are there."""
        while self.pending and self.pending[0].issued_on <= day:
            invoice = self.pending.popleft()
            self.invoices[invoice.number] = invoice
            self._set(invoice.number, self.open.get(invoice.number, 0) + invoice.amount_cents)

    def book(self, payment: TruePayment, truth: Truth) -> None:
        """The bookkeeper's answer is booked; a reversal gives back what the original paid."""
        for each in truth.allocations:
            if each.kind == INVOICE:
                self._set(each.key, self.open.get(each.key, 0) - each.cents)
            elif each.kind == REVERSAL and each.key in self.booked:
                for paid in self.booked[each.key].allocations:
                    if paid.kind == INVOICE:
                        self._set(paid.key, self.open.get(paid.key, 0) + paid.cents)
        if truth.written_off_cents:
            for each in truth.allocations:
                if each.kind == INVOICE:
                    self._set(each.key, 0)
        self.booked[payment.receipt] = truth

    def _set(self, number: str, cents: int) -> None:
        self.by_sum[self.open.get(number, 0)].discard(number)
        self.open[number] = cents
        invoice = self.invoices.get(number)
        if invoice is None:  # paid before it is written
            return
        if cents > 0:
            self.by_sum[cents].add(number)
            self.bills[invoice.customer_key][number] = cents
        else:
            self.bills[invoice.customer_key].pop(number, None)

    def whose_phone(self, shown: str, shape: str) -> set[str]:
        """Customers of known numbers that print like this."""
        if not shown:
            return set()
        if shape == "hash":
            return self._of_hash(shown)
        known = self.phones.get(shown[-3:], {})
        return {key for phone, keys in known.items() if printed_phone(phone, shape) == shown for key in keys}

    def _of_hash(self, shown: str) -> set[str]:
        while self._unhashed:
            phone = self._unhashed.pop()
            self._hashes[printed_phone(phone, "hash")] = phone
        phone = self._hashes.get(shown, "")
        return set(self.phones[phone[-3:]][phone]) if phone else set()

    def _add_phone(self, phone: str, key: str) -> None:
        alike = self.phones[phone[-3:]]
        if phone not in alike:
            alike[phone] = set()
            self._unhashed.append(phone)
        alike[phone].add(key)
