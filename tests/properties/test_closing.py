"""Whatever is done in whatever order, no seal ever breaks, and each row that comes after one is told once."""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.core import clock
from app.core.actions.close_day import close_day, reopen_day
from app.core.actions.decide import classify, redo_group, undo_group
from app.core.actions.undo_import import newest_import, undo_import
from app.core.book import Book
from app.core.errors import BookError
from app.core.items import Meaning
from app.core.jobs import import_document
from app.core.queries.after_close import after_close
from app.core.queries.deeds import redoable_group, undoable_group
from app.core.queries.seals import Seal, broken_seals, covered_then, rows_now, rows_then, seal_history
from app.core.sample.truth import Movement, truth
from app.core.store.tables import transactions
from app.core.store.trade_tables import key_columns, key_of
from tests.books import is_sound, written

ROWS, DAYS = 24, 3
DEEDS = ("bring", "close", "reopen", "name", "undo", "redo", "undo import")


@st.composite
def stories(draw) -> tuple[int, list[tuple[str, int, int]]]:
    """A truth's seed, and deeds with two numbers each that say which rows or which day."""
    number = st.integers(0, ROWS - 1)
    deeds = draw(st.lists(st.tuples(st.sampled_from(DEEDS), number, number), min_size=4, max_size=12))
    return draw(st.integers(1, 4)), [("bring", 0, ROWS - 1), *deeds]


def _do(book: Book, folder: Path, movements: list[Movement], deed: tuple[str, int, int], n: int) -> None:
    name, one, other = deed
    first_day = clock.day_number(movements[0].completed_at)
    match name:
        case "bring":
            start, stop = sorted((one % len(movements), other % len(movements)))
            import_document(book, written(folder, movements[start : stop + 1], "portal", name=str(n)))
        case "close":
            book.do(close_day, on_day=first_day + one % DAYS)
        case "reopen":
            book.do(reopen_day, on_day=first_day + one % DAYS, why="to see what happens")
        case "name":
            query = select(*key_columns(transactions)).order_by(transactions.c.id).offset(one).limit(1)
            keys = [key_of(row) for row in book.ask(lambda reader: reader.execute(query).all())]
            book.do(classify, transactions=keys, meaning=Meaning.OTHER)
        case "undo":
            book.do(undo_group, group_id=book.ask(undoable_group) or 0)
        case "redo":
            book.do(redo_group, group_id=book.ask(redoable_group) or 0)
        case "undo import":
            book.do(undo_import, import_id=book.ask(newest_import) or 0)


def _late_rows(book: Book, seal: Seal) -> list[str]:
    """Receipts of rows that stand on a closed day now and are more than its seal covers."""
    now, then = book.ask(rows_now, on_day=seal.on_day), book.ask(rows_then, seal)
    assert set(then) <= set(now), "what a seal covers stays"
    return sorted(key.receipt for key in set(now) - set(then))


def _told_late(book: Book, closed: int) -> list[str]:
    """Receipts of late rows that the sheets of all later days tell of a closed day, since its last seal."""
    told = [event for day in range(closed + 1, closed + DAYS + 3) for event in book.ask(after_close, on_day=day)]
    since = max(seal.id for seal in book.ask(seal_history, on_day=closed))
    late = [one for one in told if one.on_day == closed and "recorded after its seal" in one.what and one.seq > since]
    return sorted(one.receipt for one in late)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(stories())
def test_no_order_of_deeds_breaks_a_seal(story: tuple[int, list[tuple[str, int, int]]]) -> None:
    seed, deeds = story
    movements = list(truth(ROWS, seed=seed, days=DAYS))
    with tempfile.TemporaryDirectory() as folder:
        book = Book.create(f"{folder}/book.mpesabooks", business="X")
        try:
            for n, deed in enumerate(deeds):
                with contextlib.suppress(BookError):
                    _do(book, Path(folder), movements, deed, n)
                assert book.ask(broken_seals) == []
            for seal in book.ask(seal_history):
                if seal.is_standing:
                    then = book.ask(covered_then, seal)
                    assert (then.digest, then.rows) == (seal.digest, seal.figures["rows"])
                    assert _told_late(book, seal.on_day) == _late_rows(book, seal)
            assert is_sound(book)
        finally:
            book.close()
