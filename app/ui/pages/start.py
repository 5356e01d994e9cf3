"""The first page when no book is open: make a company file, open one, or look at a sample."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QFormLayout, QFrame, QLabel, QLineEdit, QVBoxLayout, QWidget

from app.core.statement import LEDGERS, WalletKey
from app.ui import reading, theme
from app.ui.desk import Desk
from app.ui.pages.page import Page
from app.ui.pickers import Picker
from app.ui.widgets import button, clear, column, form_row, label, line, mark, snug, wrapped

SUFFIX = ".mpesabooks"
SAMPLE_ROWS = 20_000


class StartPage(Page):
    """New, open, sample, and the files opened lately."""

    name = "start"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "MpesaBooks")
        mark_picture = QLabel()
        mark_picture.setPixmap(theme.icon("app").pixmap(64, 64))
        told = label(self.tr("M-PESA statements in, proven to the shilling, the day on one sheet."), look="soft")
        head = line(mark_picture, column(0, self.title, told, 0, gap=0), 0, gap=16)
        self.new = button(self.tr("&New company file…"), self.make_new, look="main", icon="add", key="Ctrl+N")
        self.open = button(self.tr("&Open…"), self.choose, icon="open", key="Ctrl+O")
        self.sample = button(self.tr("&Sample company"), self.make_sample, icon="sample")
        self.sample.setToolTip(self.tr("An invented shop with 90 days of payments, to try everything on"))
        self._recent = QVBoxLayout()
        self._recent.setSpacing(0)
        self._recent_title = label(self.tr("Opened lately"), is_bold=True)
        self._said = wrapped(look="soft")
        card = QFrame()
        card.setObjectName("card")
        card.setFixedWidth(560)
        card.setLayout(
            column(
                head,
                16,
                line(self.new, self.open, self.sample, 0),
                self._said,
                8,
                self._recent_title,
                self._recent,
                margins=(32, 32, 32, 24),
            )
        )
        self.setLayout(column(0, line(0, card, 0), 0))
        self.refresh()
        desk.opened.connect(self.refresh)

    def main_widget(self) -> QWidget:
        """The way to begin."""
        return self.new

    def refresh(self) -> None:
        """List the recent files anew."""
        clear(self._recent)
        places = [place for place in self.desk.recent() if Path(place).exists()]
        self._recent_title.setVisible(bool(places))
        for place in places[:5]:
            path = Path(place)
            made = button(f"{path.stem}   —   {path.parent}", partial(self.start_opening, place), look="quiet")
            made.setStyleSheet("text-align: left;")
            made.setAccessibleName(self.tr("Open {0}").format(place))
            self._recent.addWidget(made)
        self._said.hide()
        self._enable(is_on=True)

    def _enable(self, *, is_on: bool) -> None:
        for one in (self.new, self.open, self.sample):
            one.setEnabled(is_on)

    def say(self, text: str) -> None:
        """What is being done; buttons wait."""
        self._said.setText(text)
        self._said.show()
        self._enable(is_on=False)

    def start_opening(self, place: str) -> None:
        """Open a file, saying so."""
        self.say(self.tr("Opening {0} …").format(Path(place).name))
        self.desk.open(place)

    def choose(self) -> None:
        """The file dialog."""
        place, _ = QFileDialog.getOpenFileName(
            self, self.tr("Open a company file"), documents_folder(), self.tr("Company files (*{0})").format(SUFFIX)
        )
        if place:
            self.start_opening(place)

    def make_new(self) -> None:
        """Ask for a name and a place, make the file, open it."""
        dialog = NewCompany(self)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            place, business, wallet = dialog.place(), dialog.business.text().strip(), dialog.wallet()
            self.say(self.tr("Making {0} …").format(Path(place).name))
            self.desk.make(lambda: reading.create_book(place, business, wallet))

    def make_sample(self) -> None:
        """Make an invented company and open it."""
        stamp = f"{datetime.now():%Y-%m-%d %H%M%S}"  # noqa: DTZ005  a name in the user's own clock
        place = str(Path(documents_folder()) / f"Sample company {stamp}{SUFFIX}")
        self.say(self.tr("Inventing 90 days of a shop … this takes some seconds."))
        self.desk.make(lambda: reading.make_sample(place, SAMPLE_ROWS))


class NewCompany(QDialog):
    """Name of the business, and optionally its first wallet."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("New company file"))
        self.business, self.code, self.ledger = QLineEdit(), QLineEdit(), ledger_box(self.tr("Ledger"))
        self.code.setPlaceholderText(self.tr("Optional: statements usually tell it"))
        self.code.setMaxLength(16)
        self._where = QLineEdit()
        browse = button(self.tr("Choose…"), self._browse)
        self._problem = label(look="conflict")
        self._make = button(self.tr("Make the file"), self._accept, look="main")
        self._make.setDefault(True)
        form = QFormLayout()
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        form.setVerticalSpacing(12)
        form_row(form, self.tr("&Business name"), self.business)
        form_row(form, self.tr("&Short code or phone"), self.code)
        form_row(form, self.tr("&Ledger"), self.ledger)
        form_row(form, self.tr("&Kept in"), self._where)
        form.addRow("", line(browse, 0))
        for box, name in (
            (self.business, self.tr("Business name")),
            (self.code, self.tr("Short code or phone")),
            (self._where, self.tr("Kept in")),
        ):
            box.setAccessibleName(name)
        self.setLayout(
            column(
                form,
                self._problem,
                line(0, button(self.tr("Cancel"), self.reject), self._make),
                margins=(24, 24, 24, 24),
                gap=12,
            )
        )
        self.setMinimumWidth(520)
        self.business.textChanged.connect(self._suggest)
        self._suggest("")

    def place(self) -> str:
        """Where the file will be."""
        path = self._where.text().strip()
        return path if path.endswith(SUFFIX) else path + SUFFIX

    def wallet(self) -> WalletKey | None:
        """The first wallet, where one was told."""
        code = self.code.text().strip()
        return WalletKey(code, self.ledger.currentText()) if code else None

    def _suggest(self, business: str) -> None:
        kept = "".join(c for c in business if c.isalnum() or c in " -_&").strip() or self.tr("My company")
        self._where.setText(str(Path(documents_folder()) / f"{kept}{SUFFIX}"))

    def _browse(self) -> None:
        place, _ = QFileDialog.getSaveFileName(self, self.tr("Company file"), self.place())
        if place:
            self._where.setText(place)

    def _accept(self) -> None:
        problem = ""
        if not self.business.text().strip():
            problem = self.tr("Write the business name; it stands on every sheet.")
        elif Path(self.place()).exists():
            problem = self.tr("A file with this name exists already. Choose another.")
        elif self.code.text().strip() and not self.code.text().strip().isdigit():
            problem = self.tr("A short code has digits only.")
        self._problem.setText(problem)
        mark(self._problem, "look", "conflict")
        if not problem:
            self.accept()


