"""Small books with everything in them that makes entries, and deeds on them in any order."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from hypothesis import strategies as st
from sqlalchemy import func, select

from app.core import clock
from app.core.actions.decide import Decision, classify, confirm_match, redo_group, remove_item, undo_group
from app.core.actions.forgiving import forgive_rests
from app.core.actions.pair_transfers import clear_transfers
from app.core.actions.typing import FEE, WRITE_OFF
from app.core.actions.undo_import import newest_import, undo_import
from app.core.book import Book, Pen
from app.core.errors import BookError
from app.core.events import Event, EventKind
from app.core.items import Allocation, Customer, Item, ItemKey, Meaning, TransactionKey
from app.core.jobs import import_document
from app.core.queries.deeds import redoable_group, undoable_group
from app.core.queries.items import items_by_key
from app.core.store.settling import given
from app.core.store.stated import customer_event, item_event
from app.core.store.tables import imports, transactions
from app.core.store.trade_tables import customers, key_columns, key_of
from tests.books import legacy_file, legacy_line

DAYS = (5, 6, 7)
OPENING_CENTS = 100_000
FIRST_DAY = clock.number_of(date(2025, 11, DAYS[0]))
WORDS = {
    "payment": "Pay Bill from 25470****001 - ALICE TESTER Acc. A1",
    "charge": "Pay Bill Charge",
    "sweep": "Utility Account to Organization Settlement Account",
    "payout": "Business Payment to 254700000001 - ALICE TESTER via API",
    "reversal": "Pay Utility Reversal by x",
}


class Row(NamedTuple):
    """One row of a statement; signed cents, and the receipt that it reverses."""

    day: int
    receipt: str
    what: str
    cents: int
    linked: str = ""


def statement_rows(drawn: Sequence[tuple[int, str, int]]) -> list[Row]:
    """Rows of drawn days, kinds and shillings in the order of days; a charge stands on a payment's own receipt."""
    made: list[Row] = []
    for number, (day, what, shillings) in enumerate(sorted(drawn, key=lambda one: one[0])):
        receipt = f"TK{day}AAAA{number:03d}"
        paid = [row for row in made if row.what == "payment"]
        taken = {row.linked for row in made} | {row.receipt for row in made if row.what == "charge"}
        free = [row for row in paid if row.receipt not in taken]
        if what == "reversal" and free:
            original = free[shillings % len(free)]
            made.append(Row(day, receipt, what, -original.cents, original.receipt))
        elif what == "charge" and free and free[-1].day == day:
            made.append(Row(day, free[-1].receipt, what, -500))
        elif what in ("sweep", "payout"):
            made.append(Row(day, receipt, what, -shillings * 100))
        else:
            made.append(Row(day, receipt, "payment", shillings * 100))
    return made


def day_file(folder: Path, rows: Sequence[Row], day: int) -> Path:
    """The export of one day, which begins with what the days before left."""
    opening = OPENING_CENTS + sum(row.cents for row in rows if row.day < day)
    balance, lines = opening, list[str]()
    for minute, row in enumerate(row for row in rows if row.day == day):
        balance += row.cents
        paid, drawn = (f"{row.cents / 100:.2f}", "") if row.cents > 0 else ("", f"{row.cents / 100:.2f}")
        at = f"{day:02d}-11-2025 08:{minute:02d}:10"
        words = WORDS[row.what]
        told = legacy_line(
            row.receipt, paid, f"{balance / 100:.2f}", at=at, drawn=drawn, details=words, linked=row.linked
        )
        lines.insert(0, told)
    ends = f"{opening / 100:.2f}", f"{balance / 100:.2f}"
    place = legacy_file(folder, lines, opening=ends[0], closing=ends[1], second=day, name=f"day-{day}.csv")
    text = place.read_text().replace("05-11-2025 00:00:00,To,05-11", f"{day:02d}-11-2025 00:00:00,To,{day:02d}-11")
    place.write_text(text)
    return place


def begin(book: Book, folder: Path, rows: Sequence[Row]) -> None:
    """Three invoices (one partly paid elsewhere), two sales, a customer, bank lines that mirror each sweep."""
    stated: list[Item | Customer] = [
        Customer("c1", "Alice Tester"),
        Item("invoice", "I1", "I1", 60_000, FIRST_DAY - 3, customer_key="c1"),
        Item("invoice", "I2", "I2", 250_000, FIRST_DAY, paid_cents=40_000, customer_key="c1"),
        Item("invoice", "I3", "I3", 5_000, FIRST_DAY + 1),
        Item("sale", "S1", "S1", 30_000, FIRST_DAY),
        Item("sale", "S2", "S2", 90_000, FIRST_DAY + 2),
    ]
    for number, row in enumerate(row for row in rows if row.what == "sweep"):
        stated.append(Item("bank", f"B{number}", row.receipt, -row.cents, FIRST_DAY + row.day - DAYS[0] + 1))
    record(book, stated)
    for day in DAYS:
        import_document(book, day_file(folder, rows, day))


def record(book: Book, stated: Sequence[Item | Customer]) -> None:
    """State these as a list would."""
    book.do(Pen.record_all, [customer_event(one) if isinstance(one, Customer) else item_event(one) for one in stated])


OWED = (("invoice", "I1"), ("invoice", "I2"), ("invoice", "I3"), ("sale", "S1"), ("sale", "S2"))
DEEDS = (
    *("match", "match", "match", "forgive", "let go", "advance", "use", "name", "clear", "pair"),
    *("undo", "redo", "undo import", "bring", "remove", "restate"),
)


