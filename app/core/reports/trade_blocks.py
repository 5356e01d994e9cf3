"""Blocks B, D, E, G and H made from what the book holds; no figure here is the rest of others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from app.core import clock
from app.core.doctor.codes import CodeFault, Finding
from app.core.items import Item, ItemKey, ItemKind
from app.core.matching.transfers import LATEST_DAYS
from app.core.reports.day_book import DayBook
from app.core.reports.sale_book import SaleBook
from app.core.reports.sheet import Row, UnmatchedBlock
from app.core.reports.trade_book import Allocated, Classified, Cleared, LetGo, TradeBook
from app.core.reports.trade_sheet import (
    Advance,
    BadSale,
    BadSaleBlock,
    BooksBlock,
    Deed,
    Given,
    PartBlock,
    PartPayment,
    SettlementBlock,
    Share,
    Sweep,
    TillBlock,
    TillLine,
    TradeSheet,
    WriteOff,
    cents_of,
)
from app.core.statement import Proof

OVERDUE_AFTER_DAYS = LATEST_DAYS
"""A sweep is at the bank on the day or within the next working days; a weekend and a holiday fit into so many."""

AUTO, HAND, ADVANCE, NAMED, SMS, UNMATCHED = "auto", "hand", "advance", "named", "sms", "unmatched"
LABELS = {
    AUTO: "Matched automatically, proven by statement",
    HAND: "Matched by hand",
    ADVANCE: "On account, customer advances",
    NAMED: "No sale, named as",
    SMS: "Explained, but on an SMS only, on no statement yet",
    UNMATCHED: "Unmatched, list C",
}
_MEANINGS = {
    "charge": "Charge",
    "sweep": "Sweep",
    "transfer": "Transfer",
    "owner": "Owner's money",
    "loan": "Loan",
    "payout": "Payment out",
    "refund": "Refund",
    "other": "Other income",
}
_CUSTOMER = ItemKind.CUSTOMER.value
WITHOUT_PAYMENT = "let go without a payment"
"""In the list of allocations, for what is no money and so on no line of block B."""


def trade_sheet(book: DayBook, rows: Sequence[Row], unmatched: UnmatchedBlock, printed_at: int) -> TradeSheet:
    """All five; ``rows`` are the day's movements, ``unmatched`` is block C."""
    trade = book.trade
    received = {row.id: row for row in rows if row.role == "payment" and row.direction == "in"}
    return TradeSheet(
        books=books_block(trade, received, unmatched) if trade.has_books else None,
        bad_sales=_bad_sales(trade.sales) if trade.sales else None,
        tills=till_block(trade.sales) if trade.sales else None,
        settlement=settlement_block(book, printed_at) if trade.has_bank else None,
        part_payments=part_block(trade, received) if trade.has_books else None,
        given=tuple(_given(trade, received)),
        deeds=tuple(_deeds(trade, received)),
    )


def _line_of(part: Allocated, row: Row) -> str:
    """The line of block B on which a part of a receipt stands."""
    if row.proof < Proof.STATEMENT:
        return SMS
    if part.kind == _CUSTOMER:
        return ADVANCE
    return AUTO if part.by == "auto" else HAND


def books_block(trade: TradeBook, received: dict[int, Row], unmatched: UnmatchedBlock) -> BooksBlock:
    """Block B: receipts from the rows, the rest from decisions, from what was named, and from list C."""
    found: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for part in trade.allocations:
        found[_line_of(part, received[part.row_id])].append((part.row_id, part.cents))
    named: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for one in trade.classified:
        is_sms = received[one.row_id].proof < Proof.STATEMENT
        (found[SMS] if is_sms else named[one.meaning]).append((one.row_id, one.cents))
    found[NAMED] = [part for parts in named.values() for part in parts]
    meanings = tuple(Share(key, _MEANINGS[key], *cents_of(named[key])) for key in _MEANINGS if key in named)
    shares = [Share(key, LABELS[key], *cents_of(found[key])) for key in (AUTO, HAND, ADVANCE)]
    shares.append(Share(NAMED, LABELS[NAMED], *cents_of(found[NAMED]), meanings))
    shares.append(Share(SMS, LABELS[SMS], *cents_of(found[SMS])))
    shares.append(Share(UNMATCHED, LABELS[UNMATCHED], unmatched.n, unmatched.amount_cents, _kinds_of(unmatched)))
    return BooksBlock(len(received), sum(row.amount_cents for row in received.values()), tuple(shares))


