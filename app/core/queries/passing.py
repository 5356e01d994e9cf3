"""Which transactions pass a filter: as a condition on the table, and by way of the search index.

The condition is the truth on both engines. The index only names rows that are worth checking.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, literal_column, or_, select

from app.core import clock, money, receipts
from app.core.queries.rows import TransactionFilter
from app.core.store import search
from app.core.store.tables import transactions

_T = transactions.c
_LAST_RECEIPT = "Z" * 12
_ATTENTION_STATES = ("conflict", "reversed")
_needs_attention = _T.state.in_([literal_column(f"'{state}'") for state in _ATTENTION_STATES])
"""To the letter what the index on these states says of itself: by bound values no engine would see that it serves."""


_UNINDEXED = _T.completed_at + 0
"""Adding nought keeps an engine from walking through time instead of looking up the rows that were named."""


def newest_first(query: Select[Any]) -> Select[Any]:
    """Newest first, of few rows."""
    return query.order_by(_UNINDEXED.desc(), _T.id.desc())


def ordered(query: Select[Any]) -> Select[Any]:
    """Newest first; equal seconds by number."""
    return query.order_by(_T.completed_at.desc(), _T.id.desc())


def filtered(filters: TransactionFilter) -> Select[Any]:
    """All transactions that pass."""
    return select(transactions).where(*_conditions(filters, moment=_T.completed_at))


def indexed(reader: Connection, filters: TransactionFilter, *, effort: search.Effort) -> Select[Any] | None:
    """The same transactions by way of the search index; None where it does not serve.

    That is where it is not there, no text is wanted, or too many rows would have to be checked.
    """
    text = _plain(filters.text)
    if not text:
        return None
    named = search.candidates(reader, _wanted(text, filters), others=receipt_meant(text), effort=effort)
    return None if named is None else select(transactions).where(named, *_conditions(filters, moment=_UNINDEXED))


def _wanted(text: str, filters: TransactionFilter) -> search.Wanted:
    """The same as ``_matches``, in the words of the index."""
    cents = _cents(text)
    texts = dict.fromkeys([text, *_phone_parts(text)])
    shillings = None if cents is None else cents // 100
    return search.Wanted(tuple(filter(None, texts)), shillings, filters.roles, filters.directions)


def _plain(text: str) -> str:
    return " ".join(text.split())


def _conditions(filters: TransactionFilter, *, moment: ColumnElement[int]) -> list[ColumnElement[bool]]:
    passes: list[ColumnElement[bool]] = []
    if filters.wallet_id is not None:
        passes.append(_T.wallet_id == filters.wallet_id)
    for column, values in ((_T.role, filters.roles), (_T.state, filters.states), (_T.direction, filters.directions)):
        if values:
            passes.append(column.in_(values))
    if filters.states and set(filters.states) <= set(_ATTENTION_STATES):
        passes.append(_needs_attention)
    if filters.from_on is not None:
        passes.append(moment >= clock.day_start(clock.number_of(filters.from_on)))
    if filters.to_on is not None:
        passes.append(moment < clock.day_start(clock.number_of(filters.to_on) + 1))
    if filters.proof is not None:
        passes.append(_T.proof == int(filters.proof))
    if text := _plain(filters.text):
        passes.append(_matches(text))
    return passes


def _matches(text: str) -> ColumnElement[bool]:
    """Receipt from its beginning or in any spelling, an amount, or a part of name, phone or account."""
    choices: list[ColumnElement[bool]] = [
        receipt_meant(text),
        search.holds.text(_T.party_name, text),
        search.holds.text(_T.account_ref, text),
    ]
    choices += [_T.party_phone.contains(digits, autoescape=True) for digits in _phone_parts(text)]
    if (cents := _cents(text)) is not None:
        is_exact = "." in text
        choices.append(_T.amount_cents == cents if is_exact else _T.amount_cents.between(cents, cents + 99))
    return or_(*choices)


def receipt_meant(text: str) -> ColumnElement[bool]:
    """Receipts that begin so, spaces and dashes aside, or that look like the whole code typed (O for 0, I for 1, …).

    Ranges and single receipts only: the index on receipts answers.
    """
    code = receipts.as_typed(text)
    meant = receipts.spellings(code)
    choices = [begins(typed) for typed in dict.fromkeys((text.upper(), code)) if typed]
    return or_(*choices, _T.receipt.in_(meant)) if meant else or_(*choices)


def begins(upper: str) -> ColumnElement[bool]:
    """A range that the index on receipts answers."""
    return (_T.receipt >= upper) & (_T.receipt <= upper + _LAST_RECEIPT)


def _phone_parts(text: str) -> tuple[str, ...]:
    """What to look for in phone numbers: as typed, and as documents print it (2547… where people type 07…)."""
    if not any(sign.isdigit() or sign == "*" for sign in text):
        return ()
    digits = text.replace(" ", "").removeprefix("+")
    return (digits, "254" + digits[1:]) if digits.startswith("0") and len(digits) > 3 else (digits,)


def _cents(text: str) -> int | None:
    """``1500`` and ``1,500.00`` are that amount; without a point any cents of it."""
    try:
        return abs(money.cents_from_text(text.replace("\N{MINUS SIGN}", "-").replace("KES", "").strip()))
    except ValueError:
        return None
