"""QuickBooks Desktop's IIF: tab-separated blocks of one transaction each, which sum to zero.

The layout is that of Intuit's IIF articles (community.intuit.com 1437417): titles begin with ``!``, lists come before
transactions, dates are MM/DD/YYYY as the American engine reads them, amounts bare with a minus for credits. Account
names hold 31 signs, numbers of documents 11. The file is in the code page of Windows; QuickBooks reads no other.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.core import clock, money
from app.core.exports.files import NewFiles
from app.core.exports.outgoing import Outgoing, Parcel
from app.core.exports.spreadsheet import safe_text
from app.core.exports.wording import in_words, spelt_in
from app.core.ledger import Account, Kind, code

ENCODING = "cp1252"
VENDOR = "Safaricom"
LONGEST_NAME, LONGEST_NUMBER, LONGEST_MEMO = 31, 11, 1_000

_COLUMNS = ("TRNSTYPE", "DATE", "ACCNT", "NAME", "AMOUNT", "DOCNUM", "MEMO")
_BANKS = ("wallet", "bank")
_TYPES = {
    Kind.ASSET: "OCASSET",
    Kind.LIABILITY: "OCLIAB",
    Kind.EQUITY: "EQUITY",
    Kind.INCOME: "INC",
    Kind.EXPENSE: "EXP",
}
"""Receivables too are told as OCASSET: an account of the type AR takes no posting without a customer's name."""

_TRANSFERS = frozenset({"bank", "bank_transit", "own_transit", "wallet"})


def write(parcel: Parcel, files: NewFiles) -> None:
    """One file: the accounts that occur, the vendor of the charges, and a block for each entry."""
    with files.text(encoding=ENCODING) as stream:
        stream.writelines(_line(cells) for cells in _lists(parcel))
        for outgoing in parcel.entries():
            block = list(_block(outgoing, parcel))
            files.count(len(block) - 1)
            stream.writelines(_line(cells) for cells in block)


def _line(cells: tuple[str, ...]) -> str:
    return "\t".join(cells) + "\r\n"


def _lists(parcel: Parcel) -> Iterator[tuple[str, ...]]:
    yield "!ACCNT", "NAME", "ACCNTTYPE"
    for account in parcel.accounts.values():
        yield "ACCNT", account_name(account), "BANK" if account.role in _BANKS else _TYPES[account.kind]
    if code("charges") in parcel.accounts:
        yield "!VEND", "NAME"
        yield "VEND", VENDOR
    yield "!TRNS", *_COLUMNS
    yield "!SPL", *_COLUMNS
    yield ("!ENDTRNS",)


def account_name(account: Account) -> str:
    """An account's name as QuickBooks can hold it; a long one is cut and told apart by its code."""
    name = account.name.replace(":", " ")
    if len(name) > LONGEST_NAME:
        name = f"{name[: LONGEST_NAME - 1 - len(account.code)].rstrip()} {account.code}"
    return _text(name)


def _block(outgoing: Outgoing, parcel: Parcel) -> Iterator[tuple[str, ...]]:
    entry = outgoing.entry
    lines = _in_order([(parcel.accounts[one], cents) for one, cents in entry.postings.items()])
    kind = _kind(lines)
    day = f"{clock.day_of(entry.on_day):%m/%d/%Y}"
    vendor = VENDOR if entry.kind == "charges" else ""
    number = _text(entry.receipt)[:LONGEST_NUMBER]
    memo = _text(f"{in_words(outgoing)} [MpesaBooks batch {parcel.number}]")[:LONGEST_MEMO]
    for place, (account, cents) in enumerate(lines):
        cells = (kind, day, account_name(account), vendor, money.plain(cents), number, memo)
        yield "SPL" if place else "TRNS", *cells
    yield ("ENDTRNS",)


def _in_order(lines: list[tuple[Account, int]]) -> list[tuple[Account, int]]:
    """The account that the transaction is of comes first: the wallet; of a transfer the one that pays."""
    if _is_transfer(lines):
        return sorted(lines, key=lambda line: line[1])
    return sorted(lines, key=lambda line: (line[0].role != "wallet", line[0].code))


def _is_transfer(lines: list[tuple[Account, int]]) -> bool:
    return len(lines) == 2 and all(account.role in _TRANSFERS for account, _ in lines)


def _kind(lines: list[tuple[Account, int]]) -> str:
    account, cents = lines[0]
    if _is_transfer(lines):
        return "TRANSFER"
    if account.role != "wallet" or any(other.role == "opening" for other, _ in lines):
        return "GENERAL JOURNAL"
    return "DEPOSIT" if cents > 0 else "CHECK"


def _text(text: str) -> str:
    """No tab, line end or quote may part the columns; nothing may come alive where the file is opened in Excel."""
    plain = " ".join(spelt_in(text, ENCODING).replace('"', "'").split())
    return spelt_in(safe_text(plain), ENCODING)
