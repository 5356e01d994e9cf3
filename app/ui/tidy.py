"""Garbage is collected on the UI thread alone, and only while no worker is busy.

Python collects cycles in whichever thread happens to allocate. A widget caught in a cycle would then be destroyed by a
worker, timers and all, which Qt forbids. And a collection in the middle of an import would walk every row in flight.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

from app.ui.bridge import Bridge

INTERVAL_MS = 2_000


class Tidier(QObject):
    """Takes collection over from the interpreter while it lives."""

    def __init__(self, bridge: Bridge) -> None:
        super().__init__(bridge)
        self._bridge = bridge
        gc.disable()
        self._timer = QTimer(self, interval=INTERVAL_MS)
        self._timer.timeout.connect(self.tidy)
        self._timer.start()

    def tidy(self) -> None:
        """Collect the oldest generation whose count asks for it."""
        if self._bridge.pending:
            return
        counts, limits = gc.get_count(), gc.get_threshold()
        for generation in (2, 1, 0):
            if counts[generation] > limits[generation]:
                gc.collect(generation)
                return
