"""The sample shop's documents, in the layouts of domain notes section 1: legacy portal, newer portal, SFTP extract."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import IO, NamedTuple

from app.core import clock, money
from app.core.sample.truth import OPERATOR, Day, Movement

LEGACY_HEADER = (
    "Receipt No.,Completion Time,Initiation Time,Details,Transaction Status,Paid In,Withdrawn,Balance,"
    "Balance Confirmed,Reason Type,Other Party Info,Linked Transaction ID,A/C No.,Currency\r\n"
)
PORTAL_HEADER = (
    "Receipt No,Completion Time,Details,Transaction Status,Paid In (KSHs),Withdrawn (KSHs),Balance (KSHs)\r\n"
)
SFTP_HEADER = (
    "#RECEIPT_NUMBER,DATE1,DETAILS,STATUS,WITHDRAW_AMOUNT,PAID_IN_AMOUNT,BALANCE,BALANCE_CONFIRMED,"
    "TRANSACTION_TYPE,OTHERPARTYINFO,TRANSACTIONPARTYDETAILS,TRANSACTION_ID,REMARK\r\n"
)
TWIN_WORDING = "Organization Settlement Account to Organization MMF Account"


@dataclass(frozen=True, slots=True)
class Shop:
    """Whose documents these are."""

    holder: str = "TESTBIZ LIMITED"
    code: str = "4000001"
    operator: str = OPERATOR


SHOP = Shop()


class Totals(NamedTuple):
    """What a document's preamble declares, in cents; ``withdrawn_cents`` is negative, as printed."""

    opening_cents: int
    closing_cents: int
    paid_in_cents: int
    withdrawn_cents: int
    rows: int


def totals_of(movements: Sequence[Movement], *, opening_cents: int = 0) -> Totals:
    """The totals of a run of movements; the opening given counts only where there are none."""
    opening = movements[0].balance_cents - movements[0].amount_cents if movements else opening_cents
    closing = movements[-1].balance_cents if movements else opening_cents
    paid_in = sum(moved.amount_cents for moved in movements if moved.amount_cents > 0)
    withdrawn = sum(moved.amount_cents for moved in movements if moved.amount_cents < 0)
    return Totals(opening, closing, paid_in, withdrawn, len(movements))


@lru_cache(maxsize=512)
def _date_text(day_number: int, form: str) -> str:
    return clock.day_of(day_number).strftime(form)


def _stamp(at: int, form: str) -> str:
    number, seconds = divmod(at + clock.OFFSET_SECONDS, clock.DAY_SECONDS)
    return f"{_date_text(number, form)} {seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def _legacy_mask(moved: Movement) -> str:
    """Five digits, four stars, three digits; three, four, three where the number is printed in its local form."""
    phone = moved.party_phone
    if len(phone) != 12:
        return phone
    return f"0{phone[3:5]}****{phone[-3:]}" if moved.is_local else f"{phone[:5]}****{phone[-3:]}"


def _portal_mask(moved: Movement) -> str:
    """Four digits, four stars, three digits; two, four, three in the local form."""
    phone = moved.party_phone
    if len(phone) != 12:
        return phone
    return f"0{phone[3]}****{phone[-3:]}" if moved.is_local else f"{phone[:4]}****{phone[-3:]}"


def _party(moved: Movement, number: str, shop: Shop) -> str:
    if moved.role == "charge":
        return "SP"
    if moved.role == "sweep_out":
        return f"{shop.code} - {shop.holder}"
    return f"{number} - {moved.party_name}"


def _details(moved: Movement, party: str) -> str:
    if moved.role != "payment":
        return moved.wording
    return f"{moved.wording} {party} Acc. {moved.account_ref}".rstrip()


def _quoted(text: str) -> str:
    return f'"{text}"' if "," in text else text


def _plain(cents: int) -> str:
    """Like ``money.plain`` and three times as fast for the whole shillings that fill a statement."""
    return f"{cents // 100}.00" if cents % 100 == 0 else money.plain(cents)


