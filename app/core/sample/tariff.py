"""What the sample shop pays M-PESA on each payment: the business side of the shared plan (domain notes, section 5)."""

from __future__ import annotations

from bisect import bisect_left

_UP_TO = (1000, 1500, 2500, 3500, 5000, 7500, 10_000, 15_000, 20_000, 25_000, 30_000, 35_000, 40_000, 45_000, 250_000)
_FEES = (0, 5, 7, 9, 18, 25, 30, 39, 43, 47, 52, 62, 76, 80, 84)
FREE_UP_TO_CENTS = _UP_TO[0] * 100


def charge_cents(amount_cents: int) -> int:
    """The fee of one payment in cents; payments up to KES 1,000 are free for the business under this plan."""
    return _FEES[bisect_left(_UP_TO, -(-amount_cents // 100))] * 100
