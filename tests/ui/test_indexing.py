"""The window brings the search index up by itself: on opening, and again after an import."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from app.core.actions.extend_search import is_search_behind
from app.core.book import Book
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
