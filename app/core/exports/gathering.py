"""What one batch sends: the ledger of a period less what was sent of it before, entry by entry.

The rule is one: of each entry its postings now less those that were sent. Of a new entry that is all of it, of one that
was decided otherwise the difference, of one that is no longer in the books its reverse. So all batches of a form
together always say what the ledger says, on the ledger's days.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection

from app.core import clock, money
from app.core.errors import BookError
from app.core.exports.outgoing import Change, Outgoing, from_spool, spooled, taken_back
from app.core.exports.wording import correction_in_words
from app.core.ledger import Account, wallet_code
from app.core.queries.journal import JournalEntry, Stretch, journal
from app.core.queries.postings import flow_sums, openings
from app.core.queries.sent import Batch, SentBefore, SentEntry, batches_of, difference, newest_batch, spelt
from app.core.queries.trial_balance import account_sums, accounts
from app.core.queries.wallets import business

MOST_TOLD = 20
"""Corrections that are told one by one."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to hand over. Days are day numbers, both included; ``wallet_id`` is None for the whole ledger.

    ``is_statement``: the wallet's money alone. ``is_again``: everything, as if nothing had been sent.
    """

    format: str
    from_day: int
    to_day: int
    wallet_id: int | None
    is_statement: bool
    is_again: bool


@dataclass(frozen=True, slots=True)
class Gathered:
    """What goes out, spooled in ``spool``; ``memory`` holds the lines that are kept with the export.

    ``counts`` by ``Change``, and ``unchanged`` for what was sent before and stands. ``moved`` is signed cents by
    account of what goes out, ``in_cents`` all its debits and ``out_cents`` all its credits. ``before`` are earlier
    batches of this form and period, ``notes`` what the file cannot say.
    """

    wanted: Wanted
    number: int
    business: str
    spool: Path
    memory: Path
    counts: dict[str, int]
    rows: int
    moved: dict[str, int]
    in_cents: int
    out_cents: int
    accounts: dict[str, Account]
    before: tuple[Batch, ...]
    corrections: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def n(self) -> int:
        """Entries that go out."""
        return sum(self.counts[change] for change in Change)

    def entries(self) -> Iterator[Outgoing]:
        """The entries, from the spool."""
        return from_spool(self.spool)


@dataclass(slots=True)
class _Tally:
    """Counts and sums while entries are compared."""

    counts: Counter[str] = field(default_factory=Counter)
    rows: int = 0
    in_cents: int = 0
    out_cents: int = 0
    moved: Counter[str] = field(default_factory=Counter)
    ledger: Counter[str] = field(default_factory=Counter)
    corrections: list[str] = field(default_factory=list)


def gather(reader: Connection, *, wanted: Wanted, folder: Path) -> Gathered:
    """Compare the ledger with what was sent, as one moment sees both, into two files in ``folder``.

    Raises BookError where the entries do not sum to what the trial balance says.
    """
    days = {"from_day": wanted.from_day, "to_day": wanted.to_day}
    before = batches_of(reader, form=wanted.format, **days, wallet_id=wanted.wallet_id)
    known = {account.code: account for account in accounts(reader)}
    spool, memory, tally = folder / "spool", folder / "memory", _Tally()
    with spool.open("wb") as lines, memory.open("wb") as kept:
        for outgoing in _compared(reader, wanted, () if wanted.is_again else before, tally.ledger, tally.counts):
            lines.write(spooled(outgoing))
            entry = outgoing.entry
            kept.write(spelt(SentEntry(entry.on_day, entry.wallet_id, entry.key, dict(entry.postings))))
            _count(tally, outgoing, known)
    _refuse_where_uneven(reader, wanted, tally)
    return Gathered(
        *(wanted, newest_batch(reader) + 1, business(reader), spool, memory),
        counts={str(name): tally.counts[name] for name in (*Change, "unchanged")},
        rows=tally.rows,
        moved={account: cents for account, cents in tally.moved.items() if cents},
        in_cents=tally.in_cents,
        out_cents=tally.out_cents,
        accounts={account: known[account] for account in known if account in tally.moved},
        before=tuple(before),
        corrections=tuple(tally.corrections),
        notes=tuple(_left_out(reader, wanted)) if wanted.is_statement else (),
    )


def _count(tally: _Tally, outgoing: Outgoing, known: dict[str, Account]) -> None:
    tally.counts[outgoing.change] += 1
    for account, cents in outgoing.entry.postings.items():
        tally.rows += 1
        tally.moved[account] += cents
        if cents > 0:
            tally.in_cents += cents
        else:
            tally.out_cents -= cents
    if outgoing.change is not Change.NEW and len(tally.corrections) < MOST_TOLD:
        tally.corrections.append(correction_in_words(outgoing, known))


# -- the ledger beside what was sent ---------------------------------------------------------------------------------


def _compared(
    reader: Connection, wanted: Wanted, before: Sequence[Batch], ledger: Counter[str], counts: Counter[str]
) -> Iterator[Outgoing]:
    days = {"from_day": wanted.from_day, "to_day": wanted.to_day}
    sent = SentBefore(reader, before, **days, wallet_id=wanted.wallet_id)
    for stretch in journal(reader, **days, wallet_id=wanted.wallet_id):
        yield from _compared_stretch(stretch, sent.until(stretch.to_day), wanted, ledger, counts)


def _compared_stretch(
    stretch: Stretch,
    sent: dict[tuple[int, str], SentEntry],
    wanted: Wanted,
    ledger: Counter[str],
    counts: Counter[str],
) -> Iterator[Outgoing]:
    for entry in filter(None, (_as_sent(one, wanted) for one in stretch.entries)):
        ledger.update(entry.postings)
        known = sent.pop((entry.on_day, entry.key), None)
        left = entry.postings if known is None else difference(entry.postings, known.postings)
        if not left:
            counts["unchanged"] += 1
            continue
        change = Change.NEW if known is None else Change.CHANGED
        yield Outgoing(entry._replace(postings=left), change, known.batch if known else 0)
    for place in sorted(sent):
        yield Outgoing(taken_back(sent[place]), Change.GONE, sent[place].batch)


def _as_sent(entry: JournalEntry, wanted: Wanted) -> JournalEntry | None:
    """The entry, or of a statement its wallet's side; None where that has no part in it."""
    if not wanted.is_statement:
        return entry
    assert wanted.wallet_id is not None, "a statement is of one wallet"
    own = wallet_code(wanted.wallet_id)
    cents = entry.postings.get(own, 0)
    return entry._replace(postings={own: cents}) if cents and entry.kind != "opening" else None


