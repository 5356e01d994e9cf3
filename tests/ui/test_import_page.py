"""Import: files in, result lines, holes in words, originals out, undo."""

from __future__ import annotations

import multiprocessing
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QLabel

from app.core.statement import WalletKey
from app.ui import reading
from app.ui.frame import Frame
from app.ui.pages.imports import ImportPage
from tests.ui.conftest import Opener, settle, statement_rows


def page_of(frame: Frame) -> ImportPage:
    page = frame.pages["import"]
    assert isinstance(page, ImportPage)
    return page


def drop(frame: Frame, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    event = QDropEvent(
        QPointF(400, 300),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    frame.dropEvent(event)


def shown(page: ImportPage) -> str:
    found = page._details.findChildren(QLabel)
    return "\n".join(made.text() for made in found).replace("\N{ZERO WIDTH SPACE}", "")


def legacy(samples: Path) -> Path:
    return samples / "ORG_4000001_Utility Account_Completed_20251107081542.csv"


def test_a_dropped_file_is_taken_in_and_told_in_one_line_with_undo(
    open_window: Opener, empty_book: Path, samples: Path, qtbot: Any
) -> None:
    frame = open_window(empty_book, "import")
    drop(frame, legacy(samples))
    settle(qtbot, frame)
    settle(qtbot, frame)
    page = page_of(frame)
    assert [row.summary.new for row in statement_rows(page)] == [10]
    assert "new 10" in frame.notices._text.text()
    assert "balance proven" in frame.notices._text.text()
    assert frame.notices.undo.isVisible()
    qtbot.mouseClick(frame.notices.undo, Qt.MouseButton.LeftButton)
    settle(qtbot, frame)
    settle(qtbot, frame)
    assert [row.is_undone for row in statement_rows(page)] == [True]
    frame.show_page("transactions")
    settle(qtbot, frame)
    assert frame.pages["transactions"].model.rowCount() == 0  # type: ignore[attr-defined]


def test_the_same_file_again_changes_nothing_and_says_so(
    open_window: Opener, empty_book: Path, samples: Path, qtbot: Any
) -> None:
    frame = open_window(empty_book, "import")
    for _ in range(2):
        drop(frame, legacy(samples))
        settle(qtbot, frame)
        settle(qtbot, frame)
        said = frame.notices._text.text()
        frame.notices.next()
    assert "already here 10" in said
    assert len(statement_rows(page_of(frame))) == 1


def test_a_missing_row_is_named_with_amount_and_moments(
    open_window: Opener, empty_book: Path, samples: Path, tmp_path: Path, qtbot: Any
) -> None:
    lines = legacy(samples).read_text().splitlines(keepends=True)
    cut = tmp_path / legacy(samples).name
    cut.write_text("".join(line for line in lines if not line.startswith("TK5Q74H8T2")))
    frame = open_window(empty_book, "import")
    drop(frame, cut)
    settle(qtbot, frame)
    settle(qtbot, frame)
    told = shown(page_of(frame))
    assert "KES 300.00 missing between" in told
    assert "between 08:01:10 and 09:10:01 on Wed 5 Nov 2025" in told
    assert "Hole in balances" in told


def test_a_file_that_is_no_statement_is_refused_in_a_sentence(
    open_window: Opener, empty_book: Path, tmp_path: Path, qtbot: Any
) -> None:
    page = tmp_path / "login.csv"
    page.write_text("<html><body>Session expired</body></html>")
    frame = open_window(empty_book, "import")
    drop(frame, page)
    settle(qtbot, frame)
    assert "login.csv" in frame.notices._text.text()
    assert frame.notices.shown is not None
    assert frame.notices.shown.meaning == "conflict"
    assert statement_rows(page_of(frame)) == ()


def test_a_file_without_a_wallet_is_asked_about(
    open_window: Opener, empty_book: Path, samples: Path, tmp_path: Path, qtbot: Any
) -> None:
    nameless = tmp_path / "june.csv"
    nameless.write_bytes((samples / "Statements for 4000001 from 2025-11-05 to 2025-11-06 (1).csv").read_bytes())
    frame = open_window(empty_book, "import")
    asked: list[str] = []

    def answer(file: str) -> WalletKey:
        asked.append(file)
        return WalletKey("4000001", "Utility")

    frame.importing.choose_wallet = answer
    drop(frame, nameless)
    settle(qtbot, frame)
    settle(qtbot, frame)
    assert asked == ["june.csv"]
    assert [str(row.wallet) for row in statement_rows(page_of(frame))] == ["4000001 Utility"]


def test_the_original_comes_out_byte_for_byte(
    open_window: Opener, sample_book: Path, samples: Path, tmp_path: Path
) -> None:
    frame = open_window(sample_book, "import")
    for row in statement_rows(page_of(frame)):
        saved = reading.save_original(frame.desk.this_book, row.document_id, tmp_path / "out")
        assert saved.read_bytes() == (samples / row.summary.file).read_bytes()


def test_a_stopped_import_leaves_the_book_as_it_was(
    open_window: Opener, empty_book: Path, shop_statement: Path, qtbot: Any
) -> None:
    frame = open_window(empty_book, "import")
    drop(frame, shop_statement)
    assert frame.status.cancel.isVisible()
    frame.status._cancel()
    settle(qtbot, frame)
    assert statement_rows(page_of(frame)) == ()
    assert "stopped" in frame.notices._text.text()


@pytest.mark.parametrize("apart_from", [0, 10_000])
def test_many_rows_are_taken_back_in_a_process_of_their_own(
    open_window: Opener, empty_book: Path, shop_statement: Path, qtbot: Any, monkeypatch: Any, apart_from: int
) -> None:
    monkeypatch.setattr(reading, "APART_FROM_ROWS", apart_from)
    frame = open_window(empty_book, "import")
    drop(frame, shop_statement)
    settle(qtbot, frame)
    settle(qtbot, frame)
    said: list[str] = []
    frame.desk.noticed.connect(lambda notice: said.append(notice.text))
    page_of(frame).undo()
    had_process = False

    def is_over() -> bool:
        nonlocal had_process
        had_process = had_process or any(child.name == "import" for child in multiprocessing.active_children())
        return frame.desk.task is None

    qtbot.waitUntil(is_over, timeout=60_000)
    settle(qtbot, frame)
    assert had_process == (apart_from == 0)
    assert [row.is_undone for row in statement_rows(page_of(frame))] == [True]
    assert said == ["Import undone: 2,500 rows taken back."]


def test_an_undo_says_that_it_is_at_work_and_what_is_dropped_meanwhile_waits(
    open_window: Opener, empty_book: Path, shop_statement: Path, samples: Path, qtbot: Any
) -> None:
    frame = open_window(empty_book, "import")
    drop(frame, shop_statement)
    settle(qtbot, frame)
    settle(qtbot, frame)
    page_of(frame).undo()
    assert "Undoing" in frame.status._work.text()
    assert not frame.status.cancel.isVisible(), "it cannot be stopped half way"
    page_of(frame).undo()
    drop(frame, legacy(samples))
    for _ in range(3):
        settle(qtbot, frame)
    assert [(row.summary.file, row.is_undone) for row in statement_rows(page_of(frame))] == [
        (legacy(samples).name, False),
        (shop_statement.name, True),
    ]
    assert not frame.status._work.isVisible()


@pytest.fixture
def apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every file is taken in by a process of its own, as large ones are."""
    monkeypatch.setattr(reading, "APART_FROM_BYTES", 0)


@pytest.mark.usefixtures("apart")
def test_a_process_of_its_own_takes_a_file_in_all_the_same(
    open_window: Opener, empty_book: Path, samples: Path, qtbot: Any
) -> None:
    frame = open_window(empty_book, "import")
    told: list[Any] = []
    frame.desk.progressed.connect(told.append)
    drop(frame, legacy(samples))
    settle(qtbot, frame)
    settle(qtbot, frame)
    assert [row.summary.new for row in statement_rows(page_of(frame))] == [10]
    assert "new 10" in frame.notices._text.text()
    assert any(one is not None and one.total for one in told), "it tells how far it is"


@pytest.mark.usefixtures("apart")
def test_a_process_of_its_own_asks_for_the_wallet_too(
    open_window: Opener, empty_book: Path, samples: Path, tmp_path: Path, qtbot: Any
) -> None:
    nameless = tmp_path / "june.csv"
    nameless.write_bytes((samples / "Statements for 4000001 from 2025-11-05 to 2025-11-06 (1).csv").read_bytes())
    frame = open_window(empty_book, "import")
    frame.importing.choose_wallet = lambda _: WalletKey("4000001", "Utility")
    drop(frame, nameless)
    settle(qtbot, frame)
    settle(qtbot, frame)
    assert [str(row.wallet) for row in statement_rows(page_of(frame))] == ["4000001 Utility"]


@pytest.mark.usefixtures("apart")
def test_a_process_of_its_own_can_be_stopped(
    open_window: Opener, empty_book: Path, shop_statement: Path, qtbot: Any
) -> None:
    frame = open_window(empty_book, "import")
    drop(frame, shop_statement)
    frame.status._cancel()
    settle(qtbot, frame)
    assert statement_rows(page_of(frame)) == ()
    assert "stopped" in frame.notices._text.text()


@pytest.mark.usefixtures("apart")
def test_a_process_that_is_killed_is_told_and_nothing_was_kept(
    open_window: Opener, empty_book: Path, shop_statement: Path, qtbot: Any
) -> None:
    frame = open_window(empty_book, "import")
    drop(frame, shop_statement)
    qtbot.waitUntil(lambda: any(child.name == "import" for child in multiprocessing.active_children()))
    for child in multiprocessing.active_children():
        child.kill()
    settle(qtbot, frame)
    assert "ended from outside" in frame.notices._text.text()
    assert statement_rows(page_of(frame)) == ()
