"""From a message to the lines it claims: which template fits, its amounts, its moment, its legs.

What a message cannot tell is left open. Seconds are not printed, so they stay zero and a better source fills them in.
The printed balance is not kept: for a till nobody knows whether it is meant before or after the cost (domain notes
3.3), a phone shows it after cost and overdraft where a statement shows each leg's own, and messages get deleted. A
chain over such balances would prove nothing and alarm for nothing.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from app.core import clock, money, receipts
from app.core.sources.sms.messages import Message, begins_as_own, digest_of
from app.core.sources.sms.parties import Party, party_in
from app.core.sources.sms.templates import COST, TEMPLATES, Template
from app.core.sources.told_days import letters_warning
from app.core.statement import Ignored, Observation, Rejected, Role

UNKNOWN_WORDING = "The wording of this message is not known; what it tells is not booked."
NOT_OWN = "not a message of M-PESA about a transaction"
_FIRST_YEAR, _LAST_YEAR = 2007, 2099
UNDATED = -1
"""Stands for the moment of a message that prints none, until something tells it."""

_WANTED = tuple((template.wanted, template) for template in TEMPLATES)


class Read(NamedTuple):
    """What one message says: its legs, or why it has none. ``legs`` name their ledger."""

    message: Message
    legs: tuple[Observation, ...] = ()
    ignored: Ignored | None = None
    rejected: Rejected | None = None


def read_message(message: Message) -> Read:
    """Read one message. Nothing in it raises: what cannot be read is rejected with its reason."""
    text, lowered = message.text, message.text.lower()
    for wanted, template in _WANTED:
        if wanted in lowered and (found := template.pattern.match(text)):
            return _read_by(template, found, message)
    digest = digest_of(text, 0)
    if begins_as_own(text):
        return Read(message, rejected=Rejected(_code_in(text), digest, message.line, UNKNOWN_WORDING, text))
    return Read(message, ignored=Ignored("", digest, message.line, NOT_OWN, text))


def _read_by(template: Template, found: re.Match[str], message: Message) -> Read:
    told = found.groupdict()
    receipt = told.get("code") or ""
    digest = digest_of(message.text, 0)
    if template.ignored:
        return Read(message, ignored=Ignored(receipt, digest, message.line, template.ignored, message.text))
    reason = template.rejected or ("" if receipt else "This message has no receipt code; the statement will tell it.")
    if not reason:
        try:
            return Read(message, legs=_legs(template, found, message))
        except ValueError as error:
            reason = str(error)
    return Read(message, rejected=Rejected(receipt, digest, message.line, reason, message.text))


def _legs(template: Template, found: re.Match[str], message: Message) -> tuple[Observation, ...]:
    """The payment, its other side, its cost. Raises ValueError with the reason where a value cannot be read."""
    told = found.groupdict(default="")
    cents = _cents(told["amount"])
    at = _moment(told["day"], told["clock"]) if "day" in told else UNDATED
    party = party_in(told.get("party", ""))
    first = Observation(
        receipt=told["code"],
        digest=digest_of(found[0], 0),
        line=message.line,
        role=str(template.role),
        amount_cents=template.sign * cents,
        completed_at=at,
        initiated_at=None,
        kind=template.kind,
        party_name=party.name,
        party_phone=party.phone,
        account_ref=told.get("account", "").strip(" .,") or party.reference,
        linked_receipt=told.get("linked", ""),
        balance_cents=None,
        details=_details(template, party),
        ledger=template.ledger,
        warning="" if at == UNDATED else letters_warning(told["code"], at),
    )
    legs = [first]
    if template.also:
        ledger, sign, role = template.also
        digest = digest_of(found[0], 1)
        legs.append(first._replace(digest=digest, role=str(role), amount_cents=sign * cents, ledger=ledger))
    cost = COST.search(message.text, found.end())
    if cost and (charged := _cents(cost["cost"])):
        legs.append(_charge_of(first, charged, digest=digest_of(message.text[: cost.end()], 2)))
    return tuple(legs)


def _charge_of(first: Observation, cents: int, *, digest: int) -> Observation:
    """The cost as a leg of its own on the same receipt, as statements print it."""
    return first._replace(
        digest=digest,
        role=str(Role.CHARGE),
        amount_cents=-cents,
        kind=f"{first.kind}_charge",
        party_name="",
        party_phone="",
        account_ref="",
        linked_receipt="",
        details="Transaction cost",
    )


def _details(template: Template, party: Party) -> str:
    who = " ".join(part for part in (party.phone, party.name) if part)
    return f"{template.says} {who}".strip()


@lru_cache(maxsize=8192)
def _cents(text: str) -> int:
    try:
        cents = money.cents_from_text(text)
    except ValueError:
        raise ValueError(f"The amount “{text}” cannot be read.") from None
    if cents < 0:
        raise ValueError(f"The amount “{text}” is below zero.")
    return cents


def _moment(day: str, time: str) -> int:
    """The instant of ``5/9/26`` and ``8:8 AM``: always day first, minutes perhaps of one digit (domain notes 3)."""
    return _day_start(day) + _seconds(time)


@lru_cache(maxsize=4096)
def _day_start(day: str) -> int:
    number, month, year = map(int, day.split("/"))
    try:
        on = date(year + 2000 if year < 100 else year, month, number)
    except ValueError:
        on = date.min
    if not _FIRST_YEAR <= on.year <= _LAST_YEAR:
        raise ValueError(f"“{day}” is not a day of M-PESA's.")
    return clock.day_start(clock.number_of(on))


@lru_cache(maxsize=4096)
def _seconds(time: str) -> int:
    """Seconds since midnight of a time with AM or PM."""
    hour, minute = map(int, time[:-2].rstrip(" .aApP").split(":"))
    if not (1 <= hour <= 12 and minute < 60):
        raise ValueError(f"“{time}” is not a time of day.")
    is_afternoon = "p" in time.lower()
    return (hour % 12 + 12 * is_afternoon) * 3600 + minute * 60


def _code_in(text: str) -> str:
    """The receipt at the beginning of a message, or ''."""
    first = text.removeprefix("Congratulations!").split(maxsplit=1)[:1]
    return first[0] if first and receipts.looks_like_receipt(first[0]) else ""
