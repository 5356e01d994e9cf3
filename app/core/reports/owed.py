"""What customers owe: the statement that one of them is sent, and all of them by age. Both out of the ledger."""

from __future__ import annotations

from collections import defaultdict
from itertools import accumulate

from sqlalchemy import Connection

from app.core import clock
from app.core.queries.customers import CustomerRow
from app.core.queries.receivables import (
    ADVANCES,
    RECEIVABLES,
    Debt,
    Step,
    customer_statement,
    debts_at,
    due_of,
)
from app.core.queries.trial_balance import trial_balance
from app.core.queries.wallets import business
from app.core.reports.listing import Cell, Figure, Head, Listing, Section
from app.core.reports.workbook import Kind

AGES = ((0, "not_due", "Not due"), (30, "days_30", "1–30 days"), (60, "days_60", "31–60"), (90, "days_90", "61–90"))
OLDEST = ("older", "Over 90")
_TO_30, _MONEY = 30, 74.0


def statement(reader: Connection, *, customer: CustomerRow, from_day: int, to_day: int) -> Listing:
    """A customer's statement of account between two days (day numbers, both included)."""
    told = customer_statement(reader, customer=customer, from_day=from_day, to_day=to_day)
    balances = list(accumulate((step.cents for step in told.steps), initial=told.opening_cents))[1:]
    rows = [_step_row(step, balance) for step, balance in zip(told.steps, balances, strict=True)]
    heads = (
        Head("date", "Day", Kind.DAY, 58),
        Head("what", "What", Kind.TEXT, 130),
        Head("number", "Invoice", Kind.TEXT, 80),
        Head("receipt", "Receipt", Kind.TEXT, 68),
        Head("billed", "Billed KES", Kind.MONEY, _MONEY, is_summed=True),
        Head("paid", "Paid KES", Kind.MONEY, _MONEY, is_summed=True),
        Head("balance", "Owed KES", Kind.MONEY, _MONEY),
    )
    phones = ", ".join(customer.phones)
    return Listing(
        "statement",
        business(reader),
        f"Statement of account: {customer.name}",
        " · ".join(filter(None, (days(from_day, to_day), phones))),
        (
            Figure("opening", "Owed before", told.opening_cents),
            Figure("closing", "Owed now", told.closing_cents),
        ),
        (Section("rows", "What was billed and paid", heads, rows),),
        () if told.closing_cents >= 0 else ("A balance below nothing is money kept for the next invoice.",),
    )


def _step_row(step: Step, balance: int) -> tuple[Cell, ...]:
    billed, paid = max(step.cents, 0) or None, max(-step.cents, 0) or None
    return step.on_day, step.what, step.number, step.receipt, billed, paid, balance


def aged(reader: Connection, *, on_day: int) -> Listing:
    """Receivables by age at the end of a day; invoices without a due day were due on their own day."""
    debts = debts_at(reader, on_day=on_day)
    owed = [one for one in debts if one.open_cents > 0]
    ledger = trial_balance(reader, until_day=on_day)
    total = sum(one.open_cents for one in debts)
    return Listing(
        "aged",
        business(reader),
        "Aged receivables",
        f"at the end of {clock.day_of(on_day):%a %d %b %Y}",
        (
            Figure("owed", "Owed by customers", sum(one.open_cents for one in owed)),
            Figure("overpaid", "Paid too much on invoices", sum(one.open_cents for one in debts if one.open_cents < 0)),
            Figure("ledger", "Receivables in the ledger", ledger.balance_of(RECEIVABLES)),
            Figure("difference", "Difference", total - ledger.balance_of(RECEIVABLES), must_be_nothing=True),
            Figure("advances", "Kept for customers beside this", -ledger.balance_of(ADVANCES)),
        ),
        (_by_customer(owed, on_day), _by_invoice(owed, on_day)),
    )


def _by_customer(owed: list[Debt], on_day: int) -> Section:
    sums: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0] * (len(AGES) + 2))
    for one in owed:
        row = sums[one.invoice.customer_name or one.invoice.account or "no name", one.invoice.customer_key]
        row[_age(on_day - due_of(one.invoice))] += one.open_cents
        row[-1] += one.open_cents
    rows: list[tuple[Cell, ...]] = [
        (name, *(cents or None for cents in cells))
        for (name, _), cells in sorted(sums.items(), key=lambda pair: (-pair[1][-1], pair[0]))
    ]
    heads = (
        Head("customer", "Customer", Kind.TEXT, 160),
        *(Head(name, title, Kind.MONEY, 66, is_summed=True) for _, name, title in AGES),
        Head(*OLDEST, Kind.MONEY, 66, is_summed=True),
        Head("owed", "Owed KES", Kind.MONEY, 72, is_summed=True),
    )
    return Section("customers", "By customer, who owes most first", heads, rows)


def _by_invoice(owed: list[Debt], on_day: int) -> Section:
    rows = [
        (
            one.invoice.customer_name,
            one.invoice.number,
            one.invoice.on_day,
            one.invoice.due_day,
            max(on_day - due_of(one.invoice), 0),
            one.invoice.amount_cents,
            one.open_cents,
        )
        for one in owed
    ]
    heads = (
        Head("customer", "Customer", Kind.TEXT, 150),
        Head("number", "Invoice", Kind.TEXT, 80),
        Head("date", "Day", Kind.DAY, 58),
        Head("due", "Due", Kind.DAY, 58),
        Head("days_late", "Days late", Kind.COUNT, 46),
        Head("amount", "Amount KES", Kind.MONEY, _MONEY, is_summed=True),
        Head("open", "Open KES", Kind.MONEY, _MONEY, is_summed=True),
    )
    return Section("invoices", "Invoice by invoice", heads, rows)


def _age(days_late: int) -> int:
    """The place of the column: each holds what is late by at most so many days."""
    return next((at for at, (most, *_) in enumerate(AGES) if days_late <= most), len(AGES))


def days(from_day: int, to_day: int) -> str:
    """``1 Nov 2025 to 30 Nov 2025``."""
    first, last = (f"{clock.day_of(day):%d %b %Y}".lstrip("0") for day in (from_day, to_day))
    return first if from_day == to_day else f"{first} to {last}"
