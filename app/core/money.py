"""Money as integer cents: reading what documents print, writing what people and machines read."""

from __future__ import annotations

import re

CENTS_LIMIT = 10**14
"""No single amount or balance may reach KES 1,000,000,000,000; larger is a misread column."""

_PLAIN = re.compile(r"-?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d{1,2})?", re.ASCII)


def cents_from_text(text: str) -> int:
    """Cents of an amount as Safaricom prints it: ``1,500.00``, ``-5``, ``250000.5``.

    Thousands commas must stand where they belong. Raises ValueError for anything else
    (exponents, other digits, more than two decimals, a currency word, nothing at all).
    """
    cleaned = text.strip()
    if not _PLAIN.fullmatch(cleaned):
        raise ValueError(f"not an amount: {text!r}")
    whole, _, fraction = cleaned.replace(",", "").partition(".")
    cents = int(whole) * 100
    part = int(fraction.ljust(2, "0")) if fraction else 0
    cents = cents - part if whole.startswith("-") else cents + part
    if abs(cents) >= CENTS_LIMIT:
        raise ValueError(f"amount too large: {text!r}")
    return cents


def plain(cents: int) -> str:
    """``150000`` as ``1500.00``: for JSON, CSV and other machines."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def shown(cents: int) -> str:
    """``-150000`` as ``−1,500.00`` with a real minus sign: for people."""
    sign = "\N{MINUS SIGN}" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100:,}.{abs(cents) % 100:02d}"
