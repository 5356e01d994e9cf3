"""How quick the Queue page is on a book where much waits: ``python -m benchmarks.queue_stall BOOK``, offscreen.

The window opens on the book (matched before), goes to the Queue page, walks down by the arrow, then to the end. Prints
the time to the first rows and the longest gap between the beats of a 2 ms timer on the event loop, part by part.
"""

from __future__ import annotations

import argparse
import json
import os

from benchmarks.window_stall import _Beat, _spend, _until, _window

ARROWS = 100


def main() -> None:
    """Measure each part and print it as JSON, in milliseconds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("book")
    called = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    window = _window(called.book)
    frame = window.frame
    _until(lambda: frame.desk.bridge.pending == 0)
    _spend(2.0)
    beat = _Beat()
    frame.show_page("queue")
    page = frame.pages["queue"]
    first_rows = _until(lambda: page.model.rowCount() > 0)
    _until(lambda: frame.desk.bridge.pending == 0)
    _spend(1.0)
    found = {"first_rows_ms": first_rows, "opening": beat.figures()}
    for name, key, times in (("arrows", Qt.Key.Key_Down, ARROWS), ("end", Qt.Key.Key_End, 3)):
        for _ in range(times):
            QTest.keyClick(page.table, key)
            _spend(0.02)
        _until(lambda: frame.desk.bridge.pending == 0)
        _spend(1.0)
        found[name] = beat.figures()
    print(json.dumps(found, indent=1))
    window.desk.close()


if __name__ == "__main__":
    main()
