"""Two programs bring overlapping halves into one book at once; a program is killed in the middle of it."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.core.book import Book
from app.core.sample.truth import truth
from tests.books import is_sound, standing, written


def _importing(place: str, document: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "app", "import", place, str(document), "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_overlapping_halves_at_once_lose_and_double_nothing(store_place: str, tmp_path: Path) -> None:
    movements = list(truth(6000, seed=3, days=10))
    halves = [movements[:4000], movements[2000:]]
    documents = [written(tmp_path, half, "legacy", name=str(n)) for n, half in enumerate(halves)]
    Book.create(store_place, business="X").close()
    running = [_importing(store_place, document) for document in documents]
    told = []
    for process in running:
        out, err = process.communicate(timeout=120)
        assert err == ""
        told += json.loads(out)
    assert sum(one["new"] for one in told) == len(movements)
    assert sum(one["known"] for one in told) == sum(map(len, halves)) - len(movements)
    book = Book.open(store_place)
    assert len(standing(book)) == len(movements)
    assert is_sound(book)
    book.close()


@pytest.mark.parametrize("seed", range(4))
def test_killed_at_any_moment_it_is_all_or_nothing(sqlite_place: str, tmp_path: Path, seed: int) -> None:
    movements = list(truth(20_000, seed=4, days=30))
    document = written(tmp_path, movements, "legacy", name="long")
    Book.create(sqlite_place, business="X").close()
    process = _importing(sqlite_place, document)
    time.sleep(random.Random(seed).uniform(0.2, 1.6))
    process.send_signal(signal.SIGKILL)
    process.communicate()
    book = Book.open(sqlite_place)
    assert len(standing(book)) in (0, len(movements))
    assert is_sound(book)
    book.close()
    again = _importing(sqlite_place, document)
    out, err = again.communicate(timeout=120)
    assert err == ""
    assert json.loads(out)[0]["rows"] == len(movements)
    book = Book.open(sqlite_place)
    assert len(standing(book)) == len(movements)
    book.close()
