"""Files that somebody edited: what is put right is told, what cannot be told is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.core.sources import Payload
from app.core.statement import Corrections
from tests.core.edited_files import as_american_text, as_serial, day_of, legacy_grid, portal_grid, with_column
from tests.core.statement_files import PORTAL_HEADER, csv_bytes, legacy_bytes, legacy_row
from tests.gallery import Entry

GROUP = "Files that somebody edited"
CODE = ("--wallet", "4000001:Utility")
TIMES, MONEY = ("Completion Time", "Initiation Time"), ("Paid In", "Withdrawn", "Balance")


def changed(names: tuple[str, ...], change: Callable[[str], Any]) -> bytes:
    return csv_bytes(with_column(legacy_grid(), names, change))


def silent(*times: str) -> list[list[str]]:
    """Rows whose receipts tell no day."""
    return [legacy_row(f"Y29DW{n:03d}", time, balance="", party="") for n, time in enumerate(times)]


def edited(what: str, data: bytes | Callable[[], bytes], **how: Any) -> Entry:
    return Entry(GROUP, what, "edited.csv", data, options=CODE, **how)


def ragged() -> bytes:
    return legacy_bytes(legacy_row()).replace(b"TK5AB1K2M1,", b"TK5AB1K2M1,extra,")


def two_wallets() -> bytes:
    other = [["Short Code:", "4000002"] if row[0] == "Short Code:" else row for row in legacy_grid()]
    return csv_bytes([*legacy_grid(), *other])


PORTAL = ",".join(PORTAL_HEADER).encode()


def cut(number: int, paid_in: bytes, balance: bytes) -> bytes:
    """A row whose amounts lost their quotation marks."""
    return b"TK5AB1K2M%d,05/11/2025 08:0%d:10,Pay Bill,Completed,%b,0.00,%b" % (number, number, paid_in, balance)


def exponents() -> bytes:
    """An amount that lost digits between two balances, and a phone number that did."""
    return legacy_bytes(
        legacy_row("TK5AB1K2M2", paid_in="1.50E+05", balance="151000.00", party="2.547E+11"),
        legacy_row("TK5AB1K2M1", paid_in="500.00", balance="1000.00"),
        legacy_row("TK5AB1K2M0", paid_in="500.00", balance="500.00"),
    )


def two_ways() -> bytes:
    """Silent days far above rows that were turned: what stands above was read as it stood."""
    above = silent(*["05-06-2025 08:01:10"] * 40)
    below = [legacy_row(f"TK5AB1K{n:03d}", "11-05-2025 08:01:10", balance="") for n in range(40)]
    return legacy_bytes(*above, *below)


ENTRIES = (
    edited("Days saved again month first", lambda: changed(TIMES, as_american_text)),
    edited("Days that one row proves to be month first", legacy_bytes(*silent("5/6/2025 8:01", "5/25/2025 8:01"))),
    edited("Times as numbers of a spreadsheet", lambda: changed(TIMES, as_serial)),
    edited("Times without seconds", lambda: changed(TIMES, lambda text: f"{day_of(text):%d/%m/%Y %H:%M}")),
    edited("A day without its time", legacy_bytes(legacy_row(time="05/11/2025"), legacy_row("TK5AB1K2M2"))),
    edited("Amounts with words", lambda: changed(MONEY, lambda text: f"KES {text}" if text else text)),
    edited("An amount and a number that lost digits", exponents),
    edited("An amount that lost digits, with nothing to tell them", legacy_bytes(legacy_row(paid_in="1.5E+05"), legacy_row("TK5AB1K2M2"))),
    edited("A balance that lost digits", legacy_bytes(legacy_row(balance="2.5E+05"))),
    edited("Amounts cut in two at their commas", b"\n".join([PORTAL, cut(3, b"1,500.00", b"3,950.00"), cut(2, b"150.00", b"2,450.00"), cut(1, b"500.00", b"2,300.00")])),
    edited("The same without what the balances follow from", b"\n".join([PORTAL, cut(3, b"1,500.00", b"3,950.00"), cut(1, b"500.00", b"800.00")])),
    edited("Sums and words below the table", lambda: csv_bytes([*legacy_grid(), ["Total", "", "", "", "", "900.00"], ["checked by Mary"]])),
    edited("Rows that lost their last cells", lambda: csv_bytes([*legacy_grid()[:7], *(row[:-1] for row in legacy_grid()[7:])])),
    edited("Days of which nothing tells the order", legacy_bytes(*silent("5/6/2025 8:01", "4/6/2025 8:01"))),
    edited("Days written in two ways", two_ways, limits={("app.core.sources.text", "BLOCK_BYTES"): 4000}),
    edited("A row with a cell too many, and no other", ragged),
    edited("Exports of two wallets, one below the other", two_wallets),
    edited("Tables of two layouts, one below the other", lambda: csv_bytes([*portal_grid(), *legacy_grid()[6:]])),
    edited("A file with fewer columns than the one that was looked at", b"", payload=lambda: Payload("edited.csv", data=csv_bytes(portal_grid()), corrections=Corrections(columns={"balance": 8}))),
)  # fmt: skip
