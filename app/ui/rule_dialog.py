"""A rule made from a row: its conditions, what such money is, and what it would have hit in the last 90 days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QDialog, QGridLayout, QLineEdit, QTableWidget, QTableWidgetItem, QWidget

from app.core import money
from app.core.items import Meaning
from app.core.matching.rules import TESTS, Condition, Facts, conditions_from
from app.ui import queue_words, reading_queue, theme, words
from app.ui.desk import Desk
from app.ui.pickers import Picker
from app.ui.queue_detail import Note
from app.ui.widgets import button, column, label, line, wrapped

if TYPE_CHECKING:
    from app.core.queries.queue_rows import QueueRow
    from app.core.queries.rules import RuleHit, RulePreview

DEBOUNCE_MS = 120
MOST_SHOWN = 50
_FIXED = ("direction", "kind")
"""What the statement tells by a word of a list: shown in plain words, compared as it stands."""


class RuleDialog(QDialog):
    """All conditions that are ticked must hold. ``is_only_this``: no rule after all, just this one row."""

    def __init__(self, parent: QWidget | None, desk: Desk, row: QueueRow) -> None:
        super().__init__(parent)
        self._desk, self._asked, self._told = desk, 0, 0
        self.is_only_this = self._is_taking = False
        self.setWindowTitle(self.tr("Make a rule from this row"))
        facts = Facts(row.key.direction, row.kind, row.party_name, row.party_phone, row.account_ref, row.details)
        self._lines = _Conditions(facts, self._wake)
        self._meaning = Picker(self.tr("What such money is"))
        for one in Meaning:
            self._meaning.addItem(queue_words.meaning(one.value), one.value)
        self._meaning.setCurrentIndex(self._meaning.findData(_guess(row).value))
        self._name = QLineEdit(_named(row))
        self._name.setAccessibleName(self.tr("The rule's name"))
        self._count = label(is_bold=True)
        self._warning = Note("conflict")
        self._hits = self._make_hits()
        self.take_button = button(self.tr("Make the rule"), self._take, look="main", key="Ctrl+Return")
        self.take_button.setDefault(True)
        self.only_button = button(self.tr("Only this row"), self._only_this)
        self.only_button.setToolTip(self.tr("Say what this one payment is, without a rule"))
        what = QGridLayout()
        what.setHorizontalSpacing(10)
        what.setColumnStretch(1, 1)
        for at, (text, field) in enumerate(
            ((self.tr("&This money is"), self._meaning), (self.tr("&Name of the rule"), self._name))
        ):
            caption = label(text)
            caption.setBuddy(field)
            what.addWidget(caption, at, 0)
            what.addWidget(field, at, 1)
        foot = line(self.only_button, 0, button(self.tr("Cancel"), self.reject), self.take_button)
        self.setLayout(
            column(
                label(self.tr("Money that is no sale"), step=1, is_bold=True),
                wrapped(self.tr("Whatever meets all ticked conditions is named by itself from now on."), look="soft"),
                *(self._lines, what, self._count, self._hits, self._warning, foot),
                margins=(24, 20, 24, 20),
                gap=10,
            )
        )
        self.setMinimumWidth(680)
        take = QShortcut(QKeySequence("Ctrl+Return"), self)
        take.activated.connect(self._take)
        self._timer = QTimer(self, singleShot=True, interval=DEBOUNCE_MS)
        self._timer.timeout.connect(self._preview)
        self._preview()
        self._meaning.setFocus()

    def _make_hits(self) -> QTableWidget:
        made = QTableWidget(0, 4)
        made.setAccessibleName(self.tr("What the rule would have hit"))
        made.setHorizontalHeaderLabels([self.tr("When"), self.tr("Name"), self.tr("State"), self.tr("Amount")])
        made.verticalHeader().hide()
        made.verticalHeader().setDefaultSectionSize(theme.current.row_height)
        made.setShowGrid(False)
        made.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        made.setSelectionMode(QTableWidget.SelectionMode.NoSelection)
        made.setTabKeyNavigation(False)
        header = made.horizontalHeader()
        header.setSectionResizeMode(1, header.ResizeMode.Stretch)
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        amount = made.horizontalHeaderItem(3)
        assert amount is not None
        amount.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for at, width in ((0, 150), (2, 120), (3, 116)):
            made.setColumnWidth(at, round(width * max(1.0, theme.current.scale / 100)))
        made.setFixedHeight(theme.current.row_height * 5 + 40)
        return made

    # ---------------------------------------------------------------- what it says
    def conditions(self) -> tuple[Condition, ...]:
        """The conditions that are ticked and say something."""
        return self._lines.conditions()

    def meaning(self) -> Meaning:
        """What such money is."""
        return Meaning(self._meaning.currentData())

    def name(self) -> str:
        """The rule's name."""
        return self._name.text().strip() or self._meaning.currentText()

    # ---------------------------------------------------------------- what it would have hit
    def _wake(self) -> None:
        self._timer.start()

    def _preview(self) -> None:
        book, conditions = self._desk.this_book, self.conditions()
        self._asked += 1
        asked = self._asked
        self._desk.bridge.read(
            self,
            lambda: reading_queue.rule_preview(book, conditions),
            lambda found: self._tell(found) if asked == self._asked else None,
        )

    def _tell(self, found: RulePreview) -> None:
        self._told = self._asked
        is_too_wide = not any(one.field != "direction" for one in self.conditions())
        told = self.tr("In the last 90 days it would have hit {0}: KES {1}")
        rows = f"{words.count(found.n)} {self.tr('row') if found.n == 1 else self.tr('rows')}"
        self._count.setText(told.format(rows, money.shown(found.amount_cents)))
        warning = self.tr("{0} of them are matched with invoices or sales: this rule is too wide.")
        self._warning.tell(
            self.tr("This rule would hit every row: tick a condition that tells it apart.")
            if is_too_wide
            else warning.format(words.count(found.matched))
            if found.matched
            else ""
        )
        self.take_button.setEnabled(not is_too_wide)
        self._hits.setRowCount(min(len(found.hits), MOST_SHOWN))
        for at, hit in enumerate(found.hits[:MOST_SHOWN]):
            self._show_hit(at, hit)
        if self._is_taking and not found.matched and not self._timer.isActive():
            self._take()
        self._is_taking = False

    def _show_hit(self, at: int, hit: RuleHit) -> None:
        cents = hit.amount_cents if hit.direction == "in" else -hit.amount_cents
        who = hit.party_name or hit.details
        told = (words.moment(hit.completed_at), who, words.state(hit.state), money.shown(cents))
        for column_at, text in enumerate(told):
            item = QTableWidgetItem(text)
            item.setToolTip(text)
            if column_at == 3:
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            if column_at == 2 and hit.state in ("matched", "part_matched"):
                item.setForeground(theme.current.color("conflict"))
            self._hits.setItem(at, column_at, item)

    def _take(self) -> None:
        """Make it; where what it would hit is not known yet, as soon as it is and nothing speaks against it."""
        self._is_taking = self._timer.isActive() or self._told < self._asked
        if self._is_taking:
            return
        if self.take_button.isEnabled():
            self.accept()

    def _only_this(self) -> None:
        self.is_only_this = True
        self.accept()


