"""What users complain of: matches that are wrong, missing, or of the wrong size. By the command line alone."""

from __future__ import annotations

import pytest

from tests.stories.office import ALICE, BRIAN, CAROL, STRANGER, Office, Row, invoice


def shown(row: dict) -> list[set[str]]:
    """The invoices of each candidate of a payment that waits, best first."""
    return [{part["invoice"] for part in one["allocations"] if "invoice" in part} for one in row["candidates"]]


@pytest.mark.parametrize(("typed", "who"), [("INV-2", STRANGER), ("INV-2", ALICE), ("", STRANGER)])
def test_06_nothing_plainly_wrong_is_confirmed(office: Office, typed: str, who: tuple[str, str, str]) -> None:
    office.invoices(invoice("INV-1", 1500), invoice("INV-2", 2600, BRIAN))
    office.bring(Row("TK5AAAAAA1", 1500, typed, who))
    assert office.ask("match")["confirmed"] == 0
    assert office.waiting()["TK5AAAAAA1"]["why_not"]


def test_07_of_five_equal_rows_each_says_which_it_is(office: Office) -> None:
    names = [("0011", "ALICE", "TESTER"), ("0012", "BRIAN", "SAMPLE"), ("0013", "CAROL", "MODEL")]
    names += [("0014", "DAVID", "PATTERN"), ("0015", "ESTHER", "FIGURE")]
    office.invoices(*(invoice(f"INV-{n}", 1500, who) for n, who in enumerate(names)))
    office.bring(Row("TK5AAAAAA1", 1500, "", STRANGER))
    office.do("match")
    row = office.waiting()["TK5AAAAAA1"]
    assert len(row["candidates"]) == 5
    assert sorted(one for some in shown(row) for one in some) == [f"INV-{n}" for n in range(5)]
    office.bring(Row("TK6AAAAAA1", 1500, "", names[3]), day=6)
    office.do("match")
    told = office.matches().get("TK6AAAAAA1") or {next(iter(shown(office.waiting()["TK6AAAAAA1"])[0])): ""}
    assert list(told) == ["INV-3"], "the payer tells which of the five"


@pytest.mark.parametrize("typed", ["INV-1O41", "inv 1041", "1041", "INV-1014", "thanks"])
def test_08_a_record_of_the_same_amount_and_person_is_offered_however_it_was_typed(office: Office, typed: str) -> None:
    office.invoices(invoice("INV-1041", 1500), invoice("INV-2042", 2600, BRIAN), invoice("INV-3043", 320, CAROL))
    office.bring(Row("TK5AAAAAA1", 1500, typed))
    office.do("match")
    told = office.matches().get("TK5AAAAAA1")
    assert told == {"INV-1041": "1500.00"} or shown(office.waiting()["TK5AAAAAA1"])[0] == {"INV-1041"}


def test_09_one_payment_for_several_invoices_is_proposed_once_and_booked_once(office: Office) -> None:
    office.invoices(invoice("INV-1", 1100), invoice("INV-2", 700), invoice("INV-3", 5000))
    office.bring(Row("TK5AAAAAA1", 1800, "INV-1 & INV-2"))
    office.do("match")
    best = office.waiting()["TK5AAAAAA1"]["candidates"][0]
    proposed = {part["invoice"]: part["amount"] for part in best["allocations"]}
    assert proposed == {"INV-1": "1100.00", "INV-2": "700.00"}
    office.do("confirm", "TK5AAAAAA1", *(f"--invoice={number}={cents}" for number, cents in proposed.items()))
    assert office.matches() == {"TK5AAAAAA1": proposed}
    assert office.ask("match")["confirmed"] == 0
    said = office.do("confirm", "TK5AAAAAA1", "--invoice", "INV-3=1800", status=1)
    assert "has KES 0.00 left" in said
    assert office.owed("INV-3") == ("5000.00", "open")


