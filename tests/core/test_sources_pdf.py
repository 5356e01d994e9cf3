"""PDF statements: the samples against what they are known to hold, and the traps of the layout one by one."""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.sources import read
from app.core.statement import WalletKey
from tests.core.golden import as_read as read_now
from tests.core.golden import golden_of, payload_of, statement_samples
from tests.core.pdf_files import BUSINESS, BUSINESS_HEAD, LEFT, MIDDLE, NEW, NEW_HEAD, OLD, RIGHT, Column, Paper, row
from tests.core.statement_files import SAMPLES, at, joined, nothing_known, read_all

EXPECTED = json.loads((SAMPLES / "expected_pdf.json").read_text())
NEW_PDF = SAMPLES / "MPESA_Statement_new_layout_unprotected.pdf"
OLD_PDF = SAMPLES / "MPESA_Statement_old_layout_20220301_to_20220331.pdf"
TILL_PDF = SAMPLES / "Business_M-PESA_Statement_till_5000001.pdf"


def read_pdf(data: bytes, *, wallet: WalletKey | None = None):
    return read_all(data, name="statement.pdf", wallet=wallet)


def money_of(row: dict[str, str]) -> int:
    amount = row.get("amount") or (row["paid_in"] if row["paid_in"] != "0.00" else f"-{row['withdrawn']}")
    return round(float(amount) * 100)


@pytest.mark.parametrize("sample", statement_samples(), ids=lambda path: path.name)
def test_sample_is_read_as_its_golden_file_says(sample):
    assert read_now(sample) == golden_of(sample).read_text(encoding="utf-8"), "python -m tests.core.golden --renew"


@pytest.mark.parametrize("path", [NEW_PDF, OLD_PDF, TILL_PDF], ids=lambda path: path.name)
def test_sample_holds_what_was_drawn_into_it(path):
    _, lines = read_all(path)
    assert [
        (line.receipt, line.completed_at, line.details, line.amount_cents, line.balance_cents)
        for line in lines.observations
    ] == [
        (one["receipt"], at(one["time"]), one["details"], money_of(one), round(float(one["balance"]) * 100))
        for one in EXPECTED[path.name]
    ]
    assert not lines.ignored
    assert not lines.rejected


@pytest.mark.parametrize(
    "name", [path.name for path in SAMPLES.glob("MPESA_Statement_new_layout_*") if path != NEW_PDF]
)
def test_ciphers_change_nothing(name):
    plain, encrypted = read(payload_of(NEW_PDF)), read(payload_of(SAMPLES / name))
    assert plain.declared == encrypted.declared
    assert joined(plain.lines(nothing_known)) == joined(encrypted.lines(nothing_known))


def test_statements_say_whose_they_are_and_what_they_add_up_to():
    declared, _ = read_all(NEW_PDF)
    assert (declared.kind, declared.code, declared.ledger) == ("personal_pdf", "254700000009", "Personal")
    assert (declared.starts_at, declared.ends_at) == (at("2026-03-01T00:00:00"), at("2026-03-31T23:59:59"))
    assert (declared.paid_in_cents, declared.withdrawn_cents, declared.holder) == (900_500, 580_405, "SAMPLE PERSON")
    declared, _ = read_all(OLD_PDF)
    assert (declared.kind, declared.code, declared.ledger) == ("personal_old_pdf", "254700000009", "Personal")
    assert (declared.starts_at, declared.ends_at) == (at("2022-03-01T00:00:00"), at("2022-03-31T23:59:59"))
    declared, _ = read_all(TILL_PDF)
    assert (declared.kind, declared.code, declared.ledger) == ("business_pdf", "5000001", "Merchant")
    assert (declared.paid_in_cents, declared.withdrawn_cents, declared.holder) == (465_000, 462_475, "TESTBIZ DUKA")


def test_number_of_a_personal_wallet_is_written_as_the_user_writes_it():
    assert read_all(NEW_PDF, wallet=WalletKey("0700000009", ""))[0].code == "0700000009"
    assert read_all(NEW_PDF, wallet=WalletKey("0700000008", ""))[0].code == "254700000009"


# ---------------------------------------------------------------- cells broken over lines

