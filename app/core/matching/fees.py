"""What a payment may lack without being a part: the payer's fee, tax that the payer withheld. Dated, and only a guess.

The tariff is the paybill's in force 2024 to 2026 (domain notes, section 5); it proposes, it never decides.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

SHILLING = 100
_UP_TO = (100, 500, 1000, 1500, 2500, 3500, 5000, 7500, 10_000, 15_000, 20_000, 25_000, 30_000, 35_000, 40_000, 45_000)
_FEES = (0, 5, 10, 15, 20, 25, 34, 42, 48, 57, 62, 67, 72, 83, 99, 103, 108)
_VAT = 16
_WITHHELD_PER_CENT = (2, 3, 5)
"""VAT is withheld at two per cent of the value without tax, tax on services at three or five of the value."""


class Lack(NamedTuple):
    """A difference that can be explained: how much, and what it is in a bookkeeper's words."""

    cents: int
    told: str


def payers_fee_cents(amount_cents: int) -> int:
    """The whole fee of a paybill payment, which some payers bear, in cents."""
    return _FEES[bisect_left(_UP_TO, -(-amount_cents // SHILLING))] * SHILLING


def lacks(owed_cents: int, paid_cents: int) -> Iterator[Lack]:
    """The ways in which the payment explains itself as less than what is owed."""
    lack = owed_cents - paid_cents
    if lack <= 0:
        return
    if lack in (payers_fee_cents(owed_cents), payers_fee_cents(paid_cents)):
        yield Lack(lack, "as much as the M-PESA fee")
    for per_cent in _WITHHELD_PER_CENT:
        bases = (owed_cents, owed_cents * 100 // (100 + _VAT))
        if any(abs(lack - base * per_cent // 100) <= SHILLING // 2 + 1 for base in bases):
            yield Lack(lack, f"as much as {per_cent} % withheld")
            return
