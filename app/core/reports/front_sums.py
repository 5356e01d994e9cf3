"""The lower half of the front page: block B, one line for each list behind, and the exceptions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from app.core import money
from app.core.reports.paper import BOLD, LEFT, RIGHT, SANS, Paper, fitted, width_of, wrapped
from app.core.reports.sheet import DailySheet, ExceptionLine
from app.core.reports.trade_sheet import BooksBlock, PartBlock, SettlementBlock, TillBlock

COUNT_AT, PART_AT, SUM_AT, BOX_AT = 330.0, 418.0, 506.0, 516.0
_K_GAP, _K_PITCH = 16.0, 9.4


class SumLine(NamedTuple):
    """A block in one line: ``note`` stands beside its name where it fits, else below."""

    letter: str
    name: str
    n: int
    cents: int
    note: str = ""
    has_box: bool = False


def title(paper: Paper, y: float, letter: str, words: str) -> float:
    """A block's name on grey; gives the height of its first line."""
    paper.band(y - 12, 13)
    paper.text(LEFT + 3, y - 9, letter, font=BOLD, size=9)
    paper.text(LEFT + 18, y - 9, words, font=BOLD, size=9)
    return y - 23


def initials(paper: Paper, y: float) -> None:
    """An empty box for a reviewer's initials."""
    paper.box(BOX_AT, y - 3, RIGHT - BOX_AT, 11)


def books(paper: Paper, y: float, block: BooksBlock, *, is_dense: bool) -> float:
    """Block B: receipts and where they went; ``is_dense``: what a line consists of in one line of words."""
    top = y
    y = title(paper, y, "B", "Receipts against the books")
    for x, name in ((COUNT_AT, "number"), (PART_AT, "share, of which KES"), (SUM_AT, "KES"), (RIGHT - 3, "initials")):
        paper.right(x, top - 9, name, size=7)
    _figures(paper, y, "Receipts", block.n, block.amount_cents, font=BOLD)
    paper.right(PART_AT, y, _share(block, block.amount_cents), size=7.5)
    for share in block.shares:
        y -= 10
        _figures(paper, y, share.label, share.n, share.amount_cents, font=SANS, indent=11)
        paper.right(PART_AT, y, _share(block, share.amount_cents), size=7.5)
        if is_dense and share.parts:
            y -= 8.8
            told = "; ".join(f"{part.label} {part.n:,}, {money.shown(part.amount_cents)}" for part in share.parts)
            paper.text(LEFT + 28, y, told, size=7.2, width=RIGHT - LEFT - 28)
        for part in () if is_dense else share.parts:
            y -= 8.8
            paper.text(LEFT + 28, y, part.label, size=7.5, width=200)
            paper.right(COUNT_AT, y, f"{part.n:,}", size=7.5)
            paper.right(PART_AT, y, money.shown(part.amount_cents), size=7.5)
    y -= 11.5
    paper.text(LEFT + 3, y, "Difference (must be 0.00)", font=BOLD, size=8.5)
    paper.right(SUM_AT, y, money.shown(block.difference_cents), font=BOLD, size=8.5)
    initials(paper, y)
    return y - 7


def _figures(paper: Paper, y: float, name: str, n: int, cents: int, *, font: str, indent: float = 0) -> None:
    paper.text(LEFT + 3 + indent, y, name, font=font, size=8.5)
    paper.right(COUNT_AT, y, f"{n:,}", font=font, size=8.5)
    paper.right(SUM_AT, y, money.shown(cents), font=font, size=8.5)


def _share(block: BooksBlock, cents: int) -> str:
    per_mille = block.per_mille(cents)
    return "" if per_mille is None else f"{per_mille / 10:.1f} %"


def sum_lines(sheet: DailySheet) -> Iterator[SumLine]:
    """Blocks C to J, each in one line; those the book has no data for are left out."""
    block, trade = sheet.unmatched, sheet.trade
    oldest = max((receipt.days_open for receipt in block.receipts), default=0)
    note = f"oldest open {oldest} day{'s' * (oldest != 1)}; list behind" if block.n else ""
    yield SumLine("C", "Unmatched receipts", block.n, block.amount_cents, note, has_box=True)
    if trade.bad_sales:
        name = "Sales marked M-PESA without a valid receipt"
        note = "list behind" if trade.bad_sales.n else ""
        yield SumLine("D", name, trade.bad_sales.n, trade.bad_sales.amount_cents, note, has_box=True)
    if trade.tills:
        yield _tills(trade.tills)
    today, later = sheet.reversals.today, len(sheet.reversals.later)
    note = f"{later} of this day taken back on another day" if later else ""
    yield SumLine("F", "Reversals on this day", len(today), sum(one.reversal.amount_cents for one in today), note)
    if trade.settlement:
        yield _settlement(trade.settlement)
    if trade.part_payments:
        yield _part_payments(trade.part_payments)
    late = sheet.after_close
    note = "late rows, reversals and reopenings of sealed days" if late else ""
    yield SumLine("I", "After-close events", len(late), sum(event.amount_cents for event in late), note)
    taxes = sheet.taxes
    rates = ((taxes.turnover_tax, "turnover tax"), (taxes.vat, "VAT"))
    told = [f"{one.per_cent} % {name} from {one.since:%d/%m/%Y}" for one, name in rates if one]
    note = "; ".join([f"month to date {money.shown(taxes.month_cents)}", *told])
    yield SumLine("J", "Gross takings of the day", taxes.n, taxes.cents, note)


