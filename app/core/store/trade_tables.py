"""Views of the other side: customers, items, and what was decided of them. All computed from events.

A transaction is named by its identity (wallet, receipt, role, direction, ordinal), never by its number: the number
changes when an import is undone, a decision must not.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Float,
    FromClause,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    Table,
    Text,
    and_,
)

from app.core.items import TransactionKey
from app.core.store.tables import NAMES, Big, views

KEY = TransactionKey._fields
"""The columns that name a transaction, in ``transactions`` and in every table that speaks of one."""


def key_columns(table: FromClause) -> list[ColumnElement[Any]]:
    """The five columns that name a transaction."""
    return [table.c[name] for name in KEY]


def same_transaction(one: FromClause, other: FromClause) -> ColumnElement[bool]:
    """That two rows speak of one transaction."""
    return and_(*(one.c[name] == other.c[name] for name in KEY))


def key_of(row: Any) -> TransactionKey:
    """The transaction that a row names."""
    return TransactionKey(row.wallet_id, row.receipt, row.role, row.direction, row.ordinal)


def _transaction_key() -> list[Column[Any]]:
    return [
        Column("wallet_id", Integer),
        Column("receipt", Text),
        Column("role", Text),
        Column("direction", Text),
        Column("ordinal", SmallInteger),
    ]


lists = Table(
    "lists",
    views,
    Column("id", Big, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("document_id", Integer, nullable=False, index=True),
    Column("recorded_at", Big, nullable=False),
    Column("actor", Text, nullable=False),
    Column("first_seq", Big, nullable=False),
    Column("last_seq", Big, nullable=False),
    Column("is_undone", Integer, nullable=False),
    Column("summary", Text, nullable=False),
)
"""One row a list of customers, invoices, sales or bank lines taken in; ``id`` is its ListRecorded event.

Its own statements are the events ``first_seq`` to ``last_seq`` (none where ``last_seq`` is the smaller).
"""

layouts = Table(
    "layouts",
    views,
    Column("fingerprint", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("columns", Text, nullable=False),
)
"""Which column means what (JSON), remembered for a header that a person explained once."""

item_versions = Table(
    "item_versions",
    views,
    Column("seq", Big, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("is_withdrawn", Integer, nullable=False),
    Index("ix_item_versions_key", "kind", "key", "seq"),
)
"""Every statement of a customer or item, by the number of its event. The newest that is not withdrawn counts."""

customers = Table(
    "customers",
    views,
    Column("key", Text, primary_key=True),
    Column("seq", Big, nullable=False),
    Column("name", Text, nullable=False),
    Column("phones", Text, nullable=False),
    Column("accounts", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("pin", Text, nullable=False),
    Column("advance_cents", Big, nullable=False),
)
"""``phones`` and ``accounts`` are JSON lists. ``advance_cents`` is money received and not yet given to an invoice."""

items = Table(
    "items",
    views,
    Column("kind", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("seq", Big, nullable=False),
    Column("number", Text, nullable=False),
    Column("amount_cents", Big, nullable=False),
    Column("on_day", Integer, nullable=False),
    Column("due_day", Integer),
    Column("at", Big),
    Column("paid_cents", Big, nullable=False),
    Column("customer_key", Text, nullable=False),
    Column("customer_name", Text, nullable=False),
    Column("phone", Text, nullable=False),
    Column("account", Text, nullable=False),
    Column("store", Text, nullable=False),
    Column("till", Text, nullable=False),
    Column("cashier", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("balance_cents", Big),
    Column("settled_cents", Big, nullable=False),
    Column("state", Text, nullable=False),
    Index("ix_items_day", "kind", "on_day", "key"),
    Index("ix_items_customer", "customer_key"),
    Index("ix_items_code", "code"),
)
"""Invoices, sales and bank lines as ``app.core.items.Item`` has them, with what was settled of each.

``settled_cents`` is money and forgiven cents of standing matches; ``state`` is open, part, paid or over.
"""

decisions = Table(
    "decisions",
    views,
    Column("id", Big, primary_key=True, autoincrement=False),
    Column("group_id", Integer, nullable=False, index=True),
    Column("kind", SmallInteger, nullable=False),
    Column("by", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("at", Big, nullable=False),
    Column("is_undone", Integer, nullable=False),
    Column("turned_seq", Big, index=True),
)
"""What was decided, by the number of its event. ``by`` is auto or person; one group is what one deed decided.

