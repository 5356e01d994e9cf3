"""Asking for the password of a protected statement, and keeping it in the system's keyring where the user wishes it.

It is kept nowhere else: not in the settings, not in the book, not in a message.
"""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication, QCheckBox, QDialog, QFormLayout, QLineEdit, QWidget

from app.ui.widgets import breakable, button, column, form_row, line, mark, snug, wrapped

SERVICE, ENTRY = "MpesaBooks", "protected statements"
"""Under these names the keyring holds one password: the last that opened a statement and was to be remembered."""


class Answer(NamedTuple):
    """A password, and whether to remember it on this PC."""

    password: str
    is_to_be_kept: bool = False


class AskPassword(QDialog):
    """A statement is protected: ask for its password. ``is_wrong``: the one given before did not open it."""

    def __init__(self, parent: QWidget | None, *, file: str, is_wrong: bool) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Password of the statement"))
        told = self.tr("The password does not open {0}. Try again.") if is_wrong else self.tr("{0} is protected.")
        self.told = wrapped(told.format(breakable(file)))
        mark(self.told, "look", "conflict" if is_wrong else "")
        where = self.tr("The password came by SMS with the statement, or it is the owner's ID number.")
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.keep = QCheckBox(self.tr("&Remember it on this PC, in the system's keyring"))
        form = QFormLayout()
        form_row(form, self.tr("&Password"), self.password)
        self.take = button(self.tr("Open it"), self._accept, look="main")
        self.take.setDefault(True)
        foot = line(0, button(self.tr("Leave it out"), self.reject), self.take)
        self.setLayout(
            column(self.told, wrapped(where, look="soft"), form, self.keep, foot, margins=(24, 24, 24, 24), gap=16)
        )
        snug(self, width=440)
        self.password.setFocus()

    def answer(self) -> Answer:
        """What was answered."""
        return Answer(self.password.text(), self.keep.isChecked())

    def _accept(self) -> None:
        if self.password.text():
            self.accept()
        else:
            self.password.setFocus()


def ask(file: str, is_wrong: bool) -> Answer | None:  # noqa: FBT001 - asked by a callback
    """Ask over the window in front; None where the user would rather leave the file out."""
    dialog = AskPassword(QApplication.activeWindow(), file=file, is_wrong=is_wrong)
    return dialog.answer() if dialog.exec() == QDialog.DialogCode.Accepted else None


def remembered() -> str | None:
    """The password that the keyring holds, or None; also where there is no keyring. Called in workers: it may wait."""
    try:
        import keyring
        from keyring.errors import KeyringError

        try:
            return keyring.get_password(SERVICE, ENTRY) or None
        except (KeyringError, OSError):
            return None
    except ImportError:
        return None


def keep(password: str) -> str:
    """Put the password into the keyring; a sentence where that was not possible, else ''. Called in workers."""
    try:
        import keyring
        from keyring.errors import KeyringError

        try:
            keyring.set_password(SERVICE, ENTRY, password)
        except (KeyringError, OSError):
            return _not_kept()
    except ImportError:
        return _not_kept()
    return ""


def _not_kept() -> str:
    return QCoreApplication.translate(
        "password", "This PC has no keyring that could keep the password. It was not kept and will be asked for again."
    )
