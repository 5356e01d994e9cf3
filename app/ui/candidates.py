"""The ranked candidates of a payment as cards: what each would pay, why, why not, and how far apart they are."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.core.queries.queue_rows import CandidateRow, QueueRow, ReasonRow
from app.ui import queue_words, theme, widgets
from app.ui.widgets import column, label, line, mark, wrapped

MOST = 5
_ROOM, _GAP, _ICON = 8, 6, 14


class Chips(QWidget):
    """Reasons as chips over as many lines as they need: an icon tells for from against, a word from a colour."""

    def __init__(self) -> None:
        super().__init__()
        self._reasons: Sequence[ReasonRow] = ()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setFont(theme.current.font(-1))

    def show_reasons(self, reasons: Sequence[ReasonRow]) -> None:
        """Other reasons; those for it first."""
        self._reasons = sorted(reasons, key=lambda one: not one.is_for)
        told = [f"{self.tr('for') if one.is_for else self.tr('against')}: {one.text}" for one in self._reasons]
        self.setAccessibleName(", ".join(told))
        self.setVisible(bool(reasons))
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        """The narrower, the higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """As high as the chips stand at this width."""
        return max((box.bottom() for _, box in self._boxes(width)), default=0) + 1

    def sizeHint(self) -> QSize:
        """Two chips beside each other, where nobody asks by width."""
        return QSize(280, self.heightForWidth(max(self.width(), 280)))

    def minimumSizeHint(self) -> QSize:
        """One chip's height."""
        return QSize(120, self._height())

    def _height(self) -> int:
        return QFontMetrics(self.font()).height() + 6

    def _boxes(self, width: int) -> list[tuple[ReasonRow, QRect]]:
        measure, height = QFontMetrics(self.font()), self._height()
        found, x, y = [], 0, 0
        for reason in self._reasons:
            wide = min(measure.horizontalAdvance(reason.text) + 2 * _ROOM + _ICON + 4, width)
            if x and x + wide > width:
                x, y = 0, y + height + _GAP
            found.append((reason, QRect(x, y, wide, height)))
            x += wide + _GAP
        return found

    def paintEvent(self, event: QPaintEvent) -> None:
        """Each chip in its meaning's soft colour."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        measure = QFontMetrics(self.font())
        for reason, box in self._boxes(self.width()):
            meaning = "proven" if reason.is_for else "attention"
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.current.color(f"{meaning}_soft"))
            painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
            spot = QRect(box.left() + _ROOM - 2, box.center().y() - _ICON // 2 + 1, _ICON, _ICON)
            theme.icon("check" if reason.is_for else "close", meaning).paint(painter, spot)
            painter.setPen(theme.current.color(meaning))
            room = box.adjusted(_ROOM + _ICON, 0, -_ROOM + 2, 0)
            text = measure.elidedText(reason.text, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        painter.end()


class Card(QFrame):
    """One candidate. A click chooses it; the keys stay with the list."""

    clicked = Signal(int)

    def __init__(self, place: int) -> None:
        super().__init__()
        self.place = place
        self.setObjectName("candidate")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._number = label(str(place + 1), look="key", is_bold=True)
        self._number.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._number.setFixedSize(24, 24)
        self._title = wrapped()
        self._title.setFont(theme.current.font(is_bold=True))
        self._owner = wrapped(look="soft")
        self._sure = label(is_bold=True)
        self._sure.setToolTip(self.tr("How sure the program is: 1.00 is certain"))
        self._distance = label(look="small")
        self._parts = wrapped(look="small")
        self._chips = Chips()
        for quiet in (self._title, self._owner, self._parts):
            quiet.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        names = column(self._title, self._owner, gap=0)
        figures = column(self._sure, self._distance, gap=0)
        for figure in (self._sure, self._distance):
            figure.setAlignment(Qt.AlignmentFlag.AlignRight)
        head = line(self._number, names, figures, gap=10)
        head.setStretch(1, 1)
        head.setAlignment(self._number, Qt.AlignmentFlag.AlignTop)
        head.setAlignment(figures, Qt.AlignmentFlag.AlignTop)
        self.setLayout(column(head, self._parts, self._chips, margins=(12, 10, 12, 10), gap=6))

    def show_candidate(self, row: QueueRow, candidate: CandidateRow, *, is_chosen: bool) -> None:
        """Fill the card."""
        is_stale = queue_words.is_stale(candidate)
        self._title.setText(widgets.breakable(queue_words.short(candidate)))
        owner = queue_words.owner(candidate)
        self._owner.setText(widgets.breakable(owner))
        self._owner.setVisible(bool(owner) and owner not in self._title.text())
        self._sure.setText(queue_words.confidence(candidate.confidence))
        self._distance.setText(queue_words.distance(row, self.place))
        self._parts.setText("\n".join(queue_words.part(part) for part in candidate.allocations))
        mark(self._parts, "look", "conflict" if is_stale else "small")
        self._chips.show_reasons(candidate.reasons)
        mark(self, "is_chosen", is_chosen)
        mark(self._number, "look", "chosen_key" if is_chosen else "key")
        spoken = [f"{self.tr('Candidate')} {self.place + 1}", queue_words.short(candidate), owner, self._sure.text()]
        if is_chosen:
            spoken.append(self.tr("chosen"))
        self.setAccessibleName(", ".join(part for part in spoken if part))
        self.setAccessibleDescription(f"{self._parts.text()}. {self._chips.accessibleName()}")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose it."""
        self.clicked.emit(self.place)


class Candidates(QWidget):
    """Up to five cards, the chosen one marked by its edge and its filled number."""

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.cards = [Card(place) for place in range(MOST)]
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for card in self.cards:
            card.clicked.connect(self.chosen)
            layout.addWidget(card)
        layout.addStretch(1)

    def show_row(self, row: QueueRow, place: int) -> None:
        """The candidates of a payment, one of them chosen."""
        for card in self.cards:
            is_there = card.place < len(row.candidates)
            if is_there:
                card.show_candidate(row, row.candidates[card.place], is_chosen=card.place == place)
            card.setVisible(is_there)


def icon_label(name: str, token: str, size: int = 16) -> QLabel:
    """An icon by itself."""
    made = QLabel()
    made.setPixmap(theme.icon(name, token).pixmap(size, size))
    made.setAlignment(Qt.AlignmentFlag.AlignTop)
    return made
