"""What a PDF statement says of itself over its table: whose it is, which period, and the totals of its summary."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from app.core import clock, money, phones
from app.core.sources.declaring import Said

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_DATE = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ /.-]+(\d{1,2}|[A-Za-z]{3,9})[ ,/.-]+(\d{4})", re.ASCII)
_AMOUNT = r"(-?\d[\d,]*\.\d\d)"
_TOTAL = re.compile(rf"total\s*:?\s+{_AMOUNT}\s+{_AMOUNT}", re.IGNORECASE)
_CODE = re.compile(r"\d{4,12}", re.ASCII)


def said_by_head(head: Sequence[str], *, account: str, told_code: str = "") -> Said:
    """What the lines over the table tell (domain notes 1F, 2.1).

    ``account`` is the account section, '' in a personal statement, whose wallet is the phone's number. ``told_code``
    is how the user writes that number; where it is the same number, his way of writing is kept.
    """
    starts_at, ends_at = _period(_after(head, "statement period"))
    paid_in, withdrawn = _totals(head)
    shortcode = _CODE.search(_after(head, "shortcode") or _after(head, "short code"))
    code, account = (shortcode[0], account) if shortcode else (_phone(head, told_code), account or "Personal")
    return Said(
        code=code,
        account=account,
        starts_at=starts_at,
        ends_at=ends_at,
        opening_cents=_amount_after(head, "opening balance"),
        closing_cents=_amount_after(head, "closing balance"),
        paid_in_cents=paid_in,
        withdrawn_cents=withdrawn,
        holder=_after(head, "organisation name") or _after(head, "organization name") or _after(head, "customer name"),
        made_at=_start(_after(head, "request date") or _after(head, "date of statement")),
    )


def _after(head: Sequence[str], label: str) -> str:
    """What stands behind a label at the beginning of a line."""
    for line in head:
        if line[: len(label)].casefold() == label:
            return line[len(label) :].strip(" :\t-")
    return ""


def _amount_after(head: Sequence[str], label: str) -> int | None:
    """The amount that follows a label anywhere in a line."""
    asked = re.compile(rf"{label}\s*:?\s*(?:kshs?\.?|kes)?\s*{_AMOUNT}", re.IGNORECASE)
    return next((_cents(found[1]) for line in head if (found := asked.search(line))), None)


def _phone(head: Sequence[str], told_code: str) -> str:
    printed = _after(head, "mobile number") or _after(head, "phone number")
    number = phones.normalised(printed)
    if number is None:
        return "".join(printed.split())
    return told_code if phones.normalised(told_code) == number else number


def _period(text: str) -> tuple[int | None, int | None]:
    days = [_day(found) for found in _DATE.finditer(text)]
    if len(days) != 2 or days[0] is None or days[1] is None or days[1] < days[0]:
        return None, None
    first, last = (clock.day_start(clock.number_of(day)) for day in days if day)
    return first, last + clock.DAY_SECONDS - 1


def _start(text: str) -> int | None:
    found = _DATE.search(text)
    day = _day(found) if found else None
    return None if day is None else clock.day_start(clock.number_of(day))


def _day(found: re.Match[str]) -> date | None:
    """``01 Mar 2026``, ``1st 3 2022``: the day always stands first."""
    month = found[2].casefold()
    try:
        number = int(month) if month.isdigit() else _MONTHS.index(month[:3]) + 1
        return date(int(found[3]), number, int(found[1]))
    except ValueError:
        return None


def _totals(head: Sequence[str]) -> tuple[int | None, int | None]:
    """Paid in and paid out of the summary's last line, both as magnitudes."""
    for line in reversed(head):
        if found := _TOTAL.fullmatch(line):
            paid_in, withdrawn = _cents(found[1]), _cents(found[2])
            return paid_in, None if withdrawn is None else abs(withdrawn)
    return None, None


def _cents(text: str) -> int | None:
    try:
        return money.cents_from_text(text) if text else None
    except ValueError:
        return None
