"""The tables. Durable: meta, documents, events (migrated by Alembic). Views: computed from events, rebuilt at will.

Money is integer cents, instants are seconds UTC, days are day numbers since 1970-01-01 in Nairobi.

``year`` is the range that PostgreSQL partitions by. It is a pure function of the receipt (or, for events without
one, of the moment of recording), so a unique key that contains it is as strict as the key without it. PostgreSQL adds
it to the primary keys of the two partitioned tables (``engine_postgres.py``); SQLite keeps the bare number as rowid.
Options of PostgreSQL stand in ``info``, where that engine takes them from: written as ``postgresql_…`` they would load
its dialect, a tenth of the time to open a company file.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    text,
)

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

durable = MetaData(naming_convention=NAMES)
views = MetaData(naming_convention=NAMES)

Big = BigInteger().with_variant(Integer, "sqlite")

meta = Table(
    "meta",
    durable,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

documents = Table(
    "documents",
    durable,
    Column("id", Integer, primary_key=True),
    Column("sha256", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("size", Big, nullable=False),
    Column("received_at", Big, nullable=False),
)

document_chunks = Table(
    "document_chunks",
    durable,
    Column("document_id", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("first_line", Integer, nullable=False),
    Column("content", LargeBinary, nullable=False),
)
"""The bytes received, in order, each chunk compressed on its own (Zstandard). ``first_line`` is the 1-based number of
the line that the chunk begins in."""

batches = Table(
    "batches",
    durable,
    Column("id", Integer, primary_key=True),
    Column("recorded_at", Big, nullable=False),
    Column("actor", Text, nullable=False),
    Column("first_seq", Big, nullable=False, unique=True),
    Column("last_seq", Big, nullable=False),
    Column("previous", Text, nullable=False, unique=True),
    Column("digest", Text, nullable=False),
)
"""The chain: each batch's digest covers its events and the digest before; ``previous`` unique, so it cannot fork."""

events = Table(
    "events",
    durable,
    Column("seq", Big, primary_key=True, autoincrement=False),
    Column("year", SmallInteger, nullable=False),
    Column("batch_id", Integer, nullable=False),
    Column("kind", SmallInteger, nullable=False),
    Column("receipt", Text),
    Column("wallet_id", Integer),
    Column("digest", Big),
    Column("document_id", Integer),
    Column("line", Integer),
    Column("amount_cents", Big),
    Column("balance_cents", Big),
    Column("completed_at", Big),
    Column("body", Text, nullable=False),
    Index("uq_events_line", "receipt", "wallet_id", "digest", "year", unique=True),
    info={"postgresql": {"partition_by": "RANGE (year)"}},
)
"""The log. Lines of documents carry their key (receipt, wallet, digest) and amounts in columns; the rest is JSON."""

wallets = Table(
    "wallets",
    views,
    Column("id", Integer, primary_key=True),
    Column("code", Text, nullable=False),
    Column("ledger", Text, nullable=False),
    Column("holder", Text, nullable=False),
    UniqueConstraint("code", "ledger"),
)

imports = Table(
    "imports",
    views,
    Column("id", Big, primary_key=True, autoincrement=False),
    Column("document_id", Integer, nullable=False, index=True),
    Column("wallet_id", Integer, nullable=False),
    Column("recorded_at", Big, nullable=False),
    Column("actor", Text, nullable=False),
    Column("first_seq", Big, nullable=False),
    Column("last_seq", Big, nullable=False),
    Column("is_undone", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("starts_at", Big),
    Column("ends_at", Big),
    Column("opening_cents", Big),
    Column("closing_cents", Big),
    Column("summary", Text, nullable=False),
)
"""One row a document taken in: its result line whole (``summary``, JSON) and what queries look for in columns.

``id`` is the sequence number of its StatementRecorded event; its own lines are ``first_seq`` to ``last_seq``.
"""

recognised = Table(
    "recognised",
    views,
    Column("import_id", Big, primary_key=True, autoincrement=False),
    Column("first_seq", Big, primary_key=True, autoincrement=False),
    Column("last_seq", Big, nullable=False),
)
"""Lines that an import held but an earlier one had recorded: it vouches for them if the earlier one is undone."""

withdrawn = Table(
    "withdrawn",
    views,
    Column("seq", Big, primary_key=True, autoincrement=False),
)
"""Lines that no standing import vouches for: recorded, not counted."""

transactions = Table(
    "transactions",
    views,
    Column("id", Big, primary_key=True, autoincrement=False),
    Column("year", SmallInteger, nullable=False),
    Column("wallet_id", Integer, nullable=False),
    Column("receipt", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("direction", Text, nullable=False),
    Column("ordinal", SmallInteger, nullable=False),
    Column("amount_cents", Big, nullable=False),
    Column("completed_at", Big, nullable=False),
    Column("position", Integer, nullable=False),
    Column("initiated_at", Big),
    Column("balance_cents", Big),
    Column("kind", Text, nullable=False),
    Column("party_name", Text, nullable=False),
    Column("party_phone", Text, nullable=False),
    Column("account_ref", Text, nullable=False),
    Column("linked_receipt", Text),
    Column("details", Text, nullable=False),
    Column("proof", SmallInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("warnings", Text),
    Column("provenance", Text),
    Index("uq_transactions_identity", "receipt", "wallet_id", "role", "direction", "ordinal", "year", unique=True),
    Index("ix_transactions_time", "completed_at", "id"),
    Index(
        "ix_transactions_linked",
        "linked_receipt",
        sqlite_where=text("linked_receipt IS NOT NULL"),
        info={"postgresql": {"where": text("linked_receipt IS NOT NULL")}},
    ),
    Index(
        "ix_transactions_attention",
        "state",
        sqlite_where=text("state IN ('conflict', 'reversed')"),
        info={"postgresql": {"where": text("state IN ('conflict', 'reversed')")}},
    ),
    info={"postgresql": {"partition_by": "RANGE (year)"}},
)
"""The movements of money that all observations agree on. ``id`` is the first standing observation's number.

``amount_cents`` is positive; ``direction`` is in or out. ``position`` orders equal seconds as the document did.
``provenance`` is NULL when every field comes from observation ``id``, else JSON {field: observation number} for the
fields that come from elsewhere. ``warnings`` is NULL or a JSON list of sentences.
"""

conflicts = Table(
    "conflicts",
    views,
    Column("transaction_id", Big, primary_key=True, autoincrement=False),
    Column("seq", Big, primary_key=True, autoincrement=False),
    Column("reason", Text, nullable=False),
)
"""Observations that contradict a transaction: kept apart, never merged, never dropped."""

daily_reconciliation = Table(
    "daily_reconciliation",
    views,
    Column("wallet_id", Integer, primary_key=True, autoincrement=False),
    Column("on_day", Integer, primary_key=True, autoincrement=False),
    Column("role", Text, primary_key=True),
    Column("direction", Text, primary_key=True),
    Column("n", Integer, nullable=False),
    Column("amount_cents", Big, nullable=False),
    sqlite_with_rowid=False,
    info={"kept_by": "writes on SQLite, a materialized view on PostgreSQL"},
)
"""Counts and sums a day. On PostgreSQL this is a materialized view of the same shape (see ``engine.py``)."""
