"""Take an import back: an event, never a deletion. Lines that a later document also holds keep standing."""

from __future__ import annotations

from sqlalchemy import Connection, select

from app.core import clock
from app.core.actions.sealed import refuse_where_sealed
from app.core.book import Pen
from app.core.errors import BookError
from app.core.events import Event, EventKind
from app.core.store import control
from app.core.store.tables import events, imports, withdrawn


def undo_import(pen: Pen, *, import_id: int) -> int:
    """Withdraw what only this import vouched for; gives the number of movements withdrawn.

    Raises BookError where there is no such import, it was undone before, or a closed day rests on it.
    """
    found = pen.connection.execute(select(imports.c.is_undone).where(imports.c.id == import_id)).scalar()
    if found is None:
        raise BookError(f"There is no import number {import_id}.", hint="See the list of imports.")
    if found:
        raise BookError(f"Import number {import_id} was undone before.", hint="Import the file again to take it back.")
    pen.record(Event(EventKind.ImportUndone, {"import_id": import_id}))
    touched, days, lines = set(), set(), 0
    for first, last in control.vouched_spans(pen.connection, import_id):
        gone = (
            select(events.c.wallet_id, events.c.receipt, events.c.completed_at)
            .join(withdrawn, withdrawn.c.seq == events.c.seq)
            .where(events.c.seq.between(first, last), events.c.kind == EventKind.TransactionObserved)
        )
        for row in pen.connection.execute(gone):
            touched.add((row.wallet_id, row.receipt))
            days.add(clock.day_number(row.completed_at))
            lines += 1
    for _ in pen.views.resolve_again(touched):
        pass
    refuse_where_sealed(pen, days=days, deed="Taking this import back")
    return lines


def newest_import(reader: Connection) -> int | None:
    """The newest import that stands, or None."""
    standing = select(imports.c.id).where(imports.c.is_undone == 0)
    return reader.execute(standing.order_by(imports.c.id.desc()).limit(1)).scalar()
