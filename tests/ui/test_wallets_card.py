"""Settings tell what each wallet is for, and keep what is said of it at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox

from app.core.actions.describe_wallet import WalletUse, all_uses
from app.core.book import Book
from app.ui.pages.settings import SettingsPage
from tests.ui.conftest import Opener, settle


def said(place: Path) -> dict[int, WalletUse]:
    book = Book.open(str(place))
    try:
        return book.ask(all_uses)
    finally:
        book.close()


def card(page: Any, kind: type) -> Any:
    return page.wallets.findChildren(kind)[0]


def test_a_wallet_is_given_its_store_and_its_running_accounts(open_window: Opener, trade: Path, qtbot: Any) -> None:
    frame = open_window(trade, "settings")
    page = frame.pages["settings"]
    assert isinstance(page, SettingsPage)
    store = card(page, QComboBox)
    assert {"CBD", ""} < {store.itemText(at) for at in range(store.count())}, "the stores of the lists are offered"
    store.lineEdit().selectAll()
    qtbot.keyClicks(store.lineEdit(), "CBD")
    qtbot.keyClick(store.lineEdit(), Qt.Key.Key_Return)
    settle(qtbot, frame)
    assert said(trade) == {1: WalletUse("CBD")}
    qtbot.keyClick(card(page, QCheckBox), Qt.Key.Key_Space)
    for _ in range(2):
        settle(qtbot, frame)
    assert said(trade) == {1: WalletUse("CBD", is_running=True)}
    assert (card(page, QComboBox).currentText(), card(page, QCheckBox).isChecked()) == ("CBD", True)


def test_what_is_said_again_records_nothing(open_window: Opener, trade: Path, qtbot: Any) -> None:
    frame = open_window(trade, "settings")
    page = frame.pages["settings"]
    qtbot.keyClick(card(page, QComboBox).lineEdit(), Qt.Key.Key_Return)
    settle(qtbot, frame)
    assert said(trade) == {}
