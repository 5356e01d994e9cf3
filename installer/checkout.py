"""Runs the program or its tests from a fresh checkout: makes ``.venv`` and fetches whatever is missing first.

    python3 installer/checkout.py run [ARGUMENTS OF mpesabooks]
    python3 installer/checkout.py test [ARGUMENTS OF pytest]
    python3 installer/checkout.py lock          (after a change of dependencies; needs uv)

Standard library only. On Windows the same with ``py`` for ``python3``.
"""

from __future__ import annotations

import ctypes
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
IS_WINDOWS = sys.platform == "win32"
PYTHON = VENV / ("Scripts/python.exe" if IS_WINDOWS else "bin/python")
RUN_LOCK, TEST_LOCK = ROOT / "requirements.txt", ROOT / "requirements-dev.txt"
OLDEST_PYTHON = (3, 11)
OLDEST_POSTGRES = 15
IN_PARALLEL = ("-n", "auto", "--maxprocesses=4", "--dist=loadfile")

NO_SCREEN = """There is no screen here (neither DISPLAY nor WAYLAND_DISPLAY is set), so the window cannot open.
Everything is installed, and the command line works without a screen:

    python3 installer/checkout.py run sample demo.mpesabooks      a sample company to try everything on
    python3 installer/checkout.py run --help                      all commands"""

QT_LIBRARIES = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
}
"""What Qt loads even without a screen, and the Debian package of each."""

SCREEN_LIBRARIES = {
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
}
"""What Qt needs besides to draw on an X11 screen."""


def main(words: list[str]) -> int:
    """Do what the first word says; the rest belongs to the program or to pytest."""
    if sys.version_info < OLDEST_PYTHON:
        return refuse(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}.")
    match words:
        case ["run", *rest]:
            return run(rest)
        case ["test", *rest]:
            return test(rest)
        case ["lock"]:
            return lock()
    print(__doc__)
    return 0 if words in (["-h"], ["--help"]) else 2


def run(arguments: list[str]) -> int:
    """Start the program: its window, or the command that the arguments name."""
    wanted = QT_LIBRARIES | (SCREEN_LIBRARIES if has_screen() else {})
    if not prepare(RUN_LOCK, packages_lacking(wanted)):
        return 1
    if not arguments and not has_screen() and "QT_QPA_PLATFORM" not in os.environ:
        return refuse(NO_SCREEN)
    return start([str(PYTHON), "-m", "app", *arguments])


def test(arguments: list[str]) -> int:
    """Run all tests, or those that the arguments choose. The exit status is pytest's."""
    lacking = packages_lacking(QT_LIBRARIES)
    if not IS_WINDOWS and not has_postgres():
        lacking.append("postgresql")
    if not prepare(TEST_LOCK, lacking):
        return 1
    os.chdir(ROOT)
    return start([str(PYTHON), "-m", "pytest", *(arguments or IN_PARALLEL)])


def start(command: list[str]) -> int:
    """Run a command in the environment made here, with the checkout on its path."""
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(paths)}
    if not IS_WINDOWS:  # there, execve returns to the prompt while the program still runs
        os.execve(command[0], command, environment)
    return subprocess.call(command, env=environment)


# ---------------------------------------------------------------- what must be there first
def prepare(lockfile: Path, packages: list[str]) -> bool:
    """System packages, the environment, and the locked libraries; says why where it cannot."""
    if not has_working_venv() and importlib.util.find_spec("ensurepip") is None:
        packages = [*packages, "python3-venv"]
    if packages and not install_packages(packages):
        return False
    if not has_working_venv():
        say("Making .venv …")
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=True)
    return install_locked(lockfile)


def has_working_venv() -> bool:
    """Whether ``.venv`` has an interpreter of this version that starts and has pip."""
    if not PYTHON.exists():
        return False
    asked = [str(PYTHON), "-c", "import pip, sys; print(*sys.version_info[:2])"]
    told = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.split()
    return told == [str(part) for part in sys.version_info[:2]]


