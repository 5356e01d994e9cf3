"""Run one command and say what it used: CPU seconds with its children's, wall seconds, peak memory of the tree."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = (sys.executable, "-m", "app")
PAUSE_SECONDS = 0.05


def environment() -> dict[str, str]:
    """The present environment, but with compiled modules kept, outside the project, as where it is installed."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPYCACHEPREFIX": str(Path(tempfile.gettempdir()) / "mpesabooks-benchmarks-compiled")}


class Used(NamedTuple):
    """What a command used. ``stopped`` says which limit ended it, or is empty."""

    cpu: float
    wall: float
    peak_mb: float
    out: str
    status: int
    stopped: str = ""


def run(command: Sequence[str], *, most_seconds: float = 3600, most_mb: float = 1e9) -> Used:
    """Run to the end, or until a limit is passed; then its whole process group is killed."""
    with tempfile.TemporaryFile() as out:
        began = time.perf_counter()
        child = subprocess.Popen(
            command,
            stdout=out,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            cwd=ROOT,
            env=environment(),
            start_new_session=True,
        )
        watch = _Watch(child.pid, began + most_seconds, most_mb)
        watch.start()
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - began
        child.returncode = os.waitstatus_to_exitcode(status)
        watch.over.set()
        watch.join()
        out.seek(0)
        peak = max(watch.peak_mb, usage.ru_maxrss / 1024)
        text = out.read().decode(errors="replace")
    return Used(usage.ru_utime + usage.ru_stime, wall, peak, text, child.returncode, watch.stopped)


def in_child(work: Callable[[Path], None], place: Path) -> int:
    """Do the work in a process of its own, as the program reads what nobody vouches for."""
    child = multiprocessing.get_context("spawn").Process(target=work, args=(place,), name="reader")
    child.start()
    child.join()
    assert child.exitcode == 0
    return 0


def start_of_a_child(place: Path) -> int:
    """The start of such a process, with nothing of the program loaded that the others do not load too."""
    return in_child(_nothing, place)


def _nothing(_: Path) -> None:
    """No work."""


class _Watch(threading.Thread):
    """Looks at the memory of a process and its descendants, and ends them at a limit."""

    def __init__(self, pid: int, deadline: float, most_mb: float) -> None:
        super().__init__(daemon=True)
        self._pid, self._deadline, self._most_mb = pid, deadline, most_mb
        self.over = threading.Event()
        self.peak_mb = 0.0
        self.stopped = ""

    def run(self) -> None:
        while not self.over.wait(PAUSE_SECONDS):
            self.peak_mb = max(self.peak_mb, sum(map(_resident_mb, _tree(self._pid))))
            if time.perf_counter() > self._deadline:
                self.stopped = "time"
            elif self.peak_mb > self._most_mb:
                self.stopped = "memory"
            if self.stopped:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(self._pid, signal.SIGKILL)
                return


def _tree(pid: int) -> list[int]:
    found, seen = [pid], 0
    while seen < len(found):
        with contextlib.suppress(OSError):
            children = Path(f"/proc/{found[seen]}/task/{found[seen]}/children").read_text()
            found += map(int, children.split())
        seen += 1
    return found


def _resident_mb(pid: int) -> float:
    """Resident memory of a process; what it shares with others counts in each."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0.0
    return pages * 4096 / 2**20
