"""What users complain of: money counted twice, thrown away, mixed up or lost on the way in. By the command line alone.

The numbers are those of the list of complaints in the project's brief; each story says its complaint in users' words.
"""

from __future__ import annotations

import json

from tests.stories.office import ALICE, BRIAN, Office, Row, invoice, masked

TWO = (Row("TK5AAAAAA1", 1500, "INV-1", at="08:00:10"), Row("TK5AAAAAA2", 1500, "INV-1", at="08:00:10"))


def callback(receipt: str, shillings: int, *, at: str = "080010", account: str = "INV-1") -> str:
    """A C2B confirmation as Safaricom posts it."""
    told = {
        "TransactionType": "Pay Bill",
        "TransID": receipt,
        "TransTime": f"20251105{at}",
        "TransAmount": f"{shillings}.00",
        "BusinessShortCode": "4000001",
        "BillRefNumber": account,
        "InvoiceNumber": "",
        "OrgAccountBalance": "2500.00",
        "ThirdPartyTransID": "",
        "MSISDN": "254700000001",
        "FirstName": "ALICE",
        "MiddleName": "",
        "LastName": "TESTER",
    }
    return json.dumps(told)


def test_01_the_same_statement_imported_twice_doubles_nothing(office: Office) -> None:
    first = office.bring(*TWO)
    before = office.money()
    [again] = office.ask("import", str(office.folder / "statement-5.csv"))
    assert (first["new"], again["new"], again["known"]) == (2, 0, 2)
    assert office.money() == before == [("TK5AAAAAA1", "1500.00"), ("TK5AAAAAA2", "1500.00")]


def test_02_of_two_real_identical_payments_none_is_thrown_away_as_a_duplicate(office: Office) -> None:
    office.invoices(invoice("INV-1", 1500))
    office.bring(*TWO)
    office.do("match")
    assert [amount for _, amount in office.money()] == ["1500.00", "1500.00"]
    assert list(office.matches().values()) == [{"INV-1": "1500.00"}], "one pays the invoice"
    assert len(office.waiting()) == 1, "the other waits in sight"


def test_03_a_new_payment_is_not_merged_into_an_older_one_of_equal_amount(office: Office) -> None:
    office.bring(Row("TK5AAAAAA1", 1500, "0041"))
    office.bring(Row("TK6AAAAAA1", 1500, "0041"), day=6)
    assert office.money() == [("TK5AAAAAA1", "1500.00"), ("TK6AAAAAA1", "1500.00")]


def test_04_the_same_payment_by_callback_and_statement_is_booked_once(office: Office) -> None:
    office.invoices(invoice("INV-1", 1500))
    office.do("import", office.write("callback.json", callback("TK5AAAAAA1", 1500)))
    assert office.money() == [("TK5AAAAAA1", "1500.00")]
    done = office.bring(Row("TK5AAAAAA1", 1500, "INV-1"))
    assert (done["new"], done["enriched"]) == (0, 1)
    [row] = office.ask("list", "transactions")
    assert (set(row["sources"]), row["proof"]) == ({"callback", "statement"}, "statement")
    office.do("match")
    assert office.matches() == {"TK5AAAAAA1": {"INV-1": "1500.00"}}


def test_04_the_same_payment_by_message_and_statement_is_booked_once(office: Office) -> None:
    told = "TK5AAAAAA1 Confirmed. on 5/11/25 at 8:00 AM Ksh1,500.00 received from 254700000001 ALICE TESTER. "
    told += "New Account balance is Ksh2,500.00. Transaction cost, Ksh0.00.\n"
    office.do("import", office.write("messages.txt", told), "--wallet", "4000001:Merchant")
    row = Row("TK5AAAAAA1", 1500, details=f"Customer Merchant Payment from {masked(ALICE)}")
    [done] = office.ask("import", office.statement(row, account="Merchant Account"))
    assert (done["new"], done["enriched"]) == (0, 1)
    [one] = office.ask("list", "transactions")
    assert (set(one["sources"]), one["proof"]) == ({"sms", "statement"}, "statement")


