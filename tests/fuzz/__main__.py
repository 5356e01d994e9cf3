"""``python -m tests.fuzz --source NAME --seconds N --seed S [--keep]``: fuzz one source and say what was found.

The inputs are read in a child process, so that one which ends the process, or hangs in a library, is a finding too.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from app.core import reading
from app.core.errors import BookError
from app.core.limits import limit_this_process
from app.core.sources import Payload
from app.core.sources.looking import must_be_apart
from app.core.statement import WalletKey
from tests.core.statement_files import joined, nothing_known
from tests.fuzz.engine import Fuzzer, corpus, keep, report
from tests.fuzz.target import Input, Target
from tests.fuzz.targets import TARGETS

MEMORY_BYTES = 768 << 20
"""Less than the reading process may take in the program."""

SILENCE_SECONDS = 120
NOW, KEPT, DEADLY, FINDINGS, REPORT, SAID = (
    "now.json",
    "kept.jsonl",
    "deadly.jsonl",
    "findings.jsonl",
    "report.json",
    "said.txt",
)


def main() -> None:
    """Fuzz for a while; the exit status is 1 where something was found, 2 where fuzzing failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--source", choices=TARGETS, required=True)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--inputs", type=int, help="so many inputs, in place of --seconds")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", action="store_true", help="write what took new steps to tests/samples")
    parser.add_argument("--inside", type=Path, help=argparse.SUPPRESS)
    called = parser.parse_args()
    if called.inside:
        inside(TARGETS[called.source], called.inside, called)
        return
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        sys.exit(outside(called, Path(folder)))


# ---------------------------------------------------------------- the process that watches


def outside(called: argparse.Namespace, folder: Path) -> int:
    """Run children until the time is over; begin another where one ended before."""
    target = TARGETS[called.source]
    began, tried, deaths = time.monotonic(), 0, 0
    left = argparse.Namespace(**vars(called))
    while True:
        (folder / REPORT).unlink(missing_ok=True)
        how = _child(left, folder)
        if how > 0:
            print((folder / SAID).read_text()[-6000:])
            return 2  # the fuzzing itself failed: whatever reading raises is caught
        if how == 0:
            break
        deaths += 1
        tried += _tell_death(target, folder, how)
        left.seed += 1_000
        left.seconds = max(0.0, called.seconds - (time.monotonic() - began))
        left.inputs = called.inputs and max(0, called.inputs - tried)
    told = _read(folder / REPORT)
    told["tried"] += tried
    print(json.dumps({"source": called.source, "seed": called.seed, **told, "deaths": deaths}))
    findings = [json.loads(line) for line in _lines(folder / FINDINGS)]
    for place in dict.fromkeys(finding["place"] for finding in findings):
        first = next(finding for finding in findings if finding["place"] == place)
        print(f"\n=== {place}\n{first['told']}\n{json.dumps(first['value'])[:6000]}")
    return 1 if findings else 0


def _child(called: argparse.Namespace, folder: Path) -> int:
    """The exit status of a child; it is killed where it says nothing for long."""
    (folder / NOW).unlink(missing_ok=True)
    command = [sys.executable, "-m", "tests.fuzz", "--source", called.source, "--seed", str(called.seed)]
    command += ["--seconds", str(called.seconds), "--inside", str(folder)]
    command += [] if called.inputs is None else ["--inputs", str(called.inputs)]
    command += ["--keep"] if called.keep else []
    with (folder / SAID).open("w") as said:  # libraries that abort say so at length
        process = subprocess.Popen(command, stderr=said)
    while (status := process.poll()) is None:
        time.sleep(0.2)
        now = folder / NOW
        if now.exists() and time.time() - now.stat().st_mtime > SILENCE_SECONDS:
            process.kill()
    return status


def _tell_death(target: Target, folder: Path, status: int) -> int:
    """Put down the input that ended a child, unless the program's own reading process contains it with a sentence.

    Gives how many inputs that child tried.
    """
    now = _read(folder / NOW)
    value = now["value"]
    _put(folder / DEADLY, value)
    payload, wallet = target.document(value)
    said = _guarded(payload, wallet)
    if not said:
        _put(
            folder / FINDINGS,
            {"place": f"the process ended ({status})", "told": (folder / SAID).read_text()[-3000:], "value": value},
        )
    print(f"a child ended ({status}); the program says: {said}: {json.dumps(value)[:1500]}")
    tried: int = now["tried"]
    return tried


def _guarded(payload: Payload, wallet: WalletKey | None) -> str:
    """What the program says of a document that ends the process that reads it; '' where it is not read apart."""
    if not must_be_apart(payload):
        return ""
    try:
        joined(reading.read_guarded(payload, wallet=wallet).lines(nothing_known))
    except BookError as error:
        return str(error)
    return "it is read"


# ---------------------------------------------------------------- the process that reads


def inside(target: Target, folder: Path, called: argparse.Namespace) -> None:
    """Read one input after the other, each put down before; those that ended a process are not read again."""
    limit_this_process(memory_bytes=MEMORY_BYTES, cpu_seconds=int(called.seconds) + 3_600)
    deadly = set(_lines(folder / DEADLY))
    tried = 0

    def before(value: Input) -> bool:
        written = json.dumps(value)
        (folder / NOW).write_text(f'{{"tried": {tried}, "value": {written}}}', encoding="utf-8")
        return written not in deadly

    kept = [json.loads(line) for line in _lines(folder / KEPT)]
    fuzzer = Fuzzer(target, seed=called.seed, more=kept, before=before)
    told: set[str] = set()
    began = time.monotonic()
    while True:
        for place in fuzzer.findings.keys() - told:
            told.add(place)
            _put(folder / FINDINGS, fuzzer.findings[place]._asdict())
        seconds = time.monotonic() - began
        if tried >= called.inputs if called.inputs is not None else seconds >= called.seconds:
            break
        tried += 1
        value = fuzzer.next_input()
        if fuzzer.try_one(value):
            _put(folder / KEPT, value)
    figures = {"seconds": round(seconds), **report(fuzzer)}
    if called.keep:
        figures["kept"] = keep(fuzzer, [*corpus(target), *(json.loads(line) for line in _lines(folder / KEPT))])
    (folder / REPORT).write_text(json.dumps(figures), encoding="utf-8")


def _put(path: Path, value: Input) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(value) + "\n")


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def _read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return found


if __name__ == "__main__":
    main()
