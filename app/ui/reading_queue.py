"""What the Queue page asks of the book and does to it. Called in workers; the first call loads the database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from app.core.actions.decide import Decision
    from app.core.actions.typing import Owed
    from app.core.book import Book
    from app.core.items import Allocation, ItemKey, Meaning, TransactionKey
    from app.core.matching.rules import Condition
    from app.core.queries.customers import CustomerRow
    from app.core.queries.items import ItemRow
    from app.core.queries.queue_rows import CandidateRow, QueueCursor, QueueRow
    from app.core.queries.rules import RulePreview
    from app.core.queries.undoing import Sampled

PAGE = 200
MOST_FOUND = 30


class Waiting(NamedTuple):
    """Rows of one group, where the next page begins (None at the end), and what stands beside them.

    ``counts`` are of all groups; ``brakes`` are sentences on rules that only suggest; both None where not asked for.
    """

    rows: tuple[QueueRow, ...]
    next: QueueCursor | None
    counts: dict[str, int] | None = None
    brakes: tuple[str, ...] | None = None


class Done(NamedTuple):
    """What became of a deed: its payments as they wait now (those that wait no longer are missing)."""

    said: object
    rows: tuple[QueueRow, ...]


def waiting(
    book: Book, *, queue: str | None, wallet_id: int | None, after: QueueCursor | None = None, limit: int = PAGE
) -> Waiting:
    """The next rows of a group."""
    from app.core.queries.queue import queue_page
    from app.core.queries.refused import without_refused

    def asked(reader) -> Waiting:
        page = queue_page(reader, queue=queue, wallet_id=wallet_id, after=after, limit=limit)
        return Waiting(without_refused(reader, rows=page.rows), page.next)

    return book.ask(asked)


def first_waiting(book: Book, *, queue: str | None, wallet_id: int | None, limit: int) -> Waiting:
    """The first rows of a group, as many as were shown before (and one page at least), with counts and brakes."""
    from app.core.matching.brakes import brake
    from app.core.queries.matching import rule_records
    from app.ui import queue_words

    rows = waiting(book, queue=queue, wallet_id=wallet_id, limit=max(limit, PAGE))
    told = [brake(record) for record in book.ask(rule_records)]
    sentences = tuple(one.sentence.replace(one.rule, queue_words.rule(one.rule)) for one in told if one.is_on)
    return rows._replace(counts=counts(book, wallet_id=wallet_id), brakes=sentences)


def counts(book: Book, *, wallet_id: int | None = None) -> dict[str, int]:
    """How many payments wait in each group."""
    from app.core.queries.queue import queue_counts

    return book.ask(queue_counts, wallet_id=wallet_id)


def rows_now(book: Book, keys: Sequence[TransactionKey]) -> tuple[QueueRow, ...]:
    """These payments as they wait now."""
    from app.core.queries.queue import queue_rows
    from app.core.queries.refused import without_refused

    return book.ask(lambda reader: without_refused(reader, rows=queue_rows(reader, keys=keys)))


# ---------------------------------------------------------------- what a candidate is worth now
def decision_of(row: QueueRow, candidate: CandidateRow) -> Decision:
    """What Enter confirms."""
    from app.core.actions.decide import Decision
    from app.core.items import Allocation

    parts = tuple(Allocation(p.kind, p.key, p.cents, p.forgiven_cents, p.why) for p in candidate.allocations)
    reasons = tuple(reason.text for reason in candidate.reasons if reason.is_for)
    others = [one.confidence for one in row.candidates if one is not candidate]
    return Decision(row.key, parts, candidate.rule, candidate.confidence, max(others, default=None), reasons)


def owed_now(book: Book, candidate: CandidateRow) -> list[Owed]:
    """The candidate's invoices and sales as they stand now, oldest due first."""
    from app.core.actions.typing import Owed
    from app.core.items import ItemKey, ItemKind

    keys = [ItemKey(part.kind, part.key) for part in candidate.allocations if part.kind != ItemKind.CUSTOMER]
    rows = sorted(items_now(book, keys), key=lambda row: (row.due_day or row.on_day, row.on_day, row.number))
    return [Owed(row.kind, row.key, row.open_cents, row.number) for row in rows if row.open_cents > 0]


