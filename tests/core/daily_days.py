"""Days written straight into a book's tables, so that the sheet can be tried on what no import would produce."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import orjson
from sqlalchemy import insert

from app.core import clock
from app.core.receipts import letters_for, year_told_by
from app.core.statement import BalanceProof, BalanceState, Break, ImportSummary, WalletKey
from app.core.store.engine import Store, open_store
from app.core.store.summaries import summary_to_json
from app.core.store.tables import conflicts, documents, imports, meta, transactions, wallets

DAY = date(2025, 11, 5)
UTILITY = WalletKey("4000001", "Utility")
_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def at(text: str, *, on: date = DAY) -> int:
    """The instant of ``08:01:10`` in Nairobi on a day."""
    hour, minute, second = map(int, text.split(":"))
    return day_start(on) + hour * 3600 + minute * 60 + second


def code(number: int, *, on: date = DAY) -> str:
    """A receipt of a day."""
    tail = ""
    for _ in range(7):
        number, sign = divmod(number, 36)
        tail = _SIGNS[sign] + tail
    return letters_for(on) + tail


@dataclass
class DayMaker:
    """Collects rows with a running balance and writes them into an empty book."""

    balance: int = 0
    wallet: WalletKey = UTILITY
    wallet_id: int = 1
    rows: list[dict[str, Any]] = field(default_factory=list)

    def row(self, cents: int, when: int, *, role: str = "payment", receipt: str = "", **rest: Any) -> dict[str, Any]:
        """One more movement; ``cents`` is signed, in is positive. The balance runs on unless one is given."""
        number = len(self.rows) + 1
        self.balance += cents
        row = {
            "id": number + 1000 * (self.wallet_id - 1),
            "wallet_id": self.wallet_id,
            "receipt": receipt or code(number, on=clock.wall(when).date()),
            "role": role,
            "direction": "in" if cents >= 0 else "out",
            "ordinal": 0,
            "amount_cents": abs(cents),
            "completed_at": when,
            "position": number,
            "initiated_at": None,
            "balance_cents": self.balance,
            "kind": "pay_bill" if role == "payment" else role,
            "party_name": "ALICE **** TESTER",
            "party_phone": "25470****001",
            "account_ref": "INV-1001",
            "linked_receipt": None,
            "details": "",
            "proof": 4,
            "state": "pending_reconciliation",
            "warnings": None,
            "provenance": None,
        } | rest
        self.rows.append(row)
        return row


def empty_store(place: str, *, business: str = "TESTBIZ LIMITED", kra_pin: str = "") -> Store:
    """A new book with nothing in it but its owner."""
    store = open_store(place, is_new=True)
    store.prepare()
    with store.writer.begin() as connection:
        connection.execute(insert(meta).values(name="business", value=business))
        if kra_pin:
            connection.execute(insert(meta).values(name="kra_pin", value=kra_pin))
    return store


def write(store: Store, *makers: DayMaker) -> None:
    """Put the rows of each maker, and its wallet, into the book."""
    with store.writer.begin() as connection:
        for maker in makers:
            store.insert(
                connection, wallets, [(maker.wallet_id, maker.wallet.code, maker.wallet.ledger, "TESTBIZ LIMITED")]
            )
    for maker in makers:
        write_rows(store, maker.rows)


def write_rows(store: Store, rows: list[dict[str, Any]]) -> None:
    """Put more rows into a wallet that is there already."""
    names = [column.name for column in transactions.columns]
    whole = [{**row, "year": year_told_by(row["receipt"])} for row in rows]
    with store.writer.begin() as connection:
        store.insert(connection, transactions, [tuple(row[name] for name in names) for row in whole])
        store.add_daily(connection, _daily(whole))
    with store.writer.begin() as connection:
        store.refresh_daily(connection)


def _daily(rows: list[dict[str, Any]]) -> list[tuple[int, int, str, str, int, int]]:
    sums: dict[tuple[int, int, str, str], list[int]] = {}
    for row in rows:
        key = row["wallet_id"], clock.day_number(row["completed_at"]), row["role"], row["direction"]
        total = sums.setdefault(key, [0, 0])
        total[0] += 1
        total[1] += row["amount_cents"]
    return [(*key, n, cents) for key, (n, cents) in sums.items()]


def document(
    store: Store,
    *,
    name: str = "ORG_4000001_Utility Account_Completed_20251106081542.csv",
    starts_at: int | None,
    ends_at: int | None,
    opening: int | None = None,
    closing: int | None = None,
    state: str = "proven",
    recorded_at: int | None = None,
    wallet_id: int = 1,
    is_undone: bool = False,
    kind: str = "org_legacy_csv",
    breaks: tuple[Break, ...] = (),
    **counts: Any,
) -> int:
    """One document taken in; gives the import's number."""
    with store.writer.begin() as connection:
        number = len(connection.execute(imports.select()).all()) + 1
        sha256 = f"{number:02d}c0ffee" + "ab" * 28
        moment = recorded_at or clock.now()
        store.insert(connection, documents, [(number, sha256, name, 100, moment)])
        summary = ImportSummary(
            file=name,
            sha256=sha256,
            kind=kind,
            wallet=UTILITY,
            starts_at=starts_at,
            ends_at=ends_at,
            balance=BalanceProof(BalanceState(state), opening, closing, breaks),
            **counts,
        )
        values = (
            number + 5000, number, wallet_id, moment, "tester", 1, 0, int(is_undone), state,
            starts_at, ends_at, opening, closing, summary_to_json(summary),
        )  # fmt: skip
        store.insert(connection, imports, [values])
    return number + 5000


