"""The other side of the books: customers, and the items that payments are expected for."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class ItemKind(StrEnum):
    """What a payment may settle. Money kept for a customer's next invoice is allocated to the customer."""

    INVOICE = "invoice"
    SALE = "sale"
    BANK = "bank"
    CUSTOMER = "customer"


class ItemKey(NamedTuple):
    """Names one item for ever, whatever lists bring it: ``("invoice", "INV-1043")``."""

    kind: str
    key: str


class TransactionKey(NamedTuple):
    """Names one movement of money for ever (its identity), whichever documents speak of it today."""

    wallet_id: int
    receipt: str
    role: str = "payment"
    direction: str = "in"
    ordinal: int = 0


class Customer(NamedTuple):
    """Somebody who owes: phones as given, and the account numbers that are the customer's own."""

    key: str
    name: str
    phones: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    email: str = ""
    pin: str = ""


class Item(NamedTuple):
    """An invoice, a sale or a bank line as a list or a person gave it.

    ``number`` is the invoice's or sale's own; a bank line's is its reference. ``on_day`` and ``due_day`` are day
    numbers, ``at`` is an instant where the hour is known (sales). Cents are positive except on a bank line, where
    money out is negative. ``paid_cents`` was paid outside this program before. ``code`` is the M-PESA code as the
    cashier entered it.
    """

    kind: str
    key: str
    number: str
    amount_cents: int
    on_day: int
    due_day: int | None = None
    at: int | None = None
    paid_cents: int = 0
    customer_key: str = ""
    customer_name: str = ""
    phone: str = ""
    account: str = ""
    store: str = ""
    till: str = ""
    cashier: str = ""
    code: str = ""
    description: str = ""
    balance_cents: int | None = None


class Allocation(NamedTuple):
    """Part of a transaction's money given to one item.

    ``cents`` is money; ``forgiven_cents`` closes that much more of the item without money, ``why`` says for what
    reason (``write_off`` or ``fee``). A customer's advance that is used up is a negative allocation to the customer.
    """

    kind: str
    key: str
    cents: int
    forgiven_cents: int = 0
    why: str = ""


class Meaning(StrEnum):
    """What money is that is no sale."""

    CHARGE = "charge"
    SWEEP = "sweep"
    TRANSFER = "transfer"
    OWNER = "owner"
    LOAN = "loan"
    PAYOUT = "payout"
    REFUND = "refund"
    OTHER = "other"


HIGHEST_FEE_CENTS = 25_000
HIGHEST_FEE_SHARE = 0.05
"""More than this is hardly a fee: five per cent is what payers keep back of large bills, and small bills are short by
at most the dearest charge of a transfer. A judgement, not a rule of anybody: P and W take what is more."""


def dearest_fee(of_cents: int) -> int:
    """The most, in cents, that may lack of a bill of ``of_cents`` and still be a fee."""
    return max(HIGHEST_FEE_CENTS, round(HIGHEST_FEE_SHARE * of_cents))
