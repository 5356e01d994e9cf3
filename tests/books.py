"""Words that stories share: documents from rows, and what stands in a book."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from app.core.book import Book
from app.core.sample.papers import legacy_csv, portal_csv, sftp_csv
from app.core.sample.truth import Movement
from app.core.store.tables import conflicts, transactions, wallets

CANONICAL = ("receipt", "role", "direction", "ordinal", "amount_cents", "completed_at")

LEGACY_HEAD = (
    "Account Holder:,TESTBIZ LIMITED\nShort Code:,{code}\nAccount:,{account}\n"
    "Time Period:,From,05-11-2025 00:00:00,To,05-11-2025 23:59:59\n"
    "Operator:,testoperator,Organization:,TESTBIZ LIMITED,Date of Report:,07-11-2025 08:15:{second:02d}\n"
    "Opening Balance:,{opening},Closing Balance:,{closing},Available Balance:,,Total Paid In:,{paid},"
    "Total Withdrawn:,{drawn}\n"
    "Receipt No.,Completion Time,Initiation Time,Details,Transaction Status,Paid In,Withdrawn,Balance,"
    "Balance Confirmed,Reason Type,Other Party Info,Linked Transaction ID,A/C No.,Currency\n"
)


def legacy_line(
    receipt: str,
    paid: str,
    balance: str,
    *,
    at: str = "05-11-2025 08:00:00",
    drawn: str = "",
    details: str = "Pay Bill from 25470****001 - ALICE TESTER Acc. A1",
    party: str = "25470****001 - ALICE TESTER",
    linked: str = "",
    status: str = "Completed",
    account: str = "A1",
) -> str:
    """One row of a legacy export, without its line end."""
    return f"{receipt},{at},{at},{details},{status},{paid},{drawn},{balance},true,x,{party},{linked}, {account},KES"


def legacy_file(
    folder: Path,
    lines: Sequence[str],
    *,
    opening: str,
    closing: str,
    paid: str = "",
    drawn: str = "",
    code: str = "4000001",
    account: str = "Utility Account",
    second: int = 0,
    name: str | None = None,
) -> Path:
    """A legacy export of these rows (newest first), as a file."""
    head = LEGACY_HEAD.format(
        code=code, account=account, opening=opening, closing=closing, paid=paid, drawn=drawn, second=second
    )
    place = folder / (name or f"legacy-{len(list(folder.glob('*.csv')))}.csv")
    place.write_text(head + "".join(line + "\n" for line in lines))
    return place


def written(folder: Path, movements: Sequence[Movement], form: str, *, name: str) -> Path:
    """Movements of a sample truth as a document of one form."""
    match form:
        case "legacy":
            content = legacy_csv(movements)
        case "portal":
            content = portal_csv(movements, has_twins=False)
        case _:
            content = sftp_csv(movements)
    place = folder / f"{name}-{form}-Statements for 4000001 from 2025-11-05 to 2025-11-06.csv"
    place.write_bytes(content)
    return place


def _standing(reader: Connection) -> list[Any]:
    columns = [wallets.c.ledger, *(transactions.c[name] for name in CANONICAL)]
    return list(
        reader.execute(select(*columns).join(wallets, wallets.c.id == transactions.c.wallet_id).order_by(*columns))
    )


def standing(book: Book) -> list[tuple[Any, ...]]:
    """The canonical list: ledger, receipt, role, direction, ordinal, cents and moment of all that stands."""
    return [tuple(row) for row in book.ask(_standing)]


def contradictions(book: Book) -> int:
    """How many observations contradict what stands."""
    return len(book.ask(lambda reader: reader.execute(select(conflicts)).all()))


def is_sound(book: Book) -> bool:
    """Whether the chain verifies and every live view equals a replay."""
    return book.faults() == [] and book.rebuild_views() == []
