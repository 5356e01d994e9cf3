"""What of some deeds still stands, what came in last, and a sample of what the machine matched, for the eye."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from app.core.events import EventKind
from app.core.queries.queue import match_rows
from app.core.queries.queue_rows import MatchRow
from app.core.queries.rows import TransactionRow
from app.core.queries.transactions import transactions_by_id
from app.core.store.slices import in_slices
from app.core.store.tables import imports
from app.core.store.trade_tables import decisions, item_versions, matches, remembered


class Sampled(NamedTuple):
    """A match of the machine's with the payment it is about."""

    match: MatchRow
    payment: TransactionRow


def standing_decisions(reader: Connection, *, groups: Iterable[int], only_auto: bool = False) -> list[int]:
    """The numbers of the decisions in these deeds that are not taken back, in order."""
    found: list[int] = []
    for some in in_slices(sorted(set(groups))):
        query = select(decisions.c.id).where(decisions.c.group_id.in_(some), decisions.c.is_undone == 0)
        found += reader.execute(query.where(decisions.c.by == "auto") if only_auto else query).scalars()
    return sorted(found)


def automatic_sample(reader: Connection, *, n: int = 10, seed: int | None = None) -> tuple[list[Sampled], int]:
    """``n`` standing matches of the machine's drawn at random, oldest first, and how many there are in all."""
    query = (
        select(matches.c.id, matches.c.receipt)
        .join(decisions, decisions.c.id == matches.c.id)
        .where(decisions.c.by == "auto", decisions.c.kind == EventKind.MatchConfirmed, matches.c.is_live == 1)
        .order_by(matches.c.id)
    )
    standing = [(row.id, row.receipt) for row in reader.execute(query)]
    drawn = sorted(Random(seed).sample(standing, min(n, len(standing))))  # noqa: S311  for the eye, not a secret
    wanted = {number for number, _ in drawn}
    rows = [row for row in match_rows(reader, receipts=[receipt for _, receipt in drawn]) if row.id in wanted]
    paid = {row.id: row for row in transactions_by_id(reader, ids=[row.transaction_id or 0 for row in rows])}
    told = [Sampled(row, paid[row.transaction_id]) for row in rows if row.transaction_id in paid]
    return told, len(standing)


def newest_arrival(reader: Connection) -> int:
    """The number of the newest import, statement of the other side or remembered account; 0 in an empty book.

    Taking something back does not count: what a person took back must not be matched again because of it.
    """
    numbers = (imports.c.id, item_versions.c.seq, remembered.c.id)
    return max(reader.execute(select(func.max(number))).scalar() or 0 for number in numbers)
