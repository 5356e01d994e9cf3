"""Typing an invoice, a sale or a customer; and asking once more before something is removed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QCompleter, QDialog, QFormLayout, QLineEdit, QWidget

from app.core import clock, money
from app.core.items import Customer, Item
from app.core.lists import cells
from app.ui import items_words, words
from app.ui.widgets import Piece, breakable, button, column, form_row, label, line, snug, wrapped

if TYPE_CHECKING:
    from app.core.queries.customers import CustomerRow
    from app.core.queries.items import ItemRow

WIDTH = 520


class Unclear(Exception):
    """A field says nothing that can be read; ``field`` gets the keys."""

    def __init__(self, sentence: str, field: QLineEdit) -> None:
        super().__init__(sentence)
        self.field = field


class TypedDialog(QDialog):
    """A form with what is wrong in it said below. ``typed`` carries what was typed once it can be read."""

    typed = Signal(object)
    instead = Signal(str)
    """The key of what is in the book already, where the user would rather look at that."""
    wants_names = False

    def __init__(self, parent: QWidget | None, title: str, *, is_new: bool, told: str = "") -> None:
        super().__init__(parent)
        self.is_new = is_new
        self.setWindowTitle(title)
        self.fields: dict[str, QLineEdit] = {}
        self._form = QFormLayout()
        self._form.setHorizontalSpacing(16)
        self._form.setVerticalSpacing(8)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.problem = wrapped(look="conflict")
        self.problem.hide()
        self.show_that = button(self.tr("Show that one"), self._on_instead)
        self.show_that.hide()
        self._there = ""
        self.take = button(self.tr("Add") if is_new else self.tr("Change"), self._on_take, look="main")
        self.take.setDefault(True)
        heading = label(title, step=1, is_bold=True)
        foot = line(self.show_that, 0, button(self.tr("Cancel"), self.reject), self.take)
        parts: list[Piece] = [heading, *([wrapped(told, look="soft")] if told else []), self._form, self.problem, foot]
        self.setLayout(column(*parts, margins=(24, 20, 24, 20), gap=14))

    def add_field(self, name: str, caption: str, text: str = "", hint: str = "") -> QLineEdit:
        """A line to type in."""
        made = self.fields[name] = QLineEdit(text)
        made.setPlaceholderText(hint)
        made.setAccessibleName(caption.replace("&", ""))
        form_row(self._form, caption, made)
        return made

    def lock(self, *names: str) -> None:
        """What names the item is not changed."""
        for name in names:
            self.fields[name].setReadOnly(True)
            self.fields[name].setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.fields[name].setEnabled(False)

    def text(self, name: str) -> str:
        """What was typed, without outer and doubled spaces."""
        return cells.tidy(self.fields[name].text())

    def offer_names(self, names: Sequence[str]) -> None:
        """Names of customers, offered while one is typed."""
        completer = QCompleter(list(names), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setMaxVisibleItems(8)
        self.fields["customer"].setCompleter(completer)

    # ---------------------------------------------------------------- reading fields
    def cents(self, name: str) -> int | None:
        """An amount, or None where nothing was typed. Raises Unclear."""
        try:
            return cells.cents(self.text(name))
        except ValueError:
            raise Unclear(self.tr("“{0}” is no amount.").format(self.text(name)), self.fields[name]) from None

    def needed_cents(self, name: str) -> int:
        """An amount that must be there."""
        found = self.cents(name)
        if not found or found < 0:
            raise Unclear(self.tr("Type an amount above zero."), self.fields[name])
        return found

    def day(self, name: str, *, after: int | None = None) -> int | None:
        """A day's number; ``+14`` is so many days after another. None where nothing was typed. Raises Unclear."""
        text = self.text(name)
        if after is not None and text.startswith("+") and text[1:].isdecimal():
            return after + int(text[1:])
        try:
            found = cells.day(text)
        except ValueError:
            said = self.tr("“{0}” is no day. Write it as {1}.").format(text, _typed_day(items_words.today()))
            raise Unclear(said, self.fields[name]) from None
        return None if found is None else clock.number_of(found)

    def read(self) -> Any:
        """What the form says. Raises Unclear."""
        raise NotImplementedError

    # ---------------------------------------------------------------- answering
    def _on_take(self) -> None:
        try:
            told = self.read()
        except Unclear as unclear:
            self._say(str(unclear))
            unclear.field.setFocus()
            unclear.field.selectAll()
            return
        self.take.setEnabled(False)
        self.typed.emit(told)

    def refuse(self, error: Exception) -> None:
        """It cannot be kept so: say why, and stay."""
        self.take.setEnabled(True)
        self._there = getattr(error, "key", "")
        self._say(words.error(error))
        self.show_that.setVisible(bool(self._there))

    def _say(self, sentence: str) -> None:
        self.problem.setText(breakable(sentence))
        self.problem.show()
        self.show_that.hide()
        QTimer.singleShot(0, self, lambda: snug(self, width=WIDTH))

    def _on_instead(self) -> None:
        self.reject()
        self.instead.emit(self._there)


