"""Take a list of customers, invoices, sales or bank lines in: what is new or changed is stated, the rest is known."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import orjson
from sqlalchemy import Connection, func, select

from app.core import money
from app.core.actions.customer_book import CustomerBook
from app.core.actions.record_statement import Received
from app.core.book import Pen
from app.core.errors import BookError
from app.core.events import Event, EventKind
from app.core.items import Customer, Item, ItemKind
from app.core.lists.values import CustomerLine, Listing, ListLine, ListProblem
from app.core.store import documents
from app.core.store.slices import in_slices
from app.core.store.stated import customer_event, customer_of, item_event, stated_by
from app.core.store.tables import events
from app.core.store.trade_tables import customers, item_versions, items, layouts, lists

MOST_KEPT = 1_000
"""So many problems are kept with the list; all of them are counted and told when it comes in."""

_ITEM_COLUMNS = [items.c[name] for name in Item._fields]
_MOST_NOTES = 20


@dataclass(frozen=True, slots=True)
class ListSummary:
    """What became of a list: ``rows = new + changed + known + rejected``. ``customers`` were made along the way."""

    file: str
    sha256: str
    kind: str
    rows: int
    new: int
    changed: int
    known: int
    rejected: int
    customers: int
    problems: tuple[ListProblem, ...]
    notes: tuple[str, ...]
    list_id: int | None = None


def record_list(pen: Pen, *, received: Received, listing: Listing, is_explained: bool = False) -> ListSummary:
    """State what the list says that the book does not say already, as one list that can be taken back.

    ``is_explained``: a person said what its columns mean, which is remembered for the layout. The very bytes of a list
    that stands change nothing, also where later lists say otherwise.
    """
    seen_before = documents.document_id_of(pen.connection, received.sha256)
    if seen_before is not None and (before := _same_list(pen.connection, seen_before, listing)) is not None:
        return replace(_seen_again(pen.connection, received, listing), list_id=before)
    with received.open() as stream:
        document_id = documents.keep(
            pen.store, pen.connection, name=received.name, sha256=received.sha256, size=received.size, stream=stream
        )
    taking = _Taking(pen.connection, listing)
    stated = taking.events()
    first_seq = pen.batch.next_seq
    pen.record_all(stated)
    last_seq = pen.batch.next_seq - 1
    summary = taking.summary(received)
    if is_explained:
        layout = {"fingerprint": listing.fingerprint, "kind": listing.kind.value, "columns": listing.columns}
        pen.record(Event(EventKind.LayoutRemembered, layout))
    told = {name: value for name, value in asdict(summary).items() if name != "list_id"}
    problems = [list(problem) for problem in summary.problems[:MOST_KEPT]]
    body = {
        "kind": listing.kind.value,
        "document_id": document_id,
        "recorded_at": pen.batch.at,
        "actor": pen.batch.actor,
        "first_seq": first_seq,
        "last_seq": last_seq,
        "summary": {**told, "problems": problems, "columns": listing.columns},
    }
    return replace(summary, list_id=pen.record(Event(EventKind.ListRecorded, body)))


def _same_list(connection: Connection, document_id: int, listing: Listing) -> int | None:
    """The number of a standing list of the same bytes, kind and columns."""
    query = select(lists.c.id, lists.c.summary).where(
        lists.c.document_id == document_id, lists.c.is_undone == 0, lists.c.kind == listing.kind.value
    )
    for row in connection.execute(query.order_by(lists.c.id.desc())):
        if orjson.loads(row.summary).get("columns") == listing.columns:
            return int(row.id)
    return None


def _seen_again(connection: Connection, received: Received, listing: Listing) -> ListSummary:
    """The very same bytes: all that could be read is here, or was taken out by a person."""
    problems = tuple(sorted([*listing.problems, *_contradictions(listing.lines)]))
    told = [line.stated for line in listing.lines if isinstance(line.stated, Item)]
    kind = told[0].kind if told else ""
    standing, _ = _standing_items(connection, kind, (item.key for item in told))
    gone = len({item.key for item in told} - standing.keys())
    notes = [
        f"{gone:,} of them were removed since and stay out; undo this list and take it in again to have them back."
    ]
    known = len(listing.lines) + len(listing.problems) - len(problems)
    return ListSummary(
        file=received.name,
        sha256=received.sha256,
        kind=listing.kind.value,
        rows=known + len(problems),
        new=0,
        changed=0,
        known=known,
        rejected=len(problems),
        customers=0,
        problems=problems,
        notes=(*listing.notes, *(notes if gone else ())),
    )


def undo_list(pen: Pen, *, list_id: int) -> int:
    """Take a list back; gives how many of its statements stand no longer. Raises BookError.

    Matches with items that are gone by it give nothing while they are gone: their payments wait again.
    """
    found = pen.connection.execute(select(lists).where(lists.c.id == list_id)).one_or_none()
    if found is None:
        raise BookError(f"There is no list number {list_id}.", hint="See the history of imports.")
    if found.is_undone:
        raise BookError(f"List number {list_id} was undone before.", hint="Import the file again to take it back.")
    pen.record(Event(EventKind.ListUndone, {"list_id": list_id}))
    return max(int(found.last_seq) - int(found.first_seq) + 1, 0)


def remembered_layout(reader: Connection, *, fingerprint: str) -> dict[str, int] | None:
    """The columns that a person gave for this layout, or None."""
    found = reader.execute(select(layouts.c.columns).where(layouts.c.fingerprint == fingerprint)).scalar()
    columns: dict[str, int] | None = None if found is None else orjson.loads(found)
    return columns


def _contradictions(lines: Sequence[ListLine]) -> list[ListProblem]:
    """Rows whose item stands in an earlier row with other contents."""
    seen: dict[str, tuple[Item, int]] = {}
    found = []
    for line in lines:
        if isinstance(line.stated, Item):
            first, at = seen.setdefault(line.stated.key, (line.stated, line.line))
            if first != line.stated:
                reason = f"{line.stated.number} stands in line {at} as well, with other contents; the first was taken."
                found.append(ListProblem(line.line, line.stated.number, reason))
    return found


class _Taking:
    """Sorts the lines of one list into new, changed and known."""

    def __init__(self, connection: Connection, listing: Listing) -> None:
        self._listing = listing
        everybody = list(all_customers(connection))
        self._people = CustomerBook(everybody, former=former_customers(connection))
        self._standing = {customer.key: customer for customer in everybody}
        self._told: dict[str, Customer] = {}
        self._known_by_now = ChainMap(self._told, self._standing)
        stated = [line.stated for line in listing.lines if isinstance(line.stated, Item)]
        kind = stated[0].kind if stated else ""
        self._items, self._settled = _standing_items(connection, kind, (item.key for item in stated))
        self._problems = [*listing.problems, *_contradictions(listing.lines)]
        self._notes = list(listing.notes)
        self._counted_once = 0
        self._meant: dict[tuple[str, ...], str] = {}
        self.new = self.changed = self.known = self.customers = 0

    def events(self) -> list[Event]:
        """Customers first, each stated once as he is after the whole list; then items."""
        refused = {problem.line for problem in self._problems}
        seen: set[str] = set()
        made: list[Event] = []
        for line in self._listing.lines:
            if isinstance(line.stated, CustomerLine):
                self._listed(line.stated)
            elif line.line in refused:
                continue
            elif line.stated.key in seen:
                self.known += 1
            else:
                seen.add(line.stated.key)
                made += self._item(line.stated)
        people = [customer_event(told) for key, told in self._told.items() if told != self._standing.get(key)]
        return people + made

    def _listed(self, line: CustomerLine) -> None:
        """A row of a list of customers."""
        told, before = self._customer(line, settled=self._told)
        self.new += before is None
        self.known += before == told
        self.changed += before is not None and before != told

    def _customer(self, line: CustomerLine, *, settled: Container[str]) -> tuple[Customer, Customer | None]:
        """The customer whom a row means as he is after it and as he was before it."""
        told = self._people.told(line, settled=settled)
        before = self._known_by_now.get(told.key)
        self._told[told.key] = told
        return told, before

    def _item(self, item: Item) -> Iterator[Event]:
        before = self._items.get(item.key)
        told = item._replace(customer_key=self._customer_of(item, before))
        settled = self._settled.get(item.key, 0)
        if before is not None and 0 < told.paid_cents - before.paid_cents <= settled:
            told = told._replace(paid_cents=before.paid_cents)
            self._counted_once += 1
        if before == told:
            self.known += 1
            return
        self.new, self.changed = self.new + (before is None), self.changed + (before is not None)
        if told.kind != ItemKind.BANK and settled and settled + told.paid_cents > told.amount_cents:
            paid = money.shown(settled + told.paid_cents)
            self._notes.append(
                f"{item.number} is now KES {money.shown(told.amount_cents)}, but KES {paid} was paid on it: look at it "
                "under Invoices."
            )
        yield item_event(told)

    def _customer_of(self, item: Item, before: Item | None) -> str:
        """The key of the item's customer: whom the same words meant before, else whom they mean now."""
        if before is not None and before.customer_key in self._standing and _who(before) == _who(item):
            return before.customer_key
        key = self._meant.get(_who(item))
        if key is None:
            key = self._meant[_who(item)] = self._whom(item)
        return key

    def _whom(self, item: Item) -> str:
        phones = tuple(item.phone.split(" / ")) if item.phone else ()
        line = CustomerLine(item.customer_name, phones, (item.account,) if item.account else (), "", "")
        if item.kind == ItemKind.INVOICE and (item.customer_name or phones or item.account):
            told, was = self._customer(line, settled=self._known_by_now)
            self.customers += was is None
            return told.key
        meant = self._people.meant(line) if item.customer_name else None
        return meant.key if meant else ""

    def summary(self, received: Received) -> ListSummary:
        problems = tuple(sorted(self._problems))
        if self._counted_once:
            self._notes.append(
                f"What the list says was paid on {self._counted_once:,} of them is here as M-PESA payments; it was not "
                "counted again."
            )
        more = len(self._notes) - _MOST_NOTES
        notes = self._notes[:_MOST_NOTES] + ([f"There are {more:,} more such remarks."] if more > 0 else [])
        return ListSummary(
            file=received.name,
            sha256=received.sha256,
            kind=self._listing.kind.value,
            rows=self.new + self.changed + self.known + len(problems),
            new=self.new,
            changed=self.changed,
            known=self.known,
            rejected=len(problems),
            customers=self.customers,
            problems=problems,
            notes=tuple(notes),
        )


