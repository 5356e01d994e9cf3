"""What the words in Details mean: kind, role, party and account of a line (domain notes 1A, 1B, 1F, 2.3).

The vocabulary is a table matched from the left, the longest beginning first, in any case. Unknown words never fail.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import NamedTuple

from app.core.sources.ledgers import sweep_ledgers
from app.core.statement import Role


class Meaning(Enum):
    """What a wording stands for: its role when money comes in, and when it goes out."""

    PAYMENT = (Role.PAYMENT, Role.OTHER)
    TRANSFER = (Role.PAYMENT, Role.PAYOUT)
    CHARGE = (Role.CHARGE, Role.CHARGE)
    SWEEP = (Role.SWEEP_IN, Role.SWEEP_OUT)
    REVERSAL = (Role.REVERSAL, Role.REVERSAL)
    PAYOUT = (Role.OTHER, Role.PAYOUT)
    LOAN = (Role.OVERDRAFT, Role.OTHER)
    LOAN_REPAYMENT = (Role.OVERDRAFT_REPAYMENT, Role.OVERDRAFT_REPAYMENT)


class Wording(NamedTuple):
    """How a line is classified. ``ledger`` is the account that a sweep's words name for this side, or ''."""

    kind: str
    role: str
    ledger: str = ""


UNKNOWN = "unknown"
UNKNOWN_IN, UNKNOWN_OUT = Wording(UNKNOWN, str(Role.PAYMENT)), Wording(UNKNOWN, str(Role.OTHER))