def test_05_callbacks_that_never_came_are_found_by_the_statement(office: Office) -> None:
    office.do("import", office.write("callback.json", callback("TK5AAAAAA1", 1500)))
    done = office.bring(Row("TK5AAAAAA1", 1500, "INV-1"), Row("TK5AAAAAA2", 700, "INV-2", BRIAN, at="09:00:00"))
    assert (done["new"], done["enriched"], done["balance"]["state"]) == (1, 1, "proven")
    heard = {one["receipt"]: "callback" in one["sources"] for one in office.ask("list", "transactions")}
    assert heard == {"TK5AAAAAA1": True, "TK5AAAAAA2": False}, "the list to compare with"


def test_18_the_opening_balance_is_carried_and_a_day_between_is_missed(office: Office) -> None:
    office.bring(Row("TK5AAAAAA1", 1500))
    office.bring(Row("TK6AAAAAA1", 100), day=6)
    assert office.ask("report", "daily", "--date", "2025-11-06")["A"]["opening"]["amount"] == "2500.00"
    office.balance += 250  # a day that nobody brought
    office.bring(Row("TK8AAAAAA1", 100), day=8)
    [wallet] = office.ask("report", "trial-balance")["wallets"]
    assert (wallet["statement"], wallet["difference"]) == ("2950.00", "-250.00")


def test_25_an_import_taken_back_can_come_again(office: Office) -> None:
    office.bring(*TWO)
    office.do("undo")
    assert office.money() == []
    [again] = office.ask("import", str(office.folder / "statement-5.csv"))
    assert again["rejected"] == again["conflicts"] == 0
    assert office.money() == [("TK5AAAAAA1", "1500.00"), ("TK5AAAAAA2", "1500.00")]


def test_27_a_late_row_with_an_old_date_is_taken_in(office: Office) -> None:
    office.bring(Row("TK5AAAAAA1", 1500))
    office.bring(Row("TK6AAAAAA1", 300), day=6)
    late = office.statement(
        Row("TK5AAAAAA0", 40, at="07:00:00"), Row("TK5AAAAAA1", 1500), day=5, opening=1000, name="late.csv"
    )
    [done] = office.ask("import", late, status=1)
    assert done["new"] == 1
    assert [receipt for receipt, _ in office.money()] == ["TK5AAAAAA0", "TK5AAAAAA1", "TK6AAAAAA1"]


def test_36_the_result_tells_what_was_here_apart_from_what_could_not_be_read(office: Office) -> None:
    office.bring(TWO[0])
    torn = office.statement(*TWO, opening=1000, name="torn.csv")
    text = (office.folder / "torn.csv").read_text()
    office.write("torn.csv", text.replace("TK5AAAAAA2,05-11-2025 08:00:10", "TK5AAAAAA2,35-11-2025 08:00:10"))
    [done] = office.ask("import", torn, status=1)
    assert (done["new"], done["known"], done["rejected"]) == (0, 1, 1)
    [problem] = [one for one in done["problems"] if one["receipt"] == "TK5AAAAAA2"]
    assert "35-11-2025" in problem["reason"]


def test_39_a_transfer_shows_once_though_both_accounts_tell_it(office: Office) -> None:
    sweep = "Utility Account to Organization Settlement Account"
    office.bring(Row("TK5AAAAAA1", 1500), Row("TK5AAAAAA2", -2000, who=ALICE, details=sweep, at="17:00:00"))
    bank = "date,description,reference,amount,balance\n06/11/2025,MPESA SETTLEMENT,TK5AAAAAA2,2000,2000\n"
    office.ask("import-bank", office.write("bank.csv", bank))
    done = office.ask("match")
    assert done["transfers"] == 1
    accounts = {one["name"]: one for one in office.ask("report", "trial-balance")["accounts"]}
    assert accounts["Bank"]["debit"] == "2000.00"
    assert all("ransit" not in name for name in accounts), "nothing is on its way any more"