def _who(item: Item) -> tuple[str, ...]:
    return item.customer_name, item.phone, item.account


def all_customers(reader: Connection) -> Iterator[Customer]:
    """Every customer of the book, in order of key."""
    yield from map(customer_of, reader.execute(select(customers).order_by(customers.c.key)))


def customer_book(reader: Connection) -> CustomerBook:
    """Who of the book's customers a row means; keys of customers who are gone are given to nobody else."""
    return CustomerBook(all_customers(reader), former=former_customers(reader))


def former_customers(reader: Connection) -> Iterator[Customer]:
    """Customers whom no statement stands for any more, as they were stated last."""
    v = item_versions.c
    gone = (
        select(func.max(v.seq))
        .where(v.kind == ItemKind.CUSTOMER.value)
        .group_by(v.key)
        .having(func.min(v.is_withdrawn) == 1)
    )
    for row in reader.execute(select(events.c.kind, events.c.body).where(events.c.seq.in_(gone))):
        told = stated_by(row.kind, orjson.loads(row.body))
        assert isinstance(told, Customer)
        yield told


def _standing_items(connection: Connection, kind: str, keys: Iterable[str]) -> tuple[dict[str, Item], dict[str, int]]:
    """The items of these keys that stand, and the cents settled of each of which something is."""
    found: dict[str, Item] = {}
    settled: dict[str, int] = {}
    for some in in_slices(sorted(set(keys))):
        query = select(*_ITEM_COLUMNS, items.c.settled_cents).where(items.c.kind == kind, items.c.key.in_(some))
        row: Any
        for row in connection.execute(query):
            found[row.key] = Item(*row[:-1])
            if row.settled_cents:
                settled[row.key] = row.settled_cents
    return found, settled
