"""Files that make the program say each of its sentences about importing, one module an area, each with ``ENTRIES``.

``tests/test_gallery.py`` imports them by the command line and writes what was said to ``docs/messages.md``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.core.sources import Payload

AREAS = ("tables", "workbooks", "papers", "edited", "places", "rows", "whole", "troubles")
"""The order of the page; areas that are not named here follow."""

Document = tuple[str, bytes]
"""A file's name and content."""


@dataclass(frozen=True)
class Entry:
    """One file and what it makes the program say.

    ``what`` tells a reader what the file is. ``before`` are files imported earlier, ``options`` those of the command.
    ``limits`` sets bounds of the program lower for this entry (module and name, value), so that a small file reaches
    them. ``is_apart``: read in a process of its own, as the program reads it; else in this one, where it is watched.
    ``payload`` takes the place of the file where what is odd is not its content. ``act`` is done with book and file
    in place of the import, and gives what was said.
    """

    group: str
    what: str
    name: str
    data: bytes | Callable[[], bytes] = b""
    before: Sequence[Document] = ()
    options: Sequence[str] = ()
    limits: Mapping[tuple[str, str], object] = field(default_factory=dict)
    is_apart: bool = False
    payload: Callable[[], Payload] | None = None
    wallets: Sequence[str] = ("4000001:Utility",)
    act: Callable[[str, Path], str] | None = None

    def content(self) -> bytes:
        """The file's bytes."""
        return self.data if isinstance(self.data, bytes) else self.data()
