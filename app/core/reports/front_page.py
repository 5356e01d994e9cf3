"""The first page of the daily sheet: the whole truth of the day on one A4, to be signed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from app.core import clock, money
from app.core.reports import front_sums
from app.core.reports.exceptions import hole_in_words
from app.core.reports.front_sums import COUNT_AT, PART_AT, SUM_AT, initials, title
from app.core.reports.paper import BOLD, LEFT, MONO, RIGHT, TOP, Paper, Squeezed, width_of, wrapped
from app.core.reports.sheet import DailySheet, Line, Part, SourceDocument, Unbroken
from app.core.statement import BalanceState

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
VERDICT = {
    BalanceState.PROVEN: "PROVEN",
    BalanceState.PARTIAL: "PARTLY PROVEN",
    BalanceState.BROKEN: "BROKEN",
    BalanceState.ABSENT: "NO STATEMENT",
}
UNBROKEN = {Unbroken.YES: "YES", Unbroken.NO: "NO", Unbroken.NOT_KNOWN: "NOT KNOWN"}
NOT_KNOWN = "not known"
MOST_SOURCES, MOST_HOLES, MOST_REASONS = 3, 3, 4
_MOST_PARTS = {"receipts": 5, "charges": 3, "payouts": 2}
SIGN_OFF_TOP = 128.0
"""Height of the upper edge of the sign-off, in points from the foot of the page."""

_LEAST_BEFORE_DENSE = 0.93
"""Lines nearer than that are harder to read than fewer lines."""


def long_day(on: date) -> str:
    """``Wednesday 5 November 2025``, whatever the machine's language."""
    return f"{DAYS[on.weekday()]} {on.day} {MONTHS[on.month - 1]} {on.year}"


def moment(at: int) -> str:
    """``05/11/2025 08:01`` in Nairobi."""
    return f"{clock.wall(at):%d/%m/%Y %H:%M}"


def amount(cents: int | None) -> str:
    """Thousands separators and a real minus sign, or the words for a figure that nobody tells."""
    return NOT_KNOWN if cents is None else money.shown(cents)


def draw_front_page(paper: Paper, sheet: DailySheet) -> float:
    """Draw the whole page; gives the height at which the part above the sign-off ended."""
    is_dense, factor = False, _factor(sheet, is_dense=False)
    if factor < _LEAST_BEFORE_DENSE:
        is_dense, factor = True, _factor(sheet, is_dense=True)
    y = _flow(Squeezed(paper, factor), sheet, is_dense=is_dense)
    _sign_off(paper, sheet)
    return TOP - (TOP - y) * factor


def _factor(sheet: DailySheet, *, is_dense: bool) -> float:
    """By how much lines must move together for the page to end above the sign-off; 1 where there is room."""
    ends_at = _flow(Squeezed(None), sheet, is_dense=is_dense)
    return min(1.0, (TOP - SIGN_OFF_TOP) / (TOP - ends_at))


def _flow(paper: Paper, sheet: DailySheet, *, is_dense: bool) -> float:
    """All above the sign-off; ``is_dense``: what is nothing, and of what lines consist, in few words."""
    y = _head(paper, sheet)
    y = _sources(paper, y, sheet.head.sources)
    y = _balance(paper, y, sheet, is_dense=is_dense)
    if sheet.trade.books:
        y = front_sums.books(paper, y, sheet.trade.books, is_dense=is_dense)
    y = front_sums.sums(paper, y, sheet)
    return front_sums.exceptions(paper, y, sheet.exceptions)


