"""Queue: each key does what it says, the list stands still under the hand, and nothing is done by an Enter in a cell."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from app.core.actions.live_matching import LiveMatching, Matched
from app.core.book import Book
from app.core.items import TransactionKey
from app.core.queries.customers import customer_rows, typed_for
from app.core.queries.deeds import decision_groups
from app.core.queries.items import item_row
from app.core.queries.matching import known
from app.core.queries.queue import match_rows, queue_counts, queue_rows
from app.core.queries.queue_rows import MatchRow, QueueRow
from app.core.queries.transactions import transactions_of_receipt
from app.ui.frame import Frame
from app.ui.pages.queue import QueuePage
from tests.ui.conftest import Opener, settle
from tests.ui.queue_books import Paid, make_queue_book

CTRL = Qt.KeyboardModifier.ControlModifier
N = 28
ENTER, SPACE = Qt.Key.Key_Return, Qt.Key.Key_Space


@pytest.fixture(autouse=True)
def matcher_at_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """The proposals here are made by hand: the matcher must not put its own in their place meanwhile."""
    monkeypatch.setattr(LiveMatching, "round", lambda self, *, watched: Matched(0, 0, 0, None))


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "queue.mpesabooks"


@pytest.fixture
def paid(place: Path) -> list[Paid]:
    return make_queue_book(place, N)


def page_of(frame: Frame) -> QueuePage:
    page = frame.pages["queue"]
    assert isinstance(page, QueuePage)
    return page


class Hand:
    """A person at the keys of the Queue page."""

    def __init__(self, frame: Frame, qtbot: Any) -> None:
        self.frame, self.qtbot = frame, qtbot
        self.page = page_of(frame)
        self.book: Book = frame.desk.this_book

    def press(self, *keys: str | Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Keys go to whatever has them, as on a real keyboard."""
        for key in keys:
            self.wake()
            self.qtbot.keyClick(self.has_keys(), key, modifier)

    def wake(self) -> None:
        """Without a screen no window wakes by itself when a dialog over it closes."""
        window: QWidget = self.page.deeds._dialog or self.frame
        window.activateWindow()
        self.qtbot.waitUntil(window.isActiveWindow, timeout=5_000)

    def type(self, text: str) -> None:
        self.wake()
        self.qtbot.keyClicks(self.has_keys(), text)

    def has_keys(self) -> QWidget:
        window: QWidget = self.page.deeds._dialog or self.frame
        return window.focusWidget() or self.page.table

    def rest(self) -> None:
        """Until a search has begun that waited for the next key, and everything is answered."""
        for timer in [one for one in (self.page.deeds._dialog, self.page.deeds.grid) if hasattr(one, "_timer")]:
            self.qtbot.waitUntil(lambda timer=timer: not timer._timer.isActive(), timeout=5_000)
        settle(self.qtbot, self.frame)

    def has_dialog(self) -> bool:
        return self.page.deeds._dialog is not None

    def go_to(self, one: Paid) -> None:
        """By the arrows, as a hand does."""
        at = self.page.model.place_of(one.key)
        assert at is not None, f"{one.receipt} waits no longer"
        here = self.page.table.currentIndex().row()
        self.press(*[Qt.Key.Key_Down if at > here else Qt.Key.Key_Up] * abs(at - here))
        current = self.page.current()
        assert current is not None
        assert current.key == one.key
        self.rest()

    def matched(self, one: Paid) -> list[MatchRow]:
        return self.book.ask(match_rows, receipts=[one.receipt])

    def given(self, one: Paid) -> dict[str, tuple[int, int, str]]:
        """What stands of a payment: item key to cents, cents forgiven, and why."""
        return {
            part.key: (part.cents, part.forgiven_cents, part.why)
            for row in self.matched(one)
            for part in row.allocations
        }

    def state(self, one: Paid) -> str:
        return next(row.state for row in self.book.ask(transactions_of_receipt, receipts=[one.receipt]))

    def open_cents(self, number: str) -> int:
        from app.core.items import ItemKey

        found = self.book.ask(item_row, key=ItemKey("invoice", number))
        assert found is not None
        return found.open_cents

    def waits(self, one: Paid) -> QueueRow | None:
        return next(iter(self.book.ask(queue_rows, keys=[one.key])), None)

    def order(self) -> list[TransactionKey]:
        return [row.key for row in self.page.model.rows]


