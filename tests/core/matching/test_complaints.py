"""What users of such programs complain of (ideal day, part 1), each as a story that fails without its cure."""

from __future__ import annotations

import pytest

from app.core.items import Allocation
from app.core.matching.values import Queue, Remembered, RuleRecord
from app.core.matching.verdicts import take, verdict, verdicts
from app.core.statement import Proof
from tests.core.matching.office import (
    ALICE,
    ALICES,
    AT,
    BRIAN,
    BRIANS,
    CAROL,
    book,
    confirmed,
    first,
    given,
    habit,
    invoice,
    judged,
    paid,
    sale,
)

STRANGER = ("ZADOK **** UNKNOWN", "25479****777")


# ---------------------------------------------------------------- 2, 3: equal payments
def test_of_two_equal_payments_the_second_is_neither_thrown_away_nor_booked_on_the_same_invoice() -> None:
    known = book(invoice("INV-1041", 1500), invoice("INV-1042", 700))
    twice = [paid(1500, "INV-1041", ALICES), paid(1500, "INV-1041", ALICES, receipt="TK5AB1K2M2", at=AT + 40)]
    one, two = verdicts(known, twice)
    assert (one.is_sure, first(one)) == (True, [("INV-1041", 1500)])
    assert not two.is_sure
    assert two.why_not
    assert all(part.key != "INV-1041" for each in two.candidates for part in each.allocations)


def test_two_equal_payments_settle_two_equal_invoices_when_each_names_its_own() -> None:
    known = book(invoice("INV-1041", 1500), invoice("INV-1042", 1500))
    told = verdicts(known, [paid(1500, "INV-1042", ALICES), paid(1500, "INV-1041", ALICES, receipt="TK5AB1K2M2")])
    assert [(one.is_sure, first(one)) for one in told] == [
        (True, [("INV-1042", 1500)]),
        (True, [("INV-1041", 1500)]),
    ]


def test_an_equal_amount_alone_merges_nothing_with_an_older_invoice() -> None:
    found = judged(paid(1500, "", STRANGER), invoice("INV-0900", 1500, day=20_300), invoice("INV-1041", 800, BRIAN))
    assert not found.is_sure


# ---------------------------------------------------------------- 6: plainly wrong
@pytest.mark.parametrize("who", [ALICES, STRANGER, ("", "")])
def test_another_s_number_of_another_amount_confirms_nothing_for_who_owes_the_amount(who: tuple[str, str]) -> None:
    found = judged(paid(1500, "INV-2002", who), invoice("INV-1041", 1500), invoice("INV-2002", 2600, BRIAN))
    assert not (found.is_sure and first(found) == [("INV-1041", 1500)] and who != ALICES)
    assert not (found.is_sure and first(found)[0][0] == "INV-2002" and who == ALICES)


def test_two_who_could_have_meant_it_are_a_question() -> None:
    """Alice pays under Brian's number exactly what both of them owe."""
    found = judged(paid(1500, "INV-2002", ALICES), invoice("INV-1041", 1500), invoice("INV-2002", 1500, BRIAN))
    assert not found.is_sure
    assert {given(one)[0][0] for one in found.candidates} <= {"INV-1041", "INV-2002"}


# ---------------------------------------------------------------- 7: equal rows
def test_five_equal_invoices_are_all_shown_and_none_is_confirmed() -> None:
    numbers = [f"INV-10{n}" for n in range(41, 46)]
    found = judged(paid(500, "0041", ALICES), *(invoice(number, 500) for number in numbers))
    assert not found.is_sure
    assert sorted(given(one)[0][0] for one in found.candidates) == numbers
    assert found.confidence < 0.5
    assert "0.00 behind" in found.why_not


# ---------------------------------------------------------------- 8: it is there and not offered
@pytest.mark.parametrize("typed", ["", "payment", "ABC-99"])
def test_the_one_invoice_of_that_amount_is_offered_first_whatever_was_typed(typed: str) -> None:
    others = [invoice(f"INV-2{n:03d}", 300 + 7 * n, BRIAN) for n in range(30)]
    found = judged(paid(4321, typed, STRANGER), invoice("INV-1041", 4321), *others)
    assert first(found) == [("INV-1041", 4321)]


