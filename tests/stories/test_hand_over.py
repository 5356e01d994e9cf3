"""The ledger is handed to the accountant's program by the command line: whole, even, and never twice unawares."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from tests.handed_over import read
from tests.stories.office import BRIAN, STRANGER, Office, Row, invoice

SWEEP = "Utility Account to Organization Settlement Account"
DAYS = ("--from", "2025-11-05", "--to", "2025-11-30")


@pytest.fixture
def busy(office: Office) -> Office:
    """A day with two payments, two charges, a sweep, and a name that a spreadsheet would run."""
    office.invoices(invoice("INV-1", 1500), invoice("INV-2", 2600, BRIAN))
    office.bring(
        Row("TK5AAAAAA1", 1500, "INV-1"),
        Row("TK5AAAAAA1", -7, "INV-1", details="Pay Bill Charge"),
        Row("TK5AAAAAA2", 2600, "INV-2", ("0002", "=BRIAN", "SAMPLE"), at="09:00:00"),
        Row("TK5AAAAAA2", -9, "INV-2", BRIAN, at="09:00:00", details="Pay Bill Charge"),
        Row("TK5SSSSSS1", -2000, details=SWEEP, at="17:00:00"),
    )
    office.do("match")
    return office


def send(office: Office, form: str, name: str, *more: str, status: int = 0) -> Any:
    return office.ask("export", "--format", form, *DAYS, str(office.folder / name), *more, status=status)


@pytest.mark.parametrize("form", ["quickbooks-iif", "journal-csv", "xlsx"])
def test_what_is_sent_is_even_and_its_control_total_is_what_it_holds(busy: Office, form: str) -> None:
    name = "out.xlsx" if form == "xlsx" else "out.txt"
    told = send(busy, form, name)
    rows = read(form, busy.folder / name)
    assert told["debit"] == told["credit"] == f"{sum(row.cents for row in rows if row.cents > 0) / 100:.2f}"
    assert sum(row.cents for row in rows) == 0


def test_a_bank_statement_form_moves_the_wallet_as_the_ledger_does(busy: Office) -> None:
    send(busy, "quickbooks-csv", "qbo.csv", "--wallet", "4000001:Utility")
    with (busy.folder / "qbo.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["Date", "Description", "Amount"]
    amounts = sorted(float(row["Amount"]) for row in rows)
    assert amounts == [-2000.0, -16.0, 1500.0, 2600.0], "both charges are one sum of the day"
    assert not any(row["Description"][0] in "=+-@" for row in rows)


def test_a_second_export_sends_nothing_and_says_when_it_was_sent(busy: Office) -> None:
    first = send(busy, "journal-csv", "one.csv")
    said = busy.do("export", "--format", "journal-csv", *DAYS, str(busy.folder / "two.csv"), status=1)
    assert "Nothing is new" in said
    assert str(first["batch"]) in said
    assert not (busy.folder / "two.csv").exists()
    again = send(busy, "journal-csv", "three.csv", "--again")
    assert again["entries"] == first["entries"]


def test_what_came_later_is_sent_alone_and_what_was_taken_back_is_corrected(busy: Office) -> None:
    send(busy, "journal-csv", "one.csv")
    busy.bring(Row("TK6AAAAAA3", 300, "x", STRANGER), day=6)
    told = send(busy, "journal-csv", "two.csv")
    rows = list(read("journal-csv", busy.folder / "two.csv"))
    assert {row.cents for row in rows} == {30_000, -30_000}
    assert (told["new"], told["changed"], told["gone"]) == (1, 0, 0)
    assert busy.is_sound()


def test_a_file_that_is_there_is_not_overwritten(busy: Office) -> None:
    Path(busy.folder / "mine.csv").write_text("precious")
    said = busy.do("export", "--format", "journal-csv", *DAYS, str(busy.folder / "mine.csv"), status=1)
    assert "mine.csv" in said
    assert (busy.folder / "mine.csv").read_text() == "precious"
    assert send(busy, "journal-csv", "free.csv")["batch"] == 1, "nothing was remembered of the refusal"


def test_a_match_that_was_taken_back_is_taken_back_on_the_other_side(busy: Office) -> None:
    send(busy, "journal-csv", "one.csv")
    busy.do("undo")
    told = send(busy, "journal-csv", "two.csv")
    assert told["gone"] + told["changed"] > 0
    both = [*read("journal-csv", busy.folder / "one.csv"), *read("journal-csv", busy.folder / "two.csv")]
    sums: dict[str, int] = {}
    for row in both:
        sums[row.account] = sums.get(row.account, 0) + row.cents
    assert sums["1200"] == 0, "nothing is paid any more, and the invoices were before these days"
    assert sums["2200"] == -410_000, "the money is nobody's again"
