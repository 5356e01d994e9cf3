"""The one way from workers back to the window: results wait in a queue that one slot on the UI thread drains."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal, Slot
from shiboken6 import isValid

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

READERS = 3
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
        self._answers: deque[Callable[[], None]] = deque()
        self._arrived.connect(self._drain, Qt.ConnectionType.QueuedConnection)
        self._is_closed = False
        self.unexpected: Callable[[Exception], None] = _print
        self.pending = 0

    @cached_property
    def _readers(self) -> ThreadPoolExecutor:
        return _pool(READERS, "reading")

    @cached_property
    def _jobs(self) -> ThreadPoolExecutor:
        return _pool(1, "job")

    def read(self, owner: QObject, work: Work, done: Done, failed: Failed | None = None) -> None:
        """Answer a question in a reading worker."""
        self._start(self._readers, owner, work, done, failed)

    def job(self, owner: QObject, work: Work, done: Done, failed: Failed | None = None) -> None:
        """Do slow work (imports, reports), one after the other."""
        self._start(self._jobs, owner, work, done, failed)

    def post(self, owner: QObject, call: Callable[[], None]) -> None:
        """From a worker: run ``call`` on the UI thread soon, if the owner still lives."""
        if not self._is_closed:
            self._answers.append(lambda: call() if isValid(owner) else None)
            self._arrived.emit()

    def close(self) -> None:
        """Let workers finish what they hold; nothing arrives afterwards."""
        self._is_closed = True
        for name in ("_readers", "_jobs"):
            if name in self.__dict__:
                getattr(self, name).shutdown(wait=True, cancel_futures=True)

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
            self._answers.append(deliver)
            self._arrived.emit()

    @Slot()
    def _drain(self) -> None:
        while self._answers:
            self._answers.popleft()()


def _pool(size: int, name: str) -> ThreadPoolExecutor:
    from concurrent.futures import ThreadPoolExecutor  # not before the first paint

    return ThreadPoolExecutor(max_workers=size, thread_name_prefix=name)


def _print(error: Exception) -> None:
    import traceback

    traceback.print_exception(error)
