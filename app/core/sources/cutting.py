"""Files that stop too early, and rows that cannot be whole."""

from __future__ import annotations

from app.core.errors import DocumentRefused


def cut_at(name: str, line: int | None) -> DocumentRefused:
    """The refusal of a file that stops in the middle of a line."""
    where = "its last line" if line is None else f"line {line}"
    return DocumentRefused(
        f"“{name}” was cut off: it ends in the middle of {where}.", hint="Download the statement again."
    )


def ragged(name: str, line: int, cells: int, *, width: int) -> DocumentRefused:
    """The refusal of a file none of whose rows has the header's width."""
    return DocumentRefused(
        f"Line {line} of “{name}” has {cells} cells where the header has {width}, and no row is whole.",
        detail="The rows cannot be trusted.",
        hint="Download the statement again, and do not edit it.",
    )


def refuse_cut_cell(name: str, last: str, *, usual: str) -> None:
    """A last line without its line end whose last cell is shorter in shape than the row's before it was cut."""
    is_amount = _decimals(usual) == 2 and _decimals(last) != 2
    is_word = usual.isalpha() and len(last) < len(usual) and usual.startswith(last)
    if last != usual and (is_amount or is_word):
        raise cut_at(name, None)


def _decimals(text: str) -> int:
    whole, point, fraction = text.rpartition(".")
    return len(fraction) if point and whole else 0
