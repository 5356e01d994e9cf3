"""What was paid may be taken back afterwards: the money waits again, and is given again when it stands once more."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.core.actions.decide import Decision, confirm_match, redo_group, undo_group
from app.core.actions.live_matching import LiveMatching
from app.core.actions.record_list import undo_list
from app.core.actions.typed_items import make_item
from app.core.book import Book
from app.core.errors import BookError
from app.core.items import Allocation, Item, ItemKey, TransactionKey
from app.core.jobs import import_document, import_list
from app.core.lists.values import ListKind
from app.core.queries.customers import customer_row
from app.core.queries.deeds import redoable_group, undoable_group
from app.core.queries.items import item_row
from app.core.queries.lists import list_history
from app.core.sources.payload import Payload
from app.core.store.tables import transactions
from tests.books import is_sound, legacy_file, legacy_line

DAY = 20_393  # 1 November 2025
PAID = TransactionKey(1, "TK5AAAAAA1")
INVOICES = (
    "number,customer,phone,account,date,due,amount\nINV-{0},Alice Tester,0700000001,A1,01/11/2025,20/11/2025,{1}\n"
)


@pytest.fixture
def book(store_place: str, tmp_path: Path) -> Iterator[Book]:
    made = Book.create(store_place, business="TESTBIZ LIMITED")
    bring_payments(made, tmp_path)
    yield made
    assert is_sound(made)
    made.close()


def bring_payments(book: Book, folder: Path) -> None:
    """1,500 and 700 shillings from one payer."""
    lines = [
        legacy_line("TK5AAAAAA2", "700.00", "3200.00", at="05-11-2025 09:00:00"),
        legacy_line("TK5AAAAAA1", "1500.00", "2500.00"),
    ]
    import_document(book, legacy_file(folder, lines, opening="1000.00", closing="3200.00", paid="2200.00"))


def typed(book: Book, number: str, shillings: int) -> int:
    """Type an invoice; gives the deed's number."""
    told = {"customer_name": "Alice Tester", "phone": "254700000001", "account": "A1"}
    book.do(make_item, item=Item("invoice", "", number, shillings * 100, DAY, DAY + 14, **told))  # type: ignore[arg-type]
    deed = book.ask(undoable_group)
    assert deed is not None
    return deed


def give(book: Book, *parts: tuple[str, str, int], key: TransactionKey | None = PAID) -> None:
    allocations = tuple(Allocation(kind, name, cents) for kind, name, cents in parts)
    book.do(confirm_match, decision=Decision(key, allocations))


def state(book: Book, receipt: str = "TK5AAAAAA1") -> str:
    query = select(transactions.c.state).where(transactions.c.receipt == receipt)
    return book.ask(lambda reader: reader.execute(query).scalar_one())


def open_cents(book: Book, number: str) -> int:
    row = book.ask(item_row, key=ItemKey("invoice", number))
    assert row is not None
    return row.amount_cents - row.paid_cents - row.settled_cents


def test_a_typed_invoice_taken_back_lets_go_of_its_payment(book: Book) -> None:
    deed = typed(book, "INV-1", 1500)
    give(book, ("invoice", "INV-1", 150_000))
    assert state(book) == "matched"
    book.do(undo_group, group_id=deed)
    assert state(book) == "pending_reconciliation"
    book.do(redo_group, group_id=deed)
    assert state(book) == "matched"
    assert open_cents(book, "INV-1") == 0


def test_a_list_taken_back_lets_go_of_its_payments_and_brings_them_back(book: Book) -> None:
    paper = Payload("invoices.csv", data=INVOICES.format(1, 1500).encode())
    done = import_list(book, paper, ListKind.INVOICES)
    give(book, ("invoice", "INV-1", 150_000))
    assert done.list_id is not None
    book.do(undo_list, list_id=done.list_id)
    assert state(book) == "pending_reconciliation"
    import_list(book, paper, ListKind.INVOICES)
    assert state(book) == "matched"


def test_the_other_invoice_of_the_same_match_is_open_again_too(book: Book) -> None:
    typed(book, "INV-1", 1000)
    deed = typed(book, "INV-2", 500)
    give(book, ("invoice", "INV-1", 100_000), ("invoice", "INV-2", 50_000))
    assert open_cents(book, "INV-1") == 0
    book.do(undo_group, group_id=deed)
    assert (state(book), open_cents(book, "INV-1")) == ("pending_reconciliation", 100_000)


def test_an_advance_that_paid_it_is_whole_again(book: Book) -> None:
    typed(book, "INV-1", 1000)
    deed = typed(book, "INV-2", 300)
    give(book, ("invoice", "INV-1", 100_000), ("customer", "C00001", 50_000))
    give(book, ("invoice", "INV-2", 30_000), ("customer", "C00001", -30_000), key=None)
    assert advance(book) == 20_000
    book.do(undo_group, group_id=deed)
    assert advance(book) == 50_000
    book.do(redo_group, group_id=deed)
    assert (advance(book), open_cents(book, "INV-2")) == (20_000, 0)


def advance(book: Book) -> int:
    row = book.ask(customer_row, key="C00001")
    assert row is not None
    return row.advance_cents


def test_the_live_matcher_gives_the_money_elsewhere_then(book: Book) -> None:
    live = LiveMatching(book)
    deed = typed(book, "INV-1", 1500)
    give(book, ("invoice", "INV-1", 150_000))
    live.catch_up()
    book.do(undo_group, group_id=deed)
    live.catch_up()
    assert state(book) == "pending_reconciliation"
    typed(book, "A1", 1500)
    live.catch_up()
    assert (state(book), open_cents(book, "A1")) == ("matched", 0)


DEEDS = st.tuples(st.sampled_from(("type", "list", "match", "split", "undo", "redo", "unlist")), st.integers(0, 3))


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(DEEDS, min_size=3, max_size=12))
def test_no_order_of_deeds_leaves_money_on_nothing(deeds: list[tuple[str, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        book = Book.create(f"{folder}/book.mpesabooks", business="X")
        try:
            bring_payments(book, Path(folder))
            for name, n in deeds:
                with contextlib.suppress(BookError):
                    _do(book, name, n)
                standing = [n for n in range(4) if book.ask(item_row, key=ItemKey("invoice", f"INV-{n}")) is not None]
                given_to_them = sum(50_000 - open_cents(book, f"INV-{n}") for n in standing)
                assert given_to_them == _given_of_payments(book)
            assert is_sound(book)
        finally:
            book.close()


def _do(book: Book, name: str, n: int) -> None:
    match name:
        case "type":
            typed(book, f"INV-{n}", 500)
        case "list":
            paper = Payload(f"{n}.csv", data=INVOICES.format(n, 500).encode())
            import_list(book, paper, ListKind.INVOICES)
        case "match":
            give(book, ("invoice", f"INV-{n}", 50_000))
        case "split":
            give(book, ("invoice", f"INV-{n}", 20_000), ("invoice", f"INV-{(n + 1) % 4}", 30_000))
        case "undo":
            book.do(undo_group, group_id=book.ask(undoable_group) or 0)
        case "redo":
            book.do(redo_group, group_id=book.ask(redoable_group) or 0)
        case "unlist":
            standing = [row.id for row in book.ask(list_history) if not row.is_undone]
            book.do(undo_list, list_id=max(standing, default=0))


def _given_of_payments(book: Book) -> int:
    from app.core.store.settling import given

    return sum(book.ask(given, receipts=["TK5AAAAAA1", "TK5AAAAAA2"]).values())
