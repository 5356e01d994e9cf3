"""Golden files of messages and of Daraja's answers.

``python -m tests.core.test_sources_sms_golden --renew`` writes them anew; read the differences before keeping them.
"""

from __future__ import annotations

import sys

import pytest

from tests.core.golden import GOLDEN, as_read, golden_of
from tests.core.statement_files import SAMPLES

DOCUMENTS = sorted(
    [*SAMPLES.glob("sms*.txt"), *SAMPLES.glob("sms*.xml"), *SAMPLES.glob("daraja_*.json")], key=lambda path: path.name
)
SAMPLES_READ = [path for path in DOCUMENTS if path.name != "daraja_pull_empty.json"]  # that one is refused


@pytest.mark.parametrize("sample", SAMPLES_READ, ids=[path.name for path in SAMPLES_READ])
def test_sample_is_read_as_its_golden_file_says(sample):
    assert as_read(sample) == golden_of(sample).read_text(encoding="utf-8"), (
        "python -m tests.core.test_sources_sms_golden --renew"
    )


def main(arguments: list[str]) -> int:
    """Compare, or renew with ``--renew``; exit status 1 where something differed and was not renewed."""
    changed = [
        path
        for path in SAMPLES_READ
        if not golden_of(path).exists() or golden_of(path).read_text(encoding="utf-8") != as_read(path)
    ]
    for sample in changed:
        if "--renew" in arguments:
            GOLDEN.mkdir(exist_ok=True)
            golden_of(sample).write_text(as_read(sample), encoding="utf-8")
        print(f"{'renewed' if '--renew' in arguments else 'differs'}: {sample.name}")
    return 1 if changed and "--renew" not in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
