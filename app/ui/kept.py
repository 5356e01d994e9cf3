"""Remembered values, read with care: the settings file is text that anybody may have edited."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QSettings
from PySide6.QtWidgets import QHeaderView, QSplitter, QTableView

from app.ui import theme


def number(settings: QSettings, name: str, default: int = 0) -> int:
    """A whole number, or the default."""
    try:
        return int(str(settings.value(name, default)))
    except ValueError:
        return default


def text(settings: QSettings, name: str, default: str = "") -> str:
    """A text, or the default."""
    found = settings.value(name, default)
    return found if isinstance(found, str) else default


def texts(settings: QSettings, name: str) -> list[str]:
    """A list of texts; a list of one comes back from the file as a text."""
    found = settings.value(name, [])
    if isinstance(found, str):
        return [found]
    return [str(one) for one in found] if isinstance(found, list) else []


def state(settings: QSettings, name: str) -> QByteArray | None:
    """What Qt wrote of a window or a header, or None."""
    found = settings.value(name)
    return found if isinstance(found, QByteArray) and not found.isEmpty() else None


def save_columns(settings: QSettings, page: str, table: QTableView) -> None:
    """The columns of a page's list as they are; widths are remembered for each text size on its own."""
    settings.setValue(_columns_of(page), table.horizontalHeader().saveState())


def restore_columns(settings: QSettings, page: str, table: QTableView, stretched: int) -> None:
    """The columns as they were left. ``stretched`` is the one that takes the room left, whatever the file says."""
    found, header = state(settings, _columns_of(page)), table.horizontalHeader()
    if found:
        header.restoreState(found)
        header.setSectionResizeMode(stretched, QHeaderView.ResizeMode.Stretch)
        header.setSortIndicatorShown(False)


def restore_splitter(settings: QSettings, name: str, splitter: QSplitter) -> None:
    """The splitter as it was left."""
    found = state(settings, name)
    if found:
        splitter.restoreState(found)


def _columns_of(page: str) -> str:
    return f"{page}/header-{theme.current.scale}"
