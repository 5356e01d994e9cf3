"""Known customers by phone: full numbers, every shape of mask, the hash of a known number (domain notes, section 6).

Masks are compared with known numbers, never undone; a hash is looked up among the hashes of known numbers only.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable

from app.core.phones import normalised, visible_parts

_HASH = re.compile(r"[0-9a-fA-F]{64}")
LEAST_DIGITS_OF_MASK = 6
"""A mask that shows less says too little to look anybody up by."""

_PREFIX_DIGITS = 4
"""2547 or 2541 is what nearly all numbers begin with."""

_WHOLE_DIGITS = 8


class PhoneIndex:
    """Who has which number. Tables for a mask's shape are made when the first mask of that shape comes."""

    def __init__(self) -> None:
        self._keys: dict[str, set[str]] = defaultdict(set)
        self._by_shape: dict[tuple[int, int], dict[tuple[str, str], set[str]]] = {}
        self._by_hash: dict[str, str] | None = None

    def put(self, key: str, numbers: Iterable[str]) -> None:
        """A customer has these full numbers."""
        for full in numbers:
            if full not in self._keys:
                for shape, table in self._by_shape.items():
                    table[_seen(full, shape)].add(full)
                if self._by_hash is not None:
                    self._by_hash[_hashed(full)] = full
            self._keys[full].add(key)

    def drop(self, key: str, numbers: Iterable[str]) -> None:
        """The customer has these numbers no longer."""
        for full in numbers:
            self._keys[full].discard(key)

    def found(self, phone: str) -> set[str]:
        """The customers whose number this is or may be."""
        keys: set[str] = set()
        for full in self._numbers(phone):
            keys |= self._keys[full]
        return keys

    def _numbers(self, phone: str) -> Iterable[str]:
        if not phone:
            return ()
        if is_hash(phone):
            full = self._hashes().get(phone.lower())
            return (full,) if full else ()
        parts = visible_parts(phone)
        if parts is None:
            return ()
        head, tail = parts
        if not tail and len(head) == 12:
            return (head,) if head in self._keys else ()
        if len(head) + len(tail) < LEAST_DIGITS_OF_MASK:
            return ()
        return self._of_shape((len(head), len(tail))).get((head, tail), ())

    def _hashes(self) -> dict[str, str]:
        if self._by_hash is None:
            self._by_hash = {_hashed(full): full for full in self._keys}
        return self._by_hash

    def _of_shape(self, shape: tuple[int, int]) -> dict[tuple[str, str], set[str]]:
        table = self._by_shape.get(shape)
        if table is None:
            table = self._by_shape[shape] = defaultdict(set)
            for full in self._keys:
                table[_seen(full, shape)].add(full)
        return table


def numbers_of(phones: Iterable[str]) -> tuple[str, ...]:
    """The full numbers among phones as given."""
    return tuple(full for full in map(normalised, phones) if full is not None)


def is_hash(phone: str) -> bool:
    """Whether it is the SHA-256 that some callbacks carry instead of a number."""
    return len(phone) == 64 and _HASH.fullmatch(phone) is not None


def fits(phone: str, numbers: Iterable[str]) -> bool | None:
    """Whether a phone as printed may be one of these full numbers; None where either side says nothing."""
    known = tuple(numbers)
    if not phone or not known:
        return None
    if is_hash(phone):
        return phone.lower() in map(_hashed, known)
    parts = visible_parts(phone)
    if parts is None:
        return None
    head, tail = parts
    return any(full.startswith(head) and full.endswith(tail) for full in known)


def digits_that_tell(phone: str) -> int:
    """How many of the digits seen tell people apart: all but the first four; eight of a full number or a hash."""
    if is_hash(phone):
        return _WHOLE_DIGITS
    parts = visible_parts(phone)
    return max(len(parts[0]) + len(parts[1]) - _PREFIX_DIGITS, 0) if parts else 0


def _seen(full: str, shape: tuple[int, int]) -> tuple[str, str]:
    head, tail = shape
    return full[:head], full[12 - tail :] if tail else ""


def _hashed(full: str) -> str:
    return hashlib.sha256(full.encode()).hexdigest()
