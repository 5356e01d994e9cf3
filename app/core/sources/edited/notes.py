"""What was done to a document that somebody edited, in words; ``{rows}`` stands for how many rows it befell."""

from __future__ import annotations

from collections.abc import Iterable

TURNED = "{rows} with the month before the day: turned back, as the letters of their receipts prove"
TURNED_AS_OTHERS = "{rows} with the month before the day: turned back, as the rest of the file proves"
TURNED_BY_WISH = "{rows} with the month before the day: turned back, as you said"
RESAVED = "{rows} whose times were saved again by a spreadsheet: read as what they stand for"
NO_SECONDS = "{rows} whose times lost their seconds"
AMOUNTS = "{rows} with amounts written in another way: read as what they stand for"
ROUNDED = "{rows} with an amount such as 1.5E+05: its digits were taken from the balances before and after"
NO_BALANCE = "{rows} whose balance lost digits in a spreadsheet: left open"
NO_NUMBER = "{rows} whose phone number lost digits in a spreadsheet: the lost ones were left open"
TOTALS = "{rows} of totals: left out"
WORDS = "{rows} of words without receipt, time or amount: left out"
MERGED = "{rows} of another statement's preamble: the file holds several exports"
UNEVEN = "{rows} with more or fewer cells than the header, sound in all that counts"
JOINED = "{rows} with an amount cut in two at its thousands comma: joined again, as the balances prove"
SHIFTED = "the header stands one column beside its rows: it was moved"
FLIPPED = "{rows} with money in and money out exchanged, as you said"


def in_words(counts: Iterable[tuple[str, int]]) -> tuple[str, ...]:
    """One sentence for each thing done, with how many rows it befell in the whole document."""
    sums: dict[str, int] = {}
    for sentence, count in counts:
        sums[sentence] = sums.get(sentence, 0) + count
    return tuple(sentence.replace("{rows}", _rows(count)) for sentence, count in sums.items())


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"
