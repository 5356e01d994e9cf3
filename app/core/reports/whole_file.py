"""A file that is there whole or not at all."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.core.errors import DiskTrouble


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A temporary path beside ``path``; when the block ends well it is on disk and bears the real name.

    When the block fails, what stood under the real name still does. Raises DiskTrouble where the system refuses.
    """
    unfinished = path.with_name(f".{path.stem[:80]}-{secrets.token_hex(4)}.unfinished")
    try:
        yield unfinished
        _sync(unfinished)
        unfinished.replace(path)
    except OSError as error:
        raise DiskTrouble(
            "The file could not be written.",
            detail=f"{path.name}: {error.strerror or error}",
            hint="If the file is open in another program, close it there; check the folder and free space; try again.",
        ) from error
    finally:
        unfinished.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
