"""Face 1: the command line. The shapes under ``--json`` and the exit statuses are a contract (docs/command-line.md)."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from app.cli_shapes import import_shape, refusal_shape, write_json
from app.core import clock, money
from app.core.errors import BookError, CallWrong
from app.core.statement import LEDGERS, BalanceProof, ImportSummary, WalletKey

DONE, REFUSED, CALL_WRONG = 0, 1, 2
COMMANDS = ("new", "sample", "import", "list", "undo", "report", "verify", "backup", "restore")


def is_window_call(arguments: Sequence[str]) -> bool:
    """No arguments, or one company file to open in the window."""
    return not arguments or (len(arguments) == 1 and arguments[0] not in COMMANDS and not arguments[0].startswith("-"))


def run(arguments: Sequence[str]) -> int:
    """Run one command; gives the exit status. No traceback ever reaches the user."""
    _speak_utf8()
    called = _parser().parse_args(arguments)
    try:
        status: int = called.run(called)
        return status
    except CallWrong as error:
        _complain(str(error))
        return CALL_WRONG
    except BookError as error:
        _complain(str(error))
        return REFUSED
    except KeyboardInterrupt:
        _complain("Stopped. Nothing of the unfinished step was kept.")
        return REFUSED
    except BrokenPipeError:
        return DONE
    except Exception as error:  # noqa: BLE001 - the last wall: a traceback never reaches the user
        _complain(f"Something unforeseen happened ({type(error).__name__}: {error}). Nothing was half done.")
        return REFUSED


def _speak_utf8() -> None:
    """A Windows console may speak another code page; names and the minus sign must get through."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


def _complain(sentence: str) -> None:
    print(sentence, file=sys.stderr)


def _say(sentence: str) -> None:
    print(sentence)


