"""Amounts as people and spreadsheets write them: currency words, spaces, brackets, decimal commas, exponents."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import NamedTuple

from app.core import money

_DRESS = re.compile(r"^(?:kshs?|kes|sh)\.?\s*|\s*(?:kshs?\.?|kes|/=|/-)$", re.IGNORECASE)
_MINUS = re.compile("^[\u2212\u2012-\u2014-]\\s*")
_SPACES = re.compile("(?<=\\d)[ \u00a0\u202f\u2009'\u2019](?=\\d{3}(?!\\d))")
_USUAL = re.compile(r"-?\d{1,12}\.\d\d", re.ASCII)
_POINT = re.compile(r"\d+\.\d{1,2}|\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d+", re.ASCII)
_COMMA = re.compile(r"\d+,\d{1,2}|\d{1,3}(?:\.\d{3})+,\d{1,2}|\d{1,3}(?:\.\d{3}){2,}", re.ASCII)
_THREE = re.compile(r"\d{1,3}[.,]\d{3}", re.ASCII)
_EXPONENT = re.compile(r"\d(?:[.,]\d{1,14})?[Ee]\+?\d{1,2}", re.ASCII)


class Written(NamedTuple):
    """One written amount. ``text`` is as M-PESA prints it, '' for nothing, None where it cannot be told.

    ``is_rounded``: an exponent stands for digits that the spreadsheet did not show.
    """

    text: str | None
    is_rounded: bool = False


UNREADABLE = Written(None)
NOTHING = Written("")


@lru_cache(maxsize=65_536)
def written(cell: str, *, has_decimal_commas: bool = False) -> Written:
    """The amount in a cell. ``1.500`` and ``1,500`` are told apart by what the document's other cells show."""
    if not cell:
        return NOTHING
    if _USUAL.fullmatch(cell):
        return Written(cell)
    bare, is_negative = _undressed(cell)
    if bare in ("", "-", "\u2013", "\u2212", "--"):
        return NOTHING
    if _EXPONENT.fullmatch(bare):
        text = _expanded(bare)
        return Written("-" * is_negative + text, is_rounded=True) if text else UNREADABLE
    plain = _pointed(bare, has_decimal_commas=has_decimal_commas)
    return Written("-" * (is_negative and plain.strip("0.") != "") + plain) if plain else UNREADABLE


def _undressed(cell: str) -> tuple[str, bool]:
    """The digits of an amount without currency, brackets and sign, and whether it is negative."""
    text = cell.strip().strip("'").strip()
    is_negative = text.startswith("(") and text.endswith(")")
    if is_negative:
        text = text[1:-1].strip()
    for _ in range(2):  # a minus may stand before the currency or behind it
        if mark := _MINUS.match(text):
            rest = text[mark.end() :]
            text, is_negative = (rest, True) if rest and not is_negative else (text, is_negative)
        text = _DRESS.sub("", text).strip()
    if len(text) > 1 and text[-1] in "-\u2212" and not is_negative:
        text, is_negative = text[:-1].strip(), True
    return _SPACES.sub("", text.removeprefix("+")), is_negative


def _pointed(bare: str, *, has_decimal_commas: bool) -> str:
    """``1.500,00`` as ``1500.00``; '' where the digits leave the amount open."""
    if _THREE.fullmatch(bare):
        if ("." in bare) != has_decimal_commas:
            return ""  # a third decimal, or a thousand: no amount has one, and nothing tells the other
        return bare.replace(".", "").replace(",", "")
    if _POINT.fullmatch(bare):
        return bare.replace(",", "")
    if _COMMA.fullmatch(bare):
        return bare.replace(".", "").replace(",", ".")
    return ""


def _expanded(bare: str) -> str:
    try:
        number = Decimal(bare.replace(",", "."))
    except InvalidOperation:
        return ""
    cents = int(number * 100)
    return money.plain(cents) if cents < money.CENTS_LIMIT else ""


def shows_decimal_comma(cell: str) -> bool:
    """Whether a cell by itself shows that its document writes cents after a comma."""
    return "," in cell and _COMMA.fullmatch(_undressed(cell)[0]) is not None


def rounds_to(cents: int, cell: str) -> bool:
    """Whether an exact amount is what a rounded cell may stand for: ``1.5E+05`` for 149,900."""
    bare, _ = _undressed(cell)
    mantissa, _, power = bare.replace(",", ".").upper().partition("E")
    shown = Decimal(mantissa).scaleb(int(power) + 2)
    half = Decimal(5).scaleb(int(power) + 2 - len(mantissa.partition(".")[2]) - 1)
    return abs(Decimal(abs(cents)) - shown) <= half
