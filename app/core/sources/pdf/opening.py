"""Opening a PDF with the passwords at hand, and saying plainly why one does not open."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from app.core.errors import DocumentRefused, PasswordNeeded, PasswordWrong
from app.core.sources.payload import Payload

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

MOST_PAGES = 5_000
_PASSWORD, _SECURITY = 4, 5
_AGAIN = "Download the statement again."


@contextmanager
def opened(payload: Payload) -> Iterator[PdfDocument]:
    """The document, opened with no password or with the payload's (domain notes 2.4).

    Raises PasswordNeeded, PasswordWrong, or DocumentRefused where it is damaged or far too long.
    """
    document = _document(payload)
    try:
        if len(document) > MOST_PAGES:
            raise DocumentRefused(
                f"“{payload.name}” has {len(document):,} pages; at most {MOST_PAGES:,} are read.",
                hint="Download shorter periods, one after the other.",
            )
        yield document
    finally:
        document.close()


def pages(document: PdfDocument, name: str) -> Iterator[PdfPage]:
    """The pages in order, each closed when the next is asked for. Raises DocumentRefused at a damaged one."""
    from pypdfium2 import PdfiumError

    for number in range(len(document)):
        try:
            page = document[number]
        except PdfiumError as error:
            raise _page_damaged(name, number) from error
        try:
            if _is_no_page(page):
                raise _page_damaged(name, number)
            yield page
        finally:
            page.close()


def _is_no_page(page: PdfPage) -> bool:
    """Whether something else stands where a page should (a font, a stream): the library shows it empty."""
    from pypdfium2 import raw

    return raw.FPDFPage_CountObjects(page) == 0 and page.get_mediabox(fallback_ok=False) is None


def _document(payload: Payload) -> PdfDocument:
    from pypdfium2 import PdfDocument, PdfiumError

    source = payload.path if payload.data is None else payload.data
    for password in (None, payload.password):
        try:
            return PdfDocument(source, password=password)
        except (PdfiumError, FileNotFoundError) as error:
            code = getattr(error, "err_code", None)
            if code == _SECURITY:
                raise _other_protection(payload.name) from error
            if code != _PASSWORD:
                raise _damaged(payload.name) from error
        if not payload.password:
            raise _needed(payload.name)
    raise _wrong(payload.name)


def _needed(name: str) -> PasswordNeeded:
    return PasswordNeeded(
        f"“{name}” is protected by a password.",
        hint="Give the password: it came by SMS with the statement, or is your ID number (--password on the command "
        "line).",
    )


def _wrong(name: str) -> PasswordWrong:
    return PasswordWrong(
        f"The password does not open “{name}”.",
        hint="Check it and try again: each statement can have its own, sent by SMS, or your ID number.",
    )


def _other_protection(name: str) -> DocumentRefused:
    return DocumentRefused(
        f"“{name}” is protected in a way that cannot be read here.", hint="Print it to a new PDF, or download it again."
    )


def _page_damaged(name: str, number: int) -> DocumentRefused:
    return DocumentRefused(f"Page {number + 1} of “{name}” is damaged.", hint=_AGAIN)


def _damaged(name: str) -> DocumentRefused:
    return DocumentRefused(f"“{name}” is damaged and cannot be read as a PDF.", hint=_AGAIN)
