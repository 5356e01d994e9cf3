"""Proposals without what a person refused: a proposal is older than the refusal, and the refusal counts at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection, select

from app.core.items import ItemKey, ItemKind, TransactionKey
from app.core.queries.queue_rows import CandidateRow, QueueRow
from app.core.store.slices import in_slices
from app.core.store.trade_tables import key_of, refusals


def without_refused(reader: Connection, *, rows: Sequence[QueueRow]) -> tuple[QueueRow, ...]:
    """The rows, each without the candidates that speak of an item refused for it; the others move up."""
    refused = _refused(reader, [row.key.receipt for row in rows])
    return tuple(_left(row, refused[row.key]) if row.key in refused else row for row in rows)


def _refused(reader: Connection, receipts: Sequence[str]) -> dict[TransactionKey, set[ItemKey]]:
    found: dict[TransactionKey, set[ItemKey]] = defaultdict(set)
    for some in in_slices(sorted(set(receipts))):
        for row in reader.execute(select(refusals).where(refusals.c.receipt.in_(some))):
            found[key_of(row)].add(ItemKey(row.kind, row.key))
    return found


def _left(row: QueueRow, refused: set[ItemKey]) -> QueueRow:
    standing = tuple(one for one in row.candidates if not refused & telling_items(one))
    if len(standing) == len(row.candidates):
        return row
    return replace(
        row,
        candidates=standing,
        confidence=standing[0].confidence if standing else 0.0,
        runner_up=standing[1].confidence if len(standing) > 1 else None,
        why_not="" if standing else "Everything that was proposed for this payment was refused.",
    )


def telling_items(candidate: CandidateRow) -> set[ItemKey]:
    """The items that a candidate is about: its invoices and sales, or the customer where it is an advance alone."""
    items = {ItemKey(part.kind, part.key) for part in candidate.allocations}
    return {item for item in items if item.kind != ItemKind.CUSTOMER} or items
