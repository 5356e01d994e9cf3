"""The window's frame: rail, top bar, pages, notices, status line, menus and keys."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtGui import (
    QAction,
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QKeySequence,
    QResizeEvent,
)
from PySide6.QtWidgets import QDialog, QMainWindow, QStackedWidget, QWidget

from app.core import clock
from app.core.statement import WalletKey
from app.ui import kept, theme
from app.ui.desk import Desk
from app.ui.pages.days import DaysPage
from app.ui.pages.imports import ImportPage
from app.ui.pages.page import Page
from app.ui.pages.reports import ReportsPage
from app.ui.pages.settings import SettingsPage
from app.ui.pages.start import AskWallet, StartPage
from app.ui.pages.transactions import TransactionsPage
from app.ui.palette import Palette
from app.ui.rail import PAGES, Rail
from app.ui.status import NoticeStrip, StatusLine
from app.ui.top_bar import TopBar
from app.ui.widgets import column, line


class Frame(QMainWindow):
    """The one window."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.setWindowTitle("MpesaBooks")
        self.setWindowIcon(theme.icon("app"))
        self.setAcceptDrops(True)
        self.setMinimumSize(960, 600)
        self.importing = desk.importing
        self.importing.choose_wallet = self._ask_wallet
        self.start = StartPage(desk)
        self.pages: dict[str, Page] = {
            "import": ImportPage(desk, self.importing),
            "transactions": TransactionsPage(desk),
            "days": DaysPage(desk),
            "reports": ReportsPage(desk),
            "settings": SettingsPage(desk),
        }
        self.stack = QStackedWidget()
        self.stack.setObjectName("pages")
        for page in (self.start, *self.pages.values()):
            self.stack.addWidget(page)
        self.menu_actions: list[QAction] = []
        self.rail = Rail(self.show_page)
        self.top = TopBar(desk, self.open_palette)
        self.notices, self.status = NoticeStrip(desk), StatusLine(desk)
        right = QWidget()
        stacked = column(self.top, self.stack, self.notices, self.status, gap=0)
        stacked.setStretch(1, 1)
        right.setLayout(stacked)
        body = QWidget()
        whole = line(self.rail, right, gap=0)
        whole.setStretch(1, 1)
        body.setLayout(whole)
        self.setCentralWidget(body)
        self._make_menus()
        self.palette_box = Palette(desk, body, lambda: self.menu_actions)
        desk.opened.connect(self._on_opened)
        desk.overviewed.connect(self._on_overview)
        desk.wanted.connect(self._on_wanted)
        self._restore(desk.settings)
        self._on_opened()

    # ---------------------------------------------------------------- menus
    def _make_menus(self) -> None:
        file = self.menuBar().addMenu(self.tr("&File"))
        self._action(file, self.tr("&New company file…"), "Ctrl+N", self.start.make_new)
        self._action(file, self.tr("&Open company file…"), "Ctrl+O", self.start.choose)
        self._action(file, self.tr("Open the &sample company"), "", self.start.make_sample)
        file.addSeparator()
        self._action(file, self.tr("&Import files…"), "Ctrl+I", self._import_files, needs_book=True)
        self._action(file, self.tr("&Close company file"), "", self._close_book, needs_book=True)
        file.addSeparator()
        self._action(file, self.tr("&Quit"), "Ctrl+Q", self.close)
        edit = self.menuBar().addMenu(self.tr("&Edit"))
        self._action(edit, self.tr("&Undo what the notice tells"), "Ctrl+Z", self._undo, needs_book=True)
        self._action(edit, self.tr("&Filter the transactions"), "Ctrl+Shift+F", self._filter, needs_book=True)
        self._action(edit, self.tr("Find &anything"), "Ctrl+K", self.open_palette)
        go = self.menuBar().addMenu(self.tr("&Go"))
        for number, name in enumerate(PAGES, 1):
            text = self.tr("Page: {0}").format(self.pages[name].title.text())
            self._action(go, text, f"Ctrl+{number}", partial(self.show_page, name), needs_book=name != "settings")
        go.addSeparator()
        self._action(go, self.tr("&Today"), "Ctrl+Home", self._today, needs_book=True)
        self._action(go, self.tr("Day &before"), "Alt+Left", lambda: self.desk.step_day(-1), needs_book=True)
        self._action(go, self.tr("Day &after"), "Alt+Right", lambda: self.desk.step_day(1), needs_book=True)
        report = self.menuBar().addMenu(self.tr("&Report"))
        reports = self.pages["reports"]
        assert isinstance(reports, ReportsPage)
        self._action(
            report, self.tr("&Print the daily sheet…"), "Ctrl+P", lambda: self._report(reports.print), needs_book=True
        )
        self._action(
            report,
            self.tr("Save the daily sheet as P&DF…"),
            "Ctrl+Shift+P",
            lambda: self._report(reports.save_pdf),
            needs_book=True,
        )
        self._action(
            report,
            self.tr("Save the daily sheet as &Excel…"),
            "Ctrl+Shift+E",
            lambda: self._report(reports.save_xlsx),
            needs_book=True,
        )
        view = self.menuBar().addMenu(self.tr("&View"))
        settings = self.pages["settings"]
        assert isinstance(settings, SettingsPage)
        self._action(view, self.tr("&Light or dark"), "Ctrl+Shift+D", settings.toggle_theme)
        self._action(view, self.tr("Text &larger"), "Ctrl+Shift+=", lambda: settings.step_text(1))
        self._action(view, self.tr("Text &smaller"), "Ctrl+Shift+-", lambda: settings.step_text(-1))

    def _action(self, menu, text: str, key: str, do: Callable[[], object], *, needs_book: bool = False) -> None:
        action = QAction(text, self)
        if key:
            action.setShortcut(QKeySequence(key))
        action.setData(needs_book)
        action.triggered.connect(lambda _=False: do())
        menu.addAction(action)
        self.menu_actions.append(action)

    # ---------------------------------------------------------------- pages
    def show_page(self, name: str) -> None:
        """Show a page by its name."""
        if self.desk.book is None and name != "settings":
            self.stack.setCurrentWidget(self.start)
            self.rail.choose("")
            self.start.new.setFocus()
            return
        self.stack.setCurrentWidget(self.pages[name])
        self.rail.choose(name)
        self.page_name = name
        self.pages[name].main_widget().setFocus()

    page_name = "import"

    def open_palette(self) -> None:
        """Ctrl+K."""
        self.palette_box.open()

    def _on_wanted(self, name: str, what: object) -> None:
        self.show_page(name)
        if what is not None:
            self.pages[name].show_what(what)

    def _on_opened(self) -> None:
        has_book = self.desk.book is not None
        self.start.refresh()
        if self.desk.is_opening:
            self.start.say(self.tr("Opening the book …"))
        for action in self.menu_actions:
            action.setEnabled(has_book or not action.data())
        self.top.setVisible(has_book)
        self.rail.enable(has_book=has_book)
        self.show_page(self.page_name if has_book else "start")
        self._on_overview()

    def _on_overview(self) -> None:
        business = self.desk.overview.business if self.desk.book is not None else ""
        self.setWindowTitle(f"{business} — MpesaBooks" if business else "MpesaBooks")
        attention = self.desk.overview.attention
        self.rail.show_business(business)
        self.rail.show_count("transactions", attention.conflicts if business else 0)
        self.rail.show_count("import", attention.broken_imports if business else 0)

    # ---------------------------------------------------------------- doing
    def _import_files(self) -> None:
        self.show_page("import")
        page = self.pages["import"]
        assert isinstance(page, ImportPage)
        page.choose_files()

    def _ask_wallet(self, file: str) -> WalletKey | None:
        dialog = AskWallet(self, file=file, known=[w.key for w in self.desk.overview.wallets])
        return dialog.wallet() if dialog.exec() == QDialog.DialogCode.Accepted else None

    def _close_book(self) -> None:
        if self.desk.task is None:
            self.desk.close_book()
            self.desk.opened.emit()

    def _undo(self) -> None:
        if self.notices.shown is not None and self.notices.shown.undo is not None:
            self.notices.undo.click()

    def _filter(self) -> None:
        self.show_page("transactions")
        page = self.pages["transactions"]
        assert isinstance(page, TransactionsPage)
        page.focus_filter()

    def _today(self) -> None:
        self.desk.choose_day(clock.wall(clock.now()).date())

    def _report(self, do: Callable[[], object]) -> None:
        self.show_page("reports")
        do()

    # ---------------------------------------------------------------- files dropped anywhere
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files over the window: show where they will go."""
        if event.mimeData().hasUrls() and self.desk.book is not None:
            event.acceptProposedAction()
            self.show_page("import")
            self._hover(is_over=True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Not here after all."""
        self._hover(is_over=False)
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Take them in."""
        self._hover(is_over=False)
        self.importing.add(Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile())
        event.acceptProposedAction()

    def _hover(self, *, is_over: bool) -> None:
        page = self.pages["import"]
        assert isinstance(page, ImportPage)
        page.drop.show_over(is_over=is_over)

    # ---------------------------------------------------------------- remembered
    def _restore(self, settings: QSettings) -> None:
        geometry = kept.state(settings, "window/geometry")
        if geometry:
            self.restoreGeometry(geometry)
        else:
            self.resize(1280, 760)
        name = kept.text(settings, "window/page", "import")
        self.page_name = name if name in self.pages else "import"
        for page in self.pages.values():
            if hasattr(page, "restore"):
                page.restore(settings)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember how the window was left; there is nothing to save."""
        self.save_state()
        self.desk.close()
        super().closeEvent(event)

    def save_state(self) -> None:
        """Page, geometry, columns and filter, for the next time."""
        settings = self.desk.settings
        settings.setValue("window/geometry", self.saveGeometry())
        settings.setValue("window/page", self.page_name)
        for page in self.pages.values():
            if hasattr(page, "save"):
                page.save(settings)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The palette stays in the middle."""
        super().resizeEvent(event)
        if self.palette_box.isVisible():
            self.palette_box.open()
