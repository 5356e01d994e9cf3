"""Undo and redo of what was decided, deed by deed and across restarts: the book remembers, not the window."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QObject, Signal

from app.ui import words

if TYPE_CHECKING:
    from app.core.book import Book
    from app.ui.desk import Desk


class Turned(NamedTuple):
    """A deed that was taken back or done again: how many decisions of which kinds."""

    n: int
    kinds: dict[str, int]


class Undoing(QObject):
    """Takes deeds back in a worker, says what it did, and lets the pages look again."""

    turned = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk

    def undo(self) -> None:
        """Ctrl+Z: the newest deed of which something stands."""
        self._run(undo_newest, self.tr("Taken back: {0}. Ctrl+Y does it again."))

    def redo(self) -> None:
        """Ctrl+Y: the deed that was taken back last."""
        self._run(redo_newest, self.tr("Done again: {0}. Ctrl+Z takes it back."))

    def undo_machine(self) -> None:
        """What the program decided today, and nothing that a person did."""
        self._run(undo_machine_today, self.tr("Taken back, of today's work by the program alone: {0}."))

    def undo_deed(self, group_id: int, *, only_auto: bool = False) -> None:
        """One deed, by its number."""
        self._run(
            lambda book: undo_group(book, group_id, only_auto=only_auto),
            self.tr("Taken back: {0}. Ctrl+Y does it again."),
        )

    def _run(self, work: Any, told: str) -> None:
        book = self._desk.book
        if book is None:
            return

        def on_done(found: Turned) -> None:
            self._desk.notice(told.format(in_words(found)))
            self._desk.book_changed()
            self.turned.emit()

        self._desk.bridge.job(self, lambda: work(book), on_done, self._on_error)

    def _on_error(self, error: Exception) -> None:
        self._desk.notice(words.error(error), meaning="attention")


_NAMES = {
    "MatchConfirmed": ("match", "matches"),
    "ProposalRefused": ("“not this one”", "times “not this one”"),
    "TransactionClassified": ("“not a sale”", "times “not a sale”"),
    "AccountRemembered": ("remembered account", "remembered accounts"),
    "RuleMade": ("rule", "rules"),
    "TransferPaired": ("transfer", "transfers"),
    "QuestionAsked": ("question", "questions"),
    "QuestionAnswered": ("answer", "answers"),
    "ItemRemoved": ("removed item", "removed items"),
    "CustomerRecorded": ("customer", "customers"),
    "InvoiceRecorded": ("invoice", "invoices"),
    "SaleRecorded": ("sale", "sales"),
}


def in_words(found: Turned) -> str:
    """``1 match, 1 remembered account``."""
    told = [f"{words.count(n)} {words.tr(_NAMES.get(kind, (kind, kind))[n != 1])}" for kind, n in found.kinds.items()]
    return ", ".join(told) or words.count(found.n)


def undo_newest(book: Book) -> Turned:
    """In a worker: take the newest deed back. Raises BookError where there is none."""
    from app.core.errors import BookError
    from app.core.queries.deeds import undoable_group

    number = book.ask(undoable_group)
    if number is None:
        raise BookError("There is nothing to take back.")
    return undo_group(book, number)


def undo_group(book: Book, number: int, *, only_auto: bool = False) -> Turned:
    """In a worker: take one deed back."""
    from app.core.actions.decide import undo_group as act

    kinds = _kinds(book, number)
    return Turned(book.do(act, group_id=number, only_auto=only_auto).value, kinds)


def redo_newest(book: Book) -> Turned:
    """In a worker: do again what was taken back last. Raises BookError where there is nothing."""
    from app.core.actions.decide import redo_group
    from app.core.errors import BookError
    from app.core.queries.deeds import redoable_group

    number = book.ask(redoable_group)
    if number is None:
        raise BookError("There is nothing to do again.")
    return Turned(book.do(redo_group, group_id=number).value, _kinds(book, number))


def undo_machine_today(book: Book) -> Turned:
    """In a worker: take back what the machine did since midnight."""
    from app.core import clock
    from app.core.actions.typing import take_back_automatic

    n = book.do(take_back_automatic, since=clock.day_start(clock.day_number(clock.now()))).value
    return Turned(n, {"MatchConfirmed": n} if n else {})


def take_back(book: Book, match_id: int) -> Turned:
    """In a worker: take one match back."""
    from app.core.actions.decide import undo_decisions

    return Turned(book.do(undo_decisions, ids=[match_id]).value, {"MatchConfirmed": 1})


def _kinds(book: Book, number: int) -> dict[str, int]:
    from app.core.queries.deeds import decision_groups

    found = book.ask(decision_groups, limit=500)
    return next((group.kinds for group in found if group.id == number), {})
