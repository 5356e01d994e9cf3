"""What the peers' rules look into: the open items of a company, day by day, by number, account, sum and name."""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from typing import NamedTuple, Protocol

from benchmarks.companies.values import (
    ADVANCE,
    FORGIVEN,
    INVOICE,
    REVERSAL,
    SALE,
    Allocation,
    Allocations,
    Company,
    Decision,
    Invoice,
    Sale,
    TruePayment,
    day_of,
)

MOST_ALIKE = 60  # items of one sum that are looked at
FAR_DAYS = 14


class Item(NamedTuple):
    """An invoice or a sale as the peers see it; texts trimmed, in upper case, with single blanks."""

    kind: str
    key: str
    number: str
    account: str
    party: str
    phone: str
    text: str
    on: int
    customer: str
    cents: int


def plain(text: str) -> str:
    """Trimmed, single blanks, upper case."""
    return " ".join(text.upper().split())


def words(text: str) -> frozenset[str]:
    """Words of three letters or more."""
    return frozenset(word for word in re.split(r"[^A-Z0-9]+", text.upper()) if len(word) > 2)


def numbers_of(payment: TruePayment) -> tuple[str, ...]:
    """What may be an item's number: the typed account against invoices, the receipt itself against codes of sales."""
    return tuple(filter(None, (plain(payment.account_ref), payment.receipt)))


class Opened:
    """Open items. Until ``advance_to`` a day, items of later days are not there."""

    def __init__(self, company: Company) -> None:
        bills = (_bill(invoice) for invoice in company.invoices if invoice.amount_cents > invoice.paid_cents)
        sales = (_sold(sale) for sale in company.sales)
        self._pending = deque(sorted((*bills, *sales), key=lambda item: item.on))
        self.customer_of = {invoice.number: invoice.customer_key for invoice in company.invoices}
        self.running_wallets = company.running_wallets
        self.items: dict[str, Item] = {}
        self.left: dict[str, int] = {}
        self.by_number: defaultdict[str, dict[str, None]] = defaultdict(dict)
        self.by_account: defaultdict[str, dict[str, None]] = defaultdict(dict)
        self.by_party: defaultdict[str, dict[str, None]] = defaultdict(dict)
        self.by_phone: defaultdict[str, dict[str, None]] = defaultdict(dict)
        self.by_customer: defaultdict[str, dict[str, None]] = defaultdict(dict)
        self.by_sum: defaultdict[int, defaultdict[int, dict[str, None]]] = defaultdict(lambda: defaultdict(dict))
        self.booked: dict[str, Allocations] = {}
        self._early: dict[str, int] = defaultdict(int)

    def advance_to(self, day: int) -> None:
        """Items until that day are there."""
        while self._pending and self._pending[0].on <= day:
            item = self._pending.popleft()
            self.items[item.key] = item
            self._file(item)
            self._set(item, item.cents - self._early[item.key])

    def _file(self, item: Item) -> None:
        for index, word in (
            (self.by_number, item.number),
            (self.by_account, item.account),
            (self.by_party, item.party),
            (self.by_phone, item.phone),
            (self.by_customer, item.customer),
        ):
            if word:
                index[word][item.key] = None

    def _set(self, item: Item, cents: int) -> None:
        self.by_sum[self.left.get(item.key, 0)][item.on].pop(item.key, None)
        self.left[item.key] = cents
        if cents > 0:
            self.by_sum[cents][item.on][item.key] = None

    def book(self, receipt: str, allocations: Allocations) -> None:
        """Takes what was decided off the items; a reversal gives back what its original took."""
        for each in allocations:
            if each.kind in {INVOICE, SALE, FORGIVEN}:
                self._take(each.key, each.cents)
            elif each.kind == REVERSAL:
                for paid in self.booked.pop(each.key, ()):
                    self._take(paid.key, -paid.cents)
        self.booked[receipt] = allocations

    def book_known(self, receipt: str, allocations: Allocations) -> None:
        """The same for the months before: bills come with what was paid on them, sales do not."""
        self.book(receipt, tuple(each for each in allocations if each.kind == SALE))
        self.booked[receipt] = allocations

    def _take(self, key: str, cents: int) -> None:
        if key in self.items:
            self._set(self.items[key], self.left[key] - cents)
        else:
            self._early[key] += cents

    def open(self, keys: Iterable[str]) -> list[Item]:
        """Those that are still open, in the order of their days."""
        return [self.items[key] for key in keys if self.left.get(key, 0) > 0]

    def numbered(self, payment: TruePayment) -> list[Item]:
        """Open items whose number, or else whose account, is exactly what was typed."""
        for index in (self.by_number, self.by_account):
            found = [item for number in numbers_of(payment) for item in self.open(index.get(number, ()))]
            if found:
                return found
        return []

    def surely_numbered(self, payment: TruePayment) -> list[Item]:
        """The same where it leaves no choice: several bills of an account only where the oldest goes first anyhow."""
        found = self.numbered(payment)
        is_number = any(item.number in numbers_of(payment) for item in found)
        return found if is_number or len(found) == 1 or payment.wallet in self.running_wallets else []

    def of_sum(self, cents: int, day: int) -> list[Item]:
        """Open items of exactly this sum, nearest days first, at most MOST_ALIKE."""
        days = self.by_sum.get(cents)
        if not days:
            return []
        found: list[Item] = []
        for on in sorted(days, key=lambda each: (abs(each - day), each)):
            found += [self.items[key] for key in days[on]][: MOST_ALIKE - len(found)]
            if len(found) >= MOST_ALIKE:
                break
        return found

    def spread(self, items: Iterable[Item], cents: int) -> Allocations:
        """The sum over the items in turn; what is left is the last one's customer's advance."""
        made, customer = [], ""
        for item in items:
            used = min(cents, self.left[item.key])
            customer = item.customer
            if used > 0:
                made.append(Allocation(item.kind, item.key, used))
                cents -= used
        return (*made, Allocation(ADVANCE, customer, cents)) if cents else tuple(made)


