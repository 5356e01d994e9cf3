"""The look at a file before it is taken in: shown for what somebody edited, corrected by a click, written only by OK."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from app.core.errors import ColumnsUnknown
from app.core.statement import Corrections, WalletKey
from app.ui.column_choice import ChooseColumns
from app.ui.frame import Frame
from app.ui.import_preview import ImportPreview
from app.ui.pages.imports import ImportPage
from tests.core.edited_files import as_american_text, legacy_grid, portal_grid, with_column
from tests.core.statement_files import LEGACY_CSV, csv_bytes, legacy_row, xlsx_bytes
from tests.ui.conftest import Opener, settle, statement_rows

TIMES = ("Completion Time", "Initiation Time")


def kept_as(folder: Path, data: bytes, name: str = "edited.csv") -> Path:
    place = folder / name
    place.write_bytes(data)
    return place


@pytest.fixture
def edited(tmp_path: Path) -> Path:
    """A statement saved again month first, with a row that nobody can read."""
    grid = with_column(legacy_grid(), TIMES, as_american_text)
    return kept_as(tmp_path, csv_bytes([*grid, legacy_row("TK5AB1K2Z9", paid_in="x")]))


def look_at(frame: Frame, qtbot: Any, *places: Path) -> ImportPreview:
    frame.importing.add(places)
    settle(qtbot, frame)
    settle(qtbot, frame)
    return dialog_of(frame)


def dialog_of(frame: Frame) -> ImportPreview:
    looked_at = frame.importing._looked_at
    assert looked_at is not None, "no file is being looked at"
    return looked_at._dialog


def taken_in(frame: Frame, qtbot: Any) -> list[tuple[str, int, int]]:
    frame.show_page("import")
    settle(qtbot, frame)
    page = frame.pages["import"]
    assert isinstance(page, ImportPage)
    return [(row.summary.file, row.summary.new, row.summary.rejected) for row in statement_rows(page)]


def words_on(dialog: ImportPreview) -> str:
    return "\n".join(made.text() for made in dialog.findChildren(QLabel))


def cells(dialog: ImportPreview, row: int) -> list[str]:
    model = dialog.model
    return [model.index(row, at).data() for at in range(model.columnCount())]


def test_an_edited_file_is_shown_and_written_only_by_ok(
    open_window: Opener, empty_book: Path, edited: Path, qtbot: Any
) -> None:
    frame = open_window(empty_book, "import")
    dialog = look_at(frame, qtbot, edited)
    assert dialog.isVisible()
    assert dialog.counts.text() == "new 10 · not readable 1"
    assert "10 rows with the month before the day: turned back" in words_on(dialog)
    assert taken_in(frame, qtbot) == []
    dialog.take.click()
    settle(qtbot, frame)
    assert taken_in(frame, qtbot) == [("edited.csv", 10, 1)]
    assert frame.importing._looked_at is None


def test_a_file_left_out_leaves_nothing_and_the_next_goes_on(
    open_window: Opener, empty_book: Path, edited: Path, tmp_path: Path, qtbot: Any
) -> None:
    frame = open_window(empty_book, "import")
    other = kept_as(tmp_path, LEGACY_CSV.read_bytes(), "other.csv")
    dialog = look_at(frame, qtbot, edited, other)
    assert taken_in(frame, qtbot) == []
    dialog.reject()
    settle(qtbot, frame)
    assert taken_in(frame, qtbot) == [("other.csv", 10, 0)]


def test_an_untouched_file_asks_nothing_unless_wished(open_window: Opener, empty_book: Path, qtbot: Any) -> None:
    frame = open_window(empty_book, "import")
    page = frame.pages["import"]
    assert isinstance(page, ImportPage)
    page.look_first.click()
    dialog = look_at(frame, qtbot, LEGACY_CSV)
    assert dialog.model.rowCount() == 10
    assert not dialog.odd_only.isChecked()
    dialog.reject()
    page.look_first.click()
    frame.importing.add([LEGACY_CSV])
    settle(qtbot, frame)
    assert frame.importing._looked_at is None
    assert [new for _, new, _ in taken_in(frame, qtbot)] == [10]


def test_rows_with_their_remarks(open_window: Opener, empty_book: Path, edited: Path, qtbot: Any) -> None:
    dialog = look_at(open_window(empty_book, "import"), qtbot, edited)
    assert dialog.model.rowCount() == 11
    first = cells(dialog, 0)
    assert first[1:2] + first[5:] == ["TK60ST8N4D", "new", "The day was turned back to 6 Nov 2025"]
    last = cells(dialog, 10)
    assert (last[1], last[5], last[6]) == (
        "TK5AB1K2Z9",
        "cannot be read",
        "The amount paid in, “x”, cannot be read.",
    )
    assert dialog.model.index(0, 3).data(Qt.ItemDataRole.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight
    dialog.reject()


def test_only_rows_with_something_to_say(open_window: Opener, empty_book: Path, tmp_path: Path, qtbot: Any) -> None:
    rows = [legacy_row(f"TK5AB{n:05d}", balance="") for n in range(500)]
    place = kept_as(tmp_path, csv_bytes([*legacy_grid()[:3], legacy_grid()[6], *rows, legacy_row(paid_in="x")]))
    dialog = look_at(open_window(empty_book, "import"), qtbot, place)
    assert dialog.odd_only.isChecked()
    assert dialog.model.rowCount() == 1
    dialog.odd_only.click()
    assert dialog.model.rowCount() == 501
    assert cells(dialog, 499)[1] == "TK5AB00499"
    dialog.reject()


def test_day_and_month_swapped_by_a_click(open_window: Opener, empty_book: Path, tmp_path: Path, qtbot: Any) -> None:
    rows = [legacy_row(f"Y29DW{n:03d}", "5/6/2025 8:01", balance="") for n in range(3)]
    frame = open_window(empty_book, "import")
    dialog = look_at(frame, qtbot, kept_as(tmp_path, csv_bytes([*legacy_grid()[:3], legacy_grid()[6], *rows])))
    assert dialog.counts.text() == "new 0 · not readable 3"
    assert "may be 5 June or 6 May" in cells(dialog, 0)[6]
    dialog.swap.click()
    assert not dialog.take.isEnabled()
    settle(qtbot, frame)
    assert dialog.counts.text() == "new 3"
    assert "06/05/2025" in cells(dialog, 0)[2] or "6 May" in cells(dialog, 0)[2]
    dialog.swap.click()
    settle(qtbot, frame)
    assert dialog.corrections.swap_day_month is False
    dialog.take.click()
    settle(qtbot, frame)
    assert taken_in(frame, qtbot) == [("edited.csv", 3, 0)]


def test_money_in_and_out_exchanged_by_a_click(
    open_window: Opener, empty_book: Path, tmp_path: Path, qtbot: Any
) -> None:
    grid = [*portal_grid(), ["TOTAL", "", "", "", "1.00"]]
    name = "Statements for 4000001 from 2025-11-05 to 2025-11-06.xlsx"
    frame = open_window(empty_book, "import")
    dialog = look_at(frame, qtbot, kept_as(tmp_path, xlsx_bytes(grid), name))
    dialog.odd_only.setChecked(False)
    before = [cells(dialog, row)[3] for row in range(3)]
    dialog.flip.click()
    settle(qtbot, frame)
    dialog.odd_only.setChecked(False)
    after = [cells(dialog, row)[3] for row in range(3)]
    turned = str.maketrans({"\N{MINUS SIGN}": ""})
    assert [cell.translate(turned) for cell in before] == [cell.translate(turned) for cell in after]
    assert before != after
    dialog.reject()


def test_columns_chosen_by_a_person(open_window: Opener, empty_book: Path, edited: Path, qtbot: Any) -> None:
    frame = open_window(empty_book, "import")
    dialog = look_at(frame, qtbot, edited)
    assert dialog.preview is not None
    chooser = ChooseColumns(dialog, header=dialog.preview.header, columns=dict(dialog.preview.columns))
    assert chooser.places["receipt"].currentText() == "Receipt No."
    assert chooser.places["balance"].currentText() == "Balance"
    chooser.places["completed"].setCurrentText("Initiation Time")
    assert chooser.chosen()["completed"] == 2
    dialog.asked.emit(Corrections(columns=chooser.chosen()))
    settle(qtbot, frame)
    assert dialog.counts.text() == "new 10 · not readable 1"
    assert dialog.corrections.columns["completed"] == 2
    dialog.reject()


def test_a_correction_that_cannot_be_read_leaves_what_was_shown(
    open_window: Opener, empty_book: Path, edited: Path, qtbot: Any
) -> None:
    frame = open_window(empty_book, "import")
    dialog = look_at(frame, qtbot, edited)
    edited.unlink()
    dialog.swap.click()
    settle(qtbot, frame)
    assert dialog.isVisible()
    assert dialog.take.isEnabled()
    dialog.reject()


def test_files_dropped_meanwhile_wait(
    open_window: Opener, empty_book: Path, edited: Path, tmp_path: Path, qtbot: Any
) -> None:
    frame = open_window(empty_book, "import")
    dialog = look_at(frame, qtbot, edited)
    frame.importing.add([LEGACY_CSV])
    settle(qtbot, frame)
    assert dialog.isVisible()
    assert taken_in(frame, qtbot) == []
    dialog.take.click()
    settle(qtbot, frame)
    settle(qtbot, frame)
    assert len(taken_in(frame, qtbot)) == 2
    assert QApplication.activeModalWidget() is None


def test_a_large_file_is_looked_at_in_a_process_of_its_own(
    open_window: Opener, empty_book: Path, edited: Path, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.ui.reading.APART_FROM_BYTES", 10)
    frame = open_window(empty_book, "import")
    dialog = look_at(frame, qtbot, edited)
    assert dialog.counts.text() == "new 10 · not readable 1"
    assert cells(dialog, 0)[1] == "TK60ST8N4D"
    dialog.take.click()
    settle(qtbot, frame)
    assert taken_in(frame, qtbot) == [("edited.csv", 10, 1)]


# ---------------------------------------------------------------- headings that nobody knows


@pytest.fixture
def unheaded(tmp_path: Path) -> Path:
    """A list of payments under headings of somebody's own, which names no wallet either."""
    heads = ["code of it", "when", "what", "how", "plus", "minus", "then"]
    return kept_as(tmp_path, csv_bytes([heads, *portal_grid()[1:]]), "list.csv")