LONG = [
    row("UCP9ZPOCH1", "2026-03-25 13:13:13", "Customer Payment to Small|Business to - 0700***003 CAROL|EXAMPLE",
        withdrawn="-150.00", balance="1,527.95"),
    row("UCK9ZMSHW1", "2026-03-20 08:00:00", "M-Shwari Deposit", withdrawn="-200.00", balance="1,677.95"),
    row("UCF9Z2C2C2", "2026-03-15 16:00:00", "Customer Withdrawal At Agent Till|100001 - SAMPLE AGENT SHOP",
        withdrawn="-500.00", balance="1,877.95"),
    row("UCA9Z1T0T0", "2026-03-10 10:11:12", "Funds received from -|2541******|002 BOB SAMPLE", paid_in="1,000.00",
        balance="2,377.95"),
    row("UC19Z4K8L1", "2026-03-01 12:30:05", "Pay Bill Charge", withdrawn="-5.00", balance="1,377.95"),
]  # fmt: skip
LONG_READ = [
    ("UCP9ZPOCH1", "Customer Payment to Small Business to - 0700***003 CAROL EXAMPLE", -15_000, 152_795),
    ("UCK9ZMSHW1", "M-Shwari Deposit", -20_000, 167_795),
    ("UCF9Z2C2C2", "Customer Withdrawal At Agent Till 100001 - SAMPLE AGENT SHOP", -50_000, 187_795),
    ("UCA9Z1T0T0", "Funds received from - 2541******002 BOB SAMPLE", 100_000, 237_795),
    ("UC19Z4K8L1", "Pay Bill Charge", -500, 137_795),
]


def told(lines) -> list[tuple[str, str, int, int | None]]:
    assert not lines.rejected
    return [(line.receipt, line.details, line.amount_cents, line.balance_cents) for line in lines.observations]


@pytest.mark.parametrize("standing", ["top", "middle", "bottom"])
@pytest.mark.parametrize("padding", [6.0, 3.0, 0.0])
@pytest.mark.parametrize("by_column", [False, True], ids=["by row", "by column"])
def test_details_broken_over_lines(standing, padding, by_column):
    paper = Paper(standing=standing, padding=padding, by_column=by_column)
    assert told(read_pdf(paper.drawn(LONG, LONG[:0] + LONG[::-1]))[1]) == LONG_READ + LONG_READ[::-1][1:]


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_page_that_is_shown_turned(turned):
    assert told(read_pdf(Paper(turned=turned).drawn(LONG))[1]) == LONG_READ


def test_narrow_columns_break_receipt_and_time():
    narrow = [
        [cells[0][:6] + "|" + cells[0][6:], cells[1].replace(" ", "|"), *cells[2:]]
        for cells in LONG
    ]  # fmt: skip
    for standing in ("top", "middle", "bottom"):
        _, lines = read_pdf(Paper(standing=standing).drawn(narrow))
        assert told(lines) == LONG_READ
        assert lines.observations[0].completed_at == at("2026-03-25T13:13:13")


def test_very_narrow_column_breaks_the_day_itself():
    narrow = [[cells[0], f"{cells[1][:8]}|{cells[1][8:10]}|{cells[1][11:]}", *cells[2:]] for cells in LONG]
    _, lines = read_pdf(Paper().drawn(narrow))
    assert told(lines) == LONG_READ
    assert lines.observations[0].completed_at == at("2026-03-25T13:13:13")


def test_titles_broken_over_lines():
    columns = (NEW[0], Column("Completion|Time", 108), NEW[2], Column("Transaction|Status", 282), *NEW[4:])
    assert told(read_pdf(Paper(columns=columns).drawn(LONG))[1]) == LONG_READ


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_titles_centred_over_cells_that_are_not(turned):
    columns = (NEW[0], Column("Completion Time", 108, titled_at=117), Column("Details", 177, titled_at=215), *NEW[3:])
    assert told(read_pdf(Paper(columns=columns, turned=turned).drawn(LONG))[1]) == LONG_READ


# ---------------------------------------------------------------- money


