"""The sample shop: its story holds together, and its documents tell that story in the real layouts."""

from __future__ import annotations

import csv
import io
from collections import Counter
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from app.core import clock, money
from app.core.receipts import letters_for
from app.core.sample import papers
from app.core.sample.tariff import charge_cents
from app.core.sample.truth import OPENING_CENTS, Movement, stretch, truth

LINES_ABOVE_TABLE = 6


@pytest.fixture(scope="module")
def story() -> list[Movement]:
    return list(truth(12_000, seed=3))


def table(document: bytes, *, skipped: int = 0) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(document.decode().split("\r\n", skipped)[-1]), strict=True))


@pytest.mark.parametrize("rows", [0, 1, 7, 90, 1000, 12_345])
def test_a_story_has_exactly_the_rows_asked_for(rows: int) -> None:
    assert len(list(truth(rows, seed=2))) == rows


def test_balances_chain_from_the_opening(story: list[Movement]) -> None:
    assert story[0].balance_cents - story[0].amount_cents == OPENING_CENTS
    assert all(before.balance_cents + after.amount_cents == after.balance_cents for before, after in pairwise(story))
    assert min(moved.balance_cents for moved in story) >= 0


def test_time_never_runs_backwards_and_stays_in_the_period(story: list[Movement]) -> None:
    assert all(before.completed_at <= after.completed_at for before, after in pairwise(story))
    days = {clock.day_of(clock.day_number(moved.completed_at)) for moved in story}
    assert (min(days), max(days), len(days)) == (date(2026, 8, 3), date(2026, 10, 31), 90)


def test_a_receipt_belongs_to_one_movement_and_its_charge(story: list[Movement]) -> None:
    legs = Counter((moved.receipt, moved.role) for moved in story)
    assert set(legs.values()) == {1}
    assert all(len(moved.receipt) == 10 for moved in story)
    paid = {moved.receipt for moved in story if moved.role == "payment"}
    assert {moved.receipt for moved in story if moved.role == "charge"} < paid
    others = {moved.receipt for moved in story if moved.role in ("sweep_out", "reversal")}
    assert others
    assert not others & paid


def test_receipts_stay_unique_where_days_are_crowded_and_midnight_is_crossed() -> None:
    crowded = list(truth(60_000, seed=9, days=6))
    tails = {(moved.receipt[:3], moved.receipt[5:], moved.role) for moved in crowded}
    assert len(tails) == len({(moved.receipt, moved.role) for moved in crowded}) == 60_000
    assert any(clock.day_number(moved.initiated_at) < clock.day_number(moved.completed_at) for moved in crowded)


def test_the_letters_of_a_receipt_tell_the_day_it_began(story: list[Movement]) -> None:
    for moved in story:
        assert moved.receipt[:3] == letters_for(clock.day_of(clock.day_number(moved.initiated_at)))
        assert 0 <= moved.completed_at - moved.initiated_at <= 2


def test_repeat_customers_keep_characters_four_and_five(story: list[Movement]) -> None:
    pairs: dict[str, set[str]] = {}
    for moved in story:
        if moved.role == "payment":
            pairs.setdefault(moved.party_phone, set()).add(moved.receipt[3:5])
    assert all(len(seen) == 1 for seen in pairs.values())
    assert len(pairs) > 300


def test_each_payment_above_a_thousand_shillings_is_charged_by_the_tariff(story: list[Movement]) -> None:
    charges = {moved.receipt: moved for moved in story if moved.role == "charge"}
    for place, moved in enumerate(story):
        if moved.role != "payment":
            continue
        fee = charge_cents(moved.amount_cents)
        assert (moved.receipt in charges) == (fee > 0)
        if fee:
            assert story[place + 1] == charges[moved.receipt]
            assert story[place + 1].amount_cents == -fee


@pytest.mark.parametrize(
    ("shillings", "fee"),
    [(1, 0), (1000, 0), (1001, 5), (1500, 5), (1501, 7), (2500, 7), (7500, 25), (20_000, 43), (250_000, 84)],
)
def test_the_tariff_of_the_shared_plan(shillings: int, fee: int) -> None:
    assert charge_cents(shillings * 100) == fee * 100


def test_a_reversal_names_a_payment_of_the_same_amount_that_came_before(story: list[Movement]) -> None:
    places = {moved.receipt: place for place, moved in enumerate(story) if moved.role == "payment"}
    reversals = [(place, moved) for place, moved in enumerate(story) if moved.role == "reversal"]
    assert len(reversals) > 10
    for place, moved in reversals:
        original = story[places[moved.linked_receipt]]
        assert places[moved.linked_receipt] < place
        assert (original.amount_cents, original.party_phone) == (-moved.amount_cents, moved.party_phone)
    assert len({moved.linked_receipt for _, moved in reversals}) == len(reversals)


def test_sweeps_run_at_night(story: list[Movement]) -> None:
    seconds = [
        (moved.completed_at + clock.OFFSET_SECONDS) % clock.DAY_SECONDS for moved in story if moved.role == "sweep_out"
    ]
    assert len(seconds) > 60
    assert all(second >= 22 * 3600 or second <= 3.5 * 3600 for second in seconds)
    assert any(second < 12 * 3600 for second in seconds)


def test_the_shop_has_a_rhythm(story: list[Movement]) -> None:
    by_day = Counter(clock.day_of(clock.day_number(moved.completed_at)) for moved in story)
    sundays = [count for day, count in by_day.items() if day.weekday() == 6]
    saturdays = [count for day, count in by_day.items() if day.weekday() == 5]
    assert max(sundays) < min(saturdays)
    assert by_day[date(2026, 10, 31)] > 1.3 * by_day[date(2026, 10, 17)]


