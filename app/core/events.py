"""What was recorded: the kinds of event, and the values that carry them to the log."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any


class EventKind(IntEnum):
    """Names of events, past tense. The number is what the log stores; never give one a new meaning."""

    BookCreated = 1
    WalletAdded = 2
    StatementRecorded = 3
    TransactionObserved = 4
    LineIgnored = 5
    LineRejected = 6
    ImportUndone = 7
    CustomerRecorded = 8
    InvoiceRecorded = 9
    SaleRecorded = 10
    BankLineRecorded = 11
    ListRecorded = 12
    ListUndone = 13
    LayoutRemembered = 14
    ItemRemoved = 15
    MatchConfirmed = 16
    ProposalRefused = 17
    TransactionClassified = 18
    TransferPaired = 19
    AccountRemembered = 20
    RuleMade = 21
    QuestionAsked = 22
    QuestionAnswered = 23
    DecisionsUndone = 24
    DecisionsRedone = 25
    WalletDescribed = 26
    DaySealed = 27
    DayReopened = 28
    LedgerExported = 29


LINE_KINDS = frozenset({EventKind.TransactionObserved, EventKind.LineIgnored, EventKind.LineRejected})
"""Kinds that record one line of a document and carry its key (receipt, wallet, digest)."""

ITEM_KINDS = frozenset(
    {EventKind.CustomerRecorded, EventKind.InvoiceRecorded, EventKind.SaleRecorded, EventKind.BankLineRecorded}
)
"""Kinds that state a customer or an item anew; the newest standing statement of a key is what counts."""

DECISION_KINDS = frozenset(
    {
        EventKind.ItemRemoved,
        EventKind.MatchConfirmed,
        EventKind.ProposalRefused,
        EventKind.TransactionClassified,
        EventKind.TransferPaired,
        EventKind.AccountRemembered,
        EventKind.RuleMade,
        EventKind.QuestionAsked,
        EventKind.QuestionAnswered,
    }
)
"""What a person or the machine decided. Each is taken back by DecisionsUndone and stands again by DecisionsRedone."""


@dataclass(frozen=True, slots=True)
class Event:
    """One event that is not a line of a document: a kind and a body of plain JSON values."""

    kind: EventKind
    body: dict[str, Any] = field(default_factory=dict)
