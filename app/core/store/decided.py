"""The views of decisions: matches, refusals, what is no sale, rules, questions; each shown while it stands.

A decision is applied when it is recorded, taken out when it is undone, and applied again from its own event when it is
redone: there is one undo for all of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

import orjson
from sqlalchemy import Connection, delete, select, update

from app.core.events import DECISION_KINDS, ITEM_KINDS, EventKind
from app.core.items import ItemKey
from app.core.store import stated
from app.core.store.engine import Store
from app.core.store.slices import in_slices
from app.core.store.tables import events
from app.core.store.trade_tables import (
    allocations,
    classifications,
    decisions,
    item_versions,
    matches,
    questions,
    refusals,
    remembered,
    rules,
    transfers,
)

LIST_KINDS = frozenset({EventKind.ListRecorded, EventKind.ListUndone, EventKind.LayoutRemembered})
KINDS = ITEM_KINDS | LIST_KINDS | DECISION_KINDS | {EventKind.DecisionsUndone, EventKind.DecisionsRedone}
"""All kinds of event that this room and ``stated`` bring the views up to."""


@dataclass(slots=True)
class Touched:
    """What has to be settled anew: receipts whose transactions, and items whose sums, may stand otherwise now."""

    receipts: set[str] = field(default_factory=set)
    items: set[ItemKey] = field(default_factory=set)

    def add(self, other: Touched) -> None:
        """All of the other as well."""
        self.receipts |= other.receipts
        self.items |= other.items


def apply(store: Store, connection: Connection, rows: Sequence[Any]) -> Touched:
    """Bring the views up to these events, in order. Each row has ``seq, batch_id, kind, body``."""
    touched = Touched()
    for kind, run in groupby(rows, key=lambda row: EventKind(row.kind)):
        some = list(run)
        if kind in ITEM_KINDS:
            bodies = [orjson.loads(row.body) for row in some]
            touched.items |= stated.apply_statements(store, connection, some, bodies)
            _note_typed(store, connection, some, bodies)
        elif kind in LIST_KINDS:
            for row in some:
                touched.items |= stated.apply_list(store, connection, row)
        elif kind in DECISION_KINDS:
            _decide(store, connection, [_Decided(row) for row in some], touched)
        else:
            for row in some:
                _turn(store, connection, row, touched)
    return touched


class _Decided:
    """A decision's event with its body read."""

    def __init__(self, row: Any) -> None:
        self.id: int = row.seq
        self.group_id: int = row.batch_id
        self.kind = EventKind(row.kind)
        self.body: dict[str, Any] = orjson.loads(row.body)

    @property
    def transaction(self) -> list[Any]:
        """The five columns that name its transaction."""
        return self.body.get("transaction") or [None] * 5


def _note_typed(store: Store, connection: Connection, rows: Sequence[Any], bodies: Sequence[dict[str, Any]]) -> None:
    """What a person typed can be taken back like any decision; what a list brought goes with the list."""
    typed = [(row, body["typed"]) for row, body in zip(rows, bodies, strict=True) if "typed" in body]
    noted = [(row.seq, row.batch_id, row.kind, "person", by["actor"], by["at"], 0, None) for row, by in typed]
    store.insert(connection, decisions, noted)


def _decide(store: Store, connection: Connection, made: list[_Decided], touched: Touched) -> None:
    store.insert(
        connection,
        decisions,
        [(one.id, one.group_id, one.kind, one.body["by"], one.body["actor"], one.body["at"], 0, None) for one in made],
    )
    _show(store, connection, made, touched)


def _show(store: Store, connection: Connection, made: Sequence[_Decided], touched: Touched) -> None:
    """Put decisions of any kinds into the views of what stands."""
    by_kind: dict[EventKind, list[_Decided]] = defaultdict(list)
    for one in made:
        by_kind[one.kind].append(one)
        touched.receipts.update(receipt for receipt in _receipts(one) if receipt)
    for kind, some in by_kind.items():
        _SHOWN[kind](store, connection, some, touched)


def _receipts(one: _Decided) -> Iterable[str | None]:
    yield one.transaction[1]
    if one.kind == EventKind.TransferPaired and one.body.get("mirror"):
        yield one.body["mirror"][1]


def _show_matches(store: Store, connection: Connection, made: Sequence[_Decided], touched: Touched) -> None:
    rows, parts = [], []
    for one in made:
        body = one.body
        reasons = orjson.dumps(body.get("reasons", [])).decode()
        told = (body.get("rule", ""), body.get("confidence", 1.0), body.get("runner_up"), reasons)
        rows.append((one.id, *one.transaction, *told, 0, 1))
        for place, (kind, key, cents, forgiven, why) in enumerate(body["allocations"]):
            parts.append((one.id, place, kind, key, cents, forgiven, why))
            touched.items.add(ItemKey(kind, key))
    ids = [one.id for one in made]
    for some in in_slices(ids):
        connection.execute(delete(matches).where(matches.c.id.in_(some)))
        connection.execute(delete(allocations).where(allocations.c.match_id.in_(some)))
    store.insert(connection, matches, rows)
    store.insert(connection, allocations, parts)


