"""The command line as scripts use it: shapes, exit statuses, no traceback, one JSON document on standard output."""

from __future__ import annotations

import csv
import io
import json
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from app.cli import run
from app.core.book import Book

LEGACY = "ORG_4000001_Utility Account_Completed_20251107081542.csv"
UNFINISHED = "speculative_legacy_nonCompleted_rows.csv"


@pytest.fixture
def place(tmp_path: Path) -> str:
    made = str(tmp_path / "book.mpesabooks")
    assert run(["new", made, "--business", "TESTBIZ LIMITED", "--wallet", "4000001:utility"]) == 0
    return made


def _json(capsys, *arguments: str, status: int = 0):
    capsys.readouterr()
    assert run(list(arguments)) == status
    return json.loads(capsys.readouterr().out)


def test_import_has_the_contracts_shape(place: str, samples: Path, capsys) -> None:
    (told,) = _json(capsys, "import", place, str(samples / LEGACY), "--json")
    assert told["file"] == str(samples / LEGACY)
    assert told["kind"] == "org_legacy_csv"
    assert told["wallet"] == {"code": "4000001", "ledger": "Utility"}
    assert (told["from"], told["to"]) == ("2025-11-05T00:00:00+03:00", "2025-11-06T23:59:59+03:00")
    counts = {name: told[name] for name in ("new", "known", "enriched", "ignored", "conflicts", "rejected")}
    assert counts == {"new": 10, "known": 0, "enriched": 0, "ignored": 0, "conflicts": 0, "rejected": 0}
    assert told["rows"] == sum(counts.values())
    assert told["problems"] == []
    assert {key: told["balance"][key] for key in ("state", "opening", "closing", "breaks")} == {
        "state": "proven",
        "opening": "1000.00",
        "closing": "2565.00",
        "breaks": [],
    }


def test_list_transactions_has_the_contracts_shape(place: str, samples: Path, capsys) -> None:
    run(["import", place, str(samples / LEGACY)])
    rows = _json(capsys, "list", place, "transactions", "--json")
    row = next(row for row in rows if row["receipt"] == "TK6Q79C3B5")
    row.pop("id")
    assert row == {
        "wallet": {"code": "4000001", "ledger": "Utility"},
        "receipt": "TK6Q79C3B5",
        "role": "payment",
        "direction": "in",
        "amount": "1000.00",
        "completed_at": "2025-11-06T07:00:03+03:00",
        "initiated_at": "2025-11-06T07:00:02+03:00",
        "kind": "pay_bill_online",
        "party": {"name": "BOB SAMPLE", "phone": "25411****002", "phone_normalised": None},
        "account_ref": "=1+1",
        "linked_receipt": None,
        "balance_after": "256065.00",
        "details": "Pay Bill Online from 25411****002 - BOB SAMPLE Acc. =1+1",
        "sources": ["statement"],
        "proof": "statement",
        "state": "pending_reconciliation",
        "warnings": [],
    }


def test_expected_rows_of_the_samples(place: str, samples: Path, capsys) -> None:
    run(["import", place, str(samples / LEGACY)])
    rows = _json(capsys, "list", place, "transactions", "--json")
    found = {
        (row["receipt"], row["amount"], row["direction"], row["balance_after"], row["account_ref"]) for row in rows
    }
    assert ("TK60ST8N4D", "252000.00", "out", "2565.00", "") in found
    assert ("TK5Q74H8T2", "300.00", "in", "2795.00", "0012") in found
    assert ("TK5CX0Z1Y7", "250000.00", "in", "254295.00", "INV 12, 13") in found
    assert ("TK5DNGHJKL", "20.00", "in", "255065.00", "1E5") in found


def test_days_are_limits_at_both_ends(place: str, samples: Path, capsys) -> None:
    run(["import", place, str(samples / LEGACY)])
    rows = _json(capsys, "list", place, "transactions", "--from", "2025-11-06", "--to", "2025-11-06", "--json")
    assert {row["completed_at"][:10] for row in rows} == {"2025-11-06"}
    assert len(rows) == 4
    days = _json(capsys, "list", place, "days", "--json")
    assert [day["date"] for day in days] == ["2025-11-05", "2025-11-06"]
    assert {day["state"] for day in days} == {"proven"}


def test_evidence_and_events_name_document_and_line(place: str, samples: Path, capsys) -> None:
    run(["import", place, str(samples / UNFINISHED)])
    lines = _json(capsys, "list", place, "evidence", "--json")
    assert sorted(line["outcome"] for line in lines) == ["ignored", "ignored", "stands", "stands"]
    assert {line["document"] for line in lines} == {UNFINISHED}
    kinds = [event["kind"] for event in _json(capsys, "list", place, "events", "--json")]
    assert kinds[:2] == ["BookCreated", "WalletAdded"]
    assert kinds[-1] == "StatementRecorded"


