"""Days closed and opened on the command line: exit statuses, and sentences that say what is open."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.cli import run

LEGACY = "ORG_4000001_Utility Account_Completed_20251107081542.csv"


@pytest.fixture
def place(tmp_path: Path, samples: Path) -> str:
    made = str(tmp_path / "book.mpesabooks")
    assert run(["new", made, "--business", "TESTBIZ LIMITED", "--wallet", "4000001:utility"]) == 0
    assert run(["import", made, str(samples / LEGACY)]) == 0
    return made


def closed_days(place: str, capsys) -> dict[str, str]:
    capsys.readouterr()
    assert run(["list", place, "days", "--json"]) == 0
    return {day["date"]: day["closed"] for day in json.loads(capsys.readouterr().out)}


def test_a_day_is_closed_once_and_opened_with_a_reason(place: str, capsys) -> None:
    capsys.readouterr()
    assert run(["close", place, "--date", "2025-11-05"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[0].startswith("05/11/2025 is closed with the seal ")
    assert any("not matched" in line for line in told[1:])
    assert closed_days(place, capsys) == {"2025-11-05": "sealed", "2025-11-06": ""}
    assert run(["close", place, "--date", "2025-11-05"]) == 1
    assert "is closed already" in capsys.readouterr().err
    assert run(["reopen", place, "--date", "2025-11-05", "--why", "x"]) == 1
    assert "only with a reason" in capsys.readouterr().err
    assert run(["reopen", place, "--date", "2025-11-05", "--why", "a late statement"]) == 0
    assert closed_days(place, capsys)["2025-11-05"] == "reopened"
    assert run(["reopen", place, "--date", "2025-11-05", "--why", "a late statement"]) == 1
    assert run(["verify", place, "--rebuild"]) == 0


def test_an_import_under_a_seal_is_not_undone(place: str, capsys) -> None:
    assert run(["close", place, "--date", "2025-11-06"]) == 0
    capsys.readouterr()
    assert run(["undo", place]) == 1
    assert "would change a closed day (06/11/2025)" in capsys.readouterr().err


def test_a_reason_and_a_date_are_part_of_the_call(place: str) -> None:
    for call in (["close", place], ["reopen", place, "--date", "2025-11-05"], ["close", place, "--date", "5/11/2025"]):
        with pytest.raises(SystemExit) as wrong:
            run(call)
        assert wrong.value.code == 2
