"""A small office for the matcher's tests: customers, invoices, sales and payments in one line each."""

from __future__ import annotations

from typing import Any

from app.core import clock
from app.core.items import Customer, Item, TransactionKey
from app.core.matching.knowledge import Knowledge
from app.core.matching.values import Candidate, Debtor, Habit, OpenItem, Payment, Verdict
from app.core.matching.verdicts import verdict
from app.core.statement import Proof

DAY = 20_397  # 5 Nov 2025
AT = clock.day_start(DAY) + 9 * 3600

ALICE = Debtor(Customer("C1", "Alice Wambui Tester", ("0700123001",), ("0041",)))
BRIAN = Debtor(Customer("C2", "Brian Kamau Sample", ("0711456002",), ("0042",)))
CAROL = Debtor(Customer("C3", "Carol Atieno Model", ("0722789003",), ("0143",)))
CROWD = tuple(
    Debtor(Customer(f"K{n:03d}", f"Person{chr(97 + n % 20)} Family{chr(97 + n // 20)}", (f"0745{n:03d}555",), (f"9{n:03d}",)))
    for n in range(60)
)  # fmt: skip
"""Others, who owe nothing: in a book of three customers nothing could be told from chance."""

ALICES, BRIANS = ("ALICE **** TESTER", "25470****001"), ("BRIAN **** SAMPLE", "25471****002")
"""How their payments print: name and phone."""


def invoice(
    number: str, shillings: int, customer: Debtor | None = ALICE, *, day: int = DAY - 5, **more: Any
) -> OpenItem:
    """An open invoice of a customer, due a week after its day."""
    told: dict[str, Any] = {"due_day": day + 7}
    if customer is not None:
        told |= {"customer_key": customer.customer.key, "customer_name": customer.customer.name}
    return OpenItem(Item("invoice", number, number, shillings * 100, day, **(told | more)), shillings * 100)


def sale(number: str, shillings: int, code: str = "", *, at: int = AT + 60, **more: Any) -> OpenItem:
    """A sale rung up a minute after nine."""
    made = Item("sale", number, number, shillings * 100, clock.day_number(at), at=at, code=code, **more)
    return OpenItem(made, shillings * 100)


def paid(shillings: int, typed: str = "", who: tuple[str, str] = ("", ""), *, at: int = AT, **more: Any) -> Payment:
    """A payment at nine o'clock, of which nothing is given away yet."""
    told: dict[str, Any] = {"receipt": "TK5AB1K2M1", "proof": Proof.STATEMENT, "kind": "pay_bill"} | more
    key = TransactionKey(1, str(told.pop("receipt")))
    made = Payment(
        key, shillings * 100, shillings * 100, at, *who, typed, str(told.pop("kind")), int(told.pop("proof"))
    )
    return made._replace(**told)


def book(*items: OpenItem, debtors: tuple[Debtor, ...] = (ALICE, BRIAN, CAROL), **more: Any) -> Knowledge:
    """What the matcher knows: these items, the three customers and the crowd."""
    return Knowledge((*debtors, *CROWD), items, **more)


def habit(who: tuple[str, str], customer: Debtor, typed: str = "", *, by_person: bool = True) -> Habit:
    """Somebody paid for a customer a month ago."""
    return Habit(*who, typed, "TJ5AB1K2M1", customer.customer.key, AT - 30 * 86_400, by_person)


def given(candidate: Candidate) -> list[tuple[str, int]]:
    """What a candidate gives: key and shillings."""
    return [(part.key, part.cents // 100) for part in candidate.allocations]


def first(found: Verdict) -> list[tuple[str, int]]:
    """What the best candidate gives; nothing where there is none."""
    return given(found.candidates[0]) if found.candidates else []


def judged(payment: Payment, *items: OpenItem, **more: Any) -> Verdict:
    """The verdict on a payment in an office with these items."""
    return verdict(book(*items, **more), payment)


def confirmed(payment: Payment, *items: OpenItem, **more: Any) -> list[tuple[str, int]]:
    """What the machine would confirm by itself; nothing where it asks."""
    found = judged(payment, *items, **more)
    return first(found) if found.is_sure else []
