"""The daily sheet read from a book, on both engines: figures, proof, reversals, exceptions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from app.core import clock
from app.core.reports.daily import DailySheet, daily_sheet, sheet_to_json
from app.core.reports.sheet import DayStatus, Unbroken
from app.core.statement import BalanceState, Break, WalletKey
from app.core.store.engine import Store
from app.core.store.tables import daily_reconciliation
from tests.core.daily_days import (
    DAY,
    DayMaker,
    at,
    contradict,
    day_start,
    document,
    empty_store,
    sample_day,
    warning,
    write,
)

NEXT = DAY + timedelta(days=1)
BEFORE = DAY - timedelta(days=1)
END = day_start(NEXT) - 1

Ask = Callable[..., DailySheet]


@pytest.fixture
def store(store_place: str) -> Iterator[Store]:
    made = empty_store(store_place)
    yield made
    made.close()


@pytest.fixture
def ask(store: Store) -> Ask:
    def answer(on: date = DAY, wallet_id: int = 1) -> DailySheet:
        with store.reader.begin() as reader:
            return daily_sheet(reader, on=on, wallet_id=wallet_id, printed_at=at("18:00:00", on=NEXT))

    return answer


def exception(sheet: DailySheet, key: str) -> Any:
    return next(line for line in sheet.exceptions if line.key == key)


def line(sheet: DailySheet, key: str) -> Any:
    return next(line for line in sheet.balance.lines if line.key == key)


def test_the_sample_statement_gives_its_known_day(store: Store, ask: Ask) -> None:
    sample_day(store)
    sheet = ask()
    told = sheet_to_json(sheet)
    assert told["A"]["opening"]["amount"] == "1000.00"
    assert told["A"]["lines"]["receipts"] | {"of_which": []} == {
        "sign": "+",
        "label": "Receipts",
        "n": 5,
        "amount": "254050.00",
        "of_which": [],
    }
    assert told["A"]["lines"]["charges"]["of_which"] == [{"label": "Pay bill charge", "n": 1, "amount": "5.00"}]
    assert (told["A"]["closing_computed"], told["A"]["closing"]["amount"]) == ("255045.00", "255045.00")
    assert (told["A"]["difference"], told["A"]["unbroken"], told["A"]["proof"]) == ("0.00", "yes", "proven")
    assert told["C"]["n"] == 5
    assert told["C"]["receipts"][0]["completed_at"] == "2025-11-05T08:01:10+03:00"
    assert told["C"]["receipts"][0]["days_open"] == 1
    assert told["foot"]["report"] == "MB-4000001-U-20251105"
    assert sheet.head.status is DayStatus.DRAFT
    assert sheet.head.kind == "PayBill"
    assert sheet.after_close == ()
    assert all(entry["n"] == 0 for entry in told["K"] if entry["key"] != "reversed_later")


def test_the_next_day_opens_where_this_one_closed(store: Store, ask: Ask) -> None:
    sample_day(store)
    today, tomorrow = ask(), ask(on=NEXT)
    assert tomorrow.balance.opening.cents == today.balance.closing.cents
    assert tomorrow.balance.state is BalanceState.PROVEN
    assert line(tomorrow, "sweep_out").amount_cents == 25_200_000


def test_a_reversal_is_told_on_both_days(store: Store, ask: Ask) -> None:
    sample_day(store)
    (there,) = ask(on=NEXT).reversals.today
    assert there.original is not None
    assert (there.original.receipt, there.minutes_between) == ("TK5AB2R9W4", 1369)
    assert there.finding == "original of 05/11/2025"
    sheet = ask()
    assert sheet.reversals.today == ()
    (here,) = sheet.reversals.later
    assert here.reversal.receipt == "TK60RV7X2P"
    assert exception(sheet, "reversed_later").n == 1
    assert [receipt.note for receipt in sheet.unmatched.receipts if receipt.row.receipt == "TK5AB2R9W4"] == [
        "reversed 06/11"
    ]


def test_the_sheet_agrees_with_the_daily_view(store: Store, ask: Ask) -> None:
    sample_day(store)
    for on in (DAY, NEXT):
        sheet = ask(on=on)
        view = daily_reconciliation.c
        with store.reader.begin() as reader:
            n, cents_in, cents_out = (
                reader.execute(
                    select(func.sum(what)).where(view.wallet_id == 1, view.on_day == clock.number_of(on), when)
                ).scalar()
                or 0
                for what, when in (
                    (view.n, view.n > 0),
                    (view.amount_cents, view.direction == "in"),
                    (view.amount_cents, view.direction == "out"),
                )
            )
        assert n == len(sheet.rows) == sum(entry.n for entry in sheet.balance.lines)
        assert cents_in - cents_out == sheet.balance.movement_cents


def test_an_opening_is_never_made_from_the_rows(store: Store, ask: Ask) -> None:
    maker = DayMaker(balance=50_000)
    maker.row(1_000, at("08:00:00"))
    write(store, maker)
    document(
        store,
        starts_at=day_start(),
        ends_at=END,
        opening=50_000,
        closing=51_000,
        state="partial",
        kind="org_portal_csv",
    )
    sheet = ask()
    assert sheet.balance.opening.cents is None
    assert sheet.balance.difference_cents is None
    assert sheet.balance.unbroken is Unbroken.NOT_KNOWN
    assert sheet.balance.state is BalanceState.PARTIAL
    assert any("partial" in reason for reason in sheet.balance.reasons)
    assert sheet_to_json(sheet)["A"]["opening"]["amount"] is None


def test_an_implied_opening_of_a_broken_document_is_not_taken(store: Store, ask: Ask) -> None:
    maker = DayMaker(balance=50_000)
    maker.row(1_000, at("08:00:00"))
    maker.balance += 700
    maker.row(1_000, at("09:00:00"))
    write(store, maker)
    inner = (Break("TK50000001", "TK50000002", at("08:00:00"), at("09:00:00"), 700),)
    document(
        store, starts_at=day_start(), ends_at=END, opening=50_000, closing=52_700, state="broken", kind="org_portal_csv",
        breaks=inner,
    )  # fmt: skip
    sheet = ask()
    assert sheet.balance.opening.cents is None
    assert sheet.balance.state is BalanceState.BROKEN


def test_an_undone_import_tells_nothing(store: Store, ask: Ask) -> None:
    maker = DayMaker(balance=50_000)
    maker.row(1_000, at("08:00:00"))
    write(store, maker)
    document(store, starts_at=day_start(), ends_at=END, opening=50_000, closing=51_000, is_undone=True)
    assert ask().balance.opening.cents is None
    assert ask().head.sources == ()


def test_rows_cut_off_the_end_are_seen_in_the_difference(store: Store, ask: Ask) -> None:
    maker = DayMaker(balance=50_000)
    maker.row(1_000, at("08:00:00"))
    write(store, maker)
    lost = (Break("TK50000001", "", at("08:00:00"), END, 7_000),)
    document(store, starts_at=day_start(), ends_at=END, opening=50_000, closing=58_000, state="broken", breaks=lost)
    sheet = ask()
    assert sheet.balance.difference_cents == 7_000
    assert sheet.balance.state is BalanceState.BROKEN


def test_a_document_made_before_the_day_was_over_does_not_spoil_it(store: Store, ask: Ask) -> None:
    maker = DayMaker(balance=50_000)
    maker.row(1_000, at("08:00:00"))
    maker.row(2_000, at("20:00:00"))
    write(store, maker)
    document(store, starts_at=day_start(), ends_at=END, opening=50_000, closing=51_000, recorded_at=at("12:00:00"))
    sheet = ask()
    assert sheet.balance.difference_cents == 0
    assert sheet.balance.state is BalanceState.PARTIAL
    assert exception(sheet, "edges").n == 1


def test_a_hole_is_named_with_its_rows_and_amount(store: Store, ask: Ask) -> None:
    maker = DayMaker(balance=50_000)
    maker.row(1_000, at("14:02:11"))
    maker.balance += 135_000
    maker.row(2_000, at("14:09:47"))
    write(store, maker)
    document(store, starts_at=day_start(), ends_at=END, opening=50_000, closing=188_000)
    sheet = ask()
    (hole,) = sheet.balance.breaks
    assert (hole.after, hole.before, hole.amount_cents) == ("TK50000001", "TK50000002", 135_000)
    assert sheet.balance.difference_cents == 135_000
    (finding,) = exception(sheet, "holes").findings
    assert finding.what == (
        "KES 1,350.00 of money in is missing between 14:02:11 (TK50000001) and 14:09:47 (TK50000002)"
    )


def test_a_day_without_rows_is_proven_by_its_neighbours(store: Store, ask: Ask) -> None:
    maker = DayMaker(balance=50_000)
    maker.row(1_000, at("20:00:00", on=BEFORE))
    maker.row(2_000, at("07:00:00", on=NEXT))
    write(store, maker)
    sheet = ask()
    assert (sheet.balance.opening.cents, sheet.balance.closing.cents) == (51_000, 51_000)
    assert sheet.balance.state is BalanceState.PROVEN


def test_an_empty_book_says_that_nothing_is_known(store: Store, ask: Ask) -> None:
    write(store, DayMaker())
    sheet = ask()
    assert sheet.balance.state is BalanceState.ABSENT
    assert len(sheet.exceptions) == 12
    assert all(entry.n == 0 for entry in sheet.exceptions)


def test_the_next_day_shows_that_the_end_of_this_one_is_missing(store: Store, ask: Ask) -> None:
    maker = DayMaker(balance=50_000)
    maker.row(1_000, at("20:00:00"))
    maker.balance += 300
    maker.row(2_000, at("07:00:00", on=NEXT))
    write(store, maker)
    document(store, starts_at=day_start(), ends_at=END, opening=50_000, kind="org_legacy_csv")
    sheet = ask()
    assert sheet.balance.difference_cents == 0
    assert sheet.balance.state is BalanceState.BROKEN
    assert exception(sheet, "edges").amount_cents == 300


def test_an_unknown_wallet_is_refused(store: Store, ask: Ask) -> None:
    with pytest.raises(LookupError):
        ask(wallet_id=9)


def everything(store: Store) -> DayMaker:
    """A day with at least one case of every exception."""
    maker = DayMaker(balance=90_000)
    maker.row(10_000, at("20:00:00", on=BEFORE))
    first = maker.row(5_000, at("08:00:00"))
    maker.balance += 1_350
    maker.row(25_000_100, at("09:00:00"))
    maker.row(100, at("10:00:00"), receipt="TA1AB1K2M1")
    maker.row(700, at("11:00:00"), proof=1, warnings=warning("The letters are strange."))
    maker.row(-100, at("12:00:00"), role="reversal", linked_receipt="TK4NOTHERE")
    maker.row(-100, at("12:00:01"), role="reversal")
    maker.row(-5_000, at("09:00:00", on=NEXT), role="reversal", linked_receipt=first["receipt"])
    other = DayMaker(wallet=WalletKey("4000001", "Working"), wallet_id=2)
    other.row(5_000, at("08:00:00"), receipt=first["receipt"])
    write(store, maker, other)
    contradict(store, transaction_id=first["id"], reason="amount 50.00 here, 60.00 in the book")
    contradict(store, transaction_id=first["id"], seq=9002, reason="payer 0711 here")
    document(store, starts_at=day_start(), ends_at=END, opening=99_000, closing=1, rejected=2, ignored=3)
    return maker


def test_every_exception_is_counted(store: Store, ask: Ask) -> None:
    everything(store)
    sheet = ask()
    counts = {entry.key: entry.n for entry in sheet.exceptions}
    assert counts == {
        "holes": 2,
        "edges": 2,
        "conflicts": 1,
        "letters": 1,
        "other_wallets": 1,
        "unproven": 1,
        "over_limit": 1,
        "lost_originals": 2,
        "reversed_later": 1,
        "warnings": 1,
        "rejected": 2,
        "ignored": 3,
    }
    assert exception(sheet, "conflicts").amount_cents == 5_000
    assert len(exception(sheet, "conflicts").findings) == 2
    assert exception(sheet, "warnings").findings[0].what == "The letters are strange."


def test_a_sweep_in_two_wallets_is_no_exception(store: Store, ask: Ask) -> None:
    utility = DayMaker(balance=50_000)
    utility.row(-5_000, at("22:00:00"), role="sweep_out", receipt="TK50SWEEP1")
    working = DayMaker(wallet=WalletKey("4000001", "Working"), wallet_id=2)
    working.row(5_000, at("22:00:00"), role="sweep_in", receipt="TK50SWEEP1")
    write(store, utility, working)
    assert exception(ask(), "other_wallets").n == 0
    assert ask(wallet_id=2).foot.number == "MB-4000001-W-20251105"
    assert line(ask(wallet_id=2), "sweep_in").amount_cents == 5_000


def test_every_movement_stands_on_exactly_one_line(store: Store, ask: Ask) -> None:
    roles = (
        "payment", "charge", "overdraft", "overdraft_repayment", "reversal", "sweep_in", "sweep_out", "payout", "other"
    )  # fmt: skip
    maker = DayMaker(balance=1_000_000)
    for number, role in enumerate(roles):
        maker.row(1 << number, at(f"08:{number:02d}:00"), role=role)
        maker.row(-(1 << (number + 10)), at(f"09:{number:02d}:00"), role=role)
    write(store, maker)
    sheet = ask()
    assert sum(entry.n for entry in sheet.balance.lines) == 18
    assert sheet.balance.movement_cents == maker.balance - 1_000_000
    for entry in sheet.balance.lines:
        assert (entry.n, entry.amount_cents) == (
            sum(part.n for part in entry.parts),
            sum(part.amount_cents for part in entry.parts),
        )


def test_the_fingerprint_tells_two_days_apart_and_ignores_names(store: Store, ask: Ask) -> None:
    maker = DayMaker(balance=50_000)
    maker.row(1_000, at("08:00:00"))
    write(store, maker)
    before = ask().foot.fingerprint
    assert before == ask().foot.fingerprint
    assert before != ask(on=NEXT).foot.fingerprint
    assert len(before) == 16


def test_the_original_of_this_wallet_goes_before_another_of_the_same_receipt(store: Store, ask: Ask) -> None:
    working = DayMaker(wallet=WalletKey("4000001", "Working"), wallet_id=2)
    working.rows = [{}] * 5  # so that its row has another number
    there = working.row(1_500, at("08:00:00"), receipt="TK5ORIGIN1") | {"id": 1}
    working.rows = [there]
    utility = DayMaker(balance=50_000)
    utility.row(100, at("07:00:00"))
    here = utility.row(1_500, at("08:00:00"), receipt="TK5ORIGIN1") | {"id": 700}
    utility.row(-1_500, at("09:00:00"), role="reversal", linked_receipt="TK5ORIGIN1")
    utility.rows[0]["id"], utility.rows[1] = 600, here
    write(store, utility, working)
    (entry,) = ask().reversals.today
    assert entry.original is not None
    assert (entry.original.id, entry.original_wallet, entry.finding) == (700, "4000001 Utility", "")


def test_an_original_of_another_wallet_is_told_as_such(store: Store, ask: Ask) -> None:
    working = DayMaker(wallet=WalletKey("4000001", "Working"), wallet_id=2)
    working.row(2_000, at("08:00:00"), receipt="TK5ORIGIN1")
    utility = DayMaker(balance=50_000)
    utility.row(-1_500, at("09:00:00"), role="reversal", linked_receipt="TK5ORIGIN1")
    write(store, utility, working)
    (entry,) = ask().reversals.today
    assert entry.original_wallet == "4000001 Working"
    assert entry.finding == "original is in another wallet; amount differs from the original"
    assert entry.minutes_between == 60
