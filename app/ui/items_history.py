"""Lists in the history of imports, beside documents: their words in its columns and in its details."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.core.queries.lists import ListRow
from app.core.queries.rows import ImportRow
from app.ui import items_words, words
from app.ui.widgets import column, label, rule, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterable

Row = ImportRow | ListRow
MOST_PROBLEMS_SHOWN = 200


def file_of(row: Row) -> str:
    """The name of the file."""
    return row.file if isinstance(row, ListRow) else row.summary.file


def result_of(row: Row) -> str:
    """Its result line."""
    return items_words.result(row) if isinstance(row, ListRow) else words.result(row.summary)


def whose(row: Row) -> str:
    """The wallet of a document, the kind of a list."""
    return items_words.list_kind(row.kind) if isinstance(row, ListRow) else str(row.wallet)


def is_mixed(rows: Iterable[Row]) -> bool:
    """Whether it must be told whose each row is: several wallets, or lists among them."""
    return len({whose(row) for row in rows}) > 1


def details(row: ListRow) -> list[QWidget]:
    """Facts, remarks and problems of a list."""
    told = items_words.tr
    came = f"{words.moment(row.recorded_at)} · {row.actor} · {words.size(row.size)}"
    facts = [(told("Kind"), items_words.list_kind(row.kind)), (told("Taken in"), came)]
    facts += [(told("Result"), result_of(row))]
    if row.customers:
        facts.append((told("Customers that came with it"), words.count(row.customers)))
    made = [_pair(caption, text) for caption, text in facts]
    if row.notes:
        made += [rule(), label(told("About the whole file"), is_bold=True)]
        made += [wrapped(note) for note in row.notes]
    if row.problems:
        made += [rule(), label(told("Problems, row by row"), is_bold=True)]
        for problem in row.problems[:MOST_PROBLEMS_SHOWN]:
            where = f"{told('Row')} {words.count(problem.line)}" + (f" · {problem.number}" if problem.number else "")
            made.append(_pair(where, problem.reason))
        if row.rejected > MOST_PROBLEMS_SHOWN:
            more = words.count(row.rejected - min(len(row.problems), MOST_PROBLEMS_SHOWN))
            made.append(label(f"{told('and more:')} {more}", look="small"))
    return made


def _pair(caption: str, text: str) -> QWidget:
    box = QWidget()
    box.setLayout(column(label(caption, look="small"), wrapped(text), gap=0))
    return box