class _Conditions(QWidget):
    """One line a field: a tick, how it is asked, and what for."""

    def __init__(self, facts: Facts, changed) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(2, 1)
        suggested = {one.field: one for one in conditions_from(facts)}
        self._lines: list[tuple[str, QCheckBox, Picker, QLineEdit]] = []
        for at, field in enumerate(name for name in Facts._fields if getattr(facts, name)):
            one = suggested.get(field)
            tick, test = QCheckBox(queue_words.field(field)), Picker(self.tr("How it is compared"))
            told = one.value if one else getattr(facts, field)
            is_fixed = field in _FIXED
            value = QLineEdit(queue_words.fact(field, told) if is_fixed else told)
            value.setAccessibleName(queue_words.field(field))
            value.setProperty("told", told)
            value.setReadOnly(is_fixed)
            value.setEnabled(not is_fixed)
            value.setCursorPosition(0)
            for name in TESTS:
                test.addItem(queue_words.test(name), name)
            test.setCurrentIndex(test.findData(one.test if one else "contains"))
            tick.setChecked(one is not None)
            tick.setEnabled(field != "direction")
            test.setEnabled(not is_fixed)
            tick.toggled.connect(lambda _: changed())
            test.currentIndexChanged.connect(lambda _: changed())
            value.textChanged.connect(lambda _: changed())
            for column_at, made in enumerate((tick, test, value)):
                grid.addWidget(made, at, column_at)
            self._lines.append((field, tick, test, value))

    def conditions(self) -> tuple[Condition, ...]:
        """What is ticked and says something."""
        return tuple(
            Condition(field, test.currentData(), value.property("told") if field in _FIXED else value.text().strip())
            for field, tick, test, value in self._lines
            if tick.isChecked() and value.text().strip()
        )


def _named(row: QueueRow) -> str:
    return row.party_name or words.kind(row.kind) or row.account_ref


def _guess(row: QueueRow) -> Meaning:
    """What such a row most often is: a person still says so."""
    told = f"{row.kind} {row.details}".casefold()
    if "charge" in told or "fee" in told:
        return Meaning.CHARGE
    if "loan" in told or "overdraft" in told:
        return Meaning.LOAN
    if row.key.direction == "out":
        return Meaning.PAYOUT
    return Meaning.OWNER
