"""The vocabulary of a personal statement's Details (domain notes 2.3): kind, role, party and account."""

from __future__ import annotations

import pytest

from app.core.sources.details import classify, told_by_details, words_of

IN, OUT = 0, 1
WORDINGS = [
    ("Funds received from - 2547******001 ALICE", IN, "funds_received", "payment"),
    ("Business Payment from 300001 - SACCO via API.", IN, "business_payment", "payment"),
    ("Salary Payment from 300001 - SHOP", IN, "salary_payment", "payment"),
    ("Promotion Payment from 300001 - SHOP", IN, "promotion_payment", "payment"),
    ("Merchant Customer Payment from 300001 - SHOP", IN, "merchant_customer_payment", "payment"),
    ("Small Business Payment to Customer via API from - 0700***001 A", IN, "small_business_payment", "payment"),
    ("Deposit of Funds at Agent Till 100001 - SHOP", IN, "agent_deposit", "payment"),
    ("Receive International Transfer From 300001", IN, "international_transfer", "payment"),
    ("Transfer from Bank 300001 - BANK to Customer", IN, "bank_transfer", "payment"),
    ("Offnet B2C Transfer by 966888AIRTEL MONEY via API to - 0733***001", IN, "offnet_transfer", "payment"),
    ("Term Loan Disbursement", IN, "loan_disbursement", "overdraft"),
    ("OverDraft of Credit Party", IN, "fuliza", "overdraft"),
    ("Customer Transfer to - 0700***001 ALICE", OUT, "customer_transfer", "payout"),
    ("Customer Transfer Fuliza MPesa to - 0700***001 ALICE", OUT, "customer_transfer", "payout"),
    ("Customer Transfer of Funds Charge", OUT, "customer_transfer_charge", "charge"),
    ("Customer Send Money to Micro SME Business to - 0700***001", OUT, "customer_transfer", "payout"),
    ("Customer Send Money To Unregistered User Charge", OUT, "customer_transfer_charge", "charge"),
    ("Customer Payment to Small Business to - 0700***001 ALICE", OUT, "small_business_payment", "payout"),
    ("Pay Bill to 888001 - POWER Acc. 1", OUT, "pay_bill_out", "payout"),
    ("Pay Bill Online Fuliza M-Pesa to 888001 - POWER Acc. 1", OUT, "pay_bill_online_out", "payout"),
    ("Pay Bill Charge", OUT, "pay_bill_charge", "charge"),
    ("Card Pay Bill Online to 903470 M-PESA GlobalPay Acc. 1", OUT, "pay_bill_online_out", "payout"),
    ("Merchant Payment to 5000001 - DUKA", OUT, "merchant_payment_out", "payout"),
    ("Merchant Payment Online Fuliza M-Pesa to 5000001 - DUKA", OUT, "merchant_payment_online_out", "payout"),
    ("Pay Merchant Charge", OUT, "merchant_charge", "charge"),
    ("Customer Withdrawal At Agent Till 100001 - SHOP", OUT, "agent_withdrawal", "payout"),
    ("Withdrawal Charge", OUT, "agent_withdrawal_charge", "charge"),
    ("Airtime Purchase with Fuliza", OUT, "airtime", "payout"),
    ("Airtime Purchase Reversal", IN, "reversal", "reversal"),
    ("Buy Bundles Online", OUT, "bundles", "payout"),
    ("Customer Bundle Purchase to 826915Safaricom Offers by 0700***001 A", OUT, "bundles", "payout"),
    ("Recharge for Customer With Fuliza to 150501SAFARICOMHOME by 0700***001", OUT, "recharge", "payout"),
    ("OD Loan Repayment to 232323 - M-PESA Overdraw", OUT, "fuliza_repayment", "overdraft_repayment"),
    ("M-Shwari Deposit", OUT, "savings", "payout"),
    ("M-Shwari Withdraw", IN, "savings", "payment"),
    ("M-Shwari Loan", IN, "m_shwari_loan", "overdraft"),
    ("M-Shwari Loan Repayment", OUT, "m_shwari_loan_repayment", "overdraft_repayment"),
    ("KCB M-PESA Target First Deposit", OUT, "savings", "payout"),
    ("Unit Trust Invest", OUT, "savings", "payout"),
    ("Send Money Expire Reversal", IN, "reversal", "reversal"),
    ("GlobalPay reversal from 903470 - M-PESA GlobalPay Acc. 1", IN, "reversal", "reversal"),
]  # fmt: skip


@pytest.mark.parametrize(("details", "side", "kind", "role"), WORDINGS)
def test_personal_wording_tells_kind_and_role(details, side, kind, role):
    found = classify(words_of(details))[side]
    assert (found.kind, found.role) == (kind, role)


@pytest.mark.parametrize(
    ("details", "told"),
    [
        ("Customer Transfer to - 2547******002 BOB SAMPLE", ("2547******002", "BOB SAMPLE", "")),
        ("Customer Transfer to 2547******002 - BOB SAMPLE", ("2547******002", "BOB SAMPLE", "")),
        ("Deposit of Funds at Agent Till 100001 - SAMPLE SHOP", ("100001", "SAMPLE SHOP", "")),
        ("Transfer from Bank 300001 - EXAMPLE BANK to Customer", ("300001", "EXAMPLE BANK", "")),
        ("Customer Bundle Purchase to 826915Safaricom Offers by 0700***001 A", ("826915", "Safaricom Offers", "")),
        ("Pay Bill Online to 888001 - POWER TOKENS Acc. 01234567890", ("888001", "POWER TOKENS", "01234567890")),
        ("Airtime Purchase", ("", "", "")),
        ("Pay Merchant Reversal by M-PESA - SAMPLEOPERATOR", ("", "", "")),
    ],
)
def test_personal_wording_names_party_and_account(details, told):
    assert told_by_details(details) == told
