"""Import: drop files of any kind here; below, every document ever taken in, with its result for ever."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QFrame,
    QHeaderView,
    QLabel,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.core import money
from app.core.queries.rows import ImportRow
from app.ui import kept, reading, reading_items, theme, widgets, words
from app.ui.desk import Desk
from app.ui.items_history import Row, details, file_of, is_mixed, result_of, whose
from app.ui.pages.page import Page
from app.ui.table import RowsModel, Table
from app.ui.widgets import MEANING, Badge, button, column, label, line, rule, wrapped

MOST_PROBLEMS_SHOWN = 200
_RESULT, _CELL_PADDING = 3, 24
LEAST_RESULT, MOST_RESULT = 96, 280
ROWS_MEASURED = 50


class HistoryModel(RowsModel):
    """One row a document."""

    def __init__(self, parent: Any = None) -> None:
        headers = (
            self.tr("Taken in"),
            self.tr("File"),
            self.tr("Wallet or list"),
            self.tr("Result"),
            self.tr("Balances"),
        )
        super().__init__(headers, parent)
        self.rows: Sequence[Any] = ()

    def show(self, rows: Sequence[Row]) -> None:
        """Other rows."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def length(self) -> int:
        """Documents."""
        return len(self.rows)

    def cell(self, row: int, column: int, role: int) -> Any:
        """Texts; undone imports are faint."""
        found = self.rows[row]
        if role == Qt.ItemDataRole.DisplayRole or (role == Qt.ItemDataRole.ToolTipRole and column in (1, 3)):
            return self._text(found, column)
        if role == MEANING and column == 4 and isinstance(found, ImportRow) and not found.is_undone:
            return words.balance_meaning(found.summary.balance.state)
        if role == Qt.ItemDataRole.ForegroundRole and (found.is_undone or column in (0, 2)):
            return theme.current.color("text_faint" if found.is_undone else "text_soft")
        return None

    def _text(self, row: Row, at: int) -> str:
        if at == 4:
            balance = words.balance(row.summary.balance.state) if isinstance(row, ImportRow) else ""
            return self.tr("Undone") if row.is_undone else balance
        return (words.moment(row.recorded_at), file_of(row), whose(row), result_of(row))[at]


class DropTarget(QFrame):
    """Where files are dropped; the button beside does the same by hand."""

    def __init__(self, choose: Any) -> None:
        super().__init__()
        self.setObjectName("drop")
        picture = QLabel()
        picture.setPixmap(theme.icon("drop", "accent").pixmap(32, 32))
        title = label(self.tr("Drop statements and lists here"), step=1, is_bold=True)
        told = label(
            self.tr(
                "Statements (PDF, CSV, Excel), SMS, Daraja answers; lists of invoices, customers, sales or bank "
                "lines. The same file twice changes nothing."
            ),
            look="soft",
        )
        told.setWordWrap(True)
        text = column(0, title, told, 0, gap=0)
        self.choose = button(self.tr("Choose files…"), choose, look="main", icon="open", key="Ctrl+I")
        layout = line(picture, text, self.choose, margins=(24, 16, 24, 16), gap=16)
        layout.setStretch(1, 1)
        self.setLayout(layout)

    def show_over(self, *, is_over: bool) -> None:
        """Files hang over the window."""
        widgets.mark(self, "is_over", "true" if is_over else "false")


