"""What payers type as account number, in forms that can be compared: spelling, spaces, look-alikes, missing parts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

_FOLDED = str.maketrans("OIQLSBZ", "0101582")
_KEPT = re.compile(r"[^0-9A-Z]+")
_LAST_NUMBER = re.compile(r"(\d+)(?!.*\d)")
LEAST_LETTERS_FOR_SLIPS = 4
LEAST_DIGITS_OF_CORE = 2


class Reference(NamedTuple):
    """A typed text: ``squeezed`` without signs and spaces, ``folded`` with look-alikes alike, ``core`` its number.

    ``INV-01043`` gives ``INV01043``, ``1NV01043`` and ``1043``; a text without digits has no core.
    """

    squeezed: str
    folded: str
    core: str


@lru_cache(maxsize=400_000)
def reference(text: str) -> Reference:
    """The forms of a text; all empty where it holds neither letter nor digit."""
    squeezed = _KEPT.sub("", text.upper())
    folded = squeezed.translate(_FOLDED)
    return Reference(squeezed, folded, core_of(squeezed))


def core_of(squeezed: str) -> str:
    """The last number in it without leading zeros, and the letters behind it: ``HSE04B`` gives ``4B``."""
    found = _LAST_NUMBER.search(squeezed)
    if not found:
        return ""
    return (found[1].lstrip("0") or "0") + squeezed[found.end() :]


def deletions(folded: str) -> Iterator[str]:
    """The text itself and all texts with one sign less: two texts one slip apart share one of them."""
    if len(folded) < LEAST_LETTERS_FOR_SLIPS:
        return
    yield folded
    for at in range(len(folded)):
        yield folded[:at] + folded[at + 1 :]


def is_one_slip(one: str, other: str) -> bool:
    """Whether one sign is wrong, missing or too many, or two neighbours are turned round."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    if len(one) == len(other):
        wrong = [at for at in range(len(one)) if one[at] != other[at]]
        if len(wrong) == 1:
            return True
        turned = len(wrong) == 2 and wrong[1] == wrong[0] + 1
        return turned and one[wrong[0]] == other[wrong[1]] and one[wrong[1]] == other[wrong[0]]
    short, long = sorted((one, other), key=len)
    return any(long[:at] + long[at + 1 :] == short for at in range(len(long)))
