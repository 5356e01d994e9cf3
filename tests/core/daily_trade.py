"""A day with a case of everything that the books can say of it, written straight into a book's tables."""

from __future__ import annotations

from typing import Any

import orjson
from sqlalchemy import insert

from app.core import clock
from app.core.events import EventKind
from app.core.items import TransactionKey
from app.core.store.engine import Store
from app.core.store.trade_tables import (
    allocations,
    classifications,
    customers,
    decisions,
    items,
    matches,
    proposals,
    transfers,
)
from tests.core.daily_days import DAY, DayMaker, at, day_start, document, write

TODAY = clock.number_of(DAY)
LONG = "ABDULRAHMAN MUHAMMAD-ABDULLAHI **** WANJIRU-KAMAU NJOROGE THE THIRD OF NYERI"


class Books:
    """Writes items and decisions with numbers that follow each other."""

    def __init__(self, store: Store) -> None:
        self._store, self._seq = store, 20_000

    def _insert(self, table: Any, **values: Any) -> None:
        with self._store.writer.begin() as connection:
            connection.execute(insert(table).values(**values))

    def _decided(self, kind: EventKind, by: str) -> int:
        self._seq += 1
        actor = "the program" if by == "auto" else "mary"
        told = {"by": by, "actor": actor, "at": at("17:00:00"), "is_undone": 0}
        self._insert(decisions, id=self._seq, group_id=self._seq, kind=kind.value, **told)
        return self._seq

    def item(self, kind: str, number: str, cents: int, *, settled: int = 0, state: str = "open", **rest: Any) -> None:
        """An invoice, a sale or a bank line."""
        names = ("customer_key", "customer_name", "phone", "account", "store", "till", "cashier", "code", "description")
        values = dict.fromkeys(names, "") | {"on_day": TODAY, "paid_cents": 0, "at": None} | rest
        self._seq += 1
        told = {"kind": kind, "key": number, "seq": self._seq, "number": number, "amount_cents": cents}
        self._insert(items, **told, settled_cents=settled, state=state, **values)

    def customer(self, name: str, *, advance: int) -> None:
        """A customer with money kept."""
        self._seq += 1
        told = {"phones": "[]", "accounts": "[]", "email": "", "pin": "", "advance_cents": advance}
        self._insert(customers, key=name, seq=self._seq, name=name, **told)

    def match(self, row: dict[str, Any], *parts: tuple[Any, ...], by: str = "auto") -> None:
        """A match that stands; each part is kind, key, cents, and perhaps cents forgiven and why."""
        number = self._decided(EventKind.MatchConfirmed, by)
        self._insert(
            matches, id=number, **_key(row), rule="typed:exact", confidence=0.99, reasons="[]", is_undone=0, is_live=1
        )
        for place, (kind, key, cents, *let_go) in enumerate(parts):
            forgiven, why = let_go or (0, "")
            where = {"match_id": number, "place": place, "kind": kind, "key": key}
            self._insert(allocations, **where, cents=cents, forgiven_cents=forgiven, why=why)

    def named(self, row: dict[str, Any], meaning: str) -> None:
        """A receipt that is no sale."""
        self._insert(
            classifications, id=self._decided(EventKind.TransactionClassified, "person"), **_key(row), meaning=meaning
        )

    def cleared(self, row: dict[str, Any], bank_key: str) -> None:
        """A sweep and its bank line."""
        number = self._decided(EventKind.TransferPaired, "auto")
        self._insert(transfers, id=number * 2, **_key(row), other="", bank_key=bank_key)

    def proposed(self, row: dict[str, Any], number: str) -> None:
        """What the matcher thinks of a receipt."""
        best = {"allocations": [["invoice", number, row["amount_cents"], 0, ""]], "confidence": 0.72, "rule": "x",
                "reasons": [["typed “1043”", True], ["9 days late", False]]}  # fmt: skip
        told = {"queue": "likely", "confidence": 0.72, "candidates": orjson.dumps([best]).decode(), "why_not": "no"}
        self._insert(proposals, **_key(row), completed_at=row["completed_at"], amount_cents=row["amount_cents"], **told)


