"""What a person decides in one stroke of a key: which money goes where, and each stroke as one deed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from app.core import money
from app.core.actions.decide import PERSON, Decision, confirm_match, refuse_proposal, remember_account, undo_decisions
from app.core.actions.record_list import customer_book
from app.core.book import Pen
from app.core.errors import BookError
from app.core.items import Allocation, ItemKey, ItemKind, TransactionKey, dearest_fee
from app.core.lists.values import CustomerLine
from app.core.matching.references import reference
from app.core.queries.deeds import decision_groups
from app.core.queries.undoing import standing_decisions
from app.core.store.stated import Typed, customer_event

WRITE_OFF, FEE = "write_off", "fee"


class Owed(NamedTuple):
    """An item with the cents that are still to be paid. ``called`` is its number, for sentences."""

    kind: str
    key: str
    open_cents: int
    called: str = ""


class Assigned(NamedTuple):
    """What assigning a payment made: the match's number, and whose it is."""

    match_id: int
    customer_key: str


def oldest_first(owed: Sequence[Owed], cents: int) -> list[Allocation]:
    """The money given to these items in their order, as far as it goes; what is left over is given to nobody."""
    parts = []
    for one in owed:
        part = min(one.open_cents, cents)
        if part > 0:
            parts.append(Allocation(one.kind, one.key, part))
            cents -= part
    return parts


def with_advance(owed: Sequence[Owed], cents: int, *, customer_key: str) -> list[Allocation]:
    """The same, and the rest kept for the customer's next invoice. Raises BookError where there is no rest."""
    parts = oldest_first(owed, cents)
    rest = cents - sum(part.cents for part in parts)
    if rest <= 0:
        raise BookError("Nothing is left over for an advance.", hint="Confirm it with Enter, or as a part with P.")
    return [*parts, Allocation(ItemKind.CUSTOMER.value, customer_key, rest)]


def closing(owed: Sequence[Owed], cents: int, *, why: str) -> list[Allocation]:
    """All the money given to these items, and what they then lack forgiven. Raises BookError where nothing lacks.

    ``why`` is ``WRITE_OFF`` or ``FEE``; what is too much for a fee is refused.
    """
    lacking = sum(one.open_cents for one in owed) - cents
    if lacking <= 0:
        raise BookError(
            f"The payment pays {_called(owed)} whole: nothing is left to close.",
            hint="Keep what is too much as an advance with A.",
        )
    if why == FEE:
        refuse_dear_fee(lacking, of_cents=sum(one.open_cents for one in owed), called=_called(owed))
    parts = []
    for one in owed:
        part = min(one.open_cents, cents)
        cents -= part
        forgiven = one.open_cents - part
        if part or forgiven:
            parts.append(Allocation(one.kind, one.key, part, forgiven, why if forgiven else ""))
    return parts


def refuse_dear_fee(lacking_cents: int, *, of_cents: int, called: str) -> None:
    """Raises BookError where what lacks of a bill of ``of_cents`` is too much to be a fee."""
    if lacking_cents > dearest_fee(of_cents):
        raise BookError(
            f"KES {money.shown(lacking_cents)} is too much for a fee on {called}.",
            hint="Leave it open as a part, or write it off for a reason.",
        )


def for_customer(owed: Sequence[Owed], cents: int, *, customer_key: str) -> list[Allocation]:
    """The money given to one customer: the only invoice of just this amount, else the oldest first and the rest kept.

    ``owed`` are the customer's open invoices, oldest due first.
    """
    exact = [one for one in owed if one.open_cents == cents]
    if len(exact) == 1:
        return oldest_first(exact, cents)
    parts = oldest_first(owed, cents)
    rest = cents - sum(part.cents for part in parts)
    return [*parts, Allocation(ItemKind.CUSTOMER.value, customer_key, rest)] if rest else parts


def _called(owed: Sequence[Owed]) -> str:
    return owed[0].called or owed[0].key if len(owed) == 1 else f"these {len(owed)} items"


def refuse_candidate(pen: Pen, *, transaction: TransactionKey, items: Iterable[ItemKey]) -> list[int]:
    """The payment is for none of these items: none of them is proposed for it again."""
    return [refuse_proposal(pen, transaction=transaction, item=item) for item in items]


def assign_to_customer(pen: Pen, *, decision: Decision, customer_key: str, typed: str = "") -> Assigned:
    """Give a payment to a customer, and remember what was typed where something was. Raises BookError."""
    made = confirm_match(pen, decision=decision, by=PERSON)
    told = reference(typed).squeezed
    if told:
        remember_account(pen, typed=told, customer_key=customer_key)
    return Assigned(made, customer_key)


def type_customer(pen: Pen, *, name: str, phone: str = "", account: str = "") -> str:
    """State a customer by hand; gives his key. One who is known by this account, phone or name is added to."""
    line = CustomerLine(name.strip(), (phone.strip(),) if phone.strip() else (), _one(account), "", "")
    if not line.name:
        raise BookError("The customer needs a name.")
    told = customer_book(pen.connection).told(line)
    pen.record(customer_event(told, typed=Typed(pen.batch.actor, pen.batch.at)))
    return told.key


def _one(text: str) -> tuple[str, ...]:
    return (text.strip(),) if text.strip() else ()


def assign_to_new_customer(
    pen: Pen, *, transaction: TransactionKey, cents: int, name: str, phone: str = "", typed: str = ""
) -> Assigned:
    """State a customer by hand and keep the payment for his next invoice, in one deed. Raises BookError."""
    key = type_customer(pen, name=name, phone=phone)
    decision = Decision(transaction, (Allocation(ItemKind.CUSTOMER.value, key, cents),), "by hand")
    return assign_to_customer(pen, decision=decision, customer_key=key, typed=typed)


def take_back_automatic(pen: Pen, *, since: int) -> int:
    """Take back what the machine decided since an instant, and nothing that a person did; gives how many decisions.

    Raises BookError where none of it stands.
    """
    groups = decision_groups(pen.connection, limit=10_000, only_auto=True, since=since)
    ids = standing_decisions(pen.connection, groups=[group.id for group in groups if group.standing], only_auto=True)
    return undo_decisions(pen, ids=ids)
