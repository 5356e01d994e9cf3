"""Numbers and accounts by their spellings: letter by letter, with look-alikes, by the number alone, one slip away."""

from __future__ import annotations

from collections.abc import Iterator
from string import ascii_uppercase
from typing import NamedTuple

from app.core.items import ItemKey
from app.core.matching.references import core_of, folded_of, numbered_word, one_slip_from, reference, squeezed_of

EXACT, ALIKE, CORE, ZEROS, SLIP = "exact", "alike", "core", "zeros", "slip"
"""How a typed text names something: as it is, with look-alikes, without its letters, without its zeros, mistyped."""

LEAST_SIGNS_OF_CORE = 2
_Table = dict[str, tuple[ItemKey, ...]]


class Named(NamedTuple):
    """What a typed text names (an invoice or sale by its number, a customer by an account), and how."""

    owner: ItemKey
    how: str


class TextIndex:
    """Whose a text is. Kept up to date one text at a time."""

    def __init__(self) -> None:
        self._squeezed: _Table = {}
        self._folded: _Table = {}
        self._bare: _Table = {}
        self._core: _Table = {}
        self._signs: dict[int, list[set[str]]] = {}
        """The signs that ever stood at each place of the folded texts of a length."""

    def put(self, text: str, owner: ItemKey) -> None:
        """The text names the owner."""
        squeezed = squeezed_of(text)
        if squeezed:
            folded = folded_of(squeezed)
            _add(self._squeezed, squeezed, owner)
            _add(self._folded, folded, owner)
            self._note_signs(folded)
            for table, form in self._weaker(squeezed):
                _add(table, form, owner)

    def _note_signs(self, folded: str) -> None:
        places = self._signs.get(len(folded))
        if places is None:
            places = self._signs[len(folded)] = [set() for _ in folded]
        for sign, signs in zip(folded, places, strict=True):
            signs.add(sign)

    def drop(self, text: str, owner: ItemKey) -> None:
        """The text names the owner no longer."""
        squeezed = squeezed_of(text)
        if squeezed:
            _remove(self._squeezed, squeezed, owner)
            _remove(self._folded, folded_of(squeezed), owner)
            for table, form in self._weaker(squeezed):
                _remove(table, form, owner)

    def _weaker(self, squeezed: str) -> Iterator[tuple[_Table, str]]:
        """The text without the letters before its number, and without leading zeros, where that is another form."""
        core = core_of(squeezed)
        if len(core) < LEAST_SIGNS_OF_CORE:
            return
        bare = squeezed.lstrip(ascii_uppercase)
        if bare != squeezed:
            yield self._bare, bare
        if core != bare:
            yield self._core, core

    def named(self, text: str) -> list[Named]:
        """What the text names by its best spelling; a weaker one counts only where the better ones name nothing.

        A bare number may be an account, and an invoice whose letters were left out: both count. Words around a number
        (``pay INV-1043``, ``0089 thanks``) say nothing, where the number is one letter by letter.
        """
        told = reference(text)
        word = reference(numbered_word(text)) if told.squeezed not in self._squeezed else told
        for table, form, how in (
            (self._squeezed, told.squeezed, EXACT),
            (self._folded, told.folded, ALIKE),
            (self._squeezed, word.squeezed, EXACT),
            (self._folded, word.folded, ALIKE),
            (self._bare, told.squeezed, CORE),
            (self._core, told.squeezed, ZEROS),
            (self._core, told.core, ZEROS),
            (self._bare, told.core, ZEROS),
        ):
            owners = table.get(form)
            if owners:
                found = [Named(owner, how) for owner in owners]
                if how in (EXACT, ALIKE):
                    found += [Named(owner, CORE) for owner in self._bare.get(told.squeezed, ()) if owner not in owners]
                return found
        return []

    def only(self, text: str) -> Named | None:
        """The one owner that the text names letter by letter, or without its letters; None for none or several."""
        squeezed = squeezed_of(text)
        owners, bare = self._squeezed.get(squeezed), self._bare.get(squeezed)
        if owners is None and bare is None:
            owners, how = self._squeezed.get(squeezed_of(numbered_word(text))), EXACT
        elif owners is None:
            owners, how = bare, CORE
        elif bare is not None:
            return None
        else:
            how = EXACT
        return Named(owners[0], how) if owners is not None and len(owners) == 1 else None

    def one_slip_away(self, text: str) -> list[Named]:
        """What the text would name with one sign put right."""
        folded = reference(text).folded
        near = {form for form in one_slip_from(folded, self._signs) if form in self._folded and form != folded}
        return [Named(owner, SLIP) for form in sorted(near) for owner in self._folded[form]]

    def is_spelt(self, text: str) -> bool:
        """Whether the text names something letter by letter."""
        return reference(text).squeezed in self._squeezed


def _add(table: _Table, form: str, owner: ItemKey) -> None:
    before = table.get(form)
    if before is None:
        table[form] = (owner,)
    elif owner not in before:
        table[form] = tuple(sorted((*before, owner)))


def _remove(table: _Table, form: str, owner: ItemKey) -> None:
    before = table.get(form)
    if before is None or owner not in before:
        return
    if len(before) == 1:
        del table[form]
    else:
        table[form] = tuple(one for one in before if one != owner)
