"""What the pages of the other side ask of the book and do to it. Called in workers, like ``reading``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from app.core.errors import DocumentRefused, LookFirst, PasswordNeeded, PasswordWrong, WalletUnknown
from app.core.items import ItemKey

if TYPE_CHECKING:
    from app.core.actions.describe_wallet import WalletUse
    from app.core.actions.record_list import ListSummary
    from app.core.book import Book
    from app.core.items import Customer, Item
    from app.core.lists.guessing import Guess
    from app.core.queries.cleared import RuleRow, TransferRow
    from app.core.queries.codes import CodeReport
    from app.core.queries.customers import CustomerRow, Given, TypedRow
    from app.core.queries.items import ItemPayment, ItemRow
    from app.core.queries.lists import ListRow
    from app.core.queries.rows import ImportRow
    from app.core.queries.shelf import Shelf

FIRST, FOUND = 100, 4
APART_FROM_BYTES = 300_000
"""Smaller lists are in the book before a process would have started."""
Row = Any
"""An ItemRow or a CustomerRow."""


class ItemDetail(NamedTuple):
    """An invoice or a sale, and every match that ever spoke of it."""

    row: ItemRow
    payments: list[ItemPayment]


class CustomerDetail(NamedTuple):
    """A customer with all that the drawer tells of him."""

    row: CustomerRow
    open_invoices: tuple[ItemRow, ...]
    history: list[Given]
    typed: list[TypedRow]


# ---------------------------------------------------------------- lists
def shelf(book: Book, kind: str) -> Shelf:
    """All rows of a list in memory."""
    from app.core.queries.shelf import customer_shelf, item_shelf

    return book.ask(customer_shelf) if kind == "customer" else book.ask(item_shelf, kind=kind)


def first_rows(book: Book, kind: str) -> list[Row]:
    """The first rows of a list, at once."""
    from app.core.queries.customers import customer_rows
    from app.core.queries.items import newest_items

    if kind == "customer":
        return list(book.ask(customer_rows, limit=FIRST))
    return book.ask(newest_items, kind=kind, limit=FIRST)


def rows(book: Book, kind: str, keys: Sequence[str]) -> list[Row | None]:
    """The rows with these keys, in their order; None for one that is gone since."""
    from app.core.queries.customers import customers_by_key
    from app.core.queries.items import items_by_key

    found: Mapping[str, Row] = (
        book.ask(customers_by_key, keys=keys) if kind == "customer" else book.ask(items_by_key, kind=kind, keys=keys)
    )
    return [found.get(key) for key in keys]


def item_detail(book: Book, key: ItemKey) -> ItemDetail | None:
    """An invoice or a sale with what paid it, or None where it is gone."""
    from app.core.queries.items import item_payments, item_row

    def asked(reader: Any) -> ItemDetail | None:
        row = item_row(reader, key=key)
        return None if row is None else ItemDetail(row, item_payments(reader, key=key))

    return book.ask(asked)


def customer_detail(book: Book, key: str) -> CustomerDetail | None:
    """A customer with his open invoices and history, or None where he is gone."""
    from app.core.queries.customers import customer_history, customer_row, typed_for
    from app.core.queries.items import ItemFilter, item_page

    def asked(reader: Any) -> CustomerDetail | None:
        row = customer_row(reader, key=key)
        if row is None:
            return None
        wanted = ItemFilter("invoice", states=("open", "part"), customer_key=key)
        invoices = item_page(reader, filters=wanted, limit=FIRST).rows
        return CustomerDetail(row, invoices, customer_history(reader, key=key), typed_for(reader, key=key))

    return book.ask(asked)


def customer_names(book: Book) -> list[str]:
    """All names, for offering them while one is typed."""
    from app.core.queries.customers import customer_rows

    return sorted({row.name for row in book.ask(customer_rows, limit=None)})


class Found(NamedTuple):
    """An invoice, a sale or a customer that a search found: its kind and key, and a line to show."""

    kind: str
    key: str
    text: str
    hint: str


def find(book: Book, text: str) -> list[Found]:
    """The first invoices, sales and customers that hold what was typed."""
    from app.core import money
    from app.core.queries.customers import customer_rows
    from app.core.queries.items import ItemFilter, item_page
    from app.ui import items_words

    def asked(reader: Any) -> list[Found]:
        found = []
        for kind in ("invoice", "sale"):
            for row in item_page(reader, filters=ItemFilter(kind, text=text), limit=FOUND).rows:
                who = row.customer_name or row.code
                told = "  ·  ".join(part for part in (row.number, who, money.shown(row.amount_cents)) if part)
                found.append(Found(kind, row.key, told, items_words.state(row)))
        for one in customer_rows(reader, text=text, limit=FOUND):
            owed = f"KES {money.shown(one.open_cents)}" if one.open_cents else ""
            told = "  ·  ".join(part for part in (one.name, owed) if part)
            found.append(Found("customer", one.key, told, "; ".join(one.accounts)))
        return found

    return book.ask(asked)


# ---------------------------------------------------------------- typed by hand
def make_item(book: Book, item: Item) -> tuple[ItemKey, int]:
    """State a new invoice or sale; its key, and the deed's number for taking it back. Raises BookError."""
    from app.core.actions.typed_items import make_item as act

    return book.do(act, item=item).value, _deed(book)


