"""What the daily sheet costs beside the bare libraries: CPU of write_pdf and write_xlsx over plain drawing.

Run: python -m benchmarks.report_speed [--rows 5000] [--rounds 5]. Rounds alternate; the best of each side counts.
"""

from __future__ import annotations

import argparse
import gc
import random
import tempfile
import time
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from app.core import clock, money
from app.core.receipts import letters_for
from app.core.reports import paper
from app.core.reports.daily_pdf import write_pdf
from app.core.reports.daily_xlsx import write_xlsx
from app.core.reports.sheet import (
    Balance,
    BalanceBlock,
    DailySheet,
    DayStatus,
    Foot,
    Head,
    Line,
    OpenReceipt,
    Part,
    ReversalBlock,
    Row,
    TaxBlock,
    Unbroken,
    UnmatchedBlock,
)
from app.core.statement import BalanceState, WalletKey

DAY = date(2025, 11, 5)
NAMES = ("ALICE **** TESTER", "BOB SAMPLE", "Carol **** Example", "DAN **** DUMMY", "GRACE **** MFANO")
SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
GOALS = {"PDF": 1.5, "XLSX": 1.2, "XLSX, formats set": 1.2}


def sheet_of(rows: int) -> DailySheet:
    """A proven day of so many receipts, made without a book."""
    draw, balance, start = random.Random(1), 100_000, clock.day_start(clock.number_of(DAY))
    made = []
    for number in range(rows):
        cents = draw.randrange(20, 20_000) * 100
        balance += cents
        made.append(row_of(number, cents, balance, start + number * 86_000 // rows, draw))
    total = sum(row.amount_cents for row in made)
    parts = (Part("Customer pay bill", rows, total),)
    block = BalanceBlock(
        opening=Balance(100_000, "opening balance told by the statement"),
        lines=(Line("receipts", "Receipts", 1, rows, total, parts),),
        closing=Balance(balance, "closing balance told by the statement"),
        unbroken=Unbroken.YES,
        breaks=(),
        state=BalanceState.PROVEN,
        reasons=(),
    )
    return DailySheet(
        head=head_of(start),
        balance=block,
        unmatched=UnmatchedBlock(tuple(OpenReceipt(row, row.amount_cents, 0, "") for row in made), total),
        reversals=ReversalBlock(()),
        after_close=(),
        exceptions=(),
        foot=Foot("MB-4000001-U-20251105", "0123456789abcdef"),
        rows=tuple(made),
        taxes=TaxBlock(rows, total, rows, total, None, None),
    )


def head_of(start: int) -> Head:
    return Head(
        business="TESTBIZ LIMITED",
        kra_pin="",
        wallet=WalletKey("4000001", "Utility"),
        holder="TESTBIZ LIMITED",
        kind="PayBill",
        on=DAY,
        starts_at=start,
        ends_at=start + clock.DAY_SECONDS,
        prepared_by="",
        printed_at=start + clock.DAY_SECONDS,
        status=DayStatus.DRAFT,
        sources=(),
    )


def row_of(number: int, cents: int, balance: int, at: int, draw: random.Random) -> Row:
    name, phone = draw.choice(NAMES), f"25470****{draw.randrange(1000):03d}"
    return Row(
        id=number,
        receipt=letters_for(DAY) + "".join(draw.choices(SIGNS, k=7)),
        role="payment",
        direction="in",
        ordinal=0,
        amount_cents=cents,
        completed_at=at,
        initiated_at=at,
        balance_cents=balance,
        kind="pay_bill",
        party_name=name,
        party_phone=phone,
        account_ref=f"INV-{draw.randrange(9999)}",
        linked_receipt=None,
        details=f"Pay Bill from {phone} - {name} Acc. INV",
        proof=4,
        state="pending_reconciliation",
        warnings=None,
    )


def bare_pdf(sheet: DailySheet, path: Path) -> None:
    """The same cells in the same fonts, as many a page, drawn one by one; no measuring, no lines, no boxes."""
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(path), pagesize=(595.28, 841.89), pageCompression=1)
    for number, receipt in enumerate(sheet.unmatched.receipts):
        if number % 60 == 0 and number:
            canvas.showPage()
        y, row = 790 - number % 60 * 11.6, receipt.row
        canvas.setFont("MpesaBooksSans", 7.5)
        canvas.drawRightString(64, y, str(number + 1))
        canvas.drawString(69, y, f"{clock.wall(row.completed_at):%H:%M:%S}")
        canvas.setFont("MpesaBooksMono", 7.5)
        canvas.drawString(107, y, row.receipt)
        canvas.setFont("MpesaBooksSans", 7.5)
        canvas.drawRightString(222, y, money.shown(row.amount_cents))
        canvas.drawString(227, y, row.party_name)
        canvas.drawString(325, y, row.party_phone)
        canvas.drawString(387, y, row.account_ref)
        canvas.drawRightString(464, y, str(receipt.days_open))
    canvas.save()


def bare_xlsx(sheet: DailySheet, path: Path, *, has_formats: bool) -> None:
    """The same values on two sheets in write-only mode; dates get openpyxl's format, money its own only if asked."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    workbook = Workbook(write_only=True)
    receipts, unmatched = workbook.create_sheet("Receipts"), workbook.create_sheet("Unmatched")

    def styled(on: Any, value: Any, form: str) -> Any:
        if not has_formats:
            return value
        cell = WriteOnlyCell(on, value=value)
        cell.number_format = form
        return cell

    for receipt in sheet.unmatched.receipts:
        row = receipt.row
        at: datetime = clock.wall(row.completed_at).replace(tzinfo=None)
        shared = (row.party_name, row.party_phone, row.account_ref)
        receipts.append([
            styled(receipts, at, "dd/mm/yyyy hh:mm:ss"), row.receipt,
            styled(receipts, row.amount_cents / 100, "#,##0.00"), *shared, "Customer pay bill", "Pay bill",
            styled(receipts, (row.balance_cents or 0) / 100, "#,##0.00"), "statement", "Pending reconciliation",
            row.details,
        ])  # fmt: skip
        unmatched.append([
            styled(unmatched, at, "dd/mm/yyyy hh:mm:ss"), row.receipt,
            styled(unmatched, row.amount_cents / 100, "#,##0.00"), *shared,
            styled(unmatched, receipt.days_open, "#,##0"),
        ])  # fmt: skip
    workbook.save(path)


def cold_pdf(sheet: DailySheet, path: Path) -> None:
    """The sheet with nothing remembered of the texts measured before."""
    for remembered in (paper.fitted, paper.printable, paper.width_of):
        remembered.cache_clear()
    write_pdf(sheet, path, annex_rows=None)


def cpu_of(work: Callable[[], None]) -> float:
    gc.collect()
    began = time.process_time()
    work()
    return time.process_time() - began


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--rows", type=int, default=5000)
    words.add_argument("--rounds", type=int, default=5)
    asked = words.parse_args()
    sheet = sheet_of(asked.rows)
    with tempfile.TemporaryDirectory() as folder:
        pdf, xlsx = Path(folder, "a.pdf"), Path(folder, "a.xlsx")
        write_pdf(sheet_of(1), pdf)  # fonts and libraries are loaded before the watch starts
        write_xlsx(sheet_of(1), xlsx)
        pairs: dict[str, tuple[Callable[[], None], Callable[[], None]]] = {
            "PDF": (lambda: cold_pdf(sheet, pdf), lambda: bare_pdf(sheet, pdf)),
            "XLSX": (lambda: write_xlsx(sheet, xlsx), lambda: bare_xlsx(sheet, xlsx, has_formats=False)),
            "XLSX, formats set": (lambda: write_xlsx(sheet, xlsx), lambda: bare_xlsx(sheet, xlsx, has_formats=True)),
        }
        print(f"{'daily sheet':20}{'rows':>8}{'ours':>9}{'bare':>9}{'ratio':>8}{'goal':>7}   (CPU seconds, best of)")
        for name, (ours, bare) in pairs.items():
            best = [
                min(times) for times in zip(*((cpu_of(ours), cpu_of(bare)) for _ in range(asked.rounds)), strict=True)
            ]
            print(f"{name:20}{asked.rows:8,}{best[0]:9.2f}{best[1]:9.2f}{best[0] / best[1]:8.2f}{GOALS[name]:7.1f}")


if __name__ == "__main__":
    main()
