"""The evidence drawer: one transaction, who said what of it, field by field, and the lines as they came."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.core import money
from app.core.queries.rows import Evidence, TransactionDetail, TransactionRow
from app.ui import theme, widgets, words
from app.ui.widgets import button, column, label, line, rule, wrapped

_SHOWN_FIELDS = (
    "amount_cents",
    "party_name",
    "party_phone",
    "account_ref",
    "completed_at",
    "initiated_at",
    "balance_cents",
    "kind",
    "linked_receipt",
    "details",
)


class Drawer(QFrame):
    """Shows a ``TransactionDetail``. ``follow`` is called with a receipt that the user wants to see."""

    def __init__(self, close: Callable[[], None], follow: Callable[[str], None]) -> None:
        super().__init__()
        self.setObjectName("drawer")
        self.setAccessibleName(self.tr("Evidence"))
        self._follow = follow
        self._receipt = label(step=1, is_bold=True, is_mono=True)
        self._receipt.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._close = button("", close, look="quiet", icon="close")
        self._close.setAccessibleName(self.tr("Close the evidence (Esc)"))
        self._close.setToolTip(self.tr("Close (Esc)"))
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setAccessibleName(self.tr("Evidence"))
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        head = line(self._receipt, 0, self._close, margins=(16, 10, 8, 6))
        self.setLayout(column(head, rule(), self._area, margins=(1, 1, 1, 1), gap=0))
        self.detail: TransactionDetail | None = None

    def show_waiting(self, row: TransactionRow) -> None:
        """The row is known, its evidence is on its way."""
        self._receipt.setText(row.receipt)

    def show_detail(self, detail: TransactionDetail) -> None:
        """Fill the drawer."""
        self.detail = detail
        self._receipt.setText(detail.row.receipt)
        body = QWidget()
        made = QVBoxLayout(body)
        made.setContentsMargins(16, 12, 16, 16)
        made.setSpacing(8)
        for part in self._parts(detail):
            made.addWidget(part)
        made.addStretch(1)
        self._area.setWidget(body)

    def _parts(self, detail: TransactionDetail) -> list[QWidget]:
        row = detail.row
        parts: list[QWidget] = [self._headline(row)]
        parts += [self._alarm(sentence, "conflict") for sentence in detail.conflicts]
        parts += [self._alarm(sentence, "attention") for sentence in row.warnings]
        parts.append(self._fields(detail))
        if detail.links:
            parts.append(label(self.tr("Linked"), is_bold=True))
            parts += [self._link(other, row) for other in detail.links]
        if detail.evidence:
            parts.append(label(self.tr("Evidence"), is_bold=True))
            parts += [self._evidence(e, detail.row.receipt) for e in detail.evidence]
        return parts

    def _headline(self, row: TransactionRow) -> QWidget:
        box = QWidget()
        amount = label(f"KES {money.shown(row.signed_cents)}", step=2, is_bold=True)
        told = label(f"{words.what(row)} · {row.wallet} · {words.exact(row.completed_at)}", look="small")
        told.setWordWrap(True)
        box.setLayout(column(amount, told, gap=0))
        return box

    def _alarm(self, sentence: str, meaning: str) -> QWidget:
        box = QWidget()
        icon = QLabel()
        icon.setPixmap(theme.icon(meaning, meaning).pixmap(16, 16))
        icon.setAlignment(Qt.AlignmentFlag.AlignTop)
        text = wrapped(sentence[:1].upper() + sentence[1:], look=meaning)
        layout = line(icon, text, gap=8)
        layout.setStretch(1, 1)
        box.setLayout(layout)
        return box

    def _fields(self, detail: TransactionDetail) -> QWidget:
        box = QWidget()
        grid = QGridLayout(box)
        grid.setContentsMargins(0, 4, 0, 4)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        numbered = {e.seq: i for i, e in enumerate(detail.evidence, 1)}
        has_many = len(detail.evidence) > 1
        at = 0
        for name in _SHOWN_FIELDS:
            text = words.value(name, detail.row.signed_cents if name == "amount_cents" else getattr(detail.row, name))
            if not text:
                continue
            caption = label(words.field(name), look="small")
            content = wrapped(widgets.breakable(words.kind(text) if name == "kind" else text))
            grid.addWidget(caption, at, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(content, at, 1)
            if has_many:
                source = label(f"[{numbered.get(detail.provenance.get(name, 0), '?')}]", look="caption")
                source.setToolTip(self.tr("The number of the evidence below that says so"))
                grid.addWidget(source, at, 2, Qt.AlignmentFlag.AlignTop)
            at += 1
        return box

    def _link(self, other: TransactionRow, row: TransactionRow) -> QWidget:
        if other.receipt == row.receipt:
            why = words.role(other.role)
        elif other.linked_receipt == row.receipt:
            why = self.tr("{0} of this").format(words.role(other.role))
        else:
            why = self.tr("Original")
        text = f"{why} · {other.receipt} · {money.shown(other.signed_cents)}"
        made = button(text, lambda: self._follow(other.receipt), look="link", icon="link")
        made.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        made.setToolTip(f"{other.wallet} · {words.exact(other.completed_at)}")
        return made

    def _evidence(self, evidence: Evidence, receipt: str) -> QWidget:
        box = QFrame()
        box.setObjectName("evidence")
        number = self._number_of(evidence)
        where = self.tr("row {0}").format(evidence.line) if evidence.line else ""
        name = wrapped(widgets.breakable(f"[{number}] {evidence.document}"))
        name.setFont(theme.current.font(is_bold=True))
        told = " · ".join(p for p in (words.proof(evidence.proof), words.document_kind(evidence.source), where) if p)
        layout = column(name, label(told, look="small"), margins=(12, 8, 12, 10), gap=4)
        if evidence.conflict:
            layout.addWidget(self._alarm(evidence.conflict, "conflict"))
        if evidence.raw:
            raw = wrapped(widgets.breakable(evidence.raw))
            raw.setObjectName("raw")
            raw.setFont(theme.current.font(-1, is_mono=True))
            raw.setAccessibleName(self.tr("The line as it came, for {0}").format(receipt))
            layout.addWidget(raw)
        else:
            layout.addWidget(widgets.label(self.tr("A workbook row: see the original file."), look="caption"))
        box.setLayout(layout)
        return box

    def _number_of(self, evidence: Evidence) -> int:
        assert self.detail is not None
        return self.detail.evidence.index(evidence) + 1
