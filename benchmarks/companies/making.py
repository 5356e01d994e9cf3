"""The making of a company: where its rows come together, and how a payment gets onto paper."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from random import Random
from typing import NamedTuple

from benchmarks.companies.people import Person, new_person, printed_name, printed_phone, record_name
from benchmarks.companies.profiles import Profile, case_of, one_of
from benchmarks.companies.receipts import Codes
from benchmarks.companies.values import (
    EAT,
    REVERSAL,
    Allocation,
    Allocations,
    BankLine,
    Customer,
    Invoice,
    Sale,
    TruePayment,
    Truth,
)

SHILLING = 100
MOST_CENTS = 250_000 * SHILLING  # per transaction (domain notes, section 5)
OPENS, CLOSES = 7 * 3600, 21 * 3600
LETTERS = "ABCDEFGHJKLM"
_TARIFF = (  # up to so many shillings the payer's fee is so many (domain notes, section 5)
    (100, 0), (500, 5), (1000, 10), (1500, 15), (2500, 20), (3500, 25), (5000, 34), (7500, 42), (10_000, 48),
    (15_000, 57), (20_000, 62), (25_000, 67), (30_000, 72), (35_000, 83), (40_000, 99), (45_000, 103),
)  # fmt: skip
_PAYBILL = (
    (0.66, "Pay Utility"),
    (0.22, "Pay Bill Online"),
    (0.09, "Pay Utility with OD via STK"),
    (0.03, "Standing Order Pay Bill"),
)
_WORDING = {
    "Pay Bill Online": "Pay Bill Online from",
    "Standing Order Pay Bill": "Standing Order Pay Bill from",
    "Buy Goods": "Merchant Payment from",
}
_CALLBACK_PHONES = ((0.6, "hash"), (0.4, "spaced"))


def fee_cents(cents: int) -> int:
    """What the payer of a paybill is charged under the tariff that he bears."""
    return next((fee for upto, fee in _TARIFF if cents <= upto * SHILLING), 108) * SHILLING


class Trace(NamedTuple):
    """What only the generator knows of a payment of bills: whose, from which number, under which mask, how typed."""

    customer_key: str
    person: Person
    phone: str
    phone_shape: str
    reference_case: str
    types_account: bool


@dataclass(slots=True)
class Bill:
    """An invoice with what is still open on it."""

    invoice: Invoice
    open_cents: int


@dataclass(slots=True)
class Debtor:
    """A customer as he really is: the person behind, who pays for him, what he types."""

    customer: Customer
    person: Person
    payer: Person | None
    types_account: bool
    record_cases: frozenset[str]
    bills: list[Bill] = field(default_factory=list)
    last_number: str = ""
    promised: list[tuple[str, int]] = field(default_factory=list)  # money sent before its bill: receipt and cents


class Maker:
    """Collects what happens. Days are day numbers; ``first_day`` .. ``last_day`` are told."""

    def __init__(self, profile: Profile, *, seed: str, first_day: int, last_day: int) -> None:
        self.draw = Random(seed)
        self.profile = profile
        self.first_day, self.last_day = first_day, last_day
        self.codes = Codes(self.draw)
        self.customers: list[Customer] = []
        self.invoices: list[Invoice] = []
        self.sales: list[Sale] = []
        self.bank_lines: list[BankLine] = []
        self.payments: list[TruePayment] = []
        self.truth: dict[str, Truth] = {}
        self.traces: dict[str, Trace] = {}
        self.frauds: dict[str, str] = {}
        self.stores: dict[str, str] = {}

    def chance(self, share: float) -> bool:
        """Whether it happens this time."""
        return self.draw.random() < share

    def below(self, many: int) -> int:
        """A whole number from 0 to ``many`` - 1."""
        return int(self.draw.random() * many)

    def instant(self, day: int) -> int:
        """An instant of the opening hours of a day, seconds UTC."""
        return day * 86_400 - EAT + OPENS + self.below(CLOSES - OPENS)

    def price(self, prices: tuple[tuple[float, int, int, int], ...]) -> int:
        """A price in cents from bands of (share, lowest, highest, step in shillings)."""
        luck = self.draw.random()
        for band in prices:
            luck -= band[0]
            if luck < 0:
                break
        _, lowest, highest, step = band
        return (lowest + step * self.below((highest - lowest) // step + 1)) * SHILLING

    # ------------------------------------------------------------ people
    def debtor(self, account: str, *, types_account: bool) -> Debtor:
        """A new customer with the person behind and, for some, another person who pays for him."""
        payers, records = self.profile.payers, self.profile.records
        person = new_person(self.draw, self.profile, lines=2 if self.chance(payers.has_second_line) else 1)
        payer = self.somebody_near(person) if self.chance(payers.has_regular_payer) else None
        name, case = record_name(self.draw, self.profile, person)
        is_known = not self.chance(records.without_phone)
        cases = frozenset(filter(None, (f"record {case}" if case else "", "" if is_known else "no phone on record")))
        key = f"C{len(self.customers) + 1:06d}"
        customer = Customer(key, name, person.phones[:1] if is_known else (), (account,) if account else ())
        self.customers.append(customer)
        return Debtor(customer, person, payer, types_account, cases)

    def somebody_near(self, person: Person) -> Person:
        """A relative or an employee: somebody else, often of the same surname."""
        last = person.last if self.chance(self.profile.payers.shares_surname) else ""
        return new_person(self.draw, self.profile, last=last)

    def stranger(self) -> Person:
        """Anybody."""
        return new_person(self.draw, self.profile)

    # ------------------------------------------------------------ rows of a wallet
    def receive(
        self,
        person: Person,
        at: int,
        cents: int,
        *,
        account: str = "",
        wallet: str,
        phone: str = "",
        ledger: str = "Utility",
    ) -> tuple[TruePayment, str]:
        """Money comes in. Gives the row as its best source prints it, and the mask its phone is under."""
        draw = self.draw
        proof = case_of(draw, self.profile.sources) or "statement"
        shape, name = self._identity(person, proof)
        shown = printed_phone(phone or person.phones[0], shape)
        kind = one_of(draw, _PAYBILL) if ledger == "Utility" else "Buy Goods"
        details = f"{_WORDING.get(kind, 'Pay Bill from')} {shown} - {name}" + (
            f" Acc. {account}" if ledger == "Utility" else ""
        )
        receipt = self.codes.code(person.pair, at)
        row = TruePayment(receipt, cents, at, name, shown, account, proof, kind, ledger, wallet, details)
        self.payments.append(row)
        return row, shape

    def _identity(self, person: Person, proof: str) -> tuple[str, str]:
        draw = self.draw
        if proof == "callback":  # a hash or a spaced mask, and the first name alone (domain notes, section 6)
            return one_of(draw, _CALLBACK_PHONES), printed_name(person, "first")
        if proof == "pull":  # the number in full and no name
            return "full", ""
        return one_of(draw, self.profile.phone_shapes), printed_name(person, one_of(draw, self.profile.name_shapes))

    def row(  # noqa: PLR0913  # a row has these columns
        self,
        at: int,
        cents: int,
        *,
        kind: str,
        details: str,
        wallet: str,
        name: str = "",
        phone: str = "",
        linked: str = "",
        ledger: str = "Utility",
        receipt: str = "",
    ) -> TruePayment:
        """Any other row of the wallet."""
        receipt = receipt or self.codes.code("ZZ", at)
        made = TruePayment(receipt, cents, at, name, phone, "", "statement", kind, ledger, wallet, details, linked)
        self.payments.append(made)
        return made

    def reverse(self, payment: TruePayment, at: int) -> TruePayment:
        """The money of a payment goes back; the row names the original."""
        word = "Pay Utility Reversal" if payment.ledger == "Utility" else "Pay Merchant Reversal"
        made = self.row(
            at, -payment.amount_cents, kind="Reversal", details=f"{word} by M-PESA", wallet=payment.wallet,
            name=payment.name, phone=payment.phone, linked=payment.receipt, ledger=payment.ledger,
        )  # fmt: skip
        self.tell(made.receipt, (Allocation(REVERSAL, payment.receipt, made.amount_cents),), cases=("reversal",))
        return made

    def tell(self, receipt: str, allocations: Allocations, *, cases: Iterable[str] = (), **more: object) -> None:
        """Writes the truth of a receipt down."""
        self.truth[receipt] = Truth(allocations, cases=frozenset(filter(None, cases)), **more)  # type: ignore[arg-type]


def styled(style: str, number: int) -> str:
    """A number in a profile's style; ``{letter}`` takes part in the counting."""
    if "letter" not in style:
        return style.format(number)
    rest, letter = divmod(number, len(LETTERS))
    return style.format(rest + 1, letter=LETTERS[letter])
