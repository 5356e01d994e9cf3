"""Kill an import at random moments and look at what is left: ``python -m benchmarks.kill_points [--kills 200]``.

Each round copies a book that holds half the rows already, lets a process of its own import a half-overlapping file
into it, ends that process by SIGKILL at a random moment (two of three) or at a random point of the commit, seen by the
growing log file (one of three), and then opens the book as the next start would: the file
must be sound, the chain whole, the views equal to a replay, and the content exactly as before or exactly as after.
Then the same import is done again and must give exactly what an undisturbed one gives.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from app.core.book import Book
from app.core.jobs import import_document
from app.core.store.tables import daily_reconciliation, documents, events, imports, transactions
from benchmarks.documents import Documents

State = tuple[int, ...]


class Round(NamedTuple):
    """One kill: how far the import was (bytes in the log file when it died), what was found, what was wrong."""

    moment: str
    found: str
    faults: tuple[str, ...]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "mpesabooks-benchmarks")
    called = parser.parse_args()
    papers = Documents(called.folder / "documents", called.rows)
    with tempfile.TemporaryDirectory(dir=called.folder) as scratch:
        campaign = _Campaign(Path(scratch), papers, random.Random(called.seed))
        rounds = [campaign.kill() for _ in range(called.kills)]
    _print(rounds, campaign.seconds)
    sys.exit(any(one.faults for one in rounds))


def state(reader: Connection) -> State:
    """What a book holds, without the moments of recording."""
    t, d = transactions.c, daily_reconciliation.c
    one = reader.execute(select(func.count(), func.sum(t.amount_cents), func.sum(t.completed_at % 9973))).one()
    days = reader.execute(select(func.count(), func.sum(d.n), func.sum(d.amount_cents))).one()
    held = [
        reader.execute(select(func.count()).select_from(table)).scalar_one() for table in (events, imports, documents)
    ]
    return (*(int(value or 0) for value in one), *(int(value or 0) for value in days), *held)


class _Campaign:
    def __init__(self, scratch: Path, papers: Documents, draw: random.Random) -> None:
        self._draw, self._second = draw, papers.half_overlapping()
        self._base, self._book = scratch / "base.mpesabooks", scratch / "killed.mpesabooks"
        book = Book.create(str(self._base), business="TESTBIZ LIMITED")
        import_document(book, papers.first())
        self._before = book.ask(state)
        book.close()
        self._log = Path(f"{self._book}-wal")
        self._number = self._longest_log = 0
        times = []
        for _ in range(3):
            self._copy()
            began = time.perf_counter()
            self._in_child(self._never)
            times.append(time.perf_counter() - began)
            self._after = self._look()[0]
        self.seconds = sorted(times)[1]
        assert self._after != self._before

    def _never(self) -> bool:
        self._longest_log = max(self._longest_log, self._log_size())
        return False

    def _log_size(self) -> int:
        try:
            return self._log.stat().st_size
        except FileNotFoundError:
            return 0

    def _moment(self) -> Callable[[], bool]:
        """Tells when it is time to kill."""
        self._number += 1
        if self._number % 3 == 0:
            size = self._draw.random() * self._longest_log
            return lambda: self._log_size() > size
        until = time.perf_counter() + self._draw.random() * self.seconds * 1.05
        return lambda: time.perf_counter() > until

    def kill(self) -> Round:
        """One round."""
        self._copy()
        self._in_child(self._moment())
        written = self._log_size()
        found, faults = self._look()
        if found not in (self._before, self._after):
            faults.append(f"neither before nor after: {found}")
        book = Book.open(str(self._book))
        try:
            import_document(book, self._second)
            if book.ask(state) != self._after:
                faults.append(f"the next import gave {book.ask(state)} instead of {self._after}")
        except Exception as error:  # noqa: BLE001 - any failure is a finding
            faults.append(f"the next import failed: {error!r}")
        finally:
            book.close()
        moment = "before its first write" if not written else "while writing"
        return Round(
            "after its commit" if found == self._after else moment,
            {self._before: "as before", self._after: "as after"}.get(found, "BETWEEN"),
            tuple(faults),
        )

    def _copy(self) -> None:
        for ending in ("", "-wal", "-shm"):
            Path(f"{self._book}{ending}").unlink(missing_ok=True)
        shutil.copyfile(self._base, self._book)

    def _in_child(self, is_time: Callable[[], bool]) -> None:
        """Import in a forked process; end it when it is time, or let it finish."""
        _forked(lambda: import_document(Book.open(str(self._book)), self._second), is_time)

    def _look(self) -> tuple[State, list[str]]:
        book = Book.open(str(self._book))
        try:
            return book.ask(state), book.faults() + [f"view {name} differs" for name in book.rebuild_views()]
        except Exception as error:  # noqa: BLE001 - any failure is a finding
            return (), [repr(error)]
        finally:
            book.close()


def _forked(work: Callable[[], object], is_time: Callable[[], bool]) -> None:
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(0)
    while os.waitpid(child, os.WNOHANG)[0] == 0:
        if is_time():
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return
        time.sleep(0.0002)


def _print(rounds: list[Round], seconds: float) -> None:
    print(f"{len(rounds)} kills within {seconds * 1.05:.2f} s of an import that takes {seconds:.2f} s undisturbed")
    print(f"{'killed':28} {'found':12} {'kills':>6} {'faults':>7}")
    counts = Counter((one.moment, one.found) for one in rounds)
    faulty = Counter((one.moment, one.found) for one in rounds if one.faults)
    for (moment, found), count in sorted(counts.items()):
        print(f"{moment:28} {found:12} {count:6} {faulty[moment, found]:7}")
    for one in rounds:
        for fault in one.faults:
            print(f"FAULT {one.moment}: {fault}")


if __name__ == "__main__":
    main()
