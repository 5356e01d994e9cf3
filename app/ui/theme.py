"""Light and dark from one file: colours, fonts, icons, and the small stylesheet that Fusion needs."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QJsonDocument, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

import resources

FAMILY, MONO = "Noto Sans", "Noto Sans Mono"
SHIPPED = Path(next(iter(resources.__path__)))
"""Where the shipped files lie; ``importlib.resources`` would be a tenth of the way to the first paint."""

_IS_FUSION = "isFusion"
BASE_POINTS = 10.0
ROW_HEIGHT = 30
UNIT = 8
FACES_AT_FIRST, FACES_LATER = ("NotoSans-Regular", "NotoSans-SemiBold"), ("NotoSansMono-Regular", "NotoSans-Bold")
SIZES = (90, 100, 115, 130, 150)
"""Text sizes on offer, in percent."""


class Theme:
    """The tokens in use. ``name`` is light or dark, ``scale`` is the text size in percent."""

    def __init__(self, name: str = "light", scale: int = 100) -> None:
        self.name, self.scale = name, scale
        self.tokens: dict[str, str] = tokens()[name]

    def color(self, token: str) -> QColor:
        """The colour of a token of theme.json."""
        return QColor(self.tokens[token])

    def font(self, step: int = 0, *, is_bold: bool = False, is_mono: bool = False) -> QFont:
        """The type in one of three sizes: -1 small, 0 text, 1 title (2 for a page's name)."""
        font = QFont(MONO if is_mono else FAMILY)
        font.setPointSizeF(BASE_POINTS * self.scale / 100 * {-1: 0.9, 0: 1.0, 1: 1.25, 2: 1.6}[step])
        if is_bold:
            font.setWeight(QFont.Weight.DemiBold)
        return font

    @property
    def row_height(self) -> int:
        """Rows grow with the text."""
        return round(ROW_HEIGHT * max(1.0, self.scale / 100))


@cache
def tokens() -> dict[str, dict[str, str]]:
    """Both themes as the file has them."""
    content = QByteArray(SHIPPED.joinpath("theme.json").read_bytes())
    parsed: Any = QJsonDocument.fromJson(content).object()
    return {name: dict(of) for name, of in parsed.items()}


current = Theme()
"""Read by painters; replaced by ``apply``."""


@cache
def load_font(name: str) -> None:
    """Register one of the shipped faces with Qt, once a process."""
    QFontDatabase.addApplicationFont(str(SHIPPED / "fonts" / f"{name}.ttf"))


def load_fonts(names: tuple[str, ...] = (*FACES_AT_FIRST, *FACES_LATER)) -> None:
    """Register the shipped faces."""
    for name in names:
        load_font(name)


def resolved(choice: str) -> str:
    """Light or dark for the choice ``system``, ``light`` or ``dark``."""
    if choice in ("light", "dark"):
        return choice
    hints = QApplication.styleHints()
    return "dark" if hints.colorScheme() == Qt.ColorScheme.Dark else "light"


def application(argv: list[str]) -> QApplication:
    """The Qt program, in Fusion from its start: ``setStyle`` gives a QStyle back, and that class is slow to make."""
    made = QApplication([*argv[:1], "-style", "fusion"])
    made.setProperty(_IS_FUSION, True)  # noqa: FBT003  Qt's own signature
    return made


def apply(app: QApplication, *, choice: str, scale: int) -> None:
    """Dress the whole program."""
    global current  # noqa: PLW0603  one dress for one program; painters have no other way to it
    load_fonts(FACES_AT_FIRST)
    current = Theme(resolved(choice), scale if scale in SIZES else 100)
    icon.cache_clear()
    if not app.property(_IS_FUSION):
        app.setStyle("Fusion")
    app.setPalette(_palette(current))
    app.setFont(current.font())
    app.setStyleSheet(_sheet(current))


def _palette(theme: Theme) -> QPalette:
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: "window",
        QPalette.ColorRole.WindowText: "text",
        QPalette.ColorRole.Base: "surface",
        QPalette.ColorRole.AlternateBase: "alternate",
        QPalette.ColorRole.Text: "text",
        QPalette.ColorRole.Button: "raised",
        QPalette.ColorRole.ButtonText: "text",
        QPalette.ColorRole.BrightText: "conflict",
        QPalette.ColorRole.Highlight: "selection",
        QPalette.ColorRole.HighlightedText: "selection_text",
        QPalette.ColorRole.ToolTipBase: "raised",
        QPalette.ColorRole.ToolTipText: "text",
        QPalette.ColorRole.PlaceholderText: "text_faint",
        QPalette.ColorRole.Link: "accent",
        QPalette.ColorRole.Mid: "line",
        QPalette.ColorRole.Dark: "line_strong",
        QPalette.ColorRole.Light: "raised",
        QPalette.ColorRole.Midlight: "line",
        QPalette.ColorRole.Shadow: "line_strong",
        QPalette.ColorRole.Accent: "accent",
    }
    for role, token in roles.items():
        palette.setColor(role, theme.color(token))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText, QPalette.ColorRole.WindowText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, theme.color("text_faint"))
    return palette


def _sheet(theme: Theme) -> str:
    text = SHIPPED.joinpath("window.qss").read_text(encoding="utf-8")
    values = theme.tokens | {"small": f"{theme.font(-1).pointSizeF():.2f}pt"}
    for name in sorted(values, key=len, reverse=True):
        text = text.replace(f"@{name};", f"{values[name]};").replace(f"@{name} ", f"{values[name]} ")
    return text


@cache
def icon(name: str, token: str = "text_soft") -> QIcon:
    """A shipped icon in the colour of a token, drawn large enough for screens at 200 %."""
    content = SHIPPED.joinpath("icons", f"{name}.svg").read_bytes()
    if name != "app":
        content = content.replace(b"<path ", f'<path fill="{current.tokens[token]}" '.encode())
    drawn = _blank()
    painter = QPainter(drawn)
    QSvgRenderer(QByteArray(content)).render(painter)
    painter.end()
    picture = QIcon(drawn)
    picture.addPixmap(_faint(drawn), QIcon.Mode.Disabled)
    return picture


def _blank() -> QPixmap:
    picture = QPixmap(64, 64)
    picture.fill(Qt.GlobalColor.transparent)
    return picture


def _faint(drawn: QPixmap) -> QPixmap:
    picture = _blank()
    painter = QPainter(picture)
    painter.setOpacity(0.4)
    painter.drawPixmap(0, 0, drawn)
    painter.end()
    return picture
