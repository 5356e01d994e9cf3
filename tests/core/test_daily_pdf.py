"""The PDF read back: all pages numbered, nothing outside the paper, nothing over something else, names never markup."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pypdfium2
import pytest

from app.core.errors import DiskTrouble
from app.core.reports import daily_pdf, paper
from app.core.reports.daily import daily_sheet
from app.core.reports.daily_pdf import write_pdf
from app.core.reports.front_page import SIGN_OFF_TOP, draw_front_page
from app.core.reports.paper import (
    BOLD,
    BOTTOM,
    LEFT,
    MONO,
    RIGHT,
    SANS,
    TOP,
    Paper,
    fitted,
    printable,
    width_of,
    wrapped,
)
from app.core.reports.sheet import DailySheet
from app.core.reports.whole_file import whole_file
from tests.core.daily_days import DAY, DayMaker, at, day_start, document, empty_store, sample_day, write, write_rows
from tests.core.test_daily_sheet import END, everything

Box = tuple[float, float, float, float]
LONG_NAME = "ABDULRAHMAN MUHAMMAD-ABDULLAHI **** WANJIRU-KAMAU NJOROGE THE THIRD OF NYERI"


def sheet_from(tmp_path: Path, makers: list[DayMaker], *, business: str = "TESTBIZ LIMITED") -> DailySheet:
    store = empty_store(str(tmp_path / "book.mpesabooks"), business=business)
    write(store, *makers)
    document(store, starts_at=day_start(), ends_at=END, opening=100_000, closing=makers[0].balance)
    with store.reader.begin() as reader:
        sheet = daily_sheet(reader, on=DAY, wallet_id=1, prepared_by="Mary Tester", printed_at=at("18:02:00"))
    store.close()
    return sheet


def receipts(count: int) -> DayMaker:
    maker = DayMaker(balance=100_000)
    for number in range(count):
        maker.row(10_000 + number, day_start() + 21_600 + number * 60_000 // count)
    return maker


@pytest.fixture
def worst(tmp_path: Path) -> DailySheet:
    """A day on which everything happened, to people with the longest names."""
    store = empty_store(str(tmp_path / "worst.mpesabooks"), business="THE VERY LONG BUSINESS NAME OF EAST AFRICA " * 3)
    maker = everything(store)
    extra = DayMaker(balance=maker.balance)
    kinds = ("pay_bill", "merchant_payment", "fsi_to_pay_bill", "merchant_to_merchant", "unknown")
    charges = ("pay_bill_charge", "merchant_charge", "fsi_to_merchant_charge", "business_pay_bill_charge")
    for number, kind in enumerate(kinds):
        extra.row(99_999_999_999, at(f"21:0{number}:00"), kind=kind, party_name=LONG_NAME, account_ref=LONG_NAME)
    for number, kind in enumerate(charges):
        extra.row(-500, at(f"22:0{number}:00"), kind=kind, role="charge")
    for number, kind in enumerate(("business_payment", "salary_payment", "promotion_payment")):
        extra.row(-500, at(f"23:0{number}:00"), kind=kind, role="payout")
    for number, row in enumerate(extra.rows):
        row.update(id=500 + number, receipt=f"TK5EXTRA{number:02d}")
    write_rows(store, extra.rows)
    for number in range(6):
        document(
            store,
            name=f"{number} {LONG_NAME}.csv",
            starts_at=day_start(),
            ends_at=END,
            opening=1,
            closing=2,
            new=9_999_999,
        )
    with store.reader.begin() as reader:
        sheet = daily_sheet(reader, on=DAY, wallet_id=1, prepared_by=LONG_NAME, printed_at=at("18:02:00"))
    store.close()
    return sheet


def texts(path: Path) -> list[str]:
    document = pypdfium2.PdfDocument(path)
    try:
        return [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()


def words_on(path: Path) -> Iterator[list[Box]]:
    """The rectangles of text, page by page."""
    document = pypdfium2.PdfDocument(path)
    try:
        for page in document:
            text = page.get_textpage()
            yield [text.get_rect(number) for number in range(text.count_rects())]
    finally:
        document.close()


def test_a_small_day_fits_two_pages_that_say_so(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    sheet = sheet_from(tmp_path, [receipts(20)])
    write_pdf(sheet, path)
    front, annex = texts(path)
    assert "page 1 of 2" in front
    assert "page 2 of 2" in annex
    for words in ("TESTBIZ LIMITED", "DRAFT", "Wednesday 5 November 2025", "PROVEN", "MB-4000001-U-20251105",
                  "No figure on this sheet is a balancing figure.", "Cashier", "Bookkeeper", "Reviewed"):  # fmt: skip
        assert words in front
    assert all(row.receipt in annex for row in sheet.rows)
    for line in sheet.exceptions:
        assert line.label in front


def test_a_day_without_rows_is_one_page(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    write_pdf(sheet_from(tmp_path, [DayMaker(balance=100_000)]), path)
    (front,) = texts(path)
    assert "page 1 of 1" in front


@pytest.mark.parametrize("which", ["worst", "many"])
def test_nothing_is_clipped_and_nothing_overlaps(which: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    sheet = request.getfixturevalue("worst") if which == "worst" else sheet_from(tmp_path, [receipts(300)])
    path = tmp_path / "a.pdf"
    write_pdf(sheet, path)
    for boxes in words_on(path):
        for x0, y0, x1, y1 in boxes:
            assert LEFT - 1 <= x0 < x1 <= RIGHT + 1
            assert BOTTOM - 16 <= y0 < y1 <= TOP + 6
        for one, other in combinations(boxes, 2):
            assert not share_ink(one, other), (one, other)


def share_ink(one: Box, other: Box) -> bool:
    """Whether two rectangles cover common ground, a hair's breadth aside."""
    return min(one[2], other[2]) - max(one[0], other[0]) > 0.5 and min(one[3], other[3]) - max(one[1], other[1]) > 0.5


