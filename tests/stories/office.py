"""An office that works by the command line alone: files as people bring them, and what the program answers."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from app.cli import run
from tests.books import legacy_file, legacy_line

ALICE, BRIAN, CAROL = ("0001", "ALICE", "TESTER"), ("0002", "BRIAN", "SAMPLE"), ("0003", "CAROL", "MODEL")
"""Three customers: the end of a phone number, first name, last name."""
STRANGER = ("0009", "ZADOK", "UNKNOWN")

INVOICE_HEAD = "number,customer,phone,account,date,due,amount\n"


class Row(NamedTuple):
    """A row of a statement: signed shillings, and what is told of it."""

    receipt: str
    shillings: int
    typed: str = ""
    who: tuple[str, str, str] = ALICE
    at: str = "08:00:10"
    details: str = ""
    linked: str = ""


def invoice(number: str, shillings: int, who: tuple[str, str, str] = ALICE, *, account: str = "") -> str:
    """A line of a list of invoices."""
    phone, first, last = who
    return f"{number},{first.title()} {last.title()},070000{phone},{account},01/11/2025,20/11/2025,{shillings}\n"


def masked(who: tuple[str, str, str]) -> str:
    """A payer as a statement prints him."""
    phone, first, last = who
    return f"25470***{phone[1:]} - {first} **** {last}"


class Office:
    """A book and the folder beside it. Money in shillings; the wallet begins with 1,000 of them."""

    def __init__(self, folder: Path, read_output: Callable[[], Any]) -> None:
        self.folder, self._read_output = folder, read_output
        self.place = str(folder / "office.mpesabooks")
        self.balance = 1000
        self.do("new", "--business", "TESTBIZ LIMITED")

    def do(self, command: str, *arguments: str, status: int = 0) -> str:
        """Run a command on the book; gives what it said on both channels."""
        self._read_output()
        left = run([command, self.place, *arguments])
        said = self._read_output()
        assert left == status, (left, said)
        return str(said.out + said.err)

    def ask(self, command: str, *arguments: str, status: int = 0) -> Any:
        """Run a command with ``--json``; gives what it told."""
        self._read_output()
        left = run([command, self.place, *arguments, "--json"])
        said = self._read_output()
        assert left == status, (left, said)
        return json.loads(said.out)

    def refused(self, command: str, *arguments: str) -> str:
        """A call that is wrong in itself; gives what was said."""
        self._read_output()
        with pytest.raises(SystemExit) as left:
            run([command, self.place, *arguments])
        assert left.value.code == 2
        return str(self._read_output().err)

    # ---------------------------------------------------------------- files
    def write(self, name: str, text: str) -> str:
        """A file in the folder; gives its place."""
        (self.folder / name).write_text(text)
        return str(self.folder / name)

    def invoices(self, *lines: str, name: str = "invoices.csv", head: str = INVOICE_HEAD) -> Any:
        """Bring a list of invoices."""
        return self.ask("import-invoices", self.write(name, head + "".join(lines)))

    def statement(
        self, *rows: Row, day: int = 5, opening: int | None = None, name: str = "", account: str = "Utility Account"
    ) -> str:
        """The export of a day in November 2025, which goes on where the last one ended."""
        balance = opening = self.balance if opening is None else opening
        lines: list[str] = []
        for row in rows:
            balance += row.shillings
            lines.insert(0, self._line(row, balance, day))
        self.balance = balance
        place = legacy_file(
            self.folder,
            lines,
            opening=f"{opening}.00",
            closing=f"{balance}.00",
            account=account,
            second=day,
            name=name or f"statement-{day}.csv",
        )
        text = place.read_text().replace("05-11-2025 00:00:00,To,05-11", f"{day:02d}-11-2025 00:00:00,To,{day:02d}-11")
        place.write_text(text)
        return str(place)

    @staticmethod
    def _line(row: Row, balance: int, day: int) -> str:
        paid, drawn = (f"{row.shillings}.00", "") if row.shillings > 0 else ("", f"{row.shillings}.00")
        return legacy_line(
            row.receipt,
            paid,
            f"{balance}.00",
            at=f"{day:02d}-11-2025 {row.at}",
            drawn=drawn,
            details=row.details or f"Pay Bill from {masked(row.who)} Acc. {row.typed}",
            party=masked(row.who),
            linked=row.linked,
            account=row.typed,
        )

    def bring(self, *rows: Row, day: int = 5, status: int = 0) -> Any:
        """Import the export of a day with these rows; gives its result."""
        [done] = self.ask("import", self.statement(*rows, day=day), status=status)
        return done

    # ---------------------------------------------------------------- what stands
    def money(self) -> list[tuple[str, str]]:
        """Receipt and amount of every transaction, by receipt."""
        return sorted((one["receipt"], one["amount"]) for one in self.ask("list", "transactions"))

    def state(self, receipt: str) -> str:
        """What a payment is: matched, part_matched and so on."""
        [row] = [
            one
            for one in self.ask("list", "transactions")
            if one["receipt"] == receipt and one["role"] == "payment"
        ]  # fmt: skip
        return str(row["state"])

    def owed(self, number: str) -> tuple[str, str]:
        """What is open of an invoice, and its state."""
        [row] = [one for one in self.ask("list", "invoices") if one["number"] == number]
        return row["open"], row["state"]

    def matches(self) -> dict[str | None, dict[str, str]]:
        """What stands: receipt to amounts by invoice or sale."""
        return {
            one["receipt"]: {part.get("invoice") or part.get("sale"): part["amount"] for part in one["allocations"]}
            for one in self.ask("list", "matches")
            if one["state"] == "confirmed"
        }

    def waiting(self) -> dict[str, Any]:
        """What waits, by receipt."""
        return {one["receipt"]: one for one in self.ask("list", "queue")}

    def is_sound(self) -> bool:
        """Whether the log, every view and every seal hold."""
        self.do("verify", "--rebuild")
        return True
