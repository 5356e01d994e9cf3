"""The other reports by the command line: each figure by hand, the ledger beside it, and the four forms alike."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pypdfium2
import pytest

from app.core import clock
from tests.stories.office import ALICE, BRIAN, STRANGER, Office, Row, invoice

SWEEP = "Utility Account to Organization Settlement Account"
CHARGE = "Pay Bill Charge"


def billed(number: str, shillings: int, who: tuple[str, str, str], *, on: str, due: str) -> str:
    return invoice(number, shillings, who).replace("01/11/2025,20/11/2025", f"{on},{due}")


@pytest.fixture
def busy(office: Office) -> Office:
    """Five days: invoices of all ages, a part, a whole payment, an advance, a charge, sweeps with one at the bank."""
    office.invoices(
        billed("INV-1", 1500, ALICE, on="01/07/2025", due="15/07/2025"),
        billed("INV-2", 2600, BRIAN, on="20/09/2025", due="01/10/2025"),
        billed("INV-3", 700, ALICE, on="01/11/2025", due="20/11/2025"),
    )
    office.bring(
        Row("TK5AAAAAA1", 1000, "INV-1"),
        Row("TK5AAAAAA2", 2600, "INV-2", BRIAN, at="09:00:00"),
        Row("TK5AAAAAA2", -18, "INV-2", BRIAN, at="09:00:00", details=CHARGE),
        Row("TK5SSSSSS1", -2000, details=SWEEP, at="17:00:00"),
    )
    office.bring(Row("TK6AAAAAA3", 300, "x", STRANGER), Row("TK6SSSSSS2", -500, details=SWEEP, at="17:00:00"), day=6)
    bank = "date,description,reference,amount,balance\n06/11/2025,MPESA SETTLEMENT,TK5SSSSSS1,2000,2000\n"
    office.ask("import-bank", office.write("bank.csv", bank))
    office.do("match")
    assert set(office.matches()) == {"TK5AAAAAA1", "TK5AAAAAA2"}
    return office


def report(office: Office, kind: str, *arguments: str) -> Any:
    return office.ask("report", kind, *arguments)


def test_what_customers_owe_is_told_by_age_and_is_the_ledgers(busy: Office) -> None:
    told = report(busy, "aged", "--date", "2025-11-06")
    assert told["figures"] == {
        "owed": "1200.00",
        "overpaid": "0.00",
        "ledger": "1200.00",
        "difference": "0.00",
        "advances": "0.00",
    }
    [alice] = told["customers"]["rows"]
    assert (alice["customer"], alice["older"], alice["not_due"]) == ("Alice Tester", "500.00", "700.00")
    assert alice["owed"] == told["customers"]["totals"]["owed"] == "1200.00"
    days = {one["number"]: (one["days_late"], one["open"]) for one in told["invoices"]["rows"]}
    assert days == {"INV-1": (114, "500.00"), "INV-3": (0, "700.00")}


def test_what_was_owed_on_an_earlier_day_is_told_as_it_was(busy: Office) -> None:
    told = report(busy, "aged", "--date", "2025-11-04")
    assert told["figures"]["owed"] == "4800.00"
    assert told["figures"]["difference"] == "0.00"
    brian = next(one for one in told["customers"]["rows"] if one["customer"] == "Brian Sample")
    assert brian["days_60"] == "2600.00", "34 days late"


def test_a_customers_statement_goes_from_what_was_owed_to_what_is(busy: Office) -> None:
    busy.do("write-off", "INV-1", "--why", "agreed")
    told = report(busy, "statement", "--customer", "alice  tester", "--from", "2025-10-01", "--to", "2030-01-01")
    assert told["figures"] == {"opening": "1500.00", "closing": "700.00"}
    steps = [(one["what"], one["number"], one["receipt"], one["balance"]) for one in told["rows"]["rows"]]
    assert steps == [
        ("Invoice", "INV-3", "", "2200.00"),
        ("Payment", "INV-1", "TK5AAAAAA1", "1200.00"),
        ("Written off", "INV-1", "", "700.00"),
    ]
    assert "There is no customer “Nobody”" in busy.do(
        "report", "statement", "--customer", "Nobody", "--from", "2025-10-01", "--to", "2025-11-30", status=1
    )


def test_an_advance_makes_a_customer_owe_less(busy: Office) -> None:
    [alice] = [one["key"] for one in busy.ask("list", "customers") if one["name"] == "Alice Tester"]
    busy.do("confirm", "TK6AAAAAA3", f"--advance={alice}=300")
    told = report(busy, "statement", "--customer", alice, "--from", "2025-11-06", "--to", "2025-11-06")
    assert [one["what"] for one in told["rows"]["rows"]] == ["Kept for the next invoice"]
    assert told["figures"]["closing"] == "900.00"


def test_money_that_is_nobodys_is_told_by_age_and_is_the_ledgers(busy: Office) -> None:
    told = report(busy, "unmatched", "--date", "2025-11-08")
    assert told["figures"] == {"open": "300.00", "messages": "0.00", "ledger": "300.00", "difference": "0.00"}
    [one] = told["receipts"]["rows"]
    assert (one["receipt"], one["days"], one["typed"], one["open"]) == ("TK6AAAAAA3", 2, "x", "300.00")
    counts = {row["age"]: row["receipts"] for row in told["ages"]["rows"] if row["receipts"]}
    assert counts == {"2–7 days": 1}
    assert report(busy, "unmatched", "--date", "2025-11-05")["receipts"]["rows"] == []


def test_what_is_on_its_way_to_the_bank_is_told_as_of_each_day(busy: Office) -> None:
    fifth, sixth = (report(busy, "transit", "--date", f"2025-11-0{day}") for day in (5, 6))
    assert [(one["receipt"], one["found"]) for one in fifth["sweeps"]["rows"]] == [("TK5SSSSSS1", "2025-11-06")]
    assert [one["receipt"] for one in sixth["sweeps"]["rows"]] == ["TK6SSSSSS2"]
    assert (fifth["figures"]["in_transit"], sixth["figures"]["in_transit"]) == ("2000.00", "500.00")
    assert fifth["figures"]["difference"] == sixth["figures"]["difference"] == "0.00"
    late = report(busy, "transit", "--date", "2025-11-20")
    assert late["figures"]["overdue"] == "500.00"


def test_charges_are_held_against_the_tariff_of_their_day(busy: Office) -> None:
    told = report(busy, "charges", "--from", "2025-11-05", "--to", "2025-11-06")
    assert told["figures"]["charged"] == "18.00"
    [odd] = told["odd"]["rows"]
    assert (odd["receipt"], odd["charged"], odd["tariff"], odd["what"]) == ("TK5AAAAAA2", "18.00", "9.00", "too much")
    assert told["figures"]["over"] == "9.00"
    day = next(one for one in told["days"]["rows"] if one["date"] == "2025-11-05")
    assert (day["payments"], day["received"], day["charged"]) == (2, "3600.00", "18.00")


def test_a_cashier_who_rang_up_money_that_never_came_is_told_first(office: Office) -> None:
    sales = "sale_no,sold_at,store,till,cashier,amount,mpesa_code\n"
    sales += "1,05/11/2025 08:01,CBD,T1,Jane,1000,TK5AAAAAA1\n2,05/11/2025 09:00,CBD,T1,Faith,450,TK5ZZZZZZ9\n"
    office.bring(Row("TK5AAAAAA1", 1000), Row("TK5AAAAAA7", 80, who=STRANGER, at="10:00:00"))
    office.ask("import-sales", office.write("sales.csv", sales))
    office.do("match")
    told = report(office, "cashiers", "--from", "2025-11-05", "--to", "2025-11-05")
    rows = [(one["cashier"], one["rung_up"], one["paid"], one["difference"]) for one in told["cashiers"]["rows"]]
    assert rows == [("Faith", "450.00", "0.00", "450.00"), ("Jane", "1000.00", "1000.00", "0.00")]
    assert [one["receipt"] for one in told["unclaimed"]["rows"]] == ["TK5AAAAAA7"]
    assert told["figures"]["unclaimed"] == "80.00"
    assert [(one["sale"], one["finding"]) for one in told["codes"]["rows"]] == [("2", "no such receipt")]


def test_the_tax_box_counts_takings_and_says_whose_rate_it_is(busy: Office) -> None:
    told = report(busy, "tax", "--from", "2025-11-05", "--to", "2025-11-06")
    [first, _] = told["days"]["rows"]
    assert (first["gross"], first["turnover_tax"], first["vat"]) == ("3600.00", "108.00", "496.55")
    assert told["figures"]["gross"] == "3900.00"
    assert any("3 % valid from 01/07/2023 per Finance Act 2023" in note for note in told["notes"])


def test_a_month_is_the_sum_of_its_days(busy: Office) -> None:
    told = report(busy, "month", "--month", "2025-11")
    assert told["figures"]["received"] == told["days"]["totals"]["received"] == "3900.00"
    assert told["figures"]["matched"] == "3600.00"
    rows = [(one["date"], one["receipts"], one["charges"], one["swept"]) for one in told["days"]["rows"]]
    assert rows == [("2025-11-05", 2, "18.00", "2000.00"), ("2025-11-06", 1, "0.00", "500.00")]


ASKED = {
    "aged": ("--date", "2025-11-06"),
    "unmatched": ("--date", "2025-11-06"),
    "transit": ("--date", "2025-11-06"),
    "charges": ("--from", "2025-11-05", "--to", "2025-11-06"),
    "cashiers": ("--from", "2025-11-05", "--to", "2025-11-06"),
    "tax": ("--from", "2025-11-05", "--to", "2025-11-06"),
    "month": ("--month", "2025-11"),
    "statement": ("--customer", "Alice Tester", "--from", "2025-11-01", "--to", "2025-11-06"),
}


def pdf_text(place: str) -> str:
    pages = pypdfium2.PdfDocument(place)
    told = "\n".join(page.get_textpage().get_text_bounded() for page in pages)
    pages.close()
    return told


def amounts(text: str) -> set[str]:
    return set(re.findall(r"\d{1,3}(?:,\d{3})*\.\d\d", text))


@pytest.mark.parametrize("kind", ASKED)
def test_screen_paper_and_workbook_tell_the_same_figures(busy: Office, kind: str) -> None:
    from openpyxl import load_workbook

    pdf, xlsx = str(busy.folder / f"{kind}.pdf"), str(busy.folder / f"{kind}.xlsx")
    text = busy.do("report", kind, *ASKED[kind])
    busy.do("report", kind, *ASKED[kind], "--pdf", pdf, "--xlsx", xlsx)
    on_paper = pdf_text(pdf)
    assert amounts(text) - {"0.00"} == amounts(on_paper) - {"0.00"}
    assert "page 1 of " in on_paper
    book = load_workbook(xlsx)
    cells = {
        f"{cell.value:,.2f}".lstrip("-")
        for sheet in book
        for line in sheet.iter_rows()
        for cell in line
        if isinstance(cell.value, int | float) and "0.00" in cell.number_format
    }
    totals = {cell.value for sheet in book for line in sheet.iter_rows() for cell in line if cell.data_type == "f"}
    assert cells <= amounts(text) | {"0.00"}
    assert all(str(formula).startswith("=") for formula in totals)
    assert (kind == "month") == any(getattr(sheet, "_charts", ()) for sheet in book)


def test_the_first_day_is_not_after_the_last(busy: Office) -> None:
    said = busy.do("report", "tax", "--from", "2025-11-06", "--to", "2025-11-05", status=2)
    assert "The first day is after the last." in said


def test_every_report_can_be_had_as_the_book_stood_at_a_moment(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    began = clock.day_start(clock.number_of(date(2030, 1, 1))) + 9 * 3600
    monkeypatch.setattr(clock, "now", lambda: began)
    office.invoices(invoice("INV-1", 1500))
    with monkeypatch.context() as later:
        later.setattr(clock, "now", lambda: began + 60)
        office.bring(Row("TK5AAAAAA1", 1000, "INV-1"))
        later.setattr(clock, "now", lambda: began + 120)
        office.do("match")
        asked = ("aged", "--date", "2025-11-06")
        assert report(office, *asked)["figures"]["owed"] == "500.00"
        before = report(office, *asked, "--as-of", "2030-01-01T09:01:30")
        assert before["figures"]["owed"] == "1500.00"
        assert "as the book stood on 01/01/2030 at 09:01:30" in before["of"]
        day = ("daily", "--date", "2025-11-05")
        wallet = ("--wallet", "4000001:Utility")
        then = report(office, *day, *wallet, "--as-of", "2030-01-01T09:01:30")
        assert (then["C"]["amount"], report(office, *day)["C"]["amount"]) == ("1000.00", "0.00")
        assert then["head"]["as_of"] == "2030-01-01T09:01:30+03:00"
        assert "as it stood on 01/01/2030" in office.do("report", *day, *wallet, "--as-of", "2030-01-01T06:01:30+00:00")
        balance = report(office, "trial-balance", "--as-of", "2030-01-01T09:00:30")
        assert [one["name"] for one in balance["accounts"]] == ["Receivables", "Sales"]
        assert "write it as 2025-11-05T17:30" in office.refused("report", *asked, "--as-of", "yesterday")


def test_block_j_counts_takings_of_the_day_and_of_the_month(busy: Office) -> None:
    back = Row("TK7RRRRRR1", -300, "x", STRANGER, details="Pay Utility Reversal by x", linked="TK6AAAAAA3")
    busy.bring(back, Row("TK7AAAAAA4", 100, "x", STRANGER, at="10:00:00"), day=7)
    told = report(busy, "daily", "--date", "2025-11-07")["J"]
    assert told["day"] == {"n": 1, "amount": "100.00"}
    assert told["month_to_date"] == {"n": 3, "amount": "3700.00"}, "what was taken back does not count"
    assert (told["turnover_tax"]["per_cent"], told["turnover_tax"]["amount"]) == ("3", "3.00")
    assert (told["vat"]["per_cent"], told["vat"]["amount"]) == ("16", "13.79")
    text = busy.do("report", "daily", "--date", "2025-11-07")
    assert "per Finance Act 2023" in text
    pdf = str(busy.folder / "day.pdf")
    busy.do("report", "daily", "--date", "2025-11-07", "--pdf", pdf)
    assert "month to date 3,700.00; 3 % turnover tax from 01/07/2023; 16 % VAT from 01/01/2021" in pdf_text(pdf)
