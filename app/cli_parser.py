"""What may be written on the command line, and how it is read. The contract is docs/command-line.md."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from app.core import clock, money
from app.core.statement import LEDGERS, WalletKey

Deed = Callable[[Any], int]

LISTS = ("invoices", "customers", "sales", "bank")
FORMATS = ("quickbooks-iif", "quickbooks-csv", "xero-csv", "sage-csv", "journal-csv", "xlsx")
COMMANDS = (
    *("new", "wallet", "sample", "import", *(f"import-{kind}" for kind in LISTS), "match", "list"),
    *("confirm", "write-off", "undo", "report", "export", "close", "reopen", "verify", "backup", "restore"),
)


def parser(deeds: Mapping[str, Deed]) -> argparse.ArgumentParser:
    """The parser; each command's ``run`` is its deed by name (``import-list`` for the four lists)."""
    made = argparse.ArgumentParser(
        prog="mpesabooks",
        description="M-PESA bookkeeping. Without a command the window opens. BOOK is a company file or a "
        "postgresql:// address.",
    )
    made.add_argument("--version", action="version", version=f"MpesaBooks {_version()}")
    commands: Any = made.add_subparsers(required=True, metavar="COMMAND")

    new = _command(commands, "new", "make a company file; one that exists is never overwritten")
    new.add_argument("--business", required=True, metavar="NAME")
    new.add_argument("--wallet", action="append", default=[], metavar="CODE[:ledger]", type=_wallet)

    wallet = _command(
        commands, "wallet", "say what a wallet is for, so that its money is looked for in the right place"
    )
    wallet.add_argument("wallet", metavar="CODE[:ledger]", type=_wallet)
    wallet.add_argument("--store", metavar="S", help="only this store's customers pay here; '' for all stores")
    running = wallet.add_mutually_exclusive_group()
    running.add_argument("--running", action="store_true", default=None, help="customers run accounts: oldest first")
    running.add_argument("--not-running", dest="running", action="store_false")

    sample = _command(commands, "sample", "make a realistic sample company to try everything on")
    sample.add_argument("--rows", type=_positive, default=12_000)
    sample.add_argument("--seed", type=int, default=1)

    bring = _command(commands, "import", "take in statements; kinds are recognised from content")
    bring.add_argument("paths", nargs="+", metavar="PATH")
    bring.add_argument("--wallet", metavar="CODE[:ledger]", type=_wallet)
    bring.add_argument("--password", metavar="P", help="opens an encrypted PDF statement; it is not kept")
    bring.add_argument("--dry-run", action="store_true", help="say what would happen and keep nothing")
    bring.add_argument("--json", action="store_true")

    _list_command(commands)
    _matching_commands(commands)

    _report_commands(commands)
    _export_command(commands)

    close = _command(commands, "close", "seal a day: what its seal covers changes no more")
    close.add_argument("--date", required=True, type=_day, metavar="D")

    reopen = _command(commands, "reopen", "open a closed day again; the reason is kept and printed")
    reopen.add_argument("--date", required=True, type=_day, metavar="D")
    reopen.add_argument("--why", required=True, metavar="TEXT")

    verify = _command(commands, "verify", "check the file, the event chain, and the views against a replay")
    verify.add_argument("--rebuild", action="store_true", help="replay the whole log and compare every view")
    verify.add_argument("--json", action="store_true")

    backup = _command(commands, "backup", "a consistent copy while in use, checked after writing")
    backup.add_argument("destination", metavar="DEST", type=Path)

    restore = commands.add_parser("restore", help="bring a checked backup back under a new name")
    restore.add_argument("backup", metavar="BACKUP", type=Path)
    restore.add_argument("book", metavar="BOOK")
    for name, command in commands.choices.items():
        command.set_defaults(run=deeds["import-list" if name.startswith("import-") else name])
    return made


def _command(commands: Any, name: str, what: str) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser(name, help=what)
    command.add_argument("book", metavar="BOOK")
    return command


