"""The Queue page's own words: groups, candidates, distances. Plain text, never markup."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from app.core import clock, money
from app.core.statement import Proof
from app.ui import words

if TYPE_CHECKING:
    from app.core.queries.queue_rows import AllocationRow, CandidateRow, QueueRow, ReasonRow

Choice = tuple[tuple[str, str, int], ...]
"""A candidate as a choice remembers it: kinds, keys and cents."""

GROUPS = ("likely", "split", "wrong_account", "not_a_sale", "unknown", "ask")
_GROUPS = {
    "likely": "Likely",
    "split": "Split",
    "wrong_account": "Wrong account",
    "not_a_sale": "Not a sale",
    "unknown": "Unknown",
    "ask": "Ask",
}
_MEANINGS = {
    "charge": "A charge",
    "sweep": "A sweep to the bank",
    "transfer": "A transfer between own wallets",
    "owner": "The owner's money",
    "loan": "A loan",
    "payout": "A payout (wages, suppliers)",
    "refund": "A refund",
    "other": "Something else",
}
_FIELDS = {
    "direction": "Money goes",
    "kind": "Kind",
    "party_name": "Name",
    "party_phone": "Phone",
    "account_ref": "Account no.",
    "details": "Details",
}
_TESTS = {"is": "is", "starts": "starts with", "contains": "contains"}


_POINTS = {
    "reference": "number typed",
    "account": "account typed",
    "remembered": "account remembered",
    "phone": "phone",
    "name": "name",
    "habit": "who this payer paid for before",
    "code": "receipt code",
    "amount": "amount",
}
_SHAPES = {
    "exact": "amount exact",
    "all": "all that is owed",
    "several": "several add up",
    "part": "a part",
    "over": "more than is owed",
    "near": "nearly the amount",
    "rest": "the rest",
    "none": "no open invoice",
}


def tr(text: str) -> str:
    """The text in the user's language."""
    return QCoreApplication.translate("queue_words", text)


def group(name: str) -> str:
    """A group in words."""
    return tr(_GROUPS.get(name, name))


def meaning(name: str) -> str:
    """What money is that is no sale."""
    return tr(_MEANINGS.get(name, name))


def field(name: str) -> str:
    """What a rule asks of a row."""
    return tr(_FIELDS.get(name, name))


def fact(name: str, value: str) -> str:
    """What a fixed field of a row says: ``comes in``, ``Pay bill``."""
    if name == "direction":
        return tr("in") if value == "in" else tr("out")
    return words.kind(value)


def test(name: str) -> str:
    """How a rule asks."""
    return tr(_TESTS.get(name, name))


def looking(done: int, total: int) -> str:
    """That the matcher is at work, and how far it is where it says so."""
    told = tr("Looking whose they are …")
    return f"{told} {tr('{0} of {1}').format(words.count(done), words.count(total))}" if total else told


def when(at: int) -> str:
    """``23 Nov 14:02``, for the narrow column; the year takes the hour's place where it is not this one."""
    found = clock.wall(at)
    if found.year != clock.wall(clock.now()).year:
        return words.short_day(found.date())
    return f"{words.short_day(found.date()).rpartition(' ')[0]} {found:%H:%M}"


def who(row: QueueRow) -> str:
    """The payer as the best source tells him."""
    return row.party_name or row.party_phone or words.kind(row.kind) or row.key.receipt


def proof_meaning(proof: Proof) -> str:
    """How far a rung of proof can be trusted."""
    return "proven" if proof >= Proof.STATEMENT else "" if proof >= Proof.CALLBACK else "attention"


def proof(found: Proof) -> str:
    """The proof badge."""
    if found < Proof.CALLBACK:
        return f"{words.proof(found)} {tr('only')}"
    return words.proof(found)


def confidence(value: float) -> str:
    """``0.97``; what is as good as sure or as good as nothing says so."""
    return "1.00" if value >= 0.995 else "<0.01" if value < 0.01 else f"{value:.2f}"


