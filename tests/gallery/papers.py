"""PDF statements, messages, saved answers of Daraja: documents that are no tables."""

from __future__ import annotations

import json
import re
from pathlib import Path

from tests.core.pdf_files import BUSINESS, BUSINESS_HEAD, Column, Paper, row
from tests.core.pdf_files import NEW as NEW_COLUMNS
from tests.gallery import Entry

PHONE, CODE = ("--wallet", "254700000009:Personal"), ("--wallet", "4000001")
SAMPLES = Path(__file__).parents[1] / "samples"
PDF, SMS, DARAJA = "PDF statements", "Messages", "Saved answers of Daraja"
NEW = SAMPLES / "MPESA_Statement_new_layout_unprotected.pdf"
LOCKED = SAMPLES / "MPESA_Statement_new_layout_aes256_password_12345678.pdf"
NAME = "MPESA_Statement.pdf"
_TILL = b"TK5AB1K2M1 Confirmed. on 5/11/25 at 8:01 AM Ksh1,500.00 received from 254700000001 Alice Tester. "
TILL_SMS = _TILL + b"New Account balance is Ksh2,500.00\n"


def picture() -> bytes:
    return Paper(columns=(), head=(), foot=()).drawn([])


def letter() -> bytes:
    return Paper(head=("Dear customer,", "nothing to see here")).drawn([])


def other_lock() -> bytes:
    """A sound document whose encryption names a method that nobody has."""
    return (
        LOCKED.read_bytes()
        .replace(b"/Filter /Standard", b"/Filter /Nowhere1")
        .replace(b"/Filter/Standard", b"/Filter/Nowhere1")
    )


def two_pages() -> bytes:
    row = ["TK5AB1K2M1", "2025-11-05 08:01:10", "Pay Bill", "Completed", "1.00", "", "2.00"]
    return Paper().drawn([row], [row])


def broken_page(instead: int = 99) -> bytes:
    """Two pages, of which the second is not there, or is something else."""
    return re.sub(rb"(/Kids \[ \d+ 0 R )\d+( 0 R \])", rb"\g<1>%d\2" % instead, two_pages())


def other_columns() -> bytes:
    """A statement whose times stand under another title, before the receipts."""
    row = ["2025-11-05 08:01:10", "TK5AB1K2M1", "Pay Bill", "Completed", "1.00", "", "2.00"]
    return Paper(columns=(Column("Moment", 108), *NEW_COLUMNS[:1], *NEW_COLUMNS[2:])).drawn([row] * 12)


def two_accounts() -> bytes:
    """The second account's rows, of which the middle one is gone."""
    goods = row(
        "TK5AB1K2M1", "2025-11-05|10:00:11", "Merchant Payment", paid_in="2,500.00", balance="2,500.00", more=("", "")
    )
    fees = [
        row(receipt, f"2025-11-05|{clock}", "Pay merchant Charge", withdrawn=drawn, balance=balance, more=("", ""))
        for receipt, clock, drawn, balance in (
            ("TK5AB1K2M3", "12:00:00", "-5.00", "-38.75"), ("TK5AB1K2M1", "10:00:11", "-13.75", "-13.75")
        )
    ]  # fmt: skip
    head = (*BUSINESS_HEAD[:3], "Statement Period: 05 Nov 2025 - 05 Nov 2025")
    paper = Paper(columns=BUSINESS, head=head)
    return paper.drawn(["Account Type - Merchant Account", goods, "Account Type - Charges Paid Account", *fees])


KISWAHILI = (
    b"TK59Z2C2C2 Imethibitishwa tarehe 5/11/25 saa 4:00 PM Toa Ksh500.00 kutoka 100001 - SAMPLE AGENT SHOP"
    b" Baki yako ya M-PESA ni Ksh947.95."
)

ENTRIES = (
    Entry(PDF, "A statement protected by a password", NAME, LOCKED.read_bytes()),
    Entry(PDF, "The same with a wrong password", NAME, LOCKED.read_bytes(), options=("--password", "1")),
    Entry(PDF, "A PDF protected in another way", NAME, other_lock),
    Entry(PDF, "A third of a PDF", NAME, lambda: NEW.read_bytes()[: len(NEW.read_bytes()) // 3]),
    Entry(PDF, "A PDF with a page that is gone", NAME, broken_page),
    Entry(PDF, "A PDF with something else in place of a page", NAME, lambda: broken_page(instead=1)),
    Entry(PDF, "A PDF of which a page was taken out", NAME, lambda: two_pages().replace(b"/Count 2", b"/Count 1")),
    Entry(PDF, "A scan", NAME, picture),
    Entry(PDF, "A statement with other columns than M-PESA's", NAME, other_columns),
    Entry(PDF, "A letter", NAME, letter),
    Entry(PDF, "A statement without rows", NAME, lambda: Paper().drawn([[""] * 7]), wallets=("254700000009:Personal",)),
    Entry(PDF, "A till's statement without one row of its second account", NAME, two_accounts, wallets=("5000001:Merchant",)),
    Entry(PDF, "A PDF of thousands of pages", NAME, NEW.read_bytes(), limits={("app.core.sources.pdf.opening", "MOST_PAGES"): 2}),
    Entry(SMS, "Messages of a bank only", "messages.xml", b'<?xml version="1.0"?><smses count="1"><sms address="BANK" date="1" type="1" body="Hello" /></smses>', options=PHONE),
    Entry(SMS, "A till's messages, taken in for a phone", "messages.txt", TILL_SMS, options=PHONE),
    Entry(SMS, "A till's messages, in a book of a phone", "messages.txt", TILL_SMS, wallets=("254700000009:Personal",)),
    Entry(SMS, "A phone's messages, in a book of a paybill", "sms_personal_english.txt", (SAMPLES / "sms_personal_english.txt").read_bytes()),
    Entry(SMS, "A message in Kiswahili whose wording nobody knows", "messages.txt", KISWAHILI, options=PHONE),
    Entry(SMS, "A backup merged with itself", "messages.txt", (SAMPLES / "sms_personal_swahili.txt").read_bytes() * 2, options=PHONE),
    Entry(DARAJA, "An answer that tells of nothing", "pull.json", (SAMPLES / "daraja_pull_empty.json").read_bytes(), options=CODE),
    Entry(DARAJA, "JSON of another program", "data.json", b'{"Body": {}}'),
    Entry(DARAJA, "Half of a list of callbacks", "callbacks.json", (SAMPLES / "daraja_c2b_confirmations.json").read_bytes()[:300], options=CODE),
    Entry(DARAJA, "Nested a thousand deep", "deep.json", b'[{"TransID": "TK5AB1K2M1", "x": ' + b"[" * 100_000, options=CODE),
    Entry(DARAJA, "Something that only begins like an answer", "odd.json", json.dumps({"ResultCode": "x", "other": 1}).encode(), options=CODE),
)  # fmt: skip