# ---------------------------------------------------------------- 9: several invoices
@pytest.mark.parametrize("typed", ["INV-1041, 1042", "1041/1042", "inv-1041 1042", "1041 & 1042", "1042,1041"])
def test_one_payment_for_two_listed_invoices_is_one_match(typed: str) -> None:
    done = confirmed(paid(2250, typed, ALICES), invoice("INV-1041", 1500), invoice("INV-1042", 750))
    assert sorted(done) == [("INV-1041", 1500), ("INV-1042", 750)]


def test_all_that_is_owed_is_one_match_without_any_number() -> None:
    done = confirmed(paid(2257, "0041", ALICES), invoice("INV-1041", 1500), invoice("INV-1042", 757))
    assert sorted(done) == [("INV-1041", 1500), ("INV-1042", 757)]


def test_the_only_sum_is_proposed_and_where_two_sums_fit_both_are_shown_and_none_is_confirmed() -> None:
    owed = [invoice("INV-1041", 1210), invoice("INV-1042", 730), invoice("INV-1043", 555)]
    assert sorted(first(judged(paid(1940, "0041", ALICES), *owed))) == [("INV-1041", 1210), ("INV-1042", 730)]
    owed += [invoice("INV-1044", 1385)]  # 1385 + 555 makes it too
    found = judged(paid(1940, "0041", ALICES), *owed)
    assert not found.is_sure
    shown = {frozenset(key for key, _ in given(one)) for one in found.candidates}
    assert {frozenset({"INV-1041", "INV-1042"}), frozenset({"INV-1043", "INV-1044"})} <= shown


# ---------------------------------------------------------------- 10, 11, 12: part, which, over
def test_a_part_payment_leaves_the_rest_open() -> None:
    known = book(invoice("INV-1041", 1500))
    found = verdict(known, paid(600, "INV-1041", ALICES))
    assert found.candidates[0].allocations == (Allocation("invoice", "INV-1041", 60_000),)
    take(known, found.candidates[0].allocations)
    assert first(verdict(known, paid(900, "INV-1041", ALICES))) == [("INV-1041", 900)]


def test_the_newer_invoice_that_is_named_is_paid_and_not_the_oldest() -> None:
    owed = [invoice("INV-1041", 800, day=20_300), invoice("INV-1050", 800)]
    assert confirmed(paid(800, "INV-1050", ALICES), *owed) == [("INV-1050", 800)]
    assert first(judged(paid(300, "INV-1050", ALICES), *owed)) == [("INV-1050", 300)]


def test_a_running_account_is_paid_oldest_first() -> None:
    owed = [invoice("R2511", 8000), invoice("R2510", 8000, day=20_370)]
    done = confirmed(paid(8000, "0041", ALICES, is_running=True), *owed)
    assert done == [("R2510", 8000)]
    more = judged(paid(9000, "0041", ALICES, is_running=True), *owed)
    assert first(more) == [("R2510", 8000), ("R2511", 1000)]


def test_what_is_paid_over_is_the_customer_s_advance() -> None:
    found = judged(paid(2000, "INV-1041", ALICES), invoice("INV-1041", 1500))
    assert found.candidates[0].allocations == (
        Allocation("invoice", "INV-1041", 150_000),
        Allocation("customer", "C1", 50_000),
    )


def test_what_is_paid_over_without_a_customer_is_not_confirmed_with_money_left() -> None:
    found = judged(paid(2000, "INV-1041"), invoice("INV-1041", 1500, None))
    assert not found.is_sure
    assert first(found) == [("INV-1041", 1500)]
    assert "KES 500.00 more than is owed" in [reason.text for reason in found.candidates[0].reasons]


def test_money_before_its_invoice_is_offered_as_an_advance_and_left_to_a_person() -> None:
    found = judged(paid(700, "0041", ALICES))
    assert found.candidates[0].allocations == (Allocation("customer", "C1", 70_000),)
    assert not found.is_sure


# ---------------------------------------------------------------- 13: fees
@pytest.mark.parametrize("paid_shillings", [1490, 1485, 1510])
def test_a_difference_of_a_fee_still_finds_the_invoice_and_forgives_nothing(paid_shillings: int) -> None:
    found = judged(paid(paid_shillings, "INV-1041", ALICES), invoice("INV-1041", 1500), invoice("INV-1042", 320))
    best = found.candidates[0]
    assert best.allocations[0].key == "INV-1041"
    assert sum(part.cents for part in best.allocations) == paid_shillings * 100
    assert all(part.forgiven_cents == 0 for part in best.allocations) or not found.is_sure


