"""Wallets on the command line: which one is meant, and what one is for."""

from __future__ import annotations

import sys

from app.core.book import Book, Reader
from app.core.errors import CallWrong
from app.core.queries.wallets import wallets
from app.core.statement import WalletKey


def wallet_asked_for(reader: Reader, *, key: WalletKey | None) -> int:
    """The number of the wallet a report is about; the only one, where none was named. Raises CallWrong."""
    followed = wallets(reader)
    if key is not None:
        fitting = [row for row in followed if row.key.code == key.code and key.ledger in ("", row.key.ledger)]
    else:
        fitting = [row for row in followed if row.last_row_at is not None] or list(followed)
    receiving = [row for row in fitting if row.key.ledger in ("Utility", "Merchant", "Personal", "Pochi")]
    fitting = fitting if len(fitting) == 1 else receiving
    if len(fitting) != 1:
        names = ", ".join(f"{row.key.code}:{row.key.ledger}" for row in followed) or "none"
        raise CallWrong("Say which wallet is meant, as CODE:ledger.", detail=f"This book follows {names}.")
    return fitting[0].id


def describe(book: Book, *, key: WalletKey, store: str | None, is_running: bool | None) -> None:
    """Say what a wallet is for; what is not named stays as it is. Raises BookError where the wallet is not followed."""
    from app.core.actions.describe_wallet import WalletUse, describe_wallet, wallet_use

    number = book.ask(wallet_asked_for, key=key)
    before = book.ask(wallet_use, wallet_id=number)
    use = WalletUse(
        before.store if store is None else store.strip(), before.is_running if is_running is None else is_running
    )
    book.do(describe_wallet, wallet_id=number, use=use)
    accounts = "customers run accounts there, the oldest invoice is paid first" if use.is_running else "bill by bill"
    sys.stdout.write(f"{key}: {f'store {use.store}' if use.store else 'all stores'}; {accounts}.\n")
