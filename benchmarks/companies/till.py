"""Shops with tills: customers pay to the store's number, cashiers ring up and copy the code, or do not."""

from __future__ import annotations

from typing import NamedTuple

from benchmarks.companies.making import SHILLING, Maker
from benchmarks.companies.people import SIGNS, Person
from benchmarks.companies.profiles import case_of
from benchmarks.companies.receipts import day_letters, miscopied
from benchmarks.companies.values import CODED, CODELESS, MISTYPED, SALE, Allocation, Sale, TruePayment, day_of

PAYMENTS_PER_REGULAR = 12
SHARE_OF_REGULARS = 0.5
TILLS_A_STORE = 4
SPOILT = frozenset({"look_alike", "transposed", "wrong_sign"})
CASHIERS = ("Asha", "Beno", "Cate", "Dino", "Ella", "Festo")


class Store(NamedTuple):
    """One store with its own till number at M-PESA."""

    name: str
    wallet: str


class Rung(NamedTuple):
    """A payment that was rung up, kept a while for those who use its code again."""

    payment: TruePayment
    sale: Sale


class Counter:
    """Everything that happens at the tills of some stores."""

    def __init__(self, maker: Maker, stores: tuple[Store, ...], *, first_sale: int, regulars: int) -> None:
        self.maker, self.stores = maker, stores
        self.next_sale = first_sale
        self.regulars: list[Person] = [maker.stranger() for _ in range(regulars)]
        self.rung: list[Rung] = []
        self.spare: list[TruePayment] = []  # received, never rung up, remembered by a cashier
        for store in stores:
            maker.stores[store.wallet] = store.name

    def day(self, day: int, payments: int) -> None:
        """So many customers pay on a day."""
        for _ in range(payments):
            self._customer(self.maker.instant(day))

    def _customer(self, at: int) -> None:
        maker = self.maker
        store = self.stores[maker.below(len(self.stores))]
        case = case_of(maker.draw, maker.profile.tills)
        if case == "fake":
            self._fake(store, at)
        elif case == "reused" and self.rung:
            self._reused(store, at)
        elif case == "older" and self.spare:
            self._older(store, at)
        else:
            self._honest(store, at, case)

    # ------------------------------------------------------------ honest sales
    def _honest(self, store: Store, at: int, case: str) -> None:
        cents = self.maker.price(self.maker.profile.till_prices)
        if case == "split" and cents >= 200 * SHILLING:
            self._split(store, at, cents)
            return
        payment = self._pays(store, at, cents)
        if case == "never_rung":
            self.maker.tell(payment.receipt, (), cases=(case,), is_question=True)
            self.spare = [*self.spare[-30:], payment]
        elif case == "joined" and cents >= 200 * SHILLING:
            self._joined(store, payment)
        else:
            self._plain(store, payment, case)

    def _plain(self, store: Store, payment: TruePayment, case: str) -> None:
        maker = self.maker
        at, cents = self._rung_at(payment), payment.amount_cents
        code, reference = self._entered(payment, case)
        if case == "other_store":
            store = self.stores[(self.stores.index(store) + 1) % len(self.stores)]
        sale = self._ring(store, at, cents, code)
        maker.tell(payment.receipt, (Allocation(SALE, sale.sale_no, cents),), cases=(case,), reference=reference)
        if case == "reversed":
            maker.reverse(payment, at + 600 + maker.below(86_400))
            maker.frauds[sale.sale_no] = "reversed"
        elif reference == CODED:
            self.rung = [*self.rung[-300:], Rung(payment, sale)]

    def _entered(self, payment: TruePayment, case: str) -> tuple[str, str]:
        if case == "codeless":
            return "", CODELESS
        return miscopied(self.maker.draw, payment.receipt, case), MISTYPED if case in SPOILT else CODED

    def _split(self, store: Store, at: int, cents: int) -> None:
        """One sale paid from two phones: the cashier enters the first code."""
        maker = self.maker
        first = cents // 2 // (10 * SHILLING) * 10 * SHILLING
        payments = (self._pays(store, at, first), self._pays(store, at + 20 + maker.below(90), cents - first))
        sale = self._ring(store, self._rung_at(payments[1]), cents, payments[0].receipt)
        for payment in payments:
            told = (Allocation(SALE, sale.sale_no, payment.amount_cents),)
            reference = CODED if payment is payments[0] else CODELESS
            maker.tell(payment.receipt, told, cases=("split",), reference=reference)

    def _joined(self, store: Store, payment: TruePayment) -> None:
        """Two sales of one customer, rung up one after the other with the same code."""
        cents = payment.amount_cents
        first = cents // 3 // (10 * SHILLING) * 10 * SHILLING
        at, till = self._rung_at(payment), self._till()
        sales = [
            self._ring(store, at, first, payment.receipt, till=till),
            self._ring(store, at + 30 + self.maker.below(200), cents - first, payment.receipt, till=till),
        ]
        told = tuple(Allocation(SALE, sale.sale_no, sale.amount_cents) for sale in sales)
        self.maker.tell(payment.receipt, told, cases=("joined",), reference=CODED)

    # ------------------------------------------------------------ frauds: cash taken, a code shown for it
    def _reused(self, store: Store, at: int) -> None:
        earlier = self.rung[self.maker.below(len(self.rung))]
        at = max(at, earlier.sale.sold_at + 900)
        others = [each for each in self.stores if each.name != earlier.sale.store] or [store]
        shown = store if self.maker.chance(0.7) else others[self.maker.below(len(others))]
        avoid = earlier.sale.cashier if shown.name == earlier.sale.store else ""
        sale = self._ring(shown, at, earlier.sale.amount_cents, earlier.payment.receipt, not_by=avoid)
        self.maker.frauds[sale.sale_no] = "reused"

    def _fake(self, store: Store, at: int) -> None:
        code = day_letters(day_of(at)) + "".join(self.maker.draw.choice(SIGNS) for _ in range(7))
        sale = self._ring(store, at, self.maker.price(self.maker.profile.till_prices), code)
        self.maker.frauds[sale.sale_no] = "fake"

    def _older(self, store: Store, at: int) -> None:
        """A payment never rung up serves, days later, as the code of a sale paid in cash."""
        old = self.spare.pop(0)
        at = max(at, old.completed_at + 86_400 + self.maker.below(4 * 86_400))
        if day_of(at) > self.maker.last_day:
            return
        shown = next((each for each in self.stores if each.wallet == old.wallet), store)
        sale = self._ring(shown, at, old.amount_cents, old.receipt)
        self.maker.frauds[sale.sale_no] = "older"

    # ------------------------------------------------------------ rows
    def _pays(self, store: Store, at: int, cents: int) -> TruePayment:
        maker = self.maker
        is_regular = self.regulars and maker.chance(SHARE_OF_REGULARS)
        person = self.regulars[maker.below(len(self.regulars))] if is_regular else maker.stranger()
        return maker.receive(person, at, cents, wallet=store.wallet, ledger="Merchant")[0]

    def _rung_at(self, payment: TruePayment) -> int:
        minutes = self.maker.draw.expovariate(1 / self.maker.profile.tills.late_minutes)
        return payment.completed_at + int(min(90.0, minutes) * 60) - 15

    def _till(self) -> int:
        return 1 + self.maker.below(TILLS_A_STORE)

    def _ring(self, store: Store, at: int, cents: int, code: str, *, till: int = 0, not_by: str = "") -> Sale:
        maker = self.maker
        till = till or self._till()
        cashier = self._cashier(till, at)
        while cashier == not_by:
            till = till % TILLS_A_STORE + 1
            cashier = self._cashier(till, at)
        sale = Sale(f"S{self.next_sale:07d}", at, store.name, f"T{till}", cashier, cents, code)
        self.next_sale += 1
        maker.sales.append(sale)
        return sale

    def _cashier(self, till: int, at: int) -> str:
        return CASHIERS[(till + day_of(at)) % len(CASHIERS)]


def till_shop(
    maker: Maker, *, payments: int, stores: int = 2, first_sale: int = 1, first_wallet: int = 6_000_001
) -> None:
    """A shop with tills in some stores, every day of the time told."""
    places = tuple(Store(f"Store {number + 1}", str(first_wallet + number)) for number in range(stores))
    counter = Counter(maker, places, first_sale=first_sale, regulars=payments // PAYMENTS_PER_REGULAR)
    days = maker.last_day - maker.first_day + 1
    done = 0
    for number in range(days):
        until = payments * (number + 1) // days
        counter.day(maker.first_day + number, until - done)
        done = until
