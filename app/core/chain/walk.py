"""Walking a statement's running balance: the proof that no line is missing, added or altered (domain notes, 1A).

Within one account, balance = balance before + amount. Legs of one receipt, and lines of one second, may be printed
in any order; what cannot be put in order at all is a hole, and the hole tells how much money is missing and when.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import compress, count, islice, repeat
from operator import add, ge, gt, lt, ne
from typing import Any

from app.core import money
from app.core.chain.reordering import base_for, holds
from app.core.statement import BalanceProof, BalanceState, Break, Declared

MOST_BREAKS = 1_000
"""Holes told one by one; a document with more is not a statement any more, and its walk stops."""

MOST_TRIED = 200_000
"""Rows looked at again to find their order; beyond that, rows that do not follow are holes."""

MOST_UNREAD = 1_000
"""Stretches whose receipts wait as text; more are packed, since single rows would take more room as texts."""

UNKNOWN = -(1 << 62)
Row = tuple[str, int, int | None, int | None, int]
"""Receipt, cents (+ in), balance after, completed at, line in the document."""


class ChainWalk:
    """The balances of one ledger in one document. Fed in any stretches; walked once by ``finish``.

    Holds 43 bytes a row. Stretches may arrive out of order: rows are put in the order of their lines.
    """

    def __init__(self) -> None:
        self._amounts, self._balances = array("q"), array("q")
        self._times, self._lines = array("q"), array("q")
        self._packed, self._unread = array("q"), list[str]()

    def add(
        self, receipt: str, amount_cents: int, balance_cents: int | None, completed_at: int | None, line: int
    ) -> None:
        """Feed one row; ``extend`` is the cheap way for many."""
        self.extend([(receipt, amount_cents, balance_cents, completed_at, line)])

    def extend(self, rows: Iterable[Row]) -> None:
        """Feed rows of this ledger, those known already too."""
        columns = list(zip(*rows, strict=True))
        if columns:
            self.extend_columns(*columns)

    def extend_columns(
        self,
        receipts: Sequence[str],
        amounts: Sequence[int],
        balances: Sequence[int | None],
        times: Sequence[int | None],
        lines: Sequence[int],
    ) -> None:
        """The same, given as columns of one length, not empty."""
        self._unread.append(_in_one(receipts))
        if len(self._unread) > MOST_UNREAD:
            self._receipts()
        self._amounts.extend(amounts)
        self._balances.extend(_all_known(balances))
        self._times.extend(_all_known(times))
        self._lines.extend(lines)

    def line_of(self, receipt: str) -> int:
        """The first line fed that carries a receipt; 0 where none does."""
        number, receipts = _packed(receipt), self._receipts()
        return self._lines[receipts.index(number)] if number in receipts else 0

    def finish(self, declared: Declared, *, rejected: int, previous_closing_cents: int | None) -> BalanceProof:
        """Walk the balances.

        ``rejected`` counts the document's unreadable rows; ``previous_closing_cents`` is where the book last stood
        before this document begins, or None.
        """
        wrong = self._totals(declared)
        order = self._in_order()
        if not order:
            state = BalanceState.BROKEN if wrong else BalanceState.ABSENT
            return BalanceProof(state, declared.opening_cents, declared.closing_cents, (), tuple(wrong))
        path = self._best_walk(order, declared)
        doubts = self._doubts(declared, left_out=len(self._amounts) - len(order), rejected=rejected)
        is_anchored = (
            declared.opening_cents is not None
            or previous_closing_cents == path.opening_cents
            # both totals agree: no row stands before the first
            or None not in (declared.paid_in_cents, declared.withdrawn_cents)
        )
        if path.breaks or wrong:
            state = BalanceState.BROKEN
        else:
            state = BalanceState.PROVEN if is_anchored and not doubts else BalanceState.PARTIAL
        notes = (*wrong, *path.notes, *doubts)
        return BalanceProof(state, path.opening_cents, path.closing_cents, tuple(path.breaks), notes)

    # ------------------------------------------------------------ before the walk

    def _receipts(self) -> array[int]:
        """The receipts of all rows as numbers, made when a walk first asks: most run on without looking at them."""
        for place, stretch in enumerate(self._unread):
            self._packed.extend(_all_packed(stretch.split("\n")))
            self._unread[place] = ""
        self._unread.clear()
        return self._packed

    def _totals(self, declared: Declared) -> list[str]:
        """Where the declared totals differ from the rows' sums, both numbers in words."""
        moved, left = sum(map(abs, self._amounts)), sum(self._amounts)
        paid_in, withdrawn = (moved + left) // 2, (moved - left) // 2
        notes = []
        for word, told, found in (
            ("paid in", declared.paid_in_cents, paid_in),
            ("withdrawn", declared.withdrawn_cents, withdrawn),
        ):
            if told is not None and told != found:
                sums = f"its rows add up to KES {money.shown(found)}"
                notes.append(f"the statement declares KES {money.shown(told)} {word}, {sums}")
        return notes

    def _in_order(self) -> Sequence[int]:
        """Indexes of rows with a balance, by line; a range where that is how they came."""
        lines, balances = self._lines, self._balances
        order: Sequence[int] = range(len(lines))
        if not all(map(lt, lines, islice(lines, 1, None))):
            order = sorted(order, key=lines.__getitem__)
        if UNKNOWN in balances:
            order = [index for index in order if balances[index] != UNKNOWN]
        return order

    def _doubts(self, declared: Declared, *, left_out: int, rejected: int) -> list[str]:
        """What keeps an unbroken walk from being a proof, in words."""
        doubts = []
        if left_out:
            rows_have = "row has" if left_out == 1 else "rows have"
            doubts.append(f"{left_out} {rows_have} no balance and could not be walked")
        if rejected:
            doubts.append(f"{rejected} {'row' if rejected == 1 else 'rows'} could not be read")
        if declared.status_filter.casefold() not in ("", "all", "completed"):
            doubts.append(f"the statement was filtered to “{declared.status_filter}” rows")
        if self._leaves_period(declared):
            doubts.append("some rows lie outside the period that the statement declares")
        return doubts

    def _leaves_period(self, declared: Declared) -> bool:
        earliest, latest = min(self._times), max(self._times)
        is_early = declared.starts_at is not None and UNKNOWN != earliest < declared.starts_at
        return is_early or (declared.ends_at is not None and latest > declared.ends_at)

    # ------------------------------------------------------------ direction

    def _best_walk(self, order: Sequence[int], declared: Declared) -> _Walk:
        """The walk from the oldest row on; where times do not tell which end that is, the better of both."""
        times = _taken(self._times, order)
        following = times[1:]
        later, earlier = sum(map(gt, following, times)), sum(map(lt, following, times))
        if later == earlier:
            backward, forward = self._walk(order[::-1], declared), self._walk(order, declared)
            return forward if len(forward.breaks) < len(backward.breaks) else backward
        if earlier > later:
            order, times = order[::-1], times[::-1]
        if not all(map(ge, times[1:], times)):
            order = sorted(order, key=self._times.__getitem__)
        return self._walk(order, declared)

    def _walk(self, order: Sequence[int], declared: Declared) -> _Walk:
        columns = self._amounts, self._balances, self._times
        receipts = _Once(lambda: _taken(self._receipts(), order))
        walk = _Walk(receipts, *(_taken(column, order) for column in columns), carried=self._carried(order))
        walk.go(declared)
        return walk

    def _carried(self, order: Sequence[int]) -> dict[int, int]:
        """Cents of rows without a balance, by the place in ``order`` before which they stand (by line)."""
        if len(order) == len(self._lines):
            return {}
        step = 1 if len(order) < 2 or self._lines[order[0]] <= self._lines[order[-1]] else -1
        places = sorted((step * self._lines[index], place) for place, index in enumerate(order))
        carried: dict[int, int] = {}
        without = [index for index, cents in enumerate(self._balances) if cents == UNKNOWN]
        waiting = sorted((step * self._lines[index], self._amounts[index]) for index in without)
        at = 0
        for line, cents in waiting:
            while at < len(places) and places[at][0] < line:
                at += 1
            place = places[at][1] if at < len(places) else len(order)
            carried[place] = carried.get(place, 0) + cents
        return carried


