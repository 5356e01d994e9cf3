"""Block A, the balance proof: opening, what moved, closing, each from a source of its own.

No figure here may be worked out from the figures it is meant to explain (domain notes, daily report, section 6). What
the block guarantees where the opening is known: change one row's amount or balance by a cent, and either the
difference moves by that cent or the running balance is no longer unbroken. Where the opening is not known, the first
row's amount stands unproven (nothing says what it was booked on), every other amount and balance is held by the walk.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from app.core import clock, money
from app.core.reports import ledger_order
from app.core.reports.day_book import DayBook
from app.core.reports.ledger_order import Walk
from app.core.reports.sheet import Balance, BalanceBlock, Line, Part, Row, SourceDocument, Unbroken
from app.core.statement import BalanceState

CUSTOMER, GOODS, BANK, TILL, OTHER = "Customer pay bill", "Buy goods", "From bank", "From other till", "Other"
_ORIGIN = {
    "pay_bill": CUSTOMER,
    "pay_bill_online": CUSTOMER,
    "standing_order_pay_bill": CUSTOMER,
    "small_business_pay_bill": CUSTOMER,
    "merchant_payment": GOODS,
    "merchant_payment_online": GOODS,
    "small_business_pay_merchant": GOODS,
    "fsi_to_pay_bill": BANK,
    "fsi_to_merchant": BANK,
    "business_pay_bill": BANK,
    "merchant_pay_utility": TILL,
    "merchant_to_utility": TILL,
    "merchant_to_merchant": TILL,
    "merchant_payment_received": TILL,
}
_ORIGINS = (CUSTOMER, GOODS, BANK, TILL, OTHER)

LINES = (
    ("receipts", "Receipts", 1),
    ("reversals_in", "Reversals of our outgoing payments", 1),
    ("charges", "Charges", -1),
    ("reversals_out", "Refunds and reversals", -1),
    ("payouts", "Payments out", -1),
    ("sweep_out", "Sweep to bank", -1),
    ("sweep_in", "Sweep in", 1),
    ("other_in", "Other money in", 1),
    ("other_out", "Other money out", -1),
)
"""Every movement stands on exactly one of these lines."""

_LINE_OF = {
    ("payment", "in"): "receipts",
    ("reversal", "in"): "reversals_in",
    ("charge", "out"): "charges",
    ("reversal", "out"): "reversals_out",
    ("payout", "out"): "payouts",
    ("sweep_out", "out"): "sweep_out",
    ("sweep_in", "in"): "sweep_in",
}
_UNTOLD = "not told by any document in this book"


class Proof(NamedTuple):
    """Block A, and the other readings of opening and closing that must agree with it."""

    block: BalanceBlock
    walk: Walk
    opening_disagrees: tuple[str, int] | None
    closing_disagrees: tuple[str, int] | None
    next_disagrees: tuple[str, int] | None


def line_of(row: Row) -> str:
    """The key of the line on which a movement stands."""
    return _LINE_OF.get((row.role, row.direction)) or f"other_{row.direction}"


def part_of(row: Row) -> str:
    """Within its line: a receipt's origin, anything else's kind in words."""
    if row.role == "payment" and row.direction == "in":
        return _ORIGIN.get(row.kind, OTHER)
    return kind_in_words(row.kind or row.role)


@cache
def kind_in_words(kind: str) -> str:
    """``pay_bill_charge`` as ``Pay bill charge``."""
    words = kind.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def lines(rows: Iterable[Row]) -> tuple[Line, ...]:
    """Counts and sums of all lines, with their parts."""
    counts: Counter[tuple[str, str]] = Counter()
    cents: Counter[tuple[str, str]] = Counter()
    for row in rows:
        key = line_of(row), part_of(row)
        counts[key] += 1
        cents[key] += row.amount_cents
    return tuple(_line(key, label, sign, counts, cents) for key, label, sign in LINES)


def _line(key: str, label: str, sign: int, counts: Counter[tuple[str, str]], cents: Counter[tuple[str, str]]) -> Line:
    names = _ORIGINS if key == "receipts" else sorted(part for line, part in counts if line == key)
    parts = tuple(Part(name, counts[key, name], cents[key, name]) for name in names)
    return Line(key, label, sign, sum(p.n for p in parts), sum(p.amount_cents for p in parts), parts)


def balance_proof(book: DayBook) -> Proof:
    """Block A of one day, and what disagrees with it."""
    before = ledger_order.walk(book.earlier, opening_cents=None)
    last_before = before.rows[-1] if before.rows else None
    declared = _declared_opening(book)
    carried = _carried(last_before, before.closing_cents)
    opening = declared if declared.cents is not None else carried
    near = last_before if declared.cents is None else None
    walked = ledger_order.walk(book.rows, opening_cents=opening.cents, before=near)
    next_cents = ledger_order.before_first(book.next)
    stated = _declared_closing(book)
    closing = _closing(book, walked, stated, next_cents)
    proof = Proof(
        block=BalanceBlock(
            opening, lines(book.rows), closing, _unbroken(walked, opening), walked.breaks, BalanceState.ABSENT, ()
        ),
        walk=walked,
        opening_disagrees=_disagreement(carried, declared.cents) if _follows(book, last_before) else None,
        closing_disagrees=_disagreement(closing, stated.closing_cents if stated else None),
        next_disagrees=_next_disagrees(book, closing, next_cents),
    )
    return proof._replace(block=_judged(book, proof, next_cents))


def _declared_opening(book: DayBook) -> Balance:
    """The opening of the newest document whose period begins exactly with this day."""
    for source in reversed(book.sources):
        if source.opening_cents is not None and source.starts_at == book.day.starts_at:
            return Balance(source.opening_cents, f"opening balance told by {source.file}")
    return Balance(None, _UNTOLD)


def _carried(last_before: Row | None, cents: int | None) -> Balance:
    if last_before is None or cents is None:
        return Balance(None, _UNTOLD)
    return Balance(cents, f"balance after {last_before.receipt}, {clock.wall(last_before.completed_at):%d/%m/%Y %H:%M}")


def _declared_closing(book: DayBook) -> SourceDocument | None:
    """The newest document whose period ends exactly with this day and that tells a closing."""
    last_second = book.day.ends_at - 1
    for source in reversed(book.sources):
        if source.closing_cents is not None and source.ends_at in (last_second, book.day.ends_at):
            return source
    return None


def _closing(book: DayBook, walked: Walk, stated: SourceDocument | None, next_cents: int | None) -> Balance:
    """What Safaricom prints as the balance at the end of the day.

    A document whose own rows do not reach the closing that it tells has lost rows: then what it tells counts. One
    whose rows do reach it may have been made before the day was over, so the day's last row counts.
    """
    if stated and (stated.state is not BalanceState.PROVEN or not walked.rows):
        return Balance(stated.closing_cents, f"closing balance told by {stated.file}")
    if walked.rows and walked.closing_cents is not None:
        last = walked.rows[-1]
        return Balance(walked.closing_cents, f"balance after {last.receipt}, {clock.wall(last.completed_at):%H:%M:%S}")
    if not walked.rows and next_cents is not None and _next_follows(book):
        after = book.next[0]
        return Balance(next_cents, f"balance before {after.receipt}, {clock.wall(after.completed_at):%d/%m/%Y %H:%M}")
    return Balance(None, _UNTOLD)


def _unbroken(walked: Walk, opening: Balance) -> Unbroken:
    if walked.breaks:
        return Unbroken.NO
    if not walked.rows:
        return Unbroken.NOT_KNOWN if opening.cents is None else Unbroken.YES
    return Unbroken.NOT_KNOWN if opening.cents is None or walked.closing_cents is None else Unbroken.YES


def _disagreement(reading: Balance, other_cents: int | None) -> tuple[str, int] | None:
    if reading.cents is None or other_cents is None or reading.cents == other_cents:
        return None
    return reading.source, other_cents - reading.cents


def _next_disagrees(book: DayBook, closing: Balance, next_cents: int | None) -> tuple[str, int] | None:
    """The next row must have been booked on this day's closing; where days may be missing, nothing can be said."""
    return _disagreement(closing, next_cents) if _next_follows(book) else None


