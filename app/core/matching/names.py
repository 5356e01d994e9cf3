"""Names under masks, in other orders, cut short or as initials (domain notes, sections 3 and 6): word by word."""

from __future__ import annotations

import re
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

_PARTS = re.compile(r"[^\W_*•∗]+[*•∗]*|[*•∗]+", re.UNICODE)
_STARS = "*•∗"
_TITLES = frozenset({"MR", "MRS", "MS", "MISS", "DR", "PROF", "REV", "ENG", "HON", "LTD", "LIMITED", "CO", "COMPANY"})


class Word(NamedTuple):
    """What can be seen of one word of a name; ``is_cut`` where letters behind are hidden or missing."""

    letters: str
    is_cut: bool


class Agreement(IntEnum):
    """How two names stand to each other."""

    CONTRARY = -1
    UNTOLD = 0
    PARTLY = 1
    ONE_WORD = 2
    WHOLE = 3


class Comparison(NamedTuple):
    """The agreement, how many of the seen words fit, and the words of the known name that they fit."""

    agreement: Agreement
    fitting: int
    seen: int
    matched: tuple[str, ...]


_UNTOLD = Comparison(Agreement.UNTOLD, 0, 0, ())


@lru_cache(maxsize=200_000)
def words_of(name: str) -> tuple[Word, ...]:
    """The visible words: ``ALICE **** TESTER`` gives ALICE and TESTER, ``J*** D`` gives J and D, both cut."""
    found = []
    for part in _PARTS.findall(name.upper().replace("'", "").replace("’", "")):
        letters = part.rstrip(_STARS)
        if not letters or letters in _TITLES or letters.isdigit():
            continue
        found.append(Word(letters, is_cut=letters != part or len(letters) == 1))
    return tuple(found)


def compared(printed: str, known: str) -> Comparison:
    """A name as a source printed it beside a name as the book knows it."""
    seen, here = words_of(printed), words_of(known)
    if not seen or not here:
        return _UNTOLD
    left = [word.letters for word in here]
    matched: list[str] = []
    weak = 0
    for word in sorted(seen, key=lambda one: one.is_cut):
        at = _place_of(word, left)
        if at is not None:
            weak += word.is_cut and len(word.letters) < 3
            matched.append(left.pop(at))
    fitting = len(matched)
    if fitting == 0:
        return Comparison(Agreement.CONTRARY, 0, len(seen), ())
    if fitting < len(seen) and left:
        return Comparison(Agreement.PARTLY, fitting, len(seen), tuple(matched))
    strong = fitting - weak
    agreement = Agreement.WHOLE if strong >= 2 or (strong and fitting >= 2) else Agreement.ONE_WORD
    return Comparison(agreement, fitting, len(seen), tuple(matched))


def _place_of(word: Word, left: list[str]) -> int | None:
    for at, known in enumerate(left):
        if word.letters == known:
            return at
    for at, known in enumerate(left):
        if word.is_cut and known.startswith(word.letters):
            return at
        if len(word.letters) >= 6 and known.startswith(word.letters):
            return at
    for at, known in enumerate(left):
        if len(known) == 1 and word.letters.startswith(known):
            return at
    return None
