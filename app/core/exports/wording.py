"""An entry in words, for the one text column that every accounting program has; and text in a narrow alphabet."""

from __future__ import annotations

import unicodedata

from app.core import clock, money
from app.core.exports.outgoing import Change, Outgoing
from app.core.ledger import Account
from app.core.queries.journal import JournalEntry
from app.core.queries.sent import Batch

_TITLES = {
    "payment": "Receipt",
    "charge": "Charge",
    "charges": "M-PESA charges of the day",
    "sweep_out": "Transfer to the bank",
    "sweep_in": "Transfer from the bank",
    "own_transfer": "Transfer between own accounts",
    "payout": "Payment out",
    "reversal": "Reversal",
    "overdraft": "Overdraft taken",
    "overdraft_repayment": "Overdraft repaid",
    "other": "Other movement",
    "invoice": "Invoice",
    "sale": "Sale",
    "bank": "Bank line",
    "advance": "Advance used",
    "opening": "Opening balance",
}
_CHANGED = {Change.NEW: "", Change.CHANGED: "Correction: ", Change.GONE: "Taken back: "}


def in_words(outgoing: Outgoing) -> str:
    """What an entry is, who and what for: ``Receipt TK5AAAAAA1, ALICE TESTER, account A1, for INV-1001``."""
    entry = outgoing.entry
    parts = [named(entry), entry.text]
    if entry.reference and entry.kind not in ("invoice", "sale", "bank", "advance"):
        parts.append(f"account {entry.reference}")
    if entry.settles:
        parts.append(f"for {', '.join(entry.settles)}")
    return _CHANGED[outgoing.change] + ", ".join(filter(None, (" ".join(part.split()) for part in parts)))


def named(entry: JournalEntry) -> str:
    """The shortest name of an entry: its title with its receipt, number or count."""
    own = entry.receipt or (entry.reference if entry.kind in ("invoice", "sale", "bank", "advance") else "")
    count = f"({entry.n})" if entry.kind == "charges" and entry.n else ""
    return " ".join(filter(None, (_TITLES.get(entry.kind, "Movement"), own, count)))


def correction_in_words(outgoing: Outgoing, accounts: dict[str, Account]) -> str:
    """One sentence on an entry that was sent otherwise before."""
    entry = outgoing.entry
    moved = ", ".join(f"{accounts[code].name} {_signed(cents)}" for code, cents in entry.postings.items())
    what = "is no longer in the books" if outgoing.change is Change.GONE else "stands otherwise now"
    day = f"{clock.day_of(entry.on_day):%d/%m/%Y}"
    return f"{named(entry)} of {day} (batch {outgoing.batch}) {what}: {moved}."


def batch_in_words(batch: Batch) -> str:
    """One sentence on an earlier batch."""
    days = f"{clock.day_of(batch.from_day):%d/%m/%Y} to {clock.day_of(batch.to_day):%d/%m/%Y}"
    n = batch.figures["entries"]
    return f"Batch {batch.number} of {clock.wall(batch.at):%d/%m/%Y %H:%M} holds {n:,} entries of {days}."


def _signed(cents: int) -> str:
    return f"{'+' if cents > 0 else ''}{money.shown(cents)}"


def spelt_in(text: str, encoding: str) -> str:
    """The text with what an alphabet lacks put as its base letter, or as ``?``: ``Zoë`` is ``Zoe`` in ASCII."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return "".join(_letter(sign, encoding) for sign in text)
    return text


def _letter(sign: str, encoding: str) -> str:
    try:
        sign.encode(encoding)
    except UnicodeEncodeError:
        return unicodedata.normalize("NFKD", sign).encode("ascii", "ignore").decode() or "?"
    return sign
