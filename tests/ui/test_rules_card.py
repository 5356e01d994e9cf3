"""Settings tell what the program does by itself, and let a rule be taken back with what it hit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from app.ui.items_dialogs import Sure
from app.ui.pages.settings import SettingsPage
from tests.ui.conftest import Opener, settle
from tests.ui.items_hands import dialog_of


def shown(page: SettingsPage) -> str:
    return "\n".join(made.text() for made in page.rules.findChildren(QLabel)).replace("\N{ZERO WIDTH SPACE}", "")


def removers(page: SettingsPage) -> list[QPushButton]:
    return [made for made in page.rules.findChildren(QPushButton) if "Remove" in made.text()]


def test_rules_tell_what_they_hit_and_are_removed_with_it(open_window: Opener, trade: Path, qtbot: Any) -> None:
    frame = open_window(trade, "settings")
    page = frame.pages["settings"]
    assert isinstance(page, SettingsPage)
    told = shown(page)
    assert "Money of the owner — Owner's money" in told
    assert "money in, name has “" in told
    assert "1 row, KES " in told
    assert "0 rows, KES 0.00" in told
    first = next(made for made in removers(page) if "owner" in made.accessibleName())
    qtbot.mouseClick(first, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(dialog_of(qtbot, Sure).take, Qt.MouseButton.LeftButton)
    for _ in range(2):
        settle(qtbot, frame)
    assert "Money of the owner" not in shown(page)
    assert "Supplies" in shown(page)
    qtbot.mouseClick(frame.notices.undo, Qt.MouseButton.LeftButton)
    for _ in range(2):
        settle(qtbot, frame)
    assert "1 row, KES " in shown(page)


def test_a_book_without_rules_says_how_they_are_made(open_window: Opener, sample_book: Path) -> None:
    frame = open_window(sample_book, "settings")
    page = frame.pages["settings"]
    assert isinstance(page, SettingsPage)
    assert "Press R on a row of the queue" in shown(page)
    assert "None was cleared yet." in shown(page)