@pytest.fixture
def hand(open_window: Opener, paid: list[Paid], place: Path, qtbot: Any) -> Hand:
    return Hand(open_window(place, "queue"), qtbot)


def first(paid: list[Paid], kind: str) -> Paid:
    return next(one for one in paid if one.kind == kind)


# ---------------------------------------------------------------- the list
def test_the_groups_are_counted_and_each_shows_its_own(hand: Hand, paid: list[Paid]) -> None:
    assert [chip.text() for chip in hand.page._chips.values()] == [
        f"All  {N}", "Likely  6", "Split  10", "Wrong account  6", "Not a sale  2", "Unknown  4", "Ask",
    ]  # fmt: skip
    hand.press(Qt.Key.Key_Right)
    hand.rest()
    assert {row.queue for row in hand.page.model.rows} == {"likely"}
    assert len(hand.page.model.rows) == 6
    hand.press(Qt.Key.Key_Left)
    hand.rest()
    assert len(hand.page.model.rows) == N


def test_the_model_keeps_the_rules_of_models(hand: Hand, qtmodeltester: Any) -> None:
    qtmodeltester.check(hand.page.model, force_py=True)


def test_the_rail_counts_what_waits(hand: Hand) -> None:
    assert hand.frame.rail._counts["queue"].text() == str(N)
    hand.press(ENTER)
    hand.qtbot.waitUntil(lambda: hand.frame.rail._counts["queue"].text() == str(N - 1), timeout=5_000)


