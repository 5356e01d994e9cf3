"""Give a sale whose code was mistyped the payment that its cashier saw."""

from __future__ import annotations

from sqlalchemy import select

from app.core.actions.decide import Decision, confirm_match
from app.core.book import Pen
from app.core.errors import BookError
from app.core.items import Allocation, ItemKey, TransactionKey
from app.core.queries.items import item_row
from app.core.store.tables import transactions
from app.core.store.trade_tables import key_columns

RULE = "code doctor"
_T = transactions.c


def mend_code(pen: Pen, *, sale: ItemKey, receipt: str, why: str) -> int:
    """Match a sale with the payment of a receipt, by a person's word; gives the match's number.

    ``why`` is the doctor's sentence. Raises BookError where one of them is gone, used or in several wallets.
    """
    row = item_row(pen.connection, key=sale)
    if row is None:
        raise BookError(f"The sale {sale.key} is not in the book any more.")
    query = select(*key_columns(transactions), _T.amount_cents).where(
        _T.receipt == receipt, _T.role == "payment", _T.direction == "in"
    )
    paid = pen.connection.execute(query).all()
    if len(paid) != 1:
        told = "stands in several wallets" if paid else "is not in the book any more"
        raise BookError(f"The payment {receipt} {told}.", hint="Match it in the queue.")
    part = Allocation(sale.kind, sale.key, min(row.open_cents, paid[0].amount_cents))
    decision = Decision(TransactionKey(*paid[0][:5]), (part,), RULE, reasons=(why,))
    return confirm_match(pen, decision=decision)