CHOSEN = dict(
    zip(("receipt", "completed", "details", "status", "paid_in", "withdrawn", "balance"), range(7), strict=True)
)


@pytest.mark.parametrize("apart_from", [10, 2_000_000])
def test_a_table_without_known_headings_asks_which_column_is_which_and_is_shown(
    open_window: Opener, empty_book: Path, unheaded: Path, qtbot: Any, monkeypatch: pytest.MonkeyPatch, apart_from: int
) -> None:
    monkeypatch.setattr("app.ui.reading.APART_FROM_BYTES", apart_from)
    frame = open_window(empty_book, "import")
    asked: list[tuple[str, tuple[str, ...]]] = []

    def choose(file: str, unknown: ColumnsUnknown) -> dict[str, int]:
        asked.append((file, unknown.header))
        return CHOSEN

    frame.importing.choose_columns = choose
    frame.importing.choose_wallet = lambda _: WalletKey("4000001", "Utility")
    frame.importing.add([unheaded])
    for _ in range(3):
        settle(qtbot, frame)
    assert asked == [("list.csv", ("code of it", "when", "what", "how", "plus", "minus", "then"))]
    dialog = dialog_of(frame)
    assert dialog.preview is not None
    assert taken_in(frame, qtbot) == []
    rows = dialog.preview.rows
    dialog.take.click()
    settle(qtbot, frame)
    assert taken_in(frame, qtbot) == [("list.csv", rows, 0)]


