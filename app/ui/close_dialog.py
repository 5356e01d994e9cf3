"""F10: what stands between a day and its seal, line by line; closing it, and opening it again with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QFormLayout, QGridLayout, QLabel, QLineEdit, QWidget

from app.core import money
from app.ui import theme, words
from app.ui.widgets import button, column, form_row, label, line, snug, wrapped

if TYPE_CHECKING:
    from app.core.queries.closing import Check
    from app.core.queries.seals import Seal
    from app.ui.reading_days import DayToClose


class CloseDay(QDialog):
    """The checklist of one day. ``closing`` asks for the seal; nothing is done by the dialog itself."""

    closing = Signal()

    def __init__(self, parent: QWidget | None, day: DayToClose) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Close the day"))
        stops = sum(check.is_stop for check in day.checks)
        title = label(self.tr("Close {0}").format(words.day(day.on)), step=1, is_bold=True)
        self.told = wrapped(self._told(stops), look="soft")
        take = button(self.tr("Close the day"), self.accept, look="main")
        take.setEnabled(not stops)
        take.setDefault(True)
        cancel = button(self.tr("Cancel"), self.reject)
        marks = [_mark(seal) for seal in day.reopened]
        foot = line(0, cancel, take)
        self.setLayout(column(title, self.told, _lines(day.checks), *marks, foot, margins=(24, 24, 24, 24), gap=14))
        self.accepted.connect(self.closing)
        snug(self, width=560)
        (cancel if stops else take).setFocus()

    def _told(self, stops: int) -> str:
        if stops:
            return self.tr("This day cannot be closed before what is marked red is put right.")
        return self.tr(
            "The seal covers every row and every decision of the day. What comes later stands on the next open "
            "day's sheet and changes nothing here."
        )


class OpenAgain(QDialog):
    """A closed day: its seal, and the reason that opens it again. ``opening`` carries the reason."""

    opening = Signal(str)

    def __init__(self, parent: QWidget | None, day: DayToClose) -> None:
        super().__init__(parent)
        assert day.seal is not None, "the day is closed"
        self.setWindowTitle(self.tr("Open the day again"))
        title = label(self.tr("{0} is closed").format(words.day(day.on)), step=1, is_bold=True)
        why = self.tr("To open it again say why. The reason stays in the book and is printed on the next sheet.")
        self.reason = QLineEdit()
        self.reason.setPlaceholderText(self.tr("For example: the bank found a second sweep"))
        form = QFormLayout()
        form_row(form, self.tr("&Reason"), self.reason)
        take = button(self.tr("Open again"), self._take)
        take.setDefault(True)
        foot = line(0, button(self.tr("Leave it closed"), self.reject), take)
        told = wrapped(why, look="soft")
        self.setLayout(column(title, _seal_line(day.seal), told, form, foot, margins=(24, 24, 24, 24), gap=14))
        snug(self, width=520)
        self.reason.setFocus()

    def _take(self) -> None:
        if self.reason.text().strip():
            self.opening.emit(self.reason.text())
            self.accept()
        else:
            self.reason.setFocus()


def _lines(checks: tuple[Check, ...]) -> QWidget:
    made, grid = QWidget(), QGridLayout()
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(10)
    grid.setVerticalSpacing(8)
    grid.setColumnStretch(1, 1)
    for row, check in enumerate(checks):
        meaning = "proven" if check.is_fine else "conflict" if check.is_stop else "attention"
        icon = QLabel()
        icon.setPixmap(theme.icon(meaning, meaning).pixmap(18, 18))
        icon.setAccessibleName(words.check_state(is_fine=check.is_fine, is_stop=check.is_stop))
        grid.addWidget(icon, row, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(wrapped(check.told), row, 1)
    made.setLayout(grid)
    return made


def _seal_line(seal: Seal) -> QWidget:
    icon = QLabel()
    icon.setPixmap(theme.icon("sealed", "proven").pixmap(18, 18))
    mark = label(seal.mark, is_mono=True, is_bold=True)
    moved = f"{words.count(seal.figures['rows'])} · {money.shown(seal.figures['in_cents'])}"
    who = label(f"{seal.actor}, {words.moment(seal.at)}", look="soft")
    mark.setToolTip(moved)
    return _row(icon, mark, who)


def _mark(seal: Seal) -> QWidget:
    icon = QLabel()
    icon.setPixmap(theme.icon("attention", "attention").pixmap(18, 18))
    assert seal.reopened_at is not None, "it was opened again"
    told = wrapped(f"{seal.reopened_by}, {words.moment(seal.reopened_at)}: “{seal.why}”", look="soft")
    return _row(icon, told)


def _row(*parts: QWidget) -> QWidget:
    made = QWidget()
    made.setLayout(line(*parts, 0, gap=10))
    return made
