"""Decisions on both engines: what they make of transactions and items, taken back and standing again, and replayed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.core.actions.undo_import import undo_import
from app.core.book import Book, Pen
from app.core.events import Event, EventKind
from app.core.items import Customer, Item, TransactionKey
from app.core.jobs import import_document
from app.core.store.stated import customer_event, item_event
from app.core.store.tables import transactions
from app.core.store.trade_tables import customers, items, matches, questions
from tests.books import is_sound

LEGACY = "ORG_4000001_Utility Account_Completed_20251107081542.csv"
PAID = TransactionKey(1, "TK5AB1K2M1")
CENTS = 150_000


@pytest.fixture
def book(store_place: str, samples: Path):
    made = Book.create(store_place, business="TESTBIZ LIMITED")
    import_document(made, samples / LEGACY)
    yield made
    assert is_sound(made)
    made.close()


def decided(pen: Pen, /, kind: EventKind, **body: Any) -> int:
    return pen.record(Event(kind, {"by": "person", "actor": "asha", "at": pen.batch.at, **body}))


def match(book: Book, *allocations: tuple[Any, ...]) -> int:
    parts = [[*part, 0, ""][:5] if len(part) == 3 else list(part) for part in allocations]
    return book.do(decided, EventKind.MatchConfirmed, transaction=list(PAID), allocations=parts).value


def turn(book: Book, *ids: int, kind: EventKind = EventKind.DecisionsUndone) -> None:
    book.do(lambda pen: pen.record(Event(kind, {"ids": list(ids)})))


def state(book: Book) -> str:
    query = select(transactions.c.state).where(transactions.c.receipt == PAID.receipt, transactions.c.role == "payment")
    return book.ask(lambda reader: reader.execute(query).scalar_one())


def item(book: Book, key: str) -> tuple[int, str] | None:
    query = select(items.c.settled_cents, items.c.state).where(items.c.key == key)
    found = book.ask(lambda reader: reader.execute(query).one_or_none())
    return None if found is None else (found.settled_cents, found.state)


def advance(book: Book) -> int:
    return book.ask(lambda reader: reader.execute(select(customers.c.advance_cents)).scalar_one())


def invoice(key: str, cents: int, **more: Any) -> Item:
    return Item("invoice", key, key, cents, 20_000, **more)


def state_items(book: Book, *stated: Item | Customer) -> list[int]:
    events = [customer_event(one) if isinstance(one, Customer) else item_event(one) for one in stated]
    return list(book.do(Pen.record_all, events).value)


def test_a_match_settles_both_sides_and_is_taken_back_and_stands_again(book: Book) -> None:
    state_items(book, invoice("A", CENTS), Customer("c1", "Asha"))
    made = match(book, ("invoice", "A", 100_000), ("customer", "c1", 50_000))
    assert (state(book), item(book, "A"), advance(book)) == ("matched", (100_000, "part"), 50_000)
    turn(book, made)
    assert (state(book), item(book, "A"), advance(book)) == ("pending_reconciliation", (0, "open"), 0)
    turn(book, made, kind=EventKind.DecisionsRedone)
    assert (state(book), item(book, "A"), advance(book)) == ("matched", (100_000, "part"), 50_000)
    assert is_sound(book)


def test_part_of_the_money_is_a_part_match_and_forgiven_cents_close_an_invoice(book: Book) -> None:
    state_items(book, invoice("A", 100_500))
    match(book, ("invoice", "A", 100_000, 500, "fee"))
    assert (state(book), item(book, "A")) == ("part_matched", (100_500, "paid"))


def test_an_advance_pays_a_later_invoice(book: Book) -> None:
    state_items(book, Customer("c1", "Asha"))
    match(book, ("customer", "c1", CENTS))
    state_items(book, invoice("B", 60_000))
    uses = [["customer", "c1", -60_000, 0, ""], ["invoice", "B", 60_000, 0, ""]]
    book.do(decided, EventKind.MatchConfirmed, transaction=None, allocations=uses)
    assert (advance(book), item(book, "B")) == (90_000, (60_000, "paid"))


def test_money_whose_import_is_undone_pays_nothing_until_it_comes_back(book: Book, samples: Path) -> None:
    state_items(book, invoice("A", CENTS))
    match(book, ("invoice", "A", CENTS))
    number = book.ask(lambda reader: reader.exec_driver_sql("SELECT max(id) FROM imports").scalar_one())
    book.do(undo_import, import_id=number)
    assert item(book, "A") == (0, "open")
    assert is_sound(book)
    import_document(book, samples / LEGACY)
    assert (state(book), item(book, "A")) == ("matched", (CENTS, "paid"))


def test_what_is_no_sale_says_so_until_taken_back(book: Book) -> None:
    made = book.do(
        decided, EventKind.TransactionClassified, transaction=list(PAID), meaning="owner", rule_id=None
    ).value
    assert state(book) == "not_a_sale"
    turn(book, made)
    assert state(book) == "pending_reconciliation"


def test_the_newest_standing_statement_of_an_invoice_counts(book: Book) -> None:
    state_items(book, invoice("A", 100))
    match(book, ("invoice", "A", 100))
    [second] = state_items(book, invoice("A", 300))
    assert item(book, "A") == (100, "part")
    turn(book, second)
    assert item(book, "A") == (100, "paid")


def test_an_invoice_that_is_removed_comes_back_with_what_was_paid(book: Book) -> None:
    [stated] = state_items(book, invoice("A", CENTS))
    match(book, ("invoice", "A", CENTS))
    made = book.do(decided, EventKind.ItemRemoved, item=["invoice", "A"], statements=[stated]).value
    assert item(book, "A") is None
    turn(book, made)
    assert item(book, "A") == (CENTS, "paid")


def test_a_transfer_clears_both_sides(book: Book) -> None:
    state_items(book, Item("bank", "b1", "FT1", CENTS, 20_000))
    made = book.do(decided, EventKind.TransferPaired, transaction=list(PAID), bank="b1").value
    assert (state(book), item(book, "b1")) == ("not_a_sale", (CENTS, "paid"))
    turn(book, made)
    assert (state(book), item(book, "b1")) == ("pending_reconciliation", (0, "open"))


def test_a_question_is_open_until_answered_and_open_again_when_the_answer_is_taken_back(book: Book) -> None:
    asked = book.do(decided, EventKind.QuestionAsked, transaction=list(PAID), to="otieno", note="Whose?").value
    answered = book.do(decided, EventKind.QuestionAnswered, question=asked, answer="Mine").value

    def answer() -> tuple[str, int | None]:
        return book.ask(lambda reader: tuple(reader.execute(select(questions.c.answer, questions.c.answer_id)).one()))

    assert answer() == ("Mine", answered)
    turn(book, answered)
    assert answer() == ("", None)


def test_an_undone_list_takes_its_statements_along(book: Book) -> None:
    state_items(book, invoice("A", 100))

    def list_of_two(pen: Pen) -> int:
        numbers = pen.record_all([item_event(invoice("A", 700)), item_event(invoice("B", 200))])
        body = {"kind": "invoices", "document_id": 1, "recorded_at": pen.batch.at, "actor": "asha", "summary": {}}
        return pen.record(Event(EventKind.ListRecorded, {**body, "first_seq": numbers[0], "last_seq": numbers[-1]}))

    number = book.do(list_of_two).value
    assert item(book, "B") == (0, "open")
    book.do(lambda pen: pen.record(Event(EventKind.ListUndone, {"list_id": number})))
    assert item(book, "B") is None
    query = select(items.c.amount_cents).where(items.c.key == "A")
    assert book.ask(lambda reader: reader.execute(query).scalar_one()) == 100


def test_what_a_match_rests_on_is_kept(book: Book) -> None:
    state_items(book, invoice("A", CENTS))
    told = {"rule": "reference", "confidence": 0.998, "runner_up": 0.01, "reasons": ["amount exact"]}
    parts = [["invoice", "A", CENTS, 0, ""]]
    book.do(decided, EventKind.MatchConfirmed, transaction=list(PAID), allocations=parts, **told)
    columns = (matches.c.rule, matches.c.confidence, matches.c.runner_up, matches.c.reasons)
    row = book.ask(lambda reader: tuple(reader.execute(select(*columns)).one()))
    assert row == ("reference", 0.998, 0.01, '["amount exact"]')