def test_csv_is_neutralised_but_the_book_keeps_the_text(place: str, samples: Path, capsys) -> None:
    run(["import", place, str(samples / LEGACY)])
    capsys.readouterr()
    assert run(["list", place, "transactions", "--csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    formula = next(row for row in rows if row["receipt"] == "TK6Q79C3B5")
    assert formula["account_ref"] == "'=1+1"
    assert formula["amount"] == "1000.00"


def test_a_refused_file_does_not_stop_the_others(place: str, samples: Path, tmp_path: Path, capsys) -> None:
    page = tmp_path / "page.csv"
    page.write_text("<!DOCTYPE html><html><body>Service unavailable</body></html>")
    told = _json(capsys, "import", place, str(page), str(samples / LEGACY), "--json", status=1)
    assert set(told[0]) == {"file", "error"}
    assert "page.csv" in told[0]["error"]
    assert told[1]["new"] == 10


def test_a_broken_balance_is_status_one_and_names_the_hole(place: str, samples: Path, tmp_path: Path, capsys) -> None:
    lines = (samples / LEGACY).read_text().splitlines(keepends=True)
    cut = tmp_path / "cut.csv"
    cut.write_text("".join(line for line in lines if not line.startswith("TK5Q74H8T2")))
    (told,) = _json(capsys, "import", place, str(cut), "--json", status=1)
    (hole,) = told["balance"]["breaks"]
    assert told["balance"]["state"] == "broken"
    assert hole == {
        "after": "TK5AB1K2M1",
        "before": "TK5AB2R9W4",
        "from": "2025-11-05T08:01:10+03:00",
        "to": "2025-11-05T09:10:01+03:00",
        "amount": "300.00",
    }


def test_a_dry_run_keeps_nothing(place: str, samples: Path, capsys) -> None:
    (told,) = _json(capsys, "import", place, str(samples / LEGACY), "--dry-run", "--json")
    assert told["new"] == 10
    assert _json(capsys, "list", place, "transactions", "--json") == []


def test_undo_takes_back_the_newest_import(place: str, samples: Path, capsys) -> None:
    run(["import", place, str(samples / LEGACY)])
    assert run(["undo", place]) == 0
    assert _json(capsys, "list", place, "transactions", "--json") == []
    assert run(["undo", place]) == 1


def test_verify_is_sound_then_finds_tampering(place: str, samples: Path, capsys) -> None:
    run(["import", place, str(samples / LEGACY)])
    told = _json(capsys, "verify", place, "--rebuild", "--json")
    assert told == {"faults": [], "rebuilt": True, "views_different": []}
    book = Book.open(place)
    with book._store.writer.begin() as connection:
        connection.exec_driver_sql("UPDATE transactions SET amount_cents = 1")
    book.close()
    assert _json(capsys, "verify", place, "--rebuild", "--json", status=1)["views_different"] == ["transactions"]
    assert run(["verify", place, "--rebuild"]) == 0


def test_backup_and_restore(place: str, samples: Path, tmp_path: Path, capsys) -> None:
    run(["import", place, str(samples / LEGACY)])
    copy, back = str(tmp_path / "copy.mpesabooks"), str(tmp_path / "back.mpesabooks")
    assert run(["backup", place, copy]) == 0
    assert run(["backup", place, copy]) == 1
    assert run(["restore", copy, back]) == 0
    assert run(["restore", copy, back]) == 1
    assert len(_json(capsys, "list", back, "transactions", "--json")) == 10


def test_a_damaged_backup_is_not_restored(place: str, samples: Path, tmp_path: Path) -> None:
    run(["import", place, str(samples / LEGACY)])
    copy = tmp_path / "copy.mpesabooks"
    run(["backup", place, str(copy)])
    with sqlite3.connect(copy) as raw:
        raw.execute("DROP TRIGGER events_no_update")
        raw.execute("UPDATE events SET amount_cents = 1 WHERE receipt = 'TK5Q74H8T2'")
    raw.close()
    assert run(["restore", str(copy), str(tmp_path / "back.mpesabooks")]) == 1
    assert not (tmp_path / "back.mpesabooks").exists()


def test_report_daily_prints_every_block(place: str, samples: Path, tmp_path: Path, capsys) -> None:
    run(["import", place, str(samples / LEGACY)])
    pdf, xlsx = tmp_path / "day.pdf", tmp_path / "day.xlsx"
    told = _json(
        capsys, "report", place, "daily", "--date", "2025-11-06", "--pdf", str(pdf), "--xlsx", str(xlsx), "--json"
    )
    assert {"A", "C", "F", "K"} <= set(told)
    assert pdf.read_bytes().startswith(b"%PDF")
    assert xlsx.read_bytes().startswith(b"PK")


@pytest.mark.parametrize(
    "arguments",
    [
        ["new", "BOOK"],
        ["list", "BOOK", "nonsense"],
        ["import", "BOOK"],
        ["report", "BOOK", "daily", "--date", "05/11/2025"],
        ["new", "BOOK", "--business", "X", "--wallet", "4000001:nowhere"],
        ["nonsense", "BOOK", "x"],
    ],
)
def test_a_wrong_call_is_status_two(arguments: list[str], place: str, capsys) -> None:
    with pytest.raises(SystemExit) as stopped:
        run([place if word == "BOOK" else word for word in arguments])
    assert stopped.value.code == 2
    assert "Traceback" not in capsys.readouterr().err


def test_new_never_overwrites(place: str, capsys) -> None:
    assert run(["new", place, "--business", "OTHER"]) == 1
    assert "exists already" in capsys.readouterr().err


def test_a_missing_book_is_said_plainly(tmp_path: Path, capsys) -> None:
    assert run(["list", str(tmp_path / "none.mpesabooks"), "transactions"]) == 1
    assert "no company file" in capsys.readouterr().err


def test_the_real_program_prints_one_json_document(place: str, samples: Path, tmp_path: Path) -> None:
    file = tmp_path / LEGACY
    shutil.copy(samples / LEGACY, file)
    done = subprocess.run(
        [sys.executable, "-m", "app", "import", place, str(file), "--json"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0
    assert json.loads(done.stdout)[0]["new"] == 10
    assert done.stderr == ""


def test_postgresql_is_a_book_like_any_other(postgres_url: str, samples: Path, capsys) -> None:
    assert run(["new", postgres_url, "--business", "X"]) == 0
    (told,) = _json(capsys, "import", postgres_url, str(samples / LEGACY), "--json")
    assert told["new"] == 10
    assert len(_json(capsys, "list", postgres_url, "transactions", "--json")) == 10
    assert run(["verify", postgres_url, "--rebuild"]) == 0
