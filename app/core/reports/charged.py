"""M-PESA's charges beside the dated tariff: by day, and every one that no plan explains."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import Connection

from app.core import clock, tariffs
from app.core.queries.moved import Charged, LoneCharge, charged
from app.core.queries.wallets import business, wallet_keys
from app.core.reports.listing import Cell, Figure, Head, Listing, Section
from app.core.reports.owed import days
from app.core.reports.workbook import Kind

_TILL_WORDS = ("merchant", "buy_goods", "buy goods")


def charges(reader: Connection, *, from_day: int, to_day: int) -> Listing:
    """Charges of some days (day numbers, both included). The plan of each wallet is the one that explains most."""
    paid, lone = charged(reader, from_day=from_day, to_day=to_day)
    plans = {wallet: _plan_of(some) for wallet, some in _by_wallet(paid).items()}
    odd = [row for one in paid if (row := _odd_row(one, plans[one.wallet_id])) is not None]
    taken = sum(one.charge_cents or 0 for one in paid)
    names = wallet_keys(reader)
    expected = sum(_expected(one, plans[one.wallet_id]) or 0 for one in paid)
    return Listing(
        "charges",
        business(reader),
        "M-PESA charges beside the tariff",
        days(from_day, to_day),
        (
            Figure("charged", "Charged on payments", taken),
            Figure("tariff", "By the tariff", expected),
            Figure("over", "Charged too much", sum(max(int(row[6] or 0), 0) for row in odd)),
            Figure("under", "Charged too little", sum(max(-int(row[6] or 0), 0) for row in odd)),
            Figure("other", "Other charges", sum(one.cents for one in lone)),
        ),
        (_by_day(paid, lone), _odd(odd), _others(lone)),
        tuple(_told(names[wallet], plan, to_day) for wallet, plan in sorted(plans.items())),
    )


def _by_wallet(paid: Iterable[Charged]) -> dict[int, list[Charged]]:
    found: dict[int, list[Charged]] = defaultdict(list)
    for one in paid:
        found[one.wallet_id].append(one)
    return found


def _kind(one: Charged) -> str:
    return "till" if any(word in one.kind.casefold() for word in _TILL_WORDS) else "paybill"


def _plan_of(paid: list[Charged]) -> str:
    """Who pays, as most of these charges have it, or else as comes nearest; statements do not tell it."""
    hits: dict[str, int] = defaultdict(int)
    apart: dict[str, int] = defaultdict(int)
    for one in paid:
        for plan, fee in _fees(one).items():
            hits[plan] += fee == (one.charge_cents or 0)
            apart[plan] += abs(fee - (one.charge_cents or 0))
    return max(hits, key=lambda plan: (hits[plan], -apart[plan], plan)) if hits else ""


def _fees(one: Charged) -> dict[str, int]:
    return tariffs.fees(_kind(one), one.cents, on_day=clock.day_number(one.completed_at))


def _expected(one: Charged, plan: str) -> int | None:
    """What the tariff asks of this payment; a till has one plan whatever the wallet's paybill has. None: not known."""
    fees = _fees(one)
    return fees.get(plan, next(iter(fees.values()), None) if len(fees) == 1 else None)


def _odd_row(one: Charged, plan: str) -> tuple[Cell, ...] | None:
    expected, taken = _expected(one, plan), one.charge_cents or 0
    if expected is None or expected == taken:
        return None
    what = "no charge" if one.charge_cents is None else "too much" if taken > expected else "too little"
    return one.completed_at, one.receipt, one.cents, one.charge_cents, expected, what, taken - expected


def _by_day(paid: Iterable[Charged], lone: Iterable[LoneCharge]) -> Section:
    sums: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for one in paid:
        row = sums[clock.day_number(one.completed_at)]
        row[0] += 1
        row[1] += one.cents
        row[2] += one.charge_cents or 0
    for charge in lone:
        sums[clock.day_number(charge.completed_at)][3] += charge.cents
    heads = (
        Head("date", "Day", Kind.DAY, 80),
        Head("payments", "Payments", Kind.COUNT, 70, is_summed=True),
        Head("received", "Received KES", Kind.MONEY, 100, is_summed=True),
        Head("charged", "Charged KES", Kind.MONEY, 100, is_summed=True),
        Head("other", "Other charges KES", Kind.MONEY, 100, is_summed=True),
    )
    return Section("days", "One sum a day, as it goes to the books", heads, [(day, *sums[day]) for day in sorted(sums)])


def _odd(rows: list[tuple[Cell, ...]]) -> Section:
    heads = (
        Head("at", "Time", Kind.TIME, 90),
        Head("receipt", "Receipt", Kind.TEXT, 70),
        Head("amount", "Payment KES", Kind.MONEY, 80),
        Head("charged", "Charged KES", Kind.MONEY, 72),
        Head("tariff", "Tariff KES", Kind.MONEY, 66),
        Head("what", "Finding", Kind.TEXT, 70),
        Head("difference", "Difference KES", Kind.MONEY, 80, is_summed=True),
    )
    return Section("odd", "Charges that the tariff does not explain", heads, rows)


def _others(lone: Iterable[LoneCharge]) -> Section:
    heads = (
        Head("at", "Time", Kind.TIME, 90),
        Head("receipt", "Receipt", Kind.TEXT, 70),
        Head("details", "Details", Kind.TEXT, 220),
        Head("amount", "Charged KES", Kind.MONEY, 80, is_summed=True),
    )
    rows = [(one.completed_at, one.receipt, one.details, one.cents) for one in lone]
    return Section("others", "Charges on other movements", heads, rows)


def _told(wallet: object, plan: str, on_day: int) -> str:
    source = tariffs.source_of("paybill", on_day=on_day)
    return f"{wallet}: most charges are those of the plan under which {plan or 'nobody is known to pay'}. {source}."
