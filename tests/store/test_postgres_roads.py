"""PostgreSQL's bulk roads: what goes in by ``COPY`` comes out to the letter, and lines are found by receipt."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy import text

from app.core.book import Book
from app.core.store import copy_text
from app.core.store.engine_postgres import PostgresStore
from app.core.store.tables import events

AWKWARD = ["", "\\N", "\\", "a\tb", "a\nb", "a\rb", "a\\nb", "100% sure", "%s", "Ünï — 说", '["x\\"y"]', "\\."]


@pytest.fixture
def store(postgres_url: str) -> Iterator[PostgresStore]:
    book = Book.create(postgres_url, business="X")
    book.close()
    opened = PostgresStore(postgres_url, is_new=False)
    yield opened
    opened.close()


def _through_copy(url: str, columns: list[list]) -> list[tuple]:
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE kept (number bigint, words text, other text, amount bigint)")
        with cursor.copy("COPY kept FROM STDIN") as copy:
            copy.write(copy_text.of_columns(columns))
        return cursor.execute("SELECT * FROM kept ORDER BY number").fetchall()


@pytest.mark.parametrize(
    "columns",
    [
        pytest.param([list(range(12)), AWKWARD, AWKWARD[::-1], [-5] * 12], id="texts of every kind"),
        pytest.param([list(range(12)), [None, *AWKWARD[1:]], [None] * 12, [None, *range(11)]], id="gaps"),
        pytest.param([list(range(3)), ["50%\t"] * 3, ["\\N"] * 3, [2**62] * 3], id="the same in all rows"),
        pytest.param([[1], ["a\\b"], [None], [7]], id="one row"),
        pytest.param([[1, 1], ["x", "x"], ["", ""], [None, None]], id="equal rows"),
    ],
)
def test_rows_come_out_as_they_went_in(postgres_url: str, columns: list[list]) -> None:
    assert _through_copy(postgres_url, columns) == list(zip(*columns, strict=True))


def _recorded(store: PostgresStore, receipts: list[tuple[str, int]]) -> None:
    rows = [
        (seq, year, 2, 4, receipt, 1, 1000 + seq, 1, seq, 5, 5, 5, "[]")
        for seq, (receipt, year) in enumerate(receipts, 100)
    ]
    with store.writer.begin() as connection:
        store.insert(connection, events, rows)


def _found(store: PostgresStore, receipts: list[str]) -> set[tuple[str, int]]:
    with store.writer.begin() as connection:
        return {(line[0], line[2]) for line in store.held_lines(connection, receipts)}


def test_held_lines_are_found_in_every_year_and_with_every_receipt(store: PostgresStore) -> None:
    _recorded(store, [("TK5AB2R9W4", 2025), ("UA1AB2R9W4", 2026), ("", 0), ("odd\x1fone", 0), ("TK5ZZZZZZZ", 2025)])
    assert _found(store, ["TK5AB2R9W4", "UA1AB2R9W4", "TK5CCCCCCC"]) == {("TK5AB2R9W4", 100), ("UA1AB2R9W4", 101)}
    assert _found(store, [""]) == {("", 102)}
    assert _found(store, ["odd\x1fone", "TK5ZZZZZZZ"]) == {("odd\x1fone", 103), ("TK5ZZZZZZZ", 104)}
    assert _found(store, ["TK5BBBBBBB", "TK5CCCCCCC"]) == set()


def test_receipts_sort_bytewise_whatever_the_database_speaks(store: PostgresStore) -> None:
    spoken = text(
        "SELECT table_name, column_name FROM information_schema.columns WHERE collation_name = 'C' "
        "AND table_name IN ('events', 'events_2025', 'transactions', 'transactions_2025') AND column_name = 'receipt'"
    )
    with store.reader.connect() as reader:
        assert len(reader.execute(spoken).all()) == 4
