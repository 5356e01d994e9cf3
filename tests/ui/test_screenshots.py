"""Pictures of each page into docs/screenshots, as the window really draws itself: two sizes, two themes, few rows.

A picture is written anew only where it differs from the one that is there, so that running the tests leaves a clean
tree. By hand, with 100,000 rows: ``MPESABOOKS_SCREENSHOT_ROWS=100000 python -m pytest tests/ui/test_screenshots.py``.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.core import clock
from app.ui.rail import PAGES
from tests.ui.conftest import make_book, statement
from tests.ui.photographer import NOW

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "docs" / "screenshots"
ROWS = [int(n) for n in os.environ.get("MPESABOOKS_SCREENSHOT_ROWS", "0,20").split(",")]
SCREENS = {"1366x768": ("1366", "768", "1"), "1920x1080": ("1280", "720", "1.5")}
"""Name of the screen → width and height as the window sees them, and the scale of the screen."""

PROGRAM = Path(__file__).with_name("photographer.py")


@pytest.mark.parametrize("rows", ROWS)
def test_pages_are_photographed(tmp_path: Path, rows: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    documents = [statement(tmp_path, rows, days=90 if rows > 1000 else 3)] if rows else []
    book = make_book(tmp_path / "book.mpesabooks", documents)
    pages = (*PAGES, "evidence" if rows else "start")
    for screen in SCREENS:
        taken = photograph(book, tmp_path / screen, screen, rows)
        wanted = {f"{page}-{screen}-{theme}-{rows}.png" for page in pages for theme in ("light", "dark")}
        assert {path.name for path in taken} == wanted
        for path in taken:
            keep(path)


def photograph(book: Path, out: Path, screen: str, rows: int) -> list[Path]:
    """Run the window in a process of its own (the scale of a screen is fixed when Qt starts)."""
    out.mkdir()
    width, height, scale = SCREENS[screen]
    done = subprocess.run(
        [sys.executable, str(PROGRAM), str(book), str(out), screen, str(rows), width, height],
        capture_output=True,
        text=True,
        check=False,
        timeout=250,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": scale, "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 0, done.stderr
    return sorted(out.glob("*.png"))


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
