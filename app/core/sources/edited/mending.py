"""Rows that somebody edited, turned into rows as M-PESA prints them, wherever that can be proven."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from app.core import clock, money, receipts
from app.core.sources.edited import notes
from app.core.sources.edited.amounts import Written, rounds_to, shows_decimal_comma, written
from app.core.sources.edited.joining import Reading, direction_of, joinings, proven
from app.core.sources.edited.orders import Orders, told_by_letters
from app.core.sources.edited.stamps import Stamp, stamp_of, why_unreadable
from app.core.sources.families import Layout
from app.core.sources.rows import Why
from app.core.statement import Corrections

COMPLETED = "completed"
MOST_TOUCHED = 1_000
"""Rows told one by one as changed; beyond that, counts."""

_MONEY = ("paid_in", "withdrawn", "balance")
_CURRENCIES = frozenset({"", "kes", "ksh", "kshs"})
_NEAR_SECONDS = 2 * clock.DAY_SECONDS
_UNEVEN = "The row has {0} cells where the header has {1}, and it cannot be told which are whose."


class MendedRows(NamedTuple):
    """Rows of the layout's width with cells as M-PESA prints them, and why a row (by its place) cannot be read.

    ``torn`` rows have cells that may be each other's; ``reasons`` hold for rows that are whole.
    """

    rows: list[list[str]]
    torn: dict[int, str]
    reasons: dict[int, Why]


class Mender:
    """Mends the rows of one document.

    ``opening_cents`` is what it declares to have begun with; ``has_comma_cells``: commas stand between its cells.
    """

    def __init__(
        self,
        layout: Layout,
        *,
        corrections: Corrections,
        orders: Orders,
        opening_cents: int | None,
        has_comma_cells: bool = False,
    ) -> None:
        self.counts: Counter[str] = Counter()
        self.touched: list[tuple[int, str]] = []
        self._told = 0
        self._layout = layout
        self._flips = corrections.flip_sign
        self._orders = orders
        self._opening_cents = opening_cents
        self._has_comma_cells = has_comma_cells
        self._has_commas = False
        self._before: list[Reading] = []
        self._direction = 0
        self._receipt, self._completed = layout.columns["receipt"] + layout.shift, layout.at("completed")
        self._initiated = layout.at("initiated")
        self._money = {name: at for name in _MONEY if (at := layout.at(name)) is not None}

    # ------------------------------------------------------------ evidence

    def gather(self, rows: Iterable[Sequence[str]]) -> None:
        """Learn from all rows of the document, in its order, how it was written."""
        assert self._completed is not None, "every layout has a completion time"
        for row in rows:
            if len(row) <= max(self._receipt, self._completed, *self._money.values()):
                continue
            receipt = row[self._receipt].strip(" \"\t'\u00a0").upper()
            stamp = stamp_of(row[self._completed])
            if stamp is None or not receipts.looks_like_receipt(receipt):
                continue
            self._orders.weigh(receipt, stamp)
            self._has_commas = self._has_commas or any(shows_decimal_comma(row[at]) for at in self._money.values())
            is_wide = len(row) > self._layout.width and any(row[self._layout.width :])
            self._orders.link(*(None, None) if is_wide else (self._signed(row), self._cents(row, "balance")))

    def _cents(self, row: Sequence[str], name: str) -> int | None:
        """Exact cents of a money cell, 0 for nothing in a side, None where there is no balance or no telling."""
        at = self._money.get(name)
        if at is None:
            return None
        found = written(row[at], has_decimal_commas=self._has_commas)
        if found.text is None or found.is_rounded:
            return None
        if not found.text:
            return None if name == "balance" else 0
        try:
            usual = found.text[-3:-2] == "."
            return int(found.text.replace(".", "")) if usual else money.cents_from_text(found.text)
        except ValueError:
            return None

    def _signed(self, row: Sequence[str]) -> int | None:
        paid, drawn = self._cents(row, "paid_in"), self._cents(row, "withdrawn")
        return None if paid is None or drawn is None else abs(paid) - abs(drawn)

    # ------------------------------------------------------------ mending

    def mended(self, rows: Sequence[Sequence[str]], numbers: Sequence[str], lines: Sequence[int]) -> MendedRows:
        """All rows mended as far as that goes. ``numbers`` are their receipts, ``lines`` where they stand."""
        found = MendedRows([], {}, {})
        cut = self._cut(rows)
        for place, row in enumerate(rows):
            cells, reason = (self._cut_to_width(row), self._uneven(row)) if place in cut else self._evened(row)
            found.rows.append(cells)
            if reason:
                found.torn[place] = reason
        self._join(cut, lines, found)
        before = [list(row) for row in found.rows]
        for place, row in enumerate(found.rows):
            if place not in found.torn:
                why = self._mend_times(row, numbers[place], lines[place])
                why = why or self._mend_money(before, place, row, lines[place])
                if why:
                    found.reasons[place] = why
        return found

    @property
    def has_turned(self) -> bool:
        """Whether a day was turned back since the counts were asked for."""
        return any(self.counts[note] for note in (notes.TURNED, notes.TURNED_AS_OTHERS, notes.TURNED_BY_WISH))

    def forget_touched(self) -> None:
        """Let go of what was told; the count of what may be told goes on."""
        self._told += len(self.touched)
        self.touched.clear()

    def _note(self, sentence: str, line: int | None = None, told: str = "") -> None:
        self.counts[sentence] += 1
        if line is not None and self._told + len(self.touched) < MOST_TOUCHED:
            self.touched.append((line, told))

    # ------------------------------------------------------------ width

    def _evened(self, row: Sequence[str]) -> tuple[list[str], str]:
        """The row at the layout's width, and why it cannot be had so."""
        width = self._layout.width
        cells = self._cut_to_width(row)
        if len(row) == width or (len(row) > width and not any(map(str.strip, row[width:]))):
            return cells, ""
        if self._is_sound(cells):
            self._note(notes.UNEVEN)
            return cells, ""
        return cells, self._uneven(row)

    def _uneven(self, row: Sequence[str]) -> str:
        return _UNEVEN.format(len(row), self._layout.width)

    def _cut_to_width(self, row: Sequence[str]) -> list[str]:
        width = self._layout.width
        return [*row[:width], *[""] * (width - len(row))]

    def _join(self, cut: dict[int, list[list[str]]], lines: Sequence[int], found: MendedRows) -> None:
        """Put amounts together that were cut at their thousands comma, where the balances prove it.

        A row that could be read so is read in no other way unless the balances prove that one instead.
        """
        if cut:
            readings = [
                self._readings(cut.get(place) or ([] if place in found.torn else [cells]))
                for place, cells in enumerate(found.rows)
            ]
            met = [self._before] if self._before else []  # the last row of the stretch before is a neighbour too
            direction = self._orders.direction or self._direction or direction_of([*met, *readings])
            self._direction = direction
            settled = proven(
                [*met, *readings],
                [place + len(met) for place in cut],
                direction=direction,
                opening_cents=self._opening_cents,
            )
            for place, cells in settled:
                self._settle(place - len(met), cells, lines, found)
        last = len(found.rows) - 1
        self._before = [] if last in found.torn else self._readings([found.rows[last]])

    def _settle(self, place: int, cells: list[str], lines: Sequence[int], found: MendedRows) -> None:
        del found.torn[place]
        if cells == found.rows[place]:
            self._note(notes.UNEVEN)
            return
        found.rows[place] = cells
        self._note(notes.JOINED, lines[place], "an amount cut at its thousands comma was joined again")

    def _cut(self, rows: Sequence[Sequence[str]]) -> dict[int, list[list[str]]]:
        """By place, the ways to read each row in which a comma may have cut an amount."""
        cut: dict[int, list[list[str]]] = {}
        if not self._has_comma_cells or "balance" not in self._money:
            return cut
        for place, row in enumerate(rows):
            if len(row) > self._layout.width:
                ways = joinings(row, width=self._layout.width, places=self._money.values())
                if any(map(self._is_sound, ways)):
                    cut[place] = [cells for cells in (*ways, self._cut_to_width(row)) if self._is_sound(cells)]
        return cut

    def _readings(self, ways: Sequence[list[str]]) -> list[Reading]:
        told = ((cells, self._signed(cells), self._cents(cells, "balance")) for cells in ways)
        return [Reading(cells, cents, left) for cells, cents, left in told if cents is not None and left is not None]

    def _is_sound(self, cells: Sequence[str]) -> bool:
        """Whether every cell that matters holds what its column must hold, so that none can be another's."""
        told = {name: written(cells[at], has_decimal_commas=self._has_commas) for name, at in self._money.items()}
        if any(one.text is None for one in told.values()) or ("balance" in told and not told["balance"].text):
            return False
        sides = [bool((told[name].text or "").strip("-0.")) for name in ("paid_in", "withdrawn")]
        status, currency = self._layout.at("status"), self._layout.at("currency")
        assert self._completed is not None, "every layout has a completion time"
        return (
            sides.count(True) == 1
            and stamp_of(cells[self._completed]) is not None
            and (status is None or cells[status].strip().casefold() == COMPLETED)
            and (currency is None or cells[currency].strip().casefold() in _CURRENCIES)
        )

    # ------------------------------------------------------------ times

    def _mend_times(self, row: list[str], receipt: str, line: int) -> Why | None:
        """Write both times of a row as ISO; answers why the completion time cannot be told."""
        assert self._completed is not None, "every layout has a completion time"
        text = row[self._completed].strip()
        stamp = stamp_of(text)
        if stamp is None:
            return Why(why_unreadable(text)) if text else None
        day = self._orders.day_of(receipt, stamp)
        if day is None:
            row[self._completed] = ""
            return Why(_either(text, stamp), "untold_day")
        self._note_time(stamp, day, receipt, line)
        row[self._completed] = _iso(day, stamp.seconds)
        if self._initiated is not None:
            row[self._initiated] = _nearest(row[self._initiated], _at(day, stamp.seconds))
        return None

    def _note_time(self, stamp: Stamp, day: date, receipt: str, line: int) -> None:
        if not stamp.has_seconds:
            self._note(notes.NO_SECONDS)
        if day == stamp.printed:
            if stamp.shape in ("serial", "named") or "h" in stamp.shape:
                self._note(notes.RESAVED)
            return
        told = f"the day was turned back to {day.day} {day:%b %Y}"
        if self._orders.wish is not None:
            self._note(notes.TURNED_BY_WISH, line, told)
        elif told_by_letters(receipt, stamp) == day:
            self._note(notes.TURNED, line, told)
        else:
            self._note(notes.TURNED_AS_OTHERS, line, told)

    # ------------------------------------------------------------ money

    def _mend_money(self, before: Sequence[Sequence[str]], place: int, row: list[str], line: int) -> Why | None:
        """Write the amounts of a row as M-PESA prints them; answers why one cannot be told."""
        reason, is_other = "", False
        for name, at in self._money.items():
            found = written(row[at], has_decimal_commas=self._has_commas)
            if found.text is None:
                continue
            if found.is_rounded:
                reason = self._mend_rounded(before, place, row, name, line) or reason
                continue
            is_other |= found.text != row[at].strip().replace(",", "") and found.text != ""
            row[at] = self._unsigned(name, found)
        if is_other:
            self._note(notes.AMOUNTS, line, "an amount was read as what it stands for")
        if self._flips:
            self._note(notes.FLIPPED)
        return Why(reason) if reason else None

    def _unsigned(self, name: str, found: Written) -> str:
        """The amount as its column carries it; exchanged columns carry each other's signs, so theirs are dropped."""
        text = found.text or ""
        return text.lstrip("-") if self._flips and name != "balance" else text

    def _mend_rounded(self, before: Sequence[Sequence[str]], place: int, row: list[str], name: str, line: int) -> str:
        at = self._money[name]
        if name == "balance":
            row[at] = ""
            self._note(notes.NO_BALANCE, line, "the balance lost its digits and was left open")
            return ""
        exact = self._exact(before, place, name)
        if exact is None:
            side = "paid in" if name == "paid_in" else "withdrawn"
            return (
                f"The amount {side}, “{row[at].strip()}”, lost its last digits in a spreadsheet, and the balances "
                "beside it do not tell them."
            )
        row[at] = money.plain(exact)
        self._note(notes.ROUNDED, line, "the amount was taken from the balances before and after")
        return ""

    def _exact(self, before: Sequence[Sequence[str]], place: int, name: str) -> int | None:
        """The amount that the balances before and after the row prove, if the rounded cell may stand for it."""
        here, at = self._cents(before[place], "balance"), self._money[name]
        if here is None:
            return None
        found: set[int] = set()
        for step in (-1, 1):
            if self._orders.direction and step == self._orders.direction:
                continue
            base = self._balance_at(before, place + step)
            if base is None:
                continue
            moved = here - base if name == "paid_in" or self._flips else base - here
            if moved > 0 and rounds_to(moved, before[place][at]):
                found.add(moved if self._layout.family.withdrawn_sign > 0 or name == "paid_in" else -moved)
        return found.pop() if len(found) == 1 else None

    def _balance_at(self, before: Sequence[Sequence[str]], place: int) -> int | None:
        """What stood on the row beside, or before the oldest row, as declared."""
        if 0 <= place < len(before):
            return self._cents(before[place], "balance")
        return self._opening_cents if self._orders.direction else None


