"""Builds the Windows set-up on Debian: embeddable CPython, locked Windows wheels, two small programs, NSIS.

    python3 installer/windows/build.py --runtime python-embed-amd64.zip --sha256 HEX [--out dist/windows]

Run it in the tests' environment (hatchling, PySide6, Pillow) with uv on the path, and Debian's packages
nsis and gcc-mingw-w64-x86-64.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
COMMON_LICENCES = Path("/usr/share/common-licenses")
PROGRAMS = {"MpesaBooks.exe": ["-mwindows"], "mpesabooks-cli.exe": ["-mconsole", "-DIN_CONSOLE"]}
NOT_SHIPPED_OF_PYTHON = ("python.exe", "pythonw.exe", "python.cat", "_msi.pyd", "winsound.pyd", "_wmi.pyd")

QT_MODULES = ("Core", "Gui", "Widgets", "PrintSupport", "Svg")
QT_KEPT = (
    *(rf"Qt{name}\.pyd|Qt6{name}\.dll" for name in QT_MODULES),
    r"__init__\.py|_config\.py|_git_pyside_version\.py",
    r"pyside6\.abi3\.dll|(msvcp|vcruntime|concrt)140\w*\.dll",
    r"plugins/platforms/q(windows|offscreen)\.dll",
    r"plugins/styles/.*\.dll|plugins/iconengines/qsvgicon\.dll|plugins/imageformats/q(svg|ico|jpeg)\.dll",
    r"translations/qtbase_\w+\.qm",
)
"""What of PySide6 is shipped. It lists what to keep, so that nothing under the GPL alone comes with a new version."""


def main() -> None:
    """Read the arguments and build everything."""
    asked = argparse.ArgumentParser(description="Build the Windows set-up of MpesaBooks.")
    asked.add_argument("--runtime", type=Path, required=True, help="the embeddable CPython for amd64, as a zip")
    asked.add_argument("--sha256", required=True, help="the digest that the zip must have")
    asked.add_argument("--out", type=Path, default=ROOT / "dist" / "windows")
    told = asked.parse_args()
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    tree = told.out / "tree"
    shutil.rmtree(told.out, ignore_errors=True)
    tree.mkdir(parents=True)
    python = unpack_runtime(told.runtime, told.sha256, tree)
    install_libraries(tree / "lib", python)
    install_program(tree / "lib", told.out)
    keep_only_needed_qt(tree / "lib" / "PySide6")
    compile_bytecode(tree / "lib", python)
    copy_licences(tree)
    build_programs(tree, told.out, python, version)
    target = told.out / f"MpesaBooks-{version}-setup.exe"
    words = [f"-DVERSION={version}", f"-DTREE={tree.resolve()}", f"-DTARGET={target.resolve()}"]
    run("makensis", "-V2", *words, str(told.out / "setup.nsi"))
    print(f"{target}: {target.stat().st_size / 1e6:.1f} MB")


def run(*command: str) -> None:
    """Run a command; stop the build where it fails."""
    subprocess.run(command, check=True)


def unpack_runtime(archive: Path, digest: str, tree: Path) -> str:
    """Unpack the checked runtime, isolate it from any other Python, and tell its version (``313``)."""
    if hashlib.sha256(archive.read_bytes()).hexdigest() != digest.lower():
        sys.exit(f"{archive} is not the file that was meant: its SHA-256 differs.")
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(tree)
    for name in NOT_SHIPPED_OF_PYTHON:
        (tree / name).unlink(missing_ok=True)
    (library,) = (path for path in tree.glob("python3*.dll") if path.name != "python3.dll")
    python = library.stem.removeprefix("python")
    (tree / f"python{python}._pth").write_text(f"python{python}.zip\n.\nlib\n")
    return python


def install_libraries(lib: Path, python: str) -> None:
    """Install the locked Windows wheels, each checked by its hash."""
    platform = ["--python-platform", "x86_64-pc-windows-msvc", "--python-version", f"{python[0]}.{python[1:]}"]
    safety = ["--no-deps", "--require-hashes", "--only-binary", ":all:"]
    run("uv", "pip", "install", "-q", *platform, *safety, "--target", str(lib), "-r", str(ROOT / "requirements.txt"))
    shutil.rmtree(lib / "bin", ignore_errors=True)
    for tests in [path for name in ("numpy", "pandas") for path in (lib / name).rglob("tests")]:
        shutil.rmtree(tests, ignore_errors=True)


def install_program(lib: Path, out: Path) -> None:
    """Build the program's own wheel and unpack it beside the libraries."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out.resolve())], cwd=ROOT, check=True
    )
    (wheel,) = out.glob("*.whl")
    with zipfile.ZipFile(wheel) as opened:
        opened.extractall(lib)


