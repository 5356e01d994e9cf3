"""A whole list in memory, column by column: a filter that is typed is answered without asking the database again."""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, field
from heapq import merge
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, select

from app.core import money
from app.core.items import dearest_fee
from app.core.queries.customers import owed_by_customer
from app.core.queries.items import NEWEST_FIRST
from app.core.store.trade_tables import customers, items

_ITEM_COLUMNS = (
    *("key", "number", "customer_name", "account", "phone", "code", "description", "store", "till", "cashier"),
    *("amount_cents", "paid_cents", "settled_cents", "on_day", "due_day", "at", "state"),
)
_CUSTOMER_COLUMNS = ("key", "name", "phones", "accounts", "email", "pin", "advance_cents")
_ITEM_TEXTS = ("number", "customer_name", "account", "phone", "code", "description", "store", "till", "cashier")
_NOT_TOLD = 10**9
AT_ONCE = 5_000


class Chosen(NamedTuple):
    """The keys of the rows that pass a filter, in order, and what they sum to; ``other_cents``: see ``Shelf``."""

    keys: Sequence[str]
    amount_cents: int
    other_cents: int


@dataclass(frozen=True, slots=True)
class Shelf:
    """All rows of a list; ``texts`` is what is searched, case folded.

    ``amounts`` and ``others`` are cents: an item's amount and what is open of it, or what a customer owes and what is
    kept for him.
    """

    columns: dict[str, Sequence[Any]]
    texts: Sequence[str]
    amounts: Sequence[int]
    others: Sequence[int]
    _orders: dict[str, list[int]] = field(default_factory=dict)

    def __len__(self) -> int:
        """Rows in all."""
        return len(self.texts)

    def choose(
        self,
        *,
        text: str = "",
        states: Container[str] = (),
        due_before: int | None = None,
        amounts_above: int | None = None,
        others_above: int | None = None,
        is_short_by_fee: bool = False,
        order: str = "",
        is_descending: bool = False,
    ) -> Chosen:
        """The rows that hold every word of the text (or are of just that amount), in one of the states.

        ``due_before`` is a day number, ``amounts_above`` and ``others_above`` are cents; ``is_short_by_fee``: as much
        is open as is kept back for charges; ``order`` is a column's name,
        ``amount``, ``other``, or '' for the shelf's own.
        """
        passing = self._passing(text, states, due_before)
        for cents, least in ((self.amounts, amounts_above), (self.others, others_above)):
            if least is not None:
                passing = [at for at in self._among(passing) if cents[at] > least]
        if is_short_by_fee:
            passing = [at for at in self._among(passing) if 0 < self.others[at] <= dearest_fee(self.amounts[at])]
        order_of = self._order(order, is_descending=is_descending)
        if passing is None:
            places: Sequence[int] = order_of
            return Chosen(self._keys(places), sum(self.amounts), sum(max(left, 0) for left in self.others))
        is_chosen = bytearray(len(self.texts))
        for at in passing:
            is_chosen[at] = 1
        places = [at for at in order_of if is_chosen[at]]
        amounts, others = self.amounts, self.others
        return Chosen(self._keys(places), sum(amounts[at] for at in places), sum(max(others[at], 0) for at in places))

    def _keys(self, places: Sequence[int]) -> list[str]:
        keys = self.columns["key"]
        return [keys[at] for at in places]

    def _passing(self, text: str, states: Container[str], due_before: int | None) -> list[int] | None:
        """Places of what passes, in the shelf's order; None where nothing is asked."""
        found: list[int] | None = None
        if text.strip():
            found = self._with_words(text)
        if states:
            of = self.columns["state"]
            found = [at for at in self._among(found) if of[at] in states]
        if due_before is not None:
            due = self.columns["due_day"]
            found = [at for at in self._among(found) if due[at] is not None and due[at] < due_before]
        return found

    def _among(self, found: list[int] | None) -> Sequence[int]:
        return range(len(self.texts)) if found is None else found

    def _with_words(self, text: str) -> list[int]:
        first, *more = text.casefold().split()
        found = [at for at, told in enumerate(self.texts) if first in told]
        for word in more:
            found = [at for at in found if word in self.texts[at]]
        try:
            cents = money.cents_from_text(text)
        except ValueError:
            return found
        known = set(found)
        return found + [at for at, amount in enumerate(self.amounts) if amount == cents and at not in known]

    def _order(self, order: str, *, is_descending: bool) -> list[int]:
        """Places in an order, worked out once. Equal ones stay in the shelf's own order."""
        name = f"{order} {is_descending}"
        if name not in self._orders:
            key = self._sort_key(order)
            every = range(len(self.texts))
            self._orders[name] = list(every) if key is None else _sorted(every, key, is_descending=is_descending)
        return self._orders[name]

    def _sort_key(self, order: str) -> Callable[[int], Any] | None:
        match order:
            case "":
                return None
            case "amount":
                return self.amounts.__getitem__
            case "other":
                return self.others.__getitem__
        column = self.columns[order]
        if any(isinstance(cell, str) for cell in column[:1]):
            return lambda at: column[at].casefold()
        return lambda at: _NOT_TOLD if column[at] is None else column[at]