def _either(text: str, stamp: Stamp) -> str:
    one, other = (f"{day.day} {day:%B}" for day in (stamp.printed, stamp.swapped) if day is not None)
    return f"“{text}” may be {one} or {other}, and nothing in the file tells which."


def _at(day: date, seconds: int) -> int:
    return clock.day_start(clock.number_of(day)) + seconds


def _iso(day: date, seconds: int) -> str:
    hours, rest = divmod(seconds, 3600)
    return f"{day.isoformat()} {hours:02d}:{rest // 60:02d}:{rest % 60:02d}"


def _nearest(text: str, completed_at: int) -> str:
    """The initiation time in the order that brings it near the completion, or '' where none does."""
    stamp = stamp_of(text)
    if stamp is None:
        return ""
    days = {day for day in (stamp.printed, stamp.swapped) if day is not None}
    near = [day for day in days if abs(_at(day, stamp.seconds) - completed_at) <= _NEAR_SECONDS]
    return _iso(near[0], stamp.seconds) if len(near) == 1 else ""


def period_named(starts_at: int | None, ends_at: int | None) -> tuple[date | None, date | None]:
    """The days that a file's name bounds, with a day more on either side."""
    if starts_at is None or ends_at is None:
        return None, None
    day = timedelta(days=1)
    return clock.wall(starts_at).date() - day, clock.wall(ends_at).date() + day