VOCABULARY: tuple[tuple[str, str, Meaning], ...] = (
    # paybill, money in
    ("Pay Bill", "pay_bill", Meaning.PAYMENT),
    ("Pay Bill Online", "pay_bill_online", Meaning.PAYMENT),
    ("Standing Order Pay Bill", "standing_order_pay_bill", Meaning.PAYMENT),
    ("Small Business Pay Bill", "small_business_pay_bill", Meaning.PAYMENT),
    ("Business Pay Bill", "business_pay_bill", Meaning.PAYMENT),
    ("Merchant Pay Utility", "merchant_pay_utility", Meaning.TRANSFER),
    ("Merchant to Utility", "merchant_to_utility", Meaning.TRANSFER),
    ("FSI to Pay Bill", "fsi_to_pay_bill", Meaning.PAYMENT),
    # till, money in
    ("Merchant Payment", "merchant_payment", Meaning.PAYMENT),
    ("Merchant Payment Online", "merchant_payment_online", Meaning.PAYMENT),
    ("Merchant Payment received", "merchant_payment_received", Meaning.PAYMENT),
    ("Small Business Pay Merchant", "small_business_pay_merchant", Meaning.PAYMENT),
    ("FSI to Merchant", "fsi_to_merchant", Meaning.PAYMENT),
    ("Merchant to Merchant Payment", "merchant_to_merchant", Meaning.TRANSFER),
    ("Customer Buy Goods Online", "merchant_payment_online", Meaning.PAYMENT),
    ("Funds Transfer", "funds_transfer", Meaning.PAYMENT),
    # transaction types, where a document has no Details (head-office list)
    ("Pay Utility", "pay_bill", Meaning.PAYMENT),
    ("Pay Utility with OD Online", "pay_bill_online", Meaning.PAYMENT),
    ("Customer Merchant Payment", "merchant_payment", Meaning.PAYMENT),
    ("Buy Goods", "merchant_payment", Meaning.PAYMENT),
    ("Online Merchant Payment", "merchant_payment_online", Meaning.PAYMENT),
    ("Business Buy goods", "small_business_pay_merchant", Meaning.PAYMENT),
    ("OD Payment Transfer", "od_payment_transfer", Meaning.PAYMENT),
    # fees
    ("Pay Bill Charge", "pay_bill_charge", Meaning.CHARGE),
    ("Pay merchant Charge", "merchant_charge", Meaning.CHARGE),
    ("FSI to Merchant Charge", "fsi_to_merchant_charge", Meaning.CHARGE),
    ("Merchant to Merchant Payment Charge", "merchant_to_merchant_charge", Meaning.CHARGE),
    ("Merchant to Customer Payment Charge", "merchant_to_customer_charge", Meaning.CHARGE),
    ("Business Pay Bill Charge", "business_pay_bill_charge", Meaning.CHARGE),
    # between one's own accounts, and to the bank
    ("Utility Account to Organization Settlement Account", "settlement", Meaning.SWEEP),
    ("Merchant Account to Organization Settlement Account", "settlement", Meaning.SWEEP),
    ("Merchant to Organization Settlement", "settlement", Meaning.SWEEP),
    ("Settlement", "settlement", Meaning.SWEEP),
    ("Real Time Settlement", "settlement", Meaning.SWEEP),
    ("Organization Settlement Account to Organization MMF Account", "settlement_to_working", Meaning.SWEEP),
    ("Move Funds from MMF Account to Utility Account", "working_to_utility", Meaning.SWEEP),
    ("BusinessTransferFromMMFToUtility", "working_to_utility", Meaning.SWEEP),
    ("Agency Withdrawal of funds to Bank", "bank_withdrawal", Meaning.SWEEP),
    ("Organization Withdrawal of Funds", "bank_withdrawal", Meaning.SWEEP),
    ("Organization Settle to Bank", "bank_withdrawal", Meaning.SWEEP),
    ("Withdraw Funds to Bank", "bank_withdrawal", Meaning.SWEEP),
    # reversals
    ("Pay Utility Reversal", "reversal", Meaning.REVERSAL),
    ("Pay Merchant Reversal", "reversal", Meaning.REVERSAL),
    ("Pay Bill Reversal", "reversal", Meaning.REVERSAL),
    # money paid out
    ("Business Payment", "business_payment", Meaning.TRANSFER),
    ("Salary Payment", "salary_payment", Meaning.TRANSFER),
    ("Promotion Payment", "promotion_payment", Meaning.TRANSFER),
    ("Merchant Customer Payment", "merchant_customer_payment", Meaning.TRANSFER),
    ("Merchant Payments to", "merchant_payment_out", Meaning.PAYOUT),
    ("Business to Business Transfer", "business_transfer", Meaning.TRANSFER),
    # credit from M-PESA's lenders
    ("Biashara Overdraft Repayment", "biashara_overdraft_repayment", Meaning.LOAN_REPAYMENT),
    ("Loan Disbursement", "loan_disbursement", Meaning.LOAN),
    # a personal wallet: money received and sent
    ("Funds received", "funds_received", Meaning.TRANSFER),
    ("Customer Transfer", "customer_transfer", Meaning.TRANSFER),
    ("Customer Send Money", "customer_transfer", Meaning.TRANSFER),
    ("Customer Payment to Small Business", "small_business_payment", Meaning.TRANSFER),
    ("Small Business Payment to Customer", "small_business_payment", Meaning.TRANSFER),
    ("Receive International", "international_transfer", Meaning.TRANSFER),
    ("Transfer from Bank", "bank_transfer", Meaning.TRANSFER),
    ("Offnet", "offnet_transfer", Meaning.TRANSFER),
    ("Deposit of Funds at Agent", "agent_deposit", Meaning.TRANSFER),
    ("Customer Withdrawal", "agent_withdrawal", Meaning.TRANSFER),
    ("Withdrawal Charge", "agent_withdrawal_charge", Meaning.CHARGE),
    # a personal wallet: bills, goods, airtime
    ("Pay Bill to", "pay_bill_out", Meaning.TRANSFER),
    ("Pay Bill Fuliza", "pay_bill_out", Meaning.TRANSFER),
    ("Pay Bill Online to", "pay_bill_online_out", Meaning.TRANSFER),
    ("Pay Bill Online Fuliza", "pay_bill_online_out", Meaning.TRANSFER),
    ("Card Pay Bill Online", "pay_bill_online_out", Meaning.TRANSFER),
    ("Merchant Payment to", "merchant_payment_out", Meaning.TRANSFER),
    ("Merchant Payment Fuliza", "merchant_payment_out", Meaning.TRANSFER),
    ("Merchant Payment Online to", "merchant_payment_online_out", Meaning.TRANSFER),
    ("Merchant Payment Online Fuliza", "merchant_payment_online_out", Meaning.TRANSFER),
    ("Airtime Purchase", "airtime", Meaning.TRANSFER),
    ("Buy Bundles", "bundles", Meaning.TRANSFER),
    ("Customer Bundle Purchase", "bundles", Meaning.TRANSFER),
    ("Recharge for Customer", "recharge", Meaning.TRANSFER),
    # a personal wallet: Fuliza, loans and savings
    ("OverDraft of Credit Party", "fuliza", Meaning.LOAN),
    ("OD Loan Repayment", "fuliza_repayment", Meaning.LOAN_REPAYMENT),
    ("Term Loan Disbursement", "loan_disbursement", Meaning.LOAN),
    ("M-Shwari", "savings", Meaning.TRANSFER),
    ("M-Shwari Loan", "m_shwari_loan", Meaning.LOAN),
    ("M-Shwari Loan Repayment", "m_shwari_loan_repayment", Meaning.LOAN_REPAYMENT),
    ("KCB M-PESA", "savings", Meaning.TRANSFER),
    ("Unit Trust", "savings", Meaning.TRANSFER),
)

_LONGEST_FIRST = sorted(
    ((prefix.casefold(), kind, meaning) for prefix, kind, meaning in VOCABULARY), key=lambda entry: -len(entry[0])
)
_FIRST_DIGIT = re.compile(r"\d")
_UTILITY_WORDS = (
    "pay bill",
    "standing order pay bill",
    "small business pay bill",
    "business pay bill",
    "pay utility",
    "fsi to pay bill",
)
_MERCHANT_WORDS = (
    "merchant payment",
    "pay merchant",
    "small business pay merchant",
    "customer merchant payment",
    "fsi to merchant",
)


def words_of(details: str) -> str:
    """Details up to the first digit: the wording, without the party's number."""
    return _FIRST_DIGIT.split(details, maxsplit=1)[0]


