"""A statement saved again in the ways of spreadsheets says the same, except for what was lost on the way."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.sample.papers import legacy_csv, portal_csv
from app.core.sample.truth import truth
from app.core.statement import Observation
from tests.core.edited_files import (
    Grid,
    as_american_cell,
    as_american_text,
    as_serial,
    day_of,
    read_edited,
    with_column,
)
from tests.core.statement_files import csv_bytes, xlsx_bytes

TIMES = ("Completion Time", "Initiation Time")
MONEY = ("Paid In", "Withdrawn", "Balance", "Paid In (KSHs)", "Withdrawn (KSHs)", "Balance (KSHs)")


def _as_it_stood(text: str) -> str:
    return text


TEXT_TIMES = [_as_it_stood, as_american_text, as_serial, lambda text: f"{day_of(text):%d-%b-%y %H:%M:%S}"]
CELL_TIMES = [_as_it_stood, as_american_cell, day_of]
AMOUNTS = [
    _as_it_stood,
    lambda text: text.replace(",", "").replace(".", ","),
    lambda text: f"KES {text}" if text else "-",
    lambda text: f"({text[1:]})" if text.startswith("-") else text,
    lambda text: f"{float(text.replace(',', '')):,.2f}".replace(",", " ") if text else "",
]


def _told(lines: Sequence[Observation]) -> list[dict[str, Any]]:
    left_out = ("digest", "line", "warning")
    return sorted(({k: v for k, v in line._asdict().items() if k not in left_out} for line in lines), key=repr)


@st.composite
def exports(draw: st.DrawFn) -> Grid:
    movements = list(truth(draw(st.integers(5, 60)), seed=draw(st.integers(1, 50)), days=draw(st.integers(1, 60))))
    is_legacy = draw(st.booleans())
    content = (legacy_csv(movements) if is_legacy else portal_csv(movements)).decode()
    rows = list(csv.reader(io.StringIO(content)))
    return rows[next(at for at, row in enumerate(rows) if row and row[0].startswith("Receipt")) :]


@settings(deadline=None, max_examples=60)
@given(exports(), st.data())
def test_saved_again_as_text(grid: Grid, data: st.DataObject) -> None:
    _, before, _ = read_edited(csv_bytes(grid))
    changed = with_column(grid, TIMES, data.draw(st.sampled_from(TEXT_TIMES)))
    changed = with_column(changed, MONEY, data.draw(st.sampled_from(AMOUNTS)))
    changed = _handled(changed, data)
    _, after, _ = read_edited(csv_bytes(changed, delimiter=data.draw(st.sampled_from([",", ";", "\t"]))))
    assert _told(after.observations) == _told(before.observations)
    assert not after.rejected


@settings(deadline=None, max_examples=30)
@given(exports(), st.data())
def test_saved_again_as_a_workbook(grid: Grid, data: st.DataObject) -> None:
    _, before, _ = read_edited(csv_bytes(grid))
    changed = with_column(grid, TIMES, data.draw(st.sampled_from(CELL_TIMES)))
    changed = with_column(changed, MONEY, lambda text: float(text.replace(",", "")) if text else "")
    _, after, _ = read_edited(xlsx_bytes(_handled(changed, data)), name="edited.xlsx")
    assert _told(after.observations) == _told(before.observations)
    assert not after.rejected


def _handled(grid: Grid, data: st.DataObject) -> Grid:
    """Rows in another order, a column before or behind, the header again in the middle, words and sums below."""
    header, rows = grid[0], grid[1:]
    if data.draw(st.booleans()):
        rows = data.draw(st.permutations(rows))
    if data.draw(st.booleans()):
        rows = [*rows[: len(rows) // 2], header, *rows[len(rows) // 2 :]]
    if data.draw(st.booleans()):
        rows = [*rows, [], ["", "TOTAL", "", "", "", "", "1.00"], ["Checked by Mary"]]
    if data.draw(st.booleans()):
        header, rows = ["Mine", *header], [["Mine" if row == header else "", *row] for row in rows]
    return [header, *rows]
