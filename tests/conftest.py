"""What all tests share: Qt without a screen, a real PostgreSQL server, and a place for a book on each engine."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # before any Qt import: without it Qt aborts the interpreter

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import postgres

SAMPLES = Path(__file__).parent / "samples"


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of invented statements in the real layouts."""
    return SAMPLES


@pytest.fixture(scope="session")
def postgres_server(worker_id: str) -> Iterator[postgres.Server]:
    """One server for each test process (half a second to start); fails where PostgreSQL is not installed."""
    with postgres.running(worker_id) as server:
        yield server


@pytest.fixture
def postgres_url(postgres_server: postgres.Server) -> Iterator[str]:
    """The URL of an empty database that only this test uses."""
    url = postgres_server.new_database()
    yield url
    postgres_server.drop_database(url)


@pytest.fixture
def sqlite_place(tmp_path: Path) -> str:
    """The path of a company file that does not exist yet."""
    return str(tmp_path / "book.mpesabooks")


@pytest.fixture(params=["sqlite", "postgresql"])
def store_place(request: pytest.FixtureRequest) -> str:
    """Where ``Book.create`` may put a book: a test with this fixture runs on both engines."""
    name = {"sqlite": "sqlite_place", "postgresql": "postgres_url"}[request.param]
    return str(request.getfixturevalue(name))
