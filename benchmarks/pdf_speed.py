"""How fast an encrypted PDF statement is read, against pdfium's bare text: ``python -m benchmarks.pdf_speed``.

Each turn takes the same personal statement (200 pages, RC4-128) in two ways, each in a child process of its own: by the
program's road (``read_guarded``: limits, words with their places, rows, digests, observations, and the way back across
the pipe), and by pdfium alone, which opens it and gives the whole text of every page. CPU seconds are of the child and
of what this process does with its answer; the figure is the median, the ratio is to bare pdfium. What a child that
reads nothing costs stands in a row alone. ``--profile`` prints where the program's time goes, in this process.
"""

from __future__ import annotations

import argparse
import cProfile
import os
import pstats
import random
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from app.core.reading import read_guarded
from app.core.sources import Payload, read
from benchmarks.measure import environment, in_child, start_of_a_child

GOAL = 4.0
PASSWORD = "123456"
ROWS_A_PAGE = 30
WORDINGS = (
    ("Pay Bill Charge",),
    ("Customer Transfer to -", "2547******0{n:02d} ALICE TESTER"),
    ("Pay Bill Online to 888001 -", "SAMPLE POWER TOKENS Acc.", "012345678{n:02d}"),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--times", type=int, default=7)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "mpesabooks-benchmarks")
    parser.add_argument("--profile", action="store_true")
    called = parser.parse_args()
    os.environ.update(environment())  # children find their modules compiled, as where the program is installed
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    place = statement(called.folder / "documents", called.pages)
    if called.profile:
        _profile(place)
        return
    rows = called.pages * ROWS_A_PAGE
    print(f"load before: {os.getloadavg()[0]:.1f}; {place.stat().st_size / 2**20:.1f} MB")
    ways = {"a child that reads nothing": start_of_a_child, "bare pdfium text": _bare, "the program": _road}
    spent: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(called.times):
        for name, way in ways.items():
            spent[name].append(_cpu_of(way, place, rows))
    _print(called.pages, {name: statistics.median(each) for name, each in spent.items()})


# ---------------------------------------------------------------- the document


def statement(folder: Path, pages: int) -> Path:
    """A personal statement in the new layout with so many pages, two thirds of its rows broken over lines."""
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    folder.mkdir(parents=True, exist_ok=True)
    place = folder / f"MPESA_Statement_{pages}_pages.pdf"
    if place.exists():
        return place
    lock = StandardEncryption(PASSWORD, ownerPassword="owner", strength=128)
    unfinished = place.with_suffix(".unfinished")
    sheet = Canvas(str(unfinished), pagesize=(595, 842), encrypt=lock)
    rows = _rows(pages * ROWS_A_PAGE)
    for page in range(pages):
        _draw_page(sheet, page, rows)
    sheet.save()
    unfinished.rename(place)
    return place


def _rows(count: int) -> Iterator[tuple[str, str, tuple[str, ...], int, int]]:
    """Rows newest first, one a minute, with balances that run on."""
    chance = random.Random(7)
    balance = 5_000_000
    rows = []
    for number in range(count):
        cents = chance.randrange(100, 90_000) * (1 if balance < 100_000 or chance.random() < 0.5 else -1)
        balance += cents
        day, minute = 1 + number // 1440, number % 1440
        when = f"2026-03-{day:02d} {minute // 60:02d}:{minute % 60:02d}:{number % 60:02d}"
        words = tuple(part.format(n=number % 100) for part in WORDINGS[number % 3])
        rows.append((f"UC{'123456789ABCDEFG'[day - 1]}{number:07d}", when, words, cents, balance))
    return reversed(rows)


def _draw_page(sheet: object, page: int, rows: Iterator[tuple[str, str, tuple[str, ...], int, int]]) -> None:
    from reportlab.pdfgen.canvas import Canvas

    assert isinstance(sheet, Canvas)
    sheet.setFont("Helvetica", 6.5)
    y = 810
    if not page:
        for line in ("M-PESA STATEMENT", "Customer Name: SAMPLE PERSON", "Mobile Number: 0700000009"):
            sheet.drawString(38, y, line)
            y -= 9
    titles = ("Receipt No.", "Completion Time", "Details", "Transaction Status")
    for x, title in zip((38, 108, 177, 282), titles, strict=True):
        sheet.drawString(x, y, title)
    for x, title in zip((437, 504, 570), ("Paid In", "Withdrawn", "Balance"), strict=True):
        sheet.drawRightString(x, y, title)
    y -= 12
    for _ in range(ROWS_A_PAGE):
        receipt, when, words, cents, balance = next(rows)
        for x, text in zip((38, 108, 282), (receipt, when, "Completed"), strict=True):
            sheet.drawString(x, y, text)
        for number, text in enumerate(words):
            sheet.drawString(177, y - 7 * number, text)
        sheet.drawRightString(437 if cents > 0 else 504, y, f"{cents / 100:,.2f}")
        sheet.drawRightString(570, y, f"{balance / 100:,.2f}")
        y -= 7 * len(words) + 9
    for number, text in enumerate(("Disclaimer: invented.", "Statement Verification Code", "AB12CD34")):
        sheet.drawString(38, 40 - 7 * number, text)
    sheet.showPage()


# ---------------------------------------------------------------- the ways


def _road(place: Path) -> int:
    statement = read_guarded(Payload.of_path(place, password=PASSWORD))
    return sum(len(lines.observations.receipts) for lines in statement.lines(lambda *_: None))


def _bare(place: Path) -> int:
    return in_child(_read_by_pdfium, place)


def _read_by_pdfium(place: Path) -> None:
    from pypdfium2 import PdfDocument

    document = PdfDocument(place, password=PASSWORD)
    for number in range(len(document)):
        page = document[number]
        text = page.get_textpage()
        assert text.get_text_range()
        text.close()
        page.close()
    document.close()


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


def _print(pages: int, spent: dict[str, float]) -> None:
    start, bare = spent["a child that reads nothing"], spent["bare pdfium text"]
    print(f"\n{pages:,} pages{'':21} cpu s   ms a page   × bare   net of the child's start")
    for name, cpu in spent.items():
        net = f"{(cpu - start) / (bare - start):6.2f}"
        judged = f"≤ {GOAL} " + ("met" if cpu / bare <= GOAL else "NOT MET") if name == "the program" else ""
        print(f"{name:30} {cpu:6.3f} {cpu / pages * 1e3:9.2f} {cpu / bare:8.2f} {net:>8}   {judged}", flush=True)


def _profile(place: Path) -> None:
    watch = cProfile.Profile()
    watch.enable()
    for lines in read(Payload.of_path(place, password=PASSWORD)).lines(lambda *_: None):
        assert lines.observations.receipts
    watch.disable()
    pstats.Stats(watch).sort_stats("tottime").print_stats(25)


if __name__ == "__main__":
    main()
