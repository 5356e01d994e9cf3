"""What the pages ask of the book. Called in workers: the first question loads the database, never the first paint."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from app.core.actions.previewing import Preview
    from app.core.book import Book
    from app.core.queries.rows import (
        DayAnchor,
        DayTile,
        ImportRow,
        TransactionDetail,
        TransactionFilter,
        TransactionRow,
        WalletRow,
    )
    from app.core.statement import Corrections, ImportSummary, WalletKey


APART_FROM_BYTES = 2_000_000
"""Smaller files are read faster than a process starts."""
APART_FROM_ROWS = 10_000
"""So many rows are taken back in less than a second."""


class Overview(NamedTuple):
    """What the frame itself shows."""

    business: str = ""
    wallets: tuple[WalletRow, ...] = ()
    conflicts: int = 0
    broken_imports: int = 0


def open_book(place: str) -> Book:
    """Open a company file or database. Raises BookError."""
    from app.core.book import Book

    return Book.open(place)


def create_book(place: str, business: str, wallet: WalletKey | None) -> Book:
    """Make a company file; refuses to overwrite one. Raises BookError."""
    from app.core.book import Book

    return Book.create(place, business=business, wallet_keys=[wallet] if wallet else [])


def make_sample(place: str, rows: int) -> Book:
    """A believable company to try everything on."""
    from app.core.sample import make_sample as make

    make(place, rows=rows, seed=1)
    return open_book(place)


def overview(book: Book) -> Overview:
    """Business, wallets and counts, of one moment."""
    from app.core.queries import wallets

    def asked(reader: Any) -> Overview:
        waiting = wallets.attention_counts(reader)
        found = wallets.wallets(reader)
        return Overview(wallets.business(reader), found, waiting.conflicts, waiting.broken_imports)

    return book.ask(asked)


def anchors(book: Book, filters: TransactionFilter) -> tuple[DayAnchor, ...]:
    """How many rows the filtered list has on each day."""
    from app.core.queries.transactions import transaction_anchors

    return book.ask(transaction_anchors, filters=filters)


def window(
    book: Book, filters: TransactionFilter, anchored: Sequence[DayAnchor], start: int, count: int
) -> tuple[TransactionRow, ...]:
    """Rows at positions of the filtered list."""
    from app.core.queries.transactions import transaction_window

    return book.ask(transaction_window, filters=filters, start=start, count=count, anchors=anchored)


def first_rows(book: Book, filters: TransactionFilter, count: int) -> tuple[TransactionRow, ...]:
    """Hits that can be told at once; there may be more."""
    from app.core.queries.transactions import quick_hits

    return book.ask(quick_hits, filters=filters, limit=count)


def hits(book: Book, filters: TransactionFilter) -> tuple[int, ...] | None:
    """The numbers of all rows that pass, newest first; None where there are too many to hold."""
    from app.core.queries.transactions import transaction_hits

    return book.ask(transaction_hits, filters=filters)


def rows_of(book: Book, ids: Sequence[int]) -> tuple[TransactionRow, ...]:
    """The rows with these numbers, newest first."""
    from app.core.queries.transactions import transactions_by_id

    return book.ask(transactions_by_id, ids=ids)


def index_further(book: Book) -> bool:
    """Bring the search index one stretch further; False where nothing is left. Raises BookBusy rather than wait."""
    from app.core.actions.extend_search import extend_search, is_search_behind

    return book.ask(is_search_behind) and bool(book.do_if_free(extend_search).value)


def detail(book: Book, transaction_id: int) -> TransactionDetail:
    """A transaction with its evidence."""
    from app.core.queries.evidence import transaction_detail

    return book.ask(transaction_detail, transaction_id=transaction_id)


def import_history(book: Book) -> tuple[ImportRow, ...]:
    """Every document taken in, newest first."""
    from app.core.queries.documents import import_history as history

    return book.ask(history)


def day_tiles(book: Book, year: int, month: int, wallet_id: int | None) -> tuple[DayTile, ...]:
    """One tile a day of the month."""
    from app.core.queries.days import day_tiles as tiles

    return book.ask(tiles, year=year, month=month, wallet_id=wallet_id)


def save_original(book: Book, document_id: int, place: Path) -> Path:
    """Write the bytes of a document as they were received; returns where."""
    from app.core.queries.documents import original

    content = book.ask(original, document_id=document_id)
    place.write_bytes(content)
    return place


def undo_imports(book: Book, import_ids: Sequence[int]) -> int:
    """Take imports back in this order; many rows in a process of their own. The number of rows taken back."""
    rows = sum(row.summary.rows for row in import_history(book) if row.id in import_ids)
    if rows > APART_FROM_ROWS:
        from app.core.apart import undo_apart

        return undo_apart(book.place, import_ids)
    from app.core.actions.undo_import import undo_import

    return sum(int(book.do(undo_import, import_id=number).value or 0) for number in import_ids)


def daily_sheet(book: Book, on: date, wallet_id: int) -> Any:
    """The day's reconciliation, every figure of it."""
    from app.core.reports.daily import daily_sheet as sheet

    return book.ask(sheet, on=on, wallet_id=wallet_id)