def item_shelf(reader: Connection, *, kind: str) -> Shelf:
    """All invoices, sales or bank lines, newest day first."""
    query = select(*(items.c[name] for name in _ITEM_COLUMNS)).where(items.c.kind == kind)
    columns = _columns(reader, _ITEM_COLUMNS, query.order_by(*NEWEST_FIRST))
    texts = _texts([*(columns[name] for name in _ITEM_TEXTS), _as_dialled(columns["phone"])])
    amounts, paid, settled = (columns[name] for name in ("amount_cents", "paid_cents", "settled_cents"))
    left = [amount - before - here for amount, before, here in zip(amounts, paid, settled, strict=True)]
    return Shelf(columns, texts, amounts, left)


def customer_shelf(reader: Connection) -> Shelf:
    """All customers by name; amounts are what they owe, others what is kept for them."""
    query = select(*(customers.c[name] for name in _CUSTOMER_COLUMNS)).order_by(customers.c.name, customers.c.key)
    columns = _columns(reader, _CUSTOMER_COLUMNS, query)
    owed = {key: cents for key, cents, _ in owed_by_customer(reader)}
    texts = _texts([*(columns[name] for name in _CUSTOMER_COLUMNS[1:6]), _as_dialled(columns["phones"])])
    return Shelf(columns, texts, [owed.get(key, 0) for key in columns["key"]], columns["advance_cents"])


def _texts(columns: Sequence[Sequence[str]]) -> list[str]:
    return ["\x1f".join(told).casefold() for told in zip(*columns, strict=True)]


def _as_dialled(phones: Sequence[str]) -> list[str]:
    """``254712…`` as ``0712…``: people type numbers as they dial them."""
    return [phone.replace("254", "0") for phone in phones]


def _columns(reader: Connection, names: Sequence[str], query: Select[Any]) -> dict[str, Sequence[Any]]:
    """The rows as columns, a stretch at a time: one long call would keep a window from being drawn."""
    told: list[list[Any]] = [[] for _ in names]
    for some in reader.execute(query).partitions(AT_ONCE):
        for column, cells in zip(told, zip(*some, strict=True), strict=True):
            column.extend(cells)
    return dict(zip(names, told, strict=True))


def _sorted(places: Sequence[int], key: Callable[[int], Any], *, is_descending: bool) -> list[int]:
    """Sorted a stretch at a time and merged, for the same reason."""
    runs = [
        sorted(places[start : start + AT_ONCE], key=key, reverse=is_descending)
        for start in range(0, len(places), AT_ONCE)
    ]
    return list(merge(*runs, key=key, reverse=is_descending))
