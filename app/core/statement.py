"""The nouns of taking money in: wallets, observations, and what a document declares of itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from itertools import compress
from typing import Any, Literal, NamedTuple, NewType, Self

WalletId = NewType("WalletId", int)
ImportId = NewType("ImportId", int)
Seq = NewType("Seq", int)


class Role(StrEnum):
    """Which leg of a receipt a line is (a receipt is not a row)."""

    PAYMENT = "payment"
    CHARGE = "charge"
    OVERDRAFT = "overdraft"
    OVERDRAFT_REPAYMENT = "overdraft_repayment"
    REVERSAL = "reversal"
    SWEEP_IN = "sweep_in"
    SWEEP_OUT = "sweep_out"
    PAYOUT = "payout"
    OTHER = "other"


class Proof(IntEnum):
    """The ladder of evidence: how much a source's word is worth."""

    MANUAL = 0
    SMS = 1
    CALLBACK = 2
    PULL = 3
    STATEMENT = 4


LEDGERS = ("Utility", "Merchant", "Working", "Charges Paid", "Settlement", "Personal", "Pochi")
"""The accounts behind one short code or phone (domain notes 1A, 'Account types')."""


@dataclass(frozen=True, slots=True)
class WalletKey:
    """One M-PESA account: short code (or phone) and ledger."""

    code: str
    ledger: str

    def __str__(self) -> str:
        """``4000001 Utility``."""
        return f"{self.code} {self.ledger}"


class Observation(NamedTuple):
    """One line that a document claims happened. Many travel as ``Observations``, column by column.

    ``digest`` is 64 bits of the raw line and its layout, so that the same line is recognised without being read again.
    ``amount_cents`` is signed: money into the wallet is positive. Instants are seconds UTC.
    ``ledger`` is '' where the line belongs to the document's own ledger, else the ledger it names.
    """

    receipt: str
    digest: int
    line: int
    role: str
    amount_cents: int
    completed_at: int | None
    initiated_at: int | None
    kind: str
    party_name: str
    party_phone: str
    account_ref: str
    linked_receipt: str
    balance_cents: int | None
    details: str
    ledger: str = ""
    warning: str = ""


class Observations(NamedTuple):
    """Many observations, each field as one column, in the order of ``Observation``; the columns run in step."""

    receipts: Sequence[str]
    digests: Sequence[int]
    lines: Sequence[int]
    roles: Sequence[str]
    amounts: Sequence[int]
    completed: Sequence[int]
    initiated: Sequence[int | None]
    kinds: Sequence[str]
    names: Sequence[str]
    phones: Sequence[str]
    references: Sequence[str]
    linked: Sequence[str]
    balances: Sequence[int | None]
    details: Sequence[str]
    ledgers: Sequence[str]
    warnings: Sequence[str]

    @classmethod
    def of(cls, rows: Iterable[Observation]) -> Self:
        """Columns of observations given one by one."""
        columns: Any = list(zip(*rows, strict=True)) or [()] * len(cls._fields)
        return cls(*columns)

    @classmethod
    def joined(cls, parts: Sequence[Self]) -> Self:
        """All lines of several, in their order."""
        columns: Any = [list(column) for column in parts[0]]
        for part in parts[1:]:
            for column, more in zip(columns, part, strict=True):
                column.extend(more)
        return cls(*columns)

    def rows(self) -> list[Observation]:
        """The observations one by one."""
        return list(map(Observation._make, zip(*self, strict=True)))

    def kept(self, mask: bytes | bytearray) -> Self:
        """Only the lines whose byte is set."""
        columns: Any = [list(compress(column, mask)) for column in self]
        return type(self)(*columns)


class Ignored(NamedTuple):
    """A line that moved no money (failed, cancelled, …), kept as evidence."""

    receipt: str
    digest: int
    line: int
    status: str
    raw: str


ProblemKind = Literal["row", "no_receipt", "untold_day", "hole"]
"""What a problem is, for those who act on it: a code that is no receipt, a day that may be read in two ways, a hole in
the balances of a further account; anything else is ``row``. Plain strings, since lines cross from process to process.
"""


class Rejected(NamedTuple):
    """A line that could not be read, kept with its raw text; it keeps the day from being called proven."""

    receipt: str
    digest: int
    line: int
    reason: str
    raw: str
    kind: ProblemKind = "row"


