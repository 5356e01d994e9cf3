"""Rows that are odd: put right, kept aside as ignored, or rejected with a reason; the rest of the file is untouched."""

from __future__ import annotations

from datetime import datetime

import pytest

from app.core.statement import WalletKey
from tests.core.statement_files import (
    G1_HEADER,
    HEAD_OFFICE_HEADER,
    LEGACY_CSV,
    LEGACY_HEADER,
    PORTAL_CSV,
    PORTAL_HEADER,
    SFTP_HEADER,
    at,
    csv_bytes,
    legacy_bytes,
    legacy_row,
    payload,
    portal_row,
    read_all,
    xls_bytes,
    xlsx_bytes,
)

# ---------------------------------------------------------------- one odd row in a sound file

REJECTED = [
    ({"paid_in": "15OO.00"}, "The amount paid in, “15OO.00”, cannot be read."),
    (
        {"paid_in": "1.5E+05"},
        "The amount paid in, “1.5E+05”, lost its last digits in a spreadsheet, and the balances beside it do not tell them.",
    ),
    ({"paid_in": "-1500.00"}, "The amount paid in, “-1500.00”, cannot be read."),
    ({"paid_in": "10.005"}, "The amount paid in, “10.005”, cannot be read."),
    ({"paid_in": "1,50.00"}, "The amount paid in, “1,50.00”, cannot be read."),
    ({"paid_in": "9999999999999.00"}, "The amount paid in, “9999999999999.00”, cannot be read."),
    ({"paid_in": "", "withdrawn": "five"}, "The amount withdrawn, “five”, cannot be read."),
    ({"paid_in": "1.00", "withdrawn": "-1.00"}, "Both sides are filled: paid in and withdrawn."),
    ({"paid_in": "5.00", "withdrawn": "5.00"}, "Both sides are filled: paid in and withdrawn."),
    ({"paid_in": "", "withdrawn": ""}, "The row is completed but shows no amount."),
    ({"time": "31-02-2025 08:00:00"}, "The completion time “31-02-2025 08:00:00” cannot be read."),
    ({"time": "05-11-2025 25:00:00"}, "The completion time “05-11-2025 25:00:00” cannot be read."),
    ({"time": "yesterday"}, "The completion time “yesterday” cannot be read."),
    ({"time": "05-11-2025"}, "The completion time “05-11-2025” lost its time of day in a spreadsheet."),
    ({"balance": "n/a"}, "The balance “n/a” cannot be read."),
    ({"receipt": "TK5"}, "“TK5” is not a receipt number."),
    ({"receipt": "4K5AB1K2M1"}, "“4K5AB1K2M1” is not a receipt number."),
    ({"receipt": "TK5AB1K2M1X9Z"}, "“TK5AB1K2M1X9Z” is not a receipt number."),
    ({"status": ""}, "The row has no transaction status."),
]


@pytest.mark.parametrize(("cells", "reason"), REJECTED)
def test_unreadable_row_is_rejected_and_named_and_its_neighbours_are_read(cells, reason):
    bad = legacy_row(**cells)
    before, after = legacy_row(receipt="TK5AB1K2A1"), legacy_row(receipt="TK5AB1K2A2")
    _, lines = read_all(legacy_bytes(before, bad, after))
    assert [(line.line, line.reason) for line in lines.rejected] == [(3, reason)]
    assert [(line.receipt, line.line) for line in lines.observations] == [("TK5AB1K2A1", 2), ("TK5AB1K2A2", 4)]
    assert lines.rejected[0].raw.startswith(bad[0])


@pytest.mark.parametrize("status", ["Failed", "Declined", "cancelled", "EXPIRED", "Attempted", "Pending  Review"])
def test_any_other_status_moves_no_money(status):
    _, lines = read_all(legacy_bytes(legacy_row(status=status, paid_in="", balance=""), legacy_row()))
    assert [(line.status, line.line) for line in lines.ignored] == [(" ".join(status.split()), 2)]
    assert len(lines.observations) == 1


@pytest.mark.parametrize("status", ["Completed", "COMPLETED", "completed", " Completed "])
def test_completed_is_completed_in_any_dress(status):
    _, lines = read_all(legacy_bytes(legacy_row(status=status)))
    assert [line.amount_cents for line in lines.observations] == [150_000]


