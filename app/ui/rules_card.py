"""What the program does by itself, for Settings: standing rules with what each hit, and transfers that were cleared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.core import money
from app.ui import items_words, reading_items, words
from app.ui.desk import Desk
from app.ui.items_dialogs import Sure
from app.ui.widgets import breakable, button, clear, column, label, line, rule, wrapped

if TYPE_CHECKING:
    from app.core.matching.rules import Condition
    from app.core.queries.cleared import RuleRow, TransferRow
    from app.ui.reading_items import Automatic

MOST_SHOWN = 8
_FIELDS = {
    "direction": "money",
    "kind": "kind",
    "party_name": "name",
    "party_phone": "phone",
    "account_ref": "account",
    "details": "details",
}
_TESTS = {"is": "is", "starts": "begins with", "contains": "has"}


class RulesCard(QFrame):
    """A row a rule, with Remove; below, how transfers between own accounts stand."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("card")
        self._desk = desk
        self.rules, self.transfers = QVBoxLayout(), QVBoxLayout()
        for box in (self.rules, self.transfers):
            box.setSpacing(8)
        self.setLayout(
            column(
                label(self.tr("Rules for what is no sale"), is_bold=True),
                rule(),
                self.rules,
                4,
                label(self.tr("Transfers between own accounts"), is_bold=True),
                rule(),
                self.transfers,
                margins=(24, 16, 24, 16),
                gap=12,
            )
        )

    def load(self) -> None:
        """Ask the book, in a worker."""
        book = self._desk.book
        if book is None:
            self._show_rules([])
            clear(self.transfers)
            return
        self._desk.bridge.read(self, lambda: reading_items.automatic(book), self._show)

    def _show(self, found: Automatic) -> None:
        self._show_rules(found.rules)
        clear(self.transfers)
        n = len(found.transfers)
        told = self.tr("{0} cleared with their mirror in the other wallet or at the bank.").format(words.count(n))
        self.transfers.addWidget(wrapped(told if n else self.tr("None was cleared yet."), look="soft"))
        for receipt, mirrors in found.doubtful[:MOST_SHOWN]:
            self.transfers.addWidget(self._doubtful(receipt, mirrors))
        for row in found.transfers[:MOST_SHOWN]:
            self.transfers.addWidget(self._transfer(row))

    def _show_rules(self, rules: list[RuleRow]) -> None:
        clear(self.rules)
        for row in rules:
            self.rules.addWidget(self._rule(row))
        if not rules:
            told = self.tr("None yet. Press R on a row of the queue to make one of it.")
            self.rules.addWidget(wrapped(told, look="soft"))

    def _rule(self, row: RuleRow) -> QWidget:
        name = wrapped(breakable(f"{row.name} — {items_words.meaning(row.meaning)}"))
        hits = self.tr("1 row") if row.hits == 1 else self.tr("{0} rows").format(words.count(row.hits))
        told = " · ".join(
            (
                ", ".join(_in_words(one) for one in row.conditions),
                f"{hits}, KES {money.shown(row.cents)}",
                f"{row.actor}, {words.moment(row.at)}",
            )
        )
        remove = button(self.tr("Remove"), lambda: self._ask(row), look="quiet", icon="delete")
        remove.setAccessibleName(self.tr("Remove the rule {0}").format(row.name))
        box = QWidget()
        text = column(name, wrapped(breakable(told), look="small"), gap=0)
        layout = line(text, remove, gap=12)
        layout.setStretch(0, 1)
        layout.setAlignment(remove, Qt.AlignmentFlag.AlignTop)
        box.setLayout(layout)
        return box

    def _ask(self, row: RuleRow) -> None:
        if not row.hits:
            self._remove(row)
            return
        told = self.tr("{0} rows that it hit wait in the queue again. What was matched stays as it is.")
        dialog = Sure(
            self.window(),
            self.tr("Remove the rule {0}?").format(row.name),
            told.format(words.count(row.hits)),
            self.tr("Remove it"),
        )
        dialog.accepted.connect(lambda: self._remove(row))
        dialog.open()

    def _remove(self, row: RuleRow) -> None:
        book = self._desk.this_book

        def on_done(_: int) -> None:
            self._desk.notice(self.tr("The rule {0} was removed.").format(row.name), undo=self._desk.undoing.redo)
            self._desk.book_changed()

        self._desk.bridge.job(
            self,
            lambda: reading_items.remove_rule(book, row.id),
            on_done,
            lambda error: self._desk.notice(words.error(error), meaning="conflict"),
        )

    def _doubtful(self, receipt: str, mirrors: int) -> QWidget:
        told = self.tr("{0}: {1} lines at the bank fit. Match it in the queue.").format(receipt, words.count(mirrors))
        made = button(told, lambda: self._desk.go("transactions", receipt), look="link", icon="attention")
        made.setAccessibleName(told)
        return made

    def _transfer(self, row: TransferRow) -> QWidget:
        if row.bank_day is None:
            where = self.tr("in the other wallet")
        else:
            where = f"{self.tr('at the bank')} {items_words.day(row.bank_day)} {row.bank_number}".rstrip()
        told = f"{row.receipt} · KES {money.shown(row.amount_cents)} · {words.moment(row.completed_at)} · {where}"
        return wrapped(breakable(told), look="small")


def _in_words(one: Condition) -> str:
    tr = items_words.tr
    value = one.value if one.field != "direction" else tr("in") if one.value == "in" else tr("out")
    if one.field == "direction":
        return f"{tr('money')} {value}"
    value = words.kind(value) if one.field == "kind" else value
    return f"{tr(_FIELDS.get(one.field, one.field))} {tr(_TESTS.get(one.test, one.test))} “{value}”"
