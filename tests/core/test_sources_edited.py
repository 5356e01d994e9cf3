"""Files that users edited: headers changed, rows added and moved, and what a person says of them."""

from __future__ import annotations

import random
from datetime import datetime

import pytest

from app.core.errors import DocumentRefused
from app.core.sources.edited import headers
from app.core.statement import Corrections
from tests.core.edited_cases import first_note
from tests.core.edited_files import (
    day_of,
    legacy_grid,
    original,
    portal_grid,
    read_edited,
    told,
)
from tests.core.statement_files import (
    at,
    csv_bytes,
    legacy_bytes,
    legacy_row,
    xlsx_bytes,
)

# ---------------------------------------------------------------- headers


def test_a_header_beside_its_rows():
    grid = [row if at != 6 else ["", *row] for at, row in enumerate(legacy_grid())]
    _, lines, notes = read_edited(xlsx_bytes(grid), name="edited.xlsx")
    assert told(lines.observations) == told(original(legacy_grid()))
    first_note(notes, "one column beside")


def test_a_header_over_two_rows():
    header = portal_grid()[0]
    words = [cell.split(" ", 1) for cell in header]
    split = [[one[0] for one in words], [one[1] if len(one) > 1 else "" for one in words]]
    _, lines, notes = read_edited(csv_bytes([*split, *portal_grid()[1:]], delimiter=";"))
    assert told(lines.observations) == told(original(portal_grid()))
    first_note(notes, "split over two rows")


@pytest.mark.parametrize(
    "renamed",
    [
        {"Receipt No": "RECEIPT  NO"}, {"Receipt No": "Reciept No"}, {"Receipt No": "M-PESA Code"},
        {"Completion Time": "Completion_time"}, {"Completion Time": "Date and time"}, {"Details": "Description"},
        {"Paid In (KSHs)": "Money In", "Withdrawn (KSHs)": "Money Out"}, {"Withdrawn (KSHs)": "Withdrawl"},
    ],
    ids=str,
)  # fmt: skip
def test_a_header_renamed_a_little(renamed):
    grid = portal_grid()
    grid[0] = [renamed.get(cell, cell) for cell in grid[0]]
    _, lines, _ = read_edited(csv_bytes(grid))
    assert told(lines.observations) == told(original(portal_grid()))


@pytest.mark.parametrize("other", ["Receipt Book", "Balance", "Reference"])
def test_a_header_renamed_too_much_is_refused(other):
    grid = portal_grid()
    grid[0][0] = other
    with pytest.raises(DocumentRefused):
        read_edited(csv_bytes(grid))


def test_columns_that_the_user_added_or_took_away():
    grid = [[*row, "checked", row[0]] for row in portal_grid()]
    grid[0][-2:] = ["Remarks of Mary", "No."]
    _, lines, _ = read_edited(csv_bytes([["7", *row] for row in grid]))
    assert told(lines.observations) == told(original(portal_grid()))
    without = [row[:3] + row[4:] for row in portal_grid()]
    _, lines, notes = read_edited(csv_bytes(without))
    assert told(lines.observations) == told(original(portal_grid()))
    first_note(notes, "no column tells the status")


@pytest.mark.parametrize("missing", [0, 1, 2, 4, 5])
def test_columns_that_are_needed(missing):
    with pytest.raises(DocumentRefused):
        read_edited(csv_bytes([row[:missing] + row[missing + 1 :] for row in portal_grid()]))


# ---------------------------------------------------------------- rows added, taken away, moved


def test_sums_and_words_below_the_table():
    grid = [
        *portal_grid(),
        [],
        ["TOTAL", "", "", "", "12,345.00", "-1.00"],
        ["", "", "", "", "5.00"],
        ["Checked, Mary"],
    ]
    _, lines, notes = read_edited(csv_bytes(grid))
    assert told(lines.observations) == told(original(portal_grid()))
    assert not lines.rejected
    first_note(notes, "2 rows of totals: left out")
    first_note(notes, "1 row of words")


@pytest.mark.parametrize("receipt", ["", "LOST"])
def test_a_row_whose_receipt_was_lost_is_no_sum(receipt):
    _, lines, _ = read_edited(legacy_bytes(legacy_row(receipt), legacy_row("TK5AB1K2M2")))
    assert len(lines.rejected) == 1
    assert "is not a receipt number" in lines.rejected[0].reason


def test_overlapping_exports_in_one_file():
    grid = legacy_grid()
    middle = len(grid) - 4
    merged = [*grid[:middle], *grid]
    _, lines, notes = read_edited(csv_bytes(merged))
    assert {line.digest for line in lines.observations} == {line.digest for line in original(grid)}
    assert not lines.rejected
    first_note(notes, "several exports")


def test_merged_preambles_bound_the_whole():
    grid = legacy_grid()
    later = [list(row) for row in grid]
    later[3] = ["Time Period:", "From", "08-11-2025 00:00:00", "To", "09-11-2025 23:59:59"]
    later[5] = ["Opening Balance:", "7.00", "Closing Balance:", "9.00"]
    declared, _, _ = read_edited(csv_bytes([*later, *grid]))
    alone, _, _ = read_edited(csv_bytes(grid))
    assert (declared.starts_at, declared.opening_cents) == (alone.starts_at, alone.opening_cents)
    assert (declared.ends_at, declared.closing_cents) == (at("2025-11-09 23:59:59"), 900)
    assert declared.paid_in_cents is None