# -- what the trial balance says of it --------------------------------------------------------------------------------


def _refuse_where_uneven(reader: Connection, wanted: Wanted, tally: _Tally) -> None:
    """The entries were listed one by one; the trial balance is summed by another road. Both must agree."""
    ends = (account_sums(flow_sums(reader, until_day=day)) for day in (wanted.to_day, wanted.from_day - 1))
    expected = difference(*ends)
    listed = {account: cents for account, cents in tally.ledger.items() if cents}
    if wanted.wallet_id is not None:
        own = wallet_code(wanted.wallet_id)
        opening = sum(_openings_within(reader, wanted).values()) if wanted.is_statement else 0
        expected, listed = {own: expected.get(own, 0) - opening}, {own: listed.get(own, 0)}
    uneven = difference(listed, expected)
    if uneven:
        told = ", ".join(f"{account} by {money.shown(cents)}" for account, cents in sorted(uneven.items()))
        raise BookError(
            "The entries do not sum to what the trial balance says, so nothing was handed over.",
            detail=f"They differ on {told}.",
            hint="Run verify --rebuild on the book, and tell us.",
        )


def _openings_within(reader: Connection, wanted: Wanted) -> dict[int, int]:
    """Cents of the wallet's opening by day, where it falls into the period."""
    return {
        clock.day_number(one.at): one.cents
        for one in openings(reader)
        if one.wallet_id == wanted.wallet_id and wanted.from_day <= clock.day_number(one.at) <= wanted.to_day
    }


def _left_out(reader: Connection, wanted: Wanted) -> Iterator[str]:
    for day, cents in _openings_within(reader, wanted).items():
        yield (
            f"The opening balance of {clock.day_of(day):%d/%m/%Y}, KES {money.shown(cents)}, is no movement and not in "
            "the file: enter it where the account is set up."
        )