def keep_only_needed_qt(folder: Path) -> None:
    """Delete every file of PySide6 that is not on the list, then the empty folders."""
    kept = re.compile("|".join(QT_KEPT))
    for path in [path for path in folder.rglob("*") if path.is_file()]:
        if not kept.fullmatch(path.relative_to(folder).as_posix()):
            path.unlink()
    for path in sorted((path for path in folder.rglob("*") if path.is_dir()), reverse=True):
        if not any(path.iterdir()):
            path.rmdir()


def compile_bytecode(lib: Path, python: str) -> None:
    """Ship compiled bytecode where a Python of the same version is at hand: the folder may not be writable later."""
    same = shutil.which(f"python{python[0]}.{python[1:]}")
    works = same and subprocess.run([same, "-c", ""], capture_output=True, check=False).returncode == 0
    if not same or not works:
        print(f"No Python {python[0]}.{python[1:]} here: the set-up will hold no bytecode, and start slower.")
        return
    run(same, "-m", "compileall", "-q", "-j0", "--invalidation-mode", "unchecked-hash", "-s", str(lib), str(lib))


def copy_licences(tree: Path) -> None:
    """Our licence, the notices, and the GNU texts that the PySide6 wheels lack."""
    folder = tree / "licences"
    folder.mkdir()
    shutil.copy(ROOT / "LICENSE", tree / "LICENSE.txt")
    shutil.copy(ROOT / "docs" / "licences.md", folder / "licences.md")
    for name in ("LGPL-3", "GPL-3"):
        shutil.copy(COMMON_LICENCES / name, folder / f"{name}.txt")


def build_programs(tree: Path, out: Path, python: str, version: str) -> None:
    """Compile the launcher twice: for the window, and for the console."""
    for source in ("launcher.c", "program.rc", "program.manifest", "setup.nsi"):
        shutil.copy(HERE / source, out / source)
    draw_icon(out / "program.ico")
    numbers = f"-DVERSION_NUMBERS={version.replace('.', ',')},0"
    text = f'-DVERSION_TEXT=\\"{version}\\"'
    resources = out / "program.o"
    run(
        "x86_64-w64-mingw32-windres",
        "-I",
        str(out),
        numbers,
        text,
        str(out / "program.rc"),
        "-O",
        "coff",
        str(resources),
    )
    for name, how in PROGRAMS.items():
        flags = ["-Os", "-s", "-Wall", "-Wextra", "-municode", "-static", f'-DPYTHON_DLL=L"python{python}.dll"', *how]
        files = [str(out / "launcher.c"), str(resources), "-o", str(tree / name), "-lshell32"]
        run("x86_64-w64-mingw32-gcc", *flags, *files)


def draw_icon(target: Path) -> None:
    """Draw the program's icon from its SVG in the sizes that Windows asks for."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PIL import Image
    from PySide6.QtGui import QGuiApplication, QIcon

    application = QGuiApplication.instance() or QGuiApplication([])
    drawn = target.with_suffix(".png")
    QIcon(str(ROOT / "resources" / "icons" / "app.svg")).pixmap(256, 256).save(str(drawn))
    del application
    Image.open(drawn).save(target, sizes=[(size, size) for size in (16, 24, 32, 48, 64, 256)])


if __name__ == "__main__":
    main()