def _next_follows(book: DayBook) -> bool:
    """Whether the next row in the book is also the next in truth: of the next day, or in a document of this day."""
    if not book.next:
        return False
    at = book.next[0].completed_at
    return at < book.day.ends_at + clock.DAY_SECONDS or any((s.ends_at or 0) >= at for s in book.sources)


def _follows(book: DayBook, last_before: Row | None) -> bool:
    """Whether the day follows on the row before it: of the day before, or in a document of this day."""
    if last_before is None:
        return False
    at = last_before.completed_at
    return at >= book.day.starts_at - clock.DAY_SECONDS or any(
        s.starts_at is not None and s.starts_at <= at for s in book.sources
    )


def _judged(book: DayBook, proof: Proof, next_cents: int | None) -> BalanceBlock:
    block = proof.block
    wrong, missing = _wrong(proof), _missing(book, block, next_cents)
    if wrong:
        state = BalanceState.BROKEN
    elif not book.rows and block.opening.cents is None and block.closing.cents is None:
        state = BalanceState.ABSENT
    else:
        state = BalanceState.PARTIAL if missing else BalanceState.PROVEN
    return BalanceBlock(
        block.opening, block.lines, block.closing, block.unbroken, block.breaks, state, (*wrong, *missing)
    )


def _wrong(proof: Proof) -> list[str]:
    block, said = proof.block, []
    if block.difference_cents:
        said.append(f"Computed and Safaricom's closing differ by KES {money.shown(abs(block.difference_cents))}.")
    if block.unbroken is Unbroken.NO:
        said.append(f"The running balance breaks {len(block.breaks)} time{'s' * (len(block.breaks) > 1)}.")
    if proof.opening_disagrees:
        said.append(f"The opening differs from the row before by KES {money.shown(abs(proof.opening_disagrees[1]))}.")
    if proof.next_disagrees:
        said.append(f"The next day begins KES {money.shown(abs(proof.next_disagrees[1]))} away from this closing.")
    return said


def _missing(book: DayBook, block: BalanceBlock, next_cents: int | None) -> list[str]:
    said = []
    if block.opening.cents is None:
        said.append("The opening balance is not known, so the proof is partial: nothing proves the first row.")
    if block.closing.cents is None:
        said.append("No closing balance is told for this day.")
    elif not _is_complete(book, next_cents):
        said.append("No document covers the day to its end; rows may still come.")
    if block.unbroken is Unbroken.NOT_KNOWN and block.opening.cents is not None:
        said.append("Not every row tells a balance.")
    rejected = sum(source.rejected for source in book.sources)
    if rejected:
        said.append(f"{rejected} row{'s' * (rejected > 1)} in the documents of this day could not be read.")
    return said


def _is_complete(book: DayBook, next_cents: int | None) -> bool:
    """A document taken in after the day's end covers that end, or a later row carries the balance on."""
    covered = any(
        source.ends_at is not None and source.ends_at >= book.day.ends_at - 1 and source.recorded_at >= book.day.ends_at
        for source in book.sources
    )
    return covered or (next_cents is not None and _next_follows(book))
