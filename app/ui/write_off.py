"""Forgiving what is left of invoices: how much of how many, and why, asked once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QLineEdit, QRadioButton, QWidget

from app.core import money
from app.ui import items_words
from app.ui.widgets import breakable, button, column, label, line, snug, wrapped

if TYPE_CHECKING:
    from app.core.queries.items import ItemRow

WIDTH = 480
MOST_NAMED = 6
"""So many numbers are written out; of more only the count."""


class ForgiveRests(QDialog):
    """What is let go of these rows, as a fee or for a reason. ``told`` carries the reason, '' for a fee."""

    told = Signal(str)

    def __init__(self, parent: QWidget | None, rows: Sequence[ItemRow]) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Write off the rest"))
        cents = sum(row.open_cents for row in rows)
        title = label(self.tr("KES {0} will never be paid").format(money.shown(cents)), step=1, is_bold=True)
        self.is_fee = QRadioButton(self.tr("Kept back for a &fee or charge: it is a cost of M-PESA"))
        self.is_other = QRadioButton(self.tr("For another &reason: it is written off"))
        self.is_fee.setChecked(True)
        self.reason = QLineEdit()
        self.reason.setAccessibleName(self.tr("Reason"))
        self.reason.setPlaceholderText(self.tr("For example: agreed discount, goods returned"))
        self.reason.textEdited.connect(lambda _: self.is_other.setChecked(True))
        self.is_other.toggled.connect(lambda is_on: self.reason.setFocus() if is_on else None)
        self.problem = wrapped(look="conflict")
        self.problem.hide()
        self.take = button(self.tr("Write it off"), self._accept, look="main")
        self.take.setDefault(True)
        foot = line(0, button(self.tr("Cancel"), self.reject), self.take)
        text = wrapped(self._sentence(rows), look="soft")
        parts = (title, text, self.is_fee, self.is_other, self.reason, self.problem, foot)
        self.setLayout(column(*parts, margins=(24, 24, 24, 24), gap=12))
        snug(self, width=WIDTH)
        self.is_fee.setFocus()

    def _sentence(self, rows: Sequence[ItemRow]) -> str:
        named = ", ".join(row.number for row in rows[:MOST_NAMED])
        if len(rows) > MOST_NAMED:
            named = items_words.list_rows(f"{rows[0].kind}s", len(rows))
        told = self.tr("{0} will count as paid. No money moves, and Ctrl+Z takes it back.")
        return told.format(breakable(named))

    def refuse(self, error: Exception) -> None:
        """It could not be: say why, and stay."""
        self.problem.setText(str(error))
        self.problem.show()
        self.take.setEnabled(True)
        snug(self, width=WIDTH)

    def _accept(self) -> None:
        reason = self.reason.text().strip()
        if self.is_other.isChecked() and not reason:
            self.reason.setFocus()
            return
        self.take.setEnabled(False)
        self.told.emit(reason if self.is_other.isChecked() else "")
