"""Blocks B, D, E, G and H read from a book: each figure, and that none of them is the rest of the others."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from sqlalchemy import select, update

from app.core import clock
from app.core.reports import daily_pdf, trade_annexes
from app.core.reports.daily import daily_sheet, sheet_of, sheet_to_json
from app.core.reports.daily_pdf import write_pdf
from app.core.reports.daily_text import sheet_as_text
from app.core.reports.day_book import DayBook, day_book
from app.core.reports.front_page import SIGN_OFF_TOP, draw_front_page
from app.core.reports.paper import BOTTOM, LEFT, RIGHT, TOP, Paper
from app.core.reports.sheet import DailySheet
from app.core.statement import WalletKey
from app.core.store.engine import Store
from app.core.store.tables import transactions
from app.core.store.trade_tables import allocations, customers, items
from tests.core.daily_days import DAY, DayMaker, at, day_start, document, empty_store, sample_day, write
from tests.core.daily_trade import LONG, TODAY, trade_day
from tests.core.test_daily_pdf import share_ink, words_on

PRINTED = at("18:00:00", on=clock.day_of(TODAY + 1))


@pytest.fixture
def store(store_place: str) -> Iterator[Store]:
    made = empty_store(store_place)
    yield made
    made.close()


def book_of(store: Store) -> DayBook:
    with store.reader.begin() as reader:
        return day_book(reader, on=DAY, wallet_id=1, now=PRINTED)


def made_of(book: DayBook) -> DailySheet:
    return sheet_of(book, prepared_by="", printed_at=PRINTED)


def differences(sheet: DailySheet) -> dict[str, int | None]:
    """Every difference that the sheet prints, by its block."""
    trade = sheet.trade
    assert trade.books
    assert trade.tills
    assert trade.settlement
    assert trade.part_payments
    return {
        "A": sheet.balance.difference_cents,
        "B": trade.books.difference_cents,
        "G": trade.settlement.difference_cents,
        "H": trade.part_payments.difference_cents,
        **{f"E {line.cashier}": line.difference_cents for line in trade.tills.lines},
    }


def moved(before: DailySheet, after: DailySheet) -> set[str]:
    """The blocks whose difference moved, each by just a cent."""
    was, now = differences(before), differences(after)
    changed = {name for name in was if was[name] != now[name]}
    assert all(abs((now[name] or 0) - (was[name] or 0)) == 1 for name in changed), (was, now)
    return changed


def test_every_figure_of_the_blocks(store: Store) -> None:
    trade_day(store)
    sheet = made_of(book_of(store))
    told = sheet_to_json(sheet)
    assert differences(sheet) == {"A": 0, "B": 0, "G": 0, "H": 0, "E Jane": 9_900, "E Peter": 46_100}
    parts = {key: (part["n"], part["amount"]) for key, part in told["B"]["parts"].items()}
    assert told["B"]["receipts"] == {"n": 16, "amount": "12548.70"}
    assert parts == {
        "auto": (5, "4400.01"), "hand": (3, "1499.90"), "advance": (1, "330.00"), "named": (2, "5012.34"),
        "sms": (1, "40.00"), "unmatched": (5, "1266.45"),
    }  # fmt: skip
    assert told["B"]["parts"]["unmatched"]["amount"] == told["C"]["amount"]
    assert [part["label"] for part in told["B"]["parts"]["named"]["of_which"]] == ["Owner's money", "Other income"]
    assert [part["key"] for part in told["B"]["parts"]["unmatched"]["of_which"]] == ["sms_only", "taken_back"]
    guess = next(one["guess"] for one in told["C"]["receipts"] if one["account_ref"] == "INV 1043")
    assert guess == "INV-1043 72 %: typed “1043”"
    faults = [(one["sale"], one["fault"]) for one in told["D"]["sales"]]
    assert sorted(faults) == [
        ("S-4", "used_twice"), ("S-5", "reversed"), ("S-6", "not_found"), ("S-7", "no_code"),
        ("S-8", "older"), ("S-9", "not_yet"),
    ]  # fmt: skip
    jane, peter = told["E"]["lines"]
    assert (jane["rung_up"], jane["codes_of_the_day"], jane["codes_of_other_days"]) == ("1464.00", "700.00", "200.00")
    assert (jane["pending"], jane["reversed"], jane["difference"]) == ("377.00", "88.00", "99.00")
    assert (peter["n"], peter["rung_up"], peter["difference"]) == (2, "461.00", "461.00")
    states = [(one["state"], one["expected"], one["found_in"]) for one in told["G"]["sweeps"]]
    assert states == [("overdue", "7000.00", ""), ("found", "4000.00", "FT1"), ("in_transit", "3000.00", "")]
    assert (told["G"]["expected"], told["G"]["carried"]["n"]) == ("14000.00", 1)
    assert [(one["number"], one["left"], one["what"]) for one in told["H"]["payments"]] == [
        ("INV-3", "1300.00", "part"), ("INV-4", "0.00", "one of several"), ("INV-5", "0.00", "one of several"),
        ("INV-6", "-50.00", "too much"),
    ]  # fmt: skip
    assert [(one["amount"], one["held"]) for one in told["H"]["advances"]] == [("330.00", "330.00")]
    assert [(one["number"], one["amount"], one["by"]) for one in told["H"]["write_offs"]] == [("INV-7", "0.10", "mary")]
    counts = {line.key: line.n for line in sheet.exceptions}
    assert [counts[key] for key in ("used_twice", "not_found", "reversed", "older", "no_code")] == [1, 1, 1, 1, 1]


def test_a_block_without_data_in_the_whole_book_is_not_printed(store: Store) -> None:
    sample_day(store)
    sheet = made_of(book_of(store))
    told = sheet_to_json(sheet)
    assert [told[letter] for letter in "BDEGH"] == [None] * 5
    text = sheet_as_text(sheet)
    assert not any(f"\n{letter}. " in text for letter in "BDEGH")
    assert "used_twice" not in {line.key for line in sheet.exceptions}


def test_a_day_without_anything_prints_its_blocks_empty(store: Store) -> None:
    trade_day(store)
    with store.reader.begin() as reader:
        sheet = daily_sheet(reader, on=clock.day_of(TODAY + 3), wallet_id=1, printed_at=PRINTED)
    told = sheet_to_json(sheet)
    assert (told["B"]["receipts"]["n"], told["D"]["n"], told["E"]["lines"], told["H"]["payments"]) == (0, 0, [], [])
    assert told["B"]["parts"]["auto"]["per_cent"] is None
    assert sheet_as_text(sheet).count("  none") >= 3
    assert {line.n for line in sheet.exceptions if line.key in ("used_twice", "no_code")} == {0}


def one_more(rows: tuple[Any, ...], place: int, name: str) -> tuple[Any, ...]:
    """The rows with a cent more in one of them."""
    changed = rows[place]._replace(**{name: getattr(rows[place], name) + 1})
    return (*rows[:place], changed, *rows[place + 1 :])


def changes(book: DayBook) -> Iterator[tuple[str, DayBook]]:
    """The day with one cent more in each thing it is made from, one at a time."""
    trade = book.trade
    assert trade.sales
    for place in range(len(book.rows)):
        yield "row", replace(book, rows=one_more(book.rows, place, "amount_cents"))
    for number in {row.id for row in book.rows if row.state == "part_matched"}:
        yield "given", replace(book, given={**book.given, number: book.given[number] + 1})
    fields: tuple[tuple[str, str], ...] = (
        ("allocations", "cents"), ("classified", "cents"), ("cleared", "cents"), ("waiting", "cents"),
    )  # fmt: skip
    for name, cents in fields:
        for place in range(len(getattr(trade, name))):
            some: dict[str, Any] = {name: one_more(getattr(trade, name), place, cents)}
            yield name, replace(book, trade=replace(trade, **some))
    for key, debt in trade.debts.items():
        more = debt._replace(settled_cents=debt.settled_cents + 1)
        yield "debt", replace(book, trade=replace(trade, debts={**trade.debts, key: more}))
        yield (
            "allocated",
            replace(book, trade=replace(trade, allocated={**trade.allocated, key: trade.allocated[key] + 1})),
        )
    yield "carried", replace(book, trade=replace(trade, carried=(trade.carried[0], trade.carried[1] + 1)))
    for place in range(len(trade.sales.sales)):
        sales = trade.sales._replace(sales=one_more(trade.sales.sales, place, "amount_cents"))
        yield "sale", replace(book, trade=replace(trade, sales=sales))
    for place in range(len(trade.sales.settled)):
        sales = trade.sales._replace(settled=one_more(trade.sales.settled, place, "cents"))
        yield "settled", replace(book, trade=replace(trade, sales=sales))


def test_one_cent_more_in_anything_moves_a_printed_difference_by_that_cent(store: Store) -> None:
    trade_day(store)
    book = book_of(store)
    before, seen = made_of(book), set()
    for what, changed in changes(book):
        assert moved(before, made_of(changed)), what
        seen.add(what)
    assert seen >= {"row", "given", "allocations", "classified", "cleared", "waiting", "debt", "sale", "settled"}


WITHOUT_ANOTHER_SOURCE = ("S-9",)
"""A sale whose code no statement covers yet: nothing in the book but the sale itself tells its amount."""


def test_one_cent_more_in_any_row_of_the_book_moves_a_printed_difference(sqlite_place: str) -> None:
    store = empty_store(sqlite_place)
    trade_day(store)
    before = made_of(book_of(store))
    tables: tuple[tuple[Any, Any, Callable[[Any], bool]], ...] = (
        (transactions, transactions.c.amount_cents, lambda row: day_start() <= row.completed_at),
        (allocations, allocations.c.cents, lambda row: True),
        (customers, customers.c.advance_cents, lambda row: True),
        (items, items.c.amount_cents, lambda row: row.kind == "sale" and row.key not in WITHOUT_ANOTHER_SOURCE),
        (items, items.c.amount_cents, lambda row: row.key == "FT1"),
        (items, items.c.settled_cents, lambda row: row.kind == "invoice" and row.key != "INV-1043"),
    )
    for table, column, is_meant in tables:
        with store.reader.begin() as reader:
            rows = [row for row in reader.execute(select(table)) if is_meant(row)]
        assert rows
        for row in rows:
            same = [each == getattr(row, each.name) for each in table.primary_key.columns]
            for cent in (1, -1):
                with store.writer.begin() as connection:
                    connection.execute(update(table).where(*same).values({column: column + cent}))
                if cent == 1:
                    assert moved(before, made_of(book_of(store))), row
    assert made_of(book_of(store)) == before
    store.close()


def test_a_sale_of_another_wallets_money_is_told_there(store: Store) -> None:
    trade_day(store)
    other = DayMaker(wallet_id=2, wallet=WalletKey("5000001", "Utility"))
    other.row(100, at("08:00:00"), receipt="TK5OTHER01")
    write(store, other)
    with store.reader.begin() as reader:
        there = daily_sheet(reader, on=DAY, wallet_id=2, printed_at=PRINTED)
    assert there.trade.tills
    told = {sale.number for sale in there.trade.bad_sales.sales} if there.trade.bad_sales else set()
    assert told == {"S-6", "S-7", "S-9"}, "only what names no wallet's money is told on both sheets"


def texts(path: Path) -> list[str]:
    document = pypdfium2.PdfDocument(path)
    try:
        return [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()


@pytest.fixture
def long_names(tmp_path: Path) -> DailySheet:
    store = empty_store(str(tmp_path / "long.mpesabooks"), business="THE VERY LONG BUSINESS NAME OF EAST AFRICA " * 3)
    trade_day(store, name=LONG)
    for number in range(6):
        document(store, name=f"{number} {LONG}.csv", starts_at=day_start(), ends_at=None, opening=1, closing=2, new=1)
    sheet = made_of(book_of(store))
    store.close()
    return sheet


def test_the_front_page_of_a_day_with_everything_ends_above_the_sign_off(
    long_names: DailySheet, tmp_path: Path
) -> None:
    ends_at = draw_front_page(Paper(tmp_path / "a.pdf", title="", subject=""), long_names)
    assert ends_at > SIGN_OFF_TOP - 8


def test_every_figure_of_the_text_stands_on_paper(long_names: DailySheet, tmp_path: Path) -> None:
    write_pdf(long_names, tmp_path / "a.pdf")
    front, *behind = texts(tmp_path / "a.pdf")
    trade = long_names.trade
    assert trade.books
    for share in trade.books.shares:
        assert share.label in front
        assert f"{share.amount_cents // 100:,}.{share.amount_cents % 100:02d}" in front
    told = "\n".join(behind)
    for words in ("D Sales marked", "E By store", "G Bank settlement", "H Part, over", "Second signature", "OVERDUE"):
        assert words in " ".join(told.split())
    for word in ("S-4", "S-5", "S-6", "INV-3", "INV-6", "INV-7", "FT1", "write-off", "(none)"):
        assert word in told


def test_lists_about_the_books_are_cut_where_asked_and_say_so(long_names: DailySheet, tmp_path: Path) -> None:
    write_pdf(long_names, tmp_path / "a.pdf", annex_rows=2)
    told = "\n".join(texts(tmp_path / "a.pdf"))
    for whole in (5, 3, 4):
        assert f"Only the first 2 of {whole} are printed; the full list is in the Excel twin." in told


def test_columns_about_the_books_fill_the_paper_and_not_more() -> None:
    for columns in (trade_annexes.BAD_SALES, trade_annexes.TILLS, trade_annexes.SWEEPS, trade_annexes.PARTS,
                    trade_annexes.ADVANCES, trade_annexes.WRITE_OFFS):  # fmt: skip
        assert sum(column.width for column in columns) == pytest.approx(RIGHT - LEFT, abs=1)


def test_every_exception_has_a_short_name(long_names: DailySheet) -> None:
    assert {line.key for line in long_names.exceptions} == set(daily_pdf._IN_SHORT)


def crowded(sheet: DailySheet) -> DailySheet:
    """The day with more to say on its front page than fits at full size."""
    lines = tuple(
        replace(line, n=line.n or 1, parts=tuple(replace(part, n=part.n or 1) for part in line.parts))
        for line in sheet.balance.lines
    )
    reasons = tuple(f"Reason {number} why the day is not proven, told at some length." for number in range(4))
    return replace(sheet, balance=replace(sheet.balance, lines=lines, reasons=reasons))


@pytest.mark.parametrize("is_crowded", [False, True])
def test_nothing_about_the_books_is_clipped_or_overlaps(
    long_names: DailySheet, tmp_path: Path, *, is_crowded: bool
) -> None:
    sheet = crowded(long_names) if is_crowded else long_names
    write_pdf(sheet, tmp_path / "a.pdf")
    for boxes in words_on(tmp_path / "a.pdf"):
        for x0, y0, x1, y1 in boxes:
            assert LEFT - 1 <= x0 < x1 <= RIGHT + 1
            assert BOTTOM - 16 <= y0 < y1 <= TOP + 6
        for one, other in combinations(boxes, 2):
            assert not share_ink(one, other), (one, other)


def test_a_crowded_front_page_still_says_everything(long_names: DailySheet, tmp_path: Path) -> None:
    sheet = crowded(long_names)
    ends_at = draw_front_page(Paper(tmp_path / "b.pdf", title="", subject=""), sheet)
    assert ends_at > SIGN_OFF_TOP - 1
    write_pdf(sheet, tmp_path / "a.pdf")
    front = " ".join(texts(tmp_path / "a.pdf")[0].split())
    for line in sheet.exceptions:
        assert line.label in front
    assert all(reason in front for reason in sheet.balance.reasons)
    assert all(line.label in front for line in sheet.balance.lines)
