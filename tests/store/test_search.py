"""The search index is derived and never trusted: whatever happens to the book, answers equal those of a book without."""

from __future__ import annotations

import functools
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import false, select, true

from app.core.actions.extend_search import extend_search, is_search_behind
from app.core.actions.undo_import import undo_import
from app.core.book import Book
from app.core.jobs import import_document
from app.core.queries import passing
from app.core.queries import transactions as queries
from app.core.queries.rows import TransactionFilter
from app.core.queries.transactions import quick_hits, transaction_anchors, transaction_hits, transactions_by_id
from app.core.sample.truth import truth
from app.core.store import search
from app.core.store.tables import meta, transactions
from tests.books import is_sound, legacy_file, legacy_line, written

TYPED = (
    *(
        "a",
        "al",
        "alice",
        "ALICE",
        "zq",
        "inv",
        "INV-3",
        "inv 3",
        "Acc",
        "stock",
        "o",
        "é",
        "\N{LATIN SMALL LETTER O WITH STROKE}",
    ),
    *("07", "0712", "254", "****0", "***", "+2547", "07 12", "1", "50", "500", "1500", "1,500.00", "500.50", "KES 500"),
    *(
        "UI",
        "UIC",
        "uic0",
        "tk5",
        '"',
        '""a',
        "a OR b",
        "AND",
        "no such thing",
        "%",
        "_",
        "'",
        "*",
        "\\",
        "\N{MINUS SIGN}500",
    ),
)
NARROWED = ("a", "stock", "500", "****0")
NARROWER: tuple[dict[str, Any], ...] = (
    {},
    {"directions": ("out",)},
    {"roles": ("charge", "reversal")},
    {"roles": ("payment",), "directions": ("in",)},
    {"roles": ("no such role",)},
    {"states": ("reversed",)},
)


@pytest.fixture
def book(store_place: str):
    made = Book.create(store_place, business="TESTBIZ LIMITED")
    yield made
    made.close()


def indexed(book: Book, *, rows: int = 300) -> int:
    """Bring the index up in stretches; gives how many there were."""
    stretches = 0
    while book.do(extend_search, rows=rows).value:
        stretches += 1
    return stretches


def scanned(book: Book, filters: TransactionFilter) -> list[int]:
    """The answer that needs no index."""
    query = passing.ordered(passing.filtered(filters))
    return [row.id for row in book.ask(lambda reader: reader.execute(query).all())]


def answers_are_right(book: Book, typed: tuple[str, ...] = TYPED) -> int:
    """Every text under every other filter, against the scan; gives how many rows were found in all."""
    found = 0
    for words in typed:
        for others in NARROWER if words in NARROWED else NARROWER[:1]:
            filters = replace(TransactionFilter(text=words), **others)
            wanted = scanned(book, filters)
            hits = book.ask(transaction_hits, filters=filters)
            assert hits is not None
            assert list(hits) == wanted, filters
            first = [row.id for row in book.ask(quick_hits, filters=filters, limit=5)]
            assert first == wanted[:5] or not is_known(book, filters), filters
            anchors = book.ask(transaction_anchors, filters=filters)
            assert sum(anchor.n for anchor in anchors) == len(wanted), filters
            found += len(wanted)
    return found


def is_known(book: Book, filters: TransactionFilter) -> bool:
    """Whether the index alone answers this."""
    known = book.ask(passing.indexed, filters, effort=search.Effort(4000, 0, is_quick=True))
    return known is not None


def story(folder: Path, n: int = 600) -> Path:
    return written(
        folder, [moved for day in truth(n, seed=3, days=20).by_day() for moved in day.movements], "legacy", name="story"
    )


def test_answers_are_those_of_the_scan_before_during_and_after_building(book: Book, tmp_path: Path) -> None:
    import_document(book, story(tmp_path))
    assert answers_are_right(book) > 500
    book.do(extend_search, rows=250)
    assert answers_are_right(book) > 500
    indexed(book)
    assert answers_are_right(book) > 500
    assert is_sound(book)


