"""Face 1: the command line. The shapes under ``--json`` and the exit statuses are a contract (docs/command-line.md)."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli_parser import COMMANDS, LISTINGS, Deed, parser
from app.cli_shapes import import_shape, refusal_shape, write_json
from app.core import clock, money
from app.core.errors import BookError, CallWrong
from app.core.statement import BalanceProof, ImportSummary, WalletKey

if TYPE_CHECKING:
    from app.core.book import Book

DONE, REFUSED, CALL_WRONG = 0, 1, 2


def is_window_call(arguments: Sequence[str]) -> bool:
    """No arguments, or one company file to open in the window."""
    return not arguments or (len(arguments) == 1 and arguments[0] not in COMMANDS and not arguments[0].startswith("-"))


def run(arguments: Sequence[str]) -> int:
    """Run one command; gives the exit status. No traceback ever reaches the user."""
    _speak_utf8()
    called = parser(_DEEDS).parse_args(arguments)
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


@contextmanager
def _opened(place: str) -> Iterator[Book]:
    """The book at a place, closed again in the end. Raises BookError."""
    from app.core.book import Book

    book = Book.open(place)
    try:
        yield book
    finally:
        book.close()


# -- the commands -------------------------------------------------------------------------------------------------


def _new(called: Any) -> int:
    from app.core.actions.wallet_choice import DEFAULT_LEDGER
    from app.core.book import Book

    keys = [WalletKey(key.code, key.ledger or DEFAULT_LEDGER) for key in called.wallet]
    Book.create(called.book, business=called.business, wallet_keys=keys).close()
    _say(f"Made {called.book} for {called.business}.")
    return DONE


def _wallet(called: Any) -> int:
    from app.cli_wallets import describe

    with _opened(called.book) as book:
        describe(book, key=called.wallet, store=called.store, is_running=called.running)
    return DONE


def _sample(called: Any) -> int:
    from app.core.sample import make_sample

    made = make_sample(called.book, rows=called.rows, seed=called.seed)
    _say(f"Made the sample company {made.place}. What is true of it stands in {made.truth_path}.")
    return DONE


def _import(called: Any) -> int:
    from app.core.jobs import import_payload
    from app.core.sources import Payload

    shapes: list[dict[str, Any]] = []
    status = DONE
    with _opened(called.book) as book:
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
    if called.json:
        write_json(shapes)
    return status


def is_found_wrong(summary: ImportSummary) -> bool:
    """Rows that could not be read, contradictions, or a broken balance, in any account: exit status 1."""
    is_holed = any(problem.kind == "hole" for problem in summary.problems)
    return bool(summary.rejected or summary.conflicts or summary.balance.state == "broken" or is_holed)


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
    from app.core.queries.rows import TransactionFilter

    with _opened(called.book) as book:
        print_list(
            book,
            called.what,
            filters=TransactionFilter(text=called.text, from_on=called.from_on, to_on=called.to_on),
            receipt=called.receipt,
            form="json" if called.json else "csv" if called.csv else "text",
        )
    return DONE


def _import_list(called: Any) -> int:
    from app.cli_lists import tell_list
    from app.core.jobs import import_list
    from app.core.lists.values import ListKind
    from app.core.sources import Payload

    with _opened(called.book) as book:
        try:
            done = import_list(book, Payload.of_path(called.file), ListKind(called.kind), is_dry_run=called.dry_run)
        except BookError as error:
            if not called.json:
                raise
            write_json(refusal_shape(str(called.file), error))
            return REFUSED
    tell_list(str(called.file), done, is_json=called.json, is_dry_run=called.dry_run)
    return REFUSED if done.rejected else DONE


def _match(called: Any) -> int:
    from app.cli_matching import match

    with _opened(called.book) as book:
        match(book, is_json=called.json)
    return DONE


def _confirm(called: Any) -> int:
    from app.cli_matching import confirm

    with _opened(called.book) as book:
        confirm(book, receipt=called.receipt, invoices=called.invoice, advance=called.advance)
    return DONE


def _write_off(called: Any) -> int:
    from app.cli_matching import write_off

    with _opened(called.book) as book:
        write_off(book, numbers=called.numbers, why=called.why)
    return DONE


def _undo(called: Any) -> int:
    from app.cli_matching import undo

    with _opened(called.book) as book:
        undo(book, group=called.group)
    return DONE


def _report(called: Any) -> int:
    if called.kind == "daily":
        return _report_daily(called)
    if called.kind in LISTINGS:
        from app.cli_listings import report
    else:
        from app.cli_reports import report

    with _opened_then(called) as book:
        told = report(book, called)
    if told:
        _say(told)
    return DONE


@contextmanager
def _opened_then(called: Any) -> Iterator[Book]:
    """The book, or the book as it stood at the moment asked for. Raises BookError."""
    with _opened(called.book) as book:
        if called.as_of is None:
            yield book
            return
        from app.core.actions.as_it_stood import as_it_stood

        with as_it_stood(book, at=called.as_of) as past:
            yield past


def _report_daily(called: Any) -> int:
    from app.cli_wallets import wallet_asked_for
    from app.core.reports.daily import daily_sheet, sheet_to_json

    with _opened_then(called) as book:
        wallet_id = book.ask(wallet_asked_for, key=called.wallet)
        is_past = called.as_of is not None
        sheet = book.ask(daily_sheet, on=called.date, wallet_id=wallet_id, printed_at=called.as_of, is_past=is_past)
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


def _export(called: Any) -> int:
    from app.cli_export import export

    with _opened(called.book) as book:
        for line in export(book, called):
            _say(line)
    return DONE


def _close(called: Any) -> int:
    from app.cli_closing import close

    with _opened(called.book) as book:
        for line in close(book, on=called.date):
            _say(line)
    return DONE


def _reopen(called: Any) -> int:
    from app.cli_closing import reopen

    with _opened(called.book) as book:
        _say(reopen(book, on=called.date, why=called.why))
    return DONE


def _verify(called: Any) -> int:
    from app.cli_closing import broken_in_words

    with _opened(called.book) as book:
        faults = book.faults()
        different = book.rebuild_views() if called.rebuild else []
        faults += broken_in_words(book)
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


_DEEDS: dict[str, Deed] = {
    "new": _new,
    "wallet": _wallet,
    "sample": _sample,
    "import": _import,
    "import-list": _import_list,
    "list": _list,
    "match": _match,
    "confirm": _confirm,
    "write-off": _write_off,
    "undo": _undo,
    "report": _report,
    "export": _export,
    "close": _close,
    "reopen": _reopen,
    "verify": _verify,
    "backup": _backup,
    "restore": _restore,
}
