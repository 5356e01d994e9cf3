"""Which observations speak of the same money: a pure function from the claims on one receipt to its movements.

All claims that one wallet's documents make about one receipt are looked at together, so the answer does not depend
on the order in which documents arrived. A receipt is not a row: a charge, an overdraft and both sides of a sweep
carry the payment's receipt (domain notes, section 4). Identity is wallet + receipt + role + direction + ordinal.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import Any, NamedTuple

from app.core import clock, money, phones
from app.core.statement import Proof, Role

SAME_MOMENT_SECONDS = 600
"""Initiation and completion, or two clocks, may stand ten minutes apart across midnight."""

DOUBTFUL_ZONE_SECONDS = 3 * 3600 + SAME_MOMENT_SECONDS
"""Pulls and messages may be read three hours off (UTC or Nairobi is not certain, domain notes 6)."""

IN, OUT = "in", "out"
FIELDS = (
    "completed_at",
    "initiated_at",
    "balance_cents",
    "kind",
    "party_name",
    "party_phone",
    "account_ref",
    "linked_receipt",
    "details",
)
"""What a richer source may add to a movement; amount, role and direction are never merged."""

_NOT_A_SALE = frozenset(
    {Role.CHARGE, Role.SWEEP_IN, Role.SWEEP_OUT, Role.OVERDRAFT, Role.OVERDRAFT_REPAYMENT, Role.REVERSAL}
)
_SENDER_UNTOLD = frozenset({"MPESA", "M-PESA"})


class Claim(NamedTuple):
    """One standing observation, as the log holds it. ``amount_cents`` is signed, in is positive."""

    seq: int
    document_id: int
    position: int
    proof: int
    role: str
    amount_cents: int
    completed_at: int
    initiated_at: int | None
    balance_cents: int | None
    kind: str
    party_name: str
    party_phone: str
    account_ref: str
    linked_receipt: str
    details: str
    warning: str

    @property
    def direction(self) -> str:
        """Into the wallet or out of it; a zero row counts as in."""
        return IN if self.amount_cents >= 0 else OUT


class Contradiction(NamedTuple):
    """A claim that cannot be true together with the movement it is about."""

    seq: int
    reason: str


class Movement(NamedTuple):
    """One movement of money on a receipt, with the best of what is known of it and where each field came from."""

    id: int
    role: str
    direction: str
    ordinal: int
    amount_cents: int
    position: int
    fields: dict[str, Any]
    proof: int
    provenance: dict[str, int]
    warnings: tuple[str, ...]
    contradictions: tuple[Contradiction, ...]
    support: tuple[int, ...]

    @property
    def state(self) -> str:
        """The state before any person or rule has decided."""
        return "conflict" if self.contradictions else state_of(self.role)


def state_of(role: str) -> str:
    """Charges, sweeps, overdrafts and reversals are no sale by nature; the rest waits for a decision."""
    return "not_a_sale" if role in _NOT_A_SALE else "pending_reconciliation"


def resolve(claims: Iterable[Claim]) -> list[Movement]:
    """The movements on one receipt of one wallet, and what contradicts them."""
    by_role: dict[str, list[Claim]] = defaultdict(list)
    for claim in sorted(claims, key=_best_first):
        by_role[claim.role].append(claim)
    _join_unclassified(by_role)
    movements: list[Movement] = []
    for role in sorted(by_role):
        movements += _movements_of_role(role, by_role[role])
    return movements


def _best_first(claim: Claim) -> tuple[int, int]:
    return -claim.proof, claim.seq


def _join_unclassified(by_role: dict[str, list[Claim]]) -> None:
    """A line whose wording was not known is the same money as a classified line of the same amount elsewhere."""
    unclassified = by_role.get(Role.OTHER, [])
    for claim in list(unclassified):
        for role, others in by_role.items():
            if role != Role.OTHER and any(
                o.amount_cents == claim.amount_cents and o.document_id != claim.document_id for o in others
            ):
                unclassified.remove(claim)
                others.append(claim)
                others.sort(key=_best_first)
                break
    if not unclassified:
        by_role.pop(Role.OTHER, None)


def _movements_of_role(role: str, claims: list[Claim]) -> list[Movement]:
    """Claims of one role, best first. Both directions stand only where one document holds both."""
    if len(claims) == 1:
        return _numbered(role, claims[0].direction, [(claims, [])])
    directions = {claim.direction for claim in claims}
    if len(directions) == 2 and not _one_document_holds_both(claims):
        winner = claims[0].direction
        losers = [c for c in claims if c.direction != winner]
        legs = _legs([c for c in claims if c.direction == winner])
        legs[0][1].extend(Contradiction(c.seq, f"money {c.direction} here, {winner} in the book") for c in losers)
        return _numbered(role, winner, legs)
    movements: list[Movement] = []
    for direction in sorted(directions):
        movements += _numbered(role, direction, _legs([c for c in claims if c.direction == direction]))
    return movements


def _one_document_holds_both(claims: list[Claim]) -> bool:
    ins = {c.document_id for c in claims if c.direction == IN}
    return any(c.document_id in ins for c in claims if c.direction == OUT)


Leg = tuple[list[Claim], list[Contradiction]]


def _legs(claims: list[Claim]) -> list[Leg]:
    """Share the claims of one role and direction among as many legs as one document truly holds."""
    legs: list[Leg] = [([seed], []) for seed in _seeds(claims)]
    seeded = {leg[0][0].seq for leg in legs}
    for claim in claims:
        if claim.seq not in seeded:
            _place(claim, legs)
    return legs


def _seeds(claims: list[Claim]) -> list[Claim]:
    """One claim a leg, from the document that holds most of them; its order in time gives the ordinals."""
    held: dict[int, list[Claim]] = defaultdict(list)
    for claim in claims:
        mine = held[claim.document_id]
        if all(claim.amount_cents != c.amount_cents or _balances_differ(claim, c) for c in mine):
            mine.append(claim)
    fullest = max(held.values(), key=lambda mine: (len(mine), mine[0].proof, -mine[0].seq))
    return sorted(fullest, key=lambda c: (c.completed_at, c.position))


def _balances_differ(one: Claim, other: Claim) -> bool:
    return one.balance_cents != other.balance_cents and None not in (one.balance_cents, other.balance_cents)


def _place(claim: Claim, legs: list[Leg]) -> None:
    """Give the claim to the leg it speaks of, as support or as a contradiction."""
    claimants, contradictions = min(legs, key=lambda leg: _distance(claim, leg[0][0]))
    reason = _contradiction(claim, claimants[0])
    if reason:
        contradictions.append(Contradiction(claim.seq, reason))
    else:
        claimants.append(claim)


def _distance(claim: Claim, anchor: Claim) -> tuple[bool, bool]:
    return claim.amount_cents != anchor.amount_cents, claim.balance_cents != anchor.balance_cents


def _contradiction(claim: Claim, anchor: Claim) -> str:
    """Why the claim cannot be the anchor's money, in words, or ''."""
    if claim.amount_cents != anchor.amount_cents:
        return (
            f"amount {money.shown(abs(claim.amount_cents))} here, {money.shown(abs(anchor.amount_cents))} in the book"
        )
    if _is_another_day(claim, anchor):
        here, there = clock.wall(claim.completed_at), clock.wall(anchor.completed_at)
        return f"day {here:%d/%m/%Y} here, {there:%d/%m/%Y} in the book"
    if _balances_differ(claim, anchor) and claim.proof == anchor.proof == Proof.STATEMENT:
        return (
            f"balance {money.shown(claim.balance_cents or 0)} here, "
            f"{money.shown(anchor.balance_cents or 0)} in the book"
        )
    return _other_party(claim, anchor)


