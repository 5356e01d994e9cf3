"""Offices that write invoices: the paybill shop, the wholesaler, the landlord."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from benchmarks.companies.debts import Debts, Intent
from benchmarks.companies.making import SHILLING, Bill, Debtor, Maker, styled
from benchmarks.companies.profiles import one_of

_EPOCH = date(1970, 1, 1)
WEEKDAYS = (1.0, 0.95, 0.95, 1.0, 1.2, 1.3, 0.4)
TERMS = ((0.4, "7"), (0.3, "14"), (0.3, "30"))
FIRST_NUMBER = 1001
REGULARS_SKEW = 1.4
HOUSE_BILLS_A_MONTH = 1.06  # payments a tenant makes in a month, roughly


def shop(maker: Maker, *, payments: int, wallet: str, first_number: int = FIRST_NUMBER) -> None:
    """A paybill shop: invoices all day long, typed by their number or by the customer's account."""
    profile = maker.profile
    maker.stores[wallet] = "Office"
    debts = Debts(maker, wallet=wallet, amounts=profile.amounts, pays_several=profile.events.pays_several)
    bills = round(payments / (1 - profile.events.unpaid))
    for number in range(max(12, bills // profile.bills_per_customer)):
        account = styled(profile.account_style, number + 1)
        debts.debtors.append(maker.debtor(account, types_account=maker.chance(profile.account_habit)))
    _invoices_all_along(debts, bills, profile.invoice_style, first_number, profile.prices)


def wholesaler(maker: Maker, *, payments: int, wallet: str, first_number: int = FIRST_NUMBER) -> None:
    """A wholesaler: the same buyers again and again, paid by drivers, together, in parts, with tax withheld."""
    profile = maker.profile
    maker.stores[wallet] = "Office"
    amounts = replace(profile.amounts, part=profile.wholesale_part, withheld=profile.wholesale_withheld)
    debts = Debts(maker, wallet=wallet, amounts=amounts, pays_several=profile.wholesale_several)
    bills = round(payments * 1.25 / (1 - profile.events.unpaid))
    for number in range(max(10, bills // (3 * profile.bills_per_customer))):
        account = styled(profile.account_style, number + 1)
        debts.debtors.append(maker.debtor(account, types_account=maker.chance(0.25)))
    dear = tuple((share, low * 3, high * 3, step) for share, low, high, step in profile.prices[:-1])
    _invoices_all_along(debts, bills, profile.wholesale_style, first_number, (*dear, profile.prices[-1]))


def _invoices_all_along(
    debts: Debts, bills: int, style: str, first_number: int, prices: tuple[tuple[float, int, int, int], ...]
) -> None:
    maker = debts.maker
    days = range(maker.first_day, maker.last_day + 1)
    weights = [WEEKDAYS[(_EPOCH + timedelta(days=day)).weekday()] for day in days]
    number, quota, total = first_number, 0.0, sum(weights)
    for day, weight in zip(days, weights, strict=True):
        quota += bills * weight / total
        while quota >= 1:
            quota -= 1
            _one_invoice(debts, styled(style, number), day, maker.price(prices))
            number += 1 if maker.chance(0.9) else 2
        debts.work_off(day)


def _one_invoice(debts: Debts, number: str, day: int, cents: int) -> None:
    maker, events = debts.maker, debts.maker.profile.events
    debtor = debts.debtors[int(maker.draw.random() ** REGULARS_SKEW * len(debts.debtors))]
    terms = int(one_of(maker.draw, TERMS))
    if maker.chance(events.early) and not debtor.promised and day - maker.first_day > 3:
        debts.pay_ahead(Intent(debtor, None, cents, "early"), maker.instant(day - 1 - maker.below(3)))
    bill = debts.issue(debtor, number, day, cents, due=day + terms, description="goods")
    if bill.open_cents and not maker.chance(events.unpaid):
        late = min(terms * 2, int(maker.draw.expovariate(1 / (terms * 0.6))))
        debts.agenda[day + late].append(Intent(debtor, bill))


# ---------------------------------------------------------------- the landlord
def landlord(maker: Maker, *, payments: int, wallet: str) -> None:
    """A landlord: equal rents on the first of each month, the house's number as account, the oldest debt first."""
    profile = maker.profile
    maker.stores[wallet] = "Houses"
    amounts = replace(profile.amounts, part=profile.rent_part)
    debts = Debts(maker, wallet=wallet, amounts=amounts, pays_several=0, oldest_first=True)
    months = _months(maker)
    houses = max(8, round(payments / HOUSE_BILLS_A_MONTH / max(1, len(months))))
    rents: list[int] = []
    for number in range(houses):
        debts.debtors.append(maker.debtor(styled(profile.house_style, number), types_account=True))
        rents.append(int(one_of(maker.draw, tuple((share, str(rent)) for share, rent in profile.rents))) * SHILLING)
    for day in range(maker.first_day, maker.last_day + 1):
        if day in months:
            _rents_of_a_month(debts, rents, day)
        debts.work_off(day)


def _months(maker: Maker) -> list[int]:
    """The days numbered 1 of the months told."""
    return [day for day in range(maker.first_day, maker.last_day + 1) if (_EPOCH + timedelta(days=day)).day == 1]


def _rents_of_a_month(debts: Debts, rents: list[int], day: int) -> None:
    maker, profile = debts.maker, debts.maker.profile
    month = (_EPOCH + timedelta(days=day)).strftime("%y%m")
    for debtor, rent in zip(debts.debtors, rents, strict=True):
        account = debtor.customer.accounts[0]
        bill = debts.issue(debtor, f"R{month}-{account}", day, rent, due=day + 4, description=f"rent {month}")
        if bill.open_cents and not maker.chance(profile.rent_skipped):
            _means_to_pay_rent(debts, debtor, bill, day)


def _means_to_pay_rent(debts: Debts, debtor: Debtor, bill: Bill, day: int) -> None:
    maker = debts.maker
    on = day + min(27, int(maker.draw.expovariate(1 / 4.0)))
    if maker.chance(maker.profile.rent_two_months):
        debts.agenda[on].append(Intent(debtor, bill, bill.invoice.amount_cents, "two_months"))
    else:
        debts.agenda[on].append(Intent(debtor, bill))
