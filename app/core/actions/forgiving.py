"""Forgive what is left of invoices that were paid but for a little: no money moves, the rest is a cost."""

from __future__ import annotations

from collections.abc import Sequence

from app.core.actions.decide import PERSON, Decision, confirm_all
from app.core.actions.typing import FEE, WRITE_OFF, refuse_dear_fee
from app.core.book import Pen
from app.core.errors import BookError
from app.core.items import Allocation, ItemKey
from app.core.queries.items import items_by_key


def forgive_rests(pen: Pen, *, items: Sequence[ItemKey], why: str, reason: str = "") -> tuple[int, ...]:
    """Close these invoices or sales without money, all or none; gives the numbers of the decisions.

    ``why`` is ``FEE`` (kept back for a charge) or ``WRITE_OFF``, which needs a ``reason`` in words. What is left is
    read now, so that money that came in meanwhile counts. Raises BookError where nothing is left of one.
    """
    assert why in (FEE, WRITE_OFF)
    if why == WRITE_OFF and not reason.strip():
        raise BookError("A write-off needs a reason.", hint="Say why the rest will never be paid.")
    made = [_forgiven(pen, item, why, reason.strip()) for item in dict.fromkeys(items)]
    done = confirm_all(pen, made=made, by=PERSON)
    if done.refused:
        raise BookError(done.refused[0][1], hint="Nothing was written off.")
    return done.ids


def _forgiven(pen: Pen, item: ItemKey, why: str, reason: str) -> Decision:
    row = items_by_key(pen.connection, kind=item.kind, keys=[item.key]).get(item.key)
    if row is None:
        raise BookError(f"{item.key} is not in the book any more.", hint="Nothing was written off.")
    if row.open_cents <= 0:
        raise BookError(f"Nothing is left to pay of {row.number}.", hint="Nothing was written off.")
    if why == FEE:
        refuse_dear_fee(row.open_cents, of_cents=row.amount_cents, called=row.number)
    part = Allocation(item.kind, item.key, 0, row.open_cents, why)
    return Decision(None, (part,), rule="by hand", reasons=(reason,) if reason else ())
