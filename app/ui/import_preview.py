"""What a file would do, before anything is written: counts, what was put right, every row, three ways to correct it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QDialog,
    QFormLayout,
    QHeaderView,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.core import money
from app.core.statement import Corrections
from app.ui import theme, words
from app.ui.table import Table
from app.ui.widgets import MEANING, Badge, breakable, button, column, form_row, label, line, rule, wrapped

if TYPE_CHECKING:
    from app.core.actions.previewing import Preview, PreviewRow

Index = QModelIndex | QPersistentModelIndex
_NO_INDEX = QModelIndex()
PAGE = 200
PAGES_KEPT = 20
_AMOUNT, _OUTCOME = 3, 5
_MEANINGS = {"conflict": "conflict", "rejected": "conflict", "ignored": "attention"}


class PreviewModel(QAbstractTableModel):
    """The rows of a preview, fetched a page at a time as they come into sight."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._preview: Preview | None = None
        self._is_odd_only = False
        self._pages: dict[int, tuple[PreviewRow, ...]] = {}
        self._headers = (
            self.tr("Row"),
            self.tr("Receipt"),
            self.tr("Completed"),
            self.tr("Amount"),
            self.tr("Party"),
            self.tr("What happens"),
            self.tr("Remark"),
        )
        self._outcomes = {
            "new": self.tr("new"),
            "known": self.tr("already here"),
            "enriched": self.tr("enriches"),
            "ignored": self.tr("left aside"),
            "conflict": self.tr("conflict"),
            "rejected": self.tr("cannot be read"),
        }

    def show(self, preview: Preview | None, *, is_odd_only: bool) -> None:
        """Another preview, or other rows of it."""
        self.beginResetModel()
        self._preview, self._is_odd_only = preview, is_odd_only
        self._pages.clear()
        self.endResetModel()

    def rowCount(self, parent: Index = _NO_INDEX) -> int:
        """Rows of the document."""
        if parent.isValid() or self._preview is None:
            return 0
        return len(self._preview.odd) if self._is_odd_only else self._preview.rows

    def columnCount(self, parent: Index = _NO_INDEX) -> int:
        """Row, receipt, moment, amount, party, what happens, remark."""
        return 0 if parent.isValid() else len(self._headers)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words over columns."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._headers[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A cell."""
        if not index.isValid():
            return None
        row, at = self._row(index.row()), index.column()
        if role == Qt.ItemDataRole.DisplayRole or (role == Qt.ItemDataRole.ToolTipRole and at > _OUTCOME):
            return self._text(row, at)
        if role == MEANING and at == _OUTCOME:
            return _MEANINGS.get(row.outcome, "")
        if role == Qt.ItemDataRole.TextAlignmentRole and at == _AMOUNT:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.FontRole and at == 1:
            return theme.current.font(is_mono=True)
        return None

    def _text(self, row: PreviewRow, at: int) -> str:
        return (
            str(row.line),
            row.receipt,
            words.exact(row.completed_at) if row.completed_at is not None else "",
            money.shown(row.amount_cents) if row.amount_cents is not None else "",
            row.party,
            self._outcomes[row.outcome],
            row.problem,
        )[at]

    def _row(self, number: int) -> PreviewRow:
        page, place = divmod(number, PAGE)
        if page not in self._pages:
            assert self._preview is not None, "rows belong to a preview"
            if len(self._pages) >= PAGES_KEPT:
                self._pages.clear()
            self._pages[page] = self._preview.page(page * PAGE, PAGE, is_odd_only=self._is_odd_only)
        return self._pages[page][place]