class ImportPage(Page):
    """The drop target, the history and the details of the chosen document."""

    name = "import"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, self.tr("Import"))
        self._importing = desk.importing
        self.drop = DropTarget(self.choose_files)
        self.look_first = QCheckBox(self.tr("&Look before importing: show every file first"))
        self.look_first.setChecked(desk.importing.is_looking)
        self.look_first.toggled.connect(desk.importing.look_first)
        self.model = HistoryModel(self)
        self.table = Table(self.tr("Documents taken in"), meaning_at=(4,))
        self.table.setModel(self.model)
        self.table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        for at, width in enumerate((136, 200, 124, 270, 146)):
            self.table.horizontalHeader().resizeSection(at, width)
        self.table.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._show_current())
        self._details = ImportDetails(self.save_original, self.undo)
        self._stack = QStackedWidget()
        self._nothing = widgets.EmptyState(
            "import",
            self.tr("Nothing taken in yet"),
            self.tr(
                "Download a statement from the M-PESA organisation portal, drop it above, and see whether a row is "
                "missing and what is new. Each document stays listed here, with its original bytes."
            ),
        )
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setHandleWidth(8)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(self.table)
        self._splitter.addWidget(self._details)
        self._splitter.setStretchFactor(0, 1)
        self._splitter.setSizes([720, 384])
        self._stack.addWidget(self._nothing)
        self._stack.addWidget(self._splitter)
        layout = column(self.title, self.drop, self.look_first, self._stack, margins=(20, 16, 20, 16), gap=12)
        layout.setStretch(3, 1)
        self.setLayout(layout)

    def main_widget(self) -> QWidget:
        """The history, or the way to begin it."""
        return self.table if self.model.rows else self.drop.choose

    def reload(self) -> None:
        """Fetch the history."""
        book = self.desk.this_book
        self.desk.bridge.read(self, lambda: reading_items.history(book), self._on_history)

    def _on_history(self, rows: tuple[Row, ...]) -> None:
        chosen = self._current()
        self.model.show(rows)
        self._stack.setCurrentWidget(self._splitter if rows else self._nothing)
        at = next((i for i, row in enumerate(rows) if chosen is not None and row.id == chosen.id), 0)
        self.table.setColumnHidden(2, not is_mixed(rows))
        self._make_room(rows)
        if rows:
            newest_is_new = chosen is None or rows[0].id > max(chosen.id, self._newest)
            self.table.selectRow(0 if newest_is_new else at)
            self._newest = rows[0].id
        self._show_current()

    _newest = 0

    def _make_room(self, rows: Sequence[Row]) -> None:
        """Results take what they need, so that the names of files keep the rest."""
        told = self.table.fontMetrics().horizontalAdvance
        wanted = max((told(result_of(row)) for row in rows[:ROWS_MEASURED]), default=0) + _CELL_PADDING
        self.table.horizontalHeader().resizeSection(_RESULT, max(LEAST_RESULT, min(wanted, MOST_RESULT)))

    def _current(self) -> Row | None:
        index = self.table.currentIndex()
        return self.model.rows[index.row()] if index.isValid() and index.row() < len(self.model.rows) else None

    def _show_current(self) -> None:
        self._details.show_import(self._current())

    def choose_files(self) -> None:
        """The file dialog."""
        chosen, _ = QFileDialog.getOpenFileNames(
            self,
            self.tr("Files to take in"),
            kept.text(self.desk.settings, "import/folder"),
            self.tr("Statements and lists (*.pdf *.csv *.xls *.xlsx *.txt *.xml *.json);;All files (*)"),
        )
        if chosen:
            self.desk.settings.setValue("import/folder", str(Path(chosen[0]).parent))
            self._importing.add(Path(name) for name in chosen)

    def show_hovering(self) -> None:
        """Files hang over the window."""
        self.drop.show_over(is_over=True)

    def show_idle(self) -> None:
        """No files hang over the window."""
        self.drop.show_over(is_over=False)

    def save_original(self) -> None:
        """Write the document's bytes somewhere, as they were received."""
        row, book = self._current(), self.desk.this_book
        if row is None:
            return
        place, _ = QFileDialog.getSaveFileName(self, self.tr("Save the original file"), file_of(row))
        if place:
            self.desk.bridge.read(
                self,
                lambda: reading.save_original(book, row.document_id, Path(place)),
                lambda saved: self.desk.notice(self.tr("Saved the original as {0}").format(saved)),
            )

    def undo(self) -> None:
        """Take the chosen import back."""
        row = self._current()
        if row is not None and not row.is_undone:
            undo = self._importing.undo if isinstance(row, ImportRow) else self._importing.undo_lists
            undo([row.id])


