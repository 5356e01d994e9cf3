"""What speaks for and against each debtor of a payment, gathered by index."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from math import log
from typing import NamedTuple

from app.core.items import ItemKey, ItemKind
from app.core.matching import weights
from app.core.matching.knowledge import ALIKE, CORE, EXACT, SLIP, Knowledge, Payer
from app.core.matching.names import Agreement, Comparison, compared
from app.core.matching.references import reference
from app.core.matching.values import Payment, Reason
from app.core.phones import digits_shown, normalised, visible_parts

MOST_ASKED = 24
"""An index that answers with more debtors than this says nothing about any of them."""

_SEVERAL = re.compile(r"[,;/&+]|\band\b", re.IGNORECASE)
_LEAST_DIGITS_IN_LIST = 3
_PREFIX_DIGITS = 4
"""2547 or 2541 is what nearly all numbers begin with."""


class Evidence(NamedTuple):
    """What is known for one debtor: the items typed by number, the sum of log ratios, the reasons, the kinds of point.

    ``points`` names what speaks for the debtor: reference, account, remembered, phone, name, habit, amount.
    """

    debtor: str
    named: tuple[ItemKey, ...]
    score: float
    reasons: tuple[Reason, ...]
    points: frozenset[str]
    is_spelt: bool
    is_contrary: bool
    named_well: bool


class _Typed:
    """What the account text names: for each debtor the items, how, and how many others it names as well."""

    def __init__(self, knowledge: Knowledge, text: str) -> None:
        self.by_debtor: dict[str, list[tuple[ItemKey, str]]] = {}
        self.is_empty = not reference(text).squeezed
        self.is_remembered: Counter[str] = Counter()
        self.closed, self.is_partial = "", False
        if self.is_empty:
            return
        parts = [] if knowledge.texts.is_spelt(text) else _parts_of(text)
        for part in parts:
            before = sum(map(len, self.by_debtor.values()))
            self._take(knowledge, part)
            self.is_partial |= sum(map(len, self.by_debtor.values())) == before
        self.is_partial |= len(parts) > 1 and len(self.by_debtor) > 1
        if not parts and not knowledge.texts.is_spelt(text):
            self._take_word(knowledge, text)
        if not self.by_debtor:
            self._take(knowledge, text)
        self.is_remembered = knowledge.typed.get(reference(text).squeezed, Counter())

    def _take_word(self, knowledge: Knowledge, text: str) -> None:
        """The one word with a digit among others, where it names something: ``rent for 4B``."""
        words = [word for word in text.split() if any(map(str.isdigit, word))]
        if len(words) == 1 and knowledge.texts.is_spelt(words[0]):
            self._take(knowledge, words[0])

    def _take(self, knowledge: Knowledge, text: str) -> None:
        paid_by = knowledge.closed.get(reference(text).squeezed)
        if paid_by is not None and not knowledge.texts.is_spelt(text):
            self.closed = paid_by
            return
        for named in knowledge.texts.named(text):
            debtor = named.owner.key
            if named.owner.kind != ItemKind.CUSTOMER:
                item = knowledge.items.get(named.owner)
                if item is None:
                    continue
                debtor = knowledge.debtor_of(item)
            self.by_debtor.setdefault(debtor, []).append((named.owner, named.how))


def _parts_of(text: str) -> list[str]:
    """The numbers of a list such as ``INV-1041, 1042 & 1043``; none where it is one text."""
    parts = [part for part in map(str.strip, _SEVERAL.split(text)) if part]
    if len(parts) == 1:
        parts = text.split()
    is_list = len(parts) > 1 and all(sum(map(str.isdigit, part)) >= _LEAST_DIGITS_IN_LIST for part in parts)
    return parts if is_list else []


def evidence(knowledge: Knowledge, payment: Payment) -> list[Evidence]:
    """Every debtor worth a thought, in no order."""
    typed = _Typed(knowledge, payment.account_ref)
    past = knowledge.payers.get(Payer(payment.name, payment.phone), Counter())
    asked = _Asked(knowledge, payment, typed, past)
    return [_for_debtor(asked, debtor) for debtor in sorted(set(asked.debtors()))]


class _Asked:
    """A payment with what the indexes answered."""

    def __init__(self, knowledge: Knowledge, payment: Payment, typed: _Typed, past: Counter[str]) -> None:
        self.knowledge, self.payment, self.typed, self.past = knowledge, payment, typed, past
        self.by_phone = knowledge.phones.found(payment.phone)
        self.size = max(len(knowledge.debtors), len(knowledge.by_customer), 1)
        self.same_amount = knowledge.by_amount.get((ItemKind.INVOICE.value, payment.open_cents), set())

    def debtors(self) -> Iterator[str]:
        yield from self.typed.by_debtor
        yield from self.typed.is_remembered
        if self.typed.closed:
            yield self.typed.closed
        yield from self.past
        if len(self.by_phone) <= MOST_ASKED:
            yield from self.by_phone
        yield from self._by_words(self.payment.name)
        if not self.typed.by_debtor and not self.typed.is_empty:
            yield from self._by_words(self.payment.account_ref)
            full = normalised(self.payment.account_ref)
            if full:
                yield from self.knowledge.phones.found(full)
        if len(self.same_amount) <= MOST_ASKED:
            for key in self.same_amount:
                yield self.knowledge.debtor_of(self.knowledge.items[key])

    def is_contrary(self, debtor: str) -> bool:
        """Whether something typed letter by letter names somebody else, or a paid invoice of whomever."""
        others = [how for other, hits in self.typed.by_debtor.items() if other != debtor for _, how in hits]
        named = debtor in self.typed.by_debtor or debtor in self.typed.is_remembered
        return bool(self.typed.closed) or self.typed.is_partial or (not named and any(how != SLIP for how in others))

    def _by_words(self, name: str) -> Iterator[str]:
        found = self.knowledge.named_so(name)
        if len(found) <= MOST_ASKED:
            yield from found


def _for_debtor(asked: _Asked, debtor: str) -> Evidence:
    typed = _typed_for(asked, debtor)
    party = _party_for(asked, debtor)
    named = tuple(key for key, _ in asked.typed.by_debtor.get(debtor, ()) if key.kind != ItemKind.CUSTOMER)
    is_spelt = all(how in (EXACT, ALIKE, CORE) for _, how in asked.typed.by_debtor.get(debtor, ()))
    score = weights.PRIOR_SOME - log(asked.size) + typed[0] + party[0]
    reasons, points = (*typed[1], *party[1]), typed[2] | party[2]
    is_named = debtor in asked.typed.by_debtor and is_spelt
    return Evidence(debtor, named, score, reasons, points, is_spelt, asked.is_contrary(debtor), is_named)


_Points = tuple[float, list[Reason], frozenset[str]]
_NOBODY: frozenset[str] = frozenset()


def _typed_for(asked: _Asked, debtor: str) -> _Points:
    """What the typed text says of the debtor."""
    typed, text = asked.typed, asked.payment.account_ref.strip()
    if typed.is_empty:
        return 0.0, [], _NOBODY
    if typed.closed:
        told = Reason(f"typed “{text}”, which is paid", is_for=debtor == typed.closed)
        ratio = log(0.6) + log(asked.size) if debtor == typed.closed else weights.NAMES_ANOTHER
        return ratio, [told], frozenset({"account"} if debtor == typed.closed else ())
    if debtor in typed.is_remembered:
        share = typed.is_remembered[debtor] / sum(typed.is_remembered.values())
        told = Reason(f"types “{text}” for this customer", is_for=True)
        return weights.REMEMBERED + log(share) + log(asked.size), [told], frozenset({"remembered"})
    hits = typed.by_debtor.get(debtor)
    if hits:
        how = hits[0][1]
        others = sum(len(found) for found in typed.by_debtor.values())
        ratio = log(weights.REFERENCE_M[how]) + log(asked.size) - log(max(others / len(hits), 1.0))
        if how == SLIP:
            ratio -= log(weights.SLIPS_OF_A_NUMBER) / 2
        words = {"exact": "typed “{}”", "alike": "typed “{}”, which looks like it", "core": "typed the number “{}”"}
        told = Reason(words.get(how, "typed “{}”, one slip away").format(text), is_for=True)
        point = "account" if hits[0][0].kind == ItemKind.CUSTOMER else "reference"
        return ratio, [told], frozenset({point})
    known = asked.knowledge.debtors.get(debtor)
    if known is not None:
        words_fit = compared(text, known.customer.name)
        full = normalised(text)
        if full and debtor in asked.knowledge.phones.found(full):
            return log(0.5) + log(asked.size), [Reason("typed the phone number", is_for=True)], frozenset({"phone"})
        if words_fit.agreement >= Agreement.ONE_WORD and not typed.by_debtor:
            return _name_ratio(asked, words_fit), [Reason(f"typed the name “{text}”", is_for=True)], frozenset({"name"})
    if typed.by_debtor:
        return weights.NAMES_ANOTHER, [Reason(f"typed “{text}”, which is another's", is_for=False)], _NOBODY
    return weights.NAMES_NOTHING, [Reason(f"typed “{text}”, which is nobody's", is_for=False)], _NOBODY


def _party_for(asked: _Asked, debtor: str) -> _Points:
    """What name, phone and the past say of the debtor; the past counts instead of both where it says more."""
    name, phone = _name_for(asked, debtor), _phone_for(asked, debtor)
    both = name[0] + phone[0], name[1] + phone[1], name[2] | phone[2]
    if not asked.past:
        return both
    times = asked.past.get(debtor, 0)
    if not times:
        return (min(both[0], both[0] + weights.HABIT_ELSEWHERE), both[1], both[2])
    share = times / (sum(asked.past.values()) + 0.3)
    ratio = log(weights.HABIT_M * share) + log(asked.size)
    if ratio <= both[0]:
        return both
    word = "once" if times == 1 else f"{times} times"
    told = [Reason(f"paid for this customer {word} before", is_for=True), *(one for one in both[1] if one.is_for)]
    return ratio, told, both[2] | {"habit"}


def _name_for(asked: _Asked, debtor: str) -> _Points:
    known = asked.knowledge.debtors.get(debtor)
    name = known.customer.name if known else _item_name(asked.knowledge, debtor)
    if not name:
        return 0.0, [], _NOBODY
    found = compared(asked.payment.name, name)
    match found.agreement:
        case Agreement.UNTOLD:
            return 0.0, [], _NOBODY
        case Agreement.CONTRARY:
            return weights.NAME_CONTRARY, [Reason("another name", is_for=False)], _NOBODY
        case Agreement.PARTLY:
            told = Reason(f"name {found.fitting} of {found.seen}", is_for=False)
            return min(log(weights.NAME_M["partly"]) - _commonness(asked, found.matched), 0.0), [told], _NOBODY
    told = Reason("name fits" if found.fitting > 1 else "one name fits", is_for=True)
    return _name_ratio(asked, found), [told], frozenset({"name"})


def _item_name(knowledge: Knowledge, debtor: str) -> str:
    keys = knowledge.by_customer.get(debtor)
    return knowledge.items[next(iter(keys))].item.customer_name if keys else ""


def _name_ratio(asked: _Asked, found: Comparison) -> float:
    kind = "whole" if found.agreement is Agreement.WHOLE else "one_word"
    return log(weights.NAME_M[kind]) - _commonness(asked, found.matched)


def _commonness(asked: _Asked, matched: tuple[str, ...]) -> float:
    """The logarithm of how common these words together are among the customers, never rarer than one in the book."""
    counts = asked.knowledge.word_counts
    told = sum(log((counts.get(word, 0) + 0.5) / asked.size) for word in matched)
    return max(min(told, -0.1), -log(asked.size) - 1.0)


def _phone_for(asked: _Asked, debtor: str) -> _Points:
    phone = asked.payment.phone
    if not phone:
        return 0.0, [], _NOBODY
    if debtor in asked.by_phone:
        parts = visible_parts(phone)
        is_full = parts is None or (not parts[1] and len(parts[0]) == 12)
        seen = 8 if is_full else max(digits_shown(phone) - _PREFIX_DIGITS, 0)
        rare = max(-seen * log(10), -log(asked.size) - 2.0)
        others = log(max(len(asked.by_phone), 1)) if is_full else 0.0
        told = Reason("number is the customer's" if is_full else "number fits the mask", is_for=True)
        return log(weights.PHONE_M) - rare - others, [told], frozenset({"phone"})
    known = asked.knowledge.debtors.get(debtor)
    has_number = known is not None and any(normalised(one) for one in known.customer.phones)
    if has_number and (visible_parts(phone) or len(phone) == 64):
        return weights.PHONE_CONTRARY, [Reason("another number", is_for=False)], _NOBODY
    return 0.0, [], _NOBODY
