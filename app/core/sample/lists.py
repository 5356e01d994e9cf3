"""The other side of the sample shop: its customers, and an invoice for most of what was paid."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from random import Random
from typing import NamedTuple

from app.core import clock, money
from app.core.sample.people import LAST
from app.core.sample.truth import Movement

UNPAID_EVERY, LARGER_EVERY, DUE_DAYS = 17, 23, 14
_HAS_PHONE = 0.8


class Debt(NamedTuple):
    """An invoice of the sample shop, and the receipt that truly pays it ('' for none)."""

    number: str
    customer: str
    phone: str
    account: str
    on_day: int
    cents: int
    receipt: str


def debts(story: Iterable[Movement], *, seed: int) -> Iterator[Debt]:
    """An invoice for each payment that meant something, some days before it; a few larger, a few never paid."""
    draw = Random(f"debts {seed}")
    for number, paid in enumerate(moved for moved in story if moved.role == "payment" and moved.meant):
        is_invoice = paid.meant.startswith("INV")
        name = full_name(paid.party_name)
        account = "" if is_invoice else paid.meant
        on = clock.day_number(paid.completed_at) - 1 - int(draw.random() * 12)
        cents = paid.amount_cents * (2 if number % LARGER_EVERY == 5 else 1)
        invoice = paid.meant if is_invoice else f"AC-{20_001 + number}"
        phone = paid.party_phone if draw.random() < _HAS_PHONE else ""
        yield Debt(invoice, name, phone, account, on, cents, paid.receipt)
        if number % UNPAID_EVERY == 3:
            yield Debt(f"UN-{30_001 + number}", name, phone, account, on + 3, cents + 5_000, "")


def full_name(printed: str) -> str:
    """A payer as the shop knows him: the middle name that statements hide is told."""
    words = printed.title().split()
    if "****" in words:
        hidden = LAST[sum(map(ord, printed.upper())) % len(LAST)].title()
        words[words.index("****")] = hidden
    return " ".join(words)


def invoice_csv(owed: Iterable[Debt]) -> bytes:
    """The shop's invoice list, as an invoicing program would export it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["Invoice No", "Customer", "Phone", "Account No", "Date", "Due Date", "Amount", "Description"])
    for debt in owed:
        days = (_day(debt.on_day), _day(debt.on_day + DUE_DAYS))
        writer.writerow([debt.number, debt.customer, debt.phone, debt.account, *days, money.plain(debt.cents), "Goods"])
    return out.getvalue().encode()


def _day(number: int) -> str:
    return f"{clock.day_of(number):%d/%m/%Y}"
