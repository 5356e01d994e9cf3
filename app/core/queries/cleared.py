"""What rules and pairing did by themselves: each standing rule with its hits, and transfers that were cleared."""

from __future__ import annotations

from typing import NamedTuple

import orjson
from sqlalchemy import Connection, and_, func, select

from app.core.matching.rules import Condition
from app.core.store.tables import transactions
from app.core.store.trade_tables import classifications, decisions, items, rules, same_transaction, transfers

_T = transactions.c


class RuleRow(NamedTuple):
    """A standing rule: who made it when, how many transactions it has hit that stand, and their cents."""

    id: int
    name: str
    conditions: tuple[Condition, ...]
    meaning: str
    actor: str
    at: int
    hits: int
    cents: int


class TransferRow(NamedTuple):
    """A transfer and its mirror: a bank line (its reference and day number), or another wallet (None)."""

    receipt: str
    wallet_id: int
    completed_at: int
    direction: str
    amount_cents: int
    bank_number: str
    bank_day: int | None


def rule_rows(reader: Connection) -> list[RuleRow]:
    """Every standing rule, newest first."""
    same = same_transaction(transactions, classifications)
    hit = (
        select(classifications.c.rule_id, func.count().label("n"), func.sum(_T.amount_cents).label("cents"))
        .join(transactions, same)
        .where(classifications.c.rule_id.is_not(None))
        .group_by(classifications.c.rule_id)
        .subquery()
    )
    query = (
        select(rules, decisions.c.actor, decisions.c.at, hit.c.n, hit.c.cents)
        .join(decisions, decisions.c.id == rules.c.id)
        .outerjoin(hit, hit.c.rule_id == rules.c.id)
        .order_by(rules.c.id.desc())
    )
    return [
        RuleRow(
            *(row.id, row.name, tuple(Condition(*one) for one in orjson.loads(row.conditions)), row.meaning),
            *(row.actor, row.at, row.n or 0, int(row.cents or 0)),
        )
        for row in reader.execute(query)
    ]


def decisions_of_rule(reader: Connection, *, rule_id: int) -> list[int]:
    """The rule's own decision and all that it classified, for taking them back together."""
    hit = select(classifications.c.id).where(classifications.c.rule_id == rule_id)
    return sorted({rule_id, *reader.execute(hit).scalars()})


def cleared_transfers(reader: Connection, *, limit: int = 100) -> list[TransferRow]:
    """Money that left one own account and reached another, newest first; one row a pair."""
    same = same_transaction(transactions, transfers)
    query = (
        select(*(_T[name] for name in TransferRow._fields[:5]), items.c.number, items.c.on_day)
        .select_from(transfers)
        .join(transactions, same)
        .outerjoin(items, and_(items.c.kind == "bank", items.c.key == transfers.c.bank_key))
        .where((transfers.c.bank_key != "") | (_T.direction == "out"))
        .order_by(_T.completed_at.desc())
        .limit(limit)
    )
    return [TransferRow(*row[:5], row[5] or "", row[6]) for row in reader.execute(query)]