@pytest.mark.parametrize(
    ("cells", "cents"),
    [
        ({"paid_in": "1,500.00"}, 150_000),
        ({"paid_in": "1500"}, 150_000),
        ({"paid_in": "1500.5"}, 150_050),
        ({"paid_in": "1500.00", "withdrawn": "0.00"}, 150_000),
        ({"paid_in": "1500.00", "withdrawn": "0"}, 150_000),
        ({"paid_in": "0.00", "withdrawn": "-5.00"}, -500),
        ({"paid_in": "", "withdrawn": "-1,100.00"}, -110_000),
        ({"paid_in": "", "withdrawn": "5.00"}, -500),
        ({"paid_in": "0.00", "withdrawn": ""}, 0),
        ({"paid_in": "0.00", "withdrawn": "0.00"}, 0),
        ({"paid_in": "0"}, 0),
    ],
)
def test_sides(cells, cents):
    _, lines = read_all(legacy_bytes(legacy_row(**cells)))
    assert [line.amount_cents for line in lines.observations] == [cents]


@pytest.mark.parametrize(
    "time",
    ["05-11-2025 08:01:00", "05/11/2025 08:01:00", "2025-11-05 08:01:00", "05.11.2025 08:01:00", "5/11/2025 8:01",
     "05/11/2025 08:01", "2025-11-05T08:01:00", "2025-11-05 08:01:00.000", "5/11/2025 8:01:00 AM", "05-11-2025  08:01:00"],
)  # fmt: skip
def test_day_first_and_iso_times_of_every_shape(time):
    _, lines = read_all(legacy_bytes(legacy_row(time=time), legacy_row(receipt="TK5AB1K2M2")))
    assert lines.observations[0].completed_at == lines.observations[0].initiated_at == at("2025-11-05T08:01:00")


def test_evening_in_twelve_hours():
    _, lines = read_all(legacy_bytes(legacy_row(time="5/11/2025 8:01:00 PM")))
    assert lines.observations[0].completed_at == at("2025-11-05T20:01:00")


def test_receipts_are_upper_cased_and_stripped():
    _, lines = read_all(legacy_bytes(legacy_row(receipt=" tk5ab1k2m1 ")))
    assert lines.observations[0].receipt == "TK5AB1K2M1"


def test_missing_balance_and_unreadable_initiation_are_no_fault():
    row = legacy_row(balance="")
    row[2] = "?"
    _, lines = read_all(legacy_bytes(row))
    assert (lines.observations[0].balance_cents, lines.observations[0].initiated_at) == (None, None)


# ---------------------------------------------------------------- receipt letters


@pytest.mark.parametrize(
    ("receipt", "time", "warning"),
    [
        ("TK5AB1K2M1", "05-11-2025 08:01:10", ""),
        ("TK5AB1K2M1", "06-11-2025 00:00:01", ""),
        ("TK5AB1K2M1", "04-11-2025 08:01:10", ""),
        ("TK5AB1K2M1", "08-11-2025 08:01:10", "The receipt's letters say 5 Nov 2025; its row has another day."),
        ("SK5AB1K2M1", "05-11-2025 08:01:10", "The receipt's letters say 5 Nov 2024; its row has another day."),
        ("SCZAB1K2M1", "05-11-2025 08:01:10", ""),  # letters that spell no day
        ("EV52AY844", "01-02-2014 08:01:10", ""),  # nine characters: an older platform
    ],
)
def test_letters_that_contradict_the_day_are_told(receipt, time, warning):
    _, lines = read_all(legacy_bytes(legacy_row(receipt=receipt, time=time), legacy_row(receipt="TK5AB1K2A1")))
    assert [line.warning for line in lines.observations] == [warning, ""]


# ---------------------------------------------------------------- tables that were touched


def test_blank_lines_and_a_header_repeated_are_passed_over():
    header = ",".join(LEGACY_HEADER).encode() + b"\r\n"
    blank = b"\r\n" + b"," * 13 + b"\r\n"
    data = legacy_bytes(legacy_row()) + blank + header + legacy_bytes(legacy_row(receipt="TK5AB1K2M2"))[len(header) :]
    _, lines = read_all(data)
    assert [(line.receipt, line.line) for line in lines.observations] == [("TK5AB1K2M1", 2), ("TK5AB1K2M2", 6)]
    assert not lines.rejected


def test_empty_cells_beyond_the_header_are_cut_off():
    rows = [[*LEGACY_HEADER, "", ""], [*legacy_row(), "", ""], [*legacy_row(receipt="TK5AB1K2M2"), ""]]
    _, lines = read_all(csv_bytes(rows))
    assert len(lines.observations) == 2


