"""A real window over a real book, without a screen; settings that forget when the test ends."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from app.core.book import Book
from app.core.jobs import import_document
from app.core.queries.rows import ImportRow
from app.core.sample.papers import legacy_csv, legacy_name
from app.core.sample.truth import truth
from app.ui.frame import Frame
from app.ui.main import Window

LAST_DAY = date(2026, 10, 31)


def statement(folder: Path, rows: int, *, days: int = 5, name: str = "") -> Path:
    """A legacy export of an invented shop."""
    story = truth(rows, days=days, ends_on=LAST_DAY)
    from datetime import datetime

    place = folder / (name or legacy_name(datetime(2026, 11, 1, 8, 15, 42)))
    place.write_bytes(legacy_csv(list(story), opening_cents=story.opening_cents))
    return place


def make_book(place: Path, documents: list[Path]) -> Path:
    """A company file that holds these documents."""
    book = Book.create(str(place), business="TESTBIZ LIMITED")
    for document in documents:
        import_document(book, document)
    book.close()
    return place


@pytest.fixture(scope="session")
def shop_statement(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A statement of 2,500 rows over five days."""
    return statement(tmp_path_factory.mktemp("statement"), 2_500)


@pytest.fixture
def empty_book(tmp_path: Path) -> Path:
    return make_book(tmp_path / "empty.mpesabooks", [])


@pytest.fixture
def shop_book(tmp_path: Path, shop_statement: Path) -> Path:
    return make_book(tmp_path / "shop.mpesabooks", [shop_statement])


@pytest.fixture
def sample_book(tmp_path: Path, samples: Path) -> Path:
    """The organisation samples: charges, a sweep, a reversal, five documents of the same payments."""
    documents = sorted(p for p in samples.iterdir() if p.suffix in (".csv", ".xls", ".xlsx") and "4000001" in p.name)
    return make_book(tmp_path / "sample.mpesabooks", documents)


@pytest.fixture(scope="session")
def made_trade_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop with invoices and customers in every state, and sales with every fault of a code."""
    from tests.ui.items_books import trade_book

    return trade_book(tmp_path_factory.mktemp("trade"))


@pytest.fixture
def trade(made_trade_book: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(made_trade_book, tmp_path / "trade.mpesabooks"))


@pytest.fixture
def settings(tmp_path: Path) -> QSettings:
    kept = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    kept.setValue("look/theme", "light")
    return kept


Opener = Callable[..., Frame]


@pytest.fixture
def open_window(qapp: QApplication, qtbot: Any, settings: QSettings) -> Iterator[Opener]:
    """Opens the window on a book (or none) and waits until it is there."""
    opened: list[Window] = []

    def opener(place: Path | None = None, page: str = "") -> Frame:
        window = Window(qapp, settings, str(place) if place else None)
        opened.append(window)
        window.frame.resize(1366, 768)
        qtbot.waitUntil(lambda: not window.desk.is_opening, timeout=60_000)
        if page:
            window.frame.show_page(page)
        settle(qtbot, window.frame)
        return window.frame

    yield opener
    while opened:
        _shut(opened.pop())
    qapp.processEvents()
    gc.collect()  # here, on the thread that owns the widgets: see app/ui/tidy.py
    gc.enable()


def _shut(window: Window) -> None:
    window.frame.close()
    window.frame.deleteLater()


def settle(qtbot: Any, frame: Frame) -> None:
    """Wait until no worker has anything to say any more."""
    desk = frame.desk
    qtbot.wait(80)  # longer than the filter waits for the next keystroke
    qtbot.waitUntil(lambda: desk.bridge.pending == 0 and desk.task is None, timeout=60_000)


def statement_rows(page: Any) -> tuple[ImportRow, ...]:
    """The statements in the history of the Import page, lists left out."""
    return tuple(row for row in page.model.rows if isinstance(row, ImportRow))
