"""The line at the foot: work in progress, and when each wallet last heard of anything."""

from __future__ import annotations

import time

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QFrame, QProgressBar, QSizePolicy

from app.ui import words
from app.ui.desk import Desk
from app.ui.widgets import button, label, line
from app.ui.work import Progress


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
        task = self._desk.task
        for part in (self._work, self._bar):
            part.setVisible(progress is not None)
        self.cancel.setVisible(progress is not None and (task is None or task.is_stoppable))
        if progress is None:
            return
        elapsed = time.monotonic() - progress.since
        is_known = progress.total > 0 and progress.done > 0
        self._bar.setRange(0, 1000 if is_known else 0)  # moves to and fro until it is known how fast this goes
        if is_known:
            self._bar.setValue(round(1000 * progress.done / progress.total))
        is_stopping = task is not None and task.is_cancelled()
        told = (self.tr("Stopping …"),) if is_stopping else (progress.label, *_rate(progress, elapsed))
        self._work.setText(" · ".join(told))

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
