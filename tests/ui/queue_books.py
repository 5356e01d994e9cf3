"""A company whose payments wait in every group of the queue, with proposals made by hand: known to the cent.

The proposals are written as the matcher writes them; the tests of the page are not about how good it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from app.core.actions.match_payments import record_verdicts
from app.core.book import Book, Pen
from app.core.clock import day_number, instant
from app.core.items import Allocation, Customer, Item, TransactionKey
from app.core.jobs import import_document
from app.core.matching.values import Candidate, Payment, Queue, Reason, Verdict
from app.core.store.stated import customer_event, item_event
from tests.books import LEGACY_HEAD

FIRST = datetime(2026, 10, 29, 8, 1, 10)
NAMES = (
    "JANE WANJIRU MWANGI",
    "PETER **** OTIENO",
    "KAKAMEGA TEACHERS SAVINGS AND CREDIT CO-OPERATIVE SOCIETY LIMITED",
    "MARY ATIENO",
    "ABDULRAHMAN HASSAN ABDULLAHI MOHAMED",
    "BRIAN KIPRONO",
    "NYAMBURA KAMAU T/A GRACE OF GOD GENERAL MERCHANTS AND HARDWARE",
    "F**** NJERI",
)
OTHERS = ("Zawadi Cafe", "Halima Stores")
"""Customers of no payment's proposals; the first owes three invoices."""
KINDS = (
    "likely",
    "second",
    "refuse",
    "split",
    "part",
    "advance",
    "write_off",
    "fee",
    "wrong",
    "new",
    "unknown",
    "owner",
    "ask",
    "out",
)
"""What each payment is for, by turns; a book of a hundred holds each of them seven times and the first two eight."""


class Paid(NamedTuple):
    """A payment of the invented company: its number, which of KINDS it is, and what it brought."""

    n: int
    kind: str
    cents: int

    @property
    def receipt(self) -> str:
        """``TJT0000042``: in the order of time."""
        return f"TJT{self.n:07d}"

    @property
    def key(self) -> TransactionKey:
        """Its identity in the book."""
        if self.kind == "out":
            return TransactionKey(1, self.receipt, "payout", "out")
        return TransactionKey(1, self.receipt)

    @property
    def name(self) -> str:
        """Who paid, as the statement prints it."""
        return "KIMANI AND SONS TRANSPORTERS" if self.kind == "owner" else NAMES[self.n % len(NAMES)]

    @property
    def typed(self) -> str:
        """What was typed as account number."""
        if self.kind in ("unknown", "owner", "out"):
            return ""
        return f"HSE {self.n}" if self.kind in ("wrong", "new", "ask") else f"inv {1000 + self.n}"

    @property
    def invoice(self) -> str:
        """The number of its invoice (the first of two)."""
        return f"INV-{1000 + self.n}"

    @property
    def customer(self) -> str:
        """The key of its customer."""
        return f"C{1 + self.n % len(NAMES):05d}"


def payments(n: int) -> list[Paid]:
    """``n`` payments, oldest first."""
    return [Paid(at, KINDS[at % len(KINDS)], 100_000 + 5_000 * at) for at in range(n)]


def statement_of(paper: Path, n: int) -> tuple[list[Paid], Path]:
    """``n`` payments and their statement, written to ``paper``."""
    made = payments(n)
    paper.write_text(_statement(made))
    return made, paper


def make_queue_book(place: Path, n: int, *, with_proposals: bool = True) -> list[Paid]:
    """A company file at ``place`` with ``n`` payments that wait; tells them."""
    made, paper = statement_of(place.with_name(f"{place.stem}-statement.csv"), n)
    book = Book.create(str(place), business="TESTBIZ LIMITED")
    import_document(book, paper)
    book.do(Pen.record_all, [*map(customer_event, customers()), *map(item_event, invoices(made))])
    if with_proposals:
        book.do(record_verdicts, found=[_verdict(one) for one in made if one.kind != "out"], is_whole=True)
    book.close()
    return made


def _statement(made: Sequence[Paid]) -> str:
    lines, balance = [], 10_000_000_00
    opening = balance
    for one in made:
        balance += -one.cents if one.kind == "out" else one.cents
        lines.append(_line(one, balance))
    paid = sum(one.cents for one in made if one.kind != "out")
    drawn = sum(one.cents for one in made if one.kind == "out")
    head = LEGACY_HEAD.format(
        code="4000001",
        account="Utility Account",
        second=0,
        opening=_plain(opening),
        closing=_plain(balance),
        paid=_plain(paid),
        drawn=_plain(drawn),
    )
    last = max((_at(one) for one in made), default=FIRST)
    head = head.replace("05-11-2025 00:00:00", f"{FIRST:%d-%m-%Y} 00:00:00")
    head = head.replace("05-11-2025 23:59:59", f"{last:%d-%m-%Y} 23:59:59")
    head = head.replace("07-11-2025 08:15:00", f"{last + timedelta(days=1):%d-%m-%Y} 08:15:00")
    return head + "".join(reversed(lines))


