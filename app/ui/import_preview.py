"""What a file would do, before anything is written: counts, what was put right, every row, three ways to correct it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QDialog,
    QHeaderView,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.core import money
from app.core.statement import Corrections
from app.ui import theme, words
from app.ui.column_choice import ChooseColumns
from app.ui.table import RowsModel, Table
from app.ui.widgets import MEANING, MEANING_ICONS, Badge, breakable, button, column, label, line, rule, wrapped

if TYPE_CHECKING:
    from app.core.actions.previewing import Preview, PreviewRow

_MARGIN, _BAR, _MOST_TOLD = 20, 16, 176
"""Pixels: beside everything, for a scroll bar, and the height of what is said of the whole file."""

PAGE = 200
PAGES_KEPT = 20
_RECEIPT, _AMOUNT, _OUTCOME = 1, 3, 5
_MEANINGS = {"conflict": "conflict", "rejected": "conflict", "ignored": "attention"}


class PreviewModel(RowsModel):
    """The rows of a preview, fetched a page at a time as they come into sight."""

    def __init__(self, parent: Any = None) -> None:
        headers = (
            self.tr("Row"),
            self.tr("Receipt"),
            self.tr("Completed"),
            self.tr("Amount"),
            self.tr("Party"),
            self.tr("What happens"),
            self.tr("Remark"),
        )
        super().__init__(headers, parent, at_right={_AMOUNT}, mono={_RECEIPT})
        self._preview: Preview | None = None
        self._is_odd_only = False
        self._pages: dict[int, tuple[PreviewRow, ...]] = {}
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

    def length(self) -> int:
        """Rows of the document."""
        if self._preview is None:
            return 0
        return len(self._preview.odd) if self._is_odd_only else self._preview.rows

    def cell(self, row: int, column: int, role: int) -> Any:
        """Texts, and what happens as a meaning."""
        if role == Qt.ItemDataRole.DisplayRole or (role == Qt.ItemDataRole.ToolTipRole and column > _OUTCOME):
            return self._text(self._row(row), column)
        if role == MEANING and column == _OUTCOME:
            return _MEANINGS.get(self._row(row).outcome, "")
        return None

    def _text(self, row: PreviewRow, at: int) -> str:
        return (
            str(row.line),
            row.receipt,
            words.exact(row.completed_at) if row.completed_at is not None else "",
            money.shown(row.amount_cents) if row.amount_cents is not None else "",
            row.party,
            self._outcomes[row.outcome],
            row.problem[:1].upper() + row.problem[1:],
        )[at]

    def _row(self, number: int) -> PreviewRow:
        page, place = divmod(number, PAGE)
        if page not in self._pages:
            assert self._preview is not None, "rows belong to a preview"
            if len(self._pages) >= PAGES_KEPT:
                self._pages.clear()
            self._pages[page] = self._preview.page(page * PAGE, PAGE, is_odd_only=self._is_odd_only)
        return self._pages[page][place]


class Remark(QWidget):
    """A sentence about the whole file; the icon of its meaning stands before it, or a dot."""

    def __init__(self, sentence: str, meaning: str) -> None:
        super().__init__()
        mark = label("\N{BULLET}", look="soft")
        if meaning:
            mark.setPixmap(theme.icon(MEANING_ICONS[meaning], meaning).pixmap(16, 16))
        mark.setFixedWidth(16)
        mark.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        text = wrapped(breakable(sentence[:1].upper() + sentence[1:]))
        layout = line(mark, text, gap=8)
        layout.setStretch(1, 1)
        self.setLayout(layout)


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
        for at, width in enumerate((48, 112, 158, 112, 172, 136)):
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
        self._notes.setContentsMargins(0, 0, _BAR, 0)
        self._notes.setSpacing(4)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setWidget(told)
        self._area.setAccessibleName(self.tr("What was put right"))
        head = line(self.counts, self.balance, gap=16)
        head.setStretch(0, 1)
        corrections = line(self.swap, self.flip, self.choose, 0, self.odd_only)
        foot = line(label(self.tr("Nothing has been written yet."), look="soft"), 0, self.leave, self.take)
        layout = column(
            self._name,
            head,
            self._area,
            corrections,
            self.table,
            rule(),
            foot,
            margins=(_MARGIN, 16, _MARGIN, 16),
            gap=12,
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
        meaning = words.balance_meaning(summary.balance.state)
        told = [(sentence, meaning) for sentence in words.proof_sentences(summary.balance)]
        told += [(sentence, "") for sentence in summary.notes]
        room, height = self.width() - 2 * _MARGIN - _BAR, 0
        for sentence, icon in told:
            made = Remark(sentence, icon)
            self._notes.addWidget(made)
            height += made.heightForWidth(room) + self._notes.spacing()
        self._notes.addStretch(1)
        self._area.setVisible(bool(told))
        self._area.setFixedHeight(min(_MOST_TOLD, height))
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
