"""Values as people read them: moments, amounts, holes, result lines. Plain text, never markup."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from app.core import clock, money
from app.core.errors import BookError

if TYPE_CHECKING:
    from app.core.queries.rows import DayState, TransactionRow
    from app.core.statement import BalanceProof, BalanceState, Break, ImportSummary, Proof

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LONG_MONTHS = ("January February March April May June July August September October November December").split()
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

_ROLES = {
    "payment": "Payment",
    "charge": "Charge",
    "overdraft": "Overdraft",
    "overdraft_repayment": "Overdraft repaid",
    "reversal": "Reversal",
    "sweep_in": "Sweep in",
    "sweep_out": "Sweep out",
    "payout": "Payout",
    "other": "Not recognised",
}
_STATES = {
    "pending_reconciliation": "To match",
    "matched": "Matched",
    "part_matched": "Part matched",
    "not_a_sale": "Not a sale",
    "reversed": "Reversed",
    "conflict": "Conflict",
}
_PROOFS = ("By hand", "SMS", "Callback", "Pull", "Statement")
"""By rung of the ladder of evidence."""

_DOCUMENTS = {
    "org_legacy_csv": "Organisation statement, CSV",
    "org_legacy_xls": "Organisation statement, Excel 97",
    "org_portal_csv": "New portal statement, CSV",
    "org_portal_xlsx": "New portal statement, Excel",
    "org_sftp_csv": "Daily extract (SFTP)",
    "org_g1_csv": "G1 report, CSV",
    "org_aggregate_csv": "Head-office report, CSV",
    "personal_pdf": "Personal statement, PDF",
    "personal_old_pdf": "Personal statement, PDF before 2024",
    "business_pdf": "Business statement, PDF",
}
_FIELDS = {
    "amount_cents": "Amount",
    "completed_at": "Completed",
    "initiated_at": "Started",
    "balance_cents": "Balance after",
    "kind": "Kind",
    "party_name": "Name",
    "party_phone": "Phone",
    "account_ref": "Account no.",
    "linked_receipt": "Linked receipt",
    "details": "Details",
}


def tr(text: str) -> str:
    """The text in the user's language."""
    return QCoreApplication.translate("words", text)


def time(at: int | None) -> str:
    """``14:02``."""
    return f"{clock.wall(at):%H:%M}" if at is not None else ""


def day(on: date) -> str:
    """``Mon 23 Nov``, with the year where it is not this one."""
    year = "" if on.year == clock.wall(clock.now()).year else f" {on.year}"
    return f"{_WEEKDAYS[on.weekday()]} {on.day} {_MONTHS[on.month - 1]}{year}"


def short_day(on: date) -> str:
    """``23 Nov 2025``, for columns."""
    return f"{on.day} {_MONTHS[on.month - 1]} {on.year}"


def month(year: int, number: int) -> str:
    """``November 2025``."""
    return f"{_LONG_MONTHS[number - 1]} {year}"


def moment(at: int | None) -> str:
    """``Mon 23 Nov 14:02``; the year takes the weekday's place where it is not this one."""
    if at is None:
        return ""
    found = clock.wall(at)
    is_this_year = found.year == clock.wall(clock.now()).year
    return f"{day(found.date()) if is_this_year else short_day(found.date())} {found:%H:%M}"


def exact(at: int | None) -> str:
    """``23 Nov 2025 14:02:11``."""
    return "" if at is None else f"{short_day(clock.wall(at).date())} {clock.wall(at):%H:%M:%S}"


def ago(at: int | None, *, now: int | None = None) -> str:
    """How long ago, in one unit."""
    if at is None:
        return tr("never")
    seconds = (clock.now() if now is None else now) - at
    for size, one, many in ((86_400, "day", "days"), (3600, "hour", "hours"), (60, "minute", "minutes")):
        if seconds >= size:
            count = seconds // size
            return f"{count} {tr(one) if count == 1 else tr(many)} {tr('ago')}"
    return tr("just now")


def last_import(at: int | None) -> str:
    """``last import 3 hours ago``."""
    return tr("no statement of its own yet") if at is None else f"{tr('last import')} {ago(at)}"


def span(seconds: float) -> str:
    """Time left: ``40 s``, ``3 min``."""
    return f"{round(seconds)} s" if seconds < 90 else f"{round(seconds / 60)} min"


def count(n: int) -> str:
    """``12,345``."""
    return f"{n:,}"


def full_day(on: date) -> str:
    """``Mon 23 Nov 2025``."""
    return f"{_WEEKDAYS[on.weekday()]} {short_day(on)}"


