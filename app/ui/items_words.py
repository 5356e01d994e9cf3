"""Invoices, sales, customers and lists in words: states, days, result lines, kinds of list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from app.core import clock
from app.ui import words

if TYPE_CHECKING:
    from app.core.actions.record_list import ListSummary
    from app.core.queries.items import ItemRow

_INVOICE_STATES = {"open": "Open", "part": "Part paid", "paid": "Paid", "over": "Overpaid"}
_SALE_STATES = {"open": "Not matched", "part": "Part matched", "paid": "Matched", "over": "Overpaid"}
_KINDS = {
    "invoices": ("List of invoices", "a list of invoices", "invoices", "invoice"),
    "customers": ("List of customers", "a list of customers", "customers", "customer"),
    "sales": ("List of sales", "a list of sales", "sales", "sale"),
    "bank": ("Bank statement", "a bank statement", "bank lines", "bank line"),
}
_FIELDS = {
    "number": "Invoice number",
    "customer": "Customer",
    "name": "Name",
    "phone": "Phone",
    "account": "Account number",
    "date": "Date",
    "due": "Due date",
    "amount": "Amount",
    "paid": "Paid before",
    "store": "Store or branch",
    "description": "Description",
    "email": "E-mail",
    "pin": "KRA PIN",
    "sale_no": "Sale number",
    "sold_at": "Date and time",
    "till": "Till",
    "cashier": "Cashier",
    "mpesa_code": "M-PESA code",
    "reference": "Reference",
    "paid_in": "Paid in",
    "paid_out": "Paid out",
    "balance": "Balance",
}
_MEANINGS = {
    "charge": "Charge",
    "sweep": "Sweep",
    "transfer": "Own transfer",
    "owner": "Owner's money",
    "loan": "Loan",
    "payout": "Payout",
    "refund": "Refund",
    "other": "Something else",
}
_WRITTEN_OFF = {"write_off": "written off", "fee": "taken as fee"}


def tr(text: str) -> str:
    """The text in the user's language."""
    return QCoreApplication.translate("items_words", text)


def today() -> int:
    """The number of the present day."""
    return clock.day_number(clock.now())


def is_overdue(row: ItemRow) -> bool:
    """Whether something is open of it and its day has passed."""
    return row.state in ("open", "part") and row.due_day is not None and row.due_day < today()


def state(row: ItemRow) -> str:
    """An item's state in one or two words."""
    if row.kind == "sale":
        return tr(_SALE_STATES.get(row.state, row.state))
    if is_overdue(row):
        return tr("Part paid, late") if row.state == "part" else tr("Overdue")
    return tr(_INVOICE_STATES.get(row.state, row.state))


def state_meaning(row: ItemRow) -> str:
    """proven, attention or '' for what the state means to the office."""
    if row.state == "paid":
        return "proven"
    is_odd = row.state == "over" or is_overdue(row) or (row.kind == "sale" and row.state == "part")
    return "attention" if is_odd else ""


def day(number: int | None) -> str:
    """``23 Nov 2025``; '' where no day was told."""
    return words.short_day(clock.day_of(number)) if number else ""


def late(row: ItemRow) -> str:
    """``12 days late``, ``due in 3 days``; '' where no day was told or nothing is open."""
    if row.due_day is None or row.state not in ("open", "part"):
        return ""
    days = row.due_day - today()
    if days == 0:
        return tr("due today")
    n = abs(days)
    unit = tr("day") if n == 1 else tr("days")
    return f"{words.count(n)} {unit} {tr('late')}" if days < 0 else f"{tr('due in')} {words.count(n)} {unit}"


def list_kind(kind: str) -> str:
    """``List of invoices``."""
    return tr(_KINDS[kind][0])


def a_list(kind: str) -> str:
    """``a list of invoices``."""
    return tr(_KINDS[kind][1])


def list_rows(kind: str, n: int) -> str:
    """``250 invoices``."""
    return f"{words.count(n)} {tr(_KINDS[kind][3] if n == 1 else _KINDS[kind][2])}"


def field(name: str) -> str:
    """A column's meaning in words."""
    return tr(_FIELDS[name])


def result(row: object) -> str:
    """``new 12 · changed 3 · already here 250 · not readable 1``: what became of a list's rows."""
    told = (
        (tr("new"), "new", True),
        (tr("changed"), "changed", False),
        (tr("already here"), "known", False),
        (tr("not readable"), "rejected", False),
    )
    counts = [(name, int(getattr(row, count)), is_always) for name, count, is_always in told]
    return " · ".join(f"{name} {words.count(n)}" for name, n, is_always in counts if n or is_always)


def meaning(name: str) -> str:
    """What money is that is no sale."""
    return tr(_MEANINGS.get(name, name))


def forgiven(why: str) -> str:
    """``written off`` or ``taken as fee``."""
    return tr(_WRITTEN_OFF.get(why, "forgiven"))


def list_notice(summary: ListSummary) -> str:
    """``rent.csv: new 250 · changed 3``, with the customers that came along."""
    told = f"{summary.file}: {result(summary)}"
    if summary.customers:
        told += f" · {tr('customers')} {words.count(summary.customers)}"
    return told
