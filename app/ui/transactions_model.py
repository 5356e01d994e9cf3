"""A table model over the transactions that pass a filter, however many they are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import IntEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import Qt, Signal

from app.core import money
from app.core.queries.rows import DayAnchor, TransactionFilter, TransactionRow
from app.core.statement import Proof
from app.ui import reading, theme, words
from app.ui.blocks_model import BLOCK, ROW, BlocksModel
from app.ui.desk import Desk
from app.ui.widgets import MEANING

if TYPE_CHECKING:
    from app.core.book import Book


class Col(IntEnum):
    """Columns, left to right."""

    TIME = 0
    RECEIPT = 1
    PARTY = 2
    ACCOUNT = 3
    WHAT = 4
    IN = 5
    OUT = 6
    BALANCE = 7
    PROOF = 8
    STATE = 9


_STATE_MEANING = {"conflict": "conflict", "reversed": "attention", "matched": "proven", "part_matched": "attention"}
_AMOUNTS = frozenset({Col.IN, Col.OUT, Col.BALANCE})
_SOFT_COLUMNS = frozenset({Col.TIME, Col.ACCOUNT, Col.WHAT, Col.BALANCE})


class Listing(NamedTuple):
    """A filtered list: how long it is, the way to any position (days, or all numbers), and its first rows."""

    n: int
    anchors: Sequence[DayAnchor]
    ids: Sequence[int] | None
    first: tuple[TransactionRow, ...]


def listing(book: Book, filters: TransactionFilter) -> Listing:
    """In a worker: find out how long the list is, and its first rows."""
    ids = reading.hits(book, filters) if _is_scanned(filters) else None
    if ids is not None:
        return Listing(len(ids), (), ids, reading.rows_of(book, ids[:BLOCK]))
    anchored = reading.anchors(book, filters)
    n = anchored[-1].before + anchored[-1].n if anchored else 0
    return Listing(n, anchored, None, reading.window(book, filters, anchored, 0, BLOCK))


def block_of(book: Book, filters: TransactionFilter, found: Listing, number: int) -> tuple[TransactionRow, ...]:
    """In a worker: the rows of one block."""
    start = number * BLOCK
    if found.ids is not None:
        return reading.rows_of(book, found.ids[start : start + BLOCK])
    return reading.window(book, filters, found.anchors, start, BLOCK)


class TransactionsModel(BlocksModel[TransactionRow]):
    """The transactions that pass a filter, newest first."""

    counted = Signal(int)
    """The list is known: so many rows."""
    peeked = Signal()
    """Some rows are shown already; how many there are is not known yet."""

    def __init__(self, desk: Desk, parent: Any = None) -> None:
        headers = (
            self.tr("Time"),
            self.tr("Receipt"),
            self.tr("Party"),
            self.tr("Account no."),
            self.tr("What"),
            self.tr("In"),
            self.tr("Out"),
            self.tr("Balance"),
            self.tr("Proof"),
            self.tr("State"),
        )
        super().__init__(desk, headers, parent, at_right=_AMOUNTS, mono={Col.RECEIPT})
        self.filters = TransactionFilter()
        self._listing = Listing(0, (), None, ())
        self._loaded = 0

    # ---------------------------------------------------------------- loading
    def load(self, filters: TransactionFilter) -> None:
        """Show what passes this filter. The old rows stay until the new ones are here: nothing flickers."""
        self.filters = filters
        self._generation += 1
        generation, book = self._generation, self._desk.this_book

        def work() -> Listing | None:
            # A newer keystroke makes this question moot.
            return None if generation != self._generation else listing(book, filters)

        def look() -> None:
            self._desk.bridge.read(self, work, lambda found: self._on_loaded(generation, found), self.failed.emit)

        if _is_scanned(filters):
            self._peek(generation, filters, look)
        else:
            look()

    def _peek(self, generation: int, filters: TransactionFilter, then: Callable[[], None]) -> None:
        """Some hits at once; how many there are in all takes longer, and would take time from them if begun before."""
        book = self._desk.this_book

        def work() -> Sequence[TransactionRow] | None:
            return None if generation != self._generation else reading.first_rows(book, filters, BLOCK)

        def on_rows(rows: Sequence[TransactionRow] | None) -> None:
            self._on_peeked(generation, rows)
            then()

        def on_error(error: Exception) -> None:
            self.failed.emit(error)
            then()

        self._desk.bridge.read(self, work, on_rows, on_error)

    def _on_peeked(self, generation: int, rows: Sequence[TransactionRow] | None) -> None:
        if rows and generation == self._generation and self._loaded != generation:
            self._show(Listing(len(rows), (), None, tuple(rows)))
            self.peeked.emit()

    def _on_loaded(self, generation: int, found: Listing | None) -> None:
        if found is None or generation != self._generation:
            return
        self._loaded = generation
        self._show(found)
        self.counted.emit(self._listing.n)

    def _show(self, found: Listing) -> None:
        self.beginResetModel()
        self._listing = found
        self._start_over(found.first)
        self.endResetModel()

    def cached_text(self, position: int, column: int) -> str:
        """A cell's text if its row is here already; asks for nothing."""
        row = self.seen_row(position)
        return "" if row is None else _TEXTS[column](row)

    def is_settled(self) -> bool:
        """Of what was only peeked at nothing more is fetched: the whole is on its way."""
        return self._loaded == self._generation

    def work_for(self, number: int) -> Callable[[], Sequence[TransactionRow]]:
        """The rows of a block, by the way to it that the listing found."""
        book, filters, found = self._desk.this_book, self.filters, self._listing
        return lambda: block_of(book, filters, found, number)

    # ---------------------------------------------------------------- the table
    def length(self) -> int:
        """All rows of the list, fetched or not."""
        return self._listing.n

    def cell(self, row: int, column: int, role: int) -> Any:
        """A row that is on its way is empty for the moment."""
        answer = _ANSWERS.get(role)
        if answer is None:
            return None
        found = self.row_at(row)
        return None if found is None else answer(column, found)


