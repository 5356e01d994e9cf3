"""Which payments of bills the visible data cannot decide: found by replaying the truth beside what is printed.

It knows the answer and looks for rivals; it does not search for answers, so it has nothing in common with a matcher.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from benchmarks.companies.making import Maker, Trace
from benchmarks.companies.profiles import RIGHT_REFERENCES
from benchmarks.companies.values import INVOICE, Allocation, TruePayment, Truth, day_of
from benchmarks.companies.visible import Visible, names_in, signs

MOST_BILLS_TRIED = 30
NEAR_CENTS = 12_000  # shillings and fees that a bookkeeper overlooks
SPOILT_NUMBERS = frozenset({"typo_one", "typo_two", "swapped", "look_alike", "lost_zeros", "neighbour"})


def mark_questions(maker: Maker, payments: Iterable[TruePayment], *, oldest_first: frozenset[str]) -> None:
    """Marks the truths of payments (in order of time); ``oldest_first`` are the wallets of running accounts."""
    visible = Visible(maker)
    for payment in payments:
        visible.advance_to(day_of(payment.completed_at))
        truth, trace = maker.truth[payment.receipt], maker.traces.get(payment.receipt)
        if trace:
            maker.truth[payment.receipt] = _Case(
                visible, payment, truth, trace, payment.wallet in oldest_first
            ).verdict()
            visible.learn(payment, trace)
        visible.book(payment, truth)


class _Case:
    """One payment before the judge. ``own`` are the open bills of the true debtor, ``meant`` those it truly pays."""

    def __init__(self, visible: Visible, payment: TruePayment, truth: Truth, trace: Trace, is_running: bool) -> None:  # noqa: FBT001
        self.visible, self.payment, self.truth, self.trace, self.is_running = visible, payment, truth, trace, is_running
        self.key = trace.customer_key
        self.own = dict(visible.bills.get(self.key, {}))
        self.meant = {each.key for each in truth.allocations if each.kind == INVOICE and each.key in self.own}

    def verdict(self) -> Truth:
        case = self.trace.reference_case
        named = self._named_by_number()
        if named and named[0] != self.key:
            return self._named_another(*named)
        if case in RIGHT_REFERENCES:
            return self._told(self._is_open_inside(self._its_bills(case)))
        if named:
            is_other_bill = named[1] in self.own and named[1] not in self.meant
            return self._told(is_other_bill or self._is_open_inside(frozenset({named[1]} & self.meant)))
        if case == "look_alike" and self._reads_as_its_own():
            return self._told(self._is_open_inside(self._its_bills(case)))
        if case in SPOILT_NUMBERS:
            return self._told(self._is_open_when_spoilt())
        return self._told(self._is_open_without_number())

    def _told(self, is_question: bool) -> Truth:  # noqa: FBT001
        return self.truth._replace(is_question=is_question)

    # ------------------------------------------------------------ what the account says
    def _reads_as_its_own(self) -> bool:
        """Whether the text, O read as 0 and S as 5, is one number of the book and no other: nobody would ask."""
        return self.visible.looking_like(self.payment.account_ref) == {self.key}

    def _its_bills(self, case: str) -> frozenset[str]:
        """The open bills that the account names, where it names bills and not only the customer."""
        if self.trace.types_account or not self.meant:
            return frozenset()
        if case == "several_listed":
            return frozenset(self.meant)
        return frozenset({self.truth.allocations[0].key} & self.meant)

    def _named_by_number(self) -> tuple[str, str] | None:
        """Customer and invoice number ('' for an account) that the typed text exactly names."""
        text = signs(self.payment.account_ref)
        invoice = self.visible.number_of.get(text)
        if invoice and invoice.number in self.visible.invoices:
            return invoice.customer_key, invoice.number
        key = self.visible.account_of.get(text)
        return (key, "") if key else None

    def _named_another(self, key: str, number: str) -> Truth:
        cents = self.payment.amount_cents
        bills = self.visible.bills.get(key, {})
        fitting = [n for n, open_cents in bills.items() if open_cents == cents and number in {n, ""}]
        if self.key in self._identified():
            return self._told(bool(fitting) or self._is_open_inside(frozenset()))
        if not fitting:
            return self._told(not fitting)
        there = tuple((Allocation(INVOICE, n, cents),) for n in fitting)
        return self.truth._replace(also_right=(*self.truth.also_right, *there), is_misdirected=True)

    # ------------------------------------------------------------ who the payer may be
    def _identified(self) -> set[str]:
        """Customers of whom the number, or failing that the name or the typed text, speaks."""
        payment, visible = self.payment, self.visible
        words = names_in(payment.name)
        by_phone = visible.whose_phone(payment.phone, self.trace.phone_shape)
        if self.trace.reference_case == "phone_number":
            by_phone |= visible.whose_phone("254" + payment.account_ref[1:], "full")
        typed = names_in(payment.account_ref) if self.trace.reference_case == "person_name" else frozenset()
        alike = {key: len((words | typed) & visible.names[key]) for key in by_phone}
        by_phone = {key for key in by_phone if not words or (alike[key] and alike[key] == max(alike.values()))}
        if by_phone:
            return by_phone
        return self._by_name(words) | self._by_name(typed) | visible.texts.get(signs(payment.account_ref), set())

    def _by_name(self, words: frozenset[str]) -> set[str]:
        ordered = sorted(words)
        pairs = (frozenset((one, two)) for at, one in enumerate(ordered) for two in ordered[at + 1 :])
        return set().union(*(self.visible.pairs.get(pair, set()) for pair in pairs))

    def _rivals(self, among: set[str]) -> list[str]:
        """Others among whom the sum would settle a bill, or all that they owe."""
        cents = self.payment.amount_cents
        bills = {key: self.visible.bills.get(key, {}) for key in among - {self.key}}
        return [
            key
            for key, open_bills in bills.items()
            if cents in open_bills.values() or sum(open_bills.values()) == cents
        ]

    # ------------------------------------------------------------ is it open?
    def _is_open_without_number(self) -> bool:
        identified = self._identified()
        if self.key not in identified or self._rivals(identified):
            return True
        fits = self.payment.amount_cents in {*self.own.values(), sum(self.own.values())}
        return (len(identified) > 1 and not fits) or self._is_open_inside(frozenset())

    def _is_open_when_spoilt(self) -> bool:
        identified = self._identified()
        if self.key in identified:
            return bool(self._rivals(identified)) or self._is_open_inside(self._its_bills(self.trace.reference_case))
        same_sum = self.visible.by_sum.get(self.payment.amount_cents, set())
        text = signs(self.payment.account_ref)
        if not self.meant & same_sum or len(self.meant) > 1:
            return True
        return any(number not in self.meant and self._is_near(number, text) for number in same_sum)

    def _is_near(self, number: str, text: str) -> bool:
        invoice = self.visible.invoices[number]
        accounts = self.visible.accounts[invoice.customer_key]
        return any(errors(known, text) <= 2 for known in (signs(number), *accounts))

    def _is_open_inside(self, named: frozenset[str]) -> bool:
        """Whether it is open which of the debtor's own bills are paid, some of them being named."""
        if self.is_running:
            return False
        others = {number: cents for number, cents in self.own.items() if number not in named}
        cents = self.payment.amount_cents - sum(self.own[number] for number in named)
        meant = self.meant - named
        if named and not meant:  # what is paid beyond must not be just what other bills ask for
            return cents > 0 and _ways(list(others.values()), cents) > 0
        if not meant:  # truly money ahead: a question where anything else could be paid with it
            return bool(others)
        if len(meant) == 1 and not named:
            return self._is_open_which_one(next(iter(meant)))
        if cents == sum(others[number] for number in meant):
            return _ways(list(others.values()), cents) != 1
        return len(meant) < len(others) or _ways(list(others.values()), cents) > 0

    def _is_open_which_one(self, meant: str) -> bool:
        cents = self.payment.amount_cents
        exact = [number for number, open_cents in self.own.items() if open_cents == cents]
        if self.own[meant] == cents:
            return len(exact) > 1
        near = [number for number, open_cents in self.own.items() if abs(open_cents - cents) <= NEAR_CENTS]
        return bool(exact) or (len(self.own) > 1 and near != [meant])


def _ways(sums: Sequence[int], cents: int) -> int:
    """In how many ways some of the sums make the cents (counted up to two; many bills count as two)."""
    if len(sums) > MOST_BILLS_TRIED:
        return 2
    made = {0: 1}
    for each in sums:
        for total, ways in list(made.items()):
            if total + each <= cents:
                made[total + each] = min(2, made.get(total + each, 0) + ways)
    return made.get(cents, 0)


def errors(one: str, other: str) -> int:
    """Typing errors between two short texts: signs wrong, missing, too many, or two swapped; 3 for all above 2."""
    if abs(len(one) - len(other)) > 2:
        return 3
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, sign in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, its in enumerate(other, 1):
            least = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (sign != its))
            if i > 1 and j > 1 and sign == other[j - 2] and one[i - 2] == its:
                least = min(least, earlier[j - 2] + 1)
            row.append(least)
    return min(3, row[-1])
