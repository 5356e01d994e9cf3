"""CSV for spreadsheets: text stays text, numbers stay numbers."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import pytest

from app.core.exports.spreadsheet import safe_text, write_csv

LIVE = (
    "=1+1", "+254700000001", "-5", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\tplain", "＝1+1", "＋1", "－1", "＠x",
    " =1+1", "\u00a0=1", "\u200b=1", "\ufeff=1", "\u202e=1", "|cmd", "%0A", "−5", '=HYPERLINK("http://x")',
)  # fmt: skip
QUIET = (
    "",
    "ALICE **** TESTER",
    "0012",
    "1E5",
    "INV-1001",
    "25470****001",
    "a=b",
    "INV 12, 13",
    "'quoted",
    "*",
    "Ngũgĩ",
)


@pytest.mark.parametrize("text", LIVE)
def test_live_beginnings_are_guarded(text: str) -> None:
    assert safe_text(text) == f"'{text}"


@pytest.mark.parametrize("text", QUIET)
def test_other_text_is_left_as_it_is(text: str) -> None:
    assert safe_text(text) == text


@pytest.mark.parametrize("text", ["a\x00b", "a\x0bb", "a\ud800b", "a\uffffb"])
def test_what_no_file_can_hold_is_marked(text: str) -> None:
    assert safe_text(text) == "a\N{REPLACEMENT CHARACTER}b"
    safe_text(text).encode()


def test_numbers_stay_numbers_and_nothing_is_empty() -> None:
    stream = io.StringIO()
    write_csv([("=x", Decimal("-1500.00"), -5, None)], ["receipt", "amount", "n", "=note"], stream)
    assert stream.getvalue() == "receipt,amount,n,'=note\r\n'=x,-1500.00,-5,\r\n"


def test_every_text_comes_back_from_its_own_cell() -> None:
    stream = io.StringIO(newline="")
    write_csv([(text, "end") for text in (*LIVE, *QUIET, 'say "hi"')], ["text", "mark"], stream)
    stream.seek(0)
    rows = list(csv.reader(stream, strict=True))[1:]
    assert [row[1] for row in rows] == ["end"] * len(rows)
    assert [row[0] for row in rows] == [safe_text(text) for text in (*LIVE, *QUIET, 'say "hi"')]
