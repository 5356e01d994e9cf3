"""Phone numbers that a spreadsheet rounded: what is left of them, and nothing more."""

from __future__ import annotations

import re

_ROUNDED = re.compile(r"(\d)(?:[.,](\d{1,11}))?[Ee]\+?(11|0?8)", re.ASCII)
_FULL = 12


def mask_of_rounded(text: str) -> str:
    """``2.547E+11`` as ``254*********``, ``7.12E+08`` as ``25471*******``; '' for anything else.

    The last digit shown may be rounded up, so it is left open with those that were lost.
    """
    found = _ROUNDED.fullmatch(text.strip())
    if not found:
        return ""
    digits = (found[1] + (found[2] or ""))[:-1]
    head = digits if found[3] == "11" else "254" + digits
    return head.ljust(_FULL, "*") if head else ""