def document_kind(name: str) -> str:
    """What kind of document it was, in words."""
    return tr(_DOCUMENTS.get(name, kind(name)))


def role(name: str) -> str:
    """A role in words."""
    return tr(_ROLES.get(name, name))


def state(name: str) -> str:
    """A transaction's state in words."""
    return tr(_STATES.get(name, name))


def proof(rung: Proof) -> str:
    """The best evidence in words."""
    return tr(_PROOFS[rung])


def field(name: str) -> str:
    """A field's name in words."""
    return tr(_FIELDS.get(name, name))


def value(name: str, content: str | int | None) -> str:
    """A field's value in words."""
    if content is None or content == "":
        return ""
    if name.endswith("_cents"):
        return money.shown(int(content))
    if name.endswith("_at"):
        return exact(int(content))
    return str(content)


def what(row: TransactionRow) -> str:
    """What moved the money, in words: the kind where the document told one, else the role."""
    if row.role == "payment" and row.kind not in ("", "unknown"):
        return kind(row.kind)
    return role(row.role)


def kind(name: str) -> str:
    """``pay_bill_online`` as ``Pay bill online``."""
    return name.replace("_", " ").strip().capitalize() if name.islower() else name


def balance(state_of: BalanceState) -> str:
    """The balance proof's badge."""
    return {
        "proven": tr("Balance proven"),
        "partial": tr("Partly proven"),
        "broken": tr("Hole in balances"),
        "absent": tr("No balances"),
    }[state_of.value]


def balance_meaning(state_of: BalanceState) -> str:
    """The colour meaning of a balance proof: proven, attention, conflict or ''."""
    return {"proven": "proven", "partial": "attention", "broken": "conflict"}.get(state_of.value, "")


def hole(found: Break) -> str:
    """``KES 1,350.00 missing between 14:02:11 and 14:09:47 on Wed 5 Nov``."""
    amount = money.shown(abs(found.amount_cents))
    if found.starts_at is None or found.ends_at is None:
        edge = tr("before the first row") if found.starts_at is None else tr("after the last row")
        return f"KES {amount} {tr('missing')} {edge}"
    start, end = clock.wall(found.starts_at), clock.wall(found.ends_at)
    if start.date() == end.date():
        between = f"{start:%H:%M:%S} {tr('and')} {end:%H:%M:%S} {tr('on')} {day(start.date())}"
    else:
        between = f"{day(start.date())} {start:%H:%M:%S} {tr('and')} {day(end.date())} {end:%H:%M:%S}"
    return f"KES {amount} {tr('missing between')} {between}"


def proof_sentences(found: BalanceProof) -> list[str]:
    """Everything the balances tell, one sentence each."""
    return [hole(b) for b in found.breaks] + list(found.notes)


def result(summary: ImportSummary) -> str:
    """``new 412 · already here 1,208 · enriched 37``: outcomes that happened, in the order that matters."""
    outcomes = (
        (tr("new"), summary.new, True),
        (tr("already here"), summary.known, bool(summary.known)),
        (tr("enriched"), summary.enriched, bool(summary.enriched)),
        (tr("conflicts"), summary.conflicts, bool(summary.conflicts)),
        (tr("not readable"), summary.rejected, bool(summary.rejected)),
        (tr("failed rows ignored"), summary.ignored, bool(summary.ignored)),
    )
    return " · ".join(f"{name} {count(n)}" for name, n, is_told in outcomes if is_told)


def check_state(*, is_fine: bool, is_stop: bool) -> str:
    """How a line of a checklist stands."""
    return tr("Done") if is_fine else tr("Stops the closing") if is_stop else tr("Open")


def day_closed(closed: str) -> str:
    """How a day's last sealing stands."""
    return {"sealed": tr("Closed"), "reopened": tr("Opened again")}.get(closed, "")


def day_state(found: DayState) -> str:
    """A day's state in words."""
    return {
        "proven": tr("Proven"),
        "open": tr("Open"),
        "holes": tr("Has holes"),
        "empty": tr("No data"),
    }[found.value]


def size(in_bytes: int) -> str:
    """``1.4 MB``."""
    return f"{in_bytes / 1e6:.1f} MB" if in_bytes >= 1e6 else f"{max(1, round(in_bytes / 1e3)):,} kB"


def error(found: Exception) -> str:
    """What went wrong as one line; the program's own mistakes say so plainly."""
    if isinstance(found, BookError):
        return str(found)
    return (
        tr("Something went wrong in the program itself; nothing was changed.") + f" ({type(found).__name__}: {found})"
    )
