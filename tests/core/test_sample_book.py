"""The sample company: made through the ordinary road, full of what real books are full of, and truthfully described."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, func, select

from app.core import clock, money
from app.core.book import Book
from app.core.errors import BookError
from app.core.sample import SampleMade, make_sample
from app.core.sample.binder import binder_of
from app.core.sample.truth import truth
from app.core.store.tables import daily_reconciliation, transactions, wallets

ROWS, SEED = 3000, 4


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> SampleMade:
    return make_sample(str(tmp_path_factory.mktemp("sample") / "shop.mpesabooks"), rows=ROWS, seed=SEED)


@pytest.fixture(scope="module")
def known(made: SampleMade) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads(made.truth_path.read_text(encoding="utf-8"))
    return facts


def utility_days(reader: Connection) -> dict[str, dict[str, Any]]:
    d = daily_reconciliation.c
    rows = reader.execute(
        select(d.on_day, d.role, func.sum(d.n), func.sum(d.amount_cents))
        .join(wallets, wallets.c.id == d.wallet_id)
        .where(wallets.c.ledger == "Utility")
        .group_by(d.on_day, d.role)
    )
    days: dict[str, dict[str, Any]] = {}
    for number, role, count, cents in rows:
        sign = 1 if role == "payment" else -1
        figures = {"n": int(count), "amount": money.plain(sign * int(cents))}
        days.setdefault(clock.day_of(number).isoformat(), {})[role] = figures
    return days


def test_the_book_holds_the_truth_day_by_day(made: SampleMade, known: dict[str, Any]) -> None:
    book = Book.open(made.place)
    try:
        assert book.ask(utility_days) == {day["date"]: day["by_role"] for day in known["days"]}
    finally:
        book.close()


def test_the_book_counts_what_the_truth_counts(made: SampleMade, known: dict[str, Any]) -> None:
    book = Book.open(made.place)
    try:
        held = book.ask(
            lambda reader: reader.execute(
                select(func.count())
                .select_from(transactions)
                .join(wallets, wallets.c.id == transactions.c.wallet_id)
                .where(wallets.c.ledger == "Utility")
            ).scalar_one()
        )
    finally:
        book.close()
    assert held == known["transactions"] == ROWS - len(known["missing"])
    assert sum(day["rows"] for day in known["days"]) == known["transactions"]


def test_the_book_looks_like_real_life(made: SampleMade, known: dict[str, Any]) -> None:
    assert len(made.documents) == 16
    assert sum(summary.ignored for summary in made.documents) == len(known["ignored"]) == 6
    assert sum(summary.rejected for summary in made.documents) == len(known["rejected"]) == 3
    assert sum(summary.conflicts for summary in made.documents) == len(known["conflicts"]) == 1
    states = [str(summary.balance.state) for summary in made.documents]
    assert states.count("proven") == 11
    assert states.count("broken") == 2
    assert known["missing"]
    assert known["reversals"]


def test_the_hole_is_as_large_as_what_was_cut_out(made: SampleMade, known: dict[str, Any]) -> None:
    lost = sum(money.cents_from_text(row["amount"]) for row in known["missing"])
    broken = next(summary for summary in made.documents if summary.balance.breaks)
    assert [hole.amount_cents for hole in broken.balance.breaks] == [lost]


def test_nothing_is_overwritten(made: SampleMade, tmp_path: Path) -> None:
    before = Path(made.place).read_bytes()
    with pytest.raises(BookError):
        make_sample(made.place, rows=10)
    assert Path(made.place).read_bytes() == before
    (tmp_path / "b.truth.json").write_text("mine")
    with pytest.raises(BookError):
        make_sample(str(tmp_path / "b.mpesabooks"), rows=10)
    assert (tmp_path / "b.truth.json").read_text() == "mine"
    assert not (tmp_path / "b.mpesabooks").exists()


def test_the_same_seed_gives_the_same_documents() -> None:
    once, again = (binder_of(truth(ROWS, seed=SEED)) for _ in range(2))
    assert once == again
    assert [paper.content for paper in once.papers] != [
        paper.content for paper in binder_of(truth(ROWS, seed=SEED + 1)).papers
    ]


@pytest.mark.parametrize("rows", [1, 30, 200])
def test_a_small_sample_can_be_made_too(rows: int, tmp_path: Path) -> None:
    made = make_sample(str(tmp_path / "small.mpesabooks"), rows=rows)
    assert json.loads(made.truth_path.read_text())["rows"] == rows
