"""The lines at the foot: one notice at a time, work in progress, and when each wallet last heard of anything."""

from __future__ import annotations

import time

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QFrame, QLabel, QProgressBar, QSizePolicy

from app.ui import theme, words
from app.ui.desk import Desk
from app.ui.widgets import MEANING_ICONS, button, label, line, mark
from app.ui.work import Notice, Progress

CALM_MS, UNDO_MS = 8_000, 30_000


class NoticeStrip(QFrame):
    """One line at a time; the next waits until this one is closed or old. Errors stay until they are closed."""

    def __init__(self, desk: Desk) -> None:
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
        desk.noticed.connect(self.add)
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


class StatusLine(QFrame):
    """Last import per wallet at the left, work in progress at the right."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.setObjectName("status")
        self.setFixedHeight(36)
        self._last = label(look="small")
        self._last.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._work = label(look="small")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(160)
        self._bar.setAccessibleName(self.tr("Progress"))
        self.cancel = button(self.tr("Cancel"), self._cancel, look="quiet", key="Ctrl+.")
        self.cancel.setShortcut(QKeySequence("Ctrl+."))
        layout = line(self._last, self._work, self._bar, self.cancel, margins=(20, 2, 12, 2))
        layout.setStretch(0, 1)
        self.setLayout(layout)
        self._minute = QTimer(self, interval=30_000)
        self._minute.timeout.connect(self.show_last)
        self._minute.start()
        desk.progressed.connect(self.show_progress)
        desk.overviewed.connect(self.show_last)
        desk.opened.connect(self.show_last)
        self.show_progress(None)
        self.show_last()

    def show_last(self) -> None:
        """When each wallet last took something in."""
        if self._desk.book is None:
            self._last.setText(
                self.tr("Opening the book …") if self._desk.is_opening else self.tr("No company file is open")
            )
            return
        told = [
            f"{wallet.key}: {words.last_import(wallet.last_import_at)}"
            for wallet in self._desk.overview.wallets
            if wallet.last_import_at is not None
        ]
        self._last.setText("   ·   ".join(told) or self.tr("No wallet yet: take in a statement"))
        self._last.setToolTip("\n".join(told))

    def show_progress(self, progress: Progress | None) -> None:
        """How far, how fast, how long still."""
        is_on = progress is not None
        for part in (self._work, self._bar, self.cancel):
            part.setVisible(is_on)
        if progress is None:
            return
        elapsed = time.monotonic() - progress.since
        self._bar.setRange(0, 1000 if progress.total else 0)
        if progress.total:
            self._bar.setValue(round(1000 * progress.done / progress.total))
        self._work.setText(" · ".join(p for p in (progress.label, *_rate(progress, elapsed)) if p))

    def _cancel(self) -> None:
        if self._desk.task is not None:
            self._desk.task.cancel()
            self._work.setText(self.tr("Stopping …"))


def _rate(progress: Progress, elapsed: float) -> list[str]:
    if not progress.done or not progress.total or elapsed < 0.5:
        return []
    rate = progress.done / elapsed
    left = (progress.total - progress.done) / rate
    return [f"{100 * progress.done // progress.total}%", f"{rate / 1e6:.1f} MB/s", f"{words.span(left)} left"]
