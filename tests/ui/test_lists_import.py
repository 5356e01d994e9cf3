"""Lists through the window: offered when dropped, mapped when unknown, in the history for ever, taken back."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import openpyxl
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QLabel

from app.core.lists.guessing import Guess
from app.core.lists.values import ColumnsUnknown, ListKind
from app.ui import reading_items
from app.ui.frame import Frame
from app.ui.mapping_dialog import AskKind, MapColumns
from app.ui.pages.imports import ImportPage
from tests.ui.conftest import Opener, settle
from tests.ui.items_hands import column, page_of
from tests.ui.test_import_page import drop, legacy

INVOICES = "Invoice No,Customer,Phone,Date,Due Date,Amount\nINV-1,Alice Tester,0700000001,01/11/2025,20/11/2025,1500\nINV-2,Bob,,02/11/2025,,12O0\nINV-3,Carol,,02/11/2025,,900\n"
STRANGE = "Kitu,Bei,Mteja,Tarehe\nA-1,1500,Asha Ali,05/11/2025\nA-2,900,Juma,06/11/2025\n"


def file(folder: Path, name: str, text: str) -> Path:
    (folder / name).write_text(text)
    return folder / name


def history(frame: Frame) -> list[tuple[str, ...]]:
    page = frame.pages["import"]
    assert isinstance(page, ImportPage)
    return [tuple(page.model.index(row, at).data() for at in (1, 2, 3, 4)) for row in range(page.model.rowCount())]


def details(frame: Frame) -> str:
    found = frame.pages["import"]._details.findChildren(QLabel)  # type: ignore[attr-defined]
    return "\n".join(made.text() for made in found).replace("\N{ZERO WIDTH SPACE}", "")


def calm(qtbot: Any, frame: Frame) -> None:
    for _ in range(3):
        settle(qtbot, frame)


def answer_kind(frame: Frame, kind: str | None) -> list[tuple[Guess, bool]]:
    asked: list[tuple[Guess, bool]] = []

    def choose(guess: Guess, can_be_statement: bool) -> str | None:
        asked.append((guess, can_be_statement))
        return kind

    frame.importing.lists.choose_kind = choose
    return asked


def test_a_dropped_list_is_offered_as_what_it_looks_like_and_told_with_undo(
    open_window: Opener, empty_book: Path, tmp_path: Path, qtbot: Any
) -> None:
    frame = open_window(empty_book, "import")
    asked = answer_kind(frame, "invoices")
    drop(frame, file(tmp_path, "October.csv", INVOICES))
    calm(qtbot, frame)
    assert [(guess.kind, guess.rows, is_either) for guess, is_either in asked] == [(ListKind.INVOICES, 3, False)]
    assert frame.notices._text.text() == "October.csv: new 2 · not readable 1 · customers 2"
    assert history(frame) == [("October.csv", "List of invoices", "new 2 · not readable 1", "")]
    told = details(frame)
    assert "Row 3 · INV-2" in told
    assert "“12O0” is no amount." in told
    qtbot.mouseClick(frame.notices.undo, Qt.MouseButton.LeftButton)
    calm(qtbot, frame)
    assert history(frame)[0][3] == "Undone"
    frame.show_page("invoices")
    calm(qtbot, frame)
    assert page_of(frame).model.rowCount() == 0


def test_the_same_list_again_changes_nothing_and_says_so(
    open_window: Opener, empty_book: Path, tmp_path: Path, qtbot: Any
) -> None:
    frame = open_window(empty_book, "import")
    answer_kind(frame, "invoices")
    for _ in range(2):
        drop(frame, file(tmp_path, "October.csv", INVOICES))
        calm(qtbot, frame)
        said = frame.notices._text.text()
        has_undo = frame.notices.undo.isVisible()
        frame.notices.next()
    assert said == "October.csv: new 0 · already here 2 · not readable 1"
    assert not has_undo
    assert len(history(frame)) == 1


def test_statements_and_lists_dropped_together_and_a_file_left_out(
    open_window: Opener, empty_book: Path, samples: Path, tmp_path: Path, qtbot: Any
) -> None:
    frame = open_window(empty_book, "import")
    asked = answer_kind(frame, None)
    drop(frame, file(tmp_path, "October.csv", INVOICES), legacy(samples))
    calm(qtbot, frame)
    assert len(asked) == 1
    assert [row[1] for row in history(frame)] == ["4000001 Utility"]
    answer_kind(frame, "invoices")
    drop(frame, tmp_path / "October.csv")
    calm(qtbot, frame)
    assert [row[1] for row in history(frame)] == ["List of invoices", "4000001 Utility"]
    assert not frame.pages["import"].table.isColumnHidden(2)  # type: ignore[attr-defined]


def test_what_is_neither_is_refused_as_before(
    open_window: Opener, empty_book: Path, tmp_path: Path, qtbot: Any
) -> None:
    frame = open_window(empty_book, "import")
    asked = answer_kind(frame, "invoices")
    drop(frame, file(tmp_path, "poem.csv", "roses,red\nviolets,blue\n"))
    calm(qtbot, frame)
    assert asked == []
    assert "poem.csv" in frame.notices._text.text()
    assert frame.notices.shown is not None
    assert frame.notices.shown.meaning == "conflict"


def test_unknown_columns_are_asked_for_once_and_remembered(
    open_window: Opener, empty_book: Path, tmp_path: Path, qtbot: Any
) -> None:
    frame = open_window(empty_book, "invoices")
    asked: list[tuple[str, str, ColumnsUnknown]] = []

    def map_columns(name: str, kind: str, unknown: ColumnsUnknown) -> dict[str, int]:
        asked.append((name, kind, unknown))
        return {"number": 0, "amount": 1, "customer": 2, "date": 3}

    frame.importing.lists.choose_mapping = map_columns
    frame.importing.add_lists([file(tmp_path, "one.csv", STRANGE)], "invoices")
    calm(qtbot, frame)
    assert [(name, kind, unknown.missing) for name, kind, unknown in asked] == [
        ("one.csv", "invoices", ("number", "amount"))
    ]
    assert column(page_of(frame), "Customer") == ["Juma", "Asha Ali"]
    frame.importing.add_lists([file(tmp_path, "two.csv", STRANGE + "A-3,50,Zed,07/11/2025\n")], "invoices")
    calm(qtbot, frame)
    assert len(asked) == 1
    assert column(page_of(frame), "Number") == ["A-3", "A-2", "A-1"]


def test_a_workbook_is_read_in_a_process_of_its_own(
    open_window: Opener, empty_book: Path, tmp_path: Path, qtbot: Any
) -> None:
    book = openpyxl.Workbook()
    sheet = book.create_sheet(index=0)
    sheet.append(["Tenant", "Phone", "House No"])
    sheet.append(["Asha Ali", "0712345678", "4B"])
    out = io.BytesIO()
    book.save(out)
    (tmp_path / "tenants.xlsx").write_bytes(out.getvalue())
    frame = open_window(empty_book, "import")
    asked = answer_kind(frame, "customers")
    drop(frame, tmp_path / "tenants.xlsx")
    calm(qtbot, frame)
    assert asked[0][0].kind is ListKind.CUSTOMERS
    assert history(frame)[0][1:3] == ("List of customers", "new 1")


def test_a_list_is_taken_back_from_the_history_and_its_original_saved(
    open_window: Opener, empty_book: Path, tmp_path: Path, qtbot: Any, monkeypatch: Any
) -> None:
    frame = open_window(empty_book, "import")
    answer_kind(frame, "invoices")
    drop(frame, file(tmp_path, "October.csv", INVOICES))
    calm(qtbot, frame)
    page = frame.pages["import"]
    assert isinstance(page, ImportPage)
    saved = tmp_path / "saved.csv"
    monkeypatch.setattr("app.ui.pages.imports.QFileDialog.getSaveFileName", lambda *_: (str(saved), ""))
    page._details.save.click()
    calm(qtbot, frame)
    assert saved.read_text() == INVOICES
    page._details.undo.click()
    calm(qtbot, frame)
    assert history(frame)[0][3] == "Undone"
    assert not page._details.undo.isEnabled()


def test_a_large_list_goes_through_a_process_of_its_own_and_asks_all_the_same(
    open_window: Opener, empty_book: Path, tmp_path: Path, qtbot: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(reading_items, "APART_FROM_BYTES", 10)
    frame = open_window(empty_book, "invoices")
    asked: list[ColumnsUnknown] = []

    def map_columns(name: str, kind: str, unknown: ColumnsUnknown) -> dict[str, int]:
        asked.append(unknown)
        return {"number": 0, "amount": 1}

    frame.importing.lists.choose_mapping = map_columns
    frame.importing.add_lists([file(tmp_path, "one.csv", STRANGE)], "invoices")
    calm(qtbot, frame)
    assert [(unknown.header[0], unknown.missing, unknown.sample[0][0]) for unknown in asked] == [
        ("Kitu", ("number", "amount"), "A-1")
    ]
    assert column(page_of(frame), "Number") == ["A-2", "A-1"]
    assert frame.notices._text.text() == "one.csv: new 2"


# ---------------------------------------------------------------- the dialogs
def _unknown() -> ColumnsUnknown:
    return ColumnsUnknown(
        "x",
        header=("Kitu", "Bei", "Mteja", ""),
        sample=(("A-1", "1,500", "Asha Ali", ""), ("A-2", "900", "Juma", "")),
        guessed={"customer": 2},
        missing=("number", "amount"),
    )


def test_the_mapping_shows_samples_and_waits_for_what_must_be_there(qapp: QApplication, qtbot: Any) -> None:
    dialog = MapColumns(None, file="orodha.csv", kind="invoices", unknown=_unknown())
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.take.isEnabled()
    assert dialog.problem.text() == "Still to be chosen: Invoice number, Amount."
    assert dialog._samples["customer"].text() == "Asha Ali · Juma"
    box = dialog.places["number"]
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Down)
    assert dialog._samples["number"].text() == "A-1 · A-2"
    dialog.places["amount"].setCurrentIndex(1)
    assert "cannot be the same column" in dialog.problem.text()
    assert not dialog.take.isEnabled()
    dialog.places["amount"].setCurrentIndex(2)
    assert dialog.take.isEnabled()
    dialog.places["store"].setCurrentIndex(4)
    assert dialog._samples["store"].text() == "(empty)"
    assert dialog.places["store"].currentText() == "Column 4"
    assert dialog.chosen() == {"number": 0, "customer": 2, "amount": 1, "store": 3}


def test_a_bank_s_list_needs_an_amount_or_money_in_or_out(qapp: QApplication, qtbot: Any) -> None:
    dialog = MapColumns(None, file="bank.csv", kind="bank", unknown=_unknown())
    qtbot.addWidget(dialog)
    dialog.places["date"].setCurrentIndex(1)
    assert not dialog.take.isEnabled()
    dialog.places["paid_out"].setCurrentIndex(2)
    assert dialog.take.isEnabled()


def test_the_kind_is_chosen_by_keys(open_window: Opener, empty_book: Path, tmp_path: Path, qtbot: Any) -> None:
    frame = open_window(empty_book, "import")
    told: list[str] = []

    def press() -> None:
        dialog = next(made for made in QApplication.topLevelWidgets() if isinstance(made, AskKind) and made.isVisible())
        told.append(dialog.kind())
        qtbot.keyClick(dialog.picker, Qt.Key.Key_Down)
        told.append(dialog.kind())
        qtbot.keyClick(dialog.picker, Qt.Key.Key_Up)
        qtbot.keyClick(dialog, Qt.Key.Key_Return)

    clock = QTimer(frame)
    clock.timeout.connect(lambda: press() if QApplication.activeModalWidget() else None)
    clock.start(50)
    drop(frame, file(tmp_path, "October.csv", INVOICES))
    qtbot.waitUntil(lambda: bool(told), timeout=10_000)
    clock.stop()
    calm(qtbot, frame)
    assert told == ["invoices", "customers"]
    assert history(frame)[0][1] == "List of invoices"


def test_headings_of_a_statement_of_one_s_own_may_be_one(
    open_window: Opener, empty_book: Path, tmp_path: Path, qtbot: Any
) -> None:
    text = "Sale No,Date,Amount,M-PESA Code\n1,05/11/2025 08:01:10,500.00,TK5AB1K2M1\n"
    frame = open_window(empty_book, "import")
    asked = answer_kind(frame, "statement")
    columns: list[str] = []
    frame.importing.choose_columns = lambda name, unknown: columns.append(name)
    drop(frame, file(tmp_path, "mine.csv", text))
    calm(qtbot, frame)
    assert [is_either for _, is_either in asked] == [True]
    assert columns == ["mine.csv"], "the statement's own question follows"
