"""The program's own matches in the window: after an import, taken back as one, sampled by eye, and never again by force."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from app.core.actions.decide import Decision, confirm_all
from app.core.book import Book, Pen
from app.core.items import Allocation
from app.core.queries.queue import match_rows
from app.core.store.stated import customer_event, item_event
from app.ui import queue_keys
from app.ui.queue_amounts import cents_typed
from app.ui.queue_sample import Sample
from tests.ui.conftest import Opener, make_book
from tests.ui.queue_books import Paid, customers, invoices, make_queue_book, statement_of
from tests.ui.test_queue_page import ENTER, Hand, first


def by_machine(place: Path, paid: list[Paid], n: int) -> list[Paid]:
    """The first ``n`` likely ones are matched by the machine already."""
    chosen = [one for one in paid if one.kind == "likely"][:n]
    book = Book.open(str(place))
    reasons = ("amount exact", "typed the number")
    made = [
        Decision(one.key, (Allocation("invoice", one.invoice, one.cents),), "reference:exact", 0.998, None, reasons)
        for one in chosen
    ]
    book.do(confirm_all, made=made, by="auto")
    book.close()
    return chosen


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "queue.mpesabooks"


def test_an_import_is_matched_and_can_be_taken_back_from_its_notice(
    open_window: Opener, place: Path, qtbot: Any, tmp_path: Path
) -> None:
    make_book(place, [])
    paid, paper = statement_of(tmp_path / "shop.csv", 28)
    frame = open_window(place, "queue")
    book = frame.desk.this_book
    book.do(Pen.record_all, [*map(customer_event, customers()), *map(item_event, invoices(paid))])
    frame.importing.add([paper])
    qtbot.waitUntil(lambda: "matched by the program" in _notices(frame), timeout=30_000)
    hand = Hand(frame, qtbot)
    hand.rest()
    matched = book.ask(match_rows)
    assert matched
    assert all(row.by == "auto" for row in matched)
    assert f"{len(matched)} matched by the program · {28 - len(matched)} wait for you" in _notices(frame)
    assert len(hand.page.model.rows) == 28 - len(matched)
    while "matched by the program" not in (frame.notices.shown or frame.notices._queue[0]).text:
        frame.notices.next()
    qtbot.mouseClick(frame.notices.undo, Qt.MouseButton.LeftButton)
    hand.rest()
    assert book.ask(match_rows) == []
    qtbot.wait(1_500)
    hand.rest()
    assert book.ask(match_rows) == [], "what a person took back is not matched again behind his back"


def _notices(frame: Any) -> str:
    shown = [frame.notices.shown] if frame.notices.shown else []
    return "\n".join(one.text for one in [*shown, *frame.notices._queue])


def test_only_what_the_machine_did_today_is_taken_back(open_window: Opener, place: Path, qtbot: Any) -> None:
    paid = make_queue_book(place, 28)
    chosen = by_machine(place, paid, 2)
    hand = Hand(open_window(place, "queue"), qtbot)
    hand.go_to(first(paid, "second"))
    hand.press("2", ENTER)
    hand.rest()
    [action] = [one for one in hand.frame.menu_actions if "machine did today" in one.text().replace("&", "")]
    action.trigger()
    hand.rest()
    assert [hand.state(one) for one in chosen] == ["pending_reconciliation"] * 2
    assert hand.state(first(paid, "second")) == "matched"
    assert {one.key for one in chosen} <= set(hand.order())


def test_f8_shows_matches_side_by_side_and_takes_one_back(open_window: Opener, place: Path, qtbot: Any) -> None:
    paid = make_queue_book(place, 28)
    chosen = by_machine(place, paid, 2)
    hand = Hand(open_window(place, "queue"), qtbot)
    hand.press(Qt.Key.Key_F8)
    hand.rest()
    sample = hand.page.deeds._dialog
    assert isinstance(sample, Sample)
    assert len(sample.lines) == 2
    qtbot.mouseClick(sample.lines[0].back, Qt.MouseButton.LeftButton)
    hand.rest()
    assert sorted(hand.state(one) for one in chosen) == ["matched", "pending_reconciliation"]
    assert not sample.lines[0].back.isEnabled()
    hand.press(Qt.Key.Key_Escape)


def test_a_rule_that_only_suggests_says_so_on_the_page(open_window: Opener, place: Path, qtbot: Any) -> None:
    from app.core.actions.decide import undo_decisions

    paid = make_queue_book(place, 120)
    by_machine(place, paid, 8)
    book = Book.open(str(place))
    for row in book.ask(match_rows):
        assert row.id is not None
        book.do(undo_decisions, ids=[row.id])
    book.close()
    hand = Hand(open_window(place, "queue"), qtbot)
    assert "8 of 8 matches by “number typed, amount exact” were taken back" in hand.page.brakes.text()
    assert hand.page.brakes.isVisible()


# ---------------------------------------------------------------- menu and Ctrl+K
def test_every_deed_stands_in_the_menu_and_in_ctrl_k_with_its_key(open_window: Opener, place: Path, qtbot: Any) -> None:
    make_queue_book(place, 14)
    hand = Hand(open_window(place, "queue"), qtbot)
    named = {one.text(): one.shortcut().toString() for one in hand.frame.menu_actions}
    for deed in queue_keys.DEEDS:
        if deed.name:
            assert named[deed.text] == {"Return": "Return"}.get(deed.key, deed.key)
    hand.frame.open_palette()
    qtbot.keyClicks(hand.frame.palette_box.input, "not this one")
    hand.rest()
    texts = [hand.frame.palette_box.list.item(at).text() for at in range(hand.frame.palette_box.list.count())]
    assert "Not this one    N" in texts
    qtbot.keyClick(hand.frame.palette_box.input, ENTER)
    hand.rest()
    assert [one.allocations[0].key for one in hand.page.model.rows[0].candidates] == ["INV-1000B"]


def test_from_another_page_a_deed_first_shows_its_row(open_window: Opener, place: Path, qtbot: Any) -> None:
    make_queue_book(place, 14)
    frame = open_window(place, "transactions")
    frame._do_in_queue("confirm")
    hand = Hand(frame, qtbot)
    hand.rest()
    assert frame.page_name == "queue"
    assert len(hand.order()) == 14


def test_plain_letters_are_keys_of_the_list_alone(open_window: Opener, place: Path, qtbot: Any) -> None:
    make_queue_book(place, 14)
    hand = Hand(open_window(place, "queue"), qtbot)
    hand.page.detail.buttons["split"].setFocus()
    hand.press("n", "2", "p", "f")
    hand.page._chips["likely"].setFocus()
    hand.press("n", ENTER)
    hand.rest()
    assert hand.book.ask(match_rows) == []


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("", 0), ("500", 50_000), ("1,500.50", 150_050), ("500+250", 75_000), ("1000 - 20.5", 97_950),
        ("50%", 100_000), ("50% + 100", 110_000), ("33.33%", 66_660), (".5", 50),
    ],
)  # fmt: skip
def test_amounts_as_they_are_typed(typed: str, cents: int) -> None:
    assert cents_typed(typed, whole_cents=200_000) == cents


@pytest.mark.parametrize("typed", ["abc", "1+", "5 5x", "-5", "100-200", "1..2", "1e5", "٥", "9" * 20])
def test_what_is_no_amount_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="not an amount"):
        cents_typed(typed, whole_cents=200_000)