def test_10_a_part_does_not_close_the_invoice_and_forgiving_does(office: Office) -> None:
    office.invoices(invoice("INV-1", 1500))
    office.bring(Row("TK5AAAAAA1", 1000, "INV-1"))
    office.do("match")
    assert office.owed("INV-1") == ("500.00", "part")
    office.do("write-off", "INV-1", "--why", "agreed discount")
    assert office.owed("INV-1") == ("0.00", "paid")
    told = {one["receipt"]: one["written_off"] for one in office.ask("list", "matches")}
    assert told == {"TK5AAAAAA1": "0.00", None: "500.00"}


def test_11_i_say_how_much_goes_to_each_invoice_and_no_order_is_forced(office: Office) -> None:
    office.invoices(invoice("INV-1", 1500), invoice("INV-2", 2500))
    office.bring(Row("TK5AAAAAA1", 2000, "", STRANGER))
    office.do("confirm", "TK5AAAAAA1", "--invoice", "INV-2=1700", "--invoice", "INV-1=300")
    assert office.matches() == {"TK5AAAAAA1": {"INV-2": "1700.00", "INV-1": "300.00"}}
    assert (office.owed("INV-1"), office.owed("INV-2")) == (("1200.00", "part"), ("800.00", "part"))


def test_12_what_is_overpaid_is_the_customers_advance_and_seen_at_the_next_invoice(office: Office) -> None:
    office.invoices(invoice("INV-1", 1500))
    [alice] = office.ask("list", "customers")
    office.bring(Row("TK5AAAAAA1", 2000, "INV-1"))
    office.do("confirm", "TK5AAAAAA1", "--invoice", "INV-1=1500", "--advance", f"{alice['key']}=500")
    office.invoices(invoice("INV-2", 900), name="next.csv")
    [now] = office.ask("list", "customers")
    assert (now["advance"], now["open"]) == ("500.00", "900.00")
    accounts = {one["name"]: one["credit"] for one in office.ask("report", "trial-balance")["accounts"]}
    assert accounts["Customer advances"] == "500.00"


def test_13_net_of_a_fee_or_of_withheld_tax_the_money_is_given_and_the_rest_is_open(office: Office) -> None:
    office.invoices(invoice("INV-1", 4800), invoice("INV-2", 100_000, BRIAN))
    office.bring(Row("TK5AAAAAA1", 4766, "INV-1"), Row("TK5AAAAAA2", 98_000, "INV-2", BRIAN, at="09:00:00"))
    office.do("match")
    assert office.matches() == {"TK5AAAAAA1": {"INV-1": "4766.00"}, "TK5AAAAAA2": {"INV-2": "98000.00"}}
    assert (office.owed("INV-1")[0], office.owed("INV-2")[0]) == ("34.00", "2000.00")
    office.do("write-off", "INV-1", "--why", "fee")
    accounts = {one["name"]: one["debit"] for one in office.ask("report", "trial-balance")["accounts"]}
    assert accounts["M-PESA charges"] == "34.00", "the cost is in the books, not lost in a difference"


def test_15_a_reversal_opens_its_invoice_again_and_leaves_nothing_out_of_step(office: Office) -> None:
    office.invoices(invoice("INV-1", 1500))
    office.bring(Row("TK5AAAAAA1", 1500, "INV-1"))
    office.do("match")
    assert office.owed("INV-1") == ("0.00", "paid")
    back = Row("TK6RRRRRR1", -1500, "INV-1", details="Pay Utility Reversal by x", linked="TK5AAAAAA1")
    office.bring(back, day=6)
    assert office.owed("INV-1") == ("1500.00", "open")
    assert office.state("TK5AAAAAA1") == "reversed"
    assert office.matches() == {} or all(not some for some in office.matches().values())
    office.bring(Row("TK7AAAAAA1", 1500, "INV-1"), day=7)
    office.do("match")
    assert office.owed("INV-1") == ("0.00", "paid")