def legacy_row(moved: Movement, *, shop: Shop = SHOP) -> str:
    """One line of the legacy portal's CSV, with its line end."""
    party = _party(moved, _legacy_mask(moved), shop)
    details = _quoted(_details(moved, party))
    amount = _plain(moved.amount_cents)
    sides = f"{amount}," if moved.amount_cents >= 0 else f",{amount}"
    done, began = _stamp(moved.completed_at, "%d-%m-%Y"), _stamp(moved.initiated_at, "%d-%m-%Y")
    account = _quoted(f" {moved.account_ref}") if moved.account_ref else ""
    return (
        f"{moved.receipt},{done},{began},{details},Completed,{sides},{_plain(moved.balance_cents)},true,"
        f"{moved.kind},{_quoted(party)},{moved.linked_receipt},{account},KES\r\n"
    )


def portal_row(moved: Movement, *, shop: Shop = SHOP, has_twins: bool = True) -> str:
    """One line of the newer portal's CSV; a sweep is two lines, the second in another account of the organisation."""
    details = _quoted(_details(moved, _party(moved, _portal_mask(moved), shop)))
    amount = _quoted(f"{moved.amount_cents / 100:,.2f}")
    sides = f"{amount},0.00" if moved.amount_cents >= 0 else f"0.00,{amount}"
    done = _stamp(moved.completed_at, "%d/%m/%Y")
    balance = _quoted(f"{moved.balance_cents / 100:,.2f}")
    row = f"{moved.receipt},{done},{details},Completed,{sides},{balance}\r\n"
    if moved.role == "sweep_out" and has_twins:
        received = _quoted(f"{-moved.amount_cents / 100:,.2f}")
        row = f"{moved.receipt},{done},{TWIN_WORDING},Completed,{received},0.00,{balance}\r\n{row}"
    return row


def sftp_row(moved: Movement, *, shop: Shop = SHOP) -> str:
    """One line of the SFTP extract: everything quoted, whole shillings, the withdrawn side first and positive."""
    party = _party(moved, _legacy_mask(moved), shop)
    shillings = f"{abs(moved.amount_cents) // 100:,}"
    sides = ("0", shillings) if moved.amount_cents >= 0 else (shillings, "0")
    number = int(moved.receipt[3:], 36) * 10 + (moved.role == "charge")
    cells = (
        moved.receipt, _stamp(moved.completed_at, "%Y-%m-%d"), _details(moved, party), "completed", *sides,
        f"{moved.balance_cents // 100:,}", "true", moved.kind, party, party, str(number), "",
    )  # fmt: skip
    return ",".join(f'"{cell}"' for cell in cells) + "\r\n"


def preamble(totals: Totals, *, starts_on: date, ends_on: date, reported_at: datetime, shop: Shop = SHOP) -> str:
    """The six lines above the table of a legacy export, and the header of the table."""
    return (
        f"Account Holder:,{_quoted(shop.holder)}\r\nShort Code:,{shop.code}\r\nAccount:,Utility Account\r\n"
        f"Time Period:,From,{starts_on:%d-%m-%Y} 00:00:00,To,{ends_on:%d-%m-%Y} 23:59:59\r\n"
        f"Operator:,{shop.operator},Organization:,{_quoted(shop.holder)},"
        f"Date of Report:,{reported_at:%d-%m-%Y %H:%M:%S}\r\n"
        f"Opening Balance:,{money.plain(totals.opening_cents)},Closing Balance:,{money.plain(totals.closing_cents)},"
        f"Available Balance:,,Total Paid In:,{money.plain(totals.paid_in_cents)},"
        f"Total Withdrawn:,{money.plain(totals.withdrawn_cents)}\r\n{LEGACY_HEADER}"
    )


def legacy_csv(
    movements: Sequence[Movement],
    *,
    shop: Shop = SHOP,
    starts_on: date | None = None,
    ends_on: date | None = None,
    reported_at: datetime | None = None,
    opening_cents: int = 0,
) -> bytes:
    """A legacy portal export of these movements (oldest first given, newest first printed), totals as they are.

    The period is that of the movements where it is not given; the report is made on the morning after it.
    """
    first = starts_on or (_day(movements[0]) if movements else clock.day_of(0))
    last = ends_on or (_day(movements[-1]) if movements else first)
    totals = totals_of(movements, opening_cents=opening_cents)
    made = reported_at or _morning_after(last)
    head = preamble(totals, starts_on=first, ends_on=last, reported_at=made, shop=shop)
    return (head + "".join(legacy_row(moved, shop=shop) for moved in reversed(movements))).encode()


