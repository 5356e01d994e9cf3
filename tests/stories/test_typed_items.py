"""Invoices, sales and customers typed by hand: refused in plain words, taken back like any deed, one with the lists."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.actions.decide import Decision, confirm_match, redo_group, remember_account, undo_decisions, undo_group
from app.core.actions.typed_items import (
    AlreadyThere,
    AskFirst,
    change_customer,
    change_item,
    make_customer,
    make_item,
    remove_typed,
)
from app.core.book import Book
from app.core.errors import BookError
from app.core.items import Allocation, Customer, Item, ItemKey, TransactionKey
from app.core.jobs import import_document, import_list
from app.core.lists.values import ListKind
from app.core.queries.customers import CustomerRow, customer_row, customer_rows, typed_for
from app.core.queries.deeds import undoable_group
from app.core.queries.items import ItemRow, item_row
from app.core.sources.payload import Payload
from tests.books import is_sound, legacy_file, legacy_line

DAY = 20_393  # 1 November 2025
KEY = ItemKey("invoice", "INV-1")


@pytest.fixture
def book(store_place: str) -> Iterator[Book]:
    made = Book.create(store_place, business="TESTBIZ LIMITED")
    yield made
    assert is_sound(made)
    made.close()


def invoice(number: str = "INV-1", cents: int = 150_000, **more: object) -> Item:
    told = {"customer_name": "Alice Tester", "phone": "254700000001", "account": "A1", **more}
    return Item("invoice", "", number, cents, DAY, DAY + 14, **told)  # type: ignore[arg-type]


def row_of(book: Book, key: ItemKey = KEY) -> ItemRow:
    found = book.ask(item_row, key=key)
    assert found is not None
    return found


def person(book: Book, key: str = "C00001") -> CustomerRow:
    found = book.ask(customer_row, key=key)
    assert found is not None
    return found


def undo(book: Book) -> int:
    group = book.ask(undoable_group)
    assert group is not None
    book.do(undo_group, group_id=group)
    return group


def test_a_typed_invoice_stands_as_one_from_a_list_and_makes_its_customer(book: Book) -> None:
    assert book.do(make_item, item=invoice(" inv-1 ")).value == KEY
    assert row_of(book).customer_key == "C00001"
    assert person(book).open_cents == 150_000
    text = (
        "number,customer,phone,account,date,due,amount\ninv-1,Alice Tester,0700000001,A1,01/11/2025,15/11/2025,1500\n"
    )
    done = import_list(book, Payload("list.csv", data=text.encode()), ListKind.INVOICES)
    assert (done.new, done.customers) == (0, 0)


def test_one_undo_takes_the_invoice_and_its_customer_back_and_redo_brings_both(book: Book) -> None:
    book.do(make_item, item=invoice())
    group = undo(book)
    assert book.ask(item_row, key=KEY) is None
    assert book.ask(customer_rows) == ()
    book.do(redo_group, group_id=group)
    assert row_of(book).customer_key == person(book).key


def test_a_number_that_is_there_is_refused_with_its_key(book: Book) -> None:
    book.do(make_item, item=invoice())
    with pytest.raises(AlreadyThere, match="Invoice inv-1 is in the book already") as caught:
        book.do(make_item, item=invoice("inv-1", 100))
    assert caught.value.key == "INV-1"
    assert row_of(book).amount_cents == 150_000


def test_a_change_is_undone_by_itself(book: Book) -> None:
    book.do(make_item, item=invoice())
    book.do(change_item, item=invoice(cents=90_000)._replace(key="INV-1"))
    assert row_of(book).amount_cents == 90_000
    undo(book)
    assert row_of(book).amount_cents == 150_000
    with pytest.raises(BookError, match="names its invoice for ever"):
        book.do(change_item, item=invoice("INV-2")._replace(key="INV-1"))
    with pytest.raises(BookError, match="not in the book any more"):
        book.do(change_item, item=invoice("INV-9")._replace(key="INV-9"))


@pytest.mark.parametrize(
    ("item", "sentence"),
    [
        (invoice(" "), "needs a number"),
        (invoice(cents=0), "above zero"),
        (invoice(cents=10**14), "too large"),
        (invoice(paid_cents=150_001), "cannot be more than the amount"),
        (invoice()._replace(due_day=DAY - 1), "due before it was made"),
    ],
)
def test_what_no_list_could_hold_is_refused(book: Book, item: Item, sentence: str) -> None:
    with pytest.raises(BookError, match=sentence):
        book.do(make_item, item=item)
    assert book.ask(customer_rows) == ()


def test_a_sale_is_named_by_store_till_and_number(book: Book) -> None:
    sale = Item("sale", "", "77", 50_000, DAY, at=DAY * 86_400, store="CBD", till="T1", code="TK1AB1K2M1")
    assert book.do(make_item, item=sale).value == ItemKey("sale", "CBD|T1|77")
    assert book.do(make_item, item=sale._replace(till="T2")).value == ItemKey("sale", "CBD|T2|77")
    assert book.ask(customer_rows) == ()


# ---------------------------------------------------------------- customers
def test_a_customer_who_is_known_is_not_made_twice(book: Book) -> None:
    key = book.do(make_customer, customer=Customer("", "Alice Tester", ("254700000001",), ("A1",))).value
    for other, by in (
        (Customer("", "Somebody", (), ("a1",)), "with the account a1"),
        (Customer("", "alice  tester", ("254700000001",)), "with this phone"),
        (Customer("", "Alice Tester"), "is a customer already."),
    ):
        with pytest.raises(AlreadyThere, match=by) as caught:
            book.do(make_customer, customer=other)
        assert caught.value.key == key
    assert book.do(make_customer, customer=Customer("", "Alice Tester", ("254711111111",))).value == "C00002"


def test_a_customer_is_changed_and_changed_back(book: Book) -> None:
    key = book.do(make_customer, customer=Customer("", "Alice Tester", ("254700000001",), ("A1",))).value
    book.do(make_customer, customer=Customer("", "Bob", (), ("B2",)))
    book.do(change_customer, customer=Customer(key, "Alice W. Tester", (), ("A1", "A2")))
    assert (person(book).name, person(book).phones, person(book).accounts) == ("Alice W. Tester", (), ("A1", "A2"))
    with pytest.raises(BookError, match="The account b2 is Bob’s"):
        book.do(change_customer, customer=Customer(key, "Alice", (), ("b2",)))
    undo(book)
    assert person(book).name == "Alice Tester"
    with pytest.raises(BookError, match="needs a name"):
        book.do(make_customer, customer=Customer("", "  "))


# ---------------------------------------------------------------- out of the book
def pay(book: Book, folder: Path, *parts: Allocation) -> None:
    place = legacy_file(
        folder, [legacy_line("TK5AAAAAA1", "1500.00", "2500.00")], opening="1000.00", closing="2500.00", paid="1500.00"
    )
    import_document(book, place)
    book.do(confirm_match, decision=Decision(TransactionKey(1, "TK5AAAAAA1"), parts))


def test_an_invoice_with_money_on_it_is_removed_on_a_second_word(book: Book, tmp_path: Path) -> None:
    book.do(make_item, item=invoice())
    pay(book, tmp_path, Allocation("invoice", "INV-1", 150_000))
    with pytest.raises(AskFirst, match=r"KES 1,500\.00 was paid on INV-1"):
        book.do(remove_typed, key=KEY)
    assert row_of(book).state == "paid"
    book.do(remove_typed, key=KEY, is_sure=True)
    assert book.ask(item_row, key=KEY) is None
    undo(book)
    assert row_of(book).state == "open", "its payment waits in the queue"


def test_a_customer_who_owes_or_has_an_advance_asks_first(book: Book, tmp_path: Path) -> None:
    book.do(make_item, item=invoice())
    pay(book, tmp_path, Allocation("customer", "C00001", 150_000))
    with pytest.raises(AskFirst) as caught:
        book.do(remove_typed, key=ItemKey("customer", "C00001"))
    assert "Alice Tester owes KES 1,500.00 on 1 invoice." in caught.value.title
    assert "KES 1,500.00 is kept for Alice Tester" in caught.value.title
    book.do(remove_typed, key=ItemKey("customer", "C00001"), is_sure=True)
    assert book.ask(customer_row, key="C00001") is None
    assert row_of(book).open_cents == 150_000
    undo(book)
    assert (person(book).open_items, person(book).advance_cents) == (1, 0)


def test_what_nobody_paid_is_removed_at_once(book: Book) -> None:
    book.do(make_item, item=invoice())
    book.do(remove_typed, key=KEY)
    book.do(remove_typed, key=ItemKey("customer", "C00001"))
    assert book.ask(customer_rows) == ()
    with pytest.raises(BookError, match="not in the book any more"):
        book.do(remove_typed, key=KEY)


def test_what_payers_type_is_forgotten(book: Book) -> None:
    book.do(make_item, item=invoice())
    number = book.do(remember_account, typed="HSE4B", customer_key="C00001").value
    assert [one.typed for one in book.ask(typed_for, key="C00001")] == ["HSE4B"]
    book.do(undo_decisions, ids=[number])
    assert book.ask(typed_for, key="C00001") == []
