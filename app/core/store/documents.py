"""Documents kept whole: the bytes as they came, in compressed chunks, and the way back to any line of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import BinaryIO

import zstandard
from sqlalchemy import Connection, func, select

from app.core import clock
from app.core.errors import BookDamaged
from app.core.store.engine import Store
from app.core.store.tables import document_chunks, documents

CHUNK_BYTES = 1 << 20
_NOT_TEXT = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")


def document_id_of(connection: Connection, sha256: str) -> int | None:
    """The number of a document that is here already, or None."""
    return connection.execute(select(documents.c.id).where(documents.c.sha256 == sha256)).scalar()


def keep(store: Store, connection: Connection, *, name: str, sha256: str, size: int, stream: BinaryIO) -> int:
    """Store the bytes unless they are here already; returns the document's number.

    Raises BookDamaged where the bytes read now are not those that were announced by ``sha256``.
    """
    known = document_id_of(connection, sha256)
    if known is not None:
        return known
    number = (connection.execute(select(func.max(documents.c.id))).scalar() or 0) + 1
    digest, line = hashlib.sha256(), 1
    packer = zstandard.ZstdCompressor(level=1)
    for index, block in enumerate(iter(lambda: stream.read(CHUNK_BYTES), b"")):
        digest.update(block)
        store.insert(connection, document_chunks, [(number, index, line, packer.compress(block))])
        line += block.count(b"\n")
    if digest.hexdigest() != sha256:
        raise BookDamaged("The file changed while it was being read.", detail=name, hint="Try again.")
    store.insert(connection, documents, [(number, sha256, name, size, clock.now())])
    return number


def blocks(connection: Connection, document_id: int) -> Iterator[bytes]:
    """The document's bytes, chunk by chunk."""
    unpacker = zstandard.ZstdDecompressor()
    chunks = (
        select(document_chunks.c.content)
        .where(document_chunks.c.document_id == document_id)
        .order_by(document_chunks.c.number)
    )
    for content in connection.execute(chunks).scalars():
        yield unpacker.decompress(content)


def raw_line(connection: Connection, document_id: int, line: int) -> str | None:
    """A text document's line as it came (1-based), or None for a workbook or a line that is not there."""
    at = (document_chunks.c.document_id == document_id) & (document_chunks.c.first_line <= line)
    start = connection.execute(
        select(document_chunks.c.number, document_chunks.c.first_line)
        .where(at)
        .order_by(document_chunks.c.number.desc())
        .limit(1)
    ).one_or_none()
    if start is None or next(blocks(connection, document_id)).startswith(_NOT_TEXT):
        return None
    unpacker = zstandard.ZstdDecompressor()
    around = select(document_chunks.c.content).where(
        document_chunks.c.document_id == document_id,
        document_chunks.c.number.between(start.number - 1, start.number + 1),
    )
    found = connection.execute(around.order_by(document_chunks.c.number)).scalars().all()
    first = start.first_line
    if start.number > 0:
        before = unpacker.decompress(found[0])
        first -= before.count(b"\n")
    lines = b"".join(unpacker.decompress(content) for content in found).split(b"\n")
    wanted = line - first
    return lines[wanted].rstrip(b"\r").decode("utf-8", "replace") if wanted < len(lines) else None
