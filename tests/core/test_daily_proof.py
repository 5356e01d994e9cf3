"""Block A holds no balancing figure: any cent that is changed in any row is seen (domain notes, daily report, 6)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.core.reports.balance import LINES, balance_proof, line_of
from app.core.reports.day_book import Day, DayBook
from app.core.reports.ledger_order import before_first, walk
from app.core.reports.sheet import BalanceBlock, Row, SourceDocument, Unbroken
from app.core.statement import BalanceState, WalletKey
from tests.core.daily_days import DAY, at, code

TODAY = Day.of(DAY)
OPENING = 500_000


def row_at(number: int, cents: int, balance: int | None, when: int, **rest: Any) -> Row:
    values: dict[str, Any] = {
        "id": number,
        "receipt": code(number),
        "role": "payment" if cents > 0 else "charge",
        "direction": "in" if cents > 0 else "out",
        "ordinal": 0,
        "amount_cents": abs(cents),
        "completed_at": when,
        "initiated_at": None,
        "balance_cents": balance,
        "kind": "pay_bill",
        "party_name": "",
        "party_phone": "",
        "account_ref": "",
        "linked_receipt": None,
        "details": "",
        "proof": 4,
        "state": "pending_reconciliation",
        "warnings": None,
    } | rest
    return Row(**values)


def book_of(rows: list[Row], *, opening: int | None) -> DayBook:
    told = [] if opening is None else [SourceDocument(
        file="a.csv", sha256="ab" * 32, rows=len(rows), ignored=0, rejected=0, starts_at=TODAY.starts_at,
        ends_at=TODAY.ends_at - 1, recorded_at=TODAY.ends_at, opening_cents=opening, closing_cents=None,
        state=BalanceState.PROVEN,
    )]  # fmt: skip
    return DayBook(
        day=TODAY, wallet=WalletKey("4000001", "Utility"), wallet_id=1, holder="", business="", kra_pin="",
        rows=tuple(rows), earlier=(), next=(), sources=tuple(told), contradictions=(), elsewhere=(), originals={},
        later_reversals=(), wallet_names={}, given={},
    )  # fmt: skip


def block_of(rows: list[Row], *, opening: int | None = OPENING) -> BalanceBlock:
    return balance_proof(book_of(rows, opening=opening)).block


@st.composite
def days(draw: Any, *, seconds_apart: bool) -> list[Row]:
    """Rows whose balances follow. Where seconds are shared, amounts are whole shillings and the order is shuffled."""
    unit = 1 if seconds_apart else 100
    amounts = draw(st.lists(st.integers(-5_000, 5_000).filter(bool), min_size=1, max_size=12))
    rows, balance, when = [], OPENING, TODAY.starts_at
    for number, amount in enumerate(amounts):
        balance += amount * unit
        when += draw(st.integers(1, 600)) if seconds_apart else draw(st.sampled_from([0, 0, 0, 7]))
        rows.append(row_at(number, amount * unit, balance, when))
    if not seconds_apart:
        rows = sorted(draw(st.permutations(rows)), key=lambda row: row.completed_at)
    return rows


@given(days(seconds_apart=True) | days(seconds_apart=False))
def test_a_sound_day_is_proven_in_whatever_order_its_seconds_are_printed(rows: list[Row]) -> None:
    block = block_of(rows)
    assert (block.difference_cents, block.unbroken, block.state) == (0, Unbroken.YES, BalanceState.PROVEN)


@given(days(seconds_apart=True) | days(seconds_apart=False), st.data())
def test_one_cent_in_one_row_moves_the_difference_or_breaks_the_balance(rows: list[Row], data: Any) -> None:
    place = data.draw(st.integers(0, len(rows) - 1))
    field = data.draw(st.sampled_from(["amount_cents", "balance_cents"]))
    cent = data.draw(st.sampled_from([-1, 1]))
    changed = rows[place]._replace(**{field: getattr(rows[place], field) + cent})
    assume(changed.amount_cents > 0)
    block = block_of([*rows[:place], changed, *rows[place + 1 :]])
    assert abs(block.difference_cents or 0) == 1 or block.unbroken is Unbroken.NO
    assert block.state is BalanceState.BROKEN
    seconds = {row.completed_at for row in rows}
    if field == "amount_cents" and len(seconds) == len(rows):
        assert abs(block.difference_cents or 0) == 1, "the amount is in no figure that it is meant to explain"


@given(days(seconds_apart=True), st.data())
def test_without_an_opening_all_but_the_first_amount_are_held(rows: list[Row], data: Any) -> None:
    assume(len(rows) > 1)
    place = data.draw(st.integers(0, len(rows) - 1))
    field = data.draw(st.sampled_from(["amount_cents", "balance_cents"]))
    changed = rows[place]._replace(**{field: getattr(rows[place], field) + 1})
    block = block_of([*rows[:place], changed, *rows[place + 1 :]], opening=None)
    assert block.opening.cents is None
    assert block.difference_cents is None
    is_held = (place, field) != (0, "amount_cents")
    assert (block.unbroken is Unbroken.NO) == is_held
    assert block.state is (BalanceState.BROKEN if is_held else BalanceState.PARTIAL)


@given(days(seconds_apart=True), st.data())
def test_a_row_taken_out_is_a_hole_of_its_amount(rows: list[Row], data: Any) -> None:
    assume(len(rows) > 1)
    place = data.draw(st.integers(0, len(rows) - 2))
    block = block_of(rows[:place] + rows[place + 1 :])
    (hole,) = block.breaks
    assert hole.amount_cents == rows[place].signed_cents == block.difference_cents
    assert hole.before == rows[place + 1].receipt


def test_payment_and_charge_of_one_second_may_be_printed_either_way_round() -> None:
    payment, charge = row_at(1, 1_500, 2_500, 10), row_at(2, -5, 2_495, 10)
    for printed in ([payment, charge], [charge, payment]):
        walked = walk(printed, opening_cents=1_000)
        assert walked.rows == (payment, charge)
        assert walked.closing_cents == 2_495
        assert walked.breaks == ()


def test_legs_of_one_receipt_may_all_print_the_balance_after_the_last() -> None:
    legs = [row_at(1, 500, 1_495, 10, receipt="TK5AAAAAAA"), row_at(2, -5, 1_495, 10, receipt="TK5AAAAAAA")]
    assert walk(legs, opening_cents=1_000).breaks == ()
    assert walk(legs, opening_cents=1_001).breaks != ()


def test_a_row_without_balance_is_carried_to_the_next_that_has_one() -> None:
    rows = [row_at(1, 100, 1_100, 10), row_at(2, 50, None, 20), row_at(3, 7, 1_157, 30)]
    assert walk(rows, opening_cents=1_000).breaks == ()
    assert walk([*rows[:2], rows[2]._replace(amount_cents=8)], opening_cents=1_000).breaks[0].amount_cents == -1


def test_the_balance_before_the_first_second_is_found_through_its_order() -> None:
    rows = [row_at(2, -5, 2_495, 10), row_at(1, 1_500, 2_500, 10)]
    assert before_first(rows) == 1_000


@pytest.mark.parametrize("count", [2_000])
def test_a_second_with_many_rows_is_ordered_without_trying_all(count: int) -> None:
    rows, balance = [], 0
    for number in range(count):
        balance += 100 + number
        rows.append(row_at(number, 100 + number, balance, 10))
    assert walk(rows[::-1], opening_cents=0).rows == tuple(rows)


def test_every_line_has_a_key_of_its_own() -> None:
    keys = [key for key, _, _ in LINES]
    assert len(set(keys)) == len(keys)
    assert line_of(row_at(1, 5, 5, at("08:00:00"), role="never heard of")) == "other_in"
