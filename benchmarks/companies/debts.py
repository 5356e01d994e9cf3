"""Bills and those who pay them, day by day: on time, early, late, in parts, together, by somebody else, twice."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from benchmarks.companies import references
from benchmarks.companies.making import MOST_CENTS, SHILLING, Bill, Debtor, Maker, Trace, fee_cents
from benchmarks.companies.people import Person
from benchmarks.companies.profiles import RIGHT_REFERENCES, Amounts, case_of
from benchmarks.companies.values import (
    ADVANCE,
    INVOICE,
    RIGHT,
    WRONG,
    Allocation,
    Allocations,
    Invoice,
    TruePayment,
    day_of,
)

REGULAR_PAYS = 0.85
SECOND_LINE_PAYS = 0.4
MOST_TOGETHER = 5


class Intent(NamedTuple):
    """That a debtor means to pay: this bill, or (None) whatever his running account owes."""

    debtor: Debtor
    bill: Bill | None
    cents: int = 0
    case: str = ""


class Spent(NamedTuple):
    """A sum on its way: for which bills, and what is special about it."""

    bills: tuple[Bill, ...]
    cents: int
    case: str
    written_off_cents: int = 0


class Debts:
    """One paybill's bills. ``oldest_first`` is the landlord's convention."""

    def __init__(
        self, maker: Maker, *, wallet: str, amounts: Amounts, pays_several: float, oldest_first: bool = False
    ) -> None:
        self.maker, self.wallet, self.amounts = maker, wallet, amounts
        self.pays_several, self.oldest_first = pays_several, oldest_first
        self.agenda: defaultdict[int, list[Intent]] = defaultdict(list)
        self.debtors: list[Debtor] = []
        self.numbers: list[str] = []
        self.by_number: dict[str, Bill] = {}
        self.lists_numbers = not oldest_first

    # ------------------------------------------------------------ bills
    def issue(self, debtor: Debtor, number: str, day: int, cents: int, *, due: int, description: str) -> Bill:
        """A bill is written; money sent ahead for it settles it at once."""
        customer = debtor.customer
        phone = customer.phones[0] if customer.phones else ""
        account = customer.accounts[0] if customer.accounts else ""
        store = self.maker.stores.get(self.wallet, "")
        invoice = Invoice(number, customer.key, customer.name, phone, account, day, due, cents, store, description)
        self.maker.invoices.append(invoice)
        self.numbers.append(number)
        bill = Bill(invoice, cents)
        self.by_number[number] = bill
        debtor.bills.append(bill)
        if debtor.promised:
            self._redeem(debtor, bill)
        return bill

    def _redeem(self, debtor: Debtor, bill: Bill) -> None:
        receipt, cents = debtor.promised.pop(0)
        used = min(cents, bill.open_cents)
        bill.open_cents -= used
        told = self.maker.truth[receipt]
        kept = tuple(each for each in told.allocations if each.kind != ADVANCE)
        rest = (Allocation(ADVANCE, debtor.customer.key, cents - used),) if cents > used else ()
        settled = (*kept, Allocation(INVOICE, bill.invoice.number, used), *rest)
        self.maker.truth[receipt] = told._replace(allocations=settled, also_right=(told.allocations,))
        _forget_settled(debtor)

    # ------------------------------------------------------------ days
    def work_off(self, day: int) -> None:
        """Everything meant to be paid on a day is paid."""
        for intent in self.agenda.pop(day, ()):
            self._pay(intent, self.maker.instant(day))

    def _pay(self, intent: Intent, at: int) -> None:
        debtor = intent.debtor
        if intent.case in {"early", "two_months"}:
            self.pay_ahead(intent, at)
            return
        bills = self._bills_of(intent)
        if bills:
            spent = self._sum_for(intent, bills)
            self._send(debtor, spent, at)

    def _bills_of(self, intent: Intent) -> tuple[Bill, ...]:
        debtor = intent.debtor
        _forget_settled(debtor)
        if self.oldest_first or intent.bill is None:
            return tuple(debtor.bills)
        if intent.bill.open_cents <= 0:
            return ()
        others = [bill for bill in debtor.bills if bill is not intent.bill]
        if intent.case or not others or not self.maker.chance(self.pays_several):
            return (intent.bill,)
        taken = 1 + self.maker.below(min(MOST_TOGETHER - 1, len(others)))
        return (intent.bill, *sorted(others, key=lambda bill: bill.invoice.issued_on)[:taken])

    def _sum_for(self, intent: Intent, bills: tuple[Bill, ...]) -> Spent:
        owed = sum(bill.open_cents for bill in bills)
        case = intent.case or case_of(self.maker.draw, self.amounts)
        if case == "rest":
            return Spent(bills, owed, "rest")
        cents, written_off = self._changed(case, owed)
        written_off = 0 if self.oldest_first else written_off  # under a running account it is simply still owed
        if cents <= 0 or cents == owed:
            cents, case, written_off = owed, "", 0
        if cents > MOST_CENTS:
            cents, case, written_off = MOST_CENTS, "part", 0
        return Spent(bills, cents, case, written_off)

    def _changed(self, case: str, owed: int) -> tuple[int, int]:
        """What is paid instead of what is owed, and what of the difference is forgiven."""
        few = (1 + self.maker.below(20)) * SHILLING
        match case:
            case "over_few":
                return owed + few, 0
            case "under_few":
                return owed - few, few
            case "plus_fee":
                return owed + fee_cents(owed), 0
            case "minus_fee":
                return owed - fee_cents(owed), fee_cents(owed)
            case "part":
                step = 500 * SHILLING if owed >= 3000 * SHILLING else 50 * SHILLING
                return int(owed * (0.25 + 0.5 * self.maker.draw.random())) // step * step, 0
            case "over":
                step = (1000 if owed > 2000 * SHILLING else 500) * SHILLING
                return (owed // step + 1) * step, 0
            case "withheld":  # 2 % of the value without 16 % tax
                held = round(owed * 0.02 / 1.16 / SHILLING) * SHILLING
                return owed - held, held
        return owed, 0

    # ------------------------------------------------------------ money
    def _send(self, debtor: Debtor, spent: Spent, at: int) -> None:
        maker, events = self.maker, self.maker.profile.events
        payment, person, reference, cases = self._arrive(debtor, spent.bills, spent.cents, at)
        allocations = self._spread(debtor, spent.bills, spent.cents)
        also = self._other_conventions(debtor, spent.bills, spent.cents, allocations)
        self._book(debtor, allocations, spent)
        maker.tell(
            payment.receipt, allocations, also_right=also, cases=(spent.case, *cases), reference=reference,
            written_off_cents=spent.written_off_cents,
        )  # fmt: skip
        is_whole = spent.case != "part" and not spent.written_off_cents
        if is_whole and maker.chance(events.double):
            self._send_twice(debtor, payment, person, at)
        elif is_whole and maker.chance(events.reversed_later):
            self._take_back(debtor, payment, allocations, at)
        elif spent.case == "part" and maker.chance(events.rest_is_paid):
            self._later(at, Intent(debtor, spent.bills[0], case="rest"), 2, 15)

    def _later(self, at: int, intent: Intent, soonest: int, span: int) -> None:
        self.agenda[day_of(at) + soonest + self.maker.below(span)].append(intent)

    def _spread(self, debtor: Debtor, bills: tuple[Bill, ...], cents: int) -> Allocations:
        made = []
        for bill in bills:
            used = min(cents, bill.open_cents)
            if used > 0:
                made.append(Allocation(INVOICE, bill.invoice.number, used))
                cents -= used
        return (*made, Allocation(ADVANCE, debtor.customer.key, cents)) if cents else tuple(made)

    def _other_conventions(
        self, debtor: Debtor, bills: tuple[Bill, ...], cents: int, chosen: Allocations
    ) -> tuple[Allocations, ...]:
        """Under a running account nobody is blamed who gives exactly one open bill's sum to that bill."""
        if not self.oldest_first:
            return ()
        exact = tuple((Allocation(INVOICE, b.invoice.number, cents),) for b in bills if b.open_cents == cents)
        return tuple(each for each in exact if each != chosen)

    def _book(self, debtor: Debtor, allocations: Allocations, spent: Spent) -> None:
        used = {each.key: each.cents for each in allocations if each.kind == INVOICE}
        for bill in spent.bills:
            bill.open_cents -= used.get(bill.invoice.number, 0)
        if spent.written_off_cents:
            for bill in spent.bills:
                bill.open_cents = 0
        _forget_settled(debtor)

    def pay_ahead(self, intent: Intent, at: int) -> None:
        """Money for a bill that is not written yet; what is open already is paid with it."""
        debtor = intent.debtor
        bills = tuple(debtor.bills) if self.oldest_first else ()
        owed = sum(bill.open_cents for bill in bills)
        cents = min(owed + intent.cents, MOST_CENTS)
        payment, _, reference, cases = self._arrive(debtor, bills, cents, at)
        allocations = self._spread(debtor, bills, cents)
        self._book(debtor, allocations, Spent(bills, cents, ""))
        self.maker.tell(payment.receipt, allocations, cases=(intent.case, *cases), reference=reference)
        if allocations[-1].kind == ADVANCE:
            debtor.promised.append((payment.receipt, allocations[-1].cents))

    def _send_twice(self, debtor: Debtor, first: TruePayment, person: Person, at: int) -> None:
        maker = self.maker
        trace = maker.traces[first.receipt]
        again, shape = maker.receive(
            person,
            at + 60 + maker.below(1700),
            first.amount_cents,
            account=first.account_ref,
            wallet=self.wallet,
            phone=trace.phone,
        )
        maker.traces[again.receipt] = trace._replace(phone_shape=shape)
        bills = tuple(debtor.bills) if self.oldest_first else ()
        allocations = self._spread(debtor, bills, again.amount_cents)
        self._book(debtor, allocations, Spent(bills, again.amount_cents, ""))
        told = maker.truth[first.receipt]
        maker.tell(again.receipt, allocations, cases=(*told.cases, "double"), reference=told.reference)
        if maker.chance(maker.profile.events.double_is_reversed):
            self._reopen(debtor, allocations)
            maker.reverse(again, again.completed_at + 1800 + maker.below(86_400))

    def _take_back(self, debtor: Debtor, payment: TruePayment, allocations: Allocations, at: int) -> None:
        maker = self.maker
        back = at + 3600 + maker.below(2 * 86_400)
        maker.reverse(payment, back)
        told = maker.truth[payment.receipt]
        maker.truth[payment.receipt] = told._replace(cases=told.cases | {"reversed_later"})
        bill = self._reopen(debtor, allocations)
        self._later(back, Intent(debtor, bill), 1, 5)

    def _reopen(self, debtor: Debtor, allocations: Allocations) -> Bill | None:
        used = {each.key: each.cents for each in allocations if each.kind == INVOICE}
        found = [self.by_number[number] for number in used]
        for bill in found:
            bill.open_cents += used[bill.invoice.number]
        debtor.bills = sorted({id(b): b for b in (*debtor.bills, *found)}.values(), key=lambda b: b.invoice.issued_on)
        return found[0] if found else None

    # ------------------------------------------------------------ who sends it, and what is typed
    def _arrive(
        self, debtor: Debtor, bills: tuple[Bill, ...], cents: int, at: int
    ) -> tuple[TruePayment, Person, str, tuple[str, ...]]:
        """The row, its payer, what the typed account is worth, and the hard cases that came about."""
        person, phone, payer_case = self._payer(debtor)
        account, case = self._account(debtor, person, bills)
        payment, shape = self.maker.receive(person, at, cents, account=account, wallet=self.wallet, phone=phone)
        trace = Trace(debtor.customer.key, person, phone, shape, case, debtor.types_account)
        self.maker.traces[payment.receipt] = trace
        if bills:
            debtor.last_number = bills[0].invoice.number
        several = "one_to_many" if len(bills) > 1 and not self.oldest_first else ""
        reference = RIGHT if case in RIGHT_REFERENCES else WRONG
        return payment, person, reference, (payer_case, case, several, *debtor.record_cases)

    def _payer(self, debtor: Debtor) -> tuple[Person, str, str]:
        maker = self.maker
        if maker.chance(maker.profile.payers.stranger):
            person = maker.somebody_near(debtor.person)
            return person, person.phones[0], "stranger"
        if debtor.payer and maker.chance(REGULAR_PAYS):
            return debtor.payer, debtor.payer.phones[0], "regular_payer"
        person = debtor.person
        if len(person.phones) > 1 and maker.chance(SECOND_LINE_PAYS):
            return person, person.phones[1], "second_line"
        return person, person.phones[0], ""

    def _account(self, debtor: Debtor, person: Person, bills: tuple[Bill, ...]) -> tuple[str, str]:
        maker = self.maker
        profile, draw = maker.profile, maker.draw
        account = debtor.customer.accounts[0] if debtor.customer.accounts else ""
        if not debtor.types_account and not bills:  # no number exists yet
            return draw.choice((debtor.person.first, *profile.free_texts)), "free_text"
        number = account if debtor.types_account else bills[0].invoice.number
        case = case_of(draw, profile.references)
        if len(bills) > 1 and not debtor.types_account and self.lists_numbers and case in RIGHT_REFERENCES:
            return references.listed(draw, tuple(bill.invoice.number for bill in bills))
        meant = references.Meant(
            number,
            "" if debtor.types_account else debtor.last_number,
            self._somebody_elses(debtor, number),
            draw.choice((debtor.person.first, f"{debtor.person.first} {debtor.person.last}", person.first)),
            person.phones[0],
            draw.choice(profile.free_texts),
            draw.choice(profile.words_around),
        )
        return references.typed(draw, case, meant)

    def _somebody_elses(self, debtor: Debtor, number: str) -> str:
        """A valid number of another customer, of the kind that this one types."""
        if debtor.types_account:
            other = self.debtors[self.maker.below(len(self.debtors))].customer.accounts
            return other[0] if other and other[0] != number else ""
        recent = self.numbers[-500:]
        own = {bill.invoice.number for bill in debtor.bills} | {number}
        found = recent[self.maker.below(len(recent))]
        return "" if found in own else found


def _forget_settled(debtor: Debtor) -> None:
    debtor.bills = [bill for bill in debtor.bills if bill.open_cents > 0]
