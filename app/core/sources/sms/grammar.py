"""The small grammar in which wordings of messages are written down, and its way to a regular expression.

A wording is words, ``{slots}``, ``[what may be missing]`` and ``(one|or the other)``. Between any two of them a message
may have blanks, full stops, commas or nothing (domain notes, section 3: spacing and periods are irregular).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

GAP = r"[ .,:]*"
CODE = r"[A-Z][A-Z0-9]{7,11}"
_KSH = r"(?:ksh[ .]*)"
_CENTS = r"-?\d[\d,]*(?:\.\d{1,2})?(?!\d)"
_DAY = r"\d{1,2}/\d{1,2}/(?:\d{4}|\d\d)(?!\d)"
_CLOCK = r"\d{1,2}:\d{1,2} ?[ap]\.?m"

SLOTS = {
    "code": rf"(?-i:(?P<code>{CODE}))",
    "linked": rf"(?-i:(?P<linked>{CODE}))(?![A-Za-z0-9])",
    "amount": rf"{_KSH}{{1,2}}(?P<amount>{_CENTS})",
    "money": rf"{_KSH}{{0,2}}{_CENTS}",
    "cost": rf"{_KSH}{{0,2}}(?P<cost>{_CENTS})",
    "when": rf"(?P<day>{_DAY}){GAP}(?:at|saa)?{GAP}(?P<clock>{_CLOCK})",
    "party": r"(?P<party>.{1,120}?)",
    "account": r"(?P<account>.{0,60}?)",
}
"""What stands for each slot. ``money`` is an amount that is not kept; names are short, so no slot runs away."""

_TOKENS = re.compile(r"\{(\w+)\}|([\[\]()|])|([^\s{}\[\]()|]+)")
_TELLS_LITTLE = frozenset({"confirmed", "imethibitishwa", "balance", "account", "new"})
_GROUPS = {"[": "(?:", "]": ")?", "(": "(?:", ")": ")", "|": "|"}


def compiled(wording: str) -> re.Pattern[str]:
    """The expression that matches messages which begin with this wording, in any case of letters.

    Its groups are those of ``code``, ``linked``, ``amount``, ``cost``, ``day``, ``clock``, ``party`` and ``account``
    that the wording has.
    """
    return re.compile("".join(_pieces(wording)), re.IGNORECASE)


def _pieces(wording: str) -> Iterator[str]:
    for slot, mark, word in _TOKENS.findall(wording):
        if mark:
            yield _GROUPS[mark]
        elif slot:
            yield SLOTS[slot] + GAP
        else:
            yield re.escape(word).replace("M\\-PESA", "M-?PESA") + GAP


def words_wanted(wording: str) -> str:
    """The longest telling word that every message of this wording holds, in lower case: asked for before the rest."""
    bare, depth = [], 0
    for _slot, mark, word in _TOKENS.findall(wording):
        depth += (mark in "[(") - (mark in "])") if mark else 0
        if word and not depth and "-" not in word:
            bare.append(word.lower())
    return max((word for word in bare if word not in _TELLS_LITTLE), key=len, default="")
