"""The strip of notices: one line at a time, with its Undo."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy

from app.ui import theme
from app.ui.widgets import MEANING_ICONS, button, label, line, mark
from app.ui.work import Notice

CALM_MS, UNDO_MS = 8_000, 30_000


class NoticeStrip(QFrame):
    """One line at a time; the next waits until this one is closed or old. Errors stay until they are closed."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("notice")
        self._icon, self._text = QLabel(), label()
        self._text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._more = label(look="caption")
        self.undo = button(self.tr("Undo"), self._undo, look="quiet", icon="undo")
        self.undo.setToolTip(self.tr("Undo (Ctrl+Z)"))
        self.close_button = button("", self.next, look="quiet", icon="close")
        self.close_button.setAccessibleName(self.tr("Close this notice"))
        layout = line(self._icon, self._text, self._more, self.undo, self.close_button, margins=(20, 4, 12, 4))
        layout.setStretch(1, 1)
        self.setLayout(layout)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.next)
        self._queue: list[Notice] = []
        self.shown: Notice | None = None
        self.hide()

    def add(self, notice: Notice) -> None:
        """Show, or put behind the one that is shown."""
        if self.shown is not None and (self.shown.meaning == "conflict" or self.shown.undo):
            self._queue.append(notice)
            self._tell_more()
        else:
            self._show(notice)

    def next(self) -> None:
        """Close this one; show the next."""
        self._timer.stop()
        self.shown = None
        self.hide()
        if self._queue:
            self._show(self._queue.pop(0))

    def _show(self, notice: Notice) -> None:
        self.shown = notice
        self._text.setText(notice.text)
        self._text.setToolTip(notice.text if len(notice.text) > 90 else "")
        self._text.setAccessibleName(notice.text)
        icon = MEANING_ICONS.get(notice.meaning, "info")
        self._icon.setPixmap(theme.icon(icon, notice.meaning or "accent").pixmap(16, 16))
        mark(self, "kind", notice.meaning)
        self.undo.setVisible(notice.undo is not None)
        self._tell_more()
        self.show()
        if notice.meaning != "conflict":
            self._timer.start(UNDO_MS if notice.undo else CALM_MS)

    def _tell_more(self) -> None:
        self._more.setText(self.tr("{0} more").format(len(self._queue)) if self._queue else "")

    def _undo(self) -> None:
        notice = self.shown
        self.next()
        if notice is not None and notice.undo is not None:
            notice.undo()
