"""Whatever is decided, undone and brought between exports: all batches of a form together are the ledger, day by day."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from app.core import clock
from app.core.book import Book
from app.core.errors import BookError
from app.core.exports.hand_over import hand_over
from app.core.ledger import wallet_code
from app.core.queries.account_ledger import cash_book
from app.core.queries.postings import flow_sums
from app.core.queries.trial_balance import account_sums, accounts
from app.core.queries.wallets import wallets
from tests.books import is_sound
from tests.handed_over import FORMS, JOURNALS, Read, by_account, by_day, files_of, read
from tests.ledger_books import DEEDS, FIRST_DAY, Row, begin, do, statement_rows, stories

FIRST = clock.day_of(FIRST_DAY - 10)


class Hands:
    """The accountant's side: rows of each form as they came, less what was announced as sent again."""

    def __init__(self, book: Book, folder: Path, forms: Sequence[str]) -> None:
        self.book, self.folder, self.forms = book, folder, forms
        self.rows: dict[str, list[Read]] = {form: [] for form in forms}
        self.n = 0

    def take(self, form: str, from_on: date, to_on: date, *, is_again: bool = False) -> None:
        self.n += 1
        out = self.folder / f"out{self.n}{FORMS[form]}"
        wallet_id = None if form in JOURNALS else 1
        done = hand_over(
            self.book, out, form=form, from_on=from_on, to_on=to_on, wallet_id=wallet_id, is_again=is_again
        )
        if is_again:
            self.rows[form] = [row for row in self.rows[form] if not from_on <= row.on <= to_on]
        came = read(form, *files_of(out))
        assert len(came) == sum(file.rows for file in done.files)
        assert sum(row.cents for row in came if row.cents > 0) == done.gathered.in_cents
        assert sum(row.cents for row in came if row.cents < 0) == -done.gathered.out_cents
        self.rows[form] += came

    def take_some(self, one: int, other: int) -> None:
        form = self.forms[one % len(self.forms)]
        first = clock.day_of(FIRST_DAY - 4 + other % 7)
        self.take(form, first, clock.day_of(FIRST_DAY - 4 + other % 7 + one % 5), is_again=other % 9 == 0)

    def take_all(self, until: date) -> None:
        for form in self.forms:
            with contextlib.suppress(BookError):
                self.take(form, FIRST, until)
            with pytest.raises(BookError, match=r"Nothing is new|hold nothing"):
                self.take(form, FIRST, until)


def sums_until(reader: Connection, *, day: int) -> dict[str, int]:
    return account_sums(flow_sums(reader, until_day=day))


def check_each_day_is_the_ledgers(hands: Hands, until: date) -> None:
    book = hands.book
    names = {("QB", one.name if len(one.name) <= 31 else one.code): one.code for one in book.ask(accounts)}
    days = range(clock.number_of(FIRST), clock.number_of(until) + 1)
    until_then = [book.ask(sums_until, day=day) for day in (days[0] - 1, *days)]
    for form in hands.forms:
        told = by_day(hands.rows[form])
        if form not in JOURNALS:
            check_statement(book, told)
            continue
        for number, day in enumerate(days):
            before, after = until_then[number], until_then[number + 1]
            moved = {one: after.get(one, 0) - before.get(one, 0) for one in {*before, *after}}
            sent = told.get(clock.day_of(day), {})
            if form == "quickbooks-iif":
                sent = {names["QB", name if len(name) < 31 else name.split(" ")[-1]]: c for name, c in sent.items()}
            assert sent == {account: cents for account, cents in moved.items() if cents}


def check_all_of_it_is_the_trial_balance(hands: Hands, until: date) -> None:
    """With the advances that were used today."""
    ends = [hands.book.ask(sums_until, day=clock.number_of(day)) for day in (FIRST, until)]
    moved = {one: ends[1].get(one, 0) - ends[0].get(one, 0) for one in {*ends[0], *ends[1]}}
    if "journal-csv" in hands.forms:
        assert by_account(hands.rows["journal-csv"]) == {one: cents for one, cents in moved.items() if cents}


def check_statement(book: Book, told: dict[date, dict[str, int]]) -> None:
    if not book.ask(wallets):
        assert not told
        return
    rows = book.ask(cash_book, wallet_id=1, from_day=0, to_day=clock.number_of(FIRST) + 400).rows
    expected: dict[date, int] = {}
    for row in rows:
        if row.source != "opening":
            on = clock.day_of(row.on_day)
            expected[on] = expected.get(on, 0) + row.cents
    assert {on: sums[""] for on, sums in told.items()} == {on: cents for on, cents in expected.items() if cents}
    assert wallet_code(1) == "1000.1"


def tell(place: str, rows: list[Row], deeds: Sequence[tuple[str, int, int]], forms: Sequence[str]) -> None:
    """Deeds in this order, with exports between them; then everything is taken and looked at."""
    book = Book.create(place, business="X")
    today = clock.day_of(clock.day_number(clock.now()) + 1)
    try:
        with tempfile.TemporaryDirectory() as folder:
            begin(book, Path(folder), rows)
            out = Path(folder) / "out"
            out.mkdir()
            hands = Hands(book, out, forms)
            for name, one, other in deeds:
                with contextlib.suppress(BookError):
                    if name == "export":
                        hands.take_some(one, other)
                    else:
                        do(book, Path(folder), rows, (name, one, other))
            hands.take_all(today)
            check_each_day_is_the_ledgers(hands, clock.day_of(FIRST_DAY + 12))
            check_all_of_it_is_the_trial_balance(hands, today)
            assert is_sound(book)
    finally:
        book.close()


NUMBER = st.integers(0, 20)
DEED = st.tuples(st.sampled_from([*DEEDS, *["export"] * 8]), NUMBER, NUMBER)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(stories(), st.lists(DEED, min_size=4, max_size=14))
def test_no_order_of_deeds_and_exports_sends_anything_twice_or_never(story, deeds) -> None:
    rows, _ = story
    with tempfile.TemporaryDirectory() as folder:
        tell(f"{folder}/b.mpesabooks", rows, deeds, ("journal-csv", "quickbooks-csv", "quickbooks-iif"))


ROWS = statement_rows(
    [
        *((5, "payment", 600), (5, "charge", 1), (5, "payment", 800), (5, "sweep", 300), (5, "payout", 20)),
        *((6, "payment", 300), (6, "reversal", 0), (6, "payment", 45), (7, "payment", 2100), (7, "sweep", 150)),
    ]
)
ALL_KINDS = [
    *(("match", 0, 0), ("export", 1, 4), ("export", 4, 4), ("forgive", 3, 2), ("advance", 4, 0), ("export", 2, 3)),
    *(("use", 0, 0), ("name", 5, 3), ("clear", 0, 0), ("export", 3, 4), ("undo", 0, 0), ("pair", 4, 9)),
    *(("export", 0, 9), ("undo import", 1, 0), ("export", 1, 4), ("bring", 0, 0), ("restate", 3, 1)),
]


def test_both_engines_remember_the_same(store_place: str) -> None:
    tell(store_place, ROWS, ALL_KINDS, tuple(FORMS))
