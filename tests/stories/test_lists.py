"""Lists of the other side through the door: nothing is doubled, later lists change, everything can be taken back."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.core.actions.decide import Decision, confirm_match, remove_item
from app.core.actions.record_list import ListSummary, customer_book, undo_list
from app.core.book import Book
from app.core.errors import BookError
from app.core.items import Allocation, ItemKey, TransactionKey
from app.core.jobs import import_document, import_list
from app.core.lists.values import ColumnsUnknown, CustomerLine, ListKind
from app.core.queries.customers import customer_history, customer_rows
from app.core.queries.items import ItemFilter, item_row, item_sums
from app.core.queries.lists import list_history
from app.core.queries.queue import match_rows
from app.core.queries.shelf import customer_shelf, item_shelf
from app.core.sources.payload import Payload
from tests.books import is_sound, legacy_file, legacy_line

HEAD = "number,customer,phone,account,date,due,amount,paid\n"
ALICE = "INV-1,Alice Wambui Tester,0700000001,A1,01/11/2025,20/11/2025,1500,\n"
BRIAN = "INV-2,Brian Kamau Sample,0700000002,B2,01/11/2025,20/11/2025,2300,\n"
CAROL = "INV-3,Carol Atieno Model,,,01/11/2025,20/11/2025,900,\n"


@pytest.fixture
def book(store_place: str) -> Iterator[Book]:
    made = Book.create(store_place, business="TESTBIZ LIMITED")
    yield made
    assert is_sound(made)
    made.close()


def bring(book: Book, *rows: str, head: str = HEAD, kind: ListKind = ListKind.INVOICES, **more: Any) -> ListSummary:
    return import_list(book, Payload("list.csv", data=(head + "".join(rows)).encode()), kind, **more)


def counts(done: ListSummary) -> tuple[int, int, int, int, int]:
    return done.new, done.changed, done.known, done.rejected, done.customers


def names(book: Book) -> list[tuple[str, str]]:
    return [(row.key, row.name) for row in book.ask(customer_rows, limit=None)]


def pay(book: Book, folder: Path, invoice: str, *, shillings: int = 1500) -> TransactionKey:
    """A payment that is matched with an invoice."""
    line = legacy_line("TK5AAAAAA1", f"{shillings}.00", f"{1000 + shillings}.00")
    place = legacy_file(folder, [line], opening="1000.00", closing=f"{1000 + shillings}.00", paid=f"{shillings}.00")
    import_document(book, place)
    key = TransactionKey(1, "TK5AAAAAA1")
    part = Allocation("invoice", invoice, shillings * 100)
    book.do(confirm_match, decision=Decision(key, (part,)))
    return key


# ---------------------------------------------------------------- the same again
def test_the_same_list_twice_changes_nothing(book: Book) -> None:
    assert counts(bring(book, ALICE, BRIAN, CAROL)) == (3, 0, 0, 0, 3)
    first = book.ask(list_history)
    again = bring(book, ALICE, BRIAN, CAROL)
    assert counts(again) == (0, 0, 3, 0, 0)
    assert book.ask(list_history) == first
    assert again.list_id == first[0].id


def test_the_same_rows_in_another_file_change_nothing_either(book: Book) -> None:
    bring(book, ALICE, BRIAN, CAROL)
    assert counts(bring(book, CAROL, ALICE, BRIAN)) == (0, 0, 3, 0, 0)
    assert len(names(book)) == 3


def test_two_overlapping_lists(book: Book) -> None:
    bring(book, ALICE, BRIAN)
    assert counts(bring(book, BRIAN, CAROL)) == (1, 0, 1, 0, 1)
    assert book.ask(item_sums, filters=ItemFilter("invoice")).n == 3


def test_a_later_list_with_a_changed_amount_and_its_undo(book: Book) -> None:
    bring(book, ALICE, BRIAN)
    later = bring(book, ALICE.replace("1500", "1700"), BRIAN)
    assert counts(later) == (0, 1, 1, 0, 0)
    assert _cents(book, "INV-1") == 170_000
    book.do(undo_list, list_id=later.list_id or 0)
    assert _cents(book, "INV-1") == 150_000
    with pytest.raises(BookError, match="undone before"):
        book.do(undo_list, list_id=later.list_id or 0)


def test_the_old_file_again_does_not_undo_what_a_later_one_said(book: Book) -> None:
    bring(book, ALICE)
    bring(book, ALICE.replace("1500", "1700"))
    assert counts(bring(book, ALICE)) == (0, 0, 1, 0, 0)
    assert _cents(book, "INV-1") == 170_000


def _cents(book: Book, key: str) -> int:
    row = book.ask(item_row, key=ItemKey("invoice", key))
    assert row is not None
    return row.amount_cents


def test_an_undone_list_can_be_taken_in_again(book: Book) -> None:
    first = bring(book, ALICE, BRIAN)
    before = names(book)
    assert book.do(undo_list, list_id=first.list_id or 0).value == 4
    assert names(book) == []
    assert counts(bring(book, ALICE, BRIAN)) == (2, 0, 0, 0, 2)
    assert names(book) == before


def test_a_removed_invoice_stays_out_when_its_file_comes_again_and_says_so(book: Book) -> None:
    bring(book, ALICE, BRIAN)
    book.do(remove_item, item=ItemKey("invoice", "INV-1"))
    again = bring(book, ALICE, BRIAN)
    assert counts(again) == (0, 0, 2, 0, 0)
    assert "1 of them were removed since" in again.notes[0]
    assert book.ask(item_row, key=ItemKey("invoice", "INV-1")) is None


def test_one_number_twice_with_other_contents_is_told_with_both_lines(book: Book) -> None:
    done = bring(book, ALICE, ALICE.replace("1500", "1600"), ALICE)
    assert counts(done) == (1, 0, 1, 1, 1)
    assert done.problems[0].reason == "INV-1 stands in line 2 as well, with other contents; the first was taken."
    assert counts(bring(book, ALICE, ALICE.replace("1500", "1600"), ALICE)) == (0, 0, 2, 1, 0)


def test_a_dry_run_keeps_nothing(book: Book) -> None:
    assert counts(bring(book, ALICE, is_dry_run=True)) == (1, 0, 0, 0, 1)
    assert names(book) == []
    assert book.ask(list_history) == ()


# ---------------------------------------------------------------- whose
def test_customers_are_recognised_by_account_by_phone_and_by_name(book: Book) -> None:
    bring(book, ALICE, BRIAN, CAROL)
    rows = (
        "INV-4,A. W. Tester,,a1,01/11/2025,,10,\n",
        "INV-5,BRIAN KAMAU  SAMPLE,+254 700 000 002,,01/11/2025,,10,\n",
        "INV-6,carol atieno model,,,01/11/2025,,10,\n",
        "INV-7,Alice Wambui Tester,0711111111,Z9,01/11/2025,,10,\n",
    )
    assert counts(bring(book, *rows)) == (4, 0, 0, 0, 1)
    owners = [_owner(book, f"INV-{n}") for n in (4, 5, 6)]
    assert owners == [_owner(book, f"INV-{n}") for n in (1, 2, 3)]
    assert _owner(book, "INV-7") not in owners
    assert ("C00001", "Alice Wambui Tester") in names(book), "an invoice does not rename a customer"


def _owner(book: Book, key: str) -> str:
    row = book.ask(item_row, key=ItemKey("invoice", key))
    assert row is not None
    return row.customer_key


def test_rows_that_spell_one_customer_in_two_ways_do_not_turn_him_to_and_fro(book: Book) -> None:
    head = "name,phone,account\n"
    rows = ("Alice Tester,0700000001,A1\n", "A. Tester,,A1\n")
    assert counts(bring(book, *rows, head=head, kind=ListKind.CUSTOMERS))[:3] == (1, 0, 1)
    assert counts(bring(book, *rows, "\n", head=head, kind=ListKind.CUSTOMERS))[:3] == (0, 0, 2)
    assert names(book) == [("C00001", "Alice Tester")]


def test_of_two_people_of_one_name_an_invoice_by_name_alone_belongs_to_neither(book: Book) -> None:
    other = "INV-9,Alice Wambui Tester,0711111111,Z9,01/11/2025,,10,\n"
    bring(book, ALICE, other)
    nameless = "INV-8,Alice Wambui Tester,,,01/11/2025,,10,\n"
    assert counts(bring(book, nameless)) == (1, 0, 0, 0, 1)
    assert len({_owner(book, f"INV-{n}") for n in (1, 8, 9)}) == 3
    assert counts(bring(book, nameless, ALICE)) == (0, 0, 2, 0, 0)
    assert len(names(book)) == 3


def test_a_key_is_given_to_nobody_else(book: Book) -> None:
    bring(book, ALICE, BRIAN)
    book.do(remove_item, item=ItemKey("customer", "C00002"))
    bring(book, CAROL)
    assert [key for key, _ in names(book)] == ["C00001", "C00003"]
    bring(book, "INV-20,Brian Kamau Sample,0700000002,B2,02/11/2025,,5,\n")
    assert [key for key, _ in names(book)] == ["C00001", "C00002", "C00003"], "who comes back has his key back"
    people = book.ask(customer_book)
    assert people.told(CustomerLine("Somebody", (), (), "", "")).key == "C00004"


# ---------------------------------------------------------------- with money on it
def test_what_the_list_says_was_paid_here_is_counted_once(book: Book, tmp_path: Path) -> None:
    bring(book, ALICE, BRIAN)
    pay(book, tmp_path, "INV-1")
    told = bring(book, ALICE.replace("1500,", "1500,1500"), BRIAN.replace("2300,", "2300,300"))
    assert counts(told) == (0, 1, 1, 0, 0)
    assert "1 of them" in told.notes[0]
    row = book.ask(item_row, key=ItemKey("invoice", "INV-1"))
    assert row is not None
    assert (row.state, row.open_cents) == ("paid", 0)
    other = book.ask(item_row, key=ItemKey("invoice", "INV-2"))
    assert other is not None
    assert (other.state, other.open_cents) == ("part", 200_000)


def test_an_amount_below_what_was_paid_is_told(book: Book, tmp_path: Path) -> None:
    bring(book, ALICE)
    pay(book, tmp_path, "INV-1")
    told = bring(book, ALICE.replace("1500", "1400"))
    assert told.notes == ("INV-1 is now KES 1,400.00, but KES 1,500.00 was paid on it: look at it under Invoices.",)
    assert book.ask(item_sums, filters=ItemFilter("invoice")).open_cents == 0


def test_a_list_taken_back_lets_go_of_its_payments_until_it_is_there_again(book: Book, tmp_path: Path) -> None:
    done = bring(book, ALICE)
    pay(book, tmp_path, "INV-1")
    [given] = book.ask(customer_history, key="C00001")
    assert (given.number, given.cents, given.is_live) == ("INV-1", 150_000, True)
    book.do(undo_list, list_id=done.list_id or 0)
    assert book.ask(match_rows) == []
    bring(book, ALICE)
    row = book.ask(item_row, key=ItemKey("invoice", "INV-1"))
    assert row is not None
    assert row.state == "paid"
    [given] = book.ask(customer_history, key="C00001")
    assert (given.is_live, given.is_undone) == (True, False)


# ---------------------------------------------------------------- columns, history, shelves
def test_what_a_person_said_of_a_layout_is_remembered(book: Book) -> None:
    head = "Kitu,Bei,Mteja\n"
    with pytest.raises(ColumnsUnknown):
        bring(book, "A,100,Asha\n", head=head)
    columns = {"number": 0, "amount": 1, "customer": 2}
    assert counts(bring(book, "A,100,Asha\n", head=head, columns=columns)) == (1, 0, 0, 0, 1)
    assert counts(bring(book, "A,100,Asha\n", "B,200,Asha\n", head=head)) == (1, 0, 1, 0, 0)


def test_the_same_file_read_by_other_columns_is_another_claim(book: Book) -> None:
    rows, head = ("A,100,200\n",), "number,amount,gross\n"
    bring(book, *rows, head=head)
    done = bring(book, *rows, head=head, columns={"number": 0, "amount": 2})
    assert counts(done) == (0, 1, 0, 0, 0)
    assert _cents(book, "A") == 20_000


def test_the_history_tells_every_list_with_its_problems(book: Book) -> None:
    bring(book, ALICE, "INV-2,B,,,01/11/2025,,12O0,\n")
    done = bring(book, "Asha,0712345678\n", head="name,phone\n", kind=ListKind.CUSTOMERS)
    book.do(undo_list, list_id=done.list_id or 0)
    second, first = book.ask(list_history)
    assert (first.kind, first.file, first.rows, first.new, first.rejected) == ("invoices", "list.csv", 2, 1, 1)
    assert [(one.line, one.number, one.reason) for one in first.problems] == [(3, "INV-2", "“12O0” is no amount.")]
    assert (second.kind, second.is_undone, first.is_undone) == ("customers", True, False)


def test_a_shelf_answers_what_is_typed(book: Book) -> None:
    bring(book, ALICE, BRIAN, CAROL, "INV-10,Zed,,,02/11/2025,05/11/2025,10%,\n".replace("10%", "10"))
    shelf = book.ask(item_shelf, kind="invoice")
    assert list(shelf.choose().keys) == ["INV-10", "INV-3", "INV-2", "INV-1"]
    for text, keys in {
        "wambui": ["INV-1"],
        "TESTER inv": ["INV-1"],
        "0700000002": ["INV-2"],
        "254700000002": ["INV-2"],
        "1,500": ["INV-1"],
        "900.00": ["INV-3"],
        "%": [],
        "inv-1": ["INV-10", "INV-1"],
    }.items():
        assert list(shelf.choose(text=text).keys) == keys, text
    late = shelf.choose(states=("open", "part"), due_before=20_398)
    assert (list(late.keys), late.amount_cents, late.other_cents) == (["INV-10"], 1_000, 1_000)
    assert shelf.choose(order="amount").keys[0] == "INV-10"
    assert shelf.choose(order="customer_name", is_descending=True).keys[0] == "INV-10"
    people = book.ask(customer_shelf)
    assert people.choose(amounts_above=100_000).amount_cents == 380_000


def test_a_filter_of_the_lists_takes_signs_for_what_they_are(book: Book) -> None:
    bring(book, "A_1,Asha 100%,,,01/11/2025,,5,\n", "AB1,Asha 1000,,,01/11/2025,,5,\n")
    for text in ("a_1", "100%"):
        assert book.ask(item_sums, filters=ItemFilter("invoice", text=text)).n == 1
    assert [row.name for row in book.ask(customer_rows, text="100%")] == ["Asha 100%"]


def test_bank_lines_without_a_reference(book: Book) -> None:
    head = "Date,Narration,Ref,Debit,Credit,Balance\n"
    rows = ("05/11/2025,SWEEP,FT1,,900,1000\n", "05/11/2025,FEE,,50,,950\n", "05/11/2025,FEE,,50,,950\n")
    assert counts(bring(book, *rows, head=head, kind=ListKind.BANK)) == (3, 0, 0, 0, 0)
    assert counts(bring(book, *rows, "06/11/2025,FEE,,50,,900\n", head=head, kind=ListKind.BANK)) == (1, 0, 3, 0, 0)


# ---------------------------------------------------------------- with others at work
def test_a_list_and_a_statement_at_once_from_two_programs(store_place: str, tmp_path: Path) -> None:
    Book.create(store_place, business="X").close()
    rows = [f"INV-{n},Customer {n % 40},,K{n % 40},01/11/2025,,{n + 1},\n" for n in range(3_000)]
    halves = [tmp_path / "one.csv", tmp_path / "two.csv"]
    halves[0].write_text(HEAD + "".join(rows[:2_000]))
    halves[1].write_text(HEAD + "".join(rows[1_000:]))
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "app", "import-invoices", store_place, str(half), "--json"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for half in halves
    ]
    told = []
    for process in running:
        out, err = process.communicate(timeout=120)
        assert err == ""
        told.append(json.loads(out))
    assert sum(one["new"] for one in told) == 3_000
    assert sum(one["known"] for one in told) == 1_000
    assert sum(one["customers"] for one in told) == 40
    book = Book.open(store_place)
    assert book.ask(item_sums, filters=ItemFilter("invoice")).n == 3_000
    assert len(book.ask(customer_rows, limit=None)) == 40
    assert is_sound(book)
    book.close()
