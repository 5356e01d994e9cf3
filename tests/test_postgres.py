"""The tests' own PostgreSQL: real, new enough, empty for each test, and gone when the session is gone."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from tests import postgres

ROOT = Path(__file__).resolve().parent.parent


def test_the_server_is_new_enough(postgres_url: str) -> None:
    with psycopg.connect(postgres_url) as connection:
        assert connection.info.server_version >= postgres.OLDEST_MAJOR * 10_000


@pytest.mark.parametrize("turn", [1, 2])
def test_each_test_finds_an_empty_database(postgres_url: str, turn: int) -> None:
    with psycopg.connect(postgres_url) as connection:
        connection.execute("CREATE TABLE traces (turn integer)")


def test_without_binaries_the_tests_fail_and_say_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POSTGRES_BIN", str(tmp_path))
    with pytest.raises(postgres.NoServer, match="apt-get install"), postgres.running():
        pass


def test_the_server_ends_with_a_session_that_was_killed() -> None:
    program = (
        "import sys, time\n"
        "from tests import postgres\n"
        "with postgres.running() as server:\n"
        "    print(server.port, flush=True)\n"
        "    time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE) as session:
        assert session.stdout is not None
        port = int(session.stdout.readline())
        assert answers(port)
        os.kill(session.pid, signal.SIGKILL)
    until = time.monotonic() + 20
    while answers(port) and time.monotonic() < until:
        time.sleep(0.05)
    assert not answers(port)


def answers(port: int) -> bool:
    """Whether something listens on a port of this machine."""
    with socket.socket() as caller:
        return caller.connect_ex(("127.0.0.1", port)) == 0