def test_columns_are_found_by_name_in_any_order_and_spelling():
    header = ["A/C No", "Balance (KSHs)", "Withdrawn (KSHs)", "PAID IN", "Status", "details", "Initiation Time",
              "Completed Time", "RECEIPT NUMBER", "Something New"]  # fmt: skip
    row = [" 0012", "2,500.00", "", "1,500.00", "Completed", "Pay Bill from 25470****001 - ALICE Acc. 0012",
           "05-11-2025 08:01:08", "05-11-2025 08:01:10", "TK5AB1K2M1", "x"]  # fmt: skip
    declared, lines = read_all(csv_bytes([header, row]))
    line = lines.observations[0]
    assert declared.kind == "org_legacy_csv"
    assert (line.receipt, line.amount_cents, line.balance_cents, line.account_ref) == (
        "TK5AB1K2M1",
        150_000,
        250_000,
        "0012",
    )
    assert (line.party_phone, line.party_name) == ("25470****001", "ALICE")
    assert line.completed_at == at("2025-11-05T08:01:10")


def test_unknown_labels_above_the_header_are_passed_over():
    preamble = [
        ["Organisation Name", "TESTBIZ"],
        ["Paybill", "4000001"],
        ["Mood", "good"],
        ["Account", "Merchant Account"],
        [],
    ]
    declared, _ = read_all(legacy_bytes(legacy_row(), preamble=preamble))
    assert (declared.holder, declared.code, declared.ledger) == ("TESTBIZ", "4000001", "Merchant")


def test_cells_that_hold_line_breaks_keep_their_line_numbers():
    rows = [legacy_row(), legacy_row(receipt="TK5AB1K2M2", account="two\nlines"), legacy_row(receipt="TK5AB1K2M3")]
    _, lines = read_all(legacy_bytes(*rows))
    assert [(line.line, line.account_ref) for line in lines.observations] == [
        (2, "INV-1001"),
        (3, "two\nlines"),
        (5, "INV-1001"),
    ]


def test_a_quotation_mark_inside_an_unquoted_cell_is_text():
    data = legacy_bytes(legacy_row(account="5 inch"), legacy_row(receipt="TK5AB1K2M2")).replace(b"5 inch", b'5" pipe')
    _, lines = read_all(data)
    assert [line.account_ref for line in lines.observations] == ['5" pipe', "INV-1001"]


def test_a_carriage_return_inside_a_cell_is_a_space_or_text():
    data = legacy_bytes(legacy_row(), legacy_row(receipt="TK5AB1K2M2")).replace(
        b"ALICE **** TESTER,", b"ALICE\rTESTER,", 1
    )
    _, lines = read_all(data)
    assert len(lines.observations) == 2


def test_old_mac_line_ends():
    _, lines = read_all(legacy_bytes(legacy_row(), legacy_row(receipt="TK5AB1K2M2")).replace(b"\r\n", b"\r"))
    assert [line.line for line in lines.observations] == [2, 3]


def test_names_in_the_windows_code_page():
    data = legacy_bytes(legacy_row(party="25470****001 - JOSÉ"), legacy_row(receipt="TK5AB1K2M2"))
    _, lines = read_all(data.decode().encode("cp1252"))
    assert lines.observations[0].party_name == "JOSÉ"


# ---------------------------------------------------------------- other families


def test_sftp_lines_with_quotes_and_commas_that_are_not_escaped():
    header = ",".join(SFTP_HEADER)
    cells = ["TK5AB1K2M1", "2025-11-05 08:01:10", 'Pay Bill from 25470****001 - "BIG" ALICE, LTD Acc. 5" pipe',
             "completed", "0", "1,500", "2,500", "true", "Pay Utility", '25470****001 - "BIG" ALICE, LTD', "", "1", ""]  # fmt: skip
    good = [
        "TK5AB1K2M2",
        "2025-11-05 08:01:11",
        "Pay Bill Charge",
        "completed",
        "5",
        "0",
        "2,495",
        "true",
        "x",
        "SP",
        "SP",
        "2",
        "",
    ]
    torn = ['A","B"'] * 13
    data = "\n".join([header, *('"' + '","'.join(row) + '"' for row in (cells, good, torn))]) + "\n"
    _, lines = read_all(data.encode())
    assert [(line.receipt, line.amount_cents) for line in lines.observations] == [
        ("TK5AB1K2M1", 150_000),
        ("TK5AB1K2M2", -500),
    ]
    assert lines.observations[0].account_ref == '5" pipe'
    assert lines.observations[0].party_name == '"BIG" ALICE, LTD'
    assert [(line.line, line.reason) for line in lines.rejected] == [
        (4, "The row's quotation marks leave its cells uncertain.")
    ]


