"""Sales: the list, and the code doctor whose findings are cured with Enter."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from app.core.doctor.codes import CodeFault
from app.ui.items_dialogs import SaleDialog
from app.ui.pages.sales import SalesPage
from tests.ui.conftest import Opener, settle
from tests.ui.items_hands import column, dialog_of, drawn, fill, page_of, shown_row

Key = Qt.Key

Control = Qt.KeyboardModifier.ControlModifier


def doctored(open_window: Opener, place: Path, qtbot: Any) -> tuple[Any, SalesPage]:
    frame = open_window(place, "sales")
    page = frame.pages["sales"]
    assert isinstance(page, SalesPage)
    qtbot.keyClick(page.table, Key.Key_D, Control)
    settle(qtbot, frame)
    return frame, page


def test_sales_are_listed_by_time_with_their_codes(open_window: Opener, trade: Path, qtbot: Any) -> None:
    frame = open_window(trade, "sales")
    page = page_of(frame, "sales")
    moments = [shown_row(page, at).at for at in range(page.model.rowCount())]
    assert moments == sorted(moments, reverse=True)
    assert page.sums.text().startswith(f"{len(moments)} sales · KES ")
    qtbot.keyClicks(page.filter, "otieno cbd")
    settle(qtbot, frame)
    assert set(column(page, "Cashier")) == {"Otieno"}
    page.open_row(page.model.index(0, 0))
    settle(qtbot, frame)
    assert "No payment is matched with it." in drawn(page)


def test_the_doctor_groups_findings_by_fault(open_window: Opener, trade: Path, qtbot: Any) -> None:
    _, page = doctored(open_window, trade, qtbot)
    doctor = page.doctor
    assert doctor.isVisible()
    groups = [doctor.model.index(at, 0).data() for at in doctor.model.group_rows()]
    assert groups == [
        "On no statement · 2",
        "Older than the sale · 1",
        "Another amount · 2",
        "Mistyped · 2",
        "No code · 2",
    ]
    assert "9 of 15 sales to look at" in doctor.told.text()
    assert sum(one.sales for one in doctor.tallies.rows) == 15
    assert doctor.current() is not None, "a finding is in hand, not the name of a fault"


def test_the_models_of_the_doctor_keep_the_rules(
    open_window: Opener,
    trade: Path,
    qtbot: Any,
    qtmodeltester: Any,
) -> None:
    _, page = doctored(open_window, trade, qtbot)
    for model in (page.doctor.model, page.doctor.tallies, page.doctor.unclaimed):
        qtmodeltester.check(model, force_py=True)


def test_enter_matches_the_sale_with_the_receipt_that_is_offered_and_goes_on(
    open_window: Opener,
    trade: Path,
    qtbot: Any,
) -> None:
    frame, page = doctored(open_window, trade, qtbot)
    doctor = page.doctor
    places = [at for at, row in enumerate(doctor.model.rows) if not isinstance(row, CodeFault) and row.offered]
    assert len(places) == 2
    doctor.table.selectRow(places[0])
    first = doctor.current()
    assert first is not None
    assert first.offered in doctor.cure.text()
    assert doctor.sentence.text().replace("\N{ZERO WIDTH SPACE}", "") == first.sentence
    qtbot.keyClick(doctor.table, Key.Key_Return)
    settle(qtbot, frame)
    settle(qtbot, frame)
    second = doctor.current()
    assert second is not None
    assert second.sale.key != first.sale.key
    assert second.offered, "the next one that can be cured is in hand"
    qtbot.keyClick(doctor.table, Key.Key_Return)
    settle(qtbot, frame)
    settle(qtbot, frame)
    assert not any(row.offered for row in doctor.model.rows if not isinstance(row, CodeFault))
    assert "is matched with" in frame.notices._text.text()
    qtbot.keyClick(doctor.table, Key.Key_D, Control)
    settle(qtbot, frame)
    state = dict(zip(column(page, "Number"), column(page, "State"), strict=True))
    assert state[first.sale.number] == state[second.sale.number] == "Matched"
    qtbot.keyClick(frame, Key.Key_Z, Control)
    settle(qtbot, frame)
    settle(qtbot, frame)
    state = dict(zip(column(page, "Number"), column(page, "State"), strict=True))
    assert "Not matched" in (state[first.sale.number], state[second.sale.number])


def test_enter_on_a_finding_without_an_offer_shows_the_sale(
    open_window: Opener,
    trade: Path,
    qtbot: Any,
) -> None:
    frame, page = doctored(open_window, trade, qtbot)
    found = page.doctor.current()
    assert found is not None
    assert not found.offered
    assert not page.doctor.cure.isVisible()
    qtbot.keyClick(page.doctor.table, Key.Key_Return)
    settle(qtbot, frame)
    assert not page.is_doctor_shown
    assert page.current_key() == found.sale.key


def test_money_never_rung_up_has_its_age_and_leads_to_the_payment(
    open_window: Opener,
    trade: Path,
    qtbot: Any,
) -> None:
    frame, page = doctored(open_window, trade, qtbot)
    model = page.doctor.unclaimed
    hours = [one.hours for one in model.rows]
    assert hours
    assert hours == sorted(hours, reverse=True)
    assert model.index(0, 3).data() == f"{hours[0]:,} h"
    receipt = model.rows[0].payment.receipt
    page.doctor._on_payment(model.index(0, 0))
    settle(qtbot, frame)
    assert frame.pages["transactions"].model.row_at(0).receipt == receipt


def test_other_days_other_findings(open_window: Opener, trade: Path, qtbot: Any) -> None:
    frame, page = doctored(open_window, trade, qtbot)
    page.doctor.period.setCurrentIndex(0)
    frame.desk.step_day(-30)
    settle(qtbot, frame)
    assert page.doctor.model.rowCount() == 0
    told = "\n".join(made.text() for made in page.doctor._sound.findChildren(QLabel))
    assert "No sales on these days" in told
    frame.desk.step_day(30)
    settle(qtbot, frame)
    assert page.doctor.model.rowCount() > 0


def test_a_sale_is_typed_and_its_code_tidied(open_window: Opener, trade: Path, qtbot: Any) -> None:
    frame = open_window(trade, "sales")
    page = page_of(frame, "sales")
    qtbot.keyClick(page.table, Key.Key_Insert)
    dialog = dialog_of(qtbot, SaleDialog)
    fill(qtbot, dialog, number="A-1", store="CBD", till="T1", at="31/10/2026 14:02", amount="500", code="ujv ab1k2m1")
    qtbot.keyClick(dialog, Key.Key_Return)
    settle(qtbot, frame)
    settle(qtbot, frame)
    row = page.current_row()
    assert (row.key, row.code, row.amount_cents) == ("CBD|T1|A-1", "UJVAB1K2M1", 50_000)
