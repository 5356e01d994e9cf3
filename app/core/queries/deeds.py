"""What was done lately, deed by deed, and which of it can be taken back or done again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, func, select

from app.core.errors import BookError, CallWrong
from app.core.events import EventKind
from app.core.queries.queue_rows import GroupRow
from app.core.store.slices import in_slices
from app.core.store.tables import imports
from app.core.store.trade_tables import decisions, lists


def decision_groups(
    reader: Connection, *, limit: int = 100, only_auto: bool = False, since: int | None = None
) -> list[GroupRow]:
    """What was decided lately, newest deed first. ``since`` is an instant."""
    query = (
        select(decisions.c.group_id).group_by(decisions.c.group_id).order_by(decisions.c.group_id.desc()).limit(limit)
    )
    if only_auto:
        query = query.where(decisions.c.by == "auto")
    if since is not None:
        query = query.where(decisions.c.at >= since)
    wanted = list(reader.execute(query).scalars())
    told = select(
        *(decisions.c.group_id, decisions.c.kind, decisions.c.by, decisions.c.actor),
        *(func.max(decisions.c.at).label("at"), func.count().label("n"), func.sum(decisions.c.is_undone).label("gone")),
    ).group_by(decisions.c.group_id, decisions.c.kind, decisions.c.by, decisions.c.actor)
    by_group: dict[int, list[Any]] = {}
    for some in in_slices(wanted):
        for row in reader.execute(told.where(decisions.c.group_id.in_(some))):
            by_group.setdefault(row.group_id, []).append(row)
    return [_group(number, by_group[number]) for number in wanted]


def _group(number: int, rows: Sequence[Any]) -> GroupRow:
    kinds: dict[str, int] = {}
    for row in rows:
        name = EventKind(row.kind).name
        kinds[name] = kinds.get(name, 0) + row.n
    total, gone = sum(row.n for row in rows), sum(int(row.gone) for row in rows)
    by = "auto" if all(row.by == "auto" for row in rows) else "person"
    return GroupRow(number, max(row.at for row in rows), rows[0].actor, by, kinds, total - gone, total)


def undoable_group(reader: Connection) -> int | None:
    """The newest deed of which something still stands, or None."""
    query = select(func.max(decisions.c.group_id)).where(decisions.c.is_undone == 0)
    return reader.execute(query).scalar()


def redoable_group(reader: Connection) -> int | None:
    """The deed that was taken back last, where nothing was decided since; else None."""
    turned = reader.execute(select(func.max(decisions.c.turned_seq)).where(decisions.c.is_undone == 1)).scalar()
    newest = reader.execute(select(func.max(decisions.c.id))).scalar()
    if turned is None or newest > turned:
        return None
    query = select(decisions.c.group_id).where(decisions.c.turned_seq == turned, decisions.c.is_undone == 1)
    return reader.execute(query.limit(1)).scalar()


def deed_meant(reader: Connection, *, group: str | None) -> tuple[str, int]:
    """``("import" | "list" | "deed", number)`` of what ``undo`` is asked for; what was done last where None.

    Raises CallWrong for what is no number, BookError where there is nothing of that number, or nothing at all.
    """
    if group is None:
        return _newest(reader)
    if not group.removeprefix("m").isdecimal():
        raise CallWrong(f"{group!r} is nothing that can be taken back.", detail="Write a number, or m and a number.")
    number = int(group.removeprefix("m"))
    if group.startswith("m"):
        return "deed", number
    is_list = reader.execute(select(lists.c.id).where(lists.c.id == number)).scalar() is not None
    return ("list" if is_list else "import"), number


def _newest(reader: Connection) -> tuple[str, int]:
    deed = select(func.max(decisions.c.id)).where(decisions.c.is_undone == 0)
    last = {
        "import": reader.execute(select(func.max(imports.c.id)).where(imports.c.is_undone == 0)).scalar() or 0,
        "list": reader.execute(select(func.max(lists.c.id)).where(lists.c.is_undone == 0)).scalar() or 0,
        "deed": reader.execute(deed).scalar() or 0,
    }
    kind = max(last, key=lambda name: last[name])
    if not last[kind]:
        raise BookError("There is nothing to take back.")
    if kind == "deed":
        found = undoable_group(reader)
        assert found is not None
        return kind, found
    return kind, last[kind]
