"""Daraja's answers as tests write them: callbacks, pulled rows, results of requests, and what is read from them."""

from __future__ import annotations

import json
from typing import Any

from app.core.statement import Observation, WalletKey
from tests.core.statement_files import SAMPLES, Whole, at, read_all

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
