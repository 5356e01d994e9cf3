"""An import's result line as JSON text and back."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import orjson

from app.core.statement import (
    BalanceProof,
    BalanceState,
    Break,
    ImportId,
    ImportSummary,
    Problem,
    WalletKey,
)


def summary_to_plain(summary: ImportSummary) -> dict[str, Any]:
    """The summary as plain JSON values (the import's own number is not part of it)."""
    plain = asdict(summary)
    plain.pop("import_id")
    plain["problems"] = [list(problem) for problem in summary.problems]
    plain["balance"]["breaks"] = [list(hole) for hole in summary.balance.breaks]
    return plain


def summary_to_json(summary: ImportSummary) -> str:
    """The summary as JSON text."""
    return orjson.dumps(summary_to_plain(summary)).decode()


def summary_from_plain(plain: dict[str, Any], *, import_id: int | None = None) -> ImportSummary:
    """The summary of plain JSON values."""
    balance = plain["balance"]
    proof = BalanceProof(
        state=BalanceState(balance["state"]),
        opening_cents=balance["opening_cents"],
        closing_cents=balance["closing_cents"],
        breaks=tuple(Break(*hole) for hole in balance["breaks"]),
        notes=tuple(balance["notes"]),
    )
    rest = {key: value for key, value in plain.items() if key not in ("balance", "wallet", "problems", "notes")}
    return ImportSummary(
        **rest,
        wallet=WalletKey(**plain["wallet"]),
        problems=tuple(Problem(*problem) for problem in plain["problems"]),
        balance=proof,
        notes=tuple(plain["notes"]),
        import_id=None if import_id is None else ImportId(import_id),
    )


def summary_from_json(text: str, *, import_id: int | None = None) -> ImportSummary:
    """The summary of JSON text."""
    return summary_from_plain(orjson.loads(text), import_id=import_id)
