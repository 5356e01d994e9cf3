"""Statements as text: rows of cells, how they are written, and scars in what was written."""

from __future__ import annotations

import csv
import io
from random import Random
from typing import Any

from app.core.sources import Payload
from app.core.statement import WalletKey
from tests.core.statement_files import (
    FAILED_CSV,
    G1_HEADER,
    HEAD_OFFICE_HEADER,
    LEGACY_CSV,
    LEGACY_HEADER,
    PORTAL_CSV,
    PORTAL_HEADER,
    SFTP_CSV,
    SFTP_HEADER,
    portal_row,
)
from tests.fuzz.spoils import BLOCKS, SCRAPS, rows_changed, scarred, scars_changed, text_changed
from tests.fuzz.target import Input, Target

_HEADINGS = (*LEGACY_HEADER, *PORTAL_HEADER, *SFTP_HEADER, *G1_HEADER, *HEAD_OFFICE_HEADER)
_PREAMBLE = (
    "Short Code:",
    "4000001",
    "Opening Balance:",
    "Closing Balance:",
    "Time Period:",
    "From 01-11-2025 00:00:00 To 05-11-2025 23:59:59",
)
_TABLE_SCRAPS = (*SCRAPS, *_HEADINGS, *_PREAMBLE)
NAMES = (
    "statement.csv",
    "Statements for 4000001 from 2025-11-05 to 2025-11-06 (1).csv",
    "ORG_4000001_Utility Account_Completed_20251107081542.csv",
    "MPESA_4000001_20251105235959.csv",
    "Statements for 4000001 from 2025-13-05 to 9999-99-99.csv",
    "ORG_4000001_x_All_20259999999999.csv",
    "MPESA_4000001_20251105081542.csv",
    "“=1+1”.csv",
)
_WAYS: dict[str, tuple[Any, ...]] = {
    "delimiter": (",", ";", "\t", "|"),
    "end": ("\r\n", "\n", "\r"),
    "quotes": ("few", "all", "none", "loose"),
    "encoding": ("utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp1252", "latin-1"),
    "last_end": (True, False),
    "wallet": ("", "4000001:Utility", "4000001:", "4000001:Working"),
    "block": BLOCKS,
    "name": NAMES,
}
_G1 = [
    [
        "TK5AB1K2M1",
        "2012-11-05 08:01:10",
        "Pay Bill from 254700000001 - ALICE TESTER Acc. 1",
        "Completed",
        "",
        "1500.00",
        "2500.00",
        "true",
        "Pay Utility",
        "254700000001 - ALICE TESTER",
        "x",
    ]
]
_HEAD_OFFICE = [
    [
        "SHOP A",
        "TK5AB1K2M1",
        "Utility Account",
        "Pay Bill",
        "2025-11-05 08:01:10",
        "254700000001 - ALICE TESTER",
        "1500.00",
        "",
        "2500.00",
        "",
    ]
]


def seeds() -> list[Input]:
    """The samples' first rows, and one of each family of which there is no sample."""
    grids = [
        list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
        for path in (LEGACY_CSV, PORTAL_CSV, SFTP_CSV, FAILED_CSV)
    ]
    grids += [[G1_HEADER, *_G1], [HEAD_OFFICE_HEADER, *_HEAD_OFFICE]]
    grids.append(
        [
            PORTAL_HEADER,
            *(
                portal_row(f"Pay Bill from 25470****001 - A Acc. {n}", paid_in="1.00", receipt=f"TK5AB1K2M{n}")
                for n in range(5)
            ),
        ]
    )
    ways = {name: choices[0] for name, choices in _WAYS.items()}
    found = [{"rows": grid[:13], **ways} for grid in grids]
    return [*found, {**found[2], "quotes": "loose"}, {**found[0], "encoding": "utf-16", "delimiter": "\t"}]


def written(value: Input) -> bytes:
    """The text of an input."""
    delimiter, end = value["delimiter"], value["end"]
    match value["quotes"]:
        case "none":
            text = end.join(delimiter.join(map(str, row)) for row in value["rows"]) + end
        case "loose":
            text = end.join(delimiter.join(f'"{cell}"' for cell in row) for row in value["rows"]) + end
        case how:
            out = io.StringIO()
            quoting: Any = csv.QUOTE_ALL if how == "all" else csv.QUOTE_MINIMAL
            csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows(value["rows"])
            text = out.getvalue()
    if not value["last_end"]:
        text = text.removesuffix(end)
    encoding = value["encoding"]
    data = b"\xfe\xff" if encoding == "utf-16-be" else b""
    return data + text.encode(encoding, "replace")


def document(value: Input) -> tuple[Payload, WalletKey | None]:
    """The statement, and the wallet that the user names."""
    return Payload(value["name"], data=scarred(written(value), value.get("scars", []))), wallet_of(value["wallet"])


def wallet_of(told: str) -> WalletKey | None:
    """The wallet that ``code:ledger`` names."""
    return WalletKey(*told.split(":")) if told else None


def changed(chance: Random, value: Input, other: Input) -> Input:
    """The input with a cell, a row, a column, the way of writing or some bytes changed."""
    kind = chance.random()
    if kind < 0.7:
        rows = rows_changed(
            chance, value["rows"], other["rows"], lambda c, cell: text_changed(c, str(cell), _TABLE_SCRAPS)
        )
        return {**value, "rows": rows}
    if kind < 0.85:
        name = chance.choice(list(_WAYS))
        return {**value, name: chance.choice(_WAYS[name])}
    return {**value, "scars": scars_changed(chance, value.get("scars", []), _TABLE_SCRAPS)}


TARGET = Target(
    "tables",
    (
        "text.py",
        "document.py",
        "rows.py",
        "cells.py",
        "heads.py",
        "marking.py",
        "declaring.py",
        "families.py",
        "cutting.py",
        "looking.py",
        "details.py",
    ),
    seeds,
    document,
    changed,
)
