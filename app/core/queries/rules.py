"""What a rule would have hit lately, before it is saved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from app.core import clock
from app.core.matching.rules import Condition, Facts, hits
from app.core.queries.matching import PAGE
from app.core.store.tables import transactions

_T = transactions.c
DAYS = 90
_MOST_SHOWN = 200


class RuleHit(NamedTuple):
    """One row that the rule would have hit."""

    id: int
    receipt: str
    completed_at: int
    direction: str
    amount_cents: int
    party_name: str
    account_ref: str
    details: str
    state: str


class RulePreview(NamedTuple):
    """All hits counted, the newest shown. ``matched`` of them stand matched with an invoice or sale: a warning."""

    n: int
    amount_cents: int
    matched: int
    hits: tuple[RuleHit, ...]


def rule_preview(reader: Connection, *, conditions: Sequence[Condition], days: int = DAYS) -> RulePreview:
    """The rule against the last ``days`` days of the book, counted back from its newest row."""
    newest = reader.execute(select(func.max(_T.completed_at))).scalar()
    if newest is None or not conditions:
        return RulePreview(0, 0, 0, ())
    since = clock.day_start(clock.day_number(newest) - days)
    columns = [_T[name] for name in RuleHit._fields]
    query = (
        select(*columns, *(_T[name].label(f"fact_{name}") for name in Facts._fields))
        .where(_T.completed_at >= since)
        .order_by(_T.completed_at.desc(), _T.id.desc())
    )
    n = cents = matched = 0
    shown: list[RuleHit] = []
    for row in reader.execute(query.execution_options(yield_per=PAGE)):
        if not hits(conditions, Facts(*row[len(columns) :])):
            continue
        n, cents = n + 1, cents + row.amount_cents
        matched += row.state in ("matched", "part_matched")
        if len(shown) < _MOST_SHOWN:
            shown.append(RuleHit(*row[: len(columns)]))
    return RulePreview(n, cents, matched, tuple(shown))
