"""A hundred receipts worked through the Queue page by keys alone, and what the book holds after it, to the cent."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from sqlalchemy import select

from app.core.book import Book
from app.core.items import ItemKey
from app.core.queries.customers import customer_rows
from app.core.queries.items import item_row
from app.core.queries.matching import known
from app.core.queries.queue import match_rows, queue_counts, queue_rows
from app.core.queries.transactions import transactions_of_receipt
from app.core.store.trade_tables import classifications, rules
from tests.books import is_sound
from tests.ui.conftest import Opener
from tests.ui.queue_books import KINDS, NAMES, OTHERS, Paid, make_queue_book
from tests.ui.test_queue_page import CTRL, ENTER, Hand, matcher_at_rest

assert matcher_at_rest, "a fixture of its own accord"
DOWN, TAB = Qt.Key.Key_Down, Qt.Key.Key_Tab


class Worker(Hand):
    """Works through the list from the top; the row in hand is always the first that still waits, or was parked."""

    def likely(self, one: Paid) -> None:
        self.press(ENTER)

    def second(self, one: Paid) -> None:
        self.press("2", ENTER)

    def refuse(self, one: Paid) -> None:
        self.press("n", ENTER)

    def split(self, one: Paid) -> None:
        self.press("s")
        self.rest()
        self.type("400+200")
        self.press(ENTER)
        self.type(f"{(one.cents - 60_000) / 100:.2f}")
        self.press(ENTER, modifier=CTRL)

    def part(self, one: Paid) -> None:
        self.press("p")

    def advance(self, one: Paid) -> None:
        self.press("a")

    def write_off(self, one: Paid) -> None:
        self.press("w")
        self.type("agreed discount")
        self.press(ENTER)

    def fee(self, one: Paid) -> None:
        self.press("f")

    def wrong(self, one: Paid) -> None:
        self.press("c")
        self.type("Zawadi")
        self.rest()
        self.press(ENTER)

    def new(self, one: Paid) -> None:
        self.press("c")
        self.type(f"Tenant of {one.typed}")
        self.rest()
        self.press(ENTER)

    def unknown(self, one: Paid) -> None:
        self.press("c")
        self.type("Halima")
        self.rest()
        self.press(ENTER)

    def owner(self, one: Paid) -> None:
        """The first makes a rule for all: the phone, another each time, is unticked by Space."""
        if self.state(one) == "not_a_sale":
            return
        self.press("r")
        self.rest()
        self.tab_to(next(tick for field, tick, _, _ in self.dialog()._lines._lines if field == "party_phone"))
        self.press(Qt.Key.Key_Space)
        self.rest()
        self.press(ENTER, modifier=CTRL)

    def ask(self, one: Paid) -> None:
        self.press("?")
        if one.n == KINDS.index("ask"):
            self.type("Otieno")
            self.press(TAB)
        self.type("whose house is it?")
        self.press(ENTER, modifier=CTRL)

    def out(self, one: Paid) -> None:
        self.press("r")
        self.rest()
        self.tab_to(self.dialog().only_button)
        self.press(Qt.Key.Key_Space)

    def tab_to(self, widget: QWidget) -> None:
        for _ in range(40):
            if self.has_keys() is widget:
                return
            self.press(TAB)
        raise AssertionError(f"Tab does not lead to {widget.accessibleName() or widget}")

    def dialog(self) -> Any:
        assert self.page.deeds._dialog is not None
        return self.page.deeds._dialog

    def work(self, one: Paid) -> None:
        self.rest()
        if self.page.model.place_of(one.key) is None:
            return  # the rule named it
        here, there = self.page.table.currentIndex().row(), self.page.model.place_of(one.key)
        assert there is not None
        self.press(*[DOWN if there > here else Qt.Key.Key_Up] * abs(there - here))
        current = self.page.current()
        assert current is not None
        assert current.key == one.key
        getattr(self, one.kind)(one)


def test_a_hundred_receipts_by_keys_alone(open_window: Opener, tmp_path: Path, qtbot: Any) -> None:
    place = tmp_path / "hundred.mpesabooks"
    paid = make_queue_book(place, 100)
    worker = Worker(open_window(place, "queue"), qtbot)
    assert sum(worker.book.ask(queue_counts).values()) == 100
    for one in paid:
        worker.work(one)
    worker.rest()
    by_kind = {kind: [one for one in paid if one.kind == kind] for kind in KINDS}
    check_matches(worker, by_kind)
    check_states(worker, by_kind)
    check_the_rest(worker.book, worker, by_kind)
    check_customers(worker.book, by_kind)
    assert is_sound(worker.book)


def check_matches(worker: Worker, by_kind: dict[str, list[Paid]]) -> None:
    for one in by_kind["likely"]:
        assert worker.given(one) == {one.invoice: (one.cents, 0, "")}
        assert worker.open_cents(f"{one.invoice}B") == one.cents
    for kind in ("second", "refuse"):
        for one in by_kind[kind]:
            assert worker.given(one) == {f"{one.invoice}B": (one.cents, 0, "")}
    for one in by_kind["split"]:
        assert worker.given(one) == {one.invoice: (60_000, 0, ""), f"{one.invoice}B": (one.cents - 60_000, 0, "")}
    for one in by_kind["part"]:
        assert worker.given(one) == {one.invoice: (one.cents, 0, "")}
        assert worker.open_cents(one.invoice) == 40_000
    for one in by_kind["advance"]:
        assert worker.given(one) == {one.invoice: (one.cents - 30_000, 0, ""), one.customer: (30_000, 0, "")}
    for one in by_kind["write_off"]:
        assert worker.given(one) == {one.invoice: (one.cents, 2_000, "write_off")}
        assert "agreed discount" in worker.matched(one)[0].reasons
    for one in by_kind["fee"]:
        assert worker.given(one) == {one.invoice: (one.cents, 2_300, "fee")}


def check_states(worker: Worker, by_kind: dict[str, list[Paid]]) -> None:
    matched = ("likely", "second", "refuse", "split", "part", "advance", "write_off", "fee", "wrong", "new", "unknown")
    rows = worker.book.ask(match_rows)
    assert Counter(row.by == "auto" for row in rows) == {False: sum(len(by_kind[kind]) for kind in matched)}
    for kind in matched:
        for one in by_kind[kind]:
            assert worker.state(one) == "matched", one


def check_the_rest(book: Book, worker: Worker, by_kind: dict[str, list[Paid]]) -> None:
    found = book.ask(known)
    assert {(one.transaction, one.key) for one in found.refusals} == {
        (one.key, one.invoice) for one in by_kind["refuse"]
    }
    assert {one.typed for one in found.remembered} == {
        one.typed.replace(" ", "") for one in by_kind["wrong"] + by_kind["new"]
    }
    named = [tuple(row) for row in book.ask(lambda reader: reader.execute(select(classifications.c.receipt, classifications.c.meaning)).all())]  # fmt: skip
    assert sorted(named) == sorted(
        [(one.receipt, "owner") for one in by_kind["owner"]] + [(one.receipt, "payout") for one in by_kind["out"]]
    )
    assert len(book.ask(lambda reader: reader.execute(select(rules)).all())) == 1
    asked = book.ask(queue_rows, keys=[one.key for one in by_kind["ask"]])
    assert [(row.queue, row.question.asked_to, row.question.note) for row in asked if row.question] == [
        ("ask", "Otieno", "whose house is it?")
    ] * len(by_kind["ask"])
    assert book.ask(queue_counts) == {"ask": len(by_kind["ask"])}
    assert {row.state for one in by_kind["ask"] for row in book.ask(transactions_of_receipt, receipts=[one.receipt])} == {"pending_reconciliation"}  # fmt: skip


def check_customers(book: Book, by_kind: dict[str, list[Paid]]) -> None:
    """Every cent that came in is in an invoice, in an advance, with the owner, or asked about."""
    people = {row.name: row for row in book.ask(customer_rows)}
    assert len(people) == len(NAMES) + len(OTHERS) + len(by_kind["new"])
    for one in by_kind["new"]:
        assert people[f"Tenant of {one.typed}"].advance_cents == one.cents
    assert people["Zawadi Cafe"].open_cents == 0, "her three invoices were paid, the oldest first"
    rows = book.ask(match_rows)
    given = sum(part.cents for row in rows for part in row.allocations)
    advances = sum(part.cents for row in rows for part in row.allocations if part.kind == "customer")
    assert given == sum(one.cents for kind, some in by_kind.items() for one in some if kind not in ("owner", "out", "ask"))  # fmt: skip
    assert sum(row.advance_cents for row in people.values()) == advances
    paid: Counter[str] = Counter()
    for row in rows:
        for part in row.allocations:
            if part.kind == "invoice":
                paid[part.key] += part.cents + part.forgiven_cents
    for number, cents in paid.items():
        item = book.ask(item_row, key=ItemKey("invoice", number))
        assert item is not None
        assert (item.settled_cents, item.open_cents >= 0) == (cents, True)
