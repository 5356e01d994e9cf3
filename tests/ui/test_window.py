"""The frame: pages by key, names for screen readers, what is remembered, what is never loaded at start."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolButton,
    QWidget,
)

from app import __main__ as program
from app.core.book import Book
from app.core.jobs import import_document
from app.ui import theme
from app.ui.desk import Desk
from app.ui.frame import Frame
from app.ui.importing import result_line
from app.ui.pages.start import NewCompany
from app.ui.rail import PAGES
from tests.ui.conftest import Opener, settle

SPEAKING = (QPushButton, QToolButton, QLineEdit, QComboBox, QAbstractSpinBox, QAbstractItemView)


def nameless(root: QWidget) -> list[str]:
    """Widgets that take the keys but that a screen reader could not name."""
    found = []
    for widget in root.findChildren(QWidget):
        if isinstance(widget, SPEAKING) and widget.focusPolicy() != Qt.FocusPolicy.NoFocus:
            text = widget.text() if isinstance(widget, QPushButton | QToolButton) else ""
            is_inner = widget.objectName().startswith("qt_") or isinstance(
                widget.parent(), QComboBox | QAbstractSpinBox
            )
            if not is_inner and not (widget.accessibleName() or text.strip()):
                found.append(f"{type(widget).__name__} in {type(widget.parent()).__name__}")
    return found


@pytest.mark.parametrize("page", PAGES)
def test_everything_that_takes_keys_has_a_name(open_window: Opener, sample_book: Path, page: str) -> None:
    frame = open_window(sample_book, page)
    assert nameless(frame) == []


def test_the_start_page_and_its_dialog_have_names_too(open_window: Opener, qtbot: Any) -> None:
    frame = open_window()
    assert frame.stack.currentWidget() is frame.pages["start"]
    dialog = NewCompany(frame)
    assert nameless(frame.pages["start"]) + nameless(dialog) == []


@pytest.mark.parametrize("page", PAGES)
def test_data_is_never_shown_as_markup(open_window: Opener, sample_book: Path, page: str) -> None:
    frame = open_window(sample_book, page)
    rich = [
        made.text()
        for made in frame.findChildren(QLabel)
        if made.textFormat() != Qt.TextFormat.PlainText and made.text()
    ]
    assert rich == []


def test_pages_by_key(open_window: Opener, sample_book: Path, qtbot: Any) -> None:
    frame = open_window(sample_book)
    for number, name in enumerate(PAGES, 1):
        qtbot.keyClick(frame, Qt.Key(Qt.Key.Key_0 + number), Qt.KeyboardModifier.ControlModifier)
        assert frame.stack.currentWidget() is frame.pages[name]
        settle(qtbot, frame)


def test_every_key_means_one_thing(open_window: Opener) -> None:
    frame = open_window()
    keys = [action.shortcut().toString() for action in frame.menu_actions if not action.shortcut().isEmpty()]
    assert len(keys) == len(set(keys))


def test_control_k_finds_a_receipt_and_goes_there(open_window: Opener, sample_book: Path, qtbot: Any) -> None:
    frame = open_window(sample_book, "import")
    qtbot.keyClick(frame, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert frame.palette_box.isVisible()
    qtbot.keyClicks(frame.palette_box.input, "TK5Q7")
    settle(qtbot, frame)
    assert "TK5Q74H8T2" in frame.palette_box.list.item(0).text()
    qtbot.keyClick(frame.palette_box.input, Qt.Key.Key_Return)
    settle(qtbot, frame)
    assert frame.stack.currentWidget() is frame.pages["transactions"]
    assert frame.pages["transactions"].model.rowCount() == 1  # type: ignore[attr-defined]


def test_control_k_finds_an_action(open_window: Opener, sample_book: Path, qtbot: Any) -> None:
    frame = open_window(sample_book, "import")
    frame.open_palette()
    qtbot.keyClicks(frame.palette_box.input, "page days")
    settle(qtbot, frame)
    qtbot.keyClick(frame.palette_box.input, Qt.Key.Key_Return)
    assert frame.stack.currentWidget() is frame.pages["days"]


def test_the_window_opens_where_it_was_left(open_window: Opener, sample_book: Path, qtbot: Any) -> None:
    frame = open_window(sample_book, "transactions")
    page = frame.pages["transactions"]
    page.filter.setText("alice")  # type: ignore[attr-defined]
    frame.close()
    again = open_window(None)
    assert again.desk.book is not None, "the book of last time is opened"
    assert again.stack.currentWidget() is again.pages["transactions"]
    assert again.pages["transactions"].filter.text() == "alice"  # type: ignore[attr-defined]
    assert again.pages["transactions"].model.rowCount() == 3  # type: ignore[attr-defined]


def test_today_and_the_day_before(open_window: Opener, sample_book: Path, qtbot: Any) -> None:
    frame = open_window(sample_book, "days")
    assert frame.desk.on == date(2025, 11, 6), "the newest day with money"
    qtbot.keyClick(frame, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert frame.desk.on == date(2025, 11, 5)
    qtbot.keyClick(frame, Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    assert frame.desk.on >= date(2026, 1, 1)


def test_a_missing_company_file_is_told_and_the_start_page_stays(open_window: Opener, tmp_path: Path) -> None:
    frame = open_window(tmp_path / "gone.mpesabooks")
    assert frame.stack.currentWidget() is frame.pages["start"]
    assert frame.pages["start"].main_widget().isEnabled()
    assert "no company file here" in frame.notices._text.text()


def test_theme_and_text_size_change_at_once(
    open_window: Opener, sample_book: Path, qapp: QApplication, qtbot: Any
) -> None:
    frame = open_window(sample_book, "settings")
    try:
        settings = frame.pages["settings"]
        settings.toggle_theme()  # type: ignore[attr-defined]
        assert theme.current.name == "dark"
        assert qapp.palette().window().color() == theme.current.color("window")
    finally:
        theme.apply(qapp, choice="light", scale=100)


def test_colours_can_be_read() -> None:
    """Contrast of at least 4.5 to 1, as WCAG 2 computes it, for each text on each ground it stands on."""
    for name, tokens in theme.tokens().items():
        pairs = [
            (text, ground)
            for text in ("text", "text_soft")
            for ground in ("window", "surface", "raised", "rail", "hover")
        ]
        pairs += [
            ("text_faint", "surface"),
            ("text_faint", "window"),
            ("accent_text", "accent"),
            ("selection_text", "selection"),
        ]
        pairs += [
            (m, g)
            for m in ("proven", "attention", "conflict")
            for g in ("surface", "alternate", f"{m}_soft", "selection")
        ]
        pairs += [("accent", "surface"), ("accent", "accent_soft"), ("text_soft", "selection")]
        for text, ground in pairs:
            assert contrast(tokens[text], tokens[ground]) >= 4.5, f"{name}: {text} on {ground}"


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_both_themes_have_the_same_tokens() -> None:
    light, dark = theme.tokens()["light"], theme.tokens()["dark"]
    assert light.keys() == dark.keys()


def test_an_answer_for_a_deleted_owner_is_dropped(qtbot: Any, settings: QSettings) -> None:
    desk = Desk(settings)
    owner = QWidget()
    got: list[int] = []
    desk.bridge.read(owner, lambda: 1, got.append)
    owner.deleteLater()
    QApplication.sendPostedEvents(owner, 52)  # QEvent.DeferredDelete
    qtbot.waitUntil(lambda: desk.bridge.pending == 0)
    assert got == []
    desk.close()


def test_totals_come_up_to_what_others_did(open_window: Opener, empty_book: Path, samples: Path, qtbot: Any) -> None:
    frame = open_window(empty_book, "transactions")
    assert frame.desk.overview.wallets == ()
    other = Book.open(str(empty_book))
    import_document(other, samples / "MPESA_4000001_20251105235959.csv")
    other.close()
    frame.desk.refresh_totals()
    qtbot.waitUntil(lambda: len(frame.desk.overview.wallets) == 1, timeout=20_000)


def test_without_a_screen_the_program_says_so() -> None:
    bare = {name: value for name, value in os.environ.items() if "DISPLAY" not in name and "QPA" not in name}
    done = subprocess.run(
        [sys.executable, "-m", "app"],
        capture_output=True,
        text=True,
        check=False,
        env=bare,
        cwd=Path(__file__).parents[2],
    )
    assert done.returncode == 1
    assert "no screen" in done.stderr
    assert "Traceback" not in done.stderr


def test_results_of_several_files_are_added_up(sample_book: Path, open_window: Opener) -> None:
    frame: Frame = open_window(sample_book, "import")
    done = [row.summary for row in frame.pages["import"].model.rows]  # type: ignore[attr-defined]
    assert result_line(done).startswith(f"{len(done)} files: new {sum(s.new for s in done)}")


NOT_BEFORE_THE_PAINT = (
    *("sqlalchemy", "multiprocessing", "concurrent.futures", "importlib.resources", "dataclasses", "json"),
    *("app.cli", "app.core.statement", "app.core.queries.rows", "app.ui.palette", "app.ui.top_bar", "app.ui.table"),
)
NOT_FOR_A_PAGE = (
    *("pandas", "openpyxl", "reportlab", "alembic", "pypdfium2", "python_calamine", "psycopg", "sqlalchemy.orm"),
    *("sqlalchemy.dialects.postgresql", "PySide6.QtPrintSupport", "app.core.actions.record_statement"),
)
PROGRAM = """
import sys
import app.__main__
from PySide6.QtCore import QSettings
from app.ui import main, theme
qt = theme.application(sys.argv[:1])
window = main.Window(qt, QSettings(sys.argv[1], QSettings.Format.IniFormat), sys.argv[2])
early = []
main.FirstPaint(window.frame, lambda: early.append([name for name in sys.argv[3].split(",") if name in sys.modules]))
while window.desk.is_opening or window.desk.bridge.pending:
    qt.processEvents()
