"""Reading lines back from the log by their numbers, and the seals of batches, also those of the first days."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from app.core.actions.log_lookups import joined
from app.core.book import Book
from app.core.jobs import import_document
from app.core.store import log
from app.core.store.log import MOST_RUNS, lines_numbered, movements_numbered, runs_of
from tests.books import is_sound, legacy_file, legacy_line

ROWS = 60


@pytest.fixture
def book(store_place: str, tmp_path: Path):
    """A book of sixty payments of one shilling more each time."""
    made = Book.create(store_place, business="TESTBIZ LIMITED")
    lines, balance = [], 0
    for number in range(1, ROWS + 1):
        balance += number
        lines.append(
            legacy_line(f"TK5AB1{number:04d}", f"{number}.00", f"{balance}.00", at=f"05-11-2025 08:{number - 1:02d}:00")
        )
    import_document(made, legacy_file(tmp_path, lines[::-1], opening="0", closing=str(balance)))
    yield made
    made.close()


def first_line(book: Book) -> int:
    return int(book.ask(lambda reader: reader.execute(text("SELECT min(seq) FROM events WHERE kind = 4")).scalar_one()))


@pytest.mark.parametrize(
    "places",
    [
        list(range(ROWS)),
        list(range(ROWS))[::-1],
        [*range(30, 20, -1), *range(50, 40, -1)],
        [3, 1, 2, 9, 7],
        list(range(0, ROWS, 2)),
        [0, *range(ROWS - 5, ROWS)],
    ],
)
def test_movements_come_in_the_order_asked(book: Book, places: list[int]) -> None:
    first = first_line(book)
    seqs = [first + place for place in places]
    found = book.ask(movements_numbered, seqs, wallet_id=1)
    assert found is not None
    assert list(found[0]) == [100 * (place + 1) for place in places]
    by_number = book.ask(lines_numbered, seqs)
    assert [row[4] for row in by_number] == [100 * (place + 1) for place in sorted(places)]


def test_lines_of_another_wallet_or_kind_are_no_movements_of_this_one(book: Book) -> None:
    first = first_line(book)
    assert book.ask(movements_numbered, [first, first + 1], wallet_id=2) is None
    assert book.ask(movements_numbered, [first - 1, first], wallet_id=1) is None


def test_runs() -> None:
    assert runs_of([5, 6, 7, 1, 2]) == [(5, 7), (1, 2)]
    assert runs_of([5, 4, 9, 8]) == [(5, 4), (9, 8)]
    assert runs_of([5]) == [(5, 5)]
    assert runs_of(list(range(0, 4 * MOST_RUNS, 2))) == []


def test_spans_are_joined() -> None:
    assert joined([(7, 9), (1, 3), (4, 5), (8, 12), (2, 2)]) == [(1, 5), (7, 12)]


def test_seals_of_the_first_days_still_hold(store_place: str, samples: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as earlier:
        earlier.setattr(log, "_Sum", log._RowSum)
        made = Book.create(store_place, business="TESTBIZ LIMITED")
        import_document(made, samples / "ORG_4000001_Utility Account_Completed_20251107081542.csv")
    assert is_sound(made)
    with made._store.writer.begin() as connection:
        if "postgres" in made.place:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        else:
            connection.execute(text("DROP TRIGGER events_no_update"))
        connection.execute(text("UPDATE events SET amount_cents = amount_cents + 100 WHERE receipt = 'TK5Q74H8T2'"))
    assert len(made.faults()) == 1
    made.close()


def test_the_seal_does_not_depend_on_how_rows_were_grouped() -> None:
    rows = [(seq, 2026, 1, 4, f"TK5AB1K2M{seq}", 1, seq, 1, seq, 100, None, 5, "[]") for seq in range(9)]
    one, other = log._Sum("0", 1, 1, "x"), log._Sum("0", 1, 1, "x")
    one.add(list(zip(*rows, strict=True)))
    for row in rows:
        other.add([[cell] for cell in row])
    assert one.hexdigest() == other.hexdigest()
    other.add([[cell] for cell in rows[0]])
    assert one.hexdigest() != other.hexdigest()
