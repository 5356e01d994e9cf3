"""The right side of the Queue page: the payment as it came, and below it what it could be for."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QLabel,
    QMenu,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QWidget,
)

from app.core import money
from app.ui import queue_words, theme, widgets, words
from app.ui.candidates import Candidates, icon_label
from app.ui.widgets import Badge, EmptyState, button, column, label, line, wrapped

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from app.core.items import TransactionKey
    from app.core.queries.queue_rows import QueueRow
    from app.ui.desk import Desk


class PaymentHead(QFrame):
    """Who paid, when, how much, what was typed, how well it is proven, and the details as they came."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        self._amount = label(step=2, is_bold=True)
        self._badge = Badge()
        self._left = label(look="attention")
        self._who = wrapped()
        self._who.setFont(theme.current.font(is_bold=True))
        self._facts = QGridLayout()
        self._facts.setHorizontalSpacing(12)
        self._facts.setVerticalSpacing(4)
        self._facts.setColumnStretch(1, 1)
        self._values: dict[str, tuple[QLabel, QLabel]] = {}
        names = {
            "typed": self.tr("Typed"),
            "phone": self.tr("Phone"),
            "when": self.tr("When"),
            "details": self.tr("Details"),
        }
        for at, (name, text) in enumerate(names.items()):
            caption, value = label(text, look="small"), wrapped()
            self._facts.addWidget(caption, at, 0, Qt.AlignmentFlag.AlignTop)
            self._facts.addWidget(value, at, 1)
            self._values[name] = caption, value
        self._values["typed"][1].setFont(theme.current.font(is_mono=True))
        head = line(self._amount, 0, self._badge)
        self.setLayout(column(head, self._left, self._who, self._facts, margins=(14, 10, 14, 12), gap=4))

    def show_row(self, row: QueueRow) -> None:
        """Another payment."""
        sign = "" if row.key.direction == "in" else "\N{MINUS SIGN}"
        self._amount.setText(f"KES {sign}{money.shown(row.amount_cents)}")
        self._badge.show_meaning(queue_words.proof(row.proof), queue_words.proof_meaning(row.proof))
        self._left.setText(self.tr("KES {0} of it is left to give").format(money.shown(row.open_cents)))
        self._left.setVisible(row.open_cents != row.amount_cents)
        self._who.setText(widgets.breakable(queue_words.who(row)))
        self._tell("typed", f"“{row.account_ref}”" if row.account_ref else self.tr("nothing"))
        self._tell("phone", row.party_phone)
        self._tell("when", f"{words.exact(row.completed_at)} · {row.key.receipt}")
        self._values["when"][1].setToolTip(str(row.wallet))
        self._tell("details", row.details)

    def _tell(self, name: str, text: str) -> None:
        caption, value = self._values[name]
        value.setText(widgets.breakable(text) if name in ("details", "when") else text)
        for part in (caption, value):
            part.setVisible(bool(text))


