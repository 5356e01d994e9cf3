"""Daraja's answers and callbacks, however they were saved."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core import clock
from app.core.errors import DocumentRefused
from app.core.sources import KINDS, Payload
from app.core.sources.daraja import DarajaSource, recognised
from app.core.sources.daraja.cells import Moment, cents_of, charges_of, is_read_as_utc, moment_of, receipt_of, side_of
from app.core.statement import Observation, Proof, WalletKey
from tests.core.sound_reading import is_sound_or_said
from tests.core.spoiling import spoilt
from tests.core.statement_files import SAMPLES, Whole, at, expected_movements, joined, nothing_known, read_all

CALLBACKS = SAMPLES / "daraja_c2b_confirmations.json"
PULLED = SAMPLES / "daraja_pull_response.json"
QUIET = SAMPLES / "daraja_pull_empty.json"
STK = SAMPLES / "daraja_stk_callback.json"
FILES = [CALLBACKS, PULLED, QUIET, STK]
PAYBILL = WalletKey("4000001", "Utility")
EIGHT = at("2025-11-05T08:01:10")


def c2b(**changed: Any) -> dict[str, Any]:
    cells: dict[str, Any] = json.loads(CALLBACKS.read_text())[0]["v1_plain"]
    return {key: value for key, value in (cells | changed).items() if value is not ...}


def pull_row(**changed: Any) -> dict[str, Any]:
    cells: dict[str, Any] = json.loads(PULLED.read_text())["Response"][0][0]
    return {key: value for key, value in (cells | changed).items() if value is not ...}


def pull(*rows: dict[str, Any], code: str = "1000") -> dict[str, Any]:
    return {"ResponseRefID": "1", "ResponseCode": code, "ResponseMessage": "Success", "Response": [list(rows)]}


def result(*parameters: tuple[str, Any], code: Any = 0, receipt: str = "TK5AB1K2M1", **more: Any) -> dict[str, Any]:
    listed = [{"Key": key, "Value": value} if value is not ... else {"Key": key} for key, value in parameters]
    return {
        "Result": {
            "ResultType": 0,
            "ResultCode": code,
            "ResultDesc": "The service request is processed successfully.",
            "TransactionID": receipt,
            "ResultParameters": {"ResultParameter": listed},
            **more,
        }
    }


def read(written: Any, *, wallet: WalletKey | None = PAYBILL) -> Whole:
    text = written if isinstance(written, str) else json.dumps(written)
    return read_all(text.encode(), name="answer.json", wallet=wallet)[1]


def only(written: Any, *, wallet: WalletKey | None = PAYBILL) -> Observation:
    whole = read(written, wallet=wallet)
    assert (whole.ignored, whole.rejected) == ([], [])
    assert len(whole.observations) == 1
    return whole.observations[0]


def bare(lines: list[Observation]) -> list[Observation]:
    return [line._replace(line=0) for line in lines]


# ---------------------------------------------------------------- the samples


def test_kinds_and_proofs():
    assert {"daraja_pull", "daraja_c2b", "daraja_stk", "daraja_result"} <= set(KINDS)
    found = [(read_all(path)[0].kind, read_all(path)[0].proof) for path in (CALLBACKS, PULLED, STK)]
    assert found == [("daraja_c2b", Proof.CALLBACK), ("daraja_pull", Proof.PULL), ("daraja_stk", Proof.CALLBACK)]


@pytest.mark.parametrize("path", [CALLBACKS, PULLED], ids=["c2b", "pull"])
def test_samples_hold_the_seven_payments_of_the_statement(path):
    expected = {
        (row["receipt"], at(row["time"]), row["amount_cents"], row["account_ref"], row["role"])
        for row in expected_movements()
        if row["role"] == "payment"
    }
    _, whole = read_all(path)
    found = {(o.receipt, o.completed_at, o.amount_cents, o.account_ref, o.role) for o in whole.observations}
    assert found == expected
    assert {o.balance_cents for o in whole.observations} == {None}
    assert (whole.ignored, whole.rejected) == ([], [])


def test_c2b_names_its_short_code_and_its_ledger():
    declared, _ = read_all(CALLBACKS)
    assert (declared.code, declared.ledger) == ("4000001", "Utility")
    declared, _ = read_all(json.dumps(c2b(TransactionType="Customer Merchant Payment")).encode(), name="a.json")
    assert (declared.code, declared.ledger) == ("4000001", "Merchant")


def test_plain_hashed_and_masked_numbers_are_kept_as_they_came():
    _, whole = read_all(CALLBACKS)
    first = whole.observations[:3]
    assert [line.party_phone for line in first[::2]] == ["254700000001", "2547 ***** 001"]
    assert len(first[1].party_phone) == 64
    assert [line.party_name for line in first] == ["ALICE MOCK TESTER", "ALICE MOCK TESTER", "ALICE"]


def test_lines_point_at_the_place_in_the_file():
    lines = PULLED.read_text().splitlines()
    _, whole = read_all(PULLED)
    assert all(f'"{line.receipt}"' in lines[line.line - 1] for line in whole.observations)
    lines = CALLBACKS.read_text().splitlines()
    _, whole = read_all(CALLBACKS)
    assert all(f'"{line.receipt}"' in lines[line.line - 1] for line in whole.observations)
    assert len({line.line for line in whole.observations}) == 21


# ---------------------------------------------------------------- containers


@pytest.mark.parametrize(
    "wrapped",
    [
        json.dumps,
        lambda one: json.dumps([one]),
        lambda one: json.dumps([[one]], indent=2),
        lambda one: json.dumps(one) + "\n",
        lambda one: "\ufeff" + json.dumps(one),
        lambda one: json.dumps({"received_at": "2025-11-05", "ip": "196.201.214.200", "body": one}),
        lambda one: json.dumps({"request": {"body": json.dumps(one)}}),
        lambda one: json.dumps([{"log": json.dumps({"payload": json.dumps(one)})}]),
    ],
    ids=range(8),
)
def test_wrapping_changes_nothing(wrapped):
    for one in (c2b(), pull(pull_row()), json.loads(STK.read_text())):
        assert bare(read(wrapped(one)).observations) == bare(read(one).observations)


def test_lines_of_json_are_read_one_by_one_and_a_bad_one_is_told():
    written = "\n".join([json.dumps(c2b()), json.dumps(c2b())[:-20], "", json.dumps(c2b(TransID="TK5AB2R9W4"))])
    whole = read(written)
    assert [(line.receipt, line.line) for line in whole.observations] == [("TK5AB1K2M1", 1), ("TK5AB2R9W4", 4)]
    assert [(line.line, line.reason) for line in whole.rejected] == [(2, "This line is not valid JSON.")]


@pytest.mark.parametrize("block", [64, 1000])
def test_blocks_change_nothing(monkeypatch, block):
    expected = [read_all(path)[1].observations for path in (CALLBACKS, PULLED, STK)]
    monkeypatch.setattr("app.core.sources.text.BLOCK_BYTES", block)
    assert [read_all(path)[1].observations for path in (CALLBACKS, PULLED, STK)] == expected


def test_a_list_cut_off_is_refused_with_its_line():
    with pytest.raises(DocumentRefused, match=r"“answer.json” is not valid JSON \(line \d+\)"):
        read(CALLBACKS.read_text()[:3000])


def test_keys_may_come_in_any_case_and_may_be_missing():
    lowered = {key.lower(): value for key, value in c2b().items()}
    assert only(lowered)._replace(digest=0) == only(c2b())._replace(digest=0)
    bare_minimum = c2b(
        FirstName=None, MiddleName=..., LastName="", BillRefNumber=None, InvoiceNumber=..., MSISDN=..., OrgAccountBalance=...,
        ThirdPartyTransID=..., TransactionType=..., BusinessShortCode=...,
    )  # fmt: skip
    line = only(bare_minimum)
    assert (line.receipt, line.amount_cents, line.party_name, line.party_phone, line.account_ref) == (
        "TK5AB1K2M1", 150_000, "", "", "",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"TransAmount": ...}, "It has no amount."),
        ({"TransAmount": "1500.005"}, "The amount “1500.005” cannot be read."),
        ({"TransAmount": "-5"}, "The amount “-5” cannot be read."),
        ({"TransAmount": True}, "It has no amount."),
        ({"TransAmount": "1e999999999"}, "The amount “1e999999999” cannot be read."),
        ({"TransTime": ""}, "It has no time."),
        ({"TransTime": "20251305080110"}, "The time “20251305080110” cannot be read."),
        ({"TransID": ""}, "It has no receipt number."),
        ({"TransID": "ws_CO_05112025080108"}, "“ws_CO_05112025080108” is no receipt number."),
    ],
)
def test_a_callback_that_cannot_be_read_is_rejected_with_its_reason(changed, reason):
    whole = read(c2b(**changed))
    assert whole.observations == []
    assert [line.reason for line in whole.rejected] == [reason]


# ---------------------------------------------------------------- C2B


def test_a_validation_posts_nothing():
    whole = read([c2b(OrgAccountBalance=""), c2b()])
    assert [line.receipt for line in whole.observations] == ["TK5AB1K2M1"]
    assert [line.status for line in whole.ignored] == ["validation asked before the payment"]


def test_a_redelivery_has_the_same_digest():
    whole = read([c2b(), dict(reversed(c2b().items()))])
    assert len({line.digest for line in whole.observations}) == 1


def test_rows_of_another_short_code_are_evidence_only():
    written = [c2b(), c2b(BusinessShortCode="4000002", TransID="TK5AB2R9W4")]
    whole = read(written)
    assert [line.receipt for line in whole.observations] == ["TK5AB1K2M1"]
    assert [(line.receipt, line.status) for line in whole.ignored] == [("TK5AB2R9W4", "of 4000002, not of 4000001")]
    whole = read(written, wallet=WalletKey("4000002", ""))
    assert [line.receipt for line in whole.observations] == ["TK5AB2R9W4"]


def test_a_document_of_another_short_code_says_so():
    declared, _ = read_all(CALLBACKS, wallet=WalletKey("5000001", ""))
    assert declared.code == "4000001"


def test_transfer_between_organisations_is_left_open():
    assert only(c2b(TransactionType="Organization To Organization Transfer")).role == "other"
    assert only(c2b(TransactionType="OD Payment Transfer")).role == "payment"


def test_letters_of_another_day_are_a_warning():
    assert only(c2b(TransID="TKBAB1K2M1")).warning == "The receipt's letters say 11 Nov 2025; its row has another day."


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


# ---------------------------------------------------------------- STK


def test_stk_success():
    line = only(json.loads(STK.read_text()))
    assert (line.receipt, line.amount_cents, line.completed_at) == ("TK5AB1K2M1", 150_000, EIGHT)
    assert (line.party_phone, line.kind, line.role) == ("254700000001", "pay_bill_online", "payment")


@pytest.mark.parametrize("code", [1032, 1037, 1, 2001, "SFC_IC0003"])
def test_stk_failures_are_kept_and_claim_nothing(code):
    failed = {"Body": {"stkCallback": {"CheckoutRequestID": "ws_CO_1", "ResultCode": code, "ResultDesc": "Not done."}}}
    whole = read(failed)
    assert (whole.observations, whole.rejected) == ([], [])
    assert [line.status for line in whole.ignored] == [f"failed ({code}): Not done."]


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


# ---------------------------------------------------------------- what is not Daraja's, and what is spoilt


def test_recognition_is_by_content():
    assert recognised(Payload("x.txt", data=CALLBACKS.read_bytes())) is not None
    assert recognised(Payload("x.txt", data=CALLBACKS.read_text().encode("utf-16"))) is not None
    for other in (b"", b"[]", b'{"a": 1}', b"TransID,Amount", b'["TransID"'[:-1], b"{"):
        assert recognised(Payload("x.json", data=other)) is None


def test_json_of_other_things_is_refused_in_a_sentence():
    for written in ('{"a": 1}', "[]", '[{"name": "x"}]'):
        with pytest.raises(DocumentRefused):
            read(written)
    with pytest.raises(DocumentRefused, match="holds no answer of Daraja"):
        read('[{"note": "the TransID", "x": ["\\"TransID\\""]}]')


def test_known_lines_are_not_told_again():
    _, first = read_all(PULLED)
    digests = {line.digest for line in first.observations[:3]}
    _, whole = read_all(PULLED, known=lambda _, asked: bytes(digest in digests for digest in asked))
    assert [line[0] for line in whole.known] == [line.receipt for line in first.observations[:3]]
    assert whole.observations == first.observations[3:]


@pytest.mark.parametrize("text", ["[" * 200_000, '{"TransID":' * 100_000, '[{"Body": ' * 100_000], ids=range(3))
def test_nesting_without_end_is_refused(text):
    with pytest.raises(DocumentRefused):
        joined(DarajaSource().read(Payload("x", data=text.encode()), wallet=None).lines(nothing_known))


def test_text_in_text_in_text_is_not_opened_without_end():
    text = json.dumps(c2b())
    for _ in range(8):
        text = json.dumps({"body": text})
    with pytest.raises(DocumentRefused):
        read(text)


def test_a_value_without_end_takes_no_memory_without_end(monkeypatch):
    monkeypatch.setattr("app.core.sources.json_values.LARGEST_VALUE", 50_000)
    monkeypatch.setattr("app.core.sources.text.BLOCK_BYTES", 10_000)
    with pytest.raises(DocumentRefused, match=r"larger than|not valid JSON"):
        read('[{"TransID": "' + "x" * 500_000 + '"}]')
    rows = ",".join(json.dumps(c2b()) for _ in range(1000))  # a long list is no large value
    assert len(read(f"[{rows}]").observations) == 1000


SCRAPS = [b"null", b"[", b"}", b'"', b"\0", b"1e999", b"-1", b"\n", b"\xff", b"NaN"]


@settings(max_examples=200, deadline=None)
@given(data=spoilt(FILES, SCRAPS, longest=300))
def test_spoilt_files_give_rows_or_a_sentence(data):
    assert is_sound_or_said(lambda: read_all(data, name="x", wallet=PAYBILL)[1])


_LEAF = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8), st.sampled_from(["0", "1001"])
)
_KEY = st.sampled_from(
    ["TransID", "TransAmount", "TransTime", "Response", "ResponseCode", "transactionId", "trxDate", "Body", "stkCallback",
     "Result", "ResultCode", "ResultParameters", "ResultParameter", "CallbackMetadata", "Item", "Key", "Name", "Value",
     "ReceiptNo", "DebitPartyName", "OriginalTransactionID", "BusinessShortCode", "amount"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(value=st.recursive(_LEAF, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEY, inner, max_size=5)))
def test_any_arrangement_of_the_keys_gives_rows_or_a_sentence(value):
    data = json.dumps([value]).encode()
    source = DarajaSource()
    assert is_sound_or_said(lambda: joined(source.read(Payload("x", data=data), wallet=PAYBILL).lines(nothing_known)))


def test_days_are_nairobi_s():
    assert clock.wall(only(c2b(TransTime="20251106000000")).completed_at or 0).day == 6
