"""The trial balance: every account that moved, and what the statements say of each wallet beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, case, func, select

from app.core import clock
from app.core.ledger import Account, chart, wallet_account
from app.core.queries.postings import flow_sums, openings
from app.core.queries.wallets import wallet_keys
from app.core.store.tables import daily_reconciliation, imports, transactions

_T, _D = transactions.c, daily_reconciliation.c


@dataclass(frozen=True, slots=True)
class BalanceRow:
    """An account and its balance in signed cents: a debit is positive."""

    account: Account
    cents: int


@dataclass(frozen=True, slots=True)
class WalletCheck:
    """A wallet beside its newest proven statement. ``at`` is the instant its closing is told for (seconds UTC).

    ``ledger_cents`` is what the ledger holds at that instant; the difference is shown and never posted.
    """

    account: Account
    at: int
    statement_cents: int
    ledger_cents: int

    @property
    def difference_cents(self) -> int:
        """What the ledger holds more than the statement."""
        return self.ledger_cents - self.statement_cents


@dataclass(frozen=True, slots=True)
class TrialBalance:
    """Accounts with a balance in the order of their codes, and the wallets beside their statements."""

    until_day: int | None
    rows: tuple[BalanceRow, ...]
    checks: tuple[WalletCheck, ...]

    @property
    def debit_cents(self) -> int:
        """The sum of all debit balances."""
        return sum(row.cents for row in self.rows if row.cents > 0)

    @property
    def credit_cents(self) -> int:
        """The sum of all credit balances, positive."""
        return -sum(row.cents for row in self.rows if row.cents < 0)

    def balance_of(self, code: str) -> int:
        """Signed cents of one account; 0 where it never moved."""
        return next((row.cents for row in self.rows if row.account.code == code), 0)


def accounts(reader: Connection) -> tuple[Account, ...]:
    """All accounts of the book in the order of their codes, each wallet's own in the place of the one for all."""
    own = [wallet_account(number, str(key)) for number, key in sorted(wallet_keys(reader).items())]
    shipped = chart().values()
    return tuple(one for account in shipped for one in (own if account.role == "wallet" else [account]))


def trial_balance(reader: Connection, *, until_day: int | None = None) -> TrialBalance:
    """Balances up to and with a day (day number; None for all that is in the book)."""
    sums = account_sums(flow_sums(reader, until_day=until_day))
    rows = tuple(BalanceRow(account, sums[account.code]) for account in accounts(reader) if account.code in sums)
    return TrialBalance(until_day, rows, _checks(reader, until_day))


def account_sums(flows: Iterable[tuple[str, str, int]]) -> dict[str, int]:
    """Signed cents by account of flows given as debit, credit, cents; accounts that are even are left out."""
    sums: Counter[str] = Counter()
    for debit, credit, cents in flows:
        sums[debit] += cents
        sums[credit] -= cents
    return {account: cents for account, cents in sums.items() if cents}


def _checks(reader: Connection, until_day: int | None) -> tuple[WalletCheck, ...]:
    """A ledger begins at its opening, so a wallet with no proven statement has nothing to be held against."""
    names = wallet_keys(reader)
    made = []
    for opening in sorted(openings(reader)):
        told = _closing(reader, opening.wallet_id, until_day)
        if told is not None:
            at, closing = told
            held = opening.cents + _moved_until(reader, opening.wallet_id, at)
            account = wallet_account(opening.wallet_id, str(names[opening.wallet_id]))
            made.append(WalletCheck(account, at, closing, held))
    return tuple(made)


def _closing(reader: Connection, wallet_id: int, until_day: int | None) -> tuple[int, int] | None:
    i = imports.c
    query = (
        select(i.ends_at, i.closing_cents)
        .where(i.wallet_id == wallet_id, i.is_undone == 0, i.state == "proven")
        .where(i.closing_cents.is_not(None), i.ends_at.is_not(None))
        .order_by(i.ends_at.desc(), i.id.desc())
        .limit(1)
    )
    if until_day is not None:
        query = query.where(i.ends_at < clock.day_start(until_day + 1))
    found = reader.execute(query).one_or_none()
    return None if found is None else (found[0], found[1])


def _moved_until(reader: Connection, wallet_id: int, at: int) -> int:
    """Whole days from the totals, the last day from its rows."""
    day = clock.day_number(at)
    total = 0
    for table, when in (
        (_D, (_D.on_day < day,)),
        (_T, (_T.completed_at >= clock.day_start(day), _T.completed_at <= at)),
    ):
        cents = case((table.direction == "in", table.amount_cents), else_=-table.amount_cents)
        total += int(reader.execute(select(func.sum(cents)).where(table.wallet_id == wallet_id, *when)).scalar() or 0)
    return total