class ImportPreview(QDialog):
    """Asks whether a file is to be taken in so; nothing is written before OK."""

    asked = Signal(object)
    """To be shown again under these Corrections."""

    def __init__(self, parent: QWidget | None, *, file: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Before anything is written"))
        self.corrections = Corrections()
        self.preview: Preview | None = None
        self._name = wrapped(breakable(file))
        self._name.setFont(theme.current.font(1, is_bold=True))
        self.counts, self.balance = wrapped(), Badge()
        self._notes = QVBoxLayout()
        self.odd_only = QCheckBox(self.tr("Only rows with something to &say about them"))
        self.odd_only.toggled.connect(self._show_rows)
        self.model = PreviewModel(self)
        self.table = Table(self.tr("Rows of the file"), meaning_at=(_OUTCOME,))
        self.table.setModel(self.model)
        for at, width in enumerate((56, 116, 164, 116, 170, 150)):
            self.table.horizontalHeader().resizeSection(at, width)
        self.table.horizontalHeader().setSectionResizeMode(6, QHeaderView.ResizeMode.Stretch)
        self._make_buttons()
        self._lay_out()

    def _make_buttons(self) -> None:
        self.swap = button(self.tr("Swap &day and month"), self._swap_days)
        self.flip = button(self.tr("Exchange money &in and out"), self._flip_sign)
        self.choose = button(self.tr("&Columns…"), self._choose_columns)
        self.leave = button(self.tr("Leave it out"), self.reject)
        self.take = button(self.tr("Take it in"), self.accept, look="main")
        self.take.setDefault(True)

    def _lay_out(self) -> None:
        told = QWidget()
        told.setLayout(self._notes)
        self._notes.setContentsMargins(0, 0, 0, 0)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setWidget(told)
        self._area.setMaximumHeight(132)
        self._area.setAccessibleName(self.tr("What was put right"))
        head = line(self.counts, self.balance, gap=16)
        head.setStretch(0, 1)
        corrections = line(self.swap, self.flip, self.choose, 0, self.odd_only)
        foot = line(label(self.tr("Nothing has been written yet."), look="soft"), 0, self.leave, self.take)
        layout = column(
            self._name, head, self._area, corrections, self.table, rule(), foot, margins=(20, 16, 20, 16), gap=12
        )
        layout.setStretch(4, 1)
        self.setLayout(layout)
        self.resize(1120, 640)

    def show_preview(self, preview: Preview, corrections: Corrections) -> None:
        """Fill in what the file would do under these corrections."""
        if self.preview is not None:
            self.preview.close()
        self.preview, self.corrections = preview, corrections
        summary = preview.summary
        self.counts.setText(words.result(summary))
        self.balance.show_meaning(words.balance(summary.balance.state), words.balance_meaning(summary.balance.state))
        while (item := self._notes.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        sentences = [*summary.notes, *words.proof_sentences(summary.balance)]
        for sentence in sentences:
            self._notes.addWidget(wrapped(sentence))
        self._notes.addStretch(1)
        self._area.setVisible(bool(sentences))
        self.choose.setEnabled(bool(preview.header))
        self.odd_only.setChecked(0 < len(preview.odd) < preview.rows)
        self.be_busy(is_busy=False)
        self._show_rows()

    def _show_rows(self) -> None:
        self.model.show(self.preview, is_odd_only=self.odd_only.isChecked())

    def be_busy(self, *, is_busy: bool) -> None:
        """While the file is read again, nothing can be decided but to leave it out."""
        for made in (self.swap, self.flip, self.take):
            made.setEnabled(not is_busy)
        self.choose.setEnabled(not is_busy and self.preview is not None and bool(self.preview.header))

    def _ask(self, corrections: Corrections) -> None:
        self.be_busy(is_busy=True)
        self.asked.emit(corrections)

    def _swap_days(self) -> None:
        """Month first; once more, day first: a person's word, whatever the proof says."""
        self._ask(replace(self.corrections, swap_day_month=not self.corrections.swap_day_month))

    def _flip_sign(self) -> None:
        self._ask(replace(self.corrections, flip_sign=not self.corrections.flip_sign))

    def _choose_columns(self) -> None:
        assert self.preview is not None, "the button waits for a preview"
        chooser = ChooseColumns(self, header=self.preview.header, columns=dict(self.preview.columns))
        if chooser.exec() == QDialog.DialogCode.Accepted:
            self._ask(replace(self.corrections, columns=chooser.chosen(), flip_sign=False))

    def let_go(self) -> None:
        """The preview's rows are wanted no more."""
        self.model.show(None, is_odd_only=False)
        if self.preview is not None:
            self.preview.close()
        self.deleteLater()


class ChooseColumns(QDialog):
    """Which heading stands over what."""

    def __init__(self, parent: QWidget | None, *, header: tuple[str, ...], columns: dict[str, int]) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Columns of the file"))
        captions = {
            "receipt": self.tr("&Receipt"),
            "completed": self.tr("&Completion time"),
            "details": self.tr("&Details"),
            "status": self.tr("&Status"),
            "paid_in": self.tr("Paid &in"),
            "withdrawn": self.tr("&Withdrawn"),
            "balance": self.tr("&Balance"),
        }
        self.places: dict[str, QComboBox] = {}
        form = QFormLayout()
        for name, caption in captions.items():
            made = self.places[name] = QComboBox()
            made.addItem(self.tr("(none)"), -1)
            for at, heading in enumerate(header):
                made.addItem(heading or self.tr("column {0}").format(at + 1), at)
            made.setCurrentIndex(columns.get(name, -1) + 1)
            form_row(form, caption, made)
        foot = line(
            0,
            button(self.tr("Cancel"), self.reject),
            button(self.tr("Read it so"), self.accept, look="main"),
        )
        told = label(self.tr("Choose the heading under which each of these stands."), look="soft")
        self.setLayout(column(told, form, foot, margins=(24, 24, 24, 24), gap=16))

    def chosen(self) -> dict[str, int]:
        """The places of the columns, from 0."""
        found = {name: int(made.currentData()) for name, made in self.places.items()}
        return {name: at for name, at in found.items() if at >= 0}


def over_the_window(file: str) -> ImportPreview:
    """A preview's dialog over the window in front."""
    return ImportPreview(QApplication.activeWindow(), file=file)


class Looking:
    """One file being looked at: read, shown, read again under other corrections, then taken in or left out."""

    def __init__(
        self,
        dialog: ImportPreview,
        *,
        read: Callable[[Corrections], None],
        take: Callable[[Corrections], None],
        leave: Callable[[], None],
    ) -> None:
        self._dialog = dialog
        dialog.asked.connect(read)
        dialog.accepted.connect(lambda: self._end(lambda: take(dialog.corrections)))
        dialog.rejected.connect(lambda: self._end(leave))

    def show(self, preview: Preview, corrections: Corrections) -> None:
        """Show what was read; the dialog opens with the first."""
        self._dialog.show_preview(preview, corrections)
        if not self._dialog.isVisible():
            self._dialog.open()

    def fail(self) -> None:
        """The file cannot be read under such corrections: what was shown before stands."""
        self._dialog.be_busy(is_busy=False)

    def _end(self, then: Callable[[], None]) -> None:
        self._dialog.let_go()
        then()
