"""The values that queries answer with. Nothing here knows the database, so the window may hold them freely.

A tuple's class is made in a third of the time of a dataclass. The rows of lists are dataclasses all the same: Qt would
make lists of tuples.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from app.core.statement import ImportSummary, Problem, Proof, WalletKey


@dataclass(frozen=True, slots=True)
class TransactionFilter:
    """What to leave out of a list of transactions; an empty field leaves nothing out.

    ``text`` is matched against the beginning of the receipt, the amount, and inside name, phone, account and
    receipt. Days are Nairobi days, both ends included.
    """

    text: str = ""
    wallet_id: int | None = None
    roles: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    from_on: date | None = None
    to_on: date | None = None
    proof: Proof | None = None
    directions: tuple[str, ...] = ()


class Cursor(NamedTuple):
    """Where a page ended: the last row's moment and number."""

    completed_at: int
    id: int


@dataclass(frozen=True, slots=True)
class TransactionRow:
    """One movement as lists show it. ``amount_cents`` is positive, ``direction`` is in or out; instants are UTC."""

    id: int
    wallet_id: int
    wallet: WalletKey
    receipt: str
    role: str
    direction: str
    amount_cents: int
    completed_at: int
    initiated_at: int | None
    kind: str
    party_name: str
    party_phone: str
    account_ref: str
    linked_receipt: str
    balance_cents: int | None
    details: str
    sources: tuple[str, ...]
    proof: Proof
    state: str
    warnings: tuple[str, ...]

    @property
    def signed_cents(self) -> int:
        """The amount as it moved the wallet's balance."""
        return self.amount_cents if self.direction == "in" else -self.amount_cents


class Page(NamedTuple):
    """Rows newest first, and where the next page begins (None at the end)."""

    rows: tuple[TransactionRow, ...]
    next: Cursor | None


class DayAnchor(NamedTuple):
    """How many rows of a list lie on one day, and how many lie before it in the list (newest first)."""

    day: int
    before: int
    n: int


class Evidence(NamedTuple):
    """What one line of one document says of a transaction. ``raw`` is the line as it was received."""

    seq: int
    document_id: int | None
    document: str
    line: int | None
    source: str
    proof: Proof
    claims: dict[str, str | int | None]
    raw: str
    conflict: str


class TransactionDetail(NamedTuple):
    """A transaction with all that speaks for and against it.

    ``provenance`` names for each field the evidence (by ``seq``) that it was taken from. ``links`` are the
    transactions it points at or that point at it (original and reversal, other legs of the receipt).
    """

    row: TransactionRow
    evidence: tuple[Evidence, ...]
    provenance: dict[str, int]
    conflicts: tuple[str, ...]
    links: tuple[TransactionRow, ...]


class WalletRow(NamedTuple):
    """One wallet and the last document that came in for it."""

    id: int
    key: WalletKey
    holder: str
    last_import_at: int | None
    last_row_at: int | None


class AttentionCounts(NamedTuple):
    """What waits for a person."""

    conflicts: int = 0
    broken_imports: int = 0


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One document taken in, for ever. ``id`` is what undo takes."""

    id: int
    document_id: int
    wallet_id: int
    wallet: WalletKey
    recorded_at: int
    actor: str
    is_undone: bool
    size: int
    summary: ImportSummary


class ImportProblems(NamedTuple):
    """The problems of one document, row by row."""

    import_id: int
    file: str
    problems: tuple[Problem, ...]


class DocumentRow(NamedTuple):
    """The original bytes of an import, by number."""

    id: int
    name: str
    sha256: str
    size: int
    received_at: int


class DayState(StrEnum):
    """How far a day can be trusted."""

    PROVEN = "proven"
    OPEN = "open"
    HOLES = "holes"
    EMPTY = "empty"


class DayTile(NamedTuple):
    """One day of the calendar. Cents in and out are both positive; ``closed`` is sealed, reopened, or ''."""

    on: date
    n: int
    in_cents: int
    out_cents: int
    state: DayState
    conflicts: int
    closed: str = ""
