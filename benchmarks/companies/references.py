"""What people type as account number: the right one in many spellings, and the many ways to get it wrong."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random
from typing import NamedTuple

MOST_SIGNS = 20  # the account field of M-PESA ends there (domain notes, section 1A)
LOOK_ALIKES = {"0": "O", "O": "0", "1": "I", "I": "1", "5": "S", "S": "5", "8": "B", "B": "8"}
_DIGITS = re.compile(r"\d+")


class Meant(NamedTuple):
    """What the payer has before his eyes.

    ``number``: the right one; ``last``: the one he used before ('' if none); ``other``: a number of somebody else;
    ``person``: a name he may type instead; ``phone``: his own, twelve digits; ``free``: a word; ``around``: a frame.
    """

    number: str
    last: str
    other: str
    person: str
    phone: str
    free: str
    around: str


def typed(draw: Random, case: str, meant: Meant) -> tuple[str, str]:
    """The text in the account field, and the case that really came out ('' where the asked one cannot be)."""
    text = _WAYS[case](draw, meant) if case else meant.number
    if text is None or (case and text == meant.number):
        return meant.number[:MOST_SIGNS], ""
    return text[:MOST_SIGNS].strip(), case


def listed(draw: Random, numbers: tuple[str, ...]) -> tuple[str, str]:
    """Several numbers in one field, while there is room; else the first alone."""
    first, *rest = numbers
    tails = [_last_digits(number) for number in rest]
    for text in (
        draw.choice((",", " ", "/", "&", ", ")).join((first, *tails)),
        ",".join((_last_digits(first), *tails)),
    ):
        if len(text) <= MOST_SIGNS:
            return text, "several_listed"
    return first[:MOST_SIGNS], "several_first_only"


def _last_digits(number: str) -> str:
    return _DIGITS.findall(number)[-1]


def _no_prefix(_: Random, meant: Meant) -> str | None:
    found = re.match(r"(?:[A-Za-z]{2,}[-/ ]?|[A-Za-z][-/ ]|\d{4}[-/])(\d.*)", meant.number)  # not the letter of a house
    return found[1] if found else None


def _spaced(draw: Random, meant: Meant) -> str | None:
    number = re.sub(r"[-/]", " ", meant.number)
    if number != meant.number:
        return number
    at = 1 + int(draw.random() * (len(number) - 1))
    return f"{number[:at]} {number[at:]}"


def _one_error(draw: Random, text: str) -> str:
    spots = [at for at, sign in enumerate(text) if sign.isdigit()] or [0]
    at = spots[int(draw.random() * len(spots))]
    luck = draw.random()
    if luck < 0.6:
        near = (
            (int(text[at]) + draw.choice((1, 3, 7, 9))) % 10 if text[at].isdigit() else 7
        )  # beside or above on the keys
        return f"{text[:at]}{near}{text[at + 1 :]}"
    return text[:at] + text[at + 1 :] if luck < 0.8 else text[: at + 1] + text[at:]


def _two_errors(draw: Random, meant: Meant) -> str:
    return _one_error(draw, _one_error(draw, meant.number))


def _swapped(draw: Random, meant: Meant) -> str | None:
    text = meant.number
    spots = [at for at in range(len(text) - 1) if text[at] != text[at + 1] and text[at : at + 2].isdigit()]
    if not spots:
        return None
    at = spots[int(draw.random() * len(spots))]
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def look_alike(draw: Random, text: str) -> str | None:
    """One sign replaced by one that looks like it; None where there is none."""
    spots = [at for at, sign in enumerate(text) if sign in LOOK_ALIKES]
    if not spots:
        return None
    at = spots[int(draw.random() * len(spots))]
    return text[:at] + LOOK_ALIKES[text[at]] + text[at + 1 :]


def _lost_zeros(_: Random, meant: Meant) -> str | None:
    shorter = re.sub(r"(?<!\d)0+(?=\d)", "", meant.number)
    return shorter if shorter != meant.number else None


def _neighbour(draw: Random, meant: Meant) -> str | None:
    found = list(_DIGITS.finditer(meant.number))
    if not found:
        return None
    last = found[-1]
    near = max(0, int(last[0]) + draw.choice((-10, -1, 1, 10)))
    return meant.number[: last.start()] + str(near).zfill(len(last[0])) + meant.number[last.end() :]


_WAYS: dict[str, Callable[[Random, Meant], str | None]] = {
    "no_prefix": _no_prefix,
    "lower_case": lambda _, meant: meant.number.lower(),
    "spaced": _spaced,
    "with_words": lambda _, meant: meant.around.format(meant.number),
    "missing": lambda _, __: "",
    "typo_one": lambda draw, meant: _one_error(draw, meant.number),
    "typo_two": _two_errors,
    "swapped": _swapped,
    "look_alike": lambda draw, meant: look_alike(draw, meant.number),
    "lost_zeros": _lost_zeros,
    "neighbour": _neighbour,
    "others_number": lambda _, meant: meant.other or None,
    "last_number": lambda _, meant: meant.last or None,
    "person_name": lambda _, meant: meant.person,
    "free_text": lambda _, meant: meant.free,
    "phone_number": lambda _, meant: "0" + meant.phone[3:],
}
