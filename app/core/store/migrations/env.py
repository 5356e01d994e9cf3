"""Alembic's entry: run on the connection that the store hands over, in the store's own transaction."""

from __future__ import annotations

from alembic import context

from app.core.store.tables import durable

context.configure(connection=context.config.attributes["connection"], target_metadata=durable)
context.run_migrations()
