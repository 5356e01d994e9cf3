"""What is said of work: a notice when it is done, its progress meanwhile, and the wish to stop it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import NamedTuple


class Notice(NamedTuple):
    """One line for the user. ``undo`` takes back what was done; ``meaning`` is '', attention or conflict."""

    text: str
    meaning: str = ""
    undo: Callable[[], None] | None = None


class Progress(NamedTuple):
    """How far slow work has come: bytes (or rows) done and in all, and since when (monotonic seconds)."""

    label: str
    done: int
    total: int
    since: float


class Task:
    """Slow work in progress, and the user's wish to stop it (where it can be). Safe to read in workers."""

    def __init__(self, label: str, *, is_stoppable: bool = True) -> None:
        self.label = label
        self.is_stoppable = is_stoppable
        self.since = time.monotonic()
        self._stop = threading.Event()

    def cancel(self) -> None:
        """Ask the work to stop at its next step."""
        self._stop.set()

    def is_cancelled(self) -> bool:
        """Whether somebody asked."""
        return self._stop.is_set()
