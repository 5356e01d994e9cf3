"""Which column of a list means what, told from its header in the words that people and programs use."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

from app.core.lists.values import ListKind

FIELDS: dict[ListKind, tuple[str, ...]] = {
    ListKind.INVOICES: (
        *("number", "customer", "phone", "account", "date", "due", "amount", "paid", "store", "description"),
    ),
    ListKind.CUSTOMERS: ("name", "phone", "account", "email", "pin"),
    ListKind.SALES: ("sale_no", "sold_at", "store", "till", "cashier", "amount", "mpesa_code", "customer"),
    ListKind.BANK: ("date", "description", "reference", "amount", "paid_in", "paid_out", "balance"),
}
"""All fields of each list, in the order in which a person is asked for them."""

NEEDED: dict[ListKind, tuple[str, ...]] = {
    ListKind.INVOICES: ("number", "amount"),
    ListKind.CUSTOMERS: ("name",),
    ListKind.SALES: ("sale_no", "sold_at", "amount"),
    ListKind.BANK: ("date",),
}
"""Fields without which nothing can be read. A bank's list also needs ``amount``, or ``paid_in`` or ``paid_out``."""

_WORDS: dict[str, tuple[str, ...]] = {
    "number": (
        *("number", "invoice number", "invoice no", "invoice", "inv no", "inv number", "invoice id", "doc no"),
        *("document number", "no", "num", "bill no", "bill number", "reference number", "ref no", "invoice #"),
    ),
    "customer": (
        *("customer", "customer name", "client", "client name", "name", "tenant", "tenant name", "bill to"),
        *("buyer", "account name", "debtor", "student", "student name", "member", "member name"),
    ),
    "name": (
        *("name", "customer", "customer name", "client", "client name", "full name", "tenant", "tenant name"),
        *("display name", "company", "company name", "student", "student name", "member", "member name"),
    ),
    "phone": (
        *("phone", "phone number", "phone no", "telephone", "tel", "mobile", "mobile number", "mobile no", "msisdn"),
        *("cell", "contact", "phone numbers", "customer phone", "mpesa number", "m-pesa number"),
    ),
    "account": (
        *("account", "account number", "account no", "acc no", "a/c no", "a/c", "customer account", "customer no"),
        *("customer number", "customer code", "customer id", "house", "house no", "house number", "unit", "unit no"),
        *("adm no", "admission no", "admission number", "member no", "member number", "meter no", "plot"),
    ),
    "date": (
        *("date", "invoice date", "issued", "issued on", "issue date", "posting date", "transaction date", "day"),
        *("txn date", "trans date", "value date", "created", "created on", "bill date"),
    ),
    "due": ("due", "due date", "due on", "payable by", "pay by", "payment due"),
    "amount": (
        *("amount", "total", "invoice amount", "invoice total", "total amount", "amount kes", "amount ksh", "value"),
        *("gross", "gross amount", "grand total", "net amount", "sale amount", "sum", "rent", "kes", "ksh"),
        *("amount due", "open amount"),
    ),
    "paid": ("paid", "amount paid", "paid amount", "paid to date", "payments", "received"),
    "store": ("store", "branch", "shop", "outlet", "location", "site", "property", "building", "estate"),
    "description": (
        *("description", "details", "memo", "narration", "particulars", "note", "notes", "item", "items", "product"),
        *("transaction details", "narrative", "remarks"),
    ),
    "email": ("email", "e-mail", "email address", "mail"),
    "pin": ("pin", "kra pin", "tax pin", "pin number", "tax id", "tax number", "kra"),
    "sale_no": (
        *("sale_no", "sale no", "sale number", "sale", "receipt no", "receipt number", "ticket", "ticket no"),
        *("bill no", "transaction no", "order no", "order", "order number", "sale id", "number", "no", "invoice no"),
    ),
    "sold_at": (
        *("sold_at", "sold at", "sale time", "time", "date", "date time", "datetime", "timestamp", "sale date"),
        *("sold on", "date and time", "transaction date", "created"),
    ),
    "till": ("till", "till no", "till number", "pos", "register", "terminal", "counter", "till name"),
    "cashier": ("cashier", "cashier name", "user", "staff", "sold by", "served by", "attendant", "operator", "waiter"),
    "mpesa_code": (
        *("mpesa_code", "mpesa code", "m-pesa code", "mpesa", "m-pesa", "mpesa ref", "mpesa reference", "code"),
        *("mpesa receipt", "m-pesa receipt", "mpesa transaction", "transaction code", "payment ref", "reference"),
        *("payment reference", "mpesa receipt no", "receipt code", "mpesa confirmation"),
    ),
    "reference": (
        *("reference", "ref", "bank reference", "transaction reference", "cheque no", "chq no", "ref no", "trans id"),
        *("transaction id", "our ref", "reference number"),
    ),
    "paid_in": ("paid in", "credit", "money in", "deposit", "deposits", "credit amount", "cr", "credits"),
    "paid_out": ("paid out", "debit", "money out", "withdrawal", "withdrawals", "debit amount", "dr", "debits"),
    "balance": ("balance", "running balance", "closing balance", "book balance", "balance kes"),
}

_NOISE = re.compile(r"[^a-z0-9#/]+")
_CURRENCY = re.compile(r"(?<=\w) (?:kes|ksh|kshs)$")


def plain(title: str) -> str:
    """A column's title as it is compared: ``Invoice_No.`` and ``INVOICE NO`` are one."""
    found = _NOISE.sub(" ", title.casefold()).strip()
    return _CURRENCY.sub("", found)


_PLACES = {
    field: {plain(word): rank for rank, word in reversed(list(enumerate(words)))} for field, words in _WORDS.items()
}


def columns_of(header: Sequence[str], kind: ListKind) -> dict[str, int]:
    """The place of each field that the header names; no column is taken for two fields.

    The best-known word wins where several columns could be a field.
    """
    titles = [plain(cell) for cell in header]
    bids = sorted(
        (_PLACES[field][title], order, place)
        for order, field in enumerate(FIELDS[kind])
        for place, title in enumerate(titles)
        if title in _PLACES[field]
    )
    found: dict[str, int] = {}
    taken: set[int] = set()
    for _, order, place in bids:
        field = FIELDS[kind][order]
        if field not in found and place not in taken:
            found[field] = place
            taken.add(place)
    return found


def missing_of(columns: dict[str, int], kind: ListKind) -> tuple[str, ...]:
    """The fields that are needed and have no column."""
    lacking = [field for field in NEEDED[kind] if field not in columns]
    if kind is ListKind.BANK and not {"amount", "paid_in", "paid_out"} & set(columns):
        lacking.append("amount")
    return tuple(lacking)


def fingerprint_of(header: Sequence[str], kind: ListKind) -> str:
    """Names a layout: the same header in the same order for the same kind of list."""
    told = "\x1f".join([kind.value, *(plain(cell) for cell in header)])
    return hashlib.sha256(told.encode()).hexdigest()[:32]