def change_item(book: Book, item: Item) -> tuple[ItemKey, int]:
    """State one anew. Raises BookError."""
    from app.core.actions.typed_items import change_item as act

    return book.do(act, item=item).value, _deed(book)


def keep_customer(book: Book, customer: Customer) -> tuple[ItemKey, int]:
    """State a customer, new where he has no key yet. Raises BookError."""
    from app.core.actions.typed_items import change_customer, make_customer

    act = change_customer if customer.key else make_customer
    return ItemKey("customer", book.do(act, customer=customer).value), _deed(book)


def remove(book: Book, key: ItemKey, *, is_sure: bool) -> int:
    """Take it out of the book; the deed's number. Raises AskFirst unless sure."""
    from app.core.actions.typed_items import remove_typed

    book.do(remove_typed, key=key, is_sure=is_sure)
    return _deed(book)


def forgive(book: Book, keys: Sequence[ItemKey], reason: str) -> int:
    """Let go what is left of these, as a fee where no reason is told; the deed's number. Raises BookError."""
    from app.core.actions.forgiving import forgive_rests
    from app.core.actions.typing import FEE, WRITE_OFF

    book.do(forgive_rests, items=keys, why=WRITE_OFF if reason else FEE, reason=reason)
    return _deed(book)


def _deed(book: Book) -> int:
    from app.core.queries.deeds import undoable_group

    return book.ask(undoable_group) or 0


def take_back(book: Book, decision: int) -> int:
    """Take one decision back (a match, a remembered account)."""
    return take_back_all(book, [decision])


def take_back_all(book: Book, decisions: Sequence[int]) -> int:
    """Take several decisions back."""
    from app.core.actions.decide import undo_decisions

    return book.do(undo_decisions, ids=decisions).value


# ---------------------------------------------------------------- the code doctor
def code_report(book: Book, first: int, last: int, now: int, wallet_id: int | None) -> CodeReport:
    """What the code doctor finds in the sales of these days."""
    from app.core.queries.codes import code_report as report

    return book.ask(report, from_day=first, to_day=last, now=now, wallet_id=wallet_id)


def match_sale(book: Book, key: ItemKey, receipt: str, sentence: str) -> int:
    """Match a sale with the receipt that the doctor offered; the deed's number. Raises BookError where it is used."""
    from app.core.actions.mend_code import mend_code

    book.do(mend_code, sale=key, receipt=receipt, why=sentence)
    return _deed(book)


# ---------------------------------------------------------------- lists coming in
class LooksLikeList(Exception):
    """A file that is no document of M-PESA's but could be a list; ``error`` is why it is none of M-PESA's."""

    def __init__(self, guess: Guess, error: DocumentRefused) -> None:
        super().__init__(str(error))
        self.guess, self.error = guess, error


