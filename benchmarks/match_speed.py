"""How fast payments are matched: 100,000 against 100,000 open invoices, how that grows, and one payment that comes now.

``python -m benchmarks.match_speed [--sizes 10000 100000] [--raw] [--folder DIR]``

CPU seconds of a process of its own for each size, the index's making included, reading a book not. ``--raw`` measures R
of 1,000,000 rows in the same run (benchmarks/yardstick.py, a few minutes) and prints the ratio.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import json
import math
import random
import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path

from app.core.items import Customer, Item, TransactionKey
from app.core.matching.knowledge import Knowledge
from app.core.matching.values import Debtor, OpenItem, Payment
from app.core.matching.verdicts import verdict, verdicts
from app.core.statement import Proof
from benchmarks.measure import run

GOAL_RATIO, GOAL_EXPONENT, GOAL_LATENCY_MS = 0.43, 1.1, 20.0
RAW_ROWS = 1_000_000
LIVE_PAYMENTS = 500
FIRST_DAY = 20_700
FIRST = ("ALICE", "BOB", "CAROL", "DAN", "EVE", "FRANK", "GRACE", "HENRY", "IVY", "JACK", "KATE", "LEO", "MIA", "NED")
LAST = tuple(
    f"{start}{end}"
    for start in ("EXAM", "SAMP", "TEST", "DEMO", "MOCK", "TRIA")
    for end in ("PLE", "LER", "MAN", "SON")
)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000])
    asked.add_argument("--raw", action="store_true", help="also R of 1,000,000 rows, in the same run")
    asked.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "mpesabooks-benchmarks")
    asked.add_argument("--one", type=int, help=argparse.SUPPRESS)
    called = asked.parse_args()
    if called.one:
        print(json.dumps(measured(called.one)))
        return
    raw = raw_limit(called.folder) if called.raw else None
    report([one(size) for size in called.sizes], raw)


def one(size: int) -> dict[str, float]:
    """The figures of a size, from a process of its own."""
    used = run([sys.executable, "-m", "benchmarks.match_speed", "--one", str(size)])
    if used.status:
        raise SystemExit(used.out[-2000:])
    told: dict[str, float] = json.loads(used.out.splitlines()[-1])
    return told


def measured(size: int) -> dict[str, float]:
    """Makes the data, then takes the time: index, run, single payments on the live index."""
    debtors, items, payments = world(size, random.Random(size))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    began = time.process_time()
    knowledge = Knowledge(debtors, items)
    indexed = time.process_time() - began
    found = verdicts(knowledge, payments)
    matched = time.process_time() - began
    sure = sum(one.is_sure for one in found)
    return {
        "size": size,
        "index_s": indexed,
        "cpu_s": matched,
        "sure": sure,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "data_mb": before,
        **latency(Knowledge(debtors, items), payments),
    }


def latency(knowledge: Knowledge, payments: list[Payment]) -> dict[str, float]:
    """Milliseconds of one payment on the live index: median, and the worst of some hundred."""
    verdict(knowledge, payments[0])
    times = []
    for payment in payments[:: max(len(payments) // LIVE_PAYMENTS, 1)]:
        began = time.perf_counter()
        found = verdict(knowledge, payment)
        if found.is_sure:
            knowledge.take(found.candidates[0].allocations)
        times.append((time.perf_counter() - began) * 1000)
    return {"median_ms": statistics.median(times), "worst_ms": max(times)}


# ---------------------------------------------------------------- a simple world
def world(size: int, draw: random.Random) -> tuple[list[Debtor], list[OpenItem], list[Payment]]:
    """A third as many customers as invoices; every payment is of one invoice, typed rightly in seven cases of eight."""
    people = [Customer(f"C{n}", _name(draw), (_phone(draw),), (f"{n:05d}",)) for n in range(max(size // 3, 1))]
    items, payments = [], []
    for n in range(size):
        payer = people[draw.randrange(len(people))]
        cents = draw.choice((draw.randrange(10, 200) * 50_00, draw.randrange(200, 30_000) * 100))
        day = FIRST_DAY + n * 60 // size
        number = f"INV-{n + 1:06d}"
        items.append(OpenItem(_invoice(number, cents, day, payer), cents))
        payments.append(_payment(n, cents, day + draw.randrange(1, 20), payer, _typed(draw, number, payer), draw))
    return [Debtor(one) for one in people], items, payments


def _invoice(number: str, cents: int, day: int, payer: Customer) -> Item:
    return Item(
        "invoice", number, number, cents, day, day + 14, customer_key=payer.key, customer_name=payer.name,
        account=payer.accounts[0],
    )  # fmt: skip


def _payment(n: int, cents: int, day: int, payer: Customer, typed: str, draw: random.Random) -> Payment:
    first, *_, last = payer.name.split()
    full = payer.phones[0] if draw.random() < 0.85 else _phone(draw)
    phone = draw.choice(
        (f"{full[:5]}****{full[-3:]}", f"0{full[3:6]}***{full[-3:]}", hashlib.sha256(full.encode()).hexdigest())
    )
    key = TransactionKey(1, f"UH{n:08d}")
    at = day * 86_400 + draw.randrange(86_400)
    return Payment(key, cents, cents, at, f"{first} **** {last}", phone, typed, "pay_bill", Proof.STATEMENT)


def _typed(draw: random.Random, number: str, payer: Customer) -> str:
    luck = draw.random()
    if luck < 0.45:
        return number
    if luck < 0.75:
        return draw.choice((number.lower(), number.replace("-", " "), number[4:]))
    if luck < 0.875:
        return payer.accounts[0]
    if luck < 0.92:
        at = draw.randrange(4, len(number))
        return f"{number[:at]}{draw.randrange(10)}{number[at + 1 :]}"
    return draw.choice(("", "goods", payer.name.split()[0], number[:-1]))


def _name(draw: random.Random) -> str:
    return f"{draw.choice(FIRST)} {draw.choice(LAST)} {draw.choice(LAST)}"


def _phone(draw: random.Random) -> str:
    return f"2547{draw.randrange(10**8):08d}"


# ---------------------------------------------------------------- telling
def raw_limit(folder: Path) -> float:
    """CPU seconds of R for 1,000,000 rows."""
    from benchmarks.documents import Documents
    from benchmarks.import_speed import _new_and_import, _raw

    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        book = Path(scratch) / "book.mpesabooks"
        _new_and_import(book, Documents(folder / "documents", RAW_ROWS).first())
        return _raw(book, Path(scratch)).cpu


def report(figures: list[dict[str, float]], raw: float | None) -> None:
    """The table, the growth, and what was reached of the goals."""
    print("payments x invoices   index s   all cpu s   us each   sure %   peak MB   (data MB)   one, ms   worst, ms")
    for one_size in figures:
        size = int(one_size["size"])
        print(
            f"{size:>19,} {one_size['index_s']:9.2f} {one_size['cpu_s']:11.2f} {one_size['cpu_s'] / size * 1e6:9.1f} "
            f"{100 * one_size['sure'] / size:8.1f} {one_size['peak_mb']:9.0f} {one_size['data_mb']:11.0f} "
            f"{one_size['median_ms']:9.3f} {one_size['worst_ms']:11.2f}"
        )
    for less, more in itertools.pairwise(figures):
        exponent = math.log(more["cpu_s"] / less["cpu_s"]) / math.log(more["size"] / less["size"])
        print(f"growth exponent {exponent:.2f} (goal {GOAL_EXPONENT})")
    if raw is not None:
        print(f"R of {RAW_ROWS:,} rows {raw:.2f} s: ratio {figures[-1]['cpu_s'] / raw:.2f} (goal {GOAL_RATIO})")


if __name__ == "__main__":
    main()
