"""A table model over the keys of a list: rows are fetched by workers, a block at a time, when they are looked at."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import Qt, Signal

from app.ui import theme
from app.ui.desk import Desk
from app.ui.table import RowsModel
from app.ui.widgets import MEANING

BLOCK = 100
KEPT_BLOCKS = 20
IN_FLIGHT = 2
WAITING = 4
ROW = Qt.ItemDataRole.UserRole
"""Item role: the row, or None while it is on its way."""


class Column(NamedTuple):
    """A column of a list: its title, a row's text in it, its width in pixels at 100 %, and how it looks.

    ``order`` is the shelf's name for sorting by it ('' where it cannot be sorted by). A ``width`` of 0 takes what is
    left. ``leaves`` says how soon the column steps back where there is not room for all (0: never).
    """

    title: str
    text: Callable[[Any], str]
    width: int
    order: str = ""
    is_amount: bool = False
    is_mono: bool = False
    is_soft: bool = False
    leaves: int = 0
    meaning: Callable[[Any], str] | None = None
    tip: Callable[[Any], str] | None = None


class KeyedModel(RowsModel):
    """Shows the rows of these keys, in their order. ``fetch`` is called in a worker with keys and gives their rows."""

    failed = Signal(object)

    def __init__(self, desk: Desk, columns: Sequence[Column], fetch: Callable[[Sequence[str]], list[Any]]) -> None:
        amounts = {at for at, one in enumerate(columns) if one.is_amount}
        super().__init__(
            [one.title for one in columns],
            None,
            at_right=amounts,
            mono={at for at, one in enumerate(columns) if one.is_mono},
        )
        self._desk, self._columns, self._fetch = desk, columns, fetch
        self.keys: Sequence[str] = ()
        self._blocks: OrderedDict[int, list[Any]] = OrderedDict()
        self._asked: set[int] = set()
        self._waiting: list[int] = []
        self._generation = 0

    def show(self, keys: Sequence[str], first: list[Any]) -> None:
        """Other keys, with the rows of their first block."""
        self._generation += 1
        self.beginResetModel()
        self.keys = keys
        self._blocks.clear()
        self._asked.clear()
        self._waiting.clear()
        if first:
            self._blocks[0] = first
        self.endResetModel()

    def row_at(self, position: int) -> Any:
        """The row at a position, or None while it is on its way (it is then asked for) or where it is gone."""
        number, within = divmod(position, BLOCK)
        block = self._blocks.get(number)
        if block is None:
            self._want(number)
            return None
        self._blocks.move_to_end(number)
        return block[within] if within < len(block) else None

    def place_of(self, key: str) -> int | None:
        """Where a key stands, or None."""
        try:
            return self.keys.index(key)
        except ValueError:
            return None

    def seen_text(self, position: int, column: int) -> str:
        """A cell's text if its row is here already; asks for nothing."""
        block = self._blocks.get(position // BLOCK, ())
        within = position % BLOCK
        row = block[within] if within < len(block) else None
        return "" if row is None else self._columns[column].text(row)

    # ---------------------------------------------------------------- fetching
    def _want(self, number: int) -> None:
        """Newest wish first: what was scrolled past is not worth fetching."""
        if number in self._asked:
            return
        if number in self._waiting:
            self._waiting.remove(number)
        self._waiting.append(number)
        del self._waiting[:-WAITING]
        self._fetch_next()

    def _fetch_next(self) -> None:
        while self._waiting and len(self._asked) < IN_FLIGHT:
            self._fetch_block(self._waiting.pop())

    def _fetch_block(self, number: int) -> None:
        self._asked.add(number)
        generation, keys = self._generation, self.keys[number * BLOCK : (number + 1) * BLOCK]
        self._desk.bridge.read(
            self,
            lambda: self._fetch(keys),
            lambda rows: self._on_block(generation, number, rows),
            lambda error: self._on_no_block(generation, number, error),
        )

    def _on_block(self, generation: int, number: int, rows: list[Any]) -> None:
        if generation != self._generation:
            return
        self._asked.discard(number)
        self._blocks[number] = rows
        while len(self._blocks) > KEPT_BLOCKS:
            self._blocks.popitem(last=False)
        first, last = number * BLOCK, min((number + 1) * BLOCK, len(self.keys)) - 1
        self.dataChanged.emit(self.index(first, 0), self.index(last, len(self._columns) - 1))
        self._fetch_next()

    def _on_no_block(self, generation: int, number: int, error: Exception) -> None:
        if generation == self._generation:
            self._asked.discard(number)
            self.failed.emit(error)

    # ---------------------------------------------------------------- the table
    def length(self) -> int:
        """All rows of the list, fetched or not."""
        return len(self.keys)

    def cell(self, row: int, column: int, role: int) -> Any:
        """A row that is on its way is empty for the moment."""
        found = self.row_at(row)
        if role == ROW or found is None:
            return found
        told = self._columns[column]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return told.text(found)
            case Qt.ItemDataRole.ToolTipRole:
                return (told.tip(found) or None) if told.tip is not None else None
            case Qt.ItemDataRole.ForegroundRole:
                return theme.current.color("text_soft") if told.is_soft else None
            case _:
                return told.meaning(found) if role == MEANING and told.meaning is not None else None
