"""Settings: how the window looks, which wallets the book follows, and what the program is made of."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFormLayout,
    QFrame,
    QPlainTextEdit,
    QScrollArea,
    QWidget,
)

from app.ui import kept, reading, theme
from app.ui.desk import Desk
from app.ui.pages.page import Page
from app.ui.pickers import Picker
from app.ui.rules_card import RulesCard
from app.ui.wallets_card import WalletsCard
from app.ui.widgets import button, column, form_row, label, line, rule, wrapped

THEMES = ("system", "light", "dark")
_TERMS = (
    "Qt for Python (PySide6): LGPL-3.0. SQLAlchemy, Alembic, openpyxl: MIT. pandas, reportlab: BSD. "
    "pypdfium2: Apache-2.0 or BSD. SQLCipher, SQLite: BSD, public domain. psycopg: LGPL-3.0."
)


class SettingsPage(Page):
    """Look, wallets, about."""

    name = "settings"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, self.tr("Settings"))
        self.theme = Picker(self.tr("Theme"))
        for text in (self.tr("As the system"), self.tr("Light"), self.tr("Dark")):
            self.theme.addItem(text)
        self.theme.setCurrentIndex(THEMES.index(self._kept_theme()))
        self.theme.activated.connect(lambda at: self._keep_theme(THEMES[at]))
        self.text_size = Picker(self.tr("Text size"))
        for percent in theme.SIZES:
            self.text_size.addItem(f"{percent} %", percent)
        self.text_size.setCurrentIndex(self.text_size.findData(theme.current.scale))
        self.text_size.activated.connect(lambda at: self._keep_size(int(self.text_size.itemData(at))))
        form = QFormLayout()
        form.setHorizontalSpacing(24)
        form.setVerticalSpacing(12)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.FieldsStayAtSizeHint)
        form_row(form, self.tr("&Theme"), self.theme)
        form_row(form, self.tr("Text &size"), self.text_size)
        self._about = wrapped(look="soft")
        self._licences = button(self.tr("Licences…"), self.show_licences)
        look = _card(label(self.tr("Look"), is_bold=True), form)
        self.wallets = WalletsCard(desk)
        about = _card(label(self.tr("About"), is_bold=True), self._about, line(self._licences, 0))
        self.rules = RulesCard(desk)
        cards = (look, self.wallets, self.rules, about)
        for card in cards:
            card.setMaximumWidth(720)
        body = QWidget()
        body.setLayout(column(*cards, 0, margins=(0, 0, 12, 16), gap=16))
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(body)
        area.setAccessibleName(self.tr("Settings"))
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setLayout(column(self.title, area, margins=(20, 16, 8, 0), gap=16))
        desk.overviewed.connect(self.wallets.load)

    def reload(self) -> None:
        """Rules may have been made or taken back, wallets added."""
        self.rules.load()
        self.wallets.load()

    def main_widget(self) -> QWidget:
        """The first choice."""
        return self.theme

    def showEvent(self, event) -> None:
        """Versions are looked up when somebody looks."""
        super().showEvent(event)
        if not self._about.text():
            self.desk.bridge.read(self, reading.versions, self._show_versions)

    def _show_versions(self, found: dict[str, str]) -> None:
        self._about.setText("\n".join(f"{name} {version}" for name, version in found.items()))

    # ---------------------------------------------------------------- look
    def _kept_theme(self) -> str:
        choice = kept.text(self.desk.settings, "look/theme", "system")
        return choice if choice in THEMES else "system"

    def _keep_theme(self, choice: str) -> None:
        self.desk.settings.setValue("look/theme", choice)
        self.theme.setCurrentIndex(THEMES.index(choice))
        self._dress()

    def _keep_size(self, percent: int) -> None:
        self.desk.settings.setValue("look/scale", percent)
        self.text_size.setCurrentIndex(self.text_size.findData(percent))
        self._dress()

    def _dress(self) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        theme.apply(app, choice=self._kept_theme(), scale=kept.number(self.desk.settings, "look/scale", 100))
        self.desk.dressed.emit()

    def toggle_theme(self) -> None:
        """Light to dark and back."""
        self._keep_theme("light" if theme.current.name == "dark" else "dark")

    def enlarge_text(self) -> None:
        """The next text size up."""
        self.step_text(1)

    def shrink_text(self) -> None:
        """The next text size down."""
        self.step_text(-1)

    def step_text(self, step: int) -> None:
        """The next text size up or down."""
        at = max(0, min(len(theme.SIZES) - 1, theme.SIZES.index(theme.current.scale) + step))
        self._keep_size(theme.SIZES[at])

    # ---------------------------------------------------------------- licences
    def show_licences(self) -> None:
        """The licence texts of what is shipped inside."""
        dialog = QDialog(self)
        dialog.setWindowTitle(self.tr("Licences"))
        text = QPlainTextEdit(licences())
        text.setReadOnly(True)
        text.setAccessibleName(self.tr("Licences"))
        dialog.setLayout(column(text, line(0, button(self.tr("Close"), dialog.accept)), margins=(16, 16, 16, 16)))
        dialog.resize(720, 520)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()


def licences() -> str:
    """What is shipped inside, and under which terms."""
    return "\n\n".join(
        (
            _TERMS,
            theme.SHIPPED.joinpath("icons", "LICENSE.txt").read_text(encoding="utf-8"),
            theme.SHIPPED.joinpath("fonts", "OFL.txt").read_text(encoding="utf-8"),
        )
    )


def _card(*parts) -> QFrame:
    card = QFrame()
    card.setObjectName("card")
    card.setLayout(column(parts[0], rule(), *parts[1:], margins=(24, 16, 24, 16), gap=12))
    return card
