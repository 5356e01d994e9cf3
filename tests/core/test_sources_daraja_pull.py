"""Daraja's Pull answers: their rows, directions and time zones."""

from __future__ import annotations

import json

import pytest

from app.core.errors import DocumentRefused
from app.core.sources.daraja.cells import Moment, is_read_as_utc
from tests.core.daraja_answers import (
    EIGHT,
    QUIET,
    c2b,
    only,
    pull,
    pull_row,
    read,
)
from tests.core.statement_files import at, read_all

# ---------------------------------------------------------------- Pull


@pytest.mark.parametrize(
    "answer",
    [
        json.loads(QUIET.read_text()),
        {"ResponseRefID": "1", "ResponseCode": "1001", "Response": "[[]]"},
        {
            "RequestID": "1",
            "ResponseCode": "1001",
            "ResponseMessage": "No records found or Organization Name not available",
        },
        {"ResponseCode": "1000", "Response": []},
        [{"ResponseCode": 1001, "Response": [[]]}, {"ResponseCode": 1001, "Response": None}],
    ],
)
def test_no_data_is_told_in_a_sentence(answer):
    with pytest.raises(DocumentRefused) as refused:
        read(answer)
    assert refused.value.title == "“answer.json” tells of no transactions."
    assert "1001" in refused.value.detail


def test_no_data_beside_data_is_evidence():
    whole = read([pull(pull_row()), json.loads(QUIET.read_text())])
    assert len(whole.observations) == 1
    assert [line.status for line in whole.ignored] == ["no transactions told"]


@pytest.mark.parametrize(
    "rows", [[[pull_row()]], [pull_row()], pull_row(), [[[pull_row()], []]], json.dumps([[pull_row()]])]
)
def test_rows_may_be_nested_in_any_way(rows):
    assert only({"ResponseCode": "1000", "Response": rows}).receipt == "TK5AB1K2M1"


@pytest.mark.parametrize(
    ("words", "role", "sign", "ledger"),
    [
        ("c2b-pay-bill-debit", "payment", 1, "Utility"),
        ("c2b-paybill-debi", "payment", 1, "Utility"),
        ("c2b-buy-goods-debit", "payment", 1, "Merchant"),
        ("merchant-to-organization-settlement", "sweep_out", -1, "Merchant"),
    ],
)
def test_kinds_of_pulled_rows(words, role, sign, ledger):
    written = json.dumps(pull(pull_row(transactiontype=words))).encode()
    declared, whole = read_all(written, name="a.json")
    assert declared.ledger == ledger
    assert [(line.role, line.amount_cents) for line in whole.observations] == [(role, sign * 150_000)]


def test_a_pulled_row_of_unknown_direction_is_rejected():
    whole = read(pull(pull_row(transactiontype="mystery-transfer")))
    assert [line.reason for line in whole.rejected] == ["Whether “mystery-transfer” pays in or out is not known."]


def test_a_pulled_row_names_nobody_where_the_sender_is_mpesa():
    assert only(pull(pull_row())).party_name == ""
    assert only(pull(pull_row(sender="ALICE TESTER"))).party_name == "ALICE TESTER"
    assert only(pull(pull_row(msisdn=72200000))).party_phone == "72200000"
    assert only(pull(pull_row(transactionId="yzlyrEsRG1"))).receipt == "YZLYRESRG1"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2025-11-05T08:01:10+03:00", EIGHT),
        ("2025-11-05T05:01:10+00:00", EIGHT),
        ("2025-11-05T08:01:10Z", EIGHT),
        ("2025-11-05T08:01:10", EIGHT),
        ("2025-11-05 08:01:10.123", EIGHT),
    ],
)
def test_zones_of_pull(written, expected):
    assert only(pull(pull_row(trxDate=written))).completed_at == expected


def test_letters_that_prove_utc_settle_the_whole_answer():
    rows = [
        pull_row(trxDate="2025-11-04T22:30:00Z"),  # 01:30 on the fifth in Nairobi, as its letters say
        pull_row(transactionId="TK5AB2R9W4", trxDate="2025-11-05T05:00:00Z"),
        pull_row(transactionId="TK5CX0Z1Y7", trxDate="2025-11-05T09:00:00+03:00"),
    ]
    found = [line.completed_at for line in read(pull(*rows)).observations]
    assert found == [at("2025-11-05T01:30:00"), at("2025-11-05T08:00:00"), at("2025-11-05T09:00:00")]
    against = pull_row(transactionId="TK5DN5V6U8", trxDate="2025-11-05T22:00:00Z")  # Nairobi's digits, by its letters
    found = [line.completed_at for line in read(pull(*rows, against)).observations]
    assert found[1] == at("2025-11-05T05:00:00")


def test_utc_is_not_believed_of_a_payment_around_midnight():
    assert not is_read_as_utc([("TK5AB1K2M1", Moment(at("2025-11-04T23:55:00"), is_doubtful=True))])
    assert is_read_as_utc([("TK5AB1K2M1", Moment(at("2025-11-04T23:40:00"), is_doubtful=True))])
    assert not is_read_as_utc([("TK5AB1K2M1", Moment(at("2025-11-04T23:40:00")))])


def test_a_callback_among_pulled_rows_does_not_borrow_their_proof():
    whole = read([pull(pull_row()), c2b(TransID="TK5AB2R9W4")])
    assert [line.receipt for line in whole.observations] == ["TK5AB1K2M1"]
    assert [line.status[:30] for line in whole.ignored] == ["a callback among pull answers:"]
