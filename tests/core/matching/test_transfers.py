"""Transfers see their mirror in the other wallet or at the bank, and never where two would do."""

from __future__ import annotations

from app.core.items import TransactionKey
from app.core.matching.transfers import BankMove, Moved, Pair, pair_transfers


def sweep(receipt: str, cents: int = 500_000, day: int = 100, wallet: int = 1) -> Moved:
    return Moved(TransactionKey(wallet, receipt, "sweep_out", "out"), cents, day)


def line(key: str, cents: int = 500_000, day: int = 101, text: str = "") -> BankMove:
    return BankMove(key, cents, day, text)


def test_one_receipt_in_two_wallets_is_one_transfer() -> None:
    into = Moved(TransactionKey(2, "TK5AAAAAA1", "sweep_in", "in"), 500_000, 100)
    found = pair_transfers([sweep("TK5AAAAAA1"), into], [])
    assert found.pairs == (Pair(sweep("TK5AAAAAA1").key, into.key, "", 0),)


def test_the_same_receipt_with_another_amount_is_no_mirror() -> None:
    into = Moved(TransactionKey(2, "TK5AAAAAA1", "sweep_in", "in"), 400_000, 100)
    assert pair_transfers([sweep("TK5AAAAAA1"), into], []).pairs == ()


def test_a_sweep_finds_its_only_line_at_the_bank_within_the_days_after() -> None:
    found = pair_transfers([sweep("TK5AAAAAA1")], [line("b1"), line("late", day=106), line("before", day=99)])
    assert [(pair.bank_key, pair.days_between) for pair in found.pairs] == [("b1", 1)]


def test_two_lines_that_fit_are_left_to_a_person() -> None:
    found = pair_transfers([sweep("TK5AAAAAA1")], [line("b1"), line("b2", day=102)])
    assert found.pairs == ()
    assert found.doubtful == {sweep("TK5AAAAAA1").key: 2}


def test_two_equal_sweeps_that_want_one_line_are_left_to_a_person() -> None:
    found = pair_transfers([sweep("TK5AAAAAA1"), sweep("TK5AAAAAA2", day=101)], [line("b1")])
    assert found.pairs == ()
    assert set(found.doubtful.values()) == {1}


def test_a_line_that_names_the_receipt_is_its_mirror_whatever_else_fits() -> None:
    lines = [line("b1"), line("b2", day=102, text="MPESA tk5aaaaaa1 settlement")]
    assert [pair.bank_key for pair in pair_transfers([sweep("TK5AAAAAA1")], lines).pairs] == ["b2"]


def test_a_top_up_left_the_bank_before_it_came_in() -> None:
    into = Moved(TransactionKey(1, "TK5AAAAAA9", "sweep_in", "in"), 70_000, 100)
    found = pair_transfers([into], [line("b1", -70_000, 99), line("b2", -70_000, 101), line("b3", 70_000, 100)])
    assert [pair.bank_key for pair in found.pairs] == ["b1"]
