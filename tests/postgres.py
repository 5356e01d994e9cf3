"""A real PostgreSQL server for one test session: started from Debian's binaries, thrown away after.

The server listens on loopback only, trusts everybody, and never syncs: it lives for minutes. PostgreSQL refuses to
run as root, so root starts it as ``nobody``. A small watcher process ends it when the session that started it is
gone, however that session ended.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

OLDEST_MAJOR = 15
NO_BINARIES = (
    f"PostgreSQL {OLDEST_MAJOR} or newer is not installed, and these tests need a real server.\n"
    "Debian: apt-get install --no-install-recommends postgresql\n"
    "Elsewhere: set POSTGRES_BIN to the folder that holds initdb and pg_ctl."
)
SETTINGS = (
    "listen_addresses=127.0.0.1",
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=60",
    "shared_buffers=64MB",
    "timezone=UTC",
)
_WATCHER = """
import os, shutil, subprocess, sys
sys.stdin.buffer.read()
*stop, folder = sys.argv[1:]
if os.path.isdir(folder):
    subprocess.run(stop, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    shutil.rmtree(folder, ignore_errors=True)
"""


class NoServer(RuntimeError):
    """PostgreSQL is not installed or did not start; the tests that need it fail with this text."""


def binaries() -> Path:
    """The folder of the newest installed PostgreSQL. Raises NoServer where there is none new enough."""
    named = os.environ.get("POSTGRES_BIN")
    found = [Path(named)] if named else sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_major, reverse=True)
    for folder in found:
        if shutil.which("initdb", path=folder) and (named or _major(folder) >= OLDEST_MAJOR):
            return folder
    raise NoServer(NO_BINARIES)


def _major(folder: Path) -> int:
    text = folder.parent.name
    return int(text) if text.isdigit() else 0


@dataclass(frozen=True, slots=True)
class Server:
    """A running server. Each test takes a database of its own from it."""

    port: int
    owner: str
    _numbers: Iterator[int] = field(default_factory=count)

    def url(self, database: str) -> str:
        """``postgresql://…`` of one database."""
        return f"postgresql://test@127.0.0.1:{self.port}/{database}"

    def new_database(self) -> str:
        """Create an empty database and tell its URL."""
        name = f"book_{self.owner}_{next(self._numbers)}"
        self._as_admin(f"CREATE DATABASE {name} STRATEGY file_copy")
        return self.url(name)

    def drop_database(self, url: str) -> None:
        """Drop a database, whoever still holds a connection to it."""
        self._as_admin(f"DROP DATABASE IF EXISTS {url.rpartition('/')[2]} WITH (FORCE)")

    def _as_admin(self, sentence: str) -> None:
        import psycopg

        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(sentence.encode())


@contextmanager
def running(owner: str = "main") -> Iterator[Server]:
    """Start a server, yield it, stop it and remove its files. Raises NoServer with the server's own words."""
    programs = binaries()
    folder = Path(tempfile.mkdtemp(prefix="mpesabooks-pg-"))
    watcher: subprocess.Popen[bytes] | None = None
    try:
        prefix = _unprivileged(folder)
        environment = {"PATH": f"{programs}:/usr/bin:/bin", "HOME": str(folder), "LC_ALL": "C.UTF-8"}
        data = str(folder / "data")
        _run(
            [*prefix, str(programs / "initdb"), "-D", data, "-U", "test", "-A", "trust", "-E", "UTF8", "--no-sync"],
            environment,
            log=folder / "initdb.log",
        )
        stop = [*prefix, str(programs / "pg_ctl"), "-D", data, "-m", "immediate", "-w", "stop"]
        watcher = subprocess.Popen(
            [sys.executable, "-I", "-c", _WATCHER, *stop, str(folder)], stdin=subprocess.PIPE, start_new_session=True
        )
        port = _start([*prefix, str(programs / "pg_ctl"), "-D", data], folder, environment)
        yield Server(port=port, owner=owner)
    finally:
        if watcher is not None and watcher.stdin is not None:
            watcher.stdin.close()
            watcher.wait(timeout=60)
        shutil.rmtree(folder, ignore_errors=True)


def _start(pg_ctl: list[str], folder: Path, environment: dict[str, str]) -> int:
    """Start the server on a free port and tell it; another port where somebody was quicker."""
    log = folder / "server.log"
    for is_last in (False, False, True):
        port = _free_port()
        options = " ".join([f"-p {port}", *_socket_folder(folder), *(f"-c {setting}" for setting in SETTINGS)])
        try:
            _run([*pg_ctl, "-w", "-t", "60", "-l", str(log), "-o", options, "start"], environment, log=log)
        except NoServer:
            if is_last:
                raise
        else:
            return port
    raise AssertionError


def _unprivileged(folder: Path) -> list[str]:
    """The words before a server command: none for a person, a change to ``nobody`` for root."""
    if sys.platform == "win32" or os.geteuid() != 0:
        return []
    shutil.chown(folder, "nobody", "nogroup")
    return ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]


def _socket_folder(folder: Path) -> list[str]:
    """Where the server puts its Unix socket: its default folder belongs to root."""
    return [] if sys.platform == "win32" else [f"-k {folder}"]


def _run(command: list[str], environment: dict[str, str], *, log: Path) -> None:
    with tempfile.TemporaryFile() as said:
        done = subprocess.run(command, env=environment, cwd="/", stdout=said, stderr=said, timeout=120, check=False)
        if done.returncode:
            said.seek(0)
            words = said.read().decode(errors="replace")
            logged = log.read_text(errors="replace") if log.exists() else ""
            raise NoServer(f"{Path(command[-1]).name}: PostgreSQL did not start.\n{words}\n{logged}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
