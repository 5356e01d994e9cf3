"""Days and times that a spreadsheet rewrote: put right by proof and told, or the row is refused with its reason."""

from __future__ import annotations

import pytest

from app.core.errors import DocumentRefused
from app.core.statement import Corrections
from tests.core.edited_cases import GRIDS, TIMES, first_note
from tests.core.edited_files import (
    as_american_cell,
    as_american_text,
    as_serial,
    day_of,
    legacy_grid,
    original,
    read_edited,
    told,
    with_column,
)
from tests.core.statement_files import (
    LEGACY_HEADER,
    PORTAL_HEADER,
    at,
    csv_bytes,
    legacy_bytes,
    legacy_row,
    portal_row,
    xlsx_bytes,
)

# ---------------------------------------------------------------- days and times


@pytest.mark.parametrize("grid", GRIDS.values(), ids=GRIDS)
@pytest.mark.parametrize(
    ("change", "words"),
    [
        (as_american_text, "turned back, as the letters of their receipts prove"),
        (as_serial, "saved again by a spreadsheet"),
        (lambda text: f"{day_of(text):%d-%b-%Y %H:%M:%S}", "saved again by a spreadsheet"),
        (lambda text: f"{day_of(text):%m/%d/%y %H:%M:%S}", "turned back"),
    ],
    ids=["month first", "serial", "month by name", "two digits of the year"],
)
def test_times_saved_again_as_text(grid, change, words):
    _, lines, notes = read_edited(csv_bytes(with_column(grid(), TIMES, change)))
    assert told(lines.observations) == told(original(grid()))
    assert not lines.rejected
    assert f"{len(lines.observations)} rows" in first_note(notes, words)


@pytest.mark.parametrize("grid", GRIDS.values(), ids=GRIDS)
@pytest.mark.parametrize("change", [as_american_cell, day_of], ids=["month first", "day first"])
def test_times_that_became_true_cells(grid, change):
    _, lines, _ = read_edited(xlsx_bytes(with_column(grid(), TIMES, change)), name="edited.xlsx")
    assert told(lines.observations) == told(original(grid()))
    assert not lines.rejected


def mixed_rows(change) -> bytes:
    rows = [
        legacy_row(f"TK{'123456789ABCDEFGHIJKLMNOPQRSTU'[day - 1]}AB1K2M1", f"{day:02d}-11-2025 08:01:10")
        for day in range(30, 0, -1)
    ]
    return xlsx_bytes(with_column([LEGACY_HEADER, *rows], TIMES, change))


def test_a_mixture_of_turned_cells_and_text_is_put_right_row_by_row():
    _, lines, notes = read_edited(mixed_rows(as_american_cell), name="edited.xlsx")
    assert [line.completed_at for line in lines.observations] == [
        at(f"2025-11-{day:02d} 08:01:10") for day in range(30, 0, -1)
    ]
    assert [line.initiated_at for line in lines.observations] == [line.completed_at for line in lines.observations]
    assert first_note(notes, "turned back").startswith("11 rows ")  # the eleventh of November is the same turned


def test_one_turned_cell_among_many_texts_is_put_right():
    def change(text: str):
        return as_american_cell(text) if text.startswith("05") else text

    _, lines, notes = read_edited(mixed_rows(change), name="edited.xlsx")
    assert at("2025-11-05 08:01:10") in [line.completed_at for line in lines.observations]
    assert first_note(notes, "turned back").startswith("1 row ")


def silent_rows(*times: str, receipts: str = "Y29DW") -> list[list[str]]:
    return [legacy_row(f"{receipts}{n:03d}", time, balance="", party="") for n, time in enumerate(times)]


