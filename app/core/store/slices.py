"""Long lists of values in parts that fit one IN list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

AT_ONCE = 500

T = TypeVar("T")


def in_slices(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """Parts small enough for one IN list, in order."""
    for start in range(0, len(values), AT_ONCE):
        yield values[start : start + AT_ONCE]