def test_a_table_whose_columns_nobody_names_is_refused_in_a_sentence(
    open_window: Opener, empty_book: Path, unheaded: Path, qtbot: Any
) -> None:
    frame = open_window(empty_book, "import")
    frame.importing.choose_columns = lambda *_: None
    frame.importing.add([unheaded, LEGACY_CSV])
    for _ in range(2):
        settle(qtbot, frame)
    assert "headings that are not known" in frame.notices._text.text()
    assert [new for _, new, _ in taken_in(frame, qtbot)] == [10]


def test_columns_can_be_read_only_once_each_that_is_needed_is_chosen(qtbot: Any) -> None:
    sample = ("TK60ST8N4D", "06/11/2025 08:01:10", "50.00", "")
    chooser = ChooseColumns(None, header=("", "", "", ""), columns={"receipt": 0, "completed": 1}, sample=sample)
    qtbot.addWidget(chooser)
    assert chooser.places["receipt"].currentText() == "Column 1   (TK60ST8N4D)"
    assert not chooser.take.isEnabled()
    chooser.places["paid_in"].setCurrentIndex(3)
    chooser.places["withdrawn"].setCurrentIndex(3)
    assert "is chosen twice" in chooser.problem.text()
    assert not chooser.take.isEnabled()
    chooser.places["withdrawn"].setCurrentIndex(4)
    assert chooser.take.isEnabled()
    assert chooser.chosen() == {"receipt": 0, "completed": 1, "paid_in": 2, "withdrawn": 3}
