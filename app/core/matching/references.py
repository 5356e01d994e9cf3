"""What payers type as account number, in forms that can be compared: spelling, spaces, look-alikes, missing parts."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

_FOLDED = str.maketrans("OIQLSBZ", "0101582")
_NOT_KEPT = re.compile(r"[^0-9A-Z]+")
_LAST_NUMBER = re.compile(r"(\d+)(\D*)$", re.ASCII)
_SEVERAL = re.compile(r"[,;/&+]|\band\b", re.IGNORECASE)
_SIGNS = "0123456789ACDEFGHJKMNPRTUVWXY"
"""The signs that folding leaves; ten digits first."""
LEAST_SIGNS_FOR_SLIPS = 4
LEAST_DIGITS_IN_LIST = 3


class Reference(NamedTuple):
    """A typed text: ``squeezed`` without signs and spaces, ``folded`` with look-alikes alike, ``core`` its number.

    ``INV-01043`` gives ``INV01043``, ``1NV01043`` and ``1043``; a text without digits has no core.
    """

    squeezed: str
    folded: str
    core: str


@lru_cache(maxsize=4096)
def reference(text: str) -> Reference:
    """The forms of a text; all empty where it holds neither letter nor digit."""
    squeezed = squeezed_of(text)
    return Reference(squeezed, squeezed.translate(_FOLDED), core_of(squeezed))


def squeezed_of(text: str) -> str:
    """Capital letters and digits, nothing else."""
    upper = text.upper()
    return upper if upper.isalnum() and upper.isascii() else _NOT_KEPT.sub("", upper)


def folded_of(squeezed: str) -> str:
    """Look-alikes alike: O and 0, I and 1, S and 5, B and 8."""
    return squeezed.translate(_FOLDED)


def core_of(squeezed: str) -> str:
    """The last number in it without leading zeros, and the letters behind it: ``HSE04B`` gives ``4B``."""
    found = _LAST_NUMBER.search(squeezed)
    return (found[1].lstrip("0") or "0") + found[2] if found else ""


def parts_of(text: str) -> list[str]:
    """The numbers of a list such as ``INV-1041, 1042 & 1043``; none where it is one text."""
    parts = [part for part in map(str.strip, _SEVERAL.split(text)) if part]
    if len(parts) == 1:
        parts = text.split()
    is_list = len(parts) > 1 and all(sum(map(str.isdigit, part)) >= LEAST_DIGITS_IN_LIST for part in parts)
    return parts if is_list else []


def numbered_word(text: str) -> str:
    """The one word with a digit among words without: ``4B`` of ``rent for 4B``; '' where there is no such word."""
    words = text.split()
    numbered = [word for word in words if any(map(str.isdigit, word))]
    return numbered[0] if len(numbered) == 1 < len(words) else ""


Signs = Mapping[int, Sequence[Collection[str]]]
"""Length of a text to the signs that stand at each of its places, in any of the texts looked among."""


def one_slip_from(folded: str, among: Signs) -> Iterator[str]:
    """The texts with one sign wrong, missing or too many, or two neighbours turned round, that may be among others.

    Only what can be spelt with the signs that stand there: a word is not one slip from any invoice number, and is seen
    to be none at its second sign. A table of all slips of all numbers would be ten times the numbers.
    """
    if len(folded) < LEAST_SIGNS_FOR_SLIPS:
        return
    for shift in (-1, 0, 1):
        places = among.get(len(folded) + shift)
        if places is not None:
            head, tail = _fitting(folded, places, shift)
            if tail <= head + 2:
                yield from _SLIPS[shift](folded, places, head, tail)


def _fitting(folded: str, places: Sequence[Collection[str]], shift: int) -> tuple[int, int]:
    """How far the text fits from its beginning, and from where it fits to its end if that is moved by ``shift``."""
    head, tail, many = 0, len(folded), min(len(folded), len(places))
    while head < many and folded[head] in places[head]:
        head += 1
    while tail > max(0, -shift) and folded[tail - 1] in places[tail - 1 + shift]:
        tail -= 1
    return head, tail


def _left_out(folded: str, _places: Sequence[Collection[str]], head: int, tail: int) -> Iterator[str]:
    for at in range(max(0, tail - 1), min(head, len(folded) - 1) + 1):
        yield folded[:at] + folded[at + 1 :]


def _changed(folded: str, places: Sequence[Collection[str]], head: int, tail: int) -> Iterator[str]:
    last = len(folded) - 1
    for at in range(max(0, tail - 1), min(head, last) + 1):
        for other in _likely(folded[at]):
            if other != folded[at] and other in places[at]:
                yield folded[:at] + other + folded[at + 1 :]
    for at in range(max(0, tail - 2), min(head, last - 1) + 1):
        one, other = folded[at], folded[at + 1]
        if one != other and other in places[at] and one in places[at + 1]:
            yield folded[:at] + other + one + folded[at + 2 :]


def _put_in(folded: str, places: Sequence[Collection[str]], head: int, tail: int) -> Iterator[str]:
    for at in range(tail, min(head, len(folded)) + 1):
        for other in _likely(folded[at]) if at < len(folded) else _SIGNS[:10]:
            if other in places[at]:
                yield folded[:at] + other + folded[at:]


def _likely(sign: str) -> str:
    """A finger that slips stays among digits, or among letters."""
    return _SIGNS[:10] if sign.isdigit() else _SIGNS[10:]


_SLIPS = {-1: _left_out, 0: _changed, 1: _put_in}


def slips_between(one: str, other: str) -> int:
    """How many slips of a finger lie between two folded texts: 0, 1, 2, and 3 for all above.

    What both begin and end with is taken off; what is left begins and ends differently, so that two slips can only be
    at its ends.
    """
    if one == other:
        return 0
    less, more = (one, other) if len(one) <= len(other) else (other, one)
    apart = len(more) - len(less)
    if apart > 2:
        return 3
    at, most = 0, len(less)
    while at < most and less[at] == more[at]:
        at += 1
    behind = 0
    while behind < most - at and less[-1 - behind] == more[-1 - behind]:
        behind += 1
    less, more = less[at : most - behind], more[at : len(more) - behind]
    if len(more) == 1 or (len(less) == 2 and less == more[::-1]):
        return 1
    return 2 if len(more) == 2 or _is_two_slips(less, more, apart) else 3


def _is_two_slips(less: str, more: str, apart: int) -> bool:
    inside = more[1:-1]
    if apart == 0:
        return inside == less[1:-1] or less[1:] == more[:-1] or less[:-1] == more[1:]
    return inside in (less[1:], less[:-1]) if apart == 1 else inside == less


def is_neighbour(one: str, other: str) -> bool:
    """Whether two numbers with the same letters are one or ten apart: the line above or below on a list."""
    left, right = core_of(one), core_of(other)
    return left.isdigit() and right.isdigit() and abs(int(left) - int(right)) in (1, 10)
