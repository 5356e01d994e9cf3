"""The profile that nobody tunes to: looked at once, at the end, to see what the figures of TUNING are worth.

Authors of a matcher do not read this file, and the harness runs it only when asked by ``--held-out``.
"""

from __future__ import annotations

from benchmarks.companies.profiles import (
    Amounts,
    Events,
    NotSales,
    Payers,
    Profile,
    Records,
    References,
    Sources,
    Tills,
)

HELD_OUT = Profile(
    name="held out",
    first_names=tuple(
        "FATUMA ALI HALIMA OMAR AMINA SAID ZAINAB ABDI MWANAISHA HAMISI KHADIJA RASHID SALMA JUMA NEEMA KARISA "
        "BAHATI CHARO DORCAS ELIJAH RUTH WYCLIFFE NAOMI GIDEON LYDIA HILLARY IRENE NICHOLAS PHYLLIS EMMANUEL "
        "VIVIAN COLLINS LINET EVANS SHARON FELIX".split()
    ),
    last_names=tuple(
        "ABDULLAHI ADAN NYAGA LANGAT KEMBOI JUMA SAID KAZUNGU OMAR MWENDWA HUSSEIN NYABUTO CHEROTICH KAHINDI ONYANGO "
        "MURIITHI KIRUI MWAKIO BOSIBORI ALI ANYANGO KIBET SHIKUKU LOKWANG NASIMIYU MBITHI NGETICH MAGHANGA MULI "
        "KERUBO CHEROP SHAH EKAI".split()
    ),
    name_skew=2.0,
    two_named=0.25,
    mixed_case=0.40,
    phone_shapes=(
        (0.18, "5+4+3"),
        (0.07, "03+4+3"),
        (0.22, "4+4+3"),
        (0.14, "02+4+3"),
        (0.14, "04+3+3"),
        (0.06, "6+3+3"),
        (0.05, "4+5+3"),
        (0.04, "02+6+3"),
        (0.04, "3+6+3"),
        (0.04, "5+4+3"),
        (0.02, "full"),
    ),
    name_shapes=((0.42, "stars"), (0.30, "first_last"), (0.08, "full"), (0.14, "first"), (0.06, "last_first")),
    records=Records(
        first_last=0.22,
        last_first=0.10,
        initial_last=0.10,
        titled=0.10,
        shop_name=0.09,
        misspelt=0.05,
        truncated=0.04,
        without_phone=0.30,
    ),
    invoice_style="2026/{:05d}",
    account_style="M{:05d}",
    house_style="H{:03d}{letter}",
    wholesale_style="SI-{:06d}",
    account_habit=0.55,
    prices=((0.55, 1000, 6000, 1000), (0.30, 250, 8000, 250), (0.12, 999, 30_000, 7), (0.03, 20_000, 150_000, 1000)),
    rents=((0.45, 5500), (0.25, 7000), (0.15, 9500), (0.10, 18_000), (0.05, 32_500)),
    till_prices=((0.55, 100, 1000, 100), (0.30, 30, 2500, 10), (0.13, 99, 7999, 1), (0.02, 8000, 60_000, 100)),
    references=References(
        no_prefix=0.10,
        lower_case=0.14,
        spaced=0.10,
        with_words=0.09,
        missing=0.035,
        typo_one=0.025,
        typo_two=0.008,
        swapped=0.014,
        look_alike=0.012,
        lost_zeros=0.020,
        neighbour=0.008,
        others_number=0.005,
        last_number=0.020,
        person_name=0.045,
        free_text=0.035,
        phone_number=0.022,
    ),
    payers=Payers(has_regular_payer=0.18, has_second_line=0.22, stranger=0.08, shares_surname=0.35),
    amounts=Amounts(
        over_few=0.015, under_few=0.018, plus_fee=0.020, minus_fee=0.018, part=0.07, over=0.020, withheld=0.0
    ),
    events=Events(
        unpaid=0.12,
        early=0.015,
        rest_is_paid=0.7,
        pays_several=0.35,
        double=0.006,
        double_is_reversed=0.4,
        reversed_later=0.005,
    ),
    sources=Sources(callback=0.12, pull=0.04, sms=0.012),
    tills=Tills(
        codeless=0.35,
        lower_case=0.15,
        look_alike=0.005,
        transposed=0.0025,
        wrong_sign=0.0015,
        other_store=0.02,
        reused=0.006,
        fake=0.005,
        older=0.003,
        reversed=0.003,
        split=0.008,
        joined=0.015,
        never_rung=0.025,
        late_minutes=3.0,
    ),
    not_sales=NotSales(charge=0.20, owner=0.010, loan=0.005, payout=0.03, refund=0.010),
    bills_per_customer=4,
    wholesale_several=0.40,
    wholesale_withheld=0.06,
    wholesale_part=0.16,
    rent_two_months=0.06,
    rent_part=0.15,
    rent_skipped=0.08,
    free_texts=("pesa", "karo", "malipo", "kodi", "bill", "cash", "nil", "ok", "1", "asante", "order", "shop"),
    words_around=("kodi {}", "{} asante", "acc {}", "malipo {}", "{} done"),
)
