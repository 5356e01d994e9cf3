"""Excel workbooks and other archives."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

from tests.core.statement_files import PORTAL_HEADER, PORTAL_XLSX, portal_row, xlsx_bytes
from tests.core.test_limits import wide_workbook
from tests.gallery import Entry

GROUP = "Workbooks and archives"
NAME = "Statements for 4000001 from 2025-11-05 to 2025-11-06.xlsx"
ROW = portal_row("Pay Bill Charge", withdrawn="-5.00")


def rezipped(change: Callable[[str, bytes], bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(PORTAL_XLSX) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(part.filename, change(part.filename, old.read(part)))
    return out.getvalue()


def archive(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name in names:
            made.writestr(name, b"x")
    return out.getvalue()


def with_grammar() -> bytes:
    grammar = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]>'
    return rezipped(lambda name, body: grammar + body if name.startswith("xl/worksheets/") else body)


def swelling() -> bytes:
    return rezipped(lambda name, body: body + b" " * (60 << 20) if name == "xl/workbook.xml" else body)


def encrypted() -> bytes:
    directory = "EncryptionInfo".encode("utf-16-le") + b"\0" * 40 + "EncryptedPackage".encode("utf-16-le")
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000 + directory + b"\0" * 2000


def far_cell() -> bytes:
    return rezipped(lambda _, body: body.replace(b"</sheetData>", b'<row r="2"><c r="ZZZ2"/></row></sheetData>'))


ENTRIES = (
    Entry(GROUP, "A workbook protected by a password", NAME, encrypted),
    Entry(GROUP, "Half of a workbook", NAME, lambda: PORTAL_XLSX.read_bytes()[:3000]),
    Entry(GROUP, "A zip archive with the statement in it", "statement.zip", archive("statement.csv")),
    Entry(GROUP, "A document of another office program", "statement.ods", archive("content.xml")),
    Entry(GROUP, "A workbook with statements on two sheets", NAME, lambda: xlsx_bytes([PORTAL_HEADER, ROW], sheets=("May", "June"))),
    Entry(GROUP, "A workbook without a statement", NAME, lambda: xlsx_bytes([["Hello", "world"]])),
    Entry(GROUP, "A workbook that swells when unpacked", NAME, swelling),
    Entry(GROUP, "A workbook that brings its own XML grammar", NAME, with_grammar),
    Entry(GROUP, "A workbook with a cell far to the right", NAME, far_cell),
    Entry(GROUP, "A workbook with control characters in a cell", NAME, lambda: xlsx_bytes([PORTAL_HEADER, [*ROW[:2], "a_x0000_b", *ROW[3:]]])),
    Entry(GROUP, "A workbook that would take all memory", NAME, wide_workbook, is_apart=True),
    Entry(
        GROUP, "A workbook that takes too long to read", NAME, PORTAL_XLSX.read_bytes(), is_apart=True,
        limits={("app.core.reading", "SILENCE_SECONDS"): 0},
    ),
)  # fmt: skip
