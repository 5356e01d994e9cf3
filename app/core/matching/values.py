"""What the matcher is given and what it answers. Cents are integers, instants seconds UTC, days day numbers."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from app.core.items import Allocation, Customer, Item, TransactionKey


class Queue(StrEnum):
    """Where a payment waits for a person."""

    LIKELY = "likely"
    SPLIT = "split"
    WRONG_ACCOUNT = "wrong_account"
    NOT_A_SALE = "not_a_sale"
    UNKNOWN = "unknown"
    ASK = "ask"


class Payment(NamedTuple):
    """Money that came in and is not (wholly) given to anything yet.

    ``open_cents`` is what is left of ``amount_cents``. ``name``, ``phone`` and ``account_ref`` are as the best source
    gave them, masked as often as not (domain notes, section 6). ``kind`` is the statement's kind of payment
    (``pay_bill``, ``buy_goods`` …), ``proof`` a rung of ``statement.Proof``. ``blocked`` says in words why the machine
    may not confirm anything here (a conflict, a sealed day); '' where it may. ``store`` is the store whose invoices and
    sales the wallet is for ('' for all), ``is_running`` tells that its money goes to the oldest invoice of a customer's
    running account (a landlord's convention).
    """

    key: TransactionKey
    amount_cents: int
    open_cents: int
    completed_at: int
    name: str
    phone: str
    account_ref: str
    kind: str
    proof: int
    blocked: str = ""
    store: str = ""
    is_running: bool = False


class OpenItem(NamedTuple):
    """An invoice or sale with the cents that are still to be paid."""

    item: Item
    open_cents: int


class Habit(NamedTuple):
    """What a payer did before: a standing match, seen from the payment's side.

    ``by_person`` tells that a person (not the machine) decided it.
    """

    name: str
    phone: str
    account_ref: str
    receipt: str
    customer_key: str
    completed_at: int
    by_person: bool


class Refusal(NamedTuple):
    """A person said that this payment is not for this item: never proposed again."""

    transaction: TransactionKey
    kind: str
    key: str


class Remembered(NamedTuple):
    """What payers type and whom they mean by it, as a person told the program."""

    typed: str
    customer_key: str


class RuleRecord(NamedTuple):
    """How a rule of the matcher fared in this book: what it confirmed by itself, and what people undid of it."""

    rule: str
    confirmed: int
    undone: int


class Reason(NamedTuple):
    """One point for or against a candidate, in a bookkeeper's words: ``typed “INV 1043”``, ``9 days late``."""

    text: str
    is_for: bool


class Candidate(NamedTuple):
    """One way to give the payment's money to items: sums to the payment's open cents (a customer's advance counts).

    ``rule`` names the kind of evidence it rests on, for the count of what people undo.
    """

    allocations: tuple[Allocation, ...]
    confidence: float
    reasons: tuple[Reason, ...]
    rule: str


class Scored(NamedTuple):
    """A candidate with what it rests on, for the one place that decides whether the machine may confirm it.

    ``shape``: exact, all, several, few, part, over; or some, another, fee, none, which are for a person. ``points``
    are the kinds of evidence. ``is_spelt``: a number that was typed names it letter by letter, look-alikes apart.
    ``is_contrary``: the text typed names another; ``is_in_part``: several numbers were typed, and some are not the
    debtor's or not open. ``is_disputed``: another owes just this sum, for whom the typed text or the payer speaks.
    """

    candidate: Candidate
    shape: str
    points: frozenset[str] = frozenset()
    is_spelt: bool = True
    is_contrary: bool = False
    is_in_part: bool = False
    is_disputed: bool = False


class Verdict(NamedTuple):
    """What the matcher says of one payment.

    ``candidates`` are ranked, best first, at most five. ``runner_up`` is the second's confidence or None.
    ``is_sure``: the machine may confirm the first by itself. ``why_not`` says in words why it may not.
    """

    payment: Payment
    queue: Queue
    candidates: tuple[Candidate, ...]
    confidence: float
    runner_up: float | None
    is_sure: bool
    why_not: str


class Debtor(NamedTuple):
    """A customer with the money kept for the next invoice."""

    customer: Customer
    advance_cents: int = 0
