"""What all pages share: the open book, the bridge to workers, and which wallet and day the user looks at."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QSettings, QTimer, Signal

from app.core import clock
from app.ui import kept, reading, words
from app.ui.bridge import Bridge
from app.ui.importing import Importing
from app.ui.indexing import Indexing
from app.ui.queue_matching import Matching
from app.ui.queue_undo import Undoing
from app.ui.work import Notice, Task

if TYPE_CHECKING:
    from app.core.book import Book

HOUR_MS = 3_600_000


class Desk(QObject):
    """The state the window works on. Signals carry what changed, pages decide what to do about it."""

    opened = Signal()
    """Another book (or none) is open."""
    scoped = Signal()
    """Another wallet or day was chosen."""
    changed = Signal()
    """The open book's content changed."""
    overviewed = Signal()
    """Business, wallets or counts arrived."""
    noticed = Signal(object)
    progressed = Signal(object)
    """A Progress, or None when the work is over."""
    dressed = Signal()
    """Theme or text size changed."""
    wanted = Signal(str, object)
    """Go to a page (name) and show something there."""

    def __init__(self, settings: QSettings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.settings = settings
        self.bridge = Bridge(self)
        self.bridge.unexpected = self._say_error
        self.book: Book | None = None
        self.overview = reading.Overview()
        self.wallet_id: int | None = None
        self.on: date = clock.wall(clock.now()).date()
        self.task: Task | None = None
        self.is_opening = False
        self.importing = Importing(self)
        self.indexing = Indexing(self)
        self.matching = Matching(self)
        self.undoing = Undoing(self)
        self._hourly = QTimer(self, interval=HOUR_MS)
        self._hourly.timeout.connect(self.refresh_totals)
        self._hourly.start()

    # ---------------------------------------------------------------- the book
    @property
    def this_book(self) -> Book:
        """The open book, where one is known to be open."""
        assert self.book is not None
        return self.book

    def open(self, place: str) -> None:
        """Open a company file in a worker."""
        self._take_book(lambda: reading.open_book(place))

    def make(self, work: Callable[[], Any]) -> None:
        """Make a new book in a worker and open it."""
        self._take_book(work)

    def _take_book(self, work: Callable[[], Any]) -> None:
        self.is_opening = True
        self.bridge.job(self, lambda: _with_overview(work()), self._on_book, self._on_no_book)

    def _on_book(self, found: tuple[Book, reading.Overview]) -> None:
        self.is_opening = False
        self.close_book()
        self.book, self.overview = found
        self.wallet_id = None
        self.on = _newest_day(self.overview) or self.on
        self._remember(self.book.place)
        self.opened.emit()
        self.overviewed.emit()

    def _on_no_book(self, error: Exception) -> None:
        self.is_opening = False
        self._say_error(error)
        self.opened.emit()

    def close_book(self) -> None:
        """Let go of the open book."""
        self.matching.end()
        if self.book is not None:
            self.book.close()
            self.book = None

    def book_changed(self) -> None:
        """The content changed: fetch the overview again and let pages reload."""
        if self.book is None:
            return
        book = self.book
        self.bridge.read(self, lambda: reading.overview(book), self._on_overview)
        self.changed.emit()

    def refresh_totals(self) -> None:
        """What others did in an office book meanwhile: bring the daily totals up, then look again."""
        if self.book is not None:
            self.bridge.job(self, self.book.refresh_daily, lambda _: self.book_changed(), self._say_error)

    def _on_overview(self, found: reading.Overview) -> None:
        had_days = _newest_day(self.overview)
        self.overview = found
        if had_days is None and _newest_day(found):
            self.on = _newest_day(found) or self.on
            self.scoped.emit()
        self.overviewed.emit()

    # ---------------------------------------------------------------- scope
    def choose_wallet(self, wallet_id: int | None) -> None:
        """Look at one wallet, or at all (None)."""
        if wallet_id != self.wallet_id:
            self.wallet_id = wallet_id
            self.scoped.emit()

    def choose_day(self, on: date) -> None:
        """Look at one business day."""
        if on != self.on:
            self.on = on
            self.scoped.emit()

    def step_day(self, days: int) -> None:
        """The day before or after."""
        self.choose_day(self.on + timedelta(days=days))

    def wallet_name(self) -> str:
        """The chosen wallet in words."""
        for wallet in self.overview.wallets:
            if wallet.id == self.wallet_id:
                return str(wallet.key)
        return self.tr("All wallets")

    # ---------------------------------------------------------------- saying
    def notice(self, text: str, *, meaning: str = "", undo: Callable[[], None] | None = None) -> None:
        """Say one line."""
        self.noticed.emit(Notice(text, meaning, undo))

    def _say_error(self, error: Exception) -> None:
        self.notice(words.error(error), meaning="conflict")

    def go(self, page: str, what: object = None) -> None:
        """Show a page, and something on it."""
        self.wanted.emit(page, what)

    # ---------------------------------------------------------------- remembered places
    def recent(self) -> list[str]:
        """Books opened lately, newest first."""
        return kept.texts(self.settings, "recent")

    def _remember(self, place: str) -> None:
        places = [place, *(p for p in self.recent() if p != place)][:6]
        if "@" not in place:  # a server's URL may hold a password
            self.settings.setValue("recent", places)

    def close(self) -> None:
        """Finish workers and let go of the book."""
        if self.task:
            self.task.cancel()
        self.matching.end()
        self.bridge.close()
        self.close_book()
        self.settings.sync()


def _with_overview(book: Book) -> tuple[Book, reading.Overview]:
    return book, reading.overview(book)


def _newest_day(found: reading.Overview) -> date | None:
    moments = [w.last_row_at for w in found.wallets if w.last_row_at is not None]
    today = clock.wall(clock.now()).date()
    return min(today, clock.wall(max(moments)).date()) if moments else None
