"""Saved answers of Daraja: JSON trees, how they were saved, and scars in that."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from app.core.sources import Payload
from app.core.statement import WalletKey
from tests.fuzz.spoils import (
    BLOCKS,
    MOMENTS,
    NUMBERS,
    RECEIPTS,
    SCRAPS,
    sample_text,
    scarred,
    scars_changed,
    tree_changed,
)
from tests.fuzz.tables import wallet_of
from tests.fuzz.target import Input, Target

_FORMS = ("array", "lines", "indented", "single", "text in text", "log")
_ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "latin-1")
_WALLETS = ("", "4000001:Utility", "4000001:Merchant", "5000001:Working", "4000001:")
_LEAVES: tuple[Any, ...] = (
    *SCRAPS, None, True, False, 0, 1, -1, 1500.0, 1e308, 10**30, 20251105080110, 254700000001, "0", "1000", "1001", "Completed", "Pay Bill", "Customer Merchant Payment", "4000001 - TESTBIZ",
    "254700000001 - ALICE TESTER", "c2b-pay-bill-debit", "c2b-buy-goods-debit", "[[]]", "{}", '[{"transactionId": "TK5AB1K2M1"}]', [], {}, [[]], "Fee For B2C Payment|KES|22.40",
    "Organization To Organization Transfer", {"Key": "Amount", "Value": "5"}, {"TransID": "TK5AB1K2M1"}, {"Result": {"ResultCode": 0}}, *MOMENTS, *NUMBERS, *RECEIPTS,
)  # fmt: skip
_JSON = (
    *SCRAPS,
    "{",
    "}",
    "[",
    "]",
    "[" * 200,
    ",",
    ":",
    "null",
    "NaN",
    "-Infinity",
    "1e9999",
    "0" * 400,
    "\\",
    '"\\ud800"',
    '"TransID"',
    "//",
    "\n",
    "\0",
)
_STATUS = (
    ("ReceiptNo", "TK5AB1K2M1"), ("DebitPartyName", "254700000001 - ALICE TESTER"), ("CreditPartyName", "4000001 - TESTBIZ"), ("TransactionStatus", "Completed"), ("Amount", "1500.00"),
    ("InitiatedTime", "20251105080108"), ("FinalisedTime", "20251105080110"), ("ReasonType", "Pay Bill Online"), ("DebitPartyCharges", "Fee For B2C Payment|KES|22.40"),
)  # fmt: skip
_PAID_OUT = (
    ("TransactionReceipt", "TK5AB1K2M1"), ("TransactionAmount", 1500), ("ReceiverPartyPublicName", "254700000001 - ALICE TESTER"), ("TransactionCompletedDateTime", "05.11.2025 08:01:10"),
    ("DebitPartyCharges", ""),
)  # fmt: skip
_REVERSED = (
    ("OriginalTransactionID", "TK5AB1K2M0"), ("Amount", "300"), ("TransCompletedTime", 20251105080110), ("CreditPartyPublicName", "254700000001 - A"), ("DebitPartyPublicName", "4000001 - TESTBIZ"),
    ("Charge", 5),
)  # fmt: skip


def seeds() -> list[Input]:
    """The samples in pieces, and results of every kind of request."""
    pulled: Any = json.loads(sample_text("daraja_pull_response.json"))
    pulled["Response"][0] = pulled["Response"][0][:3]
    values: list[list[Any]] = [
        json.loads(sample_text("daraja_c2b_confirmations.json"))[:1],
        [pulled],
        [json.loads(sample_text("daraja_stk_callback.json"))],
        [json.loads(sample_text("daraja_pull_empty.json")), pulled],
        *([_result(told)] for told in (_STATUS, _PAID_OUT, _REVERSED, _STATUS[:2])),
        [
            _result((("AccountBalance", "Working Account|KES|1.00|1.00|0.00|0.00"),)),
            {"errorCode": "404.001.03", "errorMessage": "Invalid"},
        ],
        [
            {
                "OriginatorConversationID": "1",
                "ConversationID": "AG_1",
                "ResponseCode": "0",
                "ResponseDescription": "Accept",
            },
            _result(_STATUS),
        ],
    ]
    return [
        {"values": value, "form": _FORMS[at % len(_FORMS)], "encoding": "utf-8", "wallet": _WALLETS[at % 2]}
        for at, value in enumerate(values)
    ]


def _result(told: Any) -> dict[str, Any]:
    listed = [{"Key": key, "Value": value} for key, value in told]
    return {
        "Result": {
            "ResultCode": 0,
            "ResultDesc": "Done",
            "TransactionID": "TK5AB1K2M1",
            "ResultParameters": {"ResultParameter": listed},
        }
    }


def document(value: Input) -> tuple[Payload, WalletKey | None]:
    """The saved answers, and the wallet that the user names."""
    values = value["values"]
    match value["form"]:
        case "array":
            text = json.dumps(values)
        case "lines":
            text = "\n".join(map(json.dumps, values))
        case "indented":
            text = json.dumps(values, indent=1, ensure_ascii=False)
        case "single":
            text = json.dumps(values[0] if isinstance(values, list) and values else values)
        case "text in text":
            text = json.dumps({"body": json.dumps(values)})
        case _:
            text = "\n".join(json.dumps({"at": "2025-11-05", "request": {"body": json.dumps(one)}}) for one in values)
    data = scarred(text.encode(value["encoding"], "replace"), value.get("scars", []))
    return Payload("answers.json", data=data), wallet_of(value["wallet"])


def changed(chance: Random, value: Input, other: Input) -> Input:
    """The input with something in the tree, the way of saving or some bytes changed."""
    kind = chance.random()
    if kind < 0.75:
        tree = tree_changed(chance, value["values"], other["values"], _LEAVES)
        return {**value, "values": tree if isinstance(tree, list) else [tree]}
    if kind < 0.88:
        name, choices = chance.choice(
            [("form", _FORMS), ("encoding", _ENCODINGS), ("wallet", _WALLETS), ("block", BLOCKS)]
        )
        return {**value, name: chance.choice(choices)}
    return {**value, "scars": scars_changed(chance, value.get("scars", []), _JSON)}


TARGET = Target("answers", ("daraja/", "json_values.py"), seeds, document, changed)