def items_now(book: Book, keys: Sequence[ItemKey]) -> list[ItemRow]:
    """These items, those that are gone left out."""
    from app.core.queries.items import item_row

    def asked(reader) -> list[ItemRow]:
        found = [item_row(reader, key=key) for key in keys]
        return [row for row in found if row is not None]

    return book.ask(asked)


def customer_of(book: Book, candidate: CandidateRow) -> str:
    """The key of the customer whom a candidate is about, or ''."""
    from app.core.items import ItemKey, ItemKind

    for part in candidate.allocations:
        if part.kind == ItemKind.CUSTOMER:
            return part.key
    keys = {row.customer_key for row in items_now(book, [ItemKey(p.kind, p.key) for p in candidate.allocations])}
    return keys.pop() if len(keys) == 1 else ""


# ---------------------------------------------------------------- deeds
def confirm(book: Book, decisions: Sequence[Decision]) -> Done:
    """Confirm matches as one deed; says what could not be, in sentences."""
    from app.core.actions.decide import PERSON, confirm_all

    told = book.do(confirm_all, made=decisions, by=PERSON).value
    return Done(told, rows_now(book, [one.transaction for one in decisions if one.transaction is not None]))


def parts_of(row: QueueRow, candidate: CandidateRow, how: str) -> list[Allocation]:
    """What ``give`` would do by what the page knows; not in a worker. Raises BookError where it does not fit."""
    from app.core.actions.typing import Owed

    owed = [
        Owed(part.kind, part.key, part.open_cents, part.number)
        for part in sorted(candidate.allocations, key=lambda one: one.due_day or 0)
        if part.kind != "customer" and part.open_cents
    ]
    return _parts(owed, row.open_cents, how, "?")


def _parts(owed: Sequence[Owed], cents: int, how: str, customer_key: str) -> list[Allocation]:
    from app.core.actions import typing
    from app.core.errors import BookError

    if how == "advance":
        return typing.with_advance(owed, cents, customer_key=customer_key)
    if not owed:
        raise BookError("This candidate is no invoice: nothing of it can be paid in part or closed.")
    return typing.oldest_first(owed, cents) if how == "part" else typing.closing(owed, cents, why=how)


def give(book: Book, row: QueueRow, candidate: CandidateRow, how: str, reason: str = "") -> Done:
    """Give the payment to a candidate in one of the ways of P, A, W and F. Raises BookError where it does not fit."""
    from app.core.actions.decide import Decision, confirm_match
    from app.core.errors import BookError

    key = customer_of(book, candidate) if how == "advance" else ""
    if how == "advance" and not key:
        raise BookError("This candidate has no customer to keep an advance for.", hint="Name one with C.")
    parts = _parts(owed_now(book, candidate), row.open_cents, how, key)
    told = tuple(told.text for told in candidate.reasons if told.is_for) + ((reason,) if reason else ())
    decision = Decision(row.key, tuple(parts), candidate.rule, candidate.confidence, None, told)
    return Done(book.do(confirm_match, decision=decision).value, rows_now(book, [row.key]))


def give_by_hand(book: Book, key: TransactionKey, parts: Sequence[Allocation]) -> Done:
    """Give the payment as the split grid says."""
    from app.core.actions.decide import Decision, confirm_match

    made = book.do(confirm_match, decision=Decision(key, tuple(parts), "by hand")).value
    return Done(made, rows_now(book, [key]))


def refuse(book: Book, row: QueueRow, candidate: CandidateRow) -> Done:
    """The payment is not for this candidate: for the items that tell it from the others."""
    from app.core.actions.typing import refuse_candidate
    from app.core.queries.refused import telling_items

    own = telling_items(candidate)
    others = {item for one in row.candidates if one is not candidate for item in telling_items(one)}
    made = book.do(refuse_candidate, transaction=row.key, items=sorted(own - others or own)).value
    return Done(made, rows_now(book, [row.key]))


