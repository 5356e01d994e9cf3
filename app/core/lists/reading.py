"""Read a list: find its header, know its columns, and read each row or say why it cannot be read."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from app.core import clock
from app.core.items import Item, ItemKind
from app.core.lists import cells
from app.core.lists.columns import columns_of, fingerprint_of, missing_of, plain
from app.core.lists.tables import read_table
from app.core.lists.values import (
    ColumnsUnknown,
    CustomerLine,
    Listing,
    ListKind,
    ListLine,
    ListProblem,
    Table,
)
from app.core.sources.payload import Payload

HEADER_WITHIN_ROWS = 30
SAMPLE_ROWS = 8
_CALLED = {
    ListKind.INVOICES: "a list of invoices",
    ListKind.CUSTOMERS: "a list of customers",
    ListKind.SALES: "a list of sales",
    ListKind.BANK: "a bank statement",
}
_DAY_FIELDS = ("date", "due", "sold_at")
_TOTALS = ("total", "totals", "grand total", "sum", "subtotal", "sub total")
_BEGINS_TOTALS = frozenset("tTgGsS")

Known = Callable[[str], Mapping[str, int] | None]
"""Answers the columns that a person once gave for a layout (by its fingerprint), or None."""


def read_list(
    payload: Payload, kind: ListKind, *, columns: Mapping[str, int] | None = None, remembered: Known | None = None
) -> Listing:
    """The customers or items in a payload.

    ``columns`` (field to place, both from 0) is what a person said; else a layout that was explained before, else the
    header's words. Raises ColumnsUnknown where these do not tell enough or not one row can be read by them,
    DocumentRefused where there is no table.
    """
    table = read_table(payload)
    at = header_row(table, kind)
    header = tuple(table.rows[at])
    fingerprint = fingerprint_of(header, kind)
    told = columns or (remembered(fingerprint) if remembered else None) or columns_of(header, kind)
    found = {field: place for field, place in told.items() if 0 <= place < len(header)}
    missing = missing_of(found, kind)
    body = Table(table.rows[at + 1 :], table.lines[at + 1 :])
    if missing:
        wanted = " and ".join(f"“{field}”" for field in missing)
        sentence = f"“{payload.name}” does not look like {_CALLED[kind]}: no column for {wanted} was found."
        raise _unknown(sentence, header, body, found, missing, fingerprint)
    listing = _Reader(kind, found, body).listing(header, fingerprint)
    if listing.problems and not listing.lines:
        first = listing.problems[0]
        sentence = f"Not one row of “{payload.name}” can be read. Line {first.line}: {first.reason}"
        raise _unknown(sentence, header, body, found, (), fingerprint)
    return listing


def _unknown(
    told: str,
    header: tuple[str, ...],
    body: Table,
    found: dict[str, int],
    missing: tuple[str, ...],
    fingerprint: str,
) -> ColumnsUnknown:
    return ColumnsUnknown(
        told,
        detail=f"Its columns are: {', '.join(title or '(no title)' for title in header)}.",
        hint="Say which column is which in the window, or rename the columns.",
        header=header,
        sample=tuple(tuple(row) for row in body.rows[:SAMPLE_ROWS]),
        guessed=found,
        missing=missing,
        fingerprint=fingerprint,
    )


def header_row(table: Table, kind: ListKind) -> int:
    """The row among the first whose words name most fields; where rows tie (or none does), the first full one."""
    first = table.rows[:HEADER_WITHIN_ROWS]
    return max(range(len(first)), key=lambda at: (len(columns_of(first[at], kind)), sum(map(bool, first[at])), -at))


class _Reader:
    """Reads the rows of one table by its columns."""

    def __init__(self, kind: ListKind, columns: dict[str, int], body: Table) -> None:
        self._kind, self._columns, self._body = kind, columns, body
        self._notes: list[str] = []
        self._month_first = {field: self._order_of_days(field) for field in _DAY_FIELDS if field in columns}
        self._seen: Counter[str] = Counter()

    def listing(self, header: tuple[str, ...], fingerprint: str) -> Listing:
        lines: list[ListLine] = []
        problems: list[ListProblem] = []
        for row, line in zip(self._body.rows, self._body.lines, strict=True):
            if self._is_aside(row, header):
                continue
            try:
                lines.append(ListLine(line, _READ[self._kind](self, row)))
            except ValueError as error:
                problems.append(ListProblem(line, self._number(row), str(error)))
        told = (lines, problems, tuple(self._notes), header, fingerprint, self._columns)
        return Listing(self._kind, *told)

    def cell(self, row: Sequence[str], field: str) -> str:
        place = self._columns.get(field)
        return cells.tidy(row[place]) if place is not None and place < len(row) else ""

    def cents(self, row: Sequence[str], field: str) -> int | None:
        text = self.cell(row, field)
        try:
            return cells.cents(text)
        except ValueError:
            raise ValueError(f"“{text}” is no amount.") from None

    def needed_cents(self, row: Sequence[str], field: str) -> int:
        found = self.cents(row, field)
        if found is None:
            raise ValueError("The amount is missing.")
        return found

    def day(self, row: Sequence[str], field: str) -> int | None:
        text = self.cell(row, field)
        try:
            found = cells.day(text, month_first=self._month_first.get(field, False))
        except ValueError:
            raise ValueError(f"“{text}” is no day.") from None
        return None if found is None else clock.number_of(found)

    def instant(self, row: Sequence[str], field: str) -> int:
        text = self.cell(row, field)
        try:
            found = cells.instant(text, month_first=self._month_first.get(field, False))
        except ValueError:
            raise ValueError(f"“{text}” is no day and time.") from None
        if found is None:
            raise ValueError("The day is missing.")
        return found

    def copies_before(self, told: str) -> int:
        """How many rows said the very same before this one."""
        self._seen[told] += 1
        return self._seen[told] - 1

    def _number(self, row: Sequence[str]) -> str:
        return next(
            (found for field in ("number", "sale_no", "reference", "name") if (found := self.cell(row, field))), ""
        )

    def _order_of_days(self, field: str) -> bool:
        told = cells.is_month_first(row[self._columns[field]] for row in self._body.rows)
        if told:
            self._notes.append(f"Days in the column “{field}” stand month first; they were turned.")
        if told is None:
            self._notes.append(
                f"Days in the column “{field}” stand day first in some rows and month first in others; day first was "
                "taken, and rows that this makes impossible were rejected."
            )
        return bool(told)

    def _is_aside(self, row: Sequence[str], header: Sequence[str]) -> bool:
        """A repeated header, or a line of totals under the list."""
        at = next(at for at, cell in enumerate(row) if cell)
        if row[at][:1] == header[at][:1] and tuple(row) == tuple(header):
            return True
        if row[at][:1] not in _BEGINS_TOTALS or (first := plain(row[at])) not in _TOTALS:
            return False
        has_number = any(self.cell(row, field) for field in ("number", "sale_no", "date", "sold_at"))
        return not has_number or plain(self._number(row)) == first


def _invoice(read: _Reader, row: Sequence[str]) -> Item:
    number = read.cell(row, "number")
    if not number:
        raise ValueError("The invoice has no number.")
    cents = read.needed_cents(row, "amount")
    paid = read.cents(row, "paid") or 0
    if cents < 0 or paid < 0:
        raise ValueError("The amount is below zero; a credit note is not an invoice.")
    on = read.day(row, "date")
    due = read.day(row, "due")
    if on is None:
        on = due if due is not None else 0
    phones = cells.phone_list(read.cell(row, "phone"))
    return Item(
        ItemKind.INVOICE.value,
        item_key(number),
        number,
        cents,
        on,
        due,
        paid_cents=paid,
        customer_name=read.cell(row, "customer"),
        phone=" / ".join(phones),
        account=read.cell(row, "account"),
        store=read.cell(row, "store"),
        description=read.cell(row, "description"),
    )


def item_key(*parts: str) -> str:
    """How numbers are compared: case and outer or doubled spaces do not count."""
    return "|".join(cells.tidy(part).upper() for part in parts)


def _customer(read: _Reader, row: Sequence[str]) -> CustomerLine:
    name = read.cell(row, "name")
    if not name:
        raise ValueError("The customer has no name.")
    accounts = tuple(filter(None, (cells.tidy(part) for part in read.cell(row, "account").split(";"))))
    phones = cells.phone_list(read.cell(row, "phone"))
    return CustomerLine(name, phones, accounts, read.cell(row, "email"), read.cell(row, "pin"))


def _sale(read: _Reader, row: Sequence[str]) -> Item:
    number = read.cell(row, "sale_no")
    if not number:
        raise ValueError("The sale has no number.")
    cents = read.needed_cents(row, "amount")
    if cents < 0:
        raise ValueError("The amount is below zero; a return is not a sale.")
    at = read.instant(row, "sold_at")
    store, till = read.cell(row, "store"), read.cell(row, "till")
    return Item(
        ItemKind.SALE.value,
        item_key(store, till, number),
        number,
        cents,
        clock.day_number(at),
        at=at,
        customer_name=read.cell(row, "customer"),
        store=store,
        till=till,
        cashier=read.cell(row, "cashier"),
        code=read.cell(row, "mpesa_code").replace(" ", "").upper(),
    )


def _bank_line(read: _Reader, row: Sequence[str]) -> Item:
    on = read.day(row, "date")
    if on is None:
        raise ValueError("The day is missing.")
    cents = read.cents(row, "amount")
    if cents is None:
        paid_in, paid_out = read.cents(row, "paid_in") or 0, read.cents(row, "paid_out") or 0
        cents = paid_in - abs(paid_out)
    if cents == 0:
        raise ValueError("The amount is missing.")
    reference, description = read.cell(row, "reference"), read.cell(row, "description")
    balance = read.cents(row, "balance")
    told = "|".join(map(str, (on, cents, item_key(reference), item_key(description), balance)))
    digest = hashlib.sha256(f"{told}|{read.copies_before(told)}".encode()).hexdigest()[:20]
    return Item(
        ItemKind.BANK.value,
        digest,
        reference,
        cents,
        on,
        description=description,
        balance_cents=balance,
    )


_READ: dict[ListKind, Callable[[_Reader, Sequence[str]], Item | CustomerLine]] = {
    ListKind.INVOICES: _invoice,
    ListKind.CUSTOMERS: _customer,
    ListKind.SALES: _sale,
    ListKind.BANK: _bank_line,
}
