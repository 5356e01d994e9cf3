"""The daily reconciliation of one wallet, made from the book as it stands."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import Connection

from app.core import clock, money
from app.core.reports.balance import balance_proof
from app.core.reports.daily_json import sheet_to_json
from app.core.reports.day_book import DayBook, Held, day_book
from app.core.reports.exceptions import exception_lines
from app.core.reports.sheet import (
    AfterClose,
    DailySheet,
    DayStatus,
    Foot,
    Head,
    OpenReceipt,
    Reversal,
    ReversalBlock,
    Row,
    TaxBlock,
    UnmatchedBlock,
)
from app.core.reports.trade_blocks import trade_sheet
from app.core.tariffs import rate

__all__ = ["DailySheet", "daily_sheet", "sheet_to_json"]

_KIND_OF_LEDGER = {"Utility": "PayBill", "Merchant": "Till", "Personal": "Personal line", "Pochi": "Pochi la Biashara"}
_ORGANISATION_ACCOUNT = "Organisation account"
_FINGERPRINT_DIGITS = 16


def daily_sheet(
    reader: Connection,
    *,
    on: date,
    wallet_id: int,
    prepared_by: str = "",
    printed_at: int | None = None,
    is_past: bool = False,
) -> DailySheet:
    """The sheet of one wallet for one Nairobi day. ``printed_at`` is seconds UTC, now if not given.

    ``is_past``: the book is one of a past moment, which is ``printed_at``. Raises LookupError where the book follows no
    such wallet.
    """
    printed_at = clock.now() if printed_at is None else printed_at
    book = day_book(reader, on=on, wallet_id=wallet_id, now=printed_at)
    made = sheet_of(book, prepared_by=prepared_by, printed_at=printed_at)
    return replace(made, head=replace(made.head, is_past=is_past)) if is_past else made


def sheet_of(book: DayBook, *, prepared_by: str, printed_at: int) -> DailySheet:
    """The sheet of what was read, without another look at the book."""
    proof = balance_proof(book)
    rows = proof.walk.rows
    reversals = _reversals(book, rows)
    unmatched = _unmatched(rows, book, reversals, printed_at)
    return DailySheet(
        head=_head(book, prepared_by=prepared_by, printed_at=printed_at),
        balance=proof.block,
        unmatched=unmatched,
        reversals=ReversalBlock(reversals),
        after_close=_after_close(book),
        exceptions=exception_lines(book, proof, reversals),
        foot=_foot(book, rows),
        rows=rows,
        taxes=_taxes(book),
        trade=trade_sheet(book, rows, unmatched, printed_at),
    )


def _taxes(book: DayBook) -> TaxBlock:
    day = clock.number_of(book.day.on)
    n, cents = book.takings.get(day, (0, 0))
    month = book.takings.values()
    return TaxBlock(
        n,
        cents,
        sum(one[0] for one in month),
        sum(one[1] for one in month),
        rate("turnover_tax", on_day=day),
        rate("vat", on_day=day),
    )


def _head(book: DayBook, *, prepared_by: str, printed_at: int) -> Head:
    return Head(
        business=book.business,
        kra_pin=book.kra_pin,
        wallet=book.wallet,
        holder=book.holder,
        kind=_KIND_OF_LEDGER.get(book.wallet.ledger, _ORGANISATION_ACCOUNT),
        on=book.day.on,
        starts_at=book.day.starts_at,
        ends_at=book.day.ends_at,
        prepared_by=prepared_by,
        printed_at=printed_at,
        status=_status(book),
        sources=book.sources,
    )


def _status(book: DayBook) -> DayStatus:
    if not book.seals:
        return DayStatus.DRAFT
    return DayStatus.SEALED if book.seals[-1].is_standing else DayStatus.REOPENED


def _foot(book: DayBook, rows: Sequence[Row]) -> Foot:
    seal = next((one for one in book.seals if one.is_standing), None)
    if seal is None:
        return Foot(report_number(book), fingerprint(rows))
    closed = f"{seal.actor}, {clock.wall(seal.at):%d/%m/%Y %H:%M}"
    return Foot(report_number(book), fingerprint(rows), seal.mark, closed)


def _after_close(book: DayBook) -> tuple[AfterClose, ...]:
    return tuple(
        AfterClose(clock.day_of(one.on_day), one.at, one.receipt, one.amount_cents, one.what) for one in book.late
    )


def report_number(book: DayBook) -> str:
    """``MB-4000001-U-20251105``: code, initials of the ledger, day."""
    initials = "".join(word[0] for word in book.wallet.ledger.split()).upper()
    return f"MB-{book.wallet.code}-{initials}-{book.day.on:%Y%m%d}"


def fingerprint(rows: Iterable[Row]) -> str:
    """Sixteen hexadecimal digits over what was booked, in ledger order. Names and wording are not part of it."""
    digest = hashlib.sha256()
    for row in rows:
        told = (row.receipt, row.role, row.ordinal, row.signed_cents, row.completed_at, row.balance_cents)
        digest.update(repr(told).encode())
    return digest.hexdigest()[:_FINGERPRINT_DIGITS]


_EXPLAINED = ("matched", "not_a_sale")


def _unmatched(rows: Sequence[Row], book: DayBook, reversals: Iterable[Reversal], printed_at: int) -> UnmatchedBlock:
    """Every payment in that nothing explains wholly. A receipt that was taken back is noted, not left out."""
    taken_back = {entry.original.id: entry.reversal for entry in reversals if entry.original is not None}
    today, given, guesses = clock.day_number(printed_at), book.given, book.trade.guesses
    receipts = tuple(
        OpenReceipt(
            row,
            row.amount_cents - given.get(row.id, 0),
            max(today - clock.day_number(row.completed_at), 0),
            _note(row, taken_back.get(row.id), given.get(row.id, 0)),
            guesses.get(row.id, ""),
        )
        for row in rows
        if row.role == "payment" and row.direction == "in" and row.state not in _EXPLAINED
    )
    return UnmatchedBlock(receipts, sum(receipt.open_cents for receipt in receipts))


def _note(row: Row, reversal: Row | None, given_cents: int) -> str:
    if reversal is not None:
        is_same_day = clock.day_number(row.completed_at) == clock.day_number(reversal.completed_at)
        return f"reversed {clock.wall(reversal.completed_at):{'%H:%M' if is_same_day else '%d/%m'}}"
    return f"of {money.shown(row.amount_cents)}" if given_cents else ""


def _reversals(book: DayBook, rows: Sequence[Row]) -> tuple[Reversal, ...]:
    entries = [_reversal_today(book, row) for row in rows if row.role == "reversal"]
    movements = {row.receipt: row for row in rows if row.role not in ("reversal", "charge")}
    for reversal in book.later_reversals:
        original = movements.get(reversal.linked_receipt or "")
        if original is not None:
            finding = f"taken back on {clock.wall(reversal.completed_at):%d/%m/%Y} by {reversal.receipt}"
            entries.append(Reversal(reversal, original, str(book.wallet), is_later=True, finding=finding))
    return tuple(entries)


def _reversal_today(book: DayBook, row: Row) -> Reversal:
    held = _taken_back(book.originals.get(row.linked_receipt or "", ()), row, book.wallet_id)
    name = book.wallet_names.get(held.wallet_id, "") if held else ""
    return Reversal(row, held.row if held else None, name, is_later=False, finding=_finding(book, row, held))


def _taken_back(candidates: Sequence[Held], reversal: Row, wallet_id: int) -> Held | None:
    """The leg that the reversal takes back: of this wallet, the other direction and the nearest amount first."""
    return min(
        candidates,
        key=lambda held: (
            held.wallet_id != wallet_id,
            held.row.direction == reversal.direction,
            abs(held.row.amount_cents - reversal.amount_cents),
            held.row.id,
        ),
        default=None,
    )


def _finding(book: DayBook, row: Row, held: Held | None) -> str:
    if not row.linked_receipt:
        return "names no original"
    if held is None:
        return f"original {row.linked_receipt} is not in the book"
    said = []
    if held.wallet_id != book.wallet_id:
        said.append("original is in another wallet")
    if not book.day.holds(held.row.completed_at):
        said.append(f"original of {clock.wall(held.row.completed_at):%d/%m/%Y}")
    if held.row.amount_cents != row.amount_cents:
        said.append("amount differs from the original")
    return "; ".join(said)
