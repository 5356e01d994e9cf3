"""Whatever is done in whatever order: the ledger is even, and its accounts are what the rest of the book says."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import Connection, func, select

from app.core import clock
from app.core.book import Book
from app.core.ledger import code
from app.core.queries.account_ledger import account_ledger
from app.core.queries.entries import entries
from app.core.queries.items import ItemFilter, ItemRow, all_items
from app.core.queries.postings import flow_sums
from app.core.queries.trial_balance import account_sums, trial_balance
from app.core.store.tables import imports, transactions
from app.core.store.trade_tables import (
    allocations,
    classifications,
    customers,
    items,
    key_of,
    matches,
    transfers,
)
from tests.books import is_sound
from tests.ledger_books import DAYS, FIRST_DAY, OPENING_CENTS, Row, statement_rows, stories, told


def entry_sums(reader: Connection, until_day: int | None) -> dict[str, int]:
    sums: Counter[str] = Counter()
    for entry in entries(reader):
        if until_day is None or entry.on_day <= until_day:
            for posting in entry.postings:
                sums[posting.account] += posting.cents
    return {account: cents for account, cents in sums.items() if cents}


def sql_sums(reader: Connection, until_day: int | None) -> dict[str, int]:
    return account_sums(flow_sums(reader, until_day=until_day))


def check_sums_are_those_of_the_entries(book: Book) -> None:
    for until in (None, FIRST_DAY - 1, FIRST_DAY, FIRST_DAY + 1, FIRST_DAY + 4):
        by_sql = book.ask(sql_sums, until)
        assert by_sql == book.ask(entry_sums, until)
        found = book.ask(trial_balance, until_day=until)
        assert found.debit_cents == found.credit_cents
        assert {row.account.code: row.cents for row in found.rows} == by_sql


def check_each_account_adds_up(book: Book) -> None:
    """Accounts row by row reach the trial balance, from the beginning or from a day in the middle."""
    today = clock.day_number(clock.now())
    whole = book.ask(trial_balance)
    for number, account in enumerate(row.account for row in whole.rows):
        first = FIRST_DAY + 1 if number % 2 else 0
        found = book.ask(account_ledger, account=account, from_day=first, to_day=today + 1)
        assert found.closing_cents == whole.balance_of(account.code)
        assert found.opening_cents + sum(row.cents for row in found.rows) == found.closing_cents
        assert all(later.on_day >= row.on_day for row, later in pairwise(found.rows))


def check_the_wallet_holds_what_its_statement_says(book: Book, rows: Sequence[Row]) -> None:
    """The difference is exactly the money of days that no document tells any more."""
    i = imports.c
    standing = book.ask(lambda reader: reader.execute(select(i.starts_at, i.state).where(i.is_undone == 0)).all())
    days = {clock.day_number(row.starts_at) - FIRST_DAY + DAYS[0] for row in standing}
    assert all(row.state == "proven" for row in standing)
    checks = book.ask(trial_balance).checks
    assert len(checks) == bool(days)
    if days:
        missing = [row.cents for row in rows if row.day not in days and min(days) < row.day < max(days)]
        assert checks[0].statement_cents == OPENING_CENTS + sum(row.cents for row in rows if row.day <= max(days))
        assert checks[0].difference_cents == -sum(missing)
        assert checks[0].ledger_cents == book.ask(trial_balance).balance_of(checks[0].account.code)


def given_to(reader: Connection, kind: str) -> dict[str, int]:
    """Live cents and forgiven cents by key, whether or not the thing still stands."""
    cents = func.sum(allocations.c.cents + allocations.c.forgiven_cents)
    query = select(allocations.c.key, cents).join(matches, matches.c.id == allocations.c.match_id)
    where = (matches.c.is_live == 1, allocations.c.kind == kind)
    return {row[0]: int(row[1]) for row in reader.execute(query.where(*where).group_by(allocations.c.key))}


def standing_items(reader: Connection, kind: str) -> list[ItemRow]:
    return list(all_items(reader, filters=ItemFilter(kind)))


def check_what_is_owed(book: Book) -> None:
    """Receivables and till sales are what is open; what was paid to something taken out of the book stays a credit."""
    found = book.ask(trial_balance)
    for kind, role in (("invoice", "receivables"), ("sale", "till_sales")):
        rows = book.ask(standing_items, kind)
        gone = {key: cents for key, cents in book.ask(given_to, kind).items() if key not in {row.key for row in rows}}
        assert found.balance_of(code(role)) == sum(row.open_cents for row in rows) - sum(gone.values())
    advances = book.ask(lambda reader: reader.execute(select(func.sum(customers.c.advance_cents))).scalar()) or 0
    assert found.balance_of(code("advances")) == -int(advances)


def open_receipts(reader: Connection) -> int:
    """Cents of receipts that nobody decided on, less reversals whose receipt is in no document any more."""
    query = select(matches).where(matches.c.is_live == 1)
    live = {row.id: key_of(row) for row in reader.execute(query.where(matches.c.receipt.is_not(None)))}
    taken: Counter = Counter()
    for row in reader.execute(select(allocations.c.match_id, allocations.c.cents)):
        if row.match_id in live:
            taken[live[row.match_id]] += row.cents
    said = {key_of(row) for table in (classifications, transfers) for row in reader.execute(select(table))}
    rows = {key_of(row): row for row in reader.execute(select(transactions))}
    reversed_receipts = {key.receipt for key, row in rows.items() if row.state == "reversed"}
    left = 0
    for key, row in rows.items():
        if key.role == "payment" and row.state != "reversed" and (key not in said or taken[key]):
            left += row.amount_cents - taken[key]
        elif key.role == "reversal" and (key in said) == (row.linked_receipt in reversed_receipts):
            left += row.amount_cents if key in said else -row.amount_cents
    return left


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(stories())
def test_no_order_of_deeds_makes_the_books_uneven(story: tuple[list[Row], list[tuple[str, int, int]]]) -> None:
    rows, deeds = story
    with tempfile.TemporaryDirectory() as folder, told(f"{folder}/b.mpesabooks", rows, deeds) as book:
        check_sums_are_those_of_the_entries(book)
        check_each_account_adds_up(book)
        check_the_wallet_holds_what_its_statement_says(book, rows)
        check_what_is_owed(book)
        assert book.ask(trial_balance).balance_of(code("unidentified")) == -book.ask(open_receipts)
        assert is_sound(book)


ROWS = statement_rows(
    [
        *((5, "payment", 600), (5, "charge", 1), (5, "payment", 800), (5, "sweep", 300), (5, "payout", 20)),
        *((6, "payment", 300), (6, "reversal", 0), (6, "payment", 45), (7, "payment", 2100), (7, "sweep", 150)),
    ]
)
ALL_KINDS = [
    *(("match", 0, 0), ("forgive", 3, 2), ("advance", 4, 0), ("use", 0, 0), ("match", 1, 3)),
    *(("name", 0, 3), ("name", 5, 3), ("clear", 0, 0), ("pair", 4, 9), ("undo", 0, 0), ("redo", 0, 0)),
]


@pytest.mark.parametrize("deeds", [ALL_KINDS, [*ALL_KINDS, ("undo import", 1, 0)]], ids=["whole", "undone"])
def test_both_engines_hold_the_same_ledger(store_place: str, deeds: list[tuple[str, int, int]]) -> None:
    with told(store_place, ROWS, deeds) as book:
        check_sums_are_those_of_the_entries(book)
        check_each_account_adds_up(book)
        check_the_wallet_holds_what_its_statement_says(book, ROWS)
        check_what_is_owed(book)
        assert len(book.ask(lambda reader: reader.execute(select(items)).all())) > 5
        assert book.ask(trial_balance).balance_of(code("bank")) > 0