def versions() -> dict[str, str]:
    """What this program is made of, for the About text."""
    import platform
    from importlib.metadata import PackageNotFoundError, version

    from app.core.queries.wallets import engine_version

    found = {"Python": platform.python_version()}
    for name in ("mpesabooks", "PySide6-Essentials", "SQLAlchemy"):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue  # run from a source tree that is not installed
    found["SQLite"] = engine_version()
    return found


def import_file(
    book: Book,
    path: Path,
    wallet: WalletKey | None,
    progress: Callable[[int, int], None],
    cancelled: Callable[[], bool],
    password: str | None = None,
    corrections: Corrections | None = None,
) -> ImportSummary:
    """Take one file in; large ones in a process of their own, so that the window never waits.

    Without ``corrections`` nobody has looked at it: raises LookFirst where somebody should.
    ``password`` opens a protected PDF.
    """
    if path.stat().st_size > APART_FROM_BYTES:
        from app.core.apart import import_apart

        return import_apart(
            book.place,
            path,
            wallet=wallet,
            progress=progress,
            cancelled=cancelled,
            password=password,
            corrections=corrections,
            is_careful=corrections is None,
        )
    from app.core.jobs import import_payload

    payload = _payload(path, password, corrections)
    return import_payload(
        book, payload, wallet=wallet, progress=progress, cancelled=cancelled, is_careful=corrections is None
    )


def preview_file(
    book: Book,
    path: Path,
    wallet: WalletKey | None,
    progress: Callable[[int, int], None],
    cancelled: Callable[[], bool],
    password: str | None,
    corrections: Corrections,
) -> Preview:
    """What taking the file in would do; read in the same ways."""
    if path.stat().st_size > APART_FROM_BYTES:
        from app.core.apart import preview_apart

        return preview_apart(
            book.place,
            path,
            wallet=wallet,
            progress=progress,
            cancelled=cancelled,
            password=password,
            corrections=corrections,
        )
    from app.core.jobs import preview_payload

    payload = _payload(path, password, corrections)
    return preview_payload(book, payload, wallet=wallet, progress=progress, cancelled=cancelled)


def _payload(path: Path, password: str | None, corrections: Corrections | None) -> Any:
    from dataclasses import replace

    from app.core.sources import Payload

    payload = Payload.of_path(path, password=password)
    return payload if corrections is None else replace(payload, corrections=corrections)


def pdf_bytes(sheet: Any) -> bytes:
    """The sheet as the PDF that would be saved."""
    import tempfile

    with tempfile.TemporaryDirectory(prefix="mpesabooks-") as folder:
        place = Path(folder) / "sheet.pdf"
        write_pdf(sheet, place)
        return place.read_bytes()


def write_pdf(sheet: Any, place: Path) -> None:
    """Save the sheet as PDF."""
    from app.core.reports.daily_pdf import write_pdf as write

    write(sheet, place)


def write_xlsx(sheet: Any, place: Path) -> None:
    """Save the sheet as a workbook."""
    from app.core.reports.daily_xlsx import write_xlsx as write

    write(sheet, place)