def test_what_the_index_names_is_little_more_than_what_passes(book: Book, tmp_path: Path) -> None:
    import_document(book, story(tmp_path))
    assert not is_known(book, TransactionFilter(text="stock"))
    indexed(book)
    assert not book.ask(is_search_behind)
    assert is_known(book, TransactionFilter(text="stock"))
    assert named(book, search.Wanted(("no such thing",))) == []
    some = book.ask(transaction_hits, filters=TransactionFilter(text="stock"))
    assert some
    cents = book.ask(transactions_by_id, ids=some[:1])[0].amount_cents
    same = transactions.c.amount_cents.between(cents // 100 * 100, cents // 100 * 100 + 99)
    assert named(book, search.Wanted((), cents // 100)) == numbers_of(book, same)
    assert named(book, search.Wanted(("o",)), most=3) is None, "too many to check one by one"


def named(book: Book, wanted: search.Wanted, *, most: int = 1000) -> list[int] | None:
    condition = book.ask(search.candidates, wanted, others=false(), effort=search.Effort(most, 0))
    return None if condition is None else numbers_of(book, condition)


def numbers_of(book: Book, condition: Any) -> list[int]:
    query = select(transactions.c.id).where(condition).order_by(transactions.c.id)
    return list(book.ask(lambda reader: reader.execute(query).scalars().all()))


def test_rows_that_come_later_are_found_at_once(book: Book, tmp_path: Path) -> None:
    import_document(book, story(tmp_path))
    indexed(book)
    later = legacy_file(
        tmp_path, [legacy_line("UZ5ZZZZZZ1", "71.00", "71.00", party="25479****999 - ZQUENTIN LATER")], opening="0.00", closing="71.00"
    )  # fmt: skip
    import_document(book, later)
    found = book.ask(transaction_hits, filters=TransactionFilter(text="zquentin"))
    assert found is not None
    assert len(found) == 1
    assert answers_are_right(book, ("zq", "zquentin", "71", "UZ5Z", "****999")) > 4
    indexed(book)
    assert answers_are_right(book, ("zq", "zquentin", "71", "UZ5Z", "****999")) > 4


def test_a_row_that_gains_a_name_is_found_by_it(book: Book, tmp_path: Path) -> None:
    """The first export knows no name; a later one does, and the row keeps its number, which is indexed already."""
    bare = legacy_line("TK5AAAAAA1", "71.00", "71.00", details="Pay Bill", party="")
    import_document(book, legacy_file(tmp_path, [bare], opening="0.00", closing="71.00"))
    indexed(book)
    assert answers_are_right(book, ("zquentin", "zq", "71")) == 1
    named = legacy_line("TK5AAAAAA1", "71.00", "71.00", details="Pay Bill", party="25479****999 - ZQUENTIN LATER")
    full = legacy_file(tmp_path, [named], opening="0.00", closing="71.00", second=1)
    assert import_document(book, full).enriched == 1
    assert answers_are_right(book, ("zquentin", "zq", "71")) == 3
    indexed(book)
    assert answers_are_right(book, ("zquentin", "zq", "71")) == 3
    assert is_sound(book)


def test_an_undone_import_is_not_found_and_a_second_time_it_is(book: Book, tmp_path: Path) -> None:
    document = story(tmp_path)
    summary = import_document(book, document)
    indexed(book)
    assert summary.import_id is not None
    book.do(undo_import, import_id=int(summary.import_id))
    assert answers_are_right(book) == 0
    import_document(book, document)
    assert answers_are_right(book) > 500
    indexed(book)
    assert answers_are_right(book) > 500
    assert is_sound(book)


def test_views_made_anew_take_the_index_with_them(book: Book, tmp_path: Path) -> None:
    import_document(book, story(tmp_path))
    indexed(book)
    with book._store.writer.begin() as connection:
        connection.execute(transactions.update().values(party_name="NOBODY"))
    assert book.rebuild_views() == ["transactions"]
    assert book.ask(search.coverage) is None
    assert answers_are_right(book, ("alice", "stock", "nobody")) > 0
    indexed(book)
    assert answers_are_right(book, ("alice", "stock", "nobody")) > 0


def test_an_index_of_another_program_is_not_read_and_made_anew(book: Book, tmp_path: Path) -> None:
    import_document(book, story(tmp_path))
    indexed(book)
    with book._store.writer.begin() as connection:
        connection.execute(meta.update().where(meta.c.name == "search_index").values(value="999 100000 0"))
    assert book.ask(search.coverage) is None
    assert answers_are_right(book, ("stock",)) > 0
    assert indexed(book) > 1
    assert answers_are_right(book, ("stock",)) > 0


def test_what_is_looked_for_is_taken_to_the_letter(book: Book, tmp_path: Path) -> None:
    """The signs with which an engine's own patterns speak are signs like others."""
    lines = [
        legacy_line(f"TK5AAAAAA{n}", "71.00", f"{71 * (n + 1)}.00", party=f"25479****99{n} - {name}")
        for n, name in enumerate(
            ("A_B 50% C\\D", "AXB 501 C/D", "a_b 50% c\\d", "\N{LATIN CAPITAL LETTER E WITH ACUTE}MILE")
        )
    ]
    import_document(book, legacy_file(tmp_path, lines, opening="0.00", closing="284.00"))
    typed = ("a_b", "axb", "50%", "c\\d", "c/d", "%", "_", "/", "\\", "\N{LATIN SMALL LETTER E WITH ACUTE}mile", "MILE")
    found = [len(scanned(book, TransactionFilter(text=words))) for words in typed]
    assert found[:9] == [2, 1, 2, 2, 1, 2, 2, 1, 2]
    assert found[10] == 1
    assert answers_are_right(book, typed) == sum(found)
    indexed(book)
    assert answers_are_right(book, typed) == sum(found)


def test_the_beginning_of_a_receipt_shows_its_month_at_once(book: Book, tmp_path: Path) -> None:
    """Also where the newest days hold none of it."""
    lines = [
        legacy_line("TJ1AAAAAA1", "71.00", "71.00", at="01-10-2025 08:00:00"),
        legacy_line("TJVAAAAAA2", "71.00", "142.00", at="31-10-2025 23:59:00"),
        legacy_line("TJVAAAAAA3", "71.00", "213.00", at="01-11-2025 00:00:05"),
        legacy_line("TK5AAAAAA4", "71.00", "284.00", at="05-11-2025 08:00:00"),
    ]
    import_document(book, legacy_file(tmp_path, lines, opening="0.00", closing="284.00"))
    for typed, receipts in (("tj", [3, 2, 1]), ("TJV", [3, 2]), ("T J", [3, 2, 1]), ("TL", []), ("TK", [4])):
        query = functools.partial(queries._rows_of_days_told, filters=TransactionFilter(text=typed), limit=100)
        told = [int(row.receipt[-1]) for row in book.ask(query)]
        assert told == [number for number in receipts if number != 3], "completed after midnight: shown with the rest"
        rows = book.ask(quick_hits, filters=TransactionFilter(text=typed), limit=100)
        assert [int(row.receipt[-1]) for row in rows] == receipts, typed


def test_many_second_visits_end_in_a_new_index(sqlite_place: str, tmp_path: Path, monkeypatch) -> None:
    book = Book.create(sqlite_place, business="TESTBIZ LIMITED")
    import_document(book, story(tmp_path))
    indexed(book)
    monkeypatch.setattr(search, "MOST_TURNS", 2)
    for _ in range(4):
        book.do(lambda pen: search.note_changed(pen.connection, [5, 6]))
        assert book.ask(is_search_behind)
        indexed(book)
    reached = book.ask(search.coverage)
    assert reached is not None
    assert reached.turn <= 2
    assert answers_are_right(book, ("stock", "500")) > 0
    book.close()


def test_where_most_is_stale_a_new_index_is_made(sqlite_place: str, tmp_path: Path, monkeypatch) -> None:
    book = Book.create(sqlite_place, business="TESTBIZ LIMITED")
    import_document(book, story(tmp_path))
    indexed(book)
    monkeypatch.setattr(search, "_MOST_STALE", 1)
    book.do(lambda pen: search.note_changed(pen.connection, range(1, 601)))
    assert not is_known(book, TransactionFilter(text="stock")), "too many places to look through"
    assert answers_are_right(book, ("stock", "500")) > 0
    indexed(book)
    assert book.ask(search.coverage) == search.Coverage(search.VERSION, max(numbers_of(book, true())), 0)
    assert answers_are_right(book, ("stock", "500")) > 0
    book.close()