class _Once:
    """A column that is made when it is first asked for."""

    def __init__(self, make: Callable[[], array[int]]) -> None:
        self._make = make
        self._made: array[int] | None = None

    @property
    def column(self) -> array[int]:
        """The column itself."""
        if self._made is None:
            self._made = self._make()
        return self._made


class _Walk:
    """One walk over rows from the oldest to the newest."""

    def __init__(
        self,
        receipts: _Once,
        amounts: array[int],
        balances: array[int],
        times: array[int],
        *,
        carried: dict[int, int],
    ) -> None:
        self._receipts, self._amounts, self._balances, self._times = receipts, amounts, balances, times
        self._carried = carried
        self._tried = 0
        self.breaks: list[Break] = []
        self.notes: list[str] = []
        self.opening_cents: int | None = None
        self.closing_cents: int | None = None

    def go(self, declared: Declared) -> None:
        """Walk from the declared opening, or the implied one, to the end, and compare with the declared closing."""
        self.opening_cents = declared.opening_cents
        balance, start = self._first_step(declared)
        suspects = self._suspects()
        at = 0
        while start < len(self._amounts) and len(self.breaks) < MOST_BREAKS:
            if balance + self._amounts[start] == self._balances[start]:
                while at < len(suspects) and suspects[at] <= start:
                    at += 1
                here = suspects[at] if at < len(suspects) else len(self._amounts)
            else:
                here = start
            if here >= len(self._amounts):
                balance = self._balances[-1]
                break
            balance, start = self._settled(start, here, balance, declared)
        if len(self.breaks) >= MOST_BREAKS:
            self.notes.append(f"the balances do not run on in more than {MOST_BREAKS:,} places")
            balance = self._balances[-1]
        self._last_step(balance, declared)

    def _suspects(self) -> list[int]:
        """Rows whose balance does not follow from the row before."""
        amounts, balances = self._amounts, self._balances
        is_off = map(ne, map(add, balances, islice(amounts, 1, None)), islice(balances, 1, None))
        return list(compress(count(1), is_off))

    def _first_step(self, declared: Declared) -> tuple[int, int]:
        """The balance before the first row: as declared, else as the first rows of one receipt or second imply."""
        if declared.opening_cents is not None:
            return declared.opening_cents, 0
        plain = self._balances[0] - self._amounts[0]
        for column in self._columns_of_runs():
            end = self._run(column, 0, 0)[1]
            amounts, balances = self._amounts[:end], self._balances[:end]
            if end == 1 or holds(plain, amounts, balances):
                continue
            base = base_for(amounts, balances)
            if base is not None:
                plain = base
                break
        self.opening_cents = plain
        return plain, 0

    def _settled(self, start: int, here: int, balance: int, declared: Declared) -> tuple[int, int]:
        """Get past the row ``here`` that does not follow: by order, by a row without balance, or by a break.

        ``balance`` is what stood before row ``start``, the first not settled yet. Answers the new balance and start.
        """
        runs = self._runs(start, here)
        for first, end in runs:
            base = balance if first == start else self._balances[first - 1]
            amounts, balances = self._amounts[first:end], self._balances[first:end]
            for carried in (0, sum(self._carried.get(place, 0) for place in range(first, end))):
                if holds(base + carried, amounts, balances):
                    return base + carried + sum(amounts), end
        for first, end in runs:
            implied = base_for(self._amounts[first:end], self._balances[first:end])
            if implied is not None:
                base = balance if first == start else self._balances[first - 1]
                self._note_break(first, implied - base, declared)
                return implied + sum(self._amounts[first:end]), end
        base = balance if here == start else self._balances[here - 1]
        self._note_break(here, self._balances[here] - self._amounts[here] - base, declared)
        return self._balances[here], here + 1

    def _runs(self, start: int, here: int) -> list[tuple[int, int]]:
        """The legs of one receipt around ``here``, then the lines of one second; none when enough was tried."""
        if self._tried > MOST_TRIED:
            return []
        runs = [self._run(column, start, here) for column in self._columns_of_runs()]
        self._tried += sum(end - first for first, end in runs)
        return runs

    def _columns_of_runs(self) -> Iterator[array[int]]:
        yield self._receipts.column
        yield self._times

    def _run(self, column: array[int], start: int, here: int) -> tuple[int, int]:
        """The stretch of equal values around ``here``, not reaching before ``start``."""
        first, end = here, here + 1
        while first > start and column[first - 1] == column[here]:
            first -= 1
        while end < len(column) and column[end] == column[here]:
            end += 1
        return first, end

    def _note_break(self, before: int, cents: int, declared: Declared) -> None:
        if before:
            after, starts_at = _unpacked(self._receipts.column[before - 1]), self._time(before - 1)
        else:
            after, starts_at = "", declared.starts_at
        self.breaks.append(Break(after, _unpacked(self._receipts.column[before]), starts_at, self._time(before), cents))

    def _time(self, index: int) -> int | None:
        at = self._times[index]
        return None if at == UNKNOWN else at

    def _last_step(self, balance: int, declared: Declared) -> None:
        self.closing_cents = balance if declared.closing_cents is None else declared.closing_cents
        left = self._carried.get(len(self._amounts), 0)
        if self.closing_cents not in (balance, balance + left):
            last = len(self._amounts) - 1
            missing = self.closing_cents - balance
            self.breaks.append(
                Break(_unpacked(self._receipts.column[last]), "", self._time(last), declared.ends_at, missing)
            )