def install_locked(lockfile: Path) -> bool:
    """Install a lock file unless this very content is installed; the tests' lock contains the program's."""
    stamp = VENV / "installed-lock"
    installed = stamp.read_text().split() if stamp.exists() else []
    digest = digest_of(lockfile)
    if digest in installed:
        return True
    say(f"Installing {lockfile.name} …")
    command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    command += ["--only-binary=:all:", "--require-hashes", "-r", str(lockfile)]
    if subprocess.call(command):
        refuse(f"The libraries of {lockfile.name} could not be installed; pip's own words stand above.")
        return False
    stamp.write_text("\n".join([digest] if lockfile == RUN_LOCK else [digest, digest_of(RUN_LOCK)]))
    return True


def digest_of(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def packages_lacking(libraries: dict[str, str]) -> list[str]:
    """The Debian packages of those libraries that this machine cannot load."""
    return [] if not sys.platform.startswith("linux") else [libraries[name] for name in libraries if not loads(name)]


def loads(library: str) -> bool:
    """Whether the dynamic loader finds a library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def has_postgres() -> bool:
    """Whether a PostgreSQL server new enough is installed (or one is named by POSTGRES_BIN)."""
    majors = [path.parent.parent.name for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return "POSTGRES_BIN" in os.environ or any(int(m) >= OLDEST_POSTGRES for m in majors if m.isdigit())


def has_screen() -> bool:
    """Whether a window could be shown: Windows and macOS always can, Linux with a display."""
    return not sys.platform.startswith("linux") or any(os.environ.get(n) for n in ("DISPLAY", "WAYLAND_DISPLAY"))


def install_packages(packages: list[str]) -> bool:
    """Install Debian packages as root or by a sudo that asks nothing; else print the line to type."""
    line = ["apt-get", "install", "--yes", "--no-install-recommends", *packages]
    rights = rights_to_install()
    if rights is None or shutil.which("apt-get") is None:
        refuse(f"Some system packages are missing. Please install them first:\n\n    sudo {' '.join(line)}\n")
        return False
    say(f"Installing system packages: {' '.join(packages)} …")
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    if subprocess.call([*rights, *line], env=environment, stdout=sys.stderr) == 0:
        return True
    say("That did not work with the package lists at hand; fetching newer ones …")  # a new machine has none at all
    subprocess.call([*rights, "apt-get", "update"], env=environment, stdout=sys.stderr)
    return subprocess.call([*rights, *line], env=environment, stdout=sys.stderr) == 0


def rights_to_install() -> list[str] | None:
    """The words before apt-get: none for root, ``sudo -n`` where it works, None where neither."""
    if IS_WINDOWS or os.geteuid() == 0:
        return []
    sudo = ["sudo", "-n"]
    works = shutil.which("sudo") and subprocess.run([*sudo, "true"], capture_output=True, check=False).returncode == 0
    return sudo if works else None


# ---------------------------------------------------------------- the lock
def lock() -> int:
    """Write both lock files anew: every hash, no address, no path. The program's versions follow the tests'."""
    tool = shutil.which("uv")
    if tool is None:
        return refuse("uv is needed to lock: python3 -m pip install uv")
    compile_ = [tool, "pip", "compile", "--quiet", "--universal", "--python-version", "3.11", "--generate-hashes"]
    compile_ += ["--no-emit-index-url", "--no-emit-find-links", "--no-annotate", "--no-header", "pyproject.toml"]
    for target, more in (TEST_LOCK, ["--group", "dev"]), (RUN_LOCK, ["--constraint", TEST_LOCK.name]):
        done = subprocess.run([*compile_, *more], cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode:
            return refuse(done.stderr)
        if re.search(r"://|^-|^[^#\n]*\s/", done.stdout, re.MULTILINE):
            return refuse(f"An address or a path would stand in {target.name}; nothing was written.")
        target.write_text(done.stdout)
    return 0


def say(sentence: str) -> None:
    """Tell on standard error what is being done: standard output belongs to the program."""
    print(sentence, file=sys.stderr, flush=True)


def refuse(sentence: str) -> int:
    """Tell why not. Gives the exit status 1."""
    say(sentence)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