class Problem(NamedTuple):
    """Something to tell the user about one line of a document."""

    line: int
    receipt: str
    reason: str
    kind: ProblemKind = "row"


@dataclass(frozen=True, slots=True)
class Declared:
    """What a document says of itself, before its lines. Cents and seconds UTC; None where it is silent.

    ``made_at`` is when the provider made it, ``unknown_columns`` the names of columns that no layout known here has.
    ``header`` holds a table's headings as written, ``columns`` under which of them (from 0) each column was read.
    """

    kind: str
    code: str = ""
    ledger: str = ""
    starts_at: int | None = None
    ends_at: int | None = None
    opening_cents: int | None = None
    closing_cents: int | None = None
    paid_in_cents: int | None = None
    withdrawn_cents: int | None = None
    holder: str = ""
    status_filter: str = ""
    proof: Proof = Proof.STATEMENT
    made_at: int | None = None
    unknown_columns: tuple[str, ...] = ()
    header: tuple[str, ...] = field(default=(), compare=False)
    columns: tuple[tuple[str, int], ...] = field(default=(), compare=False)


class KnownLines(NamedTuple):
    """Lines recognised by their digests, column by column; nothing was read from them again."""

    receipts: Sequence[str]
    digests: Sequence[int]
    lines: Sequence[int]


@dataclass(frozen=True, slots=True)
class Corrections:
    """What a person says of a document that somebody edited, after a look at it.

    ``swap_day_month``: True where the month stands first, False where the day does, None to leave it to proof.
    ``flip_sign`` exchanges money in and money out. ``columns`` gives places (from 0) by the names of columns.
    """

    swap_day_month: bool | None = None
    flip_sign: bool = False
    columns: Mapping[str, int] = field(default_factory=dict)

    @property
    def is_none(self) -> bool:
        """Whether nothing is said."""
        return self.swap_day_month is None and not self.flip_sign and not self.columns


class Mends(NamedTuple):
    """What was put right in an edited document: sentences with counts, the first rows one by one.

    ``declared`` replaces what the document declared, where it turned out to hold several.
    """

    counts: tuple[tuple[str, int], ...] = ()
    touched: tuple[tuple[int, str], ...] = ()
    declared: Declared | None = None


class Lines(NamedTuple):
    """One stretch of a document in the document's order, read. ``bytes_done`` tells how far into it this reaches.

    ``mends`` is None for a stretch that nobody edited.
    """

    observations: Observations
    known: KnownLines
    ignored: list[Ignored]
    rejected: list[Rejected]
    bytes_done: int = 0
    mends: Mends | None = None


Recogniser = Callable[[list[str], list[int]], bytes | None]
"""Given receipts and digests of lines, answers one byte a line (1: known already), or None when none is known."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What a source reads: the declaration at once, the lines as they are asked for."""

    declared: Declared
    lines: Callable[[Recogniser], Iterator[Lines]]


class BalanceState(StrEnum):
    """How far the running balance proves that no line is missing or altered."""

    PROVEN = "proven"
    PARTIAL = "partial"
    BROKEN = "broken"
    ABSENT = "absent"


class Break(NamedTuple):
    """A hole in the balance chain: between which two lines, which moments, and the cents that do not add up.

    Receipts are '' at the edges of the document; ``amount_cents`` is what a missing line would have to move.
    """

    after: str
    before: str
    starts_at: int | None
    ends_at: int | None
    amount_cents: int


@dataclass(frozen=True, slots=True)
class BalanceProof:
    """The result of walking a statement's balances."""

    state: BalanceState
    opening_cents: int | None = None
    closing_cents: int | None = None
    breaks: tuple[Break, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """One document's result line. ``rows`` is the sum of the six outcomes, always."""

    file: str
    sha256: str
    kind: str
    wallet: WalletKey
    starts_at: int | None
    ends_at: int | None
    new: int = 0
    known: int = 0
    enriched: int = 0
    ignored: int = 0
    conflicts: int = 0
    rejected: int = 0
    problems: tuple[Problem, ...] = ()
    balance: BalanceProof = BalanceProof(BalanceState.ABSENT)
    import_id: ImportId | None = None
    notes: tuple[str, ...] = ()

    @property
    def rows(self) -> int:
        """All lines of the document that hold a row."""
        return self.new + self.known + self.enriched + self.ignored + self.conflicts + self.rejected
