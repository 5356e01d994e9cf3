"""The import doctor: what is odd about a whole document, seen beside what the book holds already.

Nothing is moved, dropped or refused here: a finding tells, and a person decides.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from app.core import clock
from app.core.doctor import Finding
from app.core.statement import Declared, Proof, WalletKey

FEWEST_TIMES = 3
"""So many receipts must be off by the same hours before a clock is doubted."""

HOUR, SLACK_SECONDS, MOST_HOURS = 3600, 90, 14
CLOCKS_APART_SECONDS = 600
"""Two honest clocks may differ so much."""

FEWEST_ELSEWHERE = 3


class Overlap(NamedTuple):
    """Another standing import of the same wallet whose period meets this one's; instants in seconds UTC."""

    file: str
    recorded_at: int
    starts_at: int
    ends_at: int


class TimePair(NamedTuple):
    """How two documents time one receipt: ``seconds`` is this document's time less the other's."""

    file: str
    proof: Proof
    seconds: int


class Elsewhere(NamedTuple):
    """How many of the payments looked at stand in the book under another wallet too."""

    wallet: WalletKey
    payments: int
    looked_at: int


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a document once it was read. ``latest_at`` is its newest row, ``now`` the moment of import.

    ``known`` counts its rows that were here before, ``conflicts`` those that contradict the book, ``later`` the book's
    transactions of this wallet after ``latest_at`` but inside the declared period.
    """

    declared: Declared
    now: int
    latest_at: int | None = None
    known: int = 0
    conflicts: int = 0
    later: int = 0
    overlaps: Sequence[Overlap] = ()
    times: Sequence[TimePair] = ()
    elsewhere: Elsewhere | None = None


def import_findings(facts: Facts) -> tuple[Finding, ...]:
    """Everything odd about the document, the most serious first."""
    checks = (_wrong_wallet, _clock_off, _still_to_come, _half_a_period, _new_columns, _overlapping)
    return tuple(finding for check in checks for finding in check(facts))


def _wrong_wallet(facts: Facts) -> Iterator[Finding]:
    """A customer's payment lands in one ledger only (domain notes, section 4); sweeps are not looked at."""
    found = facts.elsewhere
    if found is None or found.payments < FEWEST_ELSEWHERE or 2 * found.payments <= found.looked_at:
        return
    yield Finding(
        f"{found.payments:,} of {found.looked_at:,} payments looked at stand in this book under {found.wallet} too.",
        f"If the file is of {found.wallet}, undo this import and take it in for that wallet.",
    )


# ---------------------------------------------------------------- clocks


def _clock_off(facts: Facts) -> Iterator[Finding]:
    for file, pairs in _by_file(facts.times).items():
        hours = hours_off([pair.seconds for pair in pairs])
        if hours:
            way = "ahead of" if hours > 0 else "behind"
            yield Finding(
                f"Its times are {_hours(abs(hours))} {way} those of “{file}”, on receipts that both hold.",
                _clock_action(facts.declared.proof, pairs[0].proof, file),
            )


def _by_file(times: Iterable[TimePair]) -> dict[str, list[TimePair]]:
    found: dict[str, list[TimePair]] = {}
    for pair in times:
        found.setdefault(pair.file, []).append(pair)
    return found


def hours_off(seconds: Sequence[int]) -> int:
    """The whole hours by which most of these differences are off, or 0 (domain notes 6: a pull may speak UTC)."""
    whole = Counter(hours for apart in seconds if (hours := _whole_hours(apart)))
    if not whole:
        return 0
    hours, n = whole.most_common(1)[0]
    return hours if n >= FEWEST_TIMES and 2 * n > len(seconds) else 0


def _whole_hours(apart: int) -> int:
    hours = round(apart / HOUR)
    return hours if abs(apart - hours * HOUR) <= SLACK_SECONDS and abs(hours) <= MOST_HOURS else 0


def _hours(n: int) -> str:
    return "1 hour" if n == 1 else f"{n} hours"


def _clock_action(mine: Proof, theirs: Proof, file: str) -> str:
    if mine > theirs:
        return f"Nothing was moved, and these times count; set right the clock of whatever made “{file}”."
    if mine < theirs:
        return "Nothing was moved, and the other times count; set right the clock of whatever made this file."
    return "Nothing was moved; find out which of the two is right, and undo the import of the other."


def _still_to_come(facts: Facts) -> Iterator[Finding]:
    if facts.latest_at is not None and facts.latest_at > facts.now + CLOCKS_APART_SECONDS:
        yield Finding(
            f"Its newest row is dated {_moment(facts.latest_at)}, which is still to come.",
            "Check the date and time of this computer, and the dates in the file.",
        )


# ---------------------------------------------------------------- periods


def _half_a_period(facts: Facts) -> Iterator[Finding]:
    """The portal gives what has happened so far; rows after the moment of making are missing without a word."""
    ends_at = facts.declared.ends_at
    if ends_at is None:
        return
    made_at = facts.now if facts.declared.made_at is None else min(facts.now, facts.declared.made_at)
    again = "Download the period again once it is over; nothing is counted twice."
    if made_at < ends_at - CLOCKS_APART_SECONDS:
        word = "made" if facts.declared.made_at is not None else "taken in"
        yield Finding(f"It was {word} {_when(made_at)}, before its period ended at {_moment(ends_at)}.", again)
    elif facts.later and facts.latest_at is not None:
        rows = "1 transaction" if facts.later == 1 else f"{facts.later:,} transactions"
        yield Finding(
            f"It ends at {_moment(facts.latest_at)}, but the book holds {rows} after that in the same period.", again
        )


def _overlapping(facts: Facts) -> Iterator[Finding]:
    if not facts.overlaps:
        return
    widest = max(facts.overlaps, key=lambda other: other.ends_at - other.starts_at)
    more = f" (and {len(facts.overlaps) - 1:,} more)" if len(facts.overlaps) > 1 else ""
    since, until = _moment(widest.starts_at), _moment(widest.ends_at)
    span = f"at {since}" if since == until else f"from {since} to {until}"
    yield Finding(
        f"It overlaps {span} with “{widest.file}”{more}, taken in on {_moment(widest.recorded_at)}.",
        _overlap_action(facts),
    )


def _overlap_action(facts: Facts) -> str:
    if facts.conflicts:
        rows = "1 row says" if facts.conflicts == 1 else f"{facts.conflicts:,} rows say"
        return f"Look at its conflicts: {rows} something else than the book."
    if not facts.known:
        return "None of its rows was here: check that both files are of the same wallet."
    rows = "1 row that was here is" if facts.known == 1 else f"{facts.known:,} rows that were here are"
    return f"Nothing to do: the {rows} counted once."


def _new_columns(facts: Facts) -> Iterator[Finding]:
    unknown = facts.declared.unknown_columns
    if unknown:
        names = ", ".join(f"“{name}”" for name in unknown)
        word = "a column that is" if len(unknown) == 1 else "columns that are"
        yield Finding(
            f"It has {word} not known here: {names}. All known columns were used.",
            "If its figures look wrong, the provider has changed the format: ask for an update of MpesaBooks.",
        )


def _when(at: int) -> str:
    """A moment, or the day alone where only that is told (a PDF prints the day of the request)."""
    is_day = at == clock.day_start(clock.day_number(at))
    return f"on {clock.wall(at):%d/%m/%Y}" if is_day else f"at {_moment(at)}"


def _moment(at: int) -> str:
    return f"{clock.wall(at):%d/%m/%Y %H:%M}"
