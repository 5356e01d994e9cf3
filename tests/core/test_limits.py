"""A reader that dies, hangs or eats memory: it takes no command and no window with it, and leaves a sentence."""

from __future__ import annotations

import ctypes
import io
import multiprocessing
import os
import re
import signal
import subprocess
import sys
import threading
import zipfile
from pathlib import Path
from typing import Any

import pytest

from app.core import limits, reading
from app.core.book import Book
from app.core.errors import DocumentRefused
from app.core.jobs import import_document
from app.core.sources import Payload
from tests.books import is_sound, standing
from tests.core.statement_files import PORTAL_XLSX


def workbook_with(rows: bytes) -> bytes:
    """A sound little workbook with more rows, given as XML."""
    out = io.BytesIO()
    with zipfile.ZipFile(PORTAL_XLSX) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            body = old.read(part)
            if part.filename.startswith("xl/worksheets/"):
                body = re.sub(rb"<dimension[^>]*/>", b"", body)
                body = body.replace(b"</sheetData>", rows + b"</sheetData>")
            new.writestr(part.filename, body)
    return out.getvalue()


def wide_workbook() -> bytes:
    """Sound but for one cell in the last row and column that are still let through."""
    return workbook_with(b'<row r="1048576"><c r="BL1048576"><v>1</v></c></row>')


def long_workbook(count: int) -> bytes:
    """Sound, with so many more payments: more than are read in one stretch."""
    return workbook_with("".join(map(_payment, range(count))).encode())


def _payment(number: int) -> str:
    cells = (f"TK5A{number:06d}", "05-11-2025 08:01:10", "Pay Bill from 25470****001", "Completed", "1.00", "", "")
    made = "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in cells)
    return f'<row r="{1000 + number}">{made}</row>'


# ---------------------------------------------------------------- what becomes of the command


@pytest.fixture
def place(tmp_path: Path) -> str:
    made = str(tmp_path / "book.mpesabooks")
    Book.create(made, business="X").close()
    return made


def imported(place: str, *paths: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "app", "import", place, *map(str, paths)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=200)


def test_a_file_that_eats_memory_is_refused_and_the_next_is_taken(place: str, samples: Path, tmp_path: Path) -> None:
    hostile = tmp_path / "wide.xlsx"
    hostile.write_bytes(wide_workbook())
    sound = samples / "ORG_4000001_Utility Account_Completed_20251107081542.csv"
    done = imported(place, hostile, sound)
    assert done.returncode == 1
    assert "“wide.xlsx” could not be read: it is damaged, or far too large." in done.stderr
    assert "Traceback" not in done.stderr
    assert "new 10 ·" in done.stdout
    assert "wide.xlsx" not in done.stdout


def reader() -> int:
    """The process number of the one reader at work."""
    (child,) = multiprocessing.active_children()
    return child.pid or 0


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGABRT, signal.SIGSEGV])
def test_a_reader_killed_in_the_middle_leaves_the_book_as_it_was(
    place: str, tmp_path: Path, how: signal.Signals
) -> None:
    document = tmp_path / PORTAL_XLSX.name
    document.write_bytes(long_workbook(45_000))
    book = Book.open(place)
    struck: list[int] = []

    def strike(done: int, _total: int) -> None:
        if done and not struck:
            struck.append(reader())
            os.kill(struck[0], how)

    with pytest.raises(DocumentRefused, match="could not be read: it is damaged, or far too large"):
        import_document(book, document, progress=strike)
    assert struck
    assert standing(book) == []
    assert is_sound(book)
    assert import_document(book, document).new == len(standing(book)) > 0
    book.close()


def test_a_reader_that_hangs_is_given_up_and_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "SILENCE_SECONDS", 0.3)
    data = Payload("slow.xlsx", data=PORTAL_XLSX.read_bytes())
    start = multiprocessing.get_context("spawn").Process.start
    stopped: list[int] = []

    def start_stopped(process: Any) -> None:
        start(process)
        stopped.append(process.pid)
        os.kill(process.pid, signal.SIGSTOP)

    monkeypatch.setattr(multiprocessing.get_context("spawn").Process, "start", start_stopped)
    with pytest.raises(DocumentRefused, match=r"“slow\.xlsx” takes too long to read and was given up"):
        reading.read_guarded(data)
    assert len(stopped) == 1
    with pytest.raises(ProcessLookupError):
        os.kill(stopped[0], 0)


