"""Pages are made when they are first shown: the window is on screen before any of them is even imported."""

from __future__ import annotations

from collections.abc import Callable

from app.ui.desk import Desk
from app.ui.pages.page import Page


class Pages(dict[str, Page]):
    """Pages by name; one that is missing is made, dressed as it was left, and told to ``added``."""

    def __init__(self, desk: Desk, added: Callable[[Page], object]) -> None:
        super().__init__()
        self._desk, self._added = desk, added

    def __missing__(self, name: str) -> Page:
        page = self[name] = _made(name, self._desk)
        page.restore(self._desk.settings)
        self._added(page)
        return page


def _made(name: str, desk: Desk) -> Page:
    match name:
        case "import":
            from app.ui.pages.imports import ImportPage

            return ImportPage(desk)
        case "queue":
            from app.ui.pages.queue import QueuePage

            return QueuePage(desk)
        case "invoices" | "customers" | "sales":
            return _made_of_items(name, desk)
        case "transactions":
            from app.ui.pages.transactions import TransactionsPage

            return TransactionsPage(desk)
        case "days":
            from app.ui.pages.days import DaysPage

            return DaysPage(desk)
        case "reports":
            from app.ui.pages.reports import ReportsPage

            return ReportsPage(desk)
        case "start":
            from app.ui.pages.start import StartPage

            return StartPage(desk)
        case _:
            from app.ui.pages.settings import SettingsPage

            return SettingsPage(desk)


def _made_of_items(name: str, desk: Desk) -> Page:
    match name:
        case "invoices":
            from app.ui.pages.invoices import InvoicesPage

            return InvoicesPage(desk)
        case "customers":
            from app.ui.pages.customers import CustomersPage

            return CustomersPage(desk)
        case _:
            from app.ui.pages.sales import SalesPage

            return SalesPage(desk)