def _list_command(commands: Any) -> None:
    listing = _command(commands, "list", "read what is in the book")
    listing.add_argument(
        "what", choices=("transactions", "evidence", "invoices", "customers", "matches", "queue", "days", "events")
    )
    listing.add_argument("--from", dest="from_on", type=_day, metavar="D")
    listing.add_argument("--to", dest="to_on", type=_day, metavar="D")
    listing.add_argument("--receipt", default="", metavar="CODE", help="in any spelling: case, spaces, O for 0, …")
    listing.add_argument("--text", default="", metavar="T", help="part of a name, phone or account; an amount; a code")
    shape = listing.add_mutually_exclusive_group()
    shape.add_argument("--json", action="store_true")
    shape.add_argument("--csv", action="store_true")


def _report_commands(commands: Any) -> None:
    report = commands.add_parser("report", help="print a report")
    report.add_argument("book", metavar="BOOK")
    kinds = report.add_subparsers(required=True, metavar="REPORT", dest="kind")
    daily = kinds.add_parser("daily", help="the daily reconciliation")
    daily.add_argument("--date", required=True, type=_day, metavar="D")
    daily.add_argument("--wallet", metavar="CODE[:ledger]", type=_wallet)
    daily.add_argument("--pdf", metavar="F", type=Path)
    daily.add_argument("--xlsx", metavar="F", type=Path)
    daily.add_argument("--json", action="store_true")

    balance = kinds.add_parser("trial-balance", help="every account's balance, and each wallet beside its statement")
    balance.add_argument("--date", type=_day, metavar="D", help="up to and with this day; all that is in the book")
    balance.add_argument("--json", action="store_true")

    account = kinds.add_parser("account", help="one account row by row, with what each row came from")
    account.add_argument("account", metavar="CODE|NAME", help="as the trial balance lists them")
    cash = kinds.add_parser("cash-book", help="a wallet's money row by row")
    cash.add_argument("--wallet", metavar="CODE[:ledger]", type=_wallet)
    for ledger in (account, cash):
        ledger.add_argument("--from", dest="from_on", required=True, type=_day, metavar="D")
        ledger.add_argument("--to", dest="to_on", required=True, type=_day, metavar="D")
        ledger.add_argument("--json", action="store_true")
    _listing_commands(kinds)
    for kind in kinds.choices.values():
        kind.add_argument(
            "--as-of", type=_moment, metavar="T", help="as the book stood at this moment, or after this day"
        )


LISTINGS = {
    "statement": "a customer's statement of account",
    "aged": "what customers owe, by age",
    "transit": "sweeps that the bank has not shown",
    "unmatched": "receipts that are nobody's yet, by age",
    "charges": "M-PESA's charges beside the dated tariff",
    "cashiers": "what each cashier rang up beside the money found",
    "tax": "gross takings with the published rates",
    "month": "a month day by day, with a picture",
}


def _listing_commands(kinds: Any) -> None:
    for name, what in LISTINGS.items():
        report = kinds.add_parser(name, help=what)
        match name:
            case "month":
                report.add_argument("--month", required=True, type=_month, metavar="YYYY-MM")
            case "aged" | "transit" | "unmatched":
                report.add_argument("--date", required=True, type=_day, metavar="D", help="at the end of this day")
            case _:
                report.add_argument("--from", dest="from_on", required=True, type=_day, metavar="D")
                report.add_argument("--to", dest="to_on", required=True, type=_day, metavar="D")
        if name == "statement":
            report.add_argument("--customer", required=True, metavar="KEY|NAME")
        report.add_argument("--pdf", metavar="F", type=Path)
        report.add_argument("--xlsx", metavar="F", type=Path)
        report.add_argument("--json", action="store_true")