class InvoiceDialog(TypedDialog):
    """A new invoice, or an invoice to be changed."""

    wants_names = True

    def __init__(self, parent: QWidget | None, row: ItemRow | None) -> None:
        super().__init__(
            parent,
            self.tr("Change invoice {0}").format(row.number) if row else self.tr("New invoice"),
            is_new=row is None,
        )
        self._row = row
        shown = _shown(row)
        number = self.add_field("number", self.tr("&Number *"), shown("number"))
        customer = self.add_field("customer", self.tr("&Customer"), shown("customer_name"))
        self.add_field("phone", self.tr("&Phone"), shown("phone"), "0712 345 678")
        self.add_field(
            "account", self.tr("&Account number"), shown("account"), self.tr("what the customer types when paying")
        )
        self.add_field(
            "date", self.tr("&Date *"), _typed_day(row.on_day if row and row.on_day else items_words.today())
        )
        self.add_field(
            "due", self.tr("D&ue"), _typed_day(row.due_day if row else None), self.tr("a day, or +14 for days after")
        )
        amount = self.add_field(
            "amount", self.tr("A&mount *"), money.plain(row.amount_cents) if row else "", "1,500.00"
        )
        paid = money.plain(row.paid_cents) if row and row.paid_cents else ""
        self.add_field("paid", self.tr("Paid &before"), paid, self.tr("outside of this program"))
        self.add_field("store", self.tr("&Store"), shown("store"))
        self.add_field("description", self.tr("&For"), shown("description"))
        if row is not None:
            self.lock("number")
        snug(self, width=WIDTH)
        (amount if row else number).setFocus()
        self.setTabOrder(number, customer)

    def read(self) -> Item:
        """The invoice that the form says."""
        number = self.text("number")
        if not number:
            raise Unclear(self.tr("The invoice needs a number."), self.fields["number"])
        on = self.day("date")
        if on is None:
            raise Unclear(self.tr("Type the day of the invoice."), self.fields["date"])
        row = self._row
        return Item(
            "invoice",
            row.key if row else "",
            number,
            self.needed_cents("amount"),
            on,
            self.day("due", after=on),
            paid_cents=self.cents("paid") or 0,
            customer_key=row.customer_key if row else "",
            customer_name=self.text("customer"),
            phone=" / ".join(cells.phone_list(self.text("phone"))),
            account=self.text("account"),
            store=self.text("store"),
            description=self.text("description"),
        )


