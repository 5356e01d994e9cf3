"""The CSV forms: statement lines of one M-PESA account for QuickBooks Online and Xero, journals for Sage and for all.

Money is written bare: a point, two decimals, a minus in front, no thousands, no currency. An entry's rows stay in one
file, so that each file balances by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal

from app.core import clock
from app.core.exports.files import NewFiles
from app.core.exports.outgoing import Outgoing, Parcel
from app.core.exports.spreadsheet import Cell, write_csv
from app.core.exports.wording import in_words, spelt_in

Rows = Sequence[Sequence[Cell]]
"""The rows of one entry, which are not parted."""

BANK_ROWS, SAGE_ROWS = 1_000, 500
"""Rows that QuickBooks Online and Xero, and Sage 50, take in one file."""

_LONGEST = 200
"""Signs of a description: 1,000 rows must stay below the 350 KB that QuickBooks Online takes."""

_SAGE_REFERENCE, _SAGE_DETAILS = 30, 60


def write_quickbooks_online(parcel: Parcel, files: NewFiles) -> None:
    """Date, Description, Amount and nothing else, in plain letters (Intuit articles 1773081 and L4BjLWckq)."""
    header = ("Date", "Description", "Amount")

    def rows(outgoing: Outgoing) -> Rows:
        told = spelt_in(in_words(outgoing), "ascii")[:_LONGEST].rstrip(" ,")
        return [(_day(outgoing), told, _amount(outgoing))]

    _write(parcel, files, header, rows, most=BANK_ROWS, encoding="ascii")


def write_xero(parcel: Parcel, files: NewFiles) -> None:
    """Xero's own template of a bank statement."""
    header = ("Date", "Amount", "Payee", "Description", "Reference", "Cheque Number")

    def rows(outgoing: Outgoing) -> Rows:
        entry = outgoing.entry
        payee = "Safaricom" if entry.kind == "charges" else _one_line(entry.text)
        told = in_words(outgoing)[:_LONGEST]
        return [(_day(outgoing), _amount(outgoing), payee, told, entry.receipt, None)]

    _write(parcel, files, header, rows, most=BANK_ROWS, encoding="utf-8")


def write_sage(parcel: Parcel, files: NewFiles) -> None:
    """Journal debits and credits in the order of Sage 50's audit trail import, outside VAT (T9)."""
    header = (
        *("Type", "Account Reference", "Nominal A/C Ref", "Department Code", "Date", "Reference", "Details"),
        *("Net Amount", "Tax Code", "Tax Amount", "Exchange Rate", "Extra Reference"),
    )

    def rows(outgoing: Outgoing) -> Rows:
        entry, told = outgoing.entry, spelt_in(in_words(outgoing), "cp1252")[:_SAGE_DETAILS].rstrip(" ,")
        reference = spelt_in(_one_line(entry.receipt or entry.reference), "cp1252")[:_SAGE_REFERENCE]
        front, end = (None, _day(outgoing), reference, told), ("T9", _money(0), None, f"MpesaBooks {parcel.number}")
        return [
            ("JD" if cents > 0 else "JC", None, nominal_code(account), *front, _money(abs(cents)), *end)
            for account, cents in _in_order(outgoing)
        ]

    _write(parcel, files, header, rows, most=SAGE_ROWS, encoding="cp1252")


def write_journal(parcel: Parcel, files: NewFiles) -> None:
    """For every other program, and for eyes: one row a posting, days as 2025-11-05."""
    header = ("Date", "Entry", "Account", "Account name", "Debit", "Credit", "Memo", "Reference", "Receipt", "Batch")
    number = 0

    def rows(outgoing: Outgoing) -> Rows:
        nonlocal number
        number += 1
        entry, told = outgoing.entry, in_words(outgoing)
        front, end = (clock.day_of(entry.on_day).isoformat(), number), (told, _one_line(entry.reference), entry.receipt)
        return [
            (*front, account, parcel.accounts[account].name, *_sides(cents), *end, parcel.number)
            for account, cents in _in_order(outgoing)
        ]

    _write(parcel, files, header, rows, most=None, encoding="utf-8-sig")


def nominal_code(account: str) -> str:
    """An account as Sage has it, digits alone: ``1000.3`` is ``1000003``."""
    main, _, own = account.partition(".")
    return f"{main}{int(own):03d}" if own else main


# -- cells and files -------------------------------------------------------------------------------------------------


def _day(outgoing: Outgoing) -> str:
    """DD/MM/YYYY, as Kenyan editions have it; both programs ask which order it is."""
    return f"{clock.day_of(outgoing.entry.on_day):%d/%m/%Y}"


def _money(cents: int) -> Decimal:
    return Decimal(cents).scaleb(-2)


def _amount(outgoing: Outgoing) -> Decimal:
    """Of a statement line: what the wallet got (positive) or gave (negative)."""
    [cents] = outgoing.entry.postings.values()
    return _money(cents)


def _sides(cents: int) -> tuple[Decimal | None, Decimal | None]:
    return (_money(cents), None) if cents > 0 else (None, _money(-cents))


def _in_order(outgoing: Outgoing) -> list[tuple[str, int]]:
    """Debits first."""
    return sorted(outgoing.entry.postings.items(), key=lambda posting: (posting[1] < 0, posting[0]))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _write(
    parcel: Parcel,
    files: NewFiles,
    header: Sequence[str],
    rows: Callable[[Outgoing], Rows],
    *,
    most: int | None,
    encoding: str,
) -> None:
    parted = _Parted(map(rows, parcel.entries()), most)
    while parted.has_more:
        with files.text(encoding=encoding) as stream:
            write_csv(parted.of_next_file(files), header, stream)


class _Parted:
    """Rows of entries, as many as one file holds at a time."""

    def __init__(self, entries: Iterable[Rows], most: int | None) -> None:
        self._entries, self._most = iter(entries), most
        self._next = next(self._entries, None)

    @property
    def has_more(self) -> bool:
        """Whether some entry is in no file yet."""
        return self._next is not None

    def of_next_file(self, files: NewFiles) -> Iterator[Sequence[Cell]]:
        """Rows until the file is full."""
        held = 0
        while self._next is not None and (self._most is None or held + len(self._next) <= self._most):
            yield from self._next
            files.count(len(self._next))
            held += len(self._next)
            self._next = next(self._entries, None)
