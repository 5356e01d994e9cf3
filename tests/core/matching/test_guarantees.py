"""What holds for the matcher whatever the book: nothing ambiguous is sure, order says nothing, no cent is lost."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random
from typing import Any, NamedTuple

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.core import clock
from app.core.items import Customer, Item, ItemKey, TransactionKey
from app.core.matching.knowledge import Knowledge
from app.core.matching.values import Debtor, Habit, OpenItem, Payment, Refusal, Remembered, RuleRecord, Verdict
from app.core.matching.verdicts import take, verdict, verdicts
from app.core.statement import Proof
from tests.core.matching.office import ALICES, AT, CROWD, DAY, book, invoice, judged, paid

FIRSTS, LASTS = ("ALICE", "BRIAN", "CAROL"), ("TESTER", "SAMPLE")
SHILLINGS = (500, 1000, 1500, 1530, 2500)
TEXTS = ("", "payment", "0001", "0002", "1001", "INV-1001", "inv 1002", "INV-1O01", "INV-1001, 1002", "ALICE", "A 3")
KINDS = ("pay_bill", "buy_goods")


class World(NamedTuple):
    """A small book and payments into it."""

    debtors: tuple[Debtor, ...]
    items: tuple[OpenItem, ...]
    habits: tuple[Habit, ...]
    remembered: tuple[Remembered, ...]
    payments: tuple[Payment, ...]
    has_crowd: bool

    def knowledge(self, **more: Any) -> Knowledge:
        crowd = CROWD if self.has_crowd else ()
        return Knowledge((*self.debtors, *crowd), self.items, self.habits, self.remembered, **more)


def _customer(number: int, draw: Random) -> Debtor:
    name = f"{draw.choice(FIRSTS)} {draw.choice(LASTS)}"
    phones = (f"0700{draw.choice('12')}0000{draw.choice('12')}",) if draw.random() < 0.8 else ()
    return Debtor(Customer(f"C{number}", name, phones, (f"{number:04d}",) if draw.random() < 0.8 else ()))


def _invoice(number: int, draw: Random, customers: list[Debtor]) -> OpenItem:
    one = draw.choice([*customers, None])
    whose = (one.customer.key, one.customer.name) if one else ("", draw.choice(("", "ALICE TESTER")))
    cents, day = draw.choice(SHILLINGS) * 100, DAY - draw.randrange(40)
    item = Item("invoice", f"k{number}", f"INV-{1000 + number}", cents, day, draw.choice((None, day + 7)))
    return OpenItem(item._replace(customer_key=whose[0], customer_name=whose[1]), draw.choice((cents, cents // 2)))


def _sale(number: int, draw: Random) -> OpenItem:
    cents, at = draw.choice(SHILLINGS) * 100, AT + draw.randrange(-3600, 3600)
    code = draw.choice(("", f"TK5AB1K2M{draw.randrange(4)}", "TK5ABIK2M1"))
    item = Item("sale", f"s{number}", f"S{number}", cents, clock.day_number(at), at=at, code=code)
    return OpenItem(item, cents)


def _payment(number: int, draw: Random) -> Payment:
    shown = draw.choice((f"{draw.choice(FIRSTS)} **** {draw.choice(LASTS)}", draw.choice(FIRSTS), ""))
    phone = draw.choice((f"25470{draw.choice('01')}***00{draw.choice('12')}", "254700100001", "", "0" * 64))
    cents = (draw.choice(SHILLINGS) + draw.choice((0, 0, 0, 10, -15, 500, 1000))) * 100
    key = TransactionKey(1, f"TK5AB1K2M{number}")
    told = (draw.choice(TEXTS), draw.choice(KINDS), draw.choice((Proof.STATEMENT,) * 4 + (Proof.SMS,)))
    made = Payment(key, cents, cents, AT + draw.randrange(7200), shown, phone, *told)
    return made._replace(is_running=draw.random() < 0.2, open_cents=draw.choice((cents, cents, cents // 2)))


def _habit(draw: Random, customers: list[Debtor]) -> Habit:
    paid = _payment(0, draw)
    who = draw.choice(customers).customer.key
    return Habit(paid.name, paid.phone, paid.account_ref, "TJ5AB1K2M1", who, AT - 90_000, draw.random() < 0.5)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Books of a few customers whose names, numbers and amounts meet far too often."""
    luck = draw(st.randoms(use_true_random=False))
    customers = [_customer(number, luck) for number in range(1, luck.randrange(2, 7))]
    items = [_invoice(number, luck, customers) for number in range(1, luck.randrange(2, 10))]
    sales = [_sale(number, luck) for number in range(luck.randrange(4))]
    habits = tuple(_habit(luck, customers) for _ in range(luck.randrange(4)))
    told = tuple(Remembered("payment", luck.choice(customers).customer.key) for _ in range(luck.randrange(2)))
    payments = tuple(_payment(number, luck) for number in range(luck.randrange(1, 5)))
    return World(tuple(customers), (*items, *sales), habits, told, payments, luck.random() < 0.7)


