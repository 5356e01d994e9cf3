"""What a receipt's letters say against the day printed beside it, in words (domain notes, section 4)."""

from __future__ import annotations

from app.core import clock, receipts

_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


def letters_warning(receipt: str, at: int) -> str:
    """The sentence that a row gets where letters and day differ by more than one day, else ''."""
    if len(receipt) == 10 and receipt[:3] in receipts.letters_around(clock.day_of(clock.day_number(at))):
        return ""
    return said_by(receipt)


def said_by(receipt: str) -> str:
    """The sentence for a receipt whose letters say another day than its row, '' where they say none."""
    told = receipts.day_told_by(receipt)
    if told is None or not receipts.FIRST_LETTER_YEAR <= told.year <= receipts.LAST_LETTER_YEAR:
        return ""
    day = f"{told.day} {_MONTHS[told.month - 1]} {told.year}"
    return f"The receipt's letters say {day}; its row has another day."
