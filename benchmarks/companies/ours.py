"""The one place where the benchmark meets the program's matcher: how our decisions come about.

``decide`` is a generator. It goes through ``company.payments`` (in order of time, or in any other) and yields one
``Decision`` for each, and a ``Finding`` for each sale whose code smells (at any moment). What it did not confirm by
itself a bookkeeper answers: once a decision was yielded, ``company.answer(receipt)`` gives what is to be booked, so
that the next payment meets a true book; asking before yielding is an error. ``company.known`` are the months
before, settled by people: what may be learnt of payers, typed accounts and other money is learnt from there.

Kinds of allocations are those of ``values``: invoice and sale by number, advance by customer key, reversal by the
original's receipt, bank by the line's key, other by what it is (charge, sweep, owner, loan, payout, refund).
Shillings paid over are an advance. Answers may hold ``forgiven``: an invoice's rest that is let go.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.core import items as nouns
from app.core.doctor.codes import CodeFault, Received, examine
from app.core.matching.knowledge import Knowledge
from app.core.matching.references import reference
from app.core.matching.rules import Facts, Rule, conditions_from, first_hit
from app.core.matching.transfers import BankMove, Moved, pair_transfers
from app.core.matching.values import Debtor, Habit, OpenItem, Payment, Queue, Remembered, Verdict
from app.core.matching.verdicts import verdict
from app.core.statement import Proof
from benchmarks.companies.values import (
    ADVANCE,
    BANK,
    FORGIVEN,
    INVOICE,
    OTHER,
    REVERSAL,
    SALE,
    Allocation,
    Allocations,
    Company,
    Decision,
    Finding,
    Invoice,
    Sale,
    TruePayment,
    day_of,
)

_PROOFS = {"sms": Proof.SMS, "callback": Proof.CALLBACK, "pull": Proof.PULL, "statement": Proof.STATEMENT}
_FRAUDS = {
    CodeFault.USED_TWICE: "reused",
    CodeFault.NOT_FOUND: "fake",
    CodeFault.OLDER: "older",
    CodeFault.REVERSED: "reversed",
}
_TOLD_BY_KIND = {"charge": "charge", "sweep": "sweep"}


def decide(company: Company) -> Iterator[Decision | Finding]:
    """Our decision on every payment of the company, and our findings on its sales."""
    office = _Office(company)
    for payment in company.payments:
        office.open_until(day_of(payment.completed_at))
        decision = office.decision(payment)
        yield decision
        booked = decision.allocations if decision.is_automatic else company.answer(payment.receipt)
        office.book(payment, booked, by_person=not decision.is_automatic)
    yield from _findings(company)


class _Office:
    """The program as the benchmark's days go by: what is open, what was learnt."""

    def __init__(self, company: Company) -> None:
        debtors = [Debtor(nouns.Customer(c.key, c.name, c.phones, c.accounts)) for c in company.customers]
        self.knowledge = Knowledge(debtors)
        self._company = company
        self._invoices = sorted(company.invoices, key=lambda each: each.issued_on, reverse=True)
        self._sales = sorted(company.sales, key=lambda each: each.sold_at, reverse=True)
        self._rules: list[Rule] = []
        self._transfers = _transfers(company)
        self._paid_with: dict[str, list[nouns.Allocation]] = {}
        self._items: dict[nouns.ItemKey, OpenItem] = {}
        for settled in company.known:
            self.learn(settled.payment, settled.allocations)

    def open_until(self, day: int) -> None:
        """Invoices issued and sales rung up until the end of a day are known at its end, when matching runs."""
        while self._invoices and self._invoices[-1].issued_on <= day:
            invoice = self._invoices.pop()
            self._put(OpenItem(_item_of(invoice), invoice.amount_cents - invoice.paid_cents))
        while self._sales and day_of(self._sales[-1].sold_at) <= day:
            sale = self._sales.pop()
            self._put(OpenItem(_item_of_sale(sale), sale.amount_cents))

    def decision(self, payment: TruePayment) -> Decision:
        told = self._told_by_statement(payment)
        if told is not None:
            return Decision(payment.receipt, told, is_automatic=True, confidence=1.0, ranked=(told,), queue="none")
        found = verdict(self.knowledge, self._payment(payment))
        rule = first_hit(self._rules, _facts(payment))
        if rule is not None and not found.is_sure and payment.proof != "sms":
            told = (Allocation(OTHER, rule.meaning, payment.amount_cents),)
            return Decision(payment.receipt, told, is_automatic=True, confidence=1.0, ranked=(told,), queue="rule")
        return _as_decision(payment, found)

    def _payment(self, row: TruePayment) -> Payment:
        return Payment(
            nouns.TransactionKey(1, row.receipt),
            row.amount_cents,
            row.amount_cents,
            row.completed_at,
            row.name,
            row.phone,
            row.account_ref,
            row.kind,
            _PROOFS[row.proof],
            store=self._company.stores.get(row.wallet, ""),
            is_running=row.wallet in self._company.running_wallets,
        )

    def _told_by_statement(self, payment: TruePayment) -> Allocations | None:
        """What the statement itself says: charges, sweeps and reversals are no question."""
        if payment.linked_receipt:
            return (Allocation(REVERSAL, payment.linked_receipt, payment.amount_cents),)
        if payment.kind in _TOLD_BY_KIND or payment.kind.lower().endswith("charge"):
            return (Allocation(OTHER, "charge", payment.amount_cents),)
        bank_key = self._transfers.get(payment.receipt)
        if bank_key:
            return (Allocation(BANK, bank_key, payment.amount_cents),)
        return None

    def book(self, payment: TruePayment, booked: Allocations, *, by_person: bool) -> None:
        parts = [_ours(each) for each in booked if each.kind in (INVOICE, SALE)]
        forgiven = [
            nouns.Allocation(INVOICE, each.key, 0, forgiven_cents=each.cents)
            for each in booked
            if each.kind == FORGIVEN
        ]
        debtor = self._debtor(booked)
        for each in booked:
            if each.kind == REVERSAL:
                self._give(self._paid_with.pop(each.key, []), -1)
        self._paid_with[payment.receipt] = [*parts, *forgiven]
        self._give(self._paid_with[payment.receipt], 1)
        self._note(payment, booked, debtor, by_person=by_person)

    def _put(self, item: OpenItem) -> None:
        self._items[nouns.ItemKey(item.item.kind, item.item.key)] = item
        self.knowledge.put_item(item)

    def _give(self, parts: list[nouns.Allocation], sign: int) -> None:
        """Take the money off the items, or put it back on them where a payment was reversed."""
        for part in parts:
            before = self._items.get(nouns.ItemKey(part.kind, part.key))
            if before is not None:
                self._put(before._replace(open_cents=before.open_cents - sign * (part.cents + part.forgiven_cents)))

    def learn(self, payment: TruePayment, allocations: Allocations) -> None:
        self._note(payment, allocations, self._debtor(allocations), by_person=True)

    def _debtor(self, booked: Allocations) -> str:
        for each in booked:
            if each.kind == ADVANCE:
                return each.key
            item = self._items.get(nouns.ItemKey(each.kind, each.key))
            if item is not None and item.item.customer_key:
                return item.item.customer_key
        return ""

    def _note(self, payment: TruePayment, booked: Allocations, debtor: str, *, by_person: bool) -> None:
        other = next((each for each in booked if each.kind == OTHER), None)
        if other is not None and by_person and payment.amount_cents > 0:
            conditions = conditions_from(_facts(payment))
            self._rules.append(Rule(len(self._rules) + 1, other.key, conditions, other.key))
        if not debtor:
            return
        told = (payment.name, payment.phone, payment.account_ref, payment.receipt, debtor, payment.completed_at)
        self.knowledge.add_habit(Habit(*told, by_person=by_person))
        if (
            by_person
            and reference(payment.account_ref).squeezed
            and not self.knowledge.texts.named(payment.account_ref)
        ):
            self.knowledge.remember(Remembered(payment.account_ref, debtor))