def seen(found: Verdict) -> tuple[Any, ...]:
    """A verdict without its last digits: sums of floats depend on their order."""
    ranked = tuple((one.allocations, one.rule, round(one.confidence, 6)) for one in found.candidates)
    return found.payment.key, found.is_sure, found.queue, ranked


def all_seen(found: Iterable[Verdict]) -> list[tuple[Any, ...]]:
    return [seen(one) for one in found]


# ---------------------------------------------------------------- cents
@given(worlds())
@settings(max_examples=100, deadline=None)
def test_a_candidate_gives_the_payment_s_money_and_no_item_more_than_it_asks(world: World) -> None:
    known = world.knowledge()
    for payment in world.payments:
        found = verdict(known, payment)
        for one in found.candidates:
            assert all(part.cents > 0 for part in one.allocations)
            assert sum(part.cents for part in one.allocations) <= payment.open_cents
            assert len({part[:2] for part in one.allocations}) == len(one.allocations)
            paid = [part for part in one.allocations if part.kind != "customer"]
            assert all(part.cents <= known.items[ItemKey(*part[:2])].open_cents for part in paid)
            assert one.reasons
        if found.is_sure:
            assert sum(part.cents for part in found.candidates[0].allocations) == payment.open_cents


def test_of_three_equal_invoices_two_are_never_the_same_one() -> None:
    owed = [invoice(f"INV-104{n}", 500) for n in range(3)]
    for candidate in judged(paid(1000, "0041", ALICES), *owed).candidates:
        assert len({part.key for part in candidate.allocations}) == len(candidate.allocations)


@given(worlds())
@settings(max_examples=100, deadline=None)
def test_confidences_are_shares_of_one_whole_best_first(world: World) -> None:
    known = world.knowledge()
    for payment in world.payments:
        found = verdict(known, payment)
        told = [one.confidence for one in found.candidates]
        assert len(told) <= 5
        assert told == sorted(told, reverse=True)
        assert all(0 < one <= 1 for one in told)
        assert sum(told) <= 1.000001
        assert found.confidence == (told[0] if told else 0.0)
        assert found.runner_up == (told[1] if len(told) > 1 else None)
        assert bool(found.why_not) != found.is_sure


# ---------------------------------------------------------------- never sure
@given(worlds())
@settings(max_examples=100, deadline=None)
def test_a_message_alone_a_block_and_a_second_that_is_close_are_never_sure(world: World) -> None:
    known = world.knowledge()
    for payment in world.payments:
        assert not verdict(known, payment._replace(proof=Proof.SMS)).is_sure
        assert not verdict(known, payment._replace(proof=Proof.MANUAL)).is_sure
        blocked = verdict(known, payment._replace(proof=Proof.STATEMENT, blocked="The day is sealed."))
        assert (blocked.is_sure, blocked.why_not) == (False, "The day is sealed.")
        found = verdict(known, payment)
        if found.is_sure and found.runner_up is not None:
            assert found.confidence - found.runner_up > 0.9