def _key(row: dict[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in TransactionKey._fields}


def trade_day(store: Store, *, name: str = "Alice Tester") -> None:
    """Receipts of every fate, sales with every fault, sweeps found, in transit and overdue."""
    maker, books = DayMaker(balance=90_000_000), Books(store)
    old = maker.row(-700_000, at("22:00:00", on=clock.day_of(TODAY - 8)), role="sweep_out", state="not_a_sale")
    yesterday = maker.row(20_000, at("18:00:00", on=clock.day_of(TODAY - 1)), state="matched")
    fates: tuple[tuple[str, int, dict[str, Any]], ...] = (
        ("auto", 150_000, {"state": "matched"}),
        ("hand", 70_000, {"state": "matched"}),
        ("part", 200_000, {"state": "part_matched"}),
        ("several", 90_001, {"state": "matched"}),
        ("over", 50_000, {"state": "matched"}),
        ("advance", 33_000, {"state": "matched"}),
        ("short", 29_990, {"state": "matched"}),
        ("owner", 500_000, {"state": "not_a_sale"}),
        ("other", 1_234, {"state": "not_a_sale"}),
        ("sms_matched", 4_000, {"state": "matched", "proof": 1}),
        ("sms_open", 5_500, {"proof": 1}),
        ("open", 12_345, {"account_ref": "INV 1043"}),
        ("back", 8_800, {"state": "reversed"}),
        ("sold", 25_000, {"state": "matched"}),
        ("waiting", 30_000, {}),
        ("twice", 45_000, {"state": "matched"}),
    )
    rows = {
        word: maker.row(cents, at(f"{9 + place // 60:02d}:{place % 60:02d}:00"), **rest)
        for place, (word, cents, rest) in enumerate(fates)
    }
    maker.row(-8_800, at("10:30:00"), role="reversal", state="not_a_sale", linked_receipt=rows["back"]["receipt"])
    maker.row(-500, at("10:31:00"), role="charge", state="not_a_sale")
    swept = maker.row(-400_000, at("21:00:00"), role="sweep_out", state="not_a_sale")
    transit = maker.row(-300_000, at("22:00:00"), role="sweep_out", state="not_a_sale")
    write(store, maker)
    document(
        store, starts_at=day_start(), ends_at=day_start() + clock.DAY_SECONDS - 1, opening=89_320_000,
        closing=maker.balance, new=len(maker.rows),
    )  # fmt: skip
    _invoices(books, rows, name)
    _sales(books, rows, yesterday)
    books.item("bank", "FT1", 400_000, settled=400_000, state="paid", on_day=TODAY + 1)
    books.item("bank", "FT0", 1, on_day=TODAY - 20)
    books.cleared(swept, "FT1")
    assert old["id"] != transit["id"]


def _invoices(books: Books, rows: dict[str, Any], name: str) -> None:
    told: dict[str, Any] = {"customer_key": name, "customer_name": name}
    for number, cents, settled, state in (
        ("INV-1", 150_000, 150_000, "paid"), ("INV-2", 70_000, 70_000, "paid"), ("INV-3", 260_000, 130_000, "part"),
        ("INV-4", 60_000, 60_000, "paid"), ("INV-5", 30_001, 30_001, "paid"), ("INV-6", 45_000, 50_000, "over"),
        ("INV-7", 30_000, 30_000, "paid"), ("INV-8", 4_000, 4_000, "paid"), ("INV-1043", 12_345, 0, "open"),
    ):  # fmt: skip
        books.item("invoice", number, cents, settled=settled, state=state, **told)
    books.customer(name, advance=33_000)
    books.match(rows["auto"], ("invoice", "INV-1", 150_000))
    books.match(rows["hand"], ("invoice", "INV-2", 70_000), by="person")
    books.match(rows["part"], ("invoice", "INV-3", 130_000))
    books.match(rows["several"], ("invoice", "INV-4", 60_000), ("invoice", "INV-5", 30_001))
    books.match(rows["over"], ("invoice", "INV-6", 50_000), by="person")
    books.match(rows["advance"], ("customer", name, 33_000), by="person")
    books.match(rows["short"], ("invoice", "INV-7", 29_990, 10, "write_off"), by="person")
    books.match(rows["sms_matched"], ("invoice", "INV-8", 4_000))
    books.named(rows["owner"], "owner")
    books.named(rows["other"], "other")
    books.proposed(rows["open"], "INV-1043")


def _sales(books: Books, rows: dict[str, Any], yesterday: dict[str, Any]) -> None:
    def sale(number: str, cents: int, code: str, when: str, *, settled: int = 0, **rest: Any) -> None:
        place = {"store": "Westlands", "till": "T1", "cashier": "Jane", "at": at(when)} | rest
        state = "paid" if settled == cents else "open"
        books.item("sale", number, cents, code=code, settled=settled, state=state, **place)

    sale("S-1", 25_000, rows["sold"]["receipt"], "09:14:00", settled=25_000)
    sale("S-2", 30_000, rows["waiting"]["receipt"], "09:15:00")
    sale("S-3", 45_000, rows["twice"]["receipt"], "09:16:00", settled=45_000)
    sale("S-4", 45_000, rows["twice"]["receipt"], "11:00:00", cashier="Peter", till="T2")
    sale("S-5", 8_800, rows["back"]["receipt"], "09:13:00")
    sale("S-6", 9_900, "TK5ZZZZZZ9", "12:00:00")
    sale("S-7", 1_100, "", "12:01:00", cashier="Peter", till="T2")
    sale("S-8", 20_000, yesterday["receipt"], "12:02:00", settled=20_000)
    sale("S-9", 7_700, "TK5ZZZZZZ8", "12:03:00", at=None)
    books.match(rows["sold"], ("sale", "S-1", 25_000))
    books.match(rows["twice"], ("sale", "S-3", 45_000))
    books.match(yesterday, ("sale", "S-8", 20_000), by="person")