def test_amount_glued_to_the_status():
    glued = [
        row("UC29Z7P3M5", details="Pay Bill Charge", status="Completed-8,000.00", balance="1,527.95"),
        row("UC29Z7P3M6", details="Pay Bill Charge", status="Completed8,000.00", balance="9,527.95"),
    ]
    _, lines = read_pdf(Paper().drawn(glued))
    assert [(line.amount_cents, line.balance_cents) for line in lines.observations] == [
        (-800_000, 152_795),
        (800_000, 952_795),
    ]


def test_a_customers_reference_is_not_cut_where_it_looks_glued():
    details = "Pay Bill Online to 888001 - SHOP|Acc. Completed12.50INV9"
    _, lines = read_pdf(Paper().drawn([row(details=details, withdrawn="-10.00", balance="5.00")]))
    assert lines.observations[0].account_ref == "Completed12.50INV9"


@pytest.mark.parametrize("stands", [LEFT, RIGHT, MIDDLE])
@pytest.mark.parametrize("two_sided", [False, True])
@pytest.mark.parametrize("sign", ["", "-"])
def test_sides_are_told_by_place_or_sign(stands, two_sided, sign):
    columns = (
        *NEW[:4],
        Column("Paid In", 400, stands),
        Column("Withdrawn", 480, stands),
        Column("Balance", 560, stands),
    )
    none = "0.00" if two_sided else ""
    rows = [
        row("UC19Z4K8L2", withdrawn=f"{sign}1.00", paid_in=none, balance="9,000,999.00"),
        row("UC19Z4K8L1", paid_in="9,000,000.00", withdrawn=none, balance="9,001,000.00"),
    ]
    _, lines = read_pdf(Paper(columns=columns).drawn(rows))
    assert [line.amount_cents for line in lines.observations] == [-100, 900_000_000]


def test_zero_row_and_negative_balance_are_kept():
    rows = [
        row("UCK9ZLREQ0", details="M-Shwari Loan Request", paid_in="0.00", balance="-12.50"),
        row("UCK9ZLREQ1", details="Pay Bill Charge", withdrawn="-5.00", balance="-12.50"),
    ]
    _, lines = read_pdf(Paper().drawn(rows))
    assert [(line.amount_cents, line.balance_cents) for line in lines.observations] == [(0, -1250), (-500, -1250)]


def test_failed_row_is_ignored_and_unreadable_rows_are_rejected():
    rows = [
        row("UCK9ZLREQ0", status="Failed", withdrawn="-5.00", balance="10.00"),
        row("UCK9ZLREQ1", time="2026-03-41 12:30:05", withdrawn="-5.00", balance="10.00"),
        row("UCK9ZL", withdrawn="-6.00", balance="10.00"),
        row("UCK9ZLREQ3", balance="10.00"),
    ]
    _, lines = read_pdf(Paper().drawn(rows))
    assert [(line.receipt, line.status) for line in lines.ignored] == [("UCK9ZLREQ0", "Failed")]
    assert [line.receipt for line in lines.rejected] == ["UCK9ZLREQ1", "UCK9ZL", "UCK9ZLREQ3"]
    assert not lines.observations


def test_details_that_run_into_the_status_are_no_status():
    columns = (*NEW[:3], Column("Transaction Status", 345, titled_at=300), *NEW[4:])
    details = "Funds received from - 2547******001 CAROL ALICE"  # ALICE begins beneath the next title
    _, lines = read_pdf(Paper(columns=columns).drawn([row(details=details, paid_in="1.00", balance="1.00")]))
    assert [line.details for line in lines.observations] == [details]
    assert not lines.ignored


def test_status_that_is_completed_only_in_part_is_told_and_not_passed_over():
    _, lines = read_pdf(Paper().drawn([row(status="Completed in part", withdrawn="-1.00", balance="1.00")]))
    assert not lines.ignored
    assert [line.reason for line in lines.rejected] == ["The row has no transaction status."]


# ---------------------------------------------------------------- pages


def test_rows_printed_on_both_sides_of_a_page_break_count_once():
    _, lines = read_pdf(Paper().drawn(LONG[:3], LONG[1:], LONG[4:]))
    assert told(lines) == LONG_READ


