"""Every wording of the domain notes' tables: kind, role, party and account."""

from __future__ import annotations

import pytest

from app.core.sources.details import classify, party_told, told_by_details, words_of
from app.core.sources.ledgers import ledger_named
from app.core.statement import LEDGERS
from tests.core.statement_files import legacy_bytes, legacy_row, read_all

IN, OUT = 0, 1

WORDINGS = [
    ("Pay Bill from 25470****001 - ALICE **** TESTER Acc. INV-1", IN, "pay_bill", "payment"),
    ("Pay Bill Online from 25470****001 - ALICE Acc. INV-1", IN, "pay_bill_online", "payment"),
    ("Standing Order Pay Bill from 25470****001 - ALICE Acc. 1", IN, "standing_order_pay_bill", "payment"),
    ("Small Business Pay Bill from 25470****001 - ALICE Acc. 1", IN, "small_business_pay_bill", "payment"),
    ("Business Pay Bill via API by 300001 - SAMPLE BANK Acc. 1", IN, "business_pay_bill", "payment"),
    ("Merchant Pay Utility Received from 5000001 - DUKA Acc. 1", IN, "merchant_pay_utility", "payment"),
    (
        "FSI to Pay Bill by 300001 - BANK LTD - BANK TO TILL Acc. 1 via WEB by OPERATOR",
        IN,
        "fsi_to_pay_bill",
        "payment",
    ),
    ("Pay Bill Charge", OUT, "pay_bill_charge", "charge"),
    ("Pay merchant Charge", OUT, "merchant_charge", "charge"),
    ("FSI to Merchant Charge by Receiver", OUT, "fsi_to_merchant_charge", "charge"),
    ("Merchant to Merchant Payment Charge to M-PESA", OUT, "merchant_to_merchant_charge", "charge"),
    ("Merchant to Merchant Payment Charge to 5000002 - OTHER DUKA", OUT, "merchant_to_merchant_charge", "charge"),
    ("Merchant to Customer Payment Charge", OUT, "merchant_to_customer_charge", "charge"),
    ("Business Pay Bill Charge", OUT, "business_pay_bill_charge", "charge"),
    ("Utility Account to Organization Settlement Account", OUT, "settlement", "sweep_out"),
    ("Utility Account to Organization Settlement Account", IN, "settlement", "sweep_in"),
    ("Merchant Account to Organization Settlement Account", OUT, "settlement", "sweep_out"),
    ("Organization Settlement Account to Organization MMF Account", OUT, "settlement_to_working", "sweep_out"),
    ("Organization Settlement Account to Organization MMF Account", IN, "settlement_to_working", "sweep_in"),
    ("Real Time Settlement of 5000001", OUT, "settlement", "sweep_out"),
    ("Move Funds from MMF Account to Utility Account", IN, "working_to_utility", "sweep_in"),
    ("BusinessTransferFromMMFToUtility", IN, "working_to_utility", "sweep_in"),
    ("Agency Withdrawal of funds to Bank", OUT, "bank_withdrawal", "sweep_out"),
    ("Organization Withdrawal of Funds via API", OUT, "bank_withdrawal", "sweep_out"),
    ("Pay Utility Reversal by testoperator", OUT, "reversal", "reversal"),
    ("Pay Merchant Reversal by M-PESA - testoperator", OUT, "reversal", "reversal"),
    ("Business Payment to 254700000001 - ALICE TESTER via API", OUT, "business_payment", "payout"),
    ("Business Payment to Customer via API", OUT, "business_payment", "payout"),
    ("Salary Payment to 254700000001 - ALICE TESTER", OUT, "salary_payment", "payout"),
    ("Promotion Payment to 254700000001 - ALICE TESTER", OUT, "promotion_payment", "payout"),
    ("Business Payment to Customer Charge", OUT, "business_payment_charge", "charge"),
    ("Merchant Payment from - 0700***001 ALICE", IN, "merchant_payment", "payment"),
    ("Merchant Payment from 254700***001 - ALICE", IN, "merchant_payment", "payment"),
    ("Merchant Payment Online from 254700***001 - ALICE", IN, "merchant_payment_online", "payment"),
    ("Small Business Pay Merchant from 254700***001 - ALICE", IN, "small_business_pay_merchant", "payment"),
    ("Merchant Payment received from 5000002 - OTHER DUKA", IN, "merchant_payment_received", "payment"),
    ("Merchant Customer Payment to 254700***001 - ALICE", OUT, "merchant_customer_payment", "payout"),
    ("Merchant Payments to 5000002 - OTHER DUKA", OUT, "merchant_payment_out", "payout"),
    ("Merchant to Utility 4000001 - TESTBIZ", OUT, "merchant_to_utility", "payout"),
    ("Merchant Pay Utility to 4000001 - TESTBIZ", OUT, "merchant_pay_utility", "payout"),
    ("Biashara Overdraft Repayment", OUT, "biashara_overdraft_repayment", "overdraft_repayment"),
    ("Loan Disbursement", IN, "loan_disbursement", "overdraft"),
    ("Funds Transfer", IN, "funds_transfer", "payment"),
    ("PAY BILL FROM 25470****001 - ALICE ACC. 1", IN, "pay_bill", "payment"),
    ("Something Safaricom invents next year", IN, "unknown", "payment"),
    ("Something Safaricom invents next year", OUT, "unknown", "other"),
    ("Some Future Charge", OUT, "charge", "charge"),
    ("", IN, "unknown", "payment"),
]