window.frame.show_page("transactions")
qt.processEvents()
while window.desk.bridge.pending:
    qt.processEvents()
assert window.frame.pages["transactions"].model.rowCount() > 0
window.frame.close()
print(early, [name for name in sys.argv[4].split(",") if name in sys.modules], __builtins__.__import__.__name__)
"""


def test_the_window_is_up_without_the_heavy_libraries(sample_book: Path, tmp_path: Path) -> None:
    lists = (",".join(NOT_BEFORE_THE_PAINT), ",".join(NOT_FOR_A_PAGE))
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path / "w.ini"), str(sample_book), *lists],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        cwd=Path(__file__).parents[2],
    )
    assert done.returncode == 0, done.stderr
    early, late, importer = done.stdout.strip().split(" ", 2)
    assert early == "[[]]", "loaded before the first paint"
    assert late == "[]", "loaded by a page that does not use it"
    assert importer != "__feature_import__", "PySide6 would read the source of every module"


@pytest.mark.parametrize("arguments", [[], ["shop.mpesabooks"], ["Shop.MPESABOOKS"], ["postgresql://office/books"]])
def test_a_company_file_on_the_command_line_opens_in_the_window(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str | None] = []

    def run(_: list[str], place: str | None) -> int:
        asked.append(place)
        return 0

    monkeypatch.setattr("app.ui.main.run", run)
    monkeypatch.setattr(sys, "argv", ["mpesabooks", *arguments])
    was_on = gc.isenabled()
    try:
        assert program.main() == 0
    finally:
        gc.enable() if was_on else gc.disable()
    assert asked == [arguments[0] if arguments else None]


def test_keys_work_before_any_page_was_shown(open_window: Opener, sample_book: Path, qtbot: Any) -> None:
    frame = open_window(sample_book)
    qtbot.keyClick(frame, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert frame.stack.currentWidget() is frame.pages["reports"]
    frame.pages["reports"]._waiting = None  # type: ignore[attr-defined]  # else it would ask where to save
    settle(qtbot, frame)
    qtbot.keyClick(frame, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert frame.pages["transactions"].filter.hasFocus()  # type: ignore[attr-defined]


def test_the_palette_and_the_notices_are_made_when_wanted(open_window: Opener, sample_book: Path, qtbot: Any) -> None:
    frame = open_window(sample_book)
    assert not frame._has_made("palette_box")
    assert not frame._has_made("notices")
    frame.desk.notice("Said.")
    assert frame.notices.isVisible()
    order = [frame._stacked.indexOf(part) for part in (frame.top, frame.stack, frame.notices, frame.status)]
    assert order == [0, 1, 2, 3]
