"""How soon the window is there: ``python -m benchmarks.start_up [--times 7]``, drawn offscreen.

A bare PySide6 window and the program take turns, each in a process of its own; first paint and the first page with
data are counted from the start of the process. Medians, and their ratios.
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

from benchmarks.measure import ROOT, environment

BARE = """
import sys, time
from PySide6.QtWidgets import QApplication, QMainWindow, QLabel
application = QApplication(sys.argv[:1])
class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        print("paint", time.time(), flush=True)
        application.quit()
window = Window()
window.setCentralWidget(QLabel("bare"))
window.resize(1366, 768)
window.show()
application.exec()
"""
OURS = """
import sys, time
from PySide6.QtCore import QEvent, QObject, QSettings, QTimer
from PySide6.QtWidgets import QApplication
application = QApplication(sys.argv[:1])
class Eye(QObject):
    is_painted = False
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and not self.is_painted:
            self.is_painted = True
            print("paint", time.time(), flush=True)
        return False
eye = Eye()
application.installEventFilter(eye)
from app.ui.main import Window
window = Window(application, QSettings(sys.argv[2], QSettings.Format.IniFormat), sys.argv[1])
def counted(n):
    window.frame.pages["transactions"].table.viewport().repaint()
    print("data", time.time(), flush=True)
    window.desk.close()
    application.quit()
window.frame.pages["transactions"].model.counted.connect(counted)
window.desk.opened.connect(lambda: window.frame.show_page("transactions"))
application.exec()
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
        book = make_sample(f"{scratch}/shop.mpesabooks", rows=called.rows).place
        for number in range(called.times + 1):
            bare = _seconds([sys.executable, "-c", BARE])["paint"]
            ours = _seconds([sys.executable, "-c", OURS, book, f"{scratch}/window.ini"])
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
