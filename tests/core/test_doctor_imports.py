"""The import doctor: what is odd about a document, each in one sentence and one action."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from app.core import clock
from app.core.book import Book
from app.core.doctor.imports import Elsewhere, Facts, Overlap, TimePair, hours_off, import_findings
from app.core.jobs import import_document, import_payload
from app.core.sources import Payload
from app.core.statement import Declared, Proof, WalletKey
from tests.books import is_sound, legacy_file, legacy_line
from tests.core.statement_files import LEGACY_HEADER, csv_bytes, legacy_bytes, legacy_row

DAY = "05-11-2025"


def at(text: str) -> int:
    return clock.instant(datetime.strptime(text, "%d/%m/%Y %H:%M"))  # noqa: DTZ007


def findings(**facts: Any) -> list[str]:
    declared = facts.pop("declared", Declared("org_legacy_csv"))
    return [
        finding.text
        for finding in import_findings(Facts(declared, now=facts.pop("now", at("07/11/2025 08:00")), **facts))
    ]


def notes_of(book: Book, path: Path, **how: Any) -> tuple[str, ...]:
    return import_document(book, path, **how).notes


@pytest.fixture
def book(store_place: str):
    opened = Book.create(store_place, business="TESTBIZ", wallet_keys=[WalletKey("4000001", "Utility")])
    yield opened
    assert is_sound(opened)
    opened.close()


def rows(n: int, *, at: str = f"{DAY} 08:00:00", first: int = 0) -> list[str]:
    """So many payments of KES 100, newest first."""
    return [
        legacy_line(f"TK5AC1K{number:03d}", "100.00", f"{1100 + number * 100}.00", at=at)
        for number in reversed(range(first, first + n))
    ]


def test_nothing_odd_is_nothing_said() -> None:
    assert findings() == []
    assert findings(declared=Declared("x", ends_at=at("05/11/2025 23:59")), latest_at=at("05/11/2025 21:00")) == []


# ---------------------------------------------------------------- clocks


@pytest.mark.parametrize(
    ("seconds", "hours"),
    [
        ([], 0),
        ([0, 0, 0, 0], 0),
        ([10_800] * 3, 3),
        ([10_800] * 2, 0),
        ([-10_800, -10_790, -10_801, 2], -3),
        ([10_800] * 3 + [0] * 3, 0),
        ([1800] * 9, 0),
        ([3600 * 15] * 9, 0),
        ([10_800] * 3 + [7200] * 2, 3),
    ],
)
def test_whole_hours(seconds: list[int], hours: int) -> None:
    assert hours_off(seconds) == hours


@pytest.mark.parametrize(
    ("proof", "action"),
    [
        (Proof.STATEMENT, "find out which of the two is right, and undo the import of the other."),
        (Proof.SMS, "and these times count; set right the clock of whatever made “b.csv”."),
    ],
)
def test_a_clock_that_is_off(proof: Proof, action: str) -> None:
    (said,) = findings(times=[TimePair("b.csv", proof, -10_800)] * 3)
    assert said.startswith("Its times are 3 hours behind those of “b.csv”, on receipts that both hold.")
    assert said.endswith(action)


def test_a_pull_that_speaks_utc_is_told_beside_a_statement() -> None:
    (said,) = findings(
        declared=Declared("daraja_pull", proof=Proof.PULL), times=[TimePair("b.csv", Proof.STATEMENT, 3600)] * 3
    )
    assert "1 hour ahead of" in said
    assert "the other times count; set right the clock of whatever made this file" in said


def test_rows_that_are_still_to_come() -> None:
    (said,) = findings(latest_at=at("07/11/2025 09:00"))
    assert said.startswith("Its newest row is dated 07/11/2025 09:00, which is still to come.")
    assert findings(latest_at=at("07/11/2025 08:09")) == []


def test_two_statements_three_hours_apart(book: Book, tmp_path: Path) -> None:
    first = legacy_file(tmp_path, rows(6, at=f"{DAY} 08:00:00"), opening="1000.00", closing="1600.00")
    assert notes_of(book, first) == ()
    second = legacy_file(
        tmp_path, rows(6, at=f"{DAY} 11:00:00"), opening="1000.00", closing="1600.00", name="again.csv"
    )
    notes = notes_of(book, second)
    assert any(f"3 hours ahead of those of “{first.name}”" in note for note in notes)


# ---------------------------------------------------------------- periods


def test_made_before_its_period_ended() -> None:
    declared = Declared("x", ends_at=at("05/11/2025 23:59"), made_at=at("05/11/2025 14:10"))
    (said,) = findings(declared=declared)
    assert said.startswith("It was made at 05/11/2025 14:10, before its period ended at 05/11/2025 23:59. Download")
    (said,) = findings(declared=Declared("x", ends_at=at("05/11/2025 23:59"), made_at=at("05/11/2025 00:00")))
    assert said.startswith("It was made on 05/11/2025, before its period ended at 05/11/2025 23:59. Download")
    (said,) = findings(declared=Declared("x", ends_at=at("07/11/2025 23:59")))
    assert said.startswith("It was taken in at 07/11/2025 08:00, before its period ended")


def test_the_book_knows_later_rows() -> None:
    declared = Declared("x", ends_at=at("05/11/2025 23:59"))
    (said,) = findings(declared=declared, latest_at=at("05/11/2025 13:02"), later=12)
    assert said.startswith("It ends at 05/11/2025 13:02, but the book holds 12 transactions after that")
    assert "holds 1 transaction after" in findings(declared=declared, latest_at=at("05/11/2025 13:02"), later=1)[0]


def test_half_a_day_by_the_date_of_report(book: Book, tmp_path: Path) -> None:
    path = legacy_file(tmp_path, rows(3), opening="1000.00", closing="1300.00")
    path.write_text(
        path.read_text().replace("Date of Report:,07-11-2025 08:15:00", "Date of Report:,05-11-2025 14:10:00")
    )
    (said,) = notes_of(book, path)
    assert said.startswith("It was made at 05/11/2025 14:10, before its period ended at 05/11/2025 23:59.")


def test_half_a_day_by_the_file_name(book: Book, tmp_path: Path) -> None:
    path = tmp_path / "ORG_4000001_Utility Account_Completed_20251105141000.csv"
    head = [["Time Period:", "From", "05-11-2025 00:00:00", "To", "05-11-2025 23:59:59"]]
    path.write_bytes(csv_bytes([*head, LEGACY_HEADER, legacy_row()]))
    assert "It was made at 05/11/2025 14:10" in notes_of(book, path)[0]


def test_half_a_day_by_what_the_book_holds(book: Book, tmp_path: Path) -> None:
    evening = rows(2, at=f"{DAY} 20:00:00", first=3)
    notes_of(book, legacy_file(tmp_path, evening + rows(3), opening="1000.00", closing="1500.00"))
    said = notes_of(book, legacy_file(tmp_path, rows(3), opening="1000.00", closing="1300.00", second=9))
    assert said[0].startswith("It ends at 05/11/2025 08:00, but the book holds 2 transactions after that")


# ---------------------------------------------------------------- overlaps


def test_overlap_names_the_widest_and_counts_the_others() -> None:
    one = Overlap("a.csv", at("06/11/2025 09:00"), at("05/11/2025 08:00"), at("05/11/2025 12:00"))
    two = Overlap("b.csv", at("06/11/2025 10:00"), at("05/11/2025 08:00"), at("05/11/2025 20:00"))
    (said,) = findings(overlaps=[one, two], known=7)
    assert said == (
        "It overlaps from 05/11/2025 08:00 to 05/11/2025 20:00 with “b.csv” (and 1 more), taken in on 06/11/2025 10:00. "
        "Nothing to do: the 7 rows that were here are counted once."
    )
    assert findings(overlaps=[one], known=1)[0].endswith("the 1 row that was here is counted once.")
    assert findings(overlaps=[one], known=9, conflicts=1)[0].endswith("1 row says something else than the book.")
    assert findings(overlaps=[one], conflicts=2)[0].endswith("2 rows say something else than the book.")
    assert findings(overlaps=[one])[0].endswith("check that both files are of the same wallet.")


def test_an_overlap_in_the_book_is_told_until_it_is_undone(book: Book, tmp_path: Path) -> None:
    from app.core.actions.undo_import import undo_import

    first = import_document(
        book, legacy_file(tmp_path, rows(3), opening="1000.00", closing="1300.00", name="first.csv")
    )
    second = legacy_file(tmp_path, rows(4), opening="1000.00", closing="1400.00", name="second.csv")
    rehearsed = import_document(book, second, is_dry_run=True)
    assert "with “first.csv”, taken in on" in rehearsed.notes[0]
    assert "the 3 rows that were here are counted once" in rehearsed.notes[0]
    book.do(undo_import, import_id=first.import_id or 0)
    assert notes_of(book, second) == ()


# ---------------------------------------------------------------- wallets


def test_wrong_wallet_needs_most_of_the_payments() -> None:
    other = WalletKey("4000002", "Utility")
    (said,) = findings(elsewhere=Elsewhere(other, 3, 5))
    assert said == (
        "3 of 5 payments looked at stand in this book under 4000002 Utility too. "
        "If the file is of 4000002 Utility, undo this import and take it in for that wallet."
    )
    assert findings(elsewhere=Elsewhere(other, 3, 6)) == []
    assert findings(elsewhere=Elsewhere(other, 2, 2)) == []


def test_payments_that_stand_under_another_wallet(book: Book, tmp_path: Path) -> None:
    other = WalletKey("4000002", "Utility")
    legacy = legacy_file(tmp_path, rows(4), opening="1000.00", closing="1400.00", code="4000002")
    assert notes_of(book, legacy, wallet=other) == ()
    wrong = legacy_file(tmp_path, rows(4), opening="1000.00", closing="1400.00", name="renamed.csv")
    (said,) = notes_of(book, wrong)
    assert said.startswith("4 of 4 payments looked at stand in this book under 4000002 Utility too.")


# ---------------------------------------------------------------- formats


def test_new_columns_are_named_and_known_ones_used(book: Book) -> None:
    data = csv_bytes([[*LEGACY_HEADER, "Till Name", "Agent"], [*legacy_row(), "Westlands", "x"]])
    summary = import_payload(book, Payload("new.csv", data=data), wallet=WalletKey("4000001", "Utility"))
    assert summary.new == 1
    assert summary.notes == (
        (
            "It has columns that are not known here: “Till Name”, “Agent”. All known columns were used. "
            "If its figures look wrong, the provider has changed the format: ask for an update of MpesaBooks."
        ),
    )
    (said,) = findings(declared=Declared("x", unknown_columns=("Agent",)))
    assert said.startswith("It has a column that is not known here: “Agent”.")


def test_the_samples_have_no_unknown_column(samples: Path) -> None:
    from app.core.sources import read

    for path in samples.glob("*.[cx][sl]*"):
        assert read(Payload.of_path(path)).declared.unknown_columns == (), path.name


def test_a_needed_column_that_is_missing_is_named(book: Book) -> None:
    from app.core.errors import DocumentRefused

    header = [name for name in LEGACY_HEADER if name not in ("Paid In", "Transaction Status")]
    with pytest.raises(DocumentRefused, match="without its columns “Transaction Status” and “Paid In”"):
        import_payload(book, Payload("new.csv", data=csv_bytes([header, ["x"] * len(header)])))
    assert legacy_bytes(legacy_row())


# ---------------------------------------------------------------- codes


def test_a_new_receipt_that_looks_like_one_of_the_same_amount(book: Book, tmp_path: Path) -> None:
    row = legacy_line("TK5AB1KS0M", "100.00", "1100.00")
    notes_of(book, legacy_file(tmp_path, [row], opening="1000.00", closing="1100.00"))
    typed = [legacy_line("TK5ABIK50M", "100.00", "", at=f"{DAY} 08:01:00"), legacy_line("TK5ABIKS0M", "90.00", "")]
    said = notes_of(book, legacy_file(tmp_path, typed, opening="", closing="", name="typed.csv"))
    assert [note for note in said if "is new, but" in note] == [
        (
            "TK5ABIK50M is new, but TK5AB1KS0M of the same amount, KES 100.00, was here and looks like it. "
            "Compare both with the customer's message; if they are one payment, correct the file and take it in again."
        )
    ]


def test_a_code_that_is_no_receipt_but_looks_like_one(book: Book, tmp_path: Path) -> None:
    notes_of(book, legacy_file(tmp_path, rows(1), opening="1000.00", closing="1100.00"))
    typed = [legacy_line("TK5ACIK-O00", "100.00", "")]
    said = notes_of(book, legacy_file(tmp_path, typed, opening="", closing="", name="typed.csv"))
    assert any(note.startswith("There is no receipt TK5ACIKO00 here, but TK5AC1K000 of KES 100.00") for note in said)


def test_two_new_receipts_of_one_file_that_look_alike_are_both_real(book: Book, tmp_path: Path) -> None:
    twins = [legacy_line("TK5AB1KS0M", "100.00", ""), legacy_line("TK5AB1K50M", "100.00", "")]
    assert notes_of(book, legacy_file(tmp_path, twins, opening="", closing="")) == ()


def test_the_command_line_tells_and_hands_over_what_is_odd(
    tmp_path: Path, sqlite_place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    import json

    from app.cli import run

    Book.create(sqlite_place, business="X", wallet_keys=[WalletKey("4000001", "Utility")]).close()
    path = legacy_file(tmp_path, rows(3), opening="1000.00", closing="1300.00")
    path.write_text(path.read_text().replace("Date of Report:,07-11-2025", "Date of Report:,05-11-2025"))
    assert run(["import", sqlite_place, str(path), "--dry-run"]) == 0
    assert "\n  It was made at 05/11/2025 08:15, before its period ended" in capsys.readouterr().out
    assert run(["import", sqlite_place, str(path), "--json"]) == 0
    (shape,) = json.loads(capsys.readouterr().out)
    assert [note[:11] for note in shape["notes"]] == ["It was made"]


def test_a_code_that_is_no_receipt_is_looked_for_again_when_its_row_is_known(book):
    rows = [legacy_row("TK5AB1K2M1"), legacy_row("TK5AB!K2M1", balance="")]
    wallet = WalletKey("4000001", "Utility")
    import_payload(book, Payload("a.csv", data=csv_bytes([LEGACY_HEADER, *rows])), wallet=wallet)
    more = [*rows, legacy_row("TK5AB1K2M2", balance="")]
    told = import_payload(book, Payload("b.csv", data=csv_bytes([LEGACY_HEADER, *more])), wallet=wallet)
    assert [(problem.receipt, problem.kind) for problem in told.problems] == [("TK5AB!K2M1", "no_receipt")]
