"""Receipts that the book holds under any spelling: what a person typed, beside what is really there."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, select

from app.core.doctor import Finding
from app.core.doctor.receipts import Standing, look_alike, the_one_like
from app.core.receipts import as_typed, spellings, year_told_by
from app.core.statement import Role
from app.core.store.tables import transactions

_T = transactions.c
_AT_ONCE = 500


def standing(
    reader: Connection, *, receipts: Iterable[str], wallet_id: int | None = None, before: int | None = None
) -> tuple[Standing, ...]:
    """Which of these receipts the book holds, with their amounts (charges aside).

    ``wallet_id`` narrows to one wallet, ``before`` to transactions numbered lower.
    """
    wanted = sorted(set(receipts))
    found: list[Standing] = []
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        years = sorted({year_told_by(receipt) for receipt in some})
        query = select(_T.receipt, _T.amount_cents).where(
            _T.receipt.in_(some), _T.year.in_(years), _T.role != Role.CHARGE.value
        )
        if wallet_id is not None:
            query = query.where(_T.wallet_id == wallet_id)
        if before is not None:
            query = query.where(_T.id < before)
        found += [Standing(receipt, cents) for receipt, cents in reader.execute(query)]
    return tuple(found)


def receipts_meant(reader: Connection, *, text: str) -> tuple[str, ...]:
    """The receipts in the book that a typed code can mean: the code itself where it is there, else its look-alikes."""
    meant = spellings(text)
    found = {one.receipt for one in standing(reader, receipts=meant)}
    code = as_typed(text)
    return (code,) if code in found else tuple(receipt for receipt in meant if receipt in found)


def receipt_finding(reader: Connection, *, text: str, amount_cents: int | None = None) -> Finding | None:
    """What to tell a person who typed a code that is not there while exactly one like it (of that amount) is."""
    code = as_typed(text)
    one = the_one_like(code, standing(reader, receipts=spellings(text)), amount_cents=amount_cents)
    return None if one is None else look_alike(code, one)