def _is_another_day(claim: Claim, anchor: Claim) -> bool:
    apart = abs(claim.completed_at - anchor.completed_at)
    both_statements = claim.proof == anchor.proof == Proof.STATEMENT
    tolerated = SAME_MOMENT_SECONDS if both_statements else DOUBTFUL_ZONE_SECONDS
    return apart > tolerated and clock.day_number(claim.completed_at) != clock.day_number(anchor.completed_at)


def _other_party(claim: Claim, anchor: Claim) -> str:
    if not phones.could_be_same(claim.party_phone, anchor.party_phone):
        return f"payer {claim.party_phone} here, {anchor.party_phone} in the book"
    phones_told = phones.visible_parts(claim.party_phone) and phones.visible_parts(anchor.party_phone)
    if not phones_told and not names_could_be_same(claim.party_name, anchor.party_name):
        return f"payer {claim.party_name} here, {anchor.party_name} in the book"
    return ""


def names_could_be_same(one: str, other: str) -> bool:
    """Whether two printings of a name may be one person's; masked, missing and generic words contradict nothing."""
    left, right = one.upper().split(), other.upper().split()
    if not left or not right or _SENDER_UNTOLD & {one.upper(), other.upper()}:
        return True
    return any(_words_agree(a, b) for a in left for b in right)


