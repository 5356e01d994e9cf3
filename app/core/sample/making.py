"""Make the sample company: its book, filled through the ordinary road of imports, and beside it what is true of it."""

from __future__ import annotations

import json
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Any, NamedTuple

from app.core import clock, money
from app.core.errors import BookError
from app.core.lists.values import ListKind
from app.core.sample.binder import Binder, binder_of
from app.core.sample.lists import Debt, debts, invoice_csv
from app.core.sample.papers import SHOP
from app.core.sample.truth import Movement, Truth, truth
from app.core.sources import Payload
from app.core.statement import ImportSummary, WalletKey

WALLET = WalletKey(SHOP.code, "Utility")


class SampleMade(NamedTuple):
    """Where the book and its truth stand, and the result line of each document."""

    place: str
    truth_path: Path
    documents: tuple[ImportSummary, ...]


def make_sample(place: str, *, rows: int = 12_000, seed: int = 1) -> SampleMade:
    """Make a book of ``rows`` movements over 90 days and ``<name>.truth.json`` beside it.

    The same arguments give the same documents. Raises BookError where either file exists; nothing is overwritten.
    """
    from app.core.book import Book
    from app.core.jobs import import_list

    truth_path = _truth_path(place)
    if truth_path.exists():
        raise BookError(
            "A file with this name exists already; it was not touched.",
            detail=str(truth_path),
            hint="Choose another name.",
        )
    story = truth(rows, seed=seed)
    binder = binder_of(story)
    book = Book.create(place, business=SHOP.holder, wallet_keys=[WALLET])
    try:
        summaries = _take_in(book, binder)
        owed = list(debts(story, seed=seed))
        import_list(book, Payload("Invoices.csv", data=invoice_csv(owed)), ListKind.INVOICES)
    finally:
        book.close()
    truth_path.write_text(json.dumps(_known(story, binder, summaries, owed), indent=1) + "\n", encoding="utf-8")
    return SampleMade(str(place), truth_path, summaries)


def _take_in(book: Any, binder: Binder) -> tuple[ImportSummary, ...]:
    from app.core.jobs import import_document

    with tempfile.TemporaryDirectory() as folder:
        summaries = []
        for paper in binder.papers:
            path = Path(folder) / paper.name
            path.write_bytes(paper.content)
            summaries.append(import_document(book, path, wallet=WALLET))
            path.unlink()
        return tuple(summaries)


def _truth_path(place: str) -> Path:
    """Beside a company file; for a database on a server, in the present folder under the database's name."""
    if "://" in place:
        name = place.partition("?")[0].rpartition("/")[2] or "sample"
        return Path(f"{name}.truth.json")
    return Path(place).with_suffix(".truth.json")


def _known(story: Truth, binder: Binder, summaries: tuple[ImportSummary, ...], owed: list[Debt]) -> dict[str, Any]:
    """What a right book of these documents holds in the Utility wallet; money as decimals, days in Nairobi."""
    absent = {(moved.receipt, moved.role) for moved in binder.missing}
    held = [moved for moved in story if (moved.receipt, moved.role) not in absent]
    return {
        "business": SHOP.holder,
        "wallet": {"code": WALLET.code, "ledger": WALLET.ledger},
        "seed": story.seed,
        "rows": story.rows,
        "transactions": len(held),
        "unmatched_payments": sum(moved.role == "payment" for moved in held),
        "documents": [
            {"file": paper.name, "kind": summary.kind, "rows": summary.rows, "note": paper.note}
            for paper, summary in zip(binder.papers, summaries, strict=True)
        ],
        "missing": [{"receipt": moved.receipt, "amount": money.plain(moved.amount_cents)} for moved in binder.missing],
        "ignored": list(binder.failed),
        "rejected": list(binder.spoilt),
        "conflicts": [
            {
                "receipt": found.receipt,
                "amount": money.plain(found.amount_cents),
                "claimed": money.plain(found.claimed_cents),
            }
            for found in binder.contradictions
        ],
        "reversals": [
            {"receipt": moved.receipt, "of": moved.linked_receipt, "amount": money.plain(-moved.amount_cents)}
            for moved in held
            if moved.role == "reversal"
        ],
        "meant": {moved.receipt: moved.meant for moved in held if moved.meant},
        "invoices": len(owed),
        "pays": {debt.receipt: debt.number for debt in owed if debt.receipt},
        "days": _days(held),
    }


def _days(held: list[Movement]) -> list[dict[str, Any]]:
    by_day: dict[int, list[Movement]] = defaultdict(list)
    for moved in held:
        by_day[clock.day_number(moved.completed_at)].append(moved)
    return [_day(number, by_day[number]) for number in sorted(by_day)]


def _day(number: int, movements: list[Movement]) -> dict[str, Any]:
    roles: dict[str, list[int]] = defaultdict(list)
    for moved in movements:
        roles[moved.role].append(moved.amount_cents)
    return {
        "date": clock.day_of(number).isoformat(),
        "rows": len(movements),
        "paid_in": money.plain(sum(moved.amount_cents for moved in movements if moved.amount_cents > 0)),
        "withdrawn": money.plain(sum(moved.amount_cents for moved in movements if moved.amount_cents < 0)),
        "closing": money.plain(movements[-1].balance_cents),
        "by_role": {role: {"n": len(all_), "amount": money.plain(sum(all_))} for role, all_ in sorted(roles.items())},
    }
