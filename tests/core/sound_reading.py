"""What any bytes must give: sound rows, or a refusal in a sentence."""

from __future__ import annotations

from collections.abc import Callable

from app.core.errors import DocumentRefused
from app.core.money import CENTS_LIMIT
from app.core.statement import LEDGERS
from tests.core.statement_files import Whole


def is_sound_or_said(read: Callable[[], Whole]) -> bool:
    """Whether reading ends in rows that a book can hold, or in a sentence; any other end is a failure by itself."""
    try:
        whole = read()
    except DocumentRefused as refused:
        return bool(refused.title)
    lines = (*whole.observations, *whole.ignored, *whole.rejected)
    digests: list[int] = [line.digest for line in lines]  # type: ignore[attr-defined]
    return all(
        line.receipt
        and type(line.completed_at) is int
        and abs(line.amount_cents) < CENTS_LIMIT
        and line.ledger in ("", *LEDGERS)
        for line in whole.observations
    ) and all(-(2**63) <= digest < 2**63 for digest in digests)
