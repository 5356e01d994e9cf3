"""The window's frame: rail, top bar, pages, notices, status line, menus and keys."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

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
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from app.core import clock
from app.ui import kept, queue_keys, reading_queue, theme
from app.ui.desk import Desk
from app.ui.pages.making import Pages
from app.ui.rail import PAGES, Rail
from app.ui.status import StatusLine
from app.ui.widgets import column, line
from app.ui.work import Notice

if TYPE_CHECKING:
    from app.core.statement import WalletKey
    from app.ui.notices import NoticeStrip
    from app.ui.palette import Palette
    from app.ui.top_bar import TopBar


class Frame(QMainWindow):
    """The one window. What the first paint does not show (top bar, notices, palette, pages) is made when wanted."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.setWindowTitle("MpesaBooks")
        self.setWindowIcon(theme.icon("app"))
        self.setAcceptDrops(True)
        self.setMinimumSize(960, 600)
        self.importing = desk.importing
        self.importing.choose_wallet = self._ask_wallet
        self.stack = QStackedWidget()
        self.stack.setObjectName("pages")
        self.pages = Pages(desk, self.stack.addWidget)
        self.menu_actions: list[QAction] = []
        self.rail = Rail(self.show_page)
        self.status = StatusLine(desk)
        right = QWidget()
        self._stacked = column(self.stack, self.status, gap=0)
        self._stacked.setStretch(0, 1)
        right.setLayout(self._stacked)
        self._body = QWidget()
        whole = line(self.rail, right, gap=0)
        whole.setStretch(1, 1)
        self._body.setLayout(whole)
        self.setCentralWidget(self._body)
        self._make_menus()
        desk.noticed.connect(self._on_noticed)
        desk.opened.connect(self._on_opened)
        desk.overviewed.connect(self._on_overview)
        desk.wanted.connect(self._on_wanted)
        self._restore(desk.settings)
        self._on_opened()

    # ---------------------------------------------------------------- made when wanted
    @cached_property
    def top(self) -> TopBar:
        """Wallet, day and search, above the page."""
        from app.ui.top_bar import TopBar

        made = TopBar(self.desk, self.open_palette)
        self._stacked.insertWidget(0, made)
        return made

    @cached_property
    def notices(self) -> NoticeStrip:
        """The strip above the status line."""
        from app.ui.notices import NoticeStrip

        made = NoticeStrip()
        self._stacked.insertWidget(self._stacked.indexOf(self.status), made)
        return made

    @cached_property
    def palette_box(self) -> Palette:
        """What Ctrl+K opens."""
        from app.ui.palette import Palette

        return Palette(self.desk, self._body, lambda: self.menu_actions)

    def make_ready(self) -> None:
        """Make what an open book will show, while a worker still opens it."""
        self.top.hide()
        self.pages[self.page_name]

    def _has_made(self, name: str) -> bool:
        return name in self.__dict__

    # ---------------------------------------------------------------- menus
    def _make_menus(self) -> None:
        file = self.menuBar().addMenu(self.tr("&File"))
        self._action(file, self.tr("&New company file…"), "Ctrl+N", partial(self._act, "start", "make_new"))
        self._action(file, self.tr("&Open company file…"), "Ctrl+O", partial(self._act, "start", "choose"))
        self._action(file, self.tr("Open the &sample company"), "", partial(self._act, "start", "make_sample"))
        file.addSeparator()
        self._action(
            file,
            self.tr("&Import files…"),
            "Ctrl+I",
            partial(self._show_and_act, "import", "choose_files"),
            needs_book=True,
        )
        self._action(file, self.tr("&Close company file"), "", self._close_book, needs_book=True)
        file.addSeparator()
        self._action(file, self.tr("&Quit"), "Ctrl+Q", self.close)
        edit = self.menuBar().addMenu(self.tr("&Edit"))
        self._action(edit, self.tr("&Undo"), "Ctrl+Z", self._undo, needs_book=True)
        self._action(edit, self.tr("&Redo"), "Ctrl+Y", self.desk.undoing.redo, needs_book=True)
        self._action(
            edit,
            self.tr("Undo only what the &machine did today"),
            "",
            self.desk.undoing.undo_machine,
            needs_book=True,
        )
        self._action(
            edit,
            self.tr("&Filter the transactions"),
            "Ctrl+Shift+F",
            partial(self._show_and_act, "transactions", "focus_filter"),
            needs_book=True,
        )
        self._action(edit, self.tr("Find &anything"), "Ctrl+K", self.open_palette)
        queue = self.menuBar().addMenu(self.tr("&Queue"))
        for action in queue_keys.actions(self, self._do_in_queue).values():
            action.setData(True)
            queue.addAction(action)
            self.menu_actions += [] if action.isSeparator() else [action]
        go = self.menuBar().addMenu(self.tr("&Go"))
        for number, name in enumerate(PAGES, 1):
            text = self.tr("Page: {0}").format(self.rail.word(name))
            self._action(go, text, f"Ctrl+{number}", partial(self.show_page, name), needs_book=name != "settings")
        go.addSeparator()
        self._action(go, self.tr("&Today"), "Ctrl+Home", self._today, needs_book=True)
        self._action(go, self.tr("Day &before"), "Alt+Left", lambda: self.desk.step_day(-1), needs_book=True)
        self._action(go, self.tr("Day &after"), "Alt+Right", lambda: self.desk.step_day(1), needs_book=True)
        report = self.menuBar().addMenu(self.tr("&Report"))
        for text, key, deed in (
            (self.tr("&Print the daily sheet…"), "Ctrl+P", "print"),
            (self.tr("Save the daily sheet as P&DF…"), "Ctrl+Shift+P", "save_pdf"),
            (self.tr("Save the daily sheet as &Excel…"), "Ctrl+Shift+E", "save_xlsx"),
        ):
            self._action(report, text, key, partial(self._show_and_act, "reports", deed), needs_book=True)
        report.addSeparator()
        self._action(
            report, self.tr("&Close the day…"), "F10", partial(self._show_and_act, "days", "close_day"), needs_book=True
        )
        view = self.menuBar().addMenu(self.tr("&View"))
        for text, key, deed in (
            (self.tr("&Light or dark"), "Ctrl+Shift+D", "toggle_theme"),
            (self.tr("Text &larger"), "Ctrl+Shift+=", "enlarge_text"),
            (self.tr("Text &smaller"), "Ctrl+Shift+-", "shrink_text"),
        ):
            self._action(view, text, key, partial(self._act, "settings", deed))

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
            self.rail.choose("")
            self.stack.setCurrentWidget(self.pages["start"])
            self.pages["start"].main_widget().setFocus()
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
        for action in self.menu_actions:
            action.setEnabled(has_book or not action.data())
        if has_book or self._has_made("top"):
            self.top.setVisible(has_book)
        self.rail.enable(has_book=has_book)
        if not self.desk.is_opening:
            self.show_page(self.page_name if has_book else "start")
        self._on_overview()

    def _on_overview(self) -> None:
        business = self.desk.overview.business if self.desk.book is not None else ""
        self.setWindowTitle(f"{business} — MpesaBooks" if business else "MpesaBooks")
        self.rail.show_business(business)
        self.rail.show_count("transactions", self.desk.overview.conflicts if business else 0)
        self.rail.show_count("import", self.desk.overview.broken_imports if business else 0)
        self._count_waiting()

    # ---------------------------------------------------------------- doing
    def _act(self, page: str, deed: str) -> None:
        self.pages[page].act(deed)

    def _show_and_act(self, page: str, deed: str) -> None:
        self.show_page(page)
        self._act(page, deed)

    def _ask_wallet(self, file: str) -> WalletKey | None:
        from PySide6.QtWidgets import QDialog

        from app.ui.pages.start import AskWallet

        dialog = AskWallet(self, file=file, known=[w.key for w in self.desk.overview.wallets])
        return dialog.wallet() if dialog.exec() == QDialog.DialogCode.Accepted else None

    def _close_book(self) -> None:
        if self.desk.task is None:
            self.desk.close_book()
            self.desk.opened.emit()

    def _on_noticed(self, notice: Notice) -> None:
        self.notices.add(notice)

    def _undo(self) -> None:
        """What the notice tells, where one does; else (and always on the Queue page) what was decided last."""
        shown = self.notices.shown
        if self.page_name != "queue" and shown is not None and shown.undo is not None:
            self.notices.undo.click()
        else:
            self.desk.undoing.undo()

    def _do_in_queue(self, name: str) -> None:
        is_there = self.page_name == "queue" and self.stack.currentWidget() is self.pages["queue"]
        if not is_there:
            self.show_page("queue")
        if is_there or name in queue_keys.CHANGES_NOTHING:
            self.pages["queue"].act_on(name)

    def _count_waiting(self) -> None:
        book = self.desk.book
        if book is None:
            self.rail.show_count("queue", 0)
            return
        self.desk.bridge.read(
            self, lambda: reading_queue.counts(book), lambda found: self.rail.show_count("queue", sum(found.values()))
        )

    def _today(self) -> None:
        self.desk.choose_day(clock.wall(clock.now()).date())

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
        self._act("import", "show_hovering" if is_over else "show_idle")

    # ---------------------------------------------------------------- remembered
    def _restore(self, settings: QSettings) -> None:
        geometry = kept.state(settings, "window/geometry")
        if geometry:
            self.restoreGeometry(geometry)
        else:
            self.resize(1280, 760)
        name = kept.text(settings, "window/page", "import")
        self.page_name = name if name in PAGES else "import"

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
            page.save(settings)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The palette stays in the middle."""
        super().resizeEvent(event)
        if self._has_made("palette_box") and self.palette_box.isVisible():
            self.palette_box.open()
