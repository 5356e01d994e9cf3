"""How fast a phone's backup is read, and in how much memory: ``python -m benchmarks.sms_speed [--megabytes 10 100]``.

The backup is what SMS Backup & Restore writes: M-PESA's messages, one in three of another sender, an emoji now and
then, and a picture message every thousand. Each reading is a process of its own that streams the file and lets the
lines go; the last rows import it into a new book. Memory is the process's peak; ``empty`` is one that only starts.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from xml.sax.saxutils import quoteattr

from app.core.receipts import letters_for
from benchmarks.measure import PROGRAM, Used, run

SEED = 7
STARTS = datetime(2022, 1, 1, 8, 0)
_NAMES = ("ALICE  TESTER", "BOB SAMPLE", "CAROL EXAMPLE", "SAMPLE POWER TOKENS", "TESTBIZ DUKA")
_SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

READ = """
import sys
from app.core.sources import Payload, read
from app.core.statement import WalletKey
from pathlib import Path
if len(sys.argv) > 1:
    count = 0
    statement = read(Payload.of_path(Path(sys.argv[1])), wallet=WalletKey("254700000009", "Personal"))
    for lines in statement.lines(lambda receipts, digests: None):
        count += len(lines.observations.lines) + len(lines.ignored) + len(lines.rejected)
    print(count)
"""
BARE = """
import sys
from xml.parsers import expat
count = 0
def start(name, attributes):
    global count
    count += name == "sms" and attributes.get("address") == "MPESA"
parser = expat.ParserCreate()
parser.StartElementHandler = start
with open(sys.argv[1], "rb") as stream:
    for line in stream:
        parser.Parse(line.replace(b"&#55357;&#56832;", b":)"))
print(count)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=int, nargs="+", default=[10, 100])
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "mpesabooks-benchmarks")
    parser.add_argument("--with-import", action="store_true", help="also take the backup into a new book")
    called = parser.parse_args()
    empty = _median([run([sys.executable, "-c", READ]) for _ in range(called.times)])
    print(f"empty: cpu {empty.cpu:.2f} s, peak {empty.peak_mb:.0f} MB")
    for megabytes in called.megabytes:
        place = backup(called.folder, megabytes)
        ways = {
            "expat alone": [sys.executable, "-c", BARE, str(place)],
            "read": [sys.executable, "-c", READ, str(place)],
        }
        for name, command in ways.items():
            _tell(f"{megabytes} MB {name}", place, [run(command) for _ in range(called.times)])
        if called.with_import:
            _tell(f"{megabytes} MB import", place, [_imported(place)])


def _tell(name: str, place: Path, used: list[Used]) -> None:
    middle = _median(used)
    assert middle.status == 0, middle.out
    speed = place.stat().st_size / 1e6 / middle.cpu
    told = middle.out.strip().splitlines()[-1][:60]
    print(f"{name}: cpu {middle.cpu:.2f} s ({speed:.1f} MB/s), wall {middle.wall:.2f} s, ", end="")
    print(f"peak {middle.peak_mb:.0f} MB, {told}")


def _median(used: list[Used]) -> Used:
    middle = statistics.median_low(one.cpu for one in used)
    return next(one for one in used if one.cpu == middle)


def _imported(place: Path) -> Used:
    with tempfile.TemporaryDirectory() as folder:
        book = str(Path(folder) / "book.mpesabooks")
        made = run([*PROGRAM, "new", book, "--business", "X", "--wallet", "254700000009:Personal"])
        assert made.status == 0, made.out
        return run([*PROGRAM, "import", book, str(place), "--wallet", "254700000009:Personal"])


def backup(folder: Path, megabytes: int) -> Path:
    """A backup of about this size, written once and kept for the next run."""
    folder.mkdir(parents=True, exist_ok=True)
    place = folder / f"sms-{megabytes}mb-{SEED}.xml"
    if not place.exists():
        with place.open("w", encoding="utf-8") as out:
            out.write("<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>\n<smses count=\"1\" type=\"full\">\n")
            for element in _elements():
                out.write(element)
                if out.tell() >= megabytes * 1_000_000:
                    break
            out.write("</smses>\n")
    return place


def _elements() -> Iterator[str]:
    chance = random.Random(SEED)
    at = STARTS
    number = 0
    while True:
        number += 1
        at += timedelta(minutes=chance.randint(1, 9))
        if number % 1000 == 0:
            yield f'  <mms date="1"><parts><part ct="image/jpeg" data="{"QUJD" * 20_000}" /></parts></mms>\n'
        if number % 3 == 0:
            yield _element("BANKEXAMPLE", "KES 6,000.00 sent to 0700000009. M-PESA Ref UCS9ZBANK1 😀", at)
        else:
            yield _element("MPESA", _message(chance, at), at)


def _message(chance: random.Random, at: datetime) -> str:
    receipt = letters_for(at.date()) + "".join(chance.choices(_SIGNS, k=7))
    name, amount = chance.choice(_NAMES), f"{chance.randint(10, 9_999):,}.00"
    when = f"{at.day}/{at.month}/{at:%y} at {at.hour % 12 or 12}:{at:%M} {at:%p}"
    left = f"New M-PESA balance is Ksh{chance.randint(10, 99_999):,}.00."
    tail = (
        "Amount you can transact within the day is 499,000.00. Save frequent paybills for quick payment on M-PESA app"
    )
    match chance.randint(0, 3):
        case 0:
            return f"{receipt} Confirmed.You have received Ksh{amount} from {name} 0700000001 on {when}  {left}"
        case 1:
            return (
                f"{receipt} Confirmed. Ksh{amount} paid to {name}. on {when}.{left} Transaction cost, Ksh0.00. {tail}"
            )
        case 2:
            account = f"for account {chance.randint(1, 10**8)}"
            sent = f"sent to {name} {account} on {when} {left} Transaction cost, Ksh5.00.{tail}"
            return f"{receipt} Confirmed. Ksh{amount} {sent}"
        case _:
            sent = f"sent to {name} 0110000002 on {when}. {left} Transaction cost, Ksh13.00. {tail}"
            return f"{receipt} Confirmed. Ksh{amount} {sent}"


def _element(sender: str, body: str, at: datetime) -> str:
    stamp = int(at.timestamp()) * 1000
    written = quoteattr(body).replace("😀", "&#55357;&#56832;")
    return (
        f'  <sms protocol="0" address="{sender}" date="{stamp}" type="1" subject="null" body={written} toa="null"'
        f' sc_toa="null" service_center="+254700000000" read="1" status="-1" locked="0" date_sent="{stamp}" sub_id="1"'
        f' readable_date="{at:%d %b %Y %H:%M:%S}" contact_name="(Unknown)" />\n'
    )


if __name__ == "__main__":
    main()
