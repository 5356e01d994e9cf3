"""Who a message names: number, name and reference in the words after ``from`` or ``to`` (domain notes 3.1, 3.3)."""

from __future__ import annotations

import re
from typing import NamedTuple

_STAR = "*•∗"
_NUMBER = rf"\d[\d{_STAR}]{{3,13}}\d"
_PHONE_LAST = re.compile(rf"(?:(.*?)[ ,-]+)?((?:\+?254|0)[\d{_STAR}]{{6,9}}\d{{3}}|\d{{5,7}})")
_NUMBER_FIRST = re.compile(rf"(?:- )?({_NUMBER})(?: ?- ?| )(.+)")
_REFERENCE = re.compile(r"\.?[:!]+")


class Party(NamedTuple):
    """The other side: its number as printed (phone or short code), its name, and a reference said behind it."""

    phone: str = ""
    name: str = ""
    reference: str = ""


def party_in(text: str) -> Party:
    """``ALICE TESTER 0700000001``, ``254700000001 Alice Tester``, ``578001-EXAMPLE AGENCY LTD:REF 77``, a bare name."""
    plain = text.strip(" .,:-")
    if found := _NUMBER_FIRST.fullmatch(plain):
        name, _, reference = _cut(found[2])
        return Party(found[1], name.strip(" .,"), reference.strip())
    if found := _PHONE_LAST.fullmatch(plain):
        return Party(found[2], (found[1] or "").strip(" .,"))
    return Party("", plain)


def _cut(text: str) -> tuple[str, str, str]:
    """A name, the mark behind it, and what follows: banks and agencies write ``NAME:REF`` or ``NAME::REF``."""
    found = _REFERENCE.search(text)
    return (text[: found.start()], found[0], text[found.end() :]) if found else (text, "", "")
