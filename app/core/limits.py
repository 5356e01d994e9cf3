"""What a process that reads foreign bytes may take: memory, processor time, no children of its own.

On Linux these are resource limits that the process sets itself. On Windows they are a job object: the reader puts
itself into one with the limits, and its parent holds another that ends the reader when the parent is gone, however
it went. Numbers and sizes are those of Microsoft's ``winnt.h`` (JOBOBJECT_EXTENDED_LIMIT_INFORMATION).
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import sys
from collections.abc import Callable
from typing import Any

LIMIT_PROCESS_TIME = 0x0000_0002
LIMIT_ACTIVE_PROCESS = 0x0000_0008
LIMIT_PROCESS_MEMORY = 0x0000_0100
LIMIT_DIE_ON_UNHANDLED_EXCEPTION = 0x0000_0400
LIMIT_KILL_ON_JOB_CLOSE = 0x0000_2000
EXTENDED_LIMIT_INFORMATION = 9
"""The class of information that SetInformationJobObject is given."""

TICKS_A_SECOND = 10_000_000
"""Windows counts processor time in steps of 100 nanoseconds."""


class BasicLimits(ctypes.Structure):
    """JOBOBJECT_BASIC_LIMIT_INFORMATION. Fixed widths, since C's ``long`` is 4 bytes there and 8 here."""

    _fields_ = (
        ("per_process_user_time", ctypes.c_int64),
        ("per_job_user_time", ctypes.c_int64),
        ("limit_flags", ctypes.c_uint32),
        ("minimum_working_set", ctypes.c_size_t),
        ("maximum_working_set", ctypes.c_size_t),
        ("active_process_limit", ctypes.c_uint32),
        ("affinity", ctypes.c_size_t),
        ("priority_class", ctypes.c_uint32),
        ("scheduling_class", ctypes.c_uint32),
    )


class ExtendedLimits(ctypes.Structure):
    """JOBOBJECT_EXTENDED_LIMIT_INFORMATION: the basic limits, six counters (unused) and the limits on memory."""

    _fields_ = (
        ("basic", BasicLimits),
        ("io_counters", ctypes.c_uint64 * 6),
        ("process_memory_limit", ctypes.c_size_t),
        ("job_memory_limit", ctypes.c_size_t),
        ("peak_process_memory", ctypes.c_size_t),
        ("peak_job_memory", ctypes.c_size_t),
    )


def limit_this_process(*, memory_bytes: int, cpu_seconds: int) -> None:
    """Limit this very process for the rest of its life: processor time, and memory beyond what it holds now.

    Where the system refuses, the process goes on without: its parent waits for it no longer than it wants to.
    """
    if sys.platform == "win32":
        with contextlib.suppress(OSError):
            _limit_by_job(_kernel32(), memory_bytes=memory_bytes, cpu_seconds=cpu_seconds)
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(OSError, ValueError):
        memory = _held_bytes() + memory_bytes
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def tie(process_handle: int) -> Callable[[], None]:
    """End a child process when this one ends, or when the function that is given back is called.

    ``process_handle`` is ``multiprocessing.Process.sentinel``. Nothing is done but on Windows: elsewhere a reader
    without a parent meets a closed pipe, or its limit of processor time.
    """
    if sys.platform == "win32":
        with contextlib.suppress(OSError):
            return _tied(_kernel32(), process_handle)
    return _nothing


def _nothing() -> None:
    return None


# ---------------------------------------------------------------- Windows


def reader_limits(*, memory_bytes: int, cpu_seconds: int) -> ExtendedLimits:
    """The limits of a reader: so much committed memory, so much processor time, and no process beside it.

    It counts all of the process's memory, so half a gigabyte is added for Python and its libraries.
    """
    found = ExtendedLimits()
    found.basic.limit_flags = (
        LIMIT_PROCESS_TIME | LIMIT_ACTIVE_PROCESS | LIMIT_PROCESS_MEMORY | LIMIT_DIE_ON_UNHANDLED_EXCEPTION
    )
    found.basic.per_process_user_time = cpu_seconds * TICKS_A_SECOND
    found.basic.active_process_limit = 1
    found.process_memory_limit = memory_bytes + (512 << 20)
    return found


def leash_limits() -> ExtendedLimits:
    """The parent's hold on a reader: it ends when the last handle of the job is closed."""
    found = ExtendedLimits()
    found.basic.limit_flags = LIMIT_KILL_ON_JOB_CLOSE
    return found


def _limit_by_job(kernel32: Any, *, memory_bytes: int, cpu_seconds: int) -> None:
    """Put this process into a job of its own. The handle is left open: the job lasts as long as the process."""
    limits = reader_limits(memory_bytes=memory_bytes, cpu_seconds=cpu_seconds)
    _assigned(kernel32, limits, kernel32.GetCurrentProcess())


def _tied(kernel32: Any, process_handle: int) -> Callable[[], None]:
    job = _assigned(kernel32, leash_limits(), process_handle)
    return lambda: kernel32.CloseHandle(job)


def _assigned(kernel32: Any, limits: ExtendedLimits, process_handle: int) -> int:
    """A new job with these limits that holds the process. Raises OSError where Windows refuses."""
    job: int = kernel32.CreateJobObjectW(None, None)
    if not job:
        raise OSError("no job object could be made")
    size = ctypes.sizeof(limits)
    is_set = kernel32.SetInformationJobObject(job, EXTENDED_LIMIT_INFORMATION, ctypes.byref(limits), size)
    if not is_set or not kernel32.AssignProcessToJobObject(job, process_handle):
        kernel32.CloseHandle(job)
        raise OSError("the process could not be put into a job object")
    return job


def declare(kernel32: Any) -> Any:
    """Tell ctypes what the functions take: a handle is as wide as a pointer, not the C int that it would assume."""
    handle, flag = ctypes.c_void_p, ctypes.c_int
    kernel32.CreateJobObjectW.argtypes, kernel32.CreateJobObjectW.restype = (ctypes.c_void_p, ctypes.c_wchar_p), handle
    kernel32.SetInformationJobObject.argtypes = (handle, ctypes.c_int, ctypes.c_void_p, ctypes.c_uint32)
    kernel32.SetInformationJobObject.restype = flag
    kernel32.AssignProcessToJobObject.argtypes, kernel32.AssignProcessToJobObject.restype = (handle, handle), flag
    kernel32.GetCurrentProcess.argtypes, kernel32.GetCurrentProcess.restype = (), handle
    kernel32.CloseHandle.argtypes, kernel32.CloseHandle.restype = (handle,), flag
    return kernel32


def _kernel32() -> Any:
    return declare(ctypes.WinDLL("kernel32", use_last_error=True))  # type: ignore[attr-defined,unused-ignore]


# ---------------------------------------------------------------- Linux


def _held_bytes() -> int:
    with open("/proc/self/statm") as statm:  # noqa: PTH123 - a kernel file, not a place
        return int(statm.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
