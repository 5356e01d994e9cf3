"""Exact bounds of a share: Clopper and Pearson, by the incomplete beta function."""

from __future__ import annotations

import math
from typing import NamedTuple

_STEPS, _ENOUGH, _TINY = 400, 1e-14, 1e-300


class Share(NamedTuple):
    """``hits`` of ``many``."""

    hits: int
    many: int

    @property
    def value(self) -> float:
        """The share, or NaN of nothing."""
        return self.hits / self.many if self.many else math.nan

    def bounds(self, confidence: float = 0.95) -> tuple[float, float]:
        """The exact two-sided bounds; 0 and 1 where nothing was seen."""
        tail = (1 - confidence) / 2
        misses = self.many - self.hits
        lower = _quantile(tail, self.hits, misses + 1) if self.hits else 0.0
        upper = _quantile(1 - tail, self.hits + 1, misses) if misses else 1.0
        return lower, upper


def _quantile(chance: float, a: float, b: float) -> float:
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        if incomplete_beta(middle, a, b) < chance:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def incomplete_beta(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function, by its continued fraction (Lentz)."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - incomplete_beta(1 - x, b, a)
    front = math.exp(
        math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    )  # fmt: skip
    return front * _fraction(x, a, b) / a


def _fraction(x: float, a: float, b: float) -> float:
    c, d = 1.0, 1 / _away_from_zero(1 - (a + b) * x / (a + 1))
    total = d
    for m in range(1, _STEPS):
        for term in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 / _away_from_zero(1 + term * d)
            c = _away_from_zero(1 + term / c)
            total *= c * d
        if abs(c * d - 1) < _ENOUGH:
            break
    return total


def _away_from_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY
