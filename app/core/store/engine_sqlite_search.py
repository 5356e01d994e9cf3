"""SQLite's way to look texts up: an FTS5 index of trigrams without content, about 32 bytes a transaction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from zlib import crc32

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Text,
    column,
    func,
    literal_column,
    select,
    table,
    text,
    union_all,
)
from sqlalchemy.ext.compiler import compiles

from app.core.statement import Role
from app.core.store.search import Effort, Wanted, holds
from app.core.store.tables import Big, transactions

_TURN = 1 << 40
_AMOUNT_BASE, _AMOUNT_FIRST = 6000, 0xE000
_LEG_FIRST = _AMOUNT_FIRST + _AMOUNT_BASE
_LONGEST_SHORT = 2
_LAST_SIGN = "\U0010ffff"

_texts = table("search_texts", column("rowid", Big))
_terms = table("search_terms", column("term", Text), column("doc", Big))
_ROLE_SIGNS = {role.value: _LEG_FIRST + 3 + crc32(role.encode()) % 389 for role in Role}
"""From the role's name, not its place, so that a role more moves no other."""
_CASES = " ".join(f"WHEN '{role}' THEN {sign}" for role, sign in _ROLE_SIGNS.items())
_TABLES = ("search_terms", "search_texts")
_OPTIONS = "words, amount, leg, content='', detail=none, columnsize=0, tokenize='trigram'"
_MAKE = (
    f"CREATE VIRTUAL TABLE search_texts USING fts5({_OPTIONS})",
    "CREATE VIRTUAL TABLE search_terms USING fts5vocab(search_texts, 'instance')",
)
_ADD = f"""
INSERT INTO search_texts (rowid, words, amount, leg)
SELECT id + :turn * {_TURN},
       CASE WHEN party_name = '' AND party_phone = '' AND account_ref = '' THEN ''
            ELSE party_name || char(10) || party_phone || char(10) || account_ref || char(10, 10) END,
       char({_AMOUNT_FIRST} + amount_cents / 100 / {_AMOUNT_BASE**2} % {_AMOUNT_BASE},
            {_AMOUNT_FIRST} + amount_cents / 100 / {_AMOUNT_BASE} % {_AMOUNT_BASE},
            {_AMOUNT_FIRST} + amount_cents / 100 % {_AMOUNT_BASE}),
       char({_LEG_FIRST}, CASE role {_CASES} ELSE {_LEG_FIRST} END, {_LEG_FIRST} + 1 + (direction = 'in'))
FROM transactions WHERE id BETWEEN :first AND :last
"""
"""The line ends close each text, so that its last sign and last two signs begin a trigram as all others do."""


@compiles(holds, "sqlite")
def _holds(element: holds, compiler: Any, **_: Any) -> str:
    """SQLite's LIKE takes the ASCII letters alike, as its lower() would."""
    return element.written(compiler, "LIKE")


class SqliteTexts:
    """The index of one company file (``search.Texts``)."""

    at_once = 4_000
    keeps_old = True
    is_refused = False

    def make(self, connection: Connection) -> bool:
        """Make it, empty, dropping what stood there."""
        self.drop(connection)
        for words in _MAKE:
            connection.exec_driver_sql(words)
        return True

    def drop(self, connection: Connection) -> None:
        """Drop it, where it is there."""
        for name in _TABLES:
            connection.exec_driver_sql(f"DROP TABLE IF EXISTS {name}")

    def add(self, connection: Connection, first: int, last: int, *, turn: int) -> None:
        """Index the transactions with these numbers, those of a later ``turn`` beside their old entries."""
        connection.execute(text(_ADD), {"first": first, "last": last, "turn": turn})

    def chosen(
        self,
        reader: Connection,
        wanted: Wanted,
        *,
        others: ColumnElement[bool],
        unknown: ColumnElement[bool],
        effort: Effort,
    ) -> ColumnElement[bool] | None:
        """The condition of being named, of passing ``others``, or of being unknown.

        None where it would name too many, or where a text of one or two signs is not ASCII. The texts are looked up
        once: the numbers come over as one text and go back as they are, and never become Python's one by one.
        """
        named = _named(wanted, most=effort.named)
        if named is None:
            return None
        number = transactions.c.id
        known = [*named, select(number.label("n")).where(others).limit(effort.named + 1)]
        found = union_all(*_apart(known)).limit(effort.named + 1).subquery()
        counted = select(func.count(), func.json_group_array(found.c.n))
        n, numbers = reader.execute(counted).one()
        if n > effort.named:
            return None
        listed = func.json_each(numbers).table_valued("value")
        return number.in_(union_all(select(listed.c.value), select(number).where(unknown)))


def _apart(parts: Sequence[Select[Any]]) -> Iterator[Select[Any]]:
    """Each with its own limit kept inside a compound."""
    return (select(*part.subquery().c) for part in parts)


def _named(wanted: Wanted, *, most: int) -> list[Select[Any]] | None:
    """Selections of the numbers that the index names; None where it cannot tell."""
    parts: list[Select[Any]] = []
    for short in (words for words in wanted.texts if len(words) <= _LONGEST_SHORT):
        if not short.isascii():
            return None
        low = short.lower()
        terms = _terms.c.term
        parts.append(select((_terms.c.doc % _TURN).label("n")).where(terms >= low, terms < low + _LAST_SIGN))
    if question := _question(wanted):
        matches = literal_column("search_texts").op("MATCH")(question)
        parts.append(select((_texts.c.rowid % _TURN).label("n")).where(matches))
    return [part.limit(most + 1) for part in parts]


def _question(wanted: Wanted) -> str:
    """In the words of FTS5: all trigrams of a text, or those of another, or the sign of the amount; of these legs."""
    choices = [" AND ".join(_trigrams(words)) for words in wanted.texts if len(words) > _LONGEST_SHORT]
    if wanted.shillings is not None:
        choices.append(f'"{_amount_sign(wanted.shillings)}"')
    asked = " OR ".join(f"({choice})" for choice in choices)
    legs = _leg_signs(wanted)
    return f"({asked}) AND ({legs})" if asked and legs else asked


def _leg_signs(wanted: Wanted) -> str:
    """The legs that are wanted, each by its sign; nothing where all are."""
    if not (wanted.roles or wanted.directions) or not _ROLE_SIGNS.keys() >= set(wanted.roles):
        return ""
    roles = [_ROLE_SIGNS[role] for role in wanted.roles] or [_LEG_FIRST, *_ROLE_SIGNS.values()]
    directions = [_LEG_FIRST + 1 + (direction == "in") for direction in wanted.directions or ("in", "out")]
    return " OR ".join(f'"{chr(_LEG_FIRST)}{chr(role)}{chr(direction)}"' for role in roles for direction in directions)


def _trigrams(words: str) -> Iterator[str]:
    for part in dict.fromkeys(words[at : at + 3] for at in range(len(words) - 2)):
        yield '"' + part.replace('"', '""') + '"'


def _amount_sign(shillings: int) -> str:
    """One trigram of private signs, so that an amount costs one entry and is found exactly."""
    digits = shillings // _AMOUNT_BASE**2, shillings // _AMOUNT_BASE, shillings
    return "".join(chr(_AMOUNT_FIRST + digit % _AMOUNT_BASE) for digit in digits)