class ImportDetails(QFrame):
    """What one document brought, what its balances prove, and its problems row by row."""

    def __init__(self, save: Any, undo: Any) -> None:
        super().__init__()
        self.setObjectName("drawer")
        self.setMinimumWidth(384)
        self.setAccessibleName(self.tr("Details of the document"))
        self._name = wrapped()
        self._name.setFont(theme.current.font(is_bold=True))
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setAccessibleName(self.tr("Details of the document"))
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.save = button(self.tr("Save original…"), save, icon="download")
        self.undo = button(self.tr("Undo this import"), undo, icon="undo")
        foot = line(self.save, self.undo, 0, margins=(16, 10, 16, 12))
        head = column(self._name, margins=(16, 12, 16, 10))
        self.setLayout(column(head, rule(), self._area, rule(), foot, margins=(1, 1, 1, 1), gap=0))

    def show_import(self, row: Row | None) -> None:
        """Fill in; nothing chosen shows nothing."""
        self.save.setEnabled(row is not None)
        self.undo.setEnabled(row is not None and not row.is_undone)
        self._name.setText(widgets.breakable(file_of(row)) if row else "")
        body = QWidget()
        if row is not None:
            made = QVBoxLayout(body)
            made.setContentsMargins(16, 12, 16, 12)
            made.setSpacing(8)
            for part in self._parts(row):
                made.addWidget(part)
            made.addStretch(1)
        self._area.setWidget(body)

    def _parts(self, row: Row) -> list[QWidget]:
        if isinstance(row, ImportRow):
            return [*self._facts(row), *self._proof(row), *self._problems(row)]
        return details(row)

    def _facts(self, row: ImportRow) -> list[QWidget]:
        s = row.summary
        period = f"{words.exact(s.starts_at)} – {words.exact(s.ends_at)}" if s.starts_at and s.ends_at else ""
        facts = (
            (self.tr("Wallet"), str(row.wallet)),
            (self.tr("Period"), period),
            (self.tr("Kind"), words.document_kind(s.kind)),
            (self.tr("Taken in"), f"{words.moment(row.recorded_at)} · {row.actor} · {words.size(row.size)}"),
            (self.tr("Result"), words.result(s)),
        )
        made = []
        for caption, text in facts:
            if text:
                box = QWidget()
                layout = column(label(caption, look="small"), wrapped(text), gap=0)
                box.setLayout(layout)
                made.append(box)
        return made

    def _proof(self, row: ImportRow) -> list[QWidget]:
        proof = row.summary.balance
        made: list[QWidget] = [rule(), Badge(words.balance(proof.state), words.balance_meaning(proof.state))]
        if proof.opening_cents is not None and proof.closing_cents is not None:
            opening, closing = money.shown(proof.opening_cents), money.shown(proof.closing_cents)
            made.append(wrapped(self.tr("Opening {0} · closing {1}").format(opening, closing), look="small"))
        made += [wrapped(sentence) for sentence in words.proof_sentences(proof)]
        if proof.breaks:
            made.append(
                wrapped(self.tr("Download that window again and take it in too; it fills the hole."), look="small")
            )
        return made

    def _problems(self, row: ImportRow) -> list[QWidget]:
        problems = row.summary.problems
        notes = row.summary.notes
        made: list[QWidget] = [rule(), label(self.tr("About the whole file"), is_bold=True)] if notes else []
        made += [wrapped(note) for note in notes]
        if not problems:
            return made
        made += [rule(), label(self.tr("Problems, row by row"), is_bold=True)]
        for problem in problems[:MOST_PROBLEMS_SHOWN]:
            where = self.tr("Row {0}").format(problem.line) + (f" · {problem.receipt}" if problem.receipt else "")
            box = QWidget()
            box.setLayout(column(label(where, look="small"), wrapped(problem.reason), gap=0))
            made.append(box)
        if len(problems) > MOST_PROBLEMS_SHOWN:
            more = len(problems) - MOST_PROBLEMS_SHOWN
            made.append(label(self.tr("and {0} more").format(words.count(more)), look="small"))
        return made