def classify(words: str) -> tuple[Wording, Wording]:
    """How a line of these words is classified when its money comes in, and when it goes out."""
    plain = " ".join(words.casefold().split())
    sweep = sweep_ledgers(words)
    kind, meaning = _looked_up(plain) or (("own_transfer", Meaning.SWEEP) if sweep else _told_by_ending(plain))
    if meaning is None:
        return UNKNOWN_IN, UNKNOWN_OUT
    leaves, reaches = sweep or ("", "")
    came, went = meaning.value
    return Wording(kind, str(came), reaches), Wording(kind, str(went), leaves)


def _looked_up(plain: str) -> tuple[str, Meaning] | None:
    for prefix, kind, meaning in _LONGEST_FIRST:
        if not plain.startswith(prefix):
            continue
        if meaning not in (Meaning.CHARGE, Meaning.SWEEP) and " charge" in plain[len(prefix) :]:
            return f"{kind}_charge", Meaning.CHARGE
        if meaning is not Meaning.REVERSAL and " reversal" in plain[len(prefix) :]:
            return "reversal", Meaning.REVERSAL
        return kind, meaning
    return None


def _told_by_ending(plain: str) -> tuple[str, Meaning | None]:
    """Charge rows read ``… Charge`` and reversals ``… Reversal …`` whatever stands before (domain notes 1A)."""
    if plain.endswith(" charge") or " charge " in plain:
        return "charge", Meaning.CHARGE
    if " reversal" in plain:
        return "reversal", Meaning.REVERSAL
    return UNKNOWN, None


def ledger_spoken_of(details: str) -> str:
    """The ledger in whose statement such a line stands, or '' where the words could stand in several."""
    plain = details.casefold()
    if plain.startswith(_UTILITY_WORDS):
        return "Utility"
    if plain.startswith(_MERCHANT_WORDS):
        return "Merchant"
    if plain.startswith(("utility account to", "merchant account to")):
        leaves = sweep_ledgers(details)
        return leaves[0] if leaves else ""
    return ""


class Classified(dict[str, tuple[Wording, Wording]]):
    """Wordings by the head of Details (all before `` from ``), filled as they are met; bounded."""

    def __missing__(self, head: str) -> tuple[Wording, Wording]:
        """Classify by the words alone; heads that hold a party's number are not kept."""
        words = words_of(head)
        if words != head:
            return self[words]
        found = classify(words)
        if len(self) < 4096:
            self[words] = found
        return found


# ---------------------------------------------------------------- party and account

_NUMBER = r"\d[\d*•∗]+(?: \*+ \d+)?"
_INFO = re.compile(rf"({_NUMBER})\s*(?:-\s*|\s)(.*)", re.DOTALL)
_BARE_NUMBER = re.compile(_NUMBER)
_IN_DETAILS = re.compile(
    rf"\b(?:from|to|by|Agent Till|from Bank)\s+(?:-\s*)?({_NUMBER})(?:\s*-\s*|\s+|(?=[A-Za-z])|$)(.*)", re.DOTALL
)
_ON_BEHALF = re.compile(r"\s+(?:by\s+\d|to Customer\b).*", re.DOTALL)
_USUAL = re.compile(
    r"(?:Pay Bill|Pay Bill Online|Standing Order Pay Bill|Small Business Pay Bill) from "
    r"(\d[\d*]+) - (.*) Acc\.(?: (.*))?",
    re.DOTALL,
)
_VIA = re.compile(r"\s+via\s+(?:API|WEB|APP|USSD|STK|SIM)\b.*", re.DOTALL)
_ACCOUNT = " Acc."
_NO_PARTY = frozenset({"", "SP"})


def party_told(info: str) -> tuple[str, str]:
    """Number and name in Other Party Info: ``25470****001 - ALICE``, ``804080-Boost``, ``SP`` (nobody), a bare name."""
    text = info.strip()
    if text in _NO_PARTY:
        return "", ""
    found = _INFO.fullmatch(text)
    if found:
        return found[1], found[2].strip()
    return (text, "") if _BARE_NUMBER.fullmatch(text) else ("", text)


def account_after(details: str) -> tuple[str, str]:
    """Details cut at the last `` Acc. ``: what stands before it, and the account as the customer typed it."""
    before, mark, account = details.rpartition(" Acc. ")
    if mark:
        return before, account.strip()
    return (details[: -len(_ACCOUNT)], "") if details.endswith(_ACCOUNT) else (details, "")


def told_by_details(details: str) -> tuple[str, str, str]:
    """Number, name and account that Details name, each '' where they do not.

    A portal user's name (``… Reversal by <operator>``, ``… via WEB by <operator>``) is nobody's here.
    """
    text = details.rstrip()
    if usual := _USUAL.fullmatch(text):
        return usual[1], usual[2].strip(), (usual[3] or "").strip()
    before, account = account_after(text)
    words = words_of(text).casefold()
    if words.startswith(("fsi to", "business pay bill")):
        account = _VIA.sub("", " " + account).strip()
    if "reversal" in words:
        return "", "", account
    found = _IN_DETAILS.search(before)
    if not found:
        return "", "", account
    return found[1], _ON_BEHALF.sub("", _VIA.sub("", " " + found[2])).strip(), account
