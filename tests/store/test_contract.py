"""One contract for both engines: append-only, chained, one writer, readers that cannot write, views that replay."""

from __future__ import annotations

import hashlib
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import MetaData, delete, insert, inspect, select, text, update
from sqlalchemy.exc import DBAPIError

from app.core.book import Book
from app.core.errors import BookDamaged, BookError
from app.core.jobs import import_document
from app.core.queries.documents import original
from app.core.statement import WalletKey
from app.core.store.documents import document_id_of, raw_line
from app.core.store.migrate import REVISION, current
from app.core.store.tables import batches, daily_reconciliation, durable, events, meta, transactions
from tests.books import is_sound, legacy_file, legacy_line

LEGACY = "ORG_4000001_Utility Account_Completed_20251107081542.csv"


@pytest.fixture
def book(store_place: str):
    made = Book.create(store_place, business="TESTBIZ LIMITED", wallet_keys=[WalletKey("4000001", "Utility")])
    yield made
    made.close()


def _write(book: Book, sentence) -> None:
    with book._store.writer.begin() as connection:
        connection.execute(sentence)


@pytest.mark.parametrize("table", [events, batches])
@pytest.mark.parametrize("deed", ["update", "delete"])
def test_the_log_refuses_change(book: Book, table, deed: str) -> None:
    column = table.c.batch_id if table is events else table.c.actor
    sentence = update(table).values({column: column}) if deed == "update" else delete(table)
    with pytest.raises(DBAPIError, match="never changed"):
        _write(book, sentence)
    assert book.faults() == []


def test_a_reader_cannot_write(book: Book) -> None:
    with pytest.raises(Exception, match=r"read-only|readonly"):
        book.ask(lambda reader: reader.execute(insert(meta).values(name="x", value="y")))


def _tamper(book: Book, sentence: str) -> None:
    """As somebody with the file in hand would: past the triggers."""
    with book._store.writer.begin() as connection:
        if "postgres" in book.place:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        else:
            connection.execute(text("DROP TRIGGER events_no_update"))
            connection.execute(text("DROP TRIGGER events_no_delete"))
            connection.execute(text("DROP TRIGGER batches_no_delete"))
        connection.execute(text(sentence))


@pytest.mark.parametrize(
    "sentence",
    [
        "UPDATE events SET amount_cents = amount_cents + 100 WHERE receipt = 'TK5Q74H8T2'",
        "UPDATE events SET body = replace(body, 'BOB', 'BEN') WHERE receipt = 'TK5Q74H8T2'",
        "DELETE FROM events WHERE receipt = 'TK5Q74H8T2'",
        "DELETE FROM batches WHERE id = 1",
        "DELETE FROM events WHERE seq = (SELECT max(seq) FROM events)",
    ],
)
def test_a_changed_past_is_seen(book: Book, samples: Path, sentence: str) -> None:
    import_document(book, samples / LEGACY)
    assert book.faults() == []
    _tamper(book, sentence)
    assert book.faults() != []


def test_a_changed_view_is_seen_and_healed(book: Book, samples: Path) -> None:
    import_document(book, samples / LEGACY)
    _write(book, update(transactions).where(transactions.c.receipt == "TK5Q74H8T2").values(amount_cents=1))
    assert "transactions" in book.rebuild_views()
    assert book.rebuild_views() == []


@pytest.mark.parametrize("rows", [1, 2, 3])
def test_views_are_replayed_in_pages_of_any_size(
    book: Book, samples: Path, monkeypatch: pytest.MonkeyPatch, rows: int
) -> None:
    """A receipt is never parted, even where it alone holds more lines than a page."""
    import_document(book, samples / LEGACY)
    monkeypatch.setattr("app.core.store.replay.PAGE", rows)
    assert book.rebuild_views() == []
    _write(book, delete(transactions))
    assert "transactions" in book.rebuild_views()
    assert len(book.ask(lambda reader: reader.execute(select(transactions)).all())) == 10


def test_identity_is_unique_across_partitions(book: Book, samples: Path) -> None:
    import_document(book, samples / LEGACY)
    row = book.ask(lambda reader: reader.execute(select(transactions).limit(1)).one())
    with pytest.raises(DBAPIError, match=r"(?i)unique"):
        _write(book, insert(transactions).values({**row._mapping, "id": 999}))


def test_batches_chain_and_numbers_have_no_gap(book: Book, samples: Path, tmp_path: Path) -> None:
    import_document(book, samples / LEGACY)
    import_document(book, legacy_file(tmp_path, [legacy_line("TK5AB1K2M9", "1.00", "1.00")], opening="0", closing="1"))
    rows = book.ask(lambda reader: reader.execute(select(batches).order_by(batches.c.id)).all())
    assert len(rows) == 3
    for before, after in pairwise(rows):
        assert after.previous == before.digest
        assert after.first_seq == before.last_seq + 1


def test_an_action_that_fails_leaves_nothing(book: Book, samples: Path) -> None:
    def fails(pen) -> None:
        from app.core.book import add_wallet

        add_wallet(pen, key=WalletKey("4000009", "Utility"))
        raise BookError("no")

    before = book.ask(lambda reader: reader.execute(select(events)).all())
    with pytest.raises(BookError):
        book.do(fails)
    assert book.ask(lambda reader: reader.execute(select(events)).all()) == before
    assert is_sound(book)


