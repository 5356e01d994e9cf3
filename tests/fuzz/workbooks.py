"""Statements as workbooks: sheets of typed cells, written as .xls or part by part as .xlsx, and scars in parts and bytes."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from random import Random
from typing import Any
from xml.sax.saxutils import escape

from app.core.sources import Payload
from app.core.statement import WalletKey
from tests.fuzz import tables
from tests.fuzz.spoils import NUMBERS, SCRAPS, Rows, rows_changed, scarred, scars_changed, text_changed
from tests.fuzz.tables import wallet_of
from tests.fuzz.target import Input, Target

_NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STYLES = (
    f'<styleSheet {_NAMESPACE}><fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf/><xf numFmtId="22" applyNumberFormat="1"/></cellXfs></styleSheet>'
)  # fmt: skip
_PARTS = (
    "[Content_Types].xml",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/styles.xml",
    "xl/sharedStrings.xml",
    "xl/worksheets/sheet1.xml",
    "xl/worksheets/sheet2.xml",
)
_XML = (
    *SCRAPS, '<c r="XFD1"/>', '<c r="A1048576"><v>1</v></c>', '<row r="99999999">', ' t="e"', ' t="s"', ' t="b"', ' t="str"', ' t="d"', ' s="1"', ' s="9"', "<f>1+1</f>",
    '<dimension ref="A1:XFD1048576"/>', '<mergeCell ref="A1:G9"/>', "<!DOCTYPE x>", "<!--", "-->", "<![CDATA[", "</row>", "</sheetData>", "<v>", "<t/>", "&amp;", "_x0000_", "_x001F_",
    ' xml:space="preserve"', 'count="99999999"', 'state="hidden"', "date1904", '<workbookPr date1904="1"/>', "<v>1e308</v>", "<v>-1</v>", "<v>2958466</v>", "<v>nan</v>", "/xl/", "../../",
)  # fmt: skip
_TYPED = (
    0,
    1,
    -1,
    0.5,
    2500.0,
    1500.005,
    1e15,
    -1e300,
    45966.3341,
    2**53,
    True,
    False,
    None,
    {"at": "2025-11-05T08:01:10"},
    {"at": "1899-12-31T00:00:00"},
    {"at": "9999-12-31T23:59:59"},
)
_MOVES = ("drop", "double", "store", "rename", "empty", "capitals")
_FROM_OUTSIDE = (
    "content.xml",
    "xl/workbook.bin",
    "EncryptedPackage",
    "xl/worksheets/_rels/sheet1.xml.rels",
    "docProps/app.xml",
)


def seeds() -> list[Input]:
    """The tables' seeds as workbooks: as text, and with numbers and moments as true cells."""
    found: list[Input] = []
    for at, seed in enumerate(tables.seeds()[:7]):
        rows = seed["rows"]
        kind = ("xlsx", "xls")[at % 2]
        found.append({"kind": kind, "sheets": [["Statements", rows]], "shared": at % 3 == 0, "wallet": ""})
        typed = [[_typed(cell) for cell in row] for row in rows]
        found.append(
            {"kind": ("xls", "xlsx")[at % 2], "sheets": [["transaction", typed]], "shared": False, "wallet": ""}
        )
    found.append({**found[0], "sheets": [["Notes", [["x"]]], *found[0]["sheets"]]})
    return found


def _typed(cell: str) -> Any:
    try:
        return float(cell.replace(",", ""))
    except ValueError:
        pass
    for form in ("%d-%m-%Y %H:%M:%S", "%d/%m/%Y %H:%M:%S"):
        try:
            return {"at": datetime.strptime(cell, form).isoformat()}  # noqa: DTZ007 - a wall clock
        except ValueError:
            continue
    return cell


def document(value: Input) -> tuple[Payload, WalletKey | None]:
    """The workbook, and the wallet that the user names."""
    data = _xlsx(value) if value["kind"] == "xlsx" else _xls(value["sheets"])
    return Payload(f"statement.{value['kind']}", data=scarred(data, value.get("scars", []))), wallet_of(value["wallet"])


def _xls(sheets: list[tuple[str, Rows]]) -> bytes:
    import xlwt

    book = xlwt.Workbook(encoding="utf-8")
    moment = xlwt.easyxf(num_format_str="DD/MM/YYYY HH:MM:SS")
    for number, (_, rows) in enumerate(sheets[:3]):
        sheet = book.add_sheet(f"S{number}")
        for down, row in enumerate(rows):
            for across, cell in enumerate(row[:200]):
                if isinstance(cell, dict):
                    sheet.write(down, across, _moment(cell), moment)
                elif cell not in ("", None):
                    plain = cell if not isinstance(cell, str) else cell.encode("utf-8", "replace").decode()[:30_000]
                    sheet.write(down, across, plain)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _moment(cell: dict[str, str]) -> datetime:
    return datetime.fromisoformat(cell["at"])


def _xlsx(value: Input) -> bytes:
    parts = _parts(value["sheets"][:3], is_shared=value["shared"])
    for name, scars in value.get("parts", {}).items():
        if name in parts:
            parts[name] = scarred(parts[name], scars)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            for how, named, content in _moved(value.get("moves", {}).get(name), name, data):
                _put(archive, named, content, how)
        for name in value.get("more", []):
            _put(archive, name, b"<x/>")
    return out.getvalue()


