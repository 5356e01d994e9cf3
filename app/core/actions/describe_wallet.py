"""Say what a wallet is for, so that its money is looked for among the right invoices."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, select

from app.core.book import Pen
from app.core.events import Event, EventKind
from app.core.store.trade_tables import wallet_uses


class WalletUse(NamedTuple):
    """The store a wallet takes money for ('' for all), and whether its customers have running accounts."""

    store: str = ""
    is_running: bool = False


def describe_wallet(pen: Pen, *, wallet_id: int, use: WalletUse) -> None:
    """Record what the wallet is for; the newest word counts. Saying the same again records nothing."""
    if wallet_use(pen.connection, wallet_id=wallet_id) != use:
        pen.record(Event(EventKind.WalletDescribed, {"wallet_id": wallet_id, **use._asdict()}))


def wallet_use(reader: Connection, *, wallet_id: int) -> WalletUse:
    """What a wallet is for, as was said last."""
    return all_uses(reader).get(wallet_id, WalletUse())


def all_uses(reader: Connection) -> dict[int, WalletUse]:
    """What was said of each wallet last; wallets of which nothing was said are left out."""
    return {row.wallet_id: WalletUse(row.store, bool(row.is_running)) for row in reader.execute(select(wallet_uses))}
