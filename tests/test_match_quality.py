"""The peers' rules on small cases by hand, and how the benchmark counts: shares, bounds, calibration."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from benchmarks.companies.bounds import Share, incomplete_beta
from benchmarks.companies.calibration import drawing, error_points, reliability
from benchmarks.companies.peers import PEERS, work_through
from benchmarks.companies.profiles import TUNING
from benchmarks.companies.scores import pooled, run
from benchmarks.companies.story import story
from benchmarks.companies.values import (
    ADVANCE,
    CODELESS,
    INVOICE,
    REVERSAL,
    Allocation,
    Allocations,
    Company,
    Customer,
    Decision,
    Finding,
    Invoice,
    Sale,
    Settled,
    Story,
    TruePayment,
    Truth,
    day_of,
)

NOON = 20_700 * 86_400 + 9 * 3600


# ---------------------------------------------------------------- the peers, on small cases by hand
def bill(
    number: str, cents: int, *, days_ago: int = 3, key: str = "C1", name: str = "Alice Tester", account: str = "0001"
) -> Invoice:
    on = day_of(NOON) - days_ago
    return Invoice(number, key, name, "254700000001", account, on, on + 7, cents, "Office", "goods")


def paid(receipt: str, cents: int, typed: str = "", *, name: str = "ALICE TESTER", at: int = NOON) -> TruePayment:
    return TruePayment(receipt, cents, at, name, "25470****001", typed, "statement", "Pay Utility", "Utility", "1", "")


def office(
    *payments: TruePayment,
    invoices: tuple[Invoice, ...] = (),
    sales: tuple[Sale, ...] = (),
    known: tuple[Settled, ...] = (),
    running: bool = False,
) -> Company:
    customers = (Customer("C1", "Alice Tester", ("254700000001",), ("0001",)),)
    wallets = frozenset({"1"} if running else ())
    return Company("by hand", "none", 0, wallets, {"1": "Office"}, customers, invoices, sales, (), known, payments)


def decide(peer: str, company: Company, answers: dict[str, Allocations] | None = None) -> list[Decision]:
    return list(work_through(PEERS[peer], company.answering(lambda receipt: (answers or {}).get(receipt, ()))))


def keys(decision: Decision) -> list[str]:
    return [each.key for each in decision.allocations]


def test_exact_reference_trims_and_takes_the_rest_as_an_advance() -> None:
    company = office(paid("R1", 60_000, " inv-1 "), paid("R2", 10_000, "INV 1"), invoices=(bill("INV-1", 50_000),))
    first, second = decide("exact reference", company)
    assert first.is_automatic
    assert first.allocations == (Allocation(INVOICE, "INV-1", 50_000), Allocation(ADVANCE, "C1", 10_000))
    assert not second.is_automatic
    assert not second.allocations


def test_an_account_with_two_bills_is_exact_only_where_the_oldest_goes_first() -> None:
    bills = (bill("A", 50_000, days_ago=9), bill("B", 50_000))
    assert not decide("exact reference", office(paid("R1", 50_000, "0001"), invoices=bills))[0].is_automatic
    running = decide("exact reference", office(paid("R1", 70_000, "0001"), invoices=bills, running=True))[0]
    assert keys(running) == ["A", "B"]


def test_erpnext_offers_the_highest_rank_of_the_very_sum() -> None:
    bills = (
        bill("A", 50_000, name="Bob Sample", key="C2", account=""),
        bill("B", 50_000, account=""),
        bill("C", 40_000),
    )
    (decision,) = decide("ERPNext", office(paid("R1", 50_000, "B"), invoices=bills))
    assert not decision.is_automatic
    assert [ranked[0].key for ranked in decision.ranked] == ["B", "A"]


def test_gnucash_adds_its_points() -> None:
    same_day = bill("A", 50_000, days_ago=0, name="Somebody Else", account="")
    assert decide("GnuCash", office(paid("R1", 50_000), invoices=(same_day,)))[0].is_automatic  # 3 + 3
    two_days = same_day._replace(issued_on=same_day.issued_on - 2)
    suggested = decide("GnuCash", office(paid("R1", 50_000), invoices=(two_days,)))[0]  # 3 + 2
    assert (suggested.is_automatic, keys(suggested)) == (False, ["A"])
    assert not decide("GnuCash", office(paid("R1", 50_000, "other"), invoices=(two_days,)))[0].ranked  # 3 + 2 - 2
    fee = decide("GnuCash", office(paid("R1", 49_500, "A"), invoices=(two_days,)))[0]  # 2 + 2 + 4
    assert fee.is_automatic


def test_business_central_applies_high_and_reviews_when_several_share_it() -> None:
    one = office(paid("R1", 50_000, "INV-1"), invoices=(bill("INV-1", 50_000),))
    assert decide("Dynamics BC", one)[0].is_automatic  # full, yes, one
    two = office(paid("R1", 50_000, ""), invoices=(bill("INV-1", 50_000), bill("INV-2", 50_000)))
    assert not decide("Dynamics BC", two)[0].is_automatic  # full, no, many: Medium
    listed = office(paid("R1", 80_000, "INV-1, INV-2"), invoices=(bill("INV-1", 50_000), bill("INV-2", 30_000)))
    assert not decide("Dynamics BC", listed)[0].is_automatic  # full, several, none: Medium


def test_midday_confirms_only_what_was_right_before_and_never_offers_a_refused_pair() -> None:
    bills = tuple(bill(number, 50_000, days_ago=0) for number in ("A", "B"))
    now, later = paid("R1", 50_000), paid("R2", 50_000, at=NOON + 60)
    first, second = decide("Midday", office(now, later, invoices=bills), {"R1": (Allocation(INVOICE, "A", 50_000),)})
    assert (first.is_automatic, keys(first)) == (False, ["A"])
    assert (second.is_automatic, keys(second)) == (True, ["B"])
    first, second = decide("Midday", office(now, later, invoices=bills), {"R1": (Allocation(ADVANCE, "C1", 50_000),)})
    assert (second.is_automatic, keys(second)) == (False, ["B"])


def test_stockpulse_confirms_within_seven_days_and_else_shows_three() -> None:
    bills = tuple(bill(number, 50_000, days_ago=days) for number, days in (("A", 20), ("B", 8), ("C", 1), ("D", 5)))
    near = decide("StockPulse", office(paid("R1", 50_000, "D"), invoices=bills))[0]
    assert (near.is_automatic, keys(near)) == (True, ["D"])
    far = decide("StockPulse", office(paid("R1", 50_000, "A"), invoices=bills))[0]
    assert not far.is_automatic
    assert [ranked[0].key for ranked in far.ranked] == ["C", "D", "B"]


def test_peers_take_a_sales_code_as_its_number() -> None:
    sale = Sale("S1", NOON + 60, "Office", "T1", "Asha", 50_000, "ui40abcdef")
    payment = paid("UI40ABCDEF", 50_000)._replace(ledger="Merchant", name="")
    for peer in ("exact reference", "StockPulse", "GnuCash"):
        (decision,) = decide(peer, office(payment, sales=(sale,)))
        assert (decision.is_automatic, keys(decision)) == (True, ["S1"]), peer


def test_a_reversal_opens_the_bill_again() -> None:
    back = paid("R2", -50_000, at=NOON + 60)._replace(linked_receipt="R1")
    company = office(
        paid("R1", 50_000, "A"), back, paid("R3", 50_000, "A", at=NOON + 120), invoices=(bill("A", 50_000),)
    )
    decisions = decide("exact reference", company, {"R2": (Allocation(REVERSAL, "R1", -50_000),)})
    assert [each.is_automatic for each in decisions] == [True, False, True]


# ---------------------------------------------------------------- the scores
def truth_of(company: Company, **truths: Truth) -> Story:
    return Story(company, truths, {})


def test_a_matcher_that_asks_before_it_decides_is_refused() -> None:
    def cheat(company: Company) -> Iterator[Decision]:
        for payment in company.payments:
            yield Decision(payment.receipt, company.answer(payment.receipt), is_automatic=True)

    with pytest.raises(LookupError):
        run(cheat, story("landlord", TUNING, payments=300))


def test_what_the_data_cannot_decide_is_wrong_when_confirmed_even_by_luck() -> None:
    answer = (Allocation(INVOICE, "A", 50_000),)
    one = truth_of(office(paid("R1", 50_000)), R1=Truth(answer, reference="wrong", is_question=True))
    rows, findings = run(lambda _: [Decision("R1", answer, is_automatic=True)], one)
    score = pooled(iter([(one, rows, findings)]))
    assert score.automatic == Share(0, 1)
    assert score.questions == Share(1, 1)
    assert "undecidable" in score.wrongs[0].cause


def test_shares_are_of_what_can_be_decided_and_is_vouched_for() -> None:
    right = (Allocation(INVOICE, "A", 50_000),)
    payments = tuple(paid(f"R{n}", 50_000) for n in range(3))
    payments = (*payments[:2], payments[2]._replace(proof="sms"))
    one = truth_of(office(*payments), **{f"R{n}": Truth(right, reference="right") for n in range(3)})
    made = [Decision("R0", right, is_automatic=True), Decision("R1", (), ranked=((), right)), Decision("R2")]
    score = pooled(iter([(one, *run(lambda _: made, one))]))
    assert score.classes["paybill, right number"] == Share(1, 2)
    assert score.in_three["paybill, right number"] == Share(2, 2)
    assert score.classes["every receipt"] == Share(1, 3)


def test_till_sales_without_code_are_not_asked_for_and_findings_are_counted() -> None:
    one = story("till shop", TUNING, payments=1200)
    found = [Finding(sale, kind) for sale, kind in one.frauds.items()][1:]
    honest = next(
        s.sale_no for s in one.company.sales if s.sale_no not in one.frauds and s.sold_at >= one.company.starts_at
    )
    rows, findings = run(
        lambda company: [*(Decision(p.receipt) for p in company.payments), *found, Finding(honest, "fake")], one
    )
    score = pooled(iter([(one, rows, findings)]))
    assert sum(share.many - share.hits for share in score.frauds.values()) == 1
    assert score.false_alarms.hits == 1
    without = sum(one.truth[p.receipt].reference == CODELESS and p.amount_cents > 0 for p in one.company.payments)
    assert score.classes["every receipt"].many - score.classes["all receipts"].many >= without


def test_exact_bounds() -> None:
    low, high = Share(1000, 1000).bounds()
    assert low == pytest.approx(0.025 ** (1 / 1000), abs=1e-9)
    assert high == 1.0
    low, high = Share(8, 10).bounds()  # Clopper and Pearson's own kind of table
    assert low == pytest.approx(0.4439, abs=1e-4)
    assert high == pytest.approx(0.9748, abs=1e-4)
    assert incomplete_beta(0.5, 3, 3) == pytest.approx(0.5)


def test_calibration_error_and_its_drawing() -> None:
    bins = reliability([(0.97, True)] * 97 + [(0.97, False)] * 3 + [(0.55, True)] * 50 + [(0.55, False)] * 50)
    assert error_points(bins) == pytest.approx(2.5)
    picture = drawing(bins, "ours")
    assert picture.count("<circle") == 2
    assert picture.startswith("<svg")