def _words_agree(one: str, other: str) -> bool:
    if "*" in one or "*" in other:
        one, other = one.split("*", 1)[0], other.split("*", 1)[0]
    shared = min(len(one), len(other))
    return shared == 0 or one[:shared] == other[:shared]


def _numbered(role: str, direction: str, legs: list[Leg]) -> list[Movement]:
    return [_movement(role, direction, ordinal, leg) for ordinal, leg in enumerate(legs)]


_SEQ, _PROOF, _WARNING, _TOLD = (*map(attrgetter, ("seq", "proof", "warning")), attrgetter(*FIELDS))


def _movement(role: str, direction: str, ordinal: int, leg: Leg) -> Movement:
    claims, contradictions = leg
    first = min(claims, key=_SEQ)
    fields = dict(zip(FIELDS, _TOLD(first), strict=True))
    provenance = _enrich(fields, claims, first) if len(claims) > 1 else {}
    return Movement(
        id=first.seq,
        role=role,
        direction=direction,
        ordinal=ordinal,
        amount_cents=abs(first.amount_cents),
        position=first.position,
        fields=fields,
        proof=max(map(_PROOF, claims)),
        provenance=provenance,
        warnings=tuple(sorted(set(filter(None, map(_WARNING, claims))))),
        contradictions=tuple(contradictions),
        support=tuple(map(_SEQ, claims)),
    )


def _enrich(fields: dict[str, Any], claims: list[Claim], first: Claim) -> dict[str, int]:
    """Take each field from the richest claim; answers which claim a field comes from where that is not the first."""
    provenance: dict[str, int] = {}
    for name, score in _RICHNESS.items():
        best = max(claims, key=lambda c: (score(c), c.proof, _orderable(getattr(c, name)), -c.seq))
        fields[name] = getattr(best, name)
        if fields[name] != getattr(first, name):
            provenance[name] = min(c.seq for c in claims if getattr(c, name) == fields[name])
    return provenance


def _orderable(value: Any) -> tuple[bool, Any]:
    """Ties between equally rich values go by the value itself, never by who came first."""
    return value is not None, value if value is not None else 0


def _letters_shown(text: str) -> int:
    return sum(character.isalpha() for character in text)


_TIME_WORTH = {Proof.MANUAL: 0, Proof.SMS: 1, Proof.PULL: 2, Proof.CALLBACK: 3, Proof.STATEMENT: 4}
"""A callback's clock is certain; a pull's may be read three hours off (domain notes, section 6)."""

_RICHNESS: dict[str, Callable[[Claim], int]] = {
    "completed_at": lambda c: _TIME_WORTH[Proof(c.proof)] * 2 + (c.completed_at % 60 != 0),
    "initiated_at": lambda c: c.initiated_at is not None,
    "balance_cents": lambda c: (c.balance_cents is not None) * (1 + c.proof),
    "kind": lambda c: c.kind != "unknown",
    "party_name": lambda c: _letters_shown(c.party_name),
    "party_phone": lambda c: phones.digits_shown(c.party_phone),
    "account_ref": lambda c: len(c.account_ref),
    "linked_receipt": lambda c: len(c.linked_receipt),
    "details": lambda c: len(c.details),
}
assert tuple(_RICHNESS) == FIELDS
