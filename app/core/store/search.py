"""The search index: which transactions may contain a text. Derived, built after imports in slices, never trusted alone.

It is an FTS5 index of trigrams without content (about 32 bytes a transaction). Every answer of it is a *candidate*:
whoever asks checks the transactions themselves, so an entry that speaks of a row as it used to be does no harm. What
could do harm is a row that the index does not know: those lie beyond the mark (newer than the index) or in a stale
block (written again since), and are looked through one by one. SQLite only; an office book is scanned.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple
from zlib import crc32

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    MetaData,
    Select,
    Table,
    Text,
    column,
    delete,
    func,
    insert,
    literal_column,
    or_,
    select,
    table,
    text,
    union_all,
)

from app.core.statement import Role
from app.core.store.tables import Big, meta, transactions

VERSION = 1
"""Grows when what is indexed changes; an index of another version is not read, and made anew."""

BLOCK = 256
"""Rows that grow stale together: a change is noted by the hundred, so that noting a million changes stays small."""

MOST_TURNS = 500
"""Stretches indexed again leave their old entries behind; after so many the index is made anew."""

_TURN = 1 << 40
_KEY = "search_index"
_AMOUNT_BASE, _AMOUNT_FIRST = 6000, 0xE000
_LEG_FIRST = _AMOUNT_FIRST + _AMOUNT_BASE
_LONGEST_SHORT = 2
_MOST_STALE = 100
_LAST_SIGN = "\U0010ffff"

stale = Table("search_stale", MetaData(), Column("block", Big, primary_key=True, autoincrement=False))
"""Blocks of transaction numbers (number // BLOCK) in which a row was written after it was indexed."""

_texts = table("search_texts", column("rowid", Big))
_terms = table("search_terms", column("term", Text), column("doc", Big))
_ROLE_SIGNS = {role.value: _LEG_FIRST + 3 + crc32(role.encode()) % 389 for role in Role}
"""From the role's name, not its place, so that a role more moves no other."""
_CASES = " ".join(f"WHEN '{role}' THEN {sign}" for role, sign in _ROLE_SIGNS.items())
_TABLES = ("search_terms", "search_texts", "search_stale")
_OPTIONS = "words, amount, leg, content='', detail=none, columnsize=0, tokenize='trigram'"
_MAKE = (
    "CREATE TABLE search_stale (block INTEGER PRIMARY KEY)",
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


class Coverage(NamedTuple):
    """How far the index reaches: all numbers up to ``mark`` but stale blocks. ``turn`` counts second visits."""

    version: int
    mark: int
    turn: int


class Wanted(NamedTuple):
    """What a person typed, as it may stand in a transaction: parts of texts, or an amount in whole shillings.

    ``roles`` and ``directions`` narrow the answer where they are given.
    """

    texts: tuple[str, ...]
    shillings: int | None = None
    roles: tuple[str, ...] = ()
    directions: tuple[str, ...] = ()


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
    for name in _TABLES:
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {name}")
    connection.execute(delete(meta).where(meta.c.name == _KEY))


def extend(connection: Connection, *, rows: int) -> bool:
    """Index about ``rows`` transactions more; False where nothing was left to do. Stale blocks come first."""
    reached = coverage(connection)
    if reached is None or _is_worn(connection, reached):
        reached = _begin(connection)
    blocks = _stale_blocks(connection, most=max(1, rows // BLOCK))
    if blocks:
        reached = reached._replace(turn=reached.turn + 1)
        for block in (block for block in blocks if block * BLOCK <= reached.mark):
            _add(connection, block * BLOCK, min(block * BLOCK + BLOCK - 1, reached.mark), turn=reached.turn)
        connection.execute(delete(stale).where(stale.c.block.in_(blocks)))
    else:
        last = _last_of_next(connection, reached.mark, rows)
        if last is None:
            return False
        _add(connection, reached.mark + 1, last, turn=0)
        reached = reached._replace(mark=last)
    _keep(connection, reached)
    return True


def _is_worn(connection: Connection, reached: Coverage) -> bool:
    """Whether making the index anew is better than visiting stale blocks: too often already, or half of it all."""
    n = connection.execute(select(func.count()).select_from(stale)).scalar_one()
    return reached.turn > MOST_TURNS or (n > _MOST_STALE and n * BLOCK * 2 > reached.mark)


def _begin(connection: Connection) -> Coverage:
    for name in _TABLES:
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {name}")
    for words in _MAKE:
        connection.exec_driver_sql(words)
    reached = Coverage(VERSION, 0, 0)
    _keep(connection, reached)
    return reached


def _add(connection: Connection, first: int, last: int, *, turn: int) -> None:
    connection.execute(text(_ADD), {"first": first, "last": last, "turn": turn})


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
    mark = reached.mark if reached else 0
    beyond = connection.execute(select(transactions.c.id).where(transactions.c.id > mark).limit(1)).scalar()
    return beyond is not None or (reached is not None and bool(_stale_blocks(connection, most=1)))


def candidates(
    reader: Connection, wanted: Wanted, *, others: ColumnElement[bool], most: int, uncovered: int | None = None
) -> ColumnElement[bool] | None:
    """The condition of being named by the index, being unknown to it, or passing ``others`` (which must be indexed).

    None where the index does not serve: there is none, it would name more than ``most`` rows, more than
    ``uncovered`` rows are unknown to it (None: any number), or a text of one or two signs is not ASCII. The lookup
    stays inside the engine: a hundred thousand numbers never become Python's.
    """
    reached = coverage(reader)
    unknown = None if reached is None else _unknown(reader, reached, most=uncovered)
    named = _named(wanted, most=most)
    if unknown is None or named is None:
        return None
    number = transactions.c.id
    known = [*named, select(number).where(others).limit(most + 1)]
    counted = select(func.count()).select_from(union_all(*_apart(known)).limit(most + 1).subquery())
    if reader.execute(counted).scalar_one() > most:
        return None
    return number.in_(union_all(*_apart([*known, select(number).where(unknown)])))


def _apart(parts: Sequence[Select[Any]]) -> Iterator[Select[Any]]:
    """Each with its own limit kept inside a compound."""
    return (select(*part.subquery().c) for part in parts)


def _unknown(connection: Connection, reached: Coverage, *, most: int | None) -> ColumnElement[bool] | None:
    """The condition on rows that the index does not speak for; None where they may be more than ``most``.

    None as well where they lie in so many places that the table is better read from end to end.
    """
    blocks = _stale_blocks(connection, most=_MOST_STALE + 1)
    newest: int = connection.execute(select(func.max(transactions.c.id))).scalar() or 0
    n = len(blocks) * BLOCK + max(0, newest - reached.mark)
    if len(blocks) > _MOST_STALE or (most is not None and n > most):
        return None
    number = transactions.c.id
    return or_(number > reached.mark, *(number.between(b * BLOCK, b * BLOCK + BLOCK - 1) for b in blocks))


def _named(wanted: Wanted, *, most: int) -> list[Select[Any]] | None:
    """Selections of the numbers that the index names; None where it cannot tell."""
    parts: list[Select[Any]] = []
    for short in (words for words in wanted.texts if len(words) <= _LONGEST_SHORT):
        if not short.isascii():
            return None
        low = short.lower()
        parts.append(select(_terms.c.doc % _TURN).where(_terms.c.term >= low, _terms.c.term < low + _LAST_SIGN))
    if question := _question(wanted):
        parts.append(select(_texts.c.rowid % _TURN).where(literal_column("search_texts").op("MATCH")(question)))
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
