"""What the matcher proposed last for receipts that wait: its best guess and why, in one short sentence each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import orjson
from sqlalchemy import Connection, select

from app.core.items import ItemKey
from app.core.store.slices import in_slices
from app.core.store.tables import transactions
from app.core.store.trade_tables import customers, items, proposals, same_transaction

_T = transactions.c
_WAITING = ("pending_reconciliation", "part_matched", "conflict")


def guesses(reader: Connection, *, wallet_id: int, starts_at: int, ends_at: int) -> dict[int, str]:
    """By a row's number: ``INV-1043 72 %: typed “1043”; amount exact``, or why there is no guess."""
    query = (
        select(_T.id, proposals.c.candidates, proposals.c.why_not)
        .join_from(transactions, proposals, same_transaction(transactions, proposals))
        .where(_T.wallet_id == wallet_id, _T.completed_at >= starts_at, _T.completed_at < ends_at)
        .where(_T.state.in_(_WAITING), proposals.c.candidates != "[]")
    )
    best = {row.id: orjson.loads(row.candidates)[0] for row in reader.execute(query)}
    names = _names(reader, {ItemKey(*part[:2]) for told in best.values() for part in told["allocations"]})
    return {number: _in_words(told, names) for number, told in best.items()}


def _in_words(told: dict[str, Any], names: dict[ItemKey, str]) -> str:
    parts = [names.get(ItemKey(*part[:2]), part[1]) for part in told["allocations"]]
    more = f" and {len(parts) - 2} more" if len(parts) > 2 else ""
    whom = " + ".join(parts[:2]) + more
    reasons = [text for text, is_for in told["reasons"] if is_for]
    why = f": {'; '.join(reasons)}" if reasons else ""
    return f"{whom} {min(round(told['confidence'] * 100), 99)} %{why}"


def _names(reader: Connection, named: Iterable[ItemKey]) -> dict[ItemKey, str]:
    by_kind: dict[str, list[str]] = {}
    for item in sorted(named):
        by_kind.setdefault(item.kind, []).append(item.key)
    found: dict[ItemKey, str] = {}
    for kind, keys in by_kind.items():
        for some in in_slices(keys):
            query = select(items.c.key, items.c.number).where(items.c.kind == kind, items.c.key.in_(some))
            if kind == "customer":
                query = select(customers.c.key, customers.c.name).where(customers.c.key.in_(some))
            found.update((ItemKey(kind, key), name) for key, name in reader.execute(query))
    return found
