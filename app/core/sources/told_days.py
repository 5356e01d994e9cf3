"""What a receipt's letters say against one printed moment, for documents that are read line by line."""

from __future__ import annotations

from app.core import clock, receipts

_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


def letters_warning(receipt: str, at: int) -> str:
    """The words that a statement's row gets where letters and day differ by more than one, else ''."""
    if len(receipt) == 10 and receipt[:3] in receipts.letters_around(clock.day_of(clock.day_number(at))):
        return ""
    told = receipts.day_told_by(receipt)
    if told is None or not receipts.FIRST_LETTER_YEAR <= told.year <= receipts.LAST_LETTER_YEAR:
        return ""
    return f"receipt letters say {told.day} {_MONTHS[told.month - 1]} {told.year}"