class AskWallet(QDialog):
    """A document does not say whose it is: ask."""

    def __init__(self, parent: QWidget | None, *, file: str, known: list[WalletKey]) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Which wallet?"))
        self.code, self.ledger = Picker(self.tr("Short code or phone")), ledger_box(self.tr("Ledger"))
        self.code.setEditable(True)
        self.code.addItems(list(dict.fromkeys(key.code for key in known)))
        if known:
            self.ledger.setCurrentText(known[0].ledger)
        told = wrapped(self.tr("{0} does not say which wallet it belongs to.").format(file))
        form = QFormLayout()
        form_row(form, self.tr("&Short code or phone"), self.code)
        form_row(form, self.tr("&Ledger"), self.ledger)
        take = button(self.tr("Take it in"), self._accept, look="main")
        take.setDefault(True)
        self.setLayout(
            column(
                told,
                form,
                line(0, button(self.tr("Leave it out"), self.reject), take),
                margins=(24, 24, 24, 24),
                gap=16,
            )
        )
        snug(self, width=440)

    def wallet(self) -> WalletKey:
        """What was answered."""
        return WalletKey(self.code.currentText().strip(), self.ledger.currentText())

    def _accept(self) -> None:
        if self.code.currentText().strip().isdigit():
            self.accept()
        else:
            self.code.setFocus()


def ledger_box(name: str) -> Picker:
    """The accounts behind a short code."""
    box = Picker(name)
    box.addItems(list(LEDGERS))
    return box


def documents_folder() -> str:
    """Where people keep their documents."""
    return QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation) or str(Path.home())
