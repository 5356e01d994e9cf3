"""Names under masks, in other orders, cut short or as initials (domain notes, sections 3 and 6): word by word."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from app.core.matching.references import slips_between

_PARTS = re.compile(r"[^\W_*•∗]+[*•∗]*|[*•∗]+", re.UNICODE)
_STARS = "*•∗"
_TITLES = frozenset(
    {"MR", "MRS", "MS", "MISS", "DR", "PROF", "REV", "ENG", "HON", "MAMA", "LTD", "LIMITED", "CO", "COMPANY"}
)
LEAST_LETTERS_TO_TELL = 3
_LEAST_LETTERS_CUT, _LEAST_LETTERS_MISSPELT = 5, 4


class Word(NamedTuple):
    """What can be seen of one word of a name; ``is_cut`` where letters behind are hidden or missing."""

    letters: str
    is_cut: bool


Words = tuple[Word, ...]


class Agreement(StrEnum):
    """How two names stand to each other."""

    UNTOLD = "untold"
    CONTRARY = "contrary"
    PARTLY = "partly"
    ONE_WORD = "one_word"
    WHOLE = "whole"


class Comparison(NamedTuple):
    """The agreement, how many of the words seen fit, and the words of the known name that they fit."""

    agreement: Agreement
    fitting: int
    seen: int
    matched: tuple[str, ...]


_UNTOLD = Comparison(Agreement.UNTOLD, 0, 0, ())


@lru_cache(maxsize=8192)
def words_of(name: str) -> Words:
    """The visible words: ``ALICE **** TESTER`` gives ALICE and TESTER, ``J*** D`` gives J and D, both cut."""
    found = []
    for part in _PARTS.findall(name.upper().replace("'", "").replace("’", "")):
        letters = part.rstrip(_STARS)
        if letters and letters not in _TITLES and not letters.isdigit():
            found.append(Word(letters, is_cut=letters != part or len(letters) == 1))
    return tuple(found)


def compared(seen: Words, here: Words) -> Comparison:
    """A name as a source printed it beside a name as the book knows it."""
    if not seen or not here:
        return _UNTOLD
    left = [word.letters for word in here]
    matched: list[str] = []
    weak = 0
    for word in sorted(seen, key=lambda one: one.is_cut) if any(word.is_cut for word in seen) else seen:
        at = _place_of(word, left)
        if at is not None:
            weak += min(len(word.letters), len(left[at])) < LEAST_LETTERS_TO_TELL
            matched.append(left.pop(at))
    return Comparison(_agreement(len(matched), weak, len(seen), bool(left)), len(matched), len(seen), tuple(matched))


def _agreement(fitting: int, weak: int, seen: int, has_more: bool) -> Agreement:  # noqa: FBT001
    if fitting == weak:
        return Agreement.UNTOLD if fitting == seen else Agreement.CONTRARY
    if fitting < seen and has_more:
        return Agreement.PARTLY
    is_whole = fitting - weak >= 2
    return Agreement.WHOLE if is_whole else Agreement.ONE_WORD


def _place_of(word: Word, left: list[str]) -> int | None:
    letters = word.letters
    if letters in left:
        return left.index(letters)
    for at, known in enumerate(left):
        if _is_short_for(letters, known, is_cut=word.is_cut):
            return at
    return None


def _is_short_for(letters: str, known: str, *, is_cut: bool) -> bool:
    """Cut letters begin the known word, the known word is an initial or cut itself, or one letter is wrong."""
    if is_cut:
        return known.startswith(letters) or (len(known) > 1 and letters.startswith(known))
    if len(known) == 1:
        return letters[0] == known
    if letters[0] != known[0]:
        return False
    if min(len(letters), len(known)) >= _LEAST_LETTERS_CUT and (known.startswith(letters) or letters.startswith(known)):
        return True
    return min(len(letters), len(known)) >= _LEAST_LETTERS_MISSPELT and slips_between(letters, known) == 1