def test_exports_of_two_wallets_in_one_file_are_refused():
    other = [["Short Code:", "4000002"] if row[0] == "Short Code:" else row for row in legacy_grid()]
    with pytest.raises(DocumentRefused, match="two wallets, 4000001 and 4000002"):
        read_edited(csv_bytes([*legacy_grid(), *other]))


def test_tables_of_two_layouts_in_one_file_are_refused():
    with pytest.raises(DocumentRefused, match="tables with different columns"):
        read_edited(csv_bytes([*portal_grid(), *legacy_grid()[6:]]))


def test_rows_that_lost_their_last_cells():
    rows = [row[:-1] for row in legacy_grid()[7:]]
    _, lines, notes = read_edited(csv_bytes([*legacy_grid()[:7], *rows]))
    assert told(lines.observations) == told(original(legacy_grid()))
    first_note(notes, "more or fewer cells")


@pytest.mark.parametrize("place", range(1, 14))
def test_a_row_with_a_cell_more_or_less_in_its_middle_is_never_misread(place):
    sound = legacy_row()
    for bad in ([*sound[:place], *sound[place + 1 :]], [*sound[:place], "note", *sound[place:]]):
        _, lines, _ = read_edited(legacy_bytes(legacy_row("TK5AB1K2M2"), bad, legacy_row("TK5AB1K2M3")))
        found = [line for line in lines.observations if line.receipt == sound[0]]
        assert len(found) + len(lines.rejected) == 1
        assert not lines.ignored
        for line in found:
            assert (line.amount_cents, line.balance_cents, line.completed_at) == (
                150000,
                250000,
                at("2025-11-05 08:01:10"),
            )


def test_rows_in_any_order_give_the_same():
    grid = legacy_grid()
    rows = grid[7:]
    random.Random(3).shuffle(rows)
    _, lines, _ = read_edited(csv_bytes([*grid[:7], *rows]))
    assert told(lines.observations) == told(original(grid))


def test_hidden_rows_of_a_workbook_are_read_like_others():
    import io

    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(legacy_grid())))
    sheet = book.worksheets[0]
    sheet.auto_filter.ref = sheet.dimensions
    for number in (9, 10):
        sheet.row_dimensions[number].hidden = True
    out = io.BytesIO()
    book.save(out)
    _, lines, _ = read_edited(out.getvalue(), name="edited.xlsx")
    assert told(lines.observations) == told(original(legacy_grid()))


# ---------------------------------------------------------------- what a person says


def test_money_in_and_out_exchanged():
    grid = portal_grid()
    grid[0][4], grid[0][5] = grid[0][5], grid[0][4]
    _, lines, _ = read_edited(csv_bytes(grid), corrections=Corrections(flip_sign=True))
    assert told(lines.observations) == told(original(portal_grid()))


def test_columns_shown_by_a_person():
    grid = portal_grid()
    grid[0] = ["code of it", "when", "what", "how", "plus", "minus", "then"]
    with pytest.raises(DocumentRefused):
        read_edited(csv_bytes(grid))
    names = ("receipt", "completed", "details", "status", "paid_in", "withdrawn", "balance")
    shown = Corrections(columns={name: at for at, name in enumerate(names)})
    _, lines, _ = read_edited(csv_bytes(grid), corrections=shown)
    assert told(lines.observations) == told(original(portal_grid()))


def test_lines_read_in_another_way_are_other_lines():
    data = csv_bytes(portal_grid())
    _, plain, _ = read_edited(data)
    _, flipped, _ = read_edited(data, corrections=Corrections(flip_sign=True))
    assert {line.digest for line in plain.observations}.isdisjoint(line.digest for line in flipped.observations)
    assert sorted(line.amount_cents for line in plain.observations) == sorted(
        -line.amount_cents for line in flipped.observations
    )


def test_an_untouched_file_is_read_as_ever():
    _, _, notes = read_edited(csv_bytes(legacy_grid()))
    assert notes == ()
    assert day_of("05-11-2025 08:01:10") == datetime(2025, 11, 5, 8, 1, 10)


@pytest.mark.parametrize("columns", [{"balance": 7}, {"party": 20, "details": 2}])
def test_a_column_that_the_file_lacks_is_refused(columns):
    with pytest.raises(DocumentRefused, match=r"The file has 7 columns, so there is no column \d+ to read."):
        read_edited(csv_bytes(portal_grid()), corrections=Corrections(columns=columns))


def test_a_header_shown_by_a_person_for_a_wider_file_is_not_taken():
    grid = portal_grid()
    grid[0] = ["code of it", "when", "what", "how", "plus", "minus", "then"]
    shown = Corrections(
        columns={"receipt": 0, "completed": 1, "details": 2, "paid_in": 4, "withdrawn": 5, "balance": 7}
    )
    with pytest.raises(DocumentRefused):
        read_edited(csv_bytes(grid), corrections=shown)


@pytest.mark.parametrize(("width", "length"), [(330, 8), (20, 60)], ids=["many columns", "long cells"])
def test_what_can_be_no_heading_is_not_compared_with_all_that_are_known(monkeypatch, width, length):
    """A file of 200 kB took 42 s of processor time to be told that it has no header."""
    compared: list[str] = []
    monkeypatch.setattr(headers, "SequenceMatcher", lambda _, one, other: compared.append(one))
    chance = random.Random(1)
    letters = "receiptnocompletiontimedetailspaidinwithdrawnbalance"
    rows = [["".join(chance.choices(letters, k=length)) for _ in range(width)] for _ in range(30)]
    with pytest.raises(DocumentRefused, match="No header line"):
        read_edited(csv_bytes(rows))
    assert compared == []
