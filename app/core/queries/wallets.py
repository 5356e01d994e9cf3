"""Who the book belongs to, which wallets it follows, and what waits for a person."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from app.core.queries.days import unhealed_imports
from app.core.queries.rows import AttentionCounts, WalletRow
from app.core.statement import WalletKey
from app.core.store.tables import conflicts, imports, meta
from app.core.store.tables import wallets as wallet_table


def wallets(reader: Connection) -> tuple[WalletRow, ...]:
    """All wallets, in the order of code and ledger."""
    last = (
        select(
            imports.c.wallet_id,
            func.max(imports.c.recorded_at).label("recorded_at"),
            func.max(imports.c.ends_at).label("ends_at"),
        )
        .where(imports.c.is_undone == 0)
        .group_by(imports.c.wallet_id)
        .subquery()
    )
    w = wallet_table.c
    found = reader.execute(
        select(w.id, w.code, w.ledger, w.holder, last.c.recorded_at, last.c.ends_at)
        .join_from(wallet_table, last, last.c.wallet_id == w.id, isouter=True)
        .order_by(w.code, w.ledger)
    )
    return tuple(
        WalletRow(id=i, key=WalletKey(code, ledger), holder=holder, last_import_at=recorded, last_row_at=ends)
        for i, code, ledger, holder, recorded, ends in found
    )


def wallet_keys(reader: Connection) -> dict[int, WalletKey]:
    """The key of each wallet by its number."""
    w = wallet_table.c
    return {i: WalletKey(code, ledger) for i, code, ledger in reader.execute(select(w.id, w.code, w.ledger))}


def business(reader: Connection) -> str:
    """The name on the sheets, or ''."""
    found: str | None = reader.execute(select(meta.c.value).where(meta.c.name == "business")).scalar()
    return found or ""


def attention_counts(reader: Connection) -> AttentionCounts:
    """How many transactions are contradicted, and how many standing imports have a hole that nothing healed."""
    contradicted = reader.execute(select(func.count(func.distinct(conflicts.c.transaction_id)))).scalar()
    return AttentionCounts(conflicts=contradicted or 0, broken_imports=unhealed_imports(reader))


def engine_version() -> str:
    """The version of SQLite that company files are kept with."""
    from sqlcipher3 import dbapi2

    return str(dbapi2.sqlite_version)
