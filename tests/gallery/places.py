"""Files that cannot be got at, and files of another wallet."""

from __future__ import annotations

from pathlib import Path

from app.core.sources import Payload
from tests.core.statement_files import LEGACY_CSV, PORTAL_HEADER, csv_bytes, portal_row
from tests.gallery import Entry

PLACE, WALLET = "Files that cannot be got at", "Files of another wallet"
UNNAMED = csv_bytes([PORTAL_HEADER, portal_row("Pay Bill Charge", withdrawn="-5.00")])


class Locked(type(Path())):  # type: ignore[misc]
    """A file that another program holds; ``trouble`` is what the system says."""

    trouble: OSError = PermissionError(13, "Permission denied")

    def open(self, *_: object, **__: object) -> object:
        raise self.trouble

    def stat(self, *_: object, **__: object) -> object:
        raise self.trouble


class Failing(Locked):
    trouble = OSError(5, "Input/output error")


ENTRIES = (
    Entry(PLACE, "A name that is not there", "gone.csv", payload=lambda: Payload("gone.csv", path=Path("gone.csv"))),
    Entry(PLACE, "A folder", "statements", payload=lambda: Payload("statements", path=Path(__file__).parent)),
    Entry(PLACE, "A file that another program holds, or that may not be read", "statement.csv", payload=lambda: Payload("statement.csv", path=Locked("statement.csv"))),
    Entry(PLACE, "A file on a stick that fails", "statement.csv", payload=lambda: Payload("statement.csv", path=Failing("statement.csv"))),
    Entry(PLACE, "A file of more than 4 GB", "statement.csv", LEGACY_CSV.read_bytes(), limits={("app.core.jobs", "LARGEST_BYTES"): 10}),
    Entry(WALLET, "A new-portal statement that was renamed", "renamed.csv", UNNAMED),
    Entry(WALLET, "A statement of a short code that this book does not follow", "Statements for 4000002 from 2025-11-05 to 2025-11-06.csv", UNNAMED),
    Entry(WALLET, "A statement of another short code than the one chosen", LEGACY_CSV.name, LEGACY_CSV.read_bytes(), options=("--wallet", "4000003")),
    Entry(WALLET, "A statement of another account than the one chosen", LEGACY_CSV.name, LEGACY_CSV.read_bytes(), options=("--wallet", "4000001:Working")),
)  # fmt: skip
