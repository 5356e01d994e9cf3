"""PostgreSQL's way to look texts up: a table of them beside the transactions, with an index of the pg_trgm extension.

The extension is part of PostgreSQL's own contributions and may be made by any owner of a database (it is trusted).
Where the server does not have it, or the owner may not make it, there is no index and the transactions are scanned.
"""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Index,
    MetaData,
    Select,
    SmallInteger,
    Table,
    Text,
    and_,
    bindparam,
    delete,
    false,
    func,
    literal,
    select,
    text,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.compiler import compiles

from app.core.store.search import Effort, Wanted, holds
from app.core.store.tables import transactions

EXTENSION = "pg_trgm"

_texts = Table(
    "search_texts",
    MetaData(),
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("year", SmallInteger, nullable=False),
    Column("shillings", BigInteger, nullable=False),
    Column("words", Text, nullable=False),
    Index("ix_search_texts_shillings", "shillings"),
    Index(
        "ix_search_texts_words",
        "words",
        postgresql_using="gin",
        postgresql_ops={"words": "gin_trgm_ops"},
        postgresql_with={"gin_pending_list_limit": 4096},
    ),
)
"""Name, phone and account in small letters, line by line. Entries wait in a list of 4 MB (the option is in kB) and are
sorted in together: one by one they cost four times as much."""

_ADD = text("""
INSERT INTO search_texts (id, year, shillings, words)
SELECT id, year, amount_cents / 100,
       CASE WHEN party_name = '' AND party_phone = '' AND account_ref = '' THEN ''
            ELSE lower(party_name || chr(10) || party_phone || chr(10) || account_ref) END
FROM transactions WHERE id BETWEEN :first AND :last ORDER BY id
""")
_MOST_SCANNED = 20_000
"""Of a text that more rows hold, the transactions themselves are scanned at once."""
_TELLING = re.compile(r"[^\W_]{3}|[^\W_]{2}[\W_]|[\W_][^\W_]")
"""Text that holds a trigram of pg_trgm: three letters or digits, or the end or the beginning of a word."""


@compiles(holds, "postgresql")
def _holds(element: holds, compiler: Any, **_: Any) -> str:
    return element.written(compiler, "ILIKE")


class PostgresTexts:
    """The index of one office book (``search.Texts``)."""

    at_once = 2_000
    keeps_old = False

    def __init__(self) -> None:
        self.is_refused = False

    def make(self, connection: Connection) -> bool:
        """Make it, empty, dropping what stood there; False where the server or the owner's rights do not allow it."""
        if self.is_refused:
            return False
        try:
            with connection.begin_nested():
                connection.exec_driver_sql(f"CREATE EXTENSION IF NOT EXISTS {EXTENSION}")
                self.drop(connection)
                _texts.create(connection)
        except DBAPIError as error:
            if error.connection_invalidated:
                raise
            self.is_refused = True
        return not self.is_refused

    def drop(self, connection: Connection) -> None:
        """Drop it, where it is there."""
        _texts.drop(connection, checkfirst=True)

    def add(self, connection: Connection, first: int, last: int, *, turn: int) -> None:
        """Index the transactions with these numbers; those of a later ``turn`` take the place of their old entries."""
        if turn:
            connection.execute(delete(_texts).where(_texts.c.id.between(first, last)))
        connection.execute(_ADD, {"first": first, "last": last})

    def chosen(
        self,
        reader: Connection,
        wanted: Wanted,
        *,
        others: ColumnElement[bool],
        unknown: ColumnElement[bool],
        effort: Effort,
    ) -> ColumnElement[bool] | None:
        """The condition of being named, of passing ``others``, or of being unknown; None where those are too many.

        Texts without a trigram are looked for in all of the side table, which is small, but not in a moment.
        The numbers come over once, as one text, and go back as they are: joined to the partitioned table inside the
        server each number costs ten times as much.
        """
        is_telling = all(map(_TELLING.search, wanted.texts))
        if effort.is_quick and not is_telling:
            return None
        most = effort.named if is_telling else min(effort.named, _MOST_SCANNED)
        t, here = transactions.c, most + 1
        known = [select(t.id, t.year).where(others).limit(here)]
        known += [_entries(choice).limit(here) for choice in _choices(wanted)]
        named = select(union_all(*_apart(known)).limit(here).subquery(), true().label("is_known"))
        left = select(t.id, t.year, false().label("is_known")).where(unknown)
        found = union_all(*_apart([named, left])).subquery().c
        counted = select(
            func.count().filter(found.is_known),
            func.array_agg(found.year.distinct()),
            func.array_agg(found.id).cast(Text),
        )
        n, years, numbers = reader.execute(counted).one()
        if n > most:
            return None
        return and_(t.year.in_(years), _is_among(numbers)) if years else false()


def _choices(wanted: Wanted) -> list[ColumnElement[bool]]:
    """One condition for each way in which an entry may be meant."""
    choices: list[ColumnElement[bool]] = [_texts.c.words.like(_pattern(words)) for words in wanted.texts]
    if wanted.shillings is not None:
        choices.append(_texts.c.shillings == wanted.shillings)
    return choices


def _pattern(words: str) -> ColumnElement[str]:
    """For ``LIKE``, in the small letters that the server itself would make."""
    escaped = re.sub(r"([\\%_])", r"\\\1", words)
    return func.lower(literal(f"%{escaped}%"))


def _entries(choice: ColumnElement[bool]) -> Select[Any]:
    return select(_texts.c.id, _texts.c.year).where(choice)


def _apart(parts: list[Select[Any]]) -> list[Select[Any]]:
    """Each with its own limit kept inside a compound."""
    return [select(*part.subquery().c) for part in parts]


def _is_among(numbers: str) -> ColumnElement[bool]:
    """Being one of these, as a list that the planner does not look into: it would weigh each number."""
    listed = select(func.unnest(bindparam(None, numbers, Text).cast(ARRAY(BigInteger)))).scalar_subquery()
    return transactions.c.id == func.any(func.array(listed))
