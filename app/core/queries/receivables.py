"""What customers owed at the end of a day, and all that happened with one of them: read from the ledger itself."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from app.core import clock
from app.core.errors import BookError
from app.core.ledger import code
from app.core.queries.customers import CustomerRow, customer_row, customer_rows
from app.core.queries.items import ItemRow, items_by_key
from app.core.queries.postings import flow_rows
from app.core.store.trade_tables import items

RECEIVABLES, ADVANCES = code("receivables"), code("advances")


class Debt(NamedTuple):
    """An invoice at the end of a day, and the cents of it that were not settled then (below zero: overpaid)."""

    invoice: ItemRow
    open_cents: int


class Step(NamedTuple):
    """One line of a customer's statement: signed cents, what is owed more is positive; ``what`` says why.

    ``at`` is seconds UTC, None where only the day is known; ``receipt`` is '' where no payment made it.
    """

    on_day: int
    at: int | None
    what: str
    number: str
    receipt: str
    cents: int


class CustomerStatement(NamedTuple):
    """A customer between two days: opening, steps in the order of time, closing; advances make it smaller."""

    customer: CustomerRow
    opening_cents: int
    steps: tuple[Step, ...]

    @property
    def closing_cents(self) -> int:
        """What he owes after the last step; below zero where money is kept for him."""
        return self.opening_cents + sum(step.cents for step in self.steps)


def debts_at(reader: Connection, *, on_day: int) -> list[Debt]:
    """Invoices with something open (or too much paid) at the end of a day, by customer and due day."""
    left: dict[str, int] = defaultdict(int)
    for row in flow_rows(reader, account=RECEIVABLES, from_day=0, to_day=on_day):
        left[row.key] += row.cents if row.debit == RECEIVABLES else -row.cents
    owed = {key: cents for key, cents in left.items() if cents}
    rows = items_by_key(reader, kind="invoice", keys=sorted(owed))
    found = [Debt(rows[key], cents) for key, cents in owed.items()]
    return sorted(found, key=lambda one: (one.invoice.customer_name, due_of(one.invoice), one.invoice.key))


def due_of(invoice: ItemRow) -> int:
    """The day by which it is to be paid: its own day where none was told."""
    return invoice.on_day if invoice.due_day is None else invoice.due_day


def customer_named(reader: Connection, *, name: str) -> CustomerRow:
    """A customer by key or by name in any case. Raises BookError where none or several have it."""
    found = customer_row(reader, key=name)
    if found is not None:
        return found
    wanted = " ".join(name.split()).casefold()
    fitting = [row for row in customer_rows(reader, text=name, limit=None) if row.name.casefold() == wanted]
    if len(fitting) == 1:
        return fitting[0]
    if not fitting:
        raise BookError(f"There is no customer “{name}”.", hint="list BOOK customers tells keys and names.")
    keys = ", ".join(row.key for row in fitting)
    raise BookError(
        f"Several customers are called “{name}”.", detail=f"Their keys: {keys}.", hint="Name one by its key."
    )


def customer_statement(reader: Connection, *, customer: CustomerRow, from_day: int, to_day: int) -> CustomerStatement:
    """All that was billed, paid, forgiven and kept for a customer, and what it came to before."""
    query = select(items.c.key).where(items.c.kind == "invoice", items.c.customer_key == customer.key)
    own = set(reader.execute(query).scalars())
    steps: list[Step] = []
    opening = 0
    for account in (RECEIVABLES, ADVANCES):
        for row in flow_rows(reader, account=account, from_day=0, to_day=to_day):
            if (row.key not in own) if account == RECEIVABLES else (row.key != customer.key):
                continue
            cents = row.cents if row.debit == account else -row.cents
            if row.on_day < from_day:
                opening += cents
            else:
                steps.append(Step(row.on_day, row.at, _what(row, account, cents), row.key, row.receipt or "", cents))
    numbers = {row.key: row.number for row in items_by_key(reader, kind="invoice", keys=sorted(own)).values()}
    steps = [step._replace(number=numbers.get(step.number, "")) for step in steps]
    return CustomerStatement(customer, opening, tuple(sorted(steps, key=_in_time)))


def _what(row: Any, account: str, cents: int) -> str:
    if row.source == "item":
        return "Invoice" if cents > 0 else "Paid outside this program"
    if account == ADVANCES:
        return "Kept for the next invoice" if cents < 0 else "Used for an invoice"
    if row.debit == code("charges"):
        return "Fee, let go"
    if row.debit == code("write_offs"):
        return "Written off"
    return "Payment" if row.receipt else "From the money kept"


def _in_time(step: Step) -> tuple[int, bool, int, str]:
    """What was billed on a day stands before what was paid on it."""
    return step.on_day, step.what != "Invoice", step.at or clock.day_start(step.on_day), step.number
