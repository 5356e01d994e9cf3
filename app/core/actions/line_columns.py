"""Lines as columns: what an import writes is zipped together from whole columns, not built one field at a time."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import compress, repeat
from operator import gt, mul, xor
from typing import Any, NamedTuple

import orjson

from app.core.events import EventKind
from app.core.identity import IN, OUT, state_of
from app.core.receipts import year_told_by
from app.core.statement import Observations, Proof

_dumps = orjson.dumps


class _States(dict[str, str]):
    """Role to state, asked once a role."""

    def __missing__(self, role: str) -> str:
        self[role] = state_of(role)
        return self[role]


_STATES = _States()
_DIRECTIONS = (IN, OUT).__getitem__
"""By whether the cents are below zero."""


class LineColumns(NamedTuple):
    """Observations of one stretch from the oldest on, with the columns that only the book knows.

    Receipts run with time, so B-trees grow near their right edge; sorting sixteen columns by them costs more than it
    saves there.
    """

    told: Observations
    wallet_ids: Sequence[int]
    positions: Sequence[int]
    years: Sequence[int]

    @classmethod
    def of(cls, observations: Observations, *, step: int, wallet_ids: dict[str, int]) -> LineColumns:
        """Columns of at least one observation; ``step`` is -1 where the document runs backward in time."""
        told = observations if step > 0 else Observations._make(column[::-1] for column in observations)
        own = wallet_ids[""]
        wallets = [wallet_ids[ledger] for ledger in told.ledgers] if any(told.ledgers) else [own] * len(told.receipts)
        return cls(told, wallets, list(map(mul, told.lines, repeat(step))), _years(told.receipts))

    def kept(self, mask: bytes) -> LineColumns:
        """Only the lines whose byte is 1."""
        return LineColumns(
            self.told.kept(mask),
            list(compress(self.wallet_ids, mask)),
            list(compress(self.positions, mask)),
            list(compress(self.years, mask)),
        )

    def event_columns(
        self, first_seq: int, *, batch_id: int, document_id: int, salt: int, proof: Proof
    ) -> list[Sequence[Any]]:
        """Columns of ``events``. The body holds what the log has no column for; ``views.claim_of`` reads it back."""
        told, count = self.told, len(self.told.receipts)
        bodies = zip(
            told.roles,
            told.initiated,
            told.kinds,
            told.names,
            told.phones,
            told.references,
            told.linked,
            told.details,
            told.warnings,
            repeat(proof.value),
            self.positions,
            strict=False,
        )
        return [
            range(first_seq, first_seq + count),
            self.years,
            [batch_id] * count,
            [int(EventKind.TransactionObserved)] * count,
            told.receipts,
            self.wallet_ids,
            list(map(xor, told.digests, repeat(salt))),
            [document_id] * count,
            told.lines,
            told.amounts,
            told.balances,
            told.completed,
            list(map(bytes.decode, map(_dumps, bodies))),
        ]

    def transaction_columns(self, seqs: Sequence[int], *, proof: Proof) -> list[Sequence[Any]]:
        """Columns of ``transactions``: each line by itself, as ``identity.resolve`` would make it."""
        told, count = self.told, len(seqs)
        return [
            seqs,
            self.years,
            self.wallet_ids,
            told.receipts,
            told.roles,
            list(map(_DIRECTIONS, map(gt, repeat(0), told.amounts))),
            [0] * count,
            list(map(abs, told.amounts)),
            told.completed,
            self.positions,
            told.initiated,
            told.balances,
            told.kinds,
            told.names,
            told.phones,
            told.references,
            [receipt or None for receipt in told.linked] if any(told.linked) else [None] * count,
            told.details,
            [proof.value] * count,
            list(map(_STATES.__getitem__, told.roles)),
            _warnings(told.warnings),
            [None] * count,
        ]

    def repeated_identities(self) -> set[str]:
        """Receipts on which one role and direction stands more than once in this stretch."""
        told = self.told
        legs = list(zip(told.receipts, told.roles, strict=True))
        if len(set(legs)) == len(legs):
            return set()
        seen: set[tuple[Any, ...]] = set()
        repeated: set[str] = set()
        for leg, cents, ledger in zip(legs, told.amounts, told.ledgers, strict=True):
            key = (leg, cents >= 0, ledger)
            if key in seen:
                repeated.add(leg[0])
            seen.add(key)
        return repeated


def _years(receipts: Sequence[str]) -> list[int]:
    """The year that each receipt tells."""
    least, greatest = min(receipts), max(receipts)
    first = year_told_by(least)
    if first and least[0] == greatest[0] and set(map(len, receipts)) == {len(least)}:
        return [first] * len(receipts)
    return list(map(year_told_by, receipts))


def _warnings(warnings: Sequence[str]) -> list[str | None]:
    if not any(warnings):
        return [None] * len(warnings)
    return [_dumps((warning,)).decode() if warning else None for warning in warnings]