@pytest.mark.parametrize(("details", "side", "kind", "role"), WORDINGS)
def test_wording_tells_kind_and_role(details, side, kind, role):
    found = classify(words_of(details))[side]
    assert (found.kind, found.role) == (kind, role)


@pytest.mark.parametrize(("details", "side", "kind", "role"), [row for row in WORDINGS if row[0]])
def test_wording_tells_the_same_inside_a_statement(details, side, kind, role):
    cells = {"paid_in": "10.00"} if side == IN else {"paid_in": "", "withdrawn": "-10.00"}
    _, lines = read_all(legacy_bytes(legacy_row(details=details, **cells)))
    assert [(line.kind, line.role, line.details) for line in lines.observations] == [(kind, role, details)]


def test_sweeps_name_the_ledger_on_each_side():
    into, out = classify("Organization Settlement Account to Organization MMF Account")
    assert (into.ledger, out.ledger) == ("Working", "Settlement")
    into, out = classify("Utility Account to Organization Settlement Account")
    assert (into.ledger, out.ledger) == ("Settlement", "Utility")
    into, out = classify("Move Funds from MMF Account to Utility Account")
    assert (into.ledger, out.ledger) == ("Utility", "Working")
    into, out = classify("Charges Paid Account to Utility Account")
    assert (into.kind, into.ledger, out.ledger) == ("own_transfer", "Utility", "Charges Paid")