def test_other_work_goes_on_while_a_reader_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the window relies on: waiting for a reader holds one worker, and nothing else."""
    statement = reading.read_guarded(Payload("s.xlsx", data=PORTAL_XLSX.read_bytes()))
    monkeypatch.setattr(reading, "SILENCE_SECONDS", 1)
    said: list[str] = []

    def take_in() -> None:
        os.kill(reader(), signal.SIGSTOP)
        try:
            list(statement.lines(lambda receipts, digests: None))
        except DocumentRefused as error:
            said.append(error.title)

    worker = threading.Thread(target=take_in)
    worker.start()
    turns = 0
    while worker.is_alive():
        turns += 1
        worker.join(0.01)
    assert turns > 20
    assert said == ["“s.xlsx” takes too long to read and was given up."]


# ---------------------------------------------------------------- limits of Linux


def limited(program: str, *, memory_bytes: int = 1 << 30, cpu_seconds: int = 20) -> subprocess.CompletedProcess[str]:
    begin = "from app.core.limits import limit_this_process\n"
    begin += f"limit_this_process(memory_bytes={memory_bytes}, cpu_seconds={cpu_seconds})\n"
    return subprocess.run([sys.executable, "-c", begin + program], capture_output=True, text=True, check=False)


def test_memory_is_limited_beyond_what_is_held() -> None:
    assert limited("bytearray(16 << 20)", memory_bytes=64 << 20).returncode == 0
    assert "MemoryError" in limited("bytearray(96 << 20)", memory_bytes=64 << 20).stderr


def test_processor_time_is_limited() -> None:
    assert limited("while True: pass", cpu_seconds=1).returncode in (-signal.SIGXCPU, -signal.SIGKILL)


def test_a_leash_is_nothing_here() -> None:
    limits.tie(0)()


# ---------------------------------------------------------------- Windows, as far as it can be told here


class Kernel:
    """Stands where kernel32 stands, and writes down what it is asked; ``refuses`` names the call that fails."""

    def __init__(self, refuses: str = "") -> None:
        self.refuses, self.limits = refuses, limits.ExtendedLimits()
        self.asked: list[tuple[Any, ...]] = []

    def CreateJobObjectW(self, attributes: Any, name: Any) -> int | None:  # noqa: N802
        self.asked.append(("create", attributes, name))
        return None if self.refuses == "create" else 77

    def SetInformationJobObject(self, job: int, kind: int, found: Any, size: int) -> int:  # noqa: N802
        ctypes.memmove(ctypes.byref(self.limits), found, size)
        self.asked.append(("set", job, kind, size))
        return self.refuses != "set"

    def AssignProcessToJobObject(self, job: int, process: int) -> int:  # noqa: N802
        self.asked.append(("assign", job, process))
        return self.refuses != "assign"

    def GetCurrentProcess(self) -> int:  # noqa: N802
        return -1

    def CloseHandle(self, job: int) -> int:  # noqa: N802
        self.asked.append(("close", job))
        return 1


def test_structures_have_the_sizes_and_places_that_windows_gives_them() -> None:
    assert ctypes.sizeof(ctypes.c_void_p) == 8
    assert ctypes.sizeof(limits.BasicLimits) == 64
    assert ctypes.sizeof(limits.ExtendedLimits) == 144
    places = {name: getattr(limits.BasicLimits, name).offset for name, _ in limits.BasicLimits._fields_}
    assert places == {
        "per_process_user_time": 0,
        "per_job_user_time": 8,
        "limit_flags": 16,
        "minimum_working_set": 24,
        "maximum_working_set": 32,
        "active_process_limit": 40,
        "affinity": 48,
        "priority_class": 56,
        "scheduling_class": 60,
    }
    assert limits.ExtendedLimits.io_counters.offset == 64
    assert limits.ExtendedLimits.process_memory_limit.offset == 112


def test_a_reader_limits_itself_by_a_job() -> None:
    kernel = Kernel()
    limits._limit_by_job(kernel, memory_bytes=1 << 30, cpu_seconds=120)
    assert kernel.asked == [("create", None, None), ("set", 77, 9, 144), ("assign", 77, -1)]
    assert kernel.limits.basic.limit_flags == 0x2 | 0x8 | 0x100 | 0x400
    assert kernel.limits.basic.per_process_user_time == 1_200_000_000
    assert kernel.limits.basic.active_process_limit == 1
    assert kernel.limits.process_memory_limit == (1 << 30) + (512 << 20)


def test_the_parent_holds_a_job_that_ends_the_reader_when_it_is_closed() -> None:
    kernel = Kernel()
    let_go = limits._tied(kernel, 4242)
    assert kernel.limits.basic.limit_flags == 0x2000
    assert kernel.asked[-1] == ("assign", 77, 4242)
    let_go()
    assert kernel.asked.pop() == ("close", 77)


@pytest.mark.parametrize(("refuses", "closes"), [("create", 0), ("set", 1), ("assign", 1)])
def test_a_job_that_windows_refuses_leaves_nothing_open(refuses: str, closes: int) -> None:
    kernel = Kernel(refuses)
    with pytest.raises(OSError, match="job object"):
        limits._limit_by_job(kernel, memory_bytes=1, cpu_seconds=1)
    assert sum(asked[0] == "close" for asked in kernel.asked) == closes


def test_handles_are_declared_as_wide_as_pointers() -> None:
    class Call:
        argtypes: tuple[Any, ...] = ()
        restype: Any = ctypes.c_int

    class Library:
        def __init__(self) -> None:
            for name in ("CreateJobObjectW", "SetInformationJobObject", "AssignProcessToJobObject"):
                setattr(self, name, Call())
            self.GetCurrentProcess, self.CloseHandle = Call(), Call()

    library = limits.declare(Library())
    assert library.CreateJobObjectW.restype is library.GetCurrentProcess.restype is ctypes.c_void_p
    assert library.AssignProcessToJobObject.argtypes == (ctypes.c_void_p, ctypes.c_void_p)
    assert library.CloseHandle.argtypes == (ctypes.c_void_p,)
