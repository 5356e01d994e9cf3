"""What was handed over before: the batches, and the postings of every entry that was sent in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import merge
from typing import Any, NamedTuple

import orjson
from sqlalchemy import Connection, func, or_, select

from app.core.store.documents import blocks
from app.core.store.sending import exports

_E = exports.c


@dataclass(frozen=True, slots=True)
class Batch:
    """One export. Days are day numbers, both included; ``at`` seconds UTC; ``wallet_id`` None for the whole ledger.

    ``is_again``: it took the place of what was sent of its days before. ``figures`` as its event told them.
    """

    number: int
    format: str
    from_day: int
    to_day: int
    wallet_id: int | None
    is_again: bool
    actor: str
    at: int
    document_id: int
    figures: dict[str, Any]

    def covers(self, sent: SentEntry) -> bool:
        """Whether its period and scope hold this entry."""
        return self.from_day <= sent.on_day <= self.to_day and self.wallet_id in (None, sent.wallet_id)


class SentEntry(NamedTuple):
    """What of an entry went out in one batch: its day, wallet, key (see ``JournalEntry``) and signed cents."""

    on_day: int
    wallet_id: int | None
    key: str
    postings: dict[str, int]
    batch: int = 0


def spelt(sent: SentEntry) -> bytes:
    """An entry as one line of the document that is kept with the export."""
    return orjson.dumps([sent.on_day, sent.wallet_id, sent.key, sent.postings]) + b"\n"


def newest_batch(reader: Connection) -> int:
    """The number of the last export of the book; 0 before the first."""
    return reader.execute(select(func.max(_E.number))).scalar() or 0


def batches_of(reader: Connection, *, form: str, from_day: int, to_day: int, wallet_id: int | None) -> list[Batch]:
    """Exports in one form that speak of some day of a period and of this wallet, oldest first."""
    query = select(exports).where(_E.format == form, _E.from_day <= to_day, _E.to_day >= from_day)
    if wallet_id is not None:
        query = query.where(or_(_E.wallet_id.is_(None), _E.wallet_id == wallet_id))
    return [_batch(row) for row in reader.execute(query.order_by(_E.number))]


def _batch(row: Any) -> Batch:
    return Batch(
        *(row.number, row.format, row.from_day, row.to_day, row.wallet_id, bool(row.is_again)),
        *(row.actor, row.at, row.document_id, orjson.loads(row.figures)),
    )


class SentBefore:
    """The sum of what was sent by entry, asked for in stretches of days that follow on each other."""

    def __init__(
        self, reader: Connection, batches: Sequence[Batch], *, from_day: int, to_day: int, wallet_id: int | None
    ) -> None:
        """Of these batches, what falls into the period and (unless it is None) has this wallet."""
        streams = [_standing(_lines(reader, batch), later=batches[place + 1 :]) for place, batch in enumerate(batches)]
        together = merge(*streams, key=lambda sent: sent.on_day)
        self._left = (
            sent for sent in together if from_day <= sent.on_day <= to_day and wallet_id in (None, sent.wallet_id)
        )
        self._next = next(self._left, None)

    def until(self, to_day: int) -> dict[tuple[int, str], SentEntry]:
        """What was sent of the days after the last call up to this one; entries that were all taken back are left out.

        An entry's ``batch`` is the last that spoke of it.
        """
        sums: dict[tuple[int, str], SentEntry] = {}
        while self._next is not None and self._next.on_day <= to_day:
            place = self._next.on_day, self._next.key
            before = sums.get(place)
            sums[place] = self._next if before is None else _added(before, self._next)
            self._next = next(self._left, None)
        return {place: sent for place, sent in sums.items() if sent.postings}


def _added(one: SentEntry, other: SentEntry) -> SentEntry:
    return other._replace(postings=difference(other.postings, one.postings, sign=1), batch=max(one.batch, other.batch))


def difference(now: Mapping[str, int], before: Mapping[str, int], *, sign: int = -1) -> dict[str, int]:
    """What ``now`` has more than ``before`` by account, accounts that are even left out; with ``sign=1`` the sum."""
    sums = Counter(dict(now))
    for account, cents in before.items():
        sums[account] += sign * cents
    return {account: cents for account, cents in sums.items() if cents}


def _standing(sent: Iterable[SentEntry], *, later: Sequence[Batch]) -> Iterator[SentEntry]:
    """Without what a later batch sent again, whole."""
    replacing = [batch for batch in later if batch.is_again]
    return (one for one in sent if not any(batch.covers(one) for batch in replacing))


def _lines(reader: Connection, batch: Batch) -> Iterator[SentEntry]:
    rest = b""
    for block in blocks(reader, batch.document_id):
        *whole, rest = (rest + block).split(b"\n")
        for line in whole:
            on_day, wallet_id, key, postings = orjson.loads(line)
            yield SentEntry(on_day, wallet_id, key, postings, batch.number)
