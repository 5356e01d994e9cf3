"""What is left of payments, items and advances right now, read inside the write that is about to use it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, select

from app.core import clock, money
from app.core.items import Allocation, ItemKey, ItemKind, TransactionKey
from app.core.queries.seals import sealed_days
from app.core.store.settling import given
from app.core.store.slices import in_slices
from app.core.store.tables import transactions
from app.core.store.trade_tables import customers, items, key_columns


class Standing:
    """Open cents of the payments and items that decisions speak of; taking from it keeps it up to date.

    What is refused is told in a sentence: several decisions of one deed can never spend the same cents twice.
    """

    def __init__(
        self, connection: Connection, transaction_keys: Iterable[TransactionKey], item_keys: Iterable[ItemKey]
    ) -> None:
        self._connection = connection
        self._left: dict[TransactionKey, int] = {}
        self._states: dict[TransactionKey, str] = {}
        self._closed: set[TransactionKey] = set()
        self._open: dict[ItemKey, int] = {}
        self._numbers: dict[ItemKey, str] = {}
        self._read_transactions(sorted({key.receipt for key in transaction_keys}))
        self._read_items(set(item_keys))

    def refusal(self, key: TransactionKey | None, parts: Sequence[Allocation], *, is_auto: bool) -> str:
        """Why these allocations cannot be made, in one sentence; '' where they can."""
        if not parts:
            return "Nothing was given to any invoice."
        return self._refused_payment(key, parts, is_auto=is_auto) or self._refused_items(parts)

    def take(self, key: TransactionKey | None, parts: Sequence[Allocation]) -> None:
        """Count these allocations as made."""
        if key is not None:
            self._left[key] -= sum(part.cents for part in parts)
        for part in parts:
            named = ItemKey(part.kind, part.key)
            gives = part.cents + part.forgiven_cents
            self._open[named] += gives if part.kind == ItemKind.CUSTOMER else -gives

    def _refused_payment(self, key: TransactionKey | None, parts: Sequence[Allocation], *, is_auto: bool) -> str:
        total = sum(part.cents for part in parts)
        if key is None:
            return "" if total == 0 else "An advance can pay only as much as it gives."
        if key not in self._left:
            return f"The payment {key.receipt} is not in the book any more."
        if self._states[key] == "reversed":
            return f"The payment {key.receipt} was reversed."
        if is_auto and key in self._closed:
            return f"The day of the payment {key.receipt} is closed."
        if is_auto and self._states[key] == "conflict":
            return f"The sources do not agree on the payment {key.receipt}."
        if total <= 0 or total > self._left[key]:
            left, given = money.shown(self._left[key]), money.shown(total)
            return f"The payment {key.receipt} has KES {left} left; {given} cannot be given."
        return ""

    def _refused_items(self, parts: Sequence[Allocation]) -> str:
        asked: dict[ItemKey, int] = {}
        for part in parts:
            named = ItemKey(part.kind, part.key)
            asked[named] = asked.get(named, 0) + part.cents + part.forgiven_cents
        for named, cents in asked.items():
            if named not in self._open:
                return f"{_called(named)} is not in the book any more."
            if named.kind == ItemKind.CUSTOMER:
                if self._open[named] + cents < 0:
                    return f"The customer has an advance of KES {money.shown(self._open[named])}, not more."
            elif cents > self._open[named] or cents < 0:
                left, given = money.shown(max(self._open[named], 0)), money.shown(cents)
                return f"{_called(named, self._numbers[named])} has KES {left} left to pay, not {given}."
        return ""

    def _read_transactions(self, receipts: Sequence[str]) -> None:
        closed = sealed_days(self._connection)
        for some in in_slices(receipts):
            columns = [*key_columns(transactions), transactions.c.amount_cents, transactions.c.state]
            columns.append(transactions.c.completed_at)
            for row in self._connection.execute(select(*columns).where(transactions.c.receipt.in_(some))):
                key = TransactionKey(*row[:5])
                self._left[key], self._states[key] = row.amount_cents, row.state
                if clock.day_number(row.completed_at) in closed:
                    self._closed.add(key)
        for key, cents in given(self._connection, receipts).items():
            if key in self._left:
                self._left[key] -= cents

    def _read_items(self, keys: set[ItemKey]) -> None:
        for kind in sorted({key.kind for key in keys}):
            for some in in_slices(sorted(key.key for key in keys if key.kind == kind)):
                if kind == ItemKind.CUSTOMER:
                    advances = select(customers.c.key, customers.c.advance_cents).where(customers.c.key.in_(some))
                    self._open.update(
                        (ItemKey(kind, row.key), row.advance_cents) for row in self._connection.execute(advances)
                    )
                    continue
                for row in self._connection.execute(select(items).where(items.c.kind == kind, items.c.key.in_(some))):
                    named = ItemKey(kind, row.key)
                    self._open[named] = row.amount_cents - row.paid_cents - row.settled_cents
                    self._numbers[named] = row.number


def _called(named: ItemKey, number: str = "") -> str:
    word = {"invoice": "Invoice", "sale": "Sale", "bank": "The bank line", "customer": "The customer"}[named.kind]
    return f"{word} {number or named.key}"
