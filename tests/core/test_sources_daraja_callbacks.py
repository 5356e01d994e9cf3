"""Daraja's callbacks: confirmations of payments in (C2B), and prompts answered on the phone (STK)."""

from __future__ import annotations

import json

import pytest

from app.core.statement import WalletKey
from tests.core.daraja_answers import (
    CALLBACKS,
    EIGHT,
    STK,
    c2b,
    only,
    read,
)
from tests.core.statement_files import read_all

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