def _kinds_of(unmatched: UnmatchedBlock) -> tuple[Share, ...]:
    """Of list C: what is on an SMS only, and what was taken back."""
    on_sms = [(one.row.id, one.open_cents) for one in unmatched.receipts if one.row.proof < Proof.STATEMENT]
    back = [(one.row.id, one.open_cents) for one in unmatched.receipts if one.row.state == "reversed"]
    told = (("sms_only", "on an SMS only", on_sms), ("taken_back", "taken back", back))
    return tuple(Share(key, label, *cents_of(some)) for key, label, some in told if some)


def _bad_sales(book: SaleBook) -> BadSaleBlock:
    told = sorted(book.findings, key=lambda one: (one.sale.at is None, one.sale.at or 0, one.sale.number))
    return BadSaleBlock(tuple(map(_bad_sale, told)))


def _bad_sale(finding: Finding) -> BadSale:
    sale = finding.sale
    place = (sale.store, sale.till, sale.cashier, sale.at)
    return BadSale(
        sale.number, *place, sale.amount_cents, sale.code, finding.fault.value, finding.sentence, finding.offered
    )


def till_block(book: SaleBook) -> TillBlock:
    """Block E: what was rung up from the sales, the money from matches and payments."""
    places: dict[tuple[str, str, str], list[Item]] = defaultdict(list)
    for sale in book.sales:
        places[sale.store, sale.till, sale.cashier].append(sale)
    on_day = {sale.key: sale.on_day for sale in book.sales}
    settled: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for one in book.settled:
        settled[one.sale_key][clock.day_number(one.completed_at) != on_day[one.sale_key]] += one.cents
    faults = {finding.sale.key: finding for finding in book.findings}
    lines = [
        TillLine(
            *place,
            len(sales),
            sum(sale.amount_cents for sale in sales),
            sum(settled[sale.key][0] for sale in sales if sale.key in settled),
            sum(settled[sale.key][1] for sale in sales if sale.key in settled),
            _pending(book, [sale for sale in sales if sale.key not in settled], faults),
            _reversed(book, sales, faults),
        )
        for place, sales in places.items()
    ]
    return TillBlock(tuple(sorted(lines)), *book.unused)


def _pending(book: SaleBook, sales: Iterable[Item], faults: dict[str, Finding]) -> int:
    """Sales whose code no statement covers yet, and payments of sound codes that are not given to anything yet."""
    cents, codes = 0, set()
    for sale in sales:
        finding = faults.get(sale.key)
        if finding is not None and finding.fault is CodeFault.NOT_YET:
            cents += finding.sale.amount_cents
        elif (finding is None or finding.fault is CodeFault.AMOUNT) and sale.code in book.payments:
            codes.add(sale.code)
    return cents + sum(book.payments[code].cents - book.payments[code].given_cents for code in codes)


def _reversed(book: SaleBook, sales: Iterable[Item], faults: dict[str, Finding]) -> int:
    """Payments of these sales' codes that were taken back."""
    told = [sale.code for sale in sales if sale.key in faults and faults[sale.key].fault is CodeFault.REVERSED]
    return sum(book.payments[code].cents for code in set(told) if code in book.payments)


def settlement_block(book: DayBook, printed_at: int) -> SettlementBlock:
    """Block G: swept from the rows, found from the other side, open from the list of uncleared transfers."""
    trade, today = book.trade, clock.day_number(printed_at)
    swept = [row for row in book.rows if row.role == "sweep_out" and row.direction == "out"]
    cleared = {one.row_id: one for one in trade.cleared}
    waiting = {one.row_id: one for one in trade.waiting}
    own = {row.id for row in swept}
    sweeps = [
        _open_sweep(one.receipt, one.completed_at, one.cents, one.cents, today, is_earlier=True)
        for one in trade.waiting
        if one.row_id not in own
    ]
    for row in swept:
        if row.id in cleared:
            sweeps.append(_found_sweep(row, cleared[row.id], book.wallet_names))
        elif row.id in waiting:
            one = waiting[row.id]
            sweep = _open_sweep(row.receipt, row.completed_at, row.amount_cents, one.cents, today, is_earlier=False)
            sweeps.append(sweep._replace(state="reversed") if one.is_reversed else sweep)
    cents = sum(row.amount_cents for row in swept)
    return SettlementBlock(tuple(sweeps), len(swept), cents, *trade.carried, OVERDUE_AFTER_DAYS)


def _found_sweep(row: Row, other: Cleared, wallet_names: Mapping[int, str]) -> Sweep:
    day = clock.day_number(row.completed_at)
    found_day = day if other.day is None else other.day
    return Sweep(
        receipt=row.receipt,
        completed_at=row.completed_at,
        is_earlier=False,
        expected_cents=row.amount_cents,
        state="found",
        found_cents=other.cents,
        found_day=found_day,
        found_in=other.reference or wallet_names.get(other.wallet_id or 0, ""),
        open_cents=None,
        days=found_day - day,
    )


