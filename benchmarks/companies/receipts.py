"""M-PESA codes as they are given out, and as cashiers copy them."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from benchmarks.companies.people import SIGNS
from benchmarks.companies.references import look_alike
from benchmarks.companies.values import day_of

_EPOCH = date(1970, 1, 1)
_TAILS = 36**5
_SPREAD = 41_713_549  # no common factor with 36**5: consecutive numbers give distinct tails that look random


def day_letters(day: int) -> str:
    """The three signs of year, month and day (domain notes, section 4)."""
    on = _EPOCH + timedelta(days=day)
    return chr(65 + on.year - 2006) + chr(64 + on.month) + "0123456789ABCDEFGHIJKLMNOPQRSTUV"[on.day]


class Codes:
    """Gives out codes that are never given out twice."""

    def __init__(self, draw: Random) -> None:
        self._next = int(draw.random() * _TAILS)
        self._letters: dict[int, str] = {}

    def code(self, pair: str, at: int) -> str:
        """The next code for a payer (his two constant signs) at an instant in seconds UTC."""
        day = day_of(at)
        letters = self._letters.get(day) or self._letters.setdefault(day, day_letters(day))
        self._next = (self._next + _SPREAD) % _TAILS
        number, tail = self._next, ""
        for _ in range(5):
            number, sign = divmod(number, 36)
            tail += SIGNS[sign]
        return letters + pair + tail


def miscopied(draw: Random, code: str, case: str) -> str:
    """The code as a cashier enters it in one of the profile's cases; as it is in all other cases."""
    match case:
        case "lower_case":
            return code.lower()
        case "look_alike":
            return look_alike(draw, code) or _other_sign(draw, code)
        case "transposed":
            spots = [at for at in range(3, len(code) - 1) if code[at] != code[at + 1]]
            at = draw.choice(spots) if spots else 3
            return code[:at] + code[at + 1] + code[at] + code[at + 2 :] if spots else _other_sign(draw, code)
        case "wrong_sign":
            return _other_sign(draw, code)
    return code


def _other_sign(draw: Random, code: str) -> str:
    at = 3 + int(draw.random() * (len(code) - 3))
    return code[:at] + draw.choice(SIGNS.replace(code[at], "")) + code[at + 1 :]