def portal_csv(movements: Sequence[Movement], *, shop: Shop = SHOP, has_twins: bool = True) -> bytes:
    """An export of the newer portal: no preamble; the short code and the period stand in ``portal_name`` only."""
    rows = [portal_row(moved, shop=shop, has_twins=has_twins) for moved in reversed(movements)]
    return (PORTAL_HEADER + "".join(rows)).encode()


def sftp_csv(movements: Sequence[Movement], *, shop: Shop = SHOP) -> bytes:
    """A daily SFTP extract, oldest first."""
    return (SFTP_HEADER + "".join(sftp_row(moved, shop=shop) for moved in movements)).encode()


def legacy_name(reported_at: datetime, *, shop: Shop = SHOP, status_filter: str = "Completed") -> str:
    """The name the legacy portal gives its export."""
    return f"ORG_{shop.code}_Utility Account_{status_filter}_{reported_at:%Y%m%d%H%M%S}.csv"


def portal_name(starts_on: date, ends_on: date, *, shop: Shop = SHOP) -> str:
    """The name the newer portal gives its export."""
    return f"Statements for {shop.code} from {starts_on.isoformat()} to {ends_on.isoformat()}.csv"


def sftp_name(on: date, *, shop: Shop = SHOP) -> str:
    """The name of a day's SFTP extract."""
    return f"MPESA_{shop.code}_{on:%Y%m%d}235959.csv"


def write_legacy_csv(
    place: str, days: Iterable[Day], *, shop: Shop = SHOP, reported_at: datetime | None = None
) -> Totals:
    """Stream a legacy export of any size to ``place`` with the memory of one day; returns what it declares."""
    with tempfile.TemporaryFile(dir=Path(place).parent) as spool:
        spooled = _spool(spool, days, lambda moved: legacy_row(moved, shop=shop))
        made = reported_at or _morning_after(spooled.ends_on)
        head = preamble(
            spooled.totals, starts_on=spooled.starts_on, ends_on=spooled.ends_on, reported_at=made, shop=shop
        )
        _write(place, head, _backwards(spool, spooled.ends))
    return spooled.totals


def write_portal_csv(place: str, days: Iterable[Day], *, shop: Shop = SHOP, has_twins: bool = True) -> Totals:
    """Stream an export of the newer portal to ``place``; give it a ``portal_name``."""
    with tempfile.TemporaryFile(dir=Path(place).parent) as spool:
        spooled = _spool(spool, days, lambda moved: portal_row(moved, shop=shop, has_twins=has_twins))
        _write(place, PORTAL_HEADER, _backwards(spool, spooled.ends))
    return spooled.totals


class _Spooled(NamedTuple):
    totals: Totals
    starts_on: date
    ends_on: date
    ends: list[int]


def _spool(spool: IO[bytes], days: Iterable[Day], row: Callable[[Movement], str]) -> _Spooled:
    """Write each day newest first behind the day before; where each ends lets them be read back in turn."""
    opening = closing = paid_in = withdrawn = rows = 0
    first, last, ends = clock.day_of(0), clock.day_of(0), [0]
    for day in days:
        totals = totals_of(day.movements, opening_cents=day.opening_cents)
        if len(ends) == 1:
            first, opening = day.on, totals.opening_cents
        last, closing = day.on, totals.closing_cents
        paid_in += totals.paid_in_cents
        withdrawn += totals.withdrawn_cents
        rows += totals.rows
        spool.write("".join([row(moved) for moved in reversed(day.movements)]).encode())
        ends.append(spool.tell())
    return _Spooled(Totals(opening, closing, paid_in, withdrawn, rows), first, last, ends)


def _backwards(spool: IO[bytes], ends: list[int]) -> Iterator[bytes]:
    for start, end in zip(reversed(ends[:-1]), reversed(ends[1:]), strict=True):
        spool.seek(start)
        yield spool.read(end - start)


def _write(place: str, head: str, blocks: Iterable[bytes]) -> None:
    with Path(place).open("wb") as out:
        out.write(head.encode())
        out.writelines(blocks)


def _day(moved: Movement) -> date:
    return clock.day_of(clock.day_number(moved.completed_at))


def _morning_after(last: date) -> datetime:
    return datetime.combine(last + timedelta(days=1), time(7, 15, 42))
