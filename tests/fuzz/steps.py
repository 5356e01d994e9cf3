"""Which steps reading takes through the sources: a line after a line of one function, as a set of numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from types import CodeType
from typing import Any

import coverage

SOURCES = Path(__file__).resolve().parents[2] / "app" / "core" / "sources"
_BITS = 28
_LINE = (1 << _BITS) - 1
_FILE = 2 * _BITS + 2
"""A step is file << _FILE | its two lines of 28 bits each and a sign for either, as coverage's tracer packs them."""


class Tracer:
    """Notes the steps taken in the files of a folder, by the tracer of ``coverage`` that is written in C.

    What it noted is taken from it input by input, without the database that coverage keeps for whole runs: that costs
    more than reading a small document.
    """

    def __init__(self, folder: Path = SOURCES) -> None:
        self._folder = folder
        self.files: list[str] = []
        self.taken: set[int] = set()
        self._numbers: dict[str, int] = {}
        self._coverage = coverage.Coverage(branch=True, data_file=None, config_file=False, include=[f"{folder}/*"])
        self._coverage.set_option("run:core", "ctrace")
        self._coverage.set_option("run:disable_warnings", ["no-data-collected"])

    def steps(self, deed: Callable[[], object]) -> set[int]:
        """The steps that a deed takes; where it raises, those until then stand in ``taken``."""
        self._coverage.start()
        try:
            deed()
        finally:
            self._coverage.stop()
            self.taken = set(self._noted())
        return self.taken

    def _noted(self) -> Iterator[int]:
        collector: Any = self._coverage._collector
        for path, packed in collector.data.items():
            base = self._number_of(path) << _FILE
            yield from (base | pair for pair in packed)
            packed.clear()

    def _number_of(self, path: str) -> int:
        if path not in self._numbers:
            self._numbers[path] = len(self.files)
            self.files.append(Path(path).relative_to(self._folder).as_posix())
        return self._numbers[path]

    def lines(self, steps: set[int]) -> dict[str, set[int]]:
        """The lines that steps led to, by file (its path from the folder)."""
        found: dict[str, set[int]] = defaultdict(set)
        for step in steps:
            found[self.file_of(step)] |= {step & _LINE, step >> _BITS & _LINE}
        return found

    def file_of(self, step: int) -> str:
        """The file in which a step was taken."""
        return self.files[step >> _FILE]


def lines_of_file(name: str) -> set[int]:
    """All lines of a file's functions, by the file's path from ``app/core/sources``."""
    path = SOURCES / name
    whole = compile(path.read_text(encoding="utf-8"), str(path), "exec")
    return {line for code in _functions(whole) for *_, line in code.co_lines() if line and line != code.co_firstlineno}


def _functions(code: CodeType) -> Iterator[CodeType]:
    """The code of all functions in a module, classes' bodies left out: those run when it is loaded."""
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            if inner.co_flags & 0x2:  # CO_NEWLOCALS: a function, no class body
                yield inner
            yield from _functions(inner)