_ASKED_ELSEWHERE = (LookFirst, PasswordNeeded, PasswordWrong, WalletUnknown)


def or_list(path: Path, error: DocumentRefused) -> Exception:
    """The error, or that the file could be a list."""
    from app.core.errors import ColumnsUnknown
    from app.core.lists.guessing import guessed
    from app.core.sources import Payload

    if isinstance(error, _ASKED_ELSEWHERE):
        return error
    guess = guessed(Payload.of_path(path))
    if guess is None or (isinstance(error, ColumnsUnknown) and not guess.is_telling):
        return error
    return LooksLikeList(guess, error)


def import_list(book: Book, path: Path, kind: str, columns: Mapping[str, int] | None) -> ListSummary:
    """Take a list in, a large one in a process of its own. Raises ColumnsUnknown (of lists), DocumentRefused."""
    if path.stat().st_size > APART_FROM_BYTES:
        from app.core.apart import import_list_apart

        return import_list_apart(book.place, path, kind, columns=columns)
    from app.core.jobs import import_list as act
    from app.core.lists.values import ListKind
    from app.core.sources import Payload

    return act(book, Payload.of_path(path), ListKind(kind), columns=columns)


def undo_list(book: Book, list_id: int) -> int:
    """Take a list back; the number of its statements."""
    from app.core.actions.record_list import undo_list as act

    return book.do(act, list_id=list_id).value


def history(book: Book) -> tuple[ImportRow | ListRow, ...]:
    """Every document and every list taken in, newest first, of one moment."""
    from app.core.queries.documents import import_history
    from app.core.queries.lists import list_history

    def asked(reader: Any) -> tuple[ImportRow | ListRow, ...]:
        return tuple(sorted((*import_history(reader), *list_history(reader)), key=lambda row: -row.id))

    return book.ask(asked)


# ---------------------------------------------------------------- what wallets are for
class Uses(NamedTuple):
    """What was said of each wallet, and the stores that the lists speak of."""

    by_wallet: Mapping[int, WalletUse]
    stores: tuple[str, ...]

    def of(self, wallet_id: int) -> WalletUse:
        """What was said of one; nothing where nobody did."""
        from app.core.actions.describe_wallet import WalletUse

        return self.by_wallet.get(wallet_id, WalletUse())


def wallet_uses(book: Book) -> Uses:
    """What each wallet is for."""
    from app.core.actions.describe_wallet import all_uses
    from app.core.queries.items import stores

    return Uses(book.ask(all_uses), tuple(book.ask(stores)))


def describe_wallet(book: Book, wallet_id: int, use: WalletUse) -> bool:
    """Say what a wallet is for; whether that was something new."""
    from app.core.actions.describe_wallet import describe_wallet as act

    return bool(book.do(act, wallet_id=wallet_id, use=use).parts)


# ---------------------------------------------------------------- rules and transfers
class Automatic(NamedTuple):
    """What rules and pairing do by themselves; ``doubtful`` are receipts with the number of mirrors that fit."""

    rules: list[RuleRow]
    transfers: list[TransferRow]
    doubtful: list[tuple[str, int]]


def automatic(book: Book) -> Automatic:
    """Standing rules and cleared transfers."""
    from app.core.actions.pair_transfers import open_transfers
    from app.core.queries.cleared import cleared_transfers, rule_rows

    def asked(reader: Any) -> Automatic:
        doubtful = [(key.receipt, n) for key, n in open_transfers(reader).doubtful.items()]
        return Automatic(rule_rows(reader), cleared_transfers(reader), doubtful)

    return book.ask(asked)


def remove_rule(book: Book, rule_id: int) -> int:
    """Take a rule back with all that it classified; the number of decisions."""
    from app.core.queries.cleared import decisions_of_rule

    return take_back_all(book, book.ask(decisions_of_rule, rule_id=rule_id))
