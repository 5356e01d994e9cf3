"""Amounts as people type them in a cell: sums, differences, and per cents of the payment."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

from app.core.money import CENTS_LIMIT

_TERM = re.compile(r"([+\-\N{MINUS SIGN}]?)\s*([\d,\s]*\d(?:\.\d{1,2})?|\.\d{1,2}|\d+\.)\s*(%?)\s*", re.ASCII)


def cents_typed(text: str, *, whole_cents: int) -> int:
    """Cents of ``500+250``, ``1,000 - 20.50`` or ``50%`` (of ``whole_cents``); '' is nothing.

    Raises ValueError for anything else, and for what comes out below zero.
    """
    rest, total, is_first = text.strip(), 0, True
    while rest:
        found = _TERM.match(rest)
        if found is None or (not is_first and not found[1]):
            raise ValueError(f"not an amount: {text!r}")
        number = Decimal(re.sub(r"[,\s]", "", found[2]))
        scaled = whole_cents * number / 100 if found[3] else number * 100
        cents = int(scaled.to_integral_value(ROUND_HALF_UP))
        total += -cents if found[1] in ("-", "\N{MINUS SIGN}") else cents
        rest, is_first = rest[found.end() :], False
    if not 0 <= total < CENTS_LIMIT:
        raise ValueError(f"not an amount: {text!r}")
    return total
