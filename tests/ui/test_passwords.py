"""Protected statements in the window: asked for, asked again, remembered only on wish and only in the keyring."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from app.ui import password, reading
from app.ui.frame import Frame
from app.ui.password import Answer, AskPassword
from tests.core.pdf_files import Paper, row
from tests.ui.conftest import Opener, settle, statement_rows
from tests.ui.test_import_page import drop, page_of

LOCKED = "MPESA_Statement_new_layout_password_123456.pdf"


class Memory(KeyringBackend):
    """A keyring that forgets when the test ends."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()
        self.held: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.held.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.held[service, username] = password


@pytest.fixture
def memory() -> Iterator[Memory]:
    before = keyring.get_keyring()
    made = Memory()
    keyring.set_keyring(made)
    yield made
    keyring.set_keyring(before)


@pytest.fixture
def no_keyring() -> Iterator[None]:
    before = keyring.get_keyring()
    keyring.set_keyring(fail.Keyring())
    yield
    keyring.set_keyring(before)


def answering(frame: Frame, *answers: Answer | None) -> list[tuple[str, bool]]:
    """Answers given in turn when the window asks; what it asked is in the list."""
    asked: list[tuple[str, bool]] = []
    waiting = list(answers)

    def ask(file: str, is_wrong: bool) -> Answer | None:
        asked.append((file, is_wrong))
        return waiting.pop(0)

    frame.desk.importing.ask_password = ask
    return asked


def taken(frame: Frame, qtbot: Any) -> list[int]:
    for _ in range(4):
        settle(qtbot, frame)
    return [row.summary.new for row in statement_rows(page_of(frame))]


def test_asks_and_asks_again_until_it_opens(
    open_window: Opener, empty_book: Path, samples: Path, qtbot: Any, memory: Memory
) -> None:
    frame = open_window(empty_book, "import")
    asked = answering(frame, Answer("1"), Answer("123456"))
    drop(frame, samples / LOCKED)
    assert taken(frame, qtbot) == [20]
    assert asked == [(LOCKED, False), (LOCKED, True)]
    assert memory.held == {}


def test_left_out_is_told_and_the_next_file_goes_on(
    open_window: Opener, empty_book: Path, samples: Path, qtbot: Any, memory: Memory
) -> None:
    frame = open_window(empty_book, "import")
    answering(frame, None)
    drop(frame, samples / LOCKED, samples / "MPESA_Statement_old_layout_20220301_to_20220331.pdf")
    assert taken(frame, qtbot) == [3]
    assert "protected by a password" in frame.notices._text.text()


def test_remembered_on_wish_and_used_unasked(
    open_window: Opener, empty_book: Path, samples: Path, tmp_path: Path, qtbot: Any, memory: Memory
) -> None:
    frame = open_window(empty_book, "import")
    answering(frame, Answer("123456", is_to_be_kept=True))
    drop(frame, samples / LOCKED)
    assert taken(frame, qtbot) == [20]
    assert list(memory.held.values()) == ["123456"]
    asked = answering(frame)
    again = tmp_path / "again.pdf"
    again.write_bytes((samples / LOCKED).read_bytes() + b"\n")
    drop(frame, again)
    assert taken(frame, qtbot) == [0, 20]
    assert asked == []
    frame.desk.settings.sync()
    assert "123456" not in (tmp_path / "window.ini").read_text().replace(LOCKED, "")


def test_remembered_password_of_another_statement_only_leads_to_asking(
    open_window: Opener, empty_book: Path, samples: Path, qtbot: Any, memory: Memory
) -> None:
    memory.held[password.SERVICE, password.ENTRY] = "of another"
    frame = open_window(empty_book, "import")
    asked = answering(frame, Answer("123456"))
    drop(frame, samples / LOCKED)
    assert taken(frame, qtbot) == [20]
    assert asked == [(LOCKED, False)]


@pytest.mark.usefixtures("no_keyring")
def test_without_a_keyring_a_sentence_says_that_it_was_not_kept(
    open_window: Opener, empty_book: Path, samples: Path, qtbot: Any
) -> None:
    frame = open_window(empty_book, "import")
    said: list[str] = []
    frame.desk.noticed.connect(lambda notice: said.append(notice.text))
    answering(frame, Answer("123456", is_to_be_kept=True))
    drop(frame, samples / LOCKED)
    assert taken(frame, qtbot) == [20]
    assert any("no keyring" in text for text in said)


