"""Dated tables of fees and taxes, shipped as data: what held on a day, and where that is said.

Domain notes, section 5. Rates change: nothing here decides anything, it is printed beside what the statement says.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from app.core import clock

SHILLING = 100


class Rate(NamedTuple):
    """A tax rate in per cent, the day from which it holds, and who says so."""

    per_cent: Decimal
    since: date
    source: str

    def of(self, cents: int) -> int:
        """The tax on cents, rounded half up to a cent."""
        return int((cents * self.per_cent / 100).quantize(Decimal(1), ROUND_HALF_UP))

    def within(self, cents: int) -> int:
        """The tax that a sum holds which includes it."""
        return int((cents * self.per_cent / (100 + self.per_cent)).quantize(Decimal(1), ROUND_HALF_UP))


def rate(tax: str, *, on_day: int) -> Rate | None:
    """The rate of ``vat`` or ``turnover_tax`` on a day (day number); None where the table begins later."""
    row = _valid(_table("taxes")[tax], clock.day_of(on_day))
    return None if row is None else Rate(Decimal(str(row["per_cent"])), date.fromisoformat(row["from"]), row["source"])


def fees(kind: str, cents: int, *, on_day: int) -> dict[str, int]:
    """What a business pays M-PESA on one payment, in cents by plan; ``kind`` is ``paybill`` or ``till``.

    {} where the table does not reach so far back.
    """
    row = _valid(_table("tariffs")[kind], clock.day_of(on_day))
    if row is None:
        return {}
    if kind == "till":
        return {"the business pays": _till_fee(row, cents)}
    place = bisect_left(row["up_to"], -(-cents // SHILLING))
    return {plan: table[min(place, len(table) - 1)] * SHILLING for plan, table in row["plans"].items()}


def _till_fee(row: dict[str, Any], cents: int) -> int:
    if cents <= row["free_up_to"] * SHILLING:
        return 0
    fee = (cents * Decimal(str(row["per_mille"])) / 1000).quantize(Decimal(1), ROUND_HALF_UP)
    return min(int(fee), int(row["at_most"]) * SHILLING)


def source_of(kind: str, *, on_day: int) -> str:
    """Where the fees of a day are from; '' where the table does not reach so far back."""
    row = _valid(_table("tariffs")[kind], clock.day_of(on_day))
    return "" if row is None else f"{row['source']} (from {date.fromisoformat(row['from']):%d/%m/%Y})"


def _valid(rows: list[dict[str, Any]], on: date) -> dict[str, Any] | None:
    return next((row for row in reversed(rows) if date.fromisoformat(row["from"]) <= on), None)


@cache
def _table(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(files("resources").joinpath(f"{name}.json").read_text(encoding="utf-8"))
    return found
