"""Names of the accounts behind a short code, as documents write them and as the book calls them (domain notes 1A)."""

from __future__ import annotations

import re
from functools import lru_cache

_OF_WORD = {
    "utility": "Utility",
    "merchant": "Merchant",
    "working": "Working",
    "mmf": "Working",
    "m-pesa": "Working",
    "mpesa": "Working",
    "chargespaid": "Charges Paid",
    "settlement": "Settlement",
    "personal": "Personal",
    "pochi": "Pochi",
}
_DRESS = re.compile(r"organi[sz]ation|account|\s+", re.IGNORECASE)
_SWEEP = re.compile(r"(?:move funds from )?(.{1,60}?) account to (.{1,60}?) account\b", re.IGNORECASE)


@lru_cache(maxsize=1024)
def ledger_named(text: str) -> str:
    """``Utility Account`` or ``Organization MMF Account`` as one of LEDGERS; '' for another name."""
    return _OF_WORD.get(_DRESS.sub("", text).casefold(), "")


def sweep_ledgers(details: str) -> tuple[str, str] | None:
    """The ledgers a sweep leaves and reaches (``X Account to Y Account``), '' where unknown; None for other details."""
    found = _SWEEP.match(details)
    return (ledger_named(found[1]), ledger_named(found[2])) if found else None
