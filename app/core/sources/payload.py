"""A document's bytes and name, before anybody knows what it is."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from app.core.errors import DocumentRefused
from app.core.statement import Corrections


@dataclass(frozen=True, slots=True)
class Payload:
    """Bytes received under a name: a file on disk (``path``) or bytes in memory (``data``).

    ``password`` opens it where it is encrypted; it is shown nowhere, kept nowhere and part of no comparison.
    ``corrections`` is what a person said of it after a look.
    """

    name: str
    path: Path | None = None
    data: bytes | None = None
    password: str | None = field(default=None, repr=False, compare=False)
    corrections: Corrections = field(default_factory=Corrections)

    @classmethod
    def of_path(cls, path: Path, *, password: str | None = None) -> Payload:
        """The file at ``path``, under its own name."""
        return cls(name=path.name, path=path, password=password)

    @property
    def size(self) -> int:
        """Length in bytes. Raises DocumentRefused where the file cannot be asked."""
        if self.data is not None:
            return len(self.data)
        try:
            return self._place.stat().st_size
        except OSError as error:
            raise _unreadable(self.name, error) from error

    def open(self) -> BinaryIO:
        """A fresh binary stream at the first byte. Raises DocumentRefused where the file cannot be read."""
        if self.data is not None:
            return io.BytesIO(self.data)
        try:
            return self._place.open("rb")
        except OSError as error:
            raise _unreadable(self.name, error) from error

    @property
    def _place(self) -> Path:
        assert self.path is not None, "a payload has a path or data"
        return self.path


def _unreadable(name: str, error: OSError) -> DocumentRefused:
    match error:
        case IsADirectoryError():
            return DocumentRefused(f"“{name}” is a folder, not a file.", hint="Choose the statement inside it.")
        case FileNotFoundError():
            return DocumentRefused(f"There is no file “{name}”.", hint="It may have been moved; choose it again.")
        case PermissionError():
            return DocumentRefused(
                f"“{name}” cannot be read: access is denied.",
                hint="Close other programs that hold it, or ask for permission to read it.",
            )
    return DocumentRefused(
        f"“{name}” cannot be read.", detail=f"The system says: {error.strerror or error}.", hint="Copy it again."
    )