# -- the parser ---------------------------------------------------------------------------------------------------


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="mpesabooks",
        description="M-PESA bookkeeping. Without a command the window opens. BOOK is a company file or a "
        "postgresql:// address.",
    )
    parser.add_argument("--version", action="version", version=f"MpesaBooks {_version()}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    new = _command(commands, "new", _new, "make a company file; one that exists is never overwritten")
    new.add_argument("--business", required=True, metavar="NAME")
    new.add_argument("--wallet", action="append", default=[], metavar="CODE[:ledger]", type=_wallet)

    sample = _command(commands, "sample", _sample, "make a realistic sample company to try everything on")
    sample.add_argument("--rows", type=_positive, default=12_000)
    sample.add_argument("--seed", type=int, default=1)

    bring = _command(commands, "import", _import, "take in statements; kinds are recognised from content")
    bring.add_argument("paths", nargs="+", metavar="PATH")
    bring.add_argument("--wallet", metavar="CODE[:ledger]", type=_wallet)
    bring.add_argument("--password", metavar="P", help="opens an encrypted PDF statement; it is not kept")
    bring.add_argument("--dry-run", action="store_true", help="say what would happen and keep nothing")
    bring.add_argument("--json", action="store_true")

    _list_command(commands)

    undo = _command(commands, "undo", _undo, "take back the newest import, or the one with this number")
    undo.add_argument("group", nargs="?", type=_positive, metavar="GROUP")

    report = commands.add_parser("report", help="print a report")
    report.add_argument("book", metavar="BOOK")
    kinds = report.add_subparsers(required=True, metavar="REPORT")
    daily = kinds.add_parser("daily", help="the daily reconciliation")
    daily.add_argument("--date", required=True, type=_day, metavar="D")
    daily.add_argument("--wallet", metavar="CODE[:ledger]", type=_wallet)
    daily.add_argument("--pdf", metavar="F", type=Path)
    daily.add_argument("--xlsx", metavar="F", type=Path)
    daily.add_argument("--json", action="store_true")
    daily.set_defaults(run=_report_daily)

    verify = _command(commands, "verify", _verify, "check the file, the event chain, and the views against a replay")
    verify.add_argument("--rebuild", action="store_true", help="replay the whole log and compare every view")
    verify.add_argument("--json", action="store_true")

    backup = _command(commands, "backup", _backup, "a consistent copy while in use, checked after writing")
    backup.add_argument("destination", metavar="DEST", type=Path)

    restore = commands.add_parser("restore", help="bring a checked backup back under a new name")
    restore.add_argument("backup", metavar="BACKUP", type=Path)
    restore.add_argument("book", metavar="BOOK")
    restore.set_defaults(run=_restore)
    return parser


def _command(commands: Any, name: str, run: Callable[[Any], int], what: str) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser(name, help=what)
    command.add_argument("book", metavar="BOOK")
    command.set_defaults(run=run)
    return command


def _list_command(commands: Any) -> None:
    listing = _command(commands, "list", _list, "read what is in the book")
    listing.add_argument("what", choices=("transactions", "evidence", "days", "events"))
    listing.add_argument("--from", dest="from_on", type=_day, metavar="D")
    listing.add_argument("--to", dest="to_on", type=_day, metavar="D")
    listing.add_argument("--receipt", default="", metavar="CODE", help="in any spelling: case, spaces, O for 0, …")
    listing.add_argument("--text", default="", metavar="T", help="part of a name, phone or account; an amount; a code")
    shape = listing.add_mutually_exclusive_group()
    shape.add_argument("--json", action="store_true")
    shape.add_argument("--csv", action="store_true")


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


# -- the commands -------------------------------------------------------------------------------------------------


def _new(called: Any) -> int:
    from app.core.actions.wallet_choice import DEFAULT_LEDGER
    from app.core.book import Book

    keys = [WalletKey(key.code, key.ledger or DEFAULT_LEDGER) for key in called.wallet]
    Book.create(called.book, business=called.business, wallet_keys=keys).close()
    _say(f"Made {called.book} for {called.business}.")
    return DONE


def _sample(called: Any) -> int:
    from app.core.sample import make_sample

    made = make_sample(called.book, rows=called.rows, seed=called.seed)
    _say(f"Made the sample company {made.place}. What is true of it stands in {made.truth_path}.")
    return DONE


def _import(called: Any) -> int:
    from app.core.book import Book
    from app.core.jobs import import_payload
    from app.core.sources import Payload

    book = Book.open(called.book)
    shapes: list[dict[str, Any]] = []
    status = DONE
    try:
        for path in called.paths:
            try:
                payload = Payload.of_path(Path(path), password=called.password)
                summary = import_payload(book, payload, wallet=called.wallet, is_dry_run=called.dry_run)
            except BookError as error:
                shapes.append(refusal_shape(path, error))
                status = REFUSED
                if not called.json:
                    _complain(f"{path}: {error}")
                continue
            shapes.append(import_shape(path, summary))
            if is_found_wrong(summary):
                status = REFUSED
            if not called.json:
                _tell_import(summary, is_dry_run=called.dry_run)
    finally:
        book.close()
    if called.json:
        write_json(shapes)
    return status


def is_found_wrong(summary: ImportSummary) -> bool:
    """Rows that could not be read, contradictions, or a broken balance: exit status 1."""
    return bool(summary.rejected or summary.conflicts or summary.balance.state == "broken")


def _tell_import(summary: ImportSummary, *, is_dry_run: bool) -> None:
    _say(
        f"{summary.file}: {'would be ' if is_dry_run else ''}new {summary.new:,} · already here {summary.known:,} · "
        f"enriched {summary.enriched:,} · ignored {summary.ignored:,} · conflicts {summary.conflicts:,} · "
        f"rejected {summary.rejected:,} · {proof_in_words(summary.balance)}"
    )
    for note in summary.notes:
        _say(f"  {note}")
    for problem in summary.problems[:20]:
        _say(f"  line {problem.line} {problem.receipt}: {problem.reason}")
    if len(summary.problems) > 20:
        _say(f"  … and {len(summary.problems) - 20} more (see --json)")


def proof_in_words(proof: BalanceProof) -> str:
    """The balance proof as one sentence for a person."""
    match proof.state.value:
        case "proven":
            return "balance proven"
        case "absent":
            return "no balances to check"
        case "partial":
            return "balance unbroken, but not anchored" if not proof.notes else "; ".join(proof.notes)
    if not proof.breaks:
        return "; ".join(proof.notes) or "the totals do not agree"
    hole = proof.breaks[0]
    since = f"{clock.wall(hole.starts_at):%d/%m %H:%M:%S}" if hole.starts_at else "the start"
    until = f"{clock.wall(hole.ends_at):%d/%m %H:%M:%S}" if hole.ends_at else "the end"
    more = f" (and {len(proof.breaks) - 1} more)" if len(proof.breaks) > 1 else ""
    return f"KES {money.shown(abs(hole.amount_cents))} missing between {since} and {until}{more}"


def _list(called: Any) -> int:
    from app.cli_lists import print_list
    from app.core.book import Book
    from app.core.queries.rows import TransactionFilter

    book = Book.open(called.book)
    try:
        print_list(
            book,
            called.what,
            filters=TransactionFilter(text=called.text, from_on=called.from_on, to_on=called.to_on),
            receipt=called.receipt,
            form="json" if called.json else "csv" if called.csv else "text",
        )
    finally:
        book.close()
    return DONE


def _undo(called: Any) -> int:
    from app.core.actions.undo_import import newest_import, undo_import
    from app.core.book import Book

    book = Book.open(called.book)
    try:
        group = called.group or book.ask(newest_import)
        if group is None:
            raise BookError("There is no import to take back.")
        lines = book.do(undo_import, import_id=group).value
    finally:
        book.close()
    _say(f"Import {group} was taken back; {lines:,} lines no longer count.")
    return DONE


def _report_daily(called: Any) -> int:
    from app.cli_lists import wallet_asked_for
    from app.core.book import Book
    from app.core.reports.daily import daily_sheet, sheet_to_json

    book = Book.open(called.book)
    try:
        wallet_id = book.ask(wallet_asked_for, key=called.wallet)
        sheet = book.ask(daily_sheet, on=called.date, wallet_id=wallet_id)
    finally:
        book.close()
    if called.pdf:
        from app.core.reports.daily_pdf import write_pdf

        write_pdf(sheet, called.pdf)
    if called.xlsx:
        from app.core.reports.daily_xlsx import write_xlsx

        write_xlsx(sheet, called.xlsx)
    if called.json:
        write_json(sheet_to_json(sheet))
    else:
        from app.core.reports.daily_text import sheet_as_text

        _say(sheet_as_text(sheet))
    return DONE


def _verify(called: Any) -> int:
    from app.core.book import Book

    book = Book.open(called.book)
    try:
        faults = book.faults()
        different = book.rebuild_views() if called.rebuild else []
    finally:
        book.close()
    if called.json:
        write_json({"faults": faults, "rebuilt": called.rebuild, "views_different": different})
    else:
        for fault in faults:
            _say(fault)
        for view in different:
            _say(f"The view {view} differed from a replay of the events; it was rebuilt.")
        if not faults and not different:
            _say("All is sound" + (", and every view equals a replay of the events." if called.rebuild else "."))
    return REFUSED if faults or different else DONE


def _backup(called: Any) -> int:
    from app.core.actions.backup import back_up

    kept = back_up(called.book, called.destination)
    _say(f"Backed up to {called.destination}: {kept.events:,} events, checked.")
    return DONE


def _restore(called: Any) -> int:
    from app.core.actions.backup import restore

    kept = restore(called.backup, called.book)
    _say(f"Restored {called.book}: {kept.events:,} events, checked.")
    return DONE
