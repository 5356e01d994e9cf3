"""Make rules for what is no sale, and let them classify what waits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import orjson
from sqlalchemy import Connection, select

from app.core.actions.decide import AUTO, PERSON, classify
from app.core.book import Pen
from app.core.errors import BookError
from app.core.events import Event, EventKind
from app.core.items import Meaning, TransactionKey
from app.core.matching.rules import FIELDS, TESTS, Condition, Facts, Rule, first_hit
from app.core.store.slices import in_slices
from app.core.store.tables import transactions
from app.core.store.trade_tables import key_columns, rules

_T = transactions.c
_FACTS = [_T[name] for name in Facts._fields]


def make_rule(pen: Pen, *, name: str, conditions: Sequence[Condition], meaning: Meaning) -> int:
    """Record a rule and classify what waits and is hit by it, as one group; gives the rule's number.

    Raises BookError for a rule that would hit everything or asks for what no transaction has.
    """
    if not any(one.field != "direction" for one in conditions):
        raise BookError(
            "This rule would hit every row.", hint="Give it a name, a number, a kind or a word to look for."
        )
    for one in conditions:
        if one.field not in FIELDS or one.test not in TESTS or not one.value.strip():
            raise BookError(f"“{one.field} {one.test} {one.value}” cannot be asked of a row.")
    told = [list(one) for one in conditions]
    body = {"name": name, "conditions": told, "meaning": meaning.value}
    made = pen.record(Event(EventKind.RuleMade, {"by": PERSON, "actor": pen.batch.actor, "at": pen.batch.at, **body}))
    hit = [key for key, _ in waiting_hits(pen.connection, [Rule(made, name, tuple(conditions), meaning.value)])]
    classify(pen, transactions=hit, meaning=meaning, rule_id=made, by=AUTO)
    return made


def standing_rules(reader: Connection) -> list[Rule]:
    """The rules that stand, oldest first."""
    return [
        Rule(row.id, row.name, tuple(Condition(*one) for one in orjson.loads(row.conditions)), row.meaning)
        for row in reader.execute(select(rules).order_by(rules.c.id))
    ]


def apply_rules(pen: Pen, *, receipts: Iterable[str] | None = None) -> int:
    """Classify what waits and is hit by a standing rule; all of it, or of these receipts. Gives how many."""
    standing = standing_rules(pen.connection)
    found: dict[Rule, list[TransactionKey]] = {}
    for key, rule in waiting_hits(pen.connection, standing, receipts=receipts):
        found.setdefault(rule, []).append(key)
    for rule, keys in found.items():
        classify(pen, transactions=keys, meaning=Meaning(rule.meaning), rule_id=rule.id, by=AUTO)
    return sum(map(len, found.values()))


def waiting_hits(
    connection: Connection, standing: Sequence[Rule], *, receipts: Iterable[str] | None = None
) -> Iterator[tuple[TransactionKey, Rule]]:
    """Transactions nobody decided on yet that a rule hits, with the rule."""
    if not standing:
        return
    query = select(*key_columns(transactions), *_FACTS).where(_T.state == "pending_reconciliation")
    slices = [None] if receipts is None else list(in_slices(sorted(set(receipts))))
    for some in slices:
        for row in connection.execute(query if some is None else query.where(_T.receipt.in_(some))):
            rule = first_hit(standing, Facts(*row[5:]))
            if rule is not None:
                yield TransactionKey(*row[:5]), rule
