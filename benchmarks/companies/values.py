"""What an invented company consists of: what a program may see, and apart from it the truth."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

INVOICE, SALE, BANK, ADVANCE, OTHER, REVERSAL = "invoice", "sale", "bank", "advance", "other", "reversal"
FORGIVEN = "forgiven"  # no money of the payment: what the bookkeeper lets go on a bill, told beside the answer
RIGHT, WRONG = "right", "wrong"
"""What a typed account is worth: the right number up to its spelling, or wrong, missing or something else."""
CODED, MISTYPED, CODELESS = "coded", "mistyped", "codeless"
"""The same of a till sale: its code is right (perhaps in lower case), spoilt, or was never entered."""

DAY = 86_400
EAT = 3 * 3600


def day_of(at: int) -> int:
    """The day in Nairobi of an instant (seconds UTC), counted from 1970-01-01."""
    return (at + EAT) // DAY


class Allocation(NamedTuple):
    """So many cents of a payment for one thing.

    ``kind`` and ``key``: an invoice's number, a sale's number, a customer's key (advance), the original's receipt
    (reversal), or what other money it is (charge, sweep, owner, loan, payout, refund).
    """

    kind: str
    key: str
    cents: int


class TruePayment(NamedTuple):
    """One row of the wallet as a source prints it. Cents signed from the wallet's side, instant in seconds UTC.

    ``phone`` is full, masked in one of the shapes of the domain notes (section 6), 64 hexadecimal digits, or empty.
    """

    receipt: str
    amount_cents: int
    completed_at: int
    name: str
    phone: str
    account_ref: str
    proof: str
    kind: str
    ledger: str
    wallet: str
    details: str
    linked_receipt: str = ""


class Invoice(NamedTuple):
    """Money asked for. Days are day numbers; ``paid_cents`` was paid before the payments in question."""

    number: str
    customer_key: str
    customer_name: str
    phone: str
    account: str
    issued_on: int
    due_on: int
    amount_cents: int
    store: str
    description: str
    paid_cents: int = 0


class Customer(NamedTuple):
    """A debtor as the office knows him; ``accounts`` are the account numbers given to him."""

    key: str
    name: str
    phones: tuple[str, ...]
    accounts: tuple[str, ...]


class Sale(NamedTuple):
    """A sale rung up as paid by M-PESA; ``mpesa_code`` as the cashier entered it, or empty."""

    sale_no: str
    sold_at: int
    store: str
    till: str
    cashier: str
    amount_cents: int
    mpesa_code: str
    customer: str = ""


class BankLine(NamedTuple):
    """A line of the bank statement, cents signed from the firm's side."""

    key: str
    on: int
    amount_cents: int
    text: str


Allocations = tuple[Allocation, ...]


class Truth(NamedTuple):
    """What a perfectly informed bookkeeper would do with a payment, and what lies in the way of it.

    ``also_right`` are other answers that no one could blame. ``is_question``: the visible data do not decide, the
    only right behaviour is to ask. ``is_misdirected``: everything visible agrees on another debtor than the true one
    (a stranger paid exactly a neighbour's bill under the neighbour's number); that answer is in ``also_right``.
    ``written_off_cents`` is what the bookkeeper forgives on the bill (shillings, fee, withholding).
    """

    allocations: Allocations
    also_right: tuple[Allocations, ...] = ()
    cases: frozenset[str] = frozenset()
    reference: str = ""
    is_question: bool = False
    is_misdirected: bool = False
    written_off_cents: int = 0

    def booked(self) -> Allocations:
        """The allocations, and what is forgiven on the last bill paid."""
        if not self.written_off_cents:
            return self.allocations
        last = [each.key for each in self.allocations if each.kind == INVOICE][-1]
        return (*self.allocations, Allocation(FORGIVEN, last, self.written_off_cents))


class Settled(NamedTuple):
    """A payment of the months before, with what people decided on it (and forgave)."""

    payment: TruePayment
    allocations: Allocations


class Decision(NamedTuple):
    """What a matcher did with one payment. ``ranked`` are its answers, best first; ``confidence`` in 0..1 or None.

    An automatic decision's ``allocations`` are booked; otherwise they are the first proposal (or empty).
    """

    receipt: str
    allocations: Allocations = ()
    is_automatic: bool = False
    confidence: float | None = None
    runner_up: float | None = None
    ranked: tuple[Allocations, ...] = ()
    queue: str = ""


class Finding(NamedTuple):
    """A sale whose code smells: ``kind`` is reused, fake, older or reversed."""

    sale_no: str
    kind: str


def _ask_nobody(receipt: str) -> Allocations:
    raise LookupError(f"Nobody is there to answer about {receipt}.")


@dataclass(frozen=True, slots=True)
class Company:
    """What a program may see. All tuples are in order of time.

    ``starts_at``: where the months known end and the payments in question begin. ``running_wallets``: money that comes
    in there goes to the payer's oldest bill (the landlord's convention). ``stores`` maps a wallet to the store whose
    bills and sales it is for. ``answer(receipt)`` is the bookkeeper's answer, to be asked
    only after the decision on that receipt was given, as in an office where what is left is worked off each evening.
    """

    kind: str
    profile: str
    starts_at: int
    running_wallets: frozenset[str]
    stores: Mapping[str, str]
    customers: tuple[Customer, ...]
    invoices: tuple[Invoice, ...]
    sales: tuple[Sale, ...]
    bank_lines: tuple[BankLine, ...]
    known: tuple[Settled, ...]
    payments: tuple[TruePayment, ...]
    answer: Callable[[str], Allocations] = field(default=_ask_nobody, repr=False)

    def answering(self, answer: Callable[[str], Allocations]) -> Company:
        """The same company with somebody who answers."""
        return replace(self, answer=answer)


@dataclass(frozen=True, slots=True)
class Story:
    """A company with its truth: by receipt (also of the known payments), and the frauds in question by sale number."""

    company: Company
    truth: Mapping[str, Truth]
    frauds: Mapping[str, str]
