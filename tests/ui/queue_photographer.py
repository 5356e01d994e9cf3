"""Opens the Queue page on a book of its own and saves a picture of each state; one process a look, see the tests."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.core import clock
from app.core.actions.decide import Decision, confirm_all, undo_decisions
from app.core.book import Book
from app.core.items import Allocation, TransactionKey
from app.ui.frame import Frame
from app.ui.main import Window
from app.ui.pages.queue import QueuePage
from tests.ui.photographer import NOW, Look, settle

CTRL = Qt.KeyboardModifier.ControlModifier
DIALOGS = {"customer": (8, "c", "wan"), "new-customer": (9, "c", "Wambui Hardware"), "rule": (11, "r", ""),
           "write-off": (6, "w", "goods returned"), "ask": (12, "?", "")}  # fmt: skip
"""Name of the picture → the row, the key that opens the dialog, and what is typed into it."""

STATES = ("list", "chosen", "split", *DIALOGS, "asked", "answer", "sample", "done", "group-done")


def photograph(app: QApplication, book: str | Path, look: Look) -> None:
    """Every state of the page in one sitting."""
    window = Window(app, look.settings, str(book))
    frame = window.frame
    frame.resize(*look.size)
    settle(app, frame)
    frame.show_page("queue")
    settle(app, frame)
    Sitting(app, frame, look).all()
    frame.close()


class Sitting:
    """One window, photographed state by state."""

    def __init__(self, app: QApplication, frame: Frame, look: Look) -> None:
        self._app, self._frame, self._look = app, frame, look
        page = frame.pages["queue"]
        assert isinstance(page, QueuePage)
        self._page = page

    def all(self) -> None:
        """All the states that a page with rows can have."""
        self._save("list")
        self._page.select(1)
        for at in (0, 1, 3):
            self._page.model.tick(at, 0)
        self._press("2")
        self._save("chosen")
        self._page.model.untick_all()
        self._page.select(3)
        self._press("s")
        self._save("split")
        self._press(Qt.Key.Key_Escape)
        for name, (at, key, typed) in DIALOGS.items():
            self._dialog(name, at, key, typed)
        self._asked()
        self._sample()
        self._page.show_group("unknown")
        settle(self._app, self._frame)
        self._page.model.remove([row.key for row in self._page.model.rows])
        self._page._show_or_empty()
        self._save("group-done")
        self._page._counts = {}
        self._page._tell_counts(self._page._chips)
        self._page._show_or_empty()
        self._save("done")

    def _press(self, key: str | Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        window = self._page.deeds._dialog or self._frame
        window.activateWindow()
        self._app.processEvents()
        press: Any = QTest.keyClick
        press(window.focusWidget() or self._page.table, key, modifier)
        settle(self._app, self._frame)

    def _save(self, name: str) -> None:
        settle(self._app, self._frame)
        self._look.save(self._frame, f"queue-{name}")

    def _dialog(self, name: str, at: int, key: str, typed: str) -> None:
        self._page.select(at)
        self._press(key)
        dialog = self._page.deeds._dialog
        assert dialog is not None, name
        if typed:
            QTest.keyClicks(dialog.focusWidget(), typed)
        settle(self._app, self._frame)
        self._look.save_over(self._frame, dialog, f"queue-{name}")
        if name == "ask":
            QTest.keyClicks(dialog.focusWidget(), "Otieno")
            self._press(Qt.Key.Key_Tab)
            QTest.keyClicks(dialog.focusWidget(), "Is house 12 let to Abdullahi since October?")
            self._press(Qt.Key.Key_Return, CTRL)
        else:
            self._press(Qt.Key.Key_Escape)

    def _asked(self) -> None:
        self._page.show_group("ask")
        self._save("asked")
        self._press("?")
        assert self._page.deeds._dialog is not None
        self._look.save_over(self._frame, self._page.deeds._dialog, "queue-answer")
        self._press(Qt.Key.Key_Escape)
        self._page.show_group(None)
        settle(self._app, self._frame)

    def _sample(self) -> None:
        self._press(Qt.Key.Key_F8)
        assert self._page.deeds._dialog is not None
        self._look.save_over(self._frame, self._page.deeds._dialog, "queue-sample")
        self._press(Qt.Key.Key_Escape)


def prepare(place: str) -> None:
    """Some matches by the machine, three of them taken back: its rule only suggests now."""
    book = Book.open(place)
    some = [(14, "INV-1014"), (15, "INV-1015"), (16, "INV-1016")]
    made = [
        Decision(TransactionKey(1, f"TJT{n:07d}"), (Allocation("invoice", key, 100_000 + 5_000 * n),), "name+phone:exact",
                 0.998, 0.01, ("amount exact", f"typed “inv {1000 + n}”", "name 2 of 3"))
        for n, key in some
    ]  # fmt: skip
    undone = book.do(confirm_all, made=made[:1], by="auto").value.ids
    for _ in range(11):
        book.do(undo_decisions, ids=undone)
        undone = book.do(confirm_all, made=made[:1], by="auto").value.ids
    book.do(confirm_all, made=made[1:], by="auto")
    book.close()


if __name__ == "__main__":
    clock.now = lambda: NOW
    program = QApplication([])
    place, folder, screen, wide, high = sys.argv[1:]
    for dress in ("light", "dark"):
        seen = Look(Path(folder), f"{screen}-{dress}", (int(wide), int(high)), dress)
        photograph(program, shutil.copy(place, Path(folder) / f"{dress}.mpesabooks"), seen)