def test_sftp_withdrawn_is_positive_and_a_negative_one_is_not_believed():
    rows = [["TK5AB1K2M1", "2025-11-05 08:01:10", "Pay Bill Charge", "completed", amount, "0", "2,495", "true", "", "", "", "", ""]
            for amount in ("5", "-5")]  # fmt: skip
    _, lines = read_all(csv_bytes([SFTP_HEADER, *rows]))
    assert [line.amount_cents for line in lines.observations] == [-500]
    assert [line.reason for line in lines.rejected] == ["The amount withdrawn, “-5”, cannot be read."]


G1_ROWS = [
    ["EV52AY844", "2014-05-31 10:00:00", "Pay Bill from 254700000001 - ALICE Acc. 9", "Completed", "", "300.00", "1300.00",
     "true", "Pay Utility", "254700000001 - ALICE", ""],
    ["EV52AY845", "2014-05-31 10:01:00", "Pay Bill Charge", "Completed", "5.00", "", "1295.00", "true", "", "SP", ""],
    ["EV52AY846", "2014-05-31 10:02:00", "Pay Bill from 0700000001 - BOB Acc. 9", "Attempted", "", "9.00", "", "", "", "", ""],
]  # fmt: skip


@pytest.mark.parametrize(("written", "container"), [(csv_bytes, "csv"), (xls_bytes, "xls"), (xlsx_bytes, "xlsx")])
def test_g1_statement(written, container):
    declared, lines = read_all(written([G1_HEADER, *G1_ROWS]), name="old.bin")
    assert declared.kind == f"org_g1_{container}"
    assert [(line.receipt, line.amount_cents, line.warning) for line in lines.observations] == [
        ("EV52AY844", 30_000, ""),
        ("EV52AY845", -500, ""),
    ]
    assert lines.observations[0].party_phone == "254700000001"
    assert lines.observations[0].completed_at == at("2014-05-31T10:00:00")
    assert [line.status for line in lines.ignored] == ["Attempted"]


HEAD_OFFICE_ROWS = [
    ["WESTLANDS", "TK5AB1K2M1", "Merchant Account", "Customer Merchant Payment", "2025-11-05 08:01:10",
     "25470****001 - ALICE", "1500.00", "", "2500.00", ""],
    ["WESTLANDS", "TK5AB1K2M2", "Merchant Account", "Pay Merchant Charge", "2025-11-05 08:01:10", "SP", "", "8.25", "2491.75", ""],
    ["KISUMU", "TK5AB1K2M3", "Utility Account", "Pay Bill Online", "2025-11-05 08:02:10", "254700000002 - BOB", "20.00", "0.00",
     "77.00", ""],
]  # fmt: skip


@pytest.mark.parametrize("shift", [0, 1, -1], ids=["straight", "header one left", "header one right"])
@pytest.mark.parametrize("written", [csv_bytes, xls_bytes])
def test_head_office_list(written, shift):
    header, rows = HEAD_OFFICE_HEADER, HEAD_OFFICE_ROWS
    if shift == 1:
        rows = [["7", *row] for row in rows]
    if shift == -1:
        header = ["No.", *header]
    declared, lines = read_all(written([header, *rows]), name="all stores")
    assert declared.kind.startswith("org_head_office_")
    assert declared.ledger == "Merchant"
    found = [
        (line.receipt, line.amount_cents, line.kind, line.role, line.ledger, line.balance_cents)
        for line in lines.observations
    ]
    assert found == [
        ("TK5AB1K2M1", 150_000, "merchant_payment", "payment", "", 250_000),
        ("TK5AB1K2M2", -825, "merchant_charge", "charge", "", 249_175),
        (
            "TK5AB1K2M3",
            2_000,
            "pay_bill_online",
            "payment",
            "Utility",
            None,
        ),  # another store's balance is another chain
    ]
    assert lines.observations[0].party_name == "ALICE"


# ---------------------------------------------------------------- workbooks


def test_numbers_and_dates_in_cells():
    row = legacy_row()
    row[1] = datetime(2025, 11, 5, 8, 1, 10)
    row[2] = datetime(2025, 11, 5, 0, 0, 0)
    row[5], row[7], row[12] = 1500.5, 2500.0, 1234.0
    for written in (xls_bytes, xlsx_bytes):
        _, lines = read_all(written([LEGACY_HEADER, row]), name="s")
        line = lines.observations[0]
        assert (line.amount_cents, line.balance_cents, line.account_ref) == (150_050, 250_000, "1234")
        assert line.completed_at == at("2025-11-05T08:01:10")
        assert line.initiated_at == at("2025-11-05T00:00:00")


