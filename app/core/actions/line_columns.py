"""Lines as columns: what an import writes is zipped together from whole columns, not built one field at a time."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import compress, repeat
from operator import mul
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


class LineColumns(NamedTuple):
    """Observations of one stretch sorted by receipt, with the columns that only the book knows."""

    told: Observations
    wallet_ids: Sequence[int]
    positions: Sequence[int]
    years: Sequence[int]

    @classmethod
    def of(cls, observations: Observations, *, step: int, wallet_ids: dict[str, int]) -> LineColumns:
        """Columns of at least one observation; ``step`` is -1 where the document runs backward in time."""
        receipts = observations.receipts
        told = observations.ordered(sorted(range(len(receipts)), key=receipts.__getitem__))
        own = wallet_ids[""]
        wallets = [wallet_ids[ledger] for ledger in told.ledgers] if any(told.ledgers) else [own] * len(receipts)
        return cls(told, wallets, list(map(mul, told.lines, repeat(step))), _years(told.receipts))

    def kept(self, mask: bytes) -> LineColumns:
        """Only the lines whose byte is 1."""
        return LineColumns(
            self.told.kept(mask),
            list(compress(self.wallet_ids, mask)),
            list(compress(self.positions, mask)),
            list(compress(self.years, mask)),
        )

    def event_rows(
        self, first_seq: int, *, batch_id: int, document_id: int, salt: int, proof: Proof
    ) -> list[tuple[Any, ...]]:
        """Rows of ``events``. The body holds what the log has no column for; ``views.claim_of`` reads it back."""
        told = self.told
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
        return list(
            zip(
                range(first_seq, first_seq + len(told.receipts)),
                self.years,
                repeat(batch_id),
                repeat(int(EventKind.TransactionObserved)),
                told.receipts,
                self.wallet_ids,
                [digest ^ salt for digest in told.digests],
                repeat(document_id),
                told.lines,
                told.amounts,
                told.balances,
                told.completed,
                map(bytes.decode, map(_dumps, bodies)),
                strict=False,
            )
        )

    def transaction_columns(self, seqs: Sequence[int], *, proof: Proof) -> list[Sequence[Any]]:
        """Columns of ``transactions``: each line by itself, as ``identity.resolve`` would make it."""
        told, count = self.told, len(seqs)
        return [
            seqs,
            self.years,
            self.wallet_ids,
            told.receipts,
            told.roles,
            [IN if cents >= 0 else OUT for cents in told.amounts],
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
            [_STATES[role] for role in told.roles],
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
    """The year of each of some sorted receipts."""
    first = year_told_by(receipts[0])
    if first and receipts[0][0] == receipts[-1][0] and set(map(len, receipts)) == {len(receipts[0])}:
        return [first] * len(receipts)
    return list(map(year_told_by, receipts))


def _warnings(warnings: Sequence[str]) -> list[str | None]:
    if not any(warnings):
        return [None] * len(warnings)
    return [_dumps((warning,)).decode() if warning else None for warning in warnings]
