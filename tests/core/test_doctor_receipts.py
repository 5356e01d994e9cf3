"""The receipt doctor: codes in any spelling, found or offered, never replaced."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.cli import run
from app.core.actions.extend_search import extend_search
from app.core.book import Book
from app.core.doctor.receipts import Standing, the_one_like
from app.core.jobs import import_document
from app.core.queries.receipts import receipt_finding, receipts_meant
from app.core.queries.rows import TransactionFilter
from app.core.queries.transactions import quick_hits, transaction_count, transaction_hits, transaction_page
from app.core.statement import WalletKey
from tests.books import legacy_file, legacy_line

ONE, TWO, LIKE_TWO, OTHER = "TK5AB1KS0M", "TK50ZZZZZZ", "TKSOZZZZZZ", "TK5QQQQQQQ"


@pytest.fixture
def place(store_place: str, tmp_path: Path) -> str:
    book = Book.create(store_place, business="TESTBIZ", wallet_keys=[WalletKey("4000001", "Utility")])
    amounts = {ONE: "100.00", TWO: "250.00", LIKE_TWO: "300.00", OTHER: "100.00"}
    lines = [legacy_line(code, amount, "", party="", details="x") for code, amount in amounts.items()]
    import_document(book, legacy_file(tmp_path, lines, opening="", closing=""))
    book.close()
    return store_place


@pytest.fixture
def book(place: str) -> Iterator[Book]:
    opened = Book.open(place)
    yield opened
    opened.close()


SPELLINGS = ["TK5AB1KS0M", "tk5ab1ks0m", " TK5 AB1 KS0M ", "TK5-AB1-KS0M", "TKSABIK5OM", "tks a8i-k50m", "TK5AB1KSOM"]


@pytest.mark.parametrize("typed", SPELLINGS)
@pytest.mark.parametrize("is_indexed", [False, True])
def test_every_list_finds_a_code_in_any_spelling(book: Book, typed: str, is_indexed: bool) -> None:
    while is_indexed and book.do(extend_search).value:
        pass
    filters = TransactionFilter(text=typed)
    assert [row.receipt for row in book.ask(quick_hits, filters=filters, limit=8)] == [ONE]
    assert [row.receipt for row in book.ask(transaction_page, filters=filters).rows] == [ONE]
    assert book.ask(transaction_count, filters=filters) == 1
    assert len(book.ask(transaction_hits, filters=filters) or ()) == 1


def test_the_beginning_of_a_code_is_found_with_spaces_in_it(book: Book) -> None:
    assert [row.receipt for row in book.ask(quick_hits, filters=TransactionFilter(text="tk5 ab"), limit=8)] == [ONE]
    assert book.ask(quick_hits, filters=TransactionFilter(text="tk5 xy"), limit=8) == ()


def test_a_code_that_is_there_is_meant_and_no_other(book: Book) -> None:
    assert book.ask(receipts_meant, text="tk5 0zzzzzz") == (TWO,)
    assert book.ask(receipts_meant, text=LIKE_TWO) == (LIKE_TWO,)
    assert set(book.ask(receipts_meant, text="TK5OZZZZZZ")) == {TWO, LIKE_TWO}
    assert book.ask(receipts_meant, text="TK5CCCCCCC") == ()


def test_the_one_real_receipt_of_that_amount_is_offered(book: Book) -> None:
    finding = book.ask(receipt_finding, text="tk5OZZZZZZ", amount_cents=30_000)
    assert finding is not None
    assert finding.sentence == "There is no receipt TK5OZZZZZZ here, but TKSOZZZZZZ of KES 300.00 looks like it."
    assert book.ask(receipt_finding, text="tk5OZZZZZZ", amount_cents=10_000) is None
    assert book.ask(receipt_finding, text="tk5OZZZZZZ") is None, "two look like it: none is offered"
    assert book.ask(receipt_finding, text=TWO, amount_cents=30_000) is None, "it is there: nothing is to be put right"


def test_the_one_like() -> None:
    a, b = Standing("TK5A", 100), Standing("TKSA", 200)
    assert the_one_like("TK5B", [a, a], amount_cents=100) == a
    assert the_one_like("TK5B", [a, b]) is None
    assert the_one_like("TK5B", [a, b], amount_cents=200) == b
    assert the_one_like("TK5B", []) is None
    assert the_one_like("TK5A", [a, b], amount_cents=200) is None


# ---------------------------------------------------------------- the command line


def listed(place: str, capsys: pytest.CaptureFixture[str], *how: str) -> tuple[list[str], str]:
    assert run(["list", place, "transactions", *how, "--json"]) == 0
    said = capsys.readouterr()
    return [row["receipt"] for row in json.loads(said.out)], said.err


def test_list_by_receipt(place: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert listed(place, capsys, "--receipt", "tk5 ab1 ks0m") == ([ONE], "")
    assert listed(place, capsys, "--receipt", "TK5AB1KS0M", "--from", "2025-11-06") == ([], "")
    found, said = listed(place, capsys, "--receipt", "TK5ABIKS0M")
    assert found == [ONE]
    assert "There is no receipt TK5ABIKS0M here, but TK5AB1KS0M of KES 100.00 looks like it." in said
    found, said = listed(place, capsys, "--receipt", "TK5CCCCCCC")
    assert found == []
    assert said == "There is no receipt TK5CCCCCCC here, and none that looks like it.\n"


def test_list_by_text(place: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert listed(place, capsys, "--text", "250")[0] == [TWO]
    assert listed(place, capsys, "--text", "TKSABIKSOM")[0] == [ONE]
    assert listed(place, capsys, "--text", "nobody")[0] == []


def test_only_transactions_are_looked_up(place: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["list", place, "days", "--text", "x"]) == 2
    assert "Only transactions" in capsys.readouterr().err
