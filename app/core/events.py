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


LINE_KINDS = frozenset({EventKind.TransactionObserved, EventKind.LineIgnored, EventKind.LineRejected})
"""Kinds that record one line of a document and carry its key (receipt, wallet, digest)."""


@dataclass(frozen=True, slots=True)
class Event:
    """One event that is not a line of a document: a kind and a body of plain JSON values."""

    kind: EventKind
    body: dict[str, Any] = field(default_factory=dict)
