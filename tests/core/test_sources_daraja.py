"""Daraja's answers and callbacks, however they were saved, and what only looks like them."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core import clock
from app.core.errors import DocumentRefused
from app.core.sources import KINDS, Payload
from app.core.sources.daraja import DarajaSource, recognised
from app.core.statement import Proof
from tests.core.daraja_answers import (
    CALLBACKS,
    FILES,
    PAYBILL,
    PULLED,
    STK,
    bare,
    c2b,
    only,
    pull,
    pull_row,
    read,
)
from tests.core.sound_reading import is_sound_or_said
from tests.core.spoiling import spoilt
from tests.core.statement_files import at, expected_movements, joined, nothing_known, read_all

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
