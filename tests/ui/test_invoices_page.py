"""Invoices: a list that filters while typing, what paid each, and invoices typed by keys alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton

from app.core.book import Book
from app.core.items import ItemKey
from app.core.money import cents_from_text
from app.core.queries.items import item_row
from app.ui.items_dialogs import InvoiceDialog, Sure
from app.ui.write_off import ForgiveRests
from tests.ui.conftest import Opener, settle
from tests.ui.items_hands import back, column, dialog_of, drawn, fill, page_of, press, said, shown_row

Key = Qt.Key


def test_the_model_keeps_the_rules_of_models(open_window: Opener, trade: Path, qtmodeltester: Any) -> None:
    page = page_of(open_window(trade, "invoices"))
    assert page.model.rowCount() == 20
    qtmodeltester.check(page.model, force_py=True)


def test_the_rail_has_the_three_pages_under_their_keys(open_window: Opener, trade: Path, qtbot: Any) -> None:
    frame = open_window(trade, "import")
    for key, name in ((Key.Key_3, "invoices"), (Key.Key_4, "customers"), (Key.Key_5, "sales")):
        qtbot.keyClick(frame, key, Qt.KeyboardModifier.ControlModifier)
        settle(qtbot, frame)
        assert frame.stack.currentWidget() is frame.pages[name]
        assert page_of(frame, name).table.hasFocus() or not frame.isActiveWindow()


def test_chips_and_sums(open_window: Opener, trade: Path, qtbot: Any) -> None:
    frame = open_window(trade, "invoices")
    page = page_of(frame)
    assert page.sums.text().startswith("20 invoices · KES ")
    named = {chip.text(): chip for chip in page.chips}
    for text, states in {
        "Overpaid": {"Overpaid"},
        "Paid": {"Paid"},
        "Part paid": {"Part paid", "Part paid, late"},
        "Overdue": {"Overdue", "Part paid, late"},
    }.items():
        qtbot.mouseClick(named[text], Qt.MouseButton.LeftButton)
        settle(qtbot, frame)
        assert set(column(page, "State")) <= states, text
        assert column(page, "State") or text == "Overdue"
        assert len(page.model.keys) < 20
    qtbot.mouseClick(named["Paid"], Qt.MouseButton.LeftButton)
    settle(qtbot, frame)
    assert page.sums.text().endswith("open KES 0.00")
    assert page._count.text() == f"{len(page.model.keys)} of 20"


def test_typing_filters_and_escape_brings_all_back(open_window: Opener, trade: Path, qtbot: Any) -> None:
    frame = open_window(trade, "invoices")
    page = page_of(frame)
    qtbot.keyClick(page.table, Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(page.filter, "kakamega inv")
    settle(qtbot, frame)
    assert set(column(page, "Customer")) == {"KAKAMEGA TEACHERS SAVINGS AND CREDIT CO-OPERATIVE SOCIETY LIMITED"}
    qtbot.keyClick(page.filter, Key.Key_Return)
    qtbot.keyClick(page.table, Key.Key_Escape)
    settle(qtbot, frame)
    assert page.model.rowCount() == 20
    qtbot.keyClicks(page.filter, "no such invoice")
    settle(qtbot, frame)
    assert page.stack.currentWidget() is page._none_match
    page.clear_filter()
    settle(qtbot, frame)
    assert page.stack.currentWidget() is page.table


def test_a_heading_sorts_and_sorts_back(open_window: Opener, trade: Path, qtbot: Any) -> None:
    frame = open_window(trade, "invoices")
    page = page_of(frame)
    before = list(page.model.keys)
    at = next(at for at, one in enumerate(page.columns) if one.order == "amount")
    for check in (sorted, lambda cents: sorted(cents, reverse=True)):
        page.sort_by(at)
        settle(qtbot, frame)
        cents = [shown_row(page, row).amount_cents for row in range(20)]
        assert cents == check(cents)
    page.sort_by(at)
    settle(qtbot, frame)
    assert list(page.model.keys) == before


def test_the_drawer_tells_what_paid_it_also_what_was_taken_back(open_window: Opener, trade: Path, qtbot: Any) -> None:
    frame = open_window(trade, "invoices")
    page = page_of(frame)
    page.table.selectRow(column(page, "Number").index("INV-1003"))
    qtbot.keyClick(page.table, Key.Key_Return)
    settle(qtbot, frame)
    assert page.drawer.isVisible()
    assert "taken back" in drawn(page)
    page.table.selectRow(column(page, "Number").index("INV-1005"))
    settle(qtbot, frame)
    assert "Take back" in drawn(page)
    assert "matched by the program" in drawn(page)
    qtbot.keyClick(page.table, Key.Key_Escape)
    assert not page.drawer.isVisible()


def test_a_match_is_taken_back_from_the_drawer_and_done_again(open_window: Opener, trade: Path, qtbot: Any) -> None:
    frame = open_window(trade, "invoices")
    page = page_of(frame)
    at = column(page, "Number").index("INV-1005")
    page.table.selectRow(at)
    page.open_row(page.table.currentIndex())
    settle(qtbot, frame)
    press(page, "Take back")()
    settle(qtbot, frame)
    settle(qtbot, frame)
    assert column(page, "State")[at] in ("Open", "Overdue")
    assert page.current_key() == "INV-1005"
    qtbot.mouseClick(frame.notices.undo, Qt.MouseButton.LeftButton)
    settle(qtbot, frame)
    settle(qtbot, frame)
    assert column(page, "State")[at] == "Paid"


def test_the_drawer_leads_to_the_payment_and_to_the_customer(open_window: Opener, trade: Path, qtbot: Any) -> None:
    frame = open_window(trade, "invoices")
    page = page_of(frame)
    page.table.selectRow(column(page, "Number").index("INV-1005"))
    page.open_row(page.table.currentIndex())
    settle(qtbot, frame)
    row = page.current_row()
    receipt = next(made.text().strip() for made in page.drawer.findChildren(QPushButton) if "UJ" in made.text())
    press(page, row.customer_name)()
    settle(qtbot, frame)
    people = page_of(frame, "customers")
    assert frame.stack.currentWidget() is people
    assert people.current_key() == row.customer_key
    assert people.drawer.isVisible()
    frame.show_page("invoices")
    settle(qtbot, frame)
    press(page, receipt)()
    settle(qtbot, frame)
    assert frame.page_name == "transactions"
    assert frame.pages["transactions"].model.row_at(0).receipt == receipt  # type: ignore[attr-defined]


# ---------------------------------------------------------------- typed by hand
def test_an_invoice_is_typed_by_keys_alone_and_taken_back(open_window: Opener, trade: Path, qtbot: Any) -> None:
    frame = open_window(trade, "invoices")
    page = page_of(frame)
    qtbot.keyClick(page.table, Key.Key_Insert)
    dialog = dialog_of(qtbot)
    settle(qtbot, frame)
    for text in ("R-77", "Zawadi Cafe", "0712 345 678", "Z9", "30/10/2026", "+14", "1,500"):
        field = QApplication.focusWidget() if dialog.isActiveWindow() else None
        field = field if isinstance(field, QLineEdit) else dialog.fields[_NAMES[text]]
        field.selectAll()
        qtbot.keyClicks(field, text)
        qtbot.keyClick(field, Key.Key_Tab)
    qtbot.keyClick(dialog, Key.Key_Return)
    settle(qtbot, frame)
    settle(qtbot, frame)
    assert not dialog.isVisible()
    row = page.current_row()
    assert (row.number, row.customer_name, row.phone, row.account) == ("R-77", "Zawadi Cafe", "254712345678", "Z9")
    assert (row.amount_cents, row.due_day - row.on_day) == (150_000, 14)
    assert page.drawer.isVisible()
    assert "R-77 is in the book." in frame.notices._text.text()
    back(qtbot, frame)
    qtbot.keyClick(frame, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, frame)
    settle(qtbot, frame)
    assert "R-77" not in column(page, "Number")
    assert page.model.rowCount() == 20


_NAMES = {
    "R-77": "number",
    "Zawadi Cafe": "customer",
    "0712 345 678": "phone",
    "Z9": "account",
    "30/10/2026": "date",
    "+14": "due",
    "1,500": "amount",
}


def test_what_cannot_be_read_is_said_in_a_sentence_and_the_dialog_stays(
    open_window: Opener, trade: Path, qtbot: Any
) -> None:
    frame = open_window(trade, "invoices")
    page = page_of(frame)
    page.make_new()
    dialog = dialog_of(qtbot)
    for told, sentence in (
        ({}, "The invoice needs a number."),
        ({"number": "R-1", "amount": "12O0"}, "“12O0” is no amount."),
        ({"amount": "100", "due": "someday"}, "“someday” is no day."),
        ({"due": "1/1/2020"}, "due before it was made"),
        ({"due": "", "paid": "200"}, "cannot be more than the amount"),
        ({"paid": "", "date": ""}, "Type the day of the invoice."),
    ):
        fill(qtbot, dialog, **told)
        if told.get("due") == "" or told.get("paid") == "" or told.get("date") == "":
            for name in [name for name, text in told.items() if text == ""]:
                dialog.fields[name].clear()
        qtbot.keyClick(dialog, Key.Key_Return)
        settle(qtbot, frame)
        assert sentence in said(dialog), sentence
        assert dialog.isVisible()
    qtbot.keyClick(dialog, Key.Key_Escape)
    assert not dialog.isVisible()
    assert page.model.rowCount() == 20


def test_a_number_that_is_there_is_refused_and_shown_instead(open_window: Opener, trade: Path, qtbot: Any) -> None:
    frame = open_window(trade, "invoices")
    page = page_of(frame)
    page.make_new()
    dialog = dialog_of(qtbot)
    fill(qtbot, dialog, number="inv-1007", amount="100")
    qtbot.keyClick(dialog, Key.Key_Return)
    settle(qtbot, frame)
    assert "Invoice inv-1007 is in the book already" in said(dialog)
    qtbot.mouseClick(dialog.show_that, Qt.MouseButton.LeftButton)
    settle(qtbot, frame)
    assert not dialog.isVisible()
    assert page.current_key() == "INV-1007"
    assert page.drawer.isVisible()


def test_f2_changes_the_invoice_in_hand_and_its_number_stays(open_window: Opener, trade: Path, qtbot: Any) -> None:
    frame = open_window(trade, "invoices")
    page = page_of(frame)
    page.table.selectRow(column(page, "Number").index("INV-1008"))
    qtbot.keyClick(page.table, Key.Key_F2)
    dialog = dialog_of(qtbot, InvoiceDialog)
    assert not dialog.fields["number"].isEnabled()
    fill(qtbot, dialog, amount="777.50")
    qtbot.keyClick(dialog, Key.Key_Return)
    settle(qtbot, frame)
    settle(qtbot, frame)
    assert page.current_row().amount_cents == 77_750
    book = Book.open(str(trade))
    row = book.ask(item_row, key=ItemKey("invoice", "INV-1008"))
    assert row is not None
    assert (row.amount_cents, row.customer_name) == (77_750, page.current_row().customer_name)
    book.close()


def test_delete_removes_and_asks_where_money_is_on_it(open_window: Opener, trade: Path, qtbot: Any) -> None:
    frame = open_window(trade, "invoices")
    page = page_of(frame)
    page.table.selectRow(column(page, "Number").index("INV-1008"))
    qtbot.keyClick(page.table, Key.Key_Delete)
    settle(qtbot, frame)
    settle(qtbot, frame)
    assert "INV-1008" not in column(page, "Number")
    page.table.selectRow(column(page, "Number").index("INV-1005"))
    qtbot.keyClick(page.table, Key.Key_Delete)
    sure = dialog_of(qtbot, Sure)
    assert "was paid on INV-1005" in sure.told.text().replace("\N{ZERO WIDTH SPACE}", "")
    qtbot.keyClick(sure, Key.Key_Return)
    settle(qtbot, frame)
    back(qtbot, frame)
    assert "INV-1005" in column(page, "Number"), "the safe answer is the one under Enter"
    qtbot.keyClick(page.table, Key.Key_Delete)
    qtbot.mouseClick(dialog_of(qtbot, Sure).take, Qt.MouseButton.LeftButton)
    settle(qtbot, frame)
    settle(qtbot, frame)
    assert "INV-1005" not in column(page, "Number")


def test_an_empty_book_says_what_to_do_next(open_window: Opener, empty_book: Path) -> None:
    frame = open_window(empty_book, "invoices")
    for name in ("invoices", "customers", "sales"):
        page = page_of(frame, name)
        assert page._empty.isVisibleTo(page) or name != "invoices"


def test_the_page_is_as_it_was_left(open_window: Opener, trade: Path, qtbot: Any) -> None:
    frame = open_window(trade, "invoices")
    page = page_of(frame)
    page.filter.setText("inv-101")
    qtbot.mouseClick(page.chips[1], Qt.MouseButton.LeftButton)
    settle(qtbot, frame)
    kept = list(page.model.keys)
    frame.close()
    again = page_of(open_window(trade, "invoices"))
    assert again.filter.text() == "inv-101"
    assert list(again.model.keys) == kept


def test_ctrl_k_finds_an_invoice_and_a_customer(open_window: Opener, trade: Path, qtbot: Any) -> None:
    frame = open_window(trade, "import")
    for typed, name, key in (("inv-1007", "invoices", "INV-1007"), ("kakamega", "customers", "C00006")):
        frame.open_palette()
        box = frame.palette_box
        qtbot.keyClicks(box.input, typed)
        settle(qtbot, frame)
        texts = [box.list.item(at).text() for at in range(box.list.count())]
        fitting = [at for at, text in enumerate(texts) if typed in text.casefold()]
        box.list.setCurrentRow(next(at for at in fitting if name == "invoices" or "KES" in texts[at]))
        qtbot.keyClick(box.input, Key.Key_Return)
        settle(qtbot, frame)
        page = page_of(frame, name)
        assert frame.stack.currentWidget() is page
        assert page.current_key() == key


def rests(page: Any) -> list[str]:
    """The numbers on screen that are selected and have something left to pay."""
    rows = [page.model.row_at(index.row()) for index in page.table.selectionModel().selectedRows()]
    return [row.number for row in rows if row.open_cents > 0]


def states(place: Path, keys: list[str]) -> set[str]:
    book = Book.open(str(place))
    try:
        rows = [book.ask(item_row, key=ItemKey("invoice", key)) for key in keys]
    finally:
        book.close()
    return {row.state if row else "gone" for row in rows}


def test_w_lets_go_of_what_is_left_of_all_selected_rows_and_undo_brings_it_back(
    open_window: Opener, trade: Path, qtbot: Any
) -> None:
    frame = open_window(trade, "invoices")
    page = page_of(frame)
    qtbot.mouseClick(next(chip for chip in page.chips if chip.text() == "Part paid"), Qt.MouseButton.LeftButton)
    settle(qtbot, frame)
    n = len(page.model.keys)
    page.table.selectAll()
    numbers = rests(page)
    assert n == len(numbers) > 1
    qtbot.keyClicks(page.table, "w")
    dialog = dialog_of(qtbot, ForgiveRests)
    qtbot.keyClick(dialog.is_fee, Key.Key_Down)
    qtbot.keyClick(dialog.reason, Key.Key_Return)
    assert dialog.isVisible(), "a write-off needs a reason"
    qtbot.keyClicks(dialog.reason, "shop closed down")
    qtbot.keyClick(dialog.reason, Key.Key_Return)
    qtbot.waitUntil(lambda: not dialog.isVisible())
    back(qtbot, frame)
    settle(qtbot, frame)
    assert not page.model.keys
    assert states(trade, numbers) == {"paid"}
    qtbot.keyClick(frame, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, frame)
    assert states(trade, numbers) == {"part"}


def test_a_fee_that_is_too_dear_is_refused_in_the_dialog_and_nothing_changes(
    open_window: Opener, trade: Path, qtbot: Any
) -> None:
    frame = open_window(trade, "invoices")
    page = page_of(frame)
    qtbot.mouseClick(next(chip for chip in page.chips if chip.text() == "Open"), Qt.MouseButton.LeftButton)
    settle(qtbot, frame)
    dear = next(at for at, text in enumerate(column(page, "Open")) if cents_from_text(text) > 100_000)
    page.table.selectRow(dear)
    row = page.current_row()
    assert row is not None
    qtbot.keyClicks(page.table, "w")
    dialog = dialog_of(qtbot, ForgiveRests)
    qtbot.keyClick(dialog.take, Key.Key_Return)
    qtbot.waitUntil(dialog.problem.isVisible)
    assert f"too much for a fee on {row.number}" in dialog.problem.text()
    qtbot.keyClick(dialog, Key.Key_Escape)
    assert states(trade, [row.key]) == {row.state}
