"""Documents that are not taken: each is refused whole, with a sentence that names the file and the reason."""

from __future__ import annotations

import csv
import io
import zipfile

import pytest

from app.core.errors import DocumentRefused
from app.core.sources import Payload
from tests.core.statement_files import (
    LEGACY_CSV,
    LEGACY_HEADER,
    PORTAL_CSV,
    PORTAL_HEADER,
    PORTAL_XLSX,
    csv_bytes,
    legacy_bytes,
    legacy_row,
    portal_row,
    read_all,
    xls_bytes,
    xlsx_bytes,
)


def refusal(data: bytes, name: str = "my statement.csv") -> str:
    with pytest.raises(DocumentRefused) as caught:
        read_all(data, name=name)
    assert caught.value.title.endswith(".")
    assert name in caught.value.title
    return caught.value.title


SOUND = legacy_bytes(legacy_row(), legacy_row(receipt="TK5AB1K2M2"), legacy_row(receipt="TK5AB1K2M3"))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (b"\r\n \r\n", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"<!DOCTYPE html><html><body>Log in</body></html>", "is a web page"),
        (b"  <html><table><tr><td>Receipt No.</td></tr></table></html>", "is a web page"),
        (b"%PDF-1.7\n%\xe2\xe3", "cannot be read as a PDF"),
        (b'<?xml version="1.0"?><smses count="1"></smses>', "holds no message of M-PESA"),
        (b'{"Body": {}}', "is not a table"),
        (b"just some words\nand more of them\n", "No header line"),
        (b"Date,Description,Debit,Credit,Balance\n2025-11-05,POS,10.00,,90.00\n", "not an M-PESA statement"),
        (SOUND.replace(b"Pay Bill", b"Pay\0Bill"), "NUL bytes"),
        (SOUND[:200].replace(b"Receipt", b"\0eceipt"), "NUL bytes"),
        (csv_bytes([LEGACY_HEADER]), "a header but no rows"),
        (csv_bytes([LEGACY_HEADER, [""] * 14, []]), "a header but no rows"),
        (SOUND[:-40], "ends in the middle of line 4"),
        (SOUND[:-4], "ends in the middle of its last line"),
        (SOUND.replace(b"05-11-2025", b"extra,05-11-2025", 5), "Line 2 of"),
        (legacy_bytes(["TK5AB1K2M1"], ["TK5AB1K2M2"]), "Line 2 of"),
        (SOUND.replace(b"TK5AB1K2M2,", b'"TK5AB1K2M2,'), "line 3"),
        (SOUND.replace(b"TK5AB1K2M2,", b'TK5AB1K2M2,"05'), "line 3"),
        (SOUND.replace(b"TK5AB1K2M2,05-11-2025 08:01:10,", b'TK5AB1K2M2,"05-11-2025" 08:01:10,'), "line 3"),
        (legacy_bytes(legacy_row(), legacy_row(details="A" * 70_000)), "Line 3 of"),
        (csv_bytes([[*PORTAL_HEADER, "Balance"], [*portal_row("Pay Bill", paid_in="1.00"), "1.00"]]), "two columns"),
    ],
)  # fmt: skip
def test_document_is_refused(data, words):
    assert words in refusal(data)


def test_nul_bytes_far_into_a_file():
    rows = [legacy_row(receipt=f"TK5AB{number:05d}") for number in range(2_000)]
    data = legacy_bytes(*rows)
    assert len(data) > 200_000
    assert "NUL bytes" in refusal(data[:-50] + b"\0" + data[-49:])


def test_unclosed_quote_names_its_line_and_swallows_nothing():
    rows = [legacy_row(receipt=f"TK5AB1K{number:03d}") for number in range(100)]
    data = legacy_bytes(*rows).replace(b"TK5AB1K012,05-11-2025", b'TK5AB1K012,"05-11-2025')
    assert refusal(data) == "A quotation mark on line 14 of “my statement.csv” is not closed."


def test_quote_left_open_to_the_end_of_a_long_file_is_found_early():
    rows = [legacy_row(receipt=f"TK5AB{number:05d}") for number in range(5_000)]
    data = legacy_bytes(*rows).replace(b"TK5AB00002,05-11-2025", b'TK5AB00002,"05-11-2025')
    assert "line 4 " in refusal(data)


@pytest.mark.parametrize("cut", range(1, 2400, 37))
def test_a_file_cut_anywhere_is_refused_or_lacks_whole_lines(cut):
    data = LEGACY_CSV.read_bytes()
    whole = [line.receipt for line in read_all(data)[1].observations]
    try:
        _, lines = read_all(data[:cut])
    except DocumentRefused:
        return
    found = [line.receipt for line in lines.observations]
    assert found == whole[: len(found)]
    assert not lines.rejected
    assert data[:cut].count(b"\n") in (7 + len(found), 6 + len(found))


