"""Double entry: accounts, postings, entries that sum to zero, and which entry each thing in a book makes.

An entry is a pure function of one thing (a movement of money, a share of a match, an item, a bank line, a wallet's
opening), so the ledger is never stored. ``app.core.queries.postings`` says the same in SQL, for sums over many rows.
Cents are signed: a debit is positive, a credit negative. The accounts come from ``resources/chart_of_accounts.json``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from typing import NamedTuple, Self


class Kind(StrEnum):
    """The five kinds of account; assets and expenses grow by debits, the others by credits."""

    ASSET = "asset"
    LIABILITY = "liability"
    EQUITY = "equity"
    INCOME = "income"
    EXPENSE = "expense"


class Account(NamedTuple):
    """One account of the chart; ``role`` is what the program uses it for."""

    code: str
    name: str
    kind: Kind
    role: str

    @property
    def is_debit(self) -> bool:
        """Whether its balance is told as positive where debits are more."""
        return self.kind in (Kind.ASSET, Kind.EXPENSE)


class Posting(NamedTuple):
    """Signed cents on one account, named by its code."""

    account: str
    cents: int


class Unbalanced(ValueError):
    """Postings that do not sum to zero were about to become an entry."""


class _Entry(NamedTuple):
    source: str
    on_day: int
    postings: tuple[Posting, ...]


class Entry(_Entry):
    """Postings of one thing on one day (day number); cannot exist unbalanced.

    ``source`` says what made it: movement, match, item, bank or opening. Raises Unbalanced.
    """

    __slots__ = ()

    def __new__(cls, source: str, on_day: int, postings: tuple[Posting, ...]) -> Self:
        """Check, then make."""
        left = sum(posting.cents for posting in postings)
        if left or len(postings) < 2:
            raise Unbalanced(f"{len(postings)} postings of {source} on day {on_day} leave {left} cents over")
        return super().__new__(cls, source, on_day, postings)


class Movement(NamedTuple):
    """What of a transaction matters here: ``cents`` positive, ``direction`` in or out."""

    wallet_id: int
    role: str
    direction: str
    cents: int
    on_day: int


@cache
def chart() -> Mapping[str, Account]:
    """The accounts by role, in the order of their codes; wallets stand under the one with the role ``wallet``."""
    from importlib.resources import files

    told = json.loads(files("resources").joinpath("chart_of_accounts.json").read_text("utf-8"))
    made = (Account(one["code"], one["name"], Kind(one["kind"]), one["role"]) for one in told["accounts"])
    return {account.role: account for account in sorted(made)}


def code(role: str) -> str:
    """The code of the account that the program uses for a role."""
    return chart()[role].code


def wallet_code(wallet_id: int) -> str:
    """The code of a wallet's own account: ``1000.3``."""
    return f"{code('wallet')}.{wallet_id}"


def wallet_account(wallet_id: int, name: str) -> Account:
    """A wallet's own account, named ``M-PESA 4000001 Utility``."""
    parent = chart()["wallet"]
    return Account(wallet_code(wallet_id), f"{parent.name} {name}", parent.kind, parent.role)


NATURAL = {
    ("payment", "in"): "unidentified",
    ("reversal", "out"): "unidentified",
    ("other", "in"): "unidentified",
    ("charge", "in"): "charges",
    ("charge", "out"): "charges",
    ("sweep_in", "in"): "bank_transit",
    ("sweep_in", "out"): "bank_transit",
    ("sweep_out", "in"): "bank_transit",
    ("sweep_out", "out"): "bank_transit",
    ("overdraft", "in"): "overdraft",
    ("overdraft", "out"): "overdraft",
    ("overdraft_repayment", "in"): "overdraft",
    ("overdraft_repayment", "out"): "overdraft",
}
"""What stands against the wallet by a movement's role and direction alone; all else is unexplained. A reversal stands
against the suspense that what it reverses came from: money back out was a receipt, money back in was paid out."""
UNEXPLAINED = "unexplained"

MEANT = {
    ("charge", "in"): "charges",
    ("charge", "out"): "charges",
    ("sweep", "in"): "bank_transit",
    ("sweep", "out"): "bank_transit",
    ("transfer", "in"): "own_transit",
    ("transfer", "out"): "own_transit",
    ("owner", "in"): "owner_in",
    ("owner", "out"): "drawings",
    ("loan", "in"): "loans",
    ("loan", "out"): "loans",
    ("payout", "in"): "payouts",
    ("payout", "out"): "payouts",
    ("refund", "in"): "refunds",
    ("refund", "out"): "refunds",
    ("other", "in"): "other_income",
    ("other", "out"): "other_expense",
}
"""What stands against the wallet where a person or a rule said what the money is."""

SETTLED = {"invoice": "receivables", "sale": "till_sales", "customer": "advances", "bank": "bank_transit"}
"""What a match's share is credited to, by the kind of thing it was given to."""

FORGIVEN = {"write_off": "write_offs", "fee": "charges"}
"""What a rest that was closed without money is debited to, by its reason."""


def counter_role(role: str, direction: str, *, meaning: str = "", bank_key: str | None = None) -> str:
    """What stands against the wallet. ``bank_key`` is None where no transfer is paired, '' for another own wallet."""
    if bank_key is not None:
        return "bank_transit" if bank_key else "own_transit"
    if meaning:
        return MEANT[meaning, direction]
    return NATURAL.get((role, direction), UNEXPLAINED)


def movement_entry(moved: Movement, *, counter: str) -> Entry:
    """Money in debits the wallet, money out credits it; ``counter`` is the role of the account against it."""
    cents = moved.cents if moved.direction == "in" else -moved.cents
    return _entry("movement", moved.on_day, wallet_code(moved.wallet_id), code(counter), cents)


def share_entries(kind: str, *, cents: int, forgiven_cents: int, why: str, on_day: int) -> tuple[Entry, ...]:
    """A share of a standing match: the money leaves suspense, what was forgiven is a cost."""
    settled = code(SETTLED[kind])
    made = [_entry("match", on_day, code("unidentified"), settled, cents)] if cents else []
    if forgiven_cents:
        made.append(_entry("match", on_day, code(FORGIVEN.get(why, "write_offs")), settled, forgiven_cents))
    return tuple(made)


def item_entries(kind: str, *, amount_cents: int, paid_cents: int, on_day: int) -> tuple[Entry, ...]:
    """An invoice or a sale: owed until paid, here or outside this program."""
    owed = code(SETTLED[kind])
    made = [_entry("item", on_day, owed, code("sales"), amount_cents)]
    if paid_cents:
        made.append(_entry("item", on_day, code("paid_outside"), owed, paid_cents))
    return tuple(made)


def bank_entry(*, amount_cents: int, on_day: int) -> Entry:
    """A bank line that is the mirror of a transfer, on the bank's day; money out of the bank is negative."""
    return _entry("bank", on_day, code("bank"), code("bank_transit"), amount_cents)


def opening_entry(wallet_id: int, *, opening_cents: int, on_day: int) -> Entry:
    """What a wallet held when its first proven statement began."""
    return _entry("opening", on_day, wallet_code(wallet_id), code("opening"), opening_cents)


def _entry(source: str, on_day: int, debit: str, credit: str, cents: int) -> Entry:
    return Entry(source, on_day, (Posting(debit, cents), Posting(credit, -cents)))
