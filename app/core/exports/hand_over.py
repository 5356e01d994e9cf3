"""Hand the ledger over to another program: compare, write the files whole, then remember what was sent."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from app.core import clock
from app.core.actions.record_export import Export, record_export
from app.core.book import Book
from app.core.errors import BookError, CallWrong
from app.core.exports.files import FileMade, new_files
from app.core.exports.forms import FORMS
from app.core.exports.gathering import Gathered, Wanted, gather
from app.core.exports.outgoing import Parcel
from app.core.exports.wording import batch_in_words
from app.core.ledger import wallet_code


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What was handed over; ``at`` is the moment it was remembered (seconds UTC)."""

    gathered: Gathered
    files: tuple[FileMade, ...]
    at: int


def hand_over(
    book: Book,
    out: Path,
    *,
    form: str,
    from_on: date,
    to_on: date,
    wallet_id: int | None = None,
    is_again: bool = False,
) -> HandedOver:
    """Write what is new of a period in one form, and remember it. Days both included.

    Without a wallet the whole ledger is sent; a form that is a bank statement needs one. Raises CallWrong where the
    request makes no sense, BookError where there is nothing (new) to send or a file of that name is there.
    """
    chosen = FORMS[form]
    if from_on > to_on:
        raise CallWrong("The first day is after the last.")
    if chosen.is_statement and wallet_id is None:
        raise CallWrong(f"{chosen.title} takes the money of one wallet.", hint="Say which.")
    days = clock.number_of(from_on), clock.number_of(to_on)
    wanted = Wanted(form, *days, wallet_id, chosen.is_statement, is_again)
    with TemporaryDirectory(prefix="mpesabooks-") as folder:
        with new_files(Path(out)) as files:
            gathered = book.ask(gather, wanted=wanted, folder=Path(folder))
            _refuse_where_nothing(gathered)
            chosen.write(_parcel(gathered), files)
        try:
            at = book.do(record_export, export=_export(gathered, files.made)).value
        except BaseException:
            files.remove()
            raise
    return HandedOver(gathered, files.made, at)


def _refuse_where_nothing(gathered: Gathered) -> None:
    if gathered.n:
        return
    if not gathered.counts["unchanged"]:
        raise BookError("The books hold nothing of these days to hand over.", hint="Look at the first and last day.")
    before = " ".join(batch_in_words(batch) for batch in gathered.before)
    raise BookError(
        f"Nothing is new: all {gathered.counts['unchanged']:,} entries of these days were sent already.",
        detail=before,
        hint="Send everything again with --again, if it was lost on the way.",
    )


def _parcel(gathered: Gathered) -> Parcel:
    wanted = gathered.wanted
    own = None if wanted.wallet_id is None else gathered.accounts.get(wallet_code(wanted.wallet_id))
    return Parcel(
        *(gathered.number, gathered.business, wanted.from_day, wanted.to_day, own),
        *(gathered.accounts, gathered.rows, gathered.entries),
    )


def _export(gathered: Gathered, files: tuple[FileMade, ...]) -> Export:
    wanted = gathered.wanted
    figures = {
        "entries": gathered.n,
        "rows": gathered.rows,
        **gathered.counts,
        "in_cents": gathered.in_cents,
        "out_cents": gathered.out_cents,
        "moved": gathered.moved,
        "files": [asdict(file) for file in files],
    }
    days = wanted.from_day, wanted.to_day
    return Export(gathered.number, wanted.format, *days, wanted.wallet_id, wanted.is_again, figures, gathered.memory)
