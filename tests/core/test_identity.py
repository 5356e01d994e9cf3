"""Identity: which claims are the same money, which enrich it, and which contradict it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from app.core import clock
from app.core.identity import Claim, Movement, names_could_be_same, resolve, state_of
from app.core.statement import Proof, Role

EIGHT = clock.instant(datetime(2025, 11, 5, 8, 0, 0))
MIDNIGHT = clock.instant(datetime(2025, 11, 6, 0, 0, 0))


def claim(seq: int, cents: int = 10_000, *, document: int | None = None, **fields: Any) -> Claim:
    """A statement's claim; each is of a document of its own unless told."""
    usual: dict[str, Any] = {
        "proof": Proof.STATEMENT, "role": Role.PAYMENT.value, "completed_at": EIGHT, "initiated_at": None,
        "balance_cents": None, "kind": "pay_bill", "party_name": "", "party_phone": "", "account_ref": "",
        "linked_receipt": "", "details": "", "warning": "",
    }  # fmt: skip
    usual |= fields
    return Claim(seq=seq, document_id=document or seq, position=seq, amount_cents=cents, **usual)


def alone(*claims: Claim) -> Movement:
    (movement,) = resolve(claims)
    return movement


def reasons(*claims: Claim) -> list[str]:
    return [reason for movement in resolve(claims) for _, reason in movement.contradictions]


def test_nothing_claimed_is_nothing_moved() -> None:
    assert resolve([]) == []


def test_one_claim_is_one_movement() -> None:
    moved = alone(claim(7, -5_000, role=Role.PAYOUT.value, warning="letters"))
    assert (moved.id, moved.role, moved.direction, moved.ordinal, moved.amount_cents) == (7, "payout", "out", 0, 5_000)
    assert (moved.support, moved.warnings, moved.provenance) == ((7,), ("letters",), {})
    assert moved.state == "pending_reconciliation"


@pytest.mark.parametrize("role", Role)
def test_states_before_any_decision(role: Role) -> None:
    is_sale = role in (Role.PAYMENT, Role.PAYOUT, Role.OTHER)
    assert state_of(role) == ("pending_reconciliation" if is_sale else "not_a_sale")


def test_a_zero_row_counts_as_in() -> None:
    assert alone(claim(1, 0)).direction == "in"


# ---------------------------------------------------------------- enrichment


def test_a_second_source_enriches_and_is_remembered() -> None:
    sms = claim(1, proof=Proof.SMS, completed_at=EIGHT, party_name="ALICE", warning="b")
    full = claim(
        2, completed_at=EIGHT + 7, initiated_at=EIGHT, balance_cents=500, party_name="ALICE TESTER",
        party_phone="0712345678", account_ref="INV 1", linked_receipt="X", details="Pay Bill", warning="a",
    )  # fmt: skip
    moved = alone(sms, full)
    assert moved.id == 1
    assert moved.proof == Proof.STATEMENT
    assert moved.fields["party_name"] == "ALICE TESTER"
    assert moved.fields["completed_at"] == EIGHT + 7
    assert moved.warnings == ("a", "b")
    assert moved.provenance == dict.fromkeys(
        (
            "completed_at",
            "initiated_at",
            "balance_cents",
            "party_name",
            "party_phone",
            "account_ref",
            "linked_receipt",
            "details",
        ),
        2,
    )
    assert alone(full, sms) == moved


def test_an_unknown_kind_gives_way() -> None:
    assert alone(claim(1, kind="unknown"), claim(2, kind="pay_bill")).provenance == {"kind": 2}


def test_equal_riches_are_settled_by_value_not_by_arrival() -> None:
    one, two = claim(1, party_name="BOB A"), claim(2, party_name="BOB B")
    assert alone(one, two).fields == alone(two, one).fields


# ---------------------------------------------------------------- contradictions


def test_another_amount() -> None:
    moved = alone(claim(1), claim(2, 20_000))
    assert moved.amount_cents == 10_000
    assert moved.state == "conflict"
    assert moved.contradictions == ((2, "amount 200.00 here, 100.00 in the book"),)


def test_better_proof_stands_whoever_came_first() -> None:
    moved = alone(claim(1, proof=Proof.SMS), claim(2, 20_000))
    assert moved.amount_cents == 20_000
    assert moved.contradictions == ((1, "amount 100.00 here, 200.00 in the book"),)


def test_another_direction() -> None:
    moved = alone(claim(1), claim(2, -10_000))
    assert moved.direction == "in"
    assert moved.contradictions == ((2, "money out here, in in the book"),)


