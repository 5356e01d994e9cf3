"""Python's own import, put back where PySide6 has put another in its place.

PySide6 replaces ``__import__`` by one that reads the source of each module imported from then on, to find out whether
it wants names in snake case (``from __feature__ import …``, which nothing here does). That took a fifth of the time to
the first page with data, and 12 MB for the sources that ``linecache`` then keeps.
"""

from __future__ import annotations

import builtins

import PySide6.QtCore  # noqa: F401  the import that replaces the other

builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