@pytest.mark.parametrize("short", [15, 10])
def test_an_invoice_short_by_a_fee_gets_the_money_and_its_rest_stays_open(short: int) -> None:
    found = judged(paid(1500 - short, "INV-1041", ALICES), invoice("INV-1041", 1500), invoice("INV-1042", 3200))
    assert found.is_sure
    assert found.candidates[0].allocations == (Allocation("invoice", "INV-1041", (1500 - short) * 100),)


def test_a_bill_less_what_is_withheld_stays_open_by_it() -> None:
    found = judged(paid(98_000, "INV-1041", ALICES), invoice("INV-1041", 100_000), invoice("INV-1042", 320_000))
    assert found.candidates[0].allocations == (Allocation("invoice", "INV-1041", 9_800_000),)
    assert all(part.forgiven_cents == 0 for part in found.candidates[0].allocations)


# ---------------------------------------------------------------- 15: reversals
def test_an_invoice_opened_again_by_a_reversal_is_matched_again() -> None:
    owed = invoice("INV-1041", 1500)
    known = book(owed)
    [done] = verdicts(known, [paid(1500, "INV-1041", ALICES)])
    assert done.is_sure
    known.put_item(owed)
    again = verdict(known, paid(1500, "INV-1041", ALICES, receipt="TK5AB1K2M2", at=AT + 3600))
    assert (again.is_sure, first(again)) == (True, [("INV-1041", 1500)])


# ---------------------------------------------------------------- 26: "contains"
@pytest.mark.parametrize("typed", ["INV-104", "104", "41", "1", "INV-10415", "NV-1", "V-10"])
def test_a_number_inside_another_names_nothing(typed: str) -> None:
    found = judged(paid(1500, typed, STRANGER), invoice("INV-1041", 1500))
    assert not found.is_sure


def test_a_code_inside_another_claims_no_payment() -> None:
    for code in ("TK5AB1K2", "B1K2M1", "TK5AB1K2M1X9"):
        assert confirmed(paid(300, kind="buy_goods"), sale("S1", 300, code)) == []
    assert confirmed(paid(300, kind="buy_goods"), sale("S1", 300, "TK5AB1K2M1")) == [("S1", 300)]


# ---------------------------------------------------------------- paid already
def test_who_types_a_number_that_is_paid_is_told_so_and_the_money_is_offered_as_an_advance() -> None:
    known = book(invoice("INV-1041", 1500), invoice("INV-2001", 1500, BRIAN))
    verdicts(known, [paid(1500, "INV-1041", ALICES)])
    found = verdict(known, paid(1500, "INV-1041", ALICES, receipt="TK5AB1K2M2", at=AT + 90))
    assert not found.is_sure
    assert found.candidates[0].allocations == (Allocation("customer", "C1", 150_000),)
    assert any("paid" in reason.text for reason in found.candidates[0].reasons)


# ---------------------------------------------------------------- 28: twice the same line
def test_an_invoice_is_given_away_once_in_a_run_whoever_comes_second() -> None:
    known = book(invoice("INV-1041", 1500))
    two = [paid(1500, "INV-1041", ALICES), paid(1500, "INV-1041", STRANGER, receipt="TK5AB1K2M2", at=AT - 9)]
    told = verdicts(known, two)
    assert [one.payment.key.receipt for one in told] == ["TK5AB1K2M2", "TK5AB1K2M1"]
    assert sum(one.is_sure for one in told) <= 1
    assert not told[1].is_sure or not told[0].is_sure


