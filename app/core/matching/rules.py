"""Rules for money that is no sale: a few plain conditions on a transaction, made from a row and shown before saved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Condition(NamedTuple):
    """One test of one field; ``test`` is ``is``, ``starts`` or ``contains``. Case and doubled spaces do not count."""

    field: str
    test: str
    value: str


class Rule(NamedTuple):
    """A standing rule: all its conditions must hold. ``meaning`` is a value of ``items.Meaning``."""

    id: int
    name: str
    conditions: tuple[Condition, ...]
    meaning: str


class Facts(NamedTuple):
    """What a rule can ask of a transaction. ``direction`` is in or out."""

    direction: str
    kind: str
    party_name: str
    party_phone: str
    account_ref: str
    details: str


FIELDS = Facts._fields
TESTS = ("is", "starts", "contains")


def hits(conditions: Sequence[Condition], facts: Facts) -> bool:
    """Whether the transaction meets every condition; no condition hits nothing."""
    return bool(conditions) and all(_holds(one, getattr(facts, one.field)) for one in conditions)


def _holds(condition: Condition, text: str) -> bool:
    wanted, found = _plain(condition.value), _plain(text)
    match condition.test:
        case "is":
            return found == wanted
        case "starts":
            return bool(wanted) and found.startswith(wanted)
        case _:
            return bool(wanted) and wanted in found


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def conditions_from(facts: Facts) -> tuple[Condition, ...]:
    """The conditions that a row suggests: its direction and kind, and whom or what it names most surely.

    A masked phone with a name is somebody; a bare kind (a withdrawal, a bank transfer) is told by its kind alone.
    """
    found = [Condition("direction", "is", facts.direction), Condition("kind", "is", facts.kind)]
    if facts.party_name:
        found.append(Condition("party_name", "is", facts.party_name))
    if facts.party_phone:
        found.append(Condition("party_phone", "is", facts.party_phone))
    if not facts.party_name and not facts.party_phone and facts.account_ref:
        found.append(Condition("account_ref", "is", facts.account_ref))
    return tuple(found)


def first_hit(rules: Sequence[Rule], facts: Facts) -> Rule | None:
    """The oldest rule that hits, or None: what was decided first stays."""
    return next((rule for rule in rules if hits(rule.conditions, facts)), None)
