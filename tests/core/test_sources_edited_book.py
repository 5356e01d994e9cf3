"""Edited files taken into a book: what is told, what is refused, and the preview that is the dry run's twin."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from app.core.actions.previewing import Preview
from app.core.actions.undo_import import undo_import
from app.core.book import Book
from app.core.errors import DocumentRefused, LookFirst
from app.core.jobs import import_document, import_payload, preview_payload
from app.core.sources import Payload
from app.core.statement import BalanceState, Corrections, ImportSummary, WalletKey
from app.core.store.tables import transactions
from tests.books import is_sound, standing
from tests.core.edited_files import as_american_cell, as_american_text, legacy_grid, portal_grid, with_column
from tests.core.statement_files import LEGACY_CSV, LEGACY_HEADER, PORTAL_CSV, at, csv_bytes, legacy_row, xlsx_bytes

PORTAL = "Statements for 4000001 from 2025-11-05 to 2025-11-06.csv"
TIMES = ("Completion Time", "Initiation Time")


@pytest.fixture
def book(sqlite_place: str):
    made = Book.create(sqlite_place, business="TESTBIZ LIMITED")
    yield made
    made.close()


def edited(grid, *, name: str = "edited.csv", **corrections) -> Payload:
    data = xlsx_bytes(grid) if name.endswith("xlsx") else csv_bytes(grid)
    return Payload(name, data=data, corrections=Corrections(**corrections))


def counted(summary: ImportSummary) -> dict[str, int]:
    names = ("new", "known", "enriched", "ignored", "conflicts", "rejected")
    return {name.removesuffix("s"): getattr(summary, name) for name in names if getattr(summary, name)}


def sorted_rows(preview: Preview) -> dict[str, int]:
    return dict(Counter(row.outcome for row in preview.page(0, preview.rows)))


# ---------------------------------------------------------------- what is told


def test_a_file_turned_back_is_the_same_money_and_says_so(book):
    grid = with_column(legacy_grid(), TIMES, as_american_cell)
    summary = import_payload(book, edited(grid, name="edited.xlsx"))
    assert (summary.new, summary.rejected) == (10, 0)
    assert any("turned back, as the letters of their receipts prove" in note for note in summary.notes)
    after = import_document(book, LEGACY_CSV)
    assert (after.new, after.known + after.enriched, after.conflicts) == (0, 10, 0)
    assert is_sound(book)


def test_what_was_done_stays_with_the_import(book):
    grid = with_column(legacy_grid(), TIMES, as_american_text)
    payload = edited(grid)
    assert import_payload(book, payload).notes == import_payload(book, payload).notes != ()


def test_rows_taken_out_by_hand_are_a_hole_and_no_refusal(book):
    grid = legacy_grid()
    del grid[10]
    summary = import_payload(book, edited(grid))
    assert summary.new == 9
    assert summary.balance.state == BalanceState.BROKEN
    assert summary.balance.breaks


def test_rows_sorted_by_another_column_are_walked_by_time(book):
    grid = legacy_grid()
    summary = import_payload(book, edited([*grid[:7], *sorted(grid[7:], key=lambda row: row[3])]))
    assert summary.balance.state == BalanceState.PROVEN


def test_overlapping_exports_in_one_file_count_once(book):
    grid = legacy_grid()
    summary = import_payload(book, edited([*grid[:-4], *grid]))
    assert (summary.new, summary.known) == (10, 6)
    assert summary.balance.state == BalanceState.PROVEN


def test_a_file_whose_days_stay_open_is_refused_whole(book):
    rows = [legacy_row(f"Y29DW{n:03d}", "5/6/2025 8:01", balance="") for n in range(3)]
    payload = Payload("open.csv", data=csv_bytes([*legacy_grid()[:7], *rows]))
    with pytest.raises(DocumentRefused, match="nothing in it tells which"):
        import_payload(book, payload)
    assert standing(book) == []
    preview = preview_payload(book, payload)
    assert sorted_rows(preview) == {"rejected": 3}
    preview.close()
    said = Payload("open.csv", data=payload.data, corrections=Corrections(swap_day_month=True))
    assert import_payload(book, said).new == 3


def test_lines_taken_back_may_be_read_in_another_way(book):
    wrong = import_payload(book, edited(portal_grid(), name=PORTAL, flip_sign=True))
    assert wrong.import_id is not None
    flipped = standing(book)
    book.do(undo_import, import_id=int(wrong.import_id))
    right = import_payload(book, edited(portal_grid(), name=PORTAL))
    assert right.new == wrong.new
    assert standing(book) != flipped
    assert is_sound(book)


# ---------------------------------------------------------------- the preview


def test_a_preview_is_the_dry_runs_twin_and_writes_nothing(book):
    import_document(book, PORTAL_CSV)
    before = standing(book)
    grid = legacy_grid()
    payload = edited([*grid, legacy_row(paid_in="x"), legacy_row("TK5AB1K2M9", status="Failed"), grid[8]])
    dry = import_payload(book, payload, is_dry_run=True)
    preview = preview_payload(book, payload)
    assert preview.summary == dry
    assert sorted_rows(preview) == counted(dry)
    assert preview.rows == dry.rows
    assert standing(book) == before
    done = import_payload(book, payload)
    assert replace(done, import_id=None) == dry
    preview.close()


def test_the_rows_of_a_preview(book):
    preview = preview_payload(
        book, edited([*legacy_grid()[:7], legacy_row(time="11/5/2025 8:01"), legacy_row("TK5AB1K2M2", paid_in="x")])
    )
    first, second = preview.page(0, 10)
    assert (first.line, first.receipt, first.amount_cents, first.party) == (
        8,
        "TK5AB1K2M1",
        150000,
        "ALICE **** TESTER",
    )
    assert (first.outcome, first.problem) == ("new", "the day was turned back to 5 Nov 2025")
    assert (second.outcome, second.problem) == ("rejected", "The amount paid in, “x”, cannot be read.")
    assert preview.is_edited
    assert preview.page(0, 10, is_odd_only=True) == (first, second)
    assert preview.page(1, 1) == (second,)
    preview.close()


def test_known_rows_of_a_preview_show_what_the_book_says(book):
    """Two legs of one receipt, a row that moved no money, and one row that is new."""
    charge = legacy_row(
        details="Pay Bill Charge", paid_in="", withdrawn="-5.00", balance="2495.00", party="SP", account=""
    )
    failed = legacy_row("TK5AB1K2M2", status="Failed", balance="")
    wallet = WalletKey("4000001", "Utility")
    import_payload(book, Payload("a.csv", data=csv_bytes([LEGACY_HEADER, charge, legacy_row(), failed])), wallet=wallet)
    import_payload(  # a second source that knows the payer better
        book,
        Payload("b.csv", data=csv_bytes([LEGACY_HEADER, legacy_row(party="254700000001 - ALICE MOCK TESTER")])),
        wallet=wallet,
    )
    fresh = legacy_row("TK5AB1K2M3", paid_in="100.00", balance="2595.00")
    again = Payload("c.csv", data=csv_bytes([LEGACY_HEADER, fresh, charge, legacy_row(), failed]))
    preview = preview_payload(book, again, wallet=wallet)
    shown = [(row.outcome, row.receipt, row.completed_at, row.amount_cents, row.party) for row in preview.page(0, 9)]
    moment = at("2025-11-05 08:01:10")
    assert shown == [
        ("new", "TK5AB1K2M3", moment, 10_000, "ALICE **** TESTER"),
        ("known", "TK5AB1K2M1", moment, -500, ""),
        ("known", "TK5AB1K2M1", moment, 150_000, "ALICE MOCK TESTER"),
        ("ignored", "TK5AB1K2M2", None, None, ""),
    ]
    preview.close()


def test_known_rows_far_down_show_their_receipts_alone(book, monkeypatch):
    monkeypatch.setattr("app.core.actions.previewing.MOST_LOOKED_UP", 0)
    rows = [LEGACY_HEADER, legacy_row()]
    wallet = WalletKey("4000001", "Utility")
    import_payload(book, Payload("a.csv", data=csv_bytes(rows)), wallet=wallet)
    again = csv_bytes([*rows, legacy_row("TK5AB1K2M2", balance="")])
    preview = preview_payload(book, Payload("b.csv", data=again), wallet=wallet)
    assert preview.page(0, 1)[0][:6] == (2, "TK5AB1K2M1", None, None, "", "known")
    preview.close()


def test_pages_of_a_long_preview(book):
    rows = [legacy_row(f"TK5AB{n:05d}", balance="") for n in range(30_000)]
    rows[25_000] = legacy_row("TK5AB25000", paid_in="x")
    payload = Payload("long.csv", data=csv_bytes([*legacy_grid()[:3], legacy_grid()[6], *rows]))
    preview = preview_payload(book, payload)
    assert preview.rows == 30_000
    assert [row.receipt for row in preview.page(29_998, 100)] == ["TK5AB29998", "TK5AB29999"]
    assert [row.receipt for row in preview.page(0, 100, is_odd_only=True)] == ["TK5AB25000"]
    place = preview._place
    assert place is not None
    assert place.exists()
    preview.close()
    preview.close()
    assert not place.exists()
    assert preview.page(0, 10) == ()


def test_a_preview_that_fails_leaves_nothing_behind(book, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with pytest.raises(DocumentRefused):
        preview_payload(book, Payload("bad.csv", data=b"just words\n"))
    assert list(tmp_path.glob("*.rows")) == []


def test_a_file_taken_in_before_is_previewed_as_known(book):
    import_document(book, LEGACY_CSV)
    preview = preview_payload(book, Payload.of_path(LEGACY_CSV))
    assert (preview.summary.known, preview.rows) == (10, 0)
    preview.close()


# ---------------------------------------------------------------- zeros that a spreadsheet took from accounts


@pytest.mark.parametrize("true_first", [True, False], ids=["true one first", "edited one first"])
def test_an_account_that_lost_its_zeros_is_the_same_account(book, true_first):
    """Nothing is invented: the reference stays short until a document that kept its zeros is taken in."""
    whole = csv_bytes([LEGACY_HEADER, legacy_row(account=" 0012345678")])
    short = csv_bytes([LEGACY_HEADER, legacy_row(account="12345678")])
    documents = [Payload("true.csv", data=whole), Payload("edited.csv", data=short)]
    first, second = documents if true_first else documents[::-1]
    wallet = WalletKey("4000001", "Utility")
    import_payload(book, first, wallet=wallet)
    assert accounts(book) == ["0012345678" if true_first else "12345678"]
    told = import_payload(book, second, wallet=wallet)
    assert counted(told) == ({"known": 1} if true_first else {"enriched": 1})
    assert (accounts(book), told.problems) == (["0012345678"], ())
    assert is_sound(book)


def accounts(book) -> list[str]:
    return [
        row.account_ref for row in book.ask(lambda reader: reader.execute(select(transactions.c.account_ref)).all())
    ]


# ---------------------------------------------------------------- looking first


@pytest.mark.parametrize(
    "data",
    [
        csv_bytes(with_column(legacy_grid(), TIMES, as_american_text)),
        csv_bytes([*legacy_grid(), legacy_row(paid_in="x")]),
        csv_bytes([[*row, "Mary"] for row in legacy_grid()]),
    ],
    ids=["put right", "rejected", "a column more"],
)
def test_a_careful_import_wants_a_look_and_writes_nothing(book, data):
    with pytest.raises(LookFirst, match="looked at"):
        import_payload(book, Payload("edited.csv", data=data), is_careful=True)
    assert standing(book) == []


def test_a_careful_import_of_an_untouched_file_goes_through(book):
    assert import_payload(book, Payload.of_path(LEGACY_CSV), is_careful=True).new == 10


def test_what_the_reading_process_put_right_crosses_to_this_one(book, tmp_path: Path):
    grid = with_column(legacy_grid(), TIMES, as_american_text)
    text, workbook = tmp_path / "edited.csv", tmp_path / "edited.xlsx"
    text.write_bytes(csv_bytes(grid))
    workbook.write_bytes(xlsx_bytes(grid))
    here, apart = (import_document(book, place, is_dry_run=True) for place in (text, workbook))
    assert apart.notes == here.notes != ()
    assert apart.new == here.new


def test_a_download_of_known_rows_with_another_torn_one_is_taken_in(book):
    wallet = WalletKey("4000001", "Utility")
    whole, torn = legacy_row("TK5AB1K2M1"), ["TK5AB1K2M2", "05-11-2025 08:05:00"]
    first = import_payload(book, Payload("first.csv", data=csv_bytes([LEGACY_HEADER, whole, torn])), wallet=wallet)
    more = ["TK5AB1K2M3", "05-11-2025 08:06:00"]
    again = import_payload(
        book, Payload("again.csv", data=csv_bytes([LEGACY_HEADER, whole, torn, more])), wallet=wallet
    )
    assert (counted(first), counted(again)) == ({"new": 1, "rejected": 1}, {"known": 1, "rejected": 2})
