"""Daraja's results of requests (status, payouts, reversals), and the values written in them."""

from __future__ import annotations

import json

import pytest

from app.core.sources.daraja.cells import cents_of, charges_of, moment_of, receipt_of, side_of
from app.core.statement import WalletKey
from tests.core.daraja_answers import (
    EIGHT,
    bare,
    only,
    read,
    result,
)
from tests.core.statement_files import at, read_all

# ---------------------------------------------------------------- results


STATUS = (
    ("ReceiptNo", "TK5AB1K2M1"),
    ("Amount", 1500.0),
    ("TransactionStatus", "Completed"),
    ("InitiatedTime", 20251105080108),
    ("FinalisedTime", 20251105080110),
    ("ReasonType", "Pay Bill Online"),
    ("DebitPartyName", "254700000001 - ALICE TESTER"),
    ("CreditPartyName", "4000001 - TESTBIZ LIMITED"),
)


def test_status_of_a_payment_in():
    declared, whole = read_all(json.dumps(result(*STATUS)).encode(), name="a.json")
    assert (declared.kind, declared.code, declared.ledger) == ("daraja_result", "4000001", "Utility")
    line = whole.observations[0]
    assert (line.amount_cents, line.role, line.kind) == (150_000, "payment", "pay_bill_online")
    assert (line.party_phone, line.party_name) == ("254700000001", "ALICE TESTER")
    assert (line.completed_at, line.initiated_at) == (EIGHT, EIGHT - 2)


def test_a_second_debit_party_is_the_credit_party():
    doubled = (*STATUS[:7], ("DebitPartyName", "4000001 - TESTBIZ LIMITED"))
    assert read_all(json.dumps(result(*doubled)).encode(), name="a.json")[0].code == "4000001"
    assert bare(read(result(*doubled)).observations)[0]._replace(digest=0) == only(result(*STATUS))._replace(
        digest=0, line=0
    )


def test_status_of_a_payment_out_with_its_charge():
    out = dict(STATUS) | {
        "ReasonType": "Business Payment to Customer via API",
        "DebitPartyName": "4000001 - TESTBIZ LIMITED",
        "CreditPartyName": "254700000001 - ALICE TESTER",
        "DebitPartyCharges": "Fee For B2C Payment|KES|22.40",
    }
    found = [(line.role, line.amount_cents, line.party_name) for line in read(result(*out.items())).observations]
    assert found == [("payout", -150_000, "ALICE TESTER"), ("charge", -2_240, "")]


def test_status_between_two_short_codes_goes_by_the_book_s_own():
    between = dict(STATUS) | {"DebitPartyName": "5000002 - BIZ"}
    assert only(result(*between.items())).amount_cents == 150_000
    assert only(result(*between.items()), wallet=WalletKey("5000002", "")).amount_cents == -150_000


def test_status_that_tells_no_side_is_rejected():
    sideless = [pair for pair in STATUS if "Party" not in pair[0] and pair[0] != "ReasonType"]
    assert [line.reason for line in read(result(*sideless)).rejected] == [
        "Whether this transaction paid in or out cannot be told."
    ]


def test_status_of_what_was_not_completed_claims_nothing():
    failed = dict(STATUS) | {"TransactionStatus": "Cancelled"}
    assert [line.status for line in read(result(*failed.items())).ignored] == ["Cancelled"]


def test_paid_out_to_a_customer():
    line = only(
        result(
            ("TransactionAmount", 300),
            ("TransactionReceipt", "SG632NMUAB"),
            ("ReceiverPartyPublicName", "254700000001 - ALICE TESTER"),
            ("TransactionCompletedDateTime", "06.07.2024 22:48:52"),
            ("B2CUtilityAccountAvailableFunds", 100.5),
        )
    )
    assert (line.receipt, line.amount_cents, line.role, line.ledger) == ("SG632NMUAB", -30_000, "payout", "")
    assert (line.completed_at, line.party_phone) == (at("2024-07-06T22:48:52"), "254700000001")


