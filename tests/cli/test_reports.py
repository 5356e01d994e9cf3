"""The books on the command line: figures that agree with each other, in words and as JSON, and exit statuses."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.cli import run
from tests.books import legacy_file, legacy_line

Asked = Callable[..., Any]
INVOICES = (
    "number,customer,phone,account,date,due,amount\nINV-1001,Alice Tester,0700000001,A1,01/11/2025,20/11/2025,1500\n"
)


@pytest.fixture
def place(tmp_path: Path) -> str:
    made = str(tmp_path / "book.mpesabooks")
    (tmp_path / "invoices.csv").write_text(INVOICES)
    lines = [
        legacy_line("TK5AAAAAA2", "300.00", "2790.00", at="05-11-2025 09:00:00"),
        legacy_line("TK5AAAAAA1", "", "2490.00", drawn="-10.00", details="Pay Bill Charge"),
        legacy_line("TK5AAAAAA1", "1500.00", "2500.00"),
    ]
    statement = legacy_file(tmp_path, lines, opening="1000.00", closing="2790.00", paid="1800.00", drawn="-10.00")
    assert run(["new", made, "--business", "TESTBIZ LIMITED", "--wallet", "4000001:utility"]) == 0
    assert run(["import-invoices", made, str(tmp_path / "invoices.csv")]) == 0
    assert run(["import", made, str(statement)]) == 0
    assert run(["confirm", made, "TK5AAAAAA1", "--invoice", "INV-1001=1500.00"]) == 0
    return made


@pytest.fixture
def asked(place: str, capsys) -> Asked:
    def ask(*call: str) -> Any:
        capsys.readouterr()
        assert run(["report", place, *call, "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    return ask


def test_the_trial_balance_is_even_and_agrees_with_the_statement(asked: Asked) -> None:
    found = asked("trial-balance")
    sums = {one["name"]: (one["debit"], one["credit"]) for one in found["accounts"]}
    assert sums == {
        "M-PESA 4000001 Utility": ("2790.00", "0.00"),
        "Unidentified receipts": ("0.00", "300.00"),
        "Opening balances": ("0.00", "1000.00"),
        "Sales": ("0.00", "1500.00"),
        "M-PESA charges": ("10.00", "0.00"),
    }
    assert (found["until"], found["debit"], found["credit"]) == (None, "2800.00", "2800.00")
    [wallet] = found["wallets"]
    assert (wallet["statement"], wallet["ledger"], wallet["difference"]) == ("2790.00", "2790.00", "0.00")


def test_a_trial_balance_of_a_day_leaves_out_what_came_later(asked: Asked) -> None:
    found = asked("trial-balance", "--date", "2025-11-04")
    assert {one["name"] for one in found["accounts"]} == {"Receivables", "Sales"}
    assert found["until"] == "2025-11-04"


def test_every_row_of_an_account_says_what_it_came_from(asked: Asked) -> None:
    found = asked("account", "Receivables", "--from", "2025-11-01", "--to", "2025-11-30")
    told = [(row["source"], row["key"], row["receipt"], row["amount"], row["balance"]) for row in found["rows"]]
    assert told == [
        ("item", "INV-1001", None, "1500.00", "1500.00"),
        ("match", "INV-1001", "TK5AAAAAA1", "-1500.00", "0.00"),
    ]
    assert found["rows"][1]["match"] is not None
    assert (found["opening"], found["closing"]) == ("0.00", "0.00")
    assert asked("account", "1200", "--from", "2025-11-05", "--to", "2025-11-05")["opening"] == "1500.00"


def test_the_cash_book_runs_from_the_opening_to_the_closing(asked: Asked) -> None:
    found = asked("cash-book", "--from", "2025-11-05", "--to", "2025-11-05")
    assert found["account"] == {"code": "1000.1", "name": "M-PESA 4000001 Utility", "kind": "asset"}
    assert [row["balance"] for row in found["rows"]] == ["1000.00", "2500.00", "2490.00", "2790.00"]
    assert found["rows"][2]["against"]["name"] == "M-PESA charges"
    assert found["closing"] == "2790.00"


def test_people_read_the_same_figures(place: str, capsys) -> None:
    capsys.readouterr()
    assert run(["report", place, "trial-balance"]) == 0
    told = capsys.readouterr().out
    assert "2,800.00           2,800.00" in told
    assert "the statement says 2,790.00 at 05/11/2025 23:59, and so does the ledger." in told
    assert run(["report", place, "cash-book", "--from", "2025-11-05", "--to", "2025-11-05"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("1000.1 M-PESA 4000001 Utility, 05/11/2025 to 05/11/2025")
    assert lines[-1].split() == ["Closing", "2,790.00"]


def test_a_statement_with_a_hole_is_told_and_never_posted(place: str, tmp_path: Path, capsys) -> None:
    late = legacy_line("TK7AAAAAA3", "50.00", "3050.00", at="07-11-2025 08:00:00")
    text = legacy_file(tmp_path, [late], opening="3000.00", closing="3050.00", second=7).read_text()
    (tmp_path / "late.csv").write_text(text.replace("05-11-2025 00:00:00,To,05-11", "07-11-2025 00:00:00,To,07-11", 1))
    assert run(["import", place, str(tmp_path / "late.csv")]) == 0
    capsys.readouterr()
    assert run(["report", place, "trial-balance"]) == 0
    assert "the ledger 2,840.00: a difference of −210.00. It is not posted anywhere" in capsys.readouterr().out


def test_what_cannot_be_answered_is_said(place: str, capsys) -> None:
    days = ["--from", "2025-11-05", "--to", "2025-11-04"]
    assert run(["report", place, "account", "1200", *days]) == 2
    assert "The first day is after the last" in capsys.readouterr().err
    assert run(["report", place, "account", "Petty cash", "--from", "2025-11-05", "--to", "2025-11-05"]) == 1
    assert "There is no account Petty cash" in capsys.readouterr().err
    with pytest.raises(SystemExit) as wrong:
        run(["report", place, "account", "1200"])
    assert wrong.value.code == 2
