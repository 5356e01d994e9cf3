"""Independent readers of what was handed over: none of them knows the program that wrote it."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from openpyxl import load_workbook

FORMS = {
    "quickbooks-iif": ".iif",
    "quickbooks-csv": ".csv",
    "xero-csv": ".csv",
    "sage-csv": ".csv",
    "journal-csv": ".csv",
    "xlsx": ".xlsx",
}
JOURNALS = ("quickbooks-iif", "sage-csv", "journal-csv", "xlsx")


class Read(NamedTuple):
    """One row as another program takes it in. ``account`` is a code, a name (IIF), or '' of a bank statement."""

    on: date
    account: str
    cents: int
    text: str
    receipt: str
    kind: str = ""
    entry: int = 0


def read(form: str, *paths: Path) -> list[Read]:
    """All rows of the files of one export."""
    reader = {
        "quickbooks-iif": _iif,
        "quickbooks-csv": _quickbooks,
        "xero-csv": _xero,
        "sage-csv": _sage,
        "journal-csv": _journal,
        "xlsx": _xlsx,
    }[form]
    return [row for path in paths for row in reader(path)]


def files_of(out: Path) -> list[Path]:
    """OUT and its continuations, in order."""
    more = (out.with_stem(f"{out.stem}-{number}") for number in range(2, 10_000))
    found = [out]
    for path in more:
        if not path.exists():
            return found
        found.append(path)
    return found


def cents(text: str) -> int:
    """A bare amount: digits, a point, two decimals, a minus in front; nothing else is read."""
    whole = text.removeprefix("-")
    front, point, end = whole.partition(".")
    assert front.isdecimal(), text
    assert point == ".", text
    assert len(end) == 2, text
    assert end.isdecimal(), text
    return int(Decimal(text) * 100)


def day(text: str, order: str) -> date:
    """A date in one order of day and month."""
    return datetime.strptime(text, order).date()  # noqa: DTZ007 - a day has no zone


def _iif(path: Path) -> Iterator[Read]:
    titles: dict[str, list[str]] = {}
    known: set[str] = set()
    block: list[Read] = []
    number = 0
    content = path.read_bytes().decode("cp1252")
    assert content.endswith("\r\n")
    for line in content.removesuffix("\r\n").split("\r\n"):
        assert '"' not in line
        assert "\n" not in line
        mark, *cells = line.split("\t")
        if mark.startswith("!"):
            titles[mark[1:]] = cells
            continue
        if mark == "ENDTRNS":
            assert sum(row.cents for row in block) == 0
            assert len(block) > 1
            yield from block
            block, number = [], number + 1
            continue
        told = dict(zip(titles[mark], cells, strict=True))
        if mark in ("ACCNT", "VEND"):
            known.add(told["NAME"])
            continue
        assert (mark == "TRNS") == (not block)
        assert told["ACCNT"] in known
        assert told["NAME"] in known | {""}
        assert len(told["ACCNT"]) <= 31
        assert len(told["DOCNUM"]) <= 11
        on = day(told["DATE"], "%m/%d/%Y")
        kind = f"{told['TRNSTYPE']} {told['NAME']}".strip()
        block.append(Read(on, told["ACCNT"], cents(told["AMOUNT"]), told["MEMO"], told["DOCNUM"], kind, number))
    assert not block


def _table(path: Path, encoding: str) -> Iterator[dict[str, str]]:
    with path.open(encoding=encoding, newline="") as stream:
        title, *rows = csv.reader(stream)
    for row in rows:
        yield dict(zip(title, row, strict=True))


def _quickbooks(path: Path) -> Iterator[Read]:
    rows = list(_table(path, "ascii"))
    assert 0 < len(rows) <= 1_000
    assert path.stat().st_size <= 350 * 1024
    for row in rows:
        assert list(row) == ["Date", "Description", "Amount"]
        yield Read(day(row["Date"], "%d/%m/%Y"), "", cents(row["Amount"]), row["Description"], "")


def _xero(path: Path) -> Iterator[Read]:
    for row in _table(path, "utf-8"):
        assert list(row) == ["Date", "Amount", "Payee", "Description", "Reference", "Cheque Number"]
        on = day(row["Date"], "%d/%m/%Y")
        yield Read(on, "", cents(row["Amount"]), row["Description"], row["Reference"], row["Payee"])


def _sage(path: Path) -> Iterator[Read]:
    rows = list(_table(path, "cp1252"))
    assert 0 < len(rows) <= 500
    balance = 0
    for row in rows:
        signed = cents(row["Net Amount"]) * {"JD": 1, "JC": -1}[row["Type"]]
        balance += signed
        assert row["Tax Code"] == "T9"
        assert len(row["Details"]) <= 60
        main, own = row["Nominal A/C Ref"][:4], row["Nominal A/C Ref"][4:]
        account = f"{main}.{int(own)}" if own else main
        yield Read(day(row["Date"], "%d/%m/%Y"), account, signed, row["Details"], row["Reference"])
    assert balance == 0, "each file of journals balances by itself"


def _journal(path: Path) -> Iterator[Read]:
    entries: Counter[str] = Counter()
    for row in _table(path, "utf-8-sig"):
        assert bool(row["Debit"]) != bool(row["Credit"])
        signed = cents(row["Debit"]) if row["Debit"] else -cents(row["Credit"])
        assert (signed > 0) == bool(row["Debit"])
        entries[row["Entry"]] += signed
        on = date.fromisoformat(row["Date"])
        yield Read(on, row["Account"], signed, row["Memo"], row["Receipt"], row["Batch"], int(row["Entry"]))
    assert not any(entries.values())


def _xlsx(path: Path) -> Iterator[Read]:
    sheet = load_workbook(path)["Journal"]
    titles = [cell.value for cell in sheet[4]]
    for cells in sheet.iter_rows(min_row=5):
        row: dict[Any, Any] = {title: cell.value for title, cell in zip(titles, cells, strict=True)}
        assert isinstance(row["Date"], datetime)
        assert all(cell.data_type != "f" for cell in cells)
        amount = row["Debit KES"] if row["Debit KES"] is not None else -row["Credit KES"]
        yield Read(row["Date"].date(), row["Account"], round(amount * 100), row["Memo"] or "", row["Receipt"] or "")


def by_account(rows: Iterable[Read]) -> dict[str, int]:
    """Signed cents by account, accounts that are even left out."""
    sums: Counter[str] = Counter()
    for row in rows:
        sums[row.account] += row.cents
    return {account: total for account, total in sums.items() if total}


def by_day(rows: Iterable[Read]) -> dict[date, dict[str, int]]:
    """The same for each day that moved."""
    days: defaultdict[date, list[Read]] = defaultdict(list)
    for row in rows:
        days[row.on].append(row)
    sums = {on: by_account(some) for on, some in days.items()}
    return {on: told for on, told in sums.items() if told}
