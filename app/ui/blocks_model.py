"""Rows of a list of any length: workers fetch them a block at a time, when they are looked at."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Container, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import Qt, Signal

from app.ui.desk import Desk
from app.ui.table import RowsModel

BLOCK = 100
KEPT_BLOCKS = 20
IN_FLIGHT = 2
WAITING = 4
ROW = Qt.ItemDataRole.UserRole
"""Item role: the row, or None while it is on its way."""
Row = TypeVar("Row")


class BlocksModel(RowsModel, Generic[Row]):
    """Keeps the blocks last looked at. A child says how long its list is and what a worker does for a block.

    ``_generation`` counts the lists shown: an answer for one that is shown no longer is dropped.
    """

    failed = Signal(object)

    def __init__(
        self,
        desk: Desk,
        headers: Sequence[str],
        parent: Any = None,
        *,
        at_right: Container[int] = (),
        mono: Container[int] = (),
    ) -> None:
        super().__init__(headers, parent, at_right=at_right, mono=mono)
        self._desk = desk
        self._blocks: OrderedDict[int, Sequence[Row | None]] = OrderedDict()
        self._asked: set[int] = set()
        self._waiting: list[int] = []
        self._generation = 0

    def work_for(self, number: int) -> Callable[[], Sequence[Row | None]]:
        """What a worker does to have a block's rows, in order, as the list stands now."""
        raise NotImplementedError

    def is_settled(self) -> bool:
        """Whether the list is known whole: before that nothing of it is fetched."""
        return True

    def row_at(self, position: int) -> Row | None:
        """The row at a position, or None while it is on its way (it is then asked for) or where it is gone."""
        number, within = divmod(position, BLOCK)
        block = self._blocks.get(number)
        if block is None:
            self._want(number)
            return None
        self._blocks.move_to_end(number)
        return block[within] if within < len(block) else None

    def seen_row(self, position: int) -> Row | None:
        """The row if it is here already; asks for nothing."""
        block, within = self._blocks.get(position // BLOCK, ()), position % BLOCK
        return block[within] if within < len(block) else None

    def _start_over(self, first: Sequence[Row | None]) -> None:
        """Forget every block and begin with the first; between the model's reset signals."""
        self._blocks.clear()
        self._asked.clear()
        self._waiting.clear()
        if first:
            self._blocks[0] = first

    def _want(self, number: int) -> None:
        """Newest wish first: what was scrolled past is not worth fetching."""
        if number in self._asked or not self.is_settled():
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
        generation = self._generation
        self._desk.bridge.read(
            self,
            self.work_for(number),
            lambda rows: self._on_block(generation, number, rows),
            lambda error: self._on_no_block(generation, number, error),
        )

    def _on_block(self, generation: int, number: int, rows: Sequence[Row | None]) -> None:
        if generation != self._generation:
            return
        self._asked.discard(number)
        self._blocks[number] = rows
        while len(self._blocks) > KEPT_BLOCKS:
            self._blocks.popitem(last=False)
        first, last = number * BLOCK, min((number + 1) * BLOCK, self.length()) - 1
        self.dataChanged.emit(self.index(first, 0), self.index(last, self.columnCount() - 1))
        self._fetch_next()

    def _on_no_block(self, generation: int, number: int, error: Exception) -> None:
        if generation == self._generation:
            self._asked.discard(number)
            self.failed.emit(error)
