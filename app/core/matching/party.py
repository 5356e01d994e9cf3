"""Who paid: name and number as a source printed them, beside the customer's as the book knows them."""

from __future__ import annotations

from math import log
from typing import NamedTuple

from app.core.matching import scoring
from app.core.matching.knowledge import Knowledge
from app.core.matching.names import Agreement, Comparison, Words, compared, words_of
from app.core.matching.phone_index import digits_that_tell, fits
from app.core.matching.values import Reason

_RATIOS = {states: log(share) for states, share in scoring.PARTY.items()}
_WHOLE_NUMBER, _MASK = (
    Reason("number is the customer's", is_for=True),
    Reason("number fits the mask", is_for=True),
)
_OTHER_NUMBER = Reason("another number", is_for=False)
_NAMES_TOLD = {
    Agreement.WHOLE: Reason("name fits", is_for=True),
    Agreement.ONE_WORD: Reason("one name fits", is_for=True),
    Agreement.CONTRARY: Reason("another name", is_for=False),
}
_POINTS = {
    (has_phone, has_name): frozenset((["phone"] if has_phone else []) + (["name"] if has_name else []))
    for has_phone in (True, False)
    for has_name in (True, False)
}
_LEAST_COMMON = log(2)


class Party(NamedTuple):
    """The log ratio, its reasons, the kinds of point that speak for; ``agrees``: nothing about the payer is odd."""

    score: float
    reasons: tuple[Reason, ...]
    points: frozenset[str]
    agrees: bool


def name_and_phone(knowledge: Knowledge, debtor: str, *, words: Words, phone: str, size: int) -> Party:
    """What name and number say of the debtor, taken together: whose number is another's has often another name."""
    known = knowledge.debtors.get(debtor)
    found = compared(words, known.words if known else _words_of_item(knowledge, debtor))
    does_fit = fits(phone, known.numbers) if known else None
    name = found.agreement
    reasons = []
    score = _RATIOS["untold" if does_fit is None else "fits" if does_fit else "contrary", name.value]
    if does_fit:
        digits = digits_that_tell(phone)
        score -= scoring.rarity_of_digits(digits, size)
        reasons.append(_WHOLE_NUMBER if digits >= scoring.WHOLE_DIGITS else _MASK)
    elif does_fit is False:
        reasons.append(_OTHER_NUMBER)
    if found.matched:
        score -= _commonness(knowledge, found, size)
    if name in _NAMES_TOLD:
        reasons.append(_NAMES_TOLD[name])
    elif name is Agreement.PARTLY:
        reasons.append(Reason(f"name {found.fitting} of {found.seen}", is_for=False))
    has_name = name is Agreement.WHOLE or name is Agreement.ONE_WORD
    agrees = name is Agreement.WHOLE or (does_fit is not False and (has_name or (does_fit is True and not words)))
    return Party(score, tuple(reasons), _POINTS[does_fit is True, has_name], agrees)


def _words_of_item(knowledge: Knowledge, debtor: str) -> Words:
    keys = knowledge.by_customer.get(debtor)
    return words_of(knowledge.items[next(iter(keys))].item.customer_name) if keys else ()


def _commonness(knowledge: Knowledge, found: Comparison, size: int) -> float:
    """The logarithm of how common these words together are among the customers, never much rarer than one."""
    counts, product = knowledge.word_counts, 1.0
    for word in found.matched:
        product *= (counts.get(word, 0) + 0.5) / size
    if found.agreement is Agreement.PARTLY:
        product *= 2
    return max(min(log(product), -0.05), -log(size) - 1.0)
