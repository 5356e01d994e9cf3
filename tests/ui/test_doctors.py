"""The doctors in the window: what is odd about a file stands beside it, and a code is found in any spelling."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from tests.core.test_limits import wide_workbook
from tests.ui.conftest import Opener, settle
from tests.ui.test_import_page import drop, page_of, shown


def test_what_is_odd_about_a_file_stands_beside_it(
    open_window: Opener, empty_book: Path, samples: Path, tmp_path: Path, qtbot: Any
) -> None:
    sound = samples / "ORG_4000001_Utility Account_Completed_20251107081542.csv"
    half = tmp_path / sound.name
    half.write_bytes(re.sub(rb"Date of Report:,[^,\r\n]*", b"Date of Report:,06-11-2025 10:00:00", sound.read_bytes()))
    frame = open_window(empty_book, "import")
    drop(frame, half)
    settle(qtbot, frame)
    settle(qtbot, frame)
    said = shown(page_of(frame))
    assert "About the whole file" in said
    assert "It was made at 06/11/2025 10:00, before its period ended" in said


def test_a_sound_file_has_nothing_to_be_said(open_window: Opener, empty_book: Path, samples: Path, qtbot: Any) -> None:
    frame = open_window(empty_book, "import")
    drop(frame, samples / "ORG_4000001_Utility Account_Completed_20251107081542.csv")
    settle(qtbot, frame)
    settle(qtbot, frame)
    assert "About the whole file" not in shown(page_of(frame))


def test_a_file_that_ends_its_reader_leaves_the_window_and_a_sentence(
    open_window: Opener, empty_book: Path, tmp_path: Path, qtbot: Any
) -> None:
    hostile = tmp_path / "wide.xlsx"
    hostile.write_bytes(wide_workbook())
    assert zipfile.is_zipfile(hostile)
    frame = open_window(empty_book, "import")
    drop(frame, hostile)
    settle(qtbot, frame)
    settle(qtbot, frame)
    assert frame.isVisible()
    assert "“wide.xlsx” could not be read: it is damaged, or far too large." in frame.notices._text.text()
    assert page_of(frame).model.rows == ()


@pytest.mark.parametrize("typed", ["tk5 q74-h8t2", "TKSQ74HBT2", "TK5Q74HBT2"])
def test_the_palette_finds_a_code_in_any_spelling(
    open_window: Opener, sample_book: Path, qtbot: Any, typed: str
) -> None:
    frame = open_window(sample_book, "days")
    frame.open_palette()
    qtbot.keyClicks(frame.palette_box.input, typed)
    qtbot.waitUntil(lambda: frame.palette_box.list.count() > 0, timeout=5000)
    text = frame.palette_box.list.item(0).text()
    assert text.startswith("TK5Q74H8T2")
    assert ("looks like" in text) == ("B" in typed)
    qtbot.keyClick(frame.palette_box.input, Qt.Key.Key_Return)
    settle(qtbot, frame)
    assert frame.stack.currentWidget() is frame.pages["transactions"]
    assert frame.pages["transactions"].model.rowCount() == 1  # type: ignore[attr-defined]
