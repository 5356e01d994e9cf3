"""Amounts that their thousands comma cut in two: joined where the balances prove it, refused everywhere else."""

from __future__ import annotations

import pytest

from app.core.errors import DocumentRefused
from app.core.sources.edited.joining import Reading, joinings, proven
from tests.core.edited_files import read_edited
from tests.core.statement_files import LEGACY_HEADER, PORTAL_HEADER, legacy_row


def unquoted(*rows: str, header: str = ",".join(PORTAL_HEADER)) -> bytes:
    return "\r\n".join([header, *rows, ""]).encode()


def paid(number: int, paid_in: str, balance: str, *, details: str = "Pay Bill from 2547****001 - A Acc. 1") -> str:
    return f"TK5AB1K2M{number},05/11/2025 08:0{number}:10,{details},Completed,{paid_in},0.00,{balance}"


CUT = (paid(4, "1,500.00", "3,950.00"), paid(3, "150.00", "2,450.00"), paid(2, "500.00", "2,300.00"))
JOINED = [("TK5AB1K2M4", 150_000, 395_000), ("TK5AB1K2M3", 15_000, 245_000), ("TK5AB1K2M2", 50_000, 230_000)]


def amounts(lines) -> list[tuple[str, int, int | None]]:
    return [(line.receipt, line.amount_cents, line.balance_cents) for line in lines.observations]


@pytest.mark.parametrize("step", [1, -1], ids=["newest first", "oldest first"])
@pytest.mark.parametrize("end", ["\r\n", ""], ids=["whole", "last row read apart"])
def test_amounts_cut_at_their_commas_are_joined_as_the_balances_prove(step, end):
    _, lines, notes = read_edited(unquoted(*CUT[::step]).rstrip() + end.encode())
    assert amounts(lines) == JOINED[::step]
    assert not lines.rejected
    assert notes == ("3 rows with an amount cut in two at its thousands comma: joined again, as the balances prove",)


def test_a_cut_balance_is_not_read_as_its_thousands():
    """The row’s first seven cells would make a sound row with a balance of 2 shillings; the balances say otherwise."""
    _, lines, _ = read_edited(unquoted(paid(3, "150.00", "2,450.00"), paid(2, "300.00", '"2,300.00"')))
    assert amounts(lines) == [("TK5AB1K2M3", 15_000, 245_000), ("TK5AB1K2M2", 30_000, 230_000)]


def test_a_row_with_a_stray_cell_is_not_joined_where_the_balances_prove_it_whole():
    _, lines, notes = read_edited(unquoted(paid(3, "1.00", "2,500.00"), paid(2, "1.00", "1.00")))
    assert amounts(lines) == [("TK5AB1K2M3", 100, 200), ("TK5AB1K2M2", 100, 100)]
    assert notes == ("1 row with more or fewer cells than the header, sound in all that counts",)


def test_a_cut_amount_that_no_balance_proves_is_rejected():
    _, lines, _ = read_edited(unquoted(paid(4, "1,500.00", "3,950.01"), *CUT[1:]))
    assert amounts(lines) == JOINED[1:]
    assert [(row.receipt, row.reason) for row in lines.rejected] == [
        ("TK5AB1K2M4", "The row has 9 cells where the header has 7, and it cannot be told which are whose.")
    ]


@pytest.mark.parametrize(
    "rows",
    [(CUT[0], paid(3, "150.00", "2,451.00"), CUT[2]), (CUT[0],), (CUT[0], paid(3, "150.00", ""))],
    ids=["altered between", "alone", "nothing to follow"],
)
def test_a_file_none_of_whose_cut_amounts_is_proven(rows):
    """What follows a row with another balance is as unproven as that row."""
    if rows[-1].endswith(",0.00,"):
        _, lines, _ = read_edited(unquoted(*rows))
        assert amounts(lines) == [("TK5AB1K2M3", 15_000, None)]
    else:
        with pytest.raises(DocumentRefused, match="no row is whole"):
            read_edited(unquoted(*rows))


def test_a_cut_amount_after_a_declared_opening():
    preamble = "Opening Balance:,1000.00,Closing Balance:,2500.00\r\n" + ",".join(LEGACY_HEADER)
    row = ",".join(map(str, legacy_row(paid_in="1,500.00", balance="2,500.00")))
    _, lines, _ = read_edited(unquoted(row, header=preamble))
    assert amounts(lines) == [("TK5AB1K2M1", 150_000, 250_000)]
    with pytest.raises(DocumentRefused, match="no row is whole"):
        read_edited(unquoted(row, header=preamble.replace("1000", "1001")))


@pytest.mark.parametrize(
    ("row", "width", "ways"),
    [
        (["1", "500.00", "", "2", "500.00"], 3, [["1,500.00", "", "2,500.00"]]),
        (["1", "500.00", "", "2500.00"], 3, [["1,500.00", "", "2500.00"]]),
        (["1", "250", "000.00", "", "5.00"], 3, [["1,250,000.00", "", "5.00"]]),
        (["-1", "100", "", "5", "100"], 4, [["-1,100", "", "5", "100"], ["-1", "100", "", "5,100"]]),
        (["1", "50.00", "", "2500.00"], 3, []),
        (["1500", "500.00", "", "5.00"], 3, []),
        (["1", "500.000", "", "5.00"], 3, []),
        (["1", "500.00", "5.00"], 3, []),
        (["1", "500.00", "", "5.00", ""], 4, []),
        (["1", "500", "000", "000.00", "", "9", "500.00"], 3, []),
    ],
)  # fmt: skip
def test_ways_of_joining(row, width, ways):
    found = joinings(row, width=width, places=range(width))
    assert sorted(found) == sorted(ways)


def test_cells_are_joined_in_columns_of_money_only():
    assert joinings(["1", "500", "5.00"], width=2, places=(1,)) == []


def test_two_ways_that_both_follow_are_none():
    before = [Reading(["a"], 0, 100_000)]
    twice = [Reading(["b"], 5_000, 105_000), Reading(["c"], 6_000, 106_000)]
    assert list(proven([before, twice], {1}, direction=1, opening_cents=None)) == []
    assert list(proven([before, twice[:1]], {1}, direction=1, opening_cents=None)) == [(1, ["b"])]
    assert list(proven([before, twice[:1]], {1}, direction=-1, opening_cents=None)) == []


def test_where_no_commas_stand_between_cells_nothing_is_joined():
    _, lines, _ = read_edited(unquoted(*CUT, paid(1, "5.00", "1800.00")).replace(b",", b";"))
    assert [row.receipt for row in lines.rejected] == ["TK5AB1K2M4"]
