"""The journal as a workbook: a summary by account in formulas, and every posting with a true date and true numbers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.core import clock
from app.core.errors import BookError
from app.core.exports.files import NewFiles
from app.core.exports.outgoing import Parcel
from app.core.exports.wording import in_words
from app.core.reports.workbook import MOST_ROWS, Cells, Field, Kind, ListSheet, prepare

_FIELDS = (
    Field("Date", 12, Kind.DAY), Field("Entry", 10, Kind.COUNT), Field("Account", 10), Field("Account name", 34),
    Field("Debit KES", 16, Kind.MONEY, is_summed=True), Field("Credit KES", 16, Kind.MONEY, is_summed=True),
    Field("Memo", 60), Field("Reference", 22), Field("Receipt", 14), Field("Change", 12),
)  # fmt: skip


def write(parcel: Parcel, files: NewFiles) -> None:
    """One workbook. Raises BookError where a sheet does not hold the rows."""
    from openpyxl import Workbook

    if parcel.rows > MOST_ROWS:
        raise BookError(
            f"A sheet of Excel does not hold {parcel.rows:,} rows.", hint="Choose a shorter period, or journal-csv."
        )
    workbook: Any = Workbook(write_only=True)
    workbook.properties.creator = "MpesaBooks"
    workbook.properties.title = f"Journal, batch {parcel.number}"
    workbook.calculation.fullCalcOnLoad = True
    summary = workbook.create_sheet("Summary")
    journal = ListSheet(workbook, "Journal", _title(parcel), _FIELDS, rows=parcel.rows)
    _write_summary(summary, parcel, journal)
    journal.write(_rows(parcel))
    path = files.path()
    files.count(parcel.rows)
    workbook.save(path)


def _title(parcel: Parcel) -> str:
    days = f"{clock.day_of(parcel.from_day):%d/%m/%Y} to {clock.day_of(parcel.to_day):%d/%m/%Y}"
    what = parcel.wallet.name if parcel.wallet else "whole ledger"
    return f"{parcel.business}: journal of {days}, {what}, batch {parcel.number}"


def _write_summary(sheet: Any, parcel: Parcel, journal: ListSheet) -> None:
    """Each account's debits and credits, counted by formulas from the journal, and that they are even.

    They are looked up by name: to Excel the codes 1000.1 and 1000.10 are one number.
    """
    prepare(sheet, [12, 36, 18, 18, 18], is_landscape=False, frozen="A4")
    cells = Cells(sheet)
    sheet.append([cells.text(_title(parcel), is_title=True)])
    sheet.append([])
    titles = ("Account", "Account name", "Debit KES", "Credit KES", "Movement KES")
    sheet.append([cells.header(title, is_right=title.endswith("KES")) for title in titles])
    names, *sides = (journal.column(title) for title in ("Account name", "Debit KES", "Credit KES"))
    for row, account in enumerate(parcel.accounts.values(), 4):
        sums = (f"=SUMIF({names},B{row},{side})" for side in sides)
        figures = [cells.figure(formula, Kind.MONEY) for formula in (*sums, f"=C{row}-D{row}")]
        sheet.append([cells.text(account.code), cells.text(account.name), *figures])
    last = 3 + max(len(parcel.accounts), 1)
    totals = [cells.figure(f"=SUM({letter}4:{letter}{last})", Kind.MONEY, is_bold=True) for letter in "CDE"]
    sheet.append([cells.text("Total", is_bold=True), None, *totals])
    sheet.close()


def _rows(parcel: Parcel) -> Iterator[tuple[Any, ...]]:
    for number, outgoing in enumerate(parcel.entries(), 1):
        entry, told = outgoing.entry, in_words(outgoing)
        front, end = (clock.day_start(entry.on_day), number), (told, entry.reference, entry.receipt, outgoing.change)
        for account, cents in sorted(entry.postings.items(), key=lambda posting: (posting[1] < 0, posting[0])):
            sides = (cents, None) if cents > 0 else (None, -cents)
            yield *front, account, parcel.accounts[account].name, *sides, *end
