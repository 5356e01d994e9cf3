"""Remembered values, read with care: the settings file is text that anybody may have edited."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QSettings


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
