"""Remember what was handed over, so that nothing is sent twice and no correction is forgotten."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.core.book import Pen
from app.core.errors import BookError
from app.core.events import Event, EventKind
from app.core.queries.sent import newest_batch
from app.core.store import documents

_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Export:
    """One export as its event tells it. ``memory`` is a file with a line for each entry sent (``queries.sent``)."""

    number: int
    format: str
    from_day: int
    to_day: int
    wallet_id: int | None
    is_again: bool
    figures: dict[str, Any]
    memory: Path


def record_export(pen: Pen, *, export: Export) -> int:
    """Record it; gives the moment (seconds UTC). The files must be on disk already.

    Raises BookError where another export was recorded since this one was compared with what was sent before.
    """
    if newest_batch(pen.connection) != export.number - 1:
        raise BookError(
            "Somebody else handed over the ledger at the same moment.", hint="Nothing was written; do it once more."
        )
    told = ("number", "format", "from_day", "to_day", "wallet_id", "is_again", "figures")
    body = {name: getattr(export, name) for name in told}
    by = {"actor": pen.batch.actor, "at": pen.batch.at, "document_id": _kept(pen, export)}
    pen.record(Event(EventKind.LedgerExported, {**body, **by}))
    return pen.batch.at


def _kept(pen: Pen, export: Export) -> int:
    running, size = hashlib.sha256(), export.memory.stat().st_size
    with export.memory.open("rb") as stream:
        for block in iter(lambda: stream.read(_BLOCK), b""):
            running.update(block)
        stream.seek(0)
        return documents.keep(
            *(pen.store, pen.connection),
            name=f"batch-{export.number}",
            sha256=running.hexdigest(),
            size=size,
            stream=stream,
        )
