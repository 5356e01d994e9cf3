"""What tests of the other side's pages do with their hands: look at columns, press, fill in dialogs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from app.ui.frame import Frame
from app.ui.items_dialogs import TypedDialog
from app.ui.items_page import ListPage


def page_of(frame: Frame, name: str = "invoices") -> ListPage:
    page = frame.pages[name]
    assert isinstance(page, ListPage)
    return page


def column(page: ListPage, title: str) -> list[str]:
    at = next(at for at, one in enumerate(page.columns) if one.title == title)
    return [page.model.index(row, at).data() for row in range(page.model.rowCount())]


def drawn(page: ListPage) -> str:
    told = [made.text() for made in page.drawer.findChildren(QLabel)]
    told += [made.text().strip() for made in page.drawer.findChildren(QPushButton)]
    return "\n".join(told).replace("\N{ZERO WIDTH SPACE}", "")


def press(page: ListPage, text: str) -> Callable[[], None]:
    return next(made for made in page.drawer.findChildren(QPushButton) if text in made.text()).click


def dialog_of(qtbot: Any, kind: type = TypedDialog) -> Any:
    found: list[Any] = []

    def is_open() -> bool:
        found[:] = [made for made in QApplication.topLevelWidgets() if isinstance(made, kind) and made.isVisible()]
        return bool(found)

    qtbot.waitUntil(is_open)
    return found[0]


def back(qtbot: Any, frame: Frame) -> None:
    """The window has the keys again, as it has on a desktop once a dialog is closed."""
    frame.activateWindow()
    qtbot.waitUntil(frame.isActiveWindow)


def said(dialog: TypedDialog) -> str:
    """What is wrong, without the invisible places to break."""
    return dialog.problem.text().replace("\N{ZERO WIDTH SPACE}", "")


def fill(qtbot: Any, dialog: TypedDialog, **told: str) -> None:
    for name, text in told.items():
        field = dialog.fields[name]
        field.setFocus()
        field.selectAll()
        qtbot.keyClicks(field, text)


def shown_row(page: Any, position: int) -> Any:
    """The row that the list shows at a position; it is here."""
    row = page.model.row_at(position)
    assert row is not None
    return row