def _head(paper: Paper, sheet: DailySheet) -> float:
    head, y = sheet.head, TOP - 10
    paper.text(LEFT, y, head.business or "(no business name)", font=BOLD, size=13, width=RIGHT - LEFT - 100)
    _stamp(paper, RIGHT, y, head.status.value, size=11)
    y -= 16
    paper.text(LEFT, y, f"Daily M-PESA reconciliation  ·  {long_day(head.on)}", size=10.5, width=RIGHT - LEFT)
    y -= 6
    paper.rule(y, weight=1)
    left = (
        ("KRA PIN", head.kra_pin or "not given"),
        ("Short code", f"{head.wallet.code}   {head.kind}"),
        ("Account", head.wallet.ledger),
        ("Holder", head.holder or "not told"),
    )
    right = (
        ("Business day", f"{moment(head.starts_at)} to {moment(head.ends_at - 1)}:59"),
        ("Prepared by", head.prepared_by or "…………………………"),
        ("As it stood" if head.is_past else "Printed", moment(head.printed_at)),
        ("Report", sheet.foot.number),
    )
    for (name, value), (other_name, other_value) in zip(left, right, strict=True):
        y -= 11
        paper.text(LEFT, y, name, size=7.5)
        paper.text(LEFT + 56, y, value, font=BOLD, size=8, width=190)
        paper.text(300, y, other_name, size=7.5)
        paper.text(360, y, other_value, font=BOLD, size=8, width=RIGHT - 360)
    return y - 5


def _stamp(paper: Paper, x: float, y: float, word: str, *, size: float) -> None:
    """A framed word that ends at ``x``: what it says is in the word, not in a colour."""
    width = width_of(word, BOLD, size) + 10
    paper.box(x - width, y - size * 0.32, width, size * 1.3, weight=1)
    paper.text(x - width + 5, y, word, font=BOLD, size=size)


def _sources(paper: Paper, y: float, sources: tuple[SourceDocument, ...]) -> float:
    y -= 9
    paper.text(LEFT, y, "Sources", size=7.5)
    if not sources:
        paper.text(LEFT + 56, y, "No document in the book covers this day.", size=7.5)
        y -= 9.5
    for source in sources[:MOST_SOURCES]:
        y = _source(paper, y, source)
    if len(sources) > MOST_SOURCES:
        paper.text(LEFT + 56, y, f"and {len(sources) - MOST_SOURCES} more, listed at the end", size=7.5)
        y -= 9.5
    return y - 3


def _source(paper: Paper, y: float, source: SourceDocument) -> float:
    paper.text(LEFT + 56, y, source.file, size=7.5, width=208)
    paper.right(366, y, f"{source.rows:,} rows", size=7.5)
    paper.text(374, y, source.sha256[:8], font=MONO, size=7.5)
    paper.text(416, y, period(source), size=7.5, width=RIGHT - 416)
    return y - 9.5


def period(source: SourceDocument) -> str:
    """``05/11 00:00 – 06/11 23:59``, as far as it is told."""
    ends = (f"{clock.wall(at):%d/%m %H:%M}" if at is not None else "?" for at in (source.starts_at, source.ends_at))
    return " – ".join(ends)


def _balance(paper: Paper, y: float, sheet: DailySheet, *, is_dense: bool) -> float:
    block, top = sheet.balance, y
    y = title(paper, y, "A", "Balance proof")
    _column_names(paper, top)
    _figure(paper, y, "Opening balance per Safaricom", amount(block.opening.cents), note=block.opening.source)
    for line in block.lines:
        if line.n or not is_dense:
            y = _line(paper, y - 11, line, is_dense=is_dense)
    nothing = ", ".join(line.label for line in block.lines if not line.n)
    if nothing and is_dense:
        y -= 10
        paper.text(LEFT + 14, y, f"0.00 each: {nothing}", size=7.5, width=SUM_AT - LEFT - 14)
    y -= 4
    paper.rule(y, x=PART_AT + 8, end=SUM_AT)
    y -= 10
    _figure(paper, y, "=  Closing balance computed", amount(block.computed_cents))
    y -= 11
    _figure(paper, y, "Closing balance per Safaricom", amount(block.closing.cents), note=block.closing.source)
    y -= 13
    _figure(paper, y, "Difference (must be 0.00)", amount(block.difference_cents))
    initials(paper, y)
    y -= 12
    paper.text(LEFT + 3, y, "Running balance unbroken", font=BOLD, size=8.5)
    paper.right(SUM_AT, y, UNBROKEN[block.unbroken], font=BOLD, size=8.5)
    _stamp(paper, PART_AT, y, VERDICT[block.state], size=8)
    return _remarks(paper, y - 11, sheet, is_dense=is_dense) - 2


