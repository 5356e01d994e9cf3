"""Phone numbers, full and masked (domain notes, section 6). Masks are compared, never undone."""

from __future__ import annotations

import re
from functools import lru_cache

_STARS = str.maketrans({"•": "*", "∗": "*", "+": "", " ": "", "-": ""})
_NUMBER = re.compile(r"(\d*)(\**)(\d*)", re.ASCII)


@lru_cache(maxsize=65_536)
def visible_parts(phone: str) -> tuple[str, str] | None:
    """The digits before and after the mask, in international form; for a full number ``(number, "")``.

    ``0712345678`` gives ``("254712345678", "")``; ``070****001`` gives ``("25470", "001")``. None where the text is
    no phone number (a hash, a short code, nothing).
    """
    found = _NUMBER.fullmatch(phone.translate(_STARS))
    if not found or not found[1]:
        return None
    head, stars, tail = found.groups()
    if head.startswith("0"):
        head = "254" + head[1:]
    elif len(head) == 9 and head[0] in "17" and not stars:
        head = "254" + head
    if not stars:
        return (head, "") if len(head) == 12 else None
    return head, tail


def normalised(phone: str) -> str | None:
    """``254XXXXXXXXX`` where the number is known in full, else None."""
    parts = visible_parts(phone)
    return parts[0] if parts and not parts[1] and len(parts[0]) == 12 else None


def digits_shown(phone: str) -> int:
    """How many digits of the number can be seen: the richer of two maskings shows more."""
    parts = visible_parts(phone)
    return len(parts[0]) + len(parts[1]) if parts else 0


def could_be_same(one: str, other: str) -> bool:
    """Whether two maskings may hide one number; unreadable shapes contradict nothing."""
    left, right = visible_parts(one), visible_parts(other)
    if left is None or right is None:
        return True
    shared = min(len(left[0]), len(right[0]))
    if left[0][:shared] != right[0][:shared]:
        return False
    left_tail = left[1] or (left[0][-3:] if len(left[0]) == 12 else "")
    right_tail = right[1] or (right[0][-3:] if len(right[0]) == 12 else "")
    tail = min(len(left_tail), len(right_tail))
    return tail == 0 or left_tail[-tail:] == right_tail[-tail:]
