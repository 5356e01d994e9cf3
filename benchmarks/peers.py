"""The same statement through plain-text accounting programs, where they are installed: hledger, ledger, beancount.

They are no dependency of the project; install them by hand (Debian: hledger, ledger; beancount in an environment of
its own, its ``bin`` on the path). The CSV is turned into their language first, which is not counted, except for
``hledger import``, which reads the CSV by its own rules.

What they do not do: keep the document, know that a receipt has several legs, tell a second export from new money
(hledger skips what it saw by date only), keep conflicting rows apart, record who did what, undo, seal, or answer the
day's totals without reading everything again.
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import Used, run

MOST_SECONDS, MOST_MB = 180, 4096
LINES_ABOVE_TABLE = 6
RULES = """skip 7
newest-first
date-format %d-%m-%Y %H:%M:%S
date %2
code %1
description %4
account1 assets:mpesa:utility
account2 income:unmatched
currency KES
amount1 %6%7
balance1 %8
"""


def measure_peers(document: Path, scratch: Path, ours: Used) -> None:
    """Print one line a peer; a peer that takes over three minutes or four gigabytes is stopped."""
    print(f"\npeers on {document.name}: CPU s, wall s, peak MB, × our first import (cpu)")
    _tell("this program, first import", ours, ours)
    if shutil.which("hledger"):
        journal, rules = scratch / "peer.journal", scratch / "peer.rules"
        rules.write_text(RULES)
        journal.write_text(next(_journal(document)))
        (document.parent / f".latest.{document.name}").unlink(missing_ok=True)
        bring = ["hledger", "-f", str(journal), "import", "--rules-file", str(rules), str(document)]
        _tell("hledger import (CSV rules)", _limited(bring), ours)
        _tell("hledger import, again", _limited(bring), ours)
        (document.parent / f".latest.{document.name}").unlink(missing_ok=True)
    journal = scratch / "peer.ledger"
    journal.write_text("".join(_journal(document)))
    for name in ("hledger", "ledger"):
        if shutil.which(name):
            _tell(f"{name} balance, balances asserted", _limited([name, "-f", str(journal), "balance"]), ours)
    if shutil.which("bean-check"):
        beans = scratch / "peer.beancount"
        beans.write_text("".join(_beancount(document)))
        _tell("beancount check, nothing asserted", _limited(["bean-check", "--no-cache", str(beans)]), ours)


def _limited(command: list[str]) -> Used:
    return run(command, most_seconds=MOST_SECONDS, most_mb=MOST_MB)


def _tell(name: str, used: Used, ours: Used) -> None:
    end = f"stopped: too much {used.stopped}" if used.stopped else f"{used.cpu / ours.cpu:.1f} ×"
    if used.status and not used.stopped and used is not ours:
        end = f"failed: {used.out.strip()[:300]}"
    print(f"{name:40} {used.cpu:8.2f} {used.wall:8.2f} {used.peak_mb:8.0f}  {end}", flush=True)


def _rows(document: Path) -> Iterator[dict[str, str]]:
    """Oldest first, as these programs want them."""
    with document.open(newline="", encoding="utf-8") as file:
        for _ in range(LINES_ABOVE_TABLE):
            file.readline()
        yield from reversed(list(csv.DictReader(file)))


def _day(row: dict[str, str]) -> str:
    text = row["Completion Time"]
    return f"{text[6:10]}-{text[3:5]}-{text[:2]}"


def _journal(document: Path) -> Iterator[str]:
    """One transaction a row with its balance asserted; the opening balance stands in a transaction before them."""
    for number, row in enumerate(_rows(document)):
        amount = row["Paid In"] or row["Withdrawn"]
        if number == 0:
            opening = float(row["Balance"]) - float(amount)
            yield f"{_day(row)} * opening\n    assets:mpesa:utility  KES {opening:.2f}\n    equity:opening\n\n"
        yield (
            f"{_day(row)} * ({row['Receipt No.']}) {row['Details'].replace(';', ' ')}\n"
            f"    assets:mpesa:utility  KES {amount} = KES {row['Balance']}\n    income:unmatched\n\n"
        )


def _beancount(document: Path) -> Iterator[str]:
    yield "2000-01-01 open Assets:Mpesa:Utility KES\n2000-01-01 open Income:Unmatched KES\n"
    for row in _rows(document):
        amount = row["Paid In"] or row["Withdrawn"]
        details = row["Details"].replace('"', "'")
        yield (
            f'{_day(row)} * "{details}" ^{row["Receipt No."]}\n  time: "{row["Completion Time"]}"\n'
            f"  Assets:Mpesa:Utility  {amount} KES\n  Income:Unmatched\n\n"
        )


if __name__ == "__main__":
    raise SystemExit("run: python -m benchmarks.import_speed --peers")
