"""Statements written for tests in every layout and container, from the same few movements."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from app.core import clock
from app.core.sources import Payload, read
from app.core.statement import Declared, Ignored, Lines, Observation, Recogniser, Rejected, WalletKey

SAMPLES = Path(__file__).parents[1] / "samples"
LEGACY_CSV = SAMPLES / "ORG_4000001_Utility Account_Completed_20251107081542.csv"
LEGACY_XLS = SAMPLES / "ORG_4000001_UtilityAccount_All_20251107081542.xls"
PORTAL_CSV = SAMPLES / "Statements for 4000001 from 2025-11-05 to 2025-11-06 (1).csv"
PORTAL_XLSX = SAMPLES / "Statements for 4000001 from 2025-11-05 to 2025-11-06 (1).xlsx"
SFTP_CSV = SAMPLES / "MPESA_4000001_20251105235959.csv"
FAILED_CSV = SAMPLES / "speculative_legacy_nonCompleted_rows.csv"

LEGACY_HEADER = (
    "Receipt No.,Completion Time,Initiation Time,Details,Transaction Status,Paid In,Withdrawn,Balance,"
    "Balance Confirmed,Reason Type,Other Party Info,Linked Transaction ID,A/C No.,Currency"
).split(",")
PORTAL_HEADER = (
    "Receipt No,Completion Time,Details,Transaction Status,Paid In (KSHs),Withdrawn (KSHs),Balance (KSHs)"
).split(",")
SFTP_HEADER = (
    "#RECEIPT_NUMBER,DATE1,DETAILS,STATUS,WITHDRAW_AMOUNT,PAID_IN_AMOUNT,BALANCE,BALANCE_CONFIRMED,TRANSACTION_TYPE,"
    "OTHERPARTYINFO,TRANSACTIONPARTYDETAILS,TRANSACTION_ID,REMARK"
).split(",")
G1_HEADER = (
    "Receipt,Date,Details,Status,Withdrawn,Paid In,Balance,Balance Confirmed,Transaction Type,Other Party Info,"
    "Transaction Party Details"
).split(",")
HEAD_OFFICE_HEADER = (
    "STORE_NAME,RECEIPT_NUMBER,ACCOUNT_TYPE_NAME,TRANSACTION_TYPE,START_TIMESTAMP,TRANSACTION_PARTY_DETAILS,"
    "CREDIT_AMOUNT,DEBIT_AMOUNT,BALANCE,LINKED_TRANSACTION_ID"
).split(",")


def at(text: str) -> int:
    """The instant of a Nairobi wall-clock time."""
    return clock.instant(datetime.fromisoformat(text))


def expected_movements() -> list[dict[str, Any]]:
    """What the legacy samples hold, newest first."""
    rows: list[dict[str, Any]] = json.loads((SAMPLES / "expected_org.json").read_text())["movements newest first"]
    return rows


def legacy_row(
    receipt: str = "TK5AB1K2M1",
    time: str = "05-11-2025 08:01:10",
    details: str = "Pay Bill from 25470****001 - ALICE **** TESTER Acc. INV-1001",
    status: str = "Completed",
    paid_in: str = "1500.00",
    withdrawn: str = "",
    balance: str = "2500.00",
    party: str = "25470****001 - ALICE **** TESTER",
    linked: str = "",
    account: str = " INV-1001",
    reason: str = "Pay Utility",
) -> list[Any]:
    return [
        receipt,
        time,
        time,
        details,
        status,
        paid_in,
        withdrawn,
        balance,
        "true",
        reason,
        party,
        linked,
        account,
        "KES",
    ]


def portal_row(
    details: str, *, paid_in: str = "0.00", withdrawn: str = "0.00", receipt: str = "TK5AB1K2M1"
) -> list[str]:
    return [receipt, "05/11/2025 08:01:10", details, "Completed", paid_in, withdrawn, "2,500.00"]


def csv_bytes(
    rows: Iterable[Sequence[str]], *, delimiter: str = ",", end: str = "\r\n", quoting: Any = csv.QUOTE_MINIMAL
) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows(rows)
    return out.getvalue().encode()


def legacy_bytes(*rows: Sequence[str], preamble: Sequence[Sequence[str]] = ()) -> bytes:
    return csv_bytes([*preamble, LEGACY_HEADER, *rows])


def xls_bytes(rows: Iterable[Sequence[Any]], *, sheets: Sequence[str] = ("transaction",)) -> bytes:
    import xlwt

    book = xlwt.Workbook()
    listed = list(rows)
    for name in sheets:
        sheet = book.add_sheet(name)
        for number, row in enumerate(listed):
            for column, cell in enumerate(row):
                if isinstance(cell, datetime):
                    sheet.write(number, column, cell, xlwt.easyxf(num_format_str="DD/MM/YYYY HH:MM:SS"))
                elif cell != "":
                    sheet.write(number, column, cell)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def xlsx_bytes(
    rows: Iterable[Sequence[Any]], *, sheets: Sequence[str] = ("Statements",), from_row: int = 1, from_column: int = 1
) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    listed = list(rows)
    for name in sheets:
        sheet = book.create_sheet(name)
        for number, row in enumerate(listed, from_row):
            for column, cell in enumerate(row, from_column):
                if cell != "":
                    sheet.cell(number, column).value = cell
                    if isinstance(cell, str):
                        sheet.cell(number, column).data_type = "s"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def nothing_known(_receipts: list[str], _digests: list[int]) -> bytes | None:
    return None


def payload(data: bytes, name: str = "statement.csv") -> Payload:
    return Payload(name, data=data)


def read_all(
    source: Path | Payload | bytes,
    *,
    name: str = "statement.csv",
    wallet: WalletKey | None = None,
    known: Recogniser = nothing_known,
) -> tuple[Declared, Whole]:
    """A document's declaration and all its lines in one piece."""
    if isinstance(source, Path):
        source = Payload.of_path(source)
    if isinstance(source, bytes):
        source = payload(source, name)
    statement = read(source, wallet=wallet)
    return statement.declared, joined(statement.lines(known))


class Whole(NamedTuple):
    """All lines of a document in one piece, one by one. A known line is receipt, digest and line."""

    observations: list[Observation]
    known: list[tuple[str, int, int]]
    ignored: list[Ignored]
    rejected: list[Rejected]


def joined(parts: Iterable[Lines]) -> Whole:
    whole = Whole([], [], [], [])
    for part in parts:
        whole.observations.extend(part.observations.rows())
        whole.known.extend(zip(*part.known, strict=True))
        whole.ignored.extend(part.ignored)
        whole.rejected.extend(part.rejected)
    return whole
