"""One account row by row with its running balance, and a wallet's account as the cash book."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from sqlalchemy import Connection

from app.core.errors import BookError
from app.core.ledger import Account, wallet_code
from app.core.queries.postings import flow_rows, flow_sums
from app.core.queries.trial_balance import account_sums, accounts


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One posting: signed cents (a debit is positive), the balance after it, and what it came from.

    ``source`` is movement, match, item, bank or opening; ``against`` is the account on the other side. ``receipt`` and
    ``transaction_id`` lead to a transaction and its evidence, ``match_id`` to the decision, ``kind`` and ``key`` to
    the item. ``at`` is seconds UTC, None where only the day is known.
    """

    source: str
    on_day: int
    at: int | None
    against: Account
    cents: int
    balance_cents: int
    receipt: str
    transaction_id: int | None
    match_id: int | None
    kind: str
    key: str
    text: str


@dataclass(frozen=True, slots=True)
class AccountLedger:
    """An account between two days (day numbers, both included). Signed cents: a debit is positive."""

    account: Account
    from_day: int
    to_day: int
    opening_cents: int
    rows: tuple[LedgerRow, ...]

    @property
    def closing_cents(self) -> int:
        """The balance after the last row."""
        return self.rows[-1].balance_cents if self.rows else self.opening_cents


def account_named(reader: Connection, *, name: str) -> Account:
    """An account by its code or its name in any case. Raises BookError where the book has none of that name."""
    wanted = " ".join(name.split()).casefold()
    for account in accounts(reader):
        if wanted in (account.code.casefold(), account.name.casefold()):
            return account
    raise BookError(
        f"There is no account {name}.", hint="The trial balance lists codes and names: 2200, or Unidentified receipts."
    )


def account_ledger(reader: Connection, *, account: Account, from_day: int, to_day: int) -> AccountLedger:
    """Opening, rows in the order of time, and the balance after each."""
    opening = account_sums(flow_sums(reader, until_day=from_day - 1)).get(account.code, 0)
    known = {one.code: one for one in accounts(reader)}
    found = list(flow_rows(reader, account=account.code, from_day=from_day, to_day=to_day))
    found.sort(key=_in_time)
    signed = [row.cents if row.debit == account.code else -row.cents for row in found]
    balances = accumulate(signed, initial=opening)
    next(balances)
    rows = (
        _row(row, known[row.credit if row.debit == account.code else row.debit], cents, balance)
        for row, cents, balance in zip(found, signed, balances, strict=True)
    )
    return AccountLedger(account, from_day, to_day, opening, tuple(rows))


def cash_book(reader: Connection, *, wallet_id: int, from_day: int, to_day: int) -> AccountLedger:
    """A wallet's own account: every movement of its money, and what each was for."""
    account = account_named(reader, name=wallet_code(wallet_id))
    return account_ledger(reader, account=account, from_day=from_day, to_day=to_day)


_ORDER = ("opening", "item", "movement", "match", "bank")


def _in_time(row: Any) -> tuple[Any, ...]:
    """By day, then what was owed before what was paid; within a moment as it was recorded."""
    order = _ORDER.index(row.source)
    is_first = row.source in ("opening", "item")
    return row.on_day, not is_first, row.at or 0, order, row.transaction_id or 0, row.match_id or 0, row.key or ""


def _row(row: Any, against: Account, cents: int, balance: int) -> LedgerRow:
    return LedgerRow(
        *(row.source, row.on_day, row.at, against, cents, balance),
        *(row.receipt or "", row.transaction_id, row.match_id),
        *(row.kind or "", row.key or "", row.text or ""),
    )
