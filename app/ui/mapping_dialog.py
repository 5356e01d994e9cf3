"""Asking what kind of list a file is, and which of its columns is which."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QLabel, QWidget

from app.core.lists.columns import FIELDS, NEEDED, missing_of
from app.core.lists.values import ListKind
from app.ui import items_words, theme
from app.ui.items_importing import STATEMENT, kinds
from app.ui.pickers import Picker
from app.ui.widgets import breakable, button, column, label, line, rule, snug, wrapped

if TYPE_CHECKING:
    from app.core.lists.guessing import Guess
    from app.core.lists.values import ColumnsUnknown

SAMPLES = 3
LONGEST_CELL = 28
WIDTH = 760


class AskKind(QDialog):
    """A file looks like a list: take it in as one? ``can_be_statement``: it could be one of M-PESA's as well."""

    def __init__(self, parent: QWidget | None, guess: Guess, *, can_be_statement: bool) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("A list?"))
        title = label(
            self.tr("This looks like {0}").format(items_words.list_rows(guess.kind.value, guess.rows)),
            step=1,
            is_bold=True,
        )
        told = wrapped(
            breakable(self.tr("{0} is no document of M-PESA’s. Take it in as:").format(guess.file)), look="soft"
        )
        self.picker = Picker(self.tr("Kind of list"))
        for kind, name in kinds():
            self.picker.addItem(name, kind)
        if can_be_statement:
            self.picker.addItem(self.tr("M-PESA statement with headings of its own"), STATEMENT)
        self.picker.setCurrentIndex(self.picker.findData(guess.kind.value))
        self.take = button(self.tr("Take it in"), self.accept, look="main")
        self.take.setDefault(True)
        foot = line(0, button(self.tr("Leave it out"), self.reject), self.take)
        self.setLayout(column(title, told, self.picker, foot, margins=(24, 20, 24, 20), gap=16))
        snug(self, width=460)
        self.take.setFocus()

    def kind(self) -> str:
        """What was chosen."""
        return str(self.picker.currentData())


class MapColumns(QDialog):
    """One row a field: which column it stands in, and what stands there in the first rows."""

    def __init__(self, parent: QWidget | None, *, file: str, kind: str, unknown: ColumnsUnknown) -> None:
        super().__init__(parent)
        self._kind, self._unknown = ListKind(kind), unknown
        self.setWindowTitle(self.tr("Columns of the list"))
        title = label(self.tr("Which column is which?"), step=1, is_bold=True)
        told = self.tr(
            "Choose the column of each; those with a star must be there. The answer is remembered for lists with the "
            "same headings."
        )
        self.places: dict[str, Picker] = {}
        self._samples: dict[str, QLabel] = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(2, 1)
        for at, text in enumerate((self.tr("What"), self.tr("Column in the file"), self.tr("As in the first rows"))):
            grid.addWidget(label(text, look="small"), 0, at)
        for row, field in enumerate(FIELDS[self._kind], 1):
            self._add(grid, row, field)
        self.problem = wrapped(look="attention")
        self.take = button(self.tr("Take it in so"), self.accept, look="main")
        self.take.setDefault(True)
        foot = line(self.problem, button(self.tr("Leave it out"), self.reject), self.take)
        foot.setStretch(0, 1)
        self.setLayout(
            column(
                title,
                wrapped(breakable(self._why(file, unknown))),
                wrapped(told, look="soft"),
                grid,
                rule(),
                foot,
                margins=(24, 20, 24, 20),
                gap=14,
            )
        )
        self._check()
        snug(self, width=WIDTH)

    def _why(self, file: str, unknown: ColumnsUnknown) -> str:
        """Why a person is asked."""
        if not unknown.missing:
            return unknown.title
        told = self.tr("{0} is to be taken in as {1}, but not all of its headings are known.")
        return told.format(file, items_words.a_list(self._kind.value))

    def _add(self, grid: QGridLayout, row: int, field: str) -> None:
        star = " *" if field in NEEDED[self._kind] or (self._kind is ListKind.BANK and field == "amount") else ""
        caption = label(items_words.field(field) + star, is_bold=bool(star))
        made = self.places[field] = Picker(items_words.field(field))
        made.addItem(self.tr("(none)"), -1)
        for at, heading in enumerate(self._unknown.header):
            made.addItem(_cut(heading) or self.tr("Column {0}").format(at + 1), at)
        made.setCurrentIndex(self._unknown.guessed.get(field, -1) + 1)
        made.setMinimumWidth(round(216 * max(1.0, theme.current.scale / 100)))
        made.currentIndexChanged.connect(self._check)
        caption.setBuddy(made)
        sample = self._samples[field] = label(look="soft")
        sample.setAccessibleName(self.tr("{0}, as in the first rows").format(items_words.field(field)))
        for at, widget in enumerate((caption, made, sample)):
            grid.addWidget(widget, row, at, Qt.AlignmentFlag.AlignVCenter)

    def _check(self) -> None:
        """OK only where nothing is missing and no column stands for two things."""
        chosen = self.chosen()
        for field, sample in self._samples.items():
            sample.setText(self._sample(chosen.get(field)))
        missing = missing_of(chosen, self._kind)
        twice = [field for field in chosen if list(chosen.values()).count(chosen[field]) > 1]
        self.problem.setText(self._told(missing, twice))
        self.take.setEnabled(not missing and not twice)

    def _told(self, missing: tuple[str, ...], twice: list[str]) -> str:
        if twice:
            one, other = (items_words.field(field) for field in twice[:2])
            return self.tr("{0} and {1} cannot be the same column.").format(one, other)
        if not missing:
            return ""
        names = ", ".join(items_words.field(field) for field in missing)
        return self.tr("Still to be chosen: {0}.").format(names)

    def _sample(self, at: int | None) -> str:
        if at is None:
            return ""
        cells = [_cut(row[at]) for row in self._unknown.sample if at < len(row) and row[at]]
        return " · ".join(cells[:SAMPLES]) or self.tr("(empty)")

    def chosen(self) -> dict[str, int]:
        """The place of each field, from 0."""
        found = {field: int(made.currentData()) for field, made in self.places.items()}
        return {field: at for field, at in found.items() if at >= 0}


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1].rstrip() + "…"