def test_silent_receipts_leave_an_open_day_refused_row_by_row():
    data = legacy_bytes(*silent_rows("5/6/2025 8:01", "4/6/2025 8:01"))
    _, lines, _ = read_edited(data)
    assert not lines.observations
    assert [row.reason for row in lines.rejected] == [
        "“5/6/2025 8:01” may be 5 June or 6 May, and nothing in the file tells which.",
        "“4/6/2025 8:01” may be 4 June or 6 April, and nothing in the file tells which.",
    ]


@pytest.mark.parametrize(("wish", "day"), [(True, "2025-05-06"), (False, "2025-06-05")])
def test_a_person_may_say_which_it_is(wish, day):
    data = legacy_bytes(*silent_rows("5/6/2025 8:01"))
    _, lines, _ = read_edited(data, corrections=Corrections(swap_day_month=wish))
    assert [line.completed_at for line in lines.observations] == [at(f"{day} 08:01:00")]


def test_a_day_that_only_one_order_makes_speaks_for_its_hand():
    data = legacy_bytes(*silent_rows("5/6/2025 8:01", "5/25/2025 8:01"))
    _, lines, notes = read_edited(data)
    assert [line.completed_at for line in lines.observations] == [at("2025-05-06 08:01:00"), at("2025-05-25 08:01:00")]
    assert "the rest of the file proves" in first_note(notes, "turned back")


def test_days_of_both_orders_leave_the_open_ones_refused():
    data = legacy_bytes(*silent_rows("5/6/2025 8:01", "5/25/2025 8:01", "25/5/2025 8:01"))
    _, lines, _ = read_edited(data)
    assert len(lines.observations) == 2
    assert "nothing in the file tells which" in lines.rejected[0].reason


def lettered_rows(*times: str) -> list[list[str]]:
    return [legacy_row(f"TK5AB1K{n:03d}", time, balance="", party="") for n, time in enumerate(times)]


def test_a_hand_that_wrote_both_orders_speaks_for_nobody():
    rows = [*lettered_rows(*["5/11/2025 8:01"] * 3, *["11/5/2025 8:01"] * 3), *silent_rows("5/6/2025 8:01")]
    _, lines, _ = read_edited(legacy_bytes(*rows))
    assert [line.completed_at for line in lines.observations] == [at("2025-11-05 08:01:00")] * 6
    assert [row.receipt for row in lines.rejected] == ["Y29DW000"]


