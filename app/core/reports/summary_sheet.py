"""The workbook's first sheet: the front page once more, its totals as formulas over the lists."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from app.core.reports import trade_summary
from app.core.reports.front_page import NOT_KNOWN, UNBROKEN, VERDICT, long_day, moment
from app.core.reports.sheet import Balance, DailySheet, ExceptionLine, Line, TaxBlock
from app.core.reports.workbook import Cells, Kind, ListSheet, prepare

_SHEET_OF_LINE = {
    "reversals_in": "Reversals",
    "charges": "Charges",
    "reversals_out": "Reversals",
    "payouts": "Other",
    "sweep_out": "Sweeps",
    "sweep_in": "Sweeps",
    "other_in": "Other",
    "other_out": "Other",
}
_MONEY = Kind.MONEY


def write(sheet: Any, day: DailySheet, lists: Mapping[str, ListSheet]) -> None:
    """Write and close the Summary."""
    prepare(sheet, [4, 56, 10, 18, 18, 50], is_landscape=False)
    summary = _Summary(sheet, lists)
    summary.head(day)
    summary.balance(day)
    if day.trade.books:
        summary.trade("B", "Receipts against the books", trade_summary.books, day.trade.books)
    summary.unmatched()
    if day.trade.bad_sales:
        summary.trade("D", "Sales without a valid receipt", trade_summary.bad_sales, day.trade.bad_sales)
    if day.trade.tills:
        summary.trade("E", "By store, till and cashier", trade_summary.tills, day.trade.tills)
    summary.reversals(day)
    if day.trade.settlement:
        summary.trade("G", "Bank settlement", trade_summary.settlement, day.trade.settlement)
    if day.trade.part_payments:
        summary.trade("H", "Part, over and multi payments", trade_summary.part_payments, day.trade.part_payments)
    summary.after_close(day)
    summary.taxes(day.taxes)
    summary.exceptions(day)
    summary.foot(day)
    sheet.print_area = f"A1:F{summary.row}"
    sheet.close()


class _Summary:
    """Rows being written; ``row`` is the number of the last one."""

    def __init__(self, sheet: Any, lists: Mapping[str, ListSheet]) -> None:
        self._sheet, self._lists = sheet, lists
        self._cells = Cells(sheet)
        self.row = 0

    def _add(self, *cells: Any) -> int:
        self._sheet.append(list(cells))
        self.row += 1
        return self.row

    def _words(self, *texts: str, is_bold: bool = False) -> int:
        return self._add(*(self._cells.text(text, is_bold=is_bold) if text else None for text in texts))

    def _block(self, letter: str, words: str) -> None:
        self._add()
        names = (letter, words, "Number", "Of which KES", "KES", "Source")
        self._add(*(self._cells.header(name, is_right=2 <= place <= 4) for place, name in enumerate(names)))

    def head(self, day: DailySheet) -> None:
        head = day.head
        self._add(self._cells.text(head.business, is_title=True))
        self._words(f"Daily M-PESA reconciliation, {long_day(head.on)}", is_bold=True)
        self._add()
        for name, value in (
            ("Status", head.status.value),
            ("KRA PIN", head.kra_pin or "not given"),
            ("Short code", f"{head.wallet.code} ({head.kind})"),
            ("Account", head.wallet.ledger),
            ("Holder", head.holder),
            ("Business day", f"{moment(head.starts_at)} to {moment(head.ends_at - 1)}:59, Nairobi"),
            ("Prepared by", head.prepared_by),
            ("As it stood" if head.is_past else "Printed", moment(head.printed_at)),
            ("Sources", f"{len(head.sources)}, listed on the sheet Sources"),
        ):
            self._words("", f"{name}:  {value}")

    def balance(self, day: DailySheet) -> None:
        block = day.balance
        self._block("A", "Balance proof")
        opening = self._reading("Opening balance per Safaricom", block.opening)
        sum_rows = [(line.sign, self._line(line)) for line in block.lines]
        terms = "".join(f"{'+' if sign > 0 else '-'}E{row}" for sign, row in sum_rows)
        is_known = block.opening.cents is not None
        computed = self._figure("= Closing balance computed", f"=ROUND(E{opening}{terms},2)" if is_known else None)
        closing = self._reading("Closing balance per Safaricom", block.closing)
        has_both = block.difference_cents is not None
        self._figure("Difference (must be 0.00)", f"=ROUND(E{closing}-E{computed},2)" if has_both else None)
        self._add(None, self._cells.text("Running balance unbroken", is_bold=True), None, None,
                  self._cells.text(UNBROKEN[block.unbroken], is_bold=True, is_right=True))  # fmt: skip
        self._add(None, self._cells.text("Proof", is_bold=True), None, None,
                  self._cells.text(VERDICT[block.state], is_bold=True, is_right=True))  # fmt: skip
        for reason in block.reasons:
            self._words("", reason)

    def _reading(self, name: str, balance: Balance) -> int:
        known = None if balance.cents is None else balance.cents / 100
        return self._figure(name, known, note=balance.source)

    def _figure(self, name: str, value: float | str | None, *, note: str = "") -> int:
        figure = (
            self._cells.text(NOT_KNOWN, is_bold=True, is_right=True)
            if value is None
            else self._cells.figure(value, _MONEY, is_bold=True)
        )
        shown = self._cells.text(note) if note else None
        return self._add(None, self._cells.text(name, is_bold=True), None, None, figure, shown)

    def _line(self, line: Line) -> int:
        text = f"{'+' if line.sign > 0 else '-'} {line.label}"
        count, cents = self._formulas(line)
        figures = (self._cells.figure(count, Kind.COUNT), None, self._cells.figure(cents, _MONEY))
        row = self._add(None, self._cells.text(text), *figures)
        if line.key in ("receipts", "charges"):
            for part in line.parts:
                self._part(line.key, part.label)
        return row

    def _formulas(self, line: Line) -> tuple[str, str]:
        if line.key in ("receipts", "charges"):
            listed = self._lists["Receipts" if line.key == "receipts" else "Charges"]
            return f"=COUNTA({listed.column('Receipt')})", f"={listed.total('Amount KES')}"
        listed = self._lists[_SHEET_OF_LINE[line.key]]
        return _counted(listed, "Line", line.label), _summed(listed, "Line", line.label)

    def _part(self, key: str, label: str) -> None:
        listed, column = (self._lists["Receipts"], "Origin") if key == "receipts" else (self._lists["Charges"], "Kind")
        self._add(
            None,
            self._cells.text(f"        {label}"),
            self._cells.figure(_counted(listed, column, label), Kind.COUNT),
            self._cells.figure(_summed(listed, column, label), _MONEY),
        )

    def trade(self, letter: str, words: str, write_block: Callable[..., None], block: Any) -> None:
        """A block about the books."""
        self._block(letter, words)
        write_block(self._trade_line, self._lists, block)

    def _trade_line(
        self,
        name: str,
        count: int | str | None,
        value: float | str | None = None,
        *,
        share_of: int | None = None,
        part: float | str | None = None,
        is_bold: bool = False,
    ) -> int:
        """``share_of``: the row whose KES this line's are a share of; ``part`` stands in the column of parts."""
        cells: list[Any] = [None, self._cells.text(name, is_bold=is_bold)]
        cells.append(None if count is None else self._cells.figure(count, Kind.COUNT))
        if share_of is not None:
            here = self.row + 1
            cells.append(self._cells.figure(f"=IF(E{share_of}=0,0,E{here}/E{share_of})", Kind.SHARE))
        else:
            cells.append(None if part is None else self._cells.figure(part, _MONEY))
        cells.append(None if value is None else self._cells.figure(value, _MONEY, is_bold=is_bold))
        return self._add(*cells)

    def unmatched(self) -> None:
        self._block("C", "Unmatched receipts")
        listed = self._lists["Unmatched"]
        self._add(
            None,
            self._cells.text("Receipts that no invoice or sale explains yet"),
            self._cells.figure(f"=COUNTA({listed.column('Receipt')})", Kind.COUNT),
            None,
            self._cells.figure(f"={listed.total('Amount KES')}", _MONEY, is_bold=True),
        )

    def reversals(self, day: DailySheet) -> None:
        self._block("F", "Reversals and refunds")
        labels = [line.label for line in day.balance.lines if line.key in ("reversals_out", "reversals_in")]
        listed = self._lists["Reversals"]
        count = "+".join(_counted(listed, "Line", label)[1:] for label in labels)
        cents = "+".join(_summed(listed, "Line", label)[1:] for label in labels)
        self._add(
            None,
            self._cells.text("Reversals on this day"),
            self._cells.figure(f"={count}", Kind.COUNT),
            None,
            self._cells.figure(f"={cents}", _MONEY, is_bold=True),
        )

    def after_close(self, day: DailySheet) -> None:
        self._block("I", "After-close events")
        self._add(
            None,
            self._cells.text("Late rows, reversals and reopenings of sealed days"),
            self._cells.figure(len(day.after_close), Kind.COUNT),
            None,
            self._cells.figure(sum(event.amount_cents for event in day.after_close) / 100, _MONEY, is_bold=True),
        )

    def taxes(self, block: TaxBlock) -> None:
        self._block("J", "Tax box")
        took = self._trade_line("Gross takings of the day", block.n, block.cents / 100, is_bold=True)
        self._trade_line("Month to date", block.month_n, block.month_cents / 100)
        for rate, name, share in (
            (block.turnover_tax, "Turnover tax", "{0}/100"),
            (block.vat, "VAT that the takings would hold", "{0}/(100+{0})"),
        ):
            if rate:
                label = f"{name} at {rate.per_cent} %, from {rate.since:%d/%m/%Y} per {rate.source}"
                self._trade_line(label, None, f"=ROUND(E{took}*{share.format(rate.per_cent)},2)")
        self._trade_line("eTIMS invoice numbers: not recorded in this book", None)

    def exceptions(self, day: DailySheet) -> None:
        self._block("K", "Exceptions")
        for line in day.exceptions:
            self._exception(line)

    def _exception(self, line: ExceptionLine) -> None:
        is_counted = line.n == len(line.findings)
        count = _counted(self._lists["Exceptions"], "Exception", line.label) if is_counted else line.n
        cents = None if line.amount_cents is None else self._cells.figure(line.amount_cents / 100, _MONEY)
        self._add(
            None,
            self._cells.text(line.label, is_bold=bool(line.n)),
            self._cells.figure(count, Kind.COUNT, is_bold=bool(line.n)),
            None,
            cents,
        )

    def foot(self, day: DailySheet) -> None:
        self._add()
        for who in day.signatories:
            self._words(
                "", f"{who}:  name ____________________  date and time ________________  signature ____________"
            )
        self._add()
        self._words("", f"{day.foot.number}, fingerprint {day.foot.fingerprint}, {len(day.rows):,} rows")
        if day.foot.seal:
            self._words("", f"Seal {day.foot.seal}, closed by {day.foot.closed}")
        self._words("", day.foot.sentence)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _counted(listed: ListSheet, column: str, label: str) -> str:
    return f"=COUNTIF({listed.column(column)},{_quoted(label)})"


def _summed(listed: ListSheet, column: str, label: str) -> str:
    return f"=SUMIF({listed.column(column)},{_quoted(label)},{listed.column('Amount KES')})"
