"""Small questions that an import asks the log about single lines, and about what stood before it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import orjson
from sqlalchemy import Connection, select

from app.core.statement import Ignored, ProblemKind, Rejected
from app.core.store.control import Span
from app.core.store.engine import HeldLine
from app.core.store.tables import events, imports, withdrawn


class Held(NamedTuple):
    """Lines that the log holds already: their receipts, and their numbers by digest."""

    receipts: Sequence[str]
    seqs: dict[int, int]

    @classmethod
    def of(cls, lines: Sequence[HeldLine]) -> Held:
        """As the store answered."""
        if not lines:
            return NOTHING_HELD
        receipts, digests, seqs = zip(*lines, strict=True)
        return cls(receipts, dict(zip(digests, seqs, strict=True)))


NOTHING_HELD = Held((), {})


def joined(spans: Iterable[Span]) -> list[Span]:
    """The same numbers in as few spans as will do, in order."""
    found: list[Span] = []
    for first, last in sorted(spans):
        if found and first <= found[-1][1] + 1:
            found[-1] = found[-1][0], max(found[-1][1], last)
        else:
            found.append((first, last))
    return found


def is_withdrawn(connection: Connection, seq: int) -> bool:
    """Whether an undone import took this line with it."""
    return connection.execute(select(withdrawn.c.seq).where(withdrawn.c.seq == seq)).scalar() is not None


def why_rejected(connection: Connection, seq: int) -> tuple[str, ProblemKind]:
    """Why a line could not be read, in words and as what, as it was recorded (older logs tell the words alone)."""
    body = connection.execute(select(events.c.body).where(events.c.seq == seq)).scalar_one()
    reason, _, *kind = orjson.loads(body)
    return str(reason), kind[0] if kind else "row"


def body_of(line: Ignored | Rejected) -> str:
    """What the log keeps of a line that was not booked: status or reason, its text, what kind of problem it is."""
    told = (line.status, line.raw) if isinstance(line, Ignored) else (line.reason, line.raw, line.kind)
    return orjson.dumps(told).decode()


def closing_before(connection: Connection, wallet_id: int, earliest: int | None) -> int | None:
    """The closing balance of a standing proven import that ends just before this moment."""
    if earliest is None:
        return None
    return connection.execute(
        select(imports.c.closing_cents)
        .where(imports.c.wallet_id == wallet_id, imports.c.is_undone == 0)
        .where(imports.c.state == "proven", imports.c.ends_at < earliest)
        .order_by(imports.c.ends_at.desc())
        .limit(1)
    ).scalar()
