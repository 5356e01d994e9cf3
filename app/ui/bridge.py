"""The one way from workers back to the window: results wait in a queue that one slot on the UI thread drains."""

from __future__ import annotations

import queue
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot
from shiboken6 import isValid

Work = Callable[[], Any]
Done = Callable[[Any], None]
Failed = Callable[[Exception], None]


class Bridge(QObject):
    """Runs plain functions in workers and brings what they return to the UI thread.

    Workers never see a Qt object. An answer for an owner that has been deleted meanwhile is dropped.
    """

    _arrived = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._answers: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._readers = ThreadPoolExecutor(max_workers=3, thread_name_prefix="reading")
        self._jobs = ThreadPoolExecutor(max_workers=1, thread_name_prefix="job")
        self._arrived.connect(self._drain, Qt.ConnectionType.QueuedConnection)
        self._is_closed = False
        self.unexpected: Callable[[Exception], None] = _print
        self.pending = 0

    def read(self, owner: QObject, work: Work, done: Done, failed: Failed | None = None) -> None:
        """Answer a question in a reading worker."""
        self._start(self._readers, owner, work, done, failed)

    def job(self, owner: QObject, work: Work, done: Done, failed: Failed | None = None) -> None:
        """Do slow work (imports, reports), one after the other."""
        self._start(self._jobs, owner, work, done, failed)

    def post(self, owner: QObject, call: Callable[[], None]) -> None:
        """From a worker: run ``call`` on the UI thread soon, if the owner still lives."""
        if not self._is_closed:
            self._answers.put(lambda: call() if isValid(owner) else None)
            self._arrived.emit()

    def close(self) -> None:
        """Let workers finish what they hold; nothing arrives afterwards."""
        self._is_closed = True
        self._readers.shutdown(wait=True, cancel_futures=True)
        self._jobs.shutdown(wait=True, cancel_futures=True)

    def _start(self, pool: ThreadPoolExecutor, owner: QObject, work: Work, done: Done, failed: Failed | None) -> None:
        if self._is_closed:
            return
        self.pending += 1
        pool.submit(self._run, owner, work, done, failed or self.unexpected)

    def _run(self, owner: QObject, work: Work, done: Done, failed: Failed) -> None:
        try:
            value = work()
        except Exception as error:  # noqa: BLE001  whatever it was, the window must say it
            # Bound now: Python forgets the name of an exception when its block ends.
            self._answer(owner, failed, error)
        else:
            self._answer(owner, done, value)

    def _answer(self, owner: QObject, take: Callable[[Any], None], value: Any) -> None:
        def deliver() -> None:
            self.pending -= 1
            if isValid(owner):
                take(value)

        if not self._is_closed:
            self._answers.put(deliver)
            self._arrived.emit()

    @Slot()
    def _drain(self) -> None:
        while True:
            try:
                deliver = self._answers.get_nowait()
            except queue.Empty:
                return
            deliver()


def _print(error: Exception) -> None:
    traceback.print_exception(error)