@pytest.mark.parametrize(
    ("details", "phone", "name", "account"),
    [
        (
            "Pay Bill from 25470****001 - ALICE **** TESTER Acc. INV-1001",
            "25470****001",
            "ALICE **** TESTER",
            "INV-1001",
        ),
        ("Pay Bill from 2547****111 - ALICE TESTER Acc. inv 12", "2547****111", "ALICE TESTER", "inv 12"),
        ("Pay Bill Online from 07****222 - BOB SAMPLE Acc. INV 12, 13", "07****222", "BOB SAMPLE", "INV 12, 13"),
        ("Pay Bill from 254700000001 - ALICE Acc. 0012", "254700000001", "ALICE", "0012"),
        ("Pay Bill from 25470****001 - ALICE Acc. =1+1", "25470****001", "ALICE", "=1+1"),
        ("Pay Bill from 25470****001 - ALICE Acc. 1E5", "25470****001", "ALICE", "1E5"),
        ("Pay Bill from 25470****001 - ALICE Acc.", "25470****001", "ALICE", ""),
        ("Pay Bill from 25470****001 - ALICE Acc. ", "25470****001", "ALICE", ""),
        ("Pay Bill from 25470****001 - ALICE Acc. SON Acc. 9", "25470****001", "ALICE Acc. SON", "9"),
        ("Pay Bill from 25470****001 - ALICE - SHOP Acc. 9", "25470****001", "ALICE - SHOP", "9"),
        ("Pay Bill from 25470****001 ALICE Acc. 9", "25470****001", "ALICE", "9"),
        ("Merchant Payment from - 0700***001 ALICE TESTER", "0700***001", "ALICE TESTER", ""),
        ("Merchant Payment from 254700***001 - ALICE", "254700***001", "ALICE", ""),
        ("Business Pay Bill via API by 300001 - SAMPLE BANK Acc. R1", "300001", "SAMPLE BANK", "R1"),
        (
            "FSI to Pay Bill by 300001 - BANK LTD - BANK TO TILL Acc. R 1 via WEB by OPERATOR NAME",
            "300001",
            "BANK LTD - BANK TO TILL",
            "R 1",
        ),
        ("Business Payment to 254700000001 - ALICE TESTER via API", "254700000001", "ALICE TESTER", ""),
        (
            "Business Payment to 254700000001 - ALICE via API. Original conversation ID is AG_20260303_00.",
            "254700000001",
            "ALICE",
            "",
        ),
        ("Pay Utility Reversal by 12operator", "", "", ""),
        ("Pay Utility Reversal by 254700000009 - OPERATOR", "", "", ""),
        ("Pay Merchant Reversal by M-PESA - SAMPLEOPERATOR", "", "", ""),
        ("Pay Bill Charge", "", "", ""),
        ("Utility Account to Organization Settlement Account", "", "", ""),
    ],
)
def test_details_tell_party_and_account(details, phone, name, account):
    assert told_by_details(details) == (phone, name, account)


@pytest.mark.parametrize(
    ("info", "party"),
    [
        ("25470****001 - ALICE **** TESTER", ("25470****001", "ALICE **** TESTER")),
        ("4000001 - TESTBIZ LIMITED", ("4000001", "TESTBIZ LIMITED")),
        ("300001 - BANK LTD - BANK TO TILL", ("300001", "BANK LTD - BANK TO TILL")),
        ("804080-Boost Biashara", ("804080", "Boost Biashara")),
        ("254700000001 ALICE", ("254700000001", "ALICE")),
        ("254700000001", ("254700000001", "")),
        ("ALICE TESTER", ("", "ALICE TESTER")),
        ("SP", ("", "")),
        ("", ("", "")),
    ],
)
def test_other_party_info_tells_number_and_name(info, party):
    assert party_told(info) == party


def test_parties_read_as_a_column_are_the_parties_read_one_by_one():
    infos = ["25470****001 - ALICE", "SP", "4000001 - TESTBIZ", "300001 - BANK LTD - BANK TO TILL", "254700000001"]
    rows = [legacy_row(party=info) for info in infos]
    _, usual = read_all(legacy_bytes(*rows))
    _, odd = read_all(legacy_bytes(*rows, legacy_row(party="804080-Boost Biashara")))
    told = [party_told(info) for info in infos]
    assert [(line.party_phone, line.party_name) for line in usual.observations] == told
    assert [(line.party_phone, line.party_name) for line in odd.observations] == [*told, ("804080", "Boost Biashara")]


@pytest.mark.parametrize(
    ("written", "ledger"),
    [
        ("Utility Account", "Utility"),
        ("UtilityAccount", "Utility"),
        ("MERCHANT ACCOUNT", "Merchant"),
        ("Organization MMF Account", "Working"),
        ("Working Account", "Working"),
        ("M-PESA Account", "Working"),
        ("Charges Paid Account", "Charges Paid"),
        ("Organization Settlement Account", "Settlement"),
        ("Float Account", ""),
    ],
)
def test_ledgers_have_one_name(written, ledger):
    assert ledger_named(written) == ledger
    assert ledger in ("", *LEDGERS)