def assign(book: Book, row: QueueRow, customer_key: str, typed: str) -> Done:
    """Give the payment to a customer, as ``customer_plan`` shows it, and remember what was typed."""
    from app.core.actions.decide import Decision
    from app.core.actions.typing import assign_to_customer

    decision = Decision(row.key, tuple(customer_plan(book, customer_key, row.open_cents)[0]), "by hand")
    made = book.do(assign_to_customer, decision=decision, customer_key=customer_key, typed=typed).value
    return Done(made, rows_now(book, [row.key]))


def assign_to_new(book: Book, row: QueueRow, name: str, phone: str, typed: str) -> Done:
    """Make a customer and keep the payment for his next invoice."""
    from app.core.actions.typing import assign_to_new_customer

    made = book.do(
        assign_to_new_customer, transaction=row.key, cents=row.open_cents, name=name, phone=phone, typed=typed
    ).value
    return Done(made, rows_now(book, [row.key]))


def ask(book: Book, key: TransactionKey, to: str, note: str) -> Done:
    """Park a payment with a note."""
    from app.core.actions.decide import ask_colleague

    return Done(book.do(ask_colleague, transaction=key, to=to, note=note).value, rows_now(book, [key]))


def answer(book: Book, key: TransactionKey, question: int, text: str) -> Done:
    """Answer the note on a payment."""
    from app.core.actions.decide import answer_question

    return Done(book.do(answer_question, question=question, answer=text).value, rows_now(book, [key]))


def classify(book: Book, key: TransactionKey, meaning: Meaning) -> Done:
    """Say of one payment that it is no sale."""
    from app.core.actions.decide import classify as act

    return Done(book.do(act, transactions=[key], meaning=meaning).value, rows_now(book, [key]))


def make_rule(book: Book, name: str, conditions: Sequence[Condition], meaning: Meaning) -> int:
    """Record a rule; gives its number."""
    from app.core.actions.rules import make_rule as act

    return book.do(act, name=name, conditions=conditions, meaning=meaning).value


# ---------------------------------------------------------------- looking things up
def rule_preview(book: Book, conditions: Sequence[Condition]) -> RulePreview:
    """What a rule would have hit."""
    from app.core.queries.rules import rule_preview as asked

    return book.ask(asked, conditions=conditions)


def customers(book: Book, text: str) -> tuple[CustomerRow, ...]:
    """Customers by any part of name, phone, account or address."""
    from app.core.queries.customers import customer_rows

    return book.ask(customer_rows, text=text, limit=MOST_FOUND)


def customer_plan(book: Book, customer_key: str, cents: int) -> tuple[list[Allocation], dict[str, str]]:
    """How a payment would be given to a customer, and the numbers of the invoices by key."""
    from app.core.actions.typing import Owed, for_customer

    rows = customer_invoices(book, customer_key)
    owed = [Owed(row.kind, row.key, row.open_cents, row.number) for row in rows]
    return for_customer(owed, cents, customer_key=customer_key), {row.key: row.number for row in rows}


def customer_invoices(book: Book, customer_key: str) -> list[ItemRow]:
    """A customer's open invoices, oldest due first."""
    from app.core.queries.items import ItemFilter, item_page

    filters = ItemFilter(kind="invoice", customer_key=customer_key, states=("open", "part"))
    rows = book.ask(item_page, filters=filters, limit=1_000).rows
    return sorted(rows, key=lambda row: (row.due_day or row.on_day, row.on_day, row.number))


def open_items(book: Book, text: str) -> list[ItemRow]:
    """Open invoices and sales of any customer that hold the text, the oldest first."""
    from app.core.queries.items import ItemFilter, item_page

    found: list[ItemRow] = []
    for kind in ("invoice", "sale"):
        filters = ItemFilter(kind=kind, text=text, states=("open", "part"))
        found += book.ask(item_page, filters=filters, limit=MOST_FOUND).rows
    return found[:MOST_FOUND]


def sample(book: Book) -> tuple[list[Sampled], int]:
    """Ten matches of the machine's, and how many there are."""
    from app.core.queries.undoing import automatic_sample

    return book.ask(automatic_sample)
