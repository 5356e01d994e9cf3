"""The matcher kept ready while a book is open: what came in since is judged in milliseconds, not all anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import orjson
from sqlalchemy import Connection, func, select

from app.core.actions.match_payments import MatchRun, record_verdicts, set_aside
from app.core.actions.pair_transfers import clear_transfers
from app.core.actions.rules import apply_rules
from app.core.book import Book
from app.core.events import EventKind
from app.core.items import ItemKey, ItemKind
from app.core.matching.knowledge import Knowledge
from app.core.matching.values import Verdict
from app.core.matching.verdicts import Watched, verdicts
from app.core.queries.matching import debtors, habits, known, open_items, open_payments
from app.core.queries.queue import queue_counts
from app.core.store.slices import in_slices
from app.core.store.tables import events
from app.core.store.trade_tables import allocations, item_versions, matches

MOST_AT_ONCE = 5_000
"""More new payments or changed items than this are matched with a fresh look at the whole book."""

_CHANGES_ALL = frozenset(
    {
        *(EventKind.ImportUndone, EventKind.ListRecorded, EventKind.ListUndone, EventKind.ItemRemoved),
        *(EventKind.CustomerRecorded, EventKind.InvoiceRecorded, EventKind.SaleRecorded, EventKind.AccountRemembered),
        *(EventKind.ProposalRefused, EventKind.RuleMade, EventKind.WalletDescribed),
    }
)
"""After these, payments that waited before may be somebody's now."""


class _News(NamedTuple):
    """What the log says since the last look: payments and items to see again, and the matches made."""

    receipts: frozenset[str]
    items: frozenset[ItemKey]
    match_ids: tuple[int, ...]
    is_much: bool


_MUCH = _News(frozenset(), frozenset(), (), is_much=True)


@dataclass(frozen=True, slots=True)
class Matched:
    """What a round did: matches confirmed, rows a rule named, payments that wait now, and what undo takes."""

    confirmed: int
    ruled: int
    waiting: int
    group_id: int | None


class LiveMatching:
    """One book's matcher, kept up to its log. Not safe for several threads at once."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._knowledge: Knowledge | None = None
        self._seq = 0

    def round(self, *, watched: Watched | None = None) -> Matched:
        """Rules first, then transfers and their mirrors, then whose payment each of the others is."""
        ruled = self._book.do(apply_rules).value
        self._book.do(clear_transfers)
        run = self.catch_up(watched=watched)
        waiting = sum(self._book.ask(queue_counts).values())
        return Matched(run.confirmed, ruled, waiting, run.group_id)

    def catch_up(self, *, watched: Watched | None = None) -> MatchRun:
        """Match what is new since the last call; the first call, and one after great changes, matches all.

        ``watched`` is told now and then how many payments of how many were looked at.
        """
        news = self._book.ask(_news, since=self._seq)
        if self._knowledge is None or news.is_much:
            return self._all(watched)
        classified = self._book.do(apply_rules, receipts=news.receipts).value if news.receipts else 0
        knowledge = self._knowledge
        self._book.ask(_refresh, knowledge=knowledge, news=news)
        found = self._book.ask(lambda reader: verdicts(knowledge, list(open_payments(reader, receipts=news.receipts))))
        return self._written(found, is_whole=False)._replace(classified=classified)

    def _all(self, watched: Watched | None) -> MatchRun:
        classified, cleared = self._book.do(set_aside).value
        self._knowledge = self._book.ask(lambda reader: Knowledge(*known(reader)))
        knowledge = self._knowledge
        found = self._book.ask(lambda reader: verdicts(knowledge, list(open_payments(reader)), watched=watched))
        done = self._written(found, is_whole=True)
        return done._replace(classified=classified, transfers=cleared)

    def _written(self, found: Sequence[Verdict], *, is_whole: bool) -> MatchRun:
        outcome = self._book.do(record_verdicts, found=found, is_whole=is_whole)
        if outcome.value.confirmed != sum(one.is_sure for one in found):
            self._knowledge = None  # somebody else was quicker: look at all again next time
        self._seq = outcome.revision
        return outcome.value


def _news(reader: Connection, *, since: int) -> _News:
    if since == 0:
        return _MUCH
    counted = select(events.c.kind, func.count()).where(events.c.seq > since).group_by(events.c.kind)
    counts = {EventKind(row[0]): int(row[1]) for row in reader.execute(counted)}
    if _CHANGES_ALL & counts.keys() or sum(counts.values()) > MOST_AT_ONCE:
        return _MUCH
    observed = select(events.c.receipt).where(events.c.seq > since, events.c.receipt.is_not(None)).distinct()
    receipts = set(reader.execute(observed).scalars())
    ids = _matches_spoken_of(reader, since)
    if _speaks_of_items(reader, ids):
        return _MUCH
    items: set[ItemKey] = set()
    for some in in_slices(ids):
        paid = select(matches.c.receipt).where(matches.c.id.in_(some), matches.c.receipt.is_not(None))
        receipts.update(reader.execute(paid).scalars())
        parts = select(allocations.c.kind, allocations.c.key).where(allocations.c.match_id.in_(some)).distinct()
        items.update(ItemKey(row.kind, row.key) for row in reader.execute(parts))
    return _News(frozenset(receipts), frozenset(items), tuple(ids), is_much=False)


def _speaks_of_items(reader: Connection, ids: Sequence[int]) -> bool:
    """Whether what was taken back, or stands again, is an invoice, sale or customer that a person typed."""
    typed = select(item_versions.c.seq)
    return any(reader.execute(typed.where(item_versions.c.seq.in_(some)).limit(1)).first() for some in in_slices(ids))


def _matches_spoken_of(reader: Connection, since: int) -> list[int]:
    """Matches made, taken back or standing again since then."""
    query = select(events.c.seq, events.c.kind, events.c.body).where(
        events.c.seq > since,
        events.c.kind.in_((EventKind.MatchConfirmed, EventKind.DecisionsUndone, EventKind.DecisionsRedone)),
    )
    ids: set[int] = set()
    for row in reader.execute(query):
        ids.update([row.seq] if row.kind == EventKind.MatchConfirmed else orjson.loads(row.body)["ids"])
    return sorted(ids)


def _refresh(reader: Connection, *, knowledge: Knowledge, news: _News) -> None:
    """Let the matcher know how the items and customers touched stand now, and what was decided of payers."""
    wanted = [key for key in news.items if key.kind != ItemKind.CUSTOMER]
    found = {ItemKey(one.item.kind, one.item.key): one for one in open_items(reader, keys=[key.key for key in wanted])}
    for key in wanted:
        if key in found:
            knowledge.put_item(found[key])
        else:
            knowledge.drop_item(*key)
    people = [key.key for key in news.items if key.kind == ItemKind.CUSTOMER]
    for debtor in debtors(reader, keys=people):
        knowledge.put_debtor(debtor)
    for habit in habits(reader, match_ids=news.match_ids):
        knowledge.add_habit(habit)