def _bill(bill: Invoice) -> Item:
    return Item(
        INVOICE,
        bill.number,
        plain(bill.number),
        plain(bill.account),
        plain(bill.customer_name),
        bill.phone,
        plain(bill.description),
        bill.issued_on,
        bill.customer_key,
        bill.amount_cents - bill.paid_cents,
    )


def _sold(sale: Sale) -> Item:
    code = plain(sale.mpesa_code)
    return Item(SALE, sale.sale_no, code, "", "", "", "", day_of(sale.sold_at), "", sale.amount_cents)


class Rule(Protocol):
    """How one program decides. Made for the open items of one company."""

    def __init__(self, opened: Opened) -> None: ...

    def decide(self, payment: TruePayment) -> Decision:
        """What the program does with money that came in."""
        ...

    def learn(self, payment: TruePayment, booked: Allocations, decision: Decision | None) -> None:
        """Sees what was booked in the end; ``decision`` is None for the months before."""
        ...


def work_through(rule_of: type[Rule], company: Company) -> Iterator[Decision]:
    """The rule on each payment in order of time; what it leaves is answered and booked before the next."""
    opened = Opened(company)
    rule = rule_of(opened)
    for settled in company.known:
        rule.learn(settled.payment, settled.allocations, None)
        opened.book_known(settled.payment.receipt, settled.allocations)
    for payment in company.payments:
        opened.advance_to(day_of(payment.completed_at))
        decision = rule.decide(payment) if payment.amount_cents > 0 else Decision(payment.receipt)
        yield decision
        booked = decision.allocations if decision.is_automatic else company.answer(payment.receipt)
        opened.book(payment.receipt, booked)
        rule.learn(payment, booked, decision)
