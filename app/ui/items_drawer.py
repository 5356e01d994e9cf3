"""The drawer beside a list of the other side: a headline, facts, what paid it, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.widgets import Badge, breakable, button, column, label, line, rule, wrapped

Do = Callable[[], object]


class ItemDrawer(QFrame):
    """Shows a title, parts made by a page, and at its foot Change and Remove."""

    def __init__(self, close: Do, edit: Do, remove: Do) -> None:
        super().__init__()
        self.setObjectName("drawer")
        self.setMinimumWidth(360)
        self._title = wrapped()
        self._title.setFont(theme.current.font(1, is_bold=True))
        self._close = button("", close, look="quiet", icon="close")
        self._close.setAccessibleName(self.tr("Close the drawer (Esc)"))
        self._close.setToolTip(self.tr("Close (Esc)"))
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.edit = button(self.tr("Change…"), edit, icon="edit", key="F2")
        self.remove = button(self.tr("Remove"), remove, icon="delete", key="Delete")
        head = line(self._title, self._close, margins=(16, 10, 8, 6))
        head.setStretch(0, 1)
        head.setAlignment(self._close, Qt.AlignmentFlag.AlignTop)
        self._foot = line(self.edit, self.remove, 0, margins=(16, 10, 16, 12))
        self.setLayout(column(head, rule(), self._area, rule(), self._foot, margins=(1, 1, 1, 1), gap=0))

    def show_title(self, text: str) -> None:
        """What it is about, while the rest is on its way."""
        self._title.setText(breakable(text))
        self.setAccessibleName(text)
        self._area.setAccessibleName(text)

    def show_parts(self, title: str, parts: Iterable[QWidget]) -> None:
        """Fill it."""
        self.show_title(title)
        body = QWidget()
        made = QVBoxLayout(body)
        made.setContentsMargins(16, 12, 16, 16)
        made.setSpacing(8)
        for part in parts:
            made.addWidget(part)
        made.addStretch(1)
        self._area.setWidget(body)


def headline(amount: str, told: str, badge: tuple[str, str]) -> QWidget:
    """A large amount, its state as a badge, and a line of small words below."""
    box = QWidget()
    top = line(label(amount, step=2, is_bold=True), 0, Badge(*badge))
    small = wrapped(told, look="small")
    box.setLayout(column(top, small, gap=0) if told else column(top, gap=0))
    return box


def facts(told: Iterable[tuple[str, str]]) -> QWidget:
    """Captions and what they say; empty ones are left out."""
    box = QWidget()
    grid = QGridLayout(box)
    grid.setContentsMargins(0, 4, 0, 4)
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(6)
    grid.setColumnStretch(1, 1)
    for at, (caption, text) in enumerate((caption, text) for caption, text in told if text):
        grid.addWidget(label(caption, look="small"), at, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(wrapped(breakable(text)), at, 1)
    return box


def section(text: str) -> QWidget:
    """A heading inside the drawer."""
    return label(text, is_bold=True)


def entry(
    text: str,
    told: str,
    *,
    amount: str = "",
    follow: Do | None = None,
    do: tuple[str, Do] | None = None,
    is_faint: bool = False,
) -> QWidget:
    """One line of a history: a link or text with an amount at the right, small words below, and a small deed.

    ``is_faint``: it does not count any more.
    """
    box = QFrame()
    box.setObjectName("evidence")
    if follow is None:
        head: QWidget = wrapped(breakable(text))
    else:
        head = button(text, follow, look="link", icon="link")
        head.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    cents = label(amount, look="caption" if is_faint else "")
    cents.setFont(_struck(cents.font()) if is_faint else cents.font())
    top = line(head, cents, gap=8)
    top.setStretch(0, 1)
    below = line(wrapped(breakable(told), look="small"), gap=8)
    below.setStretch(0, 1)
    if do is not None:
        made = button(do[0], do[1], look="quiet")
        made.setAccessibleName(f"{do[0]}: {text}")
        below.addWidget(made, alignment=Qt.AlignmentFlag.AlignTop)
    box.setLayout(column(top, below, margins=(10, 6, 10, 6), gap=2))
    return box


def _struck(font: QFont) -> QFont:
    font.setStrikeOut(True)
    return font
