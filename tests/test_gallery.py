"""Every sentence that a person can meet while importing, with the file that causes it, in ``docs/messages.md``.

The page is written by ``python -m tests.test_gallery``; a difference between it and what the program says fails here.
"""

from __future__ import annotations

import ast
import contextlib
import importlib
import io
import pkgutil
import sys
import tempfile
from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from app import cli
from app.core import clock, errors, jobs, sources
from app.core.book import Book
from app.core.errors import BookError, DocumentRefused
from app.core.sources import Payload
from app.core.statement import WalletKey
from tests import gallery
from tests.gallery import Entry

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "messages.md"
WATCHED = (
    ROOT / "app/core/sources",
    ROOT / "app/core/actions",
    ROOT / "app/core/jobs.py",
    ROOT / "app/core/reading.py",
)
NOW = clock.instant(datetime(2025, 11, 20, 9, 0))
HEAD = """# What the program says about files

Every sentence that a person can meet while importing, each with a file that causes it. The page is written by
`python -m tests.test_gallery` from what the program says; a test fails where both differ. The book follows the paybill
4000001 unless said otherwise, and it is 20 November 2025.
"""


NOT_SHOWN = {
    "app/core/actions/record_statement.py": "should be looked at before it is taken in",
}
"""Refusals that nobody can meet: the window answers with its preview."""


class Shown(NamedTuple):
    """What one entry made the program say, and where its refusals were made (file and line)."""

    entry: Entry
    said: list[str]
    refusals: list[BookError]
    sites: set[tuple[str, int]]


def entries() -> list[Entry]:
    """All entries, those of one group together, in the order of their modules."""
    found: list[Entry] = []
    there = [module.name for module in pkgutil.iter_modules(gallery.__path__)]
    for area in dict.fromkeys([*gallery.AREAS, *sorted(there)]):
        found += importlib.import_module(f"tests.gallery.{area}").ENTRIES
    groups = list(dict.fromkeys(entry.group for entry in found))
    return sorted(found, key=lambda entry: groups.index(entry.group))


def shown(entry: Entry, folder: Path) -> Shown:
    """Import the entry's files by the command line; what is said of the last is what counts."""
    place = str(folder / "book.mpesabooks")
    keys = [WalletKey(*wallet.split(":")) for wallet in entry.wallets]
    Book.create(place, business="TESTBIZ LIMITED", wallet_keys=keys).close()
    with settings(entry) as watch:
        for name, data in entry.before:
            earlier = folder / name
            earlier.write_bytes(data)
            imported(place, [str(earlier), *(["--wallet", "4000002"] if name == "other.csv" else entry.options)])
        watch.refusals.clear()
        path = folder / entry.name
        if entry.payload is None:
            path.write_bytes(entry.content())
        said = entry.act(place, path) if entry.act else imported(place, [str(path), *entry.options])
    lines = [line.strip() for line in said.replace(f"{folder}/", "").splitlines()]
    return Shown(entry, [line.removeprefix(f"{entry.name}: ") for line in lines], watch.refusals, watch.sites)


def imported(place: str, arguments: list[str]) -> str:
    """Everything that ``import`` prints."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        cli.run(["import", place, *arguments])
    return out.getvalue()


class Watch:
    """Remembers each refusal as it is made."""

    def __init__(self) -> None:
        self.refusals: list[BookError] = []
        self.sites: set[tuple[str, int]] = set()


@contextlib.contextmanager
def settings(entry: Entry) -> Iterator[Watch]:
    """The world of an entry: its limits, its clock, and a watch over the places where refusals are made."""
    watch, made = Watch(), BookError.__init__

    def init(error: BookError, *args: Any, **how: Any) -> None:
        made(error, *args, **how)
        frame = sys._getframe(1)
        if isinstance(error, DocumentRefused) and frame.f_code.co_filename != errors.__file__:
            watch.refusals.append(error)
            watch.sites.add((frame.f_code.co_filename, frame.f_lineno))

    def read_here(payload: Payload, *, wallet: WalletKey | None = None, meanwhile: Any = None) -> Any:
        return sources.read(payload, wallet=wallet)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BookError, "__init__", init)
        patch.setattr(clock, "now", lambda: NOW)
        if not entry.is_apart:
            patch.setattr(jobs, "read_guarded", read_here)
        if entry.payload is not None:
            made_payload = entry.payload
            patch.setattr(Payload, "of_path", classmethod(lambda cls, path, **how: made_payload()))
        for (module, name), value in entry.limits.items():
            patch.setattr(importlib.import_module(module), name, value)
        yield watch


def page(all_shown: list[Shown]) -> str:
    """The page, group by group."""
    parts = [HEAD]
    for group, found in groupby(all_shown, key=lambda one: one.entry.group):
        parts.append(f"\n## {group}\n")
        for one in found:
            parts.append(f"- **{one.entry.what}** (`{one.entry.name}`)")
            parts += [f"  - {line}" for line in one.said]
    return "\n".join(parts) + "\n"


def show_all() -> list[Shown]:
    """Every entry, each in a folder and a book of its own."""
    found = []
    for entry in entries():
        with tempfile.TemporaryDirectory() as folder:
            found.append(shown(entry, Path(folder)))
    return found


@pytest.fixture(scope="module")
def gallery_shown() -> list[Shown]:
    return show_all()


def test_the_page_says_what_the_program_says(gallery_shown: list[Shown]) -> None:
    assert PAGE.read_text(encoding="utf-8") == page(gallery_shown), "renew it: python -m tests.test_gallery"


def test_every_entry_makes_the_program_say_something(gallery_shown: list[Shown]) -> None:
    assert [one.entry.what for one in gallery_shown if not one.said] == []
    assert [line for one in gallery_shown for line in one.said if "unforeseen" in line or "Traceback" in line] == []


def test_every_refusal_says_what_happened_and_what_to_do(gallery_shown: list[Shown]) -> None:
    made = [error for one in gallery_shown for error in one.refusals]
    assert len(made) > 30
    assert [error.title for error in made if not error.title.endswith((".", "?")) or not error.hint.endswith(".")] == []


def refusal_sites() -> list[tuple[Path, int, int, str]]:
    """Every place in the readers that makes a refusal: file, first and last line, and how it begins."""
    names = {
        kind.__name__ for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, DocumentRefused)
    }
    found = []
    for root in WATCHED:
        for path in sorted(root.rglob("*.py")) if root.is_dir() else [root]:
            source = path.read_text(encoding="utf-8")
            for node in ast.walk(ast.parse(source)):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
                    said = ast.get_source_segment(source, node.args[0]) or ""
                    found.append((path, node.lineno, node.end_lineno or node.lineno, said))
    return found


def test_every_refusal_of_the_readers_stands_in_the_gallery(gallery_shown: list[Shown]) -> None:
    met = {site for one in gallery_shown for site in one.sites}
    sites = refusal_sites()
    assert len(sites) > 25
    missing = [
        f"{path.relative_to(ROOT)}:{first} {said}"
        for path, first, last, said in sites
        if not any(str(path) == file and first <= line <= last for file, line in met)
    ]
    unmet = [line for line in missing if not any(f in line and words in line for f, words in NOT_SHOWN.items())]
    assert unmet == [], "write an entry in tests/gallery for each of these"
    assert len(missing) - len(unmet) == len(NOT_SHOWN), "what is met by now may leave NOT_SHOWN"


if __name__ == "__main__":
    PAGE.write_text(page(show_all()), encoding="utf-8")
