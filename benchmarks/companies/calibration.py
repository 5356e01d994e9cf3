"""Is what is said to be 97 % sure right 97 times of 100? A table of reliability, its mean error, and a drawing."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from benchmarks.companies.bounds import Share

EDGES = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999)
SIDE, EDGE = 360, 48
WHOLE = SIDE + 2 * EDGE


class Bin(NamedTuple):
    """Proposals of about the same confidence: how many, how many right, and their mean confidence."""

    share: Share
    said: float


def reliability(said_and_right: Iterable[tuple[float, bool]]) -> list[Bin]:
    """The bins that hold anything, lowest first."""
    hits, many, said = [0] * len(EDGES), [0] * len(EDGES), [0.0] * len(EDGES)
    for confidence, is_right in said_and_right:
        at = max(0, bisect_right(EDGES, confidence) - 1)
        hits[at] += is_right
        many[at] += 1
        said[at] += confidence
    return [Bin(Share(hits[at], many[at]), said[at] / many[at]) for at in range(len(EDGES)) if many[at]]


def error_points(bins: Sequence[Bin]) -> float:
    """The expected calibration error in points of 100."""
    total = sum(each.share.many for each in bins)
    return 100 * sum(each.share.many * abs(each.share.value - each.said) for each in bins) / total if total else 0.0


def drawing(bins: Sequence[Bin], title: str) -> str:
    """An SVG picture: said to the right, true upwards, bars are 95 % bounds, a dot's area tells how many."""
    most = max((each.share.many for each in bins), default=1)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WHOLE}" height="{WHOLE}" font-size="12">',
        f'<rect width="100%" height="100%" fill="white"/><text x="{EDGE}" y="24" font-size="14">{title}</text>',
        f'<path d="M{_x(0)} {_y(0)}H{_x(1)}V{_y(1)}H{_x(0)}Z" fill="none" stroke="#888"/>',
        f'<path d="M{_x(0)} {_y(0)}L{_x(1)} {_y(1)}" stroke="#bbb" stroke-dasharray="4 4"/>',
    ]
    for tick in (0.0, 0.25, 0.5, 0.75, 1.0):
        parts.append(f'<text x="{_x(tick)}" y="{_y(0) + 16}" text-anchor="middle">{tick:.0%}</text>')
        parts.append(f'<text x="{_x(0) - 6}" y="{_y(tick) + 4}" text-anchor="end">{tick:.0%}</text>')
    parts.append(f'<text x="{_x(0.5)}" y="{_y(0) + 36}" text-anchor="middle">said</text>')
    for each in bins:
        low, high = each.share.bounds()
        radius = 2 + 8 * (each.share.many / most) ** 0.5
        parts.append(f'<path d="M{_x(each.said)} {_y(low)}V{_y(high)}" stroke="#1f6f50"/>')
        parts.append(
            f'<circle cx="{_x(each.said)}" cy="{_y(each.share.value)}" r="{radius:.1f}" fill="#1f6f50" '
            f'fill-opacity="0.6"><title>{each.share.hits} of {each.share.many}</title></circle>'
        )
    return "\n".join([*parts, "</svg>\n"])


def _x(share: float) -> float:
    return round(EDGE + SIDE * share, 1)


def _y(share: float) -> float:
    return round(EDGE + SIDE * (1 - share), 1)
