"""Single rows: those that cannot be read, those that are odd, those that contradict the book."""

from __future__ import annotations

from typing import Any

from tests.core.statement_files import LEGACY_HEADER, csv_bytes, legacy_bytes, legacy_row
from tests.gallery import Document, Entry

ROW, ODD, AGAINST = "Rows that cannot be read", "Rows that are odd", "Rows that contradict the book"
CODE = ("--wallet", "4000001:Utility")
HERE: Document = ("first.csv", legacy_bytes(legacy_row()))


def one(**cells: Any) -> bytes:
    return legacy_bytes(legacy_row(**cells))


def row(what: str, group: str = ROW, **cells: Any) -> Entry:
    return Entry(group, what, "statement.csv", one(**cells), options=CODE)


def against(what: str, **cells: Any) -> Entry:
    return Entry(AGAINST, what, "second.csv", one(**cells), before=(HERE,), options=CODE)


ENTRIES = (
    row("No status", status=""),
    row("A receipt that is none", receipt="12345"),
    row("A time that is none", time="some time"),
    row("An amount paid in that is none", paid_in="lots"),
    row("An amount withdrawn that is none", paid_in="", withdrawn="lots"),
    row("A balance that is none", balance="unknown"),
    row("Both amounts filled", withdrawn="-5.00"),
    row("No amount", paid_in=""),
    row("A failed payment", ODD, status="Failed"),
    row("A receipt of another day", ODD, receipt="TB5AB1K2M1"),
    Entry(ODD, "The same row twice", "statement.csv", csv_bytes([LEGACY_HEADER, legacy_row(), legacy_row()]), options=CODE),
    against("Another amount", paid_in="1600.00"),
    against("Another day", time="07-11-2025 08:01:10"),
    Entry(
        AGAINST, "Another direction", "second.csv", one(paid_in="", withdrawn="-1500.00", details="Pay Bill Charge"),
        options=CODE, before=(("first.csv", one(details="Pay Bill Charge")),),
    ),
    against("Another balance", balance="2600.00"),
    against("Another number", party="25470****002 - ALICE **** TESTER"),
    Entry(
        AGAINST, "Another name", "second.csv", one(party="BOB", details="Pay Bill"), options=CODE,
        before=(("first.csv", one(party="ALICE", details="Pay Bill")),),
    ),
)  # fmt: skip
