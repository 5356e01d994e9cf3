"""One transaction with its evidence: which document said what of it, field by field, with the line as it came."""

from __future__ import annotations

from typing import Any

import orjson
from sqlalchemy import Connection, select

from app.core.identity import FIELDS, Claim
from app.core.queries.rows import Evidence, TransactionDetail, TransactionRow
from app.core.queries.transactions import transactions_by_id, transactions_of_receipt
from app.core.receipts import year_told_by
from app.core.statement import Proof
from app.core.store.documents import raw_line
from app.core.store.summaries import summary_from_json
from app.core.store.tables import conflicts, documents, events, imports, transactions
from app.core.store.views import claim_of, standing_lines


def transaction_detail(reader: Connection, *, transaction_id: int) -> TransactionDetail:
    """A transaction and all that speaks for and against it. LookupError where it is not (or no more) there."""
    rows = transactions_by_id(reader, ids=[transaction_id])
    if not rows:
        raise LookupError(f"no transaction {transaction_id}")
    row = rows[0]
    against = _against(reader, transaction_id)
    evidence = tuple(_evidence(reader, row, against))
    return TransactionDetail(
        row=row,
        evidence=evidence,
        provenance=_provenance(reader, transaction_id),
        conflicts=tuple(against.values()),
        links=_links(reader, row),
    )


def _against(reader: Connection, transaction_id: int) -> dict[int, str]:
    """Event number → why it contradicts."""
    found = reader.execute(
        select(conflicts.c.seq, conflicts.c.reason)
        .where(conflicts.c.transaction_id == transaction_id)
        .order_by(conflicts.c.seq)
    )
    return {row.seq: row.reason for row in found}


def _provenance(reader: Connection, transaction_id: int) -> dict[str, int]:
    """Field → event. What the table leaves out comes from the first observation, whose number is the id."""
    kept = reader.execute(select(transactions.c.provenance).where(transactions.c.id == transaction_id)).scalar()
    elsewhere: dict[str, int] = orjson.loads(kept) if kept else {}
    return {"amount_cents": transaction_id, **dict.fromkeys(FIELDS, transaction_id), **elsewhere}


def _evidence(reader: Connection, row: TransactionRow, against: dict[int, str]) -> list[Evidence]:
    """Standing claims on this identity, best proof first, contradictions last."""
    query = standing_lines().where(
        events.c.receipt == row.receipt,
        events.c.wallet_id == row.wallet_id,
        events.c.year.in_({year_told_by(row.receipt), 0}),
    )
    found = []
    for line in reader.execute(query):
        claim = claim_of(line)
        if line.seq in against or _is_about(claim, row):
            found.append(_one(reader, line, claim, against.get(line.seq, "")))
    return sorted(found, key=lambda e: (bool(e.conflict), -e.proof, e.seq))


def _is_about(claim: Claim, row: TransactionRow) -> bool:
    """Whether a claim on the receipt supports this leg (legs of one role are told apart by amount and balance)."""
    if claim.direction != row.direction or abs(claim.amount_cents) != row.amount_cents:
        return False
    return claim.role in (row.role, "other")


def _one(reader: Connection, line: Any, claim: Claim, conflict: str) -> Evidence:
    name = reader.execute(select(documents.c.name).where(documents.c.id == line.document_id)).scalar()
    return Evidence(
        seq=line.seq,
        document_id=line.document_id,
        document=name or "",
        line=line.line,
        source=_kind_of_document(reader, line),
        proof=Proof(claim.proof),
        claims={"amount_cents": abs(claim.amount_cents), **{name: getattr(claim, name) for name in FIELDS}},
        raw=_raw(reader, line),
        conflict=conflict,
    )


def _kind_of_document(reader: Connection, line: Any) -> str:
    summary = reader.execute(
        select(imports.c.summary)
        .where(imports.c.document_id == line.document_id)
        .order_by(imports.c.id.desc())
        .limit(1)
    ).scalar()
    return summary_from_json(summary).kind if summary else ""


def _raw(reader: Connection, line: Any) -> str:
    if line.document_id is None or line.line is None:
        return ""
    return raw_line(reader, line.document_id, line.line) or ""


def _links(reader: Connection, row: TransactionRow) -> tuple[TransactionRow, ...]:
    """Other legs of the receipt, the receipt it names, and those that name it."""
    naming = reader.execute(
        select(transactions.c.receipt).where(
            transactions.c.linked_receipt == row.receipt, transactions.c.wallet_id == row.wallet_id
        )
    ).scalars()
    receipts = {row.receipt, *naming} | ({row.linked_receipt} if row.linked_receipt else set())
    found = transactions_of_receipt(reader, receipts=receipts)
    return tuple(other for other in found if other.id != row.id)