class Said(QLabel):
    """What was done last, in one line that gives way: cut with an ellipsis, whole in its tip."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("look", "small")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def setText(self, text: str) -> None:
        """Say it; a screen reader hears it, too."""
        super().setText(text)
        self.setToolTip(text)
        self.setAccessibleName(text)

    def paintEvent(self, event: QPaintEvent) -> None:
        """As much of it as there is room for."""
        painter = QPainter(self)
        painter.setPen(theme.current.color("text_soft"))
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        painter.end()


class Note(QFrame):
    """A sentence in a coloured box: why the program waits, what was asked, which rules only suggest."""

    def __init__(self, meaning: str = "attention", *, is_boxed: bool = True) -> None:
        super().__init__()
        if is_boxed:
            self.setObjectName("note")
        widgets.mark(self, "kind", meaning)
        self._text = wrapped(look=meaning)
        layout = line(icon_label(meaning, meaning), self._text, margins=(12, 8, 12, 8) if is_boxed else (2, 0, 2, 0))
        layout.setStretch(1, 1)
        self.setLayout(layout)
        self.hide()

    def tell(self, text: str) -> None:
        """Say it; nothing where there is nothing to say."""
        self._text.setText(text)
        self._text.setAccessibleName(text)
        self.setVisible(bool(text))

    def text(self) -> str:
        """What it says."""
        return self._text.text()


class Detail(QWidget):
    """The payment, its candidates, and what can be done by hand for it. ``asked`` carries a deed's name."""

    asked = Signal(str)

    def __init__(self, actions: dict[str, QAction]) -> None:
        super().__init__()
        self.setObjectName("detail")
        self.head = PaymentHead()
        self.why_not, self.question = Note(is_boxed=False), Note()
        self.candidates = Candidates()
        self._none = self._make_none()
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        body = self._body = QWidget()
        self._title = label(self.tr("What it could be for"), is_bold=True)
        stacked = column(
            self.head, self.question, self.why_not, self._title, self._none, self.candidates, 0, margins=(0, 0, 4, 0)
        )
        body.setLayout(stacked)
        self._area.setWidget(body)
        self.pages = QStackedWidget()
        self.pages.addWidget(self._area)
        self._buttons = self._make_buttons(actions)
        self.setLayout(column(self.pages, self._buttons, gap=8))
        self.setAccessibleName(self.tr("The payment and its candidates"))

    def _make_none(self) -> QFrame:
        made = QFrame()
        made.setObjectName("card")
        self._none_title = label(self.tr("Nothing open fits this payment"), is_bold=True)
        self._none_text = wrapped(look="soft")
        bring = button(self.tr("Bring in invoices"), lambda: self.asked.emit("bring"), icon="import")
        search = button(self.tr("Search an invoice"), lambda: self.asked.emit("split"), icon="search")
        for one in (bring, search):
            one.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._none_buttons = line(search, bring, 0)
        made.setLayout(column(self._none_title, self._none_text, self._none_buttons, margins=(14, 12, 14, 12), gap=6))
        return made

    def _make_buttons(self, actions: dict[str, QAction]) -> QWidget:
        made = QWidget()
        shown: list[QWidget | int] = []
        self.buttons: dict[str, QPushButton] = {}
        for name, text, look in (
            ("confirm", self.tr("Confirm"), "main"),
            ("refuse", self.tr("Not this one"), ""),
            ("assign", self.tr("Customer"), ""),
            ("split", self.tr("Split"), ""),
            ("rule", self.tr("Rule"), ""),
        ):
            one = button(text, partial(self.asked.emit, name), look=look)
            one.setToolTip(_tip(actions[name]))
            one.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self.buttons[name] = one
            shown.append(one)
        more = QPushButton(self.tr("More"))
        more.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        menu = QMenu(more)
        for name in ("tick", "part", "advance", "write_off", "fee", "assign", "rule", "ask", "evidence"):
            menu.addAction(actions[name])
        more.setMenu(menu)
        made.setLayout(line(*shown, more, 0, gap=6))
        return made

    def show_row(self, row: QueueRow | None, place: int) -> None:
        """Another payment, or none."""
        self._body.setVisible(row is not None)
        self._buttons.setVisible(row is not None and self.pages.currentWidget() is self._area)
        if row is None:
            return
        self.head.show_row(row)
        asked = row.question
        self.question.tell(
            ""
            if asked is None
            else self.tr("{0} asked {1} on {2}: “{3}” — answer it with ?").format(
                asked.asked_by, asked.asked_to, words.moment(asked.at), asked.note
            )
        )
        has_any = bool(row.candidates)
        self.why_not.tell(row.why_not if has_any or row.why_not.startswith("Everything") else "")
        self._title.setVisible(has_any)
        self.candidates.setVisible(has_any)
        self.candidates.show_row(row, place)
        if place:
            QTimer.singleShot(0, self, lambda: self._area.ensureWidgetVisible(self.candidates.cards[place], 0, 8))
        elif self.shown is None or row.key != self.shown[0]:
            self._area.verticalScrollBar().setValue(0)
        self.shown = row.key, queue_words.told_apart(row.candidates[place]) if has_any else ()
        self._none.setVisible(not has_any)
        self._none_title.setText(
            self.tr("Nothing open fits this payment") if row.key.direction == "in" else self.tr("Money that went out")
        )
        self._none_text.setText(self._what_to_do(row))
        is_in = row.key.direction == "in"
        are_shown = {"confirm": has_any, "refuse": has_any, "split": is_in, "assign": is_in and not has_any}
        for name, one in self.buttons.items():
            one.setVisible(are_shown.get(name, not has_any))

    shown: tuple[TransactionKey, queue_words.Choice] | None = None
    """The payment that is shown, and the candidate that is marked as chosen."""

    def _what_to_do(self, row: QueueRow) -> str:
        if row.key.direction == "out":
            return self.tr("Press R: say once what such payments are, and the program knows the next ones.")
        return self.tr(
            "Bring in the invoices it may be for, search one with S, press C to say whose money it is, or R if it is "
            "no sale at all."
        )

    def show_panel(self, panel: QWidget) -> None:
        """Another panel in place of the candidates (the split grid); the payment's own buttons step back."""
        if self.pages.indexOf(panel) < 0:
            self.pages.addWidget(panel)
        self.pages.setCurrentWidget(panel)
        self._buttons.hide()

    def show_candidates(self) -> None:
        """Back from the panel."""
        self.pages.setCurrentWidget(self._area)
        self._buttons.show()


def _tip(action: QAction) -> str:
    key = action.shortcut().toString()
    text = action.text().replace("&", "").rstrip("…")
    return f"{text} ({key})" if key else text


def nothing_waits(desk: Desk) -> EmptyState:
    """Where the whole queue is empty."""
    return EmptyState(
        "queue",
        queue_words.tr("Nothing waits for you"),
        queue_words.tr(
            "Payments that the program cannot match by itself wait here. Bring in a statement, and the invoices that "
            "it may pay."
        ),
        button(queue_words.tr("Go to Import"), lambda: desk.go("import"), look="main", icon="import"),
    )


def group_is_done(show_all: Callable[[], object]) -> EmptyState:
    """Where only this group is empty."""
    return EmptyState(
        "proven",
        queue_words.tr("This group is worked through"),
        queue_words.tr("Payments still wait in another group: go to it with → or by its chip."),
        button(queue_words.tr("Show all that wait"), show_all, look="main"),
    )
