"""Take a statement in: sort its lines into new, known, enriching and conflicting, all in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import BinaryIO

from app.core.actions.recording import Recording
from app.core.actions.wallet_choice import choose_wallet
from app.core.book import Pen, add_wallet
from app.core.events import Event, EventKind
from app.core.statement import ImportId, ImportSummary, Statement, WalletKey
from app.core.store import control, documents
from app.core.store.summaries import summary_to_plain


@dataclass(frozen=True, slots=True)
class Received:
    """A document's bytes as they arrived: its name, digest, size in bytes, and a way to read it again."""

    name: str
    sha256: str
    size: int
    open: Callable[[], BinaryIO]


def record_statement(
    pen: Pen,
    *,
    received: Received,
    statement: Statement,
    wallet: WalletKey | None = None,
) -> ImportSummary:
    """Record everything a document claims.

    Raises DocumentRefused where the document cannot be this book's; then nothing is kept.
    """
    key = choose_wallet(pen.connection, declared=statement.declared, told=wallet, file=received.name)
    wallet_id = add_wallet(pen, key=key, holder=statement.declared.holder)
    with received.open() as stream:
        document_id = documents.keep(
            pen.store,
            pen.connection,
            name=received.name,
            sha256=received.sha256,
            size=received.size,
            stream=stream,
        )
    recording = Recording(pen, statement.declared, wallet=key, wallet_id=wallet_id, document_id=document_id)
    for lines in statement.lines(recording.recognise):
        recording.take(lines)
    summary = recording.summary(file=received.name, sha256=received.sha256)
    import_id = pen.record(
        Event(
            EventKind.StatementRecorded,
            {
                "document_id": document_id,
                "wallet_id": wallet_id,
                "recorded_at": pen.batch.at,
                "actor": pen.batch.actor,
                "first_seq": recording.first_seq,
                "last_seq": recording.last_seq,
                "recognised": control.spans_of(recording.recognised),
                "summary": summary_to_plain(summary),
            },
        )
    )
    recording.reinstate()
    return replace(summary, import_id=ImportId(import_id))
