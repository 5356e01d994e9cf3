"""Take a list of customers, invoices, sales or bank lines in: what is new or changed is stated, the rest is known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace

import orjson
from sqlalchemy import Connection, select

from app.core import money
from app.core.actions.customer_book import CustomerBook
from app.core.actions.record_statement import Received
from app.core.book import Pen
from app.core.errors import BookError
from app.core.events import Event, EventKind
from app.core.items import Customer, Item, ItemKind
from app.core.lists.values import CustomerLine, Listing, ListProblem
from app.core.store import documents
from app.core.store.stated import customer_event, in_slices, item_event
from app.core.store.trade_tables import customers, items, layouts, lists

_ITEM_COLUMNS = [items.c[name] for name in Item._fields]


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

    ``is_explained``: a person said what its columns mean, which is remembered for the layout.
    """
    seen_before = documents.document_id_of(pen.connection, received.sha256)
    with received.open() as stream:
        document_id = documents.keep(
            pen.store, pen.connection, name=received.name, sha256=received.sha256, size=received.size, stream=stream
        )
    first_seq = pen.batch.next_seq
    taking = _Taking(pen, listing)
    pen.record_all(list(taking.events()))
    last_seq = pen.batch.next_seq - 1
    summary = taking.summary(received)
    if seen_before is not None and last_seq < first_seq and (before := _standing_list(pen.connection, seen_before)):
        return replace(summary, list_id=before)
    if is_explained:
        layout = {"fingerprint": listing.fingerprint, "kind": listing.kind.value, "columns": listing.columns}
        pen.record(Event(EventKind.LayoutRemembered, layout))
    told = {name: value for name, value in asdict(summary).items() if name != "list_id"}
    body = {
        "kind": listing.kind.value,
        "document_id": document_id,
        "recorded_at": pen.batch.at,
        "actor": pen.batch.actor,
        "first_seq": first_seq,
        "last_seq": last_seq,
        "summary": {**told, "problems": [list(problem) for problem in summary.problems]},
    }
    return replace(summary, list_id=pen.record(Event(EventKind.ListRecorded, body)))


def _standing_list(connection: Connection, document_id: int) -> int | None:
    query = select(lists.c.id).where(lists.c.document_id == document_id, lists.c.is_undone == 0)
    return connection.execute(query.order_by(lists.c.id.desc()).limit(1)).scalar()


def undo_list(pen: Pen, *, list_id: int) -> int:
    """Take a list back; gives how many of its statements stand no longer. Raises BookError."""
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


class _Taking:
    """Sorts the lines of one list into new, changed and known."""

    def __init__(self, pen: Pen, listing: Listing) -> None:
        self._listing = listing
        self._people = CustomerBook(all_customers(pen.connection))
        self._standing = {customer.key: customer for customer in all_customers(pen.connection)}
        keys = [line.stated.key for line in listing.lines if isinstance(line.stated, Item)]
        kind = next((line.stated.kind for line in listing.lines if isinstance(line.stated, Item)), "")
        self._items, self._settled = _standing_items(pen.connection, kind, keys)
        self._seen: dict[str, tuple[Item, int]] = {}
        self._problems = list(listing.problems)
        self._notes = list(listing.notes)
        self.new = self.changed = self.known = self.customers = 0

    def events(self) -> Iterator[Event]:
        for line in self._listing.lines:
            if isinstance(line.stated, CustomerLine):
                yield from self._customer(line.stated)
            else:
                yield from self._item(line.stated, line.line)

    def _customer(self, line: CustomerLine, *, is_listed: bool = True) -> Iterator[Event]:
        told = self._people.told(line)
        before = self._standing.get(told.key)
        self._standing[told.key] = told
        if before == told:
            self.known += is_listed
            return
        if is_listed:
            self.new, self.changed = self.new + (before is None), self.changed + (before is not None)
        else:
            self.customers += before is None
        yield customer_event(told)

    def _item(self, item: Item, line: int) -> Iterator[Event]:
        twin = self._seen.get(item.key)
        if twin is not None:
            if twin[0] == item:
                self.known += 1
                return
            reason = f"{item.number} stands in line {twin[1]} as well, with other contents; the first was taken."
            self._problems.append(ListProblem(line, item.number, reason))
            return
        self._seen[item.key] = (item, line)
        yield from self._with_customer(item)

    def _with_customer(self, item: Item) -> Iterator[Event]:
        told = item
        if item.customer_name or (item.kind == ItemKind.INVOICE and (item.phone or item.account)):
            phones = tuple(item.phone.split(" / ")) if item.phone else ()
            accounts = (item.account,) if item.account else ()
            line = CustomerLine(item.customer_name, phones, accounts, "", "")
            if item.kind == ItemKind.INVOICE:
                yield from self._customer(line, is_listed=False)
            meant = self._people.meant(line)
            told = item._replace(customer_key=meant.key if meant else "")
        before = self._items.get(item.key)
        if before == told:
            self.known += 1
            return
        self.new, self.changed = self.new + (before is None), self.changed + (before is not None)
        settled = self._settled.get(item.key, 0)
        if item.kind != ItemKind.BANK and settled > told.amount_cents:
            self._notes.append(
                f"{item.number} is now KES {money.shown(told.amount_cents)}, but KES {money.shown(settled)} was paid "
                "on it: look at it under Invoices."
            )
        yield item_event(told)

    def summary(self, received: Received) -> ListSummary:
        problems = sorted(self._problems)
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
            problems=tuple(problems),
            notes=tuple(self._notes),
        )


def all_customers(reader: Connection) -> Iterator[Customer]:
    """Every customer of the book, in order of key."""
    for row in reader.execute(select(customers).order_by(customers.c.key)):
        phones, accounts = (tuple(orjson.loads(told)) for told in (row.phones, row.accounts))
        yield Customer(row.key, row.name, phones, accounts, row.email, row.pin)


def _standing_items(connection: Connection, kind: str, keys: Iterable[str]) -> tuple[dict[str, Item], dict[str, int]]:
    found: dict[str, Item] = {}
    settled: dict[str, int] = {}
    for some in in_slices(sorted(set(keys))):
        query = select(*_ITEM_COLUMNS, items.c.settled_cents).where(items.c.kind == kind, items.c.key.in_(some))
        for row in connection.execute(query):
            found[row.key] = Item(*row[:-1])
            settled[row.key] = row.settled_cents
    return found, settled