def test_rows_come_page_by_page_without_a_hole(
    open_window: Opener, tmp_path: Path, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.ui import reading_queue

    monkeypatch.setattr(reading_queue, "PAGE", 7)
    place = tmp_path / "many.mpesabooks"
    paid = make_queue_book(place, 60)
    frame = open_window(place, "queue")
    page = page_of(frame)
    page.table.scrollToBottom()
    for _ in range(30):
        page.table.scrollToBottom()
        qtbot.wait(20)
    settle(qtbot, frame)
    assert [row.key for row in page.model.rows] == [one.key for one in paid]


def test_selecting_never_jumps_and_letters_never_search(hand: Hand, paid: list[Paid]) -> None:
    hand.go_to(paid[12])
    for key in ("x", "k", "j", "z", "9"):
        hand.press(key)
    assert hand.page.table.currentIndex().row() == 12


# ---------------------------------------------------------------- Enter, 1 to 5, N, Space, Ctrl+Enter
def test_enter_confirms_the_best_and_goes_to_the_next(hand: Hand, paid: list[Paid]) -> None:
    before = hand.order()
    hand.press(ENTER)
    assert hand.order() == before[1:], "it leaves at once, and the others stand still"
    current = hand.page.current()
    assert current is not None
    assert current.key == paid[1].key
    hand.rest()
    assert hand.given(paid[0]) == {"INV-1000": (paid[0].cents, 0, "")}
    assert hand.state(paid[0]) == "matched"
    [row] = hand.matched(paid[0])
    assert (row.rule, row.confidence, row.by == "auto") == ("reference+name:exact", 0.64, False)
    assert "amount exact" in row.reasons
    assert "9 days late" not in row.reasons
    assert hand.order() == before[1:]


def test_a_digit_chooses_a_candidate_and_enter_confirms_that(hand: Hand, paid: list[Paid]) -> None:
    hand.go_to(paid[1])
    hand.press("2")
    assert [bool(card.property("is_chosen")) for card in hand.page.detail.candidates.cards[:2]] == [False, True]
    hand.press(Qt.Key.Key_Down, Qt.Key.Key_Up, "5", ENTER)
    hand.rest()
    assert set(hand.given(paid[1])) == {"INV-1001B"}


def test_not_this_one_is_remembered_and_the_next_moves_up(hand: Hand, paid: list[Paid]) -> None:
    hand.go_to(paid[2])
    hand.press("n")
    hand.rest()
    refused = hand.book.ask(known).refusals
    assert [(one.transaction, one.kind, one.key) for one in refused] == [(paid[2].key, "invoice", "INV-1002")]
    current = hand.page.current()
    assert current is not None
    assert current.key == paid[2].key
    assert [one.allocations[0].key for one in current.candidates] == ["INV-1002B"]
    hand.press("n", ENTER)
    hand.rest()
    assert hand.waits(paid[2]) is not None
    assert hand.matched(paid[2]) == []
    assert len(hand.book.ask(known).refusals) == 2


def test_not_this_one_is_still_refused_when_the_page_is_opened_again(hand: Hand, paid: list[Paid]) -> None:
    hand.press("n")
    hand.rest()
    hand.page.show_group(None)
    hand.rest()
    assert [one.allocations[0].key for one in hand.page.model.rows[0].candidates] == ["INV-1000B"]


def test_of_two_sums_only_what_tells_them_apart_is_refused(hand: Hand, paid: list[Paid]) -> None:
    one = first(paid, "advance")
    hand.go_to(one)
    hand.press("n")
    hand.rest()
    assert [(refused.kind, refused.key) for refused in hand.book.ask(known).refusals] == [("invoice", one.invoice)]


def test_space_ticks_and_ctrl_enter_confirms_all_ticked_as_one_deed(hand: Hand, paid: list[Paid]) -> None:
    chosen = [paid[0], paid[1], paid[3]]
    for one in chosen:
        hand.go_to(one)
        hand.press(SPACE)
    hand.go_to(paid[1])
    hand.press("2")
    hand.press(SPACE, SPACE)
    hand.go_to(paid[2])
    assert "3 ticked" in hand.page.ticked.text()
    hand.press(ENTER, modifier=CTRL)
    current = hand.page.current()
    assert current is not None
    assert current.key == paid[2].key, "the row in hand stays in hand"
    hand.rest()
    assert [hand.state(one) for one in chosen] == ["matched"] * 3
    assert set(hand.given(paid[1])) == {"INV-1001B"}
    groups = {row.group_id for one in chosen for row in hand.matched(one)}
    assert len(groups) == 1
    assert hand.page.ticked.text() == ""
    hand.press("z", modifier=CTRL)
    hand.rest()
    assert [hand.state(one) for one in chosen] == ["pending_reconciliation"] * 3


def test_a_row_without_a_candidate_is_neither_confirmed_nor_ticked(hand: Hand, paid: list[Paid]) -> None:
    one = first(paid, "unknown")
    hand.go_to(one)
    hand.press(ENTER, SPACE)
    hand.rest()
    assert hand.page.model.ticks == {}
    assert "S searches an invoice" in hand.page.said.text()
    current = hand.page.current()
    assert current is not None
    assert current.key == one.key


# ---------------------------------------------------------------- P, A, W, F
def test_p_gives_what_there_is_and_leaves_the_rest_of_the_invoice_open(hand: Hand, paid: list[Paid]) -> None:
    one = first(paid, "part")
    hand.go_to(one)
    hand.press("p")
    hand.rest()
    assert hand.given(one) == {one.invoice: (one.cents, 0, "")}
    assert (hand.state(one), hand.open_cents(one.invoice)) == ("matched", 40_000)


def test_p_leaves_a_payment_waiting_whose_money_is_not_used_up(hand: Hand, paid: list[Paid]) -> None:
    one = first(paid, "advance")
    hand.go_to(one)
    hand.press("p")
    hand.rest()
    current = hand.page.current()
    assert current is not None
    assert (current.key, current.open_cents) == (one.key, 30_000), "it stays in hand with what is left"
    assert hand.state(one) == "part_matched"


def test_a_keeps_the_rest_as_advance(hand: Hand, paid: list[Paid]) -> None:
    one = first(paid, "advance")
    hand.go_to(one)
    hand.press("a")
    hand.rest()
    assert hand.given(one) == {one.invoice: (one.cents - 30_000, 0, ""), one.customer: (30_000, 0, "")}
    advances = {row.key: row.advance_cents for row in hand.book.ask(customer_rows)}
    assert advances[one.customer] == 30_000


def test_a_without_a_rest_says_so_and_does_nothing(hand: Hand, paid: list[Paid]) -> None:
    hand.press("a")
    hand.rest()
    assert "Nothing is left over" in hand.page.said.text()
    assert hand.matched(paid[0]) == []


def test_w_asks_for_a_reason_and_keeps_it(hand: Hand, paid: list[Paid]) -> None:
    one = first(paid, "write_off")
    hand.go_to(one)
    hand.press("w")
    hand.press(ENTER)
    assert hand.matched(one) == [], "without a reason nothing is written off"
    hand.type("goods returned")
    hand.press(ENTER)
    hand.rest()
    assert hand.given(one) == {one.invoice: (one.cents, 2_000, "write_off")}
    assert "goods returned" in hand.matched(one)[0].reasons
    assert hand.open_cents(one.invoice) == 0
    assert hand.frame.focusWidget() is hand.page.table


def test_f_closes_the_difference_as_a_fee_and_refuses_what_is_no_fee(hand: Hand, paid: list[Paid]) -> None:
    one, part = first(paid, "fee"), first(paid, "part")
    hand.go_to(part)
    hand.press("f")
    hand.rest()
    assert "too much for a fee" in hand.page.said.text()
    assert hand.matched(part) == []
    hand.go_to(one)
    hand.press("f")
    hand.rest()
    assert hand.given(one) == {one.invoice: (one.cents, 2_300, "fee")}


# ---------------------------------------------------------------- C, ?, R
def test_c_gives_it_to_a_customer_and_remembers_what_was_typed(hand: Hand, paid: list[Paid]) -> None:
    one = first(paid, "wrong")
    hand.go_to(one)
    hand.press("c")
    hand.type("otieno")
    hand.rest()
    hand.press(ENTER)
    hand.rest()
    [row] = hand.matched(one)
    assert sum(part.cents for part in row.allocations) == one.cents
    assert {part.customer_name for part in row.allocations} == {"Peter Otieno"}
    assert [told.typed for told in hand.book.ask(typed_for, key="C00002")] == ["HSE8"]
    assert {name for group in hand.book.ask(decision_groups, limit=1) for name in group.kinds} == {
        "MatchConfirmed", "AccountRemembered",
    }  # fmt: skip


def test_c_makes_a_new_customer_without_leaving_the_row(hand: Hand, paid: list[Paid]) -> None:
    one = first(paid, "new")
    hand.go_to(one)
    hand.press("c")
    hand.type("Wambui Hardware")
    hand.rest()
    hand.press(ENTER)
    hand.rest()
    [made] = [row for row in hand.book.ask(customer_rows) if row.name == "Wambui Hardware"]
    assert made.advance_cents == one.cents
    assert [told.typed for told in hand.book.ask(typed_for, key=made.key)] == ["HSE9"]
    hand.press("z", modifier=CTRL)
    hand.rest()
    assert "Wambui Hardware" not in {row.name for row in hand.book.ask(customer_rows)}, "one deed, one undo"


def test_escape_in_a_dialog_does_nothing(hand: Hand, paid: list[Paid]) -> None:
    for one, key in (("wrong", "c"), ("write_off", "w"), ("owner", "r"), ("ask", "?")):
        hand.go_to(first(paid, one))
        hand.press(key)
        hand.rest()
        assert hand.has_dialog()
        hand.press(Qt.Key.Key_Escape)
        hand.rest()
        assert not hand.has_dialog()
        assert hand.frame.focusWidget() is hand.page.table
    assert hand.book.ask(decision_groups) == []


def test_a_question_parks_a_payment_and_an_answer_brings_it_back(hand: Hand, paid: list[Paid]) -> None:
    one = first(paid, "ask")
    hand.go_to(one)
    hand.press("?")
    hand.type("Otieno")
    hand.press(Qt.Key.Key_Tab)
    hand.type("whose is HSE 12?")
    hand.press(ENTER, modifier=CTRL)
    hand.rest()
    row = hand.waits(one)
    assert row is not None
    assert row.question is not None
    assert (row.queue, row.question.asked_to, row.question.note) == ("ask", "Otieno", "whose is HSE 12?")
    assert hand.page._chips["ask"].text() == "Ask  1"
    hand.page.show_group("ask")
    hand.rest()
    hand.press("?")
    hand.type("Mama Asha, house 12")
    hand.press(ENTER, modifier=CTRL)
    hand.rest()
    row = hand.waits(one)
    assert row is not None
    assert (row.queue, row.question) == ("wrong_account", None)
    assert hand.page._chips["ask"].text() == "Ask"


def test_r_shows_what_a_rule_would_hit_and_makes_it(hand: Hand, paid: list[Paid]) -> None:
    from app.ui.rule_dialog import RuleDialog

    owners = [one for one in paid if one.kind == "owner"]
    hand.go_to(owners[0])
    hand.press("r")
    hand.rest()
    dialog = hand.page.deeds._dialog
    assert isinstance(dialog, RuleDialog)
    assert "1 row:" in dialog._count.text(), "the number is another each time"
    [phone] = [tick for field, tick, _, _ in dialog._lines._lines if field == "party_phone"]
    phone.setChecked(False)
    hand.qtbot.waitUntil(lambda: "2 rows:" in dialog._count.text(), timeout=5_000)
    assert dialog._warning.isHidden()
    hand.press(ENTER, modifier=CTRL)
    hand.rest()
    hand.qtbot.waitUntil(lambda: not {one.key for one in owners} & set(hand.order()), timeout=5_000)
    assert [hand.state(one) for one in owners] == ["not_a_sale"] * len(owners)


def test_a_rule_that_would_hit_matched_payments_warns(hand: Hand, paid: list[Paid]) -> None:
    from app.ui.rule_dialog import RuleDialog

    hand.press(ENTER)
    hand.rest()
    hand.go_to(paid[8])
    assert paid[8].name == paid[0].name
    hand.press("r")
    hand.rest()
    dialog = hand.page.deeds._dialog
    assert isinstance(dialog, RuleDialog)
    for field, tick, _, _ in dialog._lines._lines:
        tick.setChecked(field in ("direction", "party_name"))
    hand.qtbot.waitUntil(lambda: "1 of them are matched" in dialog._warning.text(), timeout=5_000)
    for _, tick, _, _ in dialog._lines._lines:
        tick.setChecked(False)
    hand.qtbot.waitUntil(lambda: not dialog.take_button.isEnabled(), timeout=5_000)
    hand.press(Qt.Key.Key_Escape)


def test_only_this_row_is_said_without_a_rule(hand: Hand, paid: list[Paid]) -> None:
    one = first(paid, "out")
    hand.go_to(one)
    hand.press("r")
    hand.rest()
    dialog: Any = hand.page.deeds._dialog
    hand.qtbot.mouseClick(dialog.only_button, Qt.MouseButton.LeftButton)
    hand.rest()
    assert hand.state(one) == "not_a_sale"
    assert {name for group in hand.book.ask(decision_groups, limit=1) for name in group.kinds} == {
        "TransactionClassified"
    }


# ---------------------------------------------------------------- S
def test_the_grid_takes_sums_and_per_cents_and_enter_never_confirms(hand: Hand, paid: list[Paid]) -> None:
    one = first(paid, "split")
    hand.go_to(one)
    hand.press("s")
    hand.rest()
    grid = hand.page.deeds.grid
    assert grid is not None
    assert grid.cells[0].hasFocus()
    assert grid.remainder() == 0
    hand.type("500+50")
    hand.press(ENTER, ENTER, ENTER, ENTER)
    hand.rest()
    assert hand.matched(one) == [], "Enter goes from cell to cell, round and round"
    assert grid.cells[0].text() == "550.00"
    assert grid.remainder() == 5_000
    assert "50.00 left" in grid.rest_label().text()
    grid.cells[1].setFocus()
    grid.cells[1].selectAll()
    hand.type("40%")
    assert grid.remainder() == one.cents - 55_000 - one.cents * 40 // 100
    hand.press(ENTER, modifier=CTRL)
    hand.rest()
    assert hand.given(one) == {one.invoice: (55_000, 0, ""), f"{one.invoice}B": (one.cents * 40 // 100, 0, "")}
    assert hand.state(one) == "part_matched"


def test_the_grid_finds_any_open_invoice_and_keeps_the_rest_as_advance(hand: Hand, paid: list[Paid]) -> None:
    one = first(paid, "advance")
    hand.go_to(one)
    hand.press("s")
    hand.rest()
    grid = hand.page.deeds.grid
    assert grid is not None
    grid.search.setFocus()
    hand.type("INV-1004")
    hand.rest()
    hand.press(ENTER)
    assert grid.items[-1].number == "INV-1004"
    assert grid.cells[-1].hasFocus()
    hand.type("100")
    assert grid.advance.isChecked(), "the candidate kept the rest as well"
    assert "200.00 kept as advance" in grid.rest_label().text()
    hand.press(ENTER, modifier=CTRL)
    hand.rest()
    assert hand.given(one) == {
        one.invoice: (one.cents - 30_000, 0, ""), "INV-1004": (10_000, 0, ""), one.customer: (20_000, 0, ""),
    }  # fmt: skip


@pytest.mark.parametrize("typed", ["2000", "abc", "5000000", "1+", "-5"])
def test_the_grid_confirms_nothing_that_is_wrong(hand: Hand, paid: list[Paid], typed: str) -> None:
    one = first(paid, "split")
    hand.go_to(one)
    hand.press("s")
    hand.rest()
    hand.type(typed)
    hand.press(ENTER, modifier=CTRL)
    hand.rest()
    assert hand.matched(one) == []
    assert hand.page.deeds.grid is not None


def test_letters_typed_into_a_cell_are_no_deeds_and_escape_leaves_without_a_trace(hand: Hand, paid: list[Paid]) -> None:
    one = first(paid, "split")
    hand.go_to(one)
    hand.press("s")
    hand.rest()
    hand.type("nfaw12 ")
    hand.press(SPACE)
    hand.rest()
    assert isinstance(hand.has_keys(), QLineEdit)
    hand.press(Qt.Key.Key_Escape)
    hand.rest()
    assert hand.page.deeds.grid is None
    assert hand.frame.focusWidget() is hand.page.table
    assert hand.book.ask(decision_groups) == []
    current = hand.page.current()
    assert current is not None
    assert current.key == one.key


# ---------------------------------------------------------------- the list under the hand
def test_the_list_never_reorders(hand: Hand, paid: list[Paid]) -> None:
    order = {one.key: one.n for one in paid}
    for key in (ENTER, Qt.Key.Key_Down, ENTER, "n", Qt.Key.Key_Down, "f", ENTER, Qt.Key.Key_Up, ENTER):
        hand.press(key)
        places = [order[found] for found in hand.order()]
        assert places == sorted(places)
        hand.rest()
        places = [order[found] for found in hand.order()]
        assert places == sorted(places)


def test_what_comes_in_meanwhile_does_not_move_the_row_in_hand(hand: Hand, paid: list[Paid], tmp_path: Path) -> None:
    from app.core.actions.decide import Decision, confirm_match
    from app.core.items import Allocation

    hand.go_to(paid[20])
    table = hand.page.table
    top = table.visualRect(table.currentIndex()).top()
    decision = Decision(paid[3].key, (Allocation("invoice", paid[3].invoice, 60_000),))
    hand.book.do(confirm_match, decision=decision)
    whole = Decision(paid[0].key, (Allocation("invoice", paid[0].invoice, paid[0].cents),))
    hand.book.do(confirm_match, decision=whole)
    hand.frame.desk.book_changed()
    hand.rest()
    assert paid[0].key not in hand.order()
    current = hand.page.current()
    assert current is not None
    assert current.key == paid[20].key
    assert abs(table.visualRect(table.currentIndex()).top() - top) <= table.rowHeight(0)


def test_what_was_paid_meanwhile_is_not_paid_twice(hand: Hand, paid: list[Paid]) -> None:
    from app.core.actions.decide import Decision, confirm_match
    from app.core.items import Allocation

    hand.go_to(paid[1])
    taken = Decision(paid[20].key, (Allocation("invoice", "INV-1000", paid[0].cents),))
    hand.book.do(confirm_match, decision=taken)
    hand.press(Qt.Key.Key_Up, ENTER)
    hand.rest()
    assert hand.matched(paid[0]) == []
    assert hand.waits(paid[0]) is not None
    assert paid[0].key in hand.order()


# ---------------------------------------------------------------- undo and redo
def test_undo_and_redo_reach_across_a_restart(open_window: Opener, paid: list[Paid], place: Path, qtbot: Any) -> None:
    hand = Hand(open_window(place, "queue"), qtbot)
    hand.press(ENTER, ENTER)
    hand.rest()
    assert hand.page.said.text().endswith("Ctrl+Z takes it back.")
    hand.frame.close()
    again = Hand(open_window(place, "queue"), qtbot)
    again.press("z", modifier=CTRL)
    again.rest()
    assert [again.state(one) for one in paid[:2]] == ["matched", "pending_reconciliation"]
    current = again.page.current()
    assert current is not None
    assert current.key == paid[1].key, "the hand goes on with what came back"
    again.frame.close()
    third = Hand(open_window(place, "queue"), qtbot)
    third.press("y", modifier=CTRL)
    third.rest()
    assert [third.state(one) for one in paid[:2]] == ["matched", "matched"]
    third.press("z", modifier=CTRL)
    third.press("z", modifier=CTRL)
    third.rest()
    assert [third.state(one) for one in paid[:2]] == ["pending_reconciliation"] * 2
    assert third.book.ask(queue_counts)["likely"] == 6


def test_nothing_to_take_back_is_said(hand: Hand) -> None:
    hand.press("z", modifier=CTRL)
    hand.rest()
    assert hand.frame.notices.shown is not None
    assert "nothing to take back" in hand.frame.notices.shown.text


# ---------------------------------------------------------------- proposals that change under the hand
def test_what_was_ticked_is_confirmed_or_nothing(hand: Hand, paid: list[Paid]) -> None:
    from dataclasses import replace

    hand.go_to(paid[1])
    hand.press("2", SPACE)
    rows = [
        replace(row, candidates=row.candidates[::-1] if row.key == paid[1].key else row.candidates[1:])
        for row in hand.page.model.rows
    ]
    hand.press(Qt.Key.Key_Up, SPACE, Qt.Key.Key_Down)
    hand.page.model.renew(rows, has_more=False)
    assert set(hand.page.model.ticks) == {paid[1].key}, "what the other tick meant is proposed no longer"
    hand.press(ENTER, modifier=CTRL)
    hand.rest()
    assert set(hand.given(paid[1])) == {"INV-1001B"}
    assert hand.matched(paid[0]) == []


def test_enter_confirms_only_what_is_in_sight(hand: Hand, paid: list[Paid]) -> None:
    from dataclasses import replace

    rows = list(hand.page.model.rows)
    rows[0] = replace(rows[0], candidates=rows[0].candidates[::-1])
    hand.page.model.renew(rows, has_more=False)
    hand.press(ENTER)
    hand.rest()
    assert hand.matched(paid[0]) == []
    assert "look again" in hand.page.said.text()
    hand.press(ENTER)
    hand.rest()
    assert len(hand.matched(paid[0])) == 1


def test_a_key_on_its_way_does_not_decide_a_payment_that_nobody_looked_at(hand: Hand, paid: list[Paid]) -> None:
    from app.core.actions.decide import Decision, confirm_match
    from app.core.items import Allocation

    elsewhere = Decision(paid[0].key, (Allocation("invoice", paid[0].invoice, paid[0].cents),))
    hand.book.do(confirm_match, decision=elsewhere)
    hand.frame.desk.book_changed()
    hand.qtbot.waitUntil(lambda: paid[0].key not in hand.order(), timeout=5_000)
    hand.press(ENTER)
    hand.rest()
    assert hand.matched(paid[1]) == []
    assert "decided elsewhere" in hand.page.said.text()
    hand.qtbot.wait(900)
    hand.press(ENTER)
    hand.rest()
    assert len(hand.matched(paid[1])) == 1
