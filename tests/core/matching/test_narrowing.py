"""What is left out to be quick changes no answer: slips that cannot be, and invoices whose sum says nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.items import Item, ItemKey
from app.core.matching import shapes as room
from app.core.matching.references import folded_of
from app.core.matching.shapes import REST, Debts, Shape, shapes
from app.core.matching.text_index import TextIndex
from app.core.matching.values import OpenItem

DIGITS, LETTERS = "0123456789", "ACDEFGHJKMNPRTUVWXY"
NUMBERS = st.text(alphabet="0137ACX", min_size=2, max_size=7)


def _slips(text: str) -> Iterator[str]:
    """Every slip of a finger, by the definition: no thought of where it could lead."""
    for at in range(len(text)):
        yield text[:at] + text[at + 1 :]
        likely = DIGITS if text[at].isdigit() else LETTERS
        for sign in likely:
            yield text[:at] + sign + text[at + 1 :]
            yield text[:at] + sign + text[at:]
        if at + 1 < len(text):
            yield text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    for sign in DIGITS:
        yield text + sign


@settings(max_examples=300, deadline=None)
@given(st.sets(NUMBERS, min_size=1, max_size=12), NUMBERS)
def test_every_number_one_slip_away_is_found_and_no_other(numbers: set[str], typed: str) -> None:
    index = TextIndex()
    for number in numbers:
        index.put(number, ItemKey("invoice", number))
    folded = folded_of(typed)
    wanted = {number for number in numbers if folded_of(number) in set(_slips(folded)) - {folded}}
    found = {named.owner.key for named in index.one_slip_away(typed)}
    assert found == (wanted if len(folded) >= 4 else set())


def test_in_an_empty_index_nothing_is_one_slip_away() -> None:
    assert TextIndex().one_slip_away("INV-1043") == []


def _owed(cents: list[int], dues: list[int]) -> list[OpenItem]:
    made = zip(cents, dues, strict=True)
    items = [Item("invoice", f"I{at:02d}", f"I{at:02d}", owed, 100, due) for at, (owed, due) in enumerate(made)]
    return [OpenItem(item, item.amount_cents) for item in items]


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 60), st.integers(60, 160)), min_size=2, max_size=14),
    st.integers(1, 120),
    st.sampled_from(["", "C1"]),
)
def test_what_is_not_made_out_one_by_one_keeps_its_chance(
    bills: list[tuple[int, int]], paid: int, customer: str
) -> None:
    owed = _owed([hundreds * 10_000 for hundreds, _ in bills], [due for _, due in bills])
    debts = Debts(owed, (), customer, 1e-4, 130)
    short = shapes(paid * 5_000, debts)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(room, "MOST_ODD", 1_000)
        whole = shapes(paid * 5_000, debts)
    assert sum(one.chance for one in short) == pytest.approx(sum(one.chance for one in whole))
    assert _best(short) == _best(whole)
    assert not [one for one in whole if one.kind == REST]


def _best(found: list[Shape]) -> list[Shape]:
    told = (one for one in found if one.kind != REST and one.chance > 0)
    return sorted(told, key=lambda one: (-one.chance, one.allocations))[:5]
