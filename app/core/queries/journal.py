"""The ledger as a journal: every entry of a period, day by day, as it is handed over to an accountant.

One entry a movement of money together with what was decided of it, one a day and wallet for all charges, one an item,
a mirrored bank line, an opening. It is read in stretches of days, so that a year of a busy till needs no more memory
than its busiest days.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, select

from app.core.ledger import code
from app.core.queries.postings import flow_rows
from app.core.store.tables import daily_reconciliation

ROWS_AT_ONCE = 20_000
"""Movements of a stretch of days: what is held in memory, unless one day alone has more."""

OWN_TRANSFER = "own_transfer"
_MOST_NAMED = 5
_D = daily_reconciliation.c

Postings = Mapping[str, int]
"""Signed cents by account code, none of them 0; a debit is positive."""


class JournalEntry(NamedTuple):
    """One entry. ``key`` names the thing it comes from and stays the same whatever is imported again or undone.

    ``wallet_id`` is None for what has no wallet (invoices, sales, bank lines, advances used). ``at`` is seconds UTC,
    None where only the day is known. ``kind`` is a movement's role, *charges* for a day's sum of ``n`` charges,
    *own_transfer* between own wallets, or invoice, sale, bank, advance, opening. ``text`` is who or what,
    ``reference`` what the payer typed or the thing's own number, ``settles`` the invoices and sales it paid.
    """

    on_day: int
    wallet_id: int | None
    key: str
    at: int | None
    kind: str
    receipt: str
    text: str
    reference: str
    settles: tuple[str, ...]
    n: int
    postings: Postings


class Stretch(NamedTuple):
    """Days (day numbers, both included) and their entries in the order of time."""

    from_day: int
    to_day: int
    entries: list[JournalEntry]


def journal(reader: Connection, *, from_day: int, to_day: int, wallet_id: int | None = None) -> Iterator[Stretch]:
    """Every entry of a period, in stretches of days; of the whole ledger, or of one wallet's money alone."""
    for first, last in _stretches(reader, from_day, to_day):
        yield Stretch(first, last, _entries(flow_rows(reader, from_day=first, to_day=last), wallet_id))


def _stretches(reader: Connection, from_day: int, to_day: int) -> list[tuple[int, int]]:
    counted = select(_D.on_day, func.sum(_D.n)).where(_D.on_day.between(from_day, to_day))
    found: list[tuple[int, int]] = []
    first, held = from_day, 0
    for day, n in reader.execute(counted.group_by(_D.on_day).order_by(_D.on_day)):
        if held and held + n > ROWS_AT_ONCE:
            found.append((first, day - 1))
            first, held = day, 0
        held += int(n)
    return [*found, (first, to_day)]


@dataclass(slots=True)
class _Draft:
    """An entry while its flows are gathered."""

    row: Any
    kind: str
    cents: Counter[str] = field(default_factory=Counter)
    settles: list[str] = field(default_factory=list)
    n: int = 0


def _entries(flows: Iterable[Any], wallet_id: int | None) -> list[JournalEntry]:
    drafts: dict[tuple[int, str], _Draft] = {}
    of_transaction: dict[int, tuple[int, str]] = {}
    for row in flows:
        if wallet_id is not None and row.wallet_id != wallet_id:
            continue
        place = of_transaction.get(row.transaction_id) if row.source == "match" else None
        place = place or (row.on_day, _key(row))
        draft = drafts.get(place) or drafts.setdefault(place, _Draft(row, _kind(row)))
        draft.cents[row.debit] += row.cents
        draft.cents[row.credit] -= row.cents
        if row.source == "movement":
            of_transaction[row.transaction_id] = place
            draft.n += 1
        elif row.source == "match" and row.kind in ("invoice", "sale") and row.key not in draft.settles:
            draft.settles.append(row.key)
    made = (_entry(place, draft) for place, draft in drafts.items())
    return sorted((entry for entry in made if entry.postings), key=_in_time)


def _is_charge(row: Any) -> bool:
    """Charges are booked by their sum of a day, unless a person said that one of them is something else."""
    return row.source == "movement" and row.kind == "charge" and bool(row.credit == code("charges"))


def _key(row: Any) -> str:
    if _is_charge(row):
        return f"charges {row.wallet_id}"
    match row.source:
        case "movement":
            direction = "in" if row.cents > 0 else "out"
            return f"movement {row.wallet_id} {row.receipt} {row.kind} {direction} {row.ordinal}"
        case "match":
            return f"advance {row.match_id}"
        case "opening":
            return f"opening {row.wallet_id}"
        case _:
            return f"{row.kind} {row.key}"


def _kind(row: Any) -> str:
    if _is_charge(row):
        return "charges"
    return {"match": "advance", "opening": "opening"}.get(row.source) or str(row.kind)


def _entry(place: tuple[int, str], draft: _Draft) -> JournalEntry:
    row, is_sum = draft.row, draft.kind == "charges"
    on_day, key = place
    kind = OWN_TRANSFER if draft.cents[code("own_transit")] else draft.kind
    return JournalEntry(
        *(on_day, row.wallet_id, key, None if is_sum else row.at, kind),
        receipt="" if is_sum else row.receipt or "",
        text="" if is_sum else row.text or "",
        reference="" if is_sum else row.reference or (row.key if row.source in ("item", "bank") else "") or "",
        settles=tuple(draft.settles[:_MOST_NAMED]),
        n=draft.n,
        postings={account: cents for account, cents in draft.cents.items() if cents},
    )


_ORDER = ("opening", "invoice", "sale")


def _in_time(entry: JournalEntry) -> tuple[Any, ...]:
    """By day; what was owed before what was paid, and the day's charges last."""
    first = _ORDER.index(entry.kind) if entry.kind in _ORDER else len(_ORDER)
    return entry.on_day, first, entry.kind == "charges", entry.at or 0, entry.key
