"""Lines as columns: the rows that an import writes are zipped together, not built one field at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import compress, repeat
from operator import itemgetter
from typing import Any, NamedTuple, Self

import orjson

from app.core.events import EventKind
from app.core.identity import IN, OUT, state_of
from app.core.receipts import year_told_by
from app.core.statement import Observation, Proof

_dumps = orjson.dumps


class _States(dict[str, str]):
    """Role to state, asked once a role."""

    def __missing__(self, role: str) -> str:
        self[role] = state_of(role)
        return self[role]


class LineColumns(NamedTuple):
    """The fields of many observations, each as one column, in the order of ``Observation``."""

    receipts: Sequence[str]
    digests: Sequence[int]
    lines: Sequence[int]
    roles: Sequence[str]
    amounts: Sequence[int]
    completed: Sequence[int]
    initiated: Sequence[int | None]
    kinds: Sequence[str]
    names: Sequence[str]
    phones: Sequence[str]
    references: Sequence[str]
    linked: Sequence[str]
    balances: Sequence[int | None]
    details: Sequence[str]
    wallet_ids: Sequence[int]
    positions: Sequence[int]
    warnings: Sequence[str]
    years: Sequence[int]

    @classmethod
    def of(cls, observations: Sequence[Observation], *, step: int, wallet_ids: Mapping[str, int]) -> Self:
        """Columns of at least one observation; ``step`` is -1 where the document runs backward in time."""
        columns: list[Any] = list(zip(*observations, strict=True))
        columns[14] = [wallet_ids[ledger] for ledger in columns[14]]
        columns.insert(15, [step * line for line in columns[2]])
        columns.append(list(map(year_told_by, columns[0])))
        return cls(*columns)

    def kept(self, mask: bytes) -> LineColumns:
        """Only the lines whose byte is 1."""
        columns: Any = (list(compress(column, mask)) for column in self)
        return LineColumns(*columns)

    def event_rows(
        self, first_seq: int, *, batch_id: int, document_id: int, salt: int, proof: Proof
    ) -> list[tuple[Any, ...]]:
        """Rows of ``events``. The body holds what the log has no column for; ``views.claim_of`` reads it back."""
        bodies = zip(
            self.roles,
            self.initiated,
            self.kinds,
            self.names,
            self.phones,
            self.references,
            self.linked,
            self.details,
            self.warnings,
            repeat(proof.value),
            self.positions,
            strict=False,
        )
        return list(
            zip(
                range(first_seq, first_seq + len(self.receipts)),
                self.years,
                repeat(batch_id),
                repeat(int(EventKind.TransactionObserved)),
                self.receipts,
                self.wallet_ids,
                [digest ^ salt for digest in self.digests],
                repeat(document_id),
                self.lines,
                self.amounts,
                self.balances,
                self.completed,
                map(bytes.decode, map(_dumps, bodies)),
                strict=False,
            )
        )

    def transaction_rows(self, seqs: Sequence[int], *, proof: Proof) -> list[tuple[Any, ...]]:
        """Rows of ``transactions``: each line by itself, as ``identity.resolve`` would make it."""
        states = _States()
        return list(
            zip(
                seqs,
                self.years,
                self.wallet_ids,
                self.receipts,
                self.roles,
                [IN if cents >= 0 else OUT for cents in self.amounts],
                repeat(0),
                map(abs, self.amounts),
                self.completed,
                self.positions,
                self.initiated,
                self.balances,
                self.kinds,
                self.names,
                self.phones,
                self.references,
                [receipt or None for receipt in self.linked],
                self.details,
                repeat(proof.value),
                [states[role] for role in self.roles],
                [_dumps((warning,)).decode() if warning else None for warning in self.warnings],
                repeat(None),
                strict=False,
            )
        )


def repeated_identities(observations: Sequence[Observation]) -> set[str]:
    """Receipts on which one role and direction stands more than once in this stretch."""
    counts = Counter(map(itemgetter(0), observations))
    if len(counts) == len(observations):
        return set()
    several = {receipt for receipt, count in counts.items() if count > 1}
    seen: set[tuple[Any, ...]] = set()
    repeated: set[str] = set()
    for line in observations:
        if line[0] not in several:
            continue
        key = (line[0], line[3], line[4] >= 0, line[14])
        if key in seen:
            repeated.add(line[0])
        seen.add(key)
    return repeated
