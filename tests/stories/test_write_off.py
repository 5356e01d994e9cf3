"""What is left of an invoice is forgiven afterwards, by the command line: no money moves, and everything still adds up."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.cli import run
from app.core import clock
from tests.books import legacy_file, legacy_line

INVOICES = """Invoice No,Customer,Phone,Account,Date,Due Date,Amount
INV-1041,Alice Tester,0700000001,0041,01/11/2025,20/11/2025,4800
INV-1042,Brian Model,0700000002,0042,01/11/2025,20/11/2025,9000
INV-1043,Carol Sample,0700000003,0043,01/11/2025,20/11/2025,400
"""


@pytest.fixture
def place(tmp_path: Path, capsys) -> str:
    """Alice paid her invoice less a fee of 34; the machine gave her money, and what lacks is open."""
    made = str(tmp_path / "book.mpesabooks")
    line = legacy_line(
        "TK5AB1K2M1", "4766.00", "5766.00", at="05-11-2025 08:00:10", account="INV-1041",
        details="Pay Bill from 25470****001 - ALICE TESTER Acc. INV-1041",
    )  # fmt: skip
    statement = legacy_file(tmp_path, [line], opening="1000.00", closing="5766.00")
    (tmp_path / "invoices.csv").write_text(INVOICES)
    assert run(["new", made, "--business", "TESTBIZ LIMITED"]) == 0
    assert run(["import-invoices", made, str(tmp_path / "invoices.csv")]) == 0
    assert run(["import", made, str(statement)]) == 0
    assert run(["match", made]) == 0
    capsys.readouterr()
    return made


def told(capsys, *arguments: str):
    capsys.readouterr()
    assert run([*arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def invoice(capsys, place: str, number: str) -> tuple[str, str, str]:
    row = next(one for one in told(capsys, "list", place, "invoices") if one["number"] == number)
    return row["paid"], row["open"], row["state"]


def balances(capsys, place: str) -> dict[str, str]:
    shape = told(capsys, "report", place, "trial-balance")
    assert shape["debit"] == shape["credit"]
    return {
        one["name"]: one["debit"] if one["debit"] not in (None, "0.00") else one["credit"] for one in shape["accounts"]
    }


def sheet(capsys, place: str, day: str) -> dict:
    return told(capsys, "report", place, "daily", "--date", day)["H"]


def today() -> str:
    return f"{clock.wall(clock.now()):%Y-%m-%d}"


def test_the_machine_leaves_the_fee_open_and_a_person_forgives_it(place: str, capsys) -> None:
    assert invoice(capsys, place, "INV-1041") == ("4766.00", "34.00", "part")
    before = balances(capsys, place)
    assert run(["write-off", place, "INV-1041", "--why", "fee"]) == 0
    assert "KES 34.00 taken as a fee" in capsys.readouterr().out
    assert invoice(capsys, place, "INV-1041")[1:] == ("0.00", "paid")
    after = balances(capsys, place)
    assert before["Receivables"] == "9434.00"
    assert after["Receivables"] == "9400.00"
    assert after["M-PESA charges"] == "34.00"
    assert run(["verify", place, "--rebuild"]) == 0


def test_the_sheet_of_the_day_of_the_decision_tells_it(place: str, capsys) -> None:
    assert sheet(capsys, place, today())["write_offs"] == []
    assert run(["write-off", place, "INV-1041", "INV-1043", "--why", "goods came back"]) == 0
    block = sheet(capsys, place, today())
    told_of = [(one["receipt"], one["number"], one["amount"], one["why"]) for one in block["write_offs"]]
    assert told_of == [(None, "INV-1041", "34.00", "write_off"), (None, "INV-1043", "400.00", "write_off")]
    assert block["difference"] == "0.00"
    assert run(["report", place, "daily", "--date", today()]) == 0
    assert "without a payment, let go of INV-1043 Carol Sample: 400.00 (write off" in capsys.readouterr().out
    [paid] = [one for one in sheet(capsys, place, "2025-11-05")["payments"] if one["number"] == "INV-1041"]
    assert (paid["left"], paid["what"]) == ("0.00", "the rest not by M-PESA")


def test_it_is_one_deed_that_is_taken_back_whole(place: str, capsys) -> None:
    assert run(["write-off", place, "INV-1041", "INV-1043", "--why", "goods came back"]) == 0
    assert run(["undo", place]) == 0
    assert invoice(capsys, place, "INV-1041") == ("4766.00", "34.00", "part")
    assert invoice(capsys, place, "INV-1043") == ("0.00", "400.00", "open")
    assert balances(capsys, place)["Receivables"] == "9434.00"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["INV-1042", "--why", "fee"], "KES 9,000.00 is too much for a fee on INV-1042."),
        (["INV-1041", "INV-9999", "--why", "fee"], "No invoice or sale has the number “INV-9999”."),
        (["INV-1041", "--why", "  "], "A write-off needs a reason."),
    ],
)
def test_what_cannot_be_forgiven_is_refused_and_nothing_changes(place: str, capsys, arguments, sentence) -> None:
    assert run(["write-off", place, *arguments]) == 1
    assert sentence in capsys.readouterr().err
    assert invoice(capsys, place, "INV-1041") == ("4766.00", "34.00", "part")


def test_what_is_closed_is_not_forgiven_twice(place: str, capsys) -> None:
    assert run(["write-off", place, "INV-1041", "--why", "fee"]) == 0
    assert run(["write-off", place, "INV-1043", "INV-1041", "--why", "fee"]) == 1
    assert "KES 400.00 is too much" in capsys.readouterr().err
    assert run(["write-off", place, "INV-1041", "--why", "fee"]) == 1
    assert "Nothing is left to pay of INV-1041." in capsys.readouterr().err


def test_money_that_comes_later_finds_nothing_open(place: str, tmp_path: Path, capsys) -> None:
    assert run(["write-off", place, "INV-1043", "--why", "closed shop"]) == 0
    line = legacy_line(
        "TK6AB1K2M9", "400.00", "6166.00", at="06-11-2025 08:00:10", account="INV-1043",
        details="Pay Bill from 25470****003 - CAROL SAMPLE Acc. INV-1043",
    )  # fmt: skip
    late = legacy_file(tmp_path, [line], opening="5766.00", closing="6166.00", name="late.csv", second=6)
    run(["import", place, str(late)])
    assert run(["match", place]) == 0
    waiting = told(capsys, "list", place, "queue")
    assert [one["receipt"] for one in waiting] == ["TK6AB1K2M9"]
    assert invoice(capsys, place, "INV-1043")[1] == "0.00"