# ---------------------------------------------------------------- large ones, in a process of their own

SECRET = "s3cret-4321"


class Illustrated(Paper):
    """A statement with a large picture on its first page: megabytes that nothing makes smaller."""

    def _page(self, number: int, pages: int, rows: Sequence[Sequence[str] | str]) -> None:
        from PIL import Image
        from reportlab.lib.utils import ImageReader

        super()._page(number, pages, rows)
        if number == 1:
            noise = Image.frombytes("RGB", (1000, 750), os.urandom(2_250_000))
            self._canvas.drawImage(ImageReader(noise), 700, 90, 100, 75)


@pytest.fixture
def large(tmp_path: Path) -> Path:
    from reportlab.lib.pdfencrypt import StandardEncryption

    place = tmp_path / "large.pdf"
    rows = [row(f"UC19Z{n:05d}", f"2026-03-01 12:{n:02d}:05", paid_in="10.00", balance=f"{n}0.00") for n in range(9)]
    place.write_bytes(Illustrated(encryption=StandardEncryption(SECRET, strength=128)).drawn(rows))
    assert place.stat().st_size > reading.APART_FROM_BYTES
    return place


def importers() -> list[int]:
    return [child.pid or 0 for child in multiprocessing.active_children() if child.name == "import"]


def test_a_large_one_goes_apart_and_no_list_of_processes_shows_the_password(
    open_window: Opener, empty_book: Path, large: Path, qtbot: Any, memory: Memory
) -> None:
    frame = open_window(empty_book, "import")
    asked = answering(frame, Answer("wrong"), Answer(SECRET))
    drop(frame, large)
    seen: list[bytes] = []

    def look() -> bool:
        for number in importers():
            for name in ("cmdline", "environ"):
                with contextlib.suppress(ProcessLookupError, FileNotFoundError):  # it has just ended
                    seen.append(Path(f"/proc/{number}/{name}").read_bytes())
        return len(asked) == 2 and bool(importers())

    qtbot.waitUntil(look, timeout=60_000)
    assert taken(frame, qtbot) == [9]
    assert asked == [(large.name, False), (large.name, True)]
    assert seen
    assert not any(SECRET.encode() in told for told in seen)


def test_a_large_one_is_looked_at_apart(
    open_window: Opener, empty_book: Path, large: Path, qtbot: Any, memory: Memory
) -> None:
    frame = open_window(empty_book, "import")
    frame.importing.look_first(True)
    answering(frame, Answer(SECRET))
    drop(frame, large)
    qtbot.waitUntil(lambda: frame.importing._looked_at is not None, timeout=60_000)
    dialog = frame.importing._looked_at._dialog  # type: ignore[union-attr]
    assert dialog.model.rowCount() == 9
    assert statement_rows(page_of(frame)) == ()
    dialog.take.click()
    assert taken(frame, qtbot) == [9]


def test_a_large_one_can_be_stopped(
    open_window: Opener, empty_book: Path, large: Path, qtbot: Any, memory: Memory
) -> None:
    frame = open_window(empty_book, "import")
    asked = answering(frame, Answer(SECRET))
    drop(frame, large)
    qtbot.waitUntil(lambda: bool(asked) and bool(importers()), timeout=60_000)
    frame.status._cancel()
    assert taken(frame, qtbot) == []
    assert "stopped" in frame.notices._text.text()
    assert importers() == []


def test_dialog_hides_what_is_typed_and_needs_something(qtbot: Any) -> None:
    dialog = AskPassword(None, file="s.pdf", is_wrong=True)
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.password.echoMode() == QLineEdit.EchoMode.Password
    assert "does not open s.pdf" in dialog.told.text()
    qtbot.mouseClick(dialog.take, Qt.MouseButton.LeftButton)
    assert dialog.isVisible()
    qtbot.keyClicks(dialog.password, "123456")
    dialog.keep.setChecked(True)
    qtbot.keyClick(dialog.password, Qt.Key.Key_Return)
    assert not dialog.isVisible()
    assert dialog.answer() == Answer("123456", is_to_be_kept=True)
