"""Clear transfers with their mirrors: both sides are settled, and neither is ever taken for a sale."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, select

from app.core import clock
from app.core.actions.decide import AUTO
from app.core.book import Pen
from app.core.events import Event, EventKind
from app.core.items import TransactionKey
from app.core.matching.transfers import BankMove, Moved, Paired, pair_transfers
from app.core.store.tables import transactions
from app.core.store.trade_tables import items, key_columns, transfers

_T = transactions.c
_MOVES = ("sweep_in", "sweep_out", "payout")


class TransferRun(NamedTuple):
    """How many transfers were cleared, and which could not be because several mirrors fit (with how many)."""

    cleared: int
    doubtful: dict[TransactionKey, int]


def clear_transfers(pen: Pen) -> TransferRun:
    """Pair every transfer that is not cleared yet with its only mirror, as one group."""
    found = open_transfers(pen.connection)
    pen.record_all(
        [
            Event(
                EventKind.TransferPaired,
                {
                    "by": AUTO,
                    "actor": pen.batch.actor,
                    "at": pen.batch.at,
                    "transaction": list(pair.key),
                    "mirror": list(pair.mirror) if pair.mirror else None,
                    "bank": pair.bank_key,
                },
            )
            for pair in found.pairs
        ]
    )
    return TransferRun(len(found.pairs), found.doubtful)


def open_transfers(reader: Connection) -> Paired:
    """What can be paired now, and what is doubtful."""
    query = select(*key_columns(transactions), _T.amount_cents, _T.completed_at).where(
        _T.role.in_(_MOVES), _T.state.not_in(("reversed", "conflict"))
    )
    cleared = {TransactionKey(*row) for row in reader.execute(select(*key_columns(transfers)))}
    moves = [
        Moved(TransactionKey(*row[:5]), row.amount_cents, clock.day_number(row.completed_at))
        for row in reader.execute(query.order_by(_T.completed_at, _T.id))
        if TransactionKey(*row[:5]) not in cleared
    ]
    bank = select(items).where(items.c.kind == "bank", items.c.state == "open").order_by(items.c.on_day, items.c.key)
    lines = [
        BankMove(row.key, row.amount_cents, row.on_day, f"{row.number} {row.description}")
        for row in reader.execute(bank)
    ]
    return pair_transfers(moves, lines)