def test_the_daily_view_agrees_with_the_transactions(book: Book, samples: Path) -> None:
    import_document(book, samples / LEGACY)
    rows = book.ask(lambda reader: reader.execute(select(daily_reconciliation)).all())
    assert sum(row.n for row in rows) == 10
    assert sum(row.amount_cents * (1 if row.direction == "in" else -1) for row in rows) == 256_500 - 100_000


def test_documents_are_kept_to_the_byte(book: Book, samples: Path) -> None:
    for path in sorted(samples.glob("*.*")):
        if path.suffix in (".csv", ".xls", ".xlsx"):
            import_document(book, path)
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            number = book.ask(document_id_of, digest)
            assert number is not None
            assert book.ask(original, document_id=number) == path.read_bytes()


def test_any_line_of_a_document_can_be_shown(book: Book, tmp_path: Path) -> None:
    lines = [
        legacy_line(
            f"TK5{n:07d}", "1.00", f"{n + 1}.00", details=f"Pay Bill from 25470****001 - N Acc. {n}" + "x" * 300
        )
        for n in range(9000)
    ]
    path = legacy_file(tmp_path, lines[::-1], opening="0", closing="9000")
    assert path.stat().st_size > 3 << 20
    import_document(book, path)
    raw = path.read_text().split("\n")
    for number in (1, 8, 2500, 5000, 9007):
        assert book.ask(raw_line, 1, number) == raw[number - 1]
    assert book.ask(raw_line, 1, 9999) is None


def test_a_database_with_a_book_is_not_overwritten(book: Book) -> None:
    with pytest.raises(BookError, match="already"):
        Book.create(book.place, business="OTHER")


def test_the_migrations_make_what_the_tables_say(book: Book) -> None:
    assert book.ask(current) == REVISION
    found = MetaData()
    with book._store.writer.begin() as connection:
        found.reflect(connection, only=list(durable.tables))
        for name, table in durable.tables.items():
            made = found.tables[name]
            assert [c.name for c in made.columns] == [c.name for c in table.columns]
            assert [c.nullable for c in made.columns] == [c.nullable for c in table.columns], name
            indexes = {index["name"] for index in inspect(connection).get_indexes(name)}
            assert {index.name for index in table.indexes} <= indexes


def test_older_views_are_replayed_when_the_book_is_opened(book: Book, samples: Path) -> None:
    import_document(book, samples / LEGACY)
    with book._store.writer.begin() as connection:
        connection.execute(update(meta).where(meta.c.name == "views_version").values(value="0"))
        connection.execute(delete(transactions))
    book.close()
    again = Book.open(book.place)
    assert len(again.ask(lambda reader: reader.execute(select(transactions)).all())) == 10
    again.close()


def test_postgres_partitions_by_year_and_refreshes_on_demand(postgres_url: str, samples: Path) -> None:
    book = Book.create(postgres_url, business="X")
    import_document(book, samples / LEGACY)
    with book._store.reader.connect() as reader:
        counted = "SELECT count(*) FROM {}_2025"
        assert reader.execute(text(counted.format("transactions"))).scalar() == 10
        assert reader.execute(text(counted.format("events"))).scalar() == 10
        kind = reader.execute(text("SELECT relkind FROM pg_class WHERE relname = 'daily_reconciliation'")).scalar()
        assert kind == "m"
        assert book._store.is_daily_stale(reader)
    book.ask(lambda reader: reader.execute(select(daily_reconciliation)).all())
    with book._store.reader.connect() as reader:
        assert not book._store.is_daily_stale(reader)
    book.close()


def test_sqlite_file_says_what_it_is_and_is_durable(sqlite_place: str) -> None:
    book = Book.create(sqlite_place, business="X")
    with book._store.writer.connect() as connection:
        pragma = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("application_id", "user_version", "journal_mode", "synchronous")
        }
    assert pragma == {"application_id": 0x4D504253, "user_version": 1, "journal_mode": "wal", "synchronous": 2}
    book.close()


def test_a_file_swapped_underneath_is_noticed(sqlite_place: str, tmp_path: Path, samples: Path) -> None:
    book = Book.create(sqlite_place, business="X")
    other = tmp_path / "other"
    other.write_bytes(b"something else")
    other.replace(sqlite_place)
    with pytest.raises(BookDamaged, match="moved or replaced"):
        import_document(book, samples / LEGACY)
    book.close()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "not a MpesaBooks"),
        (b"PK" * 200, "not a MpesaBooks"),
        (b"SQLite format 3\0" + b"\0" * 200, "database, but"),
    ],
)
def test_other_files_are_refused_by_name(tmp_path: Path, content: bytes, words: str) -> None:
    place = tmp_path / "x.mpesabooks"
    place.write_bytes(content)
    with pytest.raises(BookError, match=words):
        Book.open(str(place))
    assert place.read_bytes() == content


def test_a_newer_book_is_left_alone(sqlite_place: str) -> None:
    book = Book.create(sqlite_place, business="X")
    with book._store.writer.begin() as connection:
        connection.exec_driver_sql("PRAGMA user_version=99")
    book.close()
    with pytest.raises(BookError, match="newer MpesaBooks"):
        Book.open(sqlite_place)


def test_a_missing_book_is_not_made_by_opening_it(tmp_path: Path) -> None:
    place = tmp_path / "typo.mpesabooks"
    with pytest.raises(BookError, match="no company file"):
        Book.open(str(place))
    assert not place.exists()
