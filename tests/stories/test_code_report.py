"""The code doctor asked about a book: faults, the one-key cure, and what was never rung up."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core import clock
from app.core.actions.mend_code import mend_code
from app.core.book import Book
from app.core.doctor.codes import CodeFault
from app.core.errors import BookError
from app.core.items import ItemKey
from app.core.jobs import import_document, import_list
from app.core.lists.values import ListKind
from app.core.queries.codes import CodeReport, code_report
from app.core.queries.items import item_row
from app.core.sources.payload import Payload
from tests.books import is_sound, legacy_file, legacy_line

DAY = 20_397  # 5 November 2025
NOW = clock.day_start(DAY + 1)
HEAD = "Sale No,Time,Branch,Till,Cashier,Amount,M-PESA Code\n"


@pytest.fixture
def book(store_place: str) -> Iterator[Book]:
    made = Book.create(store_place, business="TESTBIZ LIMITED")
    yield made
    assert is_sound(made)
    made.close()


def receive(book: Book, folder: Path, *paid: tuple[str, int, str], code: str = "4000001") -> None:
    """Receipt, shillings and hour of payments on 5 November, oldest first."""
    balance = 1000
    lines: list[str] = []
    for receipt, shillings, hour in paid:
        balance += shillings
        lines.insert(0, legacy_line(receipt, f"{shillings}.00", f"{balance}.00", at=f"05-11-2025 {hour}:00"))
    total, closing = f"{balance - 1000}.00", f"{balance}.00"
    import_document(book, legacy_file(folder, lines, opening="1000.00", closing=closing, paid=total, code=code))


def ring_up(book: Book, *rows: str) -> None:
    import_list(book, Payload("z.csv", data=(HEAD + "\n".join(rows) + "\n").encode()), ListKind.SALES)


def report(book: Book, **more: int) -> CodeReport:
    return book.ask(code_report, **{"from_day": DAY, "to_day": DAY, "now": NOW, **more})


def faults(found: CodeReport) -> list[tuple[str, CodeFault, str]]:
    return [(one.sale.number, one.fault, one.offered) for one in found.findings]


def test_a_mistyped_code_is_cured_and_told_of_no_more(book: Book, tmp_path: Path) -> None:
    receive(book, tmp_path, ("TK5AB1K2M1", 500, "09:00"), ("TK5AB1K2M7", 700, "10:00"))
    ring_up(book, "1,05/11/2025 09:02,CBD,T1,Jane,500,TK5ABIK2M1", "2,05/11/2025 10:02,CBD,T1,Jane,700,TK5AB1K2M7")
    found = report(book)
    assert faults(found) == [("1", CodeFault.MISTYPED, "TK5AB1K2M1")]
    assert found.unclaimed == (), "the one is rung up, the other is offered"
    sale = ItemKey("sale", "CBD|T1|1")
    book.do(mend_code, sale=sale, receipt="TK5AB1K2M1", why=found.findings[0].sentence)
    row = book.ask(item_row, key=sale)
    assert row is not None
    assert row.state == "paid"
    assert faults(report(book)) == []
    with pytest.raises(BookError, match=r"has KES 0\.00 left"):
        book.do(mend_code, sale=sale, receipt="TK5AB1K2M1", why="")
    with pytest.raises(BookError, match="not in the book any more"):
        book.do(mend_code, sale=sale, receipt="TK5ZZZZZZ9", why="")


def test_money_never_rung_up_is_what_no_sale_carries(book: Book, tmp_path: Path) -> None:
    receive(book, tmp_path, ("TK5AB1K2M1", 500, "09:00"), ("TK5AB1K2M7", 700, "10:00"), ("TK5AB1K2M8", 70, "23:59"))
    ring_up(book, "1,05/11/2025 09:02,CBD,T1,Jane,500,TK5AB1K2M1", "9,06/11/2025 00:03,CBD,T1,Jane,70,TK5AB1K2M8")
    found = report(book)
    assert [(one.payment.receipt, one.hours) for one in found.unclaimed] == [("TK5AB1K2M7", 14)]
    assert report(book, wallet_id=1).unclaimed == found.unclaimed
    assert report(book, wallet_id=2).unclaimed == ()


def test_a_payment_before_midnight_is_offered_to_the_sale_after_it(book: Book, tmp_path: Path) -> None:
    receive(book, tmp_path, ("TK5AB1K2M8", 70, "23:59"))
    ring_up(book, "9,06/11/2025 00:03,CBD,T1,Jane,70,TK5AB1K2MB")
    found = report(book, from_day=DAY + 1, to_day=DAY + 1)
    assert faults(found) == [("9", CodeFault.MISTYPED, "TK5AB1K2M8")]


def test_a_code_is_called_missing_only_where_every_wallet_in_use_is_in(book: Book, tmp_path: Path) -> None:
    receive(book, tmp_path, ("TK5AB1K2M1", 500, "09:00"))
    ring_up(book, "1,05/11/2025 09:02,CBD,T1,Jane,900,TK5ZZ1K2M1", "2,06/11/2025 09:02,CBD,T1,Jane,900,TK6ZZ1K2M1")
    told = report(book, to_day=DAY + 1)
    assert [(one.sale.number, one.fault) for one in told.findings] == [
        ("1", CodeFault.NOT_FOUND),
        ("2", CodeFault.NOT_YET),
    ]