def _twin(item: OpenItem, customer_key: str, **more: Any) -> OpenItem:
    return item._replace(item=item.item._replace(customer_key=customer_key, **more))


@given(worlds(), st.sampled_from(["", "0001", "0002", "payment"]))
@settings(max_examples=150, deadline=None)
def test_a_second_invoice_of_the_same_customer_that_fits_alike_makes_it_a_question(world: World, typed: str) -> None:
    """What is confirmed without the invoice's number is confirmed no longer once it has a twin."""
    for payment in world.payments:
        payment = payment._replace(is_running=False, account_ref=typed)  # noqa: PLW2901
        found = verdict(world.knowledge(), payment)
        if not found.is_sure or found.candidates[0].allocations[0].kind != "invoice":
            continue
        key = ItemKey(*found.candidates[0].allocations[0][:2])
        item = next(one for one in world.items if ItemKey(one.item.kind, one.item.key) == key)
        twin = item._replace(item=item.item._replace(key="twin", number="INV-7777"))
        again = verdict(world._replace(items=(*world.items, twin)).knowledge(), payment)
        whole = {frozenset(part.key for part in one.allocations) for one in found.candidates[:1]}
        assert not again.is_sure or frozenset(p.key for p in again.candidates[0].allocations) not in whole


@given(worlds(), st.sampled_from(["", "payment"]))
@settings(max_examples=100, deadline=None)
def test_a_second_customer_who_looks_and_owes_alike_makes_it_a_question(world: World, typed: str) -> None:
    """A namesake with the same number and the same debts: only what was typed could tell the two apart."""
    for payment in world.payments:
        payment = payment._replace(account_ref=typed)  # noqa: PLW2901
        plain = world._replace(habits=(), remembered=())
        found = verdict(plain.knowledge(), payment)
        if not found.is_sure or found.candidates[0].allocations[0].kind != "invoice":
            continue
        owner = {one.item.key: one.item.customer_key for one in plain.items}[found.candidates[0].allocations[0].key]
        if not owner:
            continue
        customer = next(one.customer for one in plain.debtors if one.customer.key == owner)
        namesake = Debtor(customer._replace(key="C999", accounts=("8888",)))
        owed = [one for one in plain.items if one.item.customer_key == owner]
        copies = [_twin(one, "C999", key=f"z{at}", number=f"INV-77{at:02d}", account="") for at, one in enumerate(owed)]
        doubled = plain._replace(debtors=(*plain.debtors, namesake), items=(*plain.items, *copies))
        assert not verdict(doubled.knowledge(), payment).is_sure


@given(worlds())
@settings(max_examples=100, deadline=None)
def test_what_a_person_refused_never_comes_back(world: World) -> None:
    for payment in world.payments:
        found = verdict(world.knowledge(), payment)
        refused: list[Refusal] = []
        for _ in range(8):
            if not found.candidates:
                break
            refused += [Refusal(payment.key, *part[:2]) for part in found.candidates[0].allocations]
            found = verdict(world.knowledge(refusals=refused), payment)
            no = {ItemKey(one.kind, one.key) for one in refused}
            assert not no & {ItemKey(*part[:2]) for one in found.candidates for part in one.allocations}
        other = payment._replace(key=TransactionKey(1, "TK5AB1K2M9"))
        assert seen(verdict(world.knowledge(refusals=refused), other)) == seen(verdict(world.knowledge(), other))


@given(worlds())
@settings(max_examples=100, deadline=None)
def test_a_braked_rule_suggests_the_same_and_confirms_nothing(world: World) -> None:
    for payment in world.payments:
        found = verdict(world.knowledge(), payment)
        assume(found.candidates)
        record = RuleRecord(found.candidates[0].rule, 100, 50)
        braked = verdict(world.knowledge(records=[record]), payment)
        assert not braked.is_sure
        assert seen(braked)[2:] == seen(found)[2:]


