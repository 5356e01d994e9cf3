"""Run the matcher over a book: confirm what is sure, keep the rest as proposals for the queue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import orjson
from sqlalchemy import delete

from app.core.actions.decide import AUTO, Decision, confirm_all
from app.core.actions.pair_transfers import clear_transfers
from app.core.actions.rules import apply_rules
from app.core.book import Book, Pen
from app.core.matching.knowledge import Knowledge
from app.core.matching.values import Candidate, Verdict
from app.core.matching.verdicts import verdicts
from app.core.queries.matching import known, open_payments
from app.core.store.slices import in_slices
from app.core.store.trade_tables import proposals


class MatchRun(NamedTuple):
    """What a run did: payments looked at, matches the machine confirmed, and how many wait in each queue.

    ``ids`` are the numbers of the matches confirmed; ``group_id`` is what undo takes (None where nothing was).
    ``classified`` rows were told by rules to be no sale, ``transfers`` found their mirror.
    """

    payments: int
    confirmed: int
    queued: dict[str, int]
    ids: tuple[int, ...]
    group_id: int | None
    classified: int = 0
    transfers: int = 0


def match_book(book: Book) -> MatchRun:
    """Set aside what is no sale, then match every open payment. Reads first, then writes what still fits."""
    classified, cleared = book.do(set_aside).value
    found = book.ask(lambda reader: verdicts(Knowledge(*known(reader)), list(open_payments(reader))))
    done = book.do(record_verdicts, found=found, is_whole=True).value
    return done._replace(classified=classified, transfers=cleared)


def set_aside(pen: Pen, *, receipts: Iterable[str] | None = None) -> tuple[int, int]:
    """Classify what rules hit and clear transfers with their mirrors; gives how many of each."""
    return apply_rules(pen, receipts=receipts), clear_transfers(pen).cleared


def record_verdicts(pen: Pen, *, found: Sequence[Verdict], is_whole: bool) -> MatchRun:
    """Confirm the sure ones as one group and keep the others as proposals.

    ``is_whole`` tells that every open payment was looked at: proposals of earlier runs go.
    """
    sure = [one for one in found if one.is_sure]
    done = confirm_all(pen, made=[_decision(one) for one in sure], by=AUTO)
    late = [sure[place]._replace(is_sure=False, why_not=sentence) for place, sentence in done.refused]
    waiting = [one for one in found if not one.is_sure] + late
    _keep_proposals(pen, waiting, found, is_whole=is_whole)
    queued = Counter(one.queue.value for one in waiting)
    return MatchRun(len(found), len(done.ids), dict(queued), done.ids, pen.batch.id if done.ids else None)


def _decision(one: Verdict) -> Decision:
    best = one.candidates[0]
    reasons = tuple(reason.text for reason in best.reasons)
    return Decision(one.payment.key, best.allocations, best.rule, one.confidence, one.runner_up, reasons)


def _keep_proposals(pen: Pen, waiting: Iterable[Verdict], found: Sequence[Verdict], *, is_whole: bool) -> None:
    if is_whole:
        pen.connection.execute(delete(proposals))
    else:
        for some in in_slices(sorted({one.payment.key.receipt for one in found})):
            pen.connection.execute(delete(proposals).where(proposals.c.receipt.in_(some)))
    rows = [_row(one) for one in waiting]
    if rows:
        pen.store.insert(pen.connection, proposals, rows)


def _row(one: Verdict) -> tuple[Any, ...]:
    payment = one.payment
    told = orjson.dumps([_plain(candidate) for candidate in one.candidates]).decode()
    figures = (one.confidence, one.runner_up, told, one.why_not)
    return (*payment.key, one.queue.value, payment.completed_at, payment.open_cents, *figures)


def _plain(candidate: Candidate) -> dict[str, Any]:
    return {
        "confidence": candidate.confidence,
        "rule": candidate.rule,
        "reasons": [list(reason) for reason in candidate.reasons],
        "allocations": [list(part) for part in candidate.allocations],
    }
