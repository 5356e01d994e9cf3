"""What the engine must know of a source that is fuzzed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random
from typing import Any

from app.core.sources import Payload, document, text
from app.core.statement import WalletKey
from tests.core.statement_files import Whole
from tests.fuzz.holding import held

Input = Any
"""What an input is made of: a value that JSON can hold, from which the document is made anew each time."""


def _anything(_input: Input, _whole: Whole) -> None:
    return None


@dataclass(frozen=True)
class Target:
    """One source.

    ``own`` are its files, as paths from ``app/core/sources`` (or how those begin). ``document`` makes an input's
    document, and says the wallet that the user names. ``changed`` gives an input with something about it changed,
    perhaps with parts of another. ``check`` looks closer at what was read. ``most_kept`` bounds the corpus in bytes.
    """

    name: str
    own: tuple[str, ...]
    seeds: Callable[[], list[Input]]
    document: Callable[[Input], tuple[Payload, WalletKey | None]]
    changed: Callable[[Random, Input, Input], Input]
    check: Callable[[Input, Whole], None] = _anything
    most_kept: int = 40_000

    def hold(self, value: Input, payload: Payload, wallet: WalletKey | None) -> Whole | None:
        """Read an input's document as ``held`` does; None where it is refused.

        Raises AssertionError where what was read is not so.
        """
        with _read_by(value.get("block")):
            whole = held(payload, wallet)
        if whole is not None:
            self.check(value, whole)
        return whole


@contextmanager
def _read_by(size: int | None) -> Iterator[None]:
    """Read text by blocks of so many bytes, so that their edges fall everywhere in a small document."""
    places = ((text, "BLOCK_BYTES"), (text, "PIECE_BYTES"), (document, "PART_ROWS"))
    usual = [getattr(module, name) for module, name in places]
    try:
        for module, name in places if size else ():
            setattr(module, name, size)
        yield
    finally:
        for (module, name), value in zip(places, usual, strict=True):
            setattr(module, name, value)