def test_paid_out_to_a_business_leaves_the_working_account():
    line = only(
        result(
            ("Amount", "1000"),
            ("TransCompletedTime", "20251105080110"),
            ("ReceiverPartyPublicName", "5000002 - BIZ"),
            ("DebitPartyCharges", ...),
        )
    )
    assert (line.receipt, line.amount_cents, line.ledger) == ("TK5AB1K2M1", -100_000, "Working")


def test_reversal_names_what_it_reverses():
    line = only(
        result(
            ("OriginalTransactionID", "TK5AB2R9W4"),
            ("Amount", "1500.00"),
            ("TransCompletedTime", 20251106080000),
            ("Charge", "0.00"),
            ("DebitPartyPublicName", "4000001 - TESTBIZ LIMITED"),
            ("CreditPartyPublicName", "254700000001 - ALICE TESTER"),
            receipt="TK60RV7X2P",
        )
    )
    assert (line.receipt, line.role, line.amount_cents, line.linked_receipt) == (
        "TK60RV7X2P", "reversal", -150_000, "TK5AB2R9W4",
    )  # fmt: skip


def test_parameters_may_be_a_single_object_or_missing():
    single = result()
    single["Result"]["ResultParameters"] = {"ResultParameter": {"Key": "BOCompletedTime", "Value": 20251105080110}}
    assert [line.reason for line in read([single, result(*STATUS)]).rejected] == [
        "This result tells of no transaction that is known here."
    ]


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (result(code="R000002"), "failed (R000002): The service request is processed successfully."),
        (result(("AccountBalance", "Working Account|KES|1.00|1.00|0.00|0.00")), "balance told, no money moved"),
        (
            {"errorCode": "404.001.03", "errorMessage": "Invalid Access Token"},
            "refused (404.001.03): Invalid Access Token",
        ),
        ({"ConversationID": "AG_1", "ResponseCode": "0", "ResponseDescription": "Accept."}, "answered 0: Accept."),
    ],
)
def test_answers_without_a_transaction_are_evidence_only(answer, status):
    whole = read(answer)
    assert (whole.observations, whole.rejected) == ([], [])
    assert [line.status for line in whole.ignored] == [status]


# ---------------------------------------------------------------- values


@pytest.mark.parametrize(
    "written",
    [
        "05-11-2025 08:01:10", "05/11/2025 08:01:10", "2025-11-05 08:01:10", "2025-11-05T08:01:10", "20251105080110",
        "20251105080110.0", "05.11.2025 08:01:10", "5/11/2025 8:01:10 AM",
    ],
)  # fmt: skip
def test_the_formats_of_time(written):
    assert moment_of(written).at == EIGHT
    assert moment_of("5/11/25 8:01 AM").at == EIGHT - 10


@pytest.mark.parametrize(
    "written", ["11/30/2025 08:01:10", "2025-13-05T08:01:10", "19991105080110", "5 Nov", "", "9" * 14]
)
def test_what_is_no_time(written):
    with pytest.raises(ValueError, match=r"cannot be read|no time"):
        moment_of(written)


@pytest.mark.parametrize(
    ("written", "cents"),
    [
        ("5.00", 500),
        ("5", 500),
        ("2697.0", 269_700),
        ("1,500.00", 150_000),
        ("22779.95", 2_277_995),
        ("1.5E+3", 150_000),
    ],
)
def test_amounts_are_exact(written, cents):
    assert cents_of(written) == cents


@pytest.mark.parametrize(
    "written", ["", "NaN", "Infinity", "1e400", "0.001", "-1", "9" * 40, "5 KES", "99999999999999"]
)
def test_what_is_no_amount(written):
    with pytest.raises(ValueError, match=r"cannot be read|no amount|too large"):
        cents_of(written)


def test_charges_and_sides():
    assert charges_of("") == 0
    assert charges_of("Fee For B2C Payment|KES|22.40&Other|KES|0.60") == 2_300
    assert side_of("600610 - SHOP").is_short_code
    assert not side_of("254700000001 - JOHN DOE").is_short_code
    assert receipt_of(" tk5ab1k2m1 ") == "TK5AB1K2M1"