def short(candidate: CandidateRow) -> str:
    """``INV-1043``, ``INV-1043 + 2 more``, ``Advance: Jane Wanjiru``."""
    items = [part for part in candidate.allocations if part.kind != "customer"]
    if not items:
        return f"{tr('Advance')}: {candidate.allocations[0].number}"
    if len(items) > 1:
        return f"{items[0].number} + {len(items) - 1} {tr('more')}"
    return items[0].number


def shortest(candidate: CandidateRow) -> str:
    """The same for a narrow column: ``INV-1043 +2``."""
    items = [part for part in candidate.allocations if part.kind != "customer"]
    return f"{items[0].number} +{len(items) - 1}" if len(items) > 1 else short(candidate)


def owner(candidate: CandidateRow) -> str:
    """Whose it is."""
    return next((part.customer_name for part in candidate.allocations if part.customer_name), "")


def part(row: AllocationRow) -> str:
    """One line of a candidate: what is given to one item, and what that leaves of it."""
    if row.kind == "customer":
        return f"{tr('Advance for')} {row.number}: {money.shown(row.cents)}"
    told = [f"{row.number}: {money.shown(row.cents)}"]
    if row.open_cents is None:
        told.append(tr("not in the book any more"))
    elif row.open_cents <= 0:
        told.append(tr("paid meanwhile"))
    else:
        left = row.open_cents - row.cents - row.forgiven_cents
        told.append(f"{tr('of')} {money.shown(row.open_cents)} {tr('open')}" if left else tr("pays it whole"))
    if row.due_day is not None:
        told.append(f"{tr('due')} {words.short_day(clock.day_of(row.due_day))}")
    return " · ".join(told)


def told_apart(candidate: CandidateRow) -> Choice:
    """What makes a candidate this one, whatever place it has today."""
    return tuple((row.kind, row.key, row.cents) for row in candidate.allocations)


def place_of(row: QueueRow, choice: Choice | None) -> int | None:
    """Where the candidate that was chosen stands now; None where none was, or where it is proposed no longer."""
    places = (at for at, one in enumerate(row.candidates) if told_apart(one) == choice)
    return next(places, None)


def is_stale(candidate: CandidateRow) -> bool:
    """Whether something was paid or went away since the program proposed it."""
    items = [one for one in candidate.allocations if one.kind != "customer"]
    return any(one.open_cents is None or one.open_cents < one.cents + one.forgiven_cents for one in items)


def distance(row: QueueRow, place: int) -> str:
    """How far the next best is behind a candidate, or how far a candidate is behind the best."""
    if place:
        return f"{row.candidates[0].confidence - row.candidates[place].confidence:.2f} {tr('behind the best')}"
    if len(row.candidates) < 2:
        return tr("nothing else fits")
    return f"{tr('next best is')} {row.confidence - row.candidates[1].confidence:.2f} {tr('behind')}"


def sentence(row: QueueRow) -> str:
    """``KES 1,500.00 from Jane Wanjiru``."""
    return f"KES {money.shown(row.open_cents)} {tr('from')} {who(row)}"


def rule(name: str) -> str:
    """What a rule of the matcher rests on: ``number typed, name, amount exact``; as it is where it is by hand."""
    points, colon, shape = name.partition(":")
    if not colon:
        return tr(name)
    told = [tr(_POINTS.get(point, point)) for point in points.split("+")]
    return ", ".join([*told, tr(_SHAPES.get(shape, shape))])


def given(row: AllocationRow) -> str:
    """``INV-1043: 1,500.00``, with what was forgiven."""
    told = f"{tr('Advance') if row.kind == 'customer' else row.number}: {money.shown(row.cents)}"
    return f"{told} + {money.shown(row.forgiven_cents)} {tr('forgiven')}" if row.forgiven_cents else told


def reason(text: str) -> ReasonRow:
    """A reason that a match was confirmed for."""
    from app.core.queries.queue_rows import ReasonRow

    return ReasonRow(text, is_for=True)
