"""Block K: what a reviewer must not overlook, one line each. A line that found nothing is printed with a 0."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from app.core import clock, money
from app.core.doctor.codes import CodeFault
from app.core.doctor.codes import Finding as CodeFinding
from app.core.receipts import letters_around, letters_for
from app.core.reports.balance import Proof
from app.core.reports.day_book import DayBook
from app.core.reports.sheet import ExceptionLine, Finding, Reversal, Row
from app.core.statement import Break
from app.core.statement import Proof as Evidence

CUSTOMER_LIMIT_CENTS = 25_000_000
"""No customer can pay more than KES 250,000 at once (domain notes, section 5, limits since August 2023)."""

_TOLD_TWICE = "The same receipt stands in another wallet of this book."


def exception_lines(book: DayBook, proof: Proof, reversals: tuple[Reversal, ...]) -> tuple[ExceptionLine, ...]:
    """All lines, always in the same order."""
    rows = proof.walk.rows
    return (
        _line("holes", "Holes in the running balance", _holes(proof.walk.breaks)),
        _line("edges", "Opening or closing told differently elsewhere", _edges(proof)),
        _conflicts(book),
        _line("letters", "Receipts whose letters tell another day", _each(rows, _other_day)),
        _line("other_wallets", "Receipts that stand in two wallets", _elsewhere(book)),
        _line("unproven", "Rows that no statement proves yet", _each(rows, _unproven)),
        _line("over_limit", "Receipts over KES 250,000", _each(rows, _over_limit)),
        _line("lost_originals", "Reversals whose original is not in the book", _lost_originals(reversals)),
        _line("reversed_later", "Rows of this day taken back on another day", _reversed_later(reversals)),
        _line("warnings", "Rows read with a warning", _each(rows, _warned)),
        _documents_line("rejected", "Unreadable rows in this day's documents", book),
        _documents_line("ignored", "Rows not completed in this day's documents", book),
        *_code_lines(book),
    )


_CODE_LINES = (
    (CodeFault.USED_TWICE, "Codes used twice"),
    (CodeFault.NOT_FOUND, "Codes of sales on no statement"),
    (CodeFault.REVERSED, "Codes of sales whose payment was taken back"),
    (CodeFault.OLDER, "Codes paid long before their sale"),
    (CodeFault.NO_CODE, "Sales marked M-PESA without a code"),
)


def _code_lines(book: DayBook) -> Iterable[ExceptionLine]:
    """Frauds of the till (domain notes, daily report, section 2); nothing where no sale was ever taken in."""
    if book.trade.sales is None:
        return
    for fault, label in _CODE_LINES:
        told = [one for one in book.trade.sales.findings if one.fault is fault]
        found = [Finding(one.sale.at, one.sale.code, one.sale.amount_cents, _of_sale(one)) for one in told]
        yield _line(fault.value, label, found)


def _of_sale(one: CodeFinding) -> str:
    sale = one.sale
    where = ", ".join(filter(None, (sale.store, sale.till, sale.cashier)))
    return f"sale {sale.number}{f' ({where})' if where else ''}: {one.sentence}"


def _line(key: str, label: str, findings: Iterable[Finding]) -> ExceptionLine:
    found = tuple(findings)
    return ExceptionLine(key, label, len(found), _total(found), found)


def _total(findings: Iterable[Finding]) -> int | None:
    """Magnitudes added up, so that a hole in one direction never hides one in the other."""
    amounts = [abs(finding.amount_cents) for finding in findings if finding.amount_cents is not None]
    return sum(amounts) if amounts else None


def _holes(breaks: Iterable[Break]) -> Iterable[Finding]:
    for hole in breaks:
        yield Finding(hole.ends_at, hole.before, hole.amount_cents, hole_in_words(hole))


def hole_in_words(hole: Break) -> str:
    """``KES 1,350.00 of money in is missing between 14:02:11 (TK…) and 14:09:47 (TK…)``; days where they differ."""
    side = "in" if hole.amount_cents > 0 else "out"
    amount = f"KES {money.shown(abs(hole.amount_cents))} of money {side} is missing"
    if hole.starts_at is None or hole.ends_at is None:
        return f"{amount} before {_moment(hole.ends_at, with_day=False)} ({hole.before})"
    with_day = clock.day_number(hole.starts_at) != clock.day_number(hole.ends_at)
    start, end = _moment(hole.starts_at, with_day=with_day), _moment(hole.ends_at, with_day=with_day)
    return f"{amount} between {start} ({hole.after}) and {end} ({hole.before})"


def _moment(at: int | None, *, with_day: bool) -> str:
    return "" if at is None else f"{clock.wall(at):{'%d/%m ' if with_day else ''}%H:%M:%S}"


def _edges(proof: Proof) -> Iterable[Finding]:
    block = proof.block
    told = (
        (proof.opening_disagrees, f"the opening used is the {block.opening.source}"),
        (proof.closing_disagrees, "a document of this day tells another closing; it may have been made earlier"),
        (proof.next_disagrees, "the next row in the book was booked on another balance"),
    )
    for disagreement, why in told:
        if disagreement:
            source, cents = disagreement
            yield Finding(None, "", cents, f"KES {money.shown(abs(cents))} away from the {source}: {why}")


def _conflicts(book: DayBook) -> ExceptionLine:
    """A row is counted once, however many documents contradict it; each contradiction is told."""
    rows = {row.id: row for row in book.rows}
    findings = []
    for row_id, reason in book.contradictions:
        row = rows[row_id]
        findings.append(Finding(row.completed_at, row.receipt, row.amount_cents, reason))
    contradicted = {row_id: rows[row_id].amount_cents for row_id, _ in book.contradictions}
    total = sum(contradicted.values()) if contradicted else None
    label = "Rows that another document contradicts"
    return ExceptionLine("conflicts", label, len(contradicted), total, tuple(findings))


def _each(rows: Iterable[Row], what: Callable[[Row], str]) -> Iterable[Finding]:
    for row in rows:
        if words := what(row):
            yield Finding(row.completed_at, row.receipt, row.amount_cents, words)


def _other_day(row: Row) -> str:
    day = clock.wall(row.completed_at).date()
    if len(row.receipt) != 10 or not letters_for(day) or row.receipt[:3] in letters_around(day):
        return ""
    return f"begins with {row.receipt[:3]}; receipts of this day begin with {letters_for(day)}"


def _unproven(row: Row) -> str:
    return "" if row.proof >= Evidence.STATEMENT else f"best evidence: {Evidence(row.proof).name.lower()}"


def _over_limit(row: Row) -> str:
    is_over = row.role == "payment" and row.direction == "in" and row.amount_cents > CUSTOMER_LIMIT_CENTS
    return f"from {row.party_name or row.party_phone or 'an unnamed payer'}" if is_over else ""


def _warned(row: Row) -> str:
    if not row.warnings:
        return ""
    import orjson

    return " ".join(str(sentence) for sentence in orjson.loads(row.warnings))


def _elsewhere(book: DayBook) -> Iterable[Finding]:
    wanted = set(book.elsewhere)
    for row in book.rows:
        if row.receipt in wanted:
            yield Finding(row.completed_at, row.receipt, row.amount_cents, _TOLD_TWICE)


def _lost_originals(reversals: Iterable[Reversal]) -> Iterable[Finding]:
    for entry in reversals:
        if entry.original is None and not entry.is_later:
            row = entry.reversal
            yield Finding(row.completed_at, row.receipt, row.amount_cents, entry.finding)


def _reversed_later(reversals: Iterable[Reversal]) -> Iterable[Finding]:
    for entry in reversals:
        if entry.is_later and entry.original is not None:
            row = entry.original
            yield Finding(row.completed_at, row.receipt, row.amount_cents, entry.finding)


def _documents_line(key: str, label: str, book: DayBook) -> ExceptionLine:
    """Such rows carry no amount that can be trusted and often no time, so they are counted a document at a time."""
    findings: list[Finding] = []
    total = 0
    for source in book.sources:
        n: int = getattr(source, key)
        total += n
        if n:
            findings.append(Finding(None, "", None, f"{n} in {source.file}"))
    return ExceptionLine(key, label, total, None, tuple(findings))
