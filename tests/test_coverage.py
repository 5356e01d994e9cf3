"""Every line and every branch of the ground on which money stands is run by its own tests."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
GROUND = ("identity", "receipts", "phones", "money")
"""Modules of ``app/core``, each with a test file of its own name in ``tests/core``."""


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, list[object]]]:
    """What ``coverage`` says of each module after its own tests were run: missing lines and branches."""
    folder = tmp_path_factory.mktemp("coverage")
    environment = os.environ | {"COVERAGE_FILE": str(folder / "data"), "COVERAGE_CORE": "ctrace"}
    files = ",".join(f"app/core/{name}.py" for name in GROUND)
    tests = [f"tests/core/test_{name}.py" for name in GROUND]
    pytest_call = ["-m", "pytest", "-q", "-p", "no:cacheprovider", *tests]
    for command in (
        ["run", "--branch", f"--include={files}", *pytest_call],
        ["json", "-q", "-o", str(folder / "found.json")],
    ):
        call = [sys.executable, "-m", "coverage", *command]
        done = subprocess.run(call, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads((folder / "found.json").read_text())["files"]
    return {Path(name).stem: told for name, told in found.items()}


@pytest.mark.parametrize("name", GROUND)
def test_all_lines_and_branches_are_run(measured: dict[str, dict[str, list[object]]], name: str) -> None:
    told = measured[name]
    assert told["missing_lines"] == []
    assert told["missing_branches"] == []
    assert told["excluded_lines"] == [], "nothing may be left out by a comment"
