"""Which documents of the story the sample company receives, and what is wrong with some of them, as in real life.

Thirteen weekly exports of the legacy portal, one export of the newer portal that overlaps them, one SFTP day, and one
day downloaded again and edited by hand. One week lacks rows, one holds rows that failed, one holds rows spoilt in a
spreadsheet.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from app.core.sample import papers
from app.core.sample.truth import Day, Movement, Truth

WEEK_WITH_FAILED, WEEK_WITH_SPOILT, WEEK_WITH_HOLE = 2, 5, 8
PORTAL_DAYS, SFTP_DAY_FROM_END, EDITED_DAY_FROM_END = 10, 3, 12
FEWEST_ROWS_TO_CUT = 12


class Paper(NamedTuple):
    """One document of the sample company; ``note`` says what it is there to show."""

    name: str
    content: bytes
    note: str


class Contradiction(NamedTuple):
    """A payment that the edited document claims with another amount, in cents."""

    receipt: str
    amount_cents: int
    claimed_cents: int


class Binder(NamedTuple):
    """All documents in the order they arrive, and what a reader of them must find."""

    papers: tuple[Paper, ...]
    missing: tuple[Movement, ...]
    failed: tuple[str, ...]
    spoilt: tuple[str, ...]
    contradictions: tuple[Contradiction, ...]


def binder_of(story: Truth) -> Binder:
    """The documents of a story; equal stories give equal bytes."""
    days = list(story.by_day())
    weeks = [days[start : start + 7] for start in range(0, len(days), 7)]
    missing = _cut_out(weeks, WEEK_WITH_HOLE)
    failed = _failed_rows(weeks, WEEK_WITH_FAILED)
    spoilt = _spoilt_rows(weeks, WEEK_WITH_SPOILT)
    papers_made = [
        paper
        for number, week in enumerate(weeks)
        if (paper := _week_paper(number, week, missing=missing, failed=failed, spoilt=spoilt)) is not None
    ]
    papers_made += _portal_paper(days) + _sftp_paper(days)
    edited, contradictions = _edited_paper(days)
    return Binder(
        (*papers_made, *edited),
        missing,
        tuple(_receipt_in(row) for row in failed),
        tuple(_receipt_in(row) for row in spoilt),
        contradictions,
    )


def _week_paper(
    number: int, week: list[Day], *, missing: Sequence[Movement], failed: list[str], spoilt: list[str]
) -> Paper | None:
    """A weekly export, with the blemish that belongs to this week."""
    movements = [moved for day in week for moved in day.movements]
    if not movements:
        return None
    content, note, status = _legacy(week, movements), "a week", "Completed"
    if number == WEEK_WITH_HOLE and missing:
        content = _without(content, movements, missing)
        note = "rows were cut out; its totals and balances tell"
    elif number == WEEK_WITH_FAILED and failed:
        content, note, status = _with_rows(content, failed), "shows failed and cancelled rows too", "All"
    elif number == WEEK_WITH_SPOILT and spoilt:
        content, note = _with_rows(content, spoilt), "some rows were spoilt in a spreadsheet"
    return Paper(papers.legacy_name(_made_at(week[-1].on), status_filter=status), content, note)


def _without(content: bytes, movements: list[Movement], missing: Sequence[Movement]) -> bytes:
    """The export with its whole preamble, but lacking these rows."""
    head, header, _ = content.partition(papers.LEGACY_HEADER.encode())
    kept = [moved for moved in movements if moved not in missing]
    return head + header + "".join(papers.legacy_row(moved) for moved in reversed(kept)).encode()


def _legacy(days: list[Day], movements: list[Movement]) -> bytes:
    made = _made_at(days[-1].on)
    return papers.legacy_csv(movements, starts_on=days[0].on, ends_on=days[-1].on, reported_at=made)


def _made_at(last: date) -> datetime:
    return datetime.combine(last + timedelta(days=1), time(7, 15, 42))


def _with_rows(content: bytes, rows: list[str]) -> bytes:
    """The rows added below the header, as the newest."""
    head, header, table = content.partition(papers.LEGACY_HEADER.encode())
    return head + header + "".join(rows).encode() + table


def _cut_out(weeks: list[list[Day]], number: int) -> tuple[Movement, ...]:
    """Three payments in a row, with their charges, from the middle of that week's fullest day."""
    if number >= len(weeks):
        return ()
    movements = max(weeks[number], key=lambda day: len(day.movements)).movements
    if len(movements) < FEWEST_ROWS_TO_CUT:
        return ()
    paid = [moved.receipt for moved in movements if moved.role == "payment"]
    reversed_later = {moved.linked_receipt for week in weeks for day in week for moved in day.movements}
    middle = [receipt for receipt in paid[len(paid) // 2 :] if receipt not in reversed_later][:3]
    return tuple(moved for moved in movements if moved.receipt in middle)


def _failed_rows(weeks: list[list[Day]], number: int) -> list[str]:
    """Attempts that moved no money: the amount is shown, the balance is not."""
    rows = []
    for place, moved in enumerate(_samples(weeks, number)):
        status = ("Failed", "Cancelled", "Expired")[place % 3]
        receipt = f"{moved.receipt[:5]}F0{place}{moved.receipt[8:]}"
        cells = papers.legacy_row(moved._replace(receipt=receipt)).replace(",Completed,", f",{status},")
        rows.append(cells.replace(f",{moved.balance_cents // 100}.00,true,", ",,false,"))
    return rows


def _spoilt_rows(weeks: list[list[Day]], number: int) -> list[str]:
    """Rows whose amounts nobody can read any more."""
    rows = []
    for place, moved in enumerate(_samples(weeks, number)[:3]):
        receipt = f"{moved.receipt[:5]}X0{place}{moved.receipt[8:]}"
        row = papers.legacy_row(moved._replace(receipt=receipt))
        amount = f",{moved.amount_cents // 100}.00,,{moved.balance_cents // 100}.00,"
        rows.append(row.replace(amount, ",#VALUE!,,#VALUE!,"))
    return rows


def _samples(weeks: list[list[Day]], number: int) -> list[Movement]:
    """Some payments of a week's last day to model rows on."""
    if number >= len(weeks):
        return []
    paid = [moved for moved in weeks[number][-1].movements if moved.role == "payment" and "," not in moved.account_ref]
    return paid[-6:][::-1]


def _portal_paper(days: list[Day]) -> list[Paper]:
    some = days[-PORTAL_DAYS - 1 : -1]
    movements = [moved for day in some for moved in day.movements]
    if not movements:
        return []
    name = papers.portal_name(some[0].on, some[-1].on)
    return [Paper(name, papers.portal_csv(movements), "the newer portal tells the same payments again")]


def _sftp_paper(days: list[Day]) -> list[Paper]:
    day = days[-SFTP_DAY_FROM_END] if len(days) >= SFTP_DAY_FROM_END else days[-1]
    if not day.movements:
        return []
    return [Paper(papers.sftp_name(day.on), papers.sftp_csv(day.movements), "one day as the broker delivers it")]


def _edited_paper(days: list[Day]) -> tuple[list[Paper], tuple[Contradiction, ...]]:
    """One day downloaded again; somebody raised one payment by a shilling."""
    if len(days) < EDITED_DAY_FROM_END:
        return [], ()
    day = days[-EDITED_DAY_FROM_END]
    paid = [moved for moved in day.movements if moved.role == "payment"]
    if not paid:
        return [], ()
    true = paid[len(paid) // 2]
    claimed = true._replace(amount_cents=true.amount_cents + 100)
    movements = [claimed if moved is true else moved for moved in day.movements]
    content = papers.legacy_csv(movements, reported_at=datetime.combine(day.on + timedelta(days=2), time(16, 40)))
    name = f"corrected {day.on:%d-%m-%Y}.csv"
    contradiction = Contradiction(true.receipt, true.amount_cents, claimed.amount_cents)
    return [Paper(name, content, "edited by hand: one amount was raised by a shilling")], (contradiction,)


def _receipt_in(row: str) -> str:
    return row.partition(",")[0]
