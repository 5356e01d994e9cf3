"""What tells one of two apart who owe the same: names in all orders and masks, every mask of a number, every spelling."""

from __future__ import annotations

import hashlib

import pytest

from app.core.items import Customer
from app.core.matching.knowledge import Knowledge
from app.core.matching.values import Debtor
from app.core.matching.verdicts import verdict
from tests.core.matching.office import (
    ALICE,
    ALICES,
    BRIAN,
    CAROL,
    CROWD,
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

OWED = (invoice("INV-1041", 1500), invoice("INV-2041", 1500, BRIAN))


# ---------------------------------------------------------------- words around a number
@pytest.mark.parametrize("typed", ["pay INV-1041", "INV-1041 thanks", "for inv-1041", "NO INV-1041", "rent 0041"])
def test_words_around_a_number_say_nothing(typed: str) -> None:
    bare = judged(paid(1500, typed.replace("INV ", "INV-").split()[1 if typed[0] in "pfNr" else 0], ALICES), *OWED)
    found = judged(paid(1500, typed, ALICES), *OWED)
    assert (first(found), found.is_sure) == ([("INV-1041", 1500)], True)
    assert found.confidence == pytest.approx(bare.confidence, abs=0.005)


@pytest.mark.parametrize("typed", ["INV-1041 INV-2041", "0041 of 0042"])
def test_two_numbers_among_words_are_not_one(typed: str) -> None:
    assert not judged(paid(1500, typed, ("ZADOK **** UNKNOWN", "")), *OWED).is_sure


# ---------------------------------------------------------------- names
@pytest.mark.parametrize(
    "printed",
    [
        "ALICE **** TESTER",
        "Alice Tester",
        "TESTER ALICE",
        "alice wambui tester",
        "ALICE W TESTER",
        "ALICE WAMBUI T",
        "A*** TESTER",
        "Mrs ALICE TESTER",
        "ALICE",
        "ALICE   TESTER ",
        "WAMBUI ALICE",
    ],
)
def test_a_name_under_a_mask_in_another_order_or_cut_tells_who(printed: str) -> None:
    found = judged(paid(1500, "", (printed, "")), *OWED)
    assert first(found) == [("INV-1041", 1500)]
    assert found.runner_up is None or found.confidence > 3 * found.runner_up
    reasons = [reason.text for reason in found.candidates[0].reasons if reason.is_for]
    assert any("name" in text for text in reasons)


@pytest.mark.parametrize("printed", ["", "****", "ZADOK **** UNKNOWN", "MR", "LTD", "12345"])
def test_no_name_and_a_strange_name_leave_both_alike(printed: str) -> None:
    found = judged(paid(1500, "", (printed, "")), *OWED)
    assert not found.is_sure
    assert len(found.candidates) >= 2
    assert found.candidates[0].confidence == pytest.approx(found.candidates[1].confidence, rel=0.01)


def test_one_word_said_twice_is_one_word() -> None:
    said = {printed: judged(paid(1500, "", (printed, "")), *OWED) for printed in ("TESTER TESTER", "ALICE TESTER")}
    assert said["TESTER TESTER"].confidence < said["ALICE TESTER"].confidence


def test_a_common_name_says_less_than_a_rare_one() -> None:
    many = tuple(Debtor(Customer(f"T{n}", f"Alice Tester{n} Tester")) for n in range(20))
    common = judged(paid(1500, "", ("ALICE TESTER", "")), *OWED, debtors=(ALICE, BRIAN, *many))
    rare = judged(paid(1500, "", ("ALICE TESTER", "")), *OWED)
    assert common.confidence < rare.confidence


def test_two_of_one_name_who_owe_the_same_are_a_question() -> None:
    namesake = Debtor(Customer("C9", "Alice Wambui Tester", (), ("0099",)))
    owed = (*OWED, invoice("INV-9001", 1500, namesake))
    found = judged(paid(1500, "", ("ALICE **** TESTER", "")), *owed, debtors=(ALICE, BRIAN, namesake))
    assert not found.is_sure
    assert {first(found)[0][0], found.candidates[1].allocations[0].key} == {"INV-1041", "INV-9001"}


# ---------------------------------------------------------------- masks (domain notes, section 6)
MASKED = [
    "25470****001",
    "070****001",
    "2547****001",
    "07****001",
    "254700***001",
    "0700***001",
    "2547******001",
    "07******001",
    "2547*****001",
    "2547 ***** 001",
    "254******001",
    "0700***001",
    "254700123001",
    "0700123001",
    "700123001",
    "+254 700 123 001",
    "0700-123-001",
    "25470••••001",
    "25470∗∗∗∗001",
    hashlib.sha256(b"254700123001").hexdigest(),
    hashlib.sha256(b"254700123001").hexdigest().upper(),
]


@pytest.mark.parametrize("printed", MASKED)
def test_every_mask_of_a_customer_s_number_finds_the_customer(printed: str) -> None:
    assert book().phones.found(printed) == {"C1"}
    found = judged(paid(1500, "", ("", printed)), *OWED)
    assert first(found) == [("INV-1041", 1500)]
    assert any("number" in reason.text for reason in found.candidates[0].reasons if reason.is_for)


@pytest.mark.parametrize(
    "printed",
    [
        "25471****001",
        "25470****002",
        "0711***001",
        "254700123002",
        "254*********",
        "****001",
        "2547**",
        "",
        "TESTBIZ",
        "4000001",
        hashlib.sha256(b"254700123009").hexdigest(),
        hashlib.sha256(b"0700123001").hexdigest(),
        hashlib.sha256(b"254700123001").hexdigest()[:-1],
    ],
)
def test_another_number_too_much_mask_and_an_unknown_hash_find_nobody(printed: str) -> None:
    assert book().phones.found(printed) == set()


def test_a_mask_finds_all_whom_it_fits_and_follows_changes() -> None:
    known = book()
    hashed = hashlib.sha256(b"254700999001").hexdigest()
    assert known.phones.found("25470****001") == {"C1"}
    assert known.phones.found(hashed) == set()
    sister = Debtor(Customer("C8", "Agnes Tester", ("0700999001", "no phone"), ()))
    known.put_debtor(sister)
    assert known.phones.found("25470****001") == {"C1", "C8"}
    assert known.phones.found(hashed) == {"C8"}
    known.put_debtor(Debtor(sister.customer._replace(phones=("0700999002",))))
    assert known.phones.found("25470****001") == {"C1"}
    assert known.phones.found(hashed) == set()
    known.drop_debtor("C1")
    assert known.phones.found("254700123001") == set()


def test_one_number_of_two_customers_is_both_s() -> None:
    shared = Debtor(Customer("C7", "Gideon Other", ("0700123001",), ()))
    assert book(debtors=(ALICE, shared)).phones.found("254700123001") == {"C1", "C7"}


# ---------------------------------------------------------------- what was typed
@pytest.mark.parametrize(
    "typed",
    [
        "INV-1041",
        "inv-1041",
        " INV 1041 ",
        "inv1041",
        "1041",
        "INV/1041",
        "INV-I041",
        "INV-1O41",
        "1NV1041",
        "1NV-IO4I",
        "0041",
        "41",
    ],
)
def test_a_spelling_of_the_number_or_account_names_its_owner(typed: str) -> None:
    found = judged(paid(1500, typed), *OWED)
    assert first(found) == [("INV-1041", 1500)]
    assert found.runner_up is None or found.confidence > 5 * found.runner_up


@pytest.mark.parametrize("typed", ["INV-1410", "INV-1O4I1", "INV-10441", "INV-104", "INV-1042"])
def test_a_slip_points_to_its_neighbour_and_confirms_nothing_alone(typed: str) -> None:
    found = judged(paid(1500, typed), *OWED)
    assert not found.is_sure


def test_a_text_of_digits_may_be_an_account_and_an_invoice() -> None:
    account = Debtor(Customer("C6", "Fatma Other", (), ("1041",)))
    known = Knowledge((ALICE, account, *CROWD), (OWED[0], invoice("INV-7", 1500, account)))
    found = verdict(known, paid(1500, "1041"))
    assert not found.is_sure
    assert {one.allocations[0].key for one in found.candidates[:2]} == {"INV-1041", "INV-7"}


@pytest.mark.parametrize("typed", ["for INV-1041", "INV-1041 balance", "pay 0041", "0041 thanks"])
def test_words_around_the_number_do_not_hide_it(typed: str) -> None:
    assert first(judged(paid(1500, typed), *OWED)) == [("INV-1041", 1500)]


def test_an_account_that_was_given_up_names_nobody_any_longer() -> None:
    known = book(*OWED)
    assert verdict(known, paid(1500, "0041")).candidates[0].confidence > 0.9
    known.put_debtor(Debtor(ALICE.customer._replace(accounts=("0777",))))
    assert first(verdict(known, paid(1500, "0041"))) != [("INV-1041", 1500)]
    assert first(verdict(known, paid(1500, "0777"))) == [("INV-1041", 1500)]


def test_money_into_a_store_s_wallet_is_for_that_store_s_invoices() -> None:
    owed = (invoice("INV-1041", 1500, store="CBD"), invoice("INV-1042", 1500, store="Westlands"))
    who = ("ALICE **** TESTER", "25470****001")
    assert confirmed(paid(1500, "0041", who, store="Westlands"), *owed) == [("INV-1042", 1500)]
    assert confirmed(paid(1500, "0041", who), *owed) == []


def test_a_part_of_the_invoice_whose_number_the_payer_typed_is_confirmed() -> None:
    owed = (*OWED, invoice("INV-1042", 700))
    assert confirmed(paid(600, "INV-1041", ALICES), *owed) == [("INV-1041", 600)]
    assert confirmed(paid(600, "INV-1041"), *owed) == []


@pytest.mark.parametrize("shillings", [600, 1490, 2000])
def test_another_sum_with_no_number_may_be_for_an_invoice_that_is_not_written_yet(shillings: int) -> None:
    found = judged(paid(shillings, "", ALICES), *OWED, habits=(habit(ALICES, ALICE),))
    assert first(found)[0][0] == "INV-1041"
    assert not found.is_sure
    assert judged(paid(1500, "", ALICES), *OWED, habits=(habit(ALICES, ALICE),)).is_sure


def test_who_rounds_up_to_the_next_thousand_leaves_an_advance() -> None:
    found = judged(paid(4000, "INV-1041", ALICES), invoice("INV-1041", 3000), invoice("INV-1042", 9000))
    assert first(found) == [("INV-1041", 3000), ("C1", 1000)]


def test_a_running_account_keeps_no_advance_while_anything_is_owed() -> None:
    owed = invoice("R2511", 8000)
    for shillings in (3000, 6500, 8000, 9000, 16_000):
        found = judged(paid(shillings, "0041", ALICES, is_running=True), owed)
        assert [given(one)[0][0] for one in found.candidates] == ["R2511"]
        assert found.is_sure


def test_a_number_that_was_typed_outweighs_a_sale_of_that_sum_without_a_code() -> None:
    till = sale("S1", 1500)
    assert first(judged(paid(1500, "INV-1041", ALICES), *OWED, till)) == [("INV-1041", 1500)]
    assert first(judged(paid(1500, "", ALICES), *OWED, till)) == [("S1", 1500)]
    assert first(judged(paid(1500, "table", ("X", "")), till)) == [("S1", 1500)]


def test_a_payer_known_as_another_who_owes_the_same_is_a_question() -> None:
    """Brian's number with the very sum, typed by somebody who always paid for Carol, who owes it too."""
    stranger = ("DRIVER NOBODY", "25479****009")
    owed = (invoice("B1", 1500, BRIAN), invoice("C1", 1500, CAROL))
    assert judged(paid(1500, "0042", stranger, is_running=True), *owed).is_sure
    found = judged(paid(1500, "0042", stranger, is_running=True), *owed, habits=(habit(stranger, CAROL),) * 3)
    assert not found.is_sure


def test_a_list_of_which_one_number_is_unknown_confirms_nothing() -> None:
    owed = (*OWED, invoice("INV-1042", 500))
    found = judged(paid(2000, "INV-1041, INV-8888", ("ALICE **** TESTER", "25470****001")), *owed)
    assert not found.is_sure