def do(book: Book, folder: Path, rows: Sequence[Row], deed: tuple[str, int, int]) -> None:
    """One deed; raises BookError where it cannot be done as things stand."""
    name, one, other = deed
    match name:
        case "match" | "forgive":
            _match(book, one, OWED[other % len(OWED)], is_forgiving=name == "forgive", is_half=bool(other % 2))
        case "advance" | "use":
            _advanced(book, one, is_used=name == "use")
        case "name":
            keys = _keys(book)
            meaning = list(Meaning)[other % len(Meaning)]
            book.do(classify, transactions=[keys[one % len(keys)]] if keys else [], meaning=meaning)
        case "clear":
            book.do(clear_transfers)
        case "pair":
            _pair(book, one, other)
        case "undo" | "redo" | "undo import":
            _turn(book, name, one)
        case "bring":
            import_document(book, day_file(folder, rows, DAYS[one % len(DAYS)]))
        case "remove" | "let go":
            _end(book, name, ItemKey(*OWED[one % len(OWED)]), is_fee=bool(other % 2))
        case "restate":
            record(book, [Item("invoice", "I1", "I1", 50_000 + one * 100, FIRST_DAY + other % 3, customer_key="c1")])


def _end(book: Book, name: str, item: ItemKey, *, is_fee: bool) -> None:
    if name == "remove":
        book.do(remove_item, item=item)
    else:
        book.do(forgive_rests, items=[item], why=FEE if is_fee else WRITE_OFF, reason="closed")


def _pair(book: Book, one: int, other: int) -> None:
    """Two movements are one transfer between own accounts, whatever they are: what is paired is not asked again."""
    keys = _keys(book)
    if not keys:
        return
    sides = [list(keys[number % len(keys)]) for number in (one, other)]
    told = {"by": "auto", "actor": "x", "at": clock.now(), "transaction": sides[0], "mirror": sides[1], "bank": ""}
    if sides[0] != sides[1]:
        book.do(Pen.record, Event(EventKind.TransferPaired, told))


def _turn(book: Book, name: str, one: int) -> None:
    if name == "undo import":
        query = select(func.min(imports.c.id)).where(imports.c.is_undone == 0)
        oldest = book.ask(lambda reader: reader.execute(query).scalar())
        book.do(undo_import, import_id=(oldest if one % 2 else book.ask(newest_import)) or 0)
    elif name == "undo":
        book.do(undo_group, group_id=book.ask(undoable_group) or 0)
    else:
        book.do(redo_group, group_id=book.ask(redoable_group) or 0)


def _confirm(book: Book, key: TransactionKey | None, *parts: Allocation) -> None:
    book.do(confirm_match, decision=Decision(key, parts))


def _advanced(book: Book, one: int, *, is_used: bool) -> None:
    """All that a payment has left is kept for the customer, or what is kept pays an invoice."""
    if is_used:
        cents = min(_open(book, ("invoice", "I2")), _advance(book))
        _confirm(book, None, Allocation("customer", "c1", -cents), Allocation("invoice", "I2", cents))
    else:
        key, left = _payment(book, one)
        _confirm(book, key, Allocation("customer", "c1", left))


def _match(book: Book, one: int, item: tuple[str, str], *, is_forgiving: bool, is_half: bool) -> None:
    key, left = _payment(book, one)
    still = _open(book, item)
    cents = min(left, still)
    if is_forgiving:
        why = "fee" if is_half else "write_off"
        _confirm(book, key, Allocation(*item, cents, min(still - cents, 700), why))
    else:
        _confirm(book, key, Allocation(*item, max(cents // 2, 1) if is_half else cents))


def _payment(book: Book, number: int) -> tuple[TransactionKey, int]:
    """One of the payments, and what it has left."""
    paid = [key for key in _keys(book) if key.role == "payment"] or [TransactionKey(1, "TK5ZZZZZZZ")]
    key = paid[number % len(paid)]
    query = select(transactions.c.amount_cents).where(transactions.c.receipt == key.receipt)
    whole = book.ask(lambda reader: reader.execute(query.where(transactions.c.role == "payment")).scalar()) or 0
    return key, whole - book.ask(given, [key.receipt]).get(key, 0)


def _open(book: Book, item: tuple[str, str]) -> int:
    row = book.ask(items_by_key, kind=item[0], keys=[item[1]]).get(item[1])
    return row.open_cents if row else 0


def _advance(book: Book) -> int:
    return book.ask(lambda reader: reader.execute(select(customers.c.advance_cents)).scalar()) or 0


def _keys(book: Book) -> list[TransactionKey]:
    query: Any = select(*key_columns(transactions)).order_by(transactions.c.id)
    return [key_of(row) for row in book.ask(lambda reader: reader.execute(query).all())]


KINDS = ("payment", "payment", "payment", "charge", "sweep", "payout", "reversal")


@st.composite
def stories(draw) -> tuple[list[Row], list[tuple[str, int, int]]]:
    """Rows of three days, and deeds with two numbers each that say on what."""
    row = st.tuples(st.sampled_from(DAYS), st.sampled_from(KINDS), st.integers(1, 900))
    each_day = [(day, "payment", 100 + day) for day in DAYS]  # an export without rows is refused
    rows = statement_rows([*each_day, *draw(st.lists(row, min_size=2, max_size=12))])
    number = st.integers(0, 20)
    deeds = draw(st.lists(st.tuples(st.sampled_from(DEEDS), number, number), min_size=3, max_size=12))
    return rows, deeds


@contextlib.contextmanager
def told(place: str, rows: Sequence[Row], deeds: Sequence[tuple[str, int, int]]) -> Iterator[Book]:
    """A book after these deeds; those that cannot be done are left out."""
    book = Book.create(place, business="X")
    try:
        with tempfile.TemporaryDirectory() as folder:
            begin(book, Path(folder), rows)
            for deed in deeds:
                with contextlib.suppress(BookError):
                    do(book, Path(folder), rows, deed)
        yield book
    finally:
        book.close()