def test_the_fullest_front_page_ends_above_the_sign_off(worst: DailySheet, tmp_path: Path) -> None:
    assert len(worst.head.sources) > 3
    assert len(worst.balance.reasons) >= 3
    ends_at = draw_front_page(Paper(tmp_path / "a.pdf", title="", subject=""), worst)
    assert ends_at > SIGN_OFF_TOP - 8


def test_a_long_list_is_cut_where_asked_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    sheet = sheet_from(tmp_path, [receipts(150)])
    write_pdf(sheet, path, annex_rows=100)
    told = "\n".join(texts(path))
    assert "Only the first 100 of 150 are printed; the full list is in the Excel twin." in told
    assert sheet.rows[99].receipt in told
    assert sheet.rows[100].receipt not in told
    write_pdf(sheet, path, annex_rows=None)
    told = "\n".join(texts(path))
    assert all(row.receipt in told for row in sheet.rows)
    assert "Excel twin" not in told


def test_names_are_text_and_never_markup(tmp_path: Path) -> None:
    maker = DayMaker(balance=100_000)
    for number, name in enumerate(("<b>BOLD</b>", "<img src=x>", "a\x00b\x1b", "\ud800", "محمد 😀", "A & B <para>")):
        maker.row(1_000, at(f"08:0{number}:00"), party_name=name if name != "\ud800" else "lone", account_ref="=1+1")
    path = tmp_path / "a.pdf"
    sheet = sheet_from(tmp_path, [maker])
    write_pdf(sheet, path)
    told = texts(path)[1]
    assert "<b>BOLD</b>" in told
    assert "A & B <para>" in told
    assert "=1+1" in told


def test_what_cannot_be_seen_is_shown_as_a_mark() -> None:
    assert printable("A\u202eB\x00C") == "A\N{REPLACEMENT CHARACTER}B\N{REPLACEMENT CHARACTER}C"
    assert printable("\ud800") == "\N{REPLACEMENT CHARACTER}"
    assert printable("−1,500.00") == "–1,500.00"
    assert printable("WANJIKŨ\tNG'ANG'A") == "WANJIKŨ NG'ANG'A"


@pytest.mark.parametrize("font", [SANS, BOLD, MONO])
def test_cut_text_fits_and_ends_with_an_ellipsis(font: str) -> None:
    for width in (20, 60.5, 200):
        shown = fitted(LONG_NAME, width, font, 8)
        assert shown.endswith("…")
        assert width_of(shown, font, 8) <= width
        assert LONG_NAME.startswith(shown[:-1])
    assert fitted("BOB", 60, font, 8) == "BOB"
    assert all(width_of(line, font, 8) <= 90 for line in wrapped(LONG_NAME, 90, font, 8))


def test_digits_are_as_wide_as_each_other() -> None:
    for font in (SANS, BOLD, MONO):
        assert len({width_of(digit, font, 8) for digit in "0123456789"}) == 1


def test_a_failure_leaves_the_file_that_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"yesterday")
    sheet = sheet_from(tmp_path, [receipts(3)])

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DiskTrouble) as told:
        write_pdf(sheet, path)
    assert "No space left" in told.value.detail
    assert path.read_bytes() == b"yesterday"
    assert [found.name for found in tmp_path.glob("*unfinished*")] == []


def test_a_folder_that_is_not_there_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(DiskTrouble), whole_file(tmp_path / "nowhere" / "a.pdf") as unfinished:
        unfinished.write_bytes(b"")


def test_columns_fill_the_paper_and_not_more() -> None:
    tables = (daily_pdf._RECEIPTS, daily_pdf._REVERSALS, daily_pdf._FINDINGS, daily_pdf._SOURCES)
    for columns in tables:
        assert sum(column.width for column in columns) == pytest.approx(RIGHT - LEFT, abs=1)


def test_every_exception_has_a_short_name(worst: DailySheet) -> None:
    assert {line.key for line in worst.exceptions} <= set(daily_pdf._IN_SHORT)


def test_the_pdf_tells_its_title_and_no_person(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    write_pdf(sheet_from(tmp_path, [receipts(2)]), path)
    document = pypdfium2.PdfDocument(path)
    told = document.get_metadata_dict()
    document.close()
    assert told["Title"] == "Daily M-PESA reconciliation MB-4000001-U-20251105"
    assert told["Author"] == told["Creator"] == "MpesaBooks"
    assert "Mary" not in str(told)
    assert paper.HEIGHT > paper.WIDTH


def test_the_sample_statement_prints_its_reversal(tmp_path: Path) -> None:
    store = empty_store(str(tmp_path / "s.mpesabooks"))
    sample_day(store)
    with store.reader.begin() as reader:
        sheet = daily_sheet(reader, on=DAY, wallet_id=1)
    store.close()
    write_pdf(sheet, tmp_path / "a.pdf")
    told = "\n".join(texts(tmp_path / "a.pdf"))
    assert "TK60RV7X2P" in told
    assert "255,045.00" in told
