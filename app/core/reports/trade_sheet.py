"""Values of the sheet's blocks about the books: receipts against them (B), sales (D, E), bank (G), part payments (H).

Each figure comes from a source of its own and each block prints what is left between them (domain notes, daily report,
section 6). Cents are integers, instants seconds UTC, days day numbers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Share:
    """One line of block B: how many receipts it touches and how many of their cents it holds."""

    key: str
    label: str
    n: int
    amount_cents: int
    parts: tuple[Share, ...] = ()


@dataclass(frozen=True, slots=True)
class BooksBlock:
    """Block B. A receipt given away in part counts on several lines, each with its cents."""

    n: int
    amount_cents: int
    shares: tuple[Share, ...]

    @property
    def difference_cents(self) -> int:
        """Receipts less all that is told of them; must be 0."""
        return self.amount_cents - sum(share.amount_cents for share in self.shares)

    def per_mille(self, cents: int) -> int | None:
        """Tenths of a per cent of the receipts, rounded; None where nothing was received."""
        return None if not self.amount_cents else (cents * 2000 + self.amount_cents) // (2 * self.amount_cents)


class BadSale(NamedTuple):
    """A sale rung up as M-PESA without a valid receipt; ``finding`` is a sentence, ``offered`` a receipt or ''."""

    number: str
    store: str
    till: str
    cashier: str
    at: int | None
    amount_cents: int
    code: str
    fault: str
    finding: str
    offered: str


@dataclass(frozen=True, slots=True)
class BadSaleBlock:
    """Block D, in the order in which they were rung up."""

    sales: tuple[BadSale, ...]

    @property
    def n(self) -> int:
        """How many."""
        return len(self.sales)

    @property
    def amount_cents(self) -> int:
        """What they were rung up for."""
        return sum(sale.amount_cents for sale in self.sales)


class TillLine(NamedTuple):
    """Block E, one cashier at one till of one store.

    ``total_cents`` is what was rung up; the others are money: given to these sales from payments of the day and of
    other days, of payments that wait to be matched or of codes no statement covers yet, of payments taken back.
    """

    store: str
    till: str
    cashier: str
    n: int
    total_cents: int
    today_cents: int
    earlier_cents: int
    pending_cents: int
    reversed_cents: int

    @property
    def difference_cents(self) -> int:
        """Rung up as M-PESA, and no money is behind it."""
        told = self.today_cents + self.earlier_cents + self.pending_cents + self.reversed_cents
        return self.total_cents - told


@dataclass(frozen=True, slots=True)
class TillBlock:
    """Block E. Unused receipts name no cashier, so they are told once for the day."""

    lines: tuple[TillLine, ...]
    unused_n: int
    unused_cents: int

    @property
    def total(self) -> TillLine:
        """All lines added up."""
        columns = list(zip(*(line[3:] for line in self.lines), strict=True)) or [()] * 6
        return TillLine("", "", "", *map(sum, columns))


class Sweep(NamedTuple):
    """Block G: money that left the wallet for the bank or another own account.

    ``state`` is found, in_transit, overdue or reversed. ``expected_cents`` is what the wallet paid out, ``found_cents``
    what the other side tells, ``open_cents`` what the list of uncleared transfers tells; None where it does not apply.
    ``found_in`` names the bank's reference or the wallet.
    """

    receipt: str
    completed_at: int
    is_earlier: bool
    expected_cents: int
    state: str
    found_cents: int | None
    found_day: int | None
    found_in: str
    open_cents: int | None
    days: int


@dataclass(frozen=True, slots=True)
class SettlementBlock:
    """Block G: sweeps of the day, and earlier ones that are not at the bank yet (``carried`` from their own sum)."""

    sweeps: tuple[Sweep, ...]
    swept_n: int
    swept_cents: int
    carried_n: int
    carried_cents: int
    overdue_after_days: int

    @property
    def expected_cents(self) -> int:
        """What must arrive: swept today, and carried from before."""
        return self.swept_cents + self.carried_cents

    @property
    def found_cents(self) -> int:
        """What the bank's or the other wallet's statement shows."""
        return sum(sweep.found_cents or 0 for sweep in self.sweeps)

    def open_of(self, state: str) -> tuple[int, int]:
        """How many sweeps are in_transit, overdue or reversed, and their cents."""
        some = [sweep.open_cents or 0 for sweep in self.sweeps if sweep.state == state]
        return len(some), sum(some)

    @property
    def difference_cents(self) -> int:
        """Expected less found, in transit, overdue and taken back; must be 0."""
        open_cents = sum(self.open_of(state)[1] for state in ("in_transit", "overdue", "reversed"))
        return self.expected_cents - self.found_cents - open_cents


class PartPayment(NamedTuple):
    """Money of a receipt of the day given to an item it did not settle alone and to the cent.

    ``before_cents`` is what the item had from elsewhere, ``left_cents`` what it lacks (negative: too much).
    """

    receipt: str
    completed_at: int
    kind: str
    number: str
    customer: str
    due_cents: int
    before_cents: int
    received_cents: int
    left_cents: int
    what: str


class Advance(NamedTuple):
    """Money of a receipt kept for a customer; ``held_cents`` is all that is kept for the customer now."""

    receipt: str
    completed_at: int
    customer: str
    cents: int
    held_cents: int


class WriteOff(NamedTuple):
    """Cents of an item let go without money: why, by whom and when; ``receipt`` is '' where no payment went with it."""

    receipt: str
    number: str
    customer: str
    cents: int
    why: str
    actor: str
    at: int


@dataclass(frozen=True, slots=True)
class PartBlock:
    """Block H.

    ``allocated_cents`` is all that matches gave to whatever this day's receipts paid, ``settled_cents`` what those
    invoices, sales and customers themselves tell.
    """

    payments: tuple[PartPayment, ...]
    advances: tuple[Advance, ...]
    write_offs: tuple[WriteOff, ...]
    allocated_cents: int
    settled_cents: int

    @property
    def difference_cents(self) -> int:
        """What matches gave less what the items tell; must be 0."""
        return self.allocated_cents - self.settled_cents


class Deed(NamedTuple):
    """A decision on a receipt of the day as it is told in the audit list; ``is_undone``: taken back since."""

    at: int
    actor: str
    by: str
    receipt: str
    what: str
    rule: str
    confidence: float | None
    is_undone: bool


class Given(NamedTuple):
    """Money of one receipt of the day and where it went: one line of the list of allocations.

    ``line`` is the label of block B under which it counts.
    """

    completed_at: int
    receipt: str
    cents: int
    line: str
    kind: str
    number: str
    customer: str
    forgiven_cents: int
    why: str
    actor: str
    at: int


@dataclass(frozen=True, slots=True)
class TradeSheet:
    """The five blocks; None where the whole book holds no data for one."""

    books: BooksBlock | None = None
    bad_sales: BadSaleBlock | None = None
    tills: TillBlock | None = None
    settlement: SettlementBlock | None = None
    part_payments: PartBlock | None = None
    given: tuple[Given, ...] = ()
    deeds: tuple[Deed, ...] = ()


NO_TRADE = TradeSheet()


def cents_of(parts: Iterable[tuple[int, int]]) -> tuple[int, int]:
    """How many different receipts (first) there are, and the cents (second) added up."""
    some = list(parts)
    return len({number for number, _ in some}), sum(cents for _, cents in some)
