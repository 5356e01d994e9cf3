"""How often what happens: every rate by name, for the profile that authors of matchers may look at."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, fields
from itertools import accumulate
from random import Random


@dataclass(frozen=True, slots=True)
class References:
    """What is typed as account, as shares of all paybill payments; the rest types the number as it was given.

    The first group still is the right number, the second is wrong, missing or something else.
    """

    no_prefix: float
    lower_case: float
    spaced: float
    with_words: float
    missing: float
    typo_one: float
    typo_two: float
    swapped: float
    look_alike: float
    lost_zeros: float
    neighbour: float
    others_number: float
    last_number: float
    person_name: float
    free_text: float
    phone_number: float


RIGHT_REFERENCES = frozenset(
    {"", "no_prefix", "lower_case", "spaced", "with_words", "several_listed", "several_first_only"}
)


@dataclass(frozen=True, slots=True)
class Payers:
    """Who pays. The first two are shares of customers, the others of payments; the rest is the debtor himself."""

    has_regular_payer: float  # a relative, a driver, the office: always the same other person
    has_second_line: float  # a second number that the office does not know
    stranger: float  # somebody never seen before
    shares_surname: float  # of the strangers and regular payers


@dataclass(frozen=True, slots=True)
class Records:
    """How the office wrote its customers down, as shares of customers; the rest as the person's full name."""

    first_last: float
    last_first: float
    initial_last: float
    titled: float
    shop_name: float
    misspelt: float
    truncated: float
    without_phone: float = 0.0  # independent of the others


@dataclass(frozen=True, slots=True)
class Amounts:
    """What differs from the bill, as shares of payments of bills; the rest pays what is owed."""

    over_few: float
    under_few: float
    plus_fee: float
    minus_fee: float
    part: float
    over: float
    withheld: float


@dataclass(frozen=True, slots=True)
class Events:
    """What else happens: the first four are shares of bills, the others of payments."""

    unpaid: float
    early: float  # paid before the invoice exists
    rest_is_paid: float  # of part payments
    pays_several: float  # pays several open bills at once, where there are several
    double: float  # paid twice by mistake
    double_is_reversed: float  # of those
    reversed_later: float


@dataclass(frozen=True, slots=True)
class Sources:
    """Which document vouches for a payment; the rest is the statement."""

    callback: float
    pull: float
    sms: float


@dataclass(frozen=True, slots=True)
class Tills:
    """Shares of rung-up M-PESA sales, and of payments."""

    codeless: float
    lower_case: float
    look_alike: float  # O for 0, S for 5
    transposed: float
    wrong_sign: float
    other_store: float  # rung up at another store's till
    reused: float
    fake: float
    older: float
    reversed: float
    split: float  # one sale paid by two receipts
    joined: float  # two sales paid by one receipt
    never_rung: float  # money received and no sale
    late_minutes: float  # mean delay of ringing up after paying


@dataclass(frozen=True, slots=True)
class NotSales:
    """Rows that are no sale, as shares of a mixed office's receipts."""

    charge: float
    owner: float
    loan: float
    payout: float
    refund: float


@dataclass(frozen=True, slots=True)
class Profile:
    """One world: its names, prices, styles of numbers and rates."""

    name: str
    first_names: tuple[str, ...]
    last_names: tuple[str, ...]
    name_skew: float  # 1 draws evenly; 2 makes the first of a list much more common
    two_named: float  # people who have no middle name
    mixed_case: float  # people whose name prints in Mixed Case
    phone_shapes: tuple[tuple[float, str], ...]
    name_shapes: tuple[tuple[float, str], ...]
    records: Records
    invoice_style: str
    account_style: str
    house_style: str
    wholesale_style: str
    account_habit: float  # customers of a shop who type their account and not the invoice
    prices: tuple[tuple[float, int, int, int], ...]  # share, lowest, highest, step in shillings
    rents: tuple[tuple[float, int], ...]
    till_prices: tuple[tuple[float, int, int, int], ...]
    references: References
    payers: Payers
    amounts: Amounts
    events: Events
    sources: Sources
    tills: Tills
    not_sales: NotSales
    bills_per_customer: int
    wholesale_several: float
    wholesale_withheld: float
    wholesale_part: float
    rent_two_months: float
    rent_part: float
    rent_skipped: float
    free_texts: tuple[str, ...]
    words_around: tuple[str, ...]


def case_of(draw: Random, rates: object) -> str:
    """The name of the rate that happens this time, or '' where none does."""
    _, names, upto = _LADDERS.get(id(rates)) or _ladder(rates)
    at = bisect_right(upto, draw.random())
    return names[at] if at < len(names) else ""


def one_of(draw: Random, shares: tuple[tuple[float, str], ...]) -> str:
    """One of the things, by its share (shares sum to 1)."""
    luck = draw.random()
    for share, thing in shares:
        luck -= share
        if luck < 0:
            return thing
    return shares[-1][1]


_LADDERS: dict[int, tuple[object, tuple[str, ...], tuple[float, ...]]] = {}  # by identity; the object is kept alive
_NOT_ON_LADDERS = frozenset({"without_phone", "late_minutes"})


