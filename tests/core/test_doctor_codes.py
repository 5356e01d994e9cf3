"""The code doctor: codes on no statement, used twice, older than their sale, mistyped; and money nobody rang up."""

from __future__ import annotations

import pytest

from app.core import clock
from app.core.doctor.codes import CodeFault, Received, examine, is_slip, tallies, unclaimed
from app.core.items import Item

AT = clock.day_start(20_397) + 9 * 3600  # 5 Nov 2025, 09:00 in Nairobi
HOUR = 3600
CODE = "TK5AB1K2M1"


def sale(number: str, code: str, cents: int = 50_000, at: int = AT, **more) -> Item:
    return Item("sale", number, number, cents, clock.day_number(at), at=at, code=code, **more)


def paid(receipt: str, cents: int = 50_000, at: int = AT - 60, **more) -> Received:
    return Received(receipt, cents, at, "ALICE", **{"is_reversed": False, "is_used": False, **more})


def faults(sales: list[Item], *payments: Received, is_covered: bool = True) -> list[tuple[str, CodeFault, str]]:
    found = {payment.receipt: payment for payment in payments}
    told = examine(sales, found, is_covered=lambda at: is_covered, unused=payments)
    return [(one.sale.number, one.fault, one.offered) for one in told]


def test_a_sound_sale_has_no_fault() -> None:
    assert faults([sale("1", "TK5AB1K2M1")], paid("TK5AB1K2M1")) == []


def test_a_code_on_no_statement_and_one_whose_day_is_not_in_yet() -> None:
    assert faults([sale("1", "TK5AB1K2M1")]) == [("1", CodeFault.NOT_FOUND, "")]
    assert faults([sale("1", "TK5AB1K2M1")], is_covered=False) == [("1", CodeFault.NOT_YET, "")]


def test_of_a_code_used_twice_the_later_sale_is_told_with_where_the_first_is() -> None:
    one, two = sale("1", CODE, cashier="Jane"), sale("2", CODE, at=AT + HOUR, cashier="Otieno", till="T2")
    told = examine([two, one], {CODE: paid(CODE)}, is_covered=lambda at: True, unused=[])
    assert [(finding.sale.number, finding.fault) for finding in told] == [("2", CodeFault.USED_TWICE)]
    assert told[0].sentence == f"{CODE} is also on sale 1 (cashier Jane)."


def test_who_used_a_code_first_but_for_another_sum_or_too_early_is_not_the_honest_one() -> None:
    wrong_sum, too_early = sale("1", CODE, cents=99), sale("2", CODE, at=AT - 9 * HOUR)
    told = faults([wrong_sum, too_early, sale("3", CODE, at=AT + 60)], paid(CODE))
    assert told == [("1", CodeFault.USED_TWICE, ""), ("2", CodeFault.USED_TWICE, "")]


def test_a_code_used_twice_where_no_sale_fits_is_told_on_all() -> None:
    both = [sale("1", CODE, cents=99), sale("2", CODE, cents=98)]
    for payments in ([paid(CODE)], []):
        assert [one[:2] for one in faults(both, *payments)] == [(n, CodeFault.USED_TWICE) for n in ("1", "2")]


def test_sales_of_one_till_within_minutes_that_add_up_to_the_payment_share_its_code() -> None:
    two = [sale("1", CODE, cents=20_000), sale("2", CODE, cents=30_000, at=AT + 120)]
    assert faults(two, paid(CODE)) == []
    again = sale("3", CODE, at=AT + 5 * HOUR)
    assert faults([*two, again], paid(CODE)) == [("3", CodeFault.USED_TWICE, "")]
    assert faults(two, paid(CODE, is_reversed=True)) == [(n, CodeFault.REVERSED, "") for n in ("1", "2")]


@pytest.mark.parametrize("other", [{"till": "T2"}, {"cashier": "Jane"}, {"cents": 29_999}, {"at": AT + HOUR}])
def test_a_share_at_another_till_by_another_cashier_or_hour_or_of_another_sum_is_told(other: dict) -> None:
    second = sale("2", CODE, **{"cents": 30_000, "at": AT + 120, **other})
    told = faults([sale("1", CODE, cents=20_000), second], paid(CODE))
    assert [one[:2] for one in told] == [(n, CodeFault.USED_TWICE) for n in ("1", "2")]


def test_yesterday_s_code_today() -> None:
    assert faults([sale("1", "TK4AB1K2M1")], paid("TK4AB1K2M1", at=AT - 20 * HOUR)) == [("1", CodeFault.OLDER, "")]


def test_a_reversed_payment_and_another_amount() -> None:
    assert faults([sale("1", "TK5AB1K2M1")], paid("TK5AB1K2M1", is_reversed=True)) == [("1", CodeFault.REVERSED, "")]
    assert faults([sale("1", "TK5AB1K2M1")], paid("TK5AB1K2M1", cents=5_000)) == [("1", CodeFault.AMOUNT, "")]


@pytest.mark.parametrize("typed", ["TK5ABIK2M1", "TKSAB1K2M1", "TK5AB1K2N1", "TK5BA1K2M1", "TK5AB1K2M", "TK5AB11K2M1"])
def test_a_mistyped_code_offers_the_one_unused_payment_like_it(typed: str) -> None:
    assert faults([sale("1", typed)], paid("TK5AB1K2M1")) == [("1", CodeFault.MISTYPED, "TK5AB1K2M1")]


def test_nothing_is_offered_that_is_used_or_of_another_amount_or_hour_or_one_of_two() -> None:
    typed = sale("1", "TK5ABIK2M1")
    for payment in (
        paid("TK5AB1K2M1", is_used=True),
        paid("TK5AB1K2M1", cents=1),
        paid("TK5AB1K2M1", at=AT - 9 * HOUR),
    ):
        assert faults([typed], payment) == [("1", CodeFault.NOT_FOUND, "")]
    assert faults([sale("1", "TK5AB1K2X1")], paid("TK5AB1K2M1"), paid("TK5AB1K2N1"))[0][1] is CodeFault.NOT_FOUND


def test_letters_of_another_day_are_told() -> None:
    [found] = examine([sale("1", "TJ1AB1K2M1")], {}, is_covered=lambda at: True, unused=[])
    assert found.sentence == "TJ1AB1K2M1 is on no statement, and its letters say 01 Oct 2025."


@pytest.mark.parametrize(
    ("typed", "is_one"),
    [("AB", False), ("AC", True), ("BA", True), ("A", True), ("ABB", True), ("CD", False), ("ABCD", False)],
)
def test_slips_of_a_finger(typed: str, is_one: bool) -> None:
    assert is_slip(typed, "AB") is is_one


def test_faults_by_store_till_and_cashier_and_money_by_the_hour() -> None:
    sales = [sale("1", "", store="CBD", cashier="Jane"), sale("2", "TK5AB1K2M1", store="CBD", cashier="Asha")]
    told = examine(sales, {"TK5AB1K2M1": paid("TK5AB1K2M1")}, is_covered=lambda at: True, unused=[])
    found = tallies(sales, told)
    assert [(one.cashier, one.sales, one.faults, one.fault_cents) for one in found] == [
        ("Jane", 1, {"no_code": 1}, 50_000),
        ("Asha", 1, {}, 0),
    ]
    waiting = unclaimed(
        [paid("TK5AB1K2M2", at=AT), paid("TK5AB1K2M1", at=AT - HOUR), paid("X", is_used=True)], now=AT + 60
    )
    assert [(one.payment.receipt, one.hours) for one in waiting] == [("TK5AB1K2M1", 1), ("TK5AB1K2M2", 0)]
