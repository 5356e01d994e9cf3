"""R: the raw limit. Rows read back from a finished book go by ``executemany`` into an empty file of the same schema.

``python -m benchmarks.yardstick BOOK EMPTY_FILE`` prints one JSON line. Same engine, same pragmas, same tables,
indexes and triggers, same order, one durable transaction. Only the writing is counted: not the start of Python, not
the reading of the rows.
"""

from __future__ import annotations

import gc
import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2 as driver

from app.core.store.engine_sqlite import _PRAGMAS, _WRITER_CACHE

TABLES_FIRST = ("documents", "document_chunks")
AT_ONCE = 20_000


def main() -> None:
    book, empty = sys.argv[1:3]
    schema, contents = _read(book)
    Path(empty).unlink(missing_ok=True)
    gc.freeze()
    target = driver.connect(empty, isolation_level=None)
    target.execute("PRAGMA journal_mode=WAL")
    for pragma in (*_PRAGMAS, _WRITER_CACHE):
        target.execute(pragma)
    for words in schema:
        target.execute(words)
    cpu, wall = time.process_time(), time.perf_counter()
    target.execute("BEGIN IMMEDIATE")
    for table, rows in contents.items():
        marks = ",".join("?" * len(rows[0]))
        for start in range(0, len(rows), AT_ONCE):
            target.executemany(f"INSERT INTO {table} VALUES ({marks})", rows[start : start + AT_ONCE])
    target.execute("COMMIT")
    target.close()
    used = {
        "cpu": time.process_time() - cpu,
        "wall": time.perf_counter() - wall,
        "rows": {table: len(rows) for table, rows in contents.items()},
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "mb_on_disk": Path(empty).stat().st_size / 2**20,
    }
    print(json.dumps(used))


def _read(book: str) -> tuple[list[str], dict[str, list[Any]]]:
    """The book's schema and all rows of its tables, in the order in which they were written."""
    source = driver.connect(f"{Path(book).resolve().as_uri()}?mode=ro", uri=True)
    objects = source.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid"
    ).fetchall()
    objects = [found for found in objects if not found[1].startswith("search_")]  # built by the window, not by imports
    names = [name for kind, name, _ in objects if kind == "table"]
    names.sort(key=lambda name: TABLES_FIRST.index(name) if name in TABLES_FIRST else len(TABLES_FIRST))
    contents = {name: source.execute(f"SELECT * FROM {name}").fetchall() for name in names}
    source.close()
    return [sql for _, _, sql in objects], {name: rows for name, rows in contents.items() if rows}


if __name__ == "__main__":
    main()
