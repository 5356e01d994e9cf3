"""The window's frame: rail, top bar, pages, notices, status line, menus and keys."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from PySide6.QtCore import QDate, QSettings, QSize, Qt
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QFrame,
    QLabel,
    QMainWindow,
    QStackedWidget,
    QToolButton,
    QWidget,
)

from app.core import clock
from app.core.statement import WalletKey
from app.ui import theme, words
from app.ui.desk import Desk
from app.ui.pages.days import DaysPage
from app.ui.pages.imports import ImportPage
from app.ui.pages.page import Page
from app.ui.pages.reports import ReportsPage
from app.ui.pages.settings import SettingsPage
from app.ui.pages.start import AskWallet, StartPage
from app.ui.pages.transactions import TransactionsPage
from app.ui.palette import Palette
from app.ui.status import NoticeStrip, StatusLine
from app.ui.widgets import DayPicker, Picker, button, column, label, line, wrapped

RAIL_WIDTH = 164
PAGES = ("import", "transactions", "days", "reports", "settings")


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
        right.setLayout(column(self.top, self.stack, self.notices, self.status, gap=0))
        right.layout().setStretch(1, 1)
        body = QWidget()
        body.setLayout(line(self.rail, right, gap=0))
        body.layout().setStretch(1, 1)
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
            self._action(go, text, f"Ctrl+{number}", lambda n=name: self.show_page(n), needs_book=name != "settings")
        go.addSeparator()
        self._action(go, self.tr("&Today"), "Ctrl+Home", self._today, needs_book=True)
        self._action(go, self.tr("Day &before"), "Alt+Left", lambda: self.desk.step_day(-1), needs_book=True)
        self._action(go, self.tr("Day &after"), "Alt+Right", lambda: self.desk.step_day(1), needs_book=True)
        report = self.menuBar().addMenu(self.tr("&Report"))
        reports = self.pages["reports"]
        assert isinstance(reports, ReportsPage)
        self._action(report, self.tr("&Print the daily sheet…"), "Ctrl+P", lambda: self._report(reports.print), needs_book=True)
        self._action(report, self.tr("Save the daily sheet as P&DF…"), "Ctrl+Shift+P", lambda: self._report(reports.save_pdf), needs_book=True)
        self._action(report, self.tr("Save the daily sheet as &Excel…"), "Ctrl+Shift+E", lambda: self._report(reports.save_xlsx), needs_book=True)
        view = self.menuBar().addMenu(self.tr("&View"))
        settings = self.pages["settings"]
        assert isinstance(settings, SettingsPage)
        self._action(view, self.tr("&Light or dark"), "Ctrl+Shift+D", settings.toggle_theme)
        self._action(view, self.tr("Text &larger"), "Ctrl+Shift+=", lambda: settings.step_text(1))
        self._action(view, self.tr("Text &smaller"), "Ctrl+Shift+-", lambda: settings.step_text(-1))

    def _action(self, menu, text: str, key: str, do: Callable[[], object], *, needs_book: bool = False) -> None:  # noqa: ANN001
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
        geometry = settings.value("window/geometry")
        if geometry:
            self.restoreGeometry(geometry)
        else:
            self.resize(1280, 760)
        name = str(settings.value("window/page", "import"))
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


class Rail(QFrame):
    """Pages by icon and word; a number where something needs a person."""

    def __init__(self, show: Callable[[str], None]) -> None:
        super().__init__()
        self.setObjectName("rail")
        self.setFixedWidth(round(RAIL_WIDTH * max(1.0, theme.current.scale / 100)))
        words_of = {
            "import": self.tr("Import"),
            "transactions": self.tr("Transactions"),
            "days": self.tr("Days"),
            "reports": self.tr("Reports"),
            "settings": self.tr("Settings"),
        }
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self.buttons: dict[str, QToolButton] = {}
        self._counts: dict[str, QLabel] = {}
        rows: list[QWidget | int] = []
        picture = QLabel()
        picture.setPixmap(theme.icon("app").pixmap(QSize(28, 28)))
        self._business = wrapped()
        self._business.setFont(theme.current.font(is_bold=True))
        head = QWidget()
        head.setLayout(line(picture, self._business, margins=(8, 6, 4, 10), gap=10))
        head.layout().setStretch(1, 1)
        for number, name in enumerate(PAGES, 1):
            made = self._make(name, words_of[name], f"Ctrl+{number}", show)
            rows.append(made)
        rows.insert(len(PAGES) - 1, 0)
        self.setLayout(column(head, *rows, margins=(8, 8, 8, 8), gap=2))
        self.show_business("")

    def _make(self, name: str, text: str, key: str, show: Callable[[str], None]) -> QToolButton:
        made = QToolButton()
        made.setText(f"  {text}")
        made.setAccessibleName(text)
        made.setToolTip(f"{text} ({key})")
        made.setIconSize(QSize(20, 20))
        made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        made.setCheckable(True)
        made.setSizePolicy(made.sizePolicy().Policy.Expanding, made.sizePolicy().Policy.Fixed)
        made.clicked.connect(lambda: show(name))
        count = label(look="count")
        count.setAlignment(Qt.AlignmentFlag.AlignCenter)
        made.setLayout(line(0, count, margins=(0, 0, 8, 0)))
        count.hide()
        self._group.addButton(made)
        self.buttons[name], self._counts[name] = made, count
        self._dress(name)
        return made

    def _dress(self, name: str) -> None:
        button_of = self.buttons[name]
        button_of.setIcon(theme.icon(name, "accent" if button_of.isChecked() else "text_soft"))

    def choose(self, name: str) -> None:
        """Mark the page that is shown."""
        self._group.setExclusive(False)
        for other, made in self.buttons.items():
            made.setChecked(other == name)
            self._dress(other)
        self._group.setExclusive(True)

    def enable(self, *, has_book: bool) -> None:
        """Without a book there is only Settings."""
        for name, made in self.buttons.items():
            made.setEnabled(has_book or name == "settings")

    def show_count(self, name: str, n: int) -> None:
        """How many things on the page need a person."""
        self._counts[name].setText(words.count(n))
        self._counts[name].setVisible(n > 0)
        text = self.buttons[name].text().strip()
        self.buttons[name].setAccessibleName(f"{text}, {n} {self.tr('need attention')}" if n else text)

    def show_business(self, business: str) -> None:
        """Whose books these are."""
        self._business.setText(business or "MpesaBooks")


class TopBar(QFrame):
    """Wallet, business day, and the way to everything else."""

    def __init__(self, desk: Desk, find: Callable[[], None]) -> None:
        super().__init__()
        self._desk = desk
        self.setObjectName("top")
        self.wallet = Picker(self.tr("Wallet"))
        self.wallet.setToolTip(self.tr("Wallet"))
        self.wallet.setMinimumWidth(196)
        self.wallet.activated.connect(lambda at: desk.choose_wallet(self.wallet.itemData(at)))
        self.day = DayPicker(self.tr("Business day"))
        self.day.setToolTip(self.tr("Business day (Ctrl+Home is today)"))
        self.day.setMinimumWidth(156)
        self.day.dateChanged.connect(lambda on: desk.choose_day(date(on.year(), on.month(), on.day())))
        before = self._arrow("left", self.tr("Day before (Alt+Left)"), lambda: desk.step_day(-1))
        after = self._arrow("right", self.tr("Day after (Alt+Right)"), lambda: desk.step_day(1))
        today = button(self.tr("Today"), lambda: desk.choose_day(clock.wall(clock.now()).date()), look="quiet", key="Ctrl+Home")
        self.find = button(self.tr("Find a receipt, a name, a page…   Ctrl+K"), find, icon="search")
        self.find.setObjectName("find")
        self.find.setAccessibleName(self.tr("Find anything (Ctrl+K)"))
        self.find.setMinimumWidth(300)
        self.setLayout(
            line(self.wallet, 8, before, self.day, after, today, 0, self.find, margins=(20, 8, 20, 8), gap=4)
        )
        desk.overviewed.connect(self.show_wallets)
        desk.opened.connect(self.show_wallets)
        desk.scoped.connect(self.show_scope)
        self.show_wallets()

    def _arrow(self, icon: str, name: str, do: Callable[[], object]) -> QToolButton:
        made = QToolButton()
        made.setIcon(theme.icon(icon))
        made.setAccessibleName(name)
        made.setToolTip(name)
        made.clicked.connect(lambda: do())
        return made

    def show_wallets(self) -> None:
        """Fill the picker."""
        self.wallet.clear()
        self.wallet.addItem(self.tr("All wallets"), None)
        for wallet in self._desk.overview.wallets:
            self.wallet.addItem(str(wallet.key), wallet.id)
        self.show_scope()

    def show_scope(self) -> None:
        """What is chosen."""
        self.wallet.setCurrentIndex(max(0, self.wallet.findData(self._desk.wallet_id)))
        on = self._desk.on
        blocked = self.day.blockSignals(True)  # noqa: FBT003  Qt's own signature
        self.day.setDate(QDate(on.year, on.month, on.day))
        self.day.blockSignals(blocked)

