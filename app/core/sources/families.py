"""The layouts of organisation statements, as data: how columns are called, and what tells one layout from another.

Seven families exist (domain notes, section 1); those that come as a table differ only in what stands here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import xxhash

COLUMN_NAMES: dict[str, tuple[str, ...]] = {
    "receipt": ("receipt no", "receipt number", "receipt"),
    "completed": ("completion time", "completed time", "date1", "date", "start timestamp"),
    "initiated": ("initiation time", "initiated time"),
    "details": ("details", "transaction details"),
    "status": ("transaction status", "status"),
    "paid_in": ("paid in", "paid in amount", "credit amount"),
    "withdrawn": ("withdrawn", "withdraw", "withdraw amount", "withdrawn amount", "debit amount"),
    "balance": ("balance",),
    "reason": ("reason type", "transaction type"),
    "party": ("other party info", "other party", "otherpartyinfo"),
    "party_details": ("transaction party details", "transactionpartydetails"),
    "linked": ("linked transaction id",),
    "account": ("a/c no", "a/c number", "account no", "account number"),
    "currency": ("currency",),
    "ledger": ("account type name",),
    "store": ("store name",),
}
_COLUMN_OF = {name: column for column, names in COLUMN_NAMES.items() for name in names}
_MONEY_WORDS = frozenset({"description", "debit", "credit", "amount", "narration", "value date", "reference"})
_PASSED_OVER = frozenset({"balance confirmed", "transaction id", "remark", "remarks"})
_UNIT = re.compile(r"\s*\((?:kshs?|kes)\.?\)", re.IGNORECASE)
_MONEY = frozenset({"paid_in", "withdrawn"})


@dataclass(frozen=True, slots=True)
class Family:
    """One layout: what its header must hold, and on which side of zero it prints money going out.

    ``needs`` are columns, ``told_by`` plain header names of which at least one must stand there (none asked if empty).
    ``withdrawn_sign`` is -1 where Withdrawn is printed negative, +1 where positive. ``is_loose`` marks the layout
    whose embedded quotes are not doubled.
    """

    name: str
    title: str
    needs: frozenset[str]
    told_by: frozenset[str] = frozenset()
    lacks: frozenset[str] = frozenset()
    withdrawn_sign: int = -1
    is_loose: bool = False


_TABLE = frozenset({"receipt", "completed", "details", "status"}) | _MONEY
_NEARLY = 2
"""A header that lacks more of its needed columns is no statement's at all."""

_NEWER = frozenset({"completion time", "completed time"})
FAMILIES = (
    Family(
        "head_office",
        "head-office list",
        frozenset({"receipt", "completed"}) | _MONEY,
        told_by=frozenset({"credit amount"}),
        withdrawn_sign=1,
    ),
    Family("sftp", "SFTP extract", _TABLE, told_by=frozenset({"date1"}), withdrawn_sign=1, is_loose=True),
    Family("g1", "portal statement from before 2015", _TABLE, told_by=frozenset({"date"}), withdrawn_sign=1),
    Family("legacy", "portal statement", _TABLE | {"initiated"}, told_by=_NEWER),
    Family("portal", "M-PESA for Business statement", _TABLE, told_by=_NEWER, lacks=frozenset({"initiated"})),
)
"""Each family's signature shuts out the others'."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the columns of one document stand. ``cells`` are its header's names, plain; ``width`` counts them."""

    family: Family
    cells: tuple[str, ...]
    columns: dict[str, int]
    shift: int = 0

    @property
    def width(self) -> int:
        """Cells that a row must have."""
        return len(self.cells) + self.shift

    @property
    def seed(self) -> int:
        """64 bits that tell this layout from any other, so that one text under two layouts has two digests."""
        return xxhash.xxh3_64_intdigest("\x1f".join((self.family.name, *self.cells)).encode())

    def at(self, column: str) -> int | None:
        """The index of a column, or None where the document lacks it."""
        index = self.columns.get(column, -2) + self.shift
        return index if index >= 0 else None


def plain_name(cell: str) -> str:
    """``#RECEIPT_NUMBER`` or ``Paid In (KSHs)`` without its dress: ``receipt number``, ``paid in``."""
    bare = _UNIT.sub("", cell.strip().lstrip("#\ufeff")).casefold().replace("_", " ").replace(":", " ")
    return " ".join(bare.split()).removesuffix(".")


def layouts(row: Sequence[str]) -> Iterator[Layout]:
    """Every layout whose header this row could be; a sound row gives one at most."""
    names = [plain_name(cell) for cell in row]
    while names and not names[-1]:
        names.pop()
    columns: dict[str, int] = {}
    for index, name in enumerate(names):
        column = _COLUMN_OF.get(name)
        if column:
            columns.setdefault(column, index)
    for family in FAMILIES:
        if _fits(family, names, columns):
            yield Layout(family, tuple(names), columns)


def _fits(family: Family, names: Sequence[str], columns: dict[str, int]) -> bool:
    if not columns.keys() >= family.needs or columns.keys() & family.lacks:
        return False
    return not family.told_by or not family.told_by.isdisjoint(names)


def money_column_twice(row: Sequence[str]) -> str | None:
    """The name of a money or receipt column that the header holds twice, or None."""
    seen: set[str] = set()
    for cell in row:
        column = _COLUMN_OF.get(plain_name(cell), "")
        if column in seen and column in {"receipt", "balance"} | _MONEY:
            return cell.strip()
        seen.add(column)
    return None


def unknown_columns(header: Sequence[str]) -> tuple[str, ...]:
    """Columns of a header, as written, that no layout known here has: the provider may have added them."""
    return tuple(cell.strip() for cell in header if (name := plain_name(cell)) and not _is_known(name))


def _is_known(name: str) -> bool:
    return name in _COLUMN_OF or name in _PASSED_OVER


def missing_columns(row: Sequence[str]) -> tuple[str, ...]:
    """What a row that is nearly a statement's header lacks, by the usual names; () where it is nothing of the kind."""
    found = {_COLUMN_OF.get(plain_name(cell), "") for cell in row}
    missing = [column for column in COLUMN_NAMES if column in _TABLE - found]
    return tuple(COLUMN_NAMES[column][0].title() for column in missing) if 0 < len(missing) <= _NEARLY else ()


def is_statement_word(name: str) -> bool:
    """Whether a plain header name is one that tables of money use: ``date``, ``balance``, ``debit``."""
    return name in _COLUMN_OF or name in _MONEY_WORDS
