"""The Queue page's deeds with their keys: one table for the menu, for Ctrl+K, for tips and for the list itself.

Plain letters are keys of the list alone: their actions are shown with the key in menus, but only the list hears it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QObject, Qt
from PySide6.QtGui import QAction, QKeySequence


class Deed(NamedTuple):
    """What can be done, in words, with its key. ``is_anywhere``: the key counts on every page."""

    name: str
    text: str
    key: str
    is_anywhere: bool = False


DEEDS = (
    Deed("confirm", "&Confirm and go on", "Return"),
    *(Deed(f"choose_{n}", f"Choose candidate &{n}", str(n)) for n in range(1, 6)),
    Deed("refuse", "&Not this one", "N"),
    Deed("", "", ""),
    Deed("tick", "&Tick", "Space"),
    Deed("confirm_ticked", "Confirm &all ticked", "Ctrl+Return"),
    Deed("", "", ""),
    Deed("split", "&Split over several…", "S"),
    Deed("part", "Take it as a &part", "P"),
    Deed("advance", "Keep the rest as ad&vance", "A"),
    Deed("write_off", "&Write off the rest of the invoice…", "W"),
    Deed("fee", "Close the difference as a &fee", "F"),
    Deed("assign", "Give it to a c&ustomer…", "C"),
    Deed("rule", "Make a &rule from this row…", "R"),
    Deed("ask", "As&k a colleague, or answer…", "?"),
    Deed("evidence", "Show the &evidence", "E"),
    Deed("", "", ""),
    Deed("sample", "Sample ten auto&matic matches…", "F8", is_anywhere=True),
    Deed("match", "Look for matches no&w", "F5", is_anywhere=True),
)
CHANGES_NOTHING = frozenset({"sample", "match"})
"""What may be done from another page as well; the others first show the row that they would change."""


def actions(parent: QObject, do: Callable[[str], object]) -> dict[str, QAction]:
    """An action for each deed; separators under '' and a number."""
    made: dict[str, QAction] = {}
    for at, deed in enumerate(DEEDS):
        action = QAction(QCoreApplication.translate("queue_keys", deed.text), parent)
        if not deed.name:
            action.setSeparator(True)
        else:
            action.setShortcut(QKeySequence(deed.key))
            if not deed.is_anywhere:
                action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.triggered.connect(lambda _=False, name=deed.name: do(name))
        made[deed.name or f"|{at}"] = action
    return made
