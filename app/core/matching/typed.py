"""What the account text of a payment names: whose numbers and accounts, how spelt, and how near to others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from math import log
from typing import NamedTuple

from app.core.items import ItemKey, ItemKind
from app.core.matching import scoring
from app.core.matching.knowledge import Knowledge
from app.core.matching.names import Agreement, Words, compared, words_of
from app.core.matching.references import (
    folded_of,
    is_neighbour,
    numbered_word,
    parts_of,
    reference,
    slips_between,
    squeezed_of,
)
from app.core.matching.text_index import ALIKE, CORE, EXACT, SLIP, Named
from app.core.matching.values import Reason
from app.core.phones import normalised

_CUSTOMER = ItemKind.CUSTOMER.value
_HOW_TOLD = {
    "exact": "typed “{}”",
    "alike": "typed “{}”, which looks like it",
    "core": "typed the number “{}”",
    "zeros": "typed the number “{}” without its zeros",
    "slip": "typed “{}”, one slip away",
}
MOST_TEXTS_COMPARED = 12


class Point(NamedTuple):
    """One thing that speaks for or against: log of the likelihood ratio, the reason, the kind of point or ''."""

    score: float
    reason: Reason | None = None
    kind: str = ""


_SILENT = Point(0.0)


class Hit(NamedTuple):
    """An owner named for a debtor by one part of the text."""

    owner: ItemKey
    how: str
    part: int


class Typed:
    """The text of one payment, looked up."""

    def __init__(self, knowledge: Knowledge, text: str) -> None:
        self.knowledge, self.text = knowledge, text.strip()
        self.squeezed = squeezed_of(text)
        self.hits: dict[str, list[Hit]] = {}
        self.many_parts, self.is_spelt = 1, False
        self.paid_by = ""
        self.full_number: str | None = None
        self.told: Counter[str] | None = None
        self.words: Words = ()
        if self.squeezed:
            self._look_up()

    def _look_up(self) -> None:
        texts = self.knowledge.texts
        found = self._note(texts.named(self.text), 0)
        if not found and not self._is_paid(self.text):
            found = self._look_into()
        self.is_spelt = found
        if found or self.paid_by:
            return
        self.told = self.knowledge.typed.get(self.squeezed)
        self.full_number = normalised(self.text)
        if any(map(str.isdigit, self.squeezed)):
            if not self.full_number:
                self._note(texts.one_slip_away(self.text), 0)
        else:
            self.words = words_of(self.text)

    def _look_into(self) -> bool:
        """A list of numbers, or the one word with a digit among others: ``rent for 4B``."""
        parts = parts_of(self.text)
        if parts:
            self.many_parts = len(parts)
            found = [self._note(self.knowledge.texts.named(part), at) for at, part in enumerate(parts)]
            return any(found) or any(map(self._is_paid, parts))
        word = numbered_word(self.text)
        return bool(word) and (self._note(self.knowledge.texts.named(word), 0) or self._is_paid(word))

    def _is_paid(self, text: str) -> bool:
        self.paid_by = self.knowledge.closed.get(squeezed_of(text), "")
        return bool(self.paid_by)

    def _note(self, named: list[Named], part: int) -> bool:
        items = self.knowledge.items
        noted = False
        for owner, how in named:
            debtor = owner.key
            if owner.kind != _CUSTOMER:
                debtor = self.knowledge.debtor_of(items[owner])
            self.hits.setdefault(debtor, []).append(Hit(owner, how, part))
            noted = True
        return noted

    # ---------------------------------------------------------------- asked
    def debtors(self) -> Iterator[str]:
        """Whom the text speaks of."""
        yield from self.hits
        yield from self.told or ()
        if self.paid_by:
            yield self.paid_by
        if self.full_number:
            yield from self.knowledge.phones.found(self.full_number)
        if self.words:
            yield from self.knowledge.named_so(self.words)

    def named(self, debtor: str) -> tuple[ItemKey, ...]:
        """The debtor's items whose number was typed."""
        return tuple(hit.owner for hit in self.hits.get(debtor, ()) if hit.owner.kind != _CUSTOMER)

    def is_well_named(self, debtor: str) -> bool:
        """Whether every part of the text names something of the debtor's, slips apart."""
        hits = self.hits.get(debtor)
        return bool(hits) and self.is_spelt and len({hit.part for hit in hits or ()}) == self.many_parts

    def is_spelt_out(self, debtor: str) -> bool:
        """The same, and letter by letter: look-alikes put right and letters left out, but no zeros, no slips."""
        return self.is_well_named(debtor) and all(hit.how in (EXACT, ALIKE, CORE) for hit in self.hits[debtor])

    def is_in_part(self, debtor: str) -> bool:
        """Whether the text is a list of numbers of which some are not this debtor's, or not open."""
        return self.many_parts > 1 and not self.is_well_named(debtor)

    def speaks_for_another(self, debtor: str) -> bool:
        """Whether the text names others letter by letter, and not this debtor."""
        if self.paid_by:
            return self.paid_by != debtor
        return self.is_spelt and not self.is_well_named(debtor)

    def rest(self) -> float:
        """The ratio for those of whom the text does not speak, in the rest of the book."""
        if self.is_spelt or self.paid_by:
            return scoring.ANOTHERS_NEAR
        return 0.5 if self.hits or self.told else 1.0

    def nobody(self) -> float:
        """The ratio where the payment is for nothing that is owed."""
        return scoring.NAMED_BY_NOBODY if self.is_spelt else 1.0

    def is_near(self, debtor: str) -> bool:
        """Whether the text is one slip or one line away from a number of the debtor's own."""
        return self._nearness(debtor) > scoring.TWO_SLIPS

    def point(self, debtor: str, payer: Words, size: int, *, may_be_near: bool) -> Point:
        """What the text says of a debtor; ``may_be_near`` asks for a look at slips where it names another."""
        if not self.squeezed:
            return _SILENT
        if self.told and debtor in self.told:
            return self._remembered(self.told, debtor, size)
        hits = self.hits.get(debtor)
        if hits and (self.is_spelt or not self.paid_by):
            return self._hit(debtor, hits, size)
        if self.paid_by == debtor:
            told = Reason(f"typed “{self.text}”, which is paid", is_for=True)
            return Point(log(scoring.LAST_ONE * size + scoring.ANOTHERS), told, "paid")
        if self.paid_by or self.is_spelt:
            return self._anothers(debtor, size, may_be_near=may_be_near)
        return self._unknown(debtor, payer, size)

    # ---------------------------------------------------------------- ratios
    def _hit(self, debtor: str, hits: list[Hit], size: int) -> Point:
        how = min((hit.how for hit in hits), key=lambda each: -scoring.REFERENCE[each])
        told = Reason(_HOW_TOLD[how].format(self.text), is_for=True)
        kind = "account" if hits[0].owner.kind == _CUSTOMER else "reference"
        if how == SLIP:
            return Point(log(max(scoring.NEAR_UNKNOWN * size, 2.0) / len(self.hits) ** 0.5), told, kind)
        ratio = scoring.REFERENCE[how] * size
        if not self.is_well_named(debtor):
            return Point(log(max(ratio * scoring.LISTED_IN_PART, 1.0)), told, kind)
        same = sum(hit.how == how and hit.part == hits[0].part for hit in hits) if how != EXACT else 1
        return Point(log(ratio / max(same, 1) ** 0.5), told, kind)

    def _remembered(self, told: Counter[str], debtor: str, size: int) -> Point:
        share = told[debtor] / (told.total() + scoring.DOUBT_OF_TEXT)
        reason = Reason(f"types “{self.text}” for this customer", is_for=True)
        return Point(log(scoring.REMEMBERED * share * size + scoring.FAR_UNKNOWN), reason, "remembered")

    def _anothers(self, debtor: str, size: int, *, may_be_near: bool) -> Point:
        near = self._nearness(debtor) if may_be_near else 0.0
        if near > scoring.TWO_SLIPS:
            told = Reason(f"typed “{self.text}”, one slip away", is_for=True)
            return Point(log(scoring.ANOTHERS + near * size), told, "near")
        told = Reason(f"typed “{self.text}”, which is another's", is_for=False)
        return Point(log(scoring.ANOTHERS + near * size), told)

    def _unknown(self, debtor: str, payer: Words, size: int) -> Point:
        if self.full_number:
            if debtor in self.knowledge.phones.found(self.full_number):
                told = Reason("typed the customer's phone number", is_for=True)
                return Point(log(scoring.PHONE_TYPED * size), told, "phone")
            return _SILENT
        if self.words:
            return self._typed_name(debtor, payer)
        near = self._nearness(debtor) * size * 100
        told = Reason(f"typed “{self.text}”, which is nobody's", is_for=False)
        if near > 1:
            return Point(log(near), Reason(f"typed “{self.text}”, two slips away", is_for=True))
        return Point(log(scoring.FAR_UNKNOWN), told)

    def _nearness(self, debtor: str) -> float:
        """The chance of this text from somebody who means one of the debtor's own numbers."""
        folded, most = reference(self.text).folded, 0.0
        for own in self._own_texts(debtor):
            other = folded_of(squeezed_of(own))
            slips = slips_between(folded, other)
            if slips == 1:
                most = max(most, scoring.REFERENCE[SLIP])
            elif slips == 2:
                most = max(most, scoring.TWO_SLIPS)
            if is_neighbour(folded, other):
                most = max(most, scoring.NEIGHBOUR)
        return most

    def _own_texts(self, debtor: str) -> Iterator[str]:
        known = self.knowledge.debtors.get(debtor)
        if known is not None:
            yield from known.customer.accounts
        for _, key in zip(range(MOST_TEXTS_COMPARED), self.knowledge.by_customer.get(debtor, ()), strict=False):
            yield self.knowledge.items[key].item.number

    def _typed_name(self, debtor: str, payer: Words) -> Point:
        """A name instead of a number; the payer's own says nothing that the payer's name does not say."""
        known = self.knowledge.debtors.get(debtor)
        if known is None or compared(self.words, payer).agreement in (Agreement.WHOLE, Agreement.ONE_WORD):
            return _SILENT
        found = compared(self.words, known.words)
        if found.agreement not in (Agreement.WHOLE, Agreement.ONE_WORD):
            return _SILENT if found.agreement is Agreement.UNTOLD else Point(log(scoring.NAME_NOT_TYPED))
        counts, size = self.knowledge.word_counts, max(len(self.knowledge.debtors), 1)
        common = max(min((counts[word] + 0.5) / size for word in found.matched), 0.3 / size)
        told = Reason(f"typed the name “{self.text}”", is_for=True)
        return Point(log(scoring.NAME_TYPED / common + scoring.NAME_NOT_TYPED), told, "named")
