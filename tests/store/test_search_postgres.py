"""The office's search index: texts beside the transactions; where the extension cannot be had, the list is scanned."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import func, select, text

from app.core.actions.extend_search import extend_search, is_search_behind
from app.core.book import Book
from app.core.jobs import import_document
from app.core.queries import passing
from app.core.queries.rows import TransactionFilter
from app.core.queries.transactions import transaction_hits
from app.core.store import engine_postgres_search, search
from app.core.store.tables import transactions
from tests.books import is_sound, legacy_file, legacy_line

LINES = [
    legacy_line(f"TK5AAAAAA{n}", "71.00", f"{71 * (n + 1)}.00", party=f"25479****99{n} - {name}")
    for n, name in enumerate(("ALICE TESTER", "BOB OTHER", "CAROL TESTER"))
]


@pytest.fixture
def book(postgres_url: str, tmp_path: Path) -> Iterator[Book]:
    """A book of three payments."""
    made = Book.create(postgres_url, business="TESTBIZ LIMITED")
    import_document(made, legacy_file(tmp_path, LINES, opening="0.00", closing="213.00"))
    yield made
    made.close()


def entries(book: Book) -> list[tuple[int, str]]:
    query = text("SELECT id, words FROM search_texts ORDER BY id")
    return [tuple(row) for row in book.ask(lambda reader: reader.execute(query).all())]


def found(book: Book, words: str) -> int:
    hits = book.ask(transaction_hits, filters=TransactionFilter(text=words))
    assert hits is not None
    return len(hits)


def is_served(book: Book, words: str, *, is_quick: bool = False) -> bool:
    effort = search.Effort(100, 100, is_quick=is_quick)
    return book.ask(passing.indexed, TransactionFilter(text=words), effort=effort) is not None


def indexed(book: Book) -> None:
    while book.do(extend_search).value:
        pass


def test_what_was_written_again_takes_the_place_of_its_old_entry(book: Book, tmp_path: Path) -> None:
    indexed(book)
    before = entries(book)
    ids = [number for number, _ in before]
    assert ids == sorted(book.ask(lambda reader: reader.execute(select(transactions.c.id)).scalars().all()))
    assert before[0][1].splitlines()[0] == "carol tester"
    with book._store.writer.begin() as connection:
        connection.execute(transactions.update().where(transactions.c.id == ids[0]).values(party_name="ZQUENTIN"))
        search.note_changed(connection, ids[:1])
    assert found(book, "zquentin") == 1, "what is stale is looked through"
    assert entries(book) == before
    indexed(book)
    assert [number for number, _ in entries(book)] == ids
    assert entries(book)[0][1].startswith("zquentin")
    assert found(book, "zquentin") == 1


def test_texts_without_a_trigram_are_looked_for_but_not_in_a_moment(book: Book) -> None:
    indexed(book)
    for words, is_telling in (("al", False), ("***", False), ("tester", True), ("l t", True), ("*9", True)):
        assert is_served(book, words), words
        assert is_served(book, words, is_quick=True) == is_telling, words


def test_the_index_answers_where_it_has_trigrams(book: Book) -> None:
    """Not merely the side table: the server's plan for a rare text goes by the index."""
    indexed(book)
    with book._store.writer.begin() as connection:
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        plan = connection.exec_driver_sql("EXPLAIN SELECT id FROM search_texts WHERE words LIKE '%%tester%%'")
        assert "ix_search_texts_words" in " ".join(plan.scalars().all())


def cannot_be_had(book: Book) -> None:
    """What holds wherever the extension is not to be had."""
    assert not book.do(extend_search).value
    assert not book.ask(is_search_behind), "nobody tries again and again"
    assert book.ask(search.coverage) is None
    assert not is_served(book, "tester")
    assert found(book, "tester") == 2
    assert book.ask(lambda reader: reader.execute(select(func.to_regclass("search_texts"))).scalar()) is None
    assert is_sound(book)


def test_where_the_server_has_no_such_extension_the_list_is_scanned(book: Book, monkeypatch: Any) -> None:
    monkeypatch.setattr(engine_postgres_search, "EXTENSION", "no_such_extension")
    cannot_be_had(book)


def test_where_the_extension_is_forbidden_the_list_is_scanned(postgres_url: str, tmp_path: Path) -> None:
    """A user who may make tables but nothing else."""
    name = f"clerk_{postgres_url.rpartition('/')[2]}"
    with psycopg.connect(postgres_url, autocommit=True) as admin:
        admin.execute(f"CREATE ROLE {name} LOGIN".encode())
        admin.execute(f"GRANT ALL ON SCHEMA public TO {name}".encode())
    book = Book.create(postgres_url.replace("test@", f"{name}@"), business="TESTBIZ LIMITED")
    import_document(book, legacy_file(tmp_path, LINES, opening="0.00", closing="213.00"))
    cannot_be_had(book)
    with psycopg.connect(postgres_url, autocommit=True) as admin:
        admin.execute(f"CREATE EXTENSION {engine_postgres_search.EXTENSION}".encode())
    again = Book.open(book.place)
    indexed(again)
    assert is_served(again, "tester"), "made by somebody who may, it is used the next time"
    assert found(again, "tester") == 2
    again.close()
    book.close()
    with psycopg.connect(postgres_url, autocommit=True) as admin:
        admin.execute(f"DROP OWNED BY {name}".encode())
        admin.execute(f"DROP ROLE {name}".encode())
