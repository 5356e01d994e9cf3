"""What came in, when, with which result; the originals behind it."""

from __future__ import annotations

from sqlalchemy import Connection, select

from app.core.queries.rows import DocumentRow, ImportProblems, ImportRow
from app.core.queries.wallets import wallet_keys
from app.core.statement import WalletKey
from app.core.store.documents import blocks
from app.core.store.summaries import summary_from_json
from app.core.store.tables import documents, imports

_UNKNOWN = WalletKey("?", "?")


def import_history(reader: Connection, *, limit: int | None = None) -> tuple[ImportRow, ...]:
    """One row a document taken in, newest first; undone ones stay in the list, marked."""
    keys = wallet_keys(reader)
    i = imports.c
    found = reader.execute(
        select(i.id, i.document_id, i.wallet_id, i.recorded_at, i.actor, i.is_undone, i.summary, documents.c.size)
        .join_from(imports, documents, documents.c.id == i.document_id)
        .order_by(i.id.desc())
        .limit(limit)
    )
    return tuple(
        ImportRow(
            id=row.id,
            document_id=row.document_id,
            wallet_id=row.wallet_id,
            wallet=keys.get(row.wallet_id, _UNKNOWN),
            recorded_at=row.recorded_at,
            actor=row.actor,
            is_undone=bool(row.is_undone),
            size=row.size,
            summary=summary_from_json(row.summary, import_id=row.id),
        )
        for row in found
    )


def import_problems(reader: Connection, *, import_id: int) -> ImportProblems:
    """The problems of one import, in the order of its lines. LookupError where there is no such import."""
    found = reader.execute(select(imports.c.summary).where(imports.c.id == import_id)).scalar()
    if found is None:
        raise LookupError(f"no import {import_id}")
    summary = summary_from_json(found)
    ordered = tuple(sorted(summary.problems, key=lambda problem: problem.line))
    return ImportProblems(import_id=import_id, file=summary.file, problems=ordered)


def document_of(reader: Connection, *, import_id: int) -> DocumentRow:
    """The document that an import read. LookupError where there is no such import."""
    d = documents.c
    row = reader.execute(
        select(d.id, d.name, d.sha256, d.size, d.received_at)
        .join_from(imports, documents, d.id == imports.c.document_id)
        .where(imports.c.id == import_id)
    ).one_or_none()
    if row is None:
        raise LookupError(f"no import {import_id}")
    return DocumentRow(id=row.id, name=row.name, sha256=row.sha256, size=row.size, received_at=row.received_at)


def original(reader: Connection, *, document_id: int) -> bytes:
    """The document's bytes exactly as they were received."""
    return b"".join(blocks(reader, document_id))