class SaleDialog(TypedDialog):
    """A new sale, or a sale to be changed."""

    def __init__(self, parent: QWidget | None, row: ItemRow | None) -> None:
        super().__init__(
            parent, self.tr("Change sale {0}").format(row.number) if row else self.tr("New sale"), is_new=row is None
        )
        self._row = row
        shown = _shown(row)
        number = self.add_field("number", self.tr("&Number *"), shown("number"))
        self.add_field("store", self.tr("&Store"), shown("store"))
        self.add_field("till", self.tr("&Till"), shown("till"))
        when = f"{clock.wall(row.at if row and row.at is not None else clock.now()):%d/%m/%Y %H:%M}"
        self.add_field("at", self.tr("&Date and time *"), when, "23/11/2025 14:02")
        self.add_field("cashier", self.tr("&Cashier"), shown("cashier"))
        amount = self.add_field(
            "amount", self.tr("A&mount *"), money.plain(row.amount_cents) if row else "", "1,500.00"
        )
        code = self.add_field("code", self.tr("M-PESA c&ode"), shown("code"), "TK5AB1K2M1")
        if row is not None:
            self.lock("number", "store", "till")
        snug(self, width=WIDTH)
        (code if row else number).setFocus()
        self.setTabOrder(amount, code)

    def read(self) -> Item:
        """The sale that the form says."""
        number = self.text("number")
        if not number:
            raise Unclear(self.tr("The sale needs a number."), self.fields["number"])
        try:
            at = cells.instant(self.text("at"))
        except ValueError:
            at = None
        if at is None:
            raise Unclear(self.tr("Type day and time as 23/11/2025 14:02."), self.fields["at"])
        row = self._row
        return Item(
            "sale",
            row.key if row else "",
            number,
            self.needed_cents("amount"),
            clock.day_number(at),
            at=at,
            customer_name=row.customer_name if row else "",
            store=self.text("store"),
            till=self.text("till"),
            cashier=self.text("cashier"),
            code=self.text("code").replace(" ", "").upper(),
        )


class CustomerDialog(TypedDialog):
    """A new customer, or a customer to be changed."""

    def __init__(self, parent: QWidget | None, row: CustomerRow | None) -> None:
        super().__init__(
            parent,
            self.tr("Change {0}").format(row.name) if row else self.tr("New customer"),
            is_new=row is None,
            told=self.tr("Payments are recognised by these phones, account numbers and names."),
        )
        self._row = row
        name = self.add_field("name", self.tr("&Name *"), row.name if row else "")
        phones = " / ".join(row.phones) if row else ""
        self.add_field("phones", self.tr("&Phones"), phones, self.tr("0712 345 678 / 0722 000 111"))
        accounts = "; ".join(row.accounts) if row else ""
        self.add_field(
            "accounts", self.tr("&Account numbers"), accounts, self.tr("house, admission or meter number; …")
        )
        self.add_field("email", self.tr("&E-mail"), row.email if row else "")
        self.add_field("pin", self.tr("&KRA PIN"), row.pin if row else "")
        snug(self, width=WIDTH)
        name.setFocus()

    def read(self) -> Customer:
        """The customer that the form says."""
        if not self.text("name"):
            raise Unclear(self.tr("The customer needs a name."), self.fields["name"])
        accounts = [cells.tidy(part) for part in self.text("accounts").split(";")]
        return Customer(
            self._row.key if self._row else "",
            self.text("name"),
            cells.phone_list(self.text("phones")),
            tuple(dict.fromkeys(part for part in accounts if part)),
            self.text("email"),
            self.text("pin"),
        )


class Sure(QDialog):
    """Asks once more, with what would be taken along."""

    def __init__(self, parent: QWidget | None, title: str, told: str, take: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.told = wrapped(breakable(told))
        self.take = button(take, self.accept, look="main")
        keep = button(self.tr("Leave it as it is"), self.reject)
        keep.setDefault(True)
        foot = line(0, keep, self.take)
        self.setLayout(column(label(title, step=1, is_bold=True), self.told, foot, margins=(24, 20, 24, 20), gap=16))
        snug(self, width=480)
        keep.setFocus()


def _shown(row: ItemRow | None) -> Any:
    return lambda name: getattr(row, name) if row is not None else ""


def _typed_day(number: int | None) -> str:
    return f"{clock.day_of(number):%d/%m/%Y}" if number else ""
