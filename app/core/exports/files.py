"""Files that come into being together, each whole, and never in the place of one that is there already."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from app.core.errors import BookError
from app.core.reports.whole_file import whole_file

_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class FileMade:
    """A file that was handed over: ``size`` in bytes, ``rows`` without the title."""

    name: str
    sha256: str
    size: int
    rows: int


class NewFiles:
    """The files of one export: ``OUT``, and where a form holds no more rows ``OUT-2``, ``OUT-3`` and so on."""

    def __init__(self, out: Path, stack: ExitStack) -> None:
        self._out, self._stack = out, stack
        self._begun: list[tuple[Path, Path]] = []
        self._rows: list[int] = []
        self.made: tuple[FileMade, ...] = ()

    def path(self) -> Path:
        """The temporary path of the next file."""
        number = len(self._begun) + 1
        own = self._out if number == 1 else self._out.with_stem(f"{self._out.stem}-{number}")
        self._begun.append((own, self._stack.enter_context(whole_file(own))))
        self._rows.append(0)
        return self._begun[-1][1]

    @contextmanager
    def text(self, *, encoding: str) -> Iterator[TextIO]:
        """The next file, open for writing lines; a sign that its alphabet lacks becomes ``?``."""
        with self.path().open("w", encoding=encoding, errors="replace", newline="") as stream:
            yield stream

    def count(self, rows: int) -> None:
        """Tell that the file begun last holds these rows more."""
        self._rows[-1] += rows

    def close(self) -> None:
        """Nothing more comes: take the digests, and refuse where a file of one of the names came up meanwhile."""
        self.made = tuple(
            FileMade(own.name, _digest(unfinished), unfinished.stat().st_size, rows)
            for (own, unfinished), rows in zip(self._begun, self._rows, strict=True)
        )
        for own, _ in self._begun:
            _refuse_where_taken(own)

    def remove(self) -> None:
        """Take the finished files away again: they were made by this export and nobody was told of them."""
        for own, _ in self._begun:
            own.unlink(missing_ok=True)


@contextmanager
def new_files(out: Path) -> Iterator[NewFiles]:
    """Files that have their real names only when the block has ended well. Raises BookError, DiskTrouble."""
    _refuse_where_taken(out)
    if not out.parent.is_dir():
        raise BookError(f"There is no folder {out.parent}.", hint="Make it first, or name another.")
    files: NewFiles | None = None
    is_closed = False
    try:
        with ExitStack() as stack:
            files = NewFiles(out, stack)
            yield files
            files.close()
            is_closed = True
    except BaseException:
        if files is not None and is_closed:
            files.remove()
        raise


def _refuse_where_taken(path: Path) -> None:
    if path.exists():
        raise BookError(
            f"There is a file {path.name} already.", hint="It is not overwritten: choose another name, or move it away."
        )


def _digest(path: Path) -> str:
    running = hashlib.sha256()
    with path.open("rb") as stream:
        for block in iter(lambda: stream.read(_BLOCK), b""):
            running.update(block)
    return running.hexdigest()
