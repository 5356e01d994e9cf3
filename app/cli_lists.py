"""The ``list`` command: reading what is in the book, as text, CSV or JSON."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import orjson

from app.cli_matching import match_shapes, queue_shapes
from app.cli_shapes import transaction_shape, wallet_shape, write_json
from app.core import clock, money
from app.core.actions.record_list import ListSummary
from app.core.book import Book, Reader
from app.core.errors import CallWrong
from app.core.queries.customers import customer_rows
from app.core.queries.days import day_rows
from app.core.queries.evidence_list import evidence_lines
from app.core.queries.items import ItemFilter, all_items
from app.core.queries.log import event_rows
from app.core.queries.receipts import receipt_finding, receipts_meant
from app.core.queries.rows import Cursor, TransactionFilter
from app.core.queries.transactions import transaction_page, transactions_of_receipt
from app.core.receipts import as_typed

PAGE = 5_000


def print_list(book: Book, what: str, *, filters: TransactionFilter, receipt: str = "", form: str) -> None:
    """Print one list in one form: ``text``, ``csv`` or ``json``.

    ``receipt`` is a code in any spelling; what it is taken to mean is told on standard error. Raises CallWrong where a
    list cannot be narrowed so.
    """
    if (receipt or filters.text) and what != "transactions":
        raise CallWrong("Only transactions can be looked up by --receipt or --text.")
    if receipt:
        shapes = _of_receipt(book, receipt, filters)
    elif filters.text:
        shapes = book.ask(lambda reader: [transaction_shape(row) for row in _all_rows(reader, filters)])
    else:
        shapes = book.ask(_SHAPES[what], from_on=filters.from_on, to_on=filters.to_on)
    if form == "json":
        write_json(shapes)
    elif form == "csv":
        _print_csv(shapes)
    else:
        _print_text(shapes)


def _of_receipt(book: Book, code: str, filters: TransactionFilter) -> list[dict[str, Any]]:
    """The transactions that the code can mean, and a word to the person where they are not of that very code."""
    finding = book.ask(receipt_finding, text=code)
    if finding is not None:
        sys.stderr.write(f"{finding.text}\n")
    meant = book.ask(receipts_meant, text=code)
    if not meant:
        sys.stderr.write(f"There is no receipt {as_typed(code)} here, and none that looks like it.\n")
    first, last = filters.from_on or date.min, filters.to_on or date.max
    rows = book.ask(transactions_of_receipt, receipts=meant)
    return [transaction_shape(row) for row in rows if first <= clock.wall(row.completed_at).date() <= last]


def _transactions(reader: Reader, *, from_on: date | None, to_on: date | None) -> list[dict[str, Any]]:
    return [transaction_shape(row) for row in _all_rows(reader, TransactionFilter(from_on=from_on, to_on=to_on))]


def _all_rows(reader: Reader, filters: TransactionFilter) -> Iterator[Any]:
    after: Cursor | None = None
    while True:
        page = transaction_page(reader, filters=filters, after=after, limit=PAGE)
        yield from page.rows
        if page.next is None:
            return
        after = page.next


def _evidence(reader: Reader, *, from_on: date | None, to_on: date | None) -> list[dict[str, Any]]:
    return [
        {
            "id": line.seq,
            "receipt": line.receipt,
            "wallet": wallet_shape(line.wallet),
            "outcome": line.outcome,
            "document": line.document,
            "sha256": line.sha256,
            "line": line.line,
            "kind": line.kind,
            "amount": None if line.amount_cents is None else money.plain(line.amount_cents),
            "completed_at": clock.iso(line.completed_at),
            "reason": line.reason,
        }
        for line in evidence_lines(reader, from_on=from_on, to_on=to_on)
    ]


def _days(reader: Reader, *, from_on: date | None, to_on: date | None) -> list[dict[str, Any]]:
    return [
        {
            "date": tile.on.isoformat(),
            "transactions": tile.n,
            "in": money.plain(tile.in_cents),
            "out": money.plain(tile.out_cents),
            "state": tile.state.value,
            "conflicts": tile.conflicts,
            "closed": tile.closed,
        }
        for tile in day_rows(reader, from_on=from_on, to_on=to_on)
    ]


def _events(reader: Reader, *, from_on: date | None, to_on: date | None) -> list[dict[str, Any]]:
    return [
        {
            "seq": row.seq,
            "kind": row.kind,
            "recorded_at": clock.iso(row.recorded_at),
            "actor": row.actor,
            "receipt": row.receipt,
            "document": row.document_id,
            "line": row.line,
            "body": orjson.loads(row.body),
        }
        for row in event_rows(reader, from_on=from_on, to_on=to_on)
    ]


def _invoices(reader: Reader, *, from_on: date | None, to_on: date | None) -> list[dict[str, Any]]:
    first, last = (None if on is None else clock.number_of(on) for on in (from_on, to_on))
    return [
        {
            "number": row.number,
            "customer": row.customer_name,
            "customer_key": row.customer_key or None,
            "account": row.account,
            "phone": row.phone,
            "date": _day(row.on_day),
            "due": _day(row.due_day),
            "amount": money.plain(row.amount_cents),
            "paid": money.plain(row.paid_cents + row.settled_cents),
            "open": money.plain(row.open_cents),
            "state": row.state,
            "store": row.store,
            "description": row.description,
        }
        for row in all_items(reader, filters=ItemFilter("invoice", from_day=first, to_day=last))
    ]


def _day(number: int | None) -> str | None:
    return clock.day_of(number).isoformat() if number else None


def _customers(reader: Reader, *, from_on: date | None, to_on: date | None) -> list[dict[str, Any]]:
    if from_on or to_on:
        raise CallWrong("Customers have no day: leave --from and --to out.")
    return [
        {
            "key": row.key,
            "name": row.name,
            "phones": list(row.phones),
            "accounts": list(row.accounts),
            "email": row.email,
            "pin": row.pin,
            "open": money.plain(row.open_cents),
            "open_invoices": row.open_items,
            "advance": money.plain(row.advance_cents),
        }
        for row in customer_rows(reader, limit=None)
    ]


def tell_list(path: str, done: ListSummary, *, is_json: bool, is_dry_run: bool) -> None:
    """What became of a list of the other side, as JSON or in words."""
    if is_json:
        problems = [problem._asdict() for problem in done.problems]
        told = {name: getattr(done, name) for name in ("sha256", "kind", "rows", "new", "changed", "known", "rejected")}
        more = {"customers": done.customers, "problems": problems, "notes": list(done.notes), "list": done.list_id}
        write_json({"file": path, **told, **more})
        return
    sys.stdout.write(
        f"{done.file}: {'would be ' if is_dry_run else ''}new {done.new:,} · changed {done.changed:,} · "
        f"already here {done.known:,} · rejected {done.rejected:,}\n"
    )
    if done.customers:
        sys.stdout.write(f"  {done.customers:,} customers came with them.\n")
    for note in done.notes:
        sys.stdout.write(f"  {note}\n")
    for problem in done.problems[:20]:
        sys.stdout.write(f"  line {problem.line} {problem.number}: {problem.reason}\n")
    if len(done.problems) > 20:
        sys.stdout.write(f"  … and {len(done.problems) - 20} more (see --json)\n")


_SHAPES: dict[str, Any] = {
    "transactions": _transactions,
    "evidence": _evidence,
    "invoices": _invoices,
    "customers": _customers,
    "matches": match_shapes,
    "queue": queue_shapes,
    "days": _days,
    "events": _events,
}


def _print_csv(shapes: list[dict[str, Any]]) -> None:
    from app.core.exports.spreadsheet import write_csv

    flat = [dict(_flattened(shape)) for shape in shapes]
    header = list(flat[0]) if flat else []
    write_csv(([row[name] for name in header] for row in flat), header, sys.stdout)


def _flattened(shape: dict[str, Any], prefix: str = "") -> Iterable[tuple[str, str]]:
    for name, value in shape.items():
        if isinstance(value, dict):
            yield from _flattened(value, f"{prefix}{name}_")
        elif isinstance(value, list):
            yield prefix + name, "; ".join(map(str, value))
        else:
            yield prefix + name, "" if value is None else str(value)


def _print_text(shapes: list[dict[str, Any]]) -> None:
    for shape in shapes:
        sys.stdout.write("  ".join(value for _, value in _flattened(shape) if value) + "\n")
    sys.stdout.write(f"{len(shapes):,} in all\n")
