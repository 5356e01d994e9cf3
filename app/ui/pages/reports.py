"""Reports: the day's sheet as it will print, on screen first; then paper, PDF or Excel."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QKeySequence, QPageLayout, QPageSize, QPainter, QShortcut
from PySide6.QtWidgets import QDialog, QFileDialog, QStackedWidget, QWidget

from app.core.queries.rows import WalletRow
from app.ui import pdf, reading, words
from app.ui.desk import Desk
from app.ui.pages.page import Page
from app.ui.pickers import Picker
from app.ui.preview import Preview, image_of
from app.ui.widgets import EmptyState, button, column, label, line

RECEIVING = ("Utility", "Merchant", "Personal", "Pochi")
PRINT_DPI = 300


class ReportsPage(Page):
    """The daily sheet of one wallet and day."""

    name = "reports"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, self.tr("Daily sheet"))
        self.preview = Preview(desk)
        self._what = label(look="soft")
        self.wallet = Picker(self.tr("Wallet of the sheet"))
        self.wallet.setMinimumWidth(180)
        self.wallet.activated.connect(lambda at: self._choose_wallet(int(self.wallet.itemData(at))))
        self._buttons = [
            button(self.tr("Save Excel…"), self.save_xlsx, icon="excel", key="Ctrl+Shift+E"),
            button(self.tr("Save PDF…"), self.save_pdf, icon="pdf", key="Ctrl+Shift+P"),
            button(self.tr("Print…"), self.print, look="main", icon="print", key="Ctrl+P"),
        ]
        self._zooms = [
            self._zoom("zoom_out", self.tr("Smaller (Ctrl+-)"), lambda: self.preview.step(-1)),
            self._zoom("zoom_in", self.tr("Larger (Ctrl++)"), lambda: self.preview.step(1)),
        ]
        self._zooms.append(button(self.tr("Fit"), self.preview.fit, look="quiet", key="Ctrl+0"))
        for keys, do in (
            ("Ctrl+-", lambda: self.preview.step(-1)),
            ("Ctrl++", lambda: self.preview.step(1)),
            ("Ctrl+0", self.preview.fit),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(do)
        self._go = button(self.tr("Go to Import"), lambda: desk.go("import"), look="main", icon="import")
        self._empty = EmptyState(
            "reports",
            self.tr("No wallet to report on yet"),
            self.tr("Take in a statement; its wallet gets a sheet for each day."),
            self._go,
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self.preview)
        self._stack.addWidget(self._empty)
        head = line(self.title, 8, self.wallet, 4, self._what, 0, *self._zooms, 8, *self._buttons)
        self.setLayout(column(head, self._stack, margins=(20, 16, 20, 16), gap=12))
        self._sheet: Any = None
        self._waiting: Callable[[], object] | None = None
        self._asked = 0
        desk.scoped.connect(self.mark_stale)
        desk.overviewed.connect(self.mark_stale)

    def _zoom(self, icon: str, name: str, do: Any) -> Any:
        made = button("", do, look="quiet", icon=icon)
        made.setAccessibleName(name)
        made.setToolTip(name)
        return made

    # ---------------------------------------------------------------- loading
    def chosen_wallet(self) -> WalletRow | None:
        """The wallet picked above; where that says "all", the first that receives money."""
        wallets = self.desk.overview.wallets
        for wallet in wallets:
            if wallet.id in (self.desk.wallet_id, self._picked):
                return wallet
        lively = [w for w in wallets if w.last_row_at is not None and w.key.ledger in RECEIVING]
        return next(iter(lively or list(wallets)), None)

    _picked: int | None = None

    def _choose_wallet(self, wallet_id: int) -> None:
        self._picked = wallet_id
        if self.desk.wallet_id is not None:
            self.desk.choose_wallet(wallet_id)
        else:
            self.mark_stale()

    def _fill_wallets(self, chosen: WalletRow | None) -> None:
        self.wallet.clear()
        for wallet in self.desk.overview.wallets:
            self.wallet.addItem(str(wallet.key), wallet.id)
        if chosen is not None:
            self.wallet.setCurrentIndex(self.wallet.findData(chosen.id))

    def main_widget(self) -> QWidget:
        """The preview takes the arrows; where there is none yet, the way to it."""
        return self.preview if self.chosen_wallet() else self._go

    def reload(self) -> None:
        """Make the sheet anew."""
        wallet, book, on = self.chosen_wallet(), self.desk.this_book, self.desk.on
        self._fill_wallets(wallet)
        self._stack.setCurrentWidget(self.preview if wallet else self._empty)
        for one in (*self._buttons, *self._zooms, self.wallet):
            one.setVisible(wallet is not None)
        if wallet is None:
            self._what.setText("")
            return
        self._what.setText(words.full_day(on))
        self._sheet = None
        self._asked += 1
        asked, wallet_id = self._asked, wallet.id
        self.desk.bridge.read(
            self,
            lambda: _sheet_and_pdf(book, on, wallet_id),
            lambda found: self._on_sheet(asked, found),
        )

    def _on_sheet(self, asked: int, found: tuple[Any, bytes, tuple[tuple[float, float], ...]]) -> None:
        if asked == self._asked:
            self._sheet = found[0]
            self.preview.show_pdf(*found[1:])
            waiting, self._waiting = self._waiting, None
            if waiting is not None:
                waiting()

    # ---------------------------------------------------------------- handing out
    def save_pdf(self) -> None:
        """The whole sheet as PDF, every row of its lists."""
        self._save("pdf", self.tr("PDF (*.pdf)"), reading.write_pdf)

    def save_xlsx(self) -> None:
        """The workbook twin of the sheet."""
        self._save("xlsx", self.tr("Excel (*.xlsx)"), reading.write_xlsx)

    def _save(self, suffix: str, kinds: str, write: Any) -> None:
        if self._sheet is None:
            self._waiting = lambda: self._save(suffix, kinds, write)
            return
        name = f"{self._file_stem()}.{suffix}"
        folder = str(self.desk.settings.value("reports/folder", "") or Path.home())
        place, _ = QFileDialog.getSaveFileName(self, self.tr("Save the daily sheet"), str(Path(folder) / name), kinds)
        if place:
            self.desk.settings.setValue("reports/folder", str(Path(place).parent))
            self.save_to(Path(place).with_suffix(f".{suffix}"), write)

    def save_to(self, place: Path, write: Any) -> None:
        """Write in a worker and say where."""
        sheet = self._sheet
        self.desk.bridge.job(
            self,
            lambda: write(sheet, place),
            lambda _: self.desk.notice(self.tr("Saved {0}").format(place)),
        )

    def _file_stem(self) -> str:
        wallet, on = self.chosen_wallet(), self.desk.on
        return f"Daily {wallet.key if wallet else ''} {on:%Y-%m-%d}"

    def print(self) -> None:
        """Draw all pages for a printer in a worker, then show the print preview."""
        if self._sheet is None:
            self._waiting = self.print
        else:
            content = self.preview.sheets.content
            self.desk.notice(self.tr("Preparing the pages …"))
            self.desk.bridge.job(self, lambda: pdf.draw_all(content, dots_an_inch=PRINT_DPI), self._show_print)

    def _show_print(self, pictures: list[pdf.Picture]) -> None:
        dialog = print_dialog(pictures, self)
        dialog.setWindowTitle(self.tr("Print the daily sheet"))
        dialog.resize(960, 680)
        dialog.open()


def print_dialog(pictures: list[pdf.Picture], parent: Any) -> QDialog:
    """Qt's print preview over finished pictures of the pages."""
    from PySide6.QtPrintSupport import QPrinter, QPrintPreviewDialog

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setFullPage(True)
    first = pictures[0]
    is_wide = first.width > first.height
    printer.setPageOrientation(QPageLayout.Orientation.Landscape if is_wide else QPageLayout.Orientation.Portrait)
    dialog = QPrintPreviewDialog(printer, parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.paintRequested.connect(lambda to, _kept=printer: paint_pages(to, pictures))
    return dialog


def paint_pages(printer: Any, pictures: list[pdf.Picture]) -> None:
    """Each picture on a page of its own, as large as the paper allows, turned as the page is."""
    painter = QPainter()
    for number, picture in enumerate(pictures):
        is_wide = picture.width > picture.height
        printer.setPageOrientation(QPageLayout.Orientation.Landscape if is_wide else QPageLayout.Orientation.Portrait)
        if number == 0:
            painter.begin(printer)
        else:
            printer.newPage()
        paper = QRectF(printer.pageLayout().fullRectPixels(printer.resolution()))
        factor = min(paper.width() / picture.width, paper.height() / picture.height)
        painter.drawImage(QRectF(0, 0, picture.width * factor, picture.height * factor), image_of(picture))
    painter.end()


def _sheet_and_pdf(book: Any, on: date, wallet_id: int) -> tuple[Any, bytes, tuple[tuple[float, float], ...]]:
    """In a worker: the figures, and the very file that would be saved."""
    sheet = reading.daily_sheet(book, on, wallet_id)
    content = reading.pdf_bytes(sheet)
    return sheet, content, pdf.page_sizes(content)
