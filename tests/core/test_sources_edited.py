"""Files that users edited: what was done is put right by proof and told, or the row is refused with its reason."""

from __future__ import annotations

import random
from datetime import datetime

import pytest

from app.core.errors import DocumentRefused
from app.core.statement import Corrections
from tests.core.edited_files import (
    as_american_cell,
    as_american_text,
    as_serial,
    day_of,
    legacy_grid,
    original,
    portal_grid,
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

TIMES = ("Completion Time", "Initiation Time")
MONEY = ("Paid In", "Withdrawn", "Balance", "Paid In (KSHs)", "Withdrawn (KSHs)", "Balance (KSHs)")
GRIDS = {"legacy": legacy_grid, "portal": portal_grid}


def first_note(notes: tuple[str, ...], words: str) -> str:
    found = [note for note in notes if words in note]
    assert found, notes
    return found[0]


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
