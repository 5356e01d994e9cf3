"""Instants and days. Stored: seconds since 1970 in UTC. Shown: Africa/Nairobi, which is UTC+3 all year."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

NAIROBI = timezone(timedelta(hours=3), "EAT")
OFFSET_SECONDS = 3 * 3600
DAY_SECONDS = 86_400
_EPOCH = date(1970, 1, 1)


def now() -> int:
    """The present instant, seconds UTC."""
    return int(datetime.now(UTC).timestamp())


def day_number(at: int) -> int:
    """The Nairobi day of an instant, counted from 1970-01-01."""
    return (at + OFFSET_SECONDS) // DAY_SECONDS


def number_of(day: date) -> int:
    """The day number of a calendar day."""
    return (day - _EPOCH).days


def day_of(number: int) -> date:
    """The calendar day of a day number."""
    return _EPOCH + timedelta(days=number)


def day_start(number: int) -> int:
    """The instant at which a day begins in Nairobi."""
    return number * DAY_SECONDS - OFFSET_SECONDS


def instant(wall: datetime) -> int:
    """The instant of a Nairobi wall-clock time without zone."""
    return int(wall.replace(tzinfo=NAIROBI).timestamp())


def wall(at: int) -> datetime:
    """Nairobi wall-clock time of an instant, with its zone."""
    return datetime.fromtimestamp(at, NAIROBI)


def iso(at: int | None) -> str | None:
    """``2025-11-05T08:01:10+03:00``, or None for an instant that is not known."""
    return None if at is None else wall(at).isoformat()
