"""Who of the book's customers a row means, and what the row adds to what is known of them."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable

from app.core import phones
from app.core.items import Customer
from app.core.lists.reading import item_key
from app.core.lists.values import CustomerLine


class CustomerBook:
    """The customers by account, phone and name; grows while a list is read.

    A row means the customer who owns its account number; else the one with its phone and name; else the only one of
    that name, where nothing in the row speaks of another; of several, the one of whom nothing but the name is known.
    All else is somebody new.
    """

    def __init__(self, customers: Iterable[Customer], *, former: Iterable[Customer] = ()) -> None:
        """``former``: customers who are in the book no more; who comes back gets his key back, nobody else does."""
        self._by_key: dict[str, Customer] = {}
        self._by_account: dict[str, str] = {}
        self._by_phone: dict[str, list[str]] = {}
        self._by_name: dict[str, list[str]] = {}
        self.last = 0
        for customer in customers:
            self._put(customer)
        gone = list(former)
        self._former = CustomerBook(gone) if gone else None
        self.last = max(self.last, self._former.last if self._former else 0)

    def meant(self, line: CustomerLine) -> Customer | None:
        """The customer of the book whom the row means, or None."""
        for account in line.accounts:
            if key := self._by_account.get(item_key(account)):
                return self._by_key[key]
        name = item_key(line.name)
        same_name = self._by_name.get(name, [])
        for phone in line.phones:
            for key in self._by_phone.get(_full(phone), []):
                if not name or key in same_name or not self._by_key[key].name:
                    return self._by_key[key]
        if len(same_name) == 1 and self._agrees(self._by_key[same_name[0]], line):
            return self._by_key[same_name[0]]
        if len(same_name) > 1 and not line.phones and not line.accounts:
            bare = (one for key in same_name if not (one := self._by_key[key]).phones and not one.accounts)
            return next(bare, None)
        return None

    def told(self, line: CustomerLine, *, settled: Container[str] = ()) -> Customer:
        """The customer as he is known after this row: somebody new, or one enriched by it.

        Of the customers in ``settled`` (by key) name, e-mail and PIN are no more replaced, only phones and accounts
        added: so rows that do not agree cannot turn a customer to and fro each time their list comes in.
        """
        known = self.meant(line)
        if known is None:
            known = Customer(self._key_for(line), line.name)
        first, second = (known, line) if known.key in settled else (line, known)
        told = Customer(
            known.key,
            first.name or second.name,
            _joined(known.phones, line.phones, _full),
            _joined(known.accounts, line.accounts, item_key),
            first.email or second.email,
            first.pin or second.pin,
        )
        if told != self._by_key.get(told.key):
            self._put(told)
        return told

    def _key_for(self, line: CustomerLine) -> str:
        before = self._former.meant(line) if self._former else None
        if before is not None and item_key(before.name) == item_key(line.name) and before.key not in self._by_key:
            return before.key
        return self.next_key()

    def next_key(self) -> str:
        """The key of a customer who is new."""
        self.last += 1
        return f"C{self.last:05d}"

    def _put(self, customer: Customer) -> None:
        before = self._by_key.get(customer.key)
        if before is not None and item_key(before.name) != item_key(customer.name):
            self._by_name[item_key(before.name)].remove(customer.key)
        self._by_key[customer.key] = customer
        if customer.key[1:].isdecimal():
            self.last = max(self.last, int(customer.key[1:]))
        for account in customer.accounts:
            self._by_account.setdefault(item_key(account), customer.key)
        for phone in customer.phones:
            _note(self._by_phone, _full(phone), customer.key)
        _note(self._by_name, item_key(customer.name), customer.key)

    @staticmethod
    def _agrees(known: Customer, line: CustomerLine) -> bool:
        """Whether nothing in the row speaks of another person of the same name."""
        accounts_differ = bool(known.accounts and line.accounts)
        phones_differ = bool(known.phones and line.phones)
        return not accounts_differ and not phones_differ


def _full(phone: str) -> str:
    return phones.normalised(phone) or phone


def _note(places: dict[str, list[str]], name: str, key: str) -> None:
    found = places.setdefault(name, [])
    if key not in found:
        found.append(key)


def _joined(known: tuple[str, ...], more: tuple[str, ...], compared: Callable[[str], str]) -> tuple[str, ...]:
    seen = {compared(one): one for one in known}
    for one in more:
        seen.setdefault(compared(one), one)
    return tuple(seen.values())
