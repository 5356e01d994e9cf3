"""The search index: which transactions may contain a text. Derived, built after imports in slices, never trusted alone.

Every answer of it is a *candidate*: whoever asks checks the transactions themselves, so an entry that speaks of a row
as it used to be does no harm. What could do harm is a row that the index does not know: those lie beyond the mark
(newer than the index) or in a stale block (written again since), and are looked through one by one. How texts are
looked up is the engine's own (``engine_sqlite_search.py``, ``engine_postgres_search.py``); which rows are known is told
here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple, Protocol

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Connection,
    MetaData,
    Table,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
)
from sqlalchemy.sql.functions import FunctionElement

from app.core.store.tables import Big, meta, transactions

VERSION = 1
"""Grows when what is indexed changes; an index of another version is not read, and made anew."""

BLOCK = 256
"""Rows that grow stale together: a change is noted by the hundred, so that noting a million changes stays small."""

MOST_TURNS = 500
"""Stretches indexed again may leave their old entries behind; after so many the index is made anew."""

ESCAPE = "/"
_SPECIAL = re.compile(f"[%_{ESCAPE}]")
_KEY = "search_index"
_MOST_STALE = 100

stale = Table("search_stale", MetaData(), Column("block", Big, primary_key=True, autoincrement=False))
"""Blocks of transaction numbers (number // BLOCK) in which a row was written after it was indexed."""


class holds(FunctionElement[bool]):  # noqa: N801  a function of SQL
    """Whether a column's text holds another anywhere, large and small letters alike: ``holds.text(column, words)``.

    Each engine has its own words for it, and those that SQLAlchemy has for both cost SQLite three times as much.
    """

    type = Boolean()
    inherit_cache = True

    @classmethod
    def text(cls, where: ColumnElement[str], words: str) -> holds:
        """The condition of holding these words, taken to the letter."""
        escaped = _SPECIAL.sub(ESCAPE + r"\g<0>", words)
        return cls(where, literal(f"%{escaped}%"))

    def written(self, compiler: Any, like: str) -> str:
        """As SQL, with the engine's word for it."""
        where, pattern = (compiler.process(one) for one in self.clauses)
        return f"({where} {like} {pattern} ESCAPE '{ESCAPE}')"


class Coverage(NamedTuple):
    """How far the index reaches: all numbers up to ``mark`` but stale blocks. ``turn`` counts second visits."""

    version: int
    mark: int
    turn: int


class Wanted(NamedTuple):
    """What a person typed, as it may stand in a transaction: parts of texts, or an amount in whole shillings.

    ``roles`` and ``directions`` may narrow the answer where they are given.
    """

    texts: tuple[str, ...]
    shillings: int | None = None
    roles: tuple[str, ...] = ()
    directions: tuple[str, ...] = ()


class Effort(NamedTuple):
    """What an answer may cost: rows named by the index, rows unknown to it, and whether it must come at once."""

    named: int
    unknown: int
    is_quick: bool = False


class Texts(Protocol):
    """An engine's own way to look texts up. Connections carry it among their options, as ``search_texts``."""

    at_once: int
    """Transactions that are indexed in a stretch short enough for whoever waits for the pen."""
    keeps_old: bool
    """Whether a stretch that is indexed again leaves its old entries behind."""
    is_refused: bool
    """Whether this place is known to have no such index."""

    def make(self, connection: Connection) -> bool:
        """Make it, empty, dropping what stood there; False where it cannot be had here."""

    def drop(self, connection: Connection) -> None:
        """Drop it, where it is there."""

    def add(self, connection: Connection, first: int, last: int, *, turn: int) -> None:
        """Index the transactions with these numbers, those of a later ``turn`` again."""

    def chosen(
        self,
        reader: Connection,
        wanted: Wanted,
        *,
        others: ColumnElement[bool],
        unknown: ColumnElement[bool],
        effort: Effort,
    ) -> ColumnElement[bool] | None:
        """The condition of being named, of passing ``others``, or of being unknown; None where it does not serve."""


def _texts(connection: Connection) -> Texts:
    texts: Texts = connection.get_execution_options()["search_texts"]
    return texts


def coverage(connection: Connection) -> Coverage | None:
    """How far the index reaches, or None where there is none that this program can read."""
    found = _kept(connection)
    return found if found is not None and found.version == VERSION else None


def _kept(connection: Connection) -> Coverage | None:
    value = connection.execute(select(meta.c.value).where(meta.c.name == _KEY)).scalar()
    return None if value is None else Coverage(*map(int, value.split()))


def _keep(connection: Connection, reached: Coverage) -> None:
    connection.execute(delete(meta).where(meta.c.name == _KEY))
    connection.execute(insert(meta).values(name=_KEY, value=" ".join(map(str, reached))))


# ---------------------------------------------------------------- writing
def note_changed(connection: Connection, ids: Iterable[int]) -> None:
    """Say that these transactions were written again; called in the transaction that writes them."""
    reached = _kept(connection)
    if reached is None:
        return
    if reached.version != VERSION:
        connection.execute(delete(meta).where(meta.c.name == _KEY))
        return
    blocks = sorted({number // BLOCK for number in ids if number <= reached.mark})
    for start in range(0, len(blocks), 500):
        some = blocks[start : start + 500]
        connection.execute(delete(stale).where(stale.c.block.in_(some)))
        connection.execute(insert(stale), [{"block": block} for block in some])


def forget(connection: Connection) -> None:
    """Drop the index: the transactions are about to be made anew."""
    if _kept(connection) is None:
        return
    _texts(connection).drop(connection)
    stale.drop(connection, checkfirst=True)
    connection.execute(delete(meta).where(meta.c.name == _KEY))


def extend(connection: Connection, *, rows: int | None = None) -> bool:
    """Index about ``rows`` transactions more; False where nothing was left to do, or where there can be no index.

    Stale blocks come first. None: as many as the engine does in a moment.
    """
    texts = _texts(connection)
    rows = rows or texts.at_once
    reached: Coverage | None = coverage(connection)
    if reached is None or (texts.keeps_old and _is_worn(connection, reached)):
        reached = _begin(connection)
    reached = None if reached is None else _extended(connection, reached, rows)
    if reached is None:
        return False
    _keep(connection, reached)
    return True


def _extended(connection: Connection, reached: Coverage, rows: int) -> Coverage | None:
    add = _texts(connection).add
    if blocks := _stale_blocks(connection, most=max(1, rows // BLOCK)):
        reached = reached._replace(turn=reached.turn + 1)
        for first in (block * BLOCK for block in blocks if block * BLOCK <= reached.mark):
            add(connection, first, min(first + BLOCK - 1, reached.mark), turn=reached.turn)
        connection.execute(delete(stale).where(stale.c.block.in_(blocks)))
        return reached
    last = _last_of_next(connection, reached.mark, rows)
    if last is None:
        return None
    add(connection, reached.mark + 1, last, turn=0)
    return reached._replace(mark=last)


def _is_worn(connection: Connection, reached: Coverage) -> bool:
    """Whether making the index anew is better than visiting stale blocks: too often already, or half of it all."""
    n = connection.execute(select(func.count()).select_from(stale)).scalar_one()
    return reached.turn > MOST_TURNS or (n > _MOST_STALE and n * BLOCK * 2 > reached.mark)


def _begin(connection: Connection) -> Coverage | None:
    if not _texts(connection).make(connection):
        return None
    stale.drop(connection, checkfirst=True)
    stale.create(connection)
    reached = Coverage(VERSION, 0, 0)
    _keep(connection, reached)
    return reached


def _last_of_next(connection: Connection, mark: int, rows: int) -> int | None:
    following = select(transactions.c.id).where(transactions.c.id > mark).order_by(transactions.c.id).limit(rows)
    last: int | None = connection.execute(select(func.max(following.subquery().c.id))).scalar()
    return last


def _stale_blocks(connection: Connection, *, most: int) -> list[int]:
    return list(connection.execute(select(stale.c.block).order_by(stale.c.block).limit(most)).scalars())


# ---------------------------------------------------------------- asking
def is_behind(connection: Connection) -> bool:
    """Whether there is something to index."""
    reached = coverage(connection)
    if reached is None and _texts(connection).is_refused:
        return False
    mark = reached.mark if reached else 0
    is_more = _last_of_next(connection, mark, 1) is not None
    return is_more or (reached is not None and bool(_stale_blocks(connection, most=1)))


def candidates(
    reader: Connection, wanted: Wanted, *, others: ColumnElement[bool], effort: Effort
) -> ColumnElement[bool] | None:
    """The condition of being named by the index, being unknown to it, or passing ``others`` (which must be indexed).

    None where the index does not serve: there is none, the effort would be too great, or it cannot tell.
    """
    reached = coverage(reader)
    unknown = None if reached is None else _unknown(reader, reached, most=effort.unknown)
    if unknown is None:
        return None
    return _texts(reader).chosen(reader, wanted, others=others, unknown=unknown, effort=effort)


def _unknown(connection: Connection, reached: Coverage, *, most: int) -> ColumnElement[bool] | None:
    """The condition on rows that the index does not speak for; None where they may be more than ``most``.

    None as well where they lie in so many places that the table is better read from end to end.
    """
    blocks = _stale_blocks(connection, most=_MOST_STALE + 1)
    newest: int = connection.execute(select(func.max(transactions.c.id))).scalar() or 0
    if len(blocks) > _MOST_STALE or len(blocks) * BLOCK + max(0, newest - reached.mark) > most:
        return None
    number: Any = transactions.c.id
    return or_(number > reached.mark, *(number.between(b * BLOCK, b * BLOCK + BLOCK - 1) for b in blocks))
