"""An invented shop with another side: invoices and customers in every state, and sales with every fault of a code."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from app.core import clock, money
from app.core.actions.decide import Decision, confirm_all, confirm_match, remember_account, undo_decisions
from app.core.actions.rules import make_rule
from app.core.book import Book
from app.core.items import Allocation, Meaning, TransactionKey
from app.core.jobs import import_document, import_list
from app.core.lists.values import ListKind
from app.core.matching.rules import Condition
from app.core.sample.truth import Movement, truth
from app.core.sources import Payload
from tests.ui.conftest import LAST_DAY, statement

LONG = "KAKAMEGA TEACHERS SAVINGS AND CREDIT CO-OPERATIVE SOCIETY LIMITED"
INVOICE_HEAD = ["Invoice No", "Customer", "Phone", "Account No", "Date", "Due Date", "Amount", "Description"]
SALE_HEAD = ["Sale No", "Time", "Branch", "Till", "Cashier", "Amount", "M-PESA Code"]
CASHIERS = ("Jane", "Otieno", "Faith", "Abdulrahman Hassan")


def trade_book(folder: Path, rows: int = 20) -> Path:
    """A company file with so many invoices and sales (20 at least), whose days end on LAST_DAY."""
    days = 90 if rows > 1000 else 3
    paid = [moved for moved in truth(rows * 3, days=days, ends_on=LAST_DAY) if moved.role == "payment"]
    book = Book.create(str(folder / "trade.mpesabooks"), business="TESTBIZ LIMITED")
    import_document(book, statement(folder, rows * 3, days=days))
    invoices, sales = paid[: len(paid) // 2], paid[len(paid) // 2 :]
    bring(book, ListKind.INVOICES, "October invoices.csv", INVOICE_HEAD, invoice_rows(invoices, rows))
    decide(book, invoices)
    bring(book, ListKind.SALES, "Z report 29-31 October.csv", SALE_HEAD, sale_rows(sales, rows))
    condition = (Condition("direction", "is", "out"), Condition("kind", "is", "merchant_to_merchant_payment"))
    book.do(make_rule, name="Supplies", conditions=condition, meaning=Meaning.OTHER)
    owner = (Condition("direction", "is", "in"), Condition("party_name", "contains", sales[-1].party_name))
    book.do(make_rule, name="Money of the owner", conditions=owner, meaning=Meaning.OWNER)
    book.close()
    return folder / "trade.mpesabooks"


def bring(book: Book, kind: ListKind, name: str, head: Sequence[str], rows: Sequence[Sequence[Any]]) -> Any:
    """Rows as a list of the user's own making."""
    out = io.StringIO()
    csv.writer(out).writerows([head, *rows])
    return import_list(book, Payload(name, data=out.getvalue().encode()), kind)


def _customer(n: int, moved: Movement) -> tuple[str, str, str]:
    name = LONG if n % 11 == 6 else moved.party_name.title().replace("****", "Wanjiru")
    return name, f"07{n * 7_919_131 % 10**8:08d}", f"{n % 12 + 1}{'ABCD'[n % 4]}{n // 12 or ''}"


def invoice_rows(paid: Sequence[Movement], rows: int) -> list[list[str]]:
    """One invoice a payment, due around the last day; every fifth customer has two."""
    made = []
    for n in range(rows):
        moved = paid[n % len(paid)]
        on = clock.number_of(LAST_DAY) - n * 25 // rows - 2
        customer = _customer(n - 1 if n % 5 == 4 else n, moved)
        if n % 5 == 4:
            customer = (_customer(n - 1, paid[(n - 1) % len(paid)])[0], *customer[1:])
        due = on + (14 if n % 3 else 5)
        days = (f"{clock.day_of(day):%d/%m/%Y}" for day in (on, due))
        made.append([f"INV-{1001 + n}", *customer, *days, money.plain(moved.amount_cents), "Goods on account"])
    return made


def key(moved: Movement) -> TransactionKey:
    """A payment's identity."""
    return TransactionKey(1, moved.receipt)


def decide(book: Book, paid: Sequence[Movement]) -> None:
    """By turns whole, in part, twice over with an advance, taken back, and nothing."""
    made = []
    for n, moved in enumerate(paid[: len(paid) * 3 // 4]):
        cents, invoice = moved.amount_cents, f"INV-{1001 + n}"
        if n % 4 == 0:
            made.append(Decision(key(moved), (Allocation("invoice", invoice, cents),), "reference"))
        elif n % 4 == 1:
            made.append(Decision(key(moved), (Allocation("invoice", invoice, cents // 2),), "reference"))
    book.do(confirm_all, made=made, by="auto")
    taken, kept, over = paid[2], paid[3], paid[0]
    number = book.do(
        confirm_match,
        decision=Decision(key(taken), (Allocation("invoice", "INV-1003", taken.amount_cents),), "by hand"),
    ).value
    book.do(undo_decisions, ids=[number])
    book.do(
        confirm_match, decision=Decision(key(kept), (Allocation("customer", "C00004", kept.amount_cents),), "by hand")
    )
    book.do(remember_account, typed="HSE4D", customer_key="C00004")
    told = invoice_rows(paid, 20)[0]
    told[6] = money.plain(over.amount_cents - 5_000)
    bring(book, ListKind.INVOICES, "Corrected invoice.csv", INVOICE_HEAD, [told])


def sale_rows(paid: Sequence[Movement], rows: int) -> list[list[str]]:
    """One sale a payment, most with its code, the rest with every fault; some payments are never rung up."""
    made: list[list[str]] = []
    for n, moved in enumerate(paid[: rows * 4 // 5]):
        at, cents, code = moved.completed_at + 90, moved.amount_cents, moved.receipt
        match n % 10:
            case 1:
                code = slip(code)
            case 2:
                code = f"{code[:3]}ZZ{code[5:]}"
            case 3:
                cents += 5_000
            case 5:
                code = ""
            case 6:
                at += 5 * 3600
            case 7 if made:
                code = made[-2][6] or code
            case 9:
                continue  # never rung up
        when = f"{clock.wall(at):%d/%m/%Y %H:%M}"
        place = ("CBD", "T1") if n % 3 else ("Westlands", "T2")
        made.append([f"{7001 + n}", when, *place, CASHIERS[n % len(CASHIERS)], money.plain(cents), code])
    return made


def slip(code: str) -> str:
    """The code with two signs turned round, or one look-alike put in."""
    for one, other in ("0O", "1I", "5S", "8B", "O0", "I1", "S5", "B8"):
        if one in code[3:]:
            return code[:3] + code[3:].replace(one, other, 1)
    return code[:-2] + code[-1] + code[-2]
