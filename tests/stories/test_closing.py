"""A day is closed: its seal covers rows and decisions, what comes later is told and changes nothing, a reason opens it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import update

from app.cli_closing import broken_in_words
from app.core import clock
from app.core.actions.close_day import close_day, reopen_day
from app.core.actions.decide import Decision, classify, confirm_match, redo_group, undo_group
from app.core.actions.match_payments import match_book
from app.core.actions.undo_import import newest_import, undo_import
from app.core.book import Book, Pen
from app.core.errors import BookError
from app.core.items import Allocation, Meaning, TransactionKey
from app.core.jobs import import_document, import_list
from app.core.lists.values import ListKind
from app.core.queries.after_close import AfterClose, after_close
from app.core.queries.closing import checklist
from app.core.queries.days import day_rows
from app.core.queries.deeds import undoable_group
from app.core.queries.seals import Seal, broken_seals, covered, covered_then, seal_history, standing_seal
from app.core.sources.payload import Payload
from app.core.store.tables import transactions
from tests.books import is_sound, legacy_file, legacy_line

DAY = clock.number_of(date(2025, 11, 5))
INVOICES = (
    "number,customer,phone,account,date,due,amount\nINV-1001,Alice Tester,0700000001,A1,01/11/2025,20/11/2025,1500\n"
)
PAID = TransactionKey(1, "TK5AAAAAA1")
MATCHED = Decision(PAID, (Allocation("invoice", "INV-1001", 150_000),))


@pytest.fixture
def book(store_place: str) -> Iterator[Book]:
    made = Book.create(store_place, business="TESTBIZ LIMITED")
    yield made
    assert is_sound(made)
    assert made.ask(broken_seals) == []
    made.close()


def bring(book: Book, folder: Path, *rows: tuple[str, int, str], opening: int = 1000, name: str = "day") -> int:
    """Receipt, shillings, moment; gives the number of the import."""
    balance = opening
    lines: list[str] = []
    for receipt, shillings, at in rows:
        balance += shillings
        paid, drawn = (f"{shillings}.00", "") if shillings > 0 else ("", f"{-shillings}.00")
        linked = rows[0][0] if shillings < 0 else ""
        details = (
            f"Pay Bill Reversal of {linked}" if shillings < 0 else "Pay Bill from 25470****001 - ALICE TESTER Acc. A1"
        )
        lines.insert(0, legacy_line(receipt, paid, f"{balance}.00", at=at, drawn=drawn, linked=linked, details=details))
    ins = sum(max(row[1], 0) for row in rows)
    outs = sum(max(-row[1], 0) for row in rows)
    import_document(
        book,
        legacy_file(
            folder,
            lines,
            opening=f"{opening}.00",
            closing=f"{balance}.00",
            paid=f"{ins}.00",
            drawn=f"{outs}.00" if outs else "",
            name=f"{name}.csv",
        ),
    )
    made = book.ask(newest_import)
    assert made is not None
    return made


def bring_day(book: Book, folder: Path) -> int:
    return bring(book, folder, ("TK5AAAAAA1", 1500, "05-11-2025 08:00:00"), ("TK5AAAAAA2", 700, "05-11-2025 09:00:00"))


def close(book: Book, day: int = DAY) -> Seal:
    book.do(close_day, on_day=day)
    seal = book.ask(standing_seal, on_day=day)
    assert seal is not None
    return seal


def told_after(book: Book, day: int = DAY + 1) -> list[AfterClose]:
    return book.ask(after_close, on_day=day)


def test_the_seal_covers_the_rows_and_the_decisions(book: Book, tmp_path: Path) -> None:
    bring_day(book, tmp_path)
    bare = book.ask(covered, on_day=DAY)
    import_list(book, Payload("invoices.csv", data=INVOICES.encode()), ListKind.INVOICES)
    assert book.ask(covered, on_day=DAY) == bare, "an invoice is no row of the day"
    book.do(confirm_match, decision=MATCHED)
    decided = book.ask(covered, on_day=DAY)
    assert (bare.rows, bare.decisions, decided.rows, decided.decisions) == (2, 0, 2, 1)
    assert decided.digest != bare.digest
    seal = close(book)
    assert seal.digest == decided.digest
    assert seal.figures["in_cents"] == 220_000
    assert seal.figures["open"] == [["unmatched", 1, 70_000]]


def test_a_day_is_closed_once(book: Book, tmp_path: Path) -> None:
    bring_day(book, tmp_path)
    seal = close(book)
    with pytest.raises(BookError, match=f"closed already.*{seal.mark}"):
        book.do(close_day, on_day=DAY)


def test_a_day_that_has_not_begun_is_not_closed(book: Book) -> None:
    with pytest.raises(BookError, match="has not begun yet"):
        book.do(close_day, on_day=clock.day_number(clock.now()) + 1)


def test_a_hole_in_the_balance_stops_the_closing(book: Book, tmp_path: Path) -> None:
    lines = [
        legacy_line("TK5AAAAAA2", "700.00", "3300.00", at="05-11-2025 09:00:00"),
        legacy_line("TK5AAAAAA1", "1500.00", "2500.00", at="05-11-2025 08:00:00"),
    ]
    import_document(book, legacy_file(tmp_path, lines, opening="1000.00", closing="3300.00", paid="2300.00"))
    with pytest.raises(BookError, match="running balance has a hole"):
        book.do(close_day, on_day=DAY)
    assert book.ask(seal_history) == []


def test_a_contradiction_stops_the_closing(book: Book, tmp_path: Path) -> None:
    bring_day(book, tmp_path)
    bring(book, tmp_path, ("TK5AAAAAA1", 1600, "05-11-2025 08:00:00"), name="other")
    with pytest.raises(BookError, match="told differently by two documents"):
        book.do(close_day, on_day=DAY)


def test_an_import_under_a_seal_is_not_taken_back(book: Book, tmp_path: Path) -> None:
    number = bring_day(book, tmp_path)
    close(book)
    with pytest.raises(BookError, match=r"would change a closed day \(05/11/2025\)"):
        book.do(undo_import, import_id=number)
    assert book.ask(covered, on_day=DAY).rows == 2
    book.do(reopen_day, on_day=DAY, why="the wrong wallet")
    assert book.do(undo_import, import_id=number).value == 2


def test_an_import_that_another_vouches_for_may_go(book: Book, tmp_path: Path) -> None:
    number = bring_day(book, tmp_path)
    again = bring(
        book,
        tmp_path,
        ("TK5AAAAAA1", 1500, "05-11-2025 08:00:00"),
        ("TK5AAAAAA2", 700, "05-11-2025 09:00:00"),
        ("TK5AAAAAA3", 10, "05-11-2025 10:00:00"),
        name="later",
    )
    assert again != number
    close(book)
    book.do(undo_import, import_id=number)
    assert book.ask(covered, on_day=DAY).rows == 3


def test_a_decision_under_a_seal_is_not_taken_back(book: Book, tmp_path: Path) -> None:
    bring_day(book, tmp_path)
    import_list(book, Payload("invoices.csv", data=INVOICES.encode()), ListKind.INVOICES)
    made = book.do(confirm_match, decision=MATCHED)
    group = book.ask(undoable_group)
    assert group is not None
    close(book)
    with pytest.raises(BookError, match="would change a closed day"):
        book.do(undo_group, group_id=group)
    book.do(reopen_day, on_day=DAY, why="it was another house")
    book.do(undo_group, group_id=group)
    close(book)
    with pytest.raises(BookError, match="would change a closed day"):
        book.do(redo_group, group_id=group)
    assert made.value > 0


def test_what_a_payment_was_named_is_not_taken_back_under_a_seal(book: Book, tmp_path: Path) -> None:
    bring_day(book, tmp_path)
    book.do(classify, transactions=[PAID], meaning=Meaning.OWNER)
    group = book.ask(undoable_group)
    assert group is not None
    close(book)
    with pytest.raises(BookError, match="would change a closed day"):
        book.do(undo_group, group_id=group)
    assert book.ask(covered, on_day=DAY).decisions == 1


def test_the_machine_matches_nothing_on_a_closed_day_but_a_person_may(book: Book, tmp_path: Path) -> None:
    bring_day(book, tmp_path)
    close(book)
    import_list(book, Payload("invoices.csv", data=INVOICES.encode()), ListKind.INVOICES)
    assert match_book(book).confirmed == 0
    with pytest.raises(BookError, match="day of the payment TK5AAAAAA1 is closed"):
        book.do(confirm_match, decision=MATCHED, by="auto")
    book.do(confirm_match, decision=MATCHED)
    [event] = told_after(book)
    assert (event.receipt, event.amount_cents) == ("TK5AAAAAA1", 150_000)
    assert "was matched after its seal" in event.what


def test_the_machine_matches_the_same_payment_where_the_day_is_open(book: Book, tmp_path: Path) -> None:
    bring_day(book, tmp_path)
    import_list(book, Payload("invoices.csv", data=INVOICES.encode()), ListKind.INVOICES)
    assert match_book(book).confirmed == 1


def test_a_late_row_is_told_on_the_next_open_day(book: Book, tmp_path: Path) -> None:
    bring_day(book, tmp_path)
    seal = close(book)
    bring(
        book,
        tmp_path,
        ("TK5AAAAAA1", 1500, "05-11-2025 08:00:00"),
        ("TK5AAAAAA2", 700, "05-11-2025 09:00:00"),
        ("TK5AAAAAA3", 40, "05-11-2025 23:59:58"),
        name="whole",
    )
    [event] = told_after(book)
    assert (event.on_day, event.receipt, event.amount_cents) == (DAY, "TK5AAAAAA3", 4_000)
    assert told_after(book, DAY + 2) == []
    assert book.ask(standing_seal, on_day=DAY) == seal
    assert book.ask(covered_then, seal).digest == seal.digest


def test_what_came_while_the_next_day_was_closed_too_is_told_on_the_one_after(book: Book, tmp_path: Path) -> None:
    bring_day(book, tmp_path)
    close(book)
    close(book, DAY + 1)
    bring(book, tmp_path, ("TK5AAAAAA3", 40, "05-11-2025 23:59:58"), opening=3200, name="late")
    assert told_after(book) == []
    assert [event.receipt for event in told_after(book, DAY + 2)] == ["TK5AAAAAA3"]


def test_a_later_reversal_is_told_and_rewrites_nothing(book: Book, tmp_path: Path) -> None:
    bring(book, tmp_path, ("TK5AAAAAA1", 1500, "05-11-2025 08:00:00"))
    seal = close(book)
    bring(
        book,
        tmp_path,
        ("TK5AAAAAA1", 1500, "05-11-2025 08:00:00"),
        ("TK6AAAAAA9", -1500, "06-11-2025 07:00:00"),
        name="reversed",
    )
    assert [(event.receipt, event.what) for event in told_after(book)] == [
        ("TK6AAAAAA9", "Reverses TK5AAAAAA1 of the closed day.")
    ]
    assert book.ask(covered_then, seal).digest == seal.digest


def test_reopening_needs_a_reason_and_leaves_a_mark(book: Book, tmp_path: Path) -> None:
    bring_day(book, tmp_path)
    first = close(book)
    for nothing in ("", "  ", "x", " a b"):
        with pytest.raises(BookError, match="only with a reason"):
            book.do(reopen_day, on_day=DAY, why=nothing)
    book.do(reopen_day, on_day=DAY, why="late  statement of\nthe shop")
    assert book.ask(standing_seal, on_day=DAY) is None
    with pytest.raises(BookError, match="is not closed"):
        book.do(reopen_day, on_day=DAY, why="once more")
    second = close(book)
    history = book.ask(seal_history, on_day=DAY)
    assert [(seal.id, seal.why, seal.is_standing) for seal in history] == [
        (first.id, "late statement of the shop", False),
        (second.id, "", True),
    ]
    assert [event.what.partition(": ")[2] for event in told_after(book)] == ["late statement of the shop"]


def test_a_changed_row_is_seen(book: Book, tmp_path: Path) -> None:
    bring_day(book, tmp_path)
    close(book)
    of_one = transactions.c.receipt == "TK5AAAAAA1"

    def spoil(pen: Pen, cents: int) -> None:
        pen.connection.execute(update(transactions).where(of_one).values(amount_cents=cents))

    book.do(spoil, 150_001)
    [sentence] = broken_in_words(book)
    assert "05/11/2025 does not fit the day any more" in sentence
    book.do(spoil, 150_000)
    assert broken_in_words(book) == []


def test_the_checklist_says_what_is_open(book: Book, tmp_path: Path) -> None:
    bring_day(book, tmp_path)
    checks = {check.key: check for check in book.ask(checklist, on_day=DAY, now=clock.now())}
    assert {key for key, check in checks.items() if not check.is_fine} == {"unmatched"}
    assert (checks["unmatched"].n, checks["unmatched"].cents) == (2, 220_000)
    running = book.ask(checklist, on_day=DAY, now=clock.day_start(DAY) + 3600)[0]
    assert not running.is_fine
    assert not running.is_stop
    close(book)
    later = {check.key: check for check in book.ask(checklist, on_day=DAY + 2, now=clock.now())}
    assert later["earlier"].is_fine, "nothing moved on the day between"


def test_the_list_of_days_tells_what_is_closed(book: Book, tmp_path: Path) -> None:
    def closed() -> str:
        [tile] = book.ask(day_rows)
        return tile.closed

    bring_day(book, tmp_path)
    assert closed() == ""
    close(book)
    assert closed() == "sealed"
    book.do(reopen_day, on_day=DAY, why="something was missing")
    assert closed() == "reopened"
    close(book)
    assert closed() == "sealed"
