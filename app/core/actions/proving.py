"""The balance proof of an import: each ledger's chain walked once, against what the document declares."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from app.core import clock, money
from app.core.actions.log_lookups import closing_before
from app.core.chain import ChainWalk
from app.core.queries.wallets import wallet_keys
from app.core.statement import BalanceProof, Break, Declared, Problem

MOST_TOLD = 100
"""Holes of one further account told one by one; the note on it counts them all."""


@dataclass(frozen=True, slots=True)
class Walked:
    """What a document's lines left to be proven: the chains by wallet number, and which wallet is its own.

    ``earliest_at`` is the oldest moment among its lines (seconds UTC), ``rejected`` counts its unreadable rows.
    """

    chains: Mapping[int, ChainWalk]
    own_id: int
    earliest_at: int | None
    rejected: int


@dataclass(frozen=True, slots=True)
class Section:
    """A further account in a document, whose balances do not run on: the holes, and the lines beneath them."""

    ledger: str
    breaks: Sequence[Break]
    lines: Sequence[int]

    @property
    def note(self) -> str:
        """The first hole in words, how many more there are, and what to do."""
        more = len(self.breaks) - 1
        told = f" (and {more:,} more)" if more else ""
        return (
            f"The {self.ledger} account in this file has a hole: {_in_words(self.breaks[0])}{told}. "
            "Download that window again and take it in too."
        )

    def problems(self) -> Iterator[Problem]:
        """One a hole, on the row beneath it."""
        for hole, line in zip(self.breaks[:MOST_TOLD], self.lines, strict=False):
            yield Problem(line, hole.before, f"In the {self.ledger} account, {_in_words(hole)}.", "hole")


def proof_of(connection: Connection, walked: Walked, *, declared: Declared) -> BalanceProof:
    """The balance proof of the document's own ledger."""
    own = walked.chains.get(walked.own_id) or ChainWalk()
    before = closing_before(connection, walked.own_id, walked.earliest_at)
    return own.finish(declared, rejected=walked.rejected, previous_closing_cents=before)


def broken_sections(connection: Connection, walked: Walked, *, declared: Declared) -> tuple[Section, ...]:
    """The further accounts of a document whose balances do not run on.

    Asked only of a document that names the account of each row: such a one holds each account's rows whole. Elsewhere
    a row of another account is only the far end of a transfer. What the document declares is said of its own account.
    """
    further = sorted(walked.chains.keys() - {walked.own_id})
    if not further or "ledger" not in dict(declared.columns):
        return ()
    silent = replace(declared, opening_cents=None, closing_cents=None, paid_in_cents=None, withdrawn_cents=None)
    keys = wallet_keys(connection)
    found: list[Section] = []
    for wallet_id in further:
        chain = walked.chains[wallet_id]
        breaks = chain.finish(silent, rejected=walked.rejected, previous_closing_cents=None).breaks
        if breaks:
            lines = [chain.line_of(hole.before) for hole in breaks[:MOST_TOLD]]
            found.append(Section(keys[wallet_id].ledger, breaks, lines))
    return tuple(found)


def _in_words(hole: Break) -> str:
    """``KES 20.00 of money out is missing between UI… (05/09/2026 10:00) and UI… (05/09/2026 11:15)``."""
    side = "in" if hole.amount_cents > 0 else "out"
    amount = f"KES {money.shown(abs(hole.amount_cents))} of money {side} is missing"
    return f"{amount} between {_row(hole.after, hole.starts_at)} and {_row(hole.before, hole.ends_at)}"


def _row(receipt: str, at: int | None) -> str:
    return receipt if at is None else f"{receipt} ({clock.wall(at):%d/%m/%Y %H:%M})"
