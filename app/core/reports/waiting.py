"""Money that waits: receipts that are nobody's yet, and sweeps that the bank has not shown."""

from __future__ import annotations

from sqlalchemy import Connection

from app.core import clock
from app.core.ledger import code
from app.core.matching.transfers import LATEST_DAYS
from app.core.queries.moved import Sweep, Waiting, sweeps_in_transit, waiting_payments
from app.core.queries.trial_balance import trial_balance
from app.core.queries.wallets import business, wallet_keys
from app.core.reports.listing import Cell, Figure, Head, Listing, Section
from app.core.reports.workbook import Kind
from app.core.statement import Proof

_AGES = ((0, "Today"), (1, "1 day"), (7, "2–7 days"), (30, "8–30 days"))
_OLDER = "Over 30 days"


def unmatched(reader: Connection, *, on_day: int) -> Listing:
    """Receipts up to the end of a day of which something is given to nobody now, by age and one by one."""
    waiting = waiting_payments(reader, on_day=on_day)
    names = wallet_keys(reader)
    total = sum(one.open_cents for one in waiting)
    ledger = -trial_balance(reader, until_day=on_day).balance_of(code("unidentified"))
    by_message = sum(one.open_cents for one in waiting if one.proof < Proof.CALLBACK)
    heads = (
        Head("at", "Time", Kind.TIME, 80),
        Head("receipt", "Receipt", Kind.TEXT, 66),
        Head("wallet", "Wallet", Kind.TEXT, 72),
        Head("payer", "Payer", Kind.TEXT, 106),
        Head("number", "Number", Kind.TEXT, 70),
        Head("typed", "Typed", Kind.TEXT, 62),
        Head("days", "Days", Kind.COUNT, 30),
        Head("open", "Open KES", Kind.MONEY, 74, is_summed=True),
    )
    rows = [_waiting_row(one, on_day, str(names[one.wallet_id])) for one in waiting]
    return Listing(
        "unmatched",
        business(reader),
        "Unmatched receipts by age",
        f"up to the end of {clock.day_of(on_day):%a %d %b %Y}, as they wait now",
        (
            Figure("open", "Given to nobody", total),
            Figure("messages", "Of which a message alone vouches for", by_message),
            Figure("ledger", "Unidentified receipts in the ledger", ledger),
            Figure("difference", "Difference", total - ledger, must_be_nothing=True),
        ),
        (_by_age(waiting, on_day), Section("receipts", "Oldest first", heads, rows)),
    )


def _waiting_row(one: Waiting, on_day: int, wallet: str) -> tuple[Cell, ...]:
    days = on_day - clock.day_number(one.completed_at)
    told = (one.party_name, one.party_phone, one.account_ref)
    return one.completed_at, one.receipt, wallet, *told, days, one.open_cents


def _by_age(waiting: list[Waiting], on_day: int) -> Section:
    sums = {name: [0, 0] for name in (*(name for _, name in _AGES), _OLDER)}
    for one in waiting:
        days = on_day - clock.day_number(one.completed_at)
        name = next((name for most, name in _AGES if days <= most), _OLDER)
        sums[name][0] += 1
        sums[name][1] += one.open_cents
    heads = (
        Head("age", "Waits since", Kind.TEXT, 200),
        Head("receipts", "Receipts", Kind.COUNT, 80, is_summed=True),
        Head("open", "Open KES", Kind.MONEY, 100, is_summed=True),
    )
    return Section("ages", "By age", heads, [(name, *cells) for name, cells in sums.items()])


def transit(reader: Connection, *, on_day: int) -> Listing:
    """Sweeps up to the end of a day that the bank had not shown by then, and what the ledger holds as in transit."""
    sweeps = sweeps_in_transit(reader, on_day=on_day)
    names = wallet_keys(reader)
    total = sum(one.cents for one in sweeps)
    overdue = sum(one.cents for one in sweeps if _is_overdue(one, on_day))
    ledger = trial_balance(reader, until_day=on_day).balance_of(code("bank_transit"))
    heads = (
        Head("at", "Sent", Kind.TIME, 90),
        Head("receipt", "Receipt", Kind.TEXT, 70),
        Head("wallet", "Wallet", Kind.TEXT, 90),
        Head("days", "Days", Kind.COUNT, 40),
        Head("state", "State", Kind.TEXT, 90),
        Head("found", "Found at the bank", Kind.DAY, 80),
        Head("amount", "Amount KES", Kind.MONEY, 90, is_summed=True),
    )
    rows = [_sweep_row(one, on_day, str(names[one.wallet_id])) for one in sweeps]
    return Listing(
        "transit",
        business(reader),
        "Settlement in transit",
        f"at the end of {clock.day_of(on_day):%a %d %b %Y}",
        (
            Figure("in_transit", "Sent to the bank, not there yet", total),
            Figure("overdue", f"Of which overdue (more than {LATEST_DAYS} days)", overdue),
            Figure("ledger", "Money in transit to the bank in the ledger", ledger),
            Figure("difference", "Difference", total - ledger, must_be_nothing=True),
        ),
        (Section("sweeps", "Sweeps, oldest first", heads, rows),),
        ("A difference is money that came from the bank, or a bank line of another amount than its sweep.",)
        if total != ledger
        else (),
    )


def _is_overdue(one: Sweep, on_day: int) -> bool:
    return on_day - clock.day_number(one.completed_at) > LATEST_DAYS


def _sweep_row(one: Sweep, on_day: int, wallet: str) -> tuple[Cell, ...]:
    days = on_day - clock.day_number(one.completed_at)
    state = "overdue" if _is_overdue(one, on_day) else "in transit"
    return one.completed_at, one.receipt, wallet, days, state, one.found_on, one.cents
