"""Two processes import overlapping halves into one book at once: ``python -m benchmarks.race [--rounds 20]``.

On SQLite, and on a PostgreSQL started for the purpose. After each round nothing may be lost, nothing double, the file
sound, the views equal to a replay, and no user may have read a word about locks.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from app.core.book import Book
from benchmarks.documents import Documents
from benchmarks.kill_points import State, state
from benchmarks.measure import PROGRAM, ROOT

LOCK_WORDS = re.compile(r"lock|busy|deadlock|traceback|saving", re.IGNORECASE)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--engines", nargs="+", default=["sqlite", "postgresql"])
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "mpesabooks-benchmarks")
    called = parser.parse_args()
    papers = Documents(called.folder / "documents", called.rows)
    halves = [papers.first(), papers.half_overlapping()]
    faults = []
    for engine in called.engines:
        with _places(engine, called.folder) as new_place:
            faults += _race(engine, new_place, halves, called.rounds)
    print("\n".join(faults))
    sys.exit(bool(faults))


@contextlib.contextmanager
def _places(engine: str, folder: Path) -> Iterator[Callable[[], str]]:
    """Gives the place of one empty book after the other."""
    if engine == "postgresql":
        from tests.postgres import running

        with running("race") as server:
            yield server.new_database
        return
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        numbers = iter(range(10_000))
        yield lambda: f"{scratch}/race{next(numbers)}.mpesabooks"


def _race(engine: str, new_place: Callable[[], str], halves: list[Path], rounds: int) -> list[str]:
    expected = _alone(new_place(), halves)
    faults, shared, began = [], 0, time.perf_counter()
    for number in range(rounds):
        place = new_place()
        Book.create(place, business="TESTBIZ LIMITED").close()
        order = halves if number % 2 else halves[::-1]
        outcomes = [_started(place, path) for path in order]
        for process in outcomes:
            text, complaints = process.communicate()
            if process.returncode or LOCK_WORDS.search(complaints):
                faults.append(f"{engine} round {number}: status {process.returncode}, said {complaints[-300:]!r}")
                continue
            shared += json.loads(text)[0]["known"]
        faults += [f"{engine} round {number}: {fault}" for fault in _wrong(place, expected)]
    seconds = (time.perf_counter() - began) / max(rounds, 1)
    met = f"{shared // max(rounds, 1):,} rows a round were already here"
    print(f"{engine:12} {rounds} rounds, {seconds:.1f} s each, {met}, faults {len(faults)}", flush=True)
    return faults


def _alone(place: str, halves: list[Path]) -> State:
    """What the book holds when one process imports both halves in peace."""
    Book.create(place, business="TESTBIZ LIMITED").close()
    for path in halves:
        _started(place, path).communicate()
    book = Book.open(place)
    try:
        return book.ask(state)
    finally:
        book.close()


def _started(place: str, path: Path) -> subprocess.Popen[str]:
    command = [*PROGRAM, "import", place, str(path), "--json"]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT)


def _wrong(place: str, expected: State) -> list[str]:
    book = Book.open(place)
    try:
        found = book.ask(state)
        wrong = [] if found == expected else [f"holds {found} instead of {expected}"]
        return wrong + book.faults() + [f"view {name} differs" for name in book.rebuild_views()]
    finally:
        book.close()


if __name__ == "__main__":
    main()