def _ladder(rates: object) -> tuple[object, tuple[str, ...], tuple[float, ...]]:
    names = tuple(each.name for each in fields(rates) if each.name not in _NOT_ON_LADDERS)  # type: ignore[arg-type]
    upto = tuple(accumulate(getattr(rates, name) for name in names))
    assert upto[-1] <= 1.0
    return _LADDERS.setdefault(id(rates), (rates, names, upto))


TUNING = Profile(
    name="tuning",
    first_names=tuple(
        "JOHN MARY PETER GRACE JAMES FAITH JOSEPH MERCY DAVID JANE SAMUEL LUCY DANIEL ESTHER PAUL ANN STEPHEN ROSE "
        "MICHAEL ALICE GEORGE CATHERINE SIMON AGNES BRIAN CAROLINE KEVIN BEATRICE DENNIS EUNICE VICTOR JOYCE ERIC "
        "PURITY MARTIN TERESA ISAAC MARGARET PATRICK SARAH".split()
    ),
    last_names=tuple(
        "WANJIKU OTIENO MWANGI KAMAU ACHIENG MUTUA WAMBUI NJOROGE KIPROTICH ODHIAMBO WANJIRU MAINA MOHAMED KARIUKI "
        "CHEBET OMONDI NYAMBURA MUSYOKA KIMANI WAFULA AKINYI KIPKEMBOI NDUNGU ATIENO WEKESA MUTHONI ROTICH BARASA "
        "NJERI OCHIENG KOECH MUMBUA WAWERU SIMIYU MORAA NYONGESA GITAU KILONZO CHEPKOECH OUMA HASSAN".split()
    ),
    name_skew=1.7,
    two_named=0.35,
    mixed_case=0.25,
    phone_shapes=(
        (0.52, "5+4+3"),
        (0.20, "03+4+3"),
        (0.08, "6+3+3"),
        (0.05, "04+3+3"),
        (0.05, "4+4+3"),
        (0.03, "02+4+3"),
        (0.02, "4+6+3"),
        (0.05, "full"),
    ),
    name_shapes=((0.62, "stars"), (0.20, "first_last"), (0.10, "full"), (0.05, "first"), (0.03, "last_first")),
    records=Records(
        first_last=0.30,
        last_first=0.06,
        initial_last=0.06,
        titled=0.06,
        shop_name=0.05,
        misspelt=0.03,
        truncated=0.02,
        without_phone=0.22,
    ),
    invoice_style="INV-{:04d}",
    account_style="{:04d}",
    house_style="{letter}{:02d}",
    wholesale_style="WS{:05d}",
    account_habit=0.35,
    prices=((0.45, 500, 3000, 500), (0.35, 350, 5000, 50), (0.15, 1010, 20_000, 10), (0.05, 20_000, 90_000, 500)),
    rents=((0.30, 8000), (0.22, 6500), (0.18, 12_000), (0.15, 10_000), (0.10, 15_000), (0.05, 25_000)),
    till_prices=((0.40, 50, 500, 50), (0.40, 20, 1500, 10), (0.17, 101, 4999, 1), (0.03, 5000, 30_000, 50)),
    references=References(
        no_prefix=0.17,
        lower_case=0.09,
        spaced=0.07,
        with_words=0.05,
        missing=0.02,
        typo_one=0.018,
        typo_two=0.005,
        swapped=0.010,
        look_alike=0.008,
        lost_zeros=0.012,
        neighbour=0.005,
        others_number=0.003,
        last_number=0.012,
        person_name=0.030,
        free_text=0.025,
        phone_number=0.015,
    ),
    payers=Payers(has_regular_payer=0.12, has_second_line=0.15, stranger=0.05, shares_surname=0.5),
    amounts=Amounts(
        over_few=0.010, under_few=0.012, plus_fee=0.012, minus_fee=0.012, part=0.045, over=0.015, withheld=0.0
    ),
    events=Events(
        unpaid=0.07,
        early=0.010,
        rest_is_paid=0.8,
        pays_several=0.25,
        double=0.004,
        double_is_reversed=0.5,
        reversed_later=0.003,
    ),
    sources=Sources(callback=0.05, pull=0.02, sms=0.008),
    tills=Tills(
        codeless=0.25,
        lower_case=0.08,
        look_alike=0.006,
        transposed=0.003,
        wrong_sign=0.002,
        other_store=0.012,
        reused=0.004,
        fake=0.003,
        older=0.002,
        reversed=0.002,
        split=0.005,
        joined=0.010,
        never_rung=0.015,
        late_minutes=2.0,
    ),
    not_sales=NotSales(charge=0.12, owner=0.006, loan=0.003, payout=0.02, refund=0.006),
    bills_per_customer=6,
    wholesale_several=0.30,
    wholesale_withheld=0.04,
    wholesale_part=0.12,
    rent_two_months=0.04,
    rent_part=0.10,
    rent_skipped=0.05,
    free_texts=("payment", "goods", "school fees", "balance", "deposit", "0", "mpesa", "account", "rent", "stock"),
    words_around=("{} balance", "for {}", "pay {}", "{} thanks", "no {}"),
)
