"""Statements that somebody edited and saved again: whole columns rewritten, rows moved, words added, corrections said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

from app.core.sources import Payload
from app.core.statement import Corrections, WalletKey
from tests.core.edited_files import as_american_text, as_serial, day_of, legacy_grid, portal_grid
from tests.core.statement_files import PORTAL_HEADER
from tests.fuzz import tables, workbooks
from tests.fuzz.spoils import BLOCKS, Rows, rows_changed
from tests.fuzz.tables import NAMES
from tests.fuzz.target import Input, Target

_TIME_CHANGES: tuple[Callable[[str], Any], ...] = (
    as_american_text,
    as_serial,
    lambda text: f"{day_of(text):%d-%b-%Y %H:%M:%S}",
    lambda text: f"{day_of(text):%m/%d/%y %H:%M}",
    lambda text: f"{day_of(text):%Y-%m-%dT%H:%M:%S}",
    lambda text: {"at": day_of(text).isoformat()},
    lambda text: {"at": day_of(text).replace(day=day_of(text).month, month=min(day_of(text).day, 12)).isoformat()},
    lambda text: text[:10],
    lambda text: float(as_serial(text)),
)
_MONEY_CHANGES: tuple[Callable[[str], Any], ...] = (
    lambda text: text.replace(",", "").replace(".", ","),
    lambda text: f"KES {text}",
    lambda text: f"({text.lstrip('-')})",
    lambda text: f"{float(text.replace(',', '')):.0E}",
    lambda text: float(text.replace(",", "")),
    lambda text: text.removesuffix("0").removesuffix("0"),
    lambda text: "-",
    lambda text: text.replace(",", " "),
    lambda text: text.lstrip("-"),
)
_SUMS: tuple[list[str], ...] = (
    ["", "TOTAL", "", "", "", "", "1.00"],
    ["Checked by Mary"],
    [],
    ["Total", "5.00"],
    ["", "", "", "", "", "", "9.99"],
    ["Short Code:", "4000001"],
    ["Short Code:", "4000002"],
    ["Opening Balance:", "1.00"],
)
_COLUMNS = ("receipt", "completed", "details", "status", "paid_in", "withdrawn", "balance", "initiated", "party")


def seeds() -> list[Input]:
    """Both portals' samples, untouched and with one column rewritten, as text and as workbooks."""
    found: list[Input] = []
    for at, grid in enumerate((legacy_grid()[:13], portal_grid()[:9])):
        ways = {
            "delimiter": ",",
            "end": "\r\n",
            "quotes": "few",
            "encoding": "utf-8",
            "last_end": True,
            "wallet": "",
            "name": NAMES[0],
            "as": "csv",
        }
        found.append({"rows": grid, **ways})
        for number, change in enumerate(_TIME_CHANGES):
            found.append(
                {"rows": _column_rewritten(grid, 1, change), **ways, "as": ("csv", "xlsx", "xls")[(at + number) % 3]}
            )
        for number, change in enumerate(_MONEY_CHANGES):
            found.append({"rows": _column_rewritten(grid, (6, 5)[at] - number % 2, change), **ways})
        found.append({"rows": [*grid, *_SUMS, *grid], **ways})
        found.append({"rows": grid, **ways, "quotes": "none"})  # commas in amounts cut them
    found.append({"rows": _silent(), **ways, "name": NAMES[1]})
    found.append({"rows": _silent(), **ways})
    return found


def _silent() -> Rows:
    """Rows whose receipts tell no day, whose days are open, and whose amounts lost digits; the balances run on."""
    rows: Rows = [list(PORTAL_HEADER)]
    balance = 1_000
    for n in range(9):
        balance += 100 * n
        cells = (f"Y29DW{n:03d}", f"{n + 1:02d}/11/2025 08:0{n}:10", f"Pay Bill from 1 - A Acc. {n}", "Completed")
        rows.append([*cells, f"{100 * n:.0E}" if n % 4 == 3 else f"{100 * n}.00", "0.00", f"{balance:,}.00"])
    return rows


def _column_rewritten(rows: Rows, at: int, change: Callable[[str], Any]) -> Rows:
    """The rows with one column's cells rewritten where they can be."""
    return [[*row[:at], _rewritten(row[at], change), *row[at + 1 :]] if at < len(row) else row for row in rows]


def _rewritten(cell: Any, change: Callable[[str], Any]) -> Any:
    try:
        return change(cell)
    except (ValueError, AttributeError, TypeError):
        return cell


def document(value: Input) -> tuple[Payload, WalletKey | None]:
    """The edited file with what a person said of it, and the wallet that the user names."""
    said = value.get("corrections", {})
    corrections = Corrections(said.get("swap"), said.get("flip", False), said.get("columns", {}))
    if value["as"] == "csv":
        plain = {**value, "rows": [[_as_text(cell) for cell in row] for row in value["rows"]]}
        payload, wallet = tables.document(plain)
    else:
        book = {
            "kind": value["as"],
            "sheets": [["S", value["rows"]]],
            "shared": False,
            "wallet": value["wallet"],
            "scars": value.get("scars", []),
        }
        payload, wallet = workbooks.document(book)
    return replace(payload, name=value["name"], corrections=corrections), wallet


def _as_text(cell: Any) -> str:
    return cell["at"] if isinstance(cell, dict) else "" if cell is None else str(cell)


def changed(chance: Random, value: Input, other: Input) -> Input:
    """The input with a column rewritten, rows moved, words added, a cell or what is said of it changed."""
    rows, kind = value["rows"], chance.random()
    if kind < 0.25:
        change = chance.choice(chance.choice([_TIME_CHANGES, _MONEY_CHANGES]))
        return {**value, "rows": _column_rewritten(rows, chance.randrange(8), change)}
    if kind < 0.35:
        at = chance.randrange(len(rows) + 1)
        return {**value, "rows": [*rows[:at], chance.choice([*_SUMS, *other["rows"]]), *rows[at:]][:30]}
    if kind < 0.4:
        return {**value, "rows": [*rows, *other["rows"]][:30]}
    if kind < 0.7:
        return {**value, "rows": rows_changed(chance, rows, other["rows"], workbooks.cell_changed)}
    if kind < 0.8:
        return {**value, "corrections": _corrections(chance)}
    if kind < 0.9:
        name, choices = chance.choice(
            [
                ("as", ("csv", "csv", "xlsx", "xls")),
                ("name", NAMES),
                ("wallet", ("", "4000001:Utility")),
                ("block", BLOCKS),
                ("quotes", ("few", "none", "all")),
            ]
        )
        return {**value, name: chance.choice(choices)}
    return tables.changed(chance, value, other) if value["as"] == "csv" else value


def _corrections(chance: Random) -> dict[str, Any]:
    columns = {chance.choice(_COLUMNS): chance.randrange(9) for _ in range(chance.choice([0, 0, 1, 3, 7]))}
    return {"swap": chance.choice([None, True, False]), "flip": chance.random() < 0.3, "columns": columns}


TARGET = Target("edited", ("edited/", "cutting.py", "joining.py"), seeds, document, changed)
