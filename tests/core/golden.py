"""Golden files: what each sample document is read as, kept beside the samples for a person to read.

``python -m tests.core.golden`` tells which samples are read otherwise than their golden file says;
``python -m tests.core.golden --renew`` writes the files anew. Read the differences before keeping them.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from app.core import clock, money
from app.core.sources import Payload, read
from app.core.statement import Declared, Observation
from tests.core.statement_files import SAMPLES, joined, nothing_known

GOLDEN = SAMPLES / "golden"
TABLES_AND_PAPERS = (".pdf", ".csv", ".xls", ".xlsx")
MESSAGES = ("sms*.txt", "sms*.xml", "daraja_*.json")
REFUSED = "daraja_pull_empty.json"
"""The sample that is no statement: an answer that tells of no transaction."""
SEEN_IN_THE_SAMPLE = frozenset({"header", "columns"})
_PASSWORD = re.compile(r"_password_(\w+)")


def samples() -> list[Path]:
    """All sample documents that are held to a golden file."""
    return [*statement_samples(), *message_samples()]


def statement_samples() -> list[Path]:
    """The statements among them: tables and papers."""
    return sorted(path for path in SAMPLES.iterdir() if path.suffix in TABLES_AND_PAPERS)


def message_samples() -> list[Path]:
    """The messages, callbacks and answers among them."""
    return sorted(path for form in MESSAGES for path in SAMPLES.glob(form) if path.name != REFUSED)


def golden_of(sample: Path) -> Path:
    """Where a sample's golden file stands."""
    return GOLDEN / f"{sample.name}.json"


def payload_of(sample: Path) -> Payload:
    """The sample with its password, which its name tells."""
    found = _PASSWORD.search(sample.stem)
    return Payload.of_path(sample, password=found[1] if found else None)


def as_read(sample: Path) -> str:
    """What is read from a sample now, as the text of a golden file: one line an observation."""
    statement = read(payload_of(sample))
    lines = joined(statement.lines(nothing_known))
    parts = {
        "declared": [_declared(statement.declared)],
        "observations": [_observation(line) for line in lines.observations],
        "ignored": [_without_digest(line._asdict()) for line in lines.ignored],
        "rejected": [_without_digest(line._asdict()) for line in lines.rejected],
    }
    return "{\n" + ",\n".join(f'"{name}": [{_listed(rows)}]' for name, rows in parts.items()) + "\n}\n"


def _listed(rows: list[dict[str, Any]]) -> str:
    return "".join(
        f"{',' if number else ''}\n {json.dumps(row, ensure_ascii=False)}" for number, row in enumerate(rows)
    )


def _declared(declared: Declared) -> dict[str, Any]:
    told = {name: value for name, value in asdict(declared).items() if name not in SEEN_IN_THE_SAMPLE}
    return {name: _shown(name, value) for name, value in told.items() if value not in ("", None, ())}


def _observation(line: Observation) -> dict[str, Any]:
    """The fields that say something; digests are not for reading."""
    told = {name: _shown(name, value) for name, value in line._asdict().items() if value not in ("", None)}
    return _without_digest(told)


def _without_digest(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name != "digest"}


def _shown(name: str, value: Any) -> Any:
    if name.endswith("_cents"):
        return money.plain(value)
    return clock.iso(value) if name.endswith("_at") else value


def different() -> Iterator[Path]:
    """Samples that are read otherwise than their golden file says, or have none."""
    for sample in samples():
        golden = golden_of(sample)
        if not golden.exists() or golden.read_text(encoding="utf-8") != as_read(sample):
            yield sample


def main(arguments: list[str]) -> int:
    """Compare, or renew with ``--renew``; exit status 1 where something differed and was not renewed."""
    changed = list(different())
    for sample in changed:
        if "--renew" in arguments:
            GOLDEN.mkdir(exist_ok=True)
            golden_of(sample).write_text(as_read(sample), encoding="utf-8")
        print(f"{'renewed' if '--renew' in arguments else 'differs'}: {sample.name}")
    return 1 if changed and "--renew" not in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
