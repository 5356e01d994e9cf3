"""Asking which column of a table is which: of a file that is looked at, or of one whose headings nobody knows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QDialog, QFormLayout, QWidget

from app.ui.pickers import Picker
from app.ui.widgets import breakable, button, column, form_row, line, snug, wrapped

if TYPE_CHECKING:
    from app.core.errors import ColumnsUnknown

LONGEST_SAMPLE = 32
_MUST_BE_THERE = frozenset({"receipt", "completed", "paid_in", "withdrawn"})


class ChooseColumns(QDialog):
    """Which heading stands over what.

    ``sample``: the cells of one row, shown beside the headings. ``told`` says why a person is asked.
    """

    def __init__(
        self,
        parent: QWidget | None,
        *,
        header: Sequence[str],
        columns: dict[str, int],
        sample: Sequence[str] = (),
        told: str = "",
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Columns of the file"))
        captions = {
            "receipt": self.tr("&Receipt *"),
            "completed": self.tr("&Completion time *"),
            "details": self.tr("&Details"),
            "status": self.tr("&Status"),
            "paid_in": self.tr("Paid &in *"),
            "withdrawn": self.tr("&Withdrawn *"),
            "balance": self.tr("&Balance"),
        }
        self.places: dict[str, Picker] = {}
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setVerticalSpacing(8)
        for name, caption in captions.items():
            made = self.places[name] = Picker(caption.replace("&", ""))
            made.addItem(self.tr("(none)"), -1)
            for at, heading in enumerate(header):
                made.addItem(self._named(at, heading, sample[at] if at < len(sample) else ""), at)
            made.setCurrentIndex(columns.get(name, -1) + 1)
            made.currentIndexChanged.connect(self._check)
            form_row(form, caption, made)
        self.problem = wrapped(look="conflict")
        self.take = button(self.tr("Read it so"), self.accept, look="main")
        self.take.setDefault(True)
        foot = line(0, button(self.tr("Cancel"), self.reject), self.take)
        how = self.tr("Choose the column in which each of these stands. Those with a star must be there.")
        why = [wrapped(breakable(told))] if told else []
        self.setLayout(
            column(*why, wrapped(how, look="soft"), form, self.problem, foot, margins=(24, 24, 24, 24), gap=16)
        )
        self._check()
        snug(self, width=560)

    def _named(self, at: int, heading: str, cell: str) -> str:
        name = heading or self.tr("Column {0}").format(at + 1)
        cell = cell if len(cell) <= LONGEST_SAMPLE else cell[: LONGEST_SAMPLE - 1].rstrip() + "…"
        return self.tr("{0}   ({1})").format(name, cell) if cell else name

    def _check(self) -> None:
        """A file is read only where each column stands for one thing, and none is missing that must be there."""
        chosen = self.chosen()
        twice = next((at for at in chosen.values() if list(chosen.values()).count(at) > 1), None)
        is_lacking = not chosen.keys() >= _MUST_BE_THERE
        text = ""
        if twice is not None:
            name = next(made.currentText() for made in self.places.values() if made.currentData() == twice)
            text = self.tr("“{0}” is chosen twice.").format(name)
        self.problem.setText(text)
        self.problem.setVisible(bool(text))
        self.take.setEnabled(not text and not is_lacking)

    def chosen(self) -> dict[str, int]:
        """The places of the columns, from 0."""
        found = {name: int(made.currentData()) for name, made in self.places.items()}
        return {name: at for name, at in found.items() if at >= 0}


def ask(file: str, unknown: ColumnsUnknown) -> dict[str, int] | None:
    """Ask over the window in front which column of a file is which; None where the user would rather leave it out."""
    told = unknown.title if file in unknown.title else f"{file}: {unknown.title}"
    chooser = ChooseColumns(
        QApplication.activeWindow(),
        header=unknown.header,
        columns=dict(unknown.columns),
        sample=unknown.sample,
        told=told,
    )
    return chooser.chosen() if chooser.exec() == QDialog.DialogCode.Accepted else None
