"""The walls of the house: floors, style, types, what a fresh machine gets, and what the libraries must not do to us."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CORE = ROOT / "app" / "core"
LONGEST_FILE = 400
LONGER_FILES: dict[str, str] = {}
"""Files that may be longer than ``LONGEST_FILE`` lines, each with its reason."""

SAFE_SQLITE = (3, 51, 3)
"""Older engines can lose committed data when a write-ahead log is reset while another connection reads."""


def run(*command: str, **environment: str) -> str:
    """What a command printed; fails with it where the command failed."""
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, check=False, timeout=280
    )
    said = done.stdout + done.stderr
    assert done.returncode == 0, f"{' '.join(command)}\n{said}"
    return said


def tool(name: str) -> str:
    """The path of a command that stands beside this interpreter."""
    return str(Path(sysconfig.get_path("scripts")) / name)


def tracked_files() -> list[Path]:
    """Every file that is, or would be, committed; in a copy without history every file that is not ignored."""
    ignored = {".venv", ".git", "build", "dist", "__pycache__"}
    if (ROOT / ".git").exists():
        listed = run("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0")
        return [ROOT / name for name in listed if name and (ROOT / name).is_file()]
    inside = (path for path in ROOT.rglob("*") if not ignored & set(path.parts) and "_cache" not in str(path))
    return [path for path in inside if path.is_file()]


# ---------------------------------------------------------------- floors, style, types
def test_no_room_imports_a_higher_floor() -> None:
    run(tool("lint-imports"), "--no-cache")


@pytest.mark.parametrize("arguments", [("check",), ("format", "--check")], ids=["check", "format"])
def test_ruff_is_content(arguments: tuple[str, ...]) -> None:
    run(tool("ruff"), *arguments, "--no-cache", ".")


def test_types_hold() -> None:
    run(tool("mypy"), MYPY_CACHE_DIR=str(ROOT / ".mypy_cache"))


def test_files_stay_short() -> None:
    sizes = {
        path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8").count("\n")
        for path in (ROOT / "app").rglob("*.py")
    }
    long = {name: lines for name, lines in sizes.items() if lines > LONGEST_FILE and name not in LONGER_FILES}
    assert not long, f"Longer than {LONGEST_FILE} lines: split these, or write down in LONGER_FILES why not."


def test_the_list_of_longer_files_is_not_out_of_date() -> None:
    for name in LONGER_FILES:
        assert (ROOT / name).read_text(encoding="utf-8").count("\n") > LONGEST_FILE


def test_only_the_engine_room_asks_which_engine_it_has() -> None:
    askers = [path.name for path in (ROOT / "app").rglob("*.py") if "dialect.name" in path.read_text(encoding="utf-8")]
    assert all(name.startswith("engine") for name in askers), askers


def test_names_say_what_things_are() -> None:
    vague = re.compile(r"(^|_)(manager|helper|helpers|util|utils|handler|misc|common)(_|$)")
    modules = [path for path in (ROOT / "app").rglob("*.py") if vague.search(path.stem)]
    assert not modules


# ---------------------------------------------------------------- what loads what
def modules_after(statement: str, *, blocked: tuple[str, ...] = ()) -> set[str]:
    """The names of all modules loaded once a fresh interpreter has run a statement, some being not installed."""
    program = f"import sys\nfor name in {blocked!r}: sys.modules[name] = None\n{statement}\nprint('\\nnow loaded:', *sys.modules)"
    return set(run(sys.executable, "-c", program).rpartition("\nnow loaded:")[2].split())


def test_the_core_imports_where_qt_is_not_installed() -> None:
    rooms = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for path in sorted(CORE.rglob("*.py"))
        if "migrations" not in path.parts
    ]
    assert len(rooms) > 5
    loaded = modules_after(f"import {', '.join(rooms)}", blocked=("PySide6", "shiboken6"))
    assert set(rooms) <= loaded


def test_starting_does_not_load_what_it_does_not_need() -> None:
    loaded = modules_after("import app.__main__")
    assert not loaded & {"alembic", "numpy", "openpyxl", "pandas", "pypdfium2", "python_calamine", "reportlab"}


# ---------------------------------------------------------------- what a fresh machine gets
def test_the_wheel_holds_every_file_of_the_program(tmp_path: Path) -> None:
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path))
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as opened:
        inside = set(opened.namelist())
        (commands,) = (name for name in inside if name.endswith("entry_points.txt"))
        assert "mpesabooks = app.__main__:main" in opened.read(commands).decode()
    wanted = {
        path.relative_to(ROOT).as_posix()
        for path in tracked_files()
        if path.relative_to(ROOT).parts[0] in {"app", "resources"}
    }
    assert len(wanted) > 20
    assert wanted <= inside
    assert all(name.startswith(("app/", "resources/", "mpesabooks-")) for name in inside)


def test_locks_pin_every_library_by_hash_and_name_no_address() -> None:
    pinned = {name: locked(ROOT / name) for name in ("requirements.txt", "requirements-dev.txt")}
    assert pinned["requirements.txt"] <= pinned["requirements-dev.txt"], "the tests run other versions than users get"
    declared = re.findall(r'^  "([\w.-]+)', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    names = {line.partition("==")[0] for line in pinned["requirements-dev.txt"]}
    known = {name.lower().replace("_", "-") for name in declared if name.lower().replace("_", "-") in names}
    assert {"pyside6-essentials", "sqlalchemy", "alembic", "pandas", "openpyxl", "reportlab", "pytest-qt"} <= known


def locked(path: Path) -> set[str]:
    """The pins of a lock file, after checking that it holds nothing but pins, each with at least one hash."""
    entries = path.read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    pins = set()
    for entry in entries:
        found = re.fullmatch(r"([a-z0-9.-]+==[^ ]+)( ; [^-]+?)?((?: +--hash=sha256:[0-9a-f]{64})+) *", entry)
        assert found, f"{path.name}: {entry[:120]}"
        pins.add(found[1])
    assert pins
    return pins


def test_no_file_names_a_package_registry_or_a_machine_path() -> None:
    words = ("pypi" + ".org", "python" + "hosted", "npmjs" + ".org", "deb." + "debian", "extra-index" + "-url")
    paths = re.compile(rb"(?<![\w.])/(?:root|opt|work|home)/(?!nobody)\w")
    told = []
    for path in tracked_files():
        content = path.read_bytes()
        if b"\0" in content[:8000]:
            continue
        if any(word.encode() in content for word in words) or paths.search(content):
            told.append(path.relative_to(ROOT).as_posix())
    assert not told


# ---------------------------------------------------------------- what the libraries must not do to us
def test_ten_thousand_signals_do_not_wear_qt_out() -> None:
    program = (
        "import sys\n"
        "from PySide6.QtCore import QObject, Signal\n"
        "class Bell(QObject):\n"
        "    rung = Signal(bool, int)\n"
        "heard = []\n"
        "bell = Bell()\n"
        "bell.rung.connect(lambda yes, number: heard.append(number))\n"
        "before = sys.getrefcount(True)\n"
        "for number in range(10_000): bell.rung.emit(True, number)\n"
        "assert len(heard) == 10_000\n"
        "assert abs(sys.getrefcount(True) - before) < 100, (before, sys.getrefcount(True))\n"
    )
    run(sys.executable, "-c", program, QT_QPA_PLATFORM="offscreen")


def test_the_bundled_sqlite_does_not_lose_committed_data() -> None:
    from sqlcipher3 import dbapi2

    assert dbapi2.sqlite_version_info >= SAFE_SQLITE