def test_month_first_is_not_told_by_letters_that_agree_with_neither():
    rows = [legacy_row(receipt=f"TB5AB1K2M{n}", time="11-05-2025 08:01:10") for n in range(5)]
    _, lines = read_all(legacy_bytes(*rows))
    assert {line.warning for line in lines.observations} == {
        "The receipt's letters say 5 Feb 2025; its row has another day."
    }


def test_folder_missing_file_and_forbidden_file(tmp_path):
    with pytest.raises(DocumentRefused, match="is a folder"):
        read_all(tmp_path)
    with pytest.raises(DocumentRefused, match="There is no file"):
        read_all(tmp_path / "gone.csv")


def test_file_that_may_not_be_read(monkeypatch, tmp_path):
    place = tmp_path / "locked.csv"
    place.write_bytes(SOUND)

    def denied(*_args, **_kwargs):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(place), "open", denied)
    with pytest.raises(DocumentRefused, match="access is denied"):
        read_all(Payload.of_path(place))


# ---------------------------------------------------------------- workbooks


def portal_rows() -> list[list[str]]:
    return list(csv.reader(PORTAL_CSV.read_text().splitlines()))


def rezipped(change) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(PORTAL_XLSX) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(part.filename, change(part.filename, old.read(part)))
    return out.getvalue()


def test_workbook_with_a_document_type_definition():
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    data = rezipped(lambda name, body: bomb + body if name.startswith("xl/worksheets/") else body)
    assert "document type definition" in refusal(data, "s.xlsx")


def test_workbook_that_swells():
    data = rezipped(lambda name, body: body + b" " * (60 << 20) if name == "xl/workbook.xml" else body)
    assert len(data) < 200_000
    assert "unpacks to far more" in refusal(data, "s.xlsx")


def test_workbook_whose_sizes_lie():
    data = bytearray(rezipped(lambda name, body: body + b" " * (60 << 20) if name == "xl/workbook.xml" else body))
    honest = (60 << 20) + len(zipfile.ZipFile(PORTAL_XLSX).read("xl/workbook.xml"))
    small = (1000).to_bytes(4, "little")
    assert data.count(honest.to_bytes(4, "little")) == 2
    data = data.replace(honest.to_bytes(4, "little"), small)
    refusal(bytes(data), "s.xlsx")


def test_workbook_with_cells_in_far_corners():
    def far(name: str, body: bytes) -> bytes:
        return body.replace(b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')

    assert "too many rows or columns" in refusal(rezipped(far), "s.xlsx")


def test_workbook_with_too_many_parts():
    out = io.BytesIO(PORTAL_XLSX.read_bytes())
    with zipfile.ZipFile(out, "a") as archive:
        for number in range(2_001):
            archive.writestr(f"xl/media/{number}", b"")
    assert "unpacks to far more" in refusal(out.getvalue(), "s.xlsx")


@pytest.mark.parametrize("length", [1000, 3000, 5000])
def test_workbook_cut_short(length):
    assert "is damaged" in refusal(PORTAL_XLSX.read_bytes()[:length], "s.xlsx")


@pytest.mark.parametrize("part", [0.02, 0.5, 0.9])
def test_workbook_whose_sheet_is_torn(part):
    out = io.BytesIO()
    with zipfile.ZipFile(PORTAL_XLSX) as whole, zipfile.ZipFile(out, "w") as torn:
        for name in whole.namelist():
            content = whole.read(name)
            torn.writestr(name, content[: int(len(content) * part)] if "worksheets/" in name else content)
    assert "is damaged" in refusal(out.getvalue(), "s.xlsx")


def test_old_workbook_cut_short():
    assert "is damaged" in refusal(xls_bytes([PORTAL_HEADER])[:2000], "s.xls")


def test_encrypted_workbook():
    directory = "EncryptionInfo".encode("utf-16-le") + b"\0" * 40 + "EncryptedPackage".encode("utf-16-le")
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000 + directory + b"\0" * 2000
    assert "protected by a password" in refusal(data, "s.xlsx")


def test_other_archives():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("statement.csv", SOUND)
    assert "is a zip archive" in refusal(out.getvalue(), "s.zip")
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("content.xml", b"")
    assert "not an Excel workbook" in refusal(out.getvalue(), "s.ods")


@pytest.mark.parametrize("written", [xls_bytes, xlsx_bytes])
def test_statements_on_two_sheets(written):
    assert "statements on 2 sheets" in refusal(written(portal_rows(), sheets=("May", "June")), "s.xls")


@pytest.mark.parametrize("written", [xls_bytes, xlsx_bytes])
def test_workbook_without_a_statement(written):
    assert "No header line" in refusal(written([["Hello", "world"]]), "s.xls")
    assert "a header but no rows" in refusal(written([PORTAL_HEADER]), "s.xls")
