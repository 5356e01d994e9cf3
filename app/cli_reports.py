"""The books on the command line: trial balance, one account's ledger, a wallet's cash book."""

from __future__ import annotations

from typing import Any

from app.cli_shapes import write_json
from app.cli_wallets import wallet_asked_for
from app.core import clock, money
from app.core.book import Book
from app.core.errors import CallWrong
from app.core.ledger import Account
from app.core.queries.account_ledger import AccountLedger, LedgerRow, account_ledger, account_named, cash_book
from app.core.queries.trial_balance import TrialBalance, WalletCheck, trial_balance

_NAME, _MONEY = 42, 18


def report(book: Book, called: Any) -> str:
    """One of the three reports as text; '' where it was written as JSON. Raises BookError, CallWrong."""
    if called.kind == "trial-balance":
        found = book.ask(trial_balance, until_day=None if called.date is None else clock.number_of(called.date))
        if called.json:
            write_json(trial_balance_shape(found) | _moment_shape(called))
            return ""
        return trial_balance_as_text(found) + _moment_told(called)
    if called.from_on > called.to_on:
        raise CallWrong("The first day is after the last.", detail="Look at --from and --to.")
    days = {"from_day": clock.number_of(called.from_on), "to_day": clock.number_of(called.to_on)}
    if called.kind == "cash-book":
        told = book.ask(cash_book, wallet_id=book.ask(wallet_asked_for, key=called.wallet), **days)
    else:
        told = book.ask(account_ledger, account=book.ask(account_named, name=called.account), **days)
    if called.json:
        write_json(ledger_shape(told) | _moment_shape(called))
        return ""
    return ledger_as_text(told) + _moment_told(called)


def _moment_shape(called: Any) -> dict[str, Any]:
    return {} if called.as_of is None else {"as_of": clock.iso(called.as_of)}


def _moment_told(called: Any) -> str:
    return "" if called.as_of is None else f"\nAs the book stood on {clock.wall(called.as_of):%d/%m/%Y at %H:%M:%S}."


def trial_balance_shape(found: TrialBalance) -> dict[str, Any]:
    """``report trial-balance --json``."""
    return {
        "until": _day(found.until_day),
        "accounts": [
            _account_shape(row.account)
            | {"debit": money.plain(max(row.cents, 0)), "credit": money.plain(max(-row.cents, 0))}
            for row in found.rows
        ],
        "debit": money.plain(found.debit_cents),
        "credit": money.plain(found.credit_cents),
        "wallets": [
            _account_shape(check.account)
            | {
                "at": clock.iso(check.at),
                "statement": money.plain(check.statement_cents),
                "ledger": money.plain(check.ledger_cents),
                "difference": money.plain(check.difference_cents),
            }
            for check in found.checks
        ],
    }


def ledger_shape(found: AccountLedger) -> dict[str, Any]:
    """``report account --json`` and ``report cash-book --json``; debits are positive."""
    return {
        "account": _account_shape(found.account),
        "from": _day(found.from_day),
        "to": _day(found.to_day),
        "opening": money.plain(found.opening_cents),
        "rows": [
            {
                "date": _day(row.on_day),
                "at": clock.iso(row.at),
                "source": row.source,
                "receipt": row.receipt or None,
                "transaction": row.transaction_id,
                "match": row.match_id,
                "kind": row.kind or None,
                "key": row.key or None,
                "text": row.text,
                "against": _account_shape(row.against),
                "amount": money.plain(row.cents),
                "balance": money.plain(row.balance_cents),
            }
            for row in found.rows
        ],
        "closing": money.plain(found.closing_cents),
    }


def _account_shape(account: Account) -> dict[str, Any]:
    return {"code": account.code, "name": account.name, "kind": account.kind.value}


def _day(number: int | None) -> str | None:
    return None if number is None else clock.day_of(number).isoformat()


def trial_balance_as_text(found: TrialBalance) -> str:
    """For a person: debits and credits in two columns, then each wallet beside its statement."""
    until = "" if found.until_day is None else f" to {clock.day_of(found.until_day):%d/%m/%Y}"
    lines = [f"Trial balance{until}", _columns("", "Account", "Debit", "Credit")]
    for row in found.rows:
        debit, credit = (money.shown(cents) if cents > 0 else "" for cents in (row.cents, -row.cents))
        lines.append(_columns(row.account.code, row.account.name, debit, credit))
    lines.append(_columns("", "Total", money.shown(found.debit_cents), money.shown(found.credit_cents)))
    return "\n".join([*lines, *map(_check_in_words, found.checks)])


def _check_in_words(check: WalletCheck) -> str:
    at = f"{clock.wall(check.at):%d/%m/%Y %H:%M}"
    told = f"{check.account.name}: the statement says {money.shown(check.statement_cents)} at {at}"
    if not check.difference_cents:
        return f"{told}, and so does the ledger."
    difference = money.shown(check.difference_cents)
    return (
        f"{told}, the ledger {money.shown(check.ledger_cents)}: a difference of {difference}. "
        "It is not posted anywhere; look for missing statements and for rows in conflict."
    )


def ledger_as_text(found: AccountLedger) -> str:
    """For a person: one line a posting, with what it came from."""
    days = f"{clock.day_of(found.from_day):%d/%m/%Y} to {clock.day_of(found.to_day):%d/%m/%Y}"
    lines = [
        f"{found.account.code} {found.account.name}, {days} (debits positive)",
        f"{'Opening':<{_NAME + 20}} {'':>{_MONEY}} {money.shown(found.opening_cents):>{_MONEY}}",
    ]
    lines += map(_line, found.rows)
    closing = money.shown(found.closing_cents)
    return "\n".join([*lines, f"{'Closing':<{_NAME + 20}} {'':>{_MONEY}} {closing:>{_MONEY}}"])


def _line(row: LedgerRow) -> str:
    told = " ".join(filter(None, (_origin(row), row.text)))[:_NAME]
    front = f"{clock.day_of(row.on_day):%d/%m/%Y} {told:<{_NAME}} {row.against.code:<8}"
    return f"{front} {money.shown(row.cents):>{_MONEY}} {money.shown(row.balance_cents):>{_MONEY}}"


def _origin(row: LedgerRow) -> str:
    match = f"m{row.match_id}" if row.match_id is not None else ""
    item = row.key if row.source in ("match", "item", "bank") else row.kind
    return " ".join(filter(None, (row.receipt, match, item, "opening" if row.source == "opening" else "")))


def _columns(code: str, name: str, debit: str, credit: str) -> str:
    return f"{code:<8} {name[:_NAME]:<{_NAME}} {debit:>{_MONEY}} {credit:>{_MONEY}}"
