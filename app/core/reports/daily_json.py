"""The daily sheet as plain JSON values: every printed figure under the letter of its block."""

from __future__ import annotations

from typing import Any

from app.core import clock, money
from app.core.reports.sheet import (
    AfterClose,
    Balance,
    BalanceBlock,
    DailySheet,
    ExceptionLine,
    Head,
    Line,
    OpenReceipt,
    Reversal,
    Row,
    TaxBlock,
)
from app.core.reports.trade_json import trade_to_json
from app.core.tariffs import Rate


def sheet_to_json(sheet: DailySheet) -> dict[str, Any]:
    """Money as ``"1500.00"``, instants as ISO 8601 with ``+03:00``; keys are head, block letters, sign_off, foot."""
    trade = trade_to_json(sheet.trade)
    return {
        "head": _head(sheet.head),
        "A": _balance(sheet.balance),
        "B": trade["B"],
        "C": {
            "n": sheet.unmatched.n,
            "amount": money.plain(sheet.unmatched.amount_cents),
            "receipts": [_open_receipt(receipt) for receipt in sheet.unmatched.receipts],
        },
        "D": trade["D"],
        "E": trade["E"],
        "F": {
            "n": len(sheet.reversals.today),
            "amount": money.plain(sum(entry.reversal.amount_cents for entry in sheet.reversals.today)),
            "reversals": [_reversal(entry) for entry in sheet.reversals.reversals],
        },
        "G": trade["G"],
        "H": trade["H"],
        "I": [_after_close(event) for event in sheet.after_close],
        "J": _taxes(sheet.taxes),
        "K": [_exception(line) for line in sheet.exceptions],
        "sign_off": list(sheet.signatories),
        "foot": {
            "report": sheet.foot.number,
            "fingerprint": sheet.foot.fingerprint,
            "seal": sheet.foot.seal,
            "closed": sheet.foot.closed,
            "rows": len(sheet.rows),
            "sentence": sheet.foot.sentence,
        },
    }


def _plain(cents: int | None) -> str | None:
    return None if cents is None else money.plain(cents)


def _head(head: Head) -> dict[str, Any]:
    return {
        "business": head.business,
        "kra_pin": head.kra_pin,
        "wallet": {"code": head.wallet.code, "ledger": head.wallet.ledger},
        "holder": head.holder,
        "kind": head.kind,
        "day": head.on.isoformat(),
        "from": clock.iso(head.starts_at),
        "to": clock.iso(head.ends_at - 1),
        "prepared_by": head.prepared_by,
        "printed_at": clock.iso(head.printed_at),
        "as_of": clock.iso(head.printed_at) if head.is_past else None,
        "status": head.status.value,
        "sources": [
            {
                "file": source.file,
                "sha256": source.sha256,
                "rows": source.rows,
                "ignored": source.ignored,
                "rejected": source.rejected,
                "from": clock.iso(source.starts_at),
                "to": clock.iso(source.ends_at),
                "balance": source.state.value,
            }
            for source in head.sources
        ],
    }


def _balance(block: BalanceBlock) -> dict[str, Any]:
    return {
        "opening": _reading(block.opening),
        "lines": {line.key: _line(line) for line in block.lines},
        "closing_computed": _plain(block.computed_cents),
        "closing": _reading(block.closing),
        "difference": _plain(block.difference_cents),
        "unbroken": block.unbroken.value,
        "breaks": [
            {
                "after": hole.after,
                "before": hole.before,
                "from": clock.iso(hole.starts_at),
                "to": clock.iso(hole.ends_at),
                "amount": money.plain(hole.amount_cents),
            }
            for hole in block.breaks
        ],
        "proof": block.state.value,
        "reasons": list(block.reasons),
    }


def _reading(balance: Balance) -> dict[str, Any]:
    return {"amount": _plain(balance.cents), "source": balance.source}


def _line(line: Line) -> dict[str, Any]:
    return {
        "sign": "+" if line.sign > 0 else "-",
        "label": line.label,
        "n": line.n,
        "amount": money.plain(line.amount_cents),
        "of_which": [
            {"label": part.label, "n": part.n, "amount": money.plain(part.amount_cents)} for part in line.parts
        ],
    }


def _open_receipt(receipt: OpenReceipt) -> dict[str, Any]:
    row = receipt.row
    return {
        "completed_at": clock.iso(row.completed_at),
        "receipt": row.receipt,
        "amount": money.plain(receipt.open_cents),
        "party": {"name": row.party_name, "phone": row.party_phone},
        "account_ref": row.account_ref,
        "days_open": receipt.days_open,
        "note": receipt.note,
        "guess": receipt.guess,
    }


def _reversal(entry: Reversal) -> dict[str, Any]:
    return {
        "reversal": _movement(entry.reversal),
        "names": entry.reversal.linked_receipt,
        "original": _movement(entry.original) if entry.original else None,
        "original_wallet": entry.original_wallet,
        "minutes_between": entry.minutes_between,
        "on_another_day": entry.is_later,
        "finding": entry.finding,
    }


def _movement(row: Row) -> dict[str, Any]:
    return {
        "receipt": row.receipt,
        "completed_at": clock.iso(row.completed_at),
        "direction": row.direction,
        "amount": money.plain(row.amount_cents),
        "party": {"name": row.party_name, "phone": row.party_phone},
    }


def _taxes(block: TaxBlock) -> dict[str, Any]:
    turnover, vat = block.turnover_tax, block.vat
    return {
        "day": {"n": block.n, "amount": money.plain(block.cents)},
        "month_to_date": {"n": block.month_n, "amount": money.plain(block.month_cents)},
        "turnover_tax": _rate(turnover, turnover.of(block.cents)) if turnover else None,
        "vat": _rate(vat, vat.within(block.cents)) if vat else None,
        "etims": "not recorded",
    }


def _rate(rate: Rate, cents: int) -> dict[str, str]:
    told = {"per_cent": str(rate.per_cent), "since": rate.since.isoformat(), "source": rate.source}
    return told | {"amount": money.plain(cents)}


def _after_close(event: AfterClose) -> dict[str, Any]:
    return {
        "day": event.day.isoformat(),
        "at": clock.iso(event.at),
        "receipt": event.receipt,
        "amount": money.plain(event.amount_cents),
        "what": event.what,
    }


def _exception(line: ExceptionLine) -> dict[str, Any]:
    return {
        "key": line.key,
        "label": line.label,
        "n": line.n,
        "amount": _plain(line.amount_cents),
        "findings": [
            {
                "at": clock.iso(finding.at),
                "receipt": finding.receipt,
                "amount": _plain(finding.amount_cents),
                "what": finding.what,
            }
            for finding in line.findings
        ],
    }
