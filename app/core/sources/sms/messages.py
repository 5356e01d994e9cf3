"""One message: its text with blanks collapsed, and where messages begin in text that people paste or export."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import xxhash

from app.core.sources.sms.grammar import CODE

LONGEST = 2_000
"""Characters of a message that are looked at; M-PESA's are below 500."""

_HALF = 1 << 63
_INVISIBLE: dict[int, str | None] = {
    **dict.fromkeys([*range(0x200B, 0x2010), *range(0x202A, 0x202F), 0xFEFF]),
    **dict.fromkeys(range(0xD800, 0xE000), "\ufffd"),  # half a character, which JSON can spell and no database takes
}
_STARTS_WITH = r"[ \t\"'“”•*\u200e\u202a\ufeff-]*"
_CODED = rf"(?:Congratulations!\s*)?(?-i:{CODE})\s*(?:confirmed|imethibitishwa|ume(?:nunua|toa|weka|lipa|pokea))\b"
_UNCODED = (
    r"(?:confirmed\W{0,3}\s*ksh[\d., ]+\s*from\s+your\s+m-?pesa|failed[.,]|you\s+have\s+cancelled\s+the\s+transaction"
    r"|hakuna\s+pesa\s+za\s+kutosha|umekataa\s+kuidhinisha)"
)
_STRAY = r"[^\n]{0,400}?\b(?:confirmed|imethibitishwa|m-?pesa\s+ref)\b"
BEGINNING = re.compile(
    rf"^{_STARTS_WITH}(?:(?P<own>{_CODED}|{_UNCODED})|(?P<stray>{_STRAY}))", re.IGNORECASE | re.MULTILINE
)
"""Where a message begins on a line: one of M-PESA's own, or another's that speaks of M-PESA (forwarded, a bank's)."""

_OWN_BEGINNING = re.compile(rf"{_STARTS_WITH}(?:{_CODED}|{_UNCODED})", re.IGNORECASE)


class Message(NamedTuple):
    """A message as it came: ``line`` is where it begins in its document, ``sent_at`` seconds UTC where that is told."""

    text: str
    line: int
    sent_at: int | None = None


def collapsed(text: str) -> str:
    """The text with single blanks, without marks that cannot be seen, no longer than a message can be."""
    head = text[: 2 * LONGEST].replace("\0", " ")
    if not head.isascii():
        head = head.translate(_INVISIBLE)
    return " ".join(head.split()).lstrip("\"'“”•*- ")[:LONGEST]


def digest_of(text: str, leg: int = 0) -> int:
    """64 bits of a message's words and the number of its leg; blanks do not count, so broken lines change nothing."""
    return xxhash.xxh3_64_intdigest("".join(text.split()).encode(errors="replace"), seed=leg) - _HALF


def begins_as_own(text: str) -> bool:
    """Whether the text begins as M-PESA's own messages about a transaction do."""
    return _OWN_BEGINNING.match(text) is not None


def split(text: str, *, line: int) -> Iterator[Message]:
    """The messages in a text whose first line has this number: each from its beginning to the next one's.

    So a message may be broken over lines anywhere between its words, with or without blank lines.
    """
    starts = [found.start() for found in BEGINNING.finditer(text)]
    if text[: starts[0] if starts else None].strip():
        starts.insert(0, 0)
    at = 0
    for start, stop in pairwise([*starts, len(text)]):
        line += text.count("\n", at, start)
        at = start
        yield Message(collapsed(text[start:stop]), line)
