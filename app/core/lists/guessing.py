"""What kind of list a file could be, told from its header, for a file that nobody has said anything about."""

from __future__ import annotations

from typing import NamedTuple

from app.core.errors import DocumentRefused
from app.core.lists.columns import columns_of, missing_of, plain
from app.core.lists.reading import header_row
from app.core.lists.tables import read_table
from app.core.lists.values import ListKind, Table
from app.core.sources.payload import Payload

LEAST_FIELDS = 2
_TELLING: dict[ListKind, frozenset[str]] = {
    ListKind.INVOICES: frozenset({"due", "customer"}),
    ListKind.CUSTOMERS: frozenset({"email", "pin", "phone"}),
    ListKind.SALES: frozenset({"mpesa_code", "cashier", "till"}),
    ListKind.BANK: frozenset({"paid_in", "paid_out", "balance"}),
}
"""Columns that hardly stand in a list of another kind."""

_NAMES = {
    ListKind.INVOICES: ("invoice", "bill", "rent", "fees"),
    ListKind.CUSTOMERS: ("customer", "client", "tenant", "student", "member", "debtor"),
    ListKind.SALES: ("sale", "pos", "till", "z report"),
    ListKind.BANK: ("bank",),
}
"""Words in the name of a file that speak for a kind."""


class Guess(NamedTuple):
    """The likeliest kind of a list, how many rows stand under its header, and its file's name.

    ``is_telling``: it has a column that hardly stands in anything but such a list.
    """

    kind: ListKind
    rows: int
    file: str
    is_telling: bool


def guessed(payload: Payload) -> Guess | None:
    """What the file probably is; None where it is no table, or its header names too little of any list."""
    try:
        table = read_table(payload)
    except DocumentRefused:
        return None
    scores = {kind: _score(table, kind, payload.name) for kind in ListKind}
    best = max(scores, key=lambda kind: scores[kind])
    if not scores[best]:
        return None
    at = header_row(table, best)
    is_telling = bool(columns_of(table.rows[at], best).keys() & _TELLING[best])
    return Guess(best, len(table.rows) - 1 - at, payload.name, is_telling)


def _score(table: Table, kind: ListKind, name: str) -> float:
    """How well the table's best header row fits; 0 where needed columns are missing or nothing stands below."""
    at = header_row(table, kind)
    found = columns_of(table.rows[at], kind)
    if missing_of(found, kind) or len(found) < LEAST_FIELDS or at + 1 >= len(table.rows):
        return 0.0
    filled = sum(map(bool, table.rows[at]))
    is_named = any(word in plain(name) for word in _NAMES[kind])
    has_title = any(word in plain(table.rows[at][place]) for place in found.values() for word in _NAMES[kind])
    telling = len(found.keys() & _TELLING[kind])
    return len(found) / filled + telling + is_named + has_title
