"""Invented people: their names and numbers, how the office wrote them down, and how M-PESA prints them."""

from __future__ import annotations

import hashlib
from random import Random
from typing import NamedTuple

from benchmarks.companies.profiles import Profile, case_of

SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
PREFIXES = tuple("25470 25471 25472 25474 25479 25411".split())
"""The beginnings of Safaricom's numbers; what follows is drawn by chance and belongs to nobody in particular."""
SHOP_WORDS = ("Stores", "Hardware", "Agrovet", "Traders", "Enterprises", "Chemist", "Salon", "Academy")
TITLES = ("Mr", "Mrs", "Mama", "Dr", "Eng.")
RECORD_LETTERS = 12


class Person(NamedTuple):
    """Somebody who pays. ``pair`` are the signs 4 and 5 of all receipts of this payer (domain notes, section 4)."""

    first: str
    middle: str
    last: str
    phones: tuple[str, ...]
    pair: str
    is_mixed_case: bool


def new_person(draw: Random, profile: Profile, *, last: str = "", lines: int = 1) -> Person:
    """A person with so many phone lines, of a given surname or any."""
    middle = "" if draw.random() < profile.two_named else _name(draw, profile.last_names, profile.name_skew)
    return Person(
        _name(draw, profile.first_names, profile.name_skew),
        middle,
        last or _name(draw, profile.last_names, profile.name_skew),
        tuple(new_phone(draw) for _ in range(lines)),
        SIGNS[10 + int(draw.random() * 26)] + SIGNS[int(draw.random() * 36)],
        draw.random() < profile.mixed_case,
    )


def new_phone(draw: Random) -> str:
    """Twelve digits, 254…, drawn by chance."""
    return f"{PREFIXES[int(draw.random() * len(PREFIXES))]}{int(draw.random() * 10_000_000):07d}"


def _name(draw: Random, stock: tuple[str, ...], skew: float) -> str:
    return stock[int(draw.random() ** skew * len(stock))]


# ---------------------------------------------------------------- as M-PESA prints them
def printed_name(person: Person, shape: str) -> str:
    """The name as a source prints it; ``stars`` hides the middle name of three (domain notes, section 1A)."""
    match shape:
        case "first":
            parts = [person.first]
        case "full":
            parts = [person.first, person.middle, person.last]
        case "last_first":
            parts = [person.last, person.first]
        case "stars" if person.middle:
            parts = [person.first, "****", person.last]
        case _:
            parts = [person.first, person.last]
    name = " ".join(filter(None, parts))
    return name.title() if person.is_mixed_case else name


def printed_phone(phone: str, shape: str) -> str:
    """The number under a mask of the domain notes, section 6.

    ``5+4+3`` shows five digits of 254…, four stars and three digits; with a leading 0 the local form 07… is meant.
    ``full``, ``hash``, ``spaced`` and ``empty`` say what they are.
    """
    match shape:
        case "full":
            return phone
        case "hash":
            return hashlib.sha256(phone.encode()).hexdigest()
        case "spaced":
            return f"{phone[:4]} ***** {phone[-3:]}"
        case "empty":
            return ""
    shown, stars, tail = shape.split("+")
    whole = "0" + phone[3:] if shown.startswith("0") else phone
    return whole[: int(shown)] + "*" * int(stars) + whole[-int(tail) :]


# ---------------------------------------------------------------- as the office wrote them down
def record_name(draw: Random, profile: Profile, person: Person) -> tuple[str, str]:
    """The customer's name in the office's list, and which of the records' cases it is."""
    case = case_of(draw, profile.records)
    first, last = person.first.title(), person.last.title()
    full = " ".join(filter(None, (first, person.middle.title(), last)))
    match case:
        case "first_last":
            return f"{first} {last}", case
        case "last_first":
            return f"{last} {first}", case
        case "initial_last":
            return f"{first[0]}. {last}", case
        case "titled":
            return f"{TITLES[int(draw.random() * len(TITLES))]} {first} {last}", case
        case "shop_name":
            return f"{last} {SHOP_WORDS[int(draw.random() * len(SHOP_WORDS))]}", case
        case "misspelt":
            return f"{_misspelt(draw, first)} {_misspelt(draw, last)}", case
        case "truncated":
            return full[:RECORD_LETTERS].strip(), case
    return full, case


def _misspelt(draw: Random, word: str) -> str:
    at = 1 + int(draw.random() * (len(word) - 2)) if len(word) > 2 else 0
    return word[:at] + word[at + 1 :] if draw.random() < 0.5 else word[:at] + word[at] + word[at:]
