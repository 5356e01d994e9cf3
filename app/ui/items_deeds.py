"""What is done from the pages of the other side: lists chosen, items typed, changed and removed, matches taken back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from app.core import money
from app.core.items import ItemKey
from app.ui import items_words, kept, reading_items, words

if TYPE_CHECKING:
    from app.core.queries.customers import CustomerRow
    from app.core.queries.items import ItemRow
    from app.ui.desk import Desk
    from app.ui.items_dialogs import TypedDialog

Then = Callable[[str], object]
"""Called with the key of what was made."""


class ItemDeeds(QObject):
    """Each deed runs in a worker, says what it did with Undo, and lets the pages look again."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk

    # ---------------------------------------------------------------- lists
    def choose_list(self, parent: QWidget, kind: str) -> None:
        """The file dialog, for a list of one kind."""
        settings = self._desk.settings
        names = {
            "invoices": self.tr("Invoices to take in"),
            "customers": self.tr("Customers to take in"),
            "sales": self.tr("Sales to take in"),
            "bank": self.tr("Bank statement to take in"),
        }
        chosen, _ = QFileDialog.getOpenFileNames(
            parent,
            names[kind],
            kept.text(settings, "import/list_folder"),
            self.tr("Lists (*.csv *.xlsx *.xls *.txt *.tsv);;All files (*)"),
        )
        if chosen:
            settings.setValue("import/list_folder", str(Path(chosen[0]).parent))
            self._desk.importing.add_lists((Path(name) for name in chosen), kind)

    # ---------------------------------------------------------------- typed by hand
    def type_invoice(self, parent: QWidget, row: ItemRow | None, then: Then) -> TypedDialog:
        """Type an invoice, or change one."""
        from app.ui.items_dialogs import InvoiceDialog

        return self._ask(InvoiceDialog(parent, row), "item", then)

    def type_sale(self, parent: QWidget, row: ItemRow | None, then: Then) -> TypedDialog:
        """Type a sale, or change one."""
        from app.ui.items_dialogs import SaleDialog

        return self._ask(SaleDialog(parent, row), "item", then)

    def type_customer(self, parent: QWidget, row: CustomerRow | None, then: Then) -> TypedDialog:
        """Type a customer, or change one."""
        from app.ui.items_dialogs import CustomerDialog

        return self._ask(CustomerDialog(parent, row), "customer", then)

    def _ask(self, dialog: TypedDialog, kind: str, then: Then) -> TypedDialog:
        book = self._desk.this_book
        dialog.typed.connect(lambda told: self._keep(dialog, kind, told, then))
        dialog.instead.connect(then)
        if dialog.wants_names:
            self._desk.bridge.read(dialog, lambda: reading_items.customer_names(book), dialog.offer_names)
        dialog.open()
        return dialog

    def _keep(self, dialog: TypedDialog, kind: str, told: Any, then: Then) -> None:
        """State what was typed; where it cannot be, the dialog says why and stays."""
        book, is_new = self._desk.this_book, dialog.is_new

        def work() -> tuple[ItemKey, int]:
            if kind == "customer":
                return reading_items.keep_customer(book, told)
            return reading_items.make_item(book, told) if is_new else reading_items.change_item(book, told)

        def on_done(done: tuple[ItemKey, int]) -> None:
            key, deed = done
            dialog.accept()
            name = told.name if kind == "customer" else told.number
            said = self.tr("{0} is in the book.") if is_new else self.tr("{0} was changed.")
            self._said(said.format(name), deed)
            then(key.key)

        self._desk.bridge.job(dialog, work, on_done, dialog.refuse)

    # ---------------------------------------------------------------- out of the book, and back
    def remove(self, parent: QWidget, key: ItemKey, name: str, *, is_sure: bool = False) -> None:
        """Take an item out of the book; asks where that takes something along."""
        from app.core.actions.typed_items import AskFirst

        book = self._desk.this_book

        def on_error(error: Exception) -> None:
            if isinstance(error, AskFirst):
                self._ask_first(parent, key, name, error.title)
            else:
                self._on_error(error)

        self._desk.bridge.job(
            self,
            lambda: reading_items.remove(book, key, is_sure=is_sure),
            lambda deed: self._said(self.tr("{0} was removed.").format(name), deed),
            on_error,
        )

    def _ask_first(self, parent: QWidget, key: ItemKey, name: str, told: str) -> None:
        from app.ui.items_dialogs import Sure

        dialog = Sure(parent, self.tr("Remove {0}?").format(name), told, self.tr("Remove it"))
        dialog.accepted.connect(lambda: self.remove(parent, key, name, is_sure=True))
        dialog.open()

    # ---------------------------------------------------------------- what is left of them
    def write_off(self, parent: QWidget, kind: str, keys: Sequence[str]) -> None:
        """Ask why what is left of these is forgiven, and forgive it; those without a rest are left out."""
        book = self._desk.this_book

        def on_rows(rows: Sequence[ItemRow]) -> None:
            owed = [row for row in rows if row.open_cents > 0]
            if owed:
                self._ask_why(parent, owed)
            else:
                self._desk.notice(self.tr("Nothing is left to pay here."))

        self._desk.bridge.read(self, lambda: reading_items.rows(book, kind, keys), on_rows, self._on_error)

    def _ask_why(self, parent: QWidget, rows: Sequence[ItemRow]) -> None:
        from app.ui.write_off import ForgiveRests

        book, dialog = self._desk.this_book, ForgiveRests(parent, rows)
        keys, cents = [ItemKey(row.kind, row.key) for row in rows], sum(row.open_cents for row in rows)
        what = rows[0].number if len(rows) == 1 else items_words.list_rows(f"{rows[0].kind}s", len(rows))

        def on_done(deed: int) -> None:
            dialog.accept()
            self._said(self.tr("KES {0} of {1} was let go.").format(money.shown(cents), what), deed)

        dialog.told.connect(
            lambda reason: self._desk.bridge.job(
                dialog, lambda: reading_items.forgive(book, keys, reason), on_done, dialog.refuse
            )
        )
        dialog.open()

    def take_back_match(self, match_id: int) -> None:
        """A payment is not for this item after all: it waits in the queue again."""
        self._take_back(match_id, self.tr("The match was taken back; its payment waits in the queue again."))

    def forget(self, decision: int, typed: str) -> None:
        """What payers type means this customer no more."""
        self._take_back(decision, self.tr("Forgotten: “{0}”.").format(typed))

    def _take_back(self, decision: int, said: str) -> None:
        book = self._desk.this_book
        self._desk.bridge.job(
            self,
            lambda: reading_items.take_back(book, decision),
            lambda _: self._said(said, None, again=True),
            self._on_error,
        )

    def _said(self, text: str, deed: int | None, *, again: bool = False) -> None:
        """Say it with its Undo: a deed is taken back, what was taken back is done again."""
        undoing = self._desk.undoing
        undo = undoing.redo if again else (lambda: undoing.undo_deed(deed)) if deed else None
        self._desk.notice(text, undo=undo)
        self._desk.book_changed()

    def match_sale(self, key: ItemKey, number: str, receipt: str, sentence: str, then: Callable[[], object]) -> None:
        """Match a sale with the receipt that the code doctor offers."""
        book = self._desk.this_book

        def on_done(deed: int) -> None:
            self._said(self.tr("Sale {0} is matched with {1}.").format(number, receipt), deed)
            then()

        self._desk.bridge.job(
            self, lambda: reading_items.match_sale(book, key, receipt, sentence), on_done, self._on_error
        )

    def _on_error(self, error: Exception) -> None:
        self._desk.notice(words.error(error), meaning="conflict")
