"""The ``export`` command: what was handed over, what was sent before, and what the other side must know."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.cli_shapes import write_json
from app.cli_wallets import wallet_asked_for
from app.core import clock, money
from app.core.book import Book
from app.core.exports.forms import FORMS
from app.core.exports.hand_over import HandedOver, hand_over
from app.core.exports.wording import batch_in_words
from app.core.queries.sent import Batch


def export(book: Book, called: Any) -> list[str]:
    """Hand over; gives the lines that tell it, none where it was written as JSON. Raises CallWrong, BookError."""
    wallet_id = None
    if called.wallet is not None or FORMS[called.format].is_statement:
        wallet_id = book.ask(wallet_asked_for, key=called.wallet)
    done = hand_over(
        book,
        called.out,
        form=called.format,
        from_on=called.from_on,
        to_on=called.to_on,
        wallet_id=wallet_id,
        is_again=called.again,
    )
    if called.json:
        write_json(export_shape(done))
        return []
    return list(told(done))


def told(done: HandedOver) -> Iterator[str]:
    """For a person: the batch, the files, what was sent before, corrections, and what to know on the other side."""
    gathered = done.gathered
    counts, form = gathered.counts, FORMS[gathered.wanted.format]
    days = f"{clock.day_of(gathered.wanted.from_day):%d/%m/%Y} to {clock.day_of(gathered.wanted.to_day):%d/%m/%Y}"
    sides = ("in", "out") if form.is_statement else ("debit", "credit")
    yield (
        f"Batch {gathered.number} for {form.title}, {days}: {gathered.n:,} entries "
        f"(new {counts['new']:,} · corrected {counts['changed']:,} · taken back {counts['gone']:,}), "
        f"control total KES {money.shown(gathered.in_cents)} {sides[0]}, {money.shown(gathered.out_cents)} {sides[1]}."
    )
    for file in done.files:
        yield f"  {file.name}: {file.rows:,} rows"
    if len(done.files) > 1:
        yield f"  One file holds {form.most_rows:,} rows at most: take in all {len(done.files)}, in this order."
    for sentence in sentences(done):
        yield f"  {sentence}"


def sentences(done: HandedOver) -> Iterator[str]:
    """What was sent before, each correction, and the notes."""
    gathered = done.gathered
    if gathered.before:
        told_before = " ".join(map(batch_in_words, gathered.before))
        if gathered.wanted.is_again:
            yield f"Sent before: {told_before} All is sent again: take the earlier rows out on the other side first."
        else:
            yield f"Sent before: {told_before} {gathered.counts['unchanged']:,} entries stand and were not sent again."
    yield from gathered.corrections
    more = gathered.counts["changed"] + gathered.counts["gone"] - len(gathered.corrections)
    if more:
        yield f"… and {more:,} more corrections in the file."
    yield from gathered.notes
    note = FORMS[gathered.wanted.format].note
    if note:
        yield note


def export_shape(done: HandedOver) -> dict[str, Any]:
    """``export --json``."""
    gathered, wanted = done.gathered, done.gathered.wanted
    return {
        "batch": gathered.number,
        "format": wanted.format,
        "from": clock.day_of(wanted.from_day).isoformat(),
        "to": clock.day_of(wanted.to_day).isoformat(),
        "at": clock.iso(done.at),
        "again": wanted.is_again,
        "files": [{"file": file.name, "sha256": file.sha256, "rows": file.rows} for file in done.files],
        "entries": gathered.n,
        "new": gathered.counts["new"],
        "changed": gathered.counts["changed"],
        "gone": gathered.counts["gone"],
        "unchanged": gathered.counts["unchanged"],
        "debit": money.plain(gathered.in_cents),
        "credit": money.plain(gathered.out_cents),
        "accounts": [
            {"code": account.code, "name": account.name, "movement": money.plain(gathered.moved.get(account.code, 0))}
            for account in gathered.accounts.values()
        ],
        "before": [_batch_shape(batch) for batch in gathered.before],
        "notes": list(sentences(done)),
    }


def _batch_shape(batch: Batch) -> dict[str, Any]:
    return {
        "batch": batch.number,
        "at": clock.iso(batch.at),
        "from": clock.day_of(batch.from_day).isoformat(),
        "to": clock.day_of(batch.to_day).isoformat(),
        "entries": batch.figures["entries"],
    }