def test_same_row_twice_on_one_page_is_left_to_be_told():
    _, lines = read_pdf(Paper().drawn([LONG[0], LONG[1], LONG[1]]))
    assert [line.receipt for line in lines.observations] == ["UCP9ZPOCH1", "UCK9ZMSHW1", "UCK9ZMSHW1"]


@pytest.mark.parametrize("repeats_header", [True, False])
def test_row_broken_by_a_page_break_goes_on(repeats_header):
    first = row("UCP9ZPOCH1", "2026-03-25 13:13:13", "Customer Payment to Small|Business to - 0700***003",
                withdrawn="-150.00", balance="1,527.95")  # fmt: skip
    rest = ["", "", "CAROL|EXAMPLE", "", "", "", ""]
    paper = Paper(repeats_header=repeats_header)
    assert told(read_pdf(paper.drawn([first], [rest, *LONG[1:]]))[1]) == LONG_READ


def test_verification_code_and_foot_are_no_rows():
    paper = Paper(foot=("Disclaimer: invented.", "UCP9ZPOC", "Page {page} of {pages}"))
    assert told(read_pdf(paper.drawn(LONG[:2], LONG[2:]))[1]) == LONG_READ


def test_pages_without_repeated_header():
    assert told(read_pdf(Paper(repeats_header=False).drawn(LONG[:2], LONG[2:]))[1]) == LONG_READ


def test_rows_on_a_page_whose_header_is_not_known_are_told():
    unknown = (*NEW[:1], Column("Moment", 108), *NEW[2:])
    pages = Paper(columns=unknown, repeats_header=False)
    data = joined_pages(pages.drawn(LONG[:2]), Paper().drawn(LONG[2:]))
    _, lines = read_pdf(data)
    assert [line.receipt for line in lines.observations] == [cells[0] for cells in LONG[2:]]
    assert ["UCP9ZPOCH1" in line.raw or "UCK9ZMSHW1" in line.raw for line in lines.rejected] == [True, True]


def joined_pages(*documents: bytes) -> bytes:
    """Several PDFs as one."""
    from pypdfium2 import PdfDocument

    whole = PdfDocument.new()
    for data in documents:
        whole.import_pages(PdfDocument(data))
    out = io.BytesIO()
    whole.save(out)
    return out.getvalue()


def test_printed_opening_and_closing_are_declared():
    head = (*NEW_HEAD, "Opening Balance: 1,382.95 Closing Balance: KES 1,527.95")
    declared, _ = read_pdf(Paper(head=head).drawn(LONG))
    assert (declared.opening_cents, declared.closing_cents) == (138_295, 152_795)


# ---------------------------------------------------------------- business

PARTY = ("Customer Merchant|Payment", "254700***001 - ALICE|TESTER")
MERCHANT = [
    row("UI60SETTL1", "2026-09-06|22:00:00", "Merchant Account to Organization|Settlement Account",
        withdrawn="-4,600.00", balance="125.25", more=("Funds Transfer", "5000001 - TESTBIZ|DUKA")),
    row("UI5AB1M2M3", "2026-09-05|10:00:11", "Merchant Payment from -|0700***001 ALICE TESTER", paid_in="2,500.00",
        balance="4,725.25", more=PARTY),
]  # fmt: skip
WORKING = [
    row("UI60SETTL1", "2026-09-06|22:00:00", "Organization Settlement Account to|Organization MMF Account",
        paid_in="4,600.00", balance="5,000.00", more=("Funds Transfer", "5000001 - TESTBIZ|DUKA")),
]  # fmt: skip


def section(name: str) -> str:
    return f"Account Type - {name}"


def sections_pdf(head=BUSINESS_HEAD, standing="top") -> bytes:
    paper = Paper(columns=BUSINESS, head=head, standing=standing)
    return paper.drawn([section("Merchant Account"), *MERCHANT, section("Organization MMF Account"), *WORKING])


@pytest.mark.parametrize("standing", ["top", "middle", "bottom"])
def test_each_account_section_is_its_own_ledger(standing):
    declared, lines = read_pdf(sections_pdf(standing=standing))
    assert declared.ledger == "Merchant"
    assert [(line.receipt, line.ledger, line.role, line.amount_cents) for line in lines.observations] == [
        ("UI60SETTL1", "", "sweep_out", -460_000),
        ("UI5AB1M2M3", "", "payment", 250_000),
        ("UI60SETTL1", "Working", "sweep_in", 460_000),
    ]
    assert lines.observations[1].party_name == "ALICE TESTER"


