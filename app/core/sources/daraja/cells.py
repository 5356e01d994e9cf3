"""Amounts, moments and parties as Daraja writes them (domain notes 6, Daraja notes 2.4, 3.2, 4.2)."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from app.core import clock, money, receipts
from app.core.sources import cells
from app.core.sources.details import party_told

_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.0+)?", re.ASCII)
_ISO = re.compile(r"(\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?)(?:\.\d+)?\s*(Z|[+-]\d\d:?\d\d)?", re.ASCII)
_SHORT_YEAR = re.compile(r"(?<!\d)(\d{1,2}/\d{1,2}/)(\d\d)(?!\d)", re.ASCII)
_SHORT_CODE = re.compile(r"\d{4,7}", re.ASCII)
_FIRST_YEAR, _LAST_YEAR = 2007, 2099
_NEAR_MIDNIGHT_SECONDS = 600


class Moment(NamedTuple):
    """An instant, and whether its zone was left in doubt (``Z`` or none, where Nairobi's digits are assumed)."""

    at: int
    is_doubtful: bool = False


def receipt_of(text: str) -> str:
    """A receipt as the book writes it. Raises ValueError with the reason where it is none."""
    receipt = text.strip().upper()
    if not receipts.looks_like_receipt(receipt):
        raise ValueError(f"“{text}” is no receipt number." if text else "It has no receipt number.")
    return receipt


def cents_of(text: str) -> int:
    """Cents of a JSON number or text, exactly. Raises ValueError with the reason, also for nothing and below zero."""
    try:
        amount = Decimal(text.replace(",", "")) if len(text) <= 32 else Decimal("NaN")
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or amount.adjusted() > 15 or amount != round(amount, 2) or amount < 0:
        raise ValueError(f"The amount “{text[:40]}” cannot be read." if text else "It has no amount.")
    cents = int(amount * 100)
    if cents >= money.CENTS_LIMIT:
        raise ValueError(f"The amount “{text[:40]}” is too large.")
    return cents


def moment_of(text: str) -> Moment:
    """The instant of a time in any of the six formats in use. Raises ValueError with the reason.

    Without a zone the digits are Nairobi's; ``Z`` is not believed (domain notes 6: the zone of Pull is unknown).
    """
    if found := _COMPACT.fullmatch(text):
        return Moment(_digits("{}-{}-{}T{}:{}:{}".format(*found.groups()), said=text))
    if found := _ISO.fullmatch(text):
        return _iso(found[1], found[2], said=text)
    try:
        at = cells.moment(_SHORT_YEAR.sub(r"\g<1>20\2", text))
    except cells.MonthFirst:
        at = cells.BAD
    if at == cells.BAD:
        raise ValueError(f"The time “{text[:40]}” cannot be read." if text else "It has no time.")
    return Moment(at)


def _digits(wall: str, *, said: str) -> int:
    """The instant of Nairobi's digits, written as ISO 8601 has them."""
    try:
        told = datetime.fromisoformat(wall)
    except ValueError:
        told = None
    if told is None or not _FIRST_YEAR <= told.year <= _LAST_YEAR:
        raise ValueError(f"The time “{said}” cannot be read.")
    return clock.instant(told)


def _iso(wall: str, zone: str | None, *, said: str) -> Moment:
    at = _digits(wall, said=said)
    if zone is None or zone == "Z":
        return Moment(at, is_doubtful=True)
    sign = -1 if zone.startswith("-") else 1
    offset = sign * (int(zone[1:3]) * 3600 + int(zone[-2:]) * 60)
    return Moment(at + clock.OFFSET_SECONDS - offset)


def is_read_as_utc(moments: list[tuple[str, Moment]]) -> bool:
    """Whether doubtful moments of one answer must be UTC: their receipts' letters prove it and none speaks against.

    Digits in the evening lie on the next Nairobi day when they are UTC, so letters of that day tell.
    """
    proven = 0
    for receipt, moment in moments:
        told = receipts.day_told_by(receipt)
        if told is None or not moment.is_doubtful:
            continue
        day = clock.number_of(told)
        as_nairobi, as_utc = clock.day_number(moment.at), clock.day_number(moment.at + clock.OFFSET_SECONDS)
        if as_nairobi == as_utc:
            continue
        if day == as_nairobi:
            return False
        left = clock.day_start(as_utc) - moment.at
        proven += day == as_utc and left > _NEAR_MIDNIGHT_SECONDS
    return proven > 0


class Side(NamedTuple):
    """A party of a result: number and name, and whether the number is a short code."""

    number: str
    name: str

    @property
    def is_short_code(self) -> bool:
        """Short codes have four to seven digits; phones more."""
        return _SHORT_CODE.fullmatch(self.number) is not None


def side_of(text: str) -> Side:
    """``254700000001 - JOHN DOE`` or ``600610 - SHOP``."""
    return Side(*party_told(text))


def charges_of(text: str) -> int:
    """Cents of ``Fee For B2C Payment|KES|22.40``, several joined by ``&``; nothing is zero. Raises ValueError."""
    return sum(cents_of(part.split("|")[-1].strip()) for part in text.split("&") if part.strip())