# ---------------------------------------------------------------- 34: the hurried choice
def test_what_the_machine_chose_teaches_no_wording_but_what_a_person_chose_does() -> None:
    by_machine = habit(BRIANS, ALICE, "mama mboga", by_person=False)
    found = judged(paid(1500, "mama mboga", STRANGER), invoice("INV-1041", 1500), habits=[by_machine])
    assert not any("mama mboga" in reason.text for one in found.candidates for reason in one.reasons if reason.is_for)
    by_hand = judged(
        paid(1500, "mama mboga", STRANGER), invoice("INV-1041", 1500), habits=[by_machine._replace(by_person=True)]
    )
    assert by_hand.confidence > found.confidence
    told = [Remembered("mama mboga", "C1")]
    found = judged(paid(1500, "Mama Mboga", STRANGER), invoice("INV-1041", 1500), remembered=told)
    assert first(found) == [("INV-1041", 1500)]
    assert found.confidence > 0.5
    assert any("mama mboga" in reason.text.casefold() for reason in found.candidates[0].reasons)


def test_a_rule_that_people_undo_only_suggests_and_says_so() -> None:
    payment, owed = paid(1500, "INV-1041", ALICES), invoice("INV-1041", 1500)
    sound = judged(payment, owed)
    assert sound.is_sure
    rule = sound.candidates[0].rule
    braked = judged(payment, owed, records=[RuleRecord(rule, 400, 40)])
    assert not braked.is_sure
    assert "40 of 400" in braked.why_not
    assert first(braked) == first(sound)
    assert judged(payment, owed, records=[RuleRecord(rule, 400, 0)]).is_sure
    assert judged(payment, owed, records=[RuleRecord("another:exact", 400, 40)]).is_sure


# ---------------------------------------------------------------- 37: the payer is not the debtor
def test_a_stranger_who_types_the_number_pays_for_who_owes() -> None:
    found = judged(paid(1530, "INV-1041", STRANGER), invoice("INV-1041", 1530), invoice("INV-1042", 800, BRIAN))
    assert first(found) == [("INV-1041", 1530)]
    assert found.confidence > 0.9


def test_who_paid_for_a_customer_before_is_known_by_it() -> None:
    past = [habit(STRANGER, ALICE), habit(STRANGER, ALICE)]
    owed = [invoice("INV-1041", 1530), invoice("INV-2001", 1530, BRIAN), invoice("INV-3001", 1530, CAROL)]
    found = judged(paid(1530, "", STRANGER), *owed, habits=past)
    assert first(found) == [("INV-1041", 1530)]
    assert found.confidence > 0.8
    assert any("before" in reason.text for reason in found.candidates[0].reasons)
    assert judged(paid(1530, "", STRANGER), *owed).confidence < 0.6


# ---------------------------------------------------------------- 38: wrong account numbers
def test_a_wrong_number_waits_where_such_are_worked_and_is_known_once_told() -> None:
    owed = [invoice("INV-1041", 1530), invoice("INV-1042", 320)]
    found = judged(paid(1530, "house of joy", STRANGER), *owed)
    assert (found.is_sure, found.queue) == (False, Queue.WRONG_ACCOUNT)
    told = judged(paid(1530, "HOUSE OF JOY", STRANGER), *owed, remembered=[Remembered("House of Joy", "C1")])
    assert first(told) == [("INV-1041", 1530)]
    assert told.queue is not Queue.WRONG_ACCOUNT


def test_a_spoilt_number_of_who_pays_finds_the_invoice() -> None:
    for typed in ("INV-1O41", "INV-1401", "INV-10411", "INV-041"):
        found = judged(paid(1530, typed, ALICES), invoice("INV-1041", 1530), invoice("INV-1077", 320))
        assert first(found) == [("INV-1041", 1530)], typed


# ---------------------------------------------------------------- proof and conflicts
@pytest.mark.parametrize("proof", [Proof.MANUAL, Proof.SMS])
def test_money_that_only_a_message_vouches_for_waits_for_the_statement(proof: Proof) -> None:
    found = judged(paid(1500, "INV-1041", ALICES, proof=proof), invoice("INV-1041", 1500))
    assert not found.is_sure
    assert "message" in found.why_not
    assert first(found) == [("INV-1041", 1500)]
    code = judged(paid(300, kind="buy_goods", proof=proof), sale("S1", 300, "TK5AB1K2M1"))
    assert not code.is_sure


def test_a_payment_that_is_blocked_says_why() -> None:
    found = judged(paid(1500, "INV-1041", ALICES, blocked="The day is sealed."), invoice("INV-1041", 1500))
    assert (found.is_sure, found.why_not) == (False, "The day is sealed.")
