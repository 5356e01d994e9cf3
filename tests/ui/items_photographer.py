"""Opens the other side's pages and dialogs on a book and saves a picture of each; one process a look, see the tests."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication, QDialog

from app.core import clock
from app.core.errors import DocumentRefused
from app.core.lists.guessing import Guess
from app.core.lists.reading import read_list
from app.core.lists.values import ColumnsUnknown, ListKind
from app.core.sources import Payload
from app.ui.code_doctor import CodeDoctor
from app.ui.frame import Frame
from app.ui.items_dialogs import Sure
from app.ui.items_page import ListPage
from app.ui.main import Window
from app.ui.mapping_dialog import AskKind, MapColumns
from app.ui.pages.sales import SalesPage
from app.ui.write_off import ForgiveRests
from tests.ui.items_hands import column
from tests.ui.photographer import NOW, Look, settle

STRANGE = "Kitu,Bei,Mteja,Simu ya mteja,Tarehe\nA-1,1500,Asha Ali,0712345678,05/11/2026\nA-2,900,Kakamega Teachers Savings and Credit,0722000111,06/11/2026\n"
STATES = (
    *("invoices-list", "invoices-drawer", "invoices-overdue", "customers-list", "customers-drawer"),
    *("sales-list", "sales-drawer", "sales-doctor", "sales-cure"),
    *("invoice-new", "invoice-change", "customer-new", "sale-new", "remove", "list-kind", "list-mapping"),
    *("invoice-write-off", "import-lists", "settings-rules"),
)


class Sitting:
    """One window, photographed page by page."""

    def __init__(self, app: QApplication, frame: Frame, look: Look) -> None:
        self._app, self._frame, self._look = app, frame, look

    def all(self) -> None:
        """Every state."""
        self._lists()
        self._doctor()
        self._dialogs()
        self._show("import")
        self._save("import-lists")
        self._show("settings")
        self._save("settings-rules")

    def _show(self, name: str) -> None:
        self._frame.show_page(name)
        self._settle()

    def _settle(self) -> None:
        settle(self._app, self._frame)

    def _save(self, name: str) -> None:
        self._settle()
        self._look.save(self._frame, name)

    def _page(self, name: str) -> ListPage:
        self._show(name)
        page = self._frame.pages[name]
        assert isinstance(page, ListPage)
        return page

    def _lists(self) -> None:
        for name, opened in (("invoices", "INV-1005"), ("customers", "C00004"), ("sales", "")):
            page = self._page(name)
            self._save(f"{name}-list")
            page.show_what(opened or page.model.keys[1])
            self._save(f"{name}-drawer")
            page.close_drawer()
        page = self._page("invoices")
        page.chips[2].click()
        page.sort_by(3)
        self._save("invoices-overdue")
        page.sort_by(3)
        page.sort_by(3)
        page.clear_filter()
        self._settle()

    def _doctor(self) -> None:
        page = self._page("sales")
        assert isinstance(page, SalesPage)
        page.show_doctor()
        self._save("sales-doctor")
        doctor: CodeDoctor = page.doctor
        offered = [at for at in range(doctor.model.rowCount()) if (row := doctor.model.finding_at(at)) and row.offered]
        doctor.table.selectRow(offered[0])
        self._save("sales-cure")
        page.show_doctor(is_shown=False)

    def _dialogs(self) -> None:
        page = self._page("invoices")
        page.table.selectRow(column(page, "Number").index("INV-1007") if page.model.rowCount() < 100 else 0)
        changed = page.deeds.type_invoice(page, page.current_row(), print)
        changed.fields["due"].setText("someday")
        changed._on_take()
        self._over(changed, "invoice-change")
        self._over(page.deeds.type_invoice(page, None, print), "invoice-new")
        self._over(page.deeds.type_customer(page, None, print), "customer-new")
        self._over(page.deeds.type_sale(page, None, print), "sale-new")
        rows = [row for at in range(min(20, page.model.rowCount())) if (row := page.model.row_at(at))]
        self._over(ForgiveRests(self._frame, [row for row in rows if row.state == "part"]), "invoice-write-off")
        told = "KES 68,200.00 was paid on INV-1005. Its payments will wait in the queue again."
        self._over(Sure(self._frame, "Remove INV-1005?", told, "Remove it"), "remove")
        guess = Guess(ListKind.INVOICES, 250, "October rent roll, final version (2).xlsx", is_telling=True)
        self._over(AskKind(self._frame, guess, can_be_statement=False), "list-kind")
        self._over(self._mapping(), "list-mapping")

    def _mapping(self) -> MapColumns:
        try:
            read_list(Payload("Orodha ya Oktoba.csv", data=STRANGE.encode()), ListKind.INVOICES)
        except ColumnsUnknown as unknown:
            made = MapColumns(self._frame, file="Orodha ya Oktoba.csv", kind="invoices", unknown=unknown)
            for name, at in (("number", 1), ("customer", 3)):
                made.places[name].setCurrentIndex(at)
            return made
        raise DocumentRefused("its headings are known")

    def _over(self, dialog: QDialog, name: str) -> None:
        dialog.open()
        self._settle()
        self._look.save_over(self._frame, dialog, name)
        dialog.reject()
        self._settle()


def photograph(app: QApplication, book: str, look: Look) -> None:
    """Every state in one sitting."""
    window = Window(app, look.settings, book)
    window.frame.resize(*look.size)
    settle(app, window.frame)
    Sitting(app, window.frame, look).all()
    window.frame.close()


if __name__ == "__main__":
    clock.now = lambda: NOW
    program = QApplication([])
    place, folder, screen, count, wide, high = sys.argv[1:]
    for dress in ("light", "dark"):
        photograph(program, place, Look(Path(folder), f"{screen}-{dress}-{count}", (int(wide), int(high)), dress))
