"""Where an import spends its time: ``python -m benchmarks.profile_import [--rows 100000] [--lines 30]`` (cProfile)."""

from __future__ import annotations

import argparse
import cProfile
import pstats
import tempfile
from pathlib import Path

from app.core.book import Book
from app.core.jobs import import_document
from benchmarks.documents import Documents


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--lines", type=int, default=30)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "mpesabooks-benchmarks")
    parser.add_argument("--order", default="tottime", choices=("tottime", "cumtime"))
    called = parser.parse_args()
    document = Documents(called.folder / "documents", called.rows).first()
    with tempfile.TemporaryDirectory(dir=called.folder) as scratch:
        book = Book.create(f"{scratch}/profiled.mpesabooks", business="TESTBIZ LIMITED")
        profile = cProfile.Profile()
        profile.runcall(import_document, book, document)
        book.close()
    pstats.Stats(profile).strip_dirs().sort_stats(called.order).print_stats(called.lines)


if __name__ == "__main__":
    main()
