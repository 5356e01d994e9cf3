"""Lists of the other side by the command line: one shape, exit statuses, and what is listed afterwards."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from app.cli import run

INVOICES = "Invoice No,Customer,Phone,A/C No,Date,Due Date,Amount\nINV-1,Alice Tester,0700000001,A1,01/11/2025,20/11/2025,1500\nINV-2,Bob,,,01/11/2025,,12O0\n"
CUSTOMERS = "Name,Phone,House No\nAlice Tester,0700000001,A1\nCarol Model,0722000111,4B\n"
SALES = "Sale No,Time,Branch,Till,Cashier,Amount,M-PESA Code\n77,05/11/2025 15:04,CBD,T1,Jane,500,TK5AB1K2M1\n"
BANK = "Date,Narration,Ref,Debit,Credit,Balance\n05/11/2025,SWEEP,FT1,,900,1000\n05/11/2025,FEE,,50,,950\n"


@pytest.fixture
def place(tmp_path: Path) -> str:
    made = str(tmp_path / "book.mpesabooks")
    assert run(["new", made, "--business", "TESTBIZ LIMITED"]) == 0
    return made


def told(capsys, *arguments: str, status: int = 0):
    capsys.readouterr()
    assert run(list(arguments)) == status
    return json.loads(capsys.readouterr().out)


def file(folder: Path, text: str, name: str = "list.csv") -> str:
    (folder / name).write_text(text)
    return str(folder / name)


def test_the_shape_of_an_import(place: str, tmp_path: Path, capsys) -> None:
    path = file(tmp_path, INVOICES)
    shape = told(capsys, "import-invoices", place, path, "--json", status=1)
    assert len(shape.pop("sha256")) == 64
    number = shape.pop("list")
    assert shape == {
        "file": path,
        "kind": "invoices",
        "rows": 2,
        "new": 1,
        "changed": 0,
        "known": 0,
        "rejected": 1,
        "customers": 1,
        "problems": [{"line": 3, "number": "INV-2", "reason": "“12O0” is no amount."}],
        "notes": [],
    }
    again = told(capsys, "import-invoices", place, path, "--json", status=1)
    assert (again["new"], again["known"], again["list"]) == (0, 1, number)


@pytest.mark.parametrize(("kind", "text", "new"), [("customers", CUSTOMERS, 2), ("sales", SALES, 1), ("bank", BANK, 2)])
def test_the_other_lists_have_the_same_shape(
    place: str, tmp_path: Path, capsys, kind: str, text: str, new: int
) -> None:
    path = file(tmp_path, text)
    first = told(capsys, f"import-{kind}", place, path, "--json")
    assert (first["kind"], first["rows"], first["new"], first["rejected"]) == (kind, new, new, 0)
    again = told(capsys, f"import-{kind}", place, path, "--json")
    assert set(again) == set(first)
    assert (again["new"], again["changed"], again["known"]) == (0, 0, new)


def test_a_dry_run_says_what_would_be(place: str, tmp_path: Path, capsys) -> None:
    shape = told(capsys, "import-invoices", place, file(tmp_path, INVOICES), "--dry-run", "--json", status=1)
    assert (shape["new"], shape["list"]) == (1, None)
    assert told(capsys, "list", place, "invoices", "--json") == []


def test_invoices_and_customers_are_listed(place: str, tmp_path: Path, capsys) -> None:
    run(["import-customers", place, file(tmp_path, CUSTOMERS)])
    run(["import-invoices", place, file(tmp_path, INVOICES)])
    [invoice] = told(capsys, "list", place, "invoices", "--json")
    assert invoice == {
        "number": "INV-1",
        "customer": "Alice Tester",
        "customer_key": "C00001",
        "account": "A1",
        "phone": "254700000001",
        "date": "2025-11-01",
        "due": "2025-11-20",
        "amount": "1500.00",
        "paid": "0.00",
        "open": "1500.00",
        "state": "open",
        "store": "",
        "description": "",
    }
    alice, carol = told(capsys, "list", place, "customers", "--json")
    assert (alice["open"], alice["open_invoices"], carol["accounts"]) == ("1500.00", 1, ["4B"])
    capsys.readouterr()
    assert run(["list", place, "customers", "--csv"]) == 0
    assert [row["name"] for row in csv.DictReader(io.StringIO(capsys.readouterr().out))] == [
        "Alice Tester",
        "Carol Model",
    ]


def test_undo_takes_the_list_back(place: str, tmp_path: Path, capsys) -> None:
    number = told(capsys, "import-invoices", place, file(tmp_path, INVOICES), "--json", status=1)["list"]
    assert run(["undo", place, str(number)]) == 0
    assert told(capsys, "list", place, "invoices", "--json") == []


def test_columns_that_nobody_knows_are_refused_with_what_is_there(place: str, tmp_path: Path, capsys) -> None:
    capsys.readouterr()
    assert run(["import-invoices", place, file(tmp_path, "Kitu,Bei\nA,100\n")]) == 1
    said = capsys.readouterr().err
    assert "no column for “number” and “amount” was found" in said
    assert "Kitu, Bei" in said
    assert "Traceback" not in said


def test_a_file_of_which_nothing_can_be_read_is_refused(place: str, tmp_path: Path, capsys) -> None:
    capsys.readouterr()
    assert run(["import-invoices", place, file(tmp_path, "number,amount\nA,x\nB,y\n")]) == 1
    assert "Line 2: “x” is no amount." in capsys.readouterr().err
