"""How fast statements come in, against the raw limit R of the same engine and against peers.

``python -m benchmarks.import_speed [--rows 10000 100000] [--folder DIR] [--peers]``
``python -m benchmarks.import_speed --into 5000000 [--repeat 5]``

Each figure is CPU seconds of a process of its own with its children; the ratio is to R of the same number of rows in
the same run. The command line's start-up is inside the program's figures and not inside R; it stands in a row alone.
``--into`` compares 10,000 rows into a book of that many with the same into an empty one. The large book is built once
and kept in ``--folder``, under another name whenever the tables change.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import json
import math
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from app.core.store import tables
from benchmarks.documents import EXTRA, Documents
from benchmarks.measure import PROGRAM, Used, run

BUSINESS = ("--business", "TESTBIZ LIMITED")
DAY_TIMES = 50


class Line(NamedTuple):
    """One line of the table; ``goal`` is a ratio to ``base`` or None."""

    what: str
    used: Used
    base: float
    goal: float | None = None
    base_name: str = "R"


def main() -> None:
    called = _arguments()
    with tempfile.TemporaryDirectory(dir=called.folder) as scratch:
        for rows in called.into:
            _print(rows, measure_into(called.folder, rows, Path(scratch), called.repeat))
        firsts = {}
        for rows in called.rows:
            lines = measure_size(Documents(called.folder / "documents", rows), Path(scratch), called.repeat)
            firsts[rows] = (lines["R"].used, lines["first import"].used)
            _print(rows, list(lines.values()))
            if called.peers:
                from benchmarks.peers import measure_peers

                ours = lines["first import"].used
                measure_peers(Documents(called.folder / "documents", rows).first(), Path(scratch), ours)
    _print_growth(firsts)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, nargs="+", help="default: 10000 100000 1000000, or none with --into")
    parser.add_argument("--into", type=int, nargs="+", default=[], help="rows of the books that 10,000 more go into")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "mpesabooks-benchmarks")
    parser.add_argument(
        "--repeat", type=int, default=1, help="take the median of this many runs (R, first import, --into)"
    )
    parser.add_argument("--peers", action="store_true", help="also hledger, ledger and beancount where installed")
    called = parser.parse_args()
    called.rows = called.rows or ([] if called.into else [10_000, 100_000, 1_000_000])
    called.folder.mkdir(parents=True, exist_ok=True)
    return called


def measure_size(documents: Documents, scratch: Path, repeat: int = 1) -> dict[str, Line]:
    """All scenarios of one size."""
    book = scratch / f"book_{documents.rows}.mpesabooks"
    turns = [(_new_and_import(book, documents.first()), _raw(book, scratch)) for _ in range(repeat)]
    first, raw = _median([turn[0] for turn in turns]), _median([turn[1] for turn in turns])
    again = _import_copy(book, documents.downloaded_again(), scratch)
    lines = [
        Line("R", raw, raw.cpu),
        Line("start-up alone (list of an empty book)", _start_up(scratch), raw.cpu),
        Line("first import", first, raw.cpu, 1.5),
        Line("the same file again", _import_copy(book, documents.first(), scratch), raw.cpu, 0.25),
        Line("the same rows downloaded again", again, raw.cpu, 0.25),
        Line("a half-overlapping file", _import_copy(book, documents.half_overlapping(), scratch), raw.cpu, 1.0),
    ]
    empty = _new_and_import(scratch / "empty.mpesabooks", documents.extra())
    lines += [
        Line(f"{EXTRA:,} rows into an empty book", empty, raw.cpu),
        Line(f"{EXTRA:,} rows into this book", _import_copy(book, documents.extra(), scratch), empty.cpu, 1.2, "empty"),
        Line("verify", run([*PROGRAM, "verify", str(book)]), raw.cpu),
        Line("verify --rebuild", run([*PROGRAM, "verify", str(book), "--rebuild"]), first.cpu, 2.0, "import"),
    ]
    print(f"\nthe day's totals from {documents.rows:,} rows: {_days_totals(book):.2f} ms (goal 5 ms)")
    return {line.what: line for line in lines}


def measure_into(folder: Path, rows: int, scratch: Path, repeat: int) -> list[Line]:
    """The same 10,000 rows into an empty book and into a copy of a large one, in turns."""
    documents = Documents(folder / "documents", rows)
    large, extra = _large_book(folder, documents), documents.extra()
    turns = []
    for _ in range(repeat):
        turns.append((_new_and_import(scratch / "empty.mpesabooks", extra), _import_copy(large, extra, scratch)))
        print(
            f"  load {os.getloadavg()[0]:.1f}: {turns[-1][0].cpu:.2f} s and {turns[-1][1].cpu:.2f} s", file=sys.stderr
        )
    empty, into = (_median([turn[side] for turn in turns]) for side in (0, 1))
    return [
        Line("start-up alone (list of an empty book)", _start_up(scratch), empty.cpu, base_name="empty"),
        Line(f"{EXTRA:,} rows into an empty book", empty, empty.cpu, base_name="empty"),
        Line(f"{EXTRA:,} rows into this book", into, empty.cpu, 1.2, "empty"),
    ]


def _large_book(folder: Path, documents: Documents) -> Path:
    """A book that holds the first document of this size; built where it is missing or has other tables."""
    shape = hashlib.sha256(Path(tables.__file__).read_bytes()).hexdigest()[:8]
    book = folder / f"book_{documents.rows}_{shape}.mpesabooks"
    if not book.exists():
        unfinished = folder / f"unfinished_{documents.rows}.mpesabooks"
        used = _new_and_import(unfinished, documents.first())
        print(f"  built {book.name}: {used.cpu:.0f} CPU s, {used.peak_mb:.0f} MB of memory", file=sys.stderr)
        unfinished.rename(book)
    return book


def _new_and_import(book: Path, document: Path) -> Used:
    _remove(book)
    _checked(run([*PROGRAM, "new", str(book), *BUSINESS]))
    return _checked(run([*PROGRAM, "import", str(book), str(document), "--json"]))


def _import_copy(book: Path, document: Path, scratch: Path) -> Used:
    copy = scratch / "copy.mpesabooks"
    _remove(copy)
    shutil.copyfile(book, copy)
    with copy.open("rb+") as written:
        os.fsync(written.fileno())  # else the import's own commit waits for the copy
    used = _checked(run([*PROGRAM, "import", str(copy), str(document), "--json"]))
    _remove(copy)
    return used


def _raw(book: Path, scratch: Path) -> Used:
    target = scratch / "raw.sqlite"
    told = json.loads(_checked(run([sys.executable, "-m", "benchmarks.yardstick", str(book), str(target)])).out)
    _remove(target)
    size = book.stat().st_size / 2**20
    print(f"  book {size:,.0f} MB, raw {told['mb_on_disk']:,.0f} MB, rows {told['rows']}", file=sys.stderr)
    return Used(told["cpu"], told["wall"], told["peak_mb"], "", 0)


def _start_up(scratch: Path) -> Used:
    book = scratch / "nothing.mpesabooks"
    _remove(book)
    _checked(run([*PROGRAM, "new", str(book), *BUSINESS]))
    return _checked(run([*PROGRAM, "list", str(book), "days", "--json"]))


def _days_totals(book: Path) -> float:
    """Milliseconds, the median, of the month's totals a day through the door."""
    from app.core.book import Book
    from app.core.queries.days import day_tiles

    opened = Book.open(str(book))
    times = []
    for _ in range(DAY_TIMES):
        began = time.perf_counter()
        opened.ask(day_tiles, year=2026, month=8)
        times.append((time.perf_counter() - began) * 1000)
    opened.close()
    return sorted(times)[DAY_TIMES // 2]


def _checked(used: Used) -> Used:
    if used.status not in (0, 1) or (used.status == 1 and not used.out.lstrip().startswith("[")):
        raise SystemExit(f"a measured command failed ({used.status}):\n{used.out[-2000:]}")
    return used


def _median(runs: Sequence[Used]) -> Used:
    return sorted(runs, key=lambda used: used.cpu)[len(runs) // 2]


def _remove(book: Path) -> None:
    for ending in ("", "-wal", "-shm"):
        Path(f"{book}{ending}").unlink(missing_ok=True)


def _print(rows: int, lines: Sequence[Line]) -> None:
    print(f"\n{rows:,} rows{'':31} cpu s   wall s  peak MB  ratio             net of start-up  goal")
    start_up = next(line.used.cpu for line in lines if line.what.startswith("start-up"))
    for what, used, base, goal, base_name in lines:
        net = used.cpu - (0 if what == "R" else start_up)
        over = base - (0 if base_name == "R" else start_up)
        met = "" if goal is None else f"≤ {goal:<4} {_judged(used.cpu / base, net / over, goal)}"
        ratio = f"{used.cpu / base:6.2f} × {base_name}"
        figures = f"{used.cpu:8.2f} {used.wall:8.2f} {used.peak_mb:8.0f}"
        print(f"{what:40} {figures}  {ratio:16} {net / over:8.2f}         {met}", flush=True)


def _judged(gross: float, net: float, goal: float) -> str:
    """Goals are for the work; the start of the program, which a window pays once, is left out where it decides."""
    return "met" if gross <= goal else "met net" if net <= goal else "NOT MET"


def _print_growth(firsts: dict[int, tuple[Used, Used]]) -> None:
    sizes = sorted(firsts)
    for less, more in itertools.pairwise(sizes):
        steps = [math.log(firsts[more][i].cpu / firsts[less][i].cpu) / math.log(more / less) for i in (0, 1)]
        print(f"growth {less:,} → {more:,}: R exponent {steps[0]:.2f}, first import exponent {steps[1]:.2f}")


if __name__ == "__main__":
    main()