def _export_command(commands: Any) -> None:
    export = _command(
        commands, "export", "hand the ledger over to the accountant's program; what was sent is remembered"
    )
    export.add_argument("--format", required=True, choices=FORMATS)
    export.add_argument("--from", dest="from_on", required=True, type=_day, metavar="D")
    export.add_argument("--to", dest="to_on", required=True, type=_day, metavar="D")
    export.add_argument("--wallet", metavar="CODE[:ledger]", type=_wallet, help="the money of this wallet alone")
    export.add_argument("--again", action="store_true", help="send everything, also what was sent before")
    export.add_argument("--json", action="store_true")
    export.add_argument("out", metavar="OUT", type=Path, help="the file to make; one that exists is not overwritten")


def _matching_commands(commands: Any) -> None:
    for kind in LISTS:
        bring = _command(commands, f"import-{kind}", f"take in a list of {_LISTED[kind]}, CSV or Excel")
        bring.add_argument("file", metavar="FILE", type=Path)
        bring.add_argument("--dry-run", action="store_true", help="say what would happen and keep nothing")
        bring.add_argument("--json", action="store_true")
        bring.set_defaults(kind=kind)

    match = _command(commands, "match", "run matching; confirm what is sure, queue the rest")
    match.add_argument("--json", action="store_true")

    confirm = _command(commands, "confirm", "match a payment with invoices or sales")
    confirm.add_argument("receipt", metavar="RECEIPT")
    confirm.add_argument("--invoice", action="append", default=[], type=_share, metavar="NO=AMOUNT")
    confirm.add_argument("--advance", type=_share, metavar="CUSTOMER=AMOUNT", help="keep this for the customer's next")

    forgive = _command(commands, "write-off", "close invoices or sales whose rest will never be paid; no money moves")
    forgive.add_argument("numbers", nargs="+", metavar="NUMBER", help="of an invoice or a sale")
    forgive.add_argument("--why", required=True, metavar="fee|TEXT", help="fee: kept back for a charge; or the reason")

    undo = _command(commands, "undo", "take back what was done last, or the import or deed of this number")
    undo.add_argument("group", nargs="?", metavar="GROUP", help="a number of an import or list, or m and a number")


_LISTED = {"invoices": "invoices", "customers": "customers", "sales": "sales", "bank": "bank lines"}


def _share(text: str) -> tuple[str, int]:
    """``INV-1043=1500.00`` as number and cents."""
    number, sign, amount = text.rpartition("=")
    try:
        cents = money.cents_from_text(amount)
    except ValueError:
        cents = 0
    if not sign or not number.strip() or cents <= 0:
        raise argparse.ArgumentTypeError(f"{text!r} is no share; write NUMBER=AMOUNT, as in INV-1043=1500.00")
    return number.strip(), cents


def _wallet(text: str) -> WalletKey:
    """``CODE`` or ``CODE:ledger``; the ledger in any case."""
    code, _, ledger = text.partition(":")
    known = {name.casefold(): name for name in LEDGERS}
    if not code.strip().isalnum():
        raise argparse.ArgumentTypeError(f"{text!r} is no wallet; write CODE or CODE:ledger")
    if ledger and ledger.strip().casefold() not in known:
        raise argparse.ArgumentTypeError(f"there is no ledger {ledger!r}; there are {', '.join(LEDGERS)}")
    return WalletKey(code.strip(), known.get(ledger.strip().casefold(), ""))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day; write it as 2025-11-05") from None


def _month(text: str) -> date:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no month; write it as 2025-11") from None


def _moment(text: str) -> int:
    """Seconds UTC of ``2025-11-05T17:30`` (Nairobi, unless an offset is told), or of the end of ``2025-11-05``."""
    try:
        if len(text) == len("2025-11-05"):
            return clock.day_start(clock.number_of(date.fromisoformat(text)) + 1) - 1
        told = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no moment; write it as 2025-11-05T17:30") from None
    if told.tzinfo is None:
        return int(told.replace(tzinfo=UTC).timestamp()) - clock.OFFSET_SECONDS
    return int(told.timestamp())


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("mpesabooks")
    except PackageNotFoundError:
        return "(not installed)"
