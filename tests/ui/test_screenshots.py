"""Pictures of each page into docs/screenshots, as the window really draws itself: two sizes, two themes, few rows.

A picture is written anew only where it differs from the one that is there, so that running the tests leaves a clean
tree. By hand, with 100,000 rows: ``MPESABOOKS_SCREENSHOT_ROWS=100000 python -m pytest tests/ui/test_screenshots.py``.
"""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.core import clock
from app.ui.rail import PAGES
from tests.core.edited_files import as_american_text, with_column
from tests.core.statement_files import csv_bytes
from tests.ui.conftest import make_book, statement
from tests.ui.items_books import trade_book
from tests.ui.items_photographer import STATES as ITEM_STATES
from tests.ui.photographer import NOW
from tests.ui.queue_books import make_queue_book
from tests.ui.queue_photographer import STATES, prepare

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "docs" / "screenshots"
ROWS = [int(n) for n in os.environ.get("MPESABOOKS_SCREENSHOT_ROWS", "0,20").split(",")]
SCREENS = {"1366x768": ("1366", "768", "1"), "1920x1080": ("1280", "720", "1.5")}
"""Name of the screen → width and height as the window sees them, and the scale of the screen."""

CLOSING = ("close", "days-closed", "reopen")

PROGRAM = Path(__file__).with_name("photographer.py")
QUEUE_PROGRAM = Path(__file__).with_name("queue_photographer.py")
ITEMS_PROGRAM = Path(__file__).with_name("items_photographer.py")


@pytest.mark.parametrize("rows", ROWS)
def test_pages_are_photographed(tmp_path: Path, rows: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setenv("LOGNAME", "asha")
    document = statement(tmp_path, rows or 20, days=90 if rows > 1000 else 3)
    book = make_book(tmp_path / "book.mpesabooks", [document] if rows else [])
    papers = edited(tmp_path / "papers", document)
    pages = (*PAGES, "evidence" if rows else "start", "preview", "password", "columns", *CLOSING)
    for screen in SCREENS:
        taken = photograph(book, papers, tmp_path / screen, screen, rows)
        wanted = {f"{page}-{screen}-{theme}-{rows}.png" for page in pages for theme in ("light", "dark")}
        assert {path.name for path in taken} == wanted
        for path in taken:
            keep(path)


@pytest.mark.parametrize("screen", SCREENS)
def test_the_queue_is_photographed_in_each_state(tmp_path: Path, screen: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setenv("LOGNAME", "asha")
    book = tmp_path / "queue.mpesabooks"
    make_queue_book(book, 20)
    prepare(str(book))
    taken = photograph_with(QUEUE_PROGRAM, screen, str(book), str(tmp_path), screen)
    wanted = {f"queue-{state}-{screen}-{theme}.png" for state in STATES for theme in ("light", "dark")}
    assert {path.name for path in tmp_path.glob("*.png")} == wanted, taken
    for name in sorted(wanted):
        keep(tmp_path / name)


@pytest.mark.parametrize("rows", [n for n in ROWS if n])
def test_the_other_side_is_photographed(tmp_path: Path, rows: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setenv("LOGNAME", "asha")
    book = trade_book(tmp_path, rows)
    for screen in SCREENS:
        out = tmp_path / screen
        out.mkdir()
        photograph_with(ITEMS_PROGRAM, screen, str(book), str(out), screen, str(rows))
        wanted = {f"{state}-{screen}-{theme}-{rows}.png" for state in ITEM_STATES for theme in ("light", "dark")}
        assert {path.name for path in out.glob("*.png")} == wanted
        for name in sorted(wanted):
            keep(out / name)


def edited(folder: Path, document: Path) -> Path:
    """The statement saved again month first with some rows spoilt, and a list with headings of somebody's own."""
    folder.mkdir()
    rows = list(csv.reader(document.read_text().splitlines()))
    top = next(at for at, row in enumerate(rows) if row and row[0].startswith("Receipt"))
    grid = with_column(rows[top:], ("Completion Time", "Initiation Time"), as_american_text)
    grid[3][5], grid[6][0] = "1.5OO,00", "see note"
    (folder / document.name).write_bytes(csv_bytes([*rows[:top], *grid]))
    own = [
        ["Code", "When", "What for", "Came", "Went", "Left"],
        *([r[0], r[1], *r[3:4], *r[5:8]] for r in rows[top + 1 :]),
    ]
    (folder / "October.csv").write_bytes(csv_bytes(own[:20]))
    return folder


def photograph(book: Path, papers: Path, out: Path, screen: str, rows: int) -> list[Path]:
    """Run the window in a process of its own (the scale of a screen is fixed when Qt starts)."""
    out.mkdir()
    photograph_with(PROGRAM, screen, str(book), str(out), str(papers), screen, str(rows))
    return sorted(out.glob("*.png"))


def photograph_with(program: Path, screen: str, *told: str) -> str:
    """Run one of the photographing programs on a screen; what it printed."""
    width, height, scale = SCREENS[screen]
    done = subprocess.run(
        [sys.executable, str(program), *told, width, height],
        capture_output=True,
        text=True,
        check=False,
        timeout=290,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": scale, "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def keep(picture: Path) -> None:
    """Put the picture into docs unless the same is there; a palette of 128 colours keeps it small."""
    from PIL import Image, ImageChops

    PICTURES.mkdir(parents=True, exist_ok=True)
    kept = PICTURES / picture.name
    new = Image.open(picture).convert("RGB")
    colours = new.getcolors(maxcolors=1 << 24) or []
    assert len(colours) > 8, f"{picture.name} is blank"
    new = new.quantize(128, dither=Image.Dither.NONE)
    if kept.exists():
        old = Image.open(kept)
        if old.size == new.size and ImageChops.difference(old.convert("RGB"), new.convert("RGB")).getbbox() is None:
            return
    new.save(kept, optimize=True)