def _tills(block: TillBlock) -> SumLine:
    total = block.total
    unused = f"unused receipts {block.unused_n:,}, {money.shown(block.unused_cents)}"
    told = [f"rung up {money.shown(total.total_cents)}", f"day's codes {money.shown(total.today_cents)}"]
    more = (
        ("other days'", total.earlier_cents),
        ("pending", total.pending_cents),
        ("taken back", total.reversed_cents),
    )
    told += [f"{name} {money.shown(cents)}" for name, cents in more if cents]
    note = "; ".join([*told, unused])
    return SumLine("E", "Rung up as M-PESA, no money behind it", total.n, total.difference_cents, note)


def _settlement(block: SettlementBlock) -> SumLine:
    told = [f"found {money.shown(block.found_cents)}"]
    for state, name in (("in_transit", "in transit"), ("overdue", "OVERDUE"), ("reversed", "taken back")):
        n, cents = block.open_of(state)
        if n or state == "in_transit":
            told.append(f"{name} {money.shown(cents)}")
    told.append(f"difference {money.shown(block.difference_cents)}")
    return SumLine("G", "Expected at the bank", block.swept_n + block.carried_n, block.expected_cents, "; ".join(told))


def _part_payments(block: PartBlock) -> SumLine:
    told = [
        f"{name} {len(some):,}, {money.shown(sum(one.cents for one in some))}"
        for name, some in (("advances", block.advances), ("write-offs", block.write_offs))
        if some
    ]
    told.append(f"given by matches less settled {money.shown(block.difference_cents)}")
    received = sum(one.received_cents for one in block.payments)
    return SumLine("H", "Part, over and multi payments", len(block.payments), received, "; ".join(told))


def sums(paper: Paper, y: float, sheet: DailySheet) -> float:
    """One line a block, those with figures to explain in two."""
    top = y
    y = title(paper, y, "", "The lists behind, in sum")
    for x, name in ((PART_AT, "number"), (SUM_AT, "KES"), (RIGHT - 3, "initials")):
        paper.right(x, top - 9, name, size=7)
    for line in sum_lines(sheet):
        paper.text(LEFT + 3, y, line.letter, font=BOLD, size=9)
        paper.text(LEFT + 18, y, line.name, size=8.5)
        paper.right(PART_AT, y, f"{line.n:,}", font=BOLD, size=8.5)
        paper.right(SUM_AT, y, money.shown(line.cents), font=BOLD, size=8.5)
        if line.has_box:
            initials(paper, y)
        start = LEFT + 18 + width_of(line.name, SANS, 8.5) + 6
        if line.note and width_of(line.note, SANS, 7) > PART_AT - 50 - start:
            for words in wrapped(line.note, RIGHT - LEFT - 28, size=7)[:2]:
                y -= 8.6
                paper.text(LEFT + 28, y, words, size=7)
        elif line.note:
            paper.text(start, y, line.note, size=7)
        y -= 12.2
    return y + 4


def exceptions(paper: Paper, y: float, lines: tuple[ExceptionLine, ...]) -> float:
    """Block K in two columns."""
    y = title(paper, y, "K", "Exceptions")
    width = (RIGHT - LEFT - _K_GAP) / 2
    half = (len(lines) + 1) // 2
    for place, line in enumerate(lines):
        at = y - _K_PITCH * (place % half)
        _exception(paper, LEFT + (width + _K_GAP) * (place // half), at, width, line)
    return y - _K_PITCH * half


def _exception(paper: Paper, x: float, y: float, width: float, line: ExceptionLine) -> None:
    font = BOLD if line.n else SANS
    cents = "" if line.amount_cents is None else money.shown(line.amount_cents)
    n = f"{line.n:,}"
    paper.text(x + 3, y, "!" if line.n else "", font=BOLD, size=7.5)
    end = x + width
    if cents:
        paper.right(end, y, cents, font=font, size=7.2)
    end -= max(width_of(cents, font, 7.2), 48) + 6
    paper.right(end, y, n, font=font, size=7.5)
    room = end - width_of(n, font, 7.5) - 5 - (x + 11)
    paper.text(x + 11, y, fitted(line.label, room, font, 7.2), font=font, size=7.2)
