"""What must not happen to a closed day: nothing takes away what its seal covers, until it is opened with a reason."""

from __future__ import annotations

from collections.abc import Iterable

from app.core import clock
from app.core.book import Pen
from app.core.errors import BookError
from app.core.queries.seals import broken_seals


def refuse_where_sealed(pen: Pen, *, days: Iterable[int], deed: str) -> None:
    """Raise BookError where what was just written takes from a closed day what its seal covers.

    ``deed`` begins the sentence: what cannot be done. The write is then undone whole by the door.
    """
    wanted = set(days)
    broken = broken_seals(pen.connection, days=wanted) if wanted else []
    if broken:
        named = ", ".join(f"{clock.day_of(seal.on_day):%d/%m/%Y}" for seal in broken)
        raise BookError(
            f"{deed} would change {'a closed day' if len(broken) == 1 else 'closed days'} ({named}).",
            hint="Open the day again with a reason, then do this once more.",
        )
