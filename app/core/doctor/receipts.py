"""The receipt doctor: a code that a person typed or a document prints, beside the receipts that are really there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from app.core import money
from app.core.doctor import Finding


class Standing(NamedTuple):
    """A receipt that the book holds, with the amount of its payment in positive cents."""

    receipt: str
    amount_cents: int


def the_one_like(code: str, found: Iterable[Standing], *, amount_cents: int | None = None) -> Standing | None:
    """The only receipt of that amount (of any, where none is given) among those spelled alike; None for none or more.

    None as well where the code itself is among them: then there is nothing to put right.
    """
    every = set(found)
    if any(one.receipt == code for one in every):
        return None
    fitting = [one for one in every if amount_cents is None or one.amount_cents == amount_cents]
    return fitting[0] if len(fitting) == 1 else None


def look_alike(code: str, one: Standing) -> Finding:
    """What to say of a code that is not there, and of the one receipt that is: offered, never put in its place."""
    return Finding(
        f"There is no receipt {code} here, but {one.receipt} of KES {money.shown(one.amount_cents)} looks like it.",
        "Compare both with the customer's message: O and 0, I and 1, S and 5, B and 8 are easily confused.",
    )


def doubled_alike(code: str, one: Standing) -> Finding:
    """What to say of a new receipt that looks like one of the same amount which was here before."""
    return Finding(
        f"{code} is new, but {one.receipt} of the same amount, KES {money.shown(one.amount_cents)}, was here and looks "
        "like it.",
        "Compare both with the customer's message; if they are one payment, correct the file and take it in again.",
    )
