"""The brake: a rule whose matches people undo too often only suggests, until it has earned its place again."""

from __future__ import annotations

import math
from typing import NamedTuple

from app.core.matching.values import RuleRecord

TARGET = 0.997
"""The lower bound of precision below which a rule may not confirm by itself (goals of matching)."""

PRIOR_CONFIRMED, PRIOR_UNDONE = 3000.0, 1.0
"""What a rule brings along before this book has counted anything: the published benchmark confirmed far more without
an error, but a book is its own world, so its word weighs like three thousand matches."""

_NORMAL_95 = 1.6449


class Brake(NamedTuple):
    """A rule's standing: the lower 95 % bound of its precision, whether it only suggests, and that in words."""

    rule: str
    bound: float
    is_on: bool
    sentence: str


def brake(record: RuleRecord) -> Brake:
    """How the rule stands after what this book counted."""
    bound = lower_bound(PRIOR_CONFIRMED + record.confirmed - record.undone, PRIOR_UNDONE + record.undone)
    is_on = bound < TARGET
    counted = f"{record.undone:,} of {record.confirmed:,} matches by “{record.rule}” were taken back"
    told = f"{counted}: it only suggests now." if is_on else f"{counted}."
    return Brake(record.rule, bound, is_on, told)


def lower_bound(good: float, bad: float) -> float:
    """The lower one-sided 95 % bound of a share, seen ``good`` times and not seen ``bad`` times (Wilson's score)."""
    n = good + bad
    share, z2 = good / n, _NORMAL_95**2
    middle = share + z2 / (2 * n)
    spread = _NORMAL_95 * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    return (middle - spread) / (1 + z2 / n)
