"""Queries on both engines: lists by position and by cursor agree, filters find, days know what they are."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.core.book import Book
from app.core.jobs import import_document
from app.core.queries.days import day_tiles
from app.core.queries.documents import document_of, import_history, import_problems, original
from app.core.queries.evidence import transaction_detail
from app.core.queries.rows import DayState, TransactionFilter
from app.core.queries.transactions import (
    quick_hits,
    transaction_anchors,
    transaction_count,
    transaction_hits,
    transaction_page,
    transaction_window,
)
from app.core.queries.wallets import attention_counts, business, wallets
from app.core.statement import Proof

LEGACY = "ORG_4000001_Utility Account_Completed_20251107081542.csv"
PORTAL = "Statements for 4000001 from 2025-11-05 to 2025-11-06 (1).csv"
SFTP = "MPESA_4000001_20251105235959.csv"
FILTERS = (
    TransactionFilter(),
    TransactionFilter(directions=("in",)),
    TransactionFilter(roles=("payment", "reversal")),
    TransactionFilter(states=("reversed", "pending_reconciliation")),
    TransactionFilter(text="alice"),
    TransactionFilter(text="tk5"),
    TransactionFilter(text="1500"),
    TransactionFilter(from_on=date(2025, 11, 6)),
    TransactionFilter(to_on=date(2025, 11, 5), proof=Proof.STATEMENT),
)


@pytest.fixture
def book(store_place: str, samples: Path) -> Any:
    made = Book.create(store_place, business="TESTBIZ LIMITED")
    for name in (SFTP, LEGACY, PORTAL):
        import_document(made, samples / name)
    yield made
    made.close()


def test_positions_cursors_and_counts_agree(book: Book) -> None:
    for filters in FILTERS:
        positions_and_cursors_agree(book, filters)


def positions_and_cursors_agree(book: Book, filters: TransactionFilter) -> None:
    n = book.ask(transaction_count, filters=filters)
    by_cursor: list[Any] = []
    after = None
    while True:
        page = book.ask(transaction_page, filters=filters, after=after, limit=2)
        by_cursor += page.rows
        after = page.next
        if after is None:
            break
    assert len(by_cursor) == n > 0
    assert by_cursor == sorted(by_cursor, key=lambda row: (-row.completed_at, -row.id))
    assert book.ask(transaction_hits, filters=filters) == tuple(row.id for row in by_cursor)
    assert book.ask(transaction_hits, filters=filters, most=n - 1) is None
    assert book.ask(quick_hits, filters=filters, limit=n) == tuple(by_cursor)
    anchors = book.ask(transaction_anchors, filters=filters)
    for start in range(n):
        window = book.ask(transaction_window, filters=filters, start=start, count=3, anchors=anchors)
        assert list(window) == by_cursor[start : start + 3]
    assert book.ask(transaction_window, filters=filters, start=0, count=n + 5) == tuple(by_cursor)


TYPED: tuple[tuple[str, set[str]], ...] = (
    ("tk5q7", {"TK5Q74H8T2"}),
    ("Q74H", set()),
    ("carol", {"TK5CX0Z1Y7"}),
    ("0012", {"TK5Q74H8T2"}),
    ("250,000.00", {"TK5CX0Z1Y7"}),
    ("=1+1", {"TK6Q79C3B5"}),
    ("%", set()),
    ("_", set()),
    ("' OR 1=1 --", set()),
)


def test_the_text_filter_finds_what_people_type(book: Book) -> None:
    for typed, receipts in TYPED:
        found = book.ask(transaction_page, filters=TransactionFilter(text=typed), limit=100).rows
        assert {row.receipt for row in found} == receipts, typed


def test_evidence_names_every_document_and_its_raw_line(book: Book, samples: Path) -> None:
    row = book.ask(transaction_page, filters=TransactionFilter(text="TK5Q74H8T2"), limit=9).rows[0]
    detail = book.ask(transaction_detail, transaction_id=row.id)
    told = {evidence.document: evidence for evidence in detail.evidence}
    assert {SFTP, LEGACY} <= told.keys()
    for name, evidence in told.items():
        assert evidence.line is not None
        assert evidence.raw == (samples / name).read_text().splitlines()[evidence.line - 1]
        assert evidence.claims["amount_cents"] == 30_000
        assert evidence.proof == Proof.STATEMENT
    assert set(detail.provenance.values()) <= {evidence.seq for evidence in detail.evidence}


def test_a_reversal_and_its_original_point_at_each_other(book: Book) -> None:
    rows = book.ask(transaction_page, filters=TransactionFilter(), limit=99).rows
    reversal = next(row for row in rows if row.role == "reversal")
    original_row = next(row for row in rows if row.receipt == reversal.linked_receipt)
    assert original_row.state == "reversed"
    links = book.ask(transaction_detail, transaction_id=original_row.id).links
    assert reversal.id in {link.id for link in links}


def test_history_is_newest_first_and_leads_back_to_the_bytes(book: Book, samples: Path) -> None:
    history = book.ask(import_history)
    assert [row.summary.file for row in history] == [PORTAL, LEGACY, SFTP]
    for row in history:
        document = book.ask(document_of, import_id=row.id)
        assert book.ask(original, document_id=document.id) == (samples / row.summary.file).read_bytes()
        assert book.ask(import_problems, import_id=row.id).problems == tuple(
            sorted(row.summary.problems, key=lambda problem: problem.line)
        )
    with pytest.raises(LookupError):
        book.ask(document_of, import_id=0)


def test_a_day_is_proven_only_when_a_statement_covers_it_whole(book: Book) -> None:
    wallet = next(w for w in book.ask(wallets) if w.key.ledger == "Utility")
    tiles = {tile.on.day: tile for tile in book.ask(day_tiles, year=2025, month=11, wallet_id=wallet.id)}
    assert len(tiles) == 30
    assert [tiles[day].state for day in (4, 5, 6, 7)] == [
        DayState.EMPTY,
        DayState.PROVEN,
        DayState.PROVEN,
        DayState.EMPTY,
    ]
    assert tiles[5].n == 6
    assert tiles[5].in_cents == 25_405_000
    assert tiles[5].out_cents == 500
    both = {tile.on.day: tile for tile in book.ask(day_tiles, year=2025, month=11)}
    assert both[6].state == DayState.PROVEN, "the far end of a sweep keeps no day open"


def test_a_statement_until_noon_leaves_the_day_open(store_place: str, samples: Path, tmp_path: Path) -> None:
    text = (samples / LEGACY).read_text().replace("06-11-2025 23:59:59", "06-11-2025 22:30:00")
    early = tmp_path / LEGACY
    early.write_text(text)
    made = Book.create(store_place, business="TESTBIZ LIMITED")
    import_document(made, early)
    tiles = {tile.on.day: tile.state for tile in made.ask(day_tiles, year=2025, month=11)}
    made.close()
    assert (tiles[5], tiles[6]) == (DayState.PROVEN, DayState.OPEN)


def test_a_hole_marks_its_days_until_a_whole_statement_heals_it(
    store_place: str, samples: Path, tmp_path: Path
) -> None:
    lines = (samples / LEGACY).read_text().splitlines(keepends=True)
    cut = tmp_path / LEGACY
    cut.write_text("".join(line for line in lines if not line.startswith("TK5Q74H8T2")))
    made = Book.create(store_place, business="TESTBIZ LIMITED")
    import_document(made, cut)
    tiles = {tile.on.day: tile.state for tile in made.ask(day_tiles, year=2025, month=11)}
    assert tiles[5] == DayState.HOLES
    assert made.ask(attention_counts).broken_imports == 1
    import_document(made, samples / LEGACY)
    tiles = {tile.on.day: tile.state for tile in made.ask(day_tiles, year=2025, month=11)}
    attention = made.ask(attention_counts)
    made.close()
    assert tiles[5] == DayState.PROVEN
    assert attention.broken_imports == 0


def test_business_and_wallets(book: Book) -> None:
    assert book.ask(business) == "TESTBIZ LIMITED"
    told = {str(row.key): row for row in book.ask(wallets)}
    assert told["4000001 Utility"].last_import_at is not None
    assert book.ask(attention_counts).conflicts == 0
