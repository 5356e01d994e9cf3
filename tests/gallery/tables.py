"""Tables of text, and files that are something else."""

from __future__ import annotations

from tests.core.statement_files import (
    LEGACY_HEADER,
    PORTAL_HEADER,
    SFTP_HEADER,
    csv_bytes,
    legacy_bytes,
    legacy_row,
    portal_row,
)
from tests.gallery import Entry

OTHER, TABLE = "Files that are something else", "Tables that cannot be trusted"
CODE = ("--wallet", "4000001")
SOUND = legacy_bytes(legacy_row(), legacy_row(receipt="TK5AB1K2M2"), legacy_row(receipt="TK5AB1K2M3"))


def without(*names: str) -> bytes:
    keep = [at for at, name in enumerate(LEGACY_HEADER) if name not in names]
    return csv_bytes([[row[at] for at in keep] for row in (LEGACY_HEADER, legacy_row())])


ENTRIES = (
    Entry(OTHER, "An empty file", "statement.csv"),
    Entry(OTHER, "A web page, saved in place of the statement", "statement.csv", b"<!DOCTYPE html><html><body>Log in</body></html>"),
    Entry(OTHER, "Some XML that holds no messages", "data.xml", b'<?xml version="1.0"?><feed></feed>'),
    Entry(OTHER, "A letter", "letter.txt", b"Dear customer,\nyour account is fine.\n"),
    Entry(OTHER, "A bank's statement", "bank.csv", b"Date,Description,Debit,Credit,Balance\n2025-11-05,POS,10.00,,90.00\n"),
    Entry(OTHER, "An M-PESA statement without two of its columns", "statement.csv", without("Paid In", "Transaction Status")),
    Entry(OTHER, "Payments under headings of somebody's own", "payments.csv", csv_bytes([["Code", "When", "What", "Came", "Went"], ["TK5AB1K2M1", "05/11/2025 08:01:10", "Rent", "1,500.00", ""]])),
    Entry(TABLE, "A statement of a period without transactions", "statement.csv", csv_bytes([LEGACY_HEADER]), options=CODE),
    Entry(TABLE, "The same money column twice", "statement.csv", csv_bytes([[*PORTAL_HEADER, "Balance"], [*portal_row("Pay Bill", paid_in="1.00"), "1.00"]])),
    Entry(TABLE, "A download that stopped in the middle of a row", "statement.csv", SOUND[:-40], options=CODE),
    Entry(TABLE, "A download that stopped in the middle of the last cell", "statement.csv", SOUND[:-4], options=CODE),
    Entry(TABLE, "A row with a cell too many", "statement.csv", SOUND.replace(b"TK5AB1K2M2,", b"TK5AB1K2M2,extra,"), options=CODE),
    Entry(TABLE, "A quotation mark that is never closed", "statement.csv", SOUND.replace(b"TK5AB1K2M2,", b'TK5AB1K2M2,"05'), options=CODE),
    Entry(TABLE, "A line of seventy thousand characters", "statement.csv", legacy_bytes(legacy_row(details="A" * 70_000)), options=CODE),
    Entry(TABLE, "Text with NUL bytes in it", "statement.csv", SOUND.replace(b"Pay Bill", b"Pay\0Bill"), options=CODE),
    Entry(TABLE, "UTF-16 text with half a letter", "statement.csv", b"\xff\xfe" + SOUND.decode().encode("utf-16-le") + b"\x00\xd8\x41\x00", options=CODE),
    Entry(
        TABLE,
        "A daily extract one row of which has quotation marks inside",
        "MPESA_4000001_20251105235959.csv",
        (",".join(SFTP_HEADER) + '\n"TK5AB1K2M1","2025-11-05 08:01:10","Pay "X","completed","0","1\n').encode(),
    ),
)  # fmt: skip
