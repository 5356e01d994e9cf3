"""The nouns of double entry: nothing unbalanced can exist, and every meaning has an account."""

from __future__ import annotations

import pytest

from app.core.identity import IN, OUT
from app.core.items import ItemKind, Meaning
from app.core.ledger import (
    FORGIVEN,
    MEANT,
    NATURAL,
    SETTLED,
    Entry,
    Kind,
    Movement,
    Posting,
    Unbalanced,
    bank_entry,
    chart,
    code,
    counter_role,
    item_entries,
    movement_entry,
    share_entries,
    wallet_account,
    wallet_code,
)
from app.core.statement import Role


@pytest.mark.parametrize(
    "postings",
    [
        (Posting("1100", 100), Posting("4000", -99)),
        (Posting("1100", 0),),
        (),
    ],
)
def test_what_does_not_sum_to_zero_cannot_be_an_entry(postings: tuple[Posting, ...]) -> None:
    with pytest.raises(Unbalanced, match="item on day 20400"):
        Entry("item", 20400, postings)


def test_more_than_two_postings_make_an_entry() -> None:
    made = Entry("item", 20400, (Posting("1100", 60), Posting("5000", 40), Posting("4000", -100)))
    assert (made.source, made.on_day, len(made.postings)) == ("item", 20400, 3)


def test_the_chart_names_each_role_and_code_once() -> None:
    accounts = list(chart().values())
    assert len({account.code for account in accounts}) == len(accounts) == len({account.name for account in accounts})
    assert [account.code for account in accounts] == sorted(account.code for account in accounts)
    used = {*NATURAL.values(), *MEANT.values(), *SETTLED.values(), *FORGIVEN.values()}
    assert used <= set(chart())
    assert {account.kind for account in accounts} == set(Kind)


def test_every_meaning_and_every_kind_of_item_has_its_account() -> None:
    assert set(MEANT) == {(meaning, way) for meaning in Meaning for way in (IN, OUT)}
    assert set(SETTLED) == set(ItemKind)
    assert {role for role, _ in NATURAL} <= set(Role)


@pytest.mark.parametrize(
    ("role", "direction", "expected"),
    [
        (Role.PAYMENT, IN, "unidentified"),
        (Role.CHARGE, OUT, "charges"),
        (Role.SWEEP_OUT, OUT, "bank_transit"),
        (Role.PAYOUT, OUT, "unexplained"),
        (Role.OTHER, OUT, "unexplained"),
        (Role.REVERSAL, OUT, "unidentified"),
        (Role.REVERSAL, IN, "unexplained"),
        (Role.OVERDRAFT_REPAYMENT, OUT, "overdraft"),
    ],
)
def test_a_movement_stands_against_what_its_role_tells(role: Role, direction: str, expected: str) -> None:
    assert counter_role(role, direction) == expected


def test_what_was_said_of_money_goes_before_its_role_and_a_pairing_before_both() -> None:
    assert counter_role("payout", OUT, meaning="owner") == "drawings"
    assert counter_role("payment", IN, meaning="owner") == "owner_in"
    assert counter_role("payout", OUT, meaning="owner", bank_key="b1") == "bank_transit"
    assert counter_role("sweep_out", OUT, bank_key="") == "own_transit"


def test_money_in_debits_the_wallet_and_money_out_credits_it() -> None:
    into = movement_entry(Movement(3, "payment", IN, 1500, 20400), counter="unidentified")
    assert into.postings == (Posting(wallet_code(3), 1500), Posting(code("unidentified"), -1500))
    out = movement_entry(Movement(3, "charge", OUT, 40, 20400), counter="charges")
    assert out.postings == (Posting("1000.3", -40), Posting(code("charges"), 40))


def test_a_share_takes_money_from_suspense_and_what_is_forgiven_is_a_cost() -> None:
    money, cost = share_entries("invoice", cents=900, forgiven_cents=100, why="fee", on_day=1)
    assert money.postings == (Posting(code("unidentified"), 900), Posting(code("receivables"), -900))
    assert cost.postings == (Posting(code("charges"), 100), Posting(code("receivables"), -100))
    [used] = share_entries("customer", cents=-900, forgiven_cents=0, why="", on_day=1)
    assert used.postings[1] == Posting(code("advances"), 900)


def test_what_was_paid_elsewhere_is_no_receivable() -> None:
    made = item_entries("invoice", amount_cents=1000, paid_cents=300, on_day=1)
    owed = sum(posting.cents for entry in made for posting in entry.postings if posting.account == code("receivables"))
    assert owed == 700


def test_money_out_of_the_bank_credits_it() -> None:
    assert bank_entry(amount_cents=-500, on_day=1).postings == (Posting("1100", -500), Posting("1150", 500))


def test_a_wallet_is_named_as_people_name_it() -> None:
    account = wallet_account(2, "4000001 Utility")
    assert (account.code, account.name, account.is_debit) == ("1000.2", "M-PESA 4000001 Utility", True)