def _show_removed(store: Store, connection: Connection, made: Sequence[_Decided], touched: Touched) -> None:
    for one in made:
        key = ItemKey(*one.body["item"])
        is_its = (item_versions.c.kind == key.kind) & (item_versions.c.key == key.key)
        touched.items |= stated.withdraw(store, connection, is_its & item_versions.c.seq.in_(one.body["statements"]))


def _shown_as(table: Any, row: Callable[[_Decided], tuple[Any, ...]]) -> Callable[..., None]:
    def show(store: Store, connection: Connection, made: Sequence[_Decided], _: Touched) -> None:
        store.insert(connection, table, [row(one) for one in made])

    return show


def _show_transfers(store: Store, connection: Connection, made: Sequence[_Decided], touched: Touched) -> None:
    rows = []
    for one in made:
        mirror, bank_key = one.body.get("mirror"), one.body.get("bank", "")
        rows.append((one.id * 2, *one.transaction, orjson.dumps(mirror).decode() if mirror else "", bank_key))
        if mirror:
            rows.append((one.id * 2 + 1, *mirror, orjson.dumps(one.transaction).decode(), ""))
        if bank_key:
            touched.items.add(ItemKey("bank", bank_key))
    store.insert(connection, transfers, rows)


def _show_answers(_: Store, connection: Connection, made: Sequence[_Decided], __: Touched) -> None:
    for one in made:
        connection.execute(
            update(questions)
            .where(questions.c.id == one.body["question"])
            .values(answer=one.body["answer"], answer_id=one.id)
        )


_SHOWN: dict[EventKind, Callable[..., None]] = {
    EventKind.MatchConfirmed: _show_matches,
    EventKind.ItemRemoved: _show_removed,
    EventKind.TransferPaired: _show_transfers,
    EventKind.QuestionAnswered: _show_answers,
    EventKind.ProposalRefused: _shown_as(refusals, lambda one: (one.id, *one.transaction, *one.body["item"])),
    EventKind.TransactionClassified: _shown_as(
        classifications, lambda one: (one.id, *one.transaction, one.body["meaning"], one.body.get("rule_id"))
    ),
    EventKind.AccountRemembered: _shown_as(remembered, lambda one: (one.id, one.body["typed"], one.body["customer"])),
    EventKind.RuleMade: _shown_as(
        rules,
        lambda one: (one.id, one.body["name"], orjson.dumps(one.body["conditions"]).decode(), one.body["meaning"]),
    ),
    EventKind.QuestionAsked: _shown_as(
        questions, lambda one: (one.id, *one.transaction, one.body["to"], one.body["note"], "", None)
    ),
}


def _turn(store: Store, connection: Connection, row: Any, touched: Touched) -> None:
    """Take decisions and typed statements back, or let them stand again."""
    ids: list[int] = orjson.loads(row.body)["ids"]
    is_undone = row.kind == EventKind.DecisionsUndone
    made = _decided(connection, ids)
    for some in in_slices(ids):
        turned = update(decisions).where(decisions.c.id.in_(some))
        connection.execute(turned.values(is_undone=int(is_undone), turned_seq=row.seq))
    if is_undone:
        _hide(store, connection, made, touched)
    else:
        _show(store, connection, made, touched)
    for typed in in_slices(sorted(set(ids) - {one.id for one in made})):
        touched.items |= stated.withdraw(store, connection, item_versions.c.seq.in_(typed), is_withdrawn=is_undone)


def _decided(connection: Connection, ids: Sequence[int]) -> list[_Decided]:
    found: list[_Decided] = []
    for some in in_slices(sorted(ids)):
        meant = select(events.c.seq, events.c.batch_id, events.c.kind, events.c.body).where(
            events.c.seq.in_(some), events.c.kind.in_(DECISION_KINDS)
        )
        found += [_Decided(row) for row in connection.execute(meant.order_by(events.c.seq))]
    return found


def _hide(store: Store, connection: Connection, made: Sequence[_Decided], touched: Touched) -> None:
    for one in made:
        touched.receipts.update(receipt for receipt in _receipts(one) if receipt)
        touched.items.update(ItemKey(part[0], part[1]) for part in one.body.get("allocations", ()))
        if one.kind == EventKind.ItemRemoved:
            again = item_versions.c.seq.in_(one.body["statements"])
            touched.items |= stated.withdraw(store, connection, again, is_withdrawn=False)
        if one.body.get("bank"):
            touched.items.add(ItemKey("bank", one.body["bank"]))
    for some in in_slices([one.id for one in made]):
        connection.execute(update(matches).where(matches.c.id.in_(some)).values(is_undone=1, is_live=0))
        for table in (refusals, classifications, remembered, rules, questions):
            connection.execute(delete(table).where(table.c.id.in_(some)))
        sides = [side for number in some for side in (number * 2, number * 2 + 1)]
        connection.execute(delete(transfers).where(transfers.c.id.in_(sides)))
        unanswered = update(questions).where(questions.c.answer_id.in_(some))
        connection.execute(unanswered.values(answer="", answer_id=None))