@pytest.mark.parametrize(
    ("apart", "proof", "is_wrong"),
    [
        (500, Proof.STATEMENT, False),
        (700, Proof.STATEMENT, True),
        (700, Proof.SMS, False),
        (3 * 3600 + 500, Proof.PULL, False),
        (3 * 3600 + 700, Proof.PULL, True),
    ],
)
def test_another_day(apart: int, proof: Proof, is_wrong: bool) -> None:
    late = claim(1, completed_at=MIDNIGHT + 10)
    early = claim(2, completed_at=MIDNIGHT + 10 - apart, proof=proof)
    told = reasons(late, early)
    assert told == (["day 05/11/2025 here, 06/11/2025 in the book"] if is_wrong else [])


def test_hours_apart_on_one_day_are_no_contradiction() -> None:
    assert reasons(claim(1), claim(2, completed_at=EIGHT + 9 * 3600)) == []


def test_another_balance_contradicts_only_between_statements() -> None:
    assert reasons(claim(1, balance_cents=100), claim(2, balance_cents=200)) == ["balance 2.00 here, 1.00 in the book"]
    assert reasons(claim(1, balance_cents=100), claim(2, balance_cents=200, proof=Proof.CALLBACK)) == []
    assert reasons(claim(1, balance_cents=100), claim(2)) == []


def test_another_payer() -> None:
    assert reasons(claim(1, party_phone="0712345678"), claim(2, party_phone="0712345679")) == [
        "payer 0712345679 here, 0712345678 in the book"
    ]
    assert reasons(claim(1, party_name="ALICE"), claim(2, party_name="BOB")) == ["payer BOB here, ALICE in the book"]
    same_phone: dict[str, Any] = {"party_phone": "0712345678"}
    assert reasons(claim(1, party_name="ALICE", **same_phone), claim(2, party_name="BOB", **same_phone)) == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("", "ALICE", True),
        ("MPESA", "ALICE", True),
        ("alice tester", "ALICE **** TESTER", True),
        ("AL****", "ALICE", True),
        ("**** TESTER", "BOB", True),
        ("ALICE T", "BOB TESTER", True),
        ("ALICE", "BOB", False),
        ("ALI*CE X", "BOB Y", False),
        ("****", "BOB", True),
        ("ALICE", "B*", False),
    ],
)
def test_names(one: str, other: str, same: bool) -> None:
    assert names_could_be_same(one, other) is same
    assert names_could_be_same(other, one) is same


# ---------------------------------------------------------------- legs


def test_one_document_may_hold_both_directions() -> None:
    moved = resolve([claim(1, document=1), claim(2, -10_000, document=1), claim(3, -10_000)])
    assert [(m.direction, m.support) for m in moved] == [("in", (1,)), ("out", (2, 3))]


def test_one_document_may_hold_a_leg_twice_where_balances_differ() -> None:
    one = claim(1, document=1, balance_cents=100)
    two = claim(2, document=1, balance_cents=200)
    again = claim(3, document=2, balance_cents=200)
    moved = resolve([one, two, again])
    assert [(m.ordinal, m.support) for m in moved] == [(0, (1,)), (1, (2, 3))]


def test_the_same_leg_twice_with_one_balance_is_one() -> None:
    assert alone(claim(1, document=1, balance_cents=100), claim(2, document=1, balance_cents=100)).support == (1, 2)


def test_legs_of_two_amounts_in_one_document_both_stand() -> None:
    moved = resolve([claim(1, document=1), claim(2, 3_000, document=1)])
    assert [m.amount_cents for m in moved] == [10_000, 3_000]


def test_charge_and_payment_share_a_receipt() -> None:
    moved = resolve([claim(1), claim(2, -500, role=Role.CHARGE.value)])
    assert [(m.role, m.amount_cents) for m in moved] == [("charge", 500), ("payment", 10_000)]


# ---------------------------------------------------------------- wording that was not known


def other(seq: int, cents: int = 10_000, **fields: Any) -> Claim:
    return claim(seq, cents, role=Role.OTHER.value, kind="unknown", **fields)


def test_an_unclassified_line_joins_the_classified_one_of_another_document() -> None:
    moved = alone(claim(2), other(1))
    assert (moved.role, moved.support) == ("payment", (2, 1)) or (moved.role, set(moved.support)) == ("payment", {1, 2})


def test_an_unclassified_line_stays_apart() -> None:
    assert [m.role for m in resolve([claim(1), other(2, 20_000)])] == ["other", "payment"]
    assert [m.role for m in resolve([claim(1, document=1), other(2, document=1)])] == ["other", "payment"]
    assert [m.role for m in resolve([other(1)])] == ["other"]


def test_some_unclassified_lines_join_and_some_stay() -> None:
    moved = resolve([claim(1), claim(2, -500, role=Role.CHARGE.value), other(3), other(4, 70)])
    assert [(m.role, set(m.support)) for m in moved] == [("charge", {2}), ("other", {4}), ("payment", {1, 3})]
