"""The first look at a document: what holds it, where its header stands, or why it cannot be a statement."""

from __future__ import annotations

from app.core.errors import DocumentRefused
from app.core.sources import text
from app.core.sources.document import Head, Preview
from app.core.sources.families import layouts
from app.core.sources.heads import head_of
from app.core.sources.payload import Payload
from app.core.sources.refusals import DOWNLOAD, no_header

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_PDF_WITHIN = 1024
"""A PDF may have other bytes before its mark, within so many (ISO 32000-1, annex H.3.4.1)."""


def must_be_apart(payload: Payload) -> bool:
    """Whether the bytes may harm the process that reads them: workbooks and PDFs, whose readers are not Python.

    Raises DocumentRefused where the bytes cannot be read.
    """
    with payload.open() as stream:
        head = stream.read(_PDF_WITHIN)
    return head.startswith((_OLE, *_ZIP)) or _is_pdf(head)


def is_pdf(payload: Payload) -> bool:
    """Whether the bytes begin as a PDF does. Raises DocumentRefused where they cannot be read."""
    with payload.open() as stream:
        return _is_pdf(stream.read(_PDF_WITHIN))


def _is_pdf(head: bytes) -> bool:
    return b"%PDF-" in head[:_PDF_WITHIN] and not head.startswith((_OLE, *_ZIP))


def look(payload: Payload) -> Head:
    """The head of a document. Raises DocumentRefused with the reason where it is no statement that can be read."""
    with payload.open() as stream:
        head = stream.read(text.HEAD_BYTES)
        is_whole = not stream.read(1)
    _refuse_other_things(payload.name, head)
    if head.startswith((_OLE, *_ZIP)):
        from app.core.sources import sheets

        return sheets.look(payload)
    return _look_at_text(payload, head, is_whole=is_whole)


def _look_at_text(payload: Payload, head: bytes, *, is_whole: bool) -> Head:
    script = text.script_of(head)
    if script.encoding == "utf-8" and b"\0" in head:
        raise text.holds_nul(payload.name)
    seen: list[Preview] = []
    for delimiter, preview in text.previews(head, script, is_whole=is_whole):
        seen.append(preview)
        layout = next((layout for row in preview.rows[:40] for layout in layouts(row)), None)
        is_loose = layout is not None and layout.family.is_loose
        table = text.TextTable(payload, script, delimiter, is_loose)
        if found := head_of(payload.name, table, preview, corrections=payload.corrections):
            return found
    raise no_header(payload.name, seen)


def _refuse_other_things(name: str, head: bytes) -> None:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1024].lower()
    if not start:
        raise DocumentRefused(f"“{name}” is empty.", hint="Download the statement again.")
    if start.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<table", b"<div", b"<meta")):
        raise DocumentRefused(
            f"“{name}” is a web page, not a statement.", detail="The portal may have logged you out.", hint=DOWNLOAD
        )
    if start.startswith((b"<?xml", b"{", b"[")):
        raise DocumentRefused(f"“{name}” is not a table of transactions.", hint=DOWNLOAD)