def test_section_that_the_user_names_is_the_documents_own():
    declared, lines = read_pdf(sections_pdf(), wallet=WalletKey("5000001", "Working"))
    assert declared.ledger == "Working"
    assert [line.ledger for line in lines.observations] == ["Merchant", "Merchant", ""]


def test_summary_over_all_sections_is_not_held_against_one():
    declared, _ = read_pdf(sections_pdf(head=(*BUSINESS_HEAD, "Total 7,100.00 4,600.00")))
    assert (declared.paid_in_cents, declared.withdrawn_cents) == (None, None)
    declared, _ = read_pdf(sections_pdf(head=(*BUSINESS_HEAD, "Total 7,100.00 4,601.00")))
    assert (declared.paid_in_cents, declared.withdrawn_cents) == (710_000, 460_100)


def test_section_goes_on_over_pages():
    paper = Paper(columns=BUSINESS, head=BUSINESS_HEAD)
    pages = ([section("Merchant Account"), MERCHANT[0]], [MERCHANT[1], section("Working Account"), *WORKING])
    _, lines = read_pdf(paper.drawn(*pages))
    assert [line.ledger for line in lines.observations] == ["", "", "Working"]


def test_business_style_of_2025_prints_both_sides_unsigned():
    rows = [
        row("UI5AB1M2M3", "2026-09-05|10:00:11", "Pay merchant Charge", paid_in="0.00", withdrawn="13.75",
            balance="2,586.25", more=PARTY),
        row("UI5AB1M2M3", "2026-09-05|10:00:11", "Merchant Payment from -|07******451 ALICE", paid_in="2,500.00",
            withdrawn="0.00", balance="2,600.00", more=PARTY),
    ]  # fmt: skip
    declared, lines = read_pdf(Paper(columns=BUSINESS, head=BUSINESS_HEAD).drawn(rows))
    assert [(line.role, line.amount_cents, line.balance_cents) for line in lines.observations] == [
        ("charge", -1_375, 258_625),
        ("payment", 250_000, 260_000),
    ]
    assert declared.ledger == "Merchant"  # no section is named: the words tell


def test_old_layout_prints_number_before_name():
    rows = [row("QCK4AB12CD", "2022-03-20 10:00:01", "Customer Transfer to 2547******002 - BOB|SAMPLE",
                status="COMPLETED", paid_in="0.00", withdrawn="12.00", balance="47.69")]  # fmt: skip
    _, lines = read_pdf(Paper(columns=OLD).drawn(rows))
    line = lines.observations[0]
    assert (line.party_phone, line.party_name, line.amount_cents) == ("2547******002", "BOB SAMPLE", -1_200)


# ---------------------------------------------------------------- any statement


@st.composite
def statements(draw):
    """Rows of a believable statement, with how they are printed."""
    standing = draw(st.sampled_from(["top", "middle", "bottom"]))
    words = st.lists(
        st.sampled_from(["Pay Bill to", "888001 -", "SAMPLE", "Acc. 77", "x", "TOKENS"]), min_size=1, max_size=4
    )
    rows = [
        row(
            f"UC1{number:07d}",
            f"2026-03-01 12:{59 - number:02d}:05",
            "|".join(draw(words)),
            withdrawn="-1.00",
            balance=f"{number + 1}.00",
        )
        for number in range(draw(st.integers(1, 12)))
    ]
    cut = draw(st.integers(1, len(rows)))
    return (
        Paper(standing=standing, by_column=draw(st.booleans())),
        rows,
        [rows[:cut], rows[cut:]] if cut < len(rows) else [rows],
    )


@settings(max_examples=40, deadline=None)
@given(statements())
def test_whatever_is_printed_is_read_back(printed):
    paper, rows, pages = printed
    _, lines = read_pdf(paper.drawn(*pages))
    assert [(line.receipt, line.details) for line in lines.observations] == [
        (cells[0], cells[2].replace("|", " ")) for cells in rows
    ]
