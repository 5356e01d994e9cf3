"""Reading cells that people typed: amounts with currency words, days in any usual writing, phone numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime

from app.core import clock, money, phones

_CURRENCY = re.compile(r"^(?:kes|ksh|kshs|sh|shs)\.?\s*|\s*(?:kes|ksh|kshs|sh|shs|/=|/-)\.?$", re.IGNORECASE)
_DAY = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})(?!\d)", re.ASCII)
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)", re.ASCII)
_NAMED = re.compile(r"(\d{1,2})[- ]([A-Za-z]{3,9})[-, ]+(\d{4}|\d{2})(?!\d)", re.ASCII)
_CLOCK = re.compile(r"(\d{1,2}):(\d\d)(?::(\d\d))?\s*([AaPp]\.?[Mm]\.?)?", re.ASCII)
_BETWEEN_PHONES = re.compile(r"[/,;]|\bor\b", re.IGNORECASE)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def cents(text: str) -> int | None:
    """Cents of ``KES 1,500.00``, ``1500/=``, ``(250.00)`` or ``-250``; None for nothing. Raises ValueError."""
    cleaned = text.strip()
    if cleaned[-1:].isdecimal() and cleaned[:1].isdecimal():
        return money.cents_from_text(cleaned.replace(" ", "").replace("\N{NO-BREAK SPACE}", ""))
    while cleaned != (shorter := _CURRENCY.sub("", cleaned).strip()):
        cleaned = shorter
    if cleaned in ("", "-", "–"):
        return None
    is_negative = cleaned.startswith("(") and cleaned.endswith(")")
    cleaned = cleaned.strip("()").replace("\N{MINUS SIGN}", "-").replace("\N{NO-BREAK SPACE}", "").replace(" ", "")
    found = money.cents_from_text(cleaned)
    return -found if is_negative else found


def is_month_first(texts: Iterable[str]) -> bool | None:
    """Whether the days of a column stand month first; None where some can only be the one and some only the other."""
    above = [False, False]
    for text in texts:
        if found := _DAY.match(text.strip()):
            above[0] |= int(found[1]) > 12
            above[1] |= int(found[2]) > 12
    if all(above):
        return None
    return above[1]


def day(text: str, *, month_first: bool = False) -> date | None:
    """The day a cell names, or None for an empty one. Raises ValueError where it names none."""
    cleaned = text.strip()
    if not cleaned:
        return None
    if found := _ISO.match(cleaned):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if found := _DAY.match(cleaned):
        first, second = int(found[1]), int(found[2])
        return date(_year(found[3]), *((first, second) if month_first else (second, first)))
    if (found := _NAMED.match(cleaned)) and found[2][:3].lower() in _MONTHS:
        return date(_year(found[3]), _MONTHS.index(found[2][:3].lower()) + 1, int(found[1]))
    raise ValueError(f"{text!r} is no day")


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def instant(text: str, *, month_first: bool = False) -> int | None:
    """The instant a cell names in Nairobi; a bare day is its start. Raises ValueError."""
    on = day(text, month_first=month_first)
    if on is None:
        return None
    found = _CLOCK.search(text)
    if not found:
        return clock.instant(datetime(on.year, on.month, on.day))  # noqa: DTZ001 - clock.instant gives the zone
    hour, half = int(found[1]), (found[4] or "").replace(".", "").lower()
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    wall = datetime(on.year, on.month, on.day, hour, int(found[2]), int(found[3] or 0))  # noqa: DTZ001 - as above
    return clock.instant(wall)


def phone_list(text: str) -> tuple[str, ...]:
    """The numbers in a cell, in international form where they are whole; ``/``, ``,`` and ``;`` part them."""
    if not text:
        return ()
    found = [part.strip() for part in _BETWEEN_PHONES.split(text) if part.strip()]
    return tuple(dict.fromkeys(phones.normalised(part) or part for part in found))


def tidy(text: str) -> str:
    """Text with its outer and doubled spaces gone."""
    return " ".join(text.split())
