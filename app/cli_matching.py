"""The commands about whose money a payment is: ``match``, ``confirm``, ``undo``, and lists of matches and the queue."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from app.cli_shapes import write_json
from app.core import clock, money
from app.core.actions.decide import Decision, confirm_match, undo_group
from app.core.actions.record_list import undo_list
from app.core.actions.undo_import import undo_import
from app.core.book import Book, Reader
from app.core.errors import BookError
from app.core.items import Allocation, ItemKey, ItemKind, TransactionKey
from app.core.queries.deeds import deed_meant, undoable_group
from app.core.queries.items import ItemRow, items_numbered
from app.core.queries.queue import match_rows, queue_page
from app.core.queries.queue_rows import AllocationRow, QueueRow
from app.core.queries.transactions import transactions_of_receipt
from app.core.receipts import as_typed

QUEUES = {
    "likely": "likely",
    "split": "split over several",
    "wrong_account": "wrong account",
    "not_a_sale": "not a sale",
    "unknown": "unknown",
    "ask": "asked",
}
PAGE = 2_000


def match(book: Book, *, is_json: bool) -> None:
    """Run the matcher and say what it did."""
    from app.core.actions.match_payments import match_book

    done = match_book(book)
    if is_json:
        group = f"m{done.group_id}" if done.group_id else None
        told = {"payments": done.payments, "confirmed": done.confirmed, "queued": done.queued, "group": group}
        write_json({**told, "not_a_sale": done.classified, "transfers": done.transfers})
        return
    waiting = " · ".join(f"{QUEUES[name]} {done.queued[name]:,}" for name in QUEUES if done.queued.get(name))
    taken_back = f" Take them back with: undo BOOK m{done.group_id}" if done.group_id else ""
    sys.stdout.write(f"{done.payments:,} payments looked at, {done.confirmed:,} matched.{taken_back}\n")
    if done.classified or done.transfers:
        sys.stdout.write(f"{done.classified:,} told by rules to be no sale, {done.transfers:,} transfers cleared.\n")
    sys.stdout.write(f"Waiting: {waiting or 'nothing'}\n")


def confirm(book: Book, *, receipt: str, invoices: Sequence[tuple[str, int]], advance: tuple[str, int] | None) -> None:
    """Match a payment with the invoices named. Raises BookError where they do not fit."""
    key = book.ask(_payment_of, receipt=receipt)
    parts = [book.ask(_part_of, number=number, cents=cents) for number, cents in invoices]
    if advance is not None:
        parts.append(Allocation(ItemKind.CUSTOMER.value, advance[0], advance[1]))
    book.do(confirm_match, decision=Decision(key, tuple(parts), rule="by hand"))
    sys.stdout.write(f"Matched {key.receipt}. Take it back with: undo BOOK m{book.ask(undoable_group)}\n")


def _payment_of(reader: Reader, *, receipt: str) -> TransactionKey:
    rows = transactions_of_receipt(reader, receipts=[as_typed(receipt)])
    fitting = [row for row in rows if row.role == "payment" and row.direction == "in"]
    if not fitting:
        raise BookError(f"There is no payment {as_typed(receipt)} in the book.", hint="See list BOOK transactions.")
    if len(fitting) > 1:
        wallets = ", ".join(str(row.wallet) for row in fitting)
        raise BookError(f"{as_typed(receipt)} stands in several wallets: {wallets}.", hint="Match it in the window.")
    return TransactionKey(fitting[0].wallet_id, fitting[0].receipt)


def write_off(book: Book, *, numbers: Sequence[str], why: str) -> None:
    """Close what is left of these, as fees or for a reason in words. Raises BookError where nothing is left of one."""
    from app.core.actions.forgiving import forgive_rests
    from app.core.actions.typing import FEE, WRITE_OFF

    rows = [book.ask(_item_of, number=number) for number in numbers]
    is_fee = why.strip().casefold() == FEE
    keys = [ItemKey(row.kind, row.key) for row in rows]
    book.do(forgive_rests, items=keys, why=FEE if is_fee else WRITE_OFF, reason="" if is_fee else why)
    for row in rows:
        sys.stdout.write(
            f"{row.number}: KES {money.shown(row.open_cents)} {'taken as a fee' if is_fee else 'written off'}\n"
        )
    sys.stdout.write(f"Take it back with: undo BOOK m{book.ask(undoable_group)}\n")


def _part_of(reader: Reader, *, number: str, cents: int) -> Allocation:
    found = _item_of(reader, number=number)
    return Allocation(found.kind, found.key, cents)


def _item_of(reader: Reader, *, number: str) -> ItemRow:
    found = items_numbered(reader, number=number)
    if not found:
        raise BookError(f"No invoice or sale has the number “{number}”.", hint="See list BOOK invoices.")
    if len(found) > 1:
        raise BookError(f"Several invoices or sales have the number “{number}”.", hint="Do it in the window.")
    return found[0]


def undo(book: Book, *, group: str | None) -> None:
    """Take back an import or list by its number, a deed by ``m`` and its number, or what was done last."""
    kind, number = book.ask(deed_meant, group=group)
    match kind:
        case "deed":
            taken = book.do(undo_group, group_id=number).value
            sys.stdout.write(f"Took back {taken:,} decisions of m{number}.\n")
        case "list":
            taken = book.do(undo_list, list_id=number).value
            sys.stdout.write(f"List {number} was taken back; {taken:,} of its rows no longer count.\n")
        case _:
            lines = book.do(undo_import, import_id=number).value
            sys.stdout.write(f"Import {number} was taken back; {lines:,} lines no longer count.\n")


# -- shapes -------------------------------------------------------------------------------------------------------


def match_shapes(reader: Reader, *, from_on: date | None, to_on: date | None) -> list[dict[str, Any]]:
    """``list … matches``: what stands, then the best proposal of each payment that waits."""
    moments = _between(from_on, to_on)
    confirmed = [row for row in match_rows(reader) if row.at is None or moments(row.at)]
    shapes = [
        {
            "receipt": row.key.receipt if row.key else None,
            "transaction_id": row.transaction_id,
            "state": "confirmed",
            "by": row.by,
            **_grounds(row.confidence, row.runner_up, row.reasons, row.allocations),
        }
        for row in confirmed
    ]
    return shapes + [_suggested(row) for row in _waiting(reader, from_on, to_on) if row.candidates]


def queue_shapes(reader: Reader, *, from_on: date | None, to_on: date | None) -> list[dict[str, Any]]:
    """``list … queue``: every payment that waits, with its candidates ranked."""
    return [
        {
            **_suggested(row),
            "queue": row.queue,
            "candidates": [
                _grounds(one.confidence, None, [reason.text for reason in one.reasons], one.allocations)
                for one in row.candidates
            ],
            "why_not": row.why_not,
        }
        for row in _waiting(reader, from_on, to_on)
    ]


def _suggested(row: QueueRow) -> dict[str, Any]:
    best = row.candidates[0] if row.candidates else None
    reasons = [reason.text for reason in best.reasons] if best else []
    grounds = _grounds(row.confidence, row.runner_up, reasons, best.allocations if best else ())
    return {"receipt": row.key.receipt, "transaction_id": row.id, "state": "suggested", "by": "auto", **grounds}


def _grounds(
    confidence: float, runner_up: float | None, reasons: Iterable[str], parts: Iterable[AllocationRow]
) -> dict[str, Any]:
    told = list(parts)
    items = [part for part in told if part.kind != ItemKind.CUSTOMER]
    return {
        "confidence": round(confidence, 4),
        "runner_up": None if runner_up is None else round(runner_up, 4),
        "reasons": list(reasons),
        "allocations": [{part.kind: part.number, "amount": money.plain(part.cents)} for part in items],
        "advance": money.plain(sum(part.cents for part in told if part.kind == ItemKind.CUSTOMER)),
        "written_off": money.plain(sum(part.forgiven_cents for part in told)),
    }


def _waiting(reader: Reader, from_on: date | None, to_on: date | None) -> Iterator[QueueRow]:
    moments, after = _between(from_on, to_on), None
    while True:
        page = queue_page(reader, after=after, limit=PAGE)
        yield from (row for row in page.rows if moments(row.completed_at))
        if page.next is None:
            return
        after = page.next


def _between(from_on: date | None, to_on: date | None) -> Callable[[int], bool]:
    first, last = from_on or date.min, to_on or date.max
    return lambda at: first <= clock.wall(at).date() <= last
