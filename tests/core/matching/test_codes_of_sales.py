"""Sales of tills: the code decides, a slip is mended where one sale fits, and without a code nothing is ever sure."""

from __future__ import annotations

import pytest

from app.core.matching.values import Refusal
from app.core.matching.verdicts import verdict, verdicts
from tests.core.matching.office import AT, book, confirmed, first, given, judged, paid, sale

CODE = "TK5AB1K2M1"


def till(shillings: int = 300, **more):
    return paid(shillings, kind="buy_goods", **more)


def test_a_code_is_its_receipt() -> None:
    others = [sale("S2", 300, "TK5AB1K2M2"), sale("S3", 300)]
    assert confirmed(till(), sale("S1", 300, CODE), *others) == [("S1", 300)]


@pytest.mark.parametrize("typed", ["TK5ABIK2M1", "TKSAB1K2M1", "TK5AB1K2M7", "TK5BA1K2M1", "TK5AB1K2M", "TK5AB1K2M11"])
def test_a_mistyped_code_of_the_only_sale_of_that_sum_and_hour_is_mended(typed: str) -> None:
    found = judged(till(), sale("S1", 300, typed), sale("S2", 250, "TK5AB1K2M2"))
    assert first(found) == [("S1", 300)]
    assert found.confidence > 0.9


def test_a_mistyped_code_is_not_mended_where_two_sales_or_another_sum_or_hour_would_do() -> None:
    two = judged(till(), sale("S1", 300, "TK5AB1K2M7"), sale("S2", 300, "TK5AB1K2M8"))
    assert not two.is_sure
    assert not judged(till(), sale("S1", 310, "TK5AB1K2M7")).is_sure
    for hours in (-3, 9):
        assert not judged(till(), sale("S1", 300, "TK5AB1K2M7", at=AT + hours * 3600)).is_sure


def test_a_code_for_another_sum_is_shown_and_not_confirmed_with_money_left() -> None:
    found = judged(till(400), sale("S1", 300, CODE))
    assert first(found) == [("S1", 300)]
    assert not found.is_sure
    assert any(not reason.is_for for reason in found.candidates[0].reasons)


def test_two_receipts_of_one_sale_fill_it_up() -> None:
    known = book(sale("S1", 500, CODE))
    one, two = verdicts(known, [till(200), till(300, receipt="TK5AB1K2M9", at=AT + 90)])
    assert first(one) == [("S1", 200)]
    assert not (two.is_sure and given(two.candidates[0])[0][1] > 300)


def test_one_receipt_on_two_sales_that_add_up_is_both() -> None:
    both = [sale("S1", 100, CODE), sale("S2", 200, CODE, at=AT + 150)]
    assert sorted(confirmed(till(), *both)) == [("S1", 100), ("S2", 200)]


def test_one_receipt_on_two_sales_of_its_own_sum_is_a_question() -> None:
    """A code used twice: which of the two is honest, a person says."""
    both = [sale("S1", 300, CODE), sale("S2", 300, CODE, at=AT + 1500)]
    found = judged(till(), *both)
    assert not found.is_sure
    assert {first(found)[0][0], found.candidates[1].allocations[0].key} == {"S1", "S2"}


def test_an_old_code_is_not_confirmed_for_a_sale_days_later() -> None:
    assert confirmed(till(), sale("S1", 300, CODE, at=AT + 3 * 86_400)) == []


def test_sales_without_a_code_are_ranked_by_the_minutes_between_and_never_sure() -> None:
    near, far, later = sale("S1", 300), sale("S2", 300, at=AT + 1200), sale("S3", 300, at=AT + 6 * 3600)
    found = judged(till(), far, near, later)
    assert [given(one)[0][0] for one in found.candidates] == ["S1", "S2"]
    assert not found.is_sure
    assert not judged(till(), near).is_sure


def test_a_refused_sale_is_not_offered_by_its_code_either() -> None:
    refused = Refusal(till().key, "sale", "S1")
    known = book(sale("S1", 300, CODE), sale("S2", 300), refusals=[refused])
    offered = {part.key for one in verdict(known, till()).candidates for part in one.allocations}
    assert "S1" not in offered


def test_a_sale_that_is_gone_claims_no_payment() -> None:
    known = book(sale("S1", 300, CODE))
    known.drop_item("sale", "S1")
    assert verdict(known, till()).candidates == ()
    known.put_item(sale("S1", 300, CODE))
    assert first(verdict(known, till())) == [("S1", 300)]
