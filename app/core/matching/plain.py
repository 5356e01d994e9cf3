"""The usual payment: the right number, the very sum, the customer's own name or number. Told without looking further.

What is left out (others of that name, a part of another invoice) cannot come near it; everything else goes the long
way. The weights are those of the long way.
"""

from __future__ import annotations

from math import exp, log

from app.core.items import Allocation, ItemKey, ItemKind
from app.core.matching import scoring
from app.core.matching.amounts import EXACT, density
from app.core.matching.knowledge import Knowledge
from app.core.matching.names import words_of
from app.core.matching.party import name_and_phone
from app.core.matching.reasons import reasons_for
from app.core.matching.shapes import TYPED_ONLY, Shape
from app.core.matching.values import Candidate, OpenItem, Payment, Reason, Scored

_INVOICE = ItemKind.INVOICE.value
_RULES: dict[tuple[tuple[str, ...], str], str] = {
    (name, kind): "+".join(sorted((*name, kind))) + ":exact"
    for name in ((), ("name",), ("phone",), ("name", "phone"))
    for kind in ("reference", "account")
}


def plain_answer(knowledge: Knowledge, payment: Payment) -> list[Scored]:
    """The one answer to a plain payment; nothing where it is not plain."""
    text = payment.account_ref
    named = knowledge.texts.only(text)
    if named is None or payment.key in knowledge.refused:
        return []
    owner = named.owner
    item = _only_item(knowledge, owner, payment)
    if item is None:
        return []
    size = max(len(knowledge.debtors), len(knowledge.by_customer), 2)
    party = name_and_phone(
        knowledge, item.item.customer_key, words=words_of(payment.name), phone=payment.phone, size=size
    )
    if not party.agrees:
        return []
    kind = "reference" if owner.kind == _INVOICE else "account"
    verb = "typed" if named.how == "exact" else "typed the number"
    typed = Reason(f"{verb} “{text.strip()}”", is_for=True)
    shape = Shape((Allocation(item.item.kind, item.item.key, item.open_cents),), "exact", EXACT)
    reasons = reasons_for(knowledge, payment, (typed, *party.reasons), shape)
    points = party.points | {kind}
    share = _share(knowledge, payment, log(scoring.REFERENCE[named.how]) + party.score, size)
    rule = _RULES[tuple(sorted(party.points)), kind]
    return [Scored(Candidate(shape.allocations, share, reasons, rule), "exact", points)]


def _only_item(knowledge: Knowledge, owner: ItemKey, payment: Payment) -> OpenItem | None:
    """The invoice meant, if its sum is just paid and no other of the customer's could be meant."""
    if owner.kind == _INVOICE:
        item = knowledge.items[owner]
    else:
        keys = knowledge.by_customer.get(owner.key)
        if not keys or len(keys) != 1:
            return None
        item = knowledge.items[next(iter(keys))]
    customer_key, cents = item.item.customer_key, payment.open_cents
    if item.open_cents != cents or customer_key not in knowledge.debtors:
        return None
    if payment.store and item.item.store and payment.store != item.item.store:
        return None
    own = knowledge.by_customer[customer_key]
    if len(own) > 1:
        same = knowledge.by_amount[_INVOICE, cents]
        if payment.is_running or sum(key in same for key in own) > 1:
            return None
    return item


def _share(knowledge: Knowledge, payment: Payment, score: float, size: int) -> float:
    """The chance beside everybody else and nobody, as the long way counts it."""
    many = len(knowledge.by_amount[_INVOICE, payment.open_cents])
    common = scoring.background(many, knowledge.open_invoices, density(payment.open_cents))
    prior = (
        (1 - scoring.PRIOR_NOBODY) * (1 + scoring.PREFER_OPEN) / (knowledge.open_invoices + scoring.PREFER_OPEN * size)
    )
    weight = prior * size * exp(score) * EXACT * TYPED_ONLY / common
    others = scoring.ANOTHERS_NEAR * scoring.STRANGER + scoring.PRIOR_NOBODY * scoring.NAMED_BY_NOBODY
    return weight / (weight + others)
