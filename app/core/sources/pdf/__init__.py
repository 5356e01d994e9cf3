"""PDF statements: the personal one in its old and its new layout, and the business one with its account sections.

Everything goes by where words stand on the page, never by the order in which the file holds them. Read in a child
process only (``app.core.reading``): the library beneath is not written in a language that fails politely.
"""

from __future__ import annotations

from dataclasses import replace

from app.core import money
from app.core.errors import DocumentRefused
from app.core.sources.declaring import Said
from app.core.sources.document import Head, statement_of
from app.core.sources.families import layouts
from app.core.sources.ledgers import ledger_named
from app.core.sources.payload import Payload
from app.core.sources.pdf.columns import BUSINESS_TITLES, TITLES
from app.core.sources.pdf.lines import Reader
from app.core.sources.pdf.numbering import Numbering
from app.core.sources.pdf.opening import opened, pages
from app.core.sources.pdf.rows import rows_of
from app.core.sources.pdf.saying import said_by_head
from app.core.sources.pdf.table import PdfTable
from app.core.sources.pdf.words import text_of
from app.core.statement import Statement, WalletKey

KINDS = ("personal_pdf", "personal_old_pdf", "business_pdf")
_SECTION_TITLE = "Account Type Name"
_PAID_IN, _WITHDRAWN = 4, 5
_SAMPLE_ROWS = 300
_HINT = "Choose the statement that M-PESA sent as PDF, or download it from the portal as CSV or Excel."


def read(payload: Payload, *, wallet: WalletKey | None = None) -> Statement:
    """The statement in a PDF. Raises DocumentRefused (PasswordNeeded, PasswordWrong) where none can be read."""
    reader = _pages_read(payload)
    if reader.columns is None:
        raise _no_statement(payload.name, reader)
    is_business = any(stretch.columns.is_business for stretch in reader.stretches) or reader.columns.is_business
    rows = rows_of(reader.stretches, is_business=is_business, has_sections=is_business and bool(reader.sections))
    said = said_by_head(
        reader.head, account=_own_section(reader.sections, wallet), told_code=wallet.code if wallet else ""
    )
    if len(reader.sections) > 1:
        said = _totals_of_own(said, rows)
    titles = _titles(reader, is_business=is_business)
    rows += [_stray(text, width=len(titles)) for text in reader.strays]
    sample = tuple(map(tuple, rows[:_SAMPLE_ROWS]))
    head = Head(payload.name, PdfTable(payload.size, rows), next(layouts(titles)), titles, 0, said, sample)
    return statement_of(head, _kind(reader, is_business=is_business), wallet=wallet)


def _pages_read(payload: Payload) -> Reader:
    reader, numbering = Reader(), Numbering()
    with opened(payload) as document:
        for page in pages(document, payload.name):
            with text_of(page) as text:
                reader.take(text)
                numbering.take(text.text)
    if reader.columns is not None:
        numbering.refuse_gap(payload.name)
    return reader


def _titles(reader: Reader, *, is_business: bool) -> tuple[str, ...]:
    """The header's titles, and a column for the account section where the document has sections."""
    if not is_business:
        return TITLES
    return (*BUSINESS_TITLES, _SECTION_TITLE) if reader.sections else BUSINESS_TITLES


def _stray(text: str, *, width: int) -> list[str]:
    """A line outside the table that looks like a row: it is told as one that cannot be read."""
    return ["", "", text, "Completed", *[""] * (width - 4)]


def _kind(reader: Reader, *, is_business: bool) -> str:
    """The old personal layout is told by its title, ``MPESA FULL STATEMENT`` (domain notes 2.1)."""
    if is_business:
        return "business_pdf"
    is_old = any("full statement" in line.casefold() for line in reader.head)
    return "personal_old_pdf" if is_old else "personal_pdf"


def _own_section(sections: list[str], wallet: WalletKey | None) -> str:
    """The account section whose ledger the user names, else the first."""
    if wallet is not None and wallet.ledger:
        for section in sections:
            if ledger_named(section) == wallet.ledger:
                return section
    return sections[0] if sections else ""


def _totals_of_own(said: Said, rows: list[list[str]]) -> Said:
    """A summary over several sections is checked here against all of them; it says nothing of one of them.

    Where it equals the sums of all rows it is dropped, else it is left to stand and be told. Whose opening and closing
    balance are printed is not certain then.
    """
    said = replace(said, opening_cents=None, closing_cents=None)
    paid_in = sum(_cents(cells[_PAID_IN]) for cells in rows)
    withdrawn = sum(abs(_cents(cells[_WITHDRAWN])) for cells in rows)
    if (said.paid_in_cents, said.withdrawn_cents) == (paid_in, withdrawn):
        return replace(said, paid_in_cents=None, withdrawn_cents=None)
    return said


def _cents(text: str) -> int:
    try:
        return money.cents_from_text(text) if text else 0
    except ValueError:
        return 0


def _no_statement(name: str, reader: Reader) -> DocumentRefused:
    if not reader.characters:
        return DocumentRefused(
            f"“{name}” holds only pictures, no text: it was scanned or photographed.",
            detail="Amounts are not guessed from pictures.",
            hint=_HINT,
        )
    if reader.strays:
        return DocumentRefused(
            f"“{name}” looks like an M-PESA statement, but its columns are not those known here.",
            detail="The provider may have changed the format.",
            hint="Download it from the portal as CSV or Excel; send this one to whoever looks after MpesaBooks.",
        )
    return DocumentRefused(f"“{name}” is a PDF, but not an M-PESA statement.", hint=_HINT)