def contradict(store: Store, *, transaction_id: int, reason: str, seq: int = 9001) -> None:
    """Another document says something else of a row."""
    with store.writer.begin() as connection:
        store.insert(connection, conflicts, [(transaction_id, seq, reason)])


def warning(*sentences: str) -> str:
    """The warnings column's text."""
    return orjson.dumps(sentences).decode()


def day_start(on: date = DAY) -> int:
    """The first instant of a day."""
    return clock.day_start(clock.number_of(on))


def sample_day(store: Store) -> None:
    """The two days of the sample statement: charge and payment in one second, a reversal, a sweep (1A layout)."""
    next_day = DAY + timedelta(days=1)
    maker = DayMaker(balance=100_000)
    rows = (
        (150_000, at("08:01:10"), {"receipt": "TK5AB1K2M1"}),
        (-500, at("08:01:10"), {"receipt": "TK5AB1K2M1", "role": "charge", "kind": "pay_bill_charge",
                                "party_name": "SP", "party_phone": "", "account_ref": ""}),
        (30_000, at("08:45:31"), {"receipt": "TK5Q74H8T2", "party_name": "BOB SAMPLE", "account_ref": "0012"}),
        (150_000, at("09:10:01"), {"receipt": "TK5AB2R9W4"}),
        (25_000_000, at("12:00:00"), {"receipt": "TK5CX0Z1Y7", "kind": "pay_bill_online",
                                      "party_name": "Carol **** Example", "account_ref": "INV 12, 13"}),
        (75_000, at("12:00:00"), {"receipt": "TK5DN5V6U8", "kind": "standing_order_pay_bill", "account_ref": "",
                                  "party_name": "DAN **** DUMMY", "party_phone": "070****004"}),
        (2_000, at("00:00:00", on=next_day), {"receipt": "TK5DNGHJKL", "account_ref": "1E5"}),
        (100_000, at("07:00:03", on=next_day), {"receipt": "TK6Q79C3B5", "account_ref": "=1+1"}),
        (-150_000, at("08:00:00", on=next_day), {"receipt": "TK60RV7X2P", "role": "reversal", "kind": "reversal",
                                                 "linked_receipt": "TK5AB2R9W4"}),
        (-25_200_000, at("22:00:00", on=next_day), {"receipt": "TK60ST8N4D", "role": "sweep_out",
                                                    "kind": "settlement", "account_ref": ""}),
    )  # fmt: skip
    for cents, when, rest in rows:
        maker.row(cents, when, **rest)
    write(store, maker)
    document(
        store,
        starts_at=day_start(),
        ends_at=day_start(next_day) + clock.DAY_SECONDS - 1,
        opening=100_000,
        closing=256_500,
        new=10,
    )
