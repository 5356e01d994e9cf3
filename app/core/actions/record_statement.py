"""Take a statement in: sort its lines into new, known, enriching and conflicting, all in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import BinaryIO

from app.core.actions.examining import Examined, notes_on
from app.core.actions.known_rows import known_as
from app.core.actions.log_lookups import joined
from app.core.actions.previewing import Sorted
from app.core.actions.proving import broken_sections
from app.core.actions.recording import Recording
from app.core.actions.wallet_choice import choose_wallet
from app.core.book import Pen, add_wallet
from app.core.errors import DocumentRefused, LookFirst
from app.core.events import Event, EventKind
from app.core.sources.edited.notes import in_words
from app.core.statement import ImportId, ImportSummary, Proof, Statement, WalletKey
from app.core.store import documents
from app.core.store.summaries import summary_to_plain


@dataclass(frozen=True, slots=True)
class Received:
    """A document's bytes as they arrived: its name, digest, size in bytes, and a way to read it again."""

    name: str
    sha256: str
    size: int
    open: Callable[[], BinaryIO]


def record_statement(
    pen: Pen,
    *,
    received: Received,
    statement: Statement,
    wallet: WalletKey | None = None,
    is_careful: bool = False,
    sorting: Sorted | None = None,
) -> ImportSummary:
    """Record everything a document claims. ``sorting`` hears what becomes of each line.

    Raises DocumentRefused where the document cannot be this book's, and where ``is_careful`` LookFirst for one that
    somebody edited or that cannot be read in full; then nothing is kept.
    """
    key = choose_wallet(pen.connection, declared=statement.declared, told=wallet, file=received.name)
    wallet_id = add_wallet(pen, key=key, holder=statement.declared.holder)
    with received.open() as stream:
        document_id = documents.keep(
            pen.store,
            pen.connection,
            name=received.name,
            sha256=received.sha256,
            size=received.size,
            stream=stream,
        )
    recording = Recording(
        pen, statement.declared, wallet=key, wallet_id=wallet_id, document_id=document_id, sorting=sorting
    )
    if sorting is not None:
        sorting.declared = statement.declared
        sorting.look_up = partial(known_as, pen, wallet=key)
    mended = _taken(statement, recording)
    summary = recording.summary(file=received.name, sha256=received.sha256)
    sections = broken_sections(pen.connection, recording.walked, declared=statement.declared)
    holes = [problem for section in sections for problem in section.problems()]
    summary = replace(summary, problems=tuple(sorted([*summary.problems, *holes])))
    examined = Examined(
        statement.declared,
        wallet_id=wallet_id,
        document_id=document_id,
        first_seq=recording.first_seq,
        last_seq=recording.last_seq,
        now=pen.batch.at,
        latest_at=recording.latest_at,
        shared=recording.shared,
    )
    told = (*_doubled(recording, statement), *in_words(mended), *(section.note for section in sections))
    notes = (*summary.notes, *told, *notes_on(pen.connection, examined, summary))
    summary = replace(summary, notes=notes)
    if is_careful and (mended or summary.rejected or statement.declared.unknown_columns):
        raise LookFirst(f"“{received.name}” should be looked at before it is taken in.", detail="; ".join(notes))
    if sorting is None:
        _refuse_untold(summary)
    import_id = pen.record(
        Event(
            EventKind.StatementRecorded,
            {
                "document_id": document_id,
                "wallet_id": wallet_id,
                "recorded_at": pen.batch.at,
                "actor": pen.batch.actor,
                "first_seq": recording.first_seq,
                "last_seq": recording.last_seq,
                "recognised": joined(recording.recognised),
                "summary": summary_to_plain(summary),
            },
        )
    )
    recording.reinstate()
    return replace(summary, import_id=ImportId(import_id))


def _taken(statement: Statement, recording: Recording) -> list[tuple[str, int]]:
    """Take all lines; answers what was put right in them."""
    mended: list[tuple[str, int]] = []
    for lines in statement.lines(recording.recognise):
        recording.take(lines)
        if lines.mends is not None:
            mended += lines.mends.counts
            if lines.mends.declared is not None:
                recording.amend(lines.mends.declared)
    return mended


def _doubled(recording: Recording, statement: Statement) -> tuple[str, ...]:
    """Messages that stand in a backup twice, told all at once."""
    if not recording.twice or statement.declared.proof is not Proof.SMS:
        return ()
    stand = "1 message stands" if recording.twice == 1 else f"{recording.twice:,} messages stand"
    return (f"{stand} in the file more than once: each was counted once.",)


def _refuse_untold(summary: ImportSummary) -> None:
    """A document none of whose days can be told is not taken in line by line: whoever brought it must say."""
    if summary.rows == summary.rejected and any(problem.kind == "untold_day" for problem in summary.problems):
        raise DocumentRefused(
            f"The days in “{summary.file}” may have the month first or the day first, and nothing in it tells which.",
            detail=summary.problems[0].reason,
            hint="Download the statement again, or say which in the preview of the import.",
        )
