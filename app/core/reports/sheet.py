"""The daily sheet as a frozen value: everything that is printed, and nothing that still has to be worked out.

Blocks keep the letters of the paper (domain notes, daily report, section 3). Blocks B, D, E, G and H stand in
``trade``; one that the whole book holds no data for is None.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from app.core.reports.trade_sheet import NO_TRADE, TradeSheet
from app.core.statement import BalanceState, Break, WalletKey
from app.core.tariffs import Rate


class Row(NamedTuple):
    """One movement of the day. ``amount_cents`` is positive, ``direction`` is in or out; instants are seconds UTC."""

    id: int
    receipt: str
    role: str
    direction: str
    ordinal: int
    amount_cents: int
    completed_at: int
    initiated_at: int | None
    balance_cents: int | None
    kind: str
    party_name: str
    party_phone: str
    account_ref: str
    linked_receipt: str | None
    details: str
    proof: int
    state: str
    warnings: str | None

    @property
    def signed_cents(self) -> int:
        """The amount as it moved the wallet's balance."""
        return self.amount_cents if self.direction == "in" else -self.amount_cents


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """A document taken in that speaks of this day. Counts are of the whole document, not of the day alone.

    ``opening_cents`` and ``closing_cents`` are None unless the document itself tells them: a balance that was only
    inferred from its first or last row proves nothing.
    """

    file: str
    sha256: str
    rows: int
    ignored: int
    rejected: int
    starts_at: int | None
    ends_at: int | None
    recorded_at: int
    opening_cents: int | None
    closing_cents: int | None
    state: BalanceState


class DayStatus(StrEnum):
    """What may still happen to the day."""

    DRAFT = "DRAFT"
    SEALED = "SEALED"
    REOPENED = "REOPENED"


@dataclass(frozen=True, slots=True)
class Head:
    """Whose day this is, and what it was made from. The day runs from ``starts_at`` up to but not at ``ends_at``.

    ``is_past``: the book is shown as it stood at ``printed_at``.
    """

    business: str
    kra_pin: str
    wallet: WalletKey
    holder: str
    kind: str
    on: date
    starts_at: int
    ends_at: int
    prepared_by: str
    printed_at: int
    status: DayStatus
    sources: tuple[SourceDocument, ...]
    is_past: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A share of a line: how many, and how much."""

    label: str
    n: int
    amount_cents: int


@dataclass(frozen=True, slots=True)
class Line:
    """One line between opening and closing. ``sign`` is +1 where it adds to the balance, -1 where it takes away."""

    key: str
    label: str
    sign: int
    n: int
    amount_cents: int
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Balance:
    """A balance and where it was read; ``cents`` is None where no document in the book tells it."""

    cents: int | None
    source: str


class Unbroken(StrEnum):
    """Whether each printed balance follows from the one before it."""

    YES = "yes"
    NO = "no"
    NOT_KNOWN = "not_known"


@dataclass(frozen=True, slots=True)
class BalanceBlock:
    """Block A. Opening, lines and closing come from three different sources; none is worked out from the others.

    ``reasons`` are sentences: why the proof is broken or not complete.
    """

    opening: Balance
    lines: tuple[Line, ...]
    closing: Balance
    unbroken: Unbroken
    breaks: tuple[Break, ...]
    state: BalanceState
    reasons: tuple[str, ...]

    @property
    def computed_cents(self) -> int | None:
        """Opening and lines added up, or None where the opening is not known."""
        return None if self.opening.cents is None else self.opening.cents + self.movement_cents

    @property
    def movement_cents(self) -> int:
        """What all lines together moved."""
        return sum(line.sign * line.amount_cents for line in self.lines)

    @property
    def difference_cents(self) -> int | None:
        """Closing as Safaricom tells it less closing computed; None where either is not known."""
        if self.closing.cents is None or self.computed_cents is None:
            return None
        return self.closing.cents - self.computed_cents


class OpenReceipt(NamedTuple):
    """A receipt that no invoice or sale explains yet, or not all of it. ``note`` says what else is known of it.

    ``guess`` is what the matcher thinks best, and why; '' where it has nothing to propose.
    """

    row: Row
    open_cents: int
    days_open: int
    note: str
    guess: str = ""

    @property
    def said(self) -> str:
        """Note and guess in one line."""
        return "; ".join(filter(None, (self.note, self.guess)))


@dataclass(frozen=True, slots=True)
class UnmatchedBlock:
    """Block C: oldest first."""

    receipts: tuple[OpenReceipt, ...]
    amount_cents: int

    @property
    def n(self) -> int:
        """How many."""
        return len(self.receipts)


@dataclass(frozen=True, slots=True)
class Reversal:
    """A reversal with the movement it takes back (None where the book does not hold it).

    ``is_later`` marks a movement of this day that was taken back on another day.
    """

    reversal: Row
    original: Row | None
    original_wallet: str
    is_later: bool
    finding: str

    @property
    def minutes_between(self) -> int | None:
        """Whole minutes from original to reversal."""
        if self.original is None:
            return None
        return (self.reversal.completed_at - self.original.completed_at) // 60


@dataclass(frozen=True, slots=True)
class ReversalBlock:
    """Block F: reversals of this day, then movements of this day that were taken back on another day."""

    reversals: tuple[Reversal, ...]

    @property
    def today(self) -> tuple[Reversal, ...]:
        """Reversals that happened on this day."""
        return tuple(entry for entry in self.reversals if not entry.is_later)

    @property
    def later(self) -> tuple[Reversal, ...]:
        """Movements of this day that were taken back on another day."""
        return tuple(entry for entry in self.reversals if entry.is_later)


class AfterClose(NamedTuple):
    """Something that reached a sealed day after its seal: which day, when it was recorded, and in words what."""

    day: date
    at: int
    receipt: str
    amount_cents: int
    what: str


class Finding(NamedTuple):
    """One case behind an exception line: where, how much, and in words what."""

    at: int | None
    receipt: str
    amount_cents: int | None
    what: str


@dataclass(frozen=True, slots=True)
class ExceptionLine:
    """Block K, one line: what is counted, how often it was found (0 is printed too), and each case."""

    key: str
    label: str
    n: int
    amount_cents: int | None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class TaxBlock:
    """Block J: gross takings of the day and of its month up to and with it; receipts and cents.

    What was taken back or is no sale does not count. The rates are those published for the day, None where not known.
    """

    n: int
    cents: int
    month_n: int
    month_cents: int
    turnover_tax: Rate | None
    vat: Rate | None


@dataclass(frozen=True, slots=True)
class Foot:
    """Report number, fingerprint (a short digest of the day's rows), and the seal's mark with who closed the day when.

    ``seal`` and ``closed`` are '' while the day is open.
    """

    number: str
    fingerprint: str
    seal: str = ""
    closed: str = ""
    sentence: str = "No figure on this sheet is a balancing figure."


@dataclass(frozen=True, slots=True)
class DailySheet:
    """The whole sheet. ``rows`` are all movements of the day in ledger order."""

    head: Head
    balance: BalanceBlock
    unmatched: UnmatchedBlock
    reversals: ReversalBlock
    after_close: tuple[AfterClose, ...]
    exceptions: tuple[ExceptionLine, ...]
    foot: Foot
    rows: tuple[Row, ...]
    taxes: TaxBlock
    trade: TradeSheet = NO_TRADE
    signatories: tuple[str, ...] = ("Cashier", "Bookkeeper", "Reviewed")
