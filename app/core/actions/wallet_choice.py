"""Which wallet a document belongs to: what it says, what the user says, what the book already follows."""

from __future__ import annotations

from sqlalchemy import Connection, select

from app.core import phones
from app.core.errors import DocumentRefused, WalletUnknown
from app.core.statement import Declared, Proof, WalletKey
from app.core.store.tables import wallets

DEFAULT_LEDGER = "Utility"
"""Where nothing tells the ledger: an organisation export is most often a paybill's Utility account."""


def choose_wallet(connection: Connection, *, declared: Declared, told: WalletKey | None, file: str) -> WalletKey:
    """The document's wallet. Raises WalletUnknown (ask the user) or DocumentRefused (not this company's)."""
    followed = [WalletKey(row.code, row.ledger) for row in connection.execute(select(wallets.c.code, wallets.c.ledger))]
    code = declared.code or (told.code if told else "") or _only_one_fitting(followed, declared)
    if not code:
        raise _unknown(declared, file)
    code = _as_followed(code, followed)
    if told and _as_followed(told.code, followed) != code:
        raise DocumentRefused(
            f"“{file}” is for {code}, not for {told.code}.",
            hint="Nothing was taken in; choose the right file or wallet.",
        )
    codes = {key.code for key in followed}
    if codes and code not in codes and told is None:
        known = ", ".join(sorted(codes))
        raise DocumentRefused(
            f"“{file}” is for another short code, {code}; this book follows {known}.",
            hint=f"If {code} is yours too, say so once (on the command line: --wallet {code}).",
        )
    return WalletKey(code, _ledger(declared, told, [key.ledger for key in followed if key.code == code], file))


def _as_followed(code: str, followed: list[WalletKey]) -> str:
    """The code as the book writes it: a phone written in another way (07…, +254…) is the same wallet."""
    number = phones.normalised(code)
    same = (key.code for key in followed if number is not None and phones.normalised(key.code) == number)
    return next(same, code)


def _only_one_fitting(followed: list[WalletKey], declared: Declared) -> str:
    """Messages and callbacks do not always name their wallet: the only code that they can be of, or ''."""
    if declared.proof is Proof.STATEMENT:
        return ""
    fitting = {"": ("Utility", "Merchant"), "Personal": ("Personal", "Pochi")}.get(declared.ledger, (declared.ledger,))
    codes = {key.code for key in followed if key.ledger in fitting}
    return codes.pop() if len(codes) == 1 else ""


def _unknown(declared: Declared, file: str) -> WalletUnknown:
    if declared.proof is Proof.SMS:
        whose = "phone received them" if declared.ledger in ("Personal", "Pochi") else "till or paybill they are of"
        return WalletUnknown(
            f"The messages in “{file}” do not say which {whose}.",
            hint=f"Say it once (on the command line: --wallet CODE:{declared.ledger}).",
        )
    return WalletUnknown(
        f"“{file}” does not say which till or paybill it is for.",
        detail="Neither its lines nor its name tell the short code.",
        hint="Say the wallet (on the command line: --wallet CODE).",
    )


def _ledger(declared: Declared, told: WalletKey | None, followed: list[str], file: str) -> str:
    if told and told.ledger and declared.ledger and told.ledger != declared.ledger:
        raise DocumentRefused(
            f"“{file}” is of the {declared.ledger} account, not of {told.ledger}.",
            hint="Nothing was taken in; choose the right file or account.",
        )
    if declared.ledger or (told and told.ledger):
        return declared.ledger or (told.ledger if told else "")
    receiving = [ledger for ledger in followed if ledger in ("Utility", "Merchant", "Personal", "Pochi")]
    return receiving[0] if len(receiving) == 1 else DEFAULT_LEDGER