``turned_seq`` is the newest event that took it back or let it stand again. Statements typed by a person are here too.
"""

matches = Table(
    "matches",
    views,
    Column("id", Big, primary_key=True, autoincrement=False),
    *_transaction_key(),
    Column("rule", Text, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("runner_up", Float),
    Column("reasons", Text, nullable=False),
    Column("is_undone", Integer, nullable=False),
    Column("is_live", Integer, nullable=False),
    Index("ix_matches_receipt", "receipt"),
    Index("ix_matches_rule", "rule"),
)
"""Confirmed matches. The transaction's five columns are NULL where a customer's advance pays.

``is_live``: not undone, and its transaction stands and is not reversed; only then its allocations count.
"""

allocations = Table(
    "allocations",
    views,
    Column("match_id", Big, primary_key=True, autoincrement=False),
    Column("place", SmallInteger, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("cents", Big, nullable=False),
    Column("forgiven_cents", Big, nullable=False),
    Column("why", Text, nullable=False),
    Index("ix_allocations_item", "kind", "key"),
)

refusals = Table(
    "refusals",
    views,
    Column("id", Big, primary_key=True, autoincrement=False),
    *_transaction_key(),
    Column("kind", Text, nullable=False),
    Column("key", Text, nullable=False),
    Index("ix_refusals_receipt", "receipt"),
)
"""Standing decisions that this payment is not for this item: never proposed again."""

classifications = Table(
    "classifications",
    views,
    Column("id", Big, primary_key=True, autoincrement=False),
    *_transaction_key(),
    Column("meaning", Text, nullable=False),
    Column("rule_id", Big),
    Index("ix_classifications_receipt", "receipt"),
)
"""Standing decisions that a transaction is no sale, and what it is instead."""

transfers = Table(
    "transfers",
    views,
    Column("id", Big, primary_key=True, autoincrement=False),
    *_transaction_key(),
    Column("other", Text, nullable=False),
    Column("bank_key", Text, nullable=False),
    Index("ix_transfers_receipt", "receipt"),
)
"""Money moved between own accounts, one row a side.

``other`` is the mirror's identity as JSON, or '' where the mirror is the bank line ``bank_key``.
"""

remembered = Table(
    "remembered",
    views,
    Column("id", Big, primary_key=True, autoincrement=False),
    Column("typed", Text, nullable=False, index=True),
    Column("customer_key", Text, nullable=False),
)
"""What payers type, in the matcher's spelling, and whom they mean by it."""

rules = Table(
    "rules",
    views,
    Column("id", Big, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("conditions", Text, nullable=False),
    Column("meaning", Text, nullable=False),
)
"""Standing rules for what is no sale; ``conditions`` is JSON."""

questions = Table(
    "questions",
    views,
    Column("id", Big, primary_key=True, autoincrement=False),
    *_transaction_key(),
    Column("asked_to", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("answer_id", Big),
    Index("ix_questions_receipt", "receipt"),
)
"""Rows parked with a note to a colleague; ``answer_id`` is the QuestionAnswered event, NULL while open."""

wallet_uses = Table(
    "wallet_uses",
    views,
    Column("wallet_id", Integer, primary_key=True, autoincrement=False),
    Column("store", Text, nullable=False),
    Column("is_running", Integer, nullable=False),
)
"""What a wallet is for, as a person said: the store whose invoices and sales it takes money for ('' for all), and
whether its money goes to the oldest invoice of a customer's running account."""

aside = MetaData(naming_convention=NAMES)
"""Beside the views: what the matcher proposed last. Computed, but not by replay, so ``verify`` does not compare it."""

proposals = Table(
    "proposals",
    aside,
    Column("wallet_id", Integer, primary_key=True, autoincrement=False),
    Column("receipt", Text, primary_key=True),
    Column("role", Text, primary_key=True),
    Column("direction", Text, primary_key=True),
    Column("ordinal", SmallInteger, primary_key=True, autoincrement=False),
    Column("queue", Text, nullable=False),
    Column("completed_at", Big, nullable=False),
    Column("amount_cents", Big, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("runner_up", Float),
    Column("candidates", Text, nullable=False),
    Column("why_not", Text, nullable=False),
    Index("ix_proposals_queue", "queue", "completed_at", "receipt"),
)
"""One row a payment that waits for a person: its queue, and the ranked candidates (JSON) with their reasons.

``why_not`` says why the machine did not confirm the best one itself.
"""
