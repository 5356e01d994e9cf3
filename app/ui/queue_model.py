"""The rows that wait, in order of time: fetched a page at a time, taken out in place, never put in another order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal

from app.core import money
from app.core.items import TransactionKey
from app.ui import queue_words, words
from app.ui.table import RowsModel
from app.ui.widgets import MEANING

if TYPE_CHECKING:
    from app.core.queries.queue_rows import CandidateRow, QueueRow

Index = QModelIndex | QPersistentModelIndex
_NO_INDEX = QModelIndex()


class Col(IntEnum):
    """Columns of the list."""

    TICK = 0
    TIME = 1
    PARTY = 2
    TYPED = 3
    AMOUNT = 4
    BEST = 5
    SURE = 6


class QueueModel(RowsModel):
    """A window onto one group of the queue. Rows come by ``show`` and ``add``; they leave one by one.

    ``wanted_more`` asks for the next page: the view came near the end of what is here.
    """

    wanted_more = Signal()
    ticked = Signal()

    def __init__(self, parent: Any = None) -> None:
        headers = ("", "Time", "From", "Typed", "Amount", "Best candidate", "Sure")
        super().__init__([self.tr(text) for text in headers], parent, at_right=(Col.AMOUNT, Col.SURE), mono=())
        self.rows: list[QueueRow] = []
        self.ticks: dict[TransactionKey, queue_words.Choice] = {}
        """Ticked payments, each with the candidate that was chosen for it."""
        self.has_more = False
        self._is_asking = False

    # ---------------------------------------------------------------- what Qt asks
    def length(self) -> int:
        """The rows that are here; more may follow."""
        return len(self.rows)

    def canFetchMore(self, parent: Index = _NO_INDEX) -> bool:
        """Whether a page may be asked for."""
        return not parent.isValid() and self.has_more and not self._is_asking

    def fetchMore(self, parent: Index = _NO_INDEX) -> None:
        """Ask for the next page; it comes when it comes."""
        if self.canFetchMore(parent):
            self._is_asking = True
            self.wanted_more.emit()

    def cell(self, row: int, column: int, role: int) -> Any:
        """Words, the tick, a meaning, a tip, and what a screen reader says."""
        found = self.rows[row]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(found, column)
            case Qt.ItemDataRole.CheckStateRole if column == Col.TICK:
                return Qt.CheckState.Checked if found.key in self.ticks else Qt.CheckState.Unchecked
            case Qt.ItemDataRole.ToolTipRole:
                return self._tip(found, column)
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._spoken(found) if column == Col.TICK else self._text(found, column)
            case Qt.ItemDataRole.UserRole:
                return found
            case _ if role == MEANING and column == Col.SURE:
                return self._meaning(found)
        return None

    def _text(self, row: QueueRow, column: int) -> str:
        match column:
            case Col.TIME:
                return queue_words.when(row.completed_at)
            case Col.PARTY:
                return queue_words.who(row)
            case Col.TYPED:
                return row.account_ref
            case Col.AMOUNT:
                return money.shown(row.amount_cents if row.key.direction == "in" else -row.amount_cents)
            case Col.BEST:
                return self._best(row)
            case Col.SURE:
                return queue_words.confidence(self._chosen(row).confidence) if row.candidates else ""
        return ""

    def _best(self, row: QueueRow) -> str:
        if row.question is not None:
            return self.tr("asked {0}").format(row.question.asked_to)
        if not row.candidates:
            return self.tr("nothing yet") if not row.is_looked_at and row.key.direction == "in" else ""
        return queue_words.shortest(self._chosen(row))

    def _chosen(self, row: QueueRow) -> CandidateRow:
        """The candidate that a tick would confirm."""
        return row.candidates[queue_words.place_of(row, self.ticks.get(row.key)) or 0]

    @staticmethod
    def _meaning(row: QueueRow) -> str:
        return "attention" if row.candidates and queue_words.is_stale(row.candidates[0]) else ""

    def _tip(self, row: QueueRow, column: int) -> str | None:
        if column in (Col.PARTY, Col.TYPED, Col.BEST):
            return self._text(row, column) or None
        return words.exact(row.completed_at) if column == Col.TIME else None

    def _spoken(self, row: QueueRow) -> str:
        told = [self.tr("ticked") if row.key in self.ticks else "", queue_words.sentence(row), self._best(row)]
        return ", ".join(part for part in told if part)

    # ---------------------------------------------------------------- rows come and go
    def show(self, rows: Sequence[QueueRow], *, has_more: bool) -> None:
        """Other rows altogether."""
        self.beginResetModel()
        self.rows, self.has_more, self._is_asking = list(rows), has_more, False
        self.endResetModel()

    def add(self, rows: Sequence[QueueRow], *, has_more: bool) -> None:
        """The next page, behind what is here."""
        self._is_asking, self.has_more = False, has_more
        here = {row.key for row in self.rows}
        more = [row for row in rows if row.key not in here]
        if more:
            self.beginInsertRows(_NO_INDEX, len(self.rows), len(self.rows) + len(more) - 1)
            self.rows += more
            self.endInsertRows()

    def renew(self, rows: Sequence[QueueRow], *, has_more: bool) -> None:
        """The same rows as the book has them now: what is gone leaves, what is new comes in at its place in time."""
        self._is_asking, self.has_more = False, has_more
        now = {row.key: row for row in rows}
        self._remove_where(lambda row: row.key not in now)
        for at, row in enumerate(self.rows):
            if now[row.key] != row:
                self._put(at, now[row.key])
        here = {row.key for row in self.rows}
        for row in rows:
            if row.key not in here:
                self.insert(row)
        for key in [
            key for key in self.ticks if key not in now or queue_words.place_of(now[key], self.ticks[key]) is None
        ]:
            del self.ticks[key]  # what was ticked is proposed no longer: nothing else is confirmed in its place
        self.ticked.emit()

    def _remove_where(self, is_gone: Any) -> None:
        at = len(self.rows)
        while at:
            last = at - 1
            if not is_gone(self.rows[last]):
                at = last
                continue
            first = last
            while first and is_gone(self.rows[first - 1]):
                first -= 1
            self.beginRemoveRows(_NO_INDEX, first, last)
            del self.rows[first : last + 1]
            self.endRemoveRows()
            at = first

    def insert(self, row: QueueRow) -> int:
        """Put a row in at its place in time; gives the place. One that is here already is shown anew."""
        at = self.place_of(row.key)
        if at is not None:
            self._put(at, row)
            return at
        mark = (row.completed_at, row.id)
        at = next((n for n, one in enumerate(self.rows) if (one.completed_at, one.id) > mark), len(self.rows))
        self.beginInsertRows(_NO_INDEX, at, at)
        self.rows.insert(at, row)
        self.endInsertRows()
        return at

    def remove(self, keys: Iterable[TransactionKey]) -> None:
        """Take rows out; the others keep their places. Their ticks go with them."""
        gone = set(keys)
        for key in gone:
            self.ticks.pop(key, None)
        self._remove_where(lambda row: row.key in gone)

    def _put(self, at: int, row: QueueRow) -> None:
        self.rows[at] = row
        self.dataChanged.emit(self.index(at, 0), self.index(at, len(Col) - 1))

    # ---------------------------------------------------------------- finding and ticking
    def place_of(self, key: TransactionKey) -> int | None:
        """Where a payment stands, or None where it is not here."""
        return next((at for at, row in enumerate(self.rows) if row.key == key), None)

    def row_at(self, at: int) -> QueueRow | None:
        """The payment at a place, or None."""
        return self.rows[at] if 0 <= at < len(self.rows) else None

    def tick(self, at: int, place: int) -> None:
        """Tick a row with the candidate chosen for it, or take its tick away."""
        row = self.rows[at]
        if self.ticks.pop(row.key, None) is None:
            self.ticks[row.key] = queue_words.told_apart(row.candidates[place])
        self._put(at, row)
        self.ticked.emit()

    def untick_all(self) -> None:
        """No ticks any more."""
        self.ticks.clear()
        if self.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, len(Col) - 1))
        self.ticked.emit()