# ---------------------------------------------------------------- order
@given(worlds(), st.randoms(use_true_random=False))
@settings(max_examples=100, deadline=None)
def test_the_order_in_which_things_are_told_changes_no_verdict(world: World, luck: Random) -> None:
    shuffled: Any = [tuple(luck.sample(told, len(told))) for told in world[:-1]]
    mixed = world._replace(**dict(zip(World._fields, shuffled, strict=False)))
    assert all_seen(verdicts(world.knowledge(), world.payments)) == all_seen(
        verdicts(mixed.knowledge(), mixed.payments)
    )


@given(worlds())
@settings(max_examples=100, deadline=None)
def test_a_run_gives_no_item_away_twice(world: World) -> None:
    given_away: dict[ItemKey, int] = {}
    for found in verdicts(world.knowledge(), world.payments):
        for part in found.candidates[0].allocations if found.is_sure else ():
            key = ItemKey(*part[:2])
            given_away[key] = given_away.get(key, 0) + part.cents
    asked = {ItemKey(one.item.kind, one.item.key): one.open_cents for one in world.items}
    assert all(cents <= asked[key] for key, cents in given_away.items() if key.kind != "customer")


# ---------------------------------------------------------------- live
def test_what_came_and_went_leaves_nothing_behind() -> None:
    """Customers that were there for a moment make no later payment less or more likely anybody's."""
    live, fresh = book(invoice("INV-1041", 1500)), book(invoice("INV-1041", 1500))
    for number in range(200):
        live.put_debtor(Debtor(Customer(f"G{number}", "ALICE GONE", ("0700555001",), (f"6{number:03d}",))))
        live.put_item(invoice(f"GONE-{number}", 1500, None, customer_name="ALICE GONE"))
    for number in range(200):
        live.drop_item("invoice", f"GONE-{number}")
        live.drop_debtor(f"G{number}")
    for typed in ("", "0041", "INV-1041", "what"):
        payment = paid(1500, typed, ("ALICE", "25470****001"))
        assert seen(verdict(live, payment)) == seen(verdict(fresh, payment))


def _replay(world: World, luck: Random) -> Knowledge:
    """The same book, reached by way of changes that were taken back again."""
    live = Knowledge()
    debtors, items = [*world.debtors, *(CROWD if world.has_crowd else ())], list(world.items)
    for one in luck.sample(debtors, len(debtors)):
        if luck.random() < 0.3:
            live.put_debtor(
                Debtor(one.customer._replace(name="SOMEBODY ELSE", phones=("0799999999",), accounts=("7",)))
            )
        live.put_debtor(one)
    for owed in luck.sample(items, len(items)):
        if luck.random() < 0.4:
            live.put_item(owed._replace(open_cents=owed.open_cents + 100))
        live.put_item(owed)
    extra = OpenItem(Item("invoice", "gone", "INV-1777", 50_000, DAY, customer_key="C1", customer_name="X"), 50_000)
    live.put_debtor(Debtor(Customer("C555", "ALICE SAMPLE", ("0700100001",), ("0001",))))
    live.put_item(extra)
    live.drop_item("invoice", "gone")
    live.drop_debtor("C555")
    live.drop_item("invoice", "never there")
    live.drop_debtor("never there")
    for told in world.remembered:
        live.remember(told)
    for habit in world.habits:
        live.add_habit(habit)
    return live


@given(worlds(), st.randoms(use_true_random=False))
@settings(max_examples=100, deadline=None)
def test_a_book_kept_up_to_date_judges_like_one_read_afresh(world: World, luck: Random) -> None:
    live, fresh = _replay(world, luck), world.knowledge()
    for payment in world.payments:
        found = verdict(fresh, payment)
        assert seen(verdict(live, payment)) == seen(found)
        if found.candidates:
            take(live, found.candidates[0].allocations)
            take(fresh, found.candidates[0].allocations)
    assert live.items == fresh.items


def test_money_that_went_out_pays_no_invoice_however_many_are_open() -> None:
    owed = [invoice(f"INV-10{number}", 1000 + 35 * number) for number in range(40, 49)]
    found = judged(paid(-5000, "", ALICES), *owed)
    assert (found.candidates, found.is_sure) == ((), False)
