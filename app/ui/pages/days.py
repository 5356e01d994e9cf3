"""Days: a month of tiles. Proven, open, has holes, no data; Enter goes to the day's sheet."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QLabel,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from app.core import clock, money
from app.core.queries.rows import DayState, DayTile
from app.ui import reading, reading_days, theme, words
from app.ui.desk import Desk
from app.ui.pages.page import Page
from app.ui.table import Index, RowsModel
from app.ui.widgets import button, column, label, line

if TYPE_CHECKING:
    from app.core.queries.seals import Seal
    from app.ui.reading_days import DayToClose

TILE = Qt.ItemDataRole.UserRole
_MEANING = {DayState.PROVEN: "proven", DayState.OPEN: "attention", DayState.HOLES: "conflict", DayState.EMPTY: ""}


class MonthModel(RowsModel):
    """The weeks of a month, from the Monday on or before the first."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__([self.tr(name) for name in "Mon Tue Wed Thu Fri Sat Sun".split()], parent)
        self.first = date(2026, 1, 1)
        self.month = 1
        self._weeks = 5
        self._tiles: dict[date, DayTile] = {}

    def show(self, year: int, month: int, tiles: Sequence[DayTile]) -> None:
        """Another month."""
        self.beginResetModel()
        start = date(year, month, 1)
        self.first, self.month = start - timedelta(days=start.weekday()), month
        self._tiles = {tile.on: tile for tile in tiles}
        days = calendar.monthrange(year, month)[1]
        self._weeks = (start.weekday() + days + 6) // 7
        self.endResetModel()

    def day_at(self, index: Index) -> date:
        """The day of a cell."""
        return self._day(index.row(), index.column())

    def _day(self, week: int, weekday: int) -> date:
        return self.first + timedelta(days=7 * week + weekday)

    def index_of(self, on: date) -> QModelIndex:
        """The cell of a day of the month shown."""
        away = (on - self.first).days
        return self.index(away // 7, away % 7)

    def length(self) -> int:
        """Weeks."""
        return self._weeks

    def cell(self, row: int, column: int, role: int) -> Any:
        """The tile, and what a screen reader says of it."""
        on = self._day(row, column)
        tile = self._tiles.get(on)
        if role == TILE:
            return tile
        if role == Qt.ItemDataRole.AccessibleTextRole or (role == Qt.ItemDataRole.ToolTipRole and tile and tile.n):
            return _spoken(on, tile)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Days of the neighbouring months are not for choosing."""
        if index.isValid() and self.day_at(index).month != self.month:
            return Qt.ItemFlag.NoItemFlags
        return super().flags(index)


def _spoken(on: date, tile: DayTile | None) -> str:
    if tile is None or not tile.n:
        return f"{words.day(on)}: {words.day_state(tile.state) if tile else words.day_state(DayState.EMPTY)}"
    return (
        f"{words.day(on)}: {words.day_state(tile.state)}, {words.count(tile.n)} rows, "
        f"in {money.shown(tile.in_cents)}, out {money.shown(-tile.out_cents)}"
        + (f", {tile.conflicts} conflicts" if tile.conflicts else "")
        + (f", {words.day_closed(tile.closed)}" if tile.closed else "")
    )


class TileDelegate(QStyledItemDelegate):
    """Paints a day: its number, its state in a word and an icon, money in and out."""

    def __init__(self, desk: Desk, parent: Any) -> None:
        super().__init__(parent)
        self._desk = desk

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One tile."""
        model = index.model()
        assert isinstance(model, MonthModel)
        on, tile = model.day_at(index), index.data(TILE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = option.rect.adjusted(3, 3, -3, -3)
        is_here = on.month == model.month
        if is_here:
            self._ground(painter, box, option, tile)
            self._number(painter, box, on, tile)
            if tile is not None and tile.n:
                self._money(painter, box, tile)
        painter.restore()

    def _ground(self, painter: QPainter, box: QRect, option: QStyleOptionViewItem, tile: DayTile | None) -> None:
        dress = theme.current
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        has_focus = is_chosen and option.widget is not None and option.widget.hasFocus()
        is_over = bool(option.state & QStyle.StateFlag.State_MouseOver)
        ground = "hover" if is_over else "surface" if tile is not None and tile.n else "window"
        edge = dress.color("focus" if is_chosen else "line")
        painter.setPen(QPen(edge, 2 if has_focus or is_chosen else 1))
        painter.setBrush(dress.color(ground))
        painter.drawRoundedRect(box, 8, 8)

    def _number(self, painter: QPainter, box: QRect, on: date, tile: DayTile | None) -> None:
        dress = theme.current
        is_today = on == clock.wall(clock.now()).date()
        painter.setFont(dress.font(1 if box.height() > 70 else 0, is_bold=True))
        has_rows = tile is not None and tile.n > 0
        painter.setPen(dress.color("accent" if is_today else "text" if has_rows else "text_faint"))
        head = box.adjusted(12, 6, -10, -6)
        painter.drawText(head, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft, str(on.day))
        meaning, sign, told = self._state(tile)
        if not meaning:
            return
        painter.setFont(dress.font(-1, is_bold=True))
        painter.setPen(dress.color(meaning))
        width = painter.fontMetrics().horizontalAdvance(told)
        icon = QRect(head.right() - width - 20, head.top() + 2, 16, 16)
        room = box.width() > width + 64
        theme.icon(sign, meaning).paint(painter, icon if room else QRect(head.right() - 16, head.top() + 2, 16, 16))
        if room:
            painter.drawText(head.adjusted(0, 1, 0, 0), Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight, told)

    def _state(self, tile: DayTile | None) -> tuple[str, str, str]:
        """Meaning, sign and words of a day: the worst there is to say of it, then whether it is closed."""
        if tile is None:
            return "", "", ""
        if tile.conflicts:
            word = self.tr("conflict" if tile.conflicts == 1 else "conflicts")
            return "conflict", "conflict", f"{tile.conflicts} {word}"
        meaning = _MEANING[tile.state]
        if tile.closed == "sealed" and meaning in ("proven", ""):
            return "proven", "sealed", words.day_closed(tile.closed)
        if tile.closed and meaning != "conflict":
            return "attention", "sealed" if tile.closed == "sealed" else "undo", words.day_closed(tile.closed)
        return meaning, meaning, words.day_state(tile.state)

    def _money(self, painter: QPainter, box: QRect, tile: DayTile) -> None:
        dress = theme.current
        painter.setFont(dress.font(-1))
        step = painter.fontMetrics().height()
        foot = box.adjusted(12, 0, -10, -8)
        lines = [
            (self.tr("In"), money.shown(tile.in_cents), "text"),
            (self.tr("Out"), money.shown(-tile.out_cents) if tile.out_cents else "", "text_soft"),
        ]
        if box.height() > 4 * step + 24:
            lines.insert(0, (self.tr("Rows"), words.count(tile.n), "text_soft"))
        top = foot.bottom() - step * len(lines)
        for at, (name, amount, token) in enumerate(lines):
            row = QRect(foot.left(), top + at * step, foot.width(), step)
            painter.setPen(dress.color("text_faint"))
            painter.drawText(row, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, name if amount else "")
            painter.setPen(dress.color(token))
            painter.drawText(row, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, amount)


class Calendar(QTableView):
    """Seven columns that fill the page; arrows move by a day, Enter opens it."""

    opened = Signal(QModelIndex)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setObjectName("calendar")
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setSectionsClickable(False)
        self.clicked.connect(self.opened)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the day."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)


class DaysPage(Page):
    """The calendar of one wallet, or of all."""

    name = "days"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, self.tr("Days"))
        self.model = MonthModel(self)
        self.calendar = Calendar(self.tr("Days of the month"))
        self.calendar.setModel(self.model)
        self.calendar.setItemDelegate(TileDelegate(desk, self.calendar))
        self.calendar.opened.connect(self._open)
        self._month = label(step=1, is_bold=True)
        self._month.setMinimumWidth(168)
        self._month.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._totals = label(look="soft")
        before = button("", lambda: self._step(-1), look="quiet", icon="left")
        after = button("", lambda: self._step(1), look="quiet", icon="right")
        before.setAccessibleName(self.tr("Month before"))
        after.setAccessibleName(self.tr("Month after"))
        before.setToolTip(self.tr("Month before"))
        after.setToolTip(self.tr("Month after"))
        self.close_button = button(self.tr("Close the day…"), self.close_day, icon="sealed", key="F10")
        head = line(self.title, 16, before, self._month, after, 16, self._totals, 0, self.close_button)
        layout = column(head, self.calendar, self._legend(), margins=(20, 16, 20, 12), gap=12)
        layout.setStretch(1, 1)
        self.setLayout(layout)
        desk.scoped.connect(self.mark_stale)

    def _legend(self) -> QFrame:
        box = QFrame()
        told = (
            ("proven", self.tr("Proven: statements cover the whole day and the balances add up")),
            ("attention", self.tr("Open: not covered to its end, or without balances")),
            ("conflict", self.tr("Has holes: money is missing between two rows")),
            ("sealed", self.tr("Closed")),
        )
        parts: list[Any] = []
        for sign, text in told:
            icon = QLabel()
            icon.setPixmap(theme.icon(sign, "proven" if sign == "sealed" else sign).pixmap(16, 16))
            parts += [icon, label(text, look="small"), 16]
        box.setLayout(line(*parts, 0, gap=6))
        return box

    def main_widget(self) -> QWidget:
        """The calendar."""
        return self.calendar

    def reload(self) -> None:
        """Fetch the chosen day's month."""
        book, on, wallet_id = self.desk.this_book, self.desk.on, self.desk.wallet_id
        self.desk.bridge.read(
            self,
            lambda: reading.day_tiles(book, on.year, on.month, wallet_id),
            lambda tiles: self._show(on, tiles),
        )

    def _show(self, on: date, tiles: Sequence[DayTile]) -> None:
        self.model.show(on.year, on.month, tiles)
        self._month.setText(words.month(on.year, on.month))
        self.calendar.setCurrentIndex(self.model.index_of(on))
        is_closed = any(tile.on == on and tile.closed == "sealed" for tile in tiles)
        text = self.tr("Open the day again…") if is_closed else self.tr("Close the day…")
        self.close_button.setText(f" {text}")
        n, into, out = sum(t.n for t in tiles), sum(t.in_cents for t in tiles), sum(t.out_cents for t in tiles)
        if n:
            told = self.tr("{0} rows · in {1} · out {2}")
            self._totals.setText(told.format(words.count(n), money.shown(into), money.shown(-out)))
        else:
            self._totals.setText(self.tr("Nothing in this month: take in its statement, or look at another month"))

    def _step(self, months: int) -> None:
        on = self.desk.on
        at = on.year * 12 + on.month - 1 + months
        year, month = divmod(at, 12)
        self.desk.choose_day(date(year, month + 1, min(on.day, 28)))

    # ---------------------------------------------------------------- F10
    def close_day(self) -> None:
        """The checklist of the chosen day; where it is closed, the way to open it again."""
        book, on = self.desk.this_book, self.desk.on
        self.desk.bridge.read(self, lambda: reading_days.day_to_close(book, on), self._ask)

    def _ask(self, day: DayToClose) -> None:
        from app.ui.close_dialog import CloseDay, OpenAgain

        if day.seal is None:
            asked = CloseDay(self.window(), day)
            asked.closing.connect(lambda: self._close(day.on))
            asked.open()
        else:
            again = OpenAgain(self.window(), day)
            again.opening.connect(lambda why: self._reopen(day.on, why))
            again.open()

    def _close(self, on: date) -> None:
        book = self.desk.this_book

        def on_done(seal: Seal) -> None:
            self.desk.notice(self.tr("{0} is closed with the seal {1}.").format(words.day(on), seal.mark))
            self.desk.book_changed()

        self.desk.bridge.job(self, lambda: reading_days.close_day(book, on), on_done, self._on_error)

    def _reopen(self, on: date, why: str) -> None:
        book = self.desk.this_book

        def on_done(_: None) -> None:
            self.desk.notice(self.tr("{0} is open again.").format(words.day(on)), meaning="attention")
            self.desk.book_changed()

        self.desk.bridge.job(self, lambda: reading_days.reopen_day(book, on, why), on_done, self._on_error)

    def _on_error(self, error: Exception) -> None:
        self.desk.notice(words.error(error), meaning="conflict")

    def _open(self, index: QModelIndex) -> None:
        if index.flags() & Qt.ItemFlag.ItemIsEnabled:
            self.desk.choose_day(self.model.day_at(index))
            self.desk.go("reports")
