"""Stories by kind, profile, size and seed: ``story("landlord", TUNING, payments=3000)``."""

from __future__ import annotations

import gc
from collections.abc import Callable
from datetime import date

from benchmarks.companies.clarity import mark_questions
from benchmarks.companies.making import Maker
from benchmarks.companies.office import RENT_WALLET, SHOP_WALLET, office
from benchmarks.companies.profiles import Profile
from benchmarks.companies.shop import landlord, shop, wholesaler
from benchmarks.companies.till import till_shop
from benchmarks.companies.values import EAT, INVOICE, REVERSAL, Company, Invoice, Settled, Story, TruePayment

ENDS_ON = date(2026, 10, 31)
DAYS, KNOWN_DAYS = 62, 61  # September and October asked, July and August known
RUNNING = frozenset({RENT_WALLET})

KINDS: dict[str, Callable[[Maker, int], None]] = {
    "paybill shop": lambda maker, payments: shop(maker, payments=payments, wallet=SHOP_WALLET),
    "till shop": lambda maker, payments: till_shop(maker, payments=payments),
    "landlord": lambda maker, payments: landlord(maker, payments=payments, wallet=RENT_WALLET),
    "wholesaler": lambda maker, payments: wholesaler(maker, payments=payments, wallet=SHOP_WALLET),
    "mixed office": lambda maker, payments: office(maker, payments=payments),
}


def story(
    kind: str, profile: Profile, *, payments: int, days: int = DAYS, known_days: int = KNOWN_DAYS, seed: int = 1
) -> Story:
    """A company of about so many payments in question over the last ``days``; equal arguments tell an equal story.

    The ``known_days`` before are told too: their payments come as known, with what people decided on them.
    """
    was_collecting = gc.isenabled()
    gc.disable()  # nothing made here is thrown away, and looking for waste would cost a third of the time
    try:
        return _story(kind, profile, payments=payments, days=days, known_days=known_days, seed=seed)
    finally:
        if was_collecting:
            gc.enable()


def _story(kind: str, profile: Profile, *, payments: int, days: int, known_days: int, seed: int) -> Story:
    last = (ENDS_ON - date(1970, 1, 1)).days
    first = last - days - known_days + 1
    maker = Maker(profile, seed=f"{kind} {profile.name} {seed}", first_day=first, last_day=last)
    KINDS[kind](maker, round(payments * (days + known_days) / days))
    rows = sorted(maker.payments, key=lambda row: row.completed_at)
    mark_questions(maker, rows, oldest_first=RUNNING)
    return _told(kind, maker, rows, starts=(last - days + 1) * 86_400 - EAT)


def _told(kind: str, maker: Maker, rows: list[TruePayment], *, starts: int) -> Story:
    known = [row for row in rows if row.completed_at < starts]
    asked = [row for row in rows if row.completed_at >= starts]
    company = Company(
        kind=kind,
        profile=maker.profile.name,
        starts_at=starts,
        running_wallets=RUNNING & maker.stores.keys(),
        stores=maker.stores,
        customers=tuple(maker.customers),
        invoices=_as_at(maker, known),
        sales=tuple(sorted(maker.sales, key=lambda sale: sale.sold_at)),
        bank_lines=tuple(maker.bank_lines),
        known=tuple(Settled(row, maker.truth[row.receipt].booked()) for row in known),
        payments=tuple(asked),
    )
    asked_sales = {sale.sale_no for sale in company.sales if sale.sold_at >= starts}
    return Story(company, maker.truth, {sale: kind for sale, kind in maker.frauds.items() if sale in asked_sales})


def _as_at(maker: Maker, known: list[TruePayment]) -> tuple[Invoice, ...]:
    """The invoices with what the known payments paid; a bill whose rest was forgiven counts as paid."""
    paid: dict[str, int] = {}
    forgiven: set[str] = set()
    for row in known:
        truth = maker.truth[row.receipt]
        for each in truth.allocations:
            if each.kind == INVOICE:
                paid[each.key] = paid.get(each.key, 0) + each.cents
            elif each.kind == REVERSAL and each.key in maker.truth:
                for back in maker.truth[each.key].allocations:
                    paid[back.key] = paid.get(back.key, 0) - back.cents
        if truth.written_off_cents:
            forgiven |= {each.key for each in truth.allocations if each.kind == INVOICE}
    made = (
        invoice._replace(paid_cents=invoice.amount_cents if invoice.number in forgiven else paid.get(invoice.number, 0))
        for invoice in maker.invoices
    )
    return tuple(sorted(made, key=lambda invoice: invoice.issued_on))
