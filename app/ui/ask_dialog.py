"""Notes to a colleague on a payment: asking, and answering."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QFormLayout, QPlainTextEdit, QWidget

from app.ui import kept, queue_words, theme, words
from app.ui.pickers import Picker
from app.ui.widgets import breakable, button, column, form_row, label, line, snug, wrapped

if TYPE_CHECKING:
    from app.core.queries.queue_rows import QueueRow

COLLEAGUES = "queue/colleagues"
MOST_NAMES = 12


class Note(QPlainTextEdit):
    """A few lines of text; Tab leaves it, Ctrl+Enter ends the dialog."""

    def __init__(self, name: str, dialog: QDialog) -> None:
        super().__init__()
        self._dialog = dialog
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self.setFixedHeight(round(84 * max(1.0, theme.current.scale / 100)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter is the button's key."""
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._dialog.take()  # type: ignore[attr-defined]
        else:
            super().keyPressEvent(event)


class AskColleague(QDialog):
    """Whom to ask, and what. Names that were asked before are offered."""

    def __init__(self, parent: QWidget | None, settings: QSettings, row: QueueRow) -> None:
        super().__init__(parent)
        self._settings = settings
        self.setWindowTitle(self.tr("Ask a colleague"))
        self._to = Picker(self.tr("Whom to ask"))
        self._to.setEditable(True)
        self._to.addItems(kept.texts(settings, COLLEAGUES))
        self._to.setCurrentIndex(0 if self._to.count() else -1)
        self._note = Note(self.tr("The note"), self)
        self._note.setPlaceholderText(self.tr("Whose is it? What do you know of it?"))
        form = QFormLayout()
        form_row(form, self.tr("&Ask"), self._to)
        form_row(form, self.tr("&Note"), self._note)
        title = label(self.tr("Ask about this payment"), step=1, is_bold=True)
        where = self.tr("It waits under Ask until somebody answers, and can still be matched there.")
        take = button(self.tr("Ask"), self.take, look="main", key="Ctrl+Return")
        take.setDefault(True)
        foot = line(0, button(self.tr("Cancel"), self.reject), take)
        self.setLayout(
            column(title, _payment(row), wrapped(where, look="soft"), form, foot, margins=(24, 24, 24, 24), gap=14)
        )
        snug(self, width=480)
        (self._note if self._to.count() else self._to).setFocus()

    def to(self) -> str:
        """Who is asked."""
        return self._to.currentText().strip()

    def note(self) -> str:
        """What is asked."""
        return self._note.toPlainText().strip()

    def take(self) -> None:
        """Ask, where there is somebody to ask; a note may be missing."""
        if not self.to():
            self._to.setFocus()
            return
        before = [name for name in kept.texts(self._settings, COLLEAGUES) if name != self.to()]
        self._settings.setValue(COLLEAGUES, [self.to(), *before][:MOST_NAMES])
        self.accept()


class AnswerNote(QDialog):
    """The note on a payment, and room for the answer."""

    def __init__(self, parent: QWidget | None, row: QueueRow) -> None:
        super().__init__(parent)
        assert row.question is not None, "there is a note to answer"
        self.setWindowTitle(self.tr("Answer the note"))
        asked = row.question
        title = label(self.tr("{0} asks").format(asked.asked_by), step=1, is_bold=True)
        when = self.tr("{0}, to {1}").format(words.moment(asked.at), asked.asked_to)
        self._answer = Note(self.tr("The answer"), self)
        form = QFormLayout()
        form_row(form, self.tr("&Answer"), self._answer)
        take = button(self.tr("Answer"), self.take, look="main", key="Ctrl+Return")
        take.setDefault(True)
        foot = line(0, button(self.tr("Cancel"), self.reject), take)
        self.setLayout(
            column(
                title,
                label(when, look="small"),
                wrapped(breakable(f"“{asked.note}”") if asked.note else self.tr("Without a note.")),
                _payment(row),
                form,
                foot,
                margins=(24, 24, 24, 24),
                gap=12,
            )
        )
        snug(self, width=480)
        self._answer.setFocus()

    def text(self) -> str:
        """The answer."""
        return self._answer.toPlainText().strip()

    def take(self) -> None:
        """Answer, where there is an answer."""
        if self.text():
            self.accept()
        else:
            self._answer.setFocus()


def _payment(row: QueueRow) -> QWidget:
    return wrapped(breakable(f"{queue_words.sentence(row)} · {words.exact(row.completed_at)} · {row.key.receipt}"))