def _open_sweep(
    receipt: str, completed_at: int, expected: int, open_cents: int, today: int, *, is_earlier: bool
) -> Sweep:
    days = max(today - clock.day_number(completed_at), 0)
    state = "overdue" if days > OVERDUE_AFTER_DAYS else "in_transit"
    return Sweep(receipt, completed_at, is_earlier, expected, state, None, None, "", open_cents, days)


def part_block(trade: TradeBook, received: dict[int, Row]) -> PartBlock:
    """Block H: every item that a receipt of the day did not settle alone and to the cent, advances, and write-offs."""
    several = {key for key, n in _items_of_match(trade.allocations).items() if n > 1}
    payments, advances, let_go = [], [], []
    for part in trade.allocations:
        row, item = received[part.row_id], ItemKey(part.kind, part.key)
        debt = trade.debts.get(item)
        number, customer = _named_item(trade, part)
        if part.forgiven_cents:
            told = (part.forgiven_cents, part.why, part.actor, part.at)
            let_go.append(WriteOff(row.receipt, number, customer, *told))
        if part.kind == _CUSTOMER:
            held = debt.settled_cents if debt else 0
            advances.append(Advance(row.receipt, row.completed_at, customer or number, part.cents, held))
        elif debt is not None:
            left = debt.amount_cents - debt.paid_cents - debt.settled_cents
            what = _how(part, left, trade.payers.get(item, 0), several, amount=debt.amount_cents)
            if what:
                before = debt.paid_cents + trade.allocated.get(item, 0) - part.cents - part.forgiven_cents
                told_of = (part.kind, number, customer, debt.amount_cents, before, part.cents, left, what)
                payments.append(PartPayment(row.receipt, row.completed_at, *told_of))
    let_go += [
        WriteOff("", *_named_item(trade, one), one.forgiven_cents, one.why, one.actor, one.at) for one in trade.let_go
    ]
    settled = sum(debt.settled_cents for debt in trade.debts.values())
    return PartBlock(tuple(payments), tuple(advances), tuple(let_go), sum(trade.allocated.values()), settled)


def _named_item(trade: TradeBook, part: Allocated | LetGo) -> tuple[str, str]:
    """An item's number and whose it is; its key where it is gone from the book."""
    debt = trade.debts.get(ItemKey(part.kind, part.key))
    return (debt.number, debt.customer) if debt else (part.key, "")


def _items_of_match(parts: Iterable[Allocated]) -> dict[int, int]:
    counts: dict[int, int] = defaultdict(int)
    for part in parts:
        counts[part.match_id] += part.kind != _CUSTOMER
    return counts


def _how(part: Allocated, left: int, payers: int, several: set[int], *, amount: int) -> str:
    """In words how the payment was not plain; '' where it settled the item alone and to the cent."""
    said = []
    if left > 0:
        said.append("part")
    if left < 0:
        said.append("too much")
    if part.match_id in several:
        said.append("one of several")
    if payers > 1:
        said.append("with other payments" if left >= 0 else "several payments")
    elif not left and part.cents + part.forgiven_cents != amount:
        said.append("the rest not by M-PESA")
    return ", ".join(said)


def _given(trade: TradeBook, received: dict[int, Row]) -> Iterator[Given]:
    """Each part of each receipt of the day and where it went."""
    for part in trade.allocations:
        row, told = received[part.row_id], (part.forgiven_cents, part.why, part.actor, part.at)
        line = LABELS[_line_of(part, row)]
        number, customer = _named_item(trade, part)
        yield Given(row.completed_at, row.receipt, part.cents, line, part.kind, number, customer, *told)
    for off in trade.let_go:
        told = (off.forgiven_cents, off.why, off.actor, off.at)
        number, customer = _named_item(trade, off)
        yield Given(off.at, "", 0, WITHOUT_PAYMENT, off.kind, number, customer, *told)
    for one in trade.classified:
        yield _named(one, received[one.row_id])


def _named(one: Classified, row: Row) -> Given:
    line = LABELS[SMS if row.proof < Proof.STATEMENT else NAMED]
    meaning = _MEANINGS.get(one.meaning, one.meaning)
    return Given(row.completed_at, row.receipt, one.cents, line, meaning, "", "", 0, "", one.actor, one.at)


def _deeds(trade: TradeBook, received: dict[int, Row]) -> Iterator[Deed]:
    for one in trade.told:
        told = (one.by, received[one.row_id].receipt, one.what, one.rule, one.confidence, one.is_undone)
        yield Deed(one.at, one.actor, *told)