def test_a_withdrawn_cell_may_be_a_number():
    row = legacy_row(paid_in="", details="Pay Bill Charge")
    row[6] = -5.0
    _, lines = read_all(xls_bytes([LEGACY_HEADER, row]), name="s")
    assert lines.observations[0].amount_cents == -500


def test_row_numbers_are_those_that_excel_shows():
    rows = [
        PORTAL_HEADER,
        portal_row("Pay Bill", paid_in="1.00"),
        [],
        portal_row("Pay Bill", paid_in="2.00", receipt="TK5AB1K2M2"),
    ]
    _, lines = read_all(xlsx_bytes(rows, from_row=3, from_column=2), name="s")
    assert [(line.line, line.amount_cents) for line in lines.observations] == [(4, 100), (6, 200)]


@pytest.mark.parametrize("number", [10.005, float("nan"), float("inf"), 1e300])
def test_numbers_that_are_no_amount_reject_their_row(number):
    from app.core.sources.sheets import text_of

    row = legacy_row(paid_in=text_of(number))
    _, lines = read_all(legacy_bytes(row, legacy_row(receipt="TK5AB1K2M2")))
    assert len(lines.rejected) == len(lines.observations) == 1


# ---------------------------------------------------------------- wallet


def test_the_user_names_the_wallet_where_the_document_does_not():
    data = csv_bytes([PORTAL_HEADER, portal_row("Something new", paid_in="1.00")])
    assert (read_all(data)[0].code, read_all(data)[0].ledger) == ("", "")
    declared, _ = read_all(data, wallet=WalletKey("5000001", "Merchant"))
    assert (declared.code, declared.ledger) == ("5000001", "Merchant")


@pytest.mark.parametrize(
    ("details", "ledger"),
    [
        ("Pay Bill from 25470****001 - ALICE Acc. 1", "Utility"),
        ("Merchant Payment from - 0700***001 ALICE", "Merchant"),
        ("Merchant Account to Organization Settlement Account", "Merchant"),
        ("Pay merchant Charge", "Merchant"),
    ],
)
def test_ledger_is_inferred_from_the_words(details, ledger):
    declared, _ = read_all(csv_bytes([PORTAL_HEADER, portal_row(details, paid_in="1.00")]))
    assert declared.ledger == ledger


def test_sweep_sides_of_other_ledgers_are_named():
    rows = [
        portal_row("Organization Settlement Account to Organization MMF Account", paid_in="5.00"),
        portal_row("Organization Settlement Account to Organization MMF Account", withdrawn="-5.00"),
        portal_row("Utility Account to Organization Settlement Account", paid_in="5.00"),
        portal_row("Utility Account to Organization Settlement Account", withdrawn="-5.00"),
        portal_row("Pay Bill from 2547****001 - ALICE Acc. 1", paid_in="5.00"),
    ]
    _, lines = read_all(csv_bytes([PORTAL_HEADER, *rows]))
    assert [line.ledger for line in lines.observations] == ["Working", "Settlement", "Settlement", "", ""]
    _, lines = read_all(csv_bytes([PORTAL_HEADER, *rows]), wallet=WalletKey("4000001", "Working"))
    assert [line.ledger for line in lines.observations] == ["", "Settlement", "Settlement", "Utility", ""]


@pytest.mark.parametrize(
    ("name", "code", "ledger", "status_filter"),
    [
        ("ORG_4000001_Utility Account_Completed_20250512224001.csv", "4000001", "Utility", "Completed"),
        ("ORG_4000001_MerchantAccount_All_20251105222257.xls", "4000001", "Merchant", "All"),
        ("Copy of ORG_4000001_UtilityAccount_failed_20251105222257 (2).csv", "4000001", "Utility", "Failed"),
        ("Statements for 4000001 from 2025-11-05 to 2025-11-06 (1).csv", "4000001", "Utility", ""),
        ("Mpesa_4000001_20251105235959.csv", "4000001", "Utility", ""),
        ("march.csv", "", "Utility", ""),
    ],
)
def test_file_names_are_hints(name, code, ledger, status_filter):
    declared, _ = read_all(legacy_bytes(legacy_row()), name=name)
    assert (declared.code, declared.ledger, declared.status_filter) == (code, ledger, status_filter)


