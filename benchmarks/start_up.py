"""How soon the window is there: ``python -m benchmarks.start_up [--times 7]``, drawn offscreen.

A bare PySide6 window and the program take turns, each in a process of its own; the end of the first paint and the first
page with data (the window opens where it was left: on Transactions) are counted from the start of the process, which is
started as ``mpesabooks FILE`` is. Medians, and their ratios.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.measure import ROOT, environment

BARE = """
import sys, time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow, QLabel
application = QApplication(sys.argv[:1])
def tell():
    print("paint", time.time(), flush=True)
    application.quit()
class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        QTimer.singleShot(0, tell)
window = Window()
window.setCentralWidget(QLabel("bare"))
window.resize(1366, 768)
window.show()
application.exec()
"""
OURS = """
import gc, sys, time
import app.__main__
gc.disable()  # as app.__main__ does
import app.ui.main as program
class Window(program.Window):
    def __init__(self, application, settings, place):
        super().__init__(application, settings, place)
        program.FirstPaint(self.frame, lambda: print("paint", time.time(), flush=True))
        self.desk.opened.connect(self.on_opened)
    def on_opened(self):
        self.page = self.frame.stack.currentWidget()
        self.page.model.counted.connect(self.on_counted)
    def on_counted(self, n):
        self.frame.repaint()
        print("data", time.time(), flush=True)
        self.frame.close()
program.Window = Window
sys.exit(program.run(sys.argv[:1], sys.argv[1]))
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=7)
    parser.add_argument("--rows", type=int, default=12_000)
    called = parser.parse_args()
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from app.core.sample import make_sample

    figures: dict[str, list[float]] = {"bare": [], "paint": [], "data": []}
    with tempfile.TemporaryDirectory() as scratch:
        os.environ["XDG_CONFIG_HOME"] = scratch
        left = Path(scratch, "MpesaBooks", "window.ini")
        left.parent.mkdir()
        left.write_text("[window]\npage=transactions\n", encoding="utf-8")
        book = make_sample(f"{scratch}/shop.mpesabooks", rows=called.rows).place
        for number in range(called.times + 1):
            bare = _seconds([sys.executable, "-c", BARE])["paint"]
            ours = _seconds([sys.executable, "-c", OURS, book])
            if number:  # the first turn fills the disk's cache and compiles the modules
                for name, seconds in (("bare", bare), *ours.items()):
                    figures[name].append(seconds)
    _print(figures)


def _seconds(command: list[str]) -> dict[str, float]:
    """Seconds from the start of the process to each moment it tells of."""
    began = time.time()
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environment(), timeout=60, check=True)
    lines = [line.split() for line in done.stdout.splitlines()]
    return {words[0]: float(words[1]) - began for words in reversed(lines)}


def _print(figures: dict[str, list[float]]) -> None:
    middle = {name: statistics.median(all_) for name, all_ in figures.items()}
    print(json.dumps({name: [round(one, 3) for one in all_] for name, all_ in figures.items()}))
    print(f"bare window, first paint     {middle['bare'] * 1000:5.0f} ms")
    for name, what, goal in (("paint", "this window, first paint", 1.5), ("data", "first page with data", 4.0)):
        ratio = middle[name] / middle["bare"]
        print(f"{what:28} {middle[name] * 1000:5.0f} ms  {ratio:.2f} × bare  goal {goal} ×"
              f"  {'met' if ratio <= goal else 'NOT MET'}")  # fmt: skip


if __name__ == "__main__":
    main()