_TEXTS: tuple[Callable[[TransactionRow], str], ...] = (
    lambda r: words.moment(r.completed_at),
    lambda r: r.receipt,
    lambda r: r.party_name or r.party_phone,
    lambda r: r.account_ref,
    words.what,
    lambda r: money.shown(r.amount_cents) if r.direction == "in" else "",
    lambda r: money.shown(-r.amount_cents) if r.direction == "out" else "",
    lambda r: money.shown(r.balance_cents) if r.balance_cents is not None else "",
    lambda r: words.proof(r.proof),
    lambda r: words.state(r.state),
)


def _is_scanned(filters: TransactionFilter) -> bool:
    return bool(filters.text or filters.states or filters.proof is not None)


def _meaning(column: int, row: TransactionRow) -> str:
    if column == Col.STATE:
        return _STATE_MEANING.get(row.state, "")
    if column == Col.PROOF:
        return "proven" if row.proof == Proof.STATEMENT else "attention" if row.proof <= Proof.SMS else ""
    return ""


def _color(column: int, row: TransactionRow) -> Any:
    if column in _SOFT_COLUMNS or (column == Col.STATE and row.state == "not_a_sale"):
        return theme.current.color("text_soft")
    return None


def _tip(column: int, row: TransactionRow) -> str | None:
    """Long texts are cut in cells; the tip has them whole."""
    if column == Col.PARTY:
        return " · ".join(part for part in (row.party_name, row.party_phone) if part) or None
    if column == Col.WHAT:
        return row.details or None
    if column == Col.TIME:
        return words.exact(row.completed_at)
    if column == Col.STATE and row.warnings:
        return "\n".join(row.warnings)
    return None


_ANSWERS: dict[int, Callable[[int, TransactionRow], Any]] = {
    int(Qt.ItemDataRole.DisplayRole): lambda column, row: _TEXTS[column](row),
    int(Qt.ItemDataRole.ForegroundRole): _color,
    int(Qt.ItemDataRole.ToolTipRole): _tip,
    MEANING: _meaning,
    int(ROW): lambda _, row: row,
}
"""What each item role asks of a row."""
