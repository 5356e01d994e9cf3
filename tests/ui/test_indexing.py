"""The window brings the search index up by itself: on opening, and again after an import."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2 as driver

from app.core.actions.extend_search import is_search_behind
from app.core.book import Book
from app.core.errors import BookBusy
from app.core.queries.rows import TransactionFilter
from app.core.queries.transactions import transaction_count
from app.ui import indexing
from tests.ui.conftest import Opener, statement


def test_the_search_index_follows_the_book(
    open_window: Opener, shop_book: Path, qtbot: Any, tmp_path: Path, monkeypatch: Any
) -> None:
    monkeypatch.setattr(indexing, "REST_MS", 20)
    closed = Book.open(str(shop_book))
    assert closed.ask(is_search_behind), "made without a window"
    closed.close()
    desk = open_window(shop_book).desk

    def is_ready() -> bool:
        return not desk.this_book.ask(is_search_behind)

    def n() -> int:
        return desk.this_book.ask(transaction_count, filters=TransactionFilter())

    qtbot.waitUntil(is_ready, timeout=20_000)
    before = n()
    desk.importing.add([statement(tmp_path, 300, days=40, name="older.csv")])
    qtbot.waitUntil(lambda: n() > before and desk.task is None, timeout=20_000)
    qtbot.waitUntil(is_ready, timeout=20_000)


def test_while_somebody_else_saves_the_window_works_on_and_the_index_follows_later(
    open_window: Opener, shop_book: Path, qtbot: Any, monkeypatch: Any
) -> None:
    refused: list[BookBusy] = []
    try_it = Book.do_if_free

    def tried(book: Book, *arguments: Any) -> Any:
        try:
            return try_it(book, *arguments)
        except BookBusy as error:
            refused.append(error)
            raise

    monkeypatch.setattr(Book, "do_if_free", tried)
    monkeypatch.setattr(indexing, "REST_MS", 20)
    monkeypatch.setattr(indexing, "BUSY_MS", 20)
    other = driver.connect(str(shop_book), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    desk = open_window(shop_book).desk
    qtbot.waitUntil(lambda: len(refused) > 2, timeout=20_000)
    done: list[str] = []
    desk.bridge.job(desk, lambda: "a report", done.append)
    qtbot.waitUntil(lambda: bool(done), timeout=20_000)
    assert desk.this_book.ask(is_search_behind)
    other.execute("ROLLBACK")
    other.close()
    qtbot.waitUntil(lambda: not desk.this_book.ask(is_search_behind), timeout=20_000)
