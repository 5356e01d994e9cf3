"""How likely a sum is: where it pays a bill exactly, in part, with a little more or less; and as a sum of its own.

Chances are of one amount among all; the shares were counted on invented companies (benchmarks/match_quality.py, the
profile for tuning) and agree with what bookkeepers tell (users.md's fees, parts and rounded sums).
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from app.core.matching.fees import SHILLING, Lack, lacks, payers_fee_cents

EXACT, PART, OVER, SHORT, ODD = 0.86, 0.05, 0.02, 0.012, 0.004
"""Of those who pay a bill: the very sum; a part; rounded up; a few shillings or a fee away; anything else."""

FEW_SHILLINGS = 20
MOST_EXPLAINED = 110 * SHILLING
DEAR = 3000 * SHILLING
_PART_STEPS = ((500, 0.30), (100, 0.30), (50, 0.30), (1, 0.10))
_PART_STEPS_OF_DEAR = ((1000, 0.40), (500, 0.40), (100, 0.12), (50, 0.04), (1, 0.04))
"""People pay parts in round sums, of a dear bill in thousands and their halves: steps in shillings, and how many use
them."""

_ROUND_SUMS = (
    *((1000, 0.30, 60), (500, 0.25, 120), (100, 0.20, 600), (50, 0.13, 1200), (10, 0.07, 6000), (1, 0.05, 60000)),
)
"""Sums of their own: the step, the share of sums that are multiples, how many such sums are common."""


KEPT = 1 << 15
"""So many answers are kept: prices and rents come again and again."""


class Chance(NamedTuple):
    """How likely the sum is for this bill, as what (exact, part, over, short, odd), and the explained lack."""

    value: float
    kind: str
    lack: Lack | None = None


@lru_cache(maxsize=KEPT)
def chance_of(cents: int, owed_cents: int) -> Chance:
    """How likely somebody who means to pay ``owed_cents`` sends ``cents``."""
    if cents == owed_cents:
        return Chance(EXACT, "exact")
    return _less(cents, owed_cents) if cents < owed_cents else _more(cents, owed_cents)


def _less(cents: int, owed_cents: int) -> Chance:
    value = PART * part_density(cents, owed_cents) + ODD * SHILLING / owed_cents
    lack = owed_cents - cents
    if lack <= FEW_SHILLINGS * SHILLING and lack % SHILLING == 0:
        value += SHORT / FEW_SHILLINGS
    explained = next(lacks(owed_cents, cents), None) if lack <= max(MOST_EXPLAINED, owed_cents // 16) else None
    if explained is not None:
        return Chance(value + SHORT, "short", explained)
    return Chance(value, "part" if value > ODD * SHILLING / owed_cents else "odd")


def _more(cents: int, owed_cents: int) -> Chance:
    value, more = ODD * SHILLING / cents, cents - owed_cents
    if more <= FEW_SHILLINGS * SHILLING and more % SHILLING == 0:
        value += SHORT / FEW_SHILLINGS
    if more == payers_fee_cents(owed_cents):
        value += SHORT
    for step in (100, 500, 1000):
        if cents % (step * SHILLING) == 0 and more <= step * SHILLING:
            value += OVER / 3
    return Chance(value, "over" if value > ODD * SHILLING / cents else "odd")


def part_density(cents: int, owed_cents: int) -> float:
    """The chance of this sum among the parts that people pay of a bill."""
    if not owed_cents * 0.1 <= cents <= owed_cents * 0.9:
        return 0.0
    shillings, rest = divmod(cents, SHILLING)
    if rest:
        return 0.0
    span = 0.7 * owed_cents / SHILLING
    steps = _PART_STEPS if owed_cents < DEAR else _PART_STEPS_OF_DEAR
    return sum(share / max(span / step, 1.0) for step, share in steps if shillings % step == 0)


def density(cents: int) -> float:
    """The chance of this sum where nothing is known of a bill."""
    shillings, rest = divmod(cents, SHILLING)
    if rest:
        return 1e-7
    return sum(share / many for step, share, many in _ROUND_SUMS if shillings % step == 0) * min(1.0, 2e4 / shillings)
