"""Small pieces that pages are built of. Labels here show plain text only: data is never markup."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.ui import theme

if TYPE_CHECKING:
    from PySide6.QtWidgets import QFormLayout

MEANING = Qt.ItemDataRole.UserRole + 1
"""Item role: '', proven, attention or conflict."""
Piece = QWidget | QLayout | int
Box = TypeVar("Box", QHBoxLayout, QVBoxLayout)
MEANING_ICONS = {"proven": "proven", "attention": "attention", "conflict": "conflict"}


def label(text: str = "", *, look: str = "", step: int = 0, is_bold: bool = False, is_mono: bool = False) -> QLabel:
    """A plain text label in one of the three sizes."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    if look:
        made.setProperty("look", look)
    if step or is_bold or is_mono:
        made.setFont(theme.current.font(step, is_bold=is_bold, is_mono=is_mono))
    return made


def wrapped(text: str = "", *, look: str = "") -> QLabel:
    """A plain text label over several lines, whose text can be selected."""
    made = label(text, look=look)
    made.setWordWrap(True)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made


def clear(layout: QLayout) -> None:
    """Delete the widgets in a layout."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.deleteLater()


def form_row(form: QFormLayout, text: str, field: QWidget) -> None:
    """A labelled field: the label is plain text, its underlined letter leads to the field."""
    caption = label(text)
    caption.setBuddy(field)
    form.addRow(caption, field)


def breakable(text: str) -> str:
    """Long names and lines get invisible places to break, so that they never widen what they stand in."""
    return "".join(sign + "\N{ZERO WIDTH SPACE}" if sign in ",_-/;|" else sign for sign in text)


def button(text: str, do: Callable[[], object], *, look: str = "", icon: str = "", key: str = "") -> QPushButton:
    """A push button; its key, where it has one, is shown in the tip."""
    made = QPushButton(f" {text}" if icon and text else text)
    if look:
        made.setProperty("look", look)
    if icon:
        made.setIcon(theme.icon(icon, "accent_text" if look == "main" else "text_soft"))
    if key:
        made.setToolTip(
            f"{text.replace('&', '')} ({QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)})"
        )
    made.clicked.connect(lambda _=False: do())
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    return made


def column(*items: Piece, margins: tuple[int, int, int, int] = (0, 0, 0, 0), gap: int = 8) -> QVBoxLayout:
    """Widgets one under the other; a number is a space, 0 takes what is left."""
    return _filled(QVBoxLayout(), items, margins, gap)


def line(*items: Piece, margins: tuple[int, int, int, int] = (0, 0, 0, 0), gap: int = 8) -> QHBoxLayout:
    """Widgets one beside the other; a number is a space, 0 takes what is left."""
    return _filled(QHBoxLayout(), items, margins, gap)


def _filled(layout: Box, items: Iterable[Piece], margins: tuple[int, int, int, int], gap: int) -> Box:
    layout.setContentsMargins(*margins)
    layout.setSpacing(gap)
    for item in items:
        if isinstance(item, int):
            layout.addSpacing(item) if item else layout.addStretch(1)
        elif isinstance(item, QWidget):
            layout.addWidget(item)
        else:
            layout.addLayout(item)
    return layout


def snug(dialog: QWidget, *, width: int) -> None:
    """A dialog so wide, and just as high as its texts are at this width: Qt guesses by narrower ones."""
    layout = dialog.layout()
    assert layout is not None, "its pieces come first"
    dialog.setMinimumWidth(width)
    dialog.resize(
        width, layout.totalHeightForWidth(width) if layout.hasHeightForWidth() else layout.sizeHint().height()
    )


def rule() -> QFrame:
    """A thin line."""
    made = QFrame()
    made.setObjectName("rule")
    made.setFrameShape(QFrame.Shape.NoFrame)
    return made


def mark(widget: QWidget, name: str, value: object) -> None:
    """Set a property that the stylesheet looks at, and dress the widget anew."""
    widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


class Badge(QWidget):
    """An icon and a word in one of three meanings; never colour alone."""

    def __init__(self, text: str = "", meaning: str = "") -> None:
        super().__init__()
        self._icon, self._text = QLabel(), label(is_bold=True)
        self.setLayout(line(self._icon, self._text, 0, gap=6))
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.show_meaning(text, meaning)

    def show_meaning(self, text: str, meaning: str) -> None:
        """Another word, another meaning."""
        self._text.setText(text)
        mark(self._text, "look", meaning or "soft")
        self.setAccessibleName(text)
        icon = MEANING_ICONS.get(meaning)
        self._icon.setVisible(bool(icon))
        if icon:
            self._icon.setPixmap(theme.icon(icon, meaning).pixmap(QSize(16, 16)))


class EmptyState(QWidget):
    """What to do next where there is nothing to see yet, with the button to do it."""

    def __init__(self, icon: str, title: str, text: str, *buttons: QPushButton) -> None:
        super().__init__()
        picture = QLabel()
        picture.setPixmap(theme.icon(icon, "text_faint").pixmap(QSize(48, 48)))
        picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.title, self.text = label(title, step=1, is_bold=True), wrapped(text, look="soft")
        self.text.setFixedWidth(460)
        for part in (self.title, self.text):
            part.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setLayout(column(0, picture, 4, self.title, line(0, self.text, 0), 12, line(0, *buttons, 0), 0))
