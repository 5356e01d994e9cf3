"""What a statement says of itself before its lines: its preamble, else its file name (domain notes 1A–1C)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import pairwise

from app.core import clock, money
from app.core.sources.cells import BAD, MonthFirst, moment
from app.core.sources.ledgers import ledger_named

_PORTAL_NAME = re.compile(r"statements? for (\d{4,12}) from (\d{4}-\d\d-\d\d) to (\d{4}-\d\d-\d\d)", re.IGNORECASE)
_LEGACY_NAME = re.compile(r"ORG_(\d{4,12})_([^_]+)_([A-Za-z]+)_(\d{14})", re.IGNORECASE)
_SFTP_NAME = re.compile(r"MPESA_(\d{4,12})_(\d{14})", re.IGNORECASE)
_CODE = re.compile(r"\d{4,12}", re.ASCII)
_LAST_SECOND = clock.DAY_SECONDS - 1


@dataclass(frozen=True, slots=True)
class Said:
    """What preamble or file name tell. ``account`` is the ledger as written; withdrawn is never negative."""

    code: str = ""
    account: str = ""
    starts_at: int | None = None
    ends_at: int | None = None
    opening_cents: int | None = None
    closing_cents: int | None = None
    paid_in_cents: int | None = None
    withdrawn_cents: int | None = None
    holder: str = ""
    status_filter: str = ""
    made_at: int | None = None

    @property
    def ledger(self) -> str:
        """The account as the book calls it, or ''."""
        return ledger_named(self.account)

    def or_else(self, other: Said) -> Said:
        """These words, with what they leave unsaid taken from ``other``."""
        missing = {name: getattr(other, name) for name in self.__slots__ if getattr(self, name) in ("", None)}
        return replace(self, **missing)


def said_by_name(name: str) -> Said:
    """What the file name tells; users rename files, so it is asked last."""
    if found := _PORTAL_NAME.search(name):
        return Said(code=found[1], starts_at=_day_start(found[2]), ends_at=_day_end(found[3]))
    if found := _LEGACY_NAME.search(name):
        return Said(code=found[1], account=found[2], status_filter=found[3].capitalize(), made_at=_stamped(found[4]))
    if found := _SFTP_NAME.search(name):
        starts_at, ends_at = _extract_day(found[2])
        return Said(code=found[1], starts_at=starts_at, ends_at=ends_at)
    return Said()


def _day_start(text: str) -> int | None:
    try:
        return clock.day_start(clock.number_of(date.fromisoformat(text)))
    except ValueError:
        return None


def _day_end(text: str) -> int | None:
    start = _day_start(text)
    return None if start is None else start + _LAST_SECOND


def _extract_day(stamp: str) -> tuple[int | None, int | None]:
    """A daily extract is stamped with the last second of its day; any other stamp tells no period."""
    ends_at = _stamped(stamp)
    return (ends_at - _LAST_SECOND, ends_at) if ends_at and stamp.endswith("235959") else (None, None)


def _stamped(stamp: str) -> int | None:
    try:
        return clock.instant(datetime.strptime(stamp, "%Y%m%d%H%M%S"))  # noqa: DTZ007 - zone added by clock
    except ValueError:
        return None


def said_by_preamble(rows: Iterable[Sequence[str]]) -> Said:
    """What ``label,value`` pairs above the header tell; labels that mean nothing here are passed over."""
    pairs: dict[str, str] = {}
    for row in rows:
        cells = [cell.strip() for cell in row]
        prefix = _plain(cells[0]) if cells else ""
        for label, value in pairwise(cells):
            name = _plain(label)
            pairs.setdefault(f"{prefix} {name}" if name in ("from", "to") else name, value)
    return Said(
        code=_code(pairs),
        account=pairs.get("account", "") or pairs.get("account type", ""),
        starts_at=_instant(pairs.get("time period from")),
        ends_at=_instant(pairs.get("time period to")),
        opening_cents=_amount(pairs.get("opening balance")),
        closing_cents=_amount(pairs.get("closing balance")),
        paid_in_cents=_amount(pairs.get("total paid in")),
        withdrawn_cents=_magnitude(pairs.get("total withdrawn")),
        holder=_holder(pairs),
        made_at=_instant(pairs.get("date of report")),
    )


def _plain(label: str) -> str:
    return " ".join(label.casefold().rstrip(": ").split())


def _code(pairs: dict[str, str]) -> str:
    for label in ("short code", "shortcode", "paybill", "till", "till number"):
        if found := _CODE.fullmatch(pairs.get(label, "")):
            return found[0]
    return ""


def _holder(pairs: dict[str, str]) -> str:
    labels = ("account holder", "organization name", "organisation name", "organization", "organisation")
    return next((pairs[label] for label in labels if pairs.get(label)), "")


def _instant(text: str | None) -> int | None:
    try:
        found = moment(text or "")
    except MonthFirst:
        return None
    return None if found == BAD else found


def _amount(text: str | None) -> int | None:
    try:
        return money.cents_from_text(text) if text else None
    except ValueError:
        return None


def _magnitude(text: str | None) -> int | None:
    cents = _amount(text)
    return None if cents is None else abs(cents)