def _at(one: Paid) -> datetime:
    return FIRST + timedelta(minutes=13 * one.n)


def _line(one: Paid, balance: int) -> str:
    at = f"{_at(one):%d-%m-%Y %H:%M:%S}"
    phone = f"2547{one.n % 100:02d}****{one.n % 1000:03d}"
    party = f"{phone} - {one.name}"
    if one.kind == "out":
        details, kind, came, went = (
            f"Business Payment to {party}",
            "Business Payment to Customer",
            "",
            _plain(one.cents),
        )
    else:
        details, kind, came, went = f"Pay Bill from {party} Acc. {one.typed}", "Pay Utility", _plain(one.cents), ""
    return (
        f"{one.receipt},{at},{at},{details},Completed,{came},{went},{_plain(balance)},true,{kind},{party},,"
        f"{one.typed},KES\n"
    )


def _plain(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"


def customers() -> Iterator[Customer]:
    """Whoever is known by name."""
    for at, name in enumerate((*NAMES, *OTHERS)):
        yield Customer(f"C{1 + at:05d}", name.replace("*", "").replace("  ", " ").title(), (f"25470000{at:04d}",))


def invoices(made: Sequence[Paid]) -> Iterator[Item]:
    """What is owed for these payments, and three invoices more."""
    names = {customer.key: customer.name for customer in customers()}
    for n in range(3):
        number, key = f"INV-900{n}", f"C{1 + len(NAMES):05d}"
        on = day_number(instant(FIRST)) + n
        yield Item("invoice", number, number, 100_000, on, on + 30, customer_key=key, customer_name=OTHERS[0])
    for one in made:
        on = day_number(instant(_at(one)))
        due, owner = on - 9 + one.n % 12, names[one.customer]
        for number, cents in _owed(one):
            yield Item("invoice", number, number, cents, on - 20, due, customer_key=one.customer, customer_name=owner)


def _owed(one: Paid) -> list[tuple[str, int]]:
    """The payment's invoices with their cents."""
    match one.kind:
        case "likely" | "second" | "refuse":
            return [(one.invoice, one.cents), (f"{one.invoice}B", one.cents)]
        case "split":
            return [(one.invoice, 60_000), (f"{one.invoice}B", one.cents - 60_000)]
        case "part":
            return [(one.invoice, one.cents + 40_000)]
        case "advance":
            return [(one.invoice, one.cents - 30_000)]
        case "write_off":
            return [(one.invoice, one.cents + 2_000)]
        case "fee":
            return [(one.invoice, one.cents + 2_300)]
    return []


def _verdict(one: Paid) -> Verdict:
    payment = Payment(one.key, one.cents, one.cents, instant(_at(one)), one.name, "", one.typed, "pay_bill", 4)
    queue, found = _proposed(one)
    runner_up = found[1].confidence if len(found) > 1 else None
    why = "Another answer fits as well: it is 0.31 behind." if runner_up else "Only one thing speaks for it."
    return Verdict(payment, queue, found, found[0].confidence if found else 0.0, runner_up, False, why if found else "")


def _proposed(one: Paid) -> tuple[Queue, tuple[Candidate, ...]]:
    exact, typed = Reason("amount exact", is_for=True), Reason(f"typed “{one.typed}”", is_for=True)
    name, late = Reason("name 2 of 3", is_for=True), Reason("9 days late", is_for=False)
    whole = [Allocation("invoice", number, cents) for number, cents in _owed(one)]
    match one.kind:
        case "likely" | "second" | "refuse":
            pair = ((whole[0],), (whole[1],))
            return Queue.LIKELY, (
                Candidate(pair[0], 0.64, (exact, typed, name, late), "reference+name:exact"),
                Candidate(pair[1], 0.33, (exact, Reason("typed another number", is_for=False)), "name:exact"),
            )
        case "split":
            return Queue.SPLIT, (
                Candidate(tuple(whole), 0.83, (Reason("2 invoices add up to it", is_for=True), name), "name:several"),
            )
        case "part" | "write_off" | "fee":
            lacks = Reason("less than is owed", is_for=False)
            part = whole[0]._replace(cents=one.cents)
            return Queue.SPLIT, (Candidate((part,), 0.71, (typed, name, lacks), "reference+name:part"),)
        case "advance":
            rest = Allocation("customer", one.customer, 30_000)
            more = Reason("KES 300.00 more than is owed", is_for=False)
            return Queue.SPLIT, (Candidate((whole[0], rest), 0.77, (typed, name, more), "reference+name:over"),)
        case "wrong" | "new" | "ask":
            return Queue.WRONG_ACCOUNT, ()
    return Queue.UNKNOWN, ()