def test_one_row_that_agrees_only_when_turned_is_chance_among_rows_of_its_hand():
    _, lines, _ = read_edited(legacy_bytes(*lettered_rows(*["5/11/2025 8:01"] * 3, "11/5/2025 8:01")))
    assert lines.observations[3].completed_at == at("2025-05-11 08:01:00")
    assert lines.observations[3].warning == "The receipt's letters say 5 Nov 2025; its row has another day."


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Text is read in so small pieces that a document has several stretches."""
    monkeypatch.setattr("app.core.sources.text.BLOCK_BYTES", 1_000)


@pytest.mark.usefixtures("small_blocks")
def test_an_edit_far_into_the_file_is_put_right_from_there_on():
    early = [legacy_row(f"TK5AB2K{n:03d}", balance="") for n in range(50)]
    late = lettered_rows(*["11/05/2025 8:01"] * 4)
    _, lines, notes = read_edited(legacy_bytes(*early, *late))
    assert len(lines.observations) == 54
    assert {line.completed_at for line in lines.observations[50:]} == {at("2025-11-05 08:01:00")}
    assert first_note(notes, "turned back").startswith("4 rows ")


@pytest.mark.usefixtures("small_blocks")
def test_an_edit_far_into_the_file_that_puts_rows_before_in_doubt_is_refused():
    early = silent_rows(*["05-06-2025 08:01:10"] * 50)
    with pytest.raises(DocumentRefused, match="days written in two ways"):
        read_edited(legacy_bytes(*early, *silent_rows("05-25-2025 08:01:10", receipts="Y29DX")))


def course_rows(*days: str) -> list[list[str]]:
    rows, balance = [], 100_00
    for n, day in enumerate(days):
        balance += 10_00
        rows.append(legacy_row(f"Y29DW{n:03d}", f"{day} 8:01", paid_in="10.00", balance=f"{balance / 100:.2f}"))
    return rows[::-1]


def test_the_balances_prove_the_order_of_silent_days():
    data = legacy_bytes(*course_rows("30/10/2025", "31/10/2025", "1/11/2025", "2/11/2025", "3/11/2025"))
    _, lines, _ = read_edited(data)
    days = ["2025-11-03", "2025-11-02", "2025-11-01", "2025-10-31", "2025-10-30"]
    assert [line.completed_at for line in lines.observations] == [at(f"{day} 08:01:00") for day in days]
    _, other, _ = read_edited(legacy_bytes(*course_rows("10/12/2025", "10/12/2025", "11/1/2025", "11/2/2025")))
    assert other.observations[0].completed_at == at("2025-11-02 08:01:00")


def test_balances_that_do_not_run_on_prove_nothing():
    rows = course_rows("30/10/2025", "31/10/2025", "1/11/2025", "2/11/2025", "3/11/2025")
    for row, balance in zip(rows, ("7.00", "900.00", "13.00", "44.00", "5.00"), strict=True):
        row[7] = balance
    _, lines, _ = read_edited(legacy_bytes(*rows))
    assert [row.line for row in lines.rejected] == [2, 3, 4]


def test_the_period_in_the_files_name_bounds_silent_days():
    rows = [PORTAL_HEADER, ["Y29DW127", "5/11/2025 8:01", *portal_row("Pay Bill from 254 - A Acc. 1", paid_in="5")[2:]]]
    name = "Statements for 4000001 from 2025-11-05 to 2025-11-06.csv"
    assert read_edited(csv_bytes(rows), name=name)[1].observations[0].completed_at == at("2025-11-05 08:01:00")
    name = "Statements for 4000001 from 2025-05-11 to 2025-05-12.csv"
    assert read_edited(csv_bytes(rows), name=name)[1].observations[0].completed_at == at("2025-05-11 08:01:00")
    assert read_edited(csv_bytes(rows), name="renamed.csv")[1].rejected


@pytest.mark.parametrize(
    ("time", "words"),
    [
        ("########", "The column was too narrow"),
        ("01:10.0", "lost its day in a spreadsheet"),
        ("05/11/2025", "lost its time of day"),
        ("45966", "lost its time of day"),
        ("31/02/2025 08:01", "cannot be read"),
        ("5/11/2025 25:01", "cannot be read"),
        ("yesterday", "cannot be read"),
    ],
)
def test_times_that_lost_too_much(time, words):
    _, lines, _ = read_edited(legacy_bytes(legacy_row(time=time), legacy_row("TK5AB1K2M2")))
    assert [line.receipt for line in lines.observations] == ["TK5AB1K2M2"]
    assert words in lines.rejected[0].reason


def test_a_period_that_was_turned_with_the_rows_is_not_believed():
    grid = with_column(legacy_grid(), TIMES, as_american_text)
    declared, _, _ = read_edited(csv_bytes(grid))
    assert declared.starts_at is not None  # the preamble was left as it stood, and holds all rows
    grid[3] = ["Time Period:", "From", "11/05/2025 00:00:00", "To", "11/06/2025 23:59:59"]
    declared, lines, _ = read_edited(csv_bytes(grid))
    assert (declared.starts_at, declared.ends_at) == (None, None)
    assert len(lines.observations) == 10


def test_lost_seconds_are_told():
    grid = with_column(legacy_grid(), TIMES, lambda text: f"{day_of(text):%d/%m/%Y %H:%M}")
    _, lines, notes = read_edited(csv_bytes(grid))
    assert told(lines.observations, but=("completed_at", "initiated_at")) == told(
        original(legacy_grid()), but=("completed_at", "initiated_at")
    )
    assert "lost their seconds" in first_note(notes, "seconds")