def test_accounts_are_typed_as_people_type_them(story: list[Movement]) -> None:
    typed = {moved.account_ref for moved in story}
    assert max(map(len, typed)) <= 20
    assert "" in typed
    assert any(text.startswith("00") for text in typed)
    assert any(text.startswith("IVN-") for text in typed)
    assert any(text.startswith("inv ") for text in typed)
    assert any(text.startswith("HSE ") for text in typed)
    assert any("," in text for text in typed)


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others() -> None:
    documents = [papers.legacy_csv(list(truth(2000, seed=seed))) for seed in (5, 5, 6)]
    assert documents[0] == documents[1] != documents[2]


def test_a_legacy_export_declares_what_its_rows_add_up_to(story: list[Movement]) -> None:
    document = papers.legacy_csv(story[100:900])
    head = document.decode().split("\r\n")[:LINES_ABOVE_TABLE]
    words = head[5].split(",")
    declared = {words[place]: words[place + 1] for place in range(0, len(words), 2)}
    rows = table(document, skipped=LINES_ABOVE_TABLE)
    paid_in = sum(money.cents_from_text(row["Paid In"]) for row in rows if row["Paid In"])
    withdrawn = sum(money.cents_from_text(row["Withdrawn"]) for row in rows if row["Withdrawn"])
    assert money.cents_from_text(declared["Total Paid In:"]) == paid_in
    assert money.cents_from_text(declared["Total Withdrawn:"]) == withdrawn < 0
    opening = money.cents_from_text(declared["Opening Balance:"])
    assert opening == story[99].balance_cents
    assert money.cents_from_text(declared["Closing Balance:"]) == opening + paid_in + withdrawn
    assert money.cents_from_text(rows[0]["Balance"]) == opening + paid_in + withdrawn


def test_a_legacy_export_is_printed_newest_first_with_masks(story: list[Movement]) -> None:
    document = papers.legacy_csv(story[:900])
    rows = table(document, skipped=LINES_ABOVE_TABLE)
    assert [row["Receipt No."] for row in rows] == [moved.receipt for moved in reversed(story[:900])]
    assert document.count(b"\n") == document.count(b"\r\n") == 900 + LINES_ABOVE_TABLE + 1
    charge = next(place for place, row in enumerate(rows) if row["Reason Type"] == "Pay Bill Charge")
    assert rows[charge]["Receipt No."] == rows[charge + 1]["Receipt No."]
    shapes = {row["Other Party Info"].split(" - ")[0][:4] for row in rows if "****" in row["Other Party Info"]}
    assert any(shape.startswith("2547") for shape in shapes)
    assert any(shape.startswith("070") for shape in shapes)
    assert b"2547000" not in document
    assert all(row["A/C No."][0] == " " for row in rows if row["A/C No."])


def test_an_empty_export_still_has_its_preamble() -> None:
    document = papers.legacy_csv([], starts_on=date(2026, 8, 3), opening_cents=5000)
    assert b"Opening Balance:,50.00,Closing Balance:,50.00" in document
    assert table(document, skipped=LINES_ABOVE_TABLE) == []


def test_a_streamed_export_is_the_same_as_one_made_at_once(tmp_path: Path) -> None:
    story = truth(3000, seed=4)
    totals = papers.write_legacy_csv(f"{tmp_path}/streamed.csv", story.by_day())
    movements = list(story)
    assert (tmp_path / "streamed.csv").read_bytes() == papers.legacy_csv(movements)
    assert totals == papers.totals_of(movements)
    papers.write_portal_csv(f"{tmp_path}/portal.csv", story.by_day())
    assert (tmp_path / "portal.csv").read_bytes() == papers.portal_csv(movements)


def test_a_stretch_keeps_rows_and_opening_balance(story: list[Movement]) -> None:
    days = list(stretch(truth(12_000, seed=3).by_day(), 777, 2345))
    assert [moved for day in days for moved in day.movements] == story[777:2345]
    assert days[0].opening_cents == story[776].balance_cents


def test_a_portal_export_shows_both_sides_of_a_sweep(story: list[Movement]) -> None:
    sweep = next(place for place, moved in enumerate(story) if place > 5 and moved.role == "sweep_out")
    rows = table(papers.portal_csv(story[sweep - 5 : sweep + 1]))
    assert [row["Receipt No"] for row in rows[:2]] == [story[sweep].receipt] * 2
    assert rows[0]["Paid In (KSHs)"] == rows[1]["Withdrawn (KSHs)"].removeprefix("-")
    assert rows[0]["Withdrawn (KSHs)"] == "0.00"
    assert len(rows) == 7
    assert len(table(papers.portal_csv(story[sweep - 5 : sweep + 1], has_twins=False))) == 6


def test_an_sftp_extract_turns_the_columns_and_drops_the_signs(story: list[Movement]) -> None:
    rows = table(papers.sftp_csv(story[:300]))
    for row, moved in zip(rows, story, strict=False):
        side = "PAID_IN_AMOUNT" if moved.amount_cents > 0 else "WITHDRAW_AMOUNT"
        assert money.cents_from_text(row[side]) == abs(moved.amount_cents)
        assert money.cents_from_text(row["BALANCE"]) == moved.balance_cents
    assert len({row["TRANSACTION_ID"] for row in rows}) == 300


def test_all_layouts_tell_the_same_payments(story: list[Movement]) -> None:
    some = story[2000:2400]
    legacy = [row["Receipt No."] for row in table(papers.legacy_csv(some), skipped=LINES_ABOVE_TABLE)]
    portal = [row["Receipt No"] for row in table(papers.portal_csv(some, has_twins=False))]
    sftp = [row["#RECEIPT_NUMBER"] for row in table(papers.sftp_csv(some))]
    assert legacy == portal == sftp[::-1]
