"""Ten automatic matches drawn at random, payment and invoice side by side, for a person's eye."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.core import money
from app.ui import queue_undo, queue_words, reading_queue, theme, widgets, words
from app.ui.candidates import Chips, icon_label
from app.ui.desk import Desk
from app.ui.widgets import button, column, label, line, wrapped

if TYPE_CHECKING:
    from app.core.queries.undoing import Sampled


class Sample(QDialog):
    """Each of the ten has its own “take back”; another ten may be drawn."""

    def __init__(self, parent: QWidget | None, desk: Desk) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setWindowTitle(self.tr("Ten automatic matches"))
        self._told = wrapped(look="soft")
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setAccessibleName(self.tr("Ten automatic matches"))
        self.again = button(self.tr("Draw ten others"), self._draw)
        close = button(self.tr("Close"), self.accept, look="main", key="Esc")
        title = label(self.tr("Ten automatic matches, drawn at random"), step=1, is_bold=True)
        self.setLayout(
            column(title, self._told, self._area, line(self.again, 0, close), margins=(24, 20, 24, 20), gap=10)
        )
        self.resize(round(820 * max(1.0, theme.current.scale / 100)), 560)
        self.lines: list[SampleLine] = []
        self._draw()
        close.setFocus()

    def _draw(self) -> None:
        book = self._desk.this_book
        self._desk.bridge.read(self, lambda: reading_queue.sample(book), lambda found: self._fill(*found))

    def _fill(self, drawn: list[Sampled], n: int) -> None:
        told = self.tr("{0} matches by the program stand. Look whether payment and invoice belong together.")
        self._told.setText(
            told.format(words.count(n)) if n else self.tr("The program has not matched anything by itself yet.")
        )
        self.again.setEnabled(n > len(drawn))
        body = QWidget()
        layout = QVBoxLayout(body)
        layout.setContentsMargins(0, 0, 4, 0)
        layout.setSpacing(8)
        self.lines = [SampleLine(one, self._take_back) for one in drawn]
        for made in self.lines:
            layout.addWidget(made)
        layout.addStretch(1)
        self._area.setWidget(body)

    def _take_back(self, made: SampleLine) -> None:
        book, number = self._desk.this_book, made.match_id

        def on_done(_: object) -> None:
            made.tell_taken_back()
            self._desk.book_changed()

        self._desk.bridge.job(
            self,
            lambda: queue_undo.take_back(book, number),
            on_done,
            lambda error: self._desk.notice(words.error(error), meaning="attention"),
        )


class SampleLine(QFrame):
    """One match: the payment at the left, what it paid at the right, the reasons below."""

    def __init__(self, one: Sampled, take_back) -> None:
        super().__init__()
        self.setObjectName("card")
        match, paid = one.match, one.payment
        assert match.id is not None, "it stands"
        self.match_id = match.id
        typed = f"“{paid.account_ref}”" if paid.account_ref else self.tr("nothing typed")
        payment = _side(
            f"KES {money.shown(paid.amount_cents)}",
            paid.party_name or paid.party_phone,
            f"{words.moment(paid.completed_at)} · {typed}",
        )
        parts = [queue_words.given(part) for part in match.allocations]
        owner = next((part.customer_name for part in match.allocations if part.customer_name), "")
        item = _side("\n".join(parts), owner, queue_words.rule(match.rule))
        sure = label(queue_words.confidence(match.confidence), is_bold=True)
        sure.setToolTip(self.tr("How sure the program was"))
        self.back = button(self.tr("Take back"), lambda: take_back(self), icon="undo")
        self.back.setAccessibleName(self.tr("Take the match of {0} back").format(paid.receipt))
        arrow = icon_label("right", "text_soft")
        arrow.setAlignment(Qt.AlignmentFlag.AlignCenter)
        row = line(payment, arrow, item, sure, self.back, gap=14)
        row.setStretch(0, 5)
        row.setStretch(2, 5)
        chips = Chips()
        chips.show_reasons([queue_words.reason(text) for text in match.reasons])
        self.setLayout(column(row, chips, margins=(14, 10, 14, 10), gap=8))

    def tell_taken_back(self) -> None:
        """It stands no longer."""
        self.back.setText(self.tr("Taken back"))
        self.back.setEnabled(False)


def _side(first: str, second: str, third: str) -> QWidget:
    made = QWidget()
    top: QLabel = wrapped(widgets.breakable(first))
    top.setFont(theme.current.font(is_bold=True))
    made.setLayout(
        column(top, wrapped(widgets.breakable(second)), wrapped(widgets.breakable(third), look="small"), gap=1)
    )
    return made