def _column_names(paper: Paper, y: float) -> None:
    for x, name in ((COUNT_AT, "number"), (PART_AT, "of which KES"), (SUM_AT, "KES"), (RIGHT - 3, "initials")):
        paper.right(x, y - 9, name, size=7)


def _figure(paper: Paper, y: float, name: str, figure: str, *, note: str = "") -> None:
    paper.text(LEFT + 3, y, name, font=BOLD, size=8.5)
    start = LEFT + 3 + width_of(name, BOLD, 8.5) + 6
    if note:
        paper.text(start, y, note, size=7, width=PART_AT - 6 - start)
    paper.right(SUM_AT, y, figure, font=BOLD, size=8.5)


def _line(paper: Paper, y: float, line: Line, *, is_dense: bool) -> float:
    sign = "+" if line.sign > 0 else "\N{MINUS SIGN}"
    paper.text(LEFT + 3, y, sign, size=8.5)
    paper.text(LEFT + 14, y, line.label, size=8.5, width=200)
    paper.right(COUNT_AT, y, f"{line.n:,}", size=8.5)
    paper.right(SUM_AT, y, money.shown(line.amount_cents), size=8.5)
    for part in () if is_dense and line.key != "receipts" else _parts_shown(line):
        y -= 9
        paper.text(LEFT + 28, y, part.label, size=7.5, width=200)
        paper.right(COUNT_AT, y, f"{part.n:,}", size=7.5)
        paper.right(PART_AT, y, money.shown(part.amount_cents), size=7.5)
    return y


def _parts_shown(line: Line) -> Iterator[Part]:
    """The parts that hold something, the smallest gathered where there are many; all are in the workbook."""
    most = _MOST_PARTS.get(line.key, 0)
    parts = [part for part in line.parts if part.n]
    if not most or (len(parts) == 1 and parts[0].label.casefold() == line.label.casefold()):
        return
    if len(parts) > most:
        parts.sort(key=lambda part: -part.amount_cents)
        rest = parts[most - 1 :]
        parts = parts[: most - 1]
        parts.append(Part("Other kinds", sum(p.n for p in rest), sum(p.amount_cents for p in rest)))
    yield from parts


def _remarks(paper: Paper, y: float, sheet: DailySheet, *, is_dense: bool) -> float:
    """Why the proof is broken or partial, and where the holes are."""
    block = sheet.balance
    holes = [hole_in_words(hole) + "." for hole in block.breaks[:MOST_HOLES]]
    if len(block.breaks) > MOST_HOLES:
        holes.append(f"And {len(block.breaks) - MOST_HOLES} more, listed under K at the end.")
    told = [*block.reasons[:MOST_REASONS], *holes]
    return _sentences(paper, y, [" ".join(told)] if told and is_dense else told, most_lines=6 if is_dense else 2)


def _sentences(paper: Paper, y: float, sentences: Iterable[str], *, most_lines: int) -> float:
    for sentence in sentences:
        for number, words in enumerate(wrapped(sentence, RIGHT - LEFT - 18, size=7.5)[:most_lines]):
            paper.text(LEFT + (3 if number == 0 else 12), y, ("–  " if number == 0 else "") + words, size=7.5)
            y -= 9
    return y


def _sign_off(paper: Paper, sheet: DailySheet) -> None:
    paper.rule(SIGN_OFF_TOP, weight=1)
    gap = 14.0
    width = (RIGHT - LEFT - gap * (len(sheet.signatories) - 1)) / len(sheet.signatories)
    for number, who in enumerate(sheet.signatories):
        x, y = LEFT + number * (width + gap), SIGN_OFF_TOP - 12
        paper.text(x, y, who, font=BOLD, size=8.5)
        for name in ("Name", "Date and time", "Signature"):
            y -= 19
            paper.text(x, y, name, size=7)
            paper.rule(y - 1.5, x=x + 48, end=x + width, weight=0.4)
