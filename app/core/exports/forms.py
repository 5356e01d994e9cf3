"""The forms in which the ledger is handed over, by the names that the command line and the window use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.core.exports import csv_forms, journal_xlsx, quickbooks_desktop
from app.core.exports.files import NewFiles
from app.core.exports.outgoing import Parcel


@dataclass(frozen=True, slots=True)
class Form:
    """One form. ``is_statement``: it tells one wallet's money as a bank statement does, without the other side.

    ``most_rows`` a file, None without limit. ``note`` is what the person who takes it in must know.
    """

    name: str
    title: str
    suffix: str
    write: Callable[[Parcel, NewFiles], None]
    is_statement: bool = False
    most_rows: int | None = None
    note: str = ""


_ASKED = "Dates are day/month/year: choose DD/MM/YYYY where {} asks."

FORMS: Mapping[str, Form] = {
    form.name: form
    for form in (
        Form("quickbooks-iif", "QuickBooks Desktop", ".iif", quickbooks_desktop.write,
             note="Dates are month/day/year, as QuickBooks Desktop reads them."),
        Form("quickbooks-csv", "QuickBooks Online (bank upload)", ".csv", csv_forms.write_quickbooks_online,
             is_statement=True, most_rows=csv_forms.BANK_ROWS, note=_ASKED.format("QuickBooks")),
        Form("xero-csv", "Xero (bank statement)", ".csv", csv_forms.write_xero,
             is_statement=True, most_rows=csv_forms.BANK_ROWS, note=_ASKED.format("Xero")),
        Form("sage-csv", "Sage 50 (audit trail)", ".csv", csv_forms.write_sage,
             most_rows=csv_forms.SAGE_ROWS, note=_ASKED.format("Sage")),
        Form("journal-csv", "Journal (CSV)", ".csv", csv_forms.write_journal),
        Form("xlsx", "Journal (Excel)", ".xlsx", journal_xlsx.write),
    )
}  # fmt: skip
