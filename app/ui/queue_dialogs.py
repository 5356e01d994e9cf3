"""Small questions of the Queue page: why the rest of an invoice is written off."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QFormLayout, QLineEdit, QWidget

from app.core import money
from app.ui.widgets import breakable, button, column, form_row, label, line, snug, wrapped


class AskReason(QDialog):
    """Why the rest of an invoice is forgiven: the reason stands with the match for ever."""

    def __init__(self, parent: QWidget | None, *, cents: int, item: str, number: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Write off the rest"))
        title = label(self.tr("KES {0} will never be paid").format(money.shown(cents)), step=1, is_bold=True)
        told = self.tr("{0} gets KES {1} of this payment and counts as paid. The other KES {2} is written off.")
        self._reason = QLineEdit()
        self._reason.setPlaceholderText(self.tr("For example: agreed discount, goods returned"))
        form = QFormLayout()
        form_row(form, self.tr("&Reason"), self._reason)
        take = button(self.tr("Write it off"), self._accept, look="main")
        take.setDefault(True)
        foot = line(0, button(self.tr("Cancel"), self.reject), take)
        text = wrapped(told.format(breakable(item), number, money.shown(cents)), look="soft")
        self.setLayout(column(title, text, form, foot, margins=(24, 24, 24, 24), gap=14))
        snug(self, width=460)
        self._reason.setFocus()

    def reason(self) -> str:
        """What was said."""
        return self._reason.text().strip()

    def _accept(self) -> None:
        if self.reason():
            self.accept()
        else:
            self._reason.setFocus()
