"""What goes out in one batch: entries as they are sent, spooled to a file until all of them are known to be right."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

import orjson

from app.core.ledger import Account
from app.core.queries.journal import JournalEntry
from app.core.queries.sent import SentEntry


class Change(StrEnum):
    """How an entry stands to what was sent before: never sent, sent otherwise, or no longer in the books."""

    NEW = "new"
    CHANGED = "changed"
    GONE = "gone"


class Outgoing(NamedTuple):
    """An entry with the postings that are sent of it now; ``batch`` is the last that spoke of it, 0 for none."""

    entry: JournalEntry
    change: Change
    batch: int


def spooled(outgoing: Outgoing) -> bytes:
    """One line of the spool."""
    return orjson.dumps([*outgoing.entry, outgoing.change, outgoing.batch]) + b"\n"


def from_spool(path: Path) -> Iterator[Outgoing]:
    """The entries of a spool in the order they were written."""
    with path.open("rb") as lines:
        for line in lines:
            *told, change, batch = orjson.loads(line)
            yield Outgoing(JournalEntry(*told), Change(change), batch)


def taken_back(sent: SentEntry) -> JournalEntry:
    """The entry that takes back one which is no longer in the books, on the day it was sent for.

    All that is known of it is what was sent: its key says the rest.
    """
    kind, _, rest = sent.key.partition(" ")
    receipt, reference = "", rest
    if kind == "movement":
        _, receipt, kind, *_ = rest.split(" ")
        reference = ""
    elif kind in ("charges", "opening"):
        reference = ""
    back = {account: -cents for account, cents in sent.postings.items()}
    return JournalEntry(sent.on_day, sent.wallet_id, sent.key, None, kind, receipt, "", reference, (), 0, back)


@dataclass(frozen=True, slots=True)
class Parcel:
    """All that a form needs to write one batch. Days are day numbers, both included.

    ``wallet`` is the account of the wallet that is sent, None for the whole ledger. ``accounts`` are those that the
    entries touch, in the order of their codes; ``rows`` is the number of postings. ``entries`` begins anew each time.
    """

    number: int
    business: str
    from_day: int
    to_day: int
    wallet: Account | None
    accounts: Mapping[str, Account]
    rows: int
    entries: Callable[[], Iterator[Outgoing]]
