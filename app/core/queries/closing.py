"""What stands between a day and its seal: what stops the closing, and what stays open and is told on the sheet."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, select

from app.core import clock, money
from app.core.queries.days import day_now, days_with_rows, falls_on
from app.core.queries.rows import DayState
from app.core.queries.seals import sealed_days
from app.core.statement import Proof
from app.core.store.tables import transactions
from app.core.store.trade_tables import classifications, same_transaction, transfers

_T = transactions.c


class Check(NamedTuple):
    """One line of the checklist. ``is_stop``: the day cannot be closed before this is put right.

    ``key`` is running, balance, conflicts, sms, unmatched, sweeps or earlier; a check that is fine has ``n`` 0.
    """

    key: str
    told: str
    n: int = 0
    cents: int = 0
    is_stop: bool = False

    @property
    def is_fine(self) -> bool:
        """Nothing is open here."""
        return self.n == 0


def checklist(reader: Connection, *, on_day: int, now: int) -> tuple[Check, ...]:
    """Every check of a day, in the order in which a bookkeeper works them off. ``now`` is the moment of asking."""
    return (
        _running(on_day, now),
        _balance(reader, on_day),
        _conflicts(reader, on_day),
        _messages_only(reader, on_day),
        _unmatched(reader, on_day),
        _sweeps(reader, on_day),
        _earlier(reader, on_day),
    )


def _running(on_day: int, now: int) -> Check:
    today = clock.day_number(now)
    if on_day > today:
        return Check("running", f"{_said(on_day)} has not begun yet.", 1, is_stop=True)
    if on_day == today:
        return Check("running", "The day is not over: what comes in after the seal is told on the next sheet.", 1)
    return Check("running", "The day is over.")


def _balance(reader: Connection, on_day: int) -> Check:
    match day_now(reader, on_day=on_day).state:
        case DayState.HOLES:
            told = "The running balance has a hole on this day: bring in the statement of that window."
            return Check("balance", told, 1, is_stop=True)
        case DayState.OPEN:
            return Check("balance", "No statement proves the whole day yet.", 1)
        case DayState.EMPTY:
            return Check("balance", "Nothing moved on this day, as far as the book knows.")
    return Check("balance", "The balance is proven.")


def _conflicts(reader: Connection, on_day: int) -> Check:
    n, cents = _counted(reader, falls_on(on_day), _T.state == "conflict")
    told = _some(n, "row is", "rows are") + " told differently by two documents: look at the evidence and decide."
    return Check("conflicts", told if n else "No two documents contradict each other.", n, cents, is_stop=n > 0)


def _messages_only(reader: Connection, on_day: int) -> Check:
    n, cents = _counted(reader, falls_on(on_day), _T.proof <= Proof.SMS)
    told = (
        _some(n, "row stands", "rows stand") + f" on a message alone (KES {money.shown(cents)}): no statement has them."
    )
    return Check("sms", told if n else "Nothing rests on a message alone.", n, cents)


def _unmatched(reader: Connection, on_day: int) -> Check:
    named = select(classifications.c.id).where(same_transaction(classifications, transactions)).exists()
    waits = (_T.role == "payment", _T.direction == "in", _T.state.in_(("pending_reconciliation", "part_matched")))
    n, cents = _counted(reader, falls_on(on_day), *waits, ~named)
    told = _some(n, "receipt is", "receipts are") + f" not matched (KES {money.shown(cents)}): they stand in block C."
    return Check("unmatched", told if n else "Every receipt is matched or named.", n, cents)


def _sweeps(reader: Connection, on_day: int) -> Check:
    cleared = select(transfers.c.id).where(same_transaction(transfers, transactions)).exists()
    n, cents = _counted(reader, falls_on(on_day), _T.role == "sweep_out", ~cleared)
    told = _some(n, "sweep is", "sweeps are") + f" not found at the bank yet (KES {money.shown(cents)})."
    return Check("sweeps", told if n else "Every sweep was found at the bank.", n, cents)


def _earlier(reader: Connection, on_day: int) -> Check:
    """Days before this one on which money moved and which are open, back to the last that was ever closed."""
    closed = [day for day in sealed_days(reader) if day < on_day]
    if not closed:
        return Check("earlier", "No day before this one was closed.")
    n = len(days_with_rows(reader, first=max(closed) + 1, last=on_day - 1))
    told = _some(n, "day", "days") + f" before this one {'is' if n == 1 else 'are'} still open."
    return Check("earlier", told if n else "Every day before this one is closed.", n)


def _counted(reader: Connection, *conditions: Any) -> tuple[int, int]:
    row = reader.execute(select(func.count(), func.coalesce(func.sum(_T.amount_cents), 0)).where(*conditions)).one()
    return int(row[0]), int(row[1])


def _some(n: int, one: str, many: str) -> str:
    return f"{n:,} {one if n == 1 else many}"


def _said(on_day: int) -> str:
    day: date = clock.day_of(on_day)
    return f"{day:%A} {day.day} {day:%B %Y}"