def _taken(column: array[int], order: Sequence[int]) -> array[int]:
    """A column in the given order; ranges are taken without touching every index."""
    if isinstance(order, range):
        return column[::-1] if order.step < 0 else column
    return array("q", map(column.__getitem__, order))


# ---------------------------------------------------------------- receipts as numbers: 8 bytes, not 60

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def _all_known(column: Sequence[int | None]) -> Sequence[Any]:
    return [UNKNOWN if value is None else value for value in column] if None in column else column


def _in_one(receipts: Sequence[str]) -> str:
    """One text, eleven bytes a row; a line end inside a receipt must not look like the end of one."""
    text = "\n".join(receipts)
    return text if text.count("\n") == len(receipts) - 1 else "\n".join(one.replace("\n", " ") for one in receipts)


def _all_packed(receipts: Sequence[str]) -> array[int]:
    try:
        return array("q", map(int, receipts, repeat(36)))
    except (ValueError, OverflowError):
        return array("q", map(_packed, receipts))


def _packed(receipt: str) -> int:
    """A receipt of up to twelve letters and digits as a number; they begin with a letter, so no zero is lost."""
    try:
        return int(receipt, 36) if len(receipt) <= 12 else 0
    except ValueError:
        return 0


def _unpacked(number: int) -> str:
    receipt = ""
    while number:
        number, digit = divmod(number, 36)
        receipt = _DIGITS[digit] + receipt
    return receipt
