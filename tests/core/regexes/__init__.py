"""What each regular expression of the core must match and must not: one module an area, each with a ``TABLE``.

A key is the expression's module under ``app.core`` and its name, or the module and the expression itself where it has
none. A new expression without an entry fails ``tests/core/test_regexes.py``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Use(NamedTuple):
    """How the program uses an expression (``fullmatch``, ``match`` or ``search``), with texts for both answers."""

    way: str
    yes: Sequence[str | bytes]
    no: Sequence[str | bytes]
