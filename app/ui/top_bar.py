"""The bar at the top: which wallet, which business day, and the way to everything else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QFrame, QToolButton

from app.core import clock
from app.ui import theme
from app.ui.desk import Desk
from app.ui.pickers import DayPicker, Picker
from app.ui.widgets import button, line


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
        today = button(
            self.tr("Today"), lambda: desk.choose_day(clock.wall(clock.now()).date()), look="quiet", key="Ctrl+Home"
        )
        self.seek = button(self.tr("Find a receipt, a name, a page…   Ctrl+K"), find, icon="search")
        self.seek.setObjectName("find")
        self.seek.setAccessibleName(self.tr("Find anything (Ctrl+K)"))
        self.seek.setMinimumWidth(300)
        self.setLayout(
            line(self.wallet, 8, before, self.day, after, today, 0, self.seek, margins=(20, 8, 20, 8), gap=4)
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
        made.clicked.connect(lambda _=False: do())
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