def _moved(move: str | None, name: str, data: bytes) -> list[tuple[int, str, bytes]]:
    """What becomes of a part: how it is packed, its name, its content."""
    plain = (zipfile.ZIP_DEFLATED, name, data)
    return {
        "drop": [],
        "double": [plain, (zipfile.ZIP_DEFLATED, f"{name}.copy", data)],
        "store": [(zipfile.ZIP_STORED, name, data)],
        "rename": [(zipfile.ZIP_DEFLATED, name.replace("/", "\\"), data)],
        "empty": [(zipfile.ZIP_DEFLATED, name, b"")],
        "capitals": [(zipfile.ZIP_DEFLATED, name.upper(), data)],
    }.get(move or "", [plain])


def _put(archive: zipfile.ZipFile, name: str, data: bytes, how: int = zipfile.ZIP_DEFLATED) -> None:
    """Write a part with a stamp that never changes, so that scars fall on the same bytes."""
    archive.writestr(zipfile.ZipInfo(name, (2025, 11, 5, 8, 0, 0)), data, how)


def _parts(sheets: list[Any], *, is_shared: bool) -> dict[str, bytes]:
    """The parts of the smallest workbook that holds these sheets."""
    numbers = range(1, len(sheets) + 1)
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{n}" r:id="rId{n}"/>'
        for n, (name, _) in zip(numbers, sheets, strict=True)
    )
    related = "".join(
        f'<Relationship Id="rId{n}" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in numbers
    )
    related += "".join(
        f'<Relationship Id="rId{99 - at}" Type="{_RELATIONS}/{kind}" Target="{kind}.xml"/>'
        for at, kind in enumerate(("styles", "sharedStrings"))
    )
    shared: dict[str, int] = {}
    made = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {_NAMESPACE} xmlns:r="{_RELATIONS}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{related}</Relationships>',
        "xl/styles.xml": _STYLES,
        **{
            f"xl/worksheets/sheet{n}.xml": _sheet(rows, shared if is_shared else None)
            for n, (_, rows) in zip(numbers, sheets, strict=True)
        },
    }
    strings = "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in shared)
    made["xl/sharedStrings.xml"] = f"<sst {_NAMESPACE}>{strings}</sst>"
    return {name: text.encode("utf-8", "replace") for name, text in made.items()}


def _sheet(rows: Rows, shared: dict[str, int] | None) -> str:
    lines = []
    for down, row in enumerate(rows, 1):
        cells = (_cell(f"{_column(across)}{down}", cell, shared) for across, cell in enumerate(row[:200]))
        lines.append(f'<row r="{down}">{"".join(cells)}</row>')
    return f"<worksheet {_NAMESPACE}><sheetData>{''.join(lines)}</sheetData></worksheet>"


def _cell(place: str, cell: Any, shared: dict[str, int] | None) -> str:
    match cell:
        case "" | None:
            return ""
        case bool():
            return f'<c r="{place}" t="b"><v>{int(cell)}</v></c>'
        case int() | float():
            return f'<c r="{place}"><v>{cell!r}</v></c>'
        case dict():
            past = _moment(cell) - datetime(1899, 12, 30)
            return f'<c r="{place}" s="1"><v>{past.days + past.seconds / 86400!r}</v></c>'
    if shared is not None:
        return f'<c r="{place}" t="s"><v>{shared.setdefault(cell, len(shared))}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(cell)}</t></is></c>'


def _column(at: int) -> str:
    return chr(65 + at) if at < 26 else chr(64 + at // 26) + chr(65 + at % 26)


def cell_changed(chance: Random, cell: Any) -> Any:
    """A typed cell changed, or turned into another type."""
    if isinstance(cell, str) and chance.random() < 0.6:
        return text_changed(chance, cell)
    return chance.choice(
        [chance.choice(_TYPED), chance.choice(NUMBERS), _typed(cell) if isinstance(cell, str) else str(cell)]
    )


def changed(chance: Random, value: Input, other: Input) -> Input:
    """The input with a cell, a row, a column, a sheet, a part or some bytes changed."""
    if not (value["sheets"] and other["sheets"]):
        return {**value, "sheets": seeds()[0]["sheets"]}
    kind = chance.random()
    if kind < 0.45:
        sheets = [list(sheet) for sheet in value["sheets"]]
        sheet = chance.choice(sheets)
        sheet[1] = rows_changed(chance, sheet[1], other["sheets"][0][1], cell_changed)
        return {**value, "sheets": sheets}
    if kind < 0.6:
        return chance.choice([
            {**value, "kind": chance.choice(["xls", "xlsx"])},
            {**value, "shared": not value["shared"]},
            {**value, "sheets": [*value["sheets"], other["sheets"][0]][-3:]},
            {**value, "sheets": value["sheets"][-1:]},
            {**value, "wallet": chance.choice(["", "4000001:Utility", "4000001:"])},
        ])  # fmt: skip
    if kind < 0.7:
        return chance.choice([
            {**value, "moves": {**value.get("moves", {}), chance.choice(_PARTS): chance.choice(_MOVES)}},
            {**value, "more": [chance.choice(_FROM_OUTSIDE)]},
            {**value, "moves": {}, "more": []},
        ])  # fmt: skip
    if kind < 0.9 and value["kind"] == "xlsx":
        name, parts = chance.choice(_PARTS), value.get("parts", {})
        return {**value, "parts": {**parts, name: scars_changed(chance, parts.get(name, []), _XML)}}
    return {**value, "scars": scars_changed(chance, value.get("scars", []), _XML)}


TARGET = Target("workbooks", ("sheets.py", "document.py", "heads.py"), seeds, document, changed)
