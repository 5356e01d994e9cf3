"""The JSON shapes of the command line, exactly as its contract gives them."""

from __future__ import annotations

import sys
from typing import Any

import orjson

from app.core import clock, money, phones
from app.core.errors import BookError
from app.core.queries.rows import TransactionRow
from app.core.statement import BalanceProof, ImportSummary, WalletKey


def write_json(value: Any) -> None:
    """One JSON document on standard output, and nothing else there."""
    text = orjson.dumps(value, option=orjson.OPT_INDENT_2).decode()
    sys.stdout.write(text + "\n")


def wallet_shape(key: WalletKey) -> dict[str, str]:
    """``{"code", "ledger"}``."""
    return {"code": key.code, "ledger": key.ledger}


def _money(cents: int | None) -> str | None:
    return None if cents is None else money.plain(cents)


def import_shape(path: str, summary: ImportSummary) -> dict[str, Any]:
    """One file of ``import --json``."""
    return {
        "file": path,
        "sha256": summary.sha256,
        "kind": summary.kind,
        "wallet": wallet_shape(summary.wallet),
        "from": clock.iso(summary.starts_at),
        "to": clock.iso(summary.ends_at),
        "rows": summary.rows,
        "new": summary.new,
        "known": summary.known,
        "enriched": summary.enriched,
        "ignored": summary.ignored,
        "conflicts": summary.conflicts,
        "rejected": summary.rejected,
        "problems": [
            {"line": problem.line, "receipt": problem.receipt, "reason": problem.reason} for problem in summary.problems
        ],
        "balance": balance_shape(summary.balance),
        "notes": list(summary.notes),
    }


def balance_shape(proof: BalanceProof) -> dict[str, Any]:
    """The balance proof inside an import's result."""
    return {
        "state": proof.state.value,
        "opening": _money(proof.opening_cents),
        "closing": _money(proof.closing_cents),
        "breaks": [
            {
                "after": hole.after or None,
                "before": hole.before or None,
                "from": clock.iso(hole.starts_at),
                "to": clock.iso(hole.ends_at),
                "amount": money.plain(hole.amount_cents),
            }
            for hole in proof.breaks
        ],
        "notes": list(proof.notes),
    }


def refusal_shape(path: str, error: BookError) -> dict[str, str]:
    """A file that was refused whole."""
    return {"file": path, "error": str(error)}


def transaction_shape(row: TransactionRow) -> dict[str, Any]:
    """One row of ``list transactions --json``."""
    return {
        "id": row.id,
        "wallet": wallet_shape(row.wallet),
        "receipt": row.receipt,
        "role": row.role,
        "direction": row.direction,
        "amount": money.plain(row.amount_cents),
        "completed_at": clock.iso(row.completed_at),
        "initiated_at": clock.iso(row.initiated_at),
        "kind": row.kind,
        "party": {
            "name": row.party_name,
            "phone": row.party_phone,
            "phone_normalised": phones.normalised(row.party_phone),
        },
        "account_ref": row.account_ref,
        "linked_receipt": row.linked_receipt or None,
        "balance_after": _money(row.balance_cents),
        "details": row.details,
        "sources": list(row.sources),
        "proof": row.proof.name.lower(),
        "state": row.state,
        "warnings": list(row.warnings),
    }
