"""What a list of the user's own making is read into, before it meets the book."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, NamedTuple

from app.core.errors import DocumentRefused
from app.core.items import Item


class ListKind(StrEnum):
    """The four lists of the other side."""

    INVOICES = "invoices"
    CUSTOMERS = "customers"
    SALES = "sales"
    BANK = "bank"


class Table(NamedTuple):
    """A table as texts: rows of equal width, and the 1-based number that each row has in the file."""

    rows: list[list[str]]
    lines: list[int]


class CustomerLine(NamedTuple):
    """A customer as one row tells it; whom of the book it means is decided later."""

    name: str
    phones: tuple[str, ...]
    accounts: tuple[str, ...]
    email: str
    pin: str


class ListLine(NamedTuple):
    """One row that could be read: its line, and an item or a customer."""

    line: int
    stated: Item | CustomerLine


class ListProblem(NamedTuple):
    """One row that could not be read, and why."""

    line: int
    number: str
    reason: str


class Listing(NamedTuple):
    """A list that was read: lines in the file's order, problems, and remarks on the whole.

    ``fingerprint`` names the layout (its header); ``columns`` says which column (its place) each field was read from.
    """

    kind: ListKind
    lines: list[ListLine]
    problems: list[ListProblem]
    notes: tuple[str, ...]
    header: tuple[str, ...]
    fingerprint: str
    columns: dict[str, int]


class ColumnsUnknown(DocumentRefused):
    """Which column means what cannot be told from the header: the user must say.

    ``header`` and ``sample`` (the first rows) are to be shown; ``guessed`` is what could be told, ``missing`` the
    fields that no column was found for.
    """

    def __init__(
        self,
        title: str,
        *,
        detail: str = "",
        hint: str = "",
        header: tuple[str, ...] = (),
        sample: tuple[tuple[str, ...], ...] = (),
        guessed: dict[str, int] | None = None,
        missing: tuple[str, ...] = (),
        fingerprint: str = "",
    ) -> None:
        super().__init__(title, detail=detail, hint=hint)
        self.header, self.sample = header, sample
        self.guessed, self.missing, self.fingerprint = guessed or {}, missing, fingerprint

    def __reduce__(self) -> tuple[object, ...]:
        """With all that is shown, so that it crosses from another process unchanged."""
        names = ("detail", "hint", "header", "sample", "guessed", "missing", "fingerprint")
        return (_columns_unknown, (self.title, {name: getattr(self, name) for name in names}))


def _columns_unknown(title: str, told: dict[str, Any]) -> ColumnsUnknown:
    return ColumnsUnknown(title, **told)
