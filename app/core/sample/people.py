"""The invented people and businesses who pay the sample shop: who they are, and what they type as account."""

from __future__ import annotations

from random import Random
from typing import NamedTuple

FIRST = (
    "AMANO BARASI CHELO DOMARI ESINA FARIJI GATIRA HALISO IMANO JAMBELO KAMIRO LETIPA MAKOSI NADUMO OKARI "
    "PENDARI RAHEMI SALIMO TABIRA UZIMA VUNJARI WEMALI YUSARI ZAWADIRA BENARO CARINO DELIKO EVARINA"
).split()
LAST = (
    "ATIMBO BUSARA CHEPTIRO DUMARI EKIRAPO GACHORI KABETHO KIPLAMO KWEMBARI LEMASHO MACHARO MUTISWA NAKHUMO "
    "NJOGARI OCHIMBO ODUYARI OMBAKO OTIRENA RONOTO SAWERI SIMIRO TANUKI WAFUKARI WANGETHO WEKULO"
).split()
BUSINESSES = (
    ("5000002", "MFANO HARDWARE STORES"),
    ("5000003", "SAMPLE AGROVET LIMITED"),
    ("5000004", "TESTBIZ NDOGO, WHOLESALERS"),
    ("5000005", "DUKA LA MFANO"),
)
BANKS = (("600001", "EXAMPLE BANK LIMITED"), ("600002", "SAMPLE SACCO SOCIETY"))
CODE_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
MOST_CUSTOMERS = 20_000


class Customer(NamedTuple):
    """One payer. ``name`` is as statements print it; ``phone`` is a full invented number or a short code.

    ``pair`` are the characters 4 and 5 of all receipts of this payer (domain notes, section 4).
    """

    name: str
    phone: str
    pair: str
    habit: str
    account: str


def customers_for(rows: int, *, seed: int) -> list[Customer]:
    """The regulars of a shop that sees this many movements; always the same for one seed."""
    draw = Random(f"customers {seed}")
    return [_customer(draw, number) for number in range(max(25, min(MOST_CUSTOMERS, rows // 30)))]


def business_customers(among: tuple[tuple[str, str], ...]) -> list[Customer]:
    """Payers that are organisations: a short code stands where people have a phone number."""
    return [
        Customer(name, code, CODE_SIGNS[int(code) % 36] + CODE_SIGNS[int(code[-1]) + 10], "invoice", "")
        for code, name in among
    ]


def _customer(draw: Random, number: int) -> Customer:
    first, last = FIRST[int(draw.random() * len(FIRST))], LAST[int(draw.random() * len(LAST))]
    # Statements replace the middle name of three by stars and print two names in full; a quarter is in mixed case.
    name = f"{first} **** {last}" if draw.random() < 0.7 else f"{first} {last}"
    if draw.random() < 0.25:
        name = name.title()
    phone = f"2547000{number:05d}" if draw.random() < 0.8 else f"2541100{number:05d}"
    pair = CODE_SIGNS[10 + int(draw.random() * 26)] + CODE_SIGNS[int(draw.random() * 36)]
    habit, account = _habit(draw, first, number)
    return Customer(name, phone, pair, habit, account)


def _habit(draw: Random, first: str, number: int) -> tuple[str, str]:
    luck = draw.random()
    if luck < 0.45:
        return "invoice", ""
    if luck < 0.65:
        return "member", f"{number % 2000:04d}"
    if luck < 0.82:
        return "house", f"{1 + number % 24}{'ABCDEF'[number % 6]}"
    if luck < 0.92:
        return "name", first
    return "word", ("", "goods", "deposit", "stock", "1E5", "balance ya jana")[number % 6]


def typed_account(draw: Random, payer: Customer, invoice: int) -> tuple[str, str]:
    """What the payer types as account, and what was meant ('' where it means nothing). At most 20 characters."""
    luck = draw.random()
    if luck < 0.03:
        return "", ""
    if payer.habit == "invoice":
        return _typed_invoice(luck, invoice), f"INV-{invoice}"
    if payer.habit == "member":
        number = payer.account
        return (number if luck < 0.8 else number.lstrip("0") if luck < 0.9 else f"ACC {number}"), number
    if payer.habit == "house":
        unit = payer.account
        return _typed_house(luck, unit), f"HSE {unit}"
    return (payer.account.lower() if luck < 0.5 else payer.account), ""


def _typed_invoice(luck: float, invoice: int) -> str:
    if luck < 0.60:
        return f"INV-{invoice}"
    if luck < 0.74:
        return f"inv {invoice}"
    if luck < 0.84:
        return f"INV{invoice}"
    if luck < 0.92:
        return f"{invoice}"
    if luck < 0.95:
        return f"IVN-{invoice}"
    if luck < 0.98:
        text = f"{invoice}"
        return f"INV-{text[:-2]}{text[-1]}{text[-2]}"
    return f"INV {invoice}, {(invoice + 1) % 100}"


def _typed_house(luck: float, unit: str) -> str:
    if luck < 0.6:
        return f"HSE {unit}"
    if luck < 0.75:
        return f"hse{unit.lower()}"
    return f"House {unit}" if luck < 0.85 else unit
