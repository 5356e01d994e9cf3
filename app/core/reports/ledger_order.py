"""The order in which the ledger booked the day's rows, and whether each printed balance follows from the one before.

Time and place in the document give the order; rows of one second are put in the order in which their balances link
(payment and charge share a second, and documents print them either way round; domain notes 1A and 2.2).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from app.core.reports.sheet import Row
from app.core.statement import Break


class Step(NamedTuple):
    """Rows that are booked together: usually one; several where one receipt prints only the balance after all."""

    rows: tuple[Row, ...]
    cents: int
    balance_cents: int | None

    @property
    def before_cents(self) -> int | None:
        """The balance that this step was booked on."""
        return None if self.balance_cents is None else self.balance_cents - self.cents


class Walk(NamedTuple):
    """Rows in ledger order, the holes between them, and the balance after the last where its row prints one."""

    rows: tuple[Row, ...]
    breaks: tuple[Break, ...]
    closing_cents: int | None
    has_balances: bool


def before_first(rows: Sequence[Row]) -> int | None:
    """The balance on which the first of these rows (sorted by time and place) was booked, as they print it."""
    steps = list(_ordered(rows, None))
    return steps[0].before_cents if steps else None


def walk(rows: Sequence[Row], *, opening_cents: int | None, before: Row | None = None) -> Walk:
    """Walk rows (sorted by time and place) from the opening.

    ``before`` is the row that the opening was read from; it names the near edge of a hole. Without an opening the
    walk begins at the first balance printed, so the first amount stays unproven.
    """
    running, gap, last = opening_cents, 0, before
    ordered: list[Row] = []
    breaks: list[Break] = []
    steps = list(_ordered(rows, opening_cents))
    for step in steps:
        ordered += step.rows
        gap += step.cents
        if step.balance_cents is None:
            continue
        if running is not None and running + gap != step.balance_cents:
            breaks.append(_hole(last, step.rows[0], step.balance_cents - running - gap))
        running, gap, last = step.balance_cents, 0, step.rows[-1]
    closing = steps[-1].balance_cents if steps else None
    return Walk(tuple(ordered), tuple(breaks), closing, any(step.balance_cents is not None for step in steps))


def _hole(after: Row | None, before: Row, cents: int) -> Break:
    return Break(
        after.receipt if after else "",
        before.receipt,
        after.completed_at if after else None,
        before.completed_at,
        cents,
    )


def _ordered(rows: Sequence[Row], opening_cents: int | None) -> Iterator[Step]:
    running = opening_cents
    for _, second in groupby(rows, key=_moment):
        steps = _linked([_step(row) for row in second], running)
        yield from steps
        running = _running_after(steps, running)


def _moment(row: Row) -> int:
    return row.completed_at


def _step(row: Row) -> Step:
    return Step((row,), row.signed_cents, row.balance_cents)


def _running_after(steps: Sequence[Step], running: int | None) -> int | None:
    for step in steps:
        if step.balance_cents is not None:
            running = step.balance_cents
        elif running is not None:
            running += step.cents
    return running


def _linked(steps: list[Step], running: int | None) -> list[Step]:
    """The steps of one second in an order whose balances link from ``running``; as they came where none does."""
    if len(steps) == 1 or _links(steps, running) or any(step.balance_cents is None for step in steps):
        return steps
    for some in (steps, _by_receipt(steps)):
        found = _path(some, running)
        if found:
            return found
    return (_path(steps, None) if running is not None else None) or steps


def _links(steps: Sequence[Step], running: int | None) -> bool:
    for step in steps:
        if running is not None and step.before_cents != running:
            return False
        running = step.balance_cents
    return True


def _by_receipt(steps: Sequence[Step]) -> list[Step]:
    """Rows of one receipt that all print the same balance count as one step (domain notes 2.2)."""
    groups: dict[str, list[Step]] = defaultdict(list)
    for step in steps:
        groups[step.rows[0].receipt].append(step)
    merged: list[Step] = []
    for group in groups.values():
        if len({step.balance_cents for step in group}) == 1:
            rows = tuple(row for step in group for row in step.rows)
            merged.append(Step(rows, sum(step.cents for step in group), group[0].balance_cents))
        else:
            merged += group
    return merged


def _path(steps: Sequence[Step], running: int | None) -> list[Step] | None:
    """A way through all steps, each beginning where the one before ended (an Euler path), or None.

    Takes time in proportion to the number of steps; several orders may link, and all end on the same balance.
    """
    leaving: dict[int | None, list[Step]] = defaultdict(list)
    for step in reversed(steps):
        leaving[step.before_cents].append(step)
    start = running if running is not None else _start(steps)
    stack: list[tuple[int | None, Step | None]] = [(start, None)]
    found: list[Step] = []
    while stack:
        at, by = stack[-1]
        if leaving.get(at):
            step = leaving[at].pop()
            stack.append((step.balance_cents, step))
        else:
            stack.pop()
            if by is not None:
                found.append(by)
    found.reverse()
    return found if len(found) == len(steps) and _links(found, start) else None


def _start(steps: Sequence[Step]) -> int | None:
    """The balance that more steps leave than reach; any will do where all are even."""
    surplus: dict[int | None, int] = defaultdict(int)
    for step in steps:
        surplus[step.before_cents] += 1
        surplus[step.balance_cents] -= 1
    return max(surplus, key=lambda at: surplus[at]) if any(surplus.values()) else steps[0].before_cents
