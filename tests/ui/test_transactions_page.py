"""Transactions: a list of any length without holes, a filter while typing, evidence on Enter."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from app.ui.blocks_model import ROW
from app.ui.frame import Frame
from app.ui.pages.transactions import TransactionsPage
from app.ui.transactions_model import Col, TransactionsModel
from tests.ui.conftest import Opener, settle


def page_of(frame: Frame) -> TransactionsPage:
    page = frame.pages["transactions"]
    assert isinstance(page, TransactionsPage)
    return page


def texts(page: TransactionsPage, column: Col) -> list[str]:
    model = page.model
    return [model.index(row, column).data() for row in range(model.rowCount())]


def test_the_model_keeps_the_rules_of_models(open_window: Opener, shop_book: Path, qtmodeltester: Any) -> None:
    page = page_of(open_window(shop_book, "transactions"))
    assert isinstance(page.model, TransactionsModel)
    qtmodeltester.check(page.model, force_py=True)


def test_every_row_comes_when_it_is_looked_at_and_the_order_holds(
    open_window: Opener, shop_book: Path, qtbot: Any
) -> None:
    frame = open_window(shop_book, "transactions")
    page = page_of(frame)
    assert page.model.rowCount() == 2_500
    seen: list[Any] = []
    for top in range(0, 2_500, 50):
        page.table.scrollTo(page.model.index(min(top + 49, 2_499), 0))
        wanted = range(top, top + 50)
        qtbot.waitUntil(lambda w=wanted: all(page.model.row_at(at) is not None for at in w), timeout=10_000)
        seen += [page.model.row_at(at) for at in wanted]
    assert len({row.id for row in seen}) == 2_500
    assert seen == sorted(seen, key=lambda row: (-row.completed_at, -row.id))


def test_end_and_home_show_the_last_and_the_first_row(open_window: Opener, shop_book: Path, qtbot: Any) -> None:
    frame = open_window(shop_book, "transactions")
    page = page_of(frame)
    first = page.model.row_at(0)
    qtbot.keyClick(page.table, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: page.table.currentIndex().data(ROW) is not None)
    assert page.table.currentIndex().row() == 2_499
    qtbot.keyClick(page.table, Qt.Key.Key_Home)
    assert page.table.currentIndex().data(ROW) == first


def test_typing_a_receipt_a_name_or_an_amount_filters(open_window: Opener, sample_book: Path, qtbot: Any) -> None:
    frame = open_window(sample_book, "transactions")
    page = page_of(frame)
    for typed, receipts in {
        "tk5q7": {"TK5Q74H8T2"},
        "carol": {"TK5CX0Z1Y7"},
        "250,000": {"TK5CX0Z1Y7"},
        "0012": {"TK5Q74H8T2"},
    }.items():
        qtbot.keyClick(page.table, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
        page.filter.clear()
        qtbot.keyClicks(page.filter, typed)
        settle(qtbot, frame)
        assert set(texts(page, Col.RECEIPT)) == receipts, typed


def test_a_filter_that_nothing_passes_says_so_and_offers_the_way_back(
    open_window: Opener, sample_book: Path, qtbot: Any
) -> None:
    frame = open_window(sample_book, "transactions")
    page = page_of(frame)
    n = page.model.rowCount()
    qtbot.keyClicks(page.filter, "no such thing 100%_")
    settle(qtbot, frame)
    assert page.model.rowCount() == 0
    assert page._none_match.isVisible()
    page.clear_filter()
    settle(qtbot, frame)
    assert page.model.rowCount() == n
    assert page.table.isVisible()


def test_chips_choose_roles_and_states(open_window: Opener, sample_book: Path, qtbot: Any) -> None:
    frame = open_window(sample_book, "transactions")
    page = page_of(frame)
    named = {chip.text(): chip for chip in page._chips}
    for chip, what in {"Charges": {"Charge"}, "Reversals": {"Reversal"}}.items():
        qtbot.mouseClick(named[chip], Qt.MouseButton.LeftButton)
        settle(qtbot, frame)
        assert set(texts(page, Col.WHAT)) == what
    qtbot.mouseClick(named["Money out"], Qt.MouseButton.LeftButton)
    settle(qtbot, frame)
    assert all(text.startswith("\N{MINUS SIGN}") for text in texts(page, Col.OUT))
    assert set(texts(page, Col.IN)) == {""}


def test_enter_opens_the_evidence_and_escape_closes_it(open_window: Opener, sample_book: Path, qtbot: Any) -> None:
    frame = open_window(sample_book, "transactions")
    page = page_of(frame)
    page.table.setFocus()
    at = texts(page, Col.RECEIPT).index("TK5Q74H8T2")
    page.table.selectRow(at)
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    settle(qtbot, frame)
    assert page.drawer.isVisible()
    detail = page.drawer.detail
    assert detail is not None
    assert detail.row.receipt == "TK5Q74H8T2"
    shown = "\n".join(made.text() for made in page.drawer.findChildren(QLabel)).replace("\N{ZERO WIDTH SPACE}", "")
    assert "MPESA_4000001_20251105235959.csv" in shown
    assert "TK5Q74H8T2" in "".join(evidence.raw for evidence in detail.evidence)
    qtbot.keyClick(page.table, Qt.Key.Key_Escape)
    assert not page.drawer.isVisible()


def test_the_drawer_follows_the_rows_and_links_a_reversal_to_its_original(
    open_window: Opener, sample_book: Path, qtbot: Any
) -> None:
    frame = open_window(sample_book, "transactions")
    page = page_of(frame)
    receipts = texts(page, Col.RECEIPT)
    reversal = texts(page, Col.WHAT).index("Reversal")
    page.open_row(page.model.index(reversal, 0))
    settle(qtbot, frame)
    detail = page.drawer.detail
    assert detail is not None
    assert detail.row.linked_receipt in {link.receipt for link in detail.links}
    page.table.selectRow(receipts.index("TK5Q74H8T2"))
    settle(qtbot, frame)
    assert page.drawer.detail is not None
    assert page.drawer.detail.row.receipt == "TK5Q74H8T2"


def test_amounts_are_never_cut(open_window: Opener, shop_book: Path) -> None:
    page = page_of(open_window(shop_book, "transactions"))
    for column in (Col.IN, Col.OUT, Col.BALANCE):
        widest = max(
            page.table.fontMetrics().horizontalAdvance(page.model.cached_text(row, column)) for row in range(30)
        )
        assert widest + 16 <= page.table.columnWidth(column)


def test_an_empty_book_says_what_to_do_next(open_window: Opener, empty_book: Path) -> None:
    page = page_of(open_window(empty_book, "transactions"))
    assert page._empty.isVisible()


def test_the_drawer_is_as_wide_as_it_was_left(open_window: Opener, sample_book: Path, qtbot: Any) -> None:
    def opened() -> tuple[Frame, TransactionsPage]:
        frame = open_window(sample_book, "transactions")
        page = page_of(frame)
        page.open_row(page.model.index(0, 0))
        settle(qtbot, frame)
        return frame, page

    frame, page = opened()
    page._splitter.setSizes([600, 520])
    left = page._splitter.sizes()
    frame.close()
    open_window(sample_book, "transactions").close()  # a day on which nobody looked at any evidence
    _, again = opened()
    assert again._splitter.sizes() == left
