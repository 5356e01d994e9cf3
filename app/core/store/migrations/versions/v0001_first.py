"""The first durable schema: meta, documents, the log and its chain."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_BIG = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Make the tables as version 0.1 of the program knew them."""
    op.create_table(
        "meta",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_meta"),
    )
    _documents()
    op.create_table(
        "batches",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("recorded_at", _BIG, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("first_seq", _BIG, nullable=False),
        sa.Column("last_seq", _BIG, nullable=False),
        sa.Column("previous", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_batches"),
        sa.UniqueConstraint("first_seq", name="uq_batches_first_seq"),
        sa.UniqueConstraint("previous", name="uq_batches_previous"),
    )
    _events()


def _documents() -> None:
    op.create_table(
        "documents",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("size", _BIG, nullable=False),
        sa.Column("received_at", _BIG, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_documents"),
        sa.UniqueConstraint("sha256", name="uq_documents_sha256"),
    )
    op.create_table(
        "document_chunks",
        sa.Column("document_id", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("first_line", sa.Integer, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("document_id", "number", name="pk_document_chunks"),
    )


def _events() -> None:
    op.create_table(
        "events",
        sa.Column("seq", _BIG, nullable=False),
        sa.Column("year", sa.SmallInteger, nullable=False),
        sa.Column("batch_id", sa.Integer, nullable=False),
        sa.Column("kind", sa.SmallInteger, nullable=False),
        sa.Column("receipt", sa.Text),
        sa.Column("wallet_id", sa.Integer),
        sa.Column("digest", _BIG),
        sa.Column("document_id", sa.Integer),
        sa.Column("line", sa.Integer),
        sa.Column("amount_cents", _BIG),
        sa.Column("balance_cents", _BIG),
        sa.Column("completed_at", _BIG),
        sa.Column("body", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_events"),
        postgresql_partition_by="RANGE (year)",
    )
    op.create_index("uq_events_line", "events", ["receipt", "wallet_id", "digest", "year"], unique=True)