@pytest.mark.parametrize("typed", ["INV-10", "104", "41", "NV-1", "INV-10415"])
def test_26_a_number_inside_another_names_nobody(office: Office, typed: str) -> None:
    office.invoices(invoice("INV-1041", 1500))
    office.bring(Row("TK5AAAAAA1", 1500, typed, STRANGER))
    assert office.ask("match")["confirmed"] == 0


def test_32_one_call_settles_what_waits_without_a_dialog(office: Office) -> None:
    office.invoices(invoice("INV-1", 1500), invoice("INV-2", 700), invoice("INV-3", 900, BRIAN))
    office.bring(Row("TK5AAAAAA1", 3100, "", STRANGER))
    office.do("confirm", "tk5aaaaaa1", *(f"--invoice={share}" for share in ("INV-1=1500", "inv-2=700", "INV-3=900")))
    assert {office.owed(number) for number in ("INV-1", "INV-2", "INV-3")} == {("0.00", "paid")}


def test_37_the_payer_is_not_the_debtor_and_one_sum_may_be_two_customers_money(office: Office) -> None:
    office.invoices(invoice("INV-1041", 1500), invoice("INV-2042", 2600, BRIAN), invoice("INV-2043", 400, BRIAN))
    office.bring(Row("TK5AAAAAA1", 1500, "INV-1041", STRANGER), Row("TK5AAAAAA2", 1900, "x", CAROL, at="09:00:00"))
    office.do("match")
    told = office.matches().get("TK5AAAAAA1")
    assert told == {"INV-1041": "1500.00"} or shown(office.waiting()["TK5AAAAAA1"])[0] == {"INV-1041"}
    office.do("confirm", "TK5AAAAAA2", "--invoice", "INV-2043=400", "--invoice", "INV-2042=1500")
    assert office.matches()["TK5AAAAAA2"] == {"INV-2043": "400.00", "INV-2042": "1500.00"}
    assert office.owed("INV-2042") == ("1100.00", "part")


def test_38_what_came_with_a_wrong_account_is_listed_searched_and_given_in_one_call(office: Office) -> None:
    office.invoices(invoice("INV-1041", 1500), invoice("INV-2042", 2600, BRIAN))
    office.bring(Row("TK5AAAAAA1", 1500, "HSE 9Z", STRANGER), Row("TK5AAAAAA2", 2600, "INV-2042", BRIAN, at="09:00:00"))
    office.do("match")
    assert office.waiting()["TK5AAAAAA1"]["queue"] in ("wrong_account", "unknown")
    [found] = office.ask("list", "transactions", "--text", "hse 9z")
    assert found["receipt"] == "TK5AAAAAA1"
    office.do("confirm", found["receipt"], "--invoice", "INV-1041=1500")
    assert office.waiting() == {}


def test_38_money_of_a_store_is_looked_for_among_that_stores_invoices(office: Office) -> None:
    head = "number,customer,phone,account,date,due,amount,store\n"
    lines = [
        invoice("INV-1", 1500, BRIAN).replace("\n", ",CBD\n"),
        invoice("INV-2", 1500, CAROL).replace("\n", ",Westlands\n"),
    ]
    office.invoices(*lines, head=head)
    office.bring(Row("TK5AAAAAA1", 1500, "", STRANGER))
    office.do("match")
    assert sorted(map(sorted, shown(office.waiting()["TK5AAAAAA1"]))) == [["INV-1"], ["INV-2"]]
    assert "store Westlands; bill by bill" in office.do("wallet", "4000001:utility", "--store", "Westlands")
    office.do("match")
    assert {"INV-1"} not in shown(office.waiting()["TK5AAAAAA1"])
    assert {"INV-2"} in shown(office.waiting()["TK5AAAAAA1"])
    assert "This book follows 4000001:Utility." in office.do("wallet", "4009999", "--running", status=2)
