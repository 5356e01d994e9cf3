"""Lists coming in through the window: asked what they are where nobody said, mapped where their columns are unknown."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from app.core.errors import DocumentRefused
from app.ui import items_words, reading_items, words

if TYPE_CHECKING:
    from app.core.actions.record_list import ListSummary
    from app.core.lists.guessing import Guess
    from app.core.lists.values import ColumnsUnknown
    from app.ui.importing import Importing

T = TypeVar("T")

KindChooser = Callable[["Guess", bool], "str | None"]
"""Asks which kind of list a file is; ``statement`` for none, where that is possible (True); None to leave it out."""

MappingChooser = Callable[[str, str, "ColumnsUnknown"], "dict[str, int] | None"]
"""Asks which column is which of a file (by name) of a kind; None to leave it out."""

STATEMENT = "statement"


class WantedList(NamedTuple):
    """A list to take in, and what the user has said of its columns."""

    path: Path
    kind: str
    columns: dict[str, int] | None = None


class Lists(QObject):
    """Takes lists in, one after the other, for the queue of files that ``Importing`` keeps."""

    def __init__(self, importing: Importing) -> None:
        super().__init__(importing)
        self._importing = importing
        self.choose_kind: KindChooser = _choose_kind
        self.choose_mapping: MappingChooser = _choose_mapping

    def start(self, wanted: WantedList) -> None:
        """Take one list in, in a worker."""
        desk = self._importing.desk
        book = desk.this_book
        self._importing.begin(self.tr("Importing {0}").format(wanted.path.name), is_stoppable=False)
        desk.bridge.job(
            self,
            lambda: reading_items.import_list(book, *wanted),
            self._on_done,
            lambda error: self._on_failed(wanted, error),
        )

    def _on_done(self, summary: ListSummary) -> None:
        desk = self._importing.desk
        self._importing.end_task()
        number = summary.list_id
        has_news = summary.new + summary.changed + summary.customers > 0
        desk.notice(
            items_words.list_notice(summary),
            meaning="attention" if summary.rejected else "",
            undo=(lambda: self._importing.undo_lists([number])) if has_news and number is not None else None,
        )
        desk.book_changed()
        self._importing.go_on()

    def _on_failed(self, wanted: WantedList, error: Exception) -> None:
        from app.core.lists.values import ColumnsUnknown

        self._importing.end_task()
        if isinstance(error, ColumnsUnknown):
            columns = self.choose_mapping(wanted.path.name, wanted.kind, error)
            if columns is not None:
                self.start(wanted._replace(columns=columns))
                return
        else:
            text = words.error(error)
            told = text if wanted.path.name in text else f"{wanted.path.name}: {text}"
            self._importing.desk.notice(told, meaning="conflict")
        self._importing.go_on()

    def offer(self, path: Path, looks: reading_items.LooksLikeList, otherwise: Callable[[Exception], object]) -> None:
        """A file that is none of M-PESA's but could be a list: ask; ``otherwise`` says why it is none of M-PESA's."""
        from app.core.errors import ColumnsUnknown

        kind = self.choose_kind(looks.guess, isinstance(looks.error, ColumnsUnknown))
        if kind == STATEMENT:
            otherwise(looks.error)
        elif kind is None:
            self._importing.go_on()
        else:
            self.start(WantedList(path, kind))

    def undo(self, numbers: Iterable[int]) -> None:
        """Take lists back, newest first."""
        desk = self._importing.desk
        book, wanted = desk.this_book, sorted(numbers, reverse=True)
        self._importing.begin(self.tr("Undoing the import"), is_stoppable=False)
        desk.bridge.job(
            self,
            lambda: sum(reading_items.undo_list(book, number) for number in wanted),
            self._on_undone,
            self._on_not_undone,
        )

    def _on_undone(self, rows: int) -> None:
        self._importing.end_task()
        self._importing.desk.notice(self.tr("Import undone: {0} rows taken back.").format(words.count(rows)))
        self._importing.desk.book_changed()
        self._importing.go_on()

    def _on_not_undone(self, error: Exception) -> None:
        self._importing.end_task()
        self._importing.desk.notice(words.error(error), meaning="conflict")
        self._importing.go_on()


def or_list(path: Path, read: Callable[[], T]) -> T:
    """In a worker: what ``read`` gives; where it refuses the file and that could be a list, raises LooksLikeList."""
    try:
        return read()
    except DocumentRefused as error:
        raise reading_items.or_list(path, error) from error


def _choose_kind(guess: Guess, can_be_statement: bool) -> str | None:  # noqa: FBT001 - asked by a callback
    from app.ui.mapping_dialog import AskKind

    dialog = AskKind(QApplication.activeWindow(), guess, can_be_statement=can_be_statement)
    return dialog.kind() if dialog.exec() else None


def _choose_mapping(file: str, kind: str, unknown: ColumnsUnknown) -> dict[str, int] | None:
    from app.ui.mapping_dialog import MapColumns

    dialog = MapColumns(QApplication.activeWindow(), file=file, kind=kind, unknown=unknown)
    return dialog.chosen() if dialog.exec() else None


def kinds() -> list[tuple[str, str]]:
    """The kinds of list with their words, in the order in which they are offered."""
    return [(kind, items_words.list_kind(kind)) for kind in ("invoices", "customers", "sales", "bank")]
