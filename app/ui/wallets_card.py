"""The wallets of a book, for Settings: each with what it is for, which says where its money is looked for first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QFrame, QVBoxLayout, QWidget

from app.ui import reading_items, words
from app.ui.desk import Desk
from app.ui.pickers import Picker
from app.ui.widgets import breakable, clear, column, label, line, rule, wrapped

if TYPE_CHECKING:
    from app.core.actions.describe_wallet import WalletUse
    from app.core.queries.rows import WalletRow
    from app.ui.reading_items import Uses


class WalletsCard(QFrame):
    """A row a wallet: its number and holder, the store it takes money for, and whether customers run accounts there."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("card")
        self._desk = desk
        self.rows = QVBoxLayout()
        self.rows.setSpacing(16)
        self.setLayout(
            column(label(self.tr("Wallets"), is_bold=True), rule(), self.rows, margins=(24, 16, 24, 16), gap=12)
        )

    def load(self) -> None:
        """Ask the book, in a worker."""
        book = self._desk.book
        if book is None:
            clear(self.rows)
            self._show_none()
        else:
            self._desk.bridge.read(self, lambda: reading_items.wallet_uses(book), self._show)

    def _show(self, found: Uses) -> None:
        clear(self.rows)
        for wallet in self._desk.overview.wallets:
            self.rows.addWidget(_WalletRow(self, wallet, found))
        if not self._desk.overview.wallets:
            self._show_none()

    def _show_none(self) -> None:
        told = self.tr("None yet. A wallet is added when its first statement is taken in.")
        self.rows.addWidget(label(told, look="soft"))

    def keep(self, wallet_id: int, use: WalletUse) -> None:
        """Record what a wallet is for; the matcher asks anew with the next payment."""
        book = self._desk.this_book
        self._desk.bridge.job(self, lambda: reading_items.describe_wallet(book, wallet_id, use), self._on_kept)

    def _on_kept(self, is_changed: bool) -> None:  # noqa: FBT001  a worker's answer
        if is_changed:
            self._desk.notice(self.tr("Kept. The next run of the matcher goes by it."))
            self._desk.book_changed()


class _WalletRow(QWidget):
    """One wallet; what is changed in it is kept at once."""

    def __init__(self, card: WalletsCard, wallet: WalletRow, found: Uses) -> None:
        super().__init__()
        self._card, self._id = card, wallet.id
        use = found.of(wallet.id)
        holder = f" · {wallet.holder}" if wallet.holder else ""
        self.store = Picker(self.tr("Store of wallet {0}").format(wallet.key))
        self.store.setEditable(True)
        self.store.addItems(["", *found.stores])
        self.store.setCurrentText(use.store)
        edit = self.store.lineEdit()
        assert edit is not None
        edit.setPlaceholderText(self.tr("All stores"))
        self.running = QCheckBox(self.tr("Customers run accounts here: money goes to the oldest invoice"))
        self.running.setChecked(use.is_running)
        self.store.activated.connect(lambda _: self._keep())
        edit.editingFinished.connect(self._keep)
        self.running.toggled.connect(lambda _: self._keep())
        caption = label(self.tr("Store"), look="soft")
        caption.setBuddy(self.store)
        head = wrapped(breakable(f"{wallet.key}{holder} · {words.last_import(wallet.last_import_at)}"))
        self.setLayout(column(head, line(caption, self.store, 0, gap=12), self.running, gap=6))
        self.store.setMinimumWidth(220)
        self.store.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def _keep(self) -> None:
        from app.core.actions.describe_wallet import WalletUse

        self._card.keep(self._id, WalletUse(self.store.currentText().strip(), self.running.isChecked()))
