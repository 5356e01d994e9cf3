"""The rail at the left: pages by icon and word."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QButtonGroup, QFrame, QLabel, QToolButton, QWidget

from app.ui import theme, words
from app.ui.widgets import column, label, line, wrapped

RAIL_WIDTH = 176
PAGES = ("import", "queue", "invoices", "customers", "sales", "transactions", "days", "reports", "settings")


class Rail(QFrame):
    """Pages by icon and word; a number where something needs a person."""

    def __init__(self, show: Callable[[str], None]) -> None:
        super().__init__()
        self.setObjectName("rail")
        self.setFixedWidth(round(RAIL_WIDTH * max(1.0, theme.current.scale / 100)))
        words_of = {
            "import": self.tr("Import"),
            "queue": self.tr("Queue"),
            "invoices": self.tr("Invoices"),
            "customers": self.tr("Customers"),
            "sales": self.tr("Sales"),
            "transactions": self.tr("Transactions"),
            "days": self.tr("Days"),
            "reports": self.tr("Reports"),
            "settings": self.tr("Settings"),
        }
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self.buttons: dict[str, QToolButton] = {}
        self._counts: dict[str, QLabel] = {}
        rows: list[QWidget | int] = []
        picture = QLabel()
        picture.setPixmap(theme.icon("app").pixmap(QSize(28, 28)))
        self._business = wrapped()
        self._business.setFont(theme.current.font(is_bold=True))
        head = QWidget()
        row = line(picture, self._business, margins=(8, 6, 4, 10), gap=10)
        row.setStretch(1, 1)
        head.setLayout(row)
        for number, name in enumerate(PAGES, 1):
            made = self._make(name, words_of[name], f"Ctrl+{number}", show)
            rows.append(made)
        rows.insert(len(PAGES) - 1, 0)
        self.setLayout(column(head, *rows, margins=(8, 8, 8, 8), gap=2))
        self.show_business("")

    def _make(self, name: str, text: str, key: str, show: Callable[[str], None]) -> QToolButton:
        made = QToolButton()
        made.setText(f"  {text}")
        made.setAccessibleName(text)
        made.setToolTip(f"{text} ({key})")
        made.setIconSize(QSize(20, 20))
        made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        made.setCheckable(True)
        made.setSizePolicy(made.sizePolicy().Policy.Expanding, made.sizePolicy().Policy.Fixed)
        made.clicked.connect(lambda: show(name))
        count = label(look="count")
        count.setAlignment(Qt.AlignmentFlag.AlignCenter)
        count.setFixedHeight(20)
        made.setLayout(line(0, count, margins=(0, 0, 8, 0)))
        count.hide()
        self._group.addButton(made)
        self.buttons[name], self._counts[name] = made, count
        self._dress(name)
        return made

    def _dress(self, name: str) -> None:
        button_of = self.buttons[name]
        button_of.setIcon(theme.icon(name, "accent" if button_of.isChecked() else "text_soft"))

    def word(self, name: str) -> str:
        """A page's name."""
        return self.buttons[name].text().strip()

    def choose(self, name: str) -> None:
        """Mark the page that is shown."""
        self._group.setExclusive(False)
        for other, made in self.buttons.items():
            made.setChecked(other == name)
            self._dress(other)
        self._group.setExclusive(True)

    def enable(self, *, has_book: bool) -> None:
        """Without a book there is only Settings."""
        for name, made in self.buttons.items():
            made.setEnabled(has_book or name == "settings")

    def show_count(self, name: str, n: int) -> None:
        """How many things on the page need a person."""
        self._counts[name].setText(words.count(n))
        self._counts[name].setVisible(n > 0)
        text = self.word(name)
        self.buttons[name].setAccessibleName(f"{text}, {n} {self.tr('need attention')}" if n else text)

    def show_business(self, business: str) -> None:
        """Whose books these are."""
        self._business.setText(business or "MpesaBooks")
