"""How fast a workbook is read, against calamine alone: ``python -m benchmarks.xlsx_speed [--rows 40000] [--times 7]``.

Each turn reads the same portal export in three ways, each in a child process of its own: by the program's road
(``read_guarded``: limits, refusals, rows, digests, observations, and the way back across the pipe), by bare calamine to
rows of values, and by openpyxl in its read-only mode. CPU seconds are of the child and of what this process does with
its answer; the figure is the median, the ratio is to bare calamine. What a child that reads nothing costs stands in a
row alone.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from app.core.reading import read_guarded
from app.core.sample.papers import portal_csv
from app.core.sample.truth import stretch, truth
from app.core.sources import Payload
from benchmarks.documents import SEED
from benchmarks.measure import environment, in_child, start_of_a_child

GOAL = 2.0
NAME = "Statements for 4000001 from 2025-11-05 to 2026-03-31 ({rows}).xlsx"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, nargs="+", default=[40_000])
    parser.add_argument("--times", type=int, default=7)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "mpesabooks-benchmarks")
    parser.add_argument("--without-openpyxl", action="store_true", help="leave the slow peer out")
    called = parser.parse_args()
    os.environ.update(environment())  # children find their modules compiled, as where the program is installed
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    ways = {
        "a child that reads nothing": start_of_a_child,
        "bare calamine": _bare,
        "the program": _road,
        "openpyxl": _peer,
    }
    if called.without_openpyxl:
        del ways["openpyxl"]
    for rows in called.rows:
        place = workbook(called.folder / "documents", rows)
        print(f"load before: {os.getloadavg()[0]:.1f}; {place.stat().st_size / 2**20:.1f} MB")
        spent: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(called.times):
            for name, way in ways.items():
                spent[name].append(_cpu_of(way, place, rows))
        _print(rows, {name: statistics.median(each) for name, each in spent.items()})


def workbook(folder: Path, rows: int) -> Path:
    """The newer portal's export of so many rows as a workbook of texts; written once."""
    from csv import reader

    from openpyxl import Workbook

    folder.mkdir(parents=True, exist_ok=True)
    place = folder / NAME.format(rows=rows)
    if not place.exists():
        movements = [
            moved for day in stretch(truth(rows, seed=SEED, days=145).by_day(), 0, rows) for moved in day.movements
        ]
        lines = portal_csv(movements, has_twins=False).decode().splitlines()
        book = Workbook(write_only=True)
        sheet = book.create_sheet("Statements")
        for row in reader(lines):
            sheet.append(row)
        unfinished = place.with_suffix(".unfinished")
        book.save(unfinished)
        unfinished.rename(place)
    return place


# ---------------------------------------------------------------- the ways


def _road(place: Path) -> int:
    statement = read_guarded(Payload.of_path(place))
    return sum(len(lines.observations.receipts) for lines in statement.lines(lambda *_: None))


def _bare(place: Path) -> int:
    return in_child(_read_by_calamine, place)


def _peer(place: Path) -> int:
    return in_child(_read_by_openpyxl, place)


def _read_by_calamine(place: Path) -> None:
    from python_calamine import CalamineWorkbook

    assert len(CalamineWorkbook.from_path(str(place)).get_sheet_by_index(0).to_python()) > 1


def _read_by_openpyxl(place: Path) -> None:
    from openpyxl import load_workbook

    sheet = load_workbook(place, read_only=True, data_only=True).worksheets[0]
    assert len(list(sheet.iter_rows(values_only=True))) > 1


# ---------------------------------------------------------------- clock and table


def _cpu_of(way: Callable[[Path], int], place: Path, rows: int) -> float:
    before = time.process_time() + _children()
    found = way(place)
    spent = time.process_time() + _children() - before
    assert found in (0, rows), f"{found} rows were read"
    return spent


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _print(rows: int, spent: dict[str, float]) -> None:
    start, bare = spent["a child that reads nothing"], spent["bare calamine"]
    print(f"\n{rows:,} rows{'':22} cpu s   µs a row   × bare   net of the child's start")
    for name, cpu in spent.items():
        net = f"{(cpu - start) / (bare - start):6.2f}"
        judged = ""
        if name == "the program":
            judged = f"≤ {GOAL} " + ("met" if cpu / bare <= GOAL else "NOT MET")
        print(f"{name:32} {cpu:6.3f} {cpu / rows * 1e6:9.2f} {cpu / bare:8.2f} {net:>8}   {judged}", flush=True)


if __name__ == "__main__":
    main()
