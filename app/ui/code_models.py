"""The code doctor's tables: findings grouped by fault, faults by store, till and cashier, money never rung up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QModelIndex, QPersistentModelIndex, Qt

from app.core import clock, money
from app.core.doctor.codes import CodeFault
from app.ui import items_words, theme, words
from app.ui.table import RowsModel
from app.ui.widgets import MEANING

if TYPE_CHECKING:
    from app.core.doctor.codes import Finding, Tally, Unclaimed

_CODE, _AMOUNT = 4, 3
_FAULTS = {
    CodeFault.USED_TWICE: ("Used twice", "conflict", "One payment cannot pay two sales."),
    CodeFault.NOT_FOUND: ("On no statement", "conflict", "Nobody paid with this code."),
    CodeFault.REVERSED: ("Reversed", "conflict", "The money went back to the customer."),
    CodeFault.OLDER: ("Older than the sale", "conflict", "The code was shown before, for something else."),
    CodeFault.AMOUNT: ("Another amount", "attention", "The payment is not what was rung up."),
    CodeFault.MISTYPED: ("Mistyped", "attention", "A payment like it is unused."),
    CodeFault.NOT_YET: ("Not in yet", "", "The statement of that hour has not been taken in."),
    CodeFault.NO_CODE: ("No code", "attention", "The cashier entered none."),
}


def fault_word(fault: CodeFault) -> str:
    """A fault in two words."""
    return QCoreApplication.translate("code_models", _FAULTS[fault][0])


def fault_told(fault: CodeFault) -> str:
    """What a fault means, in a sentence."""
    return QCoreApplication.translate("code_models", _FAULTS[fault][2])


class FaultsModel(RowsModel):
    """A row a finding, worst fault first, under a row that names the fault and how many there are."""

    def __init__(self, parent: Any = None) -> None:
        headers = (
            self.tr("Sale"),
            self.tr("Time"),
            self.tr("Cashier"),
            self.tr("Amount"),
            self.tr("Code"),
            self.tr("What is wrong"),
        )
        super().__init__(headers, parent, at_right=(_AMOUNT,), mono=(_CODE,))
        self.rows: list[Finding | CodeFault] = []
        self._counts: dict[CodeFault, int] = {}

    def show(self, findings: Sequence[Finding]) -> None:
        """Other findings."""
        self.beginResetModel()
        self.rows, self._counts = [], {}
        for fault in CodeFault:
            some = [finding for finding in findings if finding.fault == fault]
            if some:
                self._counts[fault] = len(some)
                self.rows += [fault, *some]
        self.endResetModel()

    def group_rows(self) -> list[int]:
        """The rows that name a fault."""
        return [at for at, row in enumerate(self.rows) if isinstance(row, CodeFault)]

    def finding_at(self, at: int) -> Finding | None:
        """The finding in a row, or None where it names a fault."""
        row = self.rows[at] if 0 <= at < len(self.rows) else None
        return None if row is None or isinstance(row, CodeFault) else row

    def place_of(self, key: str) -> int | None:
        """The row of a sale's finding."""
        return next(
            (at for at, row in enumerate(self.rows) if not isinstance(row, CodeFault) and row.sale.key == key), None
        )

    def nearest(self, at: int) -> int | None:
        """The finding in that row, else the next below, else the last."""
        places = [place for place, row in enumerate(self.rows) if not isinstance(row, CodeFault)]
        return next((place for place in places if place >= at), places[-1] if places else None)

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        """What names a fault is no row to choose."""
        if index.isValid() and isinstance(self.rows[index.row()], CodeFault):
            return Qt.ItemFlag.ItemIsEnabled
        return super().flags(index)

    def length(self) -> int:
        """Findings and the names of their faults."""
        return len(self.rows)

    def data(self, index: Any, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Names of faults are bold."""
        if index.isValid() and role == Qt.ItemDataRole.FontRole and isinstance(self.rows[index.row()], CodeFault):
            return theme.current.font(is_bold=True)
        return super().data(index, role)

    def cell(self, row: int, column: int, role: int) -> Any:
        """Texts, and the fault's meaning beside its name."""
        found = self.rows[row]
        if isinstance(found, CodeFault):
            return self._fault(found, column, role)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._text(found, column)
        if role == Qt.ItemDataRole.ForegroundRole and column in (1, 2):
            return theme.current.color("text_soft")
        return None

    def _fault(self, fault: CodeFault, column: int, role: int) -> Any:
        if role == MEANING:
            return _FAULTS[fault][1] if column == 0 else ""
        if role == Qt.ItemDataRole.BackgroundRole:
            return theme.current.color("sunken")
        if role == Qt.ItemDataRole.DisplayRole and column == 0:
            return f"{fault_word(fault)} · {words.count(self._counts[fault])}"
        return fault_told(fault) if role == Qt.ItemDataRole.ToolTipRole else None

    def _text(self, found: Finding, at: int) -> str:
        sale = found.sale
        when = clock.wall(sale.at) if sale.at is not None else None
        return (
            sale.number,
            f"{when.day} {words.month(when.year, when.month)[:3]} {when:%H:%M}"
            if when
            else items_words.day(sale.on_day),
            sale.cashier or sale.till,
            money.shown(sale.amount_cents),
            sale.code,
            found.sentence,
        )[at]


class TallyModel(RowsModel):
    """Faults of one store, till and cashier a row, most first."""

    def __init__(self, parent: Any = None) -> None:
        headers = (self.tr("Cashier · till · store"), self.tr("Sales"), self.tr("Faults"), self.tr("In doubt"))
        super().__init__(headers, parent, at_right=(1, 2, 3))
        self.rows: Sequence[Tally] = ()

    def show(self, rows: Sequence[Tally]) -> None:
        """Other tallies."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def length(self) -> int:
        """Places."""
        return len(self.rows)

    def cell(self, row: int, column: int, role: int) -> Any:
        """Texts; the tip tells the faults by kind."""
        found = self.rows[row]
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(f"{fault_word(CodeFault(name))}: {words.count(n)}" for name, n in found.faults.items())
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        faults = sum(found.faults.values())
        place = " · ".join(part for part in (found.cashier, found.till, found.store) if part)
        return (
            place or self.tr("(not told)"),
            words.count(found.sales),
            words.count(faults) if faults else "",
            money.shown(found.fault_cents) if found.fault_cents else "",
        )[column]


class UnclaimedModel(RowsModel):
    """Payments that no sale or invoice claimed, oldest first."""

    def __init__(self, parent: Any = None) -> None:
        headers = (self.tr("Receipt"), self.tr("From"), self.tr("KES"), self.tr("Age"))
        super().__init__(headers, parent, at_right=(2, 3), mono=(0,))
        self.rows: Sequence[Unclaimed] = ()

    def show(self, rows: Sequence[Unclaimed]) -> None:
        """Other payments."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def length(self) -> int:
        """Payments."""
        return len(self.rows)

    def cell(self, row: int, column: int, role: int) -> Any:
        """Texts; the tip tells the moment."""
        found = self.rows[row]
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{found.payment.party_name} · {words.exact(found.payment.completed_at)}"
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return (
            found.payment.receipt,
            found.payment.party_name,
            money.shown(found.payment.amount_cents),
            self.tr("{0} h").format(words.count(found.hours)),
        )[column]