def _ours(part: Allocation) -> nouns.Allocation:
    return nouns.Allocation(part.kind, part.key, part.cents)


def _item_of(invoice: Invoice) -> nouns.Item:
    return nouns.Item(
        "invoice",
        invoice.number,
        invoice.number,
        invoice.amount_cents,
        invoice.issued_on,
        invoice.due_on,
        paid_cents=invoice.paid_cents,
        customer_key=invoice.customer_key,
        customer_name=invoice.customer_name,
        phone=invoice.phone,
        account=invoice.account,
        store=invoice.store,
        description=invoice.description,
    )


def _item_of_sale(sale: Sale) -> nouns.Item:
    return nouns.Item(
        "sale",
        sale.sale_no,
        sale.sale_no,
        sale.amount_cents,
        day_of(sale.sold_at),
        at=sale.sold_at,
        store=sale.store,
        till=sale.till,
        cashier=sale.cashier,
        code=sale.mpesa_code.replace(" ", "").upper(),
    )


def _facts(row: TruePayment) -> Facts:
    direction = "in" if row.amount_cents > 0 else "out"
    return Facts(direction, row.kind, row.name, row.phone, row.account_ref, row.details)


def _as_decision(payment: TruePayment, found: Verdict) -> Decision:
    ranked = tuple(tuple(_theirs(part) for part in one.allocations) for one in found.candidates)
    queue = found.queue.value if found.candidates else Queue.UNKNOWN.value
    first = ranked[0] if ranked else ()
    return Decision(payment.receipt, first, found.is_sure, found.confidence, found.runner_up, ranked, queue)


def _theirs(part: nouns.Allocation) -> Allocation:
    return Allocation(ADVANCE if part.kind == "customer" else part.kind, part.key, part.cents)


def _transfers(company: Company) -> dict[str, str]:
    moves = [
        Moved(nouns.TransactionKey(1, row.receipt, "sweep_out", "out"), -row.amount_cents, day_of(row.completed_at))
        for row in company.payments
        if row.amount_cents < 0 and "settlement" in row.details.lower()
    ]
    bank = [BankMove(line.key, line.amount_cents, line.on, line.text) for line in company.bank_lines]
    return {pair.key.receipt: pair.bank_key for pair in pair_transfers(moves, bank).pairs}


def _findings(company: Company) -> Iterator[Finding]:
    reversed_ones = {row.linked_receipt for row in company.payments if row.linked_receipt}
    paid = [
        Received(row.receipt, row.amount_cents, row.completed_at, row.name, row.receipt in reversed_ones, is_used=False)
        for row in (*(settled.payment for settled in company.known), *company.payments)
        if row.amount_cents > 0 and not row.linked_receipt
    ]
    found = {one.receipt: one for one in paid}
    codes = {sale.mpesa_code.replace(" ", "").upper() for sale in company.sales}
    unused = [one for one in paid if one.receipt not in codes]
    for finding in examine(
        [_item_of_sale(sale) for sale in company.sales], found, is_covered=lambda _: True, unused=unused
    ):
        kind = _FRAUDS.get(finding.fault)
        if kind is not None:
            yield Finding(finding.sale.number, kind)
