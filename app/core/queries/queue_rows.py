"""The values that the queue's queries answer with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from app.core.items import TransactionKey
from app.core.statement import Proof, WalletKey


class ReasonRow(NamedTuple):
    """One point for or against."""

    text: str
    is_for: bool


class AllocationRow(NamedTuple):
    """Money that a candidate or a match gives to one item, with what there is to say of the item.

    ``number`` is the invoice's or sale's number, or the customer's name for an advance; ``open_cents`` is what the
    item still lacks now (None where the item is gone), ``due_day`` a day number.
    """

    kind: str
    key: str
    number: str
    customer_name: str
    due_day: int | None
    amount_cents: int
    open_cents: int | None
    cents: int
    forgiven_cents: int = 0
    why: str = ""


class CandidateRow(NamedTuple):
    """One way to give the payment's money away, as the matcher proposed it last."""

    allocations: tuple[AllocationRow, ...]
    confidence: float
    reasons: tuple[ReasonRow, ...]
    rule: str


class QuestionRow(NamedTuple):
    """A note to a colleague on a payment; ``answer`` is '' while open."""

    id: int
    asked_to: str
    asked_by: str
    at: int
    note: str
    answer: str


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A payment that waits for a person. ``open_cents`` is what is left of it; instants are seconds UTC.

    ``confidence`` is that of the best candidate, ``runner_up`` that of the next; both 0 and None where nothing was
    proposed. ``is_looked_at`` tells whether the matcher has looked at it since it came in.
    """

    key: TransactionKey
    id: int
    wallet: WalletKey
    completed_at: int
    amount_cents: int
    open_cents: int
    party_name: str
    party_phone: str
    account_ref: str
    kind: str
    details: str
    proof: Proof
    state: str
    queue: str
    confidence: float
    runner_up: float | None
    why_not: str
    candidates: tuple[CandidateRow, ...]
    question: QuestionRow | None
    is_looked_at: bool


class QueueCursor(NamedTuple):
    """Where a page ended."""

    completed_at: int
    id: int


class QueuePage(NamedTuple):
    """Rows oldest first, and where the next page begins (None at the end)."""

    rows: tuple[QueueRow, ...]
    next: QueueCursor | None


@dataclass(frozen=True, slots=True)
class MatchRow:
    """A match that stands, or (``state`` suggested) the best proposal of a payment that waits."""

    id: int | None
    group_id: int | None
    key: TransactionKey | None
    transaction_id: int | None
    state: str
    by: str
    at: int | None
    rule: str
    confidence: float
    runner_up: float | None
    reasons: tuple[str, ...]
    allocations: tuple[AllocationRow, ...]


class GroupRow(NamedTuple):
    """What one deed decided: how many decisions of each kind (by the event's name), and how many stand."""

    id: int
    at: int
    actor: str
    by: str
    kinds: dict[str, int]
    standing: int
    total: int
