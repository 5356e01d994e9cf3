"""Amounts, numbers and accounts that a spreadsheet rewrote: read where they are certain, else refused or masked."""

from __future__ import annotations

import pytest

from tests.core.edited_cases import GRIDS, MONEY, first_note
from tests.core.edited_files import (
    original,
    read_edited,
    told,
    with_column,
)
from tests.core.statement_files import (
    csv_bytes,
    legacy_bytes,
    legacy_row,
)

# ---------------------------------------------------------------- money


def comma(text: str) -> str:
    return text.replace(",", "").replace(".", ",")


def german(text: str) -> str:
    whole, _, cents = comma(text).partition(",")
    return f"{int(whole):,}".replace(",", ".") + (f",{cents}" if cents else "") if whole.lstrip("-") else text


def bracketed(text: str) -> str:
    return f"({text[1:]})" if text.startswith("-") else text


def worded(text: str) -> str:
    return f"KES {text}" if text else "KES -"


def spaced(text: str) -> str:
    return f"{float(text.replace(',', '')):,.2f}".replace(",", "\u00a0") if text else text


@pytest.mark.parametrize("grid", GRIDS.values(), ids=GRIDS)
@pytest.mark.parametrize("change", [comma, german, bracketed, worded, spaced], ids=lambda change: change.__name__)
def test_amounts_written_in_another_way(grid, change):
    data = csv_bytes(with_column(grid(), MONEY, change), delimiter=";")
    _, lines, notes = read_edited(data)
    assert not lines.rejected
    assert told(lines.observations) == told(original(grid()))
    if change is not bracketed:
        first_note(notes, "amounts written in another way")


@pytest.mark.parametrize(
    ("cell", "cents"),
    [
        ("1,500", 150000), ("1 500.00", 150000), ("KES 1,500.00", 150000), ("Ksh1500/=", 150000), ("1500,5", 150050),
        ("'1500.00", 150000), ("+1500", 150000), ("1,500.00 KES", 150000), ("1.500,00", 150000), ("Ksh. 20", 2000),
        ("1.500.000", 150000000),
    ],
)  # fmt: skip
def test_ways_to_write_an_amount(cell, cents):
    _, lines, _ = read_edited(legacy_bytes(legacy_row(paid_in=cell), legacy_row("TK5AB1K2M2", paid_in="x")))
    assert [line.amount_cents for line in lines.observations] == [cents]


@pytest.mark.parametrize("cell", ["1.500", "1,50.00", "15,00.00", "1500 00", "KES", "1e9999", "(1,500.00)", "1.5E+05"])
def test_amounts_that_stay_open_are_rejected(cell):
    _, lines, _ = read_edited(legacy_bytes(legacy_row(paid_in=cell), legacy_row("TK5AB1K2M2")))
    assert [line.receipt for line in lines.observations] == ["TK5AB1K2M2"]
    assert len(lines.rejected) == 1


def chain(cell: str, moved: int) -> list[list[str]]:
    return [
        legacy_row("TK5AB1K2M3", paid_in="10.00", balance=f"{1010 + moved}.00"),
        legacy_row("TK5AB1K2M2", paid_in=cell, balance=f"{1000 + moved}.00"),
        legacy_row("TK5AB1K2M1", paid_in="500.00", balance="1000.00"),
        legacy_row("TK5AB1K2M0", paid_in="500.00", balance="500.00"),
    ]


@pytest.mark.parametrize("moved", [150_000, 149_999, 150_250])
def test_an_exponent_is_taken_for_what_the_balances_prove(moved):
    _, lines, notes = read_edited(legacy_bytes(*chain("1.50E+05", moved)))
    assert [line.amount_cents for line in lines.observations] == [1000, 100 * moved, 50000, 50000]
    assert "balances before and after" in first_note(notes, "1.5E+05")


def test_an_exponent_that_the_balances_contradict_is_rejected():
    _, lines, _ = read_edited(legacy_bytes(*chain("1.50E+05", 150_600)))
    assert [row.receipt for row in lines.rejected] == ["TK5AB1K2M2"]
    assert "lost its last digits" in lines.rejected[0].reason


def test_a_balance_that_lost_digits_is_left_open():
    _, lines, notes = read_edited(legacy_bytes(legacy_row(balance="2.5E+05")))
    assert lines.observations[0].balance_cents is None
    first_note(notes, "left open")


# ---------------------------------------------------------------- numbers and accounts


@pytest.mark.parametrize(
    ("party", "phone"),
    [
        ("2.547E+11", "254*********"), ("2.54712345E+11", "25471234****"), ("7.12E+08", "25471*******"),
        ("712345678", "712345678"), ("254712345678", "254712345678"), ("2E+11", ""),
    ],
)  # fmt: skip
def test_numbers_that_lost_digits_are_masked_and_never_invented(party, phone):
    _, lines, _ = read_edited(legacy_bytes(legacy_row(party=party)))
    assert lines.observations[0].party_phone == phone


def test_an_account_that_lost_its_zeros_is_kept_as_it_is():
    _, lines, _ = read_edited(legacy_bytes(legacy_row(account="12", details="Pay Bill from 25470****001 - A B")))
    assert lines.observations[0].account_ref == "12"
