"""A table model over the keys of a list, with columns that say themselves how they look."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import Qt

from app.ui import theme
from app.ui.blocks_model import BLOCK, ROW, BlocksModel
from app.ui.desk import Desk
from app.ui.widgets import MEANING


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


class KeyedModel(BlocksModel[Any]):
    """Shows the rows of these keys, in their order. ``fetch`` is called in a worker with keys and gives their rows."""

    def __init__(self, desk: Desk, columns: Sequence[Column], fetch: Callable[[Sequence[str]], list[Any]]) -> None:
        amounts = {at for at, one in enumerate(columns) if one.is_amount}
        super().__init__(
            desk,
            [one.title for one in columns],
            at_right=amounts,
            mono={at for at, one in enumerate(columns) if one.is_mono},
        )
        self._columns, self._fetch = columns, fetch
        self.keys: Sequence[str] = ()

    def show(self, keys: Sequence[str], first: list[Any]) -> None:
        """Other keys, with the rows of their first block."""
        self._generation += 1
        self.beginResetModel()
        self.keys = keys
        self._start_over(first)
        self.endResetModel()

    def place_of(self, key: str) -> int | None:
        """Where a key stands, or None."""
        try:
            return self.keys.index(key)
        except ValueError:
            return None

    def seen_text(self, position: int, column: int) -> str:
        """A cell's text if its row is here already; asks for nothing."""
        row = self.seen_row(position)
        return "" if row is None else self._columns[column].text(row)

    def work_for(self, number: int) -> Callable[[], Sequence[Any]]:
        """The rows of a block's keys."""
        fetch, keys = self._fetch, self.keys[number * BLOCK : (number + 1) * BLOCK]
        return lambda: fetch(keys)

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
