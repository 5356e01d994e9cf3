"""Whole files that were taken in: what the balances say, what the doctor says."""

from __future__ import annotations

from collections.abc import Sequence

from tests.books import LEGACY_HEAD, legacy_line
from tests.core.statement_files import LEGACY_HEADER, csv_bytes, legacy_row
from tests.gallery import Entry

BALANCE, DOCTOR = "What the balances say", "What is odd about a whole file"
CODE = ("--wallet", "4000001:Utility")


def lines(n: int, *, at: str = "05-11-2025 08:00:00", first: int = 0, start: int = 1000) -> list[str]:
    """So many payments of KES 100, newest first."""
    return [
        legacy_line(f"TK5ZC9K{number:03d}", "100.00", f"{start + (number + 1) * 100}.00", at=at)
        for number in reversed(range(first, first + n))
    ]


def legacy(
    rows: Sequence[str],
    *,
    opening: str = "1000.00",
    closing: str = "",
    paid: str = "",
    report: str = "07-11-2025 08:15:00",
    code: str = "4000001",
) -> bytes:
    head = LEGACY_HEAD.format(
        code=code, account="Utility Account", opening=opening, closing=closing, paid=paid, drawn="", second=0
    )
    return (head.replace("07-11-2025 08:15:00", report) + "".join(f"{row}\n" for row in rows)).encode()


MORNING = legacy(lines(4), closing="1400.00")
TWO_WALLETS = ("4000001:Utility", "4000002:Utility")

ENTRIES = (
    Entry(BALANCE, "A whole day", "day.csv", MORNING),
    Entry(BALANCE, "The same file again", "again.csv", MORNING, before=(("day.csv", MORNING),)),
    Entry(BALANCE, "A day without one of its rows", "day.csv", legacy([row for row in lines(4) if "K002" not in row], closing="1400.00")),
    Entry(BALANCE, "A day whose last rows were cut off", "day.csv", legacy(lines(3), closing="1400.00")),
    Entry(BALANCE, "A day whose totals were changed", "day.csv", legacy(lines(4), closing="1400.00", paid="500.00")),
    Entry(BALANCE, "A statement that declares no opening balance", "day.csv", legacy(lines(4), opening="")),
    Entry(BALANCE, "A statement without balances", "day.csv", csv_bytes([LEGACY_HEADER, legacy_row(balance="")]), options=CODE),
    Entry(BALANCE, "A statement in which one row lost its balance", "day.csv", legacy([lines(4)[0].replace("1400.00", ""), *lines(3)])),
    Entry(BALANCE, "A row of another day than the statement's", "day.csv", legacy([legacy_line("TK7ZC9K009", "100.00", "1500.00", at="07-11-2025 09:00:00"), *lines(4)])),
    Entry(
        DOCTOR, "A file whose payments stand under another wallet", "renamed.csv", MORNING, wallets=TWO_WALLETS,
        before=(("other.csv", legacy(lines(4), closing="1400.00", code="4000002")),),
    ),
    Entry(DOCTOR, "A file three hours off", "second.csv", legacy(lines(4, at="05-11-2025 11:00:00"), closing="1400.00"), before=(("first.csv", MORNING),)),
    Entry(DOCTOR, "A file dated in the future", "day.csv", legacy([legacy_line("TL9ZC9K009", "100.00", "1100.00", at="09-12-2025 09:00:00")])),
    Entry(DOCTOR, "A file made in the middle of its day", "day.csv", legacy(lines(4), closing="1400.00", report="05-11-2025 14:10:00")),
    Entry(
        DOCTOR, "A file that ends before what the book holds", "half.csv", MORNING,
        before=(("whole.csv", legacy([*lines(2, at="05-11-2025 20:00:00", first=4), *lines(4)], closing="1600.00")),),
    ),
    Entry(DOCTOR, "A file with a new column", "day.csv", csv_bytes([[*LEGACY_HEADER, "Till Name"], [*legacy_row(), "Westlands"]]), options=CODE),
    Entry(DOCTOR, "A file that overlaps with another", "second.csv", legacy(lines(5), closing="1500.00"), before=(("first.csv", MORNING),)),
    Entry(DOCTOR, "A file that overlaps with another but shares no row", "second.csv", legacy(lines(2, first=7, start=5000), opening="5700.00"), before=(("first.csv", MORNING),)),
    Entry(
        DOCTOR, "A retyped code that looks like one of the same amount", "typed.csv", before=(("first.csv", MORNING),), options=CODE,
        data=csv_bytes([LEGACY_HEADER, legacy_row(receipt="TKSZC9K000", paid_in="100.00", balance="")]),
    ),
    Entry(
        DOCTOR, "A retyped code that is none, but looks like one", "typed.csv", before=(("first.csv", MORNING),), options=CODE,
        data=csv_bytes([LEGACY_HEADER, legacy_row(receipt="TK5ZC9K-OO0", paid_in="100.00", balance="")]),
    ),
)  # fmt: skip