def test_preamble_is_believed_before_the_file_name():
    data = LEGACY_CSV.read_bytes()
    declared, _ = read_all(data, name="ORG_9999999_MerchantAccount_All_20251105222257.csv")
    assert (declared.code, declared.ledger) == ("4000001", "Utility")


# ---------------------------------------------------------------- lines known already


def test_known_lines_are_recognised_and_not_read_again():
    seen: dict[int, str] = {}

    def remember(receipts, digests):
        seen.update(zip(digests, receipts, strict=True))

    _, first = read_all(LEGACY_CSV, known=remember)
    assert [line.digest for line in first.observations] == list(seen)
    _, again = read_all(LEGACY_CSV, known=lambda receipts, digests: bytes(d in seen for d in digests))
    assert again.observations == []
    assert again.known == [(line.receipt, line.digest, line.line) for line in first.observations]


def test_only_unknown_lines_are_read_where_some_are_known():
    _, first = read_all(LEGACY_CSV)
    some = {line.digest for line in first.observations[::2]}
    _, again = read_all(LEGACY_CSV, known=lambda receipts, digests: bytes(d in some for d in digests))
    assert again.observations == first.observations[1::2]
    assert [digest for _, digest, _ in again.known] == [line.digest for line in first.observations[::2]]


def test_digests_stay_the_same_in_a_longer_statement_and_differ_under_another_layout():
    _, whole = read_all(LEGACY_CSV)
    text = LEGACY_CSV.read_bytes().decode().split("\r\n")
    _, part = read_all("\r\n".join([*text[:7], *text[10:]]).encode())
    assert [line.digest for line in part.observations] == [line.digest for line in whole.observations[3:]]
    _, unix = read_all("\n".join(text).encode())
    assert [line.digest for line in unix.observations] == [line.digest for line in whole.observations]
    swapped = "\r\n".join(text).replace("Reason Type", "Type of Reason")
    assert not {line.digest for line in read_all(swapped.encode())[1].observations} & {
        line.digest for line in whole.observations
    }


def test_recogniser_is_asked_about_clean_receipts_once_a_stretch():
    asked = []

    def known(receipts, digests):
        asked.append((list(receipts), len(digests)))

    read_all(csv_bytes([PORTAL_HEADER, portal_row("Pay Bill", paid_in="1.00", receipt=" tk5ab1k2m1")]), known=known)
    assert asked == [(["TK5AB1K2M1"], 1)]


# ---------------------------------------------------------------- large files


def test_a_file_of_many_blocks_is_read_like_one_of_few(monkeypatch):
    from app.core.sources import text

    rows = [legacy_row(receipt=f"TK5AB{n:05d}", account=("two\nlines" if n % 7 == 0 else f" é{n}")) for n in range(500)]
    data = legacy_bytes(*rows)
    _, whole = read_all(data)
    monkeypatch.setattr(text, "BLOCK_BYTES", 1_000)
    _, pieces = read_all(data)
    assert pieces == whole
    assert len(whole.observations) == 500
    _, utf16 = read_all(data.decode().encode("utf-16"))
    assert utf16.observations == whole.observations


def test_a_cell_of_many_lines_may_be_longer_than_a_block(monkeypatch):
    from app.core.sources import text

    monkeypatch.setattr(text, "BLOCK_BYTES", 200)
    cell = "\n".join(f"line {number} of a very long answer" for number in range(30))
    _, lines = read_all(
        legacy_bytes(legacy_row(), legacy_row(receipt="TK5AB1K2M2", account=cell), legacy_row(receipt="TK5AB1K2M3"))
    )
    assert [(line.line, line.account_ref) for line in lines.observations] == [
        (2, "INV-1001"),
        (3, cell),
        (33, "INV-1001"),
    ]


@pytest.mark.parametrize(
    "header", [LEGACY_HEADER, PORTAL_HEADER, SFTP_HEADER, G1_HEADER, HEAD_OFFICE_HEADER], ids=lambda row: row[0]
)
def test_a_header_is_of_one_family_only(header):
    from app.core.sources.families import layouts

    assert len(list(layouts(header))) == 1


def test_bytes_done_reach_the_size_of_the_document():
    from app.core.sources import read

    for data, name in ((LEGACY_CSV.read_bytes(), "a.csv"), (PORTAL_CSV.read_bytes(), "b.csv")):
        parts = list(read(payload(data, name)).lines(lambda receipts, digests: None))
        assert parts[-1].bytes_done == len(data)
