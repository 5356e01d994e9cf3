"""Where an import spends its time: ``python -m benchmarks.profile_import [--rows 100000] [--calls 30]``.

First by stage, with the CPU clock around each stage and nothing else measured; then, where ``--calls`` is given, by
function under cProfile, which makes small functions look dearer than they are.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest import mock

from app.core import jobs, reading
from app.core.actions import recording
from app.core.actions.line_columns import LineColumns
from app.core.book import Book
from app.core.chain import ChainWalk
from app.core.jobs import import_document
from app.core.store import documents as kept_documents
from app.core.store import log, views
from app.core.store.engine_sqlite import SqliteStore
from benchmarks.documents import Documents


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--calls", type=int, default=0)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "mpesabooks-benchmarks")
    called = parser.parse_args()
    document = Documents(called.folder / "documents", called.rows).first()
    with tempfile.TemporaryDirectory(dir=called.folder) as scratch:
        _print_stages(_stages(Book.create(f"{scratch}/stages.mpesabooks", business="TESTBIZ LIMITED"), document))
        if called.calls:
            profile = cProfile.Profile()
            book = Book.create(f"{scratch}/profiled.mpesabooks", business="TESTBIZ LIMITED")
            profile.runcall(import_document, book, document)
            book.close()
            pstats.Stats(profile).strip_dirs().sort_stats("tottime").print_stats(called.calls)


class _Clock:
    """CPU seconds by stage; a stage inside another is taken off the outer one."""

    def __init__(self) -> None:
        self.spent: defaultdict[str, float] = defaultdict(float)
        self._open: list[float] = []

    def around(self, stage: str | Callable[..., str], work: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*args: Any, **named: Any) -> Any:
            began = time.process_time()
            self._open.append(0.0)
            try:
                return work(*args, **named)
            finally:
                self._book(stage if isinstance(stage, str) else stage(*args), time.process_time() - began)

        return timed

    def each(self, stage: str, items: Iterator[Any]) -> Iterator[Any]:
        step = self.around(stage, lambda: next(items, None))
        while (item := step()) is not None:
            yield item

    def _book(self, stage: str, seconds: float) -> None:
        self.spent[stage] += seconds - self._open.pop()
        if self._open:
            self._open[-1] += seconds


def _stages(book: Book, document: Path) -> dict[str, float]:
    clock = _Clock()
    read = reading.read_guarded

    def watched(*args: Any, **named: Any) -> Any:
        statement = read(*args, **named)
        lines = statement.lines
        object.__setattr__(statement, "lines", lambda known: clock.each("read and parse lines", lines(known)))
        return statement

    held = recording.Recording._look_up  # noqa: SLF001
    with mock.patch.multiple(jobs, read_guarded=watched, _received=clock.around("sha-256", jobs._received)):  # noqa: SLF001
        patches = [
            mock.patch.object(SqliteStore, "insert", clock.around(_insert_into, SqliteStore.insert)),
            mock.patch.object(SqliteStore, "insert_columns", clock.around(_insert_into, SqliteStore.insert_columns)),
            mock.patch.object(recording.Recording, "_look_up", clock.around("look up known lines", held)),
            mock.patch.object(ChainWalk, "extend_columns", clock.around("walk balances", ChainWalk.extend_columns)),
            mock.patch.object(log._Sum, "add", clock.around("digest of events", log._Sum.add)),  # noqa: SLF001
            mock.patch.object(
                views.DailyChange, "add_columns", clock.around("daily totals", views.DailyChange.add_columns)
            ),
            mock.patch.object(kept_documents, "keep", clock.around("keep the document", kept_documents.keep)),
            mock.patch.object(LineColumns, "of", clock.around("oldest line first", LineColumns.of)),
            mock.patch.object(
                LineColumns, "event_columns", clock.around("columns of events", LineColumns.event_columns)
            ),
            mock.patch.object(
                LineColumns,
                "transaction_columns",
                clock.around("columns of transactions", LineColumns.transaction_columns),
            ),
        ]
        for patch in patches:
            patch.start()
        try:
            clock.around("everything else, commit included", import_document)(book, document)
        finally:
            for patch in patches:
                patch.stop()
    book.close()
    return clock.spent


def _insert_into(_: Any, __: Any, table: Any, ___: Any) -> str:
    return f"insert into {table.name}"


def _print_stages(spent: dict[str, float]) -> None:
    whole = sum(spent.values())
    print(f"{'stage':36} cpu s   share")
    for stage, seconds in sorted(spent.items(), key=lambda one: -one[1]):
        print(f"{stage:36} {seconds:6.2f}  {seconds / whole:5.1%}")
    print(f"{'all':36} {whole:6.2f}")


if __name__ == "__main__":
    main()
