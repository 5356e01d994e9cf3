"""Lists of the user's own making: headers in people's words, cells as people type them, odd rows told one by one."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import openpyxl
import pytest

from app.core import clock
from app.core.errors import DocumentRefused
from app.core.items import Item
from app.core.lists.columns import columns_of
from app.core.lists.guessing import guessed
from app.core.lists.reading import read_list
from app.core.lists.values import ColumnsUnknown, CustomerLine, Listing, ListKind
from app.core.sources.payload import Payload

INVOICES = ListKind.INVOICES


def listing(text: str | bytes, kind: ListKind = INVOICES, name: str = "list.csv", **more) -> Listing:
    return read_list(Payload(name, data=text if isinstance(text, bytes) else text.encode()), kind, **more)


def workbook(*rows: list) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.create_sheet(index=0)
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def items(found: Listing) -> list[Item]:
    return [line.stated for line in found.lines if isinstance(line.stated, Item)]


def day(*told: int) -> int:
    return clock.number_of(dt.date(*told))


def test_an_invoice_in_people_s_words() -> None:
    found = listing(
        "Sunny Shop Ltd,,,,,,,\nInvoice No.,Client Name,Mobile No,A/C No,Invoice Date,Due Date,Total (KES),Amount Paid\n"
        'inv-1001 ,Alice  Tester,0712 345 678,B 4,05/11/2025,20 Nov 2025,"KES 1,500.00",250/=\n'
    )
    assert items(found) == [
        Item(
            "invoice", "INV-1001", "inv-1001", 150_000, day(2025, 11, 5), day(2025, 11, 20),
            paid_cents=25_000, customer_name="Alice Tester", phone="254712345678", account="B 4",
        )
    ]  # fmt: skip
    assert found.lines[0].line == 3
    assert found.problems == []


@pytest.mark.parametrize(
    ("text", "cents"),
    [("1500", 150_000), ("1,500.5", 150_050), ("Ksh 2,000", 200_000), ("2000/-", 200_000), ("KES. 7 500.00", 750_000)],
)
def test_amounts_as_people_write_them(text: str, cents: int) -> None:
    assert items(listing(f'number,amount\nA,"{text}"\n'))[0].amount_cents == cents


@pytest.mark.parametrize("text", ["1.500,00", "12O0", "1e5", "1500.005", "five hundred"])
def test_what_is_no_amount_is_told_with_its_row(text: str) -> None:
    found = listing(f'number,amount\nA,"{text}"\nB,100\n')
    assert [(one.line, one.number, one.reason) for one in found.problems] == [(2, "A", f"“{text}” is no amount.")]
    assert [one.number for one in items(found)] == ["B"]


def test_month_first_days_are_turned_where_the_column_proves_it_and_the_user_is_told() -> None:
    found = listing("number,date,amount\nA,11/05/2025,1\nB,11/25/2025,1\n")
    assert [one.on_day for one in items(found)] == [day(2025, 11, 5), day(2025, 11, 25)]
    assert found.notes == ("Days in the column “date” stand month first; they were turned.",)


def test_days_of_both_orders_are_read_day_first_and_the_impossible_ones_rejected() -> None:
    found = listing("number,date,amount\nA,25/11/2025,1\nB,11/25/2025,1\nC,05/11/2025,1\n")
    assert [one.on_day for one in items(found)] == [day(2025, 11, 25), day(2025, 11, 5)]
    assert [one.line for one in found.problems] == [3]
    assert "month first in others" in found.notes[0]


def test_totals_blank_rows_and_repeated_headers_are_no_rows() -> None:
    found = listing("number,amount\nA,1\n,\nnumber,amount\nB,2\nTotal,3\n,\n")
    assert [one.number for one in items(found)] == ["A", "B"]
    assert found.problems == []


def test_an_invoice_called_total_is_an_invoice() -> None:
    assert [one.number for one in items(listing("number,date,amount\nTOTAL-7,1/2/2025,1\n"))] == ["TOTAL-7"]


@pytest.mark.parametrize("sign", [";", "\t", "|"])
def test_other_delimiters(sign: str) -> None:
    assert (
        items(listing(sign.join(["number", "amount"]) + "\n" + sign.join(["A", "1,000.00"])))[0].amount_cents == 100_000
    )


def test_utf_16_and_the_windows_code_page() -> None:
    text = "number,customer,amount\nA,Café,1\n"
    for data in (text.encode("utf-16"), text.encode("cp1252"), text.encode("utf-8-sig")):
        assert items(listing(data))[0].customer_name == "Café"


def test_a_workbook_with_true_dates_and_numbers() -> None:
    data = workbook(["Invoice", "Date", "Amount", "A/C No"], [1043, dt.datetime(2025, 11, 5), 1500.5, "007"])
    [one] = items(listing(data, name="list.xlsx"))
    assert (one.number, one.on_day, one.amount_cents, one.account) == ("1043", day(2025, 11, 5), 150_050, "007")


def test_sales_with_their_hour_and_codes() -> None:
    found = listing(
        "Receipt No,Date and Time,Branch,Till,Served By,Amount,M-PESA Code\n77,05/11/2025 3:04 PM,CBD,T1,Jane,500,tk5 ab1k2m1\n",
        ListKind.SALES,
    )
    [one] = items(found)
    assert (one.key, one.code, one.cashier) == ("CBD|T1|77", "TK5AB1K2M1", "Jane")
    assert clock.iso(one.at) == "2025-11-05T15:04:00+03:00"


def test_bank_lines_by_debit_and_credit_and_equal_lines_stay_two() -> None:
    text = "Date,Narration,Ref,Debit,Credit,Balance\n05/11/2025,MPESA SWEEP,FT1,,900,1000\n05/11/2025,FEE,,50,,950\n"
    found = items(listing(text + "05/11/2025,FEE,,50,,950\n", ListKind.BANK))
    assert [one.amount_cents for one in found] == [90_000, -5_000, -5_000]
    assert len({one.key for one in found}) == 3
    assert [one.key for one in items(listing(text, ListKind.BANK))] == [one.key for one in found[:2]]


def test_customers_with_several_phones_and_accounts() -> None:
    found = listing("Tenant,Phone,House No\nAsha Ali,0712345678 / 0722000111,4B; 4C\n", ListKind.CUSTOMERS)
    assert [line.stated for line in found.lines] == [
        CustomerLine("Asha Ali", ("254712345678", "254722000111"), ("4B", "4C"), "", "")
    ]


def test_a_header_nobody_knows_is_asked_about_with_what_could_be_guessed() -> None:
    with pytest.raises(ColumnsUnknown) as caught:
        listing("Kitu,Amount,Mteja\nA,100,Asha\n")
    error = caught.value
    assert (error.header, error.missing, error.guessed) == (("Kitu", "Amount", "Mteja"), ("number",), {"amount": 1})
    assert error.sample == (("A", "100", "Asha"),)
    again = listing("Kitu,Amount,Mteja\nA,100,Asha\n", columns={"number": 0, "amount": 1, "customer": 2})
    assert items(again)[0].customer_name == "Asha"
    assert again.fingerprint == error.fingerprint


def test_a_remembered_layout_is_used_without_asking() -> None:
    found = listing("Kitu,Amount\nA,100\n", remembered=lambda name: {"number": 0, "amount": 1})
    assert items(found)[0].number == "A"


def test_one_column_is_never_two_fields() -> None:
    for kind, header in ((INVOICES, ["No", "Name", "Amount"]), (ListKind.SALES, ["Number", "Date", "Total"])):
        places = list(columns_of(header, kind).values())
        assert len(places) == len(set(places)) == 3


@pytest.mark.parametrize(
    "data", [b"", b"\n\n", b"number,amount\n\0\0", b"%PDF-1.7 nothing", b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0 no"]
)
def test_what_is_no_table_is_refused_in_a_sentence(data: bytes) -> None:
    with pytest.raises(DocumentRefused) as caught:
        listing(data)
    assert "list.csv" in str(caught.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(DocumentRefused, match="There is no file"):
        read_list(Payload.of_path(tmp_path / "gone.csv"), INVOICES)


def test_a_list_of_which_not_one_row_can_be_read_is_asked_about_again() -> None:
    with pytest.raises(ColumnsUnknown, match="Line 2: “Asha” is no amount") as caught:
        listing("number,amount,customer\nA,Asha,100\n")
    assert (caught.value.missing, caught.value.guessed) == ((), {"number": 0, "amount": 1, "customer": 2})
    again = listing("number,amount,customer\nA,Asha,100\n", columns={"number": 0, "amount": 2, "customer": 1})
    assert items(again)[0].customer_name == "Asha"


def test_where_no_heading_is_known_the_first_full_row_is_the_header() -> None:
    with pytest.raises(ColumnsUnknown) as caught:
        listing("Duka la Asha,,\n,,\nKitu,Bei,Mteja\nA,100,Asha\n")
    assert caught.value.header == ("Kitu", "Bei", "Mteja")


@pytest.mark.parametrize("text", ["05/11/202", "05/11/20255", "32/01/2025", "2025-13-01", "yesterday", "٠٥/١١/٢٠٢٥"])
def test_what_is_no_day_is_told_with_its_row(text: str) -> None:
    found = listing(f"number,date,amount\nA,{text},1\nB,1/2/2025,1\n")
    assert [(one.line, one.reason) for one in found.problems] == [(2, f"“{text}” is no day.")]


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("a.csv", "Invoice No,Customer,Phone,Date,Due Date,Amount\n1,A,07,1/1/2026,2/2/2026,5\n", ListKind.INVOICES),
        ("b.csv", "Number,Name,Date,Total\n1,A,1/1/2026,5\n", ListKind.INVOICES),
        ("z.csv", "Sale No,Time,Branch,Till,Cashier,Amount,M-PESA Code\n1,1/1/2026 9:00,C,T,J,5,X\n", ListKind.SALES),
        ("c.csv", "Tenant,Phone,House No\nA,07,4B\n", ListKind.CUSTOMERS),
        ("d.csv", "Date,Narration,Ref,Debit,Credit,Balance\n1/1/2026,x,y,,5,5\n", ListKind.BANK),
    ],
)
def test_the_kind_of_a_list_is_guessed_from_its_header(name: str, text: str, kind: ListKind) -> None:
    found = guessed(Payload(name, data=text.encode()))
    assert found is not None
    assert (found.kind, found.rows, found.file) == (kind, 1, name)


@pytest.mark.parametrize(
    "text", ["hello,world\n1,2\n", "TK5AB1K2M1 Confirmed. Ksh5 received from A\n", "", "number,amount\n"]
)
def test_what_is_no_list_is_not_guessed_to_be_one(text: str) -> None:
    assert guessed(Payload("x.csv", data=text.encode())) is None
