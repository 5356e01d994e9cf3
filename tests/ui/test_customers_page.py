"""Customers: balances, history, what payers type for them; typed, changed and removed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt

from app.ui.items_dialogs import CustomerDialog, Sure
from tests.ui.conftest import Opener, settle
from tests.ui.items_hands import column, dialog_of, drawn, fill, page_of, press, said

Key = Qt.Key


def test_who_owes_and_who_has_an_advance(open_window: Opener, trade: Path, qtbot: Any) -> None:
    frame = open_window(trade, "customers")
    page = page_of(frame, "customers")
    names = column(page, "Name")
    assert names == sorted(names, key=str.casefold)
    named = {chip.text(): chip for chip in page.chips}
    qtbot.mouseClick(named["With an advance"], Qt.MouseButton.LeftButton)
    settle(qtbot, frame)
    assert page.model.rowCount() == 1
    assert column(page, "Advance")[0] != ""
    qtbot.mouseClick(named["Owing"], Qt.MouseButton.LeftButton)
    settle(qtbot, frame)
    assert all(column(page, "Owes"))
    assert page.sums.text().startswith(f"{page.model.rowCount()} customers · owe KES ")


def test_the_drawer_tells_invoices_advance_and_what_is_typed_and_forgets_it(
    open_window: Opener,
    trade: Path,
    qtbot: Any,
) -> None:
    frame = open_window(trade, "customers")
    page = page_of(frame, "customers")
    page.show_what("C00004")
    settle(qtbot, frame)
    told = drawn(page)
    assert "kept for the next invoice" in told
    assert "“HSE4D”" in told
    assert "kept as an advance" in told
    assert "Open invoices" in told
    press(page, "Forget")()
    settle(qtbot, frame)
    settle(qtbot, frame)
    assert "“HSE4D”" not in drawn(page)
    qtbot.mouseClick(frame.notices.undo, Qt.MouseButton.LeftButton)
    settle(qtbot, frame)
    settle(qtbot, frame)
    assert "“HSE4D”" in drawn(page)


def test_an_open_invoice_in_the_drawer_leads_to_it(open_window: Opener, trade: Path, qtbot: Any) -> None:
    frame = open_window(trade, "customers")
    page = page_of(frame, "customers")
    page.show_what("C00004")
    settle(qtbot, frame)
    press(page, "INV-1004")()
    settle(qtbot, frame)
    invoices = page_of(frame, "invoices")
    assert frame.stack.currentWidget() is invoices
    assert invoices.current_key() == "INV-1004"


def test_a_customer_is_typed_known_ones_are_shown_instead(
    open_window: Opener,
    trade: Path,
    qtbot: Any,
) -> None:
    frame = open_window(trade, "customers")
    page = page_of(frame, "customers")
    before = page.model.rowCount()
    qtbot.keyClick(page.table, Key.Key_Insert)
    dialog = dialog_of(qtbot, CustomerDialog)
    fill(qtbot, dialog, name="Zawadi Cafe", phones="0712 345 678 / 0722000111", accounts="Z9; Z10")
    qtbot.keyClick(dialog, Key.Key_Return)
    settle(qtbot, frame)
    settle(qtbot, frame)
    assert page.model.rowCount() == before + 1
    row = page.current_row()
    assert (row.name, row.phones, row.accounts) == (
        "Zawadi Cafe",
        ("254712345678", "254722000111"),
        ("Z9", "Z10"),
    )
    page.make_new()
    again = dialog_of(qtbot, CustomerDialog)
    fill(qtbot, again, name="Someone Else", accounts="z10")
    qtbot.keyClick(again, Key.Key_Return)
    settle(qtbot, frame)
    assert "Zawadi Cafe is a customer already, with the account z10." in said(again)
    qtbot.mouseClick(again.show_that, Qt.MouseButton.LeftButton)
    settle(qtbot, frame)
    assert page.current_row().name == "Zawadi Cafe"


def test_a_customer_who_owes_is_removed_on_a_second_word_and_brought_back(
    open_window: Opener,
    trade: Path,
    qtbot: Any,
) -> None:
    frame = open_window(trade, "customers")
    page = page_of(frame, "customers")
    page.show_what("C00004")
    settle(qtbot, frame)
    before = page.model.rowCount()
    qtbot.keyClick(page.table, Key.Key_Delete)
    sure = dialog_of(qtbot, Sure)
    assert "owes KES" in sure.told.text()
    assert "is kept for" in sure.told.text()
    qtbot.mouseClick(sure.take, Qt.MouseButton.LeftButton)
    settle(qtbot, frame)
    settle(qtbot, frame)
    assert page.model.rowCount() == before - 1
    qtbot.mouseClick(frame.notices.undo, Qt.MouseButton.LeftButton)
    settle(qtbot, frame)
    settle(qtbot, frame)
    assert page.model.rowCount() == before
